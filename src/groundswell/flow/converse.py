"""Persons come to the bot by the link that they were given, which is their yes, or say that they want no more: each is answered
there, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Protocol

import structlog

from groundswell.core.notice import Ending, Sender, Subscription, TargetState, Way, Wish, word
from groundswell.errors import ConfigError, LaterError, PermanentError, RecoverableError
from groundswell.flow.subscribe import Limits, Subscribe
from groundswell.flow.undertake import Undertake
from groundswell.ports import Clock
from groundswell.ports.correspondence import Knock, KnockKind
from groundswell.ports.notices import Channel, Target

_ANSWERS_HOUR_MAX: Final = 20
_log = structlog.get_logger(__name__)


class Welcomes(Protocol):
    """What a bot says, as (title, body)."""

    def joined(self, subscription: Subscription) -> tuple[str, str]:
        """They are told from now on."""
        ...

    def wished(self, wish: Wish) -> tuple[str, str]:
        """They are told once."""
        ...

    def refused(self, language: str) -> tuple[str, str]:
        """The link opens nothing any more; the page to sign up on stands below."""
        ...

    def left(self, language: str) -> tuple[str, str]:
        """They are told nothing more, or nothing yet."""
        ...

    def hello(self, language: str) -> tuple[str, str]:
        """They came by no link; the page to sign up on stands below."""
        ...


class Converse:
    """The leg. `url` is that of this site."""

    def __init__(
        self,
        subscribe: Subscribe,
        undertake: Undertake,
        channels: Mapping[str, Channel],
        clock: Clock,
        sender: Sender,
        welcomes: Welcomes,
        *,
        url: str,
        languages: frozenset[str],
    ) -> None:
        self._subscribe = subscribe
        self._undertake = undertake
        self._channels = channels
        self._clock = clock
        self._sender = sender
        self._welcomes = welcomes
        self._url = url.rstrip("/")
        self._languages = languages
        self._limits = Limits.of(_ANSWERS_HOUR_MAX, "messages")

    async def let_in(self, channel: str, knock: Knock) -> None:
        """One who came: what they want is durable when this returns. Heard twice it is the same. An answer that cannot be sent is
        none: the next message shows that they are told."""
        language = knock.language if knock.language in self._languages else "en"
        match knock.kind:
            case KnockKind.GONE:
                await self._subscribe.leave(knock.address, Ending.REFUSED)
                await self._undertake.leave(knock.address)
                return
            case KnockKind.STOP:
                was = await self._subscribe.leave(knock.address, Ending.ASKED)
                wishes = await self._undertake.leave(knock.address)
                known = [*(each.language for each in was), *(each.language for each in wishes), language]
                language = known[0]
                await self._say(channel, knock.address, language, self._welcomes.left(language), "")
                return
            case KnockKind.START:
                await self._start(channel, knock, language)

    async def _start(self, channel: str, knock: Knock, language: str) -> None:
        root = self._url if language == "en" else f"{self._url}/{language}"
        if not knock.word:
            said = self._welcomes.hello(language)
            await self._say(channel, knock.address, language, said, f"{root}/subscribe")
            return
        wish = await self._undertake.join(knock.word, knock.address)
        if wish is not None:
            url = self._undertake.wish_url(wish)
            await self._say(channel, knock.address, wish.language, self._welcomes.wished(wish), url)
            return
        found = await self._subscribe.join(knock.word, knock.address)
        if found is None:
            said = self._welcomes.refused(language)
            await self._say(channel, knock.address, language, said, f"{root}/subscribe")
            return
        url = self._subscribe.manage_url(found)
        await self._say(channel, knock.address, found.language, self._welcomes.joined(found), url)

    async def _say(self, channel: str, chat: str, language: str, said: tuple[str, str], url: str) -> None:
        now = self._clock.now()
        try:
            self._limits.take(int(chat), now)
            message = word(f"bot-{chat}", said, now, sender=self._sender, language=language)
            target = Target(
                id=f"bot:{channel}",
                channel=channel,
                kind=Way.TELEGRAM.value,
                address=chat,
                language=language,
                state=TargetState.ON,
            )
            await self._channels[channel].send(
                replace(message, url=url or message.url), target, None, message.id
            )
        except LaterError as fault:
            _log.info("somebody at the bot is not answered now", why=str(fault))
        except (RecoverableError, PermanentError, ConfigError) as fault:
            _log.warning("somebody at the bot could not be answered", channel=channel, why=str(fault))
