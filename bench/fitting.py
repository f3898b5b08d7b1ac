"""Logistic models, fitted by L-BFGS (Nocedal 1980) with numpy only, and what is made of their chances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 60
"""so many at most"""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Marks of texts: `rows` and `places` of its `values`, by row; as many rows as `height`."""

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    values: NDArray[np.float32]
    height: int

    @classmethod
    def of(cls, some: Sequence[tuple[NDArray[np.int64], NDArray[np.float32]]]) -> Table:
        """A row for each of `some`: its places and values."""
        rows = np.repeat(np.arange(len(some)), [len(places) for places, _ in some])
        return cls(
            rows,
            np.concatenate([each for each, _ in some]),
            np.concatenate([each for _, each in some]),
            len(some),
        )

    def kept(self, rows: NDArray[np.bool_]) -> Table:
        """Only some rows, numbered anew."""
        is_kept, number = rows[self.rows], np.cumsum(rows) - 1
        return Table(number[self.rows[is_kept]], self.places[is_kept], self.values[is_kept], int(rows.sum()))

    def folded(self, places: int) -> Table:
        """The same by fewer places."""
        return Table(self.rows, self.places % places, self.values, self.height)

    def scores(self, weights: Floats) -> Floats:
        """By `weights` of the places, of one model."""
        return np.bincount(self.rows, self.values * weights[self.places], self.height).astype(np.float64)


def told_apart(
    table: Table,
    labels: NDArray[np.bool_],
    counts: Floats,
    loose: float,
    places: int,
    start: Floats | None = None,
) -> Floats:
    """Weights of a logistic model of `labels` by place, then its offset; `counts` what each row counts."""
    signs = np.where(labels, 1.0, -1.0)

    def cost(flat: Floats) -> tuple[float, Floats]:
        margin = signs * (table.scores(flat[:-1]) + flat[-1])
        loss = float((counts * np.logaddexp(0, -margin)).sum()) * loose
        pull = -signs / (1 + np.exp(np.clip(margin, -50, 50))) * counts * loose
        slope = np.bincount(table.places, table.values * pull[table.rows], places) + flat[:-1]
        return loss + 0.5 * float((flat[:-1] ** 2).sum()), np.append(slope, pull.sum())

    return least(
        cost, np.zeros(places + 1) if start is None else start, STEPS if start is None else STEPS // 2
    )


