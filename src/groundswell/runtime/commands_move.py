"""Commands that move reports and counts in and out: import, export."""

from __future__ import annotations

import asyncio
import csv
import gzip
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Final, Literal, get_args

import msgspec
import numpy as np
from cyclopts import Parameter
from numpy.typing import NDArray
from rich.progress import Progress, TaskID

from groundswell.core.batch import Batch
from groundswell.core.intake import WIDTHS, tidy, width_of
from groundswell.core.intake.clean import unknown_service
from groundswell.core.model import Axis
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import ConfigError, InputError
from groundswell.flow.admit import Admit
from groundswell.flow.count import Heard
from groundswell.flow.read import counts_csv, reports_ndjson
from groundswell.ports import Cube, Journal
from groundswell.runtime import belonging, imported, terminal
from groundswell.runtime.build import Stores, open_stores, shipped_catalog
from groundswell.runtime.client import Server
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.filled import filled
from groundswell.runtime.lease import is_running
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, Flag, settings_from
from groundswell.runtime.secrets import given_token, load_secrets, token_path
from groundswell.runtime.terminal import Exit, UsageFault

Kind = Literal["counts", "reports"]
Bin = Literal["1m", "15m", "1h", "1d"]
Width = Literal["1m", "5m", "10m", "15m", "20m", "30m", "1h", "1d"]
_LINES_PER_PIECE: Final = 20_000
_FAULTS_MAX: Final = 20
_SUFFIXES: Final[dict[str, Kind]] = {".csv": "counts", ".ndjson": "reports", ".jsonl": "reports"}
_MINUTES: Final[dict[Bin, int]] = {"1m": 1, "15m": 15, "1h": 60, "1d": 1440}
_WIDTHS: Final[dict[Width, int]] = dict(zip(get_args(Width), WIDTHS, strict=True))
_GZIP_MAGIC: Final = b"\x1f\x8b"


class Taken(msgspec.Struct):
    """What became of a file."""

    accepted: int = 0
    dropped: Counter[str] = msgspec.field(default_factory=Counter)
    faults: list[str] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some lines of a file, whole lines each, ready to be read: `skipped` lines of the file stand before them."""

    data: bytes
    skipped: int
    bytes_read: int


def import_file(
    file: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    kind: Kind | None = None,
    bin: Width | None = None,  # noqa: A002  the word of the option
    url: Annotated[
        str | None,
        Parameter(
            name="--url",
            help="Send it to this server ($GROUNDSWELL_TOKEN holds its token) and not to the local journal.",
        ),
    ] = None,
    again: Annotated[bool, Flag] = False,
    new: Annotated[bool, Flag] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Take in a file of counts (CSV) or of reports (NDJSON), plain or packed with gzip.

    Goes through the same door as the API. What goes into the local journal is counted by the server: at once if it
    runs, else at its next start. Exits with 1 when some lines were not taken; the others are.

    A file that was taken in is remembered by its content, and refused a second time, whatever --bin says. When an import
    breaks off, call it again: it goes on where it stopped, and nothing counts twice. Both hold for files that go into the
    local journal, not for a pipe and not with --url. A file that was changed is another file: import only the new lines of
    it. Lines for bins that hold counts of their kind already are taken, with a note: what `export` wrote here counts twice.

    Parameters
    ----------
    file
        The file, or - for standard input (then say --kind).
    kind
        What it holds. Left out: .csv is counts, .ndjson and .jsonl are reports.
    bin
        How wide the bins of the counts are. Left out: as wide as the steps between the times of the file (of a pipe, 1m). A
        count of a wide bin is thrown over its quarters of an hour (or five minutes, where they do not fit).
    again
        Take it from the beginning although it was taken in before, wholly or in part: what is in it counts once more.
    new
        Make an instance where there is none, to be started with this history.
    """
    if str(file).startswith("--"):
        raise UsageFault(f"{file}: there is no such option; see groundswell import --help")
    kind = kind or _kind_of(file)
    taken = Taken()
    size = file.stat().st_size if file.is_file() else None
    width = bin or (_width_of(file) if kind == "counts" and file.is_file() else "1m")
    if url is None:
        settings = settings_from(config, data_dir)
        if not new and not settings.journal_path.exists():
            raise ConfigError(
                f"{settings.data_dir}: there is no instance here; give --data-dir, or --new to make one"
            )
        _take_in(file, size, kind, width, settings, taken, again=again)
        learned_later = is_running(settings.data_dir)
    else:
        with _reading(file) as (stream, place), terminal.progress(str(file), size) as bar:
            _send(
                _watched(_pieces(stream, header=kind == "counts", place=place), bar), kind, width, url, taken
            )
        learned_later = True
    _tell(taken, json=json)
    if learned_later and kind == "counts" and taken.accepted:
        terminal.warn(
            "note: the server counts it now, and learns what is usual from it when it is started again"
        )
    return Exit.TROUBLE if taken.dropped else Exit.FINE


