"""Letters and posts become questions, by the one entry that pages use: dealt with for good, then acknowledged.

What is no person's question is dropped by its name. Who may be answered later is kept beside the question: of letters only
a sender whom our own mail server knows to be who it says.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, Protocol

import msgspec
import structlog

from groundswell.core.letter import Letter, Refusal, is_own_id, read
from groundswell.errors import ConfigError, InputError, LaterError, PermanentError, RecoverableError
from groundswell.flow.ask import Put
from groundswell.ports import Clock
from groundswell.ports.correspondence import (
    MAIL,
    Correspondence,
    Correspondent,
    Door,
    Ear,
    Knock,
    Post,
    WayBack,
)
from groundswell.ports.questions import Question, QuestionSource, QuestionState

_log = structlog.get_logger(__name__)

_HOUR: Final = timedelta(hours=1)
_IN_A_THREAD_BYTES: Final = 100_000
_HEAR_EVERY: Final = timedelta(seconds=30)
_WAIT_SECONDS: Final = 10
_LOOK_SECONDS: Final = 2.0
_HEAR_AGAIN: Final = timedelta(minutes=2)
_HEAR_LATER: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Questions by letter, and by answers to what channels post: see docs/howto/questions-by-mail. Off unless `listen` is set."""

    listen: Annotated[str, msgspec.Meta(max_length=100)] = ""
    """Where letters are taken: `127.0.0.1:2525`; empty: nowhere. A mail server that filters stands in front of it; only behind one may it be reached from elsewhere."""
    protocol: Literal["smtp", "lmtp"] = "smtp"
    """What the mail server in front speaks to us: `lmtp` says of each recipient what became of the letter, `smtp` of all at once."""
    addresses: tuple[str, ...] = ()
    """The addresses that letters are taken for: `help@example.com`. `help+SERVICE@example.com` is taken too and says which service it is about. Nothing is passed on to anywhere else."""
    reply: Literal["never", "authenticated"] = "authenticated"
    """Who is answered by letter: nobody, or who is known to be who they say (see `authserv`). All others find the answer on the site only."""
    authserv: Annotated[str, msgspec.Meta(max_length=253)] = ""
    """The name by which your mail server signs its findings about senders (the first word of `Authentication-Results`, RFC 8601). It must remove what others have written under that name. Empty: no sender is believed, and nobody is answered."""
    channel: str = ""
    """The channel of the kind `email` that carries answers; empty: nobody is answered by letter."""
    sender_hour_max: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 10
    """Letters (and posts) from one sender within an hour that become questions; further ones are dropped."""
    replies_hour_max: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    """Answers that one sender is sent within an hour, whatever the settings of the channel say."""
    letter_bytes_max: Annotated[int, msgspec.Meta(ge=10_000, le=50_000_000)] = 5_000_000
    """Bytes of a letter with its attachments; larger ones are refused before they are read."""
    connections_max: Annotated[int, msgspec.Meta(ge=1, le=200)] = 16
    """Connections of mail servers at a time; further ones are asked to come later. Times `letter_bytes_max`, this bounds the memory."""
    tells_end: bool = True
    """Whether who was told of an outage, by letter or under their post, is told there once more when it is over, as long as their address is kept."""
    address_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    """Days that the address of somebody who asked is kept, sealed: for the answer, and for a better one that takes its place. Where nothing can be sent there it is wiped at once, and after so long in any case."""

    def __post_init__(self) -> None:
        if self.listen:
            if not self.addresses:
                raise ValueError(
                    "listen is set and addresses is empty: name the addresses that letters are taken for"
                )
            host, _, port = self.listen.rpartition(":")
            if not host or not port.isdigit() or not 0 <= int(port) < 65_536:
                raise ValueError(f'listen: "{self.listen}" is no "host:port" such as "127.0.0.1:2525"')
        for address in self.addresses:
            local, at, domain = address.partition("@")
            if (
                not at
                or not local
                or "." not in f"{domain}."
                or "+" in local
                or "@" in domain
                or not address.isascii()
            ):
                raise ValueError(f'addresses: "{address}" is no address such as "help@example.com"')

    @property
    def answers(self) -> bool:
        """Whether anybody can be answered by letter."""
        return self.reply == "authenticated" and bool(self.channel) and bool(self.authserv)


class Asks(Protocol):
    """flow.ask.Asker, as far as it is needed here."""

    async def ask(self, put: Put) -> Question:
        """See flow.ask.Asker."""
        ...

    async def get(self, id: str) -> Question | None:  # noqa: A002
        """See flow.ask.Asker."""
        ...


@dataclass(frozen=True, slots=True)
class _Way:
    """What is known of the way back before the question is there; `address` is "" where there is none."""

    way: str
    who: str
    thread: str
    address: str
    post: str
    subject: str = ""
    is_private: bool = True
    is_answer: bool = False
    """it answers what we sent: a program gives no second answer to that"""


