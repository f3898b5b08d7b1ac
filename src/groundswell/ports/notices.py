"""Who is told, and by what: targets, their notices, and the channels that carry them.

A notice is one event for one target. It is written together with the removal of the event from the outbox, and it is
`sending` before anything leaves this machine: whatever is killed, nothing is forgotten, and what is sent again has the
same key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from groundswell.core.model import Event, EventKind
from groundswell.core.notice import Message, NoticeState, Route, TargetState
from groundswell.core.statement import Limit
from groundswell.ports.spine import Clock

CHANNEL = "channel:"
"""What stands before the name of a channel in the id of the target that it is itself."""

UNREADABLE = "(unreadable)"
"""The address of a target whose own cannot be opened with this instance's key: nothing may be sent there."""

ANSWER_BYTES_MAX = 65_536
"""So much of another server's answer is read where nobody asks for more."""

PostId = str
"""What a channel calls a post of its own: as much as it needs to change it, or to answer it, later."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody, or some place, that is told.

    `id` is "channel:NAME" or "subscription:ID". `channel` is the name of the configured channel that carries it; `address`
    is where to, "" for what the channel's settings say (an e-mail address, a URL, a push subscription as JSON). An address
    is a stranger's: nothing private is ever reached through it. `secret` signs what is sent there; `owner` is the
    `id` of the target that hears when this one is disabled, "" for the log alone. `digest` tells whether its settings are
    those of before. `failures` counts refusals in a row.
    """

    id: str
    channel: str
    kind: str
    address: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    language: str = "en"
    owner: str = ""
    route: Route = field(default_factory=Route)
    unsubscribe_url: str = field(default="", repr=False)
    digest: str = ""
    state: TargetState = TargetState.ON
    error: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be made: of the event of this number (as in the outbox), or of no event, then with its own words.

    `key` is unguessable and the notice's own for ever; `said` is (title, body). One that is `held` is not sent by itself:
    when it is due, it is told together with what else was held for its target. `url` is the page that it leads to, "" for the
    incident's or the site's. Of one that is told `once` there is at most one of its key: where there is one, it stays.
    """

    target: str
    key: str
    event: int | None
    incident: str
    created_at: datetime
    due_at: datetime
    said: tuple[str, str] | None = None
    held: bool = False
    url: str = field(default="", repr=False)
    once: bool = False


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What is held back for one target, due by now, oldest first; `events` are theirs. `known` are incidents of which it was told before."""

    target: Target
    notices: Sequence[Notice]
    events: Sequence[Event]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """One event for one target, and what became of it. `id` rises; of one target they are sent in this order. Of `unsure`
    attempts nobody knows whether they arrived."""

    id: int
    target: str
    key: str
    event: int | None
    incident: str
    state: NoticeState
    attempts: int
    created_at: datetime
    due_at: datetime
    updated_at: datetime
    error: str = ""
    post_id: PostId = ""
    said: tuple[str, str] | None = None
    url: str = field(default="", repr=False)
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice to be sent now, with what has to be known for it.

    `earlier` is the last post of the same incident there, `alike` the last one that was of the same sort: a statement, or news that
    we made ourselves. `before` are the states of earlier notices of the incident to this
    target, `later` what has happened to the incident since, as far as that waits to be told there too.
    """

    notice: Notice
    target: Target
    event: Event | None
    service: str
    earlier: PostId | None
    before: tuple[NoticeState, ...]
    later: tuple[EventKind, ...]
    alike: PostId | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: the notice's new `state`, when it is due again if it waits, and how its target stands then."""

    notice: int
    state: NoticeState
    at: datetime
    due_at: datetime
    error: str = ""
    post_id: PostId = ""
    target_state: TargetState = TargetState.ON
    failures: int = 0
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """The far side has taken the notice of this number and key, and calls it `post_id`."""

    notice: int
    key: str
    post_id: PostId = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many notices of a statement, to channels or to subscribers, are in `state`; `error` is one of theirs where they are channels:
    what is said of subscribers may hold their addresses."""

    statement: str
    is_channel: bool
    state: NoticeState
    count: int
    error: str = ""


class Notices(Protocol):
    """Targets and their notices."""

    async def put_targets(self, targets: Sequence[Target]) -> None:
        """Keep these; one whose id is kept is replaced, but stays disabled unless its digest is another."""
        ...

    async def drop_targets(self, kept: Sequence[str], prefix: str) -> None:
        """Switch off the targets whose id begins with `prefix` and is not among `kept`."""
        ...

    async def targets(
        self,
        *,
        states: Sequence[TargetState] | None = None,
        opened: bool = True,
        ids: Collection[str] | None = None,
        prefix: str = "",
    ) -> Sequence[Target]:
        """Targets, by id; of `ids` only those, of a `prefix` those whose id begins with it. Subscribers are tens of thousands: who
        wants some asks for these. Opening what is sealed is most of the work: where not `opened`, address, secret and the
        address to unsubscribe are ""."""
        ...

    async def set_target(self, target: str, state: TargetState, error: str = "") -> bool:
        """Put it into `state`, its failures forgotten; False if there is none of this id."""
        ...

    async def heard(self, incidents: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """By incident, the targets that have a notice of it already."""
        ...

    async def reached(self, incident: str) -> Sequence[Reached]:
        """Whom the statements about an incident have reached."""
        ...

    async def take(self, drafts: Sequence[Draft], outbox: Sequence[int] = ()) -> int:
        """Make notices and remove these rows of the outbox: one transaction, or nothing. Of a target and an event there is
        at most one notice: where there is one, it stays. Returns how many are new."""
        ...

    async def called(self, incidents: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """By incident, the targets that were to be called about it."""
        ...

    async def claim(
        self, now: datetime, limit: int, busy: Sequence[str] = (), *, calls: bool = False
    ) -> Sequence[Claimed]:
        """Up to `limit` waiting notices that are due, of each target that is on at most its oldest unfinished one, put into
        `sending` with the attempt counted, durably; those that call somebody before all others, those of wishes after them. A call
        also overtakes what its target waits for and is of another outage. Targets in `busy` are left alone; `calls`: nothing but calls."""
        ...

    async def held(self, now: datetime, limit: int) -> Sequence[HeldBack]:
        """What was held back until `now`, of up to `limit` targets that are on: all of it that is held for them, as soon as one is due."""
        ...

    async def fold(self, draft: Draft | None, covered: Sequence[int], dropped: Sequence[int]) -> None:
        """Make the notice that tells what is `covered`, which is folded into it, and let `dropped` expire: one transaction.
        Notices that are not held any more stay as they are."""
        ...

    async def erase_target(self, target: str) -> bool:
        """Forget it and all its notices; False where there is none of this id."""
        ...

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of attempts, and how their targets stand then. The waiting notices of a target that is
        disabled by it have failed with it."""
        ...

    async def recover(self, now: datetime, taken: Collection[Taken] = ()) -> int:
        """What was `sending` when the last run ended waits again, due now, one more time `unsure`; returns how many that were. What
        is among `taken` is settled as sent."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next waiting notice is due; None where nothing waits."""
        ...

    async def waiting(self) -> Mapping[str, int]:
        """How many notices are unfinished, by kind of target; kinds without any are left out."""
        ...

    async def list(
        self, *, target: str | None = None, states: Sequence[NoticeState] | None = None, limit: int = 100
    ) -> Sequence[Notice]:
        """Notices, newest first."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget finished notices that were made before `before`; return how many went."""
        ...


