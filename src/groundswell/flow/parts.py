"""Which parts of a service are listened to: so many of an axis, those of which most was heard of late; the rest as one.

Read off the counts of whole days, so that a restart and a replay decide alike: what anybody can name without end
does not fill the judge, and what has been silent for weeks is forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.core.cube import OTHER
from groundswell.core.detection import ANY
from groundswell.core.model import Axis
from groundswell.flow.bins import Part

PART_AXES = (Axis.SYMPTOM, Axis.COUNTRY, Axis.NETWORK)
PARTS_MAX = 50
"""Of one axis of one service. What has no seat is listened to together, as OTHER: a rise there is heard, though not where."""


def seated(counts: Mapping[Part, int]) -> tuple[Part, ...]:
    """The parts that `counts` gives a seat, in order: of each service and axis those with the highest counts.

    >>> seated({(Axis.COUNTRY, 0, "PT"): 3, (Axis.COUNTRY, 0, "ES"): 9, (Axis.COUNTRY, 0, OTHER): 99})
    ((<Axis.COUNTRY: 'country'>, 0, 'ES'), (<Axis.COUNTRY: 'country'>, 0, 'PT'))
    """
    taken: Counter[tuple[Axis, int]] = Counter()
    found = []
    for part in sorted(counts, key=lambda part: (-counts[part], part)):
        axis, place, value = part
        if value != OTHER and taken[axis, place] < PARTS_MAX:
            taken[axis, place] += 1
            found.append(part)
    return tuple(sorted(found))


class Parts:
    """The parts of so many services, and at which place of the tree's nodes each is; the wholes stand before them."""

    def __init__(self, services: int, known: Sequence[Part] = (), codes: Iterable[int] = ()) -> None:
        """`known` are those that have a node already, in order, and `codes` those of their values in the tree."""
        self.names = [""] * services
        """By node: "country ES", "" for a whole."""
        self._nodes: dict[Part, int] = {}
        self._codes: dict[tuple[Axis, str], int] = {}
        self._taken: Counter[tuple[Axis, int]] = Counter()
        for part, code in zip(known, codes, strict=True):
            self._enter(part)
            self._codes[part[0], part[2]] = code
        self._next = max(self._codes.values(), default=-1) + 1

    def __iter__(self) -> Iterator[Part]:
        return iter(self._nodes)

    @property
    def countries(self) -> Mapping[str, int]:
        """The countries among them, and their codes in the tree."""
        return {
            value: code
            for (axis, value), code in self._codes.items()
            if axis is Axis.COUNTRY and value != OTHER
        }

    def node(self, part: Part) -> int:
        """Where a part that has been met is listened to: at a node of its own, or that of all without a seat."""
        own = self._nodes.get(part)
        return own if own is not None else self._nodes[part[0], part[1], OTHER]

    def met(self, parts: Collection[Part]) -> tuple[list[int], dict[str, NDArray[np.int64]]]:
        """The services and attributes of the nodes that have to be added, so that each of `parts` can be listened to."""
        fresh: list[Part] = []
        for part in sorted(part for part in parts if part not in self._nodes):
            axis, place, value = part
            if value != OTHER and self._taken[axis, place] >= PARTS_MAX:
                part = axis, place, OTHER
            if part not in self._nodes:
                self._enter(part)
                fresh.append(part)
        attributes = {axis.value: np.full(len(fresh), ANY, dtype=np.int64) for axis in PART_AXES}
        for row, (axis, _, value) in enumerate(fresh):
            if (axis, value) not in self._codes:
                self._codes[axis, value] = self._next
                self._next += 1
            code = self._codes[axis, value]
            attributes[axis.value][row] = code
        return [place for _, place, _ in fresh], attributes

    def with_seat(self, seats: Iterable[Part]) -> NDArray[np.bool_]:
        """Which nodes remain (N,) where only `seats` have one of their own."""
        wanted = set(seats)
        kept = np.ones(len(self.names), dtype=np.bool_)
        for part, node in self._nodes.items():
            kept[node] = part in wanted or part[2] == OTHER
        return kept

    def of(self, kept: NDArray[np.bool_]) -> Parts:
        """The parts whose nodes are `kept`, once the others are gone."""
        left = [part for part, node in self._nodes.items() if kept[node]]
        codes = [self._codes[axis, value] for axis, _, value in left]
        return Parts(self.names.count(""), left, codes)

    def _enter(self, part: Part) -> None:
        axis, place, value = part
        self._nodes[part] = len(self.names)
        self.names.append(f"{axis.value} {value}")
        if value != OTHER:
            self._taken[axis, place] += 1
