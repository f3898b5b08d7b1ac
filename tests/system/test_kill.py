"""A report that was answered is counted once, whatever is killed: the real process, under load, killed at random.

The full claim: `python -m tests.system.test_kill --rounds 10 --reports 20000`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

from groundswell.core.timegrid import ROLLUP_MINUTES
from tests.system.process import server
from tests.system.siege import Books, Cells, Sent, Siege, breaches, cells_of, not_counted_by_receipt

pytestmark = pytest.mark.system


def besieged(
    folder: Path, *, reports: int, kills: int, seed: int, database: str = ""
) -> tuple[Books, dict[int, tuple[Cells, Cells]]]:
    """A siege from the first start to the last end: its books, and what the cube then holds."""
    with server(folder / "data", database, services=()) as besieged:
        books = asyncio.run(Siege(besieged, wanted=reports, kills=kills, seed=seed).run())
        books.faults += not_counted_by_receipt(besieged, books, Random(seed))
        assert besieged.stop() == 0, besieged.log
    return books, asyncio.run(cells_of(database or f"sqlite:///{folder / 'data' / 'groundswell.db'}"))


def test_what_was_answered_before_a_kill_is_counted_once_after_it(tmp_path: Path) -> None:
    books, cells = besieged(tmp_path, reports=3_000, kills=3, seed=20_230_521)
    assert books.faults == []
    assert breaches(books, cells) == []
    assert books.kills == 3
    assert books.answered >= 3_000
    assert books.keys_retried > 0
    assert sum(bulk.is_answered for bulk in books.bulks) > 0
    assert books.bulks_retried > 0


@pytest.mark.scaled
def test_what_was_answered_before_a_kill_is_counted_once_after_it_with_postgresql(
    tmp_path: Path, own_postgresql: str
) -> None:
    books, cells = besieged(tmp_path, reports=1_000, kills=1, seed=20_240_305, database=own_postgresql)
    assert books.faults == []
    assert breaches(books, cells) == []
    assert books.kills == 1
    assert books.answered >= 1_000


@pytest.mark.parametrize(
    ("service", "version", "more", "found"),
    [
        ("instagram", "1.1", -1, "was answered 202 and is not counted"),
        ("instagram", "1.1", 1, "was sent once and counts 2"),
        ("instagram", "1.2", 2, "was sent once and counts 2"),
        ("instagram", "1.3", 1, "was never sent"),
        ("facebook", "1.2", 1, "was never sent"),
        ("instagram", "", 1, "the total is"),
    ],
)
def test_the_books_find_what_is_lost_doubled_or_invented(
    service: str, version: str, more: int, found: str
) -> None:
    answered = Sent(number=1, service="instagram", works=False, key="", day=0, receipt="abc")
    unanswered = Sent(number=2, service="instagram", works=False, key="", day=0)
    books = Books(singles=[answered, unanswered])
    part, whole = Cells({("instagram", False, "1.1"): 1}), Cells({("instagram", False, ""): 1})
    cells = {width: (part.copy(), whole.copy()) for width in ROLLUP_MINUTES}
    assert breaches(books, cells) == []
    of_versions, in_all = cells[60]
    (of_versions if version else in_all)[service, False, version] += more
    assert any(found in breach and "60 min" in breach for breach in breaches(books, cells))


def main() -> None:
    """The full claim, with figures."""
    asked = argparse.ArgumentParser(prog="python -m tests.system.test_kill", description=main.__doc__)
    asked.add_argument("--rounds", type=int, default=10, help="how often the server is killed")
    asked.add_argument("--reports", type=int, default=20_000, help="how many reports are to be answered")
    asked.add_argument("--seed", type=int, default=1, help="another seed kills at other moments")
    asked.add_argument("--database", default="", help="postgresql://...; left out: the file that is built in")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="groundswell-kill-") as folder:
        books, cells = besieged(
            Path(folder),
            reports=given.reports,
            kills=given.rounds,
            seed=given.seed,
            database=given.database,
        )
    bulk = sum(len(each.reports) for each in books.bulks if each.is_answered)
    counted = cells[1][0].total()
    sent = sum(1 for _ in books.sent())
    wrong = books.faults + breaches(books, cells)
    say = sys.stdout.write
    say(f"kills                       {books.kills} under load, {books.kills_in_start} more during a start\n")
    say(f"reports sent                {sent}\n")
    say(f"  answered one by one       {books.answered}\n")
    say(f"  answered in bulk          {bulk} in {sum(each.is_answered for each in books.bulks)} requests\n")
    say(f"  not answered (killed)     {sent - books.answered - bulk}\n")
    say(f"counted                     {counted}, of them {counted - books.answered - bulk} not answered\n")
    say(f"keys sent again             {books.keys_retried}, and of bulk requests {books.bulks_retried}\n")
    say(f"seconds until up again      {min(books.start_seconds):.1f} to {max(books.start_seconds):.1f}\n")
    say(f"answers per second of load  {(books.answered + bulk) / books.load_seconds:.0f}\n")
    say(f"lost, doubled or invented   {len(wrong)}\n")
    for line in wrong[:20]:
        say(f"  {line}\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
