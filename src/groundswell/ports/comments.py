"""What people wrote with their reports, which waits for somebody to let it be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from groundswell.core.model import Comment, CommentState

COMMENT_HOURS = 24
"""For so long after it was written a comment may stand on a page."""


class Comments(Protocol):
    """What people wrote, on its way from the journal to a page."""

    async def cursor(self) -> int | None:
        """The last journal sequence whose comments have been taken; None where nobody takes any."""
        ...

    async def put(self, comments: Sequence[Comment], cursor: int) -> None:
        """Keep `comments` and move the cursor: one transaction, or nothing. One whose id is kept stays as it is."""
        ...

    async def pause(self) -> None:
        """Nobody takes comments from now on: forget the cursor, so that what is sent meanwhile is never taken."""
        ...

    async def latest(
        self, services: Sequence[str], since: datetime, each: int
    ) -> Mapping[str, Sequence[Comment]]:
        """Of each of `services` up to `each` comments that are shown, of `since` or later, newest first."""
        ...

    async def list(
        self, *, state: CommentState | None = None, service: str | None = None, limit: int = 100
    ) -> Sequence[Comment]:
        """Comments, newest first."""
        ...

    async def count(self, state: CommentState, *, services: Collection[str] | None = None) -> int:
        """How many there are in `state`, on `services` (None: on any)."""
        ...

    async def decide(
        self,
        id: int,  # noqa: A002
        state: CommentState,
        by: str,
        services: Collection[str] | None = None,
    ) -> Comment | None:
        """Put comment `id` into `state`; the comment as it is then, None if there is none of this id on one of `services`
        (None: on any)."""
        ...

    async def erase(self, id: int) -> bool:  # noqa: A002
        """Forget the comment `id`; False if there is none."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget comments of before `before`; return how many went."""
        ...
