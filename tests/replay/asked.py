"""An outage in a simulated town through the real count and judge, and the people who are asked as it eases whether it works
again. `python -m tests.replay.asked` measures how long after its true end it ends, with and without their answers.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from groundswell.core.batch import Batch
from groundswell.core.model import EventKind, Incident, Report, SourceKind, State
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.sim import Scenario
from tests.flow.rooms import Rooms, rooms

LONG = Path(__file__).with_name("long-evening.toml")
"""it goes on when most have told of it and gone"""
SHORT = Path(__file__).with_name("short-evening.toml")
"""it is over, and many still tell of it"""
SERVICE = "pictures"
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
ASKED_SHARE = 0.10
"""of those who reported, so many wish to be told or look at their receipt again"""
ANSWERING_SHARE = 0.4
"""of those who are asked"""
AGAIN_SHARE = 0.6
"""of those who said that it is still broken, so many look again, half an hour to an hour later"""
WRONG_SHARE = 0.04
"""press the other button"""
LATE_MINUTES = 12.0
"""so long after the end it takes until it works for the last (a cache, a session)"""

Attack = Callable[[int], tuple[int, int]]
"""How many (yes, no) one network sends besides in each minute since the scenario's first."""


def nobody(_minute: int) -> tuple[int, int]:
    return 0, 0


@dataclass
class Ended:
    """What the evening came to."""

    restored_at: datetime
    incident: Incident
    ends: list[datetime] = field(default_factory=list)
    """when it was called over; more than once where it was reopened"""
    answers: int = 0

    @property
    def late_minutes(self) -> float:
        """The first end that was told, in minutes after the true one; negative: too early."""
        return (self.ends[0] - self.restored_at) / timedelta(minutes=1) if self.ends else float("inf")


class Asked:
    """Those who reported and are asked: who answers when, and what."""

    def __init__(self, rng: np.random.Generator, works_from: int) -> None:
        self._rng = rng
        self._works_from = works_from
        self._known: list[Report] = []
        self._due: dict[int, list[Report]] = defaultdict(list)

    def heard(self, batch: Batch) -> None:
        """They reported trouble; some of them wish to be told, and will answer."""
        is_person = np.array([kind == SourceKind.PERSON for kind in batch.source_kind.values])
        rows = np.flatnonzero(is_person[batch.source_kind.codes] & ~batch.works)
        chosen = rows[self._rng.random(len(rows)) < ASKED_SHARE * ANSWERING_SHARE]
        self._known += batch.take(chosen).reports()

    def ask(self, minute: int) -> None:
        """It eases: whoever wished is asked, once."""
        fresh, self._known = self._known, []
        for person in fresh:
            self._due[minute + 1 + int(self._rng.lognormal(np.log(6.0), 0.9))].append(person)

    def answers(self, minute: int) -> list[Report]:
        """What is answered in this minute."""
        said = []
        for person in self._due.pop(minute, ()):
            works = minute >= self._works_from + self._rng.random() * LATE_MINUTES
            if not works and self._rng.random() < AGAIN_SHARE:
                self._due[minute + 30 + int(self._rng.random() * 30)].append(person)
            works ^= bool(self._rng.random() < WRONG_SHARE)
            said.append(
                person._replace(
                    observed_at=instant_of(minute),
                    works=works,
                    symptom="" if works else person.symptom,
                    source_kind=SourceKind.ANSWER,
                )
            )
        return said


def attack_rows(minute: int, number: tuple[int, int], first_reporter: int) -> list[Report]:
    """So many answers, each of another pseudonym, all of one network."""
    return [
        Report(
            SERVICE,
            instant_of(minute),
            works=n < number[0],
            country="ES",
            network="as666",
            source_kind=SourceKind.ANSWER,
            reporter=first_reporter + n,
        )
        for n in range(number[0] + number[1])
    ]


async def evening(
    folder: Path,
    script: Path,
    *,
    seed: int = 77,
    asking: bool,
    attack: Attack = nobody,
    crowd_answers: bool = True,
) -> Ended:
    """The whole evening; with `asking`, people are asked as it eases."""
    scenario = Scenario.load(script, seed=seed)
    restored = minute_of(scenario.outages[0].restored_at)
    asked = Asked(np.random.default_rng([seed, 5]), restored)
    ended: Ended | None = None
    ends: list[datetime] = []
    answers = 0
    async with rooms(folder) as world:
        judge, count = await _seated(world, scenario)
        eased, attackers = False, 1 << 40
        for minute, batch in scenario.minutes():
            asked.heard(batch)
            rows = asked.answers(minute) if asking and crowd_answers else []
            answers += len(rows)
            number = attack(minute - scenario.first_minute) if eased else (0, 0)
            if any(number):
                rows += attack_rows(minute, number, attackers)
                attackers += number[0] + number[1]
            said = [each for each in (batch, Batch.of(rows)) if len(each)]
            if said:
                await world.journal.append(Batch.joined(said))
            await count.drain()
            await world.cube.watch(minute, minute)
            world.clock.set(instant_of(minute + 1))
            for change in await judge.tick(minute):
                kinds = [event.kind for event in change.events]
                if EventKind.RESOLVED in kinds and change.incident.resolved_at is not None:
                    ends.append(change.incident.resolved_at)
                if change.incident.opened_at is not None:
                    ended = Ended(scenario.outages[0].restored_at, change.incident)
                    eased = change.incident.state is State.EASING
            if ends:
                break
            if asking and eased:
                asked.ask(minute)
    assert ended is not None, "an outage opens"
    ended.ends, ended.answers = ends, answers
    return ended


async def _seated(world: Rooms, scenario: Scenario) -> tuple[Judge, Count]:
    first, count = scenario.first_minute, Count(world.journal, world.cube)
    await world.journal.append(scenario.history(7, bin_minutes=15))
    await count.drain()
    await world.cube.watch(first - 7 * 1440, first - 1)
    judge = Judge(scenario.catalog(), world.cube, world.incidents, world.journal, JudgeConfig())
    await judge.start(first)
    return judge, count


def lived(
    script: Path, *, seed: int = 77, asking: bool, attack: Attack = nobody, crowd_answers: bool = True
) -> Ended:
    """The evening on stores that vanish, in memory where that can be: nobody waits for a disk here."""
    with tempfile.TemporaryDirectory(prefix="groundswell-asked-", dir=MEMORY) as folder:
        return asyncio.run(
            evening(
                Path(folder), script, seed=seed, asking=asking, attack=attack, crowd_answers=crowd_answers
            )
        )


def main() -> None:
    """How many minutes after its true end (negative: before) an outage is told to be over, by seed."""
    asked = argparse.ArgumentParser(prog="python -m tests.replay.asked", description=main.__doc__)
    asked.add_argument("--seeds", type=int, default=5)
    given = asked.parse_args()
    say = sys.stdout.write
    say("evening   seed   by silence   asked   answers\n")
    for script in (LONG, SHORT):
        for seed in range(1, given.seeds + 1):
            silent, heard = lived(script, seed=seed, asking=False), lived(script, seed=seed, asking=True)
            say(
                f"{script.stem[:5]:<9} {seed:>4} {silent.late_minutes:>12.0f} {heard.late_minutes:>7.0f} {heard.answers:>9}\n"
            )


if __name__ == "__main__":
    main()
