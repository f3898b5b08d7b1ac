"""What is held as in an outage at the same hour of the day, days running: it is the usual after all, and teaches.

A counter for each hour of the day goes up with each day on which it was held, down with each on which it was not.
Source: Smith, *A study of branch prediction strategies* (1981), for counters that one odd day does not turn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Slots = NDArray[np.integer]

DAY_HOURS = 24
RECUR_DAYS = 2
"""Held on so many days more than not, an hour teaches though it is held again ..."""
DAYS_MAX = 7
"""... and no more are counted: what comes from Monday to Friday is still known on the next Monday."""
GAP_DAYS = 1.5
"""After so long without data nothing is known to recur: what comes now and what came then are not days running."""
TIMES = np.float32(4.0)
"""What recurs teaches its hour of the week up to so many times as much as what does not ..."""
WEEKS = np.float32(1.0)
"""... and what was known of that counts no more than so many weeks."""
_HELD = np.uint8(8)
"""The bit beside a count that says that the hour has been held today."""


def unheld(series: int) -> Bytes:
    """Counters (12, S) of series of which no hour has been held: two hours of the day in a byte.

    >>> days, eight = unheld(1), np.array([8 + 24])
    >>> for day in range(3):
    ...     print(recurs(days, eight).tolist())
    ...     note(days, eight, np.array([True]))
    ...     close(days, eight, heard=np.array([True]))
    [False]
    [False]
    [True]
    """
    return np.zeros((DAY_HOURS // 2, series), dtype=np.uint8)


def recurs(days: Bytes, slots: Slots) -> Bools:
    """Whether the hours that are each series' `slots` (S,) of the week have been held on enough days."""
    return np.asarray(_counted(days, slots) & DAYS_MAX >= RECUR_DAYS)


def again(days: Bytes, slots: Slots) -> Bools:
    """Whether they have, and are held today too."""
    return np.asarray(_counted(days, slots) >= _HELD + RECUR_DAYS)


def note(days: Bytes, slots: Slots, held: Bools) -> None:
    """Today the hour that is now is held for these series (S,)."""
    at = np.flatnonzero(held)
    row, shift = _place(slots[at])
    days[row, at] |= _HELD << shift


def close(days: Bytes, slots: Slots, heard: Bools) -> None:
    """The hour is over. A day on which it was neither held nor `heard` (S,) is none."""
    counted = _counted(days, slots)
    count = counted & DAYS_MAX
    up = (counted >= _HELD) & (count < DAYS_MAX)
    down = (counted < _HELD) & heard & (count > 0)
    told = count + up - down
    at = np.flatnonzero(told != counted)
    row, shift = _place(slots[at])
    days[row, at] += ((told[at].astype(np.int16) - counted[at]) << shift).astype(np.uint8)


def _counted(days: Bytes, slots: Slots) -> Bytes:
    """The counts of each series' hour, with today's bit."""
    if len(slots) and slots.min() == slots.max():
        row, shift = _place(slots[:1])
        return np.asarray(days[row[0]] >> shift & 15)
    row, shift = _place(slots)
    return np.asarray(days[row, np.arange(len(slots))] >> shift & 15)


def _place(slots: Slots) -> tuple[NDArray[np.intp], Bytes]:
    """In which bytes the hours are, and by how much shifted."""
    hours = (slots % DAY_HOURS).astype(np.intp)
    return hours // 2, (hours % 2 * 4).astype(np.uint8)
