"""What a journal is worth when the process, the disk or the file fails."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pysqlite3 import dbapi2

from groundswell.core.model import Report
from groundswell.errors import CorruptStoreError, PermanentError, StoreUnavailableError
from groundswell.ports import Journal
from groundswell.runtime.clock import ManualClock
from groundswell.stores.journal_sqlite import JournalSqlite
from tests.contract.conftest import WithJournal, everything, many, no_space_beyond
from tests.town import report


def test_closing_writes_what_is_queued_and_takes_no_more(journal_path: Path, clock: ManualClock) -> None:
    async def story() -> None:
        journal = JournalSqlite(journal_path, clock=clock)
        queued = [asyncio.ensure_future(journal.append([report()])) for _ in range(20)]
        await asyncio.sleep(0)
        await journal.close()
        assert sorted(await asyncio.gather(*queued)) == list(range(1, 21))
        with pytest.raises(StoreUnavailableError, match="closed"):
            await journal.append([report()])
        with pytest.raises(StoreUnavailableError, match="closed"):
            await journal.read(0)

    asyncio.run(story())


_APPENDS_FOREVER = """
import asyncio, sys
from pathlib import Path
from groundswell.runtime.clock import SystemClock
from groundswell.stores.journal_sqlite import JournalSqlite
from tests.town import report

async def person(journal, number):
    while True:
        sequence = await journal.append([report(reporter=number)])
        print(sequence, number, flush=True)

async def main():
    journal = JournalSqlite(Path(sys.argv[1]), clock=SystemClock())
    await asyncio.gather(*(person(journal, number) for number in range(1, 9)))

asyncio.run(main())
"""


def test_what_append_has_returned_for_survives_kill_9(journal_path: Path, with_journal: WithJournal) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _APPENDS_FOREVER, str(journal_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(200)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    promised = {}
    for line in told:
        if line.endswith("\n"):  # the last line may have been cut
            sequence, number = map(int, line.split())
            promised[sequence] = number
    assert len(promised) >= 200
    held = dict(with_journal(everything))
    assert sorted(held) == list(range(1, len(held) + 1))
    for sequence, number in promised.items():
        kept = held[sequence]
        assert isinstance(kept, Report)
        assert kept.reporter == number


def test_a_full_disk_is_told_and_the_journal_works_again_afterwards(
    journal_path: Path, with_journal: WithJournal
) -> None:
    persons = np.random.default_rng(1).integers(1, 2**63, 50_000).astype(np.uint64)
    batch = replace(many(50_000), reporter=persons)  # does not pack into a few pages

    async def fill(journal: Journal, firsts: list[int]) -> None:
        while len(firsts) < 100:
            firsts.append(await journal.append(batch))

    async def story(journal: Journal) -> None:
        firsts = [await journal.append(batch)]
        size = max(file.stat().st_size for file in journal_path.parent.iterdir())
        with no_space_beyond(size), pytest.raises(StoreUnavailableError, match="cannot be used now"):
            await fill(journal, firsts)
        assert firsts == [1 + 50_000 * number for number in range(len(firsts))]
        assert await journal.last() == 50_000 * len(firsts)
        assert await journal.append([report()]) == 50_000 * len(firsts) + 1
        assert [entry.first for entry in await journal.read(0, 1000)] == [*firsts, 50_000 * len(firsts) + 1]

    with_journal(story)


def test_a_damaged_entry_is_told_by_its_sequence(journal_path: Path, with_journal: WithJournal) -> None:
    with_journal(lambda journal: journal.append([report()]))
    with dbapi2.connect(str(journal_path)) as connection:
        connection.execute("update entries set body = substr(body, 1, length(body) - 3)")
    connection.close()
    with pytest.raises(CorruptStoreError, match="entry 1 of the journal"):
        with_journal(everything)


def test_a_file_that_is_no_journal_is_told(journal_path: Path, with_journal: WithJournal) -> None:
    journal_path.write_bytes(b"Dear diary, today " * 400)
    with pytest.raises(CorruptStoreError, match="damaged"):
        with_journal(everything)


def test_a_journal_of_a_newer_version_is_left_alone(journal_path: Path, with_journal: WithJournal) -> None:
    with dbapi2.connect(str(journal_path)) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(PermanentError, match="newer"):
        with_journal(everything)


def test_a_journal_where_nothing_can_be_written_is_told(journal_path: Path, clock: ManualClock) -> None:
    with pytest.raises(StoreUnavailableError, match="cannot be used now"):
        JournalSqlite(journal_path / "no" / "such" / "folder.db", clock=clock)
