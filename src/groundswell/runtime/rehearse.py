"""A history file through count and judge, in stores of its own that vanish afterwards: what `replay` runs.

Nothing of the running instance is touched. The stores are real SQLite, in memory-backed storage where the
machine has some.
"""

from __future__ import annotations

import csv
import gzip
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from groundswell.core.batch import Batch
from groundswell.core.catalog import Catalog
from groundswell.core.incident import Accuracy, Label, accuracy
from groundswell.core.intake import SEED, Fault, judged_in, thrown, tidy, width_of
from groundswell.core.intake.clean import unknown_service
from groundswell.core.model import Drop
from groundswell.core.timegrid import instant_from
from groundswell.errors import ConfigError, InputError
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.flow.read import counts_csv, reports_ndjson
from groundswell.flow.replay import Replayed, replay
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings
from groundswell.runtime.terminal import UsageFault

_WIDTH_MAX = 60
"""Minutes: of wider bins it could not be said when an outage began."""

_LABEL_COLUMNS = ("service", "begin", "end", "alarm_at")
_SKEW_MINUTES = 5.0

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class History:
    """A file as rows in order of time, what in it could not be taken, the `width` of its bins, and that of the bins in which
    it is judged: those of wide ones are thrown over these."""

    batch: Batch
    bin_minutes: int
    width: int
    dropped: dict[Drop, int]
    faults: tuple[Fault, ...]
    apart: int = 0
    """minutes by which its times are apart, where that is more than the width that was given for it; else 0"""


def read_history(path: Path, catalog: Catalog, now: datetime, bin_minutes: int | None = None) -> History:
    """Counts as CSV or reports as NDJSON, plain or gzipped; what lies after `now` is dropped. The bin of a CSV is seen from
    its times if not given.

    Raises ConfigError when the file cannot be used at all.
    """
    data = _bytes(path)
    is_csv = ".csv" in path.suffixes
    if bin_minutes is not None and not 1 <= bin_minutes <= _WIDTH_MAX:
        raise UsageFault(f"--bin: {bin_minutes} minutes; bins are 1 to {_WIDTH_MAX} minutes wide")
    try:
        rows = counts_csv(data) if is_csv else reports_ndjson(data)
    except InputError as error:
        raise ConfigError(f"{path}: {error}") from error
    if len(rows) == 0:
        detail = f"; first fault: line {rows.faults[0].line}, {rows.faults[0].fault}" if rows.faults else ""
        raise ConfigError(f"{path}: holds no line that can be read{detail}")
    tidied = tidy(rows, catalog, now, _SKEW_MINUTES)
    if len(tidied.batch) == 0:
        raise ConfigError(f"{path}: no line can be counted; first fault: {_first(tidied.faults)}")
    apart = width_of(rows) if is_csv else 1
    width = bin_minutes or apart
    if width > _WIDTH_MAX:
        raise ConfigError(
            f"{path}: its times are {width} minutes apart; of bins wider than {_WIDTH_MAX} minutes nothing can be told of "
            "outages (if lines without reports were left out, say how wide the bins are: --bin 15m)"
        )
    until = int(now.timestamp() * 1000)
    batch = thrown(tidied.batch, width, until, np.random.default_rng(SEED))
    order = np.argsort(batch.observed_at, kind="stable")
    return History(
        batch.take(order),
        judged_in(width),
        width,
        dict(tidied.dropped),
        tidied.faults,
        apart if apart > width else 0,
    )


def read_labels(path: Path, catalog: Catalog) -> list[Label]:
    """Known outages as CSV: service,begin,end,alarm_at[,name]. Raises ConfigError naming line and column."""
    reader = csv.DictReader(_bytes(path).decode("utf-8-sig").splitlines())
    missing = [name for name in _LABEL_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigError(f"{path}: no column {', '.join(missing)}; labels begin {','.join(_LABEL_COLUMNS)}")
    labels = []
    for row in reader:
        service = catalog.find(row["service"] or "")
        if service is None:
            fault = unknown_service(row["service"] or "", catalog)
            raise ConfigError(f"{path}, line {reader.line_num}: {fault}")
        begin, end, alarm_at = (
            _instant(path, reader.line_num, name, row[name]) for name in _LABEL_COLUMNS[1:]
        )
        labels.append(Label(service.slug, begin, end, alarm_at, row.get("name") or ""))
    return labels


async def rehearse(
    history: History, catalog_file: Path | None, config: JudgeConfig, progress: Progress
) -> Replayed:
    """Count and judge `history` in stores of its own."""
    with _fast_directory() as folder:
        settings = Settings(data_dir=folder, catalog=catalog_file)
        end = datetime.fromtimestamp(int(history.batch.observed_at[-1]) / 1000, tz=UTC)
        async with open_stores(settings, ManualClock(end)) as stores:
            judge = Judge(
                stores.catalog,
                stores.cube,
                stores.incidents,
                stores.journal,
                config,
                bin_minutes=history.bin_minutes,
                replaying=True,
            )
            return await replay(
                history.batch,
                journal=stores.journal,
                cube=stores.cube,
                incidents=stores.incidents,
                judge=judge,
                bin_minutes=history.bin_minutes,
                progress=progress,
            )


def held_against(replayed: Replayed, labels: list[Label]) -> Accuracy:
    """The replay's incidents against `labels`."""
    return accuracy(
        replayed.incidents,
        labels,
        replayed.watched_outside((label.service, label.begin, label.end) for label in labels),
        lambda label: replayed.has_data(label.service, label.begin, label.end),
    )


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError) as fault:
        raise ConfigError(f"{path}: cannot be read: {getattr(fault, 'strerror', None) or fault}") from fault


def _instant(path: Path, line: int, name: str, text: str | None) -> datetime:
    try:
        if not text:
            what = (
                "when they called it; of an outage without that write when it began"
                if name == "alarm_at"
                else "a time"
            )
            raise ConfigError(f"{path}, line {line}: {name} is required: {what}")
        return instant_from(text)
    except ValueError as fault:
        raise ConfigError(f"{path}, line {line}: {name} {fault}") from None


def _first(faults: tuple[Fault, ...]) -> str:
    return f"line {faults[0].line}, {faults[0].field}: {faults[0].fault}" if faults else "none"


@contextmanager
def _fast_directory() -> Iterator[Path]:
    shared = Path("/dev/shm")  # noqa: S108  memory, where the machine has it: nothing here outlives the replay
    fast = shared if shared.is_dir() and os.access(shared, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="groundswell-replay-", dir=fast) as folder:
        yield Path(folder)


def minutes_between(delay: float) -> str:
    """A delay in words: "12 min later", "3 min earlier"."""
    if abs(delay) < 0.5:
        return "same minute"
    return f"{abs(delay):.0f} min {'later' if delay > 0 else 'earlier'}"


def within(delay: float) -> str:
    """Likewise for those who are at most so late: "within 12 min", "3 min earlier or more"."""
    if abs(delay) < 0.5:
        return "within the minute"
    return f"within {delay:.0f} min" if delay > 0 else f"{-delay:.0f} min earlier or more"


def span(duration: timedelta) -> str:
    """A duration in words: "1 h 35 min"."""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
