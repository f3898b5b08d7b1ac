"""Golden past: real outages as Downdetector counted them, through the same count and judge as production."""

import asyncio
import csv
import dataclasses
import gzip
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.incident import Label
from groundswell.errors import ConfigError
from groundswell.flow.judge import JudgeConfig
from groundswell.flow.replay import Replayed
from groundswell.runtime.rehearse import (
    held_against,
    minutes_between,
    read_history,
    read_labels,
    rehearse,
    within,
)
from tests.replay.golden import CATALOG, FILE, NOW, archive, lines, replayed


@pytest.fixture(scope="module")
def whole() -> tuple[Replayed, list[Label]]:
    """All of the archive, judged once for this file: half a minute of work."""
    history, labels = archive()
    return replayed(history), labels


def test_of_all_68_outages_nearly_all_are_found_and_most_within_the_hour(
    whole: tuple[Replayed, list[Label]],
) -> None:
    accuracy = held_against(*whole)
    assert len(accuracy.rows) == 68
    assert accuracy.found >= 64
    assert accuracy.opened_in_time >= 60
    assert accuracy.delay(0.5) <= 30
    assert whole[0].watched > timedelta(days=20)


def test_the_archive_comes_to_the_same_incidents_as_ever(whole: tuple[Replayed, list[Label]]) -> None:
    """Where this is red and meant to be: `python -m tests.replay.golden`, and look at the difference."""
    assert list(lines(list(whole[0].incidents))) == FILE.read_text("utf-8").splitlines()


def test_a_replay_gives_the_same_incidents_each_time() -> None:
    history, _ = archive()
    month = dataclasses.replace(history, batch=history.batch.take(np.arange(400)))
    one, two = (asyncio.run(rehearse(month, None, JudgeConfig(), lambda *_: None)) for _ in range(2))
    assert one == two
    assert one.incidents


def test_a_gzipped_file_and_reports_as_ndjson_are_read(tmp_path: Path) -> None:
    file = tmp_path / "day.csv.gz"
    file.write_bytes(
        gzip.compress(b"at,service,reports\n2026-03-02T12:00:00Z,aws,3\n2026-03-02T12:05:00Z,aws,4\n")
    )
    assert read_history(file, CATALOG, NOW).bin_minutes == 5
    lines = tmp_path / "day.ndjson"
    lines.write_text('{"service":"aws","observed_at":"2026-03-02T12:00:00Z"}\n{"service":"nowhere"}\n')
    history = read_history(lines, CATALOG, NOW)
    assert (len(history.batch), history.bin_minutes, len(history.faults)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.csv", "time,service\n", "at,service,reports"),
        ("a.csv", "at,service,reports\n", "no line"),
        (
            "a.csv",
            "at,service,reports\n2026-03-02T12:00:00Z,nowhere,1\n",
            "no line can be counted; first fault: line 2, service: ",
        ),
        ("a.ndjson", "nonsense\n", "line 1"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, text: str, word: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(ConfigError, match=word):
        read_history(file, CATALOG, NOW)


def test_a_bad_label_is_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(
            [
                ("service", "begin", "end", "alarm_at"),
                ("aws", "2026-03-02T12:00Z", "soon", "2026-03-02T12:00Z"),
            ]
        )
    with pytest.raises(ConfigError, match="line 2: end"):
        read_labels(file, CATALOG)


def test_delays_are_said_as_people_say_them() -> None:
    assert [minutes_between(delay) for delay in (-12.0, 0.2, 3.0)] == [
        "12 min earlier",
        "same minute",
        "3 min later",
    ]
    assert [within(delay) for delay in (-12.0, 0.2, 20.0)] == [
        "12 min earlier or more",
        "within the minute",
        "within 20 min",
    ]
