"""The wire of questions: what askers send and are told, and what the desk's programs read and write."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from groundswell.core.answer import KnownKind, Subject, WhyNot
from groundswell.ports.questions import QuestionSource, QuestionState, ReplyState
from groundswell.web.wire import At

Id = Annotated[str, Meta(min_length=1, max_length=40)]
Ids = Annotated[list[Id], Meta(max_length=10_000)]
_SentOn = Annotated[
    bool,
    Meta(
        description="its asker said that what was answered was not the question or (`helped` is false) did not help, or had been told before and asks on"
    ),
]


class QuestionIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A question. What tells who asks is taken out of the words before they are kept."""

    words: Annotated[str, Meta(max_length=4000, description="the question, in any language")]
    service: Annotated[
        str, Meta(max_length=80, description="slug, name or alias of what it is about; empty: not known")
    ] = ""
    language: Annotated[str, Meta(max_length=8, description="the language that answers shall have")] = ""
    website: Annotated[str, Meta(max_length=200, description="leave it empty")] = ""


class HelpedIn(Struct, forbid_unknown_fields=True):
    """Whether the answer helped; with `send_on` a person shall answer: what was answered was to something else or, where it was said before
    that it did not help, it did not."""

    helped: bool
    send_on: bool = False


class SourceOut(Struct, frozen=True):
    """Where an answer has something from."""

    kind: Annotated[
        str,
        Meta(
            description="live: an outage; notice: what its operator says; workaround; answered: asked before; desk"
        ),
    ]
    url: str
    at: At | None = None
    operator: str = ""


class AnswerOut(Struct, frozen=True):
    """An answer: `text` is that of `language`, `texts` all of them by language."""

    by: Literal["page", "desk"]
    language: str
    text: str
    texts: dict[str, str]
    sources: list[SourceOut]


class OverOut(Struct, frozen=True):
    """That the outage is over, or was none: which was told of, with which the answer was true, or (while the question waits) which was on when it was asked."""

    incident: str
    at: At
    was_none: Annotated[bool, Meta(description="it was ruled to be no outage after all")] = False


class NearOut(Struct, frozen=True):
    """Something known that was near to the question."""

    id: str
    kind: KnownKind
    likeness: float


class QuestionOut(Struct, frozen=True, kw_only=True):
    """A question with all that is kept of it. Whoever has the `handle` may read, judge, send on and delete it."""

    handle: str
    url: str
    words: str
    language: str
    service: str
    at: At
    source: QuestionSource
    state: QuestionState
    first: QuestionState
    subject: Subject
    symptoms: list[str]
    why_not: WhyNot | None
    answer: AnswerOut | None
    known: Annotated[
        AnswerOut | None,
        Meta(description="what it would be answered by now, while it waits; told by GET alone"),
    ]
    over: OverOut | None
    helped: bool | None
    can_send_on: Annotated[
        bool, Meta(description="whether a person can be asked for: say that it did not help, with `send_on`")
    ]
    sent_on: _SentOn
    changed_at: At | None
    near: list[NearOut]
    group: str
    asked_on: Annotated[str, Meta(description="the service that its asker gave; empty: none")]
    asked_in: Annotated[str, Meta(description="the language that its asker gave; empty: none")]
    has_address: Annotated[
        bool, Meta(description="whether a keyed hash of the address that asked is kept")
    ] = False
    has_key: Annotated[
        bool, Meta(description="whether a keyed hash of an Idempotency-Key, letter or post is kept")
    ] = False


class WaitingOut(Struct, frozen=True):
    """A question as the desk reads it."""

    id: str
    words: str
    language: str
    service: str
    at: At
    source: QuestionSource
    state: QuestionState
    subject: Subject
    why_not: WhyNot | None
    sent_on: _SentOn
    reply: str
    helped: bool | None


class PileOut(Struct, frozen=True):
    """Questions that one answer may serve, oldest first; `id` is that of the one that stands for them; `beside` that of another pile
    which the same text may serve too."""

    id: str
    label: str
    service: str
    subject: Subject
    languages: list[str]
    by_hand: bool
    beside: str
    questions: list[WaitingOut]


class QueueOut(Struct, frozen=True):
    """What waits for an answer, the largest pile first."""

    waiting: int
    piles: list[PileOut]


