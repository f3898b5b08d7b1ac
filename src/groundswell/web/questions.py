"""Pages of who asks: the box, and the question's own page with what it was answered, from whom, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from groundswell.core.answer import Answer, KnownKind, Source, WhyNot
from groundswell.core.catalog import Catalog
from groundswell.core.model import Service, State
from groundswell.core.phrases import phrases
from groundswell.flow.ask import Looked
from groundswell.flow.belong import is_on
from groundswell.flow.write import over_at, said_at
from groundswell.ports import Page
from groundswell.ports.questions import TOLD_STATES, QuestionState
from groundswell.web import wording
from groundswell.web.house import House
from groundswell.web.language import ENGLISH, later, offered, speaking
from groundswell.web.sources import source_words
from groundswell.web.subscriptions import PRIVATE
from groundswell.web.wishes import NOTHING, Aftermath, aftermath_words

_STATES: Final[Mapping[QuestionState, str]] = {
    QuestionState.AT_ONCE: later("This is what is known now."),
    QuestionState.WAITING: later(
        "Your question waits for an answer by a person. It will stand on this page: keep its link."
    ),
    QuestionState.ANSWERED: later("Your question has an answer."),
    QuestionState.CLOSED: later("Your question was looked at and has no answer here."),
    QuestionState.SPAM: later("This was taken for no question. If it is one, ask it in other words."),
}
_WAS_KNOWN: Final = later("This is what was known then.")
HELP_LINES: Final = "findahelpline.com"
"""Where help lines are listed by country, whoever runs this site. Looked up, as all addresses of help are: docs/explanation/answers.md,
"Addresses of help"."""


class QuestionPages:
    """Makes them; `page` fills a template."""

    def __init__(
        self, catalog: Catalog, language: str, house: House, page: Callable[..., Page], site: str
    ) -> None:
        """`site` is the name of this instance."""
        self._catalog = catalog
        self._language = language
        self._house = house
        self._page = page
        self._site = site
        self._speaks = speaking(language)

    def form(self, service: str = "", words: str = "", fault: str = "") -> Page:
        """The page to ask on: about `service` (a slug, "": nothing named); `fault` says what was wrong the last time."""
        found = self._catalog.services.get(service)
        _ = self._speaks.gettext
        title = _("Ask about {service}").format(service=found.name) if found else _("Ask a question")
        path = f"/ask?service={service}" if found else "/ask"
        page = {
            "path": "",
            "here": path,
            "title": title,
            "service": found,
            "words": words,
            "fault": fault,
        }
        return self._page("ask", page, max_age_seconds=0)

    def empty(self) -> str:
        """What to tell somebody who sent no words."""
        return self._speaks.gettext("Write what you want to know.")

    def too_long(self, most: int) -> str:
        """What to tell somebody who sent too many."""
        return self._speaks.gettext("At most {count} letters, please.").format(
            count=wording.number(most, self._language)
        )

    def unknown_service(self) -> str:
        """What to tell somebody who named a service that is not here."""
        return self._speaks.gettext("No such service")

    def question(
        self,
        looked: Looked,
        handle: str,
        after: Aftermath = NOTHING,
        *,
        known: Answer | None = None,
        thanked: bool = False,
    ) -> Page:
        """A question's own page; `known` is what it would be told by now; after a vote `thanked`."""
        question, _ = looked.question, self._speaks.gettext
        service = self._catalog.services.get(question.service)
        page = {
            "path": "",
            "here": f"/q/{handle}",
            "title": _("Your question"),
            "headline": _(_WAS_KNOWN if (is_past := _is_past(looked)) else _STATES[question.state]),
            "is_past": is_past,
            "words": question.words,
            "words_lang": question.language,
            "words_dir": _direction(question.language),
            "at": question.at,
            "handle": handle,
            "service": service,
            "answer": self._answer(looked, known),
            "over": looked.over,
            "was_none": self._was_none(looked),
            "hit": self._hit(looked),
            "outage": looked.outage
            if question.state is QuestionState.WAITING and is_on(looked.outage)
            else None,
            "can_judge": question.state in TOLD_STATES,
            "helped": question.helped,
            "thanked": thanked,
            "waits": question.state is QuestionState.WAITING,
            "help_lines": HELP_LINES,
            "is_danger": question.why_not is WhyNot.DANGER,
            "days": self._house.questions_days,
            "after": aftermath_words(after, self._speaks),
        }
        return self._page("question", page, max_age_seconds=0, headers=PRIVATE)

    def gone(self, *, deleted: bool = False) -> Page:
        """A handle that opens nothing, or a question that was just deleted."""
        _ = self._speaks.gettext
        if deleted:
            title, words = _("Your question is deleted"), _("Nothing of it is kept.")
        else:
            title = _("This link opens no question")
            words = _(
                "It was deleted, it is too old, or the link is not whole. You can ask again at any time."
            )
        page = {
            "onward": {"path": "/ask", "words": _("Ask a question")} if self._house.questions else None,
            "path": "",
            "title": title,
            "headline": words,
            "action": "",
            "button": "",
            "handle": "",
            "secret": "",
            "link": "",
        }
        return self._page("told", page, max_age_seconds=0, headers=PRIVATE)

    def _answer(self, looked: Looked, known: Answer | None) -> dict[str, object] | None:
        """What it was answered, or is known by now: in the page's language where somebody has chosen one, else in that of the question."""
        _, question, reply = self._speaks.gettext, looked.question, looked.reply
        chosen = self._language if self._language != ENGLISH else question.language
        if question.state is QuestionState.ANSWERED and reply is not None:
            text = reply.text(chosen)
            sources = [
                {"words": _("Answered by {site}").format(site=self._site), "url": "", "at": reply.at},
                *({"words": url, "url": url, "at": None} for url in reply.sources),
            ]
            corrects = bool(reply.supersedes)
            return {**self._said(text.body, text.language), "sources": sources, "corrects": corrects}
        told = question.told if question.state is QuestionState.AT_ONCE else known
        if told is not None:
            body, language = told.text(chosen)
            return {**self._said(body, language), "sources": self._sources(told.sources), "corrects": False}
        return None

    def _was_none(self, looked: Looked) -> str:
        """That the outage was ruled to be none, in words; "" where it was not."""
        over, hit = looked.over, self._hit(looked)
        if over is None or hit is None or over.state is not State.DISMISSED:
            return ""
        return phrases(self._language).sentences["title_dismissed"].format(service=hit.name)

    def _hit(self, looked: Looked) -> Service | None:
        """The service that its outage is of, where it hits several the one that was asked about; None where it is of none."""
        outage, asked = looked.outage, looked.question.service
        if outage is None:
            return None
        return self._catalog.named(asked if asked in outage.members else outage.service)

    def _said(self, body: str, language: str) -> dict[str, object]:
        other = language != self._language
        return {
            "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()],
            "lang": language if other else "",
            "dir": _direction(language) if other else "",
        }

    def _sources(self, sources: Sequence[Source]) -> list[dict[str, str | datetime | None]]:
        """Each once; where several are called alike, of which service each is. Where an answer can be read up is called by its address,
        and has no time."""
        found: dict[tuple[str, str], tuple[Source, datetime | None]] = {}
        for each, at in timed(sources):
            found.setdefault((each.url if at is None else self._called(each), each.url), (each, at))
        alike = Counter(words for words, _ in found)
        return [
            {
                "words": f"{words} ({self._catalog.named(each.service).name})"
                if alike[words] > 1 and each.service
                else words,
                "url": url,
                "at": at,
            }
            for (words, url), (each, at) in found.items()
        ]

    def _called(self, source: Source) -> str:
        return source_words(source, self._catalog, self._site, self._speaks)


def _is_past(looked: Looked) -> bool:
    """Whether what the page told at once was known before its outage was over, or ruled to be none."""
    over, question = looked.over, looked.question
    return (
        question.state is QuestionState.AT_ONCE
        and over is not None
        and over_at(over) > said_at(question, None)
    )


def timed(sources: Sequence[Source]) -> list[tuple[Source, datetime | None]]:
    """Each with its time; None for an address where an answer of the desk can be read up: the answer's time is not that of the address."""
    seen: set[str] = set()
    found: list[tuple[Source, datetime | None]] = []
    for each in sources:
        is_link = each.kind is KnownKind.ANSWERED and each.id in seen
        found.append((each, None if is_link else each.at))
        seen.add(each.id)
    return found


def _direction(language: str) -> str:
    known = offered().get(language)
    return known.direction if known else "auto"