def export(
    *,
    reports: Annotated[bool, Flag] = False,
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

    Single reports come without pseudonyms, keys and comments; those that were not counted, since the same person had reported
    in that half hour, are left out. Counts that a partner sent or `import` brought are among them, as lines with a
    `count` and another `source_kind` than "person".

    Parameters
    ----------
    reports
        Write single reports instead of counts (they go back as far as retention.raw_days).
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
    settings = settings_from(config, data_dir)
    if not settings.journal_path.exists():
        raise ConfigError(f"{settings.journal_path}: there is no journal; give --data-dir")
    wanted = _Wanted(first, last, service, by, _MINUTES[bin])
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


# --- in -----------------------------------------------------------------------------------------------


def _kind_of(file: Path) -> Kind:
    suffixes = [suffix for suffix in file.suffixes if suffix != ".gz"]
    kind = _SUFFIXES.get(suffixes[-1].lower()) if suffixes else None
    if kind is None:
        raise UsageFault(f"{file}: what does it hold? Say --kind counts (CSV) or --kind reports (NDJSON)")
    return kind


def _width_of(file: Path) -> Width:
    """The bins of a file of counts, seen from the times of its first lines."""
    with _reading(file) as (stream, place):
        first = next(_pieces(stream, header=True, place=place))
    try:
        width = width_of(counts_csv(first.data))
    except InputError:
        return "1m"  # what is wrong is said when it is taken in
    return next(name for name, minutes in _WIDTHS.items() if minutes == width)


@contextmanager
def _reading(file: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file's lines, unpacked, and the file itself, whose place says how far reading has come."""
    if str(file) == "-":
        yield sys.stdin.buffer, sys.stdin.buffer
        return
    try:
        raw = file.open("rb")
    except OSError as fault:
        raise ConfigError(f"{file}: {fault.strerror}") from fault
    with raw:
        packed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        try:
            if packed:
                with gzip.open(raw, "rb") as unpacked:
                    yield unpacked, raw  # type: ignore[misc]  # a GzipFile reads as bytes do
            else:
                yield raw, raw
        except (EOFError, gzip.BadGzipFile) as fault:
            raise ConfigError(f"{file} cannot be unpacked: {fault}") from fault


def _pieces(stream: IO[bytes], place: IO[bytes], *, header: bool) -> Iterator[_Piece]:
    """The file in pieces of whole lines; of counts, each piece begins with the header."""
    head = stream.readline() if header else b""
    skipped, lines = 0, []
    for line in stream:
        lines.append(line)
        if len(lines) == _LINES_PER_PIECE:
            yield _Piece(head + b"".join(lines), skipped, _place(place))
            skipped, lines = skipped + len(lines), []
    if lines:
        yield _Piece(head + b"".join(lines), skipped, _place(place))
    elif not skipped:
        raise ConfigError(f"{place.name}: holds no line that can be read")


def _place(file: IO[bytes]) -> int:
    return file.tell() if file.seekable() else 0


def _watched(pieces: Iterator[_Piece], bar: Progress) -> Iterator[_Piece]:
    for piece in pieces:
        yield piece
        bar.update(TaskID(0), completed=piece.bytes_read)


def _take_in(
    file: Path, size: int | None, kind: Kind, width: Width, settings: Settings, taken: Taken, *, again: bool
) -> None:
    """Into the local journal."""
    shipped_catalog(settings.catalog)  # what is wrong in it is told before there is a data directory
    found = ""
    if file.is_file():
        with _reading(file) as (stream, _):
            found = imported.digest(stream)
    how = f"{kind} in bins of {width}, {_LINES_PER_PIECE:,} lines a piece"
    with (
        imported.alone(settings.data_dir),
        _reading(file) as (stream, place),
        terminal.progress(str(file), size) as bar,
    ):
        pieces = _watched(_pieces(stream, header=kind == "counts", place=place), bar)

        async def run() -> None:
            async with open_stores(settings) as stores:
                await belonging.insist(stores.journal, stores.cube, stores.incidents)
                taking = None
                if found:
                    taking = await imported.begin(
                        stores.imports, stores.journal, stores.clock, file.name, found, how, again=again
                    )
                await _take_locally(pieces, kind, width, settings, stores, taken, taking, file.name)

        asyncio.run(run())


async def _take_locally(
    pieces: Iterator[_Piece],
    kind: Kind,
    width: Width,
    settings: Settings,
    stores: Stores,
    taken: Taken,
    taking: imported.Taking | None,
    name: str,
) -> None:
    secrets = load_secrets(settings.data_dir)
    admit = Admit(stores.catalog, stores.journal, stores.clock, settings.intake, secrets.key)
    held = taking.entry.pieces if taking else 0
    if taking and held:
        lines = held * _LINES_PER_PIECE
        terminal.warn(
            f"an import of this file that began at {taking.entry.begun_at:%Y-%m-%d %H:%M} UTC broke off: "
            f"going on after line {lines:,}; {terminal.counted(taking.entry.accepted, 'report')} from before"
        )
    for number, piece in enumerate(pieces, 1):
        if number <= held:
            continue
        key = taking.key(number) if taking else ""
        rows = reports_ndjson(piece.data) if kind == "reports" else counts_csv(piece.data, _WIDTHS[width])
        if number == 1:  # later ones may share bins with the first, which a running server counts meanwhile
            countable = tidy(rows, stores.catalog, stores.clock.now(), settings.intake.skew_minutes_max).batch
            if there := await filled(stores.cube, countable, at_least=_WIDTHS[width]):
                terminal.warn(there.words(name))
        outcome = await (admit.reports(rows, key) if kind == "reports" else admit.counts(rows, key))
        _add(taken, outcome.accepted, {str(reason): n for reason, n in outcome.dropped.items()})
        _add_faults(taken, piece, [(at.line, at.field, at.fault) for at in outcome.faults])
        if drops := admit.take_drops():
            await stores.cube.add_drops(drops)
        if taking:
            await taking.took(number, outcome.accepted)
    if taking:
        await taking.finish()


def _send(pieces: Iterator[_Piece], kind: Kind, width: Width, url: str, taken: Taken) -> None:
    token = given_token(os.environ)
    if token is None:
        raise ConfigError(
            "a bulk import needs the server's token: set GROUNDSWELL_TOKEN, or GROUNDSWELL_TOKEN_FILE to the file "
            f"`{token_path(Path('DATA_DIR'))}` of the server"
        )
    with Server(url, token=token) as server:
        for piece in pieces:
            if kind == "reports":
                outcome = server.bulk("/api/v1/reports/bulk", piece.data, "application/x-ndjson", {})
            else:
                outcome = server.bulk("/api/v1/counts/bulk", piece.data, "text/csv", {"bin": width})
            _add(taken, outcome.accepted, outcome.dropped)
            _add_faults(taken, piece, [(at.line, at.field, at.fault) for at in outcome.faults])


def _add(taken: Taken, accepted: int, dropped: dict[str, int]) -> None:
    taken.accepted += accepted
    taken.dropped.update(dropped)


def _add_faults(taken: Taken, piece: _Piece, faults: list[tuple[int, str, str]]) -> None:
    room = max(0, _FAULTS_MAX - len(taken.faults))
    taken.faults += [f"line {line + piece.skipped}, {name}: {words}" for line, name, words in faults[:room]]


def _tell(taken: Taken, *, json: bool) -> None:
    if json:
        terminal.say_json(taken)
        return
    terminal.say(f"accepted {taken.accepted:,}")
    for reason, number in taken.dropped.most_common():
        terminal.say(f"dropped  {number:,}  {reason}")
    terminal.warn(*taken.faults)
    if (more := sum(taken.dropped.values()) - len(taken.faults)) > 0 and taken.faults:
        terminal.warn(f"and {more:,} more")


# --- out ----------------------------------------------------------------------------------------------


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
            cells, key=lambda cell: (cell.minute, cell.service, cell.value, cell.kind, cell.works)
        ):
            at = f"{instant_of(cell.minute):%Y-%m-%dT%H:%M:%SZ}"
            value = [cell.value] if split else []
            writer.writerow(
                [at, cell.service, cell.count, *value, cell.kind.value, "true" if cell.works else "false"]
            )
            written += 1
    return written


async def _export_reports(journal: Journal, wanted: _Wanted, slug: str | None, stream: IO[str]) -> int:
    last, written, heard = await journal.last(), 0, Heard()
    with terminal.progress("journal", last) as bar:
        async for batch, sequence in _batches(journal):
            for line in _lines(batch, heard.fresh(batch), wanted, slug):
                stream.write(line)
                written += 1
            bar.update(TaskID(0), completed=sequence)
    return written


async def _batches(journal: Journal) -> AsyncIterator[tuple[Batch, int]]:
    after = 0
    while entries := await journal.read(after):
        for entry in entries:
            if isinstance(entry.content, Batch):
                yield entry.content, entry.last
        after = entries[-1].last


_SAID = ("symptom", "country", "region", "network", "platform", "app_version")


def _lines(batch: Batch, fresh: NDArray[np.bool_], wanted: _Wanted, slug: str | None) -> Iterator[str]:
    """Reports as lines, the `fresh` ones: what they say, and never who said it."""
    first, last = int(wanted.first.timestamp() * 1000), int(wanted.last.timestamp() * 1000)
    for row, at in enumerate(batch.observed_at.tolist()):
        if not fresh[row] or not first <= at <= last:
            continue
        report = batch.report(row)
        if slug is not None and report.service != slug:
            continue
        line: dict[str, object] = {"service": report.service, "observed_at": report.observed_at}
        line |= {name: text for name in _SAID if (text := getattr(report, name))}
        line |= {"works": True} if report.works else {}
        line |= {"source_kind": report.source_kind.value}
        line |= {"count": report.count} if report.count != 1 else {}
        yield msgspec.json.encode(line).decode() + "\n"
