"""Detectors of others over each service and its parts, as ours listens: a node of many pays for their number.

Kulldorff, Fang and Walsh, A tree-based scan statistic for database disease surveillance (2003), is the frame; what judges
a node is a bank of CUSUMs (`bench.peers`) or a scan of a few fixed windows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.peers import NegativeBinomialCusum, Usual, Window
from bench.race import Contestant
from bench.streams import Counts, Floats, Layout, View


class Tree:
    """A contestant that judges series, on the service, its regions, its symptoms and its leaves; the score is the highest of
    theirs, each less the logarithm of how many there are of its kind."""

    view: View = "leaf"

    def __init__(self, inner: Contestant) -> None:
        self._inner = inner

    def fit(self, history: Counts, layout: Layout) -> None:
        regions, symptoms = int(layout.region.max()) + 1, int(layout.symptom.max()) + 1
        self._shape = layout.services, regions, symptoms
        kinds = np.array([1, regions, symptoms, regions * symptoms])
        self._price = np.log(kinds.repeat(kinds))
        self._inner.fit(self._nodes(history), layout)

    def update(self, counts: Counts) -> Floats:
        scores = self._inner.update(self._nodes(counts[None])[0])
        best: Floats = (scores.reshape(len(scores) // len(self._price), -1) - self._price).max(axis=1)
        return best

    def _nodes(self, leaves: Counts) -> Counts:
        """Counts (T, leaves) as counts (T, nodes); no data of a service is no data of all its nodes."""
        parts = leaves.reshape(len(leaves), *self._shape)
        kinds = (
            parts.sum((2, 3))[:, :, None],
            parts.sum(3),
            parts.sum(2),
            parts.reshape(*parts.shape[:2], -1),
        )
        nodes: NDArray[np.int32] = np.concatenate(kinds, axis=2, dtype=np.int32, casting="unsafe")
        nodes[parts[:, :, 0, 0] < 0] = -1
        return nodes.reshape(len(leaves), -1)


class FrailtyScan:
    """The highest log-likelihood ratio of a rise over a few windows, their error a Gamma factor shared by the whole window,
    so that under the null a count is negative binomial whatever the width; the usual by hour of week.

    Vaupel, Manton and Stallard, The impact of heterogeneity in individual frailty on the dynamics of mortality (1979), for
    the factor; Kulldorff, A spatial scan statistic (1997), for the scan.
    """

    view: View = "service"

    def __init__(self, widths: tuple[int, ...] = (5, 10, 30), size: float = 10.0, floor: float = 0.3) -> None:
        self.widths, self.size, self.floor = widths, size, floor

    def fit(self, history: Counts, layout: Layout) -> None:  # noqa: ARG002
        series = history.shape[1]
        self._usual = Usual(history)
        self._windows = [(Window(width, series), Window(width, series)) for width in self.widths]
        self._gap = np.zeros(series, dtype=np.bool_)

    def update(self, counts: Counts) -> Floats:
        present, mean = counts >= 0, self._usual.mean()
        counted = present & ~self._gap  # not the first minute after a gap, which may carry a backlog
        self._gap = ~present
        heard = np.where(counted, counts, 0).astype(np.float64)
        scores = np.zeros(len(counts))
        for seen, usual in self._windows:
            m = usual.push(mean * counted) + self.floor
            n, r = np.maximum(seen.push(heard), m), self.size
            scores = np.maximum(scores, n * np.log(n / m) - (n + r) * np.log((n + r) / (m + r)))
        self._usual.learn(heard, mean, counted)
        return scores


def cusum_tree() -> Tree:
    """The bank of CUSUMs over the tree; so many nodes need a rise that is worth the name."""
    return Tree(NegativeBinomialCusum(tolerated=2.0))


def frailty_tree() -> Tree:
    return Tree(FrailtyScan())


TREES: dict[str, Callable[[], Contestant]] = {
    "NB-CUSUM tree over leaves": cusum_tree,
    "frailty scan, tree over leaves": frailty_tree,
}
