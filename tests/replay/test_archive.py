"""Golden past: real outages as Downdetector counted them, through the same count and judge as production."""

import asyncio
import csv
import dataclasses
import gzip
from datetime import UTC, datetime, timedelta
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
    assert accuracy.opened_in_time >= 55
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


@pytest.mark.parametrize("width", [20, 60])
def test_counts_of_wide_bins_bring_one_outage_where_one_was(tmp_path: Path, width: int) -> None:
    dice, first = np.random.default_rng(5), datetime(2026, 3, 2, tzinfo=UTC)
    bins = 9 * 1440 // width
    counts = dice.poisson(20 * width / 60, bins)
    hit = slice(bins - 1440 // width, bins - 1080 // width)  # six hours of the last day
    counts[hit] = dice.poisson(20 * width / 15, hit.stop - hit.start)
    file = tmp_path / "wide.csv"
    times = [(first + timedelta(minutes=width * i)).isoformat() for i in range(bins)]
    file.write_text(
        "\n".join(["at,service,reports", *(f"{at},aws,{n}" for at, n in zip(times, counts, strict=True))])
    )
    history = read_history(file, CATALOG, NOW)
    assert (history.width, history.bin_minutes) == (width, {20: 5, 60: 15}[width])
    replayed = asyncio.run(rehearse(history, None, JudgeConfig(), lambda *_: None))
    assert replayed.reports == counts.sum()
    (found,) = [one for one in replayed.incidents if one.opened_at]
    began = first + timedelta(minutes=width * hit.start)
    assert found.opened_at is not None
    assert began <= found.opened_at <= began + timedelta(minutes=60)


def test_a_file_of_days_is_refused_for_what_it_cannot_tell(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text(
        "at,service,reports\n" + "".join(f"2026-03-{day:02}T00:00:00Z,aws,9\n" for day in range(1, 20))
    )
    with pytest.raises(ConfigError, match="1440 minutes apart"):
        read_history(file, CATALOG, NOW)


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
