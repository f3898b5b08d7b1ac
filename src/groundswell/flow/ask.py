"""A question comes in: read, scrubbed, put to what is known, kept, and only then answered. One entry for page, API, letters
and channels.

What a question was answered is kept with it: its page says the same until the desk says more. Whoever has the handle of
a question has all rights on it; the handle itself is stored nowhere.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Protocol

import msgspec

from groundswell.core.answer import Answer, Asked, KnownKind, Triage, WhyNot
from groundswell.core.catalog import Catalog
from groundswell.core.intake.clean import unknown_service
from groundswell.core.intake.scrub import REMOVED, scrub
from groundswell.core.model import Incident
from groundswell.errors import InputError, LaterError
from groundswell.flow.belong import is_over, outage_of, told_of
from groundswell.flow.deflect import Deflection, deflection
from groundswell.flow.handles import Handles, Purpose
from groundswell.flow.keys import KEY_LONG_LETTERS, KeyReusedError
from groundswell.flow.subscribe import Limits
from groundswell.flow.tell import LATELY
from groundswell.flow.tie import was_on
from groundswell.ports import Clock, Incidents
from groundswell.ports.correspondence import Correspondence, Correspondent
from groundswell.ports.questions import (
    TOLD_STATES,
    Question,
    Questions,
    QuestionSource,
    QuestionState,
    Reply,
)

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)
_WEEK: Final = timedelta(days=7)
_CANDIDATES_MAX: Final = 5
_UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
"""kinds of characters that nobody types: joiners and marks of direction (Cf) belong to some scripts"""


@dataclass(frozen=True, slots=True)
class QuestionsConfig:
    """Whether questions are taken, and how many: see docs/howto/answer-questions."""

    on: bool = True
    """Whether pages have a box for questions, and the API takes them. Switched off, none are taken by any way."""
    public: bool = True
    """Whether answers of the desk that are marked as public stand on the service's page, with the question as the desk puts it."""
    letters_max: Annotated[int, msgspec.Meta(ge=100, le=2_000)] = 1_000
    """Letters of a question; longer ones are refused by page and API, and cut where they come by letter or channel."""
    person_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 30
    """Questions within an hour from one person (known by a pseudonym of that day, made of address, browser and language: behind one carrier's
    address all phones of one model, browser version and language are one); further ones are told to wait."""
    origin_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 300
    """Questions within an hour from one connection (an IPv4 address or an IPv6 /64), behind which a carrier may have thousands;
    further ones are told to wait."""
    waiting_max: Annotated[int, msgspec.Meta(ge=1)] = 20_000
    """Questions that may wait for the desk at once; beyond it only those that can be answered at once are taken."""
    inbound_waiting_max: Annotated[int, msgspec.Meta(ge=1)] = 5_000
    """Letters among them, and as many posts: strangers write under as many names as they like, and must not close the pages' box. Beyond it your mail server is asked to bring letters later; a channel is not heard meanwhile, but for the bot that people subscribe with: posts to that are dropped."""


@dataclass(frozen=True, slots=True)
class Put:
    """What somebody asks. `service` is a slug, name or alias, "" where none was named; `language` that of the page or letter, a
    hint; `key` names what was sent, so that a repetition is the same question (an Idempotency-Key, the id of a letter or post,
    "" none). `origin` is a connection's pseudonym, `reporter` that of a person behind it, 0 where there is none: then nothing limits it
    here. `asker` is the address
    that asks, in plain words: of it a keyed mark is kept, and nothing else; another one where it is not `is_proved`, as anybody could have
    written it. With `for_desk` the program answers nothing by itself, whatever it knows: its asker has been told already, and asks on."""

    words: str
    source: QuestionSource
    service: str = ""
    language: str = ""
    key: str = ""
    origin: int = 0
    reporter: int = 0
    asker: str = ""
    is_proved: bool = True
    for_desk: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """A question as its page shows it: with the desk's answer, and the outage that it is of (flow.belong), as that stands."""

    question: Question
    reply: Reply | None = None
    outage: Incident | None = None

    @property
    def over(self) -> Incident | None:
        """The outage, where it is over, or was none."""
        return self.outage if self.outage is not None and is_over(self.outage) else None


class Knows(Protocol):
    """What is known, to put a question to: `flow.know`."""

    async def triage(self, asked: Asked) -> Triage:
        """What comes of it."""
        ...


