"""What people asked and what they were told: kept as the page shows it, without what tells who asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from groundswell.core.answer import Answer, Asked, Candidate, Subject, WhyNot
from groundswell.core.statement import Text


class QuestionSource(StrEnum):
    """By which way a question came."""

    PAGE = "page"
    """the box on a page"""
    API = "api"
    """a program"""
    MAIL = "mail"
    """a letter"""
    CHANNEL = "channel"
    """a reply to what a channel has told"""


class QuestionState(StrEnum):
    """How far a question is."""

    AT_ONCE = "answered_at_once"
    """the program has answered it, with what is known"""
    WAITING = "waiting"
    """it waits for the desk"""
    ANSWERED = "answered"
    """the desk has answered it"""
    CLOSED = "closed"
    """the desk has put it aside without an answer"""
    SPAM = "spam"
    """nothing was asked"""


RELEASED = "page"
"""What is noted in the place of the id of an answer of the desk where the program has answered, be it what waited for one."""
TOLD_STATES = (QuestionState.AT_ONCE, QuestionState.ANSWERED)
"""those whose asker has an answer, and may say what it was worth"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is kept: its `words` are scrubbed before they are.

    `language`, `service`, `subject`, `symptoms`, `why_not` and `candidates` are what the triage made of it; `told` is what it was
    answered at once, about the outage `incident` ("" about none). `asked_on` and `asked_in` are what its asker gave: the service and the
    language of the page, letter or program, "" none; by these likeness goes, as triage does. `first` is the state that it was kept
    in first, or that the program put it into when an outage opened soon after. `asker` and `key` are keyed marks that lead back to nobody: of the address that asked, "" where none is known, and of the
    Idempotency-Key or the letter. `group` is where the desk has put it by hand, "" where likeness alone decides.
    """

    id: str
    words: str
    language: str
    service: str
    at: datetime
    source: QuestionSource
    state: QuestionState
    first: QuestionState
    subject: Subject = Subject.OTHER
    symptoms: tuple[str, ...] = ()
    why_not: WhyNot | None = None
    candidates: tuple[Candidate, ...] = ()
    told: Answer | None = None
    incident: str = ""
    group: str = ""
    reply: str = ""
    """the id of the desk's answer"""
    helped: bool | None = None
    """whether its asker says that the answer helped; None: has not said"""
    is_unfit: bool = False
    """its asker has said that what it was answered was not the question, or had been told something before and asks on: the program
    answers it no more"""
    changed_at: datetime | None = None
    asker: str = ""
    key: str = ""
    asked_on: str = ""
    asked_in: str = ""


VOTES_MIN = 3
"""from so many votes on an answer that the page tells has failed where more say no than yes"""