class Receive:
    """The leg, ports.correspondence.Letterbox. `mark` is the keyed hash of a text, `own` are the addresses that mail of ours comes
    from; `ears` hear the channels that are to be heard, by name; `door` is the name of the one at which people knock, whom `let_in` is
    told of; `ready` is called when an answer may go out."""

    def __init__(
        self,
        asker: Asks,
        correspondence: Correspondence,
        clock: Clock,
        config: MailConfig,
        *,
        mark: Callable[[str], str],
        own: Collection[str] = (),
        ears: Mapping[str, Ear] | None = None,
        door: tuple[str, Door] | None = None,
        let_in: Callable[[str, Knock], Awaitable[None]] | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._asker = asker
        self._correspondence = correspondence
        self._clock = clock
        self._config = config
        self._mark = mark
        self._addresses = frozenset(address.lower() for address in config.addresses)
        self._own = self._addresses | {address.lower() for address in own if address}
        self._domains = frozenset(address.rpartition("@")[2] for address in self._own)
        self._ears = dict(ears or {})
        self._door, self._let_in = door, let_in
        self._opened: dict[str, tuple[str, int]] = {}
        self._full_at: datetime | None = None
        if door is not None:
            self._ears[door[0]] = door[1]
        self._ready = ready
        self._hear_at: dict[str, datetime] = {}
        self.received: Counter[str] = Counter()
        """letters and posts that came since the start, by way"""
        self.taken: Counter[str] = Counter()
        """those that became questions, by way"""
        self.refused: Counter[tuple[str, str]] = Counter()
        """those that did not, by (way, reason)"""

    @property
    def ears(self) -> Collection[str]:
        """The channels that are heard."""
        return self._ears.keys()

    # --- letters ------------------------------------------------------------------------------------

    def takes(self, address: str) -> bool:
        """See ports.correspondence.Letterbox."""
        return _bare(address) in self._addresses

    async def put(self, mail_from: str, recipients: Sequence[str], content: bytes) -> None:
        """See ports.correspondence.Letterbox."""
        self.received[MAIL] += 1
        found = await self._read(content, mail_from)
        if isinstance(found, Refusal):
            self._refuse(MAIL, found)
            return
        sender = found.sender or mail_from.lower()
        written = hashlib.sha256(f"{found.sender}\n{found.words}".encode()).hexdigest()
        root = found.references[0] if found.references else found.id or written
        may_answer = self._config.answers and found.is_authentic and bool(found.id)
        # Who forges an address uses up no share of whose it is, and files nothing under it.
        claimed = sender if found.is_authentic else f"unproved {sender}"
        way = _Way(
            MAIL,
            who=self._mark(f"who {MAIL} {claimed}"),
            thread=self._mark(f"thread {MAIL} {root}"),
            address=found.sender if may_answer else "",
            post=" ".join([*found.references[-10:], found.id]),
            subject=found.subject,
            is_answer=any(is_own_id(each, self._domains) for each in found.references),
        )
        put = Put(
            words=found.words,
            source=QuestionSource.MAIL,
            service=next(filter(None, map(_service, filter(self.takes, recipients))), ""),
            language=found.language,
            key=f"{MAIL} {found.id} {written}",
            asker=sender,
            is_proved=found.is_authentic,
        )
        await self._ask(put, way)

    async def _read(self, content: bytes, mail_from: str) -> Letter | Refusal:
        def work() -> Letter | Refusal:
            return read(content, mail_from=mail_from, own=self._own, authserv=self._config.authserv)

        return await asyncio.to_thread(work) if len(content) > _IN_A_THREAD_BYTES else work()

    # --- posts --------------------------------------------------------------------------------------

    async def hear(self) -> None:
        """Hear every channel whose turn it is. One that cannot be heard keeps none of the others waiting."""
        now = self._clock.now()
        for name, ear in self._ears.items():
            if now < self._hear_at.get(name, now):
                continue
            self._hear_at[name] = (
                now if self._door is not None and name == self._door[0] else now + _HEAR_EVERY
            )
            try:
                await self._hear(name, ear)
            except LaterError as fault:
                self._hear_at[name] = now + max(timedelta(seconds=min(fault.seconds, 3_600)), _HEAR_EVERY)
                _log.info("a channel is heard later", channel=name, why=str(fault))
            except RecoverableError as fault:
                self._hear_at[name] = now + _HEAR_AGAIN
                _log.warning("a channel cannot be heard now", channel=name, why=str(fault))
            except (PermanentError, ConfigError) as fault:
                self._hear_at[name] = now + _HEAR_LATER
                _log.error("a channel does not let itself be heard", channel=name, why=str(fault))

    async def wait(self) -> None:
        """Until a channel is to be heard: somebody who knocks is not kept waiting. May be cut off at any time."""
        cursor, now = "", self._clock.now()
        if self._door is not None and now >= self._hear_at.get(self._door[0], now):
            cursor = await self._correspondence.cursor(self._door[0])
        if self._door is None or not cursor:
            await asyncio.sleep(_LOOK_SECONDS)
            return
        try:
            await self._door[1].wait(cursor, _WAIT_SECONDS)
        except (RecoverableError, PermanentError, ConfigError):
            await asyncio.sleep(_LOOK_SECONDS)  # to hear it then says what is wrong, and when to try again

    async def _hear(self, name: str, ear: Ear) -> None:
        """What is new, each durable before it is noted that it was heard: after a crash it is heard again, and is the same."""
        cursor = await self._correspondence.cursor(name)
        heard = await ear.hear(cursor)
        # First: whoever knocks is let in where no post can be taken.
        await self._open(name, cursor, heard.knocks)
        for post in heard.posts:
            await self._heard(name, post)
            self.received[name] += 1
        for why, count in heard.refused.items():
            self.received[name] += count
            self.refused[name, why.value] += count
        if heard.cursor != cursor:
            await self._correspondence.move_cursor(name, heard.cursor, self._clock.now())

    async def _heard(self, name: str, post: Post) -> None:
        """A post becomes a question, or none. At the door it waits once for room at the desk, and not for long: behind it people knock."""
        put, way = self._of_post(name, post)
        try:
            await self._ask(put, way)
        except LaterError as fault:
            if self._door is None or name != self._door[0]:
                raise
            now = self._clock.now()
            if self._full_at is None or now - self._full_at >= _HOUR:
                self._full_at = now
            if now - self._full_at < _HEAR_EVERY:
                raise LaterError(str(fault), _HEAR_EVERY.total_seconds()) from fault
            self._refuse(name, Refusal.TOO_MANY)

    async def _open(self, name: str, cursor: str, knocks: Sequence[Knock]) -> None:
        """Let in those who have not been since `cursor`: while posts wait it stands still, and nobody is to be greeted every hour."""
        if self._let_in is None:
            return
        before, count = self._opened.get(name, ("", 0))
        for place in range(count if before == cursor else 0, len(knocks)):
            await self._let_in(name, knocks[place])
            self._opened[name] = (cursor, place + 1)

    def _of_post(self, name: str, post: Post) -> tuple[Put, _Way]:
        named = hashlib.sha256(post.name.encode()).hexdigest()
        way = _Way(
            name,
            who=self._mark(f"who {name} {post.who}"),
            thread=self._mark(f"thread {name} {post.thread}"),
            address=post.address,
            post=post.id,
            is_private=post.is_private,
        )
        words = Put(
            words=post.words,
            source=QuestionSource.CHANNEL,
            language=post.language,
            key=f"{name} {named}",
            asker=post.who,
        )
        return words, way

    # --- both ---------------------------------------------------------------------------------------

    async def _ask(self, put: Put, way: _Way) -> None:
        now = self._clock.now()
        if await self._correspondence.asked_since(way.who, now - _HOUR) >= self._config.sender_hour_max:
            self._refuse(way.way, Refusal.TOO_MANY)
            return
        # To who writes again in a conversation, or answers what we sent, a program says nothing a second time: nothing loops. Where an
        # answer under a post begins a conversation of its own, `replies_hour_max` alone bounds it: see `respond`.
        is_told = way.is_answer or await self._correspondence.is_told(way.thread, "")
        try:
            question = await self._asker.ask(replace(put, for_desk=is_told))
        except InputError as fault:
            _log.debug("what came is no question", way=way.way, why=fault.fault)
            self._refuse(way.way, Refusal.NOT_TAKEN)
            return
        state = _way_back(question, way)
        fresh = await self._correspondence.put(
            Correspondent(
                question=question.id,
                way=way.way,
                at=now,
                state=state,
                language=put.language or question.language,
                thread=way.thread,
                who=way.who,
                address=way.address,
                post=way.post,
                subject=way.subject,
                due_at=now if state is WayBack.READY else None,
                is_private=way.is_private,
            )
        )
        if fresh:
            self.taken[way.way] += 1
        if state is WayBack.WAITING:
            # Whoever answered it before its way back was there has told nobody, and will not look again.
            known = await self._asker.get(question.id)
            if known is not None and known.state is QuestionState.ANSWERED:
                await self._correspondence.make_ready([question.id], now)
                self._ready()
        if state is WayBack.READY:
            self._ready()

    def _refuse(self, way: str, why: Refusal) -> None:
        self.refused[way, why.value] += 1
        _log.info("no question", way=way, why=why.value)


def _way_back(question: Question, way: _Way) -> WayBack:
    if not (way.address or (way.way != MAIL and way.post)) or question.state is QuestionState.SPAM:
        return WayBack.NONE
    return WayBack.READY if question.state is QuestionState.AT_ONCE else WayBack.WAITING


def _bare(address: str) -> str:
    """The address without what stands after a plus, in small letters."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _service(address: str) -> str:
    """What stands after the plus."""
    return address.rpartition("@")[0].partition("+")[2].lower()[:80]
