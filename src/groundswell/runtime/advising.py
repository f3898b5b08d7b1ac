"""What the settings say of workarounds, put together."""

from __future__ import annotations

from secrets import token_urlsafe

from groundswell.core.catalog import Catalog
from groundswell.flow.advise import Advise
from groundswell.ports import Clock, Incidents
from groundswell.ports.workarounds import Workarounds
from groundswell.runtime.config import Settings
from groundswell.web.language import offered


def built(
    settings: Settings,
    key: bytes,
    workarounds: Workarounds,
    incidents: Incidents,
    catalog: Catalog,
    clock: Clock,
) -> Advise:
    """Who takes them and their votes."""
    return Advise(
        workarounds,
        incidents,
        catalog,
        clock,
        settings.workarounds,
        key,
        make_id=lambda: token_urlsafe(9),
        languages=list(offered()),
        url=settings.web.url,
    )
