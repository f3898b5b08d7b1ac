"""Bodies and files become Rows: NDJSON reports, NDJSON counts, and counts as CSV.

One bad line is a fault with its number and the rest is read; a body of which nothing can be read
(no header, not text) is an InputError.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import TOLD_COLUMNS, Column, ColumnMaker
from groundswell.core.intake import Fault, Rows
from groundswell.core.intake.rows import MISSING
from groundswell.core.timegrid import instant_from
from groundswell.errors import InputError
from groundswell.flow.plain import fault_of, reader, there_are

if TYPE_CHECKING:
    import _csv

REPORTER_LETTERS_MAX = 128
COUNT_MAX = 1_000_000_000
_PIECE_BYTES = 256 * 1024
_NEWLINE = ord("\n")
_CSV_TEXTS = ("service", "symptom", "country", "region", "network", "platform", "app_version", "source")
_CSV_COLUMNS = ("at", "service", "reports", *_CSV_TEXTS[1:], "works")
_CSV_REQUIRED = ("at", "service", "reports")


Count = Annotated[int, msgspec.Meta(ge=0, le=COUNT_MAX)]
_T = TypeVar("_T")


class Line(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    service: str
    observed_at: str = ""
    symptom: str = ""
    works: bool = False
    country: str = ""
    region: str = ""
    network: str = ""
    platform: str = ""
    app_version: str = ""
    comment: str = ""
    reporter: str = ""
    source_kind: str = ""
    count: Count = 1


class _CountLine(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    service: str
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    reports: Count
    symptom: str = ""
    works: bool = False
    country: str = ""
    region: str = ""
    network: str = ""
    platform: str = ""
    app_version: str = ""
    source: str = ""


_REPORT = msgspec.json.Decoder(Line)
_report: Final = reader(Line)
_count_line: Final = reader(_CountLine)


def reports_ndjson(data: bytes) -> Rows:
    """Reports, one JSON object a line (fields as in POST /api/v1/reports, and `reporter`, `source_kind`).

    `reporter` is any text that stands for one person; here it becomes a number, which admit keys before it is kept.
    """
    faults: list[Fault] = []
    makers = {name: ColumnMaker() for name in (*TOLD_COLUMNS, "observed_at")}
    parts: list[_Numbers] = []
    comments: dict[int, str] = {}
    rows = 0
    for first_line, many, piece in _pieces(data):
        # A piece at a time: its objects stay in the processor's cache while every column is taken from them.
        try:
            lines = _REPORT.decode_lines(piece)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            lines = []
        if len(lines) == many:
            numbers = np.arange(first_line, first_line + many, dtype=np.int64)
        else:  # one is wrong or empty, or one object is not one line
            lines, told, bad = _one_by_one(bytes(piece), _report, first_line)
            numbers = np.array(told, dtype=np.int64)
            faults += bad
        for name, texts in _texts(lines).items():
            makers[name].add(texts)
        parts.append(_Numbers.of(lines, numbers))
        words = [line.comment for line in lines]
        if any(words):
            comments.update((row, text) for row, text in enumerate(words, rows) if text)
        rows += len(lines)
    observed_at, unreadable = _instants(makers.pop("observed_at").column())
    found = Rows(
        texts={name: maker.column() for name, maker in makers.items()},
        works=np.concatenate([part.works for part in parts]),
        observed_at=observed_at,
        reporter=np.concatenate([part.reporter for part in parts]),
        count=np.concatenate([part.count for part in parts]),
        line=np.concatenate([part.line for part in parts]),
        comments=comments,
        faults=tuple(faults),
    )
    return _without(found, unreadable) if unreadable else found


def _texts(lines: Sequence[Line]) -> Mapping[str, Sequence[str]]:
    """The columns of text. Written out: a name that the interpreter knows is read twice as fast as by attrgetter."""
    return {
        "service": [line.service for line in lines],
        "symptom": [line.symptom for line in lines],
        "country": [line.country for line in lines],
        "region": [line.region for line in lines],
        "network": [line.network for line in lines],
        "platform": [line.platform for line in lines],
        "app_version": [line.app_version for line in lines],
        "source_kind": [line.source_kind for line in lines],
        "observed_at": [line.observed_at for line in lines],
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Numbers:
    """The columns of a piece that are no texts."""

    works: NDArray[np.bool_]
    reporter: NDArray[np.uint64]
    count: NDArray[np.int64]
    line: NDArray[np.int64]

    @classmethod
    def of(cls, lines: Sequence[Line], numbers: NDArray[np.int64]) -> _Numbers:
        works, counts = [line.works for line in lines], [line.count for line in lines]
        rows = len(lines)
        return cls(
            works=np.array(works, dtype=np.bool_) if any(works) else np.zeros(rows, dtype=np.bool_),
            reporter=_pseudonyms([line.reporter for line in lines]),
            count=np.ones(rows, dtype=np.int64)
            if counts.count(1) == rows
            else np.array(counts, dtype=np.int64),
            line=numbers,
        )


def _pieces(data: bytes) -> Iterator[tuple[int, int, memoryview]]:
    """`data` in pieces that end with a line; of each the number of its first line, and how many lines it has."""
    whole, line, start = memoryview(data), 1, 0
    while True:
        end = data.find(b"\n", start + _PIECE_BYTES) + 1
        piece = whole[start : end or len(data)]
        many = int(np.count_nonzero(np.frombuffer(piece, dtype=np.uint8) == _NEWLINE))
        if end == 0:
            yield line, many + (len(piece) > 0 and piece[-1] != _NEWLINE), piece
            return
        yield line, many, piece
        line += many
        start = end


def _without(rows: Rows, unreadable: Mapping[int, str]) -> Rows:
    """`rows` without those whose time, the text that `unreadable` has of them, cannot be read: these are faults."""
    words = "no time with its offset: write 2023-05-21T22:09:00Z"
    faults = [
        Fault(int(rows.line[row]), "observed_at", f'"{text[:40]}" is {words}')
        for row, text in unreadable.items()
    ]
    keep = np.ones(len(rows), dtype=np.bool_)
    keep[list(unreadable)] = False
    place = np.cumsum(keep) - 1
    return Rows(
        texts={
            name: column.take(keep) if isinstance(column, Column) else column
            for name, column in rows.texts.items()
        },
        works=rows.works[keep],
        observed_at=rows.observed_at[keep],
        reporter=rows.reporter[keep],
        count=rows.count[keep],
        line=rows.line[keep],
        comments={int(place[row]): text for row, text in rows.comments.items() if keep[row]},
        faults=(*rows.faults, *faults),
    )


def counts_ndjson(data: bytes) -> Rows:
    """Counts, one JSON object a line: {"at", "service", "reports"} and what they are split by."""
    lines, numbers, faults = _one_by_one(data, _count_line, 1)
    texts = {name: [getattr(line, name) for line in lines] for name in TOLD_COLUMNS if name != "source_kind"}
    texts["source_kind"] = [line.source or "partner" for line in lines]
    return _counts(
        texts,
        [line.works for line in lines],
        _milliseconds([line.at for line in lines]),
        [line.reports for line in lines],
        numbers,
        faults,
    )


def counts_csv(data: bytes, bin_minutes: int = 1) -> Rows:
    """Counts as CSV with a header: at,service,reports and, as wished, symptom,country,region,network,platform,
    app_version,source,works.

    `at` is RFC 3339 with its offset; it is floored to `bin_minutes`, over which the count is thrown when it is taken in
    (`core.intake.wide`). `source` is a source kind, partner when
    left out. Raises InputError when the header is not one.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("body", f"not UTF-8 at byte {error.start}") from None
    reader = csv.reader(io.StringIO(text))
    header = [name.strip().lower() for name in next(_rows_of(reader), [])]
    _check_header(header)
    place = {name: column for column, name in enumerate(header)}
    columns: dict[str, list[str]] = {name: [] for name in _CSV_TEXTS}
    works, instants, counts, numbers, faults = [], [], [], [], []
    for row in _rows_of(reader):
        if not row:
            continue
        try:
            if len(row) != len(header):
                raise InputError(
                    "line", f"{len(row)} fields where the header has {len(header)}: {', '.join(header)}"
                )
            at, count = _instant(row[place["at"]]), _count(row[place["reports"]])
            says_works = _truth(row[place["works"]]) if "works" in place else False
        except InputError as error:
            faults.append(Fault(reader.line_num, error.field, error.fault))
            continue
        instants.append(at - at % (bin_minutes * 60_000))
        counts.append(count)
        works.append(says_works)
        numbers.append(reader.line_num)
        for name in _CSV_TEXTS:
            columns[name].append(row[place[name]].strip() if name in place else "")
    texts: dict[str, list[str]] = {name: columns[name] for name in TOLD_COLUMNS if name != "source_kind"}
    texts["source_kind"] = [source or "partner" for source in columns["source"]]
    found = _counts(texts, works, np.array(instants, dtype=np.int64), counts, numbers, faults)
    return replace(found, bin_minutes=bin_minutes)


