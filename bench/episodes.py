"""68 real outages of AWS, Azure and Google Cloud as Downdetector counted them, judged minute by minute.

The archive has quarter hours, their times rounded up; that is taken back, and each quarter's reports are thrown over
its minutes at random, with a fixed seed. One Detector hears the three services from the first window to the last, with
nothing but their own past; between the windows there is no data.

- *Found*: an alarm is on at some minute between two hours before Downdetector's and the end of the window.
- *Delay*: from Downdetector's alarm, or the operator's first notification, to the end of the minute in which the first
  such alarm began.
- *Calm*: the hours from a window's begin to two hours before Downdetector's alarm, in no other outage's time, without
  the quarters that hold `PLAIN_RATIO` times the median of these hours and `PLAIN_REPORTS` or more, and `PLAIN_AROUND` minutes on
  either side of these; and without as long after the end of an outage, labelled or told of, as there is before a labelled one: two
  hours (laid down on 28 November 2026, before anything was counted by it). An alarm that begins in what is left is false, unless the operator told of an outage at that time
  (`told.csv`: looked up for the alarms that we raised there, so it says nothing of the hours in which we raised none).
- *Outside of all labels*: every minute with data that lies in no outage's time, plain rises included: no rule of ours takes any out. An
  alarm that begins there and is over before the next outage's time is one that Downdetector did not raise, whatever it was, unless
  the operator told of it; one that still stands then is that outage's, found early, and is told apart.

Whether a quarter's time is its beginning or its end the archive does not say; it is taken for the beginning. Were it the end, every
delay would be 15 minutes less. Most sudden rises (`sudden`) speak for that, since they come in the quarter whose time is that of
Downdetector's alarm or later, and Downdetector raises alarms on reports; so do outages of a known minute (Google Cloud, 2 June 2019, 18:45:
nothing at 18:46, 63 reports at 19:01).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.streams import DAY, Bools, Counts, Ints
from groundswell.core.detection import Detector

OPERATORS = Path(__file__).with_name("operators.csv")
TOLD = Path(__file__).with_name("told.csv")
NOTICE_HOURS = 3
"""An operator's first notification belongs to an outage if it came within so many hours of Downdetector's alarm."""
PLAIN_RATIO = 4.0
PLAIN_REPORTS = 8
PLAIN_AROUND = 60
EBB_MINUTES = 120
"""So long after an outage's end nothing is calm, as in the two hours before Downdetector's alarm nothing is."""
SUDDEN_REPORTS, SUDDEN_RATIO = 20, 4
_QUARTER = 15
_WINDOW = 95 * _QUARTER
_MONTH = 365.25 / 12 * DAY


@dataclass(frozen=True, slots=True)
class Episode:
    """One outage of Downdetector's; all in minutes since 1970, `begin` and `end` being the time in which we may find it."""

    name: str
    service: int
    opens: int
    """When its window begins; one window is shorter, and has no data in its first hours."""
    begin: int
    alarm: int
    end: int
    notified: int | None
    """The operator's first notification, where one is known that fits."""


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """Counts (minutes, services) at `minutes`, which leave out what no window covers; -1 is no data."""

    services: tuple[str, ...]
    minutes: Ints
    counts: Counts
    quarters: Counts
    """Of each minute, the reports of the quarter hour that it belongs to."""
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: delays in minutes, one per episode, infinite where it was missed."""

    episodes: int
    delays: tuple[float, ...]
    operator: tuple[float, ...]
    """Ours against the operator's notification, where there is one."""
    operator_theirs: tuple[int, ...]
    """Downdetector's own against the operator, for the same outages."""
    false_alarms: tuple[str, ...]
    """Service and UTC of each."""
    calm_months: float
    missed: tuple[str, ...]
    ebbing: tuple[str, ...] = ()
    """Those that began in the two hours after an outage's end, which are not taken for calm."""
    told: tuple[str, ...] = ()
    """Service and UTC of each alarm in calm hours in an outage that the operator told of."""
    unlabelled: tuple[str, ...] = ()
    """Service and UTC of each alarm that began and ended outside of all labels, but for ..."""
    unlabelled_told: int = 0
    """... those in an outage that the operator told of."""
    early: int = 0
    """Alarms that began there and still stood when an outage's time began, by which it was found."""
    unlabelled_months: float = 0.0
    within: tuple[float, ...] = ()
    """As `delays`, of alarms that began in the outage's own time; infinite where there was none, though one stood already."""