class Asker:
    """The leg. `make_word(n)` gives n unguessable bytes as letters for an address, `mark` the keyed hash of a text; `url` is that
    of this site."""

    def __init__(
        self,
        questions: Questions,
        knows: Knows,
        incidents: Incidents,
        catalog: Catalog,
        clock: Clock,
        handles: Handles,
        config: QuestionsConfig,
        *,
        url: str,
        languages: Sequence[str],
        mark: Callable[[str], str],
        make_word: Callable[[int], str],
        forget_wishes: Callable[[str], Awaitable[object]] | None = None,
        correspondence: Correspondence | None = None,
    ) -> None:
        """`forget_wishes` forgets who wants to be told of a question ("question:ID") when that is deleted; `correspondence` knows
        the way back of what came by letter or post."""
        self._forget_wishes = forget_wishes
        self._correspondence = correspondence
        self._questions = questions
        self._knows = knows
        self._incidents = incidents
        self._catalog = catalog
        self._clock = clock
        self._handles = handles
        self.config = config
        self._url = url.rstrip("/")
        self._languages = frozenset(languages)
        self._mark = mark
        self._make_word = make_word
        self._of_one = Limits.of(config.person_hour_max, "questions")
        self._from_one = Limits.of(config.origin_hour_max, "questions")
        self.taken: Counter[tuple[str, str]] = Counter()
        """questions taken since the start, by (source, state)"""
        self._measured_at: datetime | None = None
        self.deflection = Deflection()
        """of the last seven days, as last measured"""
        self.waiting = 0
        """how many wait for the desk, as last counted"""
        self.judged: Counter[tuple[str, str]] = Counter()
        """what their askers said of the answers since the start, by (who answered: page, desk; what: yes, no, unfit)"""

    async def measure(self) -> None:
        """Count how many wait; once a minute also how well the last week was answered."""
        self.waiting = await self._questions.count(QuestionState.WAITING)
        now = self._clock.now()
        if self._measured_at is None or abs(now - self._measured_at) >= _MINUTE:
            self._measured_at = now
            self.deflection = deflection(await self._questions.tallies(now - _WEEK))

    async def ask(self, put: Put) -> Question:
        """Take a question: it is durable when this returns. `Question.told` is what it is answered at once, None where it waits
        for the desk (or is spam: `state`). Raises InputError (nothing asked, too long, unknown service, KeyReusedError),
        LaterError (too many), StoreUnavailableError."""
        if not self.config.on:
            raise InputError("words", "this site takes no questions")
        words, service = self._words(put), self._service(put)
        key = self._key(put)
        if (known := await self._questions.keyed(key)) is not None:
            return _same(known, words)
        now = self._clock.now()
        # First: what a full connection is refused costs no person, and pushes nobody's count out.
        if put.origin:
            self._from_one.check(put.origin, now)
        if put.reporter:
            self._of_one.take(put.reporter, now)
        if put.origin:
            self._from_one.take(put.origin, now)
        language = put.language if put.language in self._languages else ""
        asked = Asked(self._make_word(9), words, now, language, service)
        triage = await self._knows.triage(asked)
        if put.for_desk:
            triage = replace(triage, answer=None)
        question = replace(triaged(asked, triage, put.source), is_unfit=put.for_desk)
        if question.state is QuestionState.WAITING:
            await self._make_room(put.source)
        asker = self._asker_mark(put.asker, is_proved=put.is_proved) if put.asker.strip() else ""
        kept = await self._questions.put(replace(question, asker=asker, key=key))
        if kept.id != question.id:  # the same was sent twice at once
            return _same(kept, words)
        self.taken[put.source.value, kept.state.value] += 1
        return kept

    async def get(self, id: str) -> Question | None:  # noqa: A002
        """The one of this id, as it stands now."""
        return await self._questions.get(id)

    async def find(self, handle: str) -> Question | None:
        """The one that a handle opens; None where it is no more."""
        id = self._handles.read(Purpose.QUESTION, handle)  # noqa: A001
        return await self._questions.get(id) if id is not None else None

    async def look(self, question: Question) -> Looked:
        """What its page shows now."""
        reply = await self._questions.reply(question.reply) if question.reply else None
        return Looked(question, reply, await outage_of(question, reply, self._incidents))

    async def known_by_now(self, question: Question) -> Answer | None:
        """What it would be told by now while it waits, for hours: people ask before an outage is known. Of outages only such as were on
        when it was asked, or about to be; nothing to who has said that such was no answer."""
        now = self._clock.now()
        if question.state is not QuestionState.WAITING or question.is_unfit or now - question.at >= LATELY:
            return None
        asked = Asked(question.id, question.words, now, question.asked_in, question.asked_on)
        answer = (await self._knows.triage(asked)).answer
        for source in answer.sources if answer is not None else ():
            if source.kind is KnownKind.LIVE:
                incident = await self._incidents.get(source.id)
                if incident is None or not was_on(incident, question.at):
                    return None
        return answer

    async def judge(self, handle: str, *, helped: bool) -> Question | None:
        """Its asker says whether the answer helped; None where there is no answer to say it of."""
        found = await self.find(handle)
        if found is None or found.helped == helped:
            return found if found is not None and found.state in TOLD_STATES else None
        judged = await self._questions.judge(found.id, self._clock.now(), helped=helped)
        if judged is not None:
            self.judged[_who(found), "yes" if helped else "no"] += 1
        return judged

    async def send_on(self, handle: str) -> Question | None:
        """Its asker says that this was not the question: it goes to the desk. None where it cannot."""
        found = await self.find(handle)
        if found is None or found.state not in TOLD_STATES:
            return None
        sent = await self._questions.send_on(found.id, self._clock.now())
        if sent is not None:
            self.judged[_who(found), "unfit"] += 1
        return sent

    async def delete(self, handle: str) -> bool:
        """Forget it for good; False where the handle opens nothing, or it is gone."""
        id = self._handles.read(Purpose.QUESTION, handle)  # noqa: A001
        return id is not None and await self._erase([id]) > 0

    async def export(self, question: Question) -> dict[str, Any]:
        """Everything that is kept of it, as JSON has it; of marks and sealed addresses only that there is one."""
        told: dict[str, Any] = msgspec.to_builtins(question)
        told["asker"], told["key"] = bool(question.asker), bool(question.key)
        reply = await self._questions.reply(question.reply) if question.reply else None
        told["reply"] = None if reply is None else _shown(reply)
        ways = await self._correspondence.of([question.id]) if self._correspondence is not None else {}
        told["way_back"] = _way_back(ways[question.id]) if question.id in ways else None
        return told

    async def of_address(self, address: str, *, is_proved: bool = True) -> Sequence[Question]:
        """All that an address has asked by letter or channel, for whoever runs this site; or what came under it and may be another's."""
        return await self._questions.of_asker(self._asker_mark(address, is_proved=is_proved))

    async def delete_all(self, questions: Sequence[Question]) -> int:
        """Forget these for good; how many there were."""
        return await self._erase([question.id for question in questions])

    async def forget(self, kept_for: timedelta) -> int:
        """Forget what was asked longer ago; how many went."""
        return await self._questions.forget(self._clock.now() - kept_for)

    def handle_of(self, question: Question) -> str:
        """What opens it."""
        return self._handles.make(Purpose.QUESTION, question.id)

    def path_of(self, question: Question, language: str) -> str:
        """Where its page is, in `language`."""
        root = "" if language in ("", "en") else f"/{language}"
        return f"{root}/q/{self.handle_of(question)}"

    def url_of(self, question: Question, language: str = "") -> str:
        """The whole address of its page, in `language` (else the question's)."""
        wanted = language or question.language
        return self._url + self.path_of(question, wanted if wanted in self._languages else "en")

    def open_url_of(self, question: Question, reply: Reply | None, language: str) -> str:
        """Where anybody may be sent who reads what was answered: the outage, else the service, else the site. It opens no question."""
        root = self._url + (f"/{language}" if language in self._languages and language != "en" else "")
        if incident := told_of(question, reply):
            return f"{root}/incidents/{incident}"
        service = (reply.service if reply is not None else "") or question.service
        return f"{root}/s/{service}" if service in self._catalog.services else f"{root}/"

    async def _erase(self, ids: Sequence[str]) -> int:
        if self._forget_wishes is not None:
            for id in ids:  # noqa: A001
                await self._forget_wishes(f"question:{id}")
        return await self._questions.erase(ids)

    def _words(self, put: Put) -> str:
        """The words, scrubbed. Raises InputError."""
        kept = "".join(
            letter if letter in "\n\t" or unicodedata.category(letter) not in _UNSEEN else " "
            for letter in unicodedata.normalize("NFC", put.words.replace("\r\n", "\n"))
        ).strip()
        if len(kept) > self.config.letters_max:
            if put.source in (QuestionSource.PAGE, QuestionSource.API):
                raise InputError(
                    "words", f"{len(kept)} characters; at most {self.config.letters_max} are taken"
                )
            kept = kept[: self.config.letters_max]
        words = scrub(kept).strip()
        if not any(unicodedata.category(letter)[0] in "LN" for letter in words.replace(REMOVED, "")):
            raise InputError("words", "write what you want to know")
        return words

    def _service(self, put: Put) -> str:
        """The slug of what it was asked about. Raises InputError."""
        if not put.service.strip():
            return ""
        found = self._catalog.find(put.service[:80])
        if found is not None:
            return found.slug
        if put.source in (QuestionSource.PAGE, QuestionSource.API):
            raise InputError("service", unknown_service(put.service, self._catalog))
        return ""

    def _key(self, put: Put) -> str:
        """The mark of what names a repetition. A short key is no random one: others may use it too."""
        if not put.key:
            return ""
        whose = put.origin if len(put.key) < KEY_LONG_LETTERS else 0
        return self._mark(f"question {put.source.value} {whose} {put.key}")

    def _asker_mark(self, asker: str, *, is_proved: bool) -> str:
        return self._mark(f"{'asker' if is_proved else 'unproved asker'} {asker.strip().casefold()}")

    async def _make_room(self, source: QuestionSource) -> None:
        count, full = self._questions.count, await self._questions.count(QuestionState.WAITING)
        is_full = full >= self.config.waiting_max
        if not is_full and source in (QuestionSource.MAIL, QuestionSource.CHANNEL):
            theirs = await count(QuestionState.WAITING, source=source)
            is_full = theirs >= self.config.inbound_waiting_max
        if is_full:
            raise LaterError("too many questions wait for an answer", _HOUR.total_seconds())