class ReplyTextIn(Struct, forbid_unknown_fields=True, frozen=True):
    """An answer in one language: `title` is the question as the desk puts it."""

    language: Annotated[str, Meta(max_length=8)]
    body: Annotated[str, Meta(min_length=1, max_length=4000)]
    title: Annotated[str, Meta(max_length=200)] = ""
    is_draft: Annotated[bool, Meta(description="not approved: shown to nobody")] = False


class ReplyIn(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """An answer to `questions`, or a better one in the place of `supersedes`."""

    texts: Annotated[list[ReplyTextIn], Meta(min_length=1, max_length=20)]
    questions: Ids = field(default_factory=list)
    service: Annotated[str, Meta(max_length=80)] = ""
    sources: Annotated[list[Annotated[str, Meta(max_length=500)]], Meta(max_length=5)] = field(
        default_factory=list
    )
    incident: Annotated[
        str, Meta(max_length=200, description="with whose end it stops being true; empty: it holds by itself")
    ] = ""
    is_public: Annotated[bool, Meta(description="it may stand on the service's page")] = False
    supersedes: Annotated[str, Meta(max_length=40)] = ""
    over: Annotated[
        list[Annotated[str, Meta(max_length=40)]],
        Meta(
            max_length=100,
            description="ids of answers that the questions have and that this takes the place of; where they have one that is neither here nor superseded it is refused (409), with what that says",
        ),
    ] = field(default_factory=list)
    is_for_like: Annotated[
        bool | None,
        Meta(
            description="whether it is told to whoever asks the like, too; left out: as the one that it supersedes, else not. Not where somebody may be in danger"
        ),
    ] = None
    is_for_all: Annotated[
        bool,
        Meta(
            description="needed where most of the questions ask of an outage and neither service nor incident is named, or where it supersedes one that named either: it is told to whoever asks the like of any service, for ever"
        ),
    ] = False


class ReplyTextOut(Struct, frozen=True):
    """An answer in one language."""

    language: str
    title: str
    body: str
    is_draft: bool


class ReplyOut(Struct, frozen=True):
    """An answer of the desk."""

    id: str
    service: str
    texts: list[ReplyTextOut]
    by: str
    at: At
    sources: list[str]
    incident: str
    is_public: bool
    supersedes: str
    state: ReplyState
    is_for_like: Annotated[bool, Meta(description="it is told to whoever asks the like, too")]
    has_failed: Annotated[
        bool,
        Meta(
            description="of three or more of those whom the page told it more say that it did not help than that it did: it is told to nobody more who asks the like"
        ),
    ]
    uses_helped: Annotated[
        int, Meta(description="of those whom the page told it, how many say that it helped")
    ]
    uses_not_helped: Annotated[int, Meta(description="of those, how many say that it did not")]


class ForLikeIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Whether an answer is told to whoever asks the like, too."""

    is_for_like: bool


class RepliedOut(Struct, frozen=True):
    """An answer, and to which questions it was given."""

    reply: ReplyOut
    questions: list[str]


class ReplyList(Struct, frozen=True):
    """Answers of the desk, newest first."""

    replies: list[ReplyOut]


class AsideIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Put questions aside, or let them wait again."""

    questions: Ids
    state: Literal["closed", "spam", "waiting"]


class MoveIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Move questions to the pile of the question `into`; left out, into one of their own."""

    questions: Ids
    into: Annotated[str, Meta(max_length=40)] = ""


class DeflectionOut(Struct, frozen=True):
    """Numbers of questions, spam left out but for `spam`; shares are of all that were asked."""

    source: Annotated[str, Meta(description="page, api, mail, channel; empty: all")]
    asked: int
    answered_at_once: int
    helped: int
    not_helped: int
    sent_on: int
    taken_up: Annotated[
        int,
        Meta(description="answered at once, and answered, closed or let wait again by the desk after all"),
    ]
    answered_by_desk: int
    desk_helped: int
    desk_not_helped: int
    waiting: int
    closed: int
    spam: int
    deflection: float | None
    deflection_least: float | None


class MeasuresOut(Struct, frozen=True):
    """How well questions are answered."""

    since: datetime
    definition: str
    figures: list[DeflectionOut]
