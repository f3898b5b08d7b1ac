"""The weekly outbreak benchmark of public health, by its own rules: 42 scenarios, a run-in of years, an outbreak at the end.

Noufaily et al., An improved algorithm for outbreak detection in multiple surveillance systems (2013) for the counts;
Bedubourg and Le Strat, Evaluation and comparison of statistical methods for early temporal detection of outbreaks
(2017) for the measures. Our Detector is run with bins of a week. What it believes of bursts (`core/detection/shiryaev_roberts`) is flat and knows
nothing of how outbreaks are drawn here; the two rules on how false alarms are spent after the first week of a burst were chosen with these
measures in view, and `ours_unruled` goes without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.streams import FIRST_MINUTE, WEEK, Floats, Ints
from groundswell.core.detection import Detector
from groundswell.core.detection.serfling import Serfling

WEEKS, YEAR_WEEKS = 624, 52
PAST = (312, 575)
"""Weeks in which four past outbreaks begin, ..."""
CURRENT = (575, 624)
"""... and in which the one begins that is to be found; only these are judged. The weeks before `PAST` are run-in."""
PAST_SIZES = (0, 2, 3, 5, 10)
CURRENT_SIZES = tuple(range(1, 11))
FALSE_SHARE = 0.025
_SETS = (  # theta, trend, first cosine, first sine, variance over mean
    (0.10, 0.0025, 0.60, 0.60, 1.5),
    (-2.0, 0.0050, 0.10, 0.30, 2.0),
    (1.50, 0.0030, 0.20, -0.40, 1.0),
    (0.50, 0.0020, 0.50, 0.50, 5.0),
    (2.50, 0.0010, 1.00, 0.10, 3.0),
    (3.75, 0.0010, 0.10, -0.10, 1.1),
    (5.00, 0.0001, 0.05, 0.01, 1.2),
)

Method = Callable[[Ints], Floats]
"""Weekly counts (series, WEEKS) to scores of the current weeks (series, 49), each from its own past."""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One of 42: the mean of each week, and variance over mean."""

    number: int
    mean: Floats
    dispersion: float


def scenarios() -> list[Scenario]:
    """In the paper's order: seven sets of parameters, each without and with trend, each with no, one and two harmonics."""
    week = np.arange(1, WEEKS + 1)
    found: list[Scenario] = []
    for theta, trend, cosine, sine, dispersion in _SETS:
        for slope in (0.0, trend):
            for harmonics in range(3):
                log = theta + slope * week
                for j in range(1, harmonics + 1):
                    angle = 2 * np.pi * j * week / YEAR_WEEKS
                    log = log + cosine * np.cos(angle) + sine * np.sin(angle)
                found.append(Scenario(len(found) + 1, np.exp(log), dispersion))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Series of one kind: counts and the current outbreak's cases (series, WEEKS); `size` 0 has no current outbreak."""

    size: int
    counts: Ints
    cases: Ints


def blocks(scenario: Scenario, copies: int, seed: int) -> list[Block]:
    """All series of a scenario: five sizes of past outbreak, eleven of the current one (0 among them), `copies` of each."""
    rng = np.random.default_rng([seed, scenario.number])
    spread = scenario.dispersion - 1
    mean = np.broadcast_to(scenario.mean, (copies, WEEKS))
    found = []
    for past in PAST_SIZES:
        usual = rng.poisson(mean)
        if spread > 0:
            usual = rng.negative_binomial(mean / spread, 1 / scenario.dispersion)
        for _ in range(4 if past else 0):
            usual = usual + _outbreaks(scenario, past, PAST, copies, rng)
        for size in (0, *CURRENT_SIZES):
            cases = _outbreaks(scenario, size, CURRENT, copies, rng)
            found.append(Block(size, usual + cases, cases))
    return found


def _outbreaks(
    scenario: Scenario, size: int, weeks: tuple[int, int], copies: int, rng: np.random.Generator
) -> Ints:
    """Cases (copies, WEEKS) of one outbreak each: Poisson of `size` deviations in all, log-normally late."""
    cases: Ints = np.zeros((copies, WEEKS), dtype=np.int64)
    if not size:
        return cases
    for row in cases:
        start = int(rng.integers(*weeks))
        total = rng.poisson(size * np.sqrt(scenario.dispersion * scenario.mean[start]))
        week = start + np.floor(rng.lognormal(0.0, 0.5, total)).astype(np.int64)
        row += np.bincount(np.minimum(week, WEEKS - 1), minlength=WEEKS)
    return cases


