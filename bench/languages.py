"""What a language costs: its first page, each page after it, the bytes that are kept. `make bench BENCH=languages`"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from groundswell.core.model import Certainty, Footprint, Incident, Series, Share, State
from groundswell.core.status import ServiceView
from groundswell.core.timegrid import bin_start, minute_of
from groundswell.flow.speak import KEPT_MAX
from groundswell.runtime.build import shipped_catalog
from groundswell.web.assets import load_assets
from groundswell.web.language import NAMES
from groundswell.web.render import Render

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PAGES = 50


def views() -> list[ServiceView]:
    """An outage of each of some services, with a day behind it."""
    catalog, rng = shipped_catalog(), np.random.default_rng(1)
    began = NOON - timedelta(minutes=40)
    shares = Footprint(
        (Share("app", 0.6, 600), Share("", 0.4, 400)), (Share("ES", 0.5, 500), Share("PT", 0.3, 300))
    )
    found = []
    for service in list(catalog.services.values())[:PAGES]:
        counts = rng.poisson(40, 96)
        first = bin_start(minute_of(NOON), 15) - 95 * 15
        series = Series(service.slug, first, 15, counts, np.full(96, 4.0), np.full(96, 9.0))
        outage = Incident(
            f"{service.slug}-2026-03-02", service.slug, State.OPEN, 3, Certainty.LIKELY, began, began, NOON,
            10.0, 400, 500, 50.0, shares, opened_at=began,
        )  # fmt: skip
        found.append(
            ServiceView(
                service, NOON, 400, 40.0, 3, 0, series, shares.symptoms, shares.countries, incident=outage
            )
        )
    return found


def main() -> int:
    catalog, assets, every = shipped_catalog(), load_assets(), views()
    print("language  first page   each after   bytes kept   over the wire (br)")
    for code in NAMES:
        begun = time.process_time()
        render = Render(catalog, assets, language=code)
        pages = [render.service(every[0])]
        first = time.process_time() - begun
        begun = time.process_time()
        pages += [render.service(view) for view in every[1:]]
        each = (time.process_time() - begun) / (len(every) - 1)
        kept = sum(len(body) for page in pages for body in page.bodies.values()) / len(pages)
        wire = sum(len(page.bodies["br"]) for page in pages) / len(pages)
        print(
            f"{code:<9} {first * 1e3:6.0f} ms   {each * 1e3:7.1f} ms   {kept / 1e3:7.0f} kB   {wire / 1e3:7.1f} kB"
        )
    print(
        f"at most {KEPT_MAX} pages in further languages are kept: {KEPT_MAX * kept / 1e6:.0f} MB of the last kind"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
