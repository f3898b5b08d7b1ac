"""People sign up to be told, say yes at the address itself, change their minds, and leave: every step by a handle.

Whoever signs an address up learns nothing of it: the answer is the same whether it is known, full or new. A confirmed
subscription is a target of the channels; one that ended is none, and its address is gone.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.intake.clean import unknown_service
from groundswell.core.notice import (
    Ending,
    Route,
    Subscription,
    SubscriptionState,
    TargetState,
    Way,
    room_at,
    room_of,
    unused,
)
from groundswell.errors import InputError, LaterError
from groundswell.flow.handles import Handles, Purpose
from groundswell.flow.plain import there_are
from groundswell.ports import Clock
from groundswell.ports.mailbox import in_ascii
from groundswell.ports.notices import Notices, Target
from groundswell.ports.subscriptions import Subscriptions

_HOUR: Final = timedelta(hours=1)
_ORIGINS_MAX: Final = 20_000
_NAMED_MAX: Final = 50
_ADDRESS_LETTERS_MAX: Final = 254
_URL_LETTERS_MAX: Final = 1_000
_PUSH_LETTERS_MAX: Final = 2_000
_MAILBOX: Final = re.compile(
    r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)
LIVE: Final = (SubscriptionState.PENDING, SubscriptionState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class SubscriptionsConfig:
    """Who may subscribe, and how: see docs/howto/be-told."""

    email: str = ""
    """The name of the channel (`[channels.NAME]`, of kind `email`) that carries subscriptions by e-mail; set `tells = false` there. Empty: none are taken by e-mail."""
    webhook: str = ""
    """The name of the channel of kind `webhook` that carries those by webhook. Addresses inside your own walls are refused, and nothing is told before the address has answered a challenge. Empty: none are taken."""
    push: str = ""
    """The name of the channel of kind `push` that carries those by web push. Browsers ask for https. Empty: none are taken."""
    chat: str = ""
    """The name of the channel of kind `chat` that carries those of rooms on Slack or Discord, by the address of an incoming webhook. Empty: none are taken."""
    telegram: str = ""
    """The name of the channel of kind `telegram` whose bot tells people in their own chat with it; they come by a link to it, which is their yes. It alone may fetch the bot's updates. Empty: none are taken."""
    telegram_bot: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """The name of that bot, without the @: it stands in the link."""
    chat_hosts: tuple[str, ...] = ()
    """Further hosts whose rooms may subscribe ("chat.example.org", "chat.example.org:8065"): of Mattermost, Rocket.Chat, or whatever takes messages in the form of Slack or Discord. One inside your own walls has to stand in `channels.allow_private_subscribers` too."""
    origin_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 10
    """Sign-ups within an hour from one connection (an IPv4 address or an IPv6 /64); further ones are told to wait."""
    address_max: Annotated[int, msgspec.Meta(ge=1)] = 20
    """Subscriptions that one address may have, those that wait for its yes included; further ones are dropped without a word."""
    pending_max: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    """Sign-ups of all that may wait for their yes at once; beyond it everybody is told to come back later."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody asks for; the address as it was typed."""

    way: Way
    address: str
    route: Route
    language: str


