"""What people asked and nobody has answered, in piles that one answer may serve; moved, put aside, and how well all is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.answer import WhyNot
from groundswell.core.answer.piles import Pile as Kind
from groundswell.flow.deflect import DEFINITION, Deflection
from groundswell.flow.sort import Pile
from groundswell.ports.questions import Draft, Question, QuestionSource, QuestionState, Reply
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act, require
from groundswell.web.desk.form import back, drawn, fields
from groundswell.web.desk.pile_words import PILES
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

SHOWN_MAX: Final = 8
"""so many questions of a pile are shown at first"""
_PILES_MAX: Final = 100
_SERVICES_MAX: Final = 3
_LISTED_MAX: Final = 200
DAYS: Final = (1, 7, 30, 90)
SOURCES: Final[Mapping[QuestionSource, str]] = {
    QuestionSource.PAGE: "on a page",
    QuestionSource.API: "through a program",
    QuestionSource.MAIL: "by letter",
    QuestionSource.CHANNEL: "as a reply in a channel",
}
WHY_NOT: Final[Mapping[WhyNot, str]] = {
    WhyNot.NOTHING_KNOWN: "nothing is known that would explain it",
    WhyNot.OTHER_SERVICE: "it names another service",
    WhyNot.OTHER_TROUBLE: "it is about another trouble than the one that is known",
    WhyNot.PERSONAL: "it is about the asker’s own account, order or money",
    WhyNot.UNRELATED: "it asks about nothing that is wrong now",
    WhyNot.UNCLEAR: "it says too little to be answered at once",
    WhyNot.DANGER: "somebody may be in danger: read it before all others, nothing was told",
    WhyNot.DIVIDED: "two things that are known fit it",
    WhyNot.SPAM: "it asks nothing",
    WhyNot.EMPTY: "there is no letter in it",
}
"""Why a question waits, in words."""
ONE_BY_ONE: Final = frozenset({Kind.DANGER, Kind.PRIVATE})
"""Piles whose questions are better answered each by itself."""
_DATED: Final = frozenset({Kind.EARLIER_OUTAGE, Kind.OLDER_TROUBLE})
"""Piles whose answers speak of a day: tomorrow they are true of another, and no outage's end ends them."""
_ASIDE: Final = {"close": QuestionState.CLOSED, "spam": QuestionState.SPAM, "wait": QuestionState.WAITING}
_CLOSE_ALL: Final = "close-all"
GIVEN_MAX: Final = 1_000
"""so many are answered with one text: their ids go into one form"""
_CLOSED_MAX: Final = 1_000
"""so many of a pile are closed with one button: their ids go into one form"""