class SentLog(Protocol):
    """What far sides have taken and `settle` has not written down yet. It outlives the process, and is quick enough for an event loop."""

    def note(self, taken: Taken) -> None:
        """Note it, before anything else happens. Raises nothing: what cannot be noted is only less sure."""
        ...

    def noted(self) -> Sequence[Taken]:
        """All that was noted and may not be written down elsewhere, by this process or one before it."""
        ...

    def forget(self, notices: Collection[int]) -> None:
        """What became of these is written down elsewhere. Raises nothing."""
        ...


# --- what carries them ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """The far side took it, and calls it `post_id` ("" where it does not say)."""

    post_id: PostId = ""


class Channel(Protocol):
    """One way of telling, set up once. A class of this form takes (its own frozen `Config`, Surroundings)."""

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:
        """Tell `target` once. `earlier` is the last post of the same thread there: it may be changed or answered.

        The same `key` comes again when nobody knows whether the last attempt arrived: where the far side can tell a
        repetition, it must be told the key. Raises RecoverableError: not now (LaterError where the far side says when,
        UncertainError where a message may have arrived); PermanentError: `target` will not have it (GoneError where it is no
        more), which is held against it; ConfigError: the far side will not have us, whoever it is for, which is held against nobody.
        """
        ...


@runtime_checkable
class Repeatable(Protocol):
    """A channel whose far side may hear the same twice."""

    @property
    def is_repeatable(self) -> bool:
        """Whether it can tell a repetition by the key, or takes it as the same. Where not, what may have arrived is sent once
        more and never a third time."""
        ...


@runtime_checkable
class Edits(Protocol):
    """A channel in which news may change the post before them."""

    @property
    def is_edited(self) -> bool:
        """Whether they do. Then only what is alike is changed: news of ours never take a statement down."""
        ...


@runtime_checkable
class Alerts(Protocol):
    """A channel whose messages are alerts: what has rung there rings on until somebody has it, or it is over."""

    @property
    def rings_on(self) -> bool:
        """Whether they do."""
        ...


@runtime_checkable
class Bounded(Protocol):
    """A channel that takes posts of a bounded length, in which each news of an outage is told by itself."""

    @property
    def limit(self) -> Limit:
        """How much it takes: the desk shows a statement as it will stand there."""
        ...


class Placed(Protocol):
    """A channel that may have no place of its own: then it carries to the addresses of others alone."""

    place: ClassVar[str]
    """The setting of its `Config` that names the place."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the far side said when it was greeted, in words. `lacks` names the setting without which the channel reaches nobody by
    itself, "" where it has all it needs. Where nothing can be asked without telling somebody, it was not `asked`."""

    words: str
    lacks: str = ""
    asked: bool = True


@runtime_checkable
class Greets(Protocol):
    """A channel that can say whether it would carry. One that has no such way is taken at its word."""

    async def greet(self) -> Greeting:
        """Sign in at the far side, tell nobody, and leave. Raises as `Channel.send`."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What another server answered: header names in small letters; a body beyond the bound is cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """The way out: every request of a channel goes through here."""

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        stranger: bool = False,
        answer_bytes_max: int = ANSWER_BYTES_MAX,
    ) -> Reply:
        """One request, redirects not followed, answered within bounds of time and size (`answer_bytes_max`, cut there). Of a `stranger`'s address nothing
        private is reached, whatever the settings allow for their own. Raises RecoverableError (not reached; UncertainError: perhaps), PermanentError (refused)."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a channel has around it: the way out, the directory of its instance (for keys of its own), the clock."""

    http: Http
    data_dir: Path
    clock: Clock
