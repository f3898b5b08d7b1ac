"""The nodes of a tree scan: which service each belongs to, and which part of it each is.

A node is a service and a value, or ANY, for each attribute. It lies inside another that has the same values or ANY.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

ANY = -1
"""The code of an attribute that a node does not ask for."""

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Index = NDArray[np.intp]


class Nodes:
    """N nodes of S services. `service` and each of `attributes` are codes (N,), in any order.

    >>> nodes = Nodes(np.array([0, 0, 0, 1]), {"country": np.array([ANY, 0, 1, ANY])})
    >>> nodes.parents.tolist(), nodes.of(0).tolist(), [f"{price:.2f}" for price in nodes.price()]
    ([-1, 0, 0, -1], [0, 1, 2], ['0.00', '0.69', '0.69', '0.00'])
    """

    def __init__(self, service: NDArray[np.integer], attributes: Mapping[str, NDArray[np.integer]]) -> None:
        self.service = np.array(service, dtype=np.intp)
        self.attributes = {name: np.array(codes, dtype=np.int64) for name, codes in attributes.items()}
        self.services = int(self.service.max(initial=-1)) + 1
        self.kind = np.zeros(len(self.service), dtype=np.int64)
        """Which attributes a node asks for, as bits."""
        for bit, codes in enumerate(self.attributes.values()):
            self.kind |= (codes != ANY).astype(np.int64) << bit
        whole = np.flatnonzero(self.kind == 0)
        assert np.array_equal(np.sort(self.service[whole]), np.arange(self.services)), "one whole a service"
        self.whole = whole[np.argsort(self.service[whole])]
        self.parents = np.where(self.kind == 0, -1, self.whole[self.service]).astype(np.int32)
        self._order = np.argsort(self.service, kind="stable")
        self._starts = np.searchsorted(self.service[self._order], np.arange(self.services + 1))

    def of(self, service: int) -> Index:
        """The nodes of one service."""
        return self._order[self._starts[service] : self._starts[service + 1]]

    def inside(self, nodes: Index, outer: int) -> Bools:
        """Which of `nodes`, of one service, lie inside `outer` (or are it)."""
        within: Bools = np.ones(len(nodes), dtype=np.bool_)
        for codes in self.attributes.values():
            if codes[outer] != ANY:
                within &= codes[nodes] == codes[outer]
        return within

    def holding(self, nodes: Index, inner: int) -> Bools:
        """Which of `nodes`, of one service, `inner` lies inside, without being it."""
        around: Bools = nodes != inner
        for codes in self.attributes.values():
            around &= (codes[nodes] == ANY) | (codes[nodes] == codes[inner])
        return around

    def price(self) -> Floats:
        """What each node has to pay for being one of many, in nats: the logarithm of how many of its kind its service has."""
        price = np.zeros(len(self.service), dtype=np.float32)
        if not len(self.service):
            return price
        pairs = self.service * (int(self.kind.max()) + 1) + self.kind
        _, place, count = np.unique(pairs, return_inverse=True, return_counts=True)
        price[:] = np.log(count[place])
        return price

    def rarest(self, values: Floats) -> tuple[Floats, Index]:
        """The highest of `values` (N,) in each service, and the node that has it."""
        if not self.services:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.intp)
        ordered = values[self._order]
        best = np.maximum.reduceat(ordered, self._starts[:-1])
        places = np.where(ordered == best[self.service[self._order]], np.arange(len(ordered)), len(ordered))
        return best, self._order[np.minimum.reduceat(places, self._starts[:-1])]

    def any(self, flags: Bools) -> Bools:
        """Services of which a node has its flag set."""
        found = np.zeros(self.services, dtype=np.bool_)
        found[self.service[flags]] = True
        return found

    def first(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """The lowest of `values` (N,) in each service."""
        if not self.services:
            return np.zeros(0, dtype=np.int64)
        lowest: NDArray[np.int64] = np.minimum.reduceat(values[self._order], self._starts[:-1])
        return lowest