@get("/desk/questions", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_questions(
    request: AnyRequest, parts: PartsHere, done: Annotated[str, QueryParameter()] = ""
) -> Response[bytes]:
    """What waits: first where somebody may be in danger, then the largest pile."""
    actor = actor_of(request)
    piles, drafts = await parts.replier.queue(actor.on(Right.LOOK)), await parts.questions.drafts()
    before = await parts.replier.recall.before(piles[:_PILES_MAX], actor.on(Right.SPEAK))
    aside = await parts.questions.list(
        [QuestionState.CLOSED, QuestionState.SPAM], services=actor.on(Right.LOOK), limit=_LISTED_MAX
    )
    page = {
        "title": "Questions",
        "notes": [done[:200]] if done else [],
        "waiting": sum(len(pile.questions) for pile in piles),
        "not_helped": sum(each.helped is False for pile in piles for each in pile.questions),
        "piles": _with_beside(
            [
                {
                    **pile_row(pile, parts, drafts),
                    "before": _before(*before[pile.id]) if pile.id in before else None,
                }
                for pile in piles[:_PILES_MAX]
            ]
        ),
        "more": max(len(piles) - _PILES_MAX, 0),
        "given_max": GIVEN_MAX,
        "aside": [_row(each, parts) for each in aside],
        "may_speak": actor.may(Right.SPEAK),
    }
    return drawn(request, parts, "desk_questions", page)


@post("/desk/questions", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_questions(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Move, split off, close, call spam, let wait again."""
    form, actor = fields(request), actor_of(request)
    action, ids = form.text("action", 20), form.many("questions")
    if action == _CLOSE_ALL:
        return await _closed(request, parts, actor, form.many("whole")[:_CLOSED_MAX])
    if not ids:
        raise invalid("questions", "tick at least one")
    theirs = await chosen(parts, actor, ids)
    if action in _ASIDE:
        note_act(request, f"questions {_ASIDE[action].value}", ", ".join(ids)[:200])
        changed = await parts.replier.set_aside([each.id for each in theirs], _ASIDE[action])
        return back("/desk/questions", f"{counted(len(changed))}: {_ASIDE[action].value}.")
    if action not in ("move", "split"):
        raise invalid("action", "is none of move, split, close, spam, wait")
    note_act(request, f"questions {action}", ", ".join(ids)[:200])
    await moved(parts, actor, [each.id for each in theirs], form.text("into", 40) if action == "move" else "")
    return back("/desk/questions", f"{counted(len(theirs))} moved.")


async def _closed(request: AnyRequest, parts: Parts, actor: Actor, ids: Sequence[str]) -> Response[bytes]:
    """Close those that stood on the page and on which `actor` may speak, but not what has come since, been answered or deleted. Raises
    ProblemError (422)."""
    if not ids:
        raise invalid("whole", "names no question")
    stood = await parts.questions.those(dict.fromkeys(ids))
    theirs = [each for each in stood if is_theirs(actor, each.service, Right.SPEAK)]
    note_act(request, "questions closed", ", ".join(each.id for each in theirs)[:200])
    waits = (QuestionState.WAITING,)
    changed = await parts.replier.set_aside([each.id for each in theirs], QuestionState.CLOSED, of=waits)
    return back("/desk/questions", f"{counted(len(changed))}: closed.")


@get("/desk/questions/measures", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_measures(
    request: AnyRequest, parts: PartsHere, days: Annotated[str, QueryParameter()] = "7"
) -> Response[bytes]:
    """How well questions are answered."""
    wanted = int(days) if days.isascii() and days.isdigit() and int(days) in DAYS else 7
    figures = await parts.replier.deflection(wanted, actor_of(request).on(Right.LOOK))
    page = {
        "title": "How well we answer",
        "days": wanted,
        "choices": DAYS,
        "definition": DEFINITION,
        "whole": _figures(figures[None]),
        "rows": [
            {"name": SOURCES[source].capitalize(), **_figures(figures[source])}
            for source in QuestionSource
            if figures[source].asked or figures[source].spam
        ],
    }
    return drawn(request, parts, "desk_measures", page)


def serves_like(questions: Sequence[Question], kind: str) -> bool:
    """Whether it is proposed to tell what these of a pile of that `kind` are answered to whoever asks the like: not what is written for
    one, nor what is mostly somebody's own or of one day, nor where somebody may be in danger."""
    why = Counter(each.why_not for each in questions)
    is_own = kind in ONE_BY_ONE | _DATED or 2 * why[WhyNot.PERSONAL] > len(questions)
    return len(questions) > 1 and not is_own and not why[WhyNot.DANGER]


async def chosen(parts: Parts, actor: Actor, ids: Collection[str]) -> list[Question]:
    """The questions `ids`, on which `actor` may act. Raises ProblemError (403, 404)."""
    wanted = dict.fromkeys(ids)
    found = {each.id: each for each in await parts.questions.those(wanted)}
    for id in wanted:  # noqa: A001
        if id not in found:
            raise _unknown(id)
    return [_allowed(actor, found[id]) for id in wanted]  # noqa: A001


async def still_there(parts: Parts, actor: Actor, ids: Collection[str]) -> list[Question]:
    """Those of the questions `ids` that nobody has deleted since they stood on a page, oldest first; `actor` may act on each. Raises
    ProblemError (403, 404)."""
    return [_allowed(actor, each) for each in await parts.questions.those(dict.fromkeys(ids))]


def _allowed(actor: Actor, question: Question) -> Question:
    """`question`, on which `actor` may act. Raises ProblemError (403, 404)."""
    if not is_theirs(actor, question.service):
        raise _unknown(question.id)
    if not is_theirs(actor, question.service, Right.SPEAK):
        require(actor, Right.SPEAK, question.service or None)
        raise ProblemError("forbidden", "a question that is about no service needs the right on all")
    return question


def _unknown(id: str) -> ProblemError:  # noqa: A002
    return ProblemError("not-found", f'there is no question "{id[:40]}" here')


def is_theirs(actor: Actor, service: str, right: Right = Right.LOOK) -> bool:
    """Whether `actor` may see (or `right`) what is about `service`; what names none is for who may on all."""
    return actor.may(right, service)


async def moved(parts: Parts, actor: Actor, ids: Sequence[str], into: str) -> None:
    """Move questions to the pile of the question `into`, "": to one of their own. Raises ProblemError (422)."""
    pile = None
    if into:
        piles = await parts.replier.queue(actor.on(Right.SPEAK))
        pile = next((each for each in piles if into in {one.id for one in each.questions}), None)
        if pile is None:
            raise invalid("into", "names no question that waits")
    await parts.replier.move(ids, pile)


def _with_beside(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows of piles, each with that of the pile which one text may serve too."""
    by_id = {row["id"]: row for row in rows}
    return [{**row, "other": by_id.get(row["beside"])} for row in rows]


def pile_row(pile: Pile, parts: Parts, drafts: Sequence[Draft] = ()) -> dict[str, object]:
    """A pile as its page shows it, with who is writing an answer to it."""
    ids = {each.id for each in pile.questions}
    draft = next((each for each in drafts if not each.supersedes and ids & set(each.questions)), None)
    stands_for = next(each for each in pile.questions if each.id == pile.id)
    name = _short(stands_for.words)
    rest = [each for each in pile.questions if each.id != pile.id]
    kind, hint = PILES.get(Kind.DANGER if pile.is_danger else pile.kind, ("", ""))
    return {
        "id": pile.id,
        "name": name,
        "title": kind[:1].upper() + kind[1:] if kind else name,
        "count": len(pile.questions),
        "services": _services(pile, parts),
        "subject": pile.subject.value,
        "label": pile.label,
        "kind": kind,
        "hint": hint,
        "is_danger": pile.is_danger,
        "ids": ",".join(each.id for each in pile.questions[:_CLOSED_MAX]),
        "answers": min(len(pile.questions), GIVEN_MAX),
        "closes": min(len(pile.questions), _CLOSED_MAX),
        "is_idle": pile.kind == Kind.NOTHING and not pile.is_danger,
        "is_each": pile.is_danger or pile.kind in ONE_BY_ONE,
        "others": sum(not each.language for each in pile.questions),
        "languages": ", ".join(offered()[code].name for code in pile.languages if code in offered()),
        "by_hand": pile.by_hand,
        "beside": pile.beside,
        "writer": draft.by if draft else "",
        "written_at": draft.at if draft else None,
        "since": pile.questions[0].at,
        "questions": [_row(each, parts) for each in [stands_for, *rest[: SHOWN_MAX - 1]]],
        "more": [_row(each, parts) for each in rest[SHOWN_MAX - 1 : _LISTED_MAX]],
        "hidden": max(len(rest) - _LISTED_MAX, 0),
    }


def _before(reply: Reply, same: int) -> dict[str, object]:
    """An answer that a pile may be given once more, and how many of the pile ask the same."""
    text = reply.texts[0]
    return {
        "id": reply.id,
        "title": text.title or _short(text.body),
        "body": text.body,
        "lang": text.language,
        "by": reply.by,
        "at": reply.at,
        "same": same,
    }


def _services(pile: Pile, parts: Parts) -> str:
    """What its questions are about: the service, or those of most with how many, and how many name none."""
    counts = Counter(
        parts.catalog.named(each.service).name if each.service else "" for each in pile.questions
    )
    unnamed = counts.pop("", 0)
    if len(counts) < 2 and not unnamed:
        return "".join(counts)
    named = sorted(counts, key=lambda name: (-counts[name], name))
    told = [f"{name} {counts[name]}" for name in named[:_SERVICES_MAX]]
    if more := sum(counts[name] for name in named[_SERVICES_MAX:]):
        told.append(f"others {more}")
    return ", ".join([*told, *([f"no service named {unnamed}"] if unnamed else [])])


def counted(number: int) -> str:
    """So many questions, in words."""
    return "1 question" if number == 1 else f"{number} questions"


def _row(question: Question, parts: Parts) -> dict[str, object]:
    return {
        "id": question.id,
        "words": question.words,
        "language": question.language,
        "service": parts.catalog.named(question.service).name if question.service else "",
        "at": question.at,
        "source": SOURCES[question.source],
        "state": question.state.value,
        "why": WHY_NOT[question.why_not] if question.why_not else "",
        "sent_on": _sent_on(question),
    }


def _sent_on(question: Question) -> str:
    if not question.is_unfit:
        return ""
    if question.helped is False:
        return "what it was answered did not help, its asker says, and wants a person"
    if question.first is QuestionState.AT_ONCE:
        return "its asker says that the answer at once was to something else"
    return "its asker was told something already, and asks on or says that it was something else"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 90 else f"{line[:89]}…"


def _figures(found: Deflection) -> dict[str, object]:
    return {
        "asked": found.asked,
        "at_once": found.at_once,
        "helped": found.helped,
        "not_helped": found.not_helped,
        "unfit": found.unfit,
        "taken_up": found.taken_up,
        "by_desk": found.by_desk,
        "desk_helped": found.desk_helped,
        "desk_not_helped": found.desk_not_helped,
        "waiting": found.waiting,
        "closed": found.closed,
        "spam": found.spam,
        "deflected": found.deflected,
        "told_share": percent(found.told_share),
        "share": percent(found.share),
        "share_least": percent(found.share_least),
    }


def percent(share: float | None) -> str:
    """A share in words."""
    return "nothing was asked" if share is None else f"{100 * share:.0f} %"