def _counts(
    texts: Mapping[str, Sequence[str]],
    works: Sequence[bool],
    observed_at: NDArray[np.int64],
    counts: Sequence[int],
    numbers: Sequence[int],
    faults: Sequence[Fault],
) -> Rows:
    return Rows(
        texts=texts,
        works=np.array(works, dtype=np.bool_),
        observed_at=observed_at,
        reporter=np.zeros(len(numbers), dtype=np.uint64),
        count=np.array(counts, dtype=np.int64),
        line=np.array(numbers, dtype=np.int64),
        faults=tuple(faults),
    )


def _one_by_one(
    data: bytes, read: Callable[[bytes], _T], first_line: int
) -> tuple[list[_T], list[int], list[Fault]]:
    lines: list[_T] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    for number, raw in enumerate(data.split(b"\n"), start=first_line):
        if not raw.strip():
            continue
        try:
            lines.append(read(raw))
            numbers.append(number)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            field, words = fault_of(error)
            faults.append(Fault(number, "line" if field == "body" else field, words))
    return lines, numbers, faults


def _check_header(header: Sequence[str]) -> None:
    for name in _CSV_REQUIRED:
        if name not in header:
            raise InputError(
                "header", f'no column "{name}"; a counts file begins {",".join(_CSV_REQUIRED)}', at=1
            )
    for name in header:
        if header.count(name) > 1:
            raise InputError("header", f'column "{name[:40]}" stands there twice', at=1)
        if name not in _CSV_COLUMNS:
            raise InputError("header", f'unknown column "{name[:40]}"; {there_are(name, _CSV_COLUMNS)}', at=1)


