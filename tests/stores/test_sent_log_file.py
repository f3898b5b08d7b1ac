"""What far sides took, noted in a file: what a process that was killed leaves for the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundswell.ports.correspondence import Going
from groundswell.ports.notices import Taken
from groundswell.stores.sent_log_file import GoingLogFile, SentLogFile
from tests.contract.conftest import no_space_beyond

ONE, TWO = Taken(1, "key-1", "<a@b>"), Taken(2, "key-2", "at://post cid\n")
LINE = b'{"notice":1,"key":"key-1","post_id":"<a@b>"}\n'


def test_the_next_process_finds_what_was_noted_until_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    log = SentLogFile(path)
    assert list(log.noted()) == []
    log.note(ONE)
    log.note(TWO)
    after = SentLogFile(path)
    assert list(after.noted()) == [ONE, TWO]
    assert path.stat().st_mode & 0o777 == 0o600
    after.forget([1, 3])
    after.forget([2])
    assert path.read_bytes() == b""
    after.note(TWO)
    assert list(SentLogFile(path).noted()) == [TWO]


def test_a_file_stays_small_while_something_is_always_on_its_way(tmp_path: Path) -> None:
    path, most = tmp_path / "sent.jsonl", 0
    log = SentLogFile(path)
    log.note(Taken(0, "key-0"))
    for number in range(1, 4_000):
        log.note(Taken(number, f"key-{number}"))
        log.forget([number - 1] if number > 1 else [])  # the first one hangs
        most = max(most, path.stat().st_size)
    assert most < 60_000
    assert {Taken(0, "key-0"), Taken(3_999, "key-3999")} <= set(SentLogFile(path).noted())


def test_a_line_that_was_cut_in_two_is_passed_over_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    SentLogFile(path).note(ONE)
    path.write_bytes(path.read_bytes() + b'{"notice":2,"ke')
    log = SentLogFile(path)
    assert list(log.noted()) == [ONE]
    log.note(TWO)
    assert list(SentLogFile(path).noted()) == [ONE, TWO]


@pytest.mark.parametrize("room_bytes", [0, 10, len(LINE) - 1, len(LINE), len(LINE) + 10])
def test_what_a_full_disk_cuts_off_is_written_before_the_next_line(tmp_path: Path, room_bytes: int) -> None:
    path = tmp_path / "sent.jsonl"
    log = SentLogFile(path)
    with no_space_beyond(room_bytes):
        log.note(ONE)
        log.note(TWO)
    log.note(ONE)
    assert list(SentLogFile(path).noted()) == [ONE, TWO, ONE]


def test_a_line_that_is_whole_but_for_its_end_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_bytes(LINE[:-1])
    log = SentLogFile(path)
    assert list(log.noted()) == [ONE]
    log.note(TWO)
    assert list(SentLogFile(path).noted()) == [ONE, TWO]


def test_a_start_on_a_disk_that_is_full_loses_no_line_that_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_bytes(LINE + LINE[:-5])
    with no_space_beyond(0):
        assert list(SentLogFile(path).noted()) == [ONE]
    assert list(SentLogFile(path).noted()) == [ONE]


def test_what_begins_to_go_is_noted_as_often_as_it_does_and_forgotten_at_once(tmp_path: Path) -> None:
    log = GoingLogFile(tmp_path / "answers.jsonl")
    log.note(Going("q-1"))
    log.note(Going("q-2"))
    log.note(Going("q-2", "page"))
    log.note(Going("q-1"))
    log.forget(["q-2"])
    assert list(log.noted()) == [Going("q-1"), Going("q-1")], "the next answer to q-2 has not gone"
    log.forget(["q-1"])
    assert not log.noted()


def test_where_nothing_can_be_written_nothing_is_noted_and_nothing_fails(tmp_path: Path) -> None:
    log = SentLogFile(tmp_path / "no such directory" / "sent.jsonl")
    log.note(ONE)
    assert list(log.noted()) == []
    log.forget([1])
