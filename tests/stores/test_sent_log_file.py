"""What far sides took, noted in a file: what a process that was killed leaves for the next."""

from __future__ import annotations

from pathlib import Path

from groundswell.ports.notices import Taken
from groundswell.stores.sent_log_file import SentLogFile

ONE, TWO = Taken(1, "key-1", "<a@b>"), Taken(2, "key-2", "at://post cid\n")


def test_the_next_process_finds_what_was_noted_until_it_is_cleared(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    log = SentLogFile(path)
    assert list(log.noted()) == []
    log.note(ONE)
    log.note(TWO)
    after = SentLogFile(path)
    assert list(after.noted()) == [ONE, TWO]
    assert path.stat().st_mode & 0o777 == 0o600
    after.clear()
    assert not path.exists()
    after.note(TWO)
    assert list(SentLogFile(path).noted()) == [TWO]


def test_a_line_that_was_cut_in_two_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    SentLogFile(path).note(ONE)
    path.write_bytes(path.read_bytes() + b'{"notice":2,"ke')
    assert list(SentLogFile(path).noted()) == [ONE]


def test_where_nothing_can_be_written_nothing_is_noted_and_nothing_fails(tmp_path: Path) -> None:
    log = SentLogFile(tmp_path / "no such directory" / "sent.jsonl")
    log.note(ONE)
    assert list(log.noted()) == []
    log.clear()