@dataclass(frozen=True, slots=True)
class SignedUp:
    """The handle and the secret of a subscription whose address cannot be somebody else's mailbox; "" for e-mail and chats:
    there only the mailbox, the room or the chat learns them. `link` is where the yes is said, on Telegram: it holds for once."""

    handle: str = ""
    secret: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often each connection, or person, signed up or asked within the last hour, in memory; `what` is told of who does it too often."""

    most: int
    what: str
    _seen: OrderedDict[int, list[datetime]]

    @classmethod
    def of(cls, most: int, what: str = "sign-ups") -> Limits:
        """None so far."""
        return cls(most, what, OrderedDict())

    def check(self, one: int, now: datetime) -> list[datetime]:
        """When this connection or person did within the last hour; nothing is counted. Raises LaterError."""
        times = [at for at in self._seen.get(one, []) if at > now - _HOUR]
        if len(times) >= self.most:
            raise LaterError(f"too many {self.what} from here", (times[0] + _HOUR - now).total_seconds())
        return times

    def take(self, one: int, now: datetime) -> None:
        """Count one more, where it may. Raises LaterError."""
        self._seen[one] = [*self.check(one, now), now]
        self._seen.move_to_end(one)
        while len(self._seen) > _ORIGINS_MAX:
            self._seen.popitem(last=False)


class Subscribe:
    """The leg. `carriers` are the names of channels by way, of the ways that are open; `make_word(n)` gives n unguessable
    bytes as letters for an address; `url` is that of this site, without a stroke at the end."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        notices: Notices,
        catalog: Catalog,
        clock: Clock,
        handles: Handles,
        carriers: Mapping[Way, str],
        config: SubscriptionsConfig,
        *,
        url: str,
        languages: Sequence[str],
        make_word: Callable[[int], str],
    ) -> None:
        self._subscriptions = subscriptions
        self._notices = notices
        self._catalog = catalog
        self._clock = clock
        self._handles = handles
        self._carriers = dict(carriers)
        self._config = config
        self._url = url.rstrip("/")
        self._languages = frozenset(languages)
        self._make_word = make_word
        self._limits = Limits.of(config.origin_hour_max)

    @property
    def handles(self) -> Handles:
        """What the handles are made with."""
        return self._handles

    @property
    def carriers(self) -> Mapping[Way, str]:
        """The names of the channels, by way."""
        return self._carriers

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways that are open."""
        return tuple(way for way in Way if way in self._carriers)

    async def begin(self) -> None:
        """Bring the targets to what is subscribed: a run may have ended between the two."""
        confirmed = await self._subscriptions.list([SubscriptionState.CONFIRMED])
        await self._notices.put_targets([self.target(each) for each in confirmed])
        kept = {each.target for each in confirmed}
        for target in await self._notices.targets(opened=False):
            if target.id.startswith("subscription:") and target.id not in kept:
                await self._notices.erase_target(target.id)

    def way_of(self, address: str) -> Way:
        """By which way an address that somebody typed is told: one with "://" in it is a room's or a program's."""
        if "://" not in address:
            return Way.EMAIL
        if Way.CHAT not in self._carriers:
            return Way.WEBHOOK
        is_room = room_of(address.strip(), self._config.chat_hosts) is not None
        return Way.CHAT if is_room or Way.WEBHOOK not in self._carriers else Way.WEBHOOK

    async def sign_up(self, asked: SignUp, origin: int) -> SignedUp:
        """Take a sign-up from `origin`, a connection's pseudonym. Raises InputError, LaterError (too many)."""
        if asked.way not in self._carriers:
            raise InputError("way", unused(asked.way, self._carriers))
        address = checked_address(asked.way, asked.address, self._config.chat_hosts)
        if asked.way is Way.TELEGRAM and address:
            raise InputError(
                "address", "is left empty: the chat is known when its owner has come by the link"
            )
        self.check(asked.route, asked.language)
        now = self._clock.now()
        self._limits.take(origin, now)
        counts = await self._subscriptions.counts()
        waiting = sum(n for (_, state), n in counts.items() if state == SubscriptionState.PENDING)
        if waiting >= self._config.pending_max:
            raise LaterError("too many sign-ups wait for their yes", _HOUR.total_seconds())
        subscription = Subscription(
            id=self._make_word(9),
            way=asked.way,
            route=asked.route,
            language=asked.language,
            state=SubscriptionState.PENDING,
            made_at=now,
            address=address,
            secret=self._make_word(32) if asked.way is Way.WEBHOOK else "",
            ask_at=now,
        )
        if asked.way is Way.TELEGRAM:
            await self._subscriptions.put(replace(subscription, ask_at=None))
            return SignedUp(link=self._bot_url(subscription))
        known = await self._subscriptions.at(address)
        if len(known) < self._config.address_max and not any(_same(each, subscription) for each in known):
            # One question an hour to one address: the others wait for their turn.
            asks = [each.ask_at or each.made_at for each in known if each.asked or each.ask_at]
            if asks:
                subscription = replace(subscription, ask_at=max(now, max(asks) + _HOUR))
            await self._subscriptions.put(subscription)
        if asked.way in (Way.EMAIL, Way.CHAT):
            return SignedUp()
        return SignedUp(self._handles.make(Purpose.MANAGE, subscription.id), subscription.secret)

    async def confirm(self, handle: str) -> Subscription | None:
        """The yes; None where the handle opens nothing, or the time for it is over. A second yes changes nothing."""
        found = await self.asked(handle)
        return found if found is None else await self.confirmed(found)

    async def join(self, word: str, chat: str) -> Subscription | None:
        """The yes of who has come to the bot with `word`, from `chat`; None where that opens nothing (any more). Each word lets one
        chat in, which may say it again."""
        found = await self._opened(Purpose.CONFIRM, word)
        if found is None or found.way is not Way.TELEGRAM or found.state is SubscriptionState.ENDED:
            return None
        if found.state is SubscriptionState.CONFIRMED:
            return found if found.address == chat else None
        known = [each for each in await self._subscriptions.at(chat) if each.id != found.id]
        same = next((each for each in known if _same(each, found)), None)
        if same is not None or len(known) >= self._config.address_max:
            await self._subscriptions.erase(found.id)
            return same
        found = replace(found, address=chat)
        await self._subscriptions.put(found)
        return await self.confirmed(found)

    async def leave(self, chat: str, ending: Ending) -> Sequence[Subscription]:
        """End everything that is told in a person's chat; what that was."""
        found = [each for each in await self._subscriptions.at(chat) if each.way is Way.TELEGRAM]
        for each in found:
            await self.end_of(each.id, ending)
        return found

    async def confirmed(self, found: Subscription) -> Subscription:
        """`found` has said yes at its address."""
        if found.state is not SubscriptionState.PENDING:
            return found
        await self._subscriptions.confirm(found.id, self._clock.now())
        now = await self._subscriptions.get(found.id)
        if now is None or now.state is not SubscriptionState.CONFIRMED:
            return found  # ended meanwhile
        found = now
        await self._notices.put_targets([self.target(found)])
        return found

    async def asked(self, handle: str) -> Subscription | None:
        """The one that a question was about, while it can be answered; on Telegram the bot alone hears the yes."""
        found = await self._opened(Purpose.CONFIRM, handle)
        return None if found is None or found.way is Way.TELEGRAM else found

    async def find(self, handle: str) -> Subscription | None:
        """The one that a handle of a message opens; None where it is no more."""
        return await self._opened(Purpose.MANAGE, handle)

    async def change(self, handle: str, route: Route, language: str) -> Subscription | None:
        """What it wants to hear from now on. Raises InputError."""
        self.check(route, language)
        found = await self.find(handle)
        if found is None or found.state is SubscriptionState.ENDED:
            return None
        found = replace(found, route=route, language=language)
        await self._subscriptions.put(found)
        if found.state is SubscriptionState.CONFIRMED:
            await self._notices.put_targets([self.target(found)])
        return found

    async def end(self, handle: str) -> bool:
        """Tell nothing more, and wipe the address; True also where it had ended before. False: the handle opens nothing."""
        id = self._handles.read(Purpose.MANAGE, handle)  # noqa: A001
        if id is None:
            return False
        await self.end_of(id, Ending.ASKED)
        return True

    async def end_of(self, id: str, ending: Ending) -> bool:  # noqa: A002
        """The same by its id; False where none was on."""
        ended = await self._subscriptions.end(id, ending, self._clock.now())
        await self._notices.erase_target(f"subscription:{id}")
        return ended

    async def delete(self, handle: str) -> bool:
        """Forget it altogether, at once; False where the handle opens nothing, or it is gone."""
        id = self._handles.read(Purpose.MANAGE, handle)  # noqa: A001
        return id is not None and await self.delete_of(id)

    async def delete_of(self, id: str) -> bool:  # noqa: A002
        """The same by its id."""
        await self._notices.erase_target(f"subscription:{id}")
        return await self._subscriptions.erase(id)

    async def export(self, subscription: Subscription) -> dict[str, Any]:
        """Everything that is kept of it, as JSON has it; its secret is only told to be there."""
        told: dict[str, Any] = msgspec.to_builtins(subscription)
        told["address"] = shown_address(subscription)
        told["secret"] = "(kept, told once at the sign-up)" if subscription.secret else ""
        targets = {target.id: target for target in await self._notices.targets(opened=False)}
        target = targets.get(subscription.target)
        told["target"] = (
            None
            if target is None
            else {"state": target.state, "error": target.error, "refusals": target.failures}
        )
        notices = await self._notices.list(target=subscription.target, limit=100_000)
        told["notices"] = [
            {
                "incident": each.incident,
                "state": each.state,
                "made_at": each.created_at,
                "changed_at": each.updated_at,
                "error": each.error,
                "words": each.said,
            }
            for each in notices
        ]
        return told

    async def of_address(self, address: str) -> Sequence[Subscription]:
        """All of an address, for whoever runs this site."""
        typed = address.strip()
        wanted = {typed, typed.casefold()}
        for way in Way:
            try:
                wanted.add(checked_address(way, typed, self._config.chat_hosts))
            except InputError:
                continue
        found = [each for text in sorted(wanted) for each in await self._subscriptions.at(text)]
        return list({each.id: each for each in found}.values())

    def handle_of(self, subscription: Subscription) -> str:
        """What opens it."""
        return self._handles.make(Purpose.MANAGE, subscription.id)

    def manage_url(self, subscription: Subscription) -> str:
        """The page of it; what ends it lies below."""
        root = "" if subscription.language == "en" else f"/{subscription.language}"
        return f"{self._url}{root}/subscription/{self.handle_of(subscription)}"

    def confirm_url(self, subscription: Subscription) -> str:
        """Where the yes is said."""
        root = "" if subscription.language == "en" else f"/{subscription.language}"
        return f"{self._url}{root}/confirm/{self._handles.make(Purpose.CONFIRM, subscription.id)}"

    def _bot_url(self, subscription: Subscription) -> str:
        """Where the yes is said on Telegram: who opens it brings the word along."""
        word = self._handles.make(Purpose.CONFIRM, subscription.id)
        return f"https://t.me/{self._config.telegram_bot}?start={word}"

    def target(self, subscription: Subscription) -> Target:
        """The target that it is, or would be."""
        return Target(
            id=subscription.target,
            channel=self._carriers.get(subscription.way, ""),
            kind=subscription.way.value,
            address=subscription.address,
            secret=subscription.secret,
            language=subscription.language,
            route=subscription.route,
            unsubscribe_url=f"{self.manage_url(subscription)}/end",
            state=TargetState.ON,
        )

    def check(self, route: Route, language: str) -> None:
        """Whether this can be subscribed to. Raises InputError."""
        known: tuple[tuple[str, Sequence[str], Mapping[str, object]], ...] = (
            ("services", route.services, self._catalog.services),
            ("categories", route.categories, self._catalog.categories),
            ("countries", route.countries, self._catalog.areas),
        )
        for field, names, there in known:
            if len(names) > _NAMED_MAX:
                raise InputError(field, f"at most {_NAMED_MAX}; leave it empty to hear of all")
            for name in names:
                if name not in there or (field == "countries" and self._catalog.areas[name].parent):
                    raise InputError(field, self._unknown(field, name))
        if language not in self._languages:
            raise InputError("language", f"one of {', '.join(sorted(self._languages))}")
        if not 1 <= route.severity_min <= 5:
            raise InputError("severity_min", "1 to 5")
        zone_of(route.rhythm.zone)

    def _unknown(self, field: str, name: str) -> str:
        """What would be right in `field`, where `name` is none that this site knows."""
        if field == "services":
            return unknown_service(name, self._catalog)
        if field == "countries":
            return f'"{name[:20]}" is no country here: send an ISO 3166-1 code such as "ES"'
        return f'"{name[:80]}" is no category here; {there_are(name, sorted(self._catalog.categories))}'

    async def _opened(self, purpose: Purpose, handle: str) -> Subscription | None:
        id = self._handles.read(purpose, handle)  # noqa: A001
        found = await self._subscriptions.get(id) if id is not None else None
        return None if found is None or found.is_lapsed(self._clock.now()) else found