def read(seed: int = 1) -> Archive:
    folder = files("groundswell.sim") / "archive" / "downdetector-clouds"
    labels = list(csv.DictReader((folder / "labels.csv").read_text().splitlines()))
    rows = list(csv.DictReader((folder / "counts.csv").read_text().splitlines()))
    notices = {
        row["episode"]: row["notified_at"] for row in csv.DictReader(OPERATORS.read_text().splitlines())
    }
    services = tuple(sorted({row["service"] for row in rows}))
    episodes = tuple(
        Episode(
            name=label["name"],
            service=services.index(label["service"]),
            opens=_minute(label["end"]) - _WINDOW,
            begin=_minute(label["begin"]),
            alarm=_minute(label["alarm_at"]),
            end=_minute(label["end"]),
            notified=_minute(notices[label["name"]]) if label["name"] in notices else None,
        )
        for label in labels
    )
    quarters = {(services.index(row["service"]), _minute(row["at"])): int(row["reports"]) for row in rows}
    return _spread(services, _unrounded(quarters, episodes), episodes, np.random.default_rng(seed))


def _unrounded(
    quarters: dict[tuple[int, int], int], episodes: Sequence[Episode]
) -> dict[tuple[int, int], int]:
    """Quarter hours moved back to when they were: a stretch without a gap by what its first window was rounded up."""
    moved: dict[tuple[int, int], int] = {}
    last, by = (-1, 0), 0
    for (service, at), reports in sorted(quarters.items()):
        if (service, at - _QUARTER) != last:
            near = min(
                (episode for episode in episodes if episode.service == service),
                key=lambda episode: abs(episode.opens - at),
            )
            by = (at - near.opens) % _QUARTER
        last = (service, at)
        moved[service, at - by] = reports
    return moved


def _spread(
    services: tuple[str, ...],
    quarters: dict[tuple[int, int], int],
    episodes: tuple[Episode, ...],
    rng: np.random.Generator,
) -> Archive:
    minutes = np.unique([at + i for _, at in quarters for i in range(_QUARTER)])
    counts = np.full((len(minutes), len(services)), -1, dtype=np.int32)
    whole = counts.copy()
    for (service, at), reports in sorted(quarters.items()):
        first = np.searchsorted(minutes, at)
        # Where other services' windows do not cover it, the quarter's minutes still follow one another.
        counts[first : first + _QUARTER, service] = rng.multinomial(reports, [1 / _QUARTER] * _QUARTER)
        whole[first : first + _QUARTER, service] = reports
    return Archive(services, minutes, counts, whole, episodes)


def alarms(archive: Archive, false_alarms_per_year: float = 1.0) -> Bools:
    """Our alarms (minutes, services), the Detector carrying on from window to window."""
    detector = Detector(len(archive.services), false_alarms_per_year, bin_minutes=1)
    cuts = np.flatnonzero(np.diff(archive.minutes) > 1) + 1
    parts = zip(np.split(archive.minutes, cuts), np.split(archive.counts, cuts), strict=True)
    return np.concatenate([detector.run(int(at[0]), counts).alarm for at, counts in parts])


def judged(archive: Archive, alarm: Bools) -> Outcome:
    delays: list[float] = []
    operator: list[float] = []
    theirs: list[int] = []
    missed: list[str] = []
    within = [_began(archive, alarm[:, each.service], each) - each.alarm for each in archive.episodes]
    for episode in archive.episodes:
        heard = _heard(archive, alarm[:, episode.service], episode)
        if heard == math.inf:
            missed.append(episode.name)
        delays.append(heard - episode.alarm)
        if episode.notified is not None:
            operator.append(heard - episode.notified)
            theirs.append(episode.alarm - episode.notified)
    calm, unlabelled = calm_minutes(archive), unlabelled_minutes(archive)
    ebb = calm_minutes(archive, ebb_minutes=0) & ~calm
    ebbing: list[str] = []
    false: dict[bool, list[str]] = {True: [], False: []}
    outside: dict[bool, list[str]] = {True: [], False: []}
    early = 0
    for service, name in enumerate(archive.services):
        for at in _begins(alarm[:, service]):
            minute = int(archive.minutes[at])
            when = f"{name} {datetime.fromtimestamp(60 * minute, UTC):%Y-%m-%d %H:%M}"
            if unlabelled[at, service] and _lasts(
                alarm[at:, service], archive.counts[at:, service], unlabelled[at:, service]
            ):
                early += 1
            elif unlabelled[at, service]:
                outside[was_told(name, minute)].append(when)
            if ebb[at, service] and not was_told(name, minute):
                ebbing.append(when)
            if calm[at, service]:
                false[was_told(name, minute)].append(when)
    return Outcome(
        episodes=len(archive.episodes),
        delays=tuple(delays),
        operator=tuple(operator),
        operator_theirs=tuple(theirs),
        false_alarms=tuple(false[False]),
        calm_months=float(calm.sum() / _MONTH),
        missed=tuple(missed),
        ebbing=tuple(ebbing),
        told=tuple(false[True]),
        unlabelled=tuple(outside[False]),
        unlabelled_told=len(outside[True]),
        early=early,
        unlabelled_months=float(unlabelled.sum() / _MONTH),
        within=tuple(within),
    )


