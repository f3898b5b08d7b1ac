"""Commands that keep an instance well: doctor, config, backup, restore."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from groundswell.runtime import terminal
from groundswell.runtime.backup import Manifest
from groundswell.runtime.backup import backup as make_backup
from groundswell.runtime.backup import restore as put_back
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Row, describe
from groundswell.runtime.doctor import Check, Verdict, examine
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, Flag, settings_from, typed_again
from groundswell.runtime.terminal import Exit, UsageFault

_SIGNS = {Verdict.OK: "ok  ", Verdict.WARN: "warn", Verdict.FAIL: "FAIL"}


def doctor(*, config: ConfigFile = None, data_dir: DataDir = None, json: AsJson = False) -> int:
    """Look for what could keep this instance from doing its work, and say what to do about it.

    Exits with 1 when a check failed. A warning is not a failure.
    """
    checks = asyncio.run(
        examine(settings_from(config, data_dir), SystemClock(), typed_again(config, data_dir))
    )
    if json:
        terminal.say_json(checks)
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            for number, line in enumerate(check.words.split("\n")):
                head = f"{_SIGNS[check.verdict]}  {check.name}" if number == 0 else ""
                terminal.say(f"{head:<{width + 8}}{line}")
            if check.remedy:
                terminal.say(f"{'':<{width + 8}}{check.remedy}")
        terminal.say("", _summed_up(checks))
    return Exit.TROUBLE if any(check.verdict is Verdict.FAIL for check in checks) else Exit.FINE


def _summed_up(checks: Sequence[Check]) -> str:
    failed, warned = (
        sum(check.verdict is verdict for check in checks) for verdict in (Verdict.FAIL, Verdict.WARN)
    )
    told = [
        terminal.counted(number, what) for number, what in ((failed, "fault"), (warned, "warning")) if number
    ]
    if not told:
        return "all is well"
    return f"{' and '.join(told)}; what to do stands below {'it' if failed + warned == 1 else 'each'}"


def show_config(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    toml: Annotated[bool, Flag] = False,
    markdown: Annotated[bool, Flag] = False,
    json: AsJson = False,
) -> int:
    """Show every setting: its value, where that comes from, and what it means. Reads everything, starts nothing.

    Parameters
    ----------
    toml
        Print a settings file with every setting in it, explained: a beginning for your own.
    markdown
        Print a table in Markdown.
    """
    if toml + markdown + json > 1:
        raise UsageFault("--toml, --markdown and --json: choose one of them")
    rows = describe(settings_from(config, data_dir))
    if json:
        terminal.say_json(rows)
    elif toml:
        terminal.say(*_toml(rows))
    elif markdown:
        terminal.say("| setting | value | from | variable | meaning |", "| --- | --- | --- | --- | --- |")
        for row in rows:
            cells = (f"`{row.key}`", f"`{row.value}`", row.origin, f"`{row.variable}`", row.doc)
            terminal.say("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    else:
        for row in rows:
            origin = "" if row.origin == "default" else f"    (from {row.origin})"
            terminal.say(
                f"{row.key} = {row.value}{origin}", textwrap.indent(textwrap.fill(row.doc, 96), "    ")
            )
    return Exit.FINE


def backup(
    target: Path | None = None,
    /,
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Copy this instance while the server goes on writing, and read the copy back.

    The copy holds the key and the token: keep it as safe as those. The settings file is not in it.

    Parameters
    ----------
    target
        A new file whose name ends in .tar.zst, or a new directory. Left out: groundswell-TIME.tar.zst here.
    """
    clock = SystemClock()
    settings = settings_from(config, data_dir)
    target = target or Path(f"groundswell-{clock.now():%Y%m%dT%H%M%SZ}.tar.zst")
    manifest = asyncio.run(make_backup(settings, target, clock))
    if json:
        terminal.say_json({"target": str(target), "manifest": manifest})
    else:
        terminal.say(f"{target}: written, and read back whole", *_contents(manifest))
    for note in manifest.notes:
        terminal.warn(f"note: {note}")
    return Exit.FINE


def restore(
    source: Path, /, *, config: ConfigFile = None, data_dir: DataDir = None, json: AsJson = False
) -> int:
    """Put a backup into an empty data directory, after checking that every byte of it is whole.

    Parameters
    ----------
    source
        What `groundswell backup` wrote: a .tar.zst file or a directory.
    """
    settings = settings_from(config, data_dir)
    manifest = asyncio.run(put_back(source, settings.data_dir))
    if json:
        terminal.say_json({"data_dir": str(settings.data_dir), "manifest": manifest})
    else:
        terminal.say(
            f"{settings.data_dir}: restored as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC",
            *_contents(manifest),
        )
    if settings.database or settings.journal:
        terminal.warn(
            "note: the settings name a database or journal elsewhere; what came back is in the data directory"
        )
    for note in manifest.notes:
        terminal.warn(f"note: {note}")
    return Exit.FINE


def _contents(manifest: Manifest) -> Iterator[str]:
    for name, kept in manifest.files.items():
        yield f"  {name}: {kept.bytes / 1024:,.0f} KiB{_rows(kept.tables)}"
    counted = "" if manifest.cursor is None else f", counted up to {manifest.cursor}"
    yield f"  last sequence {manifest.last_sequence}{counted}; groundswell {manifest.version}"


def _rows(tables: Mapping[str, int]) -> str:
    return (
        ", " + ", ".join(f"{name} {rows}" for name, rows in tables.items() if rows)
        if any(tables.values())
        else ""
    )


def _toml(rows: Sequence[Row]) -> Iterator[str]:
    """A settings file in which every line that only says the default is commented out."""
    yield "# Settings of groundswell. A line that begins with # is the default; take the # away to change it."
    section = ""
    for row in rows:
        place, _, name = row.key.rpartition(".")
        if place != section:
            section = place
            yield from ("", f"[{section}]")
        yield ""
        yield f"# {row.doc}"
        yield f"# It takes {row.wants}."
        yield f"{'# ' if row.origin == 'default' else ''}{name} = {row.value}"
