"""Beside `reply`: which answer that stands a pile was given before, so that the desk need not write it again.

Also what is told to nobody by itself, where several got it: whoever answers reads it first. Not what holds only with an outage that is over,
nor what somebody got who may be in danger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from groundswell.core.answer import Answers, Asked, Before, Known, KnownKind, WhyNot
from groundswell.core.model import ONGOING
from groundswell.flow.sort import Pile
from groundswell.flow.tell import LATELY, explains
from groundswell.ports import Clock, Incidents
from groundswell.ports.questions import Questions, Reply, ReplyState

_ANSWERS_MAX: Final = 100
_ASKED_MAX: Final = 8
_GIVEN_MAX: Final = 1_000
_OUTAGES_MAX: Final = 1_000
_PILES_MAX: Final = 100
_KEPT_MAX: Final = 10_000
"""of so many answers it is kept whether somebody in danger got them"""

Remember = Callable[[Sequence[Asked], str, str, Answers], Before | None]
"""Questions of a pile of that kind about that service become the answer that they may be given once more."""


class Recall:
    """The leg."""

    def __init__(self, questions: Questions, incidents: Incidents, clock: Clock, remember: Remember) -> None:
        self._questions = questions
        self._incidents = incidents
        self._clock = clock
        self._remember = remember
        self._answers = Answers.of(())
        self._found: tuple[object, Mapping[str, tuple[Reply, int]]] = (None, {})
        self._in_danger: dict[str, bool] = {}

    async def before(
        self, piles: Sequence[Pile], services: Collection[str] | None = None
    ) -> Mapping[str, tuple[Reply, int]]:
        """By the id of a pile, of the first of `piles`, the answer that it may be given once more, and how many of it ask the same as those
        whom that was given to; only answers about `services`, None: about any."""
        replies = await self._questions.replies(services=services, limit=_ANSWERS_MAX)
        standing = await self._true(replies)
        some = [pile for pile in piles[:_PILES_MAX] if not pile.is_danger]
        if not standing or not some:
            return {}
        key = tuple(standing), tuple(tuple(one.id for one in pile.questions) for pile in some)
        if key != self._found[0]:
            asked = await self._questions.asked_of_replies([each.id for each in standing], _ASKED_MAX)
            served = [each for each in standing if _served_several(each, asked)]
            known = [_known(each, [one.words for one in asked.get(each.id, ())]) for each in served]
            found = await asyncio.to_thread(self._recalled, some, served, known)
            hurt = await self._to_some_in_danger({reply.id for reply, _ in found.values()})
            self._found = key, {pile: each for pile, each in found.items() if each[0].id not in hurt}
        return self._found[1]

    async def may_begin(self, reply: Reply, services: Collection[str]) -> bool:
        """Whether an answer about one of `services` may still begin with the words of `reply`."""
        if reply.state is not ReplyState.STANDS or reply.service not in ("", *services):
            return False
        if not await self._true([reply]) or await self._to_some_in_danger({reply.id}):
            return False
        return _served_several(reply, await self._questions.asked_of_replies([reply.id], 2))

    def _recalled(
        self, piles: Sequence[Pile], standing: Sequence[Reply], known: Sequence[Known]
    ) -> Mapping[str, tuple[Reply, int]]:
        self._answers = answers = Answers.of(known, self._answers)
        by_id = {each.id: each for each in standing}
        found = {}
        for pile in piles:
            asked = [
                Asked(each.id, each.words, each.at, each.asked_in, each.asked_on) for each in pile.questions
            ]
            before = self._remember(asked, pile.kind, pile.service, answers)
            if before is not None:
                found[pile.id] = by_id[before.id], before.same
        return found

    async def _true(self, replies: Sequence[Reply]) -> Sequence[Reply]:
        """Those of `replies` that hold by themselves, or with an outage that still explains something."""
        if not any(each.incident for each in replies):
            return replies
        now = self._clock.now()
        recent = await self._incidents.list(since=now - LATELY, limit=_OUTAGES_MAX)
        on = await self._incidents.list(states=ONGOING, limit=_OUTAGES_MAX)
        explaining = {each.id for each in (*on, *recent) if explains(each, now)}
        return [each for each in replies if not each.incident or each.incident in explaining]

    async def _to_some_in_danger(self, replies: Collection[str]) -> frozenset[str]:
        """Those of `replies` that somebody got who may be in danger; of each it is looked up once."""
        if len(self._in_danger) > _KEPT_MAX:
            self._in_danger.clear()
        new = [id for id in replies if id not in self._in_danger]  # noqa: A001
        if new:
            given = await self._questions.of_replies(new, _GIVEN_MAX)
            for id in new:  # noqa: A001
                self._in_danger[id] = any(each.why_not is WhyNot.DANGER for each in given.get(id, ()))
        return frozenset(id for id in replies if self._in_danger.get(id, True))  # noqa: A001


def _served_several(reply: Reply, asked: Mapping[str, Sequence[Asked]]) -> bool:
    """Whether several got it, or may: what one person got alone may be theirs. `asked` is what it answered, two questions at least
    where there are two."""
    return reply.is_for_like or len(asked.get(reply.id, ())) > 1


def _known(reply: Reply, words: Sequence[str]) -> Known:
    titles = tuple(text.title for text in reply.shown if text.title)
    return Known(
        id=reply.id,
        kind=KnownKind.ANSWERED,
        service=reply.service,
        texts={text.language: text.body for text in reply.shown},
        url="",
        at=reply.at,
        asked=tuple(dict.fromkeys([*titles, *words])),
        titles=titles,
    )