class ReplyState(StrEnum):
    """How an answer of the desk stands."""

    STANDS = "stands"
    """it is shown to those who asked"""
    REPLACED = "replaced"
    """a later one has taken its place"""
    WITHDRAWN = "withdrawn"
    """it is shown to nobody any more"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the desk answered, to all who asked the same: `texts` have the question as the desk puts it as title and the answer
    as body, that it was written in first; drafts among the others are shown to nobody.

    `sources` are addresses where it can be read up. `incident` is the outage with whose end it stops being true, "" where it
    holds by itself. `is_public`: it may stand on the service's page. `is_for_like`: it is told to whoever asks the like, too; of those
    whom the page has told it, `uses_helped` say that it helped and `uses_not_helped` that it did not.
    """

    id: str
    service: str
    texts: tuple[Text, ...]
    by: str
    at: datetime
    sources: tuple[str, ...] = ()
    incident: str = ""
    is_public: bool = False
    supersedes: str = ""
    state: ReplyState = ReplyState.STANDS
    is_for_like: bool = False
    uses_helped: int = 0
    uses_not_helped: int = 0

    @property
    def has_failed(self) -> bool:
        """Whether it helped so few who asked the like that it is told to none of them any more."""
        votes = self.uses_helped + self.uses_not_helped
        return votes >= VOTES_MIN and self.uses_not_helped > self.uses_helped

    @property
    def shown(self) -> tuple[Text, ...]:
        """The texts that were approved: the first always is."""
        return tuple(text for place, text in enumerate(self.texts) if not place or not text.is_draft)

    def text(self, language: str) -> Text:
        """What it says in `language`, else in English, else as it was written."""
        shown = {text.language: text for text in reversed(self.shown)}
        return shown.get(language) or shown.get("en") or self.shown[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that somebody at the desk writes, not published: to `questions`, or in the place of `supersedes`. All else is as
    in Reply; the store gives the `id`. `version` goes up with each time that it is kept."""

    id: str
    questions: tuple[str, ...]
    texts: tuple[Text, ...]
    by: str
    at: datetime
    service: str = ""
    sources: tuple[str, ...] = ()
    incident: str = ""
    is_public: bool = False
    supersedes: str = ""
    version: int = 1
    is_for_like: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions (`count`) came by `source`, were `first` in that state, and what became of them."""

    source: QuestionSource
    first: QuestionState
    state: QuestionState
    helped: bool | None
    is_unfit: bool
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Which answers of the desk stand and are told to whoever asks the like: by id the outage that each is about, newest first; `given`
    is how many questions have one. While this is the same, so are all their texts and the words of all who have them."""

    incidents: Mapping[str, str]
    given: int


class Questions(Protocol):
    """What was asked, and the desk's answers. `services` None means of all; else those of these services only, and none of which
    the service is not known. With the answer of a question goes what the wishes about it wait for (ports.wishes), in the same transaction."""

    async def put(self, question: Question) -> Question:
        """Keep it, durably; where one of its `key` is kept already, that one comes back and nothing changes. Where an answer of the desk
        that it would be told at once stands no more, it waits instead, and comes back so."""
        ...

    async def get(self, id: str) -> Question | None:  # noqa: A002
        """The one of this id."""
        ...

    async def those(self, ids: Collection[str]) -> Sequence[Question]:
        """Those of `ids` that there are, oldest first."""
        ...

    async def keyed(self, key: str) -> Question | None:
        """The one of this key's mark."""
        ...

    async def list(
        self,
        states: Sequence[QuestionState],
        *,
        services: Collection[str] | None = None,
        limit: int = 1_000,
    ) -> Sequence[Question]:
        """Those in `states`, newest first."""
        ...

    async def count(
        self,
        state: QuestionState,
        *,
        services: Collection[str] | None = None,
        source: QuestionSource | None = None,
    ) -> int:
        """How many are in `state`, of all services or of these, of all ways or of this one."""
        ...

    async def of_asker(self, mark: str) -> Sequence[Question]:
        """All that one address has asked, oldest first."""
        ...

    async def of_replies(self, ids: Sequence[str], each: int = 20) -> Mapping[str, Sequence[Question]]:
        """By answer of the desk, the newest of those it was given to."""
        ...

    async def standing(self, limit: int) -> Standing:
        """Which answers of the desk are told to whoever asks the like (`Reply.is_for_like`, and it has not failed), the newest `limit` of
        them: quickly, to see whether they changed."""
        ...

    async def asked_of_replies(self, ids: Sequence[str], each: int) -> Mapping[str, Sequence[Asked]]:
        """By answer of the desk, the newest questions that it was given to, as they were asked."""
        ...

    async def settle(
        self, ids: Collection[str], state: QuestionState, at: datetime, *, of: Sequence[QuestionState]
    ) -> Sequence[Question]:
        """Put those of `ids` that are in one of the states `of` into `state`; those that were, as they are now."""
        ...

    async def regroup(self, groups: Mapping[str, str]) -> None:
        """Put questions into groups by hand: id → name of the group."""
        ...

    async def judge(self, id: str, at: datetime, *, helped: bool) -> Question | None:  # noqa: A002
        """Its asker says whether it helped; None where there is none that was answered. Where the page told it an answer of the desk, that is
        a vote on this."""
        ...

    async def send_on(
        self,
        id: str,  # noqa: A002
        at: datetime,
        *,
        was_told: bool = True,
    ) -> Question | None:
        """What was answered was not the question (its asker says so): it waits for the desk; None where it has no answer. Without
        `was_told` what the program answered could not be sent: it counts as one that waited from the first; None where the program has
        not answered it. Whom the page told an answer of the desk, and who has not voted, votes no by it."""
        ...

    async def release(self, question: Question, at: datetime) -> bool:
        """What waited is answered by the program after all: with what `question`, of the same id, was told, about its outage. False, and
        nothing changes, where it waits no more or somebody has moved or changed it."""
        ...

    async def erase(self, ids: Collection[str]) -> int:
        """Forget these for good; how many there were. A title of an answer or draft that says the same words goes too."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget what was asked before `before`, and drafts that were last kept before it; how many questions went."""
        ...

    async def tallies(self, since: datetime, services: Collection[str] | None = None) -> Sequence[Tally]:
        """What became of the questions asked since then."""
        ...

    async def answer(
        self, reply: Reply, ids: Collection[str], over: Collection[str] | None = None
    ) -> Sequence[Question]:
        """Keep `reply`, and give it to those of `ids` that wait or were answered before, in one transaction. Where it supersedes
        another, that is replaced, and who had it has this, those too whom the page told it at once. All who have it now come back,
        at most 20,000. Raises OvertakenError, nothing changed, where what it supersedes was replaced, or (None: they are not looked at) one
        of `ids` has another answer than that and those in `over`."""
        ...

    async def reply(self, id: str) -> Reply | None:  # noqa: A002
        """The desk's answer of this id."""
        ...

    async def replies(
        self,
        *,
        services: Collection[str] | None = None,
        public: bool = False,
        standing: bool = True,
        for_like: bool = False,
        limit: int = 1_000,
    ) -> Sequence[Reply]:
        """Answers of the desk, newest first: only those that are `public`, only those that stand, only those `for_like` that are told to
        whoever asks the like."""
        ...

    async def tell_on(self, id: str, *, is_for_like: bool) -> Reply | None:  # noqa: A002
        """Tell it to whoever asks the like from now on, its votes counted anew, or to nobody more; who has it keeps it. None where none of
        this id stands."""
        ...

    async def withdraw(self, id: str, at: datetime) -> Sequence[Question] | None:  # noqa: A002
        """Show it to nobody any more; who had it, or was told it at once, waits again, and comes back (at most 20,000). None where none of
        this id stands."""
        ...

    async def drafts(self) -> Sequence[Draft]:
        """All that somebody writes, latest first."""
        ...

    async def keep_draft(self, draft: Draft, seen: int) -> tuple[Draft, bool]:
        """Keep it where the draft to any of the same questions (or in the place of the same answer) is still that which its writer has
        seen, of the version `seen` (0: none was there), or is the writer's own. Else nothing changes. The draft that is kept now,
        and whether it is this."""
        ...

    async def drop_draft(self, id: str) -> bool:  # noqa: A002
        """Forget it; False where there is none."""
        ...

    async def untold(self, source: QuestionSource, limit: int = 100) -> Sequence[Question]:
        """Those of `source` that have an answer of the desk which their asker was not told (`note_told`), oldest first: for who
        tells askers by the way that they came."""
        ...

    async def note_told(self, ids: Mapping[str, str]) -> None:
        """That their askers were told these answers: id of the question → id of the reply."""
        ...


class Hearer(Protocol):
    """Hears of questions that the desk has answered; it may hear of one twice, and of one never when the program ends
    meanwhile: who has to be sure asks for `Questions.untold`."""

    async def answered(self, questions: Sequence[Question], reply: Reply) -> None:
        """These have this answer now."""
        ...
