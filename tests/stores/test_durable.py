"""What is committed has reached the disk: the kill tests end a process, and would not see it; a loss of power would."""

import asyncio
from pathlib import Path

from groundswell.stores.journal_file import add, connect, open_for_writing
from groundswell.stores.relational import open_database

FULL = 2
"""SQLite's word for: each commit is followed by an fsync of the log"""


def test_each_commit_of_the_journal_is_followed_by_an_fsync(tmp_path: Path) -> None:
    connection = open_for_writing(tmp_path / "journal.db")
    try:
        assert connection.execute("pragma synchronous").fetchone() == (FULL,)
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    finally:
        connection.close()


def test_a_row_is_not_written_into_a_transaction_that_was_left_open(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    writer, reader = open_for_writing(path), connect(path)
    try:
        writer.execute("begin immediate")
        writer.execute("insert into marks values ('trimmed', 7)")
        assert add(writer, 2, 0, "reports", b"a") == 1
        assert add(writer, 1, 0, "reports", b"b") == 3
        assert reader.execute("select first, count from entries").fetchall() == [(1, 2), (3, 1)]
    finally:
        writer.close()
        reader.close()


def test_each_commit_of_the_database_is_followed_by_an_fsync(tmp_path: Path) -> None:
    async def story() -> tuple[object, object]:
        database = open_database(f"sqlite:///{tmp_path / 'groundswell.db'}")
        try:
            return (
                await database.run(
                    lambda connection: connection.exec_driver_sql("pragma synchronous").scalar()
                ),
                await database.run(
                    lambda connection: connection.exec_driver_sql("pragma journal_mode").scalar()
                ),
            )
        finally:
            await database.close()

    assert asyncio.run(story()) == (FULL, "wal")
