"""The proof of the detector: ours and its peers on the same streams, in one run.

Recall and delay at stated false alarms, what was asked against what was achieved, the weekly outbreak benchmark, 68 real
outages, cost. `--quick` is a small one to see that all of it runs, and writes nothing; `--markdown FILE` writes the page with the figures.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar

from bench import calibrate, episodes, libraries, ours, outbreaks, peers, pooled, ticks
from bench.calibrate import Over
from bench.farrington import farrington
from bench.race import Contestant, Run, run
from bench.report import (
    ALONE,
    AS_SHIPPED,
    FIFTH,
    OPENED,
    OURS,
    SEATED,
    Calm,
    Kept,
    Raced,
    Report,
    figures,
    pages,
    printed,
    renewed,
    together,
)
from bench.score import BUDGETS, LARGE, SIZE_EDGES, SMALL, Scorer
from bench.streams import DAY, YEAR, Feed, Stream, make
from bench.throws import PUBLISHED
from bench.trees import TREES
from bench.young import ASKED as YOUNG_ASKED
from bench.young import Young

FEEDS: tuple[Feed, ...] = ("dedup", "raw")
ASKED = (52.0, 12.0, 4.0, 1.0)
EPISODES_ASKED = (12.0, 8.0, 6.0, 4.0, 2.0, 1.0)
EPISODES_SEEDS = (2, 3, 4, 5)
"""How else the quarters are thrown over their minutes, to see what that does."""

T = TypeVar("T")
Make = Callable[[], Contestant]
WHOLE: dict[str, Make] = {
    OURS: ours.Tree,
    AS_SHIPPED: ours.Shipped,
    ALONE: ours.Whole,
    **TREES,
    "NB-CUSUM bank, seasonal": peers.NegativeBinomialCusum,
    "hour-of-week z": peers.HourOfWeekZ,
    "EARS C1": partial(peers.Ears, "C1"),
    "EARS C2": partial(peers.Ears, "C2"),
    "EARS C3": partial(peers.Ears, "C3"),
    "(oracle: the bank told the true usual)": peers.Oracle,
}
ON_A_FIFTH: dict[str, Make] = {
    OURS: ours.Tree,
    ALONE: ours.Whole,
    **TREES,
    "NB-CUSUM bank, seasonal": peers.NegativeBinomialCusum,
    "hour-of-week z": peers.HourOfWeekZ,
    "river StandardAbsoluteDeviation": libraries.StandardAbsoluteDeviation,
    "river PageHinkley": libraries.PageHinkley,
    "changepoint-online Focus": libraries.Focus,
}
KEEPING: dict[str, Callable[[float], Contestant]] = {
    AS_SHIPPED: partial(ours.Shipped, decides=True),
    OURS: partial(ours.Tree, decides=True),
    ALONE: ours.Whole,
}
FARRINGTON = "Farrington flexible"
UNRULED = "groundswell, without the two rules"
WEEKLY: dict[str, outbreaks.Method] = {
    OURS: outbreaks.ours,
    UNRULED: outbreaks.ours_unruled,
    FARRINGTON: farrington,
    "EARS C1": outbreaks.ears("C1"),
    "EARS C2": outbreaks.ears("C2"),
    "EARS C3": outbreaks.ears("C3"),
}
SLOW_WEEKLY = (OURS, UNRULED, FARRINGTON)
CALM: dict[str, tuple[tuple[int, ...], list[tuple[float, ...]]]] = {
    ALONE: ((1, 15, 60), [(12.0, 1.0)] * 8),
    SEATED: ((1,), [(12.0, 1.0), (1.0,)]),
    AS_SHIPPED: ((1,), [(12.0, 4.0, 1.0)]),
    OURS: ((1,), [(12.0,)]),
}
"""By whom, in bins of how many minutes, and what is asked of services that are up, run by run, each of other services. As many parts as the
product's cost most, and the second run of these asks for what is shipped alone."""
OVER = {ALONE: Over.ALONE, SEATED: Over.SEATS, AS_SHIPPED: Over.PARTS, OURS: Over.LEAVES}
PARTS = (
    "whole",
    "fifth",
    "kept",
    "pooled",
    "calm",
    "young",
    "outbreaks",
    "episodes",
    "rethrown",
    "back_test",
    "ticks",
)
PAGE_ONLY = frozenset({"pooled", "rethrown"})
"""... which of them only the page needs, or who asks for them by name; as it needs the further runs of `CALM`."""
STREAMED = frozenset({"whole", "fifth", "kept"})
"""... which of them need the streams."""

_streams: dict[str, Stream] = {}
"""Made once; the workers, forked after that, find them here."""


