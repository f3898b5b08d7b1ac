"""What the requests of one instance share, carried in their scope.

So the routes are built once in a process, however many instances it serves: building them takes longer than most answers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from litestar.connection import ASGIConnection

from groundswell.web.body import Bodies
from groundswell.web.parts import Parts
from groundswell.web.published import Published
from groundswell.web.shape import Shape

SERVED_KEY: Final = "groundswell.served"


@dataclass(frozen=True, slots=True)
class Served:
    """The parts of the instance, how its pages become answers, its reader of bodies, and turns for bulk imports."""

    parts: Parts
    published: Published
    bodies: Bodies
    shape: Shape
    bulk_turns: asyncio.Semaphore


def served(connection: ASGIConnection[Any, Any, Any, Any]) -> Served:
    """Of the instance that `connection` came to."""
    found: Served = dict(connection.scope)[SERVED_KEY]  # type: ignore[assignment]  # ours
    return found
