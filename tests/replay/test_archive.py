"""Golden past: real outages as Downdetector counted them, through the same count and judge as production."""

import asyncio
import csv
import dataclasses
import gzip
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.incident import Label
from groundswell.core.timegrid import minute_of
from groundswell.errors import ConfigError
from groundswell.flow.judge import JudgeConfig
from groundswell.runtime.build import shipped_catalog
from groundswell.runtime.rehearse import (
    History,
    held_against,
    minutes_between,
    read_history,
    read_labels,
    rehearse,
)

CATALOG = shipped_catalog()
YEAR = "2018"


def archive() -> tuple[History, list[Label]]:
    with as_file(files("groundswell.sim") / "archive" / "downdetector-clouds") as folder:
        return read_history(folder / "counts.csv", CATALOG, 15), read_labels(folder / "labels.csv", CATALOG)


def test_nine_of_ten_outages_of_2018_are_found_and_most_within_the_hour() -> None:
    history, labels = archive()
    known = [label for label in labels if f"{label.alarm_at:%Y}" == YEAR]
    end = minute_of(known[-1].end + timedelta(days=1)) * 60_000
    year = dataclasses.replace(
        history, batch=history.batch.take(np.flatnonzero(history.batch.observed_at < end))
    )
    replayed = asyncio.run(rehearse(year, None, JudgeConfig(), lambda *_: None))
    accuracy = held_against(replayed, known)
    assert len(accuracy.rows) == 28
    assert accuracy.recall >= 0.9
    assert accuracy.delay(0.5) <= 30
    assert replayed.watched > timedelta(days=10)


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
    assert read_history(file, CATALOG).bin_minutes == 5
    lines = tmp_path / "day.ndjson"
    lines.write_text('{"service":"aws","observed_at":"2026-03-02T12:00:00Z"}\n{"service":"nowhere"}\n')
    history = read_history(lines, CATALOG)
    assert (len(history.batch), history.bin_minutes, len(history.faults)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.csv", "time,service\n", "at,service,reports"),
        ("a.csv", "at,service,reports\n", "no line"),
        ("a.csv", "at,service,reports\n2026-03-02T12:00:00Z,nowhere,1\n", "no line names a service"),
        ("a.ndjson", "nonsense\n", "line 1"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, text: str, word: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(ConfigError, match=word):
        read_history(file, CATALOG)


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
