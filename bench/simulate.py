"""How many simulated reports one core makes in a second. Usage: python bench/simulate.py [SCENARIO] [ROUNDS]"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from groundswell.sim import Scenario, ndjson


def measure(name: str, work: Callable[[], int], rounds: int) -> None:
    """Best of `rounds`, in processor time: other programs on the machine cost us nothing."""
    best, rows = float("inf"), 0
    for _ in range(rounds):
        began = time.process_time()
        rows = work()
        best = min(best, time.process_time() - began)
    print(f"{name:24} {rows:>10,} rows {best:7.2f} s {rows / best:>12,.0f} rows/s")


def main() -> None:
    """Measure drawing a scenario, its history, and writing a quarter of an hour as NDJSON."""
    name = sys.argv[1] if len(sys.argv) > 1 else "instagram-2023-05-21"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    scenario = Scenario.load(name)
    print(f"{name}: {scenario.title}")
    measure("reports, by minutes", lambda: sum(len(batch) for _, batch in scenario.minutes()), rounds)
    measure("reports, by quarters", lambda: sum(len(batch) for _, batch in scenario.batches(15)), rounds)
    measure("history, 28 days", lambda: len(scenario.history(28)), rounds)
    busiest = max((batch for _, batch in scenario.batches(15)), key=len)
    measure("NDJSON, busiest quarter", lambda: ndjson(busiest).count(b"\n"), rounds)


if __name__ == "__main__":
    main()
