"""What a person has said of a service in a half hour, as one number: who it is, in which minute, and on which axes.

The first report of a person counts; a later one that says more counts where the ones before it said nothing. So who was
heard is kept with what was said: 51 bits for the person, 5 for the minute, 8 for what was said. Pure, in journal order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.model import Axis
from groundswell.core.timegrid import CLAIM_MINUTES

Marks = NDArray[np.uint64]

SAID_COLUMNS: Final = ("symptom", "country", "region", "network", "platform", "app_version", "software")
_WORDS: Final = 1 << len(SAID_COLUMNS)
_SAID_BITS: Final = len(SAID_COLUMNS) + 1
SAID: Final = np.uint64((1 << _SAID_BITS) - 1)
_MINUTE_BITS: Final = 5
SPAN: Final = np.uint64(1 << (_SAID_BITS + _MINUTE_BITS))
"""Marks of one person differ by less; those of two never do."""
PERSON: Final = ~(SPAN - np.uint64(1))
_MILLISECONDS_PER_MINUTE = 60_000
assert CLAIM_MINUTES <= 1 << _MINUTE_BITS


def said_in(batch: Batch, minutes: NDArray[np.int64]) -> Marks:
    """Of each row the part of its mark below the person: the minute of the half hour, and which of SAID_COLUMNS say
    something, and whether there are words. `minutes` are those of the rows, since 1970."""
    said = (minutes % CLAIM_MINUTES).astype(np.uint64) << np.uint64(_SAID_BITS)
    everywhere = 0
    for place, name in enumerate(SAID_COLUMNS):
        column: Column = getattr(batch, name)
        if "" not in column.values:
            everywhere |= 1 << place
        elif len(column.values) > 1:
            bits = np.array([(value != "") << place for value in column.values], dtype=np.uint64)
            said |= bits[column.codes]
    if everywhere:
        said |= np.uint64(everywhere)
    if batch.comments:
        said[list(batch.comments)] |= np.uint64(_WORDS)
    return said


def joined(marks: Marks) -> Marks:
    """One mark for each person in `marks`, rising: all that was said; the minute must be one for each."""
    marks = np.sort(marks)
    if len(marks) == 0:
        return marks
    first = np.concatenate(([True], (marks[1:] ^ marks[:-1]) >= SPAN))
    return np.bitwise_or.reduceat(marks, np.flatnonzero(first))


def filled(marks: Marks, known: Marks) -> Marks:
    """What each of `marks`, of persons heard before, in their order, says that neither was `known` of the person nor comes in
    an earlier one of them: bits as in a mark, 0 where it says nothing new."""
    fills = np.zeros(len(marks), dtype=np.uint64)
    fresh = marks & ~known & SAID
    for place in range(_SAID_BITS):
        bit = np.uint64(1 << place)
        rows = np.flatnonzero(fresh & bit)
        if len(rows):
            _, first = np.unique(marks[rows] & PERSON, return_index=True)
            fills[rows[first]] |= bit
    return fills


def fills_on(fills: Marks, axis: Axis) -> NDArray[np.bool_]:
    """Which rows add something on this axis, not the whole."""
    found: NDArray[np.bool_] = fills & np.uint64(1 << SAID_COLUMNS.index(axis.value)) != 0
    return found


def additions(batch: Batch, half_hour: NDArray[np.int64], fills: Marks) -> Batch:
    """The rows of `batch` that add something, where they add it and nowhere else, in the minute in which the person stands.

    `fills` are 0 or bits with the minute of the person's first report in that half hour.
    """
    rows = np.flatnonzero(fills & SAID)
    own, bits = batch.take(rows), fills[rows]
    minutes = half_hour[rows] + ((bits & ~PERSON) >> np.uint64(_SAID_BITS)).astype(np.int64)
    columns: dict[str, Any] = {
        name: _where(getattr(own, name), bits & np.uint64(1 << place) != 0)
        for place, name in enumerate(SAID_COLUMNS)
    }
    return replace(own, **columns, observed_at=minutes * _MILLISECONDS_PER_MINUTE)


def _where(column: Column, says: NDArray[np.bool_]) -> Column:
    silent = len(column.values)
    codes = np.where(says, column.codes, np.uint32(silent)).astype(np.uint32)
    return Column((*column.values, ""), codes).mapped((*column.values, ""))
