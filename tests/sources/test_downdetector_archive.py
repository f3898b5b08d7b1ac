"""The converter reads the archive's dialect, and never makes us look faster than we are."""

from pathlib import Path

import pytest

from groundswell.errors import ConfigError
from groundswell.sources.downdetector_archive import convert

EPISODES = (
    "episode_id,service,window_start_utc,window_end_utc,bins,downdetector_alarm_utc\n"
    "gcp-1,gcp,2018-01-04T10:08:28Z,2018-01-04T11:08:28Z,4,2018-01-04T10:53:00Z\n"
)


def converted(folder: Path, reports: str) -> tuple[str, str]:
    (folder / "episodes.csv").write_text(EPISODES)
    (folder / "reports_15min.csv").write_text("episode_id,service,bin_start_utc,reports\n" + reports)
    convert(folder, folder / "out")
    return (folder / "out" / "counts.csv").read_text(), (folder / "out" / "labels.csv").read_text()


def test_a_bin_goes_into_the_next_whole_quarter_so_that_it_is_over_when_it_is_judged(tmp_path: Path) -> None:
    counts, _ = converted(tmp_path, "gcp-1,gcp,2018-01-04T10:08:28Z,7\ngcp-1,gcp,2018-01-04T10:30:00Z,9\n")
    assert counts.splitlines() == [
        "at,service,reports",
        "2018-01-04T10:15:00Z,google-cloud,7",
        "2018-01-04T10:30:00Z,google-cloud,9",
    ]


def test_windows_that_overlap_are_joined_by_the_larger_count(tmp_path: Path) -> None:
    counts, _ = converted(tmp_path, "a,aws,2018-01-04T10:08:28Z,7\nb,aws,2018-01-04T10:12:01Z,5\n")
    assert counts.splitlines()[1:] == ["2018-01-04T10:15:00Z,aws,7"]


def test_a_label_begins_two_hours_before_their_alarm(tmp_path: Path) -> None:
    _, labels = converted(tmp_path, "")
    assert labels.splitlines()[1] == (
        "google-cloud,2018-01-04T08:53:00Z,2018-01-04T11:08:28Z,2018-01-04T10:53:00Z,gcp-1"
    )


def test_another_file_under_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reports_15min.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ConfigError, match="no column service"):
        convert(tmp_path, tmp_path)
