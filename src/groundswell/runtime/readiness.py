"""Whether an instance can do its work: its stores answer, and belong together."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from groundswell.errors import ConfigError, GroundswellError
from groundswell.ports import Cube, Incidents, Journal
from groundswell.runtime import belonging
from groundswell.web.parts import Readiness

_log = structlog.get_logger(__name__)


def readiness_of(journal: Journal, cube: Cube, incidents: Incidents) -> Readiness:
    """What /readyz asks: the faults there are, by part."""

    async def belong() -> None:
        await belonging.insist(journal, cube, incidents)

    async def ready() -> Mapping[str, str]:
        faults: dict[str, str] = {}
        for name, look in (("journal", journal.last), ("database", cube.cursor), ("stores", belong)):
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
