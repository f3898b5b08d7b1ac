"""Looks after subscriptions: addresses are asked for their yes, those that refuse what they are sent are ended, and what has been
kept for its time is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final, Protocol

import structlog

from groundswell.core.notice import CONFIRM_FOR, PREFIX, Ending, Sender, Subscription, TargetState, Way, word
from groundswell.flow.blame import Refusals
from groundswell.flow.handles import Purpose
from groundswell.flow.seek import Seek
from groundswell.flow.subscribe import Subscribe
from groundswell.ports import Clock
from groundswell.ports.notices import Channel, Notices
from groundswell.ports.subscriptions import Challenger, Subscriptions

_log = structlog.get_logger(__name__)

_AT_ONCE_MAX: Final = 20
_ONCE_MORE: Final = timedelta(minutes=2)
"""after which a browser that has not said yes by itself is asked a second time, and never a third: a message to it may be lost.
One of whose first question nobody knew whether it arrived was asked again already, and is not"""


class Questions(Protocol):
    """The words of a question for the yes, in the language of who is asked."""

    def question(self, subscription: Subscription) -> tuple[str, str]:
        """Title and body; the address at which the yes is said stands below."""
        ...


class Attend:
    """The leg. `channels` are those of the settings, by name."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        notices: Notices,
        subscribe: Subscribe,
        clock: Clock,
        channels: Mapping[str, Channel],
        challenger: Challenger,
        sender: Sender,
        questions: Questions,
        refusals: Refusals,
        *,
        ended_for: timedelta,
    ) -> None:
        self._subscriptions = subscriptions
        self._notices = notices
        self._subscribe = subscribe
        self._clock = clock
        self._challenger = challenger
        self._sender = sender
        self._questions = questions
        self._seek = Seek(subscriptions, clock, channels, refusals)
        self._ended_for = ended_for
        self.counts: Mapping[tuple[str, str], int] = {}
        """how many subscriptions there are, by (way, state), as last looked at"""
        self.asked: Counter[str] = Counter()
        """questions that went out since the start, by way"""

    async def run(self) -> None:
        """Ask who is to be asked, end who refuses."""
        for subscription in await self._subscriptions.to_ask(self._clock.now(), _AT_ONCE_MAX):
            await self._ask(subscription)
        for target in await self._notices.targets(states=[TargetState.DISABLED], opened=False):
            if target.id.startswith(PREFIX):
                _log.info("a subscription ended: its address refuses", target=target.id, why=target.error)
                await self._subscribe.end_of(target.id[len(PREFIX) :], Ending.REFUSED)
        self.counts = await self._subscriptions.counts()

    async def forget(self) -> int:
        """Forget who never said yes, and what ended long ago; how many went."""
        now = self._clock.now()
        return await self._subscriptions.forget(now - CONFIRM_FOR, now - self._ended_for)

    async def _ask(self, subscription: Subscription) -> None:
        way, name = subscription.way, self._subscribe.carriers.get(subscription.way, "")
        may_be_lost = way is Way.PUSH and subscription.asked == 0
        if await self._seek.put(
            subscription,
            name,
            lambda: self._sent(subscription, name),
            stranger=way is Way.WEBHOOK,
            once_more=_ONCE_MORE if may_be_lost else None,
        ):
            self.asked[way.value] += 1

    async def _sent(self, subscription: Subscription, name: str) -> None:
        url, key = self._subscribe.confirm_url(subscription), f"confirm-{subscription.id}"
        if subscription.way is Way.WEBHOOK:
            challenge = self._subscribe.handles.make(Purpose.CONFIRM, subscription.id)
            address, secret = subscription.address, subscription.secret
            if await self._challenger.challenge(address, secret, key, challenge, url):
                await self._subscribe.confirmed(subscription)
            return
        message = word(
            key,
            self._questions.question(subscription),
            self._clock.now(),
            sender=self._sender,
            language=subscription.language,
        )
        target = replace(self._subscribe.target(subscription), unsubscribe_url="")
        await self._seek.channel(name).send(replace(message, url=url), target, None, key)
