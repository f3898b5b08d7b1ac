"""A hundred further services, by Apprise. It opens its own connections, tells no post ids and no reasons."""

from __future__ import annotations

import asyncio
import warnings
from dataclasses import dataclass, field

from groundswell.channels.dialect import SECRET, required
from groundswell.core.notice import Message
from groundswell.errors import ConfigError, RecoverableError
from groundswell.ports.notices import PostId, Sent, Surroundings, Target


class Apprise:
    """ports.notices.Channel."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """An address of Apprise."""

        url: str = field(default="", metadata=SECRET)
        """The address of the service, as Apprise writes it: `ntfy://...`, `matrix://...`. It holds its secrets."""

        def __post_init__(self) -> None:
            required(url=self.url)

    def __init__(self, config: Config, around: Surroundings) -> None:
        from apprise import Apprise as Library  # half a second, for those alone who use it

        self._around = around
        self._library = Library()
        with warnings.catch_warnings():  # of modules that it imports for every service at once
            warnings.simplefilter("ignore", DeprecationWarning)
            known = self._library.add(config.url)
        if not known:
            raise ConfigError(f"url: Apprise knows no {config.url.partition(':')[0]!r} of this form")

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        body = "\n\n".join(filter(None, (message.body, message.url))) or message.title
        took = await asyncio.to_thread(self._library.notify, body=body, title=message.title)
        if not took:
            raise RecoverableError("Apprise could not deliver it; it does not say why")
        return Sent()
