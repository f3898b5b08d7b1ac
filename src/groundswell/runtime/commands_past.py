"""Commands about the past: replay a history file, the demo, and the converter of Downdetector's archive."""

from __future__ import annotations

import asyncio
import math
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import uvloop
from cyclopts import Parameter
from msgspec import to_builtins
from rich import progress

from groundswell.core.incident import Accuracy, Found
from groundswell.core.model import Incident
from groundswell.flow.replay import Replayed
from groundswell.runtime import terminal
from groundswell.runtime.build import shipped_catalog
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import LogConfig, Settings
from groundswell.runtime.demo import Evening, Expectation, expected_of_archive, play_archive, play_evening
from groundswell.runtime.options import AsJson, ConfigFile, Flag, settings_from
from groundswell.runtime.rehearse import (
    History,
    Progress,
    held_against,
    minutes_between,
    read_history,
    read_labels,
    rehearse,
    span,
    within,
)
from groundswell.runtime.telemetry import set_up_logging
from groundswell.runtime.terminal import Exit
from groundswell.sources.downdetector_archive import convert

_SAYS_MONTHS = 12.0
"""of a shorter time the false alarms per month are chance"""


def replay(
    file: Path,
    /,
    *,
    bin: str | None = None,  # noqa: A002  the option's name
    labels: Path | None = None,
    false_alarms_per_year: float | None = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Run a history through the same count and judge as production, and print the incidents that it makes.

    The running instance is not touched. Exits with 1 when labels are given and one of them was not found, or the file
    holds no data about any of them.

    Parameters
    ----------
    file
        Counts as CSV (at,service,reports,...) or reports as NDJSON; plain or gzipped.
    bin
        Width of the bins of a CSV, 1m to 60m; left out, it is seen from the times. It is judged in bins of 1, 5 or 15 minutes, over
        which the counts of wider ones are thrown.
    labels
        Known outages as CSV (service,begin,end,alarm_at,name): delay, recall and false alarms are measured.
    false_alarms_per_year
        How many false alarms per service and year are bearable, over the settings.
    """
    settings = settings_from(config)
    catalog = shipped_catalog(settings.catalog)
    width = terminal.minutes(bin, "--bin") if bin is not None else None
    history = read_history(file, catalog, SystemClock().now(), width)
    known = read_labels(labels, catalog) if labels is not None else None
    judge = settings.judge
    if false_alarms_per_year is not None:
        judge = replace(judge, false_alarms_per_year=false_alarms_per_year)
    with _progress() as heard:
        replayed = uvloop.run(rehearse(history, settings.catalog, judge, heard))
    accuracy = held_against(replayed, known) if known is not None else None
    if json:
        terminal.say_json(_rounded(to_builtins(_document(history, replayed, accuracy))))
    else:
        terminal.say(*_summary(history, replayed))
        print_incidents(replayed.incidents)
        if accuracy is not None:
            print_accuracy(accuracy, rows_max=None)
    missed = accuracy is not None and (accuracy.found < len(accuracy.rows) or not accuracy.rows)
    return Exit.TROUBLE if missed else Exit.FINE


def demo(
    *,
    headless: Annotated[bool, Flag] = False,
    fast: Annotated[bool, Flag] = False,
    speed: float = 60.0,
    port: int = 8000,
    data_dir: Annotated[Path | None, Parameter(name="--data-dir")] = None,
    json: AsJson = False,
) -> int:
    """Show a whole outage in minutes: the Instagram evening of 21 May 2023, then 68 real outages.

    A real server takes the reports of a simulated crowd; the page is open while it unfolds.
    Exits with 1 when the evening does not show what is known of it. With --json the story goes to standard error, and when
    both acts are over one document tells every claim and whether it holds.

    Parameters
    ----------
    headless
        End when both acts are over, instead of leaving the page up until Ctrl-C.
    fast
        As fast as this machine can, instead of at a pace that can be watched.
    speed
        How many times faster than it was.
    port
        Port of the page; 0 takes any that is free.
    data_dir
        An empty directory to keep the data in; left out, a temporary one.
    """
    set_up_logging(LogConfig(level="warning"))
    with tempfile.TemporaryDirectory(prefix="groundswell-demo-") as spare:
        base = Settings(data_dir=data_dir or Path(spare))
        settings = replace(base, web=replace(base.web, port=port))
        if headless:
            terminal.say("Without a page to look at afterwards: it is gone when this ends.")
        try:
            return uvloop.run(_demo(settings, headless=headless, speed=None if fast else speed, json=json))
        except (KeyboardInterrupt, asyncio.CancelledError):
            terminal.say("\nStopped.")
            return Exit.FINE


def convert_downdetector(folder: Path, target: Path, /, *, json: AsJson = False) -> int:
    """Turn a copy of the research archive of Downdetector pages into counts and labels for `groundswell replay`.

    Parameters
    ----------
    folder
        Where reports_15min.csv and episodes.csv of the archive are.
    target
        Directory to write counts.csv and labels.csv into.
    """
    rows, known = convert(folder, target)
    counts, labels = target / "counts.csv", target / "labels.csv"
    if json:
        terminal.say_json(
            {"counts": {"file": str(counts), "rows": rows}, "labels": {"file": str(labels), "outages": known}}
        )
    else:
        terminal.say(f"{counts}: {terminal.counted(rows, 'row')}", f"{labels}: {known} outages")
    return Exit.FINE


async def _demo(settings: Settings, *, headless: bool, speed: float | None, json: bool) -> int:
    say = terminal.warn if json else terminal.say
    ends, playing = True, asyncio.current_task()
    if playing is not None:  # to be told to end is as good as Ctrl-C: nothing is left behind
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, playing.cancel)

    async def second_act(address: str, desk: str, evening: Evening) -> None:
        nonlocal ends
        say("", *_claimed(evening.expectations))
        with _progress() as heard:
            accuracy = await play_archive(say, heard)
        found = expected_of_archive(accuracy)
        ends = all(claim.holds for claim in (*evening.expectations, found))
        if json:
            terminal.say_json(_rounded(to_builtins(claims(evening, accuracy))))
        else:
            print_accuracy(accuracy, rows_max=12)
        say(*_claimed([found]), *what_next("" if headless else address, desk))
        if not headless:
            say("The page stays up until Ctrl-C.")
            await asyncio.Event().wait()

    await play_evening(settings, say, speed=speed, at_end=second_act)
    return Exit.FINE if ends else Exit.TROUBLE


def claims(evening: Evening, accuracy: Accuracy) -> dict[str, object]:
    """What the demo showed, for programs: each claim and whether it holds, the evening's outages, and the archive's figures."""
    every = (*evening.expectations, expected_of_archive(accuracy))
    return {
        "holds": all(claim.holds for claim in every),
        "claims": [{"words": claim.words, "holds": claim.holds} for claim in every],
        "peak": {"reports": evening.peak_reports, "from": evening.peak_at},
        "incidents": [
            {
                "id": incident.id,
                "began_at": incident.began_at,
                "opened_at": incident.opened_at,
                "resolved_at": incident.resolved_at,
                "peak_reports": incident.peak_reports,
            }
            for incident in evening.incidents
            if incident.opened_at is not None
        ],
        "archive": {"outages": len(accuracy.rows), "found": accuracy.found},
    }


def _claimed(expectations: Sequence[Expectation]) -> list[str]:
    return [f"  {'ok  ' if claim.holds else 'FAIL'}  {claim.words}" for claim in expectations]


def what_next(address: str, desk: str) -> Iterator[str]:
    """What to do after the demo; `address` is of its page, "" where that ends, and `desk` leads to the desk."""
    yield ""
    if address:
        yield "Look at:"
        once = "" if desk == f"{address}/desk" else " (once: choose a name and password)"
        there = (
            (f"{address}/", "the front page: what is in trouble"),
            (f"{address}/s/instagram", "the evening on one chart (reconstructed), with the table behind it"),
            (f"{address}/api/v1/incidents", "the same as JSON"),
            (desk, f"the desk, where its operator works{once}"),
        )
        wide = len(there[2][0])
        yield from (f"  {where:<{wide}}   {what}" for where, what in there)
    yield "Start for real:"
    call = terminal.program()
    yield f"  {call} serve            then open the page and report something"
    yield f"  {call} replay FILE      your own history through the same judge"


def print_incidents(incidents: tuple[Incident, ...]) -> None:
    """The incidents that opened, as a table."""
    opened = [incident for incident in incidents if incident.opened_at is not None]
    rows = [
        (
            incident.id,
            f"{incident.began_at:%Y-%m-%d %H:%M}",
            f"{incident.opened_at:%H:%M}",
            f"{incident.resolved_at:%Y-%m-%d %H:%M}" if incident.resolved_at else incident.state.value,
            f"{incident.peak_reports:,}",
            str(incident.severity),
            incident.certainty.value,
        )
        for incident in opened
    ]
    terminal.say_table(
        ("incident", "began (UTC)", "opened", "resolved", "peak in 15 min", "severity", "certainty"), rows
    )
    faded = len(incidents) - len(opened)
    terminal.say(
        f"{terminal.counted(len(opened), 'incident')}; {terminal.counted(faded, 'suspicion')} that never opened"
    )


def print_accuracy(accuracy: Accuracy, rows_max: int | None) -> None:
    """What was found of the labels, how late, and what was false; then label by label."""
    terminal.say(*_figures(accuracy))
    shown = accuracy.rows if rows_max is None else accuracy.rows[:rows_max]
    terminal.say_table(
        ("known outage", "service", "their alarm (UTC)", "ours (UTC)", "delay"),
        [
            (
                row.label.name,
                row.label.service,
                f"{row.label.alarm_at:%Y-%m-%d %H:%M}",
                f"{row.incident.opened_at:%Y-%m-%d %H:%M}" if row.incident else "-",
                _found(row),
            )
            for row in shown
        ],
    )
    if len(shown) < len(accuracy.rows):
        terminal.say(f"... and {len(accuracy.rows) - len(shown)} more")
    if accuracy.no_data:
        terminal.say(
            f"no data in the file about {terminal.counted(len(accuracy.no_data), 'known outage')}, "
            "which are neither found nor missed:"
        )
        for label in accuracy.no_data:
            terminal.say(f"  {label.name or '-'}: {label.service}, {label.begin:%Y-%m-%d %H:%M} UTC")


def _figures(accuracy: Accuracy) -> Iterator[str]:
    quartiles = ", ".join(
        f"{name} {within(accuracy.delay(part))}"
        for name, part in (("a quarter", 0.25), ("half", 0.5), ("three quarters", 0.75))
        if not math.isnan(accuracy.delay(part))
    )
    if accuracy.rows:
        yield (
            f"found {accuracy.found} of {len(accuracy.rows)} ({accuracy.recall:.0%}): "
            f"opened in time {accuracy.opened_in_time}, on already {accuracy.on_already}"
        )
        yield f"delay of those opened in time against their alarm: {quartiles or 'none'}"
        if accuracy.late:
            yield f"{accuracy.late} of these opened more than three hours after it, which may be another outage"
    yield (
        f"false alarms: {len(accuracy.false_alarms)} in {accuracy.service_months:.2g} service-months watched outside of known "
        f"outages ({accuracy.false_alarms_per_month:.2g} per service-month"
        f"{'; so short a time says little' if accuracy.service_months < _SAYS_MONTHS else ''})"
    )


def _found(row: Found) -> str:
    if row.incident is None:
        return "not found"
    return "on already" if row.delay is None else minutes_between(row.delay)


def _summary(history: History, replayed: Replayed) -> Iterator[str]:
    services = len(np.unique(history.batch.service.codes))
    yield (
        f"{terminal.counted(replayed.reports, 'report')} on {terminal.counted(services, 'service')}, "
        f"{terminal.counted(replayed.bins, 'bin')} of {history.bin_minutes} min, "
        f"watched {span(replayed.watched)} in all"
    )
    if history.width != history.bin_minutes:
        yield (
            f"the file counts in bins of {history.width} min, thrown over bins of {history.bin_minutes}: when something began is "
            f"known to {history.width} min only"
        )
    if history.apart:
        yield (
            f"its times are {history.apart} min apart, so all between was taken for minutes without a report: if lines were not left "
            f"out because nobody reported, give --bin {history.apart}m"
        )
    if history.dropped:
        dropped = ", ".join(f"{number:,} {reason.value}" for reason, number in history.dropped.items())
        yield f"dropped: {dropped}"
        for fault in history.faults:
            yield f"  line {fault.line}, {fault.field}: {fault.fault}"
        if (more := sum(history.dropped.values()) - len(history.faults)) > 0:
            yield f"  and {more:,} more"


def _document(history: History, replayed: Replayed, accuracy: Accuracy | None) -> dict[str, object]:
    document: dict[str, object] = {
        "reports": replayed.reports,
        "bins": replayed.bins,
        "bin_minutes": history.bin_minutes,
        "file_bin_minutes": history.width,
        "watched_hours": replayed.watched.total_seconds() / 3600,
        "dropped": history.dropped,
        "incidents": replayed.incidents,
    }
    if accuracy is not None:
        document["accuracy"] = {
            "labels": len(accuracy.rows) + len(accuracy.no_data),
            "no_data": [
                {"name": label.name, "service": label.service, "alarm_at": label.alarm_at}
                for label in accuracy.no_data
            ],
            "found": accuracy.found,
            "opened_in_time": accuracy.opened_in_time,
            "on_already": accuracy.on_already,
            "late": accuracy.late,
            "recall": accuracy.recall,
            "delay_minutes": {str(part): accuracy.delay(part) for part in (0.25, 0.5, 0.75, 0.95)},
            "false_alarms": [incident.id for incident in accuracy.false_alarms],
            "false_alarms_per_service_month": accuracy.false_alarms_per_month,
            "rows": [
                {
                    "name": row.label.name,
                    "service": row.label.service,
                    "alarm_at": row.label.alarm_at,
                    "incident": row.incident.id if row.incident else None,
                    "delay_minutes": row.delay,
                }
                for row in accuracy.rows
            ],
        }
    return document


def _rounded(value: object) -> object:
    """`value` with its numbers no longer than they are exact, and null where one is not known."""
    match value:
        case float():
            return round(value, 4) if math.isfinite(value) else None
        case dict():
            return {name: _rounded(part) for name, part in value.items()}
        case list():
            return [_rounded(part) for part in value]
        case _:
            return value


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error that changes its name and total as the work does."""
    with terminal.progress("reading", None) as bar:
        yield _heard(bar)


def _heard(bar: progress.Progress) -> Progress:
    def heard(what: str, done: int, whole: int) -> None:
        bar.update(progress.TaskID(0), description=what, completed=done, total=whole)

    return heard