def _race(where: str, name: str) -> dict[str, Raced]:
    """What was reached; and what of the same alarms would be opened, if the contestant says so."""
    stream = _streams[where]
    zoo = ON_A_FIFTH if where == "fifth" else WHOLE
    done = run(zoo[name](), stream)
    rows = tuple(Scorer(stream).rows(done.scores, BUDGETS))
    raced = {name: Raced(rows, done.points_per_second)}
    if done.opens is not None:
        opening = Scorer(stream, opens=done.opens)
        opened = tuple(replace(opening.at(done.scores, row.threshold), budget=row.budget) for row in rows)
        raced[OPENED] = Raced(opened, done.points_per_second)
    return raced


def _kept(name: str, asked: float) -> list[Kept]:
    """The same of who decides."""
    stream = _streams["dedup"]
    done: Run = run(KEEPING[name](asked), stream)
    assert done.alarms is not None
    scorers = {name: Scorer(stream)}
    if done.opens is not None:
        scorers[OPENED] = Scorer(stream, opens=done.opens)
    found = []
    for each, scorer in scorers.items():
        row = scorer.decided(done.alarms)
        sizes = tuple(scorer.false_alarms_by(done.alarms, SIZE_EDGES))
        told = row.recall, row.delay_median, row.end_median, row.causes
        found.append(Kept(each, asked, row.false_alarms, sizes, *told))
    return found


def _episodes(asked: float, thrown: int = PUBLISHED) -> episodes.Outcome:
    archive = episodes.read(thrown)
    return episodes.judged(archive, episodes.alarms(archive, asked))


def _outbreaks(name: str, copies: int, seed: int) -> outbreaks.Reached:
    return outbreaks.measure(WEEKLY[name], copies, seed)


def _calm(name: str, share: int, quick: bool, seed: int) -> list[Calm]:
    widths, runs = CALM[name]
    copies, days = (2, 7) if quick else (20, 56 if name == ALONE else 28)
    seed, asked = seed + 500 + 1000 * share, runs[share]
    trial = calibrate.Trial(seed, copies, days, widths, asked=asked, over=OVER[name])
    found = calibrate.measure(trial)
    return [
        Calm(name, width, one, trial.years, tuple(rates))
        for width in widths
        for one, rates in zip(asked, found[width].tolist(), strict=True)
    ]


def _young(quick: bool, seed: int) -> Young:
    copies, days = (2, 9) if quick else (100, 14)
    trial = calibrate.Trial(seed + 501, copies, days, (1,), asked=(YOUNG_ASKED,))
    return Young(copies, days, tuple(map(tuple, calibrate.young(trial)[0].tolist())))


Task = tuple[str, Any, Callable[[], Any]]


