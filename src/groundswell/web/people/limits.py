"""How often who has got it wrong, in memory: by pseudonyms that are never stored."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.accounts import LIMIT_FORGETS, Attempts, Limit

_KEPT_MAX: Final = 50_000

Counted = tuple[str, Limit]
"""Under which name attempts are counted, and what limits them."""


class Limits:
    """Attempts by name: the oldest are forgotten where there are very many."""

    def __init__(self) -> None:
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()

    def attempt(self, by: Sequence[Counted], now: datetime) -> timedelta:
        """For how long from `now` nothing is looked at. Where that is no time at all the attempt counts as a failure until it is
        forgiven: many at once are many."""
        wait = max((limit.wait(self._of(name, now), now) for name, limit in by), default=timedelta(0))
        if not wait:
            for name, _ in by:
                before = self._of(name, now)
                self._attempts[name] = Attempts(1 + (before.failures if before else 0), now)
                self._attempts.move_to_end(name)
            while len(self._attempts) > _KEPT_MAX:
                self._attempts.popitem(last=False)
        return wait

    def forgive(self, name: str, *, whole: bool) -> None:
        """It was right: all failures before are forgotten, or (not `whole`) only this attempt."""
        before = self._attempts.pop(name, None)
        if before is not None and not whole and before.failures > 1:
            self._attempts[name] = Attempts(before.failures - 1, before.last_at)

    def _of(self, name: str, now: datetime) -> Attempts | None:
        found = self._attempts.get(name)
        return found if found is not None and now - found.last_at < LIMIT_FORGETS else None
