"""The proof of scope: causes named, shared causes found, bystanders told; ours and its peers on the same cases, in one run.

`--quick` is a small one to see that all of it runs. The families are described in bench/leaves and bench/shared_causes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np

from bench import bystanders, explained, leaves, scope_peers, shared_causes
from bench.leaves import FAMILIES, Case, Scope
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
    "subset scan": scope_peers.subset_scan,
    "Adtributor": scope_peers.adtributor,
    "largest value": scope_peers.single,
}
DIAGNOSERS: dict[str, Callable[[Diagnosis], list[str]]] = {
    OURS: ours_shared,
    "noisy-OR": scope_peers.noisy_or,
    "enrichment": scope_peers.enrichment,
    "counting": scope_peers.counting,
}


@dataclass(frozen=True, slots=True)
class Named:
    """`f1` of exact combinations (of the same leaves); the part of cases in which nothing was named; CPU seconds."""

    f1: float
    silent: float
    seconds: float
    seconds_most: float


@dataclass(frozen=True, slots=True)
class Found:
    first: float
    among_three: float
    all_found: float
    seconds: float


def name_causes(family: str, name: str, cases: int, seed: int) -> Named:
    world, hit, wrong, missed, silent, seconds = leaves.population(), 0, 0, 0, 0, []
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
        silent += not told
    f1 = 2 * hit / max(2 * hit + wrong + missed, 1)
    return Named(f1, silent / cases, float(np.median(seconds)), max(seconds))


def find_causes(setting: str, name: str, windows: int, seed: int) -> Found:
    first = three = everything = 0.0
    seconds = []
    for number in range(windows):
        case = shared_causes.draw(SETTINGS[setting], seed * 100_000 + number)
        began = process_time()
        answer = DIAGNOSERS[name](case)
        seconds.append(process_time() - began)
        first += bool(answer) and answer[0] in case.truth
        three += any(one in case.truth for one in answer[:3])
        everything += sum(one in answer[: len(case.truth)] for one in case.truth) / len(case.truth)
    return Found(first / windows, three / windows, everything / windows, float(np.median(seconds)))


def _work(task: tuple[str, str, str, int, int]) -> tuple[str, str, str, Any]:
    part, where, name, many, seed = task
    done: Any
    if part == "names":
        done = name_causes(where, name, many, seed)
    elif part == "shared":
        done = find_causes(where, name, many, seed)
    else:
        done = bystanders.told(many, seed)
    return part, where, name, done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="few cases, to see that all of it runs")
    asked = parser.parse_args()
    less = 10 if asked.quick else 1
    tasks = [("names", family, name, CASES // less, asked.seed) for family in FAMILIES for name in NAMERS]
    tasks += [("shared", s, name, WINDOWS // less, asked.seed) for s in SETTINGS for name in DIAGNOSERS]
    tasks.append(("bystanders", "", OURS, AFTERNOONS // less, asked.seed))
    with multiprocessing.get_context("fork").Pool(asked.workers) as pool:
        done = pool.map(_work, tasks, chunksize=1)
    say("family        method           F1     silent  s median  s most")
    for part, where, name, result in done:
        if part == "names":
            r = result
            say(f"{where:13} {name:15} {r.f1:5.3f}  {r.silent:6.1%}  {r.seconds:8.3f}  {r.seconds_most:6.2f}")
    say("\nfamily        method           top 1  top 3  all    s median")
    for part, where, name, result in done:
        if part == "shared":
            r = result
            say(
                f"{where:13} {name:15} {r.first:5.3f}  {r.among_three:5.3f}  {r.all_found:5.3f}  {r.seconds:8.4f}"
            )
    told = done[-1][3]
    say(f"\nbystanders told: {told.bystanders:.1%}; joint outages explained away: {told.joint:.1%},")
    say(f"hit very unlike {told.joint_unlike:.1%}, of less than a tenth of the size {told.joint_small:.1%}")
    cost = explained.measured(10_000 if asked.quick else 100_000)
    say(
        f"\nan incident of {cost.reports:,} reports explained from the journal in {cost.seconds:.2f} s of CPU, "
        f"again in {cost.again:.2f} s: {cost.named}"
    )


def say(line: str) -> None:
    print(line, file=sys.stdout, flush=True)


if __name__ == "__main__":
    main()