def sorted_out(
    table: Table,
    allowed: NDArray[np.bool_],
    counts: Floats,
    loose: float,
    places: int,
    start: Floats | None = None,
) -> Floats:
    """Weights of a multinomial logistic model by place, then its offsets, a column a kind; `allowed` are the kinds that a row may be of."""
    by_row = _Product(table.rows, table.places, table.values)
    by_place = _Product(table.places, table.rows, table.values)
    width = allowed.shape[1]

    def cost(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(places + 1, width)
        scores = by_row.of(weights[:-1].astype(np.float32), table.height) + weights[-1]
        chances, total = chances_of(scores)
        among, part = chances_of(np.where(allowed, scores, -1e6))
        loss = float((counts * (total - part)).sum()) * loose
        pull = (chances - among) * (counts * loose)[:, None]
        slope = by_place.of(pull.astype(np.float32), places) + weights[:-1]
        whole = np.concatenate([slope, pull.sum(axis=0)[None]])
        return loss + 0.5 * float((weights[:-1] ** 2).sum()), whole.ravel()

    begin = np.zeros((places + 1) * width) if start is None else start.ravel()
    return least(cost, begin, STEPS if start is None else STEPS // 2).reshape(places + 1, width)


def mended(told: Floats, allowed: NDArray[np.bool_], loose: float, kept: float) -> Floats:
    """What makes of log chances `told` of each kind better ones: by kind, then by kind, then offsets. `kept` of each chance stays as it is,
    what is learned beside that is held back."""
    width = told.shape[1]
    middle = told.mean(axis=0)
    moved = told - middle

    def cost(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(width + 1, width)
        scores = kept * told + moved @ weights[:-1] + weights[-1]
        chances, total = chances_of(scores)
        among, part = chances_of(np.where(allowed, scores, -1e6))
        pull = (chances - among) * loose
        slope = np.concatenate([moved.T @ pull + weights[:-1], pull.sum(axis=0)[None]])
        loss = float((total - part).sum()) * loose
        return loss + 0.5 * float((weights[:-1] ** 2).sum()), slope.ravel()

    found = least(cost, np.zeros((width + 1) * width), 4 * STEPS).reshape(width + 1, width)
    return np.concatenate([kept * np.eye(width) + found[:-1], (found[-1] - middle @ found[:-1])[None]])


class _Product:
    """A table of few values, times one of many, a piece after the other so that what is being added stays near the processor."""

    def __init__(self, to: NDArray[np.int64], of: NDArray[np.int64], values: NDArray[np.float32]) -> None:
        order = np.argsort(to, kind="stable")
        self._to, begin = np.unique(to[order], return_index=True)
        self._of, self._values = of[order], values[order][:, None]
        ends = np.append(begin[1:], len(order))
        self._pieces: list[tuple[int, int, int, int, NDArray[np.int64]]] = []
        first = 0
        while first < len(begin):
            last = max(int(np.searchsorted(ends, begin[first] + _AT_A_TIME, side="right")), first + 1)
            start, end = int(begin[first]), int(ends[last - 1])
            self._pieces.append((first, last, start, end, begin[first:last] - start))
            first = last

    def of(self, table: NDArray[np.float32], height: int) -> Floats:
        found = np.zeros((height, table.shape[1]))
        for first, last, start, end, begin in self._pieces:
            some = table[self._of[start:end]]
            some *= self._values[start:end]
            found[self._to[first:last]] = np.add.reduceat(some, begin, axis=0)
        return found


_AT_A_TIME = 8192


def chances_of(scores: Floats) -> tuple[Floats, Floats]:
    most = scores.max(axis=1, keepdims=True)
    raised = np.exp(scores - most)
    total = raised.sum(axis=1)
    return raised / total[:, None], most[:, 0] + np.log(total)


def least(
    cost: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int = STEPS, memory: int = 12
) -> Floats:
    """Where `cost` is least, by L-BFGS with a search that halves the step."""
    at = start
    value, slope = cost(at)
    past: list[tuple[Floats, Floats, float]] = []
    for _ in range(steps):
        way = slope.copy()
        shares = []
        for moved, turned, scale in reversed(past):
            share = scale * float(moved @ way)
            shares.append(share)
            way -= share * turned
        if past:
            way *= float(past[-1][0] @ past[-1][1]) / float(past[-1][1] @ past[-1][1])
        else:
            way /= max(float(np.linalg.norm(way)), 1e-12)
        for (moved, turned, scale), share in zip(past, reversed(shares), strict=True):
            way += (share - scale * float(turned @ way)) * moved
        fall = float(slope @ way)
        length = 1.0
        while True:
            here = at - length * way
            lower, turn = cost(here)
            if lower <= value - 1e-4 * length * fall or length < 1e-6:
                break
            length *= 0.5
        moved, turned = here - at, turn - slope
        if float(moved @ turned) > 1e-12:
            past = [*past[1 - memory :], (moved, turned, 1.0 / float(moved @ turned))]
        is_still = value - lower < 1e-5 * abs(value)
        at, value, slope = here, lower, turn
        if is_still:
            break
    return at


def odds_of(chances: Floats) -> Floats:
    """Log odds, of nothing sure or impossible."""
    kept = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.log(kept / (1 - kept))


def combined(odds: Floats, labels: NDArray[np.bool_]) -> Floats:
    """What each of two log odds counts, and an offset: logistic, not held back; the third column is taken from them as it stands."""
    table, taken = np.concatenate([odds[:, :2], np.ones((len(odds), 1))], axis=1), odds[:, 2]

    def cost(at: Floats) -> tuple[float, Floats]:
        scores = table @ at - taken
        loss = float(np.logaddexp(0, np.where(labels, -scores, scores)).sum())
        return loss, table.T @ (1 / (1 + np.exp(-scores)) - labels)

    return least(cost, np.zeros(3))
