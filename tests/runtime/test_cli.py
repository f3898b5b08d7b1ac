"""The command line: its words, its exit codes, and never a traceback."""

import asyncio
import gzip
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from groundswell import __version__
from groundswell.cli import COMMANDS, app, main
from groundswell.core.batch import Batch
from groundswell.core.model import Certainty, Event, EventKind, Held, HeldRise, Incident, State
from groundswell.core.timegrid import minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Change
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import ManualClock, SystemClock
from groundswell.runtime.config import Settings, all_settings
from groundswell.runtime.imported import Taking, alone
from groundswell.runtime.secrets import load_secrets

_MAIN = "from groundswell.cli import main; main()"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
COUNTS = """at,service,reports,country
2026-03-02T12:00:00Z,instagram,5,ES
2026-03-02T12:01:00Z,Insta,7,PT
2026-03-02T12:02:00Z,facebook,1,
"""
REPORTS = """{"service": "instagram", "observed_at": "2026-03-02T12:00:30Z", "symptom": "feed", "reporter": "somebody", "comment": "gone"}
{"service": "instagram", "observed_at": "2026-03-02T12:01:30Z", "works": true}
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs a command in this process."""

    def __call__(self, *words: str | Path) -> Ran: ...


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory of one's own, and no settings in the environment."""
    for name in [name for name in os.environ if name.startswith("GROUNDSWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """What a person would see who typed the words after `groundswell`."""

    def typed(*words: str | Path) -> Ran:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return Ran(code, told.out, told.err)

    return typed


@dataclass(frozen=True, slots=True)
class Served:
    """A real server in a process of its own."""

    url: str
    data_dir: Path
    said: str
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that was started for the first time."""
    data_dir = tmp_path_factory.mktemp("served") / "data"
    env = {name: text for name, text in os.environ.items() if not name.startswith("GROUNDSWELL_")}
    process = subprocess.Popen(
        [sys.executable, "-c", _MAIN, "serve", "--port", "0", "--data-dir", str(data_dir)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=env | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, f"the server ended early:\n{said}"
        said += line
    found = re.search(r"page +(http://\S+)", said)
    assert found
    try:
        yield Served(found[1], data_dir, said, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


# --- words and ends -----------------------------------------------------------------------------------


def test_help_lists_every_command_and_what_it_does(run: Run) -> None:
    told = run("--help")
    assert told.code == 0
    for command in COMMANDS:
        assert re.search(rf"^│ {command} +\w", told.out, re.MULTILINE), command
    assert "Exit codes" in told.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_each_of_its_options(command: str, run: Run) -> None:
    told = run(command, "--help")
    assert told.code == 0
    for argument in app[command].assemble_argument_collection(parse_docstring=True):
        assert argument.parameter.help or not argument.show, f"{command} {argument.name} has no help"


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == Ran(0, f"{__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("doctor", "--nothing"),
        ("report",),
        ("import", "file.txt"),
        ("import", "--nothing"),
        ("status", "--url", "nowhere"),
        ("import", "-"),
        ("config", "--toml", "--json"),
        ("export", "--since", "yesterday"),
        ("export", "--since", "1h", "--until", "2h"),
        ("export", "--bin", "2m"),
        ("export", "--by", "colour"),
        ("serve", "--port", "many"),
    ],
)
def test_wrong_use_ends_with_two_and_a_word(words: tuple[str, ...], run: Run) -> None:
    told = run(*words)
    assert told.code == 2
    assert told.out == ""
    assert len(told.err) > 20


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("config", "--config", "gone.toml"), "error: gone.toml: there is no such file\n"),
        (("serve", "--port", "70000"), "error: --port: 70000 is out of bounds; it must be a whole number from 0 to 65535\n"),
        (("status",), "error: groundswell-data/groundswell.db: there is no database; give --data-dir, or ask a server with --url\n"),
        (("import", "gone.csv", "--new"), "error: gone.csv: No such file or directory\n"),
        (("backup", "b.tar.zst"), None),
        (("restore", "gone.tar.zst"), "error: gone.tar.zst: there is no such backup\n"),
        (("export",), "error: groundswell-data/journal.db: there is no journal; give --data-dir\n"),
    ],
)  # fmt: skip
def test_what_cannot_run_ends_with_three_and_one_line(
    words: tuple[str, ...], fault: str | None, run: Run
) -> None:
    told = run(*words)
    assert told.code == 3
    assert told.out == ""
    assert told.err.startswith("error: ")
    assert told.err.count("\n") == 1
    assert fault is None or told.err == fault


def test_a_bug_of_ours_is_one_line_too_unless_asked_for_more(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("wires crossed")

    monkeypatch.setattr("groundswell.runtime.commands_keep.describe", stumble)
    told = run("config")
    assert told.code == 3
    assert "RuntimeError: wires crossed" in told.err
    monkeypatch.setenv("GROUNDSWELL_DEBUG", "1")
    with pytest.raises(RuntimeError, match="wires crossed"):
        run("config")


# --- settings and health ------------------------------------------------------------------------------


def test_config_shows_every_setting_in_every_form(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_WEB_PORT", "9000")
    plain, document, table = (
        run("config"),
        json.loads(run("config", "--json").out),
        run("config", "--markdown"),
    )
    for setting in all_settings():
        assert f"{setting.key} = " in plain.out
        assert f"| `{setting.key}` |" in table.out
    assert "web.port = 9000    (from GROUNDSWELL_WEB_PORT)" in plain.out
    assert {row["key"] for row in document} == {setting.key for setting in all_settings()}


def test_the_settings_file_that_config_writes_reads_back_with_every_line_in_force(
    run: Run, tmp_path: Path
) -> None:
    text = run("config", "--toml").out
    assert tomllib.loads(text) == {section: {} for section in tomllib.loads(text)}
    everything = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    (tmp_path / "groundswell.toml").write_text(everything)
    rows = json.loads(run("config", "--json").out)
    assert {row["origin"] for row in rows} == {"groundswell.toml"}
    assert all(row["value"] == row["default"] for row in rows if row["key"] != "data_dir")


def test_the_doctor_ends_with_one_only_when_a_check_failed(run: Run, tmp_path: Path) -> None:
    fine = run("doctor", "--json")
    assert fine.code == 0
    assert {check["verdict"] for check in json.loads(fine.out)} <= {"ok", "warn"}
    (tmp_path / "file").write_text("")
    told = run("doctor", "--data-dir", "file")
    assert told.code == 1
    assert "FAIL  data directory" in told.out


# --- with a server ------------------------------------------------------------------------------------


def test_the_first_start_says_where_everything_is_and_what_to_do_next(served: Served) -> None:
    assert served.said.startswith(f"groundswell {__version__} is starting, data in {served.data_dir}\n")
    assert f"groundswell {__version__} is up\n" in served.said
    assert "listens for an hour before it calls anything an outage" in served.said
    assert str(served.data_dir) in served.said
    assert str(served.data_dir / "token") in served.said
    assert "Next:" in served.said


def test_a_report_from_the_command_line_brings_a_receipt(served: Served, run: Run) -> None:
    told = run("report", "instagram", "--symptom", "feed", "--country", "ES", "--url", served.url)
    assert (told.code, told.err) == (0, "")
    assert re.search(r"^taken: instagram, feed, at ", told.out)
    assert f"{served.url}/r/" in told.out
    document = json.loads(run("report", "facebook", "--works", "--json", "--url", served.url).out)
    assert (document["service"], document["works"]) == ("facebook", True)


def test_a_report_that_is_written_wrongly_is_told_what_would_be_right(served: Served, run: Run) -> None:
    told = run("report", "no-such-service-anywhere", "--url", served.url)
    assert told.code == 2
    assert told.err.startswith("error: the server says: ")
    assert run("report", "instagram", "--symptom", "levitation", "--url", served.url).code == 2


def test_status_of_a_calm_server_is_calm(served: Served, run: Run) -> None:
    told = run("status", "--url", served.url)
    assert (told.code, told.err) == (0, "")
    assert "too short to say what works" in told.out, "it has only just begun"
    shown = json.loads(run("status", "--url", served.url, "--json").out)
    assert (shown["incidents"], shown["held"]) == ([], None)


def test_a_server_tells_status_what_it_held_back_only_for_its_token(
    served: Served, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDSWELL_TOKEN_FILE", str(served.data_dir / "token"))
    assert json.loads(run("status", "--url", served.url, "--json").out)["held"] == []


def test_a_server_tells_hidden_ties_only_for_its_token(
    served: Served, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "token" in run("ties", "--url", served.url).err
    monkeypatch.setenv("GROUNDSWELL_TOKEN_FILE", str(served.data_dir / "token"))
    told = run("ties", "--url", served.url)
    assert (told.code, told.err) == (0, "")
    assert "no tie is hidden" in told.out
    assert json.loads(run("ties", "--known", "--url", served.url, "--json").out)["ties"] == []


def test_counts_go_to_a_server_with_its_token_and_not_without(
    served: Served, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "counts.csv.gz").write_bytes(gzip.compress(COUNTS.encode()))
    assert "needs the server's token" in run("import", "counts.csv.gz", "--url", served.url).err
    monkeypatch.setenv("GROUNDSWELL_TOKEN_FILE", str(served.data_dir / "token"))
    told = run("import", "counts.csv.gz", "--bin", "15m", "--url", served.url)
    assert (told.code, told.out) == (0, "accepted 13\n")
    assert "learns what is usual from it when it is started again" in told.err


def test_a_backup_while_the_server_runs_can_be_restored(served: Served, run: Run) -> None:
    told = run("backup", "kept.tar.zst", "--data-dir", served.data_dir)
    assert told.code == 0
    assert "read back whole" in told.out
    told = run("restore", "kept.tar.zst", "--data-dir", "again")
    assert told.code == 0
    assert "restored as of" in told.out
    assert load_secrets(Path("again"), {}) == load_secrets(served.data_dir, {})


def test_the_doctor_knows_our_own_server_on_the_port(
    served: Served, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDSWELL_WEB_PORT", served.url.rsplit(":", 1)[1])
    told = run("doctor", "--data-dir", served.data_dir)
    assert told.code == 0
    assert "is served by groundswell" in told.out


def test_a_second_server_on_the_same_port_is_told_so_in_one_line(
    served: Served, run: Run, tmp_path: Path
) -> None:
    told = run("serve", "--port", served.url.rsplit(":", 1)[1], "--data-dir", tmp_path / "second")
    assert told.code == 3
    assert "cannot listen on 127.0.0.1 port" in told.err


# --- with files ---------------------------------------------------------------------------------------


def test_what_was_imported_here_can_be_exported_without_who_said_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "reports.ndjson").write_text(REPORTS)
    told = run("import", "reports.ndjson", "--new", "--data-dir", "data")
    assert told == Ran(0, "accepted 2\n", "")
    out = run(
        "export", "--reports", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data"
    ).out
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[0] == {
        "service": "instagram",
        "observed_at": "2026-03-02T12:00:30Z",
        "symptom": "feed",
        "source_kind": "person",
    }
    assert lines[1]["works"] is True


def test_a_report_that_was_not_counted_is_not_exported_to_be_counted_elsewhere(
    run: Run, tmp_path: Path
) -> None:
    lines = [
        {"service": "instagram", "observed_at": f"2026-03-02T12:{minute:02d}:30Z", "reporter": who}
        for minute, who in ((0, "ana"), (9, "ana"), (10, "bo"), (40, "ana"))
    ]
    (tmp_path / "reports.ndjson").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    run("import", "reports.ndjson", "--new", "--data-dir", "data")
    out = run(
        "export", "--reports", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data"
    ).out
    told = [json.loads(line)["observed_at"][11:16] for line in out.splitlines()]
    assert told == ["12:00", "12:10", "12:40"], "ana's second in the half hour is a repeat"


def journaled() -> int:
    """Reports in the journal of ./data, a partner's row as many as it speaks for."""

    async def look() -> int:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            entries = await stores.journal.read(0, 1000)
            return sum(int(e.content.count.sum()) for e in entries if isinstance(e.content, Batch))

    return asyncio.run(look())


def test_a_file_is_taken_in_once_unless_it_is_wanted_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    asked = ("import", "counts.csv", "--data-dir", "data")
    assert "there is no instance here" in run(*asked).err
    assert not Path("data").exists()
    assert run(*asked, "--new") == Ran(0, "accepted 13\n", "")
    with gzip.open(tmp_path / "same.csv.gz", "wt") as packed:
        packed.write(COUNTS)
    refused = run("import", "same.csv.gz", "--new", "--data-dir", "data")
    assert (refused.code, refused.out) == (3, "")
    assert re.fullmatch(
        r"error: same\.csv\.gz was taken in at \d{4}-\d\d-\d\d \d\d:\d\d UTC \(as counts\.csv\), 13 reports that "
        r"would count twice\. Import what is new, or give --again\n",
        refused.err,
    )
    assert journaled() == 13
    assert run("import", "counts.csv", "--again", "--new", "--data-dir", "data").out == "accepted 13\n"
    assert journaled() == 26
    assert run("import", "counts.csv", "--bin", "1h", "--new", "--data-dir", "data").code == 0, (
        "read in another way"
    )


@pytest.mark.parametrize("before_it_was_noted", [True, False])
def test_an_import_that_broke_off_goes_on_where_it_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, before_it_was_noted: bool
) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    monkeypatch.setattr("groundswell.runtime.commands_move._LINES_PER_PIECE", 1)
    took = Taking.took

    async def crash(self: Taking, piece: int, accepted: int) -> None:
        if piece != 2 or not before_it_was_noted:
            await took(self, piece, accepted)
        if piece == 2:
            raise StoreUnavailableError("the power is gone")

    with monkeypatch.context() as power:
        power.setattr(Taking, "took", crash)
        assert run("import", "counts.csv", "--new", "--data-dir", "data").code == 3
    assert journaled() == 12
    told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert (told.code, "going on after line 2" in told.err) == (0, True)
    assert journaled() == 13


def test_two_imports_at_once_do_not_meet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    with alone(tmp_path / "data"):
        told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert (told.code, "another import is at work" in told.err) == (3, True)


def test_reports_can_come_through_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORTS.encode())))
    assert run("import", "-", "--kind", "reports", "--new", "--data-dir", "data") == Ran(
        0, "accepted 2\n", ""
    )


def test_lines_that_cannot_be_taken_are_named_by_their_line_and_the_rest_is_taken(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS + "2026-03-02T12:03:00Z,nosuch,4,ES\nnever,instagram,4,ES\n")
    told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert told.code == 1
    assert "accepted 13" in told.out
    assert re.search(r"dropped +1 +unknown_service", told.out)
    assert re.search(r"dropped +1 +malformed", told.out)
    assert "line 5, service: " in told.err
    assert 'line 6, at: "never" is no time' in told.err


def test_a_long_file_is_taken_in_pieces_and_its_lines_keep_their_numbers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groundswell.runtime.commands_move._LINES_PER_PIECE", 2)
    (tmp_path / "counts.csv").write_text(COUNTS + "never,instagram,4,ES\n")
    told = json.loads(run("import", "counts.csv", "--new", "--data-dir", "data", "--json").out)
    assert told["accepted"] == 13
    assert told["faults"][0].startswith("line 5, at: ")


def test_a_file_without_the_right_header_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text("when,what\n1,2\n")
    told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert told.code == 3
    assert 'no column "at"' in told.err
    (tmp_path / "broken.csv.gz").write_bytes(gzip.compress(COUNTS.encode())[:-12])
    assert run("import", "broken.csv.gz", "--new", "--data-dir", "data").code == 3


def test_counts_are_exported_in_the_form_that_import_reads(run: Run, tmp_path: Path) -> None:
    from groundswell.flow.count import Count

    (tmp_path / "counts.csv").write_text(COUNTS)
    run("import", "counts.csv", "--new", "--data-dir", "data")

    async def count() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            await Count(stores.journal, stores.cube).drain()

    asyncio.run(count())
    asked = ("export", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data")
    assert run(*asked).out == (
        "at,service,reports,source,works\n"
        "2026-03-02T12:00:00Z,facebook,1,partner,false\n"
        "2026-03-02T12:00:00Z,instagram,12,partner,false\n"
    )
    assert run(*asked, "--by", "country", "--service", "Insta", "--bin", "1m").out == (
        "at,service,reports,country,source,works\n"
        "2026-03-02T12:00:00Z,instagram,5,ES,partner,false\n"
        "2026-03-02T12:01:00Z,instagram,7,PT,partner,false\n"
    )
    run(*asked, "--out", "again.csv.gz")
    assert run("import", "again.csv.gz", "--new", "--data-dir", "more").out == "accepted 13\n"
    assert run(*asked, "--service", "nosuch").code == 2


def test_status_of_an_instance_that_is_stopped_says_that_nobody_judges(run: Run) -> None:
    async def live() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            await stores.cube.watch(minute_of(NOON) - 90, minute_of(NOON))

    asyncio.run(live())
    told = run("status", "--data-dir", "data")
    assert told.code == 0
    assert "nobody is judging: no server runs on this directory; last looked at " in told.out
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path("data").glob("*.db*")} == {0o600}


def test_the_bins_of_a_file_are_seen_from_its_times(run: Run, tmp_path: Path) -> None:
    rows = [
        f"2026-03-02T{hour:02}:{minute:02}:00Z,instagram,1" for hour in range(4) for minute in (0, 15, 30, 45)
    ]
    (tmp_path / "counts.csv").write_text("\n".join(["at,service,reports", *rows]))
    assert run("import", "counts.csv", "--new", "--data-dir", "data").code == 0
    assert "taken in" in run("import", "counts.csv", "--bin", "15m", "--data-dir", "data").err, (
        "the same bins"
    )
    assert run("import", "counts.csv", "--bin", "1m", "--data-dir", "data").code == 0, "read in another way"


def test_an_export_overwrites_only_when_that_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    run("import", "counts.csv", "--new", "--data-dir", "data")
    told = run("export", "--out", "counts.csv", "--data-dir", "data")
    assert (told.code, "is there already" in told.err) == (2, True)
    assert (tmp_path / "counts.csv").read_text() == COUNTS
    assert run("export", "--out", "counts.csv", "--overwrite", "--data-dir", "data").code == 0


def test_a_width_that_no_history_is_judged_in_is_wrong_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    told = run("replay", "counts.csv", "--bin", "1h")
    assert (told.code, told.err) == (
        2,
        "error: --bin: 60 minutes; a history is judged in bins of 1m, 5m, 15m\n",
    )


def test_a_known_outage_of_which_a_history_holds_no_data_is_neither_found_nor_missed(
    run: Run, tmp_path: Path
) -> None:
    rows = [f"2026-03-02T{hour:02}:{minute:02}:00Z,aws,1" for hour in range(4) for minute in (0, 15, 30, 45)]
    (tmp_path / "counts.csv").write_text("\n".join(["at,service,reports", *rows]))
    labels = tmp_path / "labels.csv"
    head = "service,begin,end,alarm_at,name"
    hours = "2026-03-02T01:00Z,2026-03-02T02:00Z,2026-03-02T01:30Z"
    later = hours.replace("03-02", "03-09")
    labels.write_text(f"{head}\naws,{hours},quiet\naws,{later},week\nspotify,{hours},other\n")
    told = run("replay", "counts.csv", "--labels", labels)
    assert told.code == 1
    assert "found 0 of 1 (0%)" in told.out
    assert "no data in the file about 2 known outages" in told.out
    assert "week: aws, 2026-03-09 01:00 UTC" in told.out
    labels.write_text(f"{head}\nspotify,{hours},other\n")
    told = run("replay", "counts.csv", "--labels", labels, "--json")
    held = json.loads(told.out)["accuracy"]
    assert (told.code, held["labels"], held["rows"], held["recall"]) == (1, 1, [], None)
    assert [each["name"] for each in held["no_data"]] == ["other"]


def test_status_ends_with_one_when_something_is_open_and_says_what(run: Run) -> None:
    incident = Incident(
        id="instagram-1",
        service="instagram",
        state=State.OPEN,
        severity=4,
        certainty=Certainty.LIKELY,
        began_at=NOON,
        suspected_at=NOON,
        updated_at=NOON,
        ratio=41.0,
        reports=1234,
        peak_reports=1234,
        score=99.0,
        opened_at=NOON,
    )

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            event = Event(incident="instagram-1", kind=EventKind.OPENED, at=NOON, note="it is on")
            await stores.incidents.save([Change(incident, (event,))])

    asyncio.run(save())
    told = run("status", "--data-dir", "data")
    assert told.code == 1
    assert re.search(r"instagram +open +likely +4 .* 1,234 +41\.0 +instagram-1", told.out)
    document = json.loads(run("status", "--data-dir", "data", "--json").out)
    assert document["incidents"][0]["service"] == "instagram"


def test_status_says_what_was_held_back_of_late_and_why(run: Run) -> None:
    now = SystemClock().now().replace(microsecond=0)
    rises = [
        HeldRise("instagram", Held.ROBOT, "country ES", now - ago, now - ago, 40, 2.5, 8.0)
        for ago in (timedelta(minutes=10), timedelta(hours=3))
    ]

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            await stores.incidents.put_held(rises)

    asyncio.run(save())
    said = run("status", "--data-dir", "data")
    assert said.code == 0
    assert said.out.startswith("nothing is in trouble\nnobody is judging")
    assert "\n\nheld to be no outage:\n" in said.out
    assert len(re.findall(r"instagram +robot +country ES .* 40 +2.5", said.out)) == 1
    (told,) = json.loads(run("status", "--data-dir", "data", "--json").out)["held"]
    assert (told["service"], told["reason"], told["reports"]) == ("instagram", "robot", 40)


def test_ties_are_proposed_as_lines_that_the_catalog_takes(run: Run, tmp_path: Path) -> None:
    now = SystemClock().now().replace(microsecond=0)

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data"))) as stores:
            minute = minute_of(now)
            await stores.cube.watch(minute - 300 * 1440, minute)
            for service in ("slack", "revolut", "steam", "facebook", "instagram"):
                for day in (10, 50, 90, 130, 170):
                    at = now - timedelta(days=day)
                    kept = Incident(
                        f"{service}-{day}",
                        service,
                        State.RESOLVED,
                        3,
                        Certainty.LIKELY,
                        at,
                        at,
                        at,
                        9.0,
                        9,
                        9,
                        9.0,
                    )
                    shared = replace(kept, opened_at=at) if service != "steam" or day != 90 else kept
                    await stores.incidents.save([Change(shared, ())])

    asyncio.run(save())
    told = run("ties", "--data-dir", "data")
    assert told.code == 0
    assert "instagram +facebook" not in told.out, "one operator runs both"
    lines = told.out[told.out.index("[ties]") :]
    assert set(tomllib.loads(lines)["ties"]) >= {"slack", "revolut"}
    (tmp_path / "ours.toml").write_text(lines)
    (tmp_path / "groundswell.toml").write_text('catalog = "ours.toml"\n')
    pasted = json.loads(run("ties", "--data-dir", "data", "--json").out)["ties"]
    assert [tie for tie in pasted if {tie["service"], tie["on"]} == {"slack", "revolut"}] == []
    assert "instagram" in run("ties", "--data-dir", "data", "--known").out