def _heard(archive: Archive, on: Bools, episode: Episode) -> float:
    """The end of the minute in which the first alarm of an outage began, infinite if there was none."""
    first, last = np.searchsorted(archive.minutes, (episode.begin, episode.end))
    if not on[first:last].any():
        return math.inf
    begins = _begins(on)
    at = first + int(on[first:last].argmax())
    return float(archive.minutes[begins[np.searchsorted(begins, at, side="right") - 1]] + 1)


def _began(archive: Archive, on: Bools, episode: Episode) -> float:
    """The end of the minute in which the first alarm began that began in an outage's own time, infinite if none did."""
    first, last = np.searchsorted(archive.minutes, (episode.begin, episode.end))
    begins = _begins(on)
    here = begins[(begins >= first) & (begins < last)]
    return float(archive.minutes[here[0]] + 1) if len(here) else math.inf


def calm_minutes(archive: Archive, ebb_minutes: int = EBB_MINUTES) -> Bools:
    """Which (minutes, services) are calm, as the module's docstring says it: none of the `ebb_minutes` after an outage's end."""
    calm = np.zeros(archive.counts.shape, dtype=np.bool_)
    busy = calm.copy()
    for episode in archive.episodes:
        last, end = np.searchsorted(archive.minutes, (episode.begin, episode.end))
        busy[last:end, episode.service] = True
    outages = busy.copy()
    for episode in archive.episodes:
        first, last = np.searchsorted(archive.minutes, (episode.opens, episode.begin))
        before = archive.quarters[first:last, episode.service]
        heard = before[(before >= 0) & ~outages[first:last, episode.service]]
        plain = before >= max(PLAIN_REPORTS, PLAIN_RATIO * float(np.median(heard)) if len(heard) else 0)
        around = np.convolve(plain, np.ones(2 * PLAIN_AROUND + 1), mode="full")
        around = around[PLAIN_AROUND : PLAIN_AROUND + len(plain)] > 0.5
        calm[first:last, episode.service] |= (before >= 0) & ~around
        busy[first:last, episode.service] |= around
    ends = [(episode.service, episode.end) for episode in archive.episodes]
    ends += [
        (archive.services.index(row["service"]), _minute(row["end"]))
        for row in _told()
        if row["service"] in archive.services
    ]
    for service, end in ends:
        first, last = np.searchsorted(archive.minutes, (end, end + ebb_minutes))
        busy[first:last, service] = True
    return calm & ~busy


def _lasts(on: Bools, counts: Counts, unlabelled: Bools) -> bool:
    """Whether an alarm that begins with the first minute still stands when an outage's time begins."""
    length = len(on) if on.all() else int(on.argmin())
    return bool(((counts[:length] >= 0) & ~unlabelled[:length]).any())


def unlabelled_minutes(archive: Archive) -> Bools:
    """Which (minutes, services) have data and lie in no outage's time."""
    outside: Bools = archive.counts >= 0
    for episode in archive.episodes:
        begin, end = np.searchsorted(archive.minutes, (episode.begin, episode.end))
        outside[begin:end, episode.service] = False
    return outside


def was_told(service: str, minute: int) -> bool:
    """Whether the operator of `service` told of an outage in this minute."""
    return any(
        row["service"] == service and _minute(row["begin"]) <= minute < _minute(row["end"]) for row in _told()
    )


def _told() -> list[dict[str, str]]:
    """Outages that the operators told of."""
    return list(csv.DictReader(TOLD.read_text().splitlines()))


def _begins(on: Bools) -> NDArray[np.intp]:
    return np.flatnonzero(on & ~np.concatenate(([False], on[:-1])))


def _minute(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp()) // 60


def sudden(archive: Archive) -> tuple[int, int, int]:
    """Outages in which a quarter has SUDDEN_REPORTS or more and SUDDEN_RATIO times either of the two before: how many of
    these quarters have a time before that of Downdetector's alarm, the same, and a later one."""
    when = []
    for episode in archive.episodes:
        times = np.arange(episode.begin - 2 * _QUARTER, episode.end - _QUARTER, _QUARTER)
        at = np.minimum(np.searchsorted(archive.minutes, times), len(archive.minutes) - 1)
        counts = archive.quarters[at, episode.service].clip(0)
        for here in range(2, len(counts)):
            last = int(counts[here - 2 : here].max())
            if counts[here] >= max(SUDDEN_REPORTS, SUDDEN_RATIO * last):
                when.append(int(np.sign(times[here] - episode.alarm)))
                break
    return when.count(-1), when.count(0), when.count(1)


def main() -> None:
    archive = read()
    print("sudden rises before, with and after Downdetector's alarm:", *sudden(archive))
    print(judged(archive, alarms(archive)))


if __name__ == "__main__":
    main()
