"""What a replay says of the files that it is given."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from groundswell.errors import ConfigError
from groundswell.runtime.build import shipped_catalog
from groundswell.runtime.rehearse import read_history, read_labels

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def quarters(folder: Path) -> Path:
    rows = [
        f"2026-11-20T{hour:02}:{minute:02}:00Z,instagram,4"
        for hour in range(24)
        for minute in (0, 15, 30, 45)
    ]
    path = folder / "counts.csv"
    path.write_text("\n".join(["at,service,reports", *rows]))
    return path


def test_bins_narrower_than_the_times_are_apart_are_noticed(tmp_path: Path) -> None:
    path, catalog = quarters(tmp_path), shipped_catalog()
    assert read_history(path, catalog, NOW, 5).apart == 15
    assert read_history(path, catalog, NOW, 15).apart == 0
    assert read_history(path, catalog, NOW).apart == 0


def test_a_label_without_an_alarm_is_told_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("service,begin,end,alarm_at\ninstagram,2026-11-20T10:00Z,2026-11-20T11:00Z,\n")
    with pytest.raises(ConfigError, match=r"line 2: alarm_at is required: .* write when it began"):
        read_labels(path, shipped_catalog())
