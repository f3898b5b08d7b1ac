"""Reports of one service crossed by all axes, read off the journal: what the cube does not keep.

Each person counts as in the cube: the first report for a service in a half hour. Who reads decides how far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Committed
from groundswell.core.catalog import Catalog
from groundswell.core.cube import claims
from groundswell.core.model import Axis
from groundswell.core.scope import ABOVE, TROUBLE_KINDS, Pairs, Tally
from groundswell.flow.count import Claimed
from groundswell.ports import Journal

SKEW: Final = timedelta(minutes=2)
ENTRIES: Final = 64
"""so many are read at once"""
_PAST_ROWS, _PAST_ENTRIES = 20_000, 2_000
_TOLD = 50.0
"""as how many reports the catalog's word on the country of a network counts"""


@dataclass(slots=True)
class Joint:
    """One service as far as the journal has been read for it: nothing before `first_minute`, up to `read_to`."""

    service: str
    first_minute: int
    read_to: int
    tally: Tally
    heard: dict[int, Claimed] = field(default_factory=lambda: defaultdict(Claimed))


async def last_before(journal: Journal, at: datetime) -> int:
    """The last sequence of what was recorded before `at`."""
    low, high = 1, await journal.last() + 1
    while low < high:
        middle = (low + high) // 2
        entry = await journal.at(middle)
        if entry is None:
            low = middle + 1
        elif entry.recorded_at < at:
            low = entry.last + 1
        else:
            high = entry.first
    return low - 1


async def pairs_before(
    catalog: Catalog, journal: Journal, services: Collection[str], before: int
) -> dict[str, Pairs]:
    """By service: which networks were said together with which countries, by anybody, and which of its versions with
    which platforms, from some thousands of reports up to the sequence `before`, and from the catalog."""
    networks: dict[tuple[str, str], float] = defaultdict(float)
    versions: dict[str, dict[tuple[str, str], float]] = {slug: defaultdict(float) for slug in services}
    for network in catalog.networks.values():
        if network.country:
            networks[network.slug, network.country] = _TOLD
    after, entries = max(before - _PAST_ROWS, 0), 0
    while after < before and entries < _PAST_ENTRIES:
        read = await journal.read(after, ENTRIES)
        batches = [e.content for e in read if isinstance(e.content, Batch) and e.first <= before]
        if batches:
            batch = Batch.joined(batches)
            _add_pairs(networks, batch, Axis.NETWORK, np.arange(len(batch)))
            for slug, own in versions.items():
                _add_pairs(own, batch, Axis.APP_VERSION, _of_service(batch, slug))
        after, entries = read[-1].last if read else before, entries + len(read)
    return {slug: {Axis.NETWORK: networks, Axis.APP_VERSION: own} for slug, own in versions.items()}


def take(entries: Sequence[Committed], followed: Sequence[Joint]) -> None:
    """Count what `entries` hold for each of `followed` and it has not had yet: the first report of a person, service and
    half hour, as the counter does."""
    reports = [(entry.first, entry.content) for entry in entries if isinstance(entry.content, Batch)]
    if not reports:
        return
    batch = Batch.joined([content for _, content in reports])
    sequences = np.concatenate([np.arange(first, first + len(content)) for first, content in reports])
    for one in followed:
        rows = _of_service(batch, one.service)
        late = batch.observed_at[rows] >= one.first_minute * 60_000
        rows = rows[late & (sequences[rows] > one.read_to)]
        if not len(rows):
            continue
        own = batch.take(rows)
        claimed = claims(own)
        fresh = claimed.key == 0
        for half_hour in np.unique(claimed.half_hour[~fresh]).tolist():
            here = np.flatnonzero((claimed.half_hour == half_hour) & (claimed.key != 0))
            distinct, first = np.unique(claimed.key[here], return_index=True)
            fresh[here[first[one.heard[half_hour].add(distinct)]]] = True
        kinds = np.array([kind in TROUBLE_KINDS for kind in own.source_kind.values])
        chosen = fresh & ~own.works & kinds[own.source_kind.codes] & (own.count > 0)
        one.tally.add(own.take(np.flatnonzero(chosen)))


def _of_service(batch: Batch, service: str) -> NDArray[np.intp]:
    if service not in batch.service.values:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(batch.service.codes == batch.service.values.index(service))


def _add_pairs(pairs: dict[tuple[str, str], float], batch: Batch, axis: Axis, rows: NDArray[np.intp]) -> None:
    value, above = getattr(batch, axis.value), getattr(batch, ABOVE[axis].value)
    wide = len(above.values)
    key = value.codes[rows].astype(np.int64) * wide + above.codes[rows]
    for code, count in zip(*np.unique(key, return_counts=True), strict=True):
        said = value.values[int(code) // wide], above.values[int(code) % wide]
        if all(said):
            pairs[said] += float(count)