@dataclass(frozen=True, slots=True)
class Reached:
    """Percent, but for the delay, which is in weeks from the first case to the first alarm."""

    threshold: float
    false_positives: float
    """Of the current weeks of series without a current outbreak."""
    detected: float
    """Probability of detection: outbreaks with an alarm in a week with cases."""
    detected_first_week: float
    sensitivity: float
    """Of the weeks with cases."""
    specificity: float
    """Of the weeks without cases in series with an outbreak: before it, and after, while an alarm may still hold."""
    specificity_before: float
    """Of those before its first case only."""
    delay: float


def measured(scores: list[tuple[Block, Floats]], false_share: float = FALSE_SHARE) -> Reached:
    """One threshold for all series, such that `false_share` of the weeks without an outbreak lie above it."""
    calm = np.concatenate([score.ravel() for block, score in scores if block.size == 0])
    threshold = float(np.quantile(calm, 1 - false_share, method="higher"))
    sick = [(score > threshold, block.cases[:, slice(*CURRENT)] > 0) for block, score in scores if block.size]
    alarm = np.concatenate([pair[0] for pair in sick])
    cases = np.concatenate([pair[1] for pair in sick])
    real = cases.any(axis=1)
    hit = alarm & cases
    first = cases.argmax(axis=1)
    delay = hit.argmax(axis=1) - first
    found = hit.any(axis=1)
    before = np.cumsum(cases, axis=1) == 0
    return Reached(
        threshold=threshold,
        false_positives=100 * float((calm > threshold).mean()),
        detected=100 * float(found[real].mean()),
        detected_first_week=100 * float((found & (delay == 0))[real].mean()),
        sensitivity=100 * float(hit.sum() / cases.sum()),
        specificity=100 * float((~alarm & ~cases).sum() / (~cases).sum()),
        specificity_before=100 * float((~alarm & before)[real].sum() / before[real].sum()),
        delay=float(delay[found].mean()) if found.any() else float("nan"),
    )


def measure(method: Method, copies: int, seed: int = 1) -> Reached:
    scores: list[tuple[Block, Floats]] = []
    for scenario in scenarios():
        parts = blocks(scenario, copies, seed)
        judged = method(np.concatenate([part.counts for part in parts]))
        scores += [(part, judged[i * copies : (i + 1) * copies]) for i, part in enumerate(parts)]
    return measured(scores)


def ours(counts: Ints) -> Floats:
    """Our Detector from the first week to the last: nothing is learned that a running one would not have learned."""
    detector = Detector(len(counts), bin_minutes=WEEK)
    findings = detector.run(FIRST_MINUTE, np.ascontiguousarray(counts.T))
    return findings.score[slice(*CURRENT)].T.astype(np.float64)


def ours_unruled(counts: Ints, told_max: float = 0.0, fall_max: float = float("inf")) -> Floats:
    """The same without the two rules on how false alarms are spent: what adds to a burst that was told weighs in full, and no score
    holds beyond its week. With the rules' own `told_max` and `fall_max` it is `ours`."""
    model = Serfling(len(counts), WEEK, told_max=told_max, fall_max=fall_max)
    weeks = counts.T.astype(np.float64)
    scores = [model.step(FIRST_MINUTE + at * WEEK, week, week >= 0)[0] for at, week in enumerate(weeks)]
    return np.array(scores[slice(*CURRENT)]).T


def ears(kind: str) -> Method:
    """EARS C1, C2 or C3 on the seven weeks before (two more left out for C2 and C3)."""

    def judge(counts: Ints) -> Floats:
        lag = 0 if kind == "C1" else 2
        past = np.lib.stride_tricks.sliding_window_view(counts.astype(np.float64), 7, axis=1)
        weeks = np.arange(CURRENT[0] - 2, WEEKS)
        before = past[:, weeks - lag - 7]
        distance = (counts[:, weeks] - before.mean(axis=2)) / np.maximum(before.std(axis=2, ddof=1), 1e-9)
        z: Floats = np.minimum(distance, 1e6)
        if kind != "C3":
            return z[:, 2:]
        beyond = np.maximum(z - 1, 0)
        scores: Floats = beyond[:, 2:] + beyond[:, 1:-1] + beyond[:, :-2]
        return scores

    return judge
