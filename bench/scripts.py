"""One kind of software over many networks and pseudonyms: what is held for a script's, and what of real outages is.

Simulated people of two countries, with the programs that they report with, and three services of different size. A net of
machines that one script drives, a release that fails, everybody in trouble: each through the real count and the judge's ears,
once as it is and once deaf to software. `python -m bench.scripts --seeds 4`.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from string import Template
from tempfile import TemporaryDirectory

from bench.cells import table
from groundswell.core.batch import Column
from groundswell.core.timegrid import HOUR_MINUTES
from groundswell.flow.count import Count
from groundswell.flow.listen import Listener
from groundswell.runtime.clock import ManualClock
from groundswell.sim import Scenario
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.relational import RelationalCube, open_database

QUIET_HOURS, EACH_HOURS, ON_MINUTES = 24, 4, 30
LOOKED_MINUTES = 45
"""An event is looked at for so long from its beginning on."""
SIZES = {"pictures": 30, "letters": 6, "films": 2}
"""Services, and their usual reports in a quarter of an hour."""
EVENTS = 7.0
"""How many times the usual an event is, beside four reports a quarter hour."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that happens: by a script (no visits) or to people (who look first), with which software ("": people's own)."""

    words: str
    is_script: bool
    software: str


CASES = (
    Case("script, a program that nobody reports with", True, "python-requests"),
    Case("script, a browser of three years ago", True, "chrome 91 / windows"),
    Case("script, a browser that many have", True, "chrome 122 / windows"),
    Case("outage of everybody", False, ""),
    Case("outage of one program that many have", False, "instagram / android"),
    Case("outage of a program that nobody has had", False, "pictogram / android"),
)
_SCENARIO = Path(__file__).with_name("scripts.template")
_EVENT = Template("""
[[$kind]]
service = "$service"
begins_at = $begins
software = "$software"
""")


def scenario_of(folder: Path, seed: int) -> tuple[Scenario, dict[tuple[str, int], int]]:
    """What happens, and in which minute each case begins at each service."""
    text = _SCENARIO.read_text(encoding="utf-8")
    begins: dict[tuple[str, int], int] = {}
    for number, case in enumerate(CASES):
        minutes = (QUIET_HOURS + 1 + EACH_HOURS * number) * HOUR_MINUTES
        day, rest = divmod(minutes, 24 * HOUR_MINUTES)
        at = f"2024-03-{11 + day:02}T{rest // 60:02}:{rest % 60:02}:00Z"
        until = f"2024-03-{11 + day:02}T{rest // 60:02}:{rest % 60 + ON_MINUTES:02}:00Z"
        for service, usual in SIZES.items():
            begins[service, number] = minutes
            kind = "bot_burst" if case.is_script else "outage"
            text += _EVENT.substitute(kind=kind, service=service, begins=at, software=case.software)
            reports = EVENTS * usual + 4
            if case.is_script:
                text += f"minutes = {ON_MINUTES}\nreports_per_minute = {reports / 15}\n"
            else:
                curve = f"reports = [{reports}, {reports}], share = {{ ES = 0.7, PT = 0.3 }}"
                text += f"restored_at = {until}\nworks_after = 0.0\ncurve = {{ {curve} }}\n"
    path = folder / "scripts.toml"
    path.write_text(text, encoding="utf-8")
    scenario = Scenario.load(path, seed=seed)
    return scenario, {each: scenario.first_minute + minute for each, minute in begins.items()}


async def heard(folder: Path, seed: int, *, deaf: bool) -> dict[tuple[str, int], tuple[str, int]]:
    """What came of each case at each service: opened, held or nothing, and after how many minutes."""
    scenario, begins = scenario_of(folder, seed)
    database = open_database(f"sqlite:///{folder / 'cube.db'}")
    cube = RelationalCube(database)
    journal = JournalSqlite(folder / "journal.db", clock=ManualClock(scenario.begins_at))
    for _, batch in scenario.batches(HOUR_MINUTES):
        said = replace(batch, software=Column.constant("", len(batch))) if deaf else batch
        await journal.append(said)
    await Count(journal, cube).drain()
    await cube.watch(scenario.first_minute, scenario.last_minute)
    listener = Listener(scenario.catalog(), cube, 1.0, 1)
    listener.read_ahead(1 << 40)
    found: dict[tuple[str, int], tuple[str, int]] = {}
    for minute in range(scenario.first_minute, scenario.last_minute + 1):
        now = await listener.listen(minute)
        for (service, number), begin in begins.items():
            place = listener.slugs.index(service)
            if not begin <= minute < begin + LOOKED_MINUTES:
                continue
            if now.alarm[place]:
                if found.get((service, number), ("", 0))[0] != "opened":
                    found[service, number] = "opened", minute + 1 - begin
            elif (why := now.held.get(place)) and found.get((service, number), ("", 0))[0] != "opened":
                found[service, number] = f"held: {why}", minute + 1 - begin
    await journal.close()
    await database.close()
    return {each: found.get(each, ("nothing", 0)) for each in begins}


def main() -> None:
    """Print what came of each case, by service."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="how many times, with seeds from 1 on")
    arguments = parser.parse_args()
    tallies: dict[tuple[bool, str, int], Counter[str]] = {}
    delays: dict[tuple[bool, str, int], list[int]] = {}
    for seed in range(1, arguments.seeds + 1):
        for deaf in (True, False):
            with TemporaryDirectory() as folder:
                told = asyncio.run(heard(Path(folder), seed, deaf=deaf))
            for (service, number), (what, minutes) in told.items():
                tallies.setdefault((deaf, service, number), Counter())[what] += 1
                if what == "opened":
                    delays.setdefault((deaf, service, number), []).append(minutes)
    rows = []
    for number, case in enumerate(CASES):
        for service, usual in SIZES.items():
            keys = ((deaf, service, number) for deaf in (True, False))
            both = (_words(tallies[key], delays.get(key, [])) for key in keys)
            rows.append([case.words, f"{usual}", *both])
    print(table(["what happens", "usual reports in 15 min", "deaf to software", "as it is"], rows))


def _words(tally: Counter[str], delays: Sequence[int]) -> str:
    words = ", ".join(f"{what} {count}" for what, count in tally.most_common())
    return f"{words} (after {median(delays):g} min)" if delays else words


if __name__ == "__main__":
    main()