def tasks(quick: bool, seed: int, *, whole: bool = True) -> list[Task]:
    """(part of the report, key, work), the long ones first, so that two cores end together; all of them if `whole`."""
    copies = 1 if quick else 3
    listed: list[Task] = [
        ("outbreaks", name, partial(_outbreaks, name, copies, seed)) for name in SLOW_WEEKLY
    ]
    listed += [
        ("kept", (name, asked), partial(_kept, name, asked)) for name in (OURS, AS_SHIPPED) for asked in ASKED
    ]
    listed += [
        ("calm", (name, share), partial(_calm, name, share, quick, seed))
        for name, (_, runs) in CALM.items()
        for share in range(len(runs) if whole else 1)
    ]
    seeds = [seed + more for more in pooled.SEEDS[: 1 if quick else None]]
    listed += [("pooled", each, partial(pooled.measure, each, "tiny" if quick else "std")) for each in seeds]
    listed += [("young", None, partial(_young, quick, seed))]
    listed += [("back_test", None, partial(ticks.back_test, 100, 7 if quick else YEAR // DAY))]
    listed += [("episodes", asked, partial(_episodes, asked)) for asked in EPISODES_ASKED]
    listed += [
        ("rethrown", (asked, other), partial(_episodes, asked, other))
        for asked in EPISODES_ASKED
        for other in EPISODES_SEEDS
    ]
    listed += [("fifth", name, partial(_race, "fifth", name)) for name in reversed(ON_A_FIFTH)]
    listed += [("whole", (feed, name), partial(_race, feed, name)) for name in WHOLE for feed in FEEDS]
    listed += [("kept", (ALONE, asked), partial(_kept, ALONE, asked)) for asked in ASKED]
    listed += [
        ("outbreaks", name, partial(_outbreaks, name, copies, seed))
        for name in WEEKLY
        if name not in SLOW_WEEKLY
    ]
    return listed


def _work(number: int) -> tuple[int, Any, float]:
    began = process_time()
    return number, _listed[number][2](), process_time() - began


_listed: list[Task] = []


def measure(report: Report, workers: int, only: Sequence[str] = PARTS, *, whole: bool = True) -> None:
    """All but the ticks in `workers` processes; then the ticks, alone on the machine."""
    fork = multiprocessing.get_context("fork")
    report.sudden = episodes.sudden(episodes.read())
    if STREAMED.intersection(only):
        _draw(report, workers)
    _listed[:] = [task for task in tasks(report.quick, report.seed, whole=whole) if task[0] in only]
    with fork.Pool(workers) as pool:
        done = pool.imap_unordered(_work, range(len(_listed)))
        for count, (number, result, seconds) in enumerate(done, 1):
            part, key, _ = _listed[number]
            _put(report, part, key, result)
            say(f"{count}/{len(_listed)} {part} {_said(key)}: {seconds:.0f} CPU s")
    if "ticks" in only:
        say("ticks, alone on the machine")
        report.ticks = ticks.ticks(100_000 if report.quick else 1_000_000, 5 if report.quick else ticks.TICKS)
    _sort(report)


def _draw(report: Report, workers: int) -> None:
    """Make the streams, and count what is in them."""
    say(f"making the streams: {report.size}, seed {report.seed}")
    with multiprocessing.get_context("fork").Pool(min(workers, len(FEEDS))) as pool:
        made = pool.map(partial(make, report.size, report.seed), FEEDS)
    _streams.update(zip(FEEDS, made, strict=True))
    _streams["fifth"] = _streams["dedup"].every(FIFTH)
    outages = _streams["dedup"].outages
    report.outages, report.years = len(outages), Scorer(_streams["dedup"]).years
    report.small = 100 * sum(outage.excess < SMALL for outage in outages) / len(outages)
    report.large = 100 * sum(outage.excess >= LARGE for outage in outages) / len(outages)


def _put(report: Report, part: str, key: Any, result: Any) -> None:
    if part == "whole":
        feed, _ = key
        report.whole.setdefault(feed, {}).update(result)
    elif part == "fifth":
        report.fifth.update(result)
    elif part == "pooled":
        report.pooled.append(result)
    elif part in ("kept", "calm"):
        getattr(report, part).extend(result)
    elif part in ("back_test", "young"):
        setattr(report, part, result)
    else:
        getattr(report, part)[key] = result


def _said(key: Any) -> str:
    if isinstance(key, tuple):
        return ", ".join(map(str, key))
    return "" if key is None else str(key)


def _sort(report: Report) -> None:
    """The workers end in any order; tables have the order of the lists above."""
    order = _with_opened(KEEPING)
    report.kept.sort(key=lambda kept: (order.index(kept.name), -kept.asked))
    report.pooled.sort(key=lambda pooled: pooled.seed)
    report.calm = together(report.calm)
    report.calm.sort(key=lambda calm: (list(CALM).index(calm.name), calm.bin_minutes, -calm.asked))
    report.whole = {feed: _as_in(_with_opened(WHOLE), raced) for feed, raced in report.whole.items()}
    report.fifth = _as_in(ON_A_FIFTH, report.fifth)
    report.outbreaks = _as_in(WEEKLY, report.outbreaks)


def _with_opened(named: Mapping[str, object]) -> list[str]:
    """The names, and after that of what the product hears that of what it opens."""
    return [each for name in named for each in ((name, OPENED) if name == AS_SHIPPED else (name,))]


def _as_in(order: Iterable[str], found: Mapping[str, T]) -> dict[str, T]:
    return {name: found[name] for name in order if name in found}


def say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--quick", action="store_true", help="a small one, to see that all of it runs; writes nothing"
    )
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument(
        "--only",
        nargs="*",
        choices=PARTS,
        help=f"some of the parts; of the page only what they tell is written. Without it, and without --markdown, all but {', '.join(sorted(PAGE_ONLY))}",
    )
    parser.add_argument(
        "--figures", type=Path, metavar="FILE", help="write what the page about the method tells of them"
    )
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="write the page with these figures, and FILE-shapes beside it",
    )
    given = parser.parse_args()
    began = perf_counter()
    report = Report(
        size="tiny" if given.quick else "std",
        seed=given.seed,
        quick=given.quick,
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        command=f"python -m bench.detection --seed {given.seed}{' --quick' if given.quick else ''}",
    )
    whole = bool(given.only or given.markdown)
    only = given.only or [part for part in PARTS if whole or part not in PAGE_ONLY]
    measure(report, given.workers, only, whole=whole)
    print(printed(report))
    if given.markdown and not given.quick:
        written = pages(report, given.markdown)
        if set(only) != set(PARTS):
            written = {given.markdown: renewed(given.markdown.read_text(), written[given.markdown], only)}
        for file, text in written.items():
            file.write_text(text)
    if given.figures and not given.quick and "whole" in only:
        given.figures.write_text(figures(report))
    say(f"{perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
