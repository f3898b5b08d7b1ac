"""Logistic models, fitted by L-BFGS (Nocedal 1980) with numpy only, and what is made of their chances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 60
"""so many at most"""


def fitted(points: Floats, targets: Floats, counts: Floats, loose: float) -> tuple[Floats, Floats]:
    """Coefficients and offsets of a multinomial logistic model: `targets` one-hot by row, `counts` what each row counts."""
    width = points.shape[1]
    pieces = _pieces(points)

    def cost(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(width + 1, -1)
        small = table[:-1].astype(np.float32)
        scores = np.concatenate([piece @ small[: piece.shape[1]] for _, piece in pieces]) + table[-1]
        chances, total = chances_of(scores)
        loss = float((counts * (total - (scores * targets).sum(axis=1))).sum()) * loose
        pull = (chances - targets) * (counts * loose)[:, None]
        slope = np.concatenate([table[:-1], pull.sum(axis=0)[None]])
        for rows, piece in pieces:
            slope[: piece.shape[1]] += piece.T @ pull[rows].astype(np.float32)
        return loss + 0.5 * float((table[:-1] ** 2).sum()), slope.ravel()

    found = least(cost, np.zeros((width + 1) * targets.shape[1])).reshape(width + 1, -1)
    return found[:-1], found[-1]


_PIECES = 12


def _pieces(points: Floats) -> list[tuple[slice, NDArray[np.float32]]]:
    """`points` by rows, each piece without the columns after its last that is not zero: those of a Cholesky root are half zeros."""
    found = []
    for begin in range(0, len(points), max(1, -(-len(points) // _PIECES))):
        rows = slice(begin, begin + max(1, -(-len(points) // _PIECES)))
        used = np.flatnonzero(points[rows].any(axis=0))
        width = int(used[-1]) + 1 if len(used) else 0
        found.append((rows, np.ascontiguousarray(points[rows, :width], dtype=np.float32)))
    return found


def solved(root: Floats, right: Floats, piece: int = 512) -> Floats:
    """What `root`, transposed, makes `right` of; `root` is lower triangular, and solved from its end, piece by piece."""
    found = np.zeros_like(right)
    for end in range(len(root), 0, -piece):
        rows = slice(max(0, end - piece), end)
        rest = right[rows] - root[end:, rows].T @ found[end:]
        found[rows] = np.linalg.solve(root[rows, rows].T, rest)
    return found


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
    """What each of two log odds counts, and an offset: logistic, not held back."""
    table = np.concatenate([odds, np.ones((len(odds), 1))], axis=1)

    def cost(at: Floats) -> tuple[float, Floats]:
        scores = table @ at
        loss = float(np.logaddexp(0, np.where(labels, -scores, scores)).sum())
        return loss, table.T @ (1 / (1 + np.exp(-scores)) - labels)

    return least(cost, np.zeros(3))