def _same(known: Question, words: str) -> Question:
    if known.words != words:
        raise KeyReusedError("question")
    return known


def triaged(asked: Asked, triage: Triage, source: QuestionSource) -> Question:
    """What is kept of a question of which that came."""
    state = QuestionState.WAITING
    if triage.answer is not None:
        state = QuestionState.AT_ONCE
    elif triage.why_not is WhyNot.SPAM:
        state = QuestionState.SPAM
    return Question(
        id=asked.id,
        words=asked.words,
        language=triage.language or asked.language,
        service=triage.service or asked.service,
        at=asked.at,
        asked_on=asked.service,
        asked_in=asked.language,
        source=source,
        state=state,
        first=state,
        subject=triage.subject,
        symptoms=triage.symptoms,
        why_not=triage.why_not,
        candidates=triage.candidates[:_CANDIDATES_MAX],
        told=triage.answer,
        incident=_outage(triage.answer),
    )


def _outage(answer: Answer | None) -> str:
    """The outage of which that tells, by itself or as the desk did; "" none."""
    sources = answer.sources if answer is not None else ()
    live = [each.id for each in sources if each.kind is KnownKind.LIVE]
    tied = [each.incident for each in sources if each.kind is KnownKind.ANSWERED]
    return next(iter(live or tied), "")


def _who(question: Question) -> str:
    return "page" if question.state is QuestionState.AT_ONCE else "desk"


def _shown(reply: Reply) -> dict[str, Any]:
    """An answer of the desk as its asker may have it."""
    told: dict[str, Any] = msgspec.to_builtins(reply)
    texts = [{"language": text.language, "title": text.title, "body": text.body} for text in reply.shown]
    return {"id": told["id"], "at": told["at"], "texts": texts, "sources": told["sources"]}


def _way_back(who: Correspondent) -> dict[str, Any]:
    """What is kept of who asked by letter or post, as they may have it."""
    return {
        "way": who.way,
        "state": who.state.value,
        "at": msgspec.to_builtins(who.at),
        "language": who.language,
        "subject": who.subject,
        "told": who.told,
        "address": "(kept, sealed)" if who.address else "",
        "who": bool(who.who),
        "thread": bool(who.thread),
        "post": bool(who.post),
    }
