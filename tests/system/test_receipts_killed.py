"""Everybody who has a receipt and wished to be told is told when it is over, by one message: the real process, killed with -9 amid the telling,
of an outage that was over before it started. What is on its way when it is killed comes again, the same message.

The full claim: `python -m tests.system.test_receipts_killed --reporters 10000 --kills 3`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from groundswell.core.model import Event, EventKind, State
from groundswell.core.notice import Way, Wish, WishState
from groundswell.ports import Revision
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from tests.channels.far_mail import FarMail, mail_server
from tests.contract.conftest import many
from tests.system.process import Server, server
from tests.town import incident

pytestmark = pytest.mark.system

SERVICE = "instagram"
SIDE_BY_SIDE = 16


@dataclass(slots=True)
class Told:
    """What the mailboxes hold after everything, and what is left in the store."""

    reporters: int
    kills: int
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    """by (mailbox, Message-ID), how often it came"""
    states: dict[tuple[str, str], int] = field(default_factory=dict)
    addresses_left: int = 0
    targets_left: int = 0
    seconds: float = 0.0

    def faults(self) -> list[str]:
        """Who was not told, or told by two messages; after a kill one may come again, with its Message-ID."""
        messages = Counter(mailbox for mailbox, _ in self.letters)
        found = [f"{mailbox}: {number} messages" for mailbox, number in messages.items() if number != 1]
        if len(messages) != self.reporters:
            found.append(f"{len(messages)} of {self.reporters} were told")
        if self.again > self.kills * SIDE_BY_SIDE:
            found.append(f"{self.again} came again")
        if self.states != {("email", "told"): self.reporters}:
            found.append(f"they stand at {self.states}")
        if self.addresses_left or self.targets_left:
            found.append(f"{self.addresses_left} addresses and {self.targets_left} targets are left")
        return found

    @property
    def again(self) -> int:
        """How many came once more, with the Message-ID that the mailbox knows already: a mail program shows both or one, as it likes."""
        return sum(self.letters.values()) - len(self.letters)


async def reported(data_dir: Path, reporters: int) -> None:
    """So many people reported and wished to be told; a crash after the judge has left the outage over."""
    async with open_stores(Settings(data_dir=data_dir)) as stores:
        now = SystemClock().now()
        first = await stores.journal.append(many(reporters, SERVICE))
        over = incident(
            State.RESOLVED,
            id="instagram-1",
            service=SERVICE,
            began_at=now - timedelta(hours=2),
            updated_at=now,
            resolved_at=now,
        )
        event = Event(over.id, EventKind.RESOLVED, now, "", after=over)
        await stores.incidents.save([Revision(over, (event,))])
        for number in range(reporters):
            await stores.wishes.put(
                Wish(
                    f"wish{number:08d}",
                    f"report:{first + number}",
                    SERVICE,
                    now - timedelta(hours=1),
                    Way.EMAIL,
                    ("en", "de", "ja")[number % 3],
                    WishState.WAITING,
                    now - timedelta(hours=1),
                    f"reporter{number}@town.example",
                    url=f"/r/{number:028x}",
                )
            )


async def killed(folder: Path, *, reporters: int, kills: int) -> Told:
    """All of them told by mail, the process killed `kills` times amid it; then left to end its work."""
    data_dir, told = folder / "data", Told(reporters, kills)
    data_dir.mkdir()
    await reported(data_dir, reporters)
    with mail_server() as mail:
        settings = {
            f"GROUNDSWELL_CHANNELS_MAIL_{key}": text
            for key, text in {
                "KIND": "email",
                "HOST": "127.0.0.1",
                "PORT": str(mail.port),
                "SECURITY": "none",
                "SENDER": "watch@town.example",
                "TELLS": "false",
            }.items()
        } | {"GROUNDSWELL_SUBSCRIPTIONS_EMAIL": "mail"}
        with server(data_dir, settings=settings) as fulfiller:
            began = time.perf_counter()
            for number in range(kills):
                await asyncio.to_thread(fulfiller.start)
                wanted = reporters * (number + 1) / (kills + 1)
                await _until(fulfiller, partial(_reached, mail, wanted))
                fulfiller.kill()
            await asyncio.to_thread(fulfiller.start)
            await _until(fulfiller, partial(_reached, mail, reporters))
            async with asyncio.timeout(120):
                while (states := await _states(data_dir)) != {("email", "told"): reporters}:
                    await asyncio.sleep(0.2)
            told.seconds = time.perf_counter() - began
            assert await asyncio.to_thread(fulfiller.stop) == 0, fulfiller.log
            assert "Traceback" not in fulfiller.log_path.read_text(), fulfiller.log
    told.letters = Counter((str(letter["To"]), str(letter["Message-ID"])) for letter in mail.letters)
    told.states = states
    async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
        for number in range(reporters):
            (wish,) = await stores.wishes.of(f"report:{number + 1}")
            told.addresses_left += bool(wish.address)
        told.targets_left = sum(each.id.startswith("wish:") for each in await stores.notices.targets())
    return told


def _reached(mail: FarMail, wanted: float) -> bool:
    return len(mail.letters) >= wanted and len({each["Message-ID"] for each in list(mail.letters)}) >= wanted


async def _states(data_dir: Path) -> dict[tuple[str, str], int]:
    async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
        return dict(await stores.wishes.counts())


async def _until(process: Server, done: Callable[[], bool]) -> None:
    async with asyncio.timeout(900):
        while not done():
            assert process.is_up(), process.log
            await asyncio.sleep(0.02)


def test_everybody_who_wished_is_told_once_though_the_process_is_killed_amid_it(tmp_path: Path) -> None:
    told = asyncio.run(killed(tmp_path, reporters=60, kills=1))
    assert told.faults() == []


def main() -> None:
    """The full claim, with figures."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.system.test_receipts_killed", description=main.__doc__
    )
    asked.add_argument("--reporters", type=int, default=10_000, help="how many wished to be told, by mail")
    asked.add_argument("--kills", type=int, default=3, help="how often the process is killed")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="groundswell-receipts-") as folder:
        told = asyncio.run(killed(Path(folder), reporters=given.reporters, kills=given.kills))
    faults = told.faults()
    say = sys.stdout.write
    say(f"reporters who wished        {told.reporters}, the process killed {told.kills} times amid it\n")
    say(f"mailboxes that were told    {len({mailbox for mailbox, _ in told.letters})}\n")
    say(f"of them got it twice        {told.again}, after a kill, with the same Message-ID\n")
    say(f"addresses, targets left     {told.addresses_left}, {told.targets_left}\n")
    say(f"from start to the last      {told.seconds:.0f} s, starts included\n")
    say(
        f"other faults                {len(faults)}: not told, two messages, more twice than were on their way\n"
    )
    for line in faults[:20]:
        say(f"  {line}\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
