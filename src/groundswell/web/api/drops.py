"""What was not counted, and why: for everybody to see."""

from __future__ import annotations

from litestar import get

from groundswell.core.model import Drop
from groundswell.web.api.context import PartsHere, faults
from groundswell.web.wire import DropList, DropOut


@get("/api/v1/drops", tags=["reports"], responses=faults("malformed", "unavailable"))
async def list_drops(parts: PartsHere) -> DropList:
    """How many submissions were not counted since this instance began, by reason."""
    found = await parts.cube.drops()
    return DropList([DropOut(reason, found.get(reason.value, 0)) for reason in Drop])
