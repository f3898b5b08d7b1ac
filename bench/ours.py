"""Our own detectors as contestants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.streams import Counts, Floats, Layout, View
from groundswell.core.detection import ANY, Detector, TreeScan
from groundswell.core.incident.lifecycle import Thresholds
from groundswell.core.timegrid import HOUR_MINUTES

HELD = -1e3
"""The score of a service whose rise is held to be no outage: below all that is not."""
OPENS_FROM = Thresholds().opens_from
"""Reports beyond the usual in the last hour from which on the product calls an alarm an outage."""


class Whole:
    """One series per service. The score is the rarity that the Detector gives, so that one threshold serves all sizes."""

    view: View = "service"

    def __init__(self, false_alarms_per_year: float = 1.0) -> None:
        self.asked = false_alarms_per_year
        self.alarm: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)

    def fit(self, history: Counts, layout: Layout) -> None:
        self._detector = Detector(history.shape[1], self.asked, bin_minutes=1)
        self._detector.learn(layout.first_minute, history)
        self._minute = layout.first_minute + len(history)

    def update(self, counts: Counts) -> Floats:
        findings = self._detector.step(self._minute, counts)
        self._minute += 1
        self.alarm = findings.alarm
        return findings.rarity.astype(np.float64)


class Tree:
    """Each service, its regions, its symptoms and its leaves at once; from leaf counts alone. Without `leaves` it listens to
    what the product does."""

    view: View = "leaf"

    def __init__(
        self, false_alarms_per_year: float = 1.0, *, decides: bool = False, leaves: bool = True
    ) -> None:
        """`decides`: only its own alarms are wanted, not whether lesser scores would be held, which costs more."""
        self.asked, self._decides, self._leaves = false_alarms_per_year, decides, leaves
        self.alarm: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)

    def fit(self, history: Counts, layout: Layout) -> None:
        self._lay_out(layout)
        parts = {"region": self._region, "symptom": self._symptom}
        self._width = layout.bin_minutes
        self._tree = TreeScan(self._service, parts, self.asked, self._width)
        if self._decides:
            self._tree.close_nats = 0.0
        self._tree.learn(layout.first_minute, self._nodes(history))
        self._minute = layout.first_minute + len(history) * self._width

    def update(self, counts: Counts) -> Floats:
        verdicts = self._tree.step(self._minute, self._nodes(counts[None])[0])
        self._minute += self._width
        self.alarm = verdicts.alarm
        self._lead = verdicts.lead
        scores = verdicts.rarity.astype(np.float64)
        scores[list(verdicts.held)] = HELD
        return scores

    def _lay_out(self, layout: Layout) -> None:
        """Nodes in the order whole, regions, symptoms, leaves of each service."""
        services = layout.services
        self._regions, self._symptoms = int(layout.region.max()) + 1, int(layout.symptom.max()) + 1
        regions, symptoms = np.arange(self._regions), np.arange(self._symptoms)
        region = np.concatenate(
            ([ANY], regions, np.full(self._symptoms, ANY), regions.repeat(self._symptoms))
        )
        symptom = np.concatenate(
            ([ANY], np.full(self._regions, ANY), symptoms, np.tile(symptoms, self._regions))
        )
        if not self._leaves:
            listened = (region == ANY) | (symptom == ANY)
            region, symptom = region[listened], symptom[listened]
        self._service = np.arange(services).repeat(len(region))
        self._region, self._symptom = np.tile(region, services), np.tile(symptom, services)

    def _nodes(self, leaves: Counts) -> NDArray[np.int32]:
        """Counts (T, leaves) as counts (T, nodes); no data of a service is no data of all its nodes."""
        parts = leaves.reshape(len(leaves), -1, self._regions, self._symptoms)
        sums = (
            parts.sum((2, 3))[:, :, None],
            parts.sum(3),
            parts.sum(2),
            parts.reshape(*parts.shape[:2], -1),
        )
        nodes = np.concatenate(sums if self._leaves else sums[:3], axis=2, dtype=np.int32, casting="unsafe")
        nodes[parts[:, :, 0, 0] < 0] = -1
        return nodes.reshape(len(leaves), -1)


class Shipped(Tree):
    """The same without leaves, as the product listens; and when it would call an alarm an outage."""

    def __init__(self, false_alarms_per_year: float = 1.0, *, decides: bool = False) -> None:
        super().__init__(false_alarms_per_year, decides=decides, leaves=False)
        self.opens: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        """Services of which an alarm is called an outage now."""

    def update(self, counts: Counts) -> Floats:
        scores = super().update(counts)
        self.opens = self._tree.excess(HOUR_MINUTES, self._lead) >= OPENS_FROM
        return scores
