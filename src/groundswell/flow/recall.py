"""Beside `reply`: which answer that stands a pile was given before, so that the desk need not write it again.

Also what is told to nobody by itself: whoever answers reads it first. What holds only with an outage that is over is not recalled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from groundswell.core.answer import Answers, Asked, Before, Known, KnownKind
from groundswell.flow.sort import Pile
from groundswell.flow.tell import explains
from groundswell.ports import Clock, Incidents
from groundswell.ports.questions import Questions, Reply

_ANSWERS_MAX: Final = 100
_ASKED_MAX: Final = 8
_PILES_MAX: Final = 100

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

    async def before(
        self, piles: Sequence[Pile], services: Collection[str] | None = None
    ) -> Mapping[str, tuple[Reply, int]]:
        """By the id of a pile, of the first of `piles`, the answer that it may be given once more, and how many of it ask the same as those
        whom that was given to; only answers about `services`, None: about any."""
        replies = await self._questions.replies(services=services, limit=_ANSWERS_MAX)
        over = await self._over({each.incident for each in replies if each.incident})
        standing = [each for each in replies if each.incident not in over]
        some = [pile for pile in piles[:_PILES_MAX] if not pile.is_danger]
        if not standing or not some:
            return {}
        key = (
            tuple(each.id for each in standing),
            tuple(tuple(one.id for one in pile.questions) for pile in some),
        )
        if key != self._found[0]:
            asked = await self._questions.asked_of_replies([each.id for each in standing], _ASKED_MAX)
            known = [_known(each, [one.words for one in asked.get(each.id, ())]) for each in standing]
            self._found = key, await asyncio.to_thread(self._recalled, some, standing, known)
        return self._found[1]

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

    async def _over(self, outages: Collection[str]) -> frozenset[str]:
        """Those of `outages` that explain nothing any more."""
        now = self._clock.now()
        found = {id: await self._incidents.get(id) for id in outages}  # noqa: A001
        return frozenset(id for id, each in found.items() if each is None or not explains(each, now))  # noqa: A001


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
