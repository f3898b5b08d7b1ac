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
from groundswell.errors import GroundswellError, RecoverableError
from groundswell.flow.blame import Refusals, fault_of
from groundswell.flow.handles import Purpose
from groundswell.flow.subscribe import Subscribe
from groundswell.ports import Clock
from groundswell.ports.notices import Channel, Notices
from groundswell.ports.subscriptions import Challenger, Subscriptions

_log = structlog.get_logger(__name__)

_AT_ONCE_MAX: Final = 20
_ASKED_MAX: Final = 5
_FIRST_WAIT: Final = timedelta(minutes=10)
"""after an attempt that failed; it doubles after one of which nobody knows whether it arrived"""
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
        self._channels = channels
        self._challenger = challenger
        self._sender = sender
        self._questions = questions
        self._refusals = refusals
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
        """One question. It is noted before it goes: whoever is killed meanwhile does not ask again at once."""
        asked, name = subscription.asked + 1, self._subscribe.carriers.get(subscription.way, "")
        again = self._clock.now() + _FIRST_WAIT * (1 << min(asked, 6))
        await self._subscriptions.note_asked(subscription.id, asked, again if asked < _ASKED_MAX else None)
        try:
            await self._sent(subscription, self._channels.get(name))
        except GroundswellError as raised:
            fault = fault_of(raised, subscription.address)
            await self._refusals.heard(name, fault)
            if fault.lasting:
                why = "a sign-up whose address refuses is forgotten"
                _log.warning(why, target=subscription.target, why=fault.words)
                await self._subscriptions.erase(subscription.id)
                return
            _log.warning("a question for the yes waits", target=subscription.target, why=fault.words)
            # Nobody was asked: it counts for nothing. But a stranger's own server, of which nobody knows whether it is there, is not asked for days.
            if not fault.unsure and (fault.ours or subscription.way is not Way.WEBHOOK):
                later = self._clock.now() + _FIRST_WAIT
                await self._subscriptions.note_asked(subscription.id, subscription.asked, later)
            return
        except Exception:  # noqa: BLE001  what is wrong with one must not keep the others; this one comes again
            _log.exception("a question for the yes fails", target=subscription.target)
            return
        await self._refusals.heard(name, None)
        self.asked[subscription.way.value] += 1
        may_be_lost = subscription.way is Way.PUSH and subscription.asked == 0
        once_more = self._clock.now() + _ONCE_MORE if may_be_lost else None
        await self._subscriptions.note_asked(subscription.id, asked, once_more)

    async def _sent(self, subscription: Subscription, channel: Channel | None) -> None:
        url, key = self._subscribe.confirm_url(subscription), f"confirm-{subscription.id}"
        if subscription.way is Way.WEBHOOK:
            challenge = self._subscribe.handles.make(Purpose.CONFIRM, subscription.id)
            address, secret = subscription.address, subscription.secret
            if await self._challenger.challenge(address, secret, key, challenge, url):
                await self._subscribe.confirmed(subscription)
            return
        if channel is None:
            raise RecoverableError("the settings no longer name its channel")
        message = word(
            key,
            self._questions.question(subscription),
            self._clock.now(),
            sender=self._sender,
            language=subscription.language,
        )
        target = replace(self._subscribe.target(subscription), unsubscribe_url="")
        await channel.send(replace(message, url=url), target, None, key)
