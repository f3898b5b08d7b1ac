"""Downdetector's public archive pages of 2018-2020, as collected for research, become counts and labels of ours.

Dialect: `reports_15min.csv` (episode_id, service, bin_start_utc, reports) and `episodes.csv` (episode_id,
service, window_start_utc, window_end_utc, bins, downdetector_alarm_utc, ...), from the repository
atlarge-research/cloud-uptime-archive (MIT). Only windows around an alarm of theirs exist there.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

from groundswell.core.timegrid import QUARTER_MINUTES, instant_from
from groundswell.errors import ConfigError

_SLUGS = {"gcp": "google-cloud"}
_LEAD = timedelta(hours=2)
"""An incident that was open up to this long before their alarm has found the outage; earlier is a false alarm."""


def convert(folder: Path, target: Path) -> tuple[int, int]:
    """Read `folder`, write `target`/counts.csv and `target`/labels.csv; return (rows, labels) written.

    Windows of one service that overlap are joined: where two say something about the
    same quarter of an hour, the larger count stands, and one label is kept for each alarm.
    Raises ConfigError when a file is missing or is not what it should be.
    """
    counts: dict[tuple[datetime, str], int] = {}
    for row in _rows(folder / "reports_15min.csv", ("service", "bin_start_utc", "reports")):
        at, service = _quarter(_at(row["bin_start_utc"])), _slug(row["service"])
        counts[at, service] = max(int(row["reports"]), counts.get((at, service), 0))
    needed = ("episode_id", "service", "window_end_utc", "downdetector_alarm_utc")
    labels = sorted(
        (
            _at(row["downdetector_alarm_utc"]),
            _slug(row["service"]),
            row["episode_id"],
            _at(row["window_end_utc"]),
        )
        for row in _rows(folder / "episodes.csv", needed)
    )
    target.mkdir(parents=True, exist_ok=True)
    with (target / "counts.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("at", "service", "reports"))
        out.writerows((_text(at), service, count) for (at, service), count in sorted(counts.items()))
    with (target / "labels.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("service", "begin", "end", "alarm_at", "name"))
        out.writerows(
            (service, _text(alarm_at - _LEAD), _text(end), _text(alarm_at), name)
            for alarm_at, service, name, end in labels
        )
    return len(counts), len(labels)


def _rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise ConfigError(f"{path}: no column {', '.join(missing)}; is it the archive's {path.name}?")
            return list(reader)
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be read: {fault.strerror}") from fault


def _at(text: str) -> datetime:
    try:
        return instant_from(text)
    except ValueError as fault:
        raise ConfigError(f"the archive is not as it should be: {fault}") from None


def _slug(service: str) -> str:
    return _SLUGS.get(service, service)


def _quarter(at: datetime) -> datetime:
    """The quarter of an hour that a bin is put into: the next to begin. Their bins start at odd seconds, window
    by window; put any earlier, a bin would be judged before it was over, and our delays would flatter us."""
    past = timedelta(minutes=at.minute % QUARTER_MINUTES, seconds=at.second, microseconds=at.microsecond)
    return at - past + (timedelta(minutes=QUARTER_MINUTES) if past else timedelta())


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
