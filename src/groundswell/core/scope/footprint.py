"""The footprint of an incident: how all its reports share out over symptoms, places, networks and platforms.

Shares are of *all* reports of trouble, those that did not say included under "". What explains that they are more than
usual (`usual.explain`) is found less often than they are counted: it is handed on from one footprint to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from groundswell.core.headline import leading
from groundswell.core.model import Axis, Cause, Certainty, Explanation, Footprint, Share, SourceKind

TROUBLE_KINDS = (SourceKind.PERSON, SourceKind.PARTNER)
"""Kinds whose reports of trouble are added up and judged; visits, posts, probes and operators are evidence apart."""

EXCESS_MIN = 20.0
"""with fewer reports beyond the usual nothing is told apart"""
_SHARES_MAX = 12
_LIKELY_SCORE = 20.0
"""natural-log evidence from which a cause is likely"""
_GROWN, _AGAIN = 1.2, timedelta(minutes=10)
"""looked at anew when the excess has grown so much, or after so long"""


def shares(
    totals: Mapping[tuple[str, SourceKind, bool], int],
    all_reports: int | None = None,
    most: int | None = _SHARES_MAX,
) -> tuple[Share, ...]:
    """Shares of all reports of trouble in `totals` (value, kind, works → count), largest first, "" included.

    `all_reports` is how many there are in all, where some rows said nothing on the axis and have no cell; `most` values are told
    (None: all).
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
    return tuple(Share(value, count / whole, count) for value, count in ordered[:most])


def footprint(
    totals: Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]],
    all_reports: int,
    before: Footprint | None = None,
    most: int | None = _SHARES_MAX,
) -> Footprint:
    """The footprint of the reports in `totals`, one mapping per axis, of each `most` values (None: all); what is usual, and
    why, as it was known `before`."""

    before = before or Footprint()

    def on(axis: Axis, known: Sequence[Share]) -> tuple[Share, ...]:
        usual = {share.value: share.usual for share in known}
        found = shares(totals.get(axis, {}), all_reports, most)
        return tuple(replace(share, usual=usual.get(share.value)) for share in found)

    return Footprint(
        symptoms=on(Axis.SYMPTOM, before.symptoms),
        countries=on(Axis.COUNTRY, before.countries),
        networks=on(Axis.NETWORK, before.networks),
        platforms=on(Axis.PLATFORM, before.platforms),
        regions=on(Axis.REGION, before.regions),
        versions=on(Axis.APP_VERSION, before.versions),
        reports=all_reports,
        explanation=before.explanation,
    )


def with_usual(footprint: Footprint, usual: Mapping[Axis, Mapping[str, float]]) -> Footprint:
    """`footprint` with what is usual of each value beside it."""

    def on(axis: Axis, known: Sequence[Share]) -> tuple[Share, ...]:
        told = usual.get(axis, {})
        return tuple(
            replace(share, usual=told.get(share.value, 0.0) if told else None) if share.value else share
            for share in known
        )

    return replace(
        footprint,
        symptoms=on(Axis.SYMPTOM, footprint.symptoms),
        countries=on(Axis.COUNTRY, footprint.countries),
        networks=on(Axis.NETWORK, footprint.networks),
        platforms=on(Axis.PLATFORM, footprint.platforms),
        regions=on(Axis.REGION, footprint.regions),
        versions=on(Axis.APP_VERSION, footprint.versions),
    )


def cause_certainty(cause: Cause) -> Certainty:
    """How sure a cause is: the crowd alone says so, so it is never observed."""
    return Certainty.LIKELY if cause.score >= _LIKELY_SCORE else Certainty.POSSIBLE


def is_due(footprint: Footprint, excess: float, at: datetime) -> bool:
    """Whether to look anew at what explains an incident of this footprint, with so many reports beyond the usual."""
    known = footprint.explanation
    if known is None:
        return excess >= EXCESS_MIN
    grown = excess >= _GROWN * max(known.reports - known.expected, EXCESS_MIN)
    return (grown or at - known.at >= _AGAIN) and excess >= EXCESS_MIN


def says_otherwise(before: Explanation | None, after: Explanation) -> bool:
    """Whether `after` tells the public something that `before` did not: a cause that matters now and was none, or that the
    one that mattered most is none any more. Shares that sway are no news, nor is that an even excess is even."""

    def told(causes: Sequence[Cause]) -> list[dict[str, object]]:
        return [dict(cause.values) for cause in causes]

    later = told(leading(after.causes))
    if before is None:
        return any(later)
    known, now = told(before.causes), told(after.causes)
    return any(values not in known for values in later) or (
        bool(later) and known[:1] != [] and known[0] not in now
    )
