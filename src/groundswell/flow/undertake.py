"""Takes wishes to be told when it is over, or answered: whoever reported or asked leaves an address, says yes at it, and may take it back.

Whoever leaves an address learns nothing of it: the answer is the same whether it is known, full or new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.model import Visitor
from groundswell.core.notice import QUESTION_PREFIX, WISH_WAYS, WISHED, Way, Wish, WishState, unused
from groundswell.errors import InputError, LaterError
from groundswell.flow.handles import Handles, Purpose
from groundswell.flow.subscribe import Limits, checked_address
from groundswell.ports import Clock
from groundswell.ports.wishes import Wished, Wishes

_HOUR: Final = timedelta(hours=1)
_ABOUT_MAX: Final = 3
"""so many wishes one report or question may have at a time: a mailbox and a browser or two"""


@dataclass(frozen=True, slots=True)
class WishesConfig:
    """Who reported or asked can be told when it is over: see docs/howto/be-told. The ways are those of `[subscriptions]`."""

    is_on: bool = True
    """Whether whoever reported can wish to be told when it is over. It needs a channel of `[subscriptions]`: `email`, `push` or `telegram`."""
    unbound_hours: Annotated[float, msgspec.Meta(ge=1, le=72)] = 6.0
    """Hours after a report or question for which its wish waits for an outage to open; then the address is wiped, without a word."""
    kept_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    """Days after which the address of a wish is wiped even though its outage is still on."""
    person_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 30
    """Wishes within an hour from one person (known by a pseudonym of that day, made of address, browser and language: behind one carrier's
    address all phones of one model, browser version and language are one); further ones are told to wait."""
    origin_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 300
    """Wishes within an hour from one connection (an IPv4 address or an IPv6 /64), behind which a carrier may have thousands; further
    ones are told to wait."""
    letters_origin_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 60
    """Of these, wishes for a letter: each has this site write to an address that its owner may never have given."""
    pending_max: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    """Wishes of all that may wait for their yes at once; beyond it everybody is told to come back later."""
    at_once_max: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 256
    """Messages to those who wished that are on their way at once; the others wait, and every other notice goes before them."""


class Undertake:
    """ports.wishes.Wishing. `carriers` are the names of channels by way; `make_word(n)` gives n unguessable bytes as letters for
    an address; `url` is that of this site, without a stroke at the end, `bot` the name of the one on Telegram."""

    def __init__(
        self,
        wishes: Wishes,
        catalog: Catalog,
        clock: Clock,
        handles: Handles,
        carriers: Mapping[Way, str],
        config: WishesConfig,
        *,
        url: str,
        languages: Sequence[str],
        make_word: Callable[[int], str],
        bot: str = "",
    ) -> None:
        self._wishes = wishes
        self._catalog = catalog
        self._clock = clock
        self._handles = handles
        self._carriers: dict[Way, str] = {
            way: name for way, name in carriers.items() if way in WISH_WAYS and config.is_on
        }
        self._config = config
        self._url = url.rstrip("/")
        self._languages = frozenset(languages)
        self._make_word = make_word
        self._bot = bot
        self._of_one = Limits.of(config.person_hour_max, "wishes")
        self._from_one = Limits.of(config.origin_hour_max, "wishes")
        self._letters = Limits.of(config.letters_origin_hour_max, "wishes for a letter")
        self.became: Counter[str] = Counter()
        """messages to those who wished that were finished since the start, by what became of them"""

    @property
    def ways(self) -> tuple[Way, ...]:
        """See ports.wishes.Wishing."""
        return tuple(way for way in WISH_WAYS if way in self._carriers)

    @property
    def carriers(self) -> Mapping[Way, str]:
        """The names of the channels, by way."""
        return self._carriers

    @property
    def unbound_for(self) -> timedelta:
        """For how long after its report a wish waits for an outage."""
        return timedelta(hours=self._config.unbound_hours)

    @property
    def kept_days(self) -> int:
        """After how many days an address is wiped though its outage is still on."""
        return self._config.kept_days

    async def wish(self, wished: Wished, visitor: Visitor) -> str:
        """See ports.wishes.Wishing."""
        if wished.way not in self._carriers:
            raise InputError("way", unused(wished.way, self._carriers))
        address = checked_address(wished.way, wished.address)
        if wished.way is Way.TELEGRAM and address:
            raise InputError(
                "address", "is left empty: the chat is known when its owner has come by the link"
            )
        is_named = bool(wished.service) or not wished.about.startswith(QUESTION_PREFIX)
        if is_named and wished.service not in self._catalog.services:
            raise InputError("service", "is none that this site knows")
        if wished.language not in self._languages:
            raise InputError("language", f"one of {', '.join(sorted(self._languages))}")
        now = self._clock.now()
        limits = [self._from_one, *([self._letters] if wished.way is Way.EMAIL else [])]
        for each in limits:
            each.check(visitor.origin, now)  # first: what a full connection is refused costs no person
        self._of_one.take(visitor.reporter, now)
        for each in limits:
            each.take(visitor.origin, now)
        await self._check_room()
        # A browser's subscription is its yes: nobody but the browser can name it.
        says_yes = wished.way is Way.PUSH
        wish = Wish(
            id=self._make_word(9),
            about=wished.about,
            service=wished.service,
            about_at=wished.about_at,
            way=wished.way,
            language=wished.language,
            state=WishState.WAITING if says_yes else WishState.PENDING,
            made_at=now,
            address=address,
            asks=wished.asks,
            url=wished.url,
            incident=wished.incident,
            confirmed_at=now if says_yes else None,
            answered_at=now if wished.is_answered else None,
            ask_at=now if wished.way is Way.EMAIL else None,
        )
        if wished.way is Way.TELEGRAM:
            await self._give_up_earlier(wish)
        if await self._is_new(wish):
            await self._wishes.put(await self._in_turn(wish))
        if wished.way is Way.TELEGRAM:
            return f"https://t.me/{self._bot}?start={self._handles.make(Purpose.WISH_YES, wish.id)}"
        return "" if wished.way is Way.EMAIL else self._handles.make(Purpose.WISH, wish.id)

    async def asked(self, handle: str) -> Wish | None:
        """The wish that a question for the yes was about, while it can be answered."""
        found = await self._opened(Purpose.WISH_YES, handle)
        if found is None or found.way is Way.TELEGRAM or found.is_lapsed(self._clock.now()):
            return None
        return found

    async def confirm(self, handle: str) -> Wish | None:
        """The yes; None where the handle opens nothing, or the time for it is over. A second yes changes nothing."""
        found = await self.asked(handle)
        if found is None or found.state is not WishState.PENDING:
            return found
        await self._wishes.confirm(found.id, self._clock.now())
        return await self._wishes.get(found.id)

    async def join(self, word: str, chat: str) -> Wish | None:
        """The yes of who has come to the bot with `word`, from `chat`; None where that opens nothing (any more). Each word lets one chat
        in, which may say it again."""
        found = await self._opened(Purpose.WISH_YES, word)
        if found is None or found.way is not Way.TELEGRAM or found.is_lapsed(self._clock.now()):
            return None
        if found.state is not WishState.PENDING:
            return found if found.address == chat else None
        for same in await self._wishes.of(found.about):
            if same.id != found.id and same.address == chat and same.state in WISHED:
                await self._wishes.erase(found.id)
                return same
        # In one write: whoever is killed meanwhile hears the same word again and finds it as it was, or done.
        await self._wishes.confirm(found.id, self._clock.now(), chat)
        return await self._wishes.get(found.id)

    async def leave(self, chat: str) -> Sequence[Wish]:
        """Forget everything that was to be told in a person's chat; what that was."""
        found = [each for each in await self._wishes.at(chat) if each.way is Way.TELEGRAM]
        for each in found:
            await self._wishes.erase(each.id)
        return found

    async def find(self, handle: str) -> Wish | None:
        """The one that a handle of a message opens; None where it is no more."""
        return await self._opened(Purpose.WISH, handle)

    async def take_back(self, handle: str) -> bool:
        """Forget it altogether, at once; False where the handle opens nothing, or it is gone."""
        id = self._handles.read(Purpose.WISH, handle)  # noqa: A001
        if id is None:
            return False
        await self._settle()
        return await self._wishes.erase(id)

    async def of(self, about: str) -> Sequence[Wish]:
        """The wishes of a report or question."""
        return await self._wishes.of(about)

    async def of_address(self, address: str) -> Sequence[Wish]:
        """All of an address that are still to be fulfilled, for whoever runs this site."""
        typed = address.strip()
        wanted = {typed, typed.casefold()}
        for way in WISH_WAYS:
            with suppress(InputError):
                wanted.add(checked_address(way, typed))
        found = [each for text in sorted(wanted) for each in await self._wishes.at(text)]
        return list({each.id: each for each in found}.values())

    async def forget_about(self, about: str) -> int:
        """See ports.wishes.Wishing."""
        await self._settle()
        return sum([await self._wishes.erase(wish.id) for wish in await self._wishes.of(about)])

    async def export(self, about: str) -> list[dict[str, Any]]:
        """Everything that is kept of the wishes of a report or question, as JSON has it. The addresses are only told to be there:
        whoever has the link need not be whose mailbox it is."""
        return [_written(wish) for wish in await self._wishes.of(about)]

    def export_alone(self, wish: Wish) -> dict[str, Any]:
        """What is kept of one wish, without what it is about: an address that has not said yes may be another's than who reported or
        asked, and what opens that is all the right on it."""
        return {name: told for name, told in _written(wish).items() if name not in ("about", "url")}

    async def erase(self, wish: Wish) -> bool:
        """Forget this one, and nothing of what it is about; False where it is gone."""
        return await self._wishes.erase(wish.id)

    def handle_of(self, wish: Wish) -> str:
        """What opens it."""
        return self._handles.make(Purpose.WISH, wish.id)

    def wish_url(self, wish: Wish) -> str:
        """The page of it; what takes it back lies below."""
        return f"{self._root(wish)}/wish/{self.handle_of(wish)}"

    def yes_url(self, wish: Wish) -> str:
        """Where the yes is said."""
        return f"{self._root(wish)}/wish/yes/{self._handles.make(Purpose.WISH_YES, wish.id)}"

    def page_url(self, wish: Wish) -> str:
        """Where the report or question is followed, and where it is said whether it works again."""
        return f"{self._root(wish)}{wish.url}" if wish.url else self.wish_url(wish)

    def _root(self, wish: Wish) -> str:
        return self._url + ("" if wish.language == "en" else f"/{wish.language}")

    async def _settle(self) -> None:
        """What has arrived is noted before a wish is erased: those who were told by its message are not told again."""
        self.became.update(await self._wishes.settle(self._clock.now()))

    async def _check_room(self) -> None:
        counts = await self._wishes.counts()
        waiting = sum(n for (_, state), n in counts.items() if state == WishState.PENDING)
        if waiting >= self._config.pending_max:
            raise LaterError("too many wishes wait for their yes", _HOUR.total_seconds())

    async def _give_up_earlier(self, wish: Wish) -> None:
        """The latest link to the bot is the one that holds: links that nobody came by must not fill what one report may have."""
        for each in await self._wishes.of(wish.about):
            if each.way is Way.TELEGRAM and each.state is WishState.PENDING:
                await self._wishes.erase(each.id)

    async def _is_new(self, wish: Wish) -> bool:
        """Whether nobody has wished the same already, and the report or question may have one more."""
        known = await self._wishes.of(wish.about)
        live = [each for each in known if each.state in WISHED and not each.is_lapsed(wish.made_at)]
        is_known = any(each.address == wish.address for each in live if wish.address)
        return len(live) < _ABOUT_MAX and not is_known

    async def _in_turn(self, wish: Wish) -> Wish:
        """One question an hour to one address: the others wait for their turn, so that nobody's mailbox is flooded by another."""
        if wish.ask_at is None:
            return wish
        asked = [
            each.ask_at or each.made_at
            for each in await self._wishes.at(wish.address)
            if each.asked or each.ask_at
        ]
        last: datetime | None = max(asked, default=None)
        return wish if last is None else replace(wish, ask_at=max(wish.made_at, last + _HOUR))

    async def _opened(self, purpose: Purpose, handle: str) -> Wish | None:
        id = self._handles.read(purpose, handle)  # noqa: A001
        return await self._wishes.get(id) if id is not None else None


def _written(wish: Wish) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(wish)
    told["address"] = "(kept, sealed, until you are told)" if wish.address else ""
    del told["notice"]
    return told
