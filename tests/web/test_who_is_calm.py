"""Who asks whether a sister of what is out is hit too is told what is reported of it; nobody is told so of a stranger."""

from __future__ import annotations

from pathlib import Path

from groundswell.core.answer import KnownKind
from groundswell.core.timegrid import minute_of
from groundswell.flow.know import calm_by
from groundswell.ports import Revision
from tests.town import incident
from tests.web.house import House, at_home


def test_a_sister_of_what_is_out_is_known_to_be_calm_as_soon_as_somebody_counts(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        catalog, gather = house.parts.catalog, house.parts.gather
        known = calm_by(gather, catalog, lambda _: catalog, ["en", "de"], "http://town.test")
        assert list(await known()) == [], "nothing is out"
        await house.parts.incidents.save([Revision(incident(), ())])
        assert list(await known()) == [], "nobody counts: no data is not calm"
        now = minute_of(house.clock.now())
        await house.parts.cube.watch(now - 60, now)
        (letters,) = await known()
        assert (letters.kind, letters.service) == (KnownKind.CALM, "letters")
        assert letters.url == "http://town.test/s/letters"
        assert "Letters" in letters.texts["en"]
        assert letters.texts["de"] != letters.texts["en"]

    at_home(tmp_path, visit)
