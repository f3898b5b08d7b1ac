"""Golden days: what the whole archive comes to, as text kept in git, so that a change of it is seen and reviewed.

`python -m tests.replay.golden` writes it anew.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from groundswell.core.incident import Label
from groundswell.core.model import Incident
from groundswell.flow.judge import JudgeConfig
from groundswell.flow.replay import Replayed
from groundswell.runtime.build import shipped_catalog
from groundswell.runtime.rehearse import History, read_history, read_labels, rehearse

FILE = Path(__file__).with_name("downdetector-clouds.txt")
CATALOG = shipped_catalog()
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def archive() -> tuple[History, list[Label]]:
    """The counts and the known outages that come with groundswell."""
    with as_file(files("groundswell.sim") / "archive" / "downdetector-clouds") as folder:
        history = read_history(folder / "counts.csv", CATALOG, NOW, 15)
        return history, read_labels(folder / "labels.csv", CATALOG)


def replayed(history: History) -> Replayed:
    """`history` through count and judge as shipped."""
    return asyncio.run(rehearse(history, None, JudgeConfig(), lambda *_: None))


def lines(incidents: list[Incident]) -> Iterator[str]:
    """One line for each incident, by beginning: what a reader would have seen of it."""
    for one in sorted(incidents, key=lambda each: (each.began_at, each.service)):
        opened = f"opened {one.opened_at:%d %H:%M}" if one.opened_at else "never opened"
        over = f"over {one.resolved_at:%d %H:%M}" if one.resolved_at else one.state.value
        yield (
            f"{one.began_at:%Y-%m-%d %H:%M} {one.service:<13} {opened}, {over}, "
            f"at the worst {one.peak_reports} reports, severity {one.severity}, {one.certainty}"
        )


def main() -> None:
    """Write the file anew."""
    FILE.write_text("".join(f"{line}\n" for line in lines(list(replayed(archive()[0]).incidents))), "utf-8")
    sys.stdout.write(f"{FILE}: look at what has changed with git diff\n")


if __name__ == "__main__":
    main()
