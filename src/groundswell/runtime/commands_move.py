"""The command that takes reports and counts in: import."""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Final, Literal, get_args

import msgspec
from cyclopts import Parameter
from rich.progress import Progress, TaskID

from groundswell.core.intake import WIDTHS, tidy, width_of
from groundswell.errors import ConfigError, InputError
from groundswell.flow.admit import Admit
from groundswell.flow.read import counts_csv, reports_ndjson
from groundswell.runtime import belonging, imported, terminal
from groundswell.runtime.build import Stores, open_stores, shipped_catalog
from groundswell.runtime.client import Server
from groundswell.runtime.config import Settings
from groundswell.runtime.filled import filled
from groundswell.runtime.lease import is_running
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, Flag, settings_from
from groundswell.runtime.secrets import given_token, load_secrets, token_path
from groundswell.runtime.terminal import Exit, UsageFault

Kind = Literal["counts", "reports"]
Width = Literal["1m", "5m", "10m", "15m", "20m", "30m", "1h", "1d"]
_LINES_PER_PIECE: Final = 20_000
_FAULTS_MAX: Final = 20
_SUFFIXES: Final[dict[str, Kind]] = {".csv": "counts", ".ndjson": "reports", ".jsonl": "reports"}
_WIDTHS: Final[dict[Width, int]] = dict(zip(get_args(Width), WIDTHS, strict=True))
_COLUMNS: Final = {"observed_at": "at", "source_kind": "source"}
"""how a table calls what a report calls otherwise"""
_GZIP_MAGIC: Final = b"\x1f\x8b"


class Taken(msgspec.Struct):
    """What became of a file."""

    accepted: int = 0
    known: int = 0
    """that were taken in when the same file came before, and are not taken again"""
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

    A file that was taken in is remembered by its content, and not taken a second time, whatever --bin says: how many of its reports
    are known is said, and the command exits with 1. When an import breaks off, call it again: it goes on where it stopped, and nothing counts twice. Both hold for files that go into the
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
    return Exit.TROUBLE if taken.dropped or taken.known else Exit.FINE


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
    catalog = shipped_catalog(
        settings.catalog
    )  # what is wrong in it is told before there is a data directory
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
            async with open_stores(settings, catalog=catalog) as stores:
                await belonging.insist(stores.journal, stores.cube, stores.incidents)
                taking = None
                if found:
                    taking = await imported.begin(
                        stores.imports, stores.journal, stores.clock, file.name, found, how, again=again
                    )
                await _take_locally(pieces, kind, width, settings, stores, taken, taking, file.name)

        try:
            asyncio.run(run())
        except imported.KnownError as fault:
            taken.known = fault.accepted
            terminal.warn(str(fault))


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
        _add_faults(taken, piece, kind, [(at.line, at.field, at.fault) for at in outcome.faults])
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
            _add_faults(taken, piece, kind, [(at.line, at.field, at.fault) for at in outcome.faults])


def _add(taken: Taken, accepted: int, dropped: dict[str, int]) -> None:
    taken.accepted += accepted
    taken.dropped.update(dropped)


def _add_faults(taken: Taken, piece: _Piece, kind: Kind, faults: list[tuple[int, str, str]]) -> None:
    """Faults with the line, and the column of a table or the field of an object that they are in."""
    head = piece.data.split(b"\n", 1)[0].decode("utf-8-sig", "replace") if kind == "counts" else ""
    columns = [name.strip().lower() for name in head.split(",")]
    room = max(0, _FAULTS_MAX - len(taken.faults))
    for line, field, words in faults[:room]:
        name = _COLUMNS.get(field, field) if kind == "counts" else field
        if name == "line":
            where = ""
        elif name in columns:
            where = f", column {columns.index(name) + 1} ({name})"
        else:
            where = f", field {name}"
        taken.faults.append(f"line {line + piece.skipped}{where}: {words}")


def _tell(taken: Taken, *, json: bool) -> None:
    if json:
        terminal.say_json(taken)
        return
    terminal.say(f"accepted {taken.accepted:,}")
    if taken.known:
        terminal.say(f"known    {taken.known:,}  already counted")
    for reason, number in taken.dropped.most_common():
        terminal.say(f"dropped  {number:,}  {reason}")
    terminal.warn(*taken.faults)
    if (more := sum(taken.dropped.values()) - len(taken.faults)) > 0 and taken.faults:
        terminal.warn(f"and {more:,} more")
