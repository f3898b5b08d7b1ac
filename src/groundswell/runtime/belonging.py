"""Whether a journal and a database are of one instance: the database may not know more of the journal than there is.

A journal that ends before the cursors gives out sequences anew which they say are done: receipts without a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog

from groundswell.errors import ConfigError, GroundswellError
from groundswell.ports import Cube, Incidents, Journal
from groundswell.web.parts import Readiness

_log = structlog.get_logger(__name__)

REMEDY: Final = (
    "database and journal are not of one instance: restore both from one backup (groundswell restore), put back the "
    "journal that belongs to this database, or set database to an empty one"
)


async def missing(journal: Journal, cube: Cube, incidents: Incidents) -> str:
    """What the journal lacks of what the database has taken from it, in words; "" when they belong together."""
    # The cursors first: while counting goes on, the journal is never behind what was read before it.
    counted, ruled = await cube.cursor(), await incidents.rulings_cursor()
    last = await journal.last()
    if last >= max(counted, ruled):
        return ""
    what = "counted" if counted > last else "applied rulings"
    return f"the journal ends with sequence {last}, the database has {what} up to {max(counted, ruled)}"


async def insist(journal: Journal, cube: Cube, incidents: Incidents) -> None:
    """Raise ConfigError when they do not belong together: every report would get a receipt and never be counted."""
    if words := await missing(journal, cube, incidents):
        raise ConfigError(f"{words}; new reports would never be counted. {REMEDY[0].upper()}{REMEDY[1:]}")


def readiness(journal: Journal, cube: Cube, incidents: Incidents) -> Readiness:
    """Tells what of these cannot be used now."""

    async def belong() -> None:
        await insist(journal, cube, incidents)

    async def ready() -> Mapping[str, str]:
        faults: dict[str, str] = {}
        parts = (("journal", journal.last), ("database", cube.cursor), ("stores", belong))
        for name, look in parts:
            try:
                await look()
            except GroundswellError as fault:
                if name == "stores" and faults:
                    continue  # what cannot be read cannot be compared
                _log.warning("not ready", part=name, fault=str(fault))
                # The words name paths and hosts: they are for the log.
                faults[name] = "not of one instance" if isinstance(fault, ConfigError) else "unavailable"
        return faults

    return ready
