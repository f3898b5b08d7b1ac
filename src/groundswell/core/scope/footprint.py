"""The footprint of an incident: how all its reports share out over symptoms, places, networks and platforms.

Shares are of *all* reports of trouble, those that did not say included under "". (The smallest set of values
that explains the excess, against what is usual, is the work of the scope issue.)
"""

from __future__ import annotations

from collections.abc import Mapping

from groundswell.core.model import Axis, Footprint, Share, SourceKind

TROUBLE_KINDS = (SourceKind.PERSON, SourceKind.PARTNER, SourceKind.POST)
"""Kinds whose reports of trouble are added up and judged; visits, probes and operators are evidence apart."""

_SHARES_MAX = 12


def shares(
    totals: Mapping[tuple[str, SourceKind, bool], int], all_reports: int | None = None
) -> tuple[Share, ...]:
    """Shares of all reports of trouble in `totals` (value, kind, works → count), largest first, "" included.

    `all_reports` is how many there are in all, where some rows said nothing on the axis and have no cell.
    """
    sums: dict[str, int] = {}
    for (value, kind, works), count in totals.items():
        if kind in TROUBLE_KINDS and not works:
            sums[value] = sums.get(value, 0) + count
    whole = max(all_reports or 0, sum(sums.values()))
    if whole == 0:
        return ()
    if (silent := whole - sum(sums.values())) > 0:
        sums[""] = sums.get("", 0) + silent
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(value, count / whole, count) for value, count in ordered[:_SHARES_MAX])


def footprint(
    totals: Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]], all_reports: int
) -> Footprint:
    """The footprint of the reports in `totals`, one mapping per axis."""

    def on(axis: Axis) -> tuple[Share, ...]:
        return shares(totals.get(axis, {}), all_reports)

    return Footprint(
        symptoms=on(Axis.SYMPTOM),
        countries=on(Axis.COUNTRY),
        networks=on(Axis.NETWORK),
        platforms=on(Axis.PLATFORM),
    )