def _rows_of(reader: _csv.Reader) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:  # a field of more than 128 kB, a NUL: nothing beyond it can be trusted
        raise InputError("line", str(error), at=reader.line_num) from None


def _instants(texts: Column) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Milliseconds since 1970 of RFC 3339 times, MISSING for "", and the rows that cannot be read.

    Each distinct text is read once: many reports a second share their millisecond.
    """
    values = np.full(len(texts.values), MISSING, dtype=np.int64)
    unreadable: set[int] = set()
    for code, text in enumerate(texts.values):
        if text:
            try:
                values[code] = _instant(text)
            except InputError:
                unreadable.add(code)
    rows = (
        {row: texts.values[code] for row, code in enumerate(texts.codes.tolist()) if code in unreadable}
        if unreadable
        else {}
    )
    return values[texts.codes], rows


def _milliseconds(instants: Sequence[datetime | None]) -> NDArray[np.int64]:
    values = [MISSING if at is None else int(at.timestamp() * 1000) for at in instants]
    return np.array(values, dtype=np.int64)


def _instant(text: str) -> int:
    try:
        return int(instant_from(text.strip()).timestamp() * 1000)
    except ValueError as fault:
        raise InputError("at", str(fault)) from None


def _count(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise InputError("reports", f'"{text[:20]}" is no whole number')
    count = int(text) if len(text) <= 20 else COUNT_MAX + 1
    if not 0 <= count <= COUNT_MAX:
        raise InputError("reports", f"{text[:20]} is not between 0 and {COUNT_MAX}")
    return count


def _truth(text: str) -> bool:
    word = text.strip().lower()
    if word in ("", "0", "false", "no"):
        return False
    if word in ("1", "true", "yes"):
        return True
    raise InputError("works", f'"{text[:20]}" is neither true nor false')


def _pseudonyms(names: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each distinct name, 0 for "": words of the UTF-8 text, multiplied and mixed.

    Not a cipher: what is kept of it is keyed by the secret and the day (core/intake/daily.py).
    """
    if not any(names):
        return np.zeros(len(names), dtype=np.uint64)
    joined, letters = "".join(names), set(map(len, names))
    if joined.isascii() and len(letters) == 1 and max(letters) <= REPORTER_LETTERS_MAX:  # as they mostly are
        lengths = np.full(len(names), max(letters))
        raw = np.frombuffer(joined.encode(), dtype=f"S{lengths[0]}")
    else:
        cut = [name.encode()[:REPORTER_LETTERS_MAX] for name in names]
        lengths = np.array([len(name) for name in cut])
        raw = np.array(cut, dtype=np.bytes_)
    width = -(-raw.dtype.itemsize // 8) * 8
    words = raw.astype(f"S{width}").view(np.uint64).reshape(len(names), width // 8)
    number = np.zeros(len(names), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place, column in enumerate(words.T):
            mixed = (number ^ column) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
            # A name is the same number whatever stands beside it: where it has ended, it is mixed no further.
            longer = lengths > 8 * place
            number = mixed if longer.all() else np.where(longer, mixed, number)
    return np.where(lengths > 0, np.maximum(number, np.uint64(1)), np.uint64(0))
