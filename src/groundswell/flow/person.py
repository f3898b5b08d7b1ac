"""Everything that is kept of one person, found by what they hold: links of their pages and messages, or an address. Written out,
and forgotten, as a whole.

A link opens what it is the link of, and no more: a message that was passed on must not open all of its reader's life. Whoever
runs this site finds all of an address. What leads to nobody (counts, votes) is found by nothing, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from groundswell.core.accounts import Account
from groundswell.core.notice import QUESTION_PREFIX, Subscription, Wish
from groundswell.core.workarounds import Workaround
from groundswell.flow.advise import Advise
from groundswell.flow.ask import Asker
from groundswell.flow.relieve import Relieve
from groundswell.flow.subscribe import Subscribe
from groundswell.flow.undertake import Undertake
from groundswell.flow.withdraw import REPORT, Withdraw, about_report
from groundswell.ports.questions import Question

WHOSE_MAX: Final = 100
_SPLIT: Final = re.compile(r"[/?#\s]+")


@dataclass(slots=True)
class Kept:
    """What was found: by id or sequence, each once. `unknown` are those of what was named that open nothing (any more)."""

    reports: list[int] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    unproved: dict[str, Question] = field(default_factory=dict)
    """letters that bore the address, of which nobody has found that they came from there"""
    proposals: dict[str, Workaround] = field(default_factory=dict)
    wishes: dict[str, Wish] = field(default_factory=dict)
    """of one whose address has not said yes nothing is known but that somebody typed it: it stands for itself alone"""
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    responders: dict[int, Account] = field(default_factory=dict)
    """whose name or address it is who is called at night"""
    unknown: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are of all kinds."""
        told = (self.reports, self.questions, self.unproved, self.proposals, self.wishes, self.subscriptions)
        return sum(map(len, told)) + len(self.responders)


class Person:
    """The leg. `sequence_of` gives the report that a receipt names; `relieve` knows who is called, where that is asked for."""

    def __init__(
        self,
        subscribe: Subscribe,
        asker: Asker,
        undertake: Undertake,
        withdraw: Withdraw,
        advise: Advise,
        sequence_of: Callable[[str], int | None],
        relieve: Relieve | None = None,
    ) -> None:
        self._subscribe = subscribe
        self._asker = asker
        self._undertake = undertake
        self._withdraw = withdraw
        self._advise = advise
        self._sequence_of = sequence_of
        self._relieve = relieve

    async def find(self, whose: Sequence[str], *, addresses: bool) -> Kept:
        """What `whose` opens: links, receipts and handles; with `addresses`, for whoever runs this site, addresses too."""
        kept = Kept()
        for each in whose[:WHOSE_MAX]:
            if each.strip() and not await self._find(each.strip(), kept, addresses=addresses):
                kept.unknown.append(each.strip())
        return kept

    async def export(self, kept: Kept) -> dict[str, Any]:
        """All of it, as JSON has it."""
        reports = [await self._withdraw.export(each) for each in kept.reports]
        questions = [
            await self._asker.export(each) | await self._withdraw.export_about(QUESTION_PREFIX + each.id)
            for each in kept.questions.values()
        ]
        abouts = {about_report(each) for each in kept.reports} | {
            QUESTION_PREFIX + each for each in kept.questions
        }
        others = [wish for wish in kept.wishes.values() if wish.about not in abouts]
        alone = [
            await self._withdraw.export_about(about)
            for about in sorted({each.about for each in others if each.confirmed_at is not None})
        ]
        wishes = [wish for each in alone for wish in each["wishes"]]
        wishes += [self._undertake.export_alone(each) for each in others if each.confirmed_at is None]
        return {
            "reports": [each for each in reports if each is not None],
            "questions": questions,
            "unproved": [await self._asker.export(each) for each in kept.unproved.values()],
            "proposals": [msgspec.to_builtins(each) for each in kept.proposals.values()],
            "wishes": wishes,
            "answers": [answer for each in alone for answer in each["answers"]],
            "subscriptions": [await self._subscribe.export(each) for each in kept.subscriptions.values()],
            "oncall": [await self._relieve.export(each) for each in kept.responders.values()]
            if self._relieve is not None
            else [],
            "unknown": kept.unknown,
        }

    async def delete(self, kept: Kept) -> None:
        """Forget all of it. What is cut off in between is found again by the same links."""
        for sequence in kept.reports:
            await self._withdraw.report(sequence)
        await self._asker.delete_all([*kept.questions.values(), *kept.unproved.values()])
        for proposed in kept.proposals.values():
            await self._advise.erase(proposed)
        for wish in kept.wishes.values():
            if wish.confirmed_at is None:
                await self._undertake.erase(wish)
            else:
                await self._withdraw.forget_about(wish.about)
        for each in kept.subscriptions.values():
            await self._subscribe.delete_of(each.id)
        for account in kept.responders.values():
            assert self._relieve is not None, "it has found them"
            await self._relieve.erase(account)

    async def _find(self, told: str, kept: Kept, *, addresses: bool) -> bool:
        before = kept.count
        for part in _SPLIT.split(told):
            if part and await self._opened(part, kept, addresses=addresses):
                return True
        if addresses:
            await self._of_address(told, kept)
        return kept.count > before

    async def _opened(self, handle: str, kept: Kept, *, addresses: bool) -> bool:
        """Whether it is a link's last part that opens something."""
        if (sequence := self._sequence_of(handle)) is not None:
            return await self._report(sequence, kept)
        if (question := await self._asker.find(handle)) is not None:
            kept.questions[question.id] = question
            return True
        if (proposed := await self._advise.own(handle)) is not None:
            kept.proposals[proposed.id] = proposed
            return True
        if (wish := await self._undertake.find(handle)) is not None:
            await self._wish(wish, kept)
            if addresses and wish.address and wish.confirmed_at is not None:
                await self._of_address(wish.address, kept)
            return True
        if (subscription := await self._subscribe.find(handle)) is not None:
            kept.subscriptions[subscription.id] = subscription
            if addresses and subscription.address and subscription.confirmed_at is not None:
                await self._of_address(subscription.address, kept)
            return True
        return False

    async def _of_address(self, address: str, kept: Kept) -> None:
        if self._relieve is not None:
            kept.responders |= {each.id: each for each in await self._relieve.find(address)}
        for subscription in await self._subscribe.of_address(address):
            kept.subscriptions[subscription.id] = subscription
        for question in await self._asker.of_address(address):
            kept.questions[question.id] = question
        for question in await self._asker.of_address(address, is_proved=False):
            if question.id not in kept.questions:
                kept.unproved[question.id] = question
        for wish in await self._undertake.of_address(address):
            await self._wish(wish, kept)

    async def _wish(self, wish: Wish, kept: Kept) -> None:
        """With what it is about, where it has said yes: who wished that, and proved the address, holds that too."""
        kept.wishes[wish.id] = wish
        if wish.confirmed_at is None:
            return
        if wish.about.startswith(REPORT):
            await self._report(int(wish.about.removeprefix(REPORT)), kept)
        elif (question := await self._asker.get(wish.question)) is not None:
            kept.questions[question.id] = question

    async def _report(self, sequence: int, kept: Kept) -> bool:
        if await self._withdraw.export(sequence) is None:
            return False
        if sequence not in kept.reports:
            kept.reports.append(sequence)
        return True
