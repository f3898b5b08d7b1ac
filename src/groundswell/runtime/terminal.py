"""What commands say: plain lines and tables for people, one JSON document for machines, faults on standard error."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import TextIO

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from groundswell.errors import ConfigError

NAME = "groundswell"
_WIDTH_OF_A_PIPE = 200
_AGO = re.compile(r"(\d+)\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Exit(IntEnum):
    """What a command tells its shell."""

    FINE = 0
    TROUBLE = 1
    """it ran, and found something that is not well"""
    WRONG_USE = 2
    COULD_NOT_RUN = 3
    STOPPED = 130
    """by Ctrl-C, as shells call it"""


class UsageFault(ConfigError):  # noqa: N818  it is the person's, not ours
    """The command was written wrongly."""


def program() -> str:
    """How this command is called again from here: by its name where that leads to it, else by the path that was typed."""
    typed = Path(sys.argv[0])
    if typed.name != NAME or not typed.exists():  # by `python -m`
        return NAME
    found = shutil.which(NAME)
    return NAME if found and typed.samefile(found) else str(typed)


def say(*lines: str) -> None:
    """Lines for people, on standard output: as they are, but for those that are wider than somebody's window."""
    _write(sys.stdout, lines)


def warn(*lines: str) -> None:
    """Lines for people, on standard error."""
    _write(sys.stderr, lines)


def fault(words: str) -> None:
    """One fault: red "error:" before its first line."""
    label, lines = "error: ", words.split("\n")
    if (
        sys.stderr.isatty()
    ):  # dots keep the label's room: glued to the first word, they cannot be parted from it
        room = "." * len(label)
        first, *rest = (folded(line, _width()) for line in [room + lines[0], *lines[1:]])
        lines = [first.removeprefix(room), *rest]
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(
        Text.assemble((label, "bold red"), "\n".join(lines))
    )


def say_json(document: object) -> None:
    """One JSON document, on standard output; never folded, for a line break in a string is none of JSON's."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
    sys.stdout.flush()


def say_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """A table; columns of `right` are numbers. Wide where nobody's window sets a width."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    Console(file=sys.stdout, width=width, highlight=False).print(table)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Progress]:
    """A bar on standard error with one task of `total` steps (its id is 0); silent where nobody watches."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        bar.add_task(what, total=total)
        yield bar


def instant(text: str, now: datetime, option: str) -> datetime:
    """The instant that somebody means by "2023-05-21", "2023-05-21T22:09Z", "90m", "24h" or "7d" (ago). UTC."""
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageFault(
            f'{option} "{text}" is no time: write 2023-05-21T22:09Z, or 90m, 24h or 7d for that long ago'
        ) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def minutes(text: str, option: str) -> int:
    """The whole minutes that somebody means by "15m", "1h", "1d" or "15"."""
    parts = _AGO.fullmatch(text.strip()) or re.fullmatch(r"(\d+)(\b)", text.strip())
    if parts is None or int(parts[1]) == 0:
        raise UsageFault(f'{option} "{text}" is no length of time: write 1m, 15m, 1h or 1d')
    return int(parts[1]) * {"": 1, "m": 1, "h": 60, "d": 1440}[parts[2]]


def counted(number: int, thing: str) -> str:
    """ "1 report", "12,000 reports"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    past = int((now - at).total_seconds() // 60)
    if past < 1:
        return "just now"
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if past >= size:
            number = past // size
            return f"{number} {name}{'s' if number != 1 else ''} ago"
    raise AssertionError(past)


def folded(line: str, width: int) -> str:
    """A line of at most `width` columns, broken between words; what follows stands under its last column of text.

    >>> print(folded("ok    disk  12 GiB are free at /var/lib", 24))
    ok    disk  12 GiB are
                free at
                /var/lib
    """
    typed = line.strip().startswith((f"{program()} ", "$ "))
    whole = re.sub(
        r"`[^`]*`", lambda span: span[0].replace(" ", "\0"), line
    )  # what is to be copied stays in one piece
    gaps = [gap.end() for gap in re.finditer(r"^ +|(?<=\S) {2,}(?=\S)", line) if gap.end() <= width // 2]
    hang = " " * (gaps[-1] if gaps else 0)
    if typed or len(line) <= width or max(map(len, whole.split()), default=0) > width - len(hang):
        return line
    told = textwrap.fill(whole, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
    return told.replace("\0", " ")


def _write(stream: TextIO, lines: Sequence[str]) -> None:
    if stream.isatty():
        lines = [folded(each, _width()) for line in lines for each in line.split("\n")]
    stream.write("".join(f"{line}\n" for line in lines))
    stream.flush()


def _width() -> int:
    """The columns of the window."""
    return max(shutil.get_terminal_size().columns, 40)
