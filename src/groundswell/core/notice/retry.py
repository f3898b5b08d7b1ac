"""What becomes of an attempt: again later, given up, or too late; and when a target that keeps refusing is left alone.

What may pass is tried as long as it is worth telling, which depends on what it is, and not so many times. Waits double from
attempt to attempt, with half of each at random, so that many who failed together do not come back together. Chance comes in as
an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from groundswell.core.model import EventKind
from groundswell.core.notice.message import NoticeState, TargetState
from groundswell.core.notice.routes import ENDS

FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=15)
REFUSALS_MAX: Final = 3
"""after so many notices in a row that the far side would not have, it is asked no more"""
UNSURE_MAX: Final = 2
"""so often something is sent of which nobody knows whether it arrived, where the far side cannot tell a repetition"""
EXPIRY: Final = timedelta(hours=1)
"""how long after it happened something is still news"""
END_EXPIRY: Final = timedelta(hours=6)
"""how long it is still worth saying that it is over"""
WISH_EXPIRY: Final = timedelta(hours=24)
"""how long who wished to be told, or asked something, still wants to hear it"""
ASK_EXPIRY: Final = timedelta(minutes=15)
"""how long it is worth asking whether it works again: what waits behind the question is the end"""


class Sort(StrEnum):
    """What a notice tells: how long that is worth telling depends on it."""

    NEWS = "news"
    """what happened to an outage, or a word to whoever runs this"""
    CALL = "call"
    """that somebody has to look"""
    WISH = "wish"
    """what somebody wished to be told"""
    ASKS = "asks"
    """whether it works again"""


_LASTS: Final = {Sort.CALL: EXPIRY, Sort.WISH: WISH_EXPIRY, Sort.ASKS: ASK_EXPIRY}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt did not succeed. `lasting`: the target will not have it; `gone`: the target itself is no more;
    `wait_seconds`: when the far side wants to be asked again; `unsure`: it may have arrived, and would be heard twice; `ours`: the
    far side will not have us, whoever it is for: that is not held against the target, and may be put right."""

    words: str
    lasting: bool = False
    gone: bool = False
    wait_seconds: float | None = None
    unsure: bool = False
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """What follows: the notice's state, when it is due if it waits, how its target stands and its refusals in a row."""

    state: NoticeState
    due_at: datetime
    target_state: TargetState
    failures: int
    error: str = ""


def expires_at(
    kind: EventKind | None, at: datetime, *, closes: bool = False, sort: Sort = Sort.NEWS
) -> datetime:
    """When something that happened at `at` is no news any more; a statement that `closes` is told as long as an end."""
    if sort in _LASTS:
        return at + _LASTS[sort]
    return at + (END_EXPIRY if closes or kind in ENDS or kind is None else EXPIRY)


def outlived(kind: EventKind, later: Iterable[EventKind], *, closes: bool = False) -> bool:
    """Whether what came `later` leaves nothing to tell of this. What the operator says when it is over (a statement that
    `closes`) is news behind any end, and what it says of an outage that became part of another while that is on."""
    if kind is EventKind.STATED:
        return not closes and any(each in ENDS and each is not EventKind.MERGED for each in later)
    return any(each in ENDS for each in later)


def stale(
    kind: EventKind | None,
    expires: datetime,
    now: datetime,
    before: Sequence[NoticeState],
    later: Sequence[EventKind],
    *,
    closes: bool = False,
) -> str:
    """Why this is not worth sending at `now`; "" where it is.

    `before` are the states of earlier notices of the incident to the same target, `later` what waits behind this one: what
    began is not told when it is over already, and an end is not told to who could not be told of the beginning. `closes`
    as in `outlived`.
    """
    if now >= expires:
        return "it is no news any more"
    if kind is not None and outlived(kind, later, closes=closes):
        return "it was over before this could be told"
    lost = (NoticeState.EXPIRED, NoticeState.FAILED)
    if kind in ENDS and before and all(state in lost for state in before):
        return "it is over, and its beginning could not be told"
    return ""


def wait(attempt: int, roll: float) -> timedelta:
    """How long to wait after the `attempt`-th (from 1) has failed; `roll` is from [0, 1).

    >>> [wait(attempt, 0.0).total_seconds() for attempt in (1, 2, 3, 20)]
    [2.5, 5.0, 10.0, 450.0]
    """
    whole = min(FIRST_WAIT * (1 << min(attempt - 1, 20)), LONGEST_WAIT)
    return whole / 2 + whole / 2 * roll


def after(
    attempts: int, fault: Fault, failures: int, now: datetime, expires: datetime, roll: float, unsure: int = 0
) -> Next:
    """What follows the `attempts`-th attempt, which failed by `fault`, for a target with `failures` refusals in a row; of
    `unsure` attempts before nobody knows whether they arrived.

    Never again where it would be too late then, nor a third time where both may have arrived.
    """
    if fault.gone:
        return Next(NoticeState.FAILED, now, TargetState.DISABLED, failures + 1, fault.words)
    if fault.lasting:
        failures += 1
        stands = TargetState.DISABLED if failures >= REFUSALS_MAX else TargetState.ON
        return Next(NoticeState.FAILED, now, stands, failures, fault.words)
    if fault.unsure and unsure + 1 >= UNSURE_MAX:
        words = f"{fault.words}; it may have arrived, and is not sent again"
        return Next(NoticeState.FAILED, now, TargetState.ON, failures, words)
    due = now + max(wait(attempts, roll), timedelta(seconds=min(fault.wait_seconds or 0.0, 86_400.0)))
    if due >= expires:
        return Next(NoticeState.EXPIRED, now, TargetState.ON, failures, fault.words)
    return Next(NoticeState.WAITING, due, TargetState.ON, failures, fault.words)
