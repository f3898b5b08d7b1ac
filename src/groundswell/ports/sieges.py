"""When the intake was flooded: the audit of how it was defended, which everybody may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from groundswell.core.status import Siege

SIEGE_DAYS = 365
"""For so long sieges are kept after they began."""


class Sieges(Protocol):
    """Sieges, one a beginning."""

    async def put(self, siege: Siege) -> None:
        """Keep it as it is now; the one that began then is replaced."""
        ...

    async def list(self, limit: int = 20) -> Sequence[Siege]:
        """The latest, newest first."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete those that began before then; how many."""
        ...
