"""What one address can make of the judge that names another network in each report: nodes, the note's size, memory of a start.

`python -m bench.parts` plays it against the shipped catalog: three reports on each service in each half hour, from one connection
and under three names (the screen lets no more through), each of a network that was never named before, beside `--honest` networks of
the service's own. Prints what a judge learns from the four weeks before who starts after so many days of it, and what a minute costs then.
"""

import argparse
import asyncio
import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from typing import cast

from groundswell.core.catalog import Catalog
from groundswell.core.model import Axis, Cell, SourceKind
from groundswell.core.timegrid import CLAIM_MINUTES, MINUTES_PER_DAY, QUARTER_MINUTES
from groundswell.flow.listen import Listener
from groundswell.ports import Cube
from groundswell.stores.catalog_toml import load_catalog

END = 29_000_160
"""The minute at which the judge starts, a midnight (UTC)."""
_PERSON = SourceKind.PERSON
_EACH = 3
_LEARNED_DAYS = 28


class Attacked:
    """A cube that holds what `Count` would make of it: some services' days, network by network."""

    def __init__(self, slugs: Sequence[str], days: int, honest: int) -> None:
        self._slugs = slugs
        self._days = days
        self._honest = honest

    async def watched(self, first_minute: int, last_minute: int) -> Sequence[tuple[str | None, int, int]]:
        """All of it was."""
        return [(None, first_minute, last_minute)]

    async def volume(self, first_minute: int, last_minute: int, *, bin_minutes: int = 1) -> Mapping[int, int]:
        """In each bin there is something."""
        return dict.fromkeys(range(first_minute, last_minute + 1, bin_minutes), 1)

    async def values(
        self, _first: int, _last: int, *, axis: Axis, limit: int, **_: object
    ) -> Mapping[tuple[str, str], int]:
        """The honest networks, and of those that were made up as many as are asked for."""
        if axis is not Axis.NETWORK:
            return {}
        names = {f"as{1 + place}": 100 for place in range(self._honest)}
        names |= {f"as{100_000 + place}": 1 for place in range((limit - self._honest) if self._days else 0)}
        return {(slug, name): total for slug in self._slugs for name, total in names.items()}

    async def cells(
        self,
        first_minute: int,
        last_minute: int,
        *,
        bin_minutes: int = 1,
        axis: Axis | None = Axis.ALL,
        **_: object,
    ) -> Sequence[Cell]:
        """In each half hour one report of an honest network, each in its turn; in the days of the attack three of networks that
        nobody has named before."""
        if axis not in (Axis.ALL, Axis.NETWORK):
            return ()
        found = []
        for half_hour in range(first_minute - first_minute % CLAIM_MINUTES, last_minute + 1, CLAIM_MINUTES):
            if half_hour < first_minute:
                continue
            number = half_hour // CLAIM_MINUTES
            each = _EACH if half_hour >= END - self._days * MINUTES_PER_DAY else 0
            for place, slug in enumerate(self._slugs):
                names = count((number * len(self._slugs) + place) * _EACH + 100_000)
                told = [f"as{next(names)}" for _ in range(each)]
                told.append(f"as{1 + number % self._honest}")
                values = told if axis is Axis.NETWORK else [""]
                found += [
                    Cell(slug, axis, value, _PERSON, False, bin_minutes, half_hour, len(told) // len(values))
                    for value in values
                ]
        return found


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measured(catalog: Catalog, days: int, honest: int) -> None:
    """Print what a start after so many days comes to."""
    slugs = tuple(catalog.services)
    cube = cast("Cube", Attacked(slugs, days, honest))
    listener = Listener(catalog, cube, 1.0, 1)
    before, begun = _memory(), time.process_time()
    quarters = _LEARNED_DAYS * MINUTES_PER_DAY // QUARTER_MINUTES
    await listener.learn(END - quarters * QUARTER_MINUTES, quarters, QUARTER_MINUTES)
    took = time.process_time() - begun
    state = listener.state()
    nodes = len(state["tree.nodes"]) if "tree.nodes" in state else 0
    size = sum(array.nbytes for array in state.values())
    print(f"{len(slugs)} services of {honest} networks each, attacked for {days} days before the start")
    print(f"nodes {nodes:,}, the note {size / 2**20:.1f} MiB")
    print(f"start: {_memory() - before:,.0f} MiB more than before at most, {took:.1f} s of processor")
    begun = time.process_time()
    for minute in range(END, END + 60):
        await listener.listen(minute)
    print(
        f"a minute: {(time.process_time() - begun) / 60 * 1000:.0f} ms of processor, {_memory() - before:,.0f} MiB more at most"
    )


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=28, help="so many of the four weeks before the start")
    parser.add_argument("--services", type=int, default=0, help="only so many of the catalog's (0: all)")
    parser.add_argument("--honest", type=int, default=12)
    arguments = parser.parse_args()
    catalog = load_catalog()
    if arguments.services:
        catalog = replace(catalog, services=dict(islice(catalog.services.items(), arguments.services)))
    asyncio.run(measured(catalog, arguments.days, arguments.honest))


if __name__ == "__main__":
    main()
