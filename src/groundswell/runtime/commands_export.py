"""The command that writes what was counted and reported: export."""

from __future__ import annotations

import asyncio
import csv
import gzip
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from rich.progress import TaskID

from groundswell.core.batch import Batch
from groundswell.core.intake.clean import unknown_service
from groundswell.core.model import Axis, SourceKind
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import ConfigError
from groundswell.flow.count import Heard
from groundswell.ports import Cube, Journal
from groundswell.runtime import terminal
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, Flag, settings_of_instance
from groundswell.runtime.terminal import Exit, UsageFault

Bin = Literal["1m", "15m", "1h", "1d"]
_MINUTES: Final[dict[Bin, int]] = {"1m": 1, "15m": 15, "1h": 60, "1d": 1440}


def export(
    *,
    reports: Annotated[bool, Flag] = False,
    no_partners: Annotated[bool, Flag] = False,
    since: str = "24h",
    until: str | None = None,
    service: str | None = None,
    by: Axis = Axis.ALL,
    bin: Bin = "15m",  # noqa: A002
    out: Path | None = None,
    overwrite: Annotated[bool, Flag] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Write counts as CSV, or single reports as NDJSON, in the form that `import` reads.

    Single reports come without pseudonyms, keys and comments; those of people who had reported in that half hour are left out,
    and with them what they said more: it is in the counts. Counts that a partner sent or `import` brought are among them, as lines with a
    `count` and another `source_kind` than "person"; how many they are is said, and --no-partners leaves them out.

    Parameters
    ----------
    reports
        Write single reports instead of counts (they go back as far as retention.raw_days).
    no_partners
        Leave out what partners sent or `import` brought as theirs (source kind "partner").
    since
        The first instant, such as 2023-05-21T20:00Z, or how long ago: 90m, 24h, 7d.
    until
        The last instant, likewise. Left out: now.
    service
        Only this service.
    by
        What the counts are split by, beside service, source and whether it works.
    bin
        How wide the bins are.
    out
        The file to write, packed if its name ends in .gz. Left out: standard output.
    overwrite
        Write it although a file of this name is there.
    """
    if json and out is None:
        raise UsageFault(
            "--json tells of the file that --out names: what goes to standard output is the file itself"
        )
    now = SystemClock().now()
    first, last = terminal.instant(since, now, "--since"), terminal.instant(until or "0m", now, "--until")
    if last < first:
        raise UsageFault("--until lies before --since")
    if out is not None and out.exists() and not overwrite:
        raise UsageFault(f"{out} is there already: give another name, or --overwrite")
    settings = settings_of_instance(config, data_dir)
    wanted = _Wanted(first, last, service, by, _MINUTES[bin], partners=not no_partners)
    with _writing(out) as stream:
        written = asyncio.run(_export(settings, wanted, stream, reports=reports))
    if json:
        terminal.say_json({"file": str(out), "lines": written})
    elif out is not None:
        terminal.warn(f"{out}: {terminal.counted(written, 'line')}")
    return Exit.FINE


@dataclass(frozen=True, slots=True)
class _Wanted:
    first: datetime
    last: datetime
    service: str | None
    axis: Axis
    bin_minutes: int
    partners: bool


@contextmanager
def _writing(out: Path | None) -> Iterator[IO[str]]:
    """Where to write; a file appears under its name only when it is complete."""
    if out is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    draft = out.with_name(f".{out.name}.part")
    try:
        with (
            gzip.open(draft, "wt", encoding="utf-8", newline="")
            if out.name.endswith(".gz")
            else draft.open("w", encoding="utf-8", newline="")
        ) as stream:
            yield stream
        draft.replace(out)
    except OSError as fault:
        raise ConfigError(f"{out}: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)


async def _export(settings: Settings, wanted: _Wanted, stream: IO[str], *, reports: bool) -> int:
    async with open_stores(settings, looking=True) as stores:
        if wanted.service is not None and stores.catalog.find(wanted.service) is None:
            raise UsageFault(f"--service: {unknown_service(wanted.service, stores.catalog)}")
        found = stores.catalog.find(wanted.service) if wanted.service else None
        slug = found.slug if found else None
        if reports:
            return await _export_reports(stores.journal, wanted, slug, stream)
        return await _export_counts(stores.cube, wanted, slug, stream)


async def _export_counts(cube: Cube, wanted: _Wanted, slug: str | None, stream: IO[str]) -> int:
    split = [] if wanted.axis is Axis.ALL else [wanted.axis.value]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["at", "service", "reports", *split, "source", "works"])
    written = 0
    first = minute_of(wanted.first) // wanted.bin_minutes * wanted.bin_minutes
    last = minute_of(wanted.last)
    step = max(1440, wanted.bin_minutes)
    for start in range(first, last + 1, step):
        cells = await cube.cells(
            start,
            min(start + step - 1, last),
            bin_minutes=wanted.bin_minutes,
            service=slug,
            axis=wanted.axis,
        )
        for cell in sorted(
            (cell for cell in cells if wanted.partners or cell.kind is not SourceKind.PARTNER),
            key=lambda cell: (cell.minute, cell.service, cell.value, cell.kind, cell.works),
        ):
            at = f"{instant_of(cell.minute):%Y-%m-%dT%H:%M:%SZ}"
            value = [cell.value] if split else []
            writer.writerow(
                [at, cell.service, cell.count, *value, cell.kind.value, "true" if cell.works else "false"]
            )
            written += 1
    return written


async def _export_reports(journal: Journal, wanted: _Wanted, slug: str | None, stream: IO[str]) -> int:
    last, written, partners, heard = await journal.last(), 0, 0, Heard()
    with terminal.progress("journal", last) as bar:
        async for batch, sequence in _batches(journal):
            for line, source in _lines(batch, heard.fresh(batch), wanted, slug):
                stream.write(line)
                written += 1
                partners += source is SourceKind.PARTNER
            bar.update(TaskID(0), completed=sequence)
    if partners:
        terminal.warn(
            f"note: {partners:,} of {terminal.counted(written, 'line')} are counts that partners sent or `import` brought "
            "(source_kind partner); --no-partners leaves them out"
        )
    return written


async def _batches(journal: Journal) -> AsyncIterator[tuple[Batch, int]]:
    after = 0
    while entries := await journal.read(after):
        for entry in entries:
            if isinstance(entry.content, Batch):
                yield entry.content, entry.last
        after = entries[-1].last


_SAID = ("symptom", "country", "region", "network", "platform", "app_version")


def _lines(
    batch: Batch, fresh: NDArray[np.bool_], wanted: _Wanted, slug: str | None
) -> Iterator[tuple[str, SourceKind]]:
    """Reports as lines, the `fresh` ones: what they say, and never who said it."""
    first, last = int(wanted.first.timestamp() * 1000), int(wanted.last.timestamp() * 1000)
    for row, at in enumerate(batch.observed_at.tolist()):
        if not fresh[row] or not first <= at <= last:
            continue
        report = batch.report(row)
        if slug is not None and report.service != slug:
            continue
        if report.source_kind is SourceKind.PARTNER and not wanted.partners:
            continue
        line: dict[str, object] = {"service": report.service, "observed_at": report.observed_at}
        line |= {name: text for name in _SAID if (text := getattr(report, name))}
        line |= {"works": True} if report.works else {}
        line |= {"source_kind": report.source_kind.value}
        line |= {"count": report.count} if report.count != 1 else {}
        yield msgspec.json.encode(line).decode() + "\n", report.source_kind
