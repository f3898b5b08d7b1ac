"""What probes found: how many of them failed, in which phase, and since when.

A probe that fails names the phase in which it did as its symptom; the phases before it had passed. So of those that came as
far as a phase, some failed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from groundswell.core.model import Axis, Cell, SourceKind
from groundswell.core.named import PHASES

WHOLE: Final = ""
"""what stands for all phases together"""


@dataclass(frozen=True, slots=True)
class Probed:
    """Of `reached` probes that came so far, `failed` did here: in a phase, on a service, or (`WHOLE`) anywhere. The first that
    failed did so in the bin that begins at `minute`; None where none did."""

    name: str
    failed: int
    reached: int
    minute: int | None


def phases(cells: Iterable[Cell]) -> tuple[Probed, ...]:
    """What the probes of one service found: all together, then by phase in the order in which they are passed; what else they
    name as a symptom, or that they name none, comes last. Nothing where nobody probed."""
    whole = list(_of_probes(cells))
    all_in_all = _one(WHOLE, [cell for cell in whole if cell.axis is Axis.ALL])
    if not all_in_all.reached:
        return ()
    by_symptom: dict[str, list[Cell]] = {}
    for cell in whole:
        if cell.axis is Axis.SYMPTOM and not cell.works:
            by_symptom.setdefault(cell.value, []).append(cell)
    found, left = [all_in_all], all_in_all.reached
    known = [phase for phase in PHASES if phase in by_symptom]
    for phase in PHASES if known else ():
        one = _one(phase, by_symptom.get(phase, []))
        found.append(Probed(phase, one.failed, left, one.minute))
        left -= one.failed
    for name in sorted(by_symptom.keys() - {*PHASES}):
        one = _one(name, by_symptom[name])
        found.append(Probed(name, one.failed, left, one.minute))
    return tuple(found)


def by_service(cells: Iterable[Cell], services: Sequence[str]) -> tuple[Probed, ...]:
    """The same of several services, phases apart: one entry each that was probed, those of which most failed first."""
    whole = [cell for cell in _of_probes(cells) if cell.axis is Axis.ALL]
    each = [_one(slug, [cell for cell in whole if cell.service == slug]) for slug in services]
    return tuple(
        sorted((one for one in each if one.reached), key=lambda one: (-one.failed / one.reached, one.name))
    )


def _of_probes(cells: Iterable[Cell]) -> Iterable[Cell]:
    return (cell for cell in cells if cell.kind is SourceKind.PROBE)


def _one(name: str, cells: Sequence[Cell]) -> Probed:
    failed = [cell for cell in cells if not cell.works and cell.count > 0]
    return Probed(
        name,
        sum(cell.count for cell in failed),
        sum(cell.count for cell in cells),
        min((cell.minute for cell in failed), default=None),
    )
