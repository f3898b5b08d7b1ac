"""The proof of scope: causes named, shared causes found, bystanders told; ours and its peers on the same cases, in one run.

`--quick` is a small one to see that all of it runs; `--markdown FILE` writes the page with the figures. The families are described in bench/leaves and bench/shared_causes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from tests.replay.afternoon import REPLAYS

from bench import bystanders, explained, leaves, replays, scope_peers, shared_causes
from bench.knower import knower
from bench.leaves import FAMILIES, Case, Scope
from bench.scope_report import Found, Named, Scale, Scoped, page, printed
from bench.shared_causes import SETTINGS, Diagnosis
from groundswell.core.scope import common_cause, localize

OURS = "groundswell"
CASES, WINDOWS, AFTERNOONS = 60, 250, 1000


def ours(case: Case) -> list[Scope]:
    causes = localize(
        case.values, case.actual, case.expected, blamed=(leaves.PROVIDER,), unknown=(leaves.UNKNOWN,)
    )
    return [dict(cause.values) for cause in causes]


def ours_shared(case: Diagnosis) -> list[str]:
    return [cause.name for cause in common_cause(case.graph, case.pages)]


NAMERS: dict[str, Callable[[Case], list[Scope]]] = {
    OURS: ours,
    "beam search": scope_peers.beam,
    "scan": scope_peers.scan,
    "subset scan": scope_peers.subset_scan,
    "RiskLoc": scope_peers.riskloc,
    "AutoRoot": scope_peers.autoroot,
    "Adtributor": scope_peers.adtributor,
    "largest value": scope_peers.single,
}
SLOW, SLOWER_BY = ("scan", "RiskLoc", "AutoRoot"), 3
"""peers that are given so many times fewer cases"""
DIAGNOSERS: dict[str, Callable[[Diagnosis], list[str]]] = {
    OURS: ours_shared,
    "noisy-OR": scope_peers.noisy_or,
    "enrichment": scope_peers.enrichment,
    "counting": scope_peers.counting,
}
BOUND = "who knows the generator"
BOUNDED = "shared-hard"


def name_causes(family: str, name: str, cases: int, seed: int) -> Named:
    world, hit, wrong, missed, first, silent, seconds = leaves.population(), 0, 0, 0, 0, 0, []
    for number in range(cases):
        case = leaves.draw(world, FAMILIES[family], seed * 100_000 + number)
        began = process_time()
        answer = NAMERS[name](case)
        seconds.append(process_time() - began)
        truth = {case.covered(scope).tobytes() for scope in case.truth}
        told = {case.covered(scope).tobytes() for scope in answer}
        hit += len(truth & told)
        wrong += len(told - truth)
        missed += len(truth - told)
        first += bool(answer) and case.covered(answer[0]).tobytes() in truth
        silent += not told
    f1 = 2 * hit / max(2 * hit + wrong + missed, 1)
    return Named(f1, first / cases, silent / cases, float(np.median(seconds)), max(seconds))


def find_causes(setting: str, name: str, windows: int, seed: int) -> Found:
    first = three = everything = 0.0
    seconds = []
    for number in range(windows):
        case = shared_causes.draw(SETTINGS[setting], seed * 100_000 + number)
        began = process_time()
        answer = knower(case) if name == BOUND else DIAGNOSERS[name](case)
        seconds.append(process_time() - began)
        first += bool(answer) and answer[0] in case.truth
        three += any(one in case.truth for one in answer[:3])
        everything += sum(one in answer[: len(case.truth)] for one in case.truth) / len(case.truth)
    return Found(first / windows, three / windows, everything / windows, float(np.median(seconds)))


Task = tuple[str, str, str]


def tasks() -> list[Task]:
    """(part, family, method): the long ones first, so that two cores end together."""
    listed = [("replays", name, "") for name in REPLAYS]
    listed += [("named", family, name) for family in FAMILIES for name in NAMERS]
    for setting in SETTINGS:
        listed += [("found", setting, name) for name in DIAGNOSERS]
        listed += [("found", setting, BOUND)] if setting == BOUNDED else []
    return [*listed, ("told", "", "")]


def _work(asked: tuple[Task, Scoped]) -> tuple[Task, Any]:
    (part, where, name), report = asked
    done: Any
    if part == "replays":
        done = replays.lived_through(where)
    elif part == "named":
        cases = max(report.cases // SLOWER_BY, 1) if name in SLOW else report.cases
        done = name_causes(where, name, cases, report.seed)
    elif part == "found":
        done = find_causes(where, name, report.windows, report.seed)
    else:
        done = bystanders.told(report.afternoons, report.seed)
    return (part, where, name), done


def measure(report: Scoped, workers: int, reports: int, listed: Sequence[Task]) -> None:
    """`listed` in `workers` processes; then what explaining an incident of `reports` costs, alone on the machine."""
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for (part, where, name), done in pool.imap(_work, [(task, report) for task in listed], chunksize=1):
            if part == "replays":
                report.replays += done
            elif part == "told":
                report.told = done
            else:
                getattr(report, part)[where, name] = done
            say(" ".join(filter(None, (part, where, name))))
    report.cost = explained.measured(reports)
    report.scales = [at_scale(report.seed, worlds) for worlds in (3, 8)]
    report.diagnosed = diagnosed(report.seed)


def at_scale(seed: int, worlds: int) -> Scale:
    """Seconds for what is larger than the families: so many worlds of *real* leaves beside one another; the middle of five
    draws."""
    world, localized, many = leaves.population(), [], []
    for number in range(5):
        drawn = [
            leaves.draw(world, FAMILIES["real"], seed * 100_000 + worlds * number + k) for k in range(worlds)
        ]
        values = {name: np.concatenate([case.values[name] for case in drawn]) for name in drawn[0].values}
        pages = [
            np.char.add(np.asarray(case.values["service"], dtype=str), f"-{k}")
            for k, case in enumerate(drawn)
        ]
        values["service"] = np.concatenate(pages)
        actual = np.concatenate([case.actual for case in drawn])
        expected = np.concatenate([case.expected for case in drawn])
        began = process_time()
        localize(values, actual, expected, unknown=(leaves.UNKNOWN,))
        localized.append(process_time() - began)
        many.append(len(actual))
    return Scale(int(np.median(many)), float(np.median(localized)))


def diagnosed(seed: int) -> Scale:
    """The same of 2,000 services of *shared-real*."""
    taken = []
    for number in range(5):
        case = shared_causes.draw(SETTINGS["shared-real"], seed * 100_000 + number, services=2_000)
        began = process_time()
        common_cause(case.graph, case.pages)
        taken.append(process_time() - began)
    return Scale(2_000, float(np.median(taken)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--quick", action="store_true", help="few cases, to see that all of it runs; writes nothing"
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page with these figures")
    asked = parser.parse_args()
    began = perf_counter()
    report = small(asked.seed) if asked.quick else Scoped(asked.seed, CASES, WINDOWS, AFTERNOONS)
    measure(report, asked.workers, 10_000 if asked.quick else 100_000, tasks())
    print(printed(report))
    if asked.markdown and not asked.quick:
        asked.markdown.write_text(page(report))
    say(f"{perf_counter() - began:.0f} s")


def small(seed: int) -> Scoped:
    """What `--quick` draws: to see that all of it runs, not to quote."""
    return Scoped(seed, CASES // 10, WINDOWS // 10, AFTERNOONS // 10, quick=True)


def say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
