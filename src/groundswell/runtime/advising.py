"""What the settings say of workarounds, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from groundswell.core.answer import Known, KnownKind
from groundswell.core.catalog import Catalog
from groundswell.flow.advise import Advise
from groundswell.flow.know import More
from groundswell.ports import Clock, Incidents
from groundswell.ports.workarounds import Workarounds
from groundswell.runtime.config import Settings
from groundswell.runtime.secrets import fresh_word
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
        make_id=lambda: fresh_word(9),
        languages=list(offered()),
        url=settings.web.url,
    )


def known_by(advise: Advise) -> More:
    """What helped others, as questions are put to it."""

    async def known() -> Sequence[Known]:
        return [
            Known(kind=KnownKind.WORKAROUND, **{each.name: getattr(way, each.name) for each in fields(way)})
            for way in await advise.known()
        ]

    return known