def shown_address(subscription: Subscription) -> str:
    """The address as it may be shown to who has a handle: everybody in a room has, and whoever knew a room's address could
    write into it."""
    if subscription.way is Way.CHAT:
        room = room_at(subscription.address)
        return room.concealed if room is not None else ""
    return subscription.address


def checked_address(way: Way, typed: str, hosts: Sequence[str] = ()) -> str:
    """The address as it is kept: what is the same mailbox is the same text. `hosts` are those of rooms beside the known ones.
    Raises InputError."""
    text = typed.strip()
    if way is Way.EMAIL:
        text = in_ascii(text.lower())
        if len(text) > _ADDRESS_LETTERS_MAX or not _MAILBOX.fullmatch(text):
            raise InputError("address", "must be an e-mail address, such as you@example.org")
        return text
    if way is Way.WEBHOOK:
        return _checked_url("address", text, _URL_LETTERS_MAX, ("https", "http"))
    if way is Way.CHAT:
        if (room := room_of(text, hosts)) is None:
            raise InputError(
                "address",
                "must be the address of an incoming webhook, such as https://hooks.slack.com/services/... or "
                "https://discord.com/api/webhooks/...",
            )
        return room.address
    if way is Way.TELEGRAM:
        if not re.fullmatch(r"(-?[0-9]{1,20})?", text):
            raise InputError("address", "must be the number of a chat")
        return text
    if len(text) > _PUSH_LETTERS_MAX:
        raise InputError("address", "must be a browser's push subscription")
    try:
        told = msgspec.json.decode(text, type=_Push)
    except msgspec.MsgspecError as fault:
        raise InputError("address", "must be a browser's push subscription, as JSON") from fault
    endpoint = _checked_url("address", told.endpoint, _URL_LETTERS_MAX, ("https", "http"))
    return msgspec.json.encode(_Push(endpoint, told.keys)).decode()


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. Raises InputError."""
    try:
        if not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}", name):
            raise ValueError(name)
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as fault:  # what is not found is a KeyError of its own
        raise InputError("time_zone", 'must be the name of a time zone, such as "Europe/Madrid"') from fault


def _checked_url(field: str, text: str, most: int, schemes: Sequence[str]) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in schemes and bool(parts.hostname) and parts.username is None
        fits = fits and (parts.port is None or parts.port > 0) and not parts.fragment
    except ValueError:
        fits = False
    if not fits or len(text) > most or not text.isascii() or not text.isprintable() or " " in text:
        raise InputError(
            field, f'must be an address such as "https://hooks.example/told", of at most {most} letters'
        )
    return text


def _same(known: Subscription, fresh: Subscription) -> bool:
    return known.way is fresh.way and known.route == fresh.route and known.language == fresh.language


class _PushKeys(msgspec.Struct):
    p256dh: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_=-]{80,100}$")]
    auth: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_=-]{16,40}$")]


class _Push(msgspec.Struct):
    """What PushSubscription.toJSON() gives; the rest of it is not kept."""

    endpoint: str
    keys: _PushKeys
