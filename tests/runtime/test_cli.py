"""The command line: its words, its exit codes, and never a traceback."""

import errno
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from groundswell import __version__
from groundswell.cli import COMMANDS, app
from groundswell.runtime import terminal
from groundswell.runtime.commands_serve import welcome
from groundswell.runtime.config import Settings, all_settings
from groundswell.runtime.lease import alone, note_address, serves_at
from groundswell.runtime.options import settings_from
from groundswell.runtime.secrets import load_secrets
from groundswell.runtime.terminal import Exit
from tests.runtime.conftest import Ran, Run
from tests.town import town

pytestmark = pytest.mark.usefixtures("nowhere")

_MAIN = "from groundswell.cli import main; main()"
COUNTS = """at,service,reports,country
2026-03-02T12:00:00Z,instagram,5,ES
2026-03-02T12:01:00Z,Insta,7,PT
2026-03-02T12:02:00Z,facebook,1,
"""


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
        (("import", "gone.csv", "--new"), "error: gone.csv: No such file or directory\n"),
        (("backup", "b.tar.zst"), None),
        (("restore", "gone.tar.zst"), "error: gone.tar.zst: there is no such backup\n"),
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


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "0"),
        ("import", "counts.csv", "--new"),
        ("user", "add", "Ada", "--role", "viewer"),
        ("backup",),
    ],
)
def test_a_catalog_with_faults_is_told_whole_before_anything_is_made(
    words: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    (tmp_path / "my.toml").write_text('onyl = true\n[services.shop]\nname = "Shop"\n')
    (tmp_path / "groundswell.toml").write_text('catalog = "my.toml"\ndata_dir = "new"\n')
    told = run(*words)
    assert told.code == Exit.COULD_NOT_RUN
    if words[0] in ("serve", "import", "user"):
        assert told.err.count("my.toml:") == 4
        assert "my.toml:2: [services.shop] operator is missing" in told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts.csv", "groundswell.toml", "my.toml"]


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


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "stopped before its end\n"),
        (OSError(errno.EROFS, "Read-only file system", "a/lock"), 3, "error: a/lock: Read-only file system; the user of"),
        (OSError(errno.ENOSPC, "No space left on device", "a/b"), 3, "error: a/b: No space left on device; make room"),
        (OSError(errno.EBADF, "Bad file descriptor"), 3, "error: a fault of groundswell's own"),
    ],
)  # fmt: skip
def test_what_stops_a_command_from_outside_is_no_bug_of_ours(
    fault: BaseException, code: int, words: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise fault

    monkeypatch.setattr("groundswell.runtime.commands_keep.describe", stop)
    told = run("config")
    assert (told.code, told.err[: len(words)]) == (code, words)


def test_one_word_too_many_is_named(run: Run) -> None:
    assert '"instagram" is one word too many' in run("status", "instagram").err


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


def test_the_doctor_ends_with_one_only_when_a_check_failed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDSWELL_WEB_PORT", "0")  # who else serves on this machine is not the matter here
    fine = run("doctor", "--json")
    assert fine.code == 0
    assert {check["verdict"] for check in json.loads(fine.out)} <= {"ok", "warn"}
    (tmp_path / "file").write_text("")
    told = run("doctor", "--data-dir", "file")
    assert told.code == 1
    assert "FAIL  data directory" in told.out
    assert re.search(r"\n\n\d faults?( and \d warnings?)?; what to do stands below (it|each)\n$", told.out)


def test_what_is_to_be_typed_next_works_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "bin/groundswell"
    ours.parent.mkdir()
    ours.write_text("#!/bin/sh\n")
    ours.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["bin/groundswell", "serve"])
    monkeypatch.setenv("PATH", "/nowhere")
    assert terminal.program() == "bin/groundswell"
    assert any("  bin/groundswell import" in line for line in welcome(Settings(), town(), "", first=True))
    monkeypatch.setenv("PATH", str(ours.parent))
    assert terminal.program() == "groundswell"
    monkeypatch.setattr(sys, "argv", ["cli.py", "serve"])
    assert terminal.program() == "groundswell"


class Window(io.StringIO):
    """Somebody's window."""

    def isatty(self) -> bool:
        return True


def test_in_a_narrow_window_json_stays_json_and_a_fault_keeps_what_is_to_be_copied_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, err = Window(), Window()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("COLUMNS", "40")
    told = {"words": "trouble " * 20}
    terminal.say_json(told)
    assert json.loads(out.getvalue()) == told
    terminal.fault("there is no settings file in the folder here: write `groundswell init --into here` first")
    lines = re.sub(r"\x1b\[[\d;]*m", "", err.getvalue()).splitlines()
    assert lines[0].startswith("error: there is no")
    assert max(map(len, lines)) <= 40
    assert any("`groundswell init --into here`" in line for line in lines)


# --- with a server ------------------------------------------------------------------------------------


def test_the_first_start_says_where_everything_is_and_what_to_do_next(served: Served, run: Run) -> None:
    assert served.said.startswith(f"groundswell {__version__} is starting, data in {served.data_dir}\n")
    assert f"groundswell {__version__} is up\n" in served.said
    assert "listens for an hour before it calls anything an outage" in served.said
    assert str(served.data_dir) in served.said
    assert str(served.data_dir / "token") in served.said
    assert "Next, open the page" in served.said
    found = re.search(r"\n  groundswell (report \S+ --symptom \S+ --url \S+)\n", served.said)
    assert found, "the server is where no setting says"
    assert f"groundswell import counts.csv --data-dir {served.data_dir}\n" in served.said
    assert run(*found[1].split()).code == 0, "what is printed works"


def test_the_first_start_names_what_this_catalog_has_and_no_more_than_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "groundswell.toml").write_text('data_dir = "kept"\n[web]\nport = 8765\n')
    catalog = town()
    settings = settings_from(None)
    first = next(iter(catalog.services.values()))
    said = "\n".join(welcome(settings, catalog, "http://127.0.0.1:8765", first=True))
    assert f"\n  groundswell report {first.slug} --symptom {first.symptoms[0]}\n" in said
    assert "groundswell import counts.csv\n" in said
    assert "and what groundswell.toml says" in said
    given = settings_from(None, Path("elsewhere"), {"web.port": "8766"})
    said = "\n".join(welcome(given, catalog, "http://127.0.0.1:8766", first=True))
    assert "--url http://127.0.0.1:8766\n" in said
    assert "import counts.csv --data-dir elsewhere\n" in said
    assert "and what --data-dir, --port say" in said
    monkeypatch.setenv("GROUNDSWELL_URL", "http://127.0.0.1:8766")
    assert "--url" not in "\n".join(welcome(given, catalog, "http://127.0.0.1:8766", first=True))


def test_a_report_goes_to_the_server_that_the_settings_name(served: Served, run: Run, tmp_path: Path) -> None:
    port = served.url.rsplit(":", 1)[1]
    (tmp_path / "groundswell.toml").write_text(f"[web]\nport = {port}\n")
    assert f"{served.url}/r/" in run("report", "instagram", "--works").out
    (tmp_path / "groundswell.toml").write_text("[web]\nport = 0\n")
    assert "give the server's address with --url" in run("report", "instagram", "--works").err
    (tmp_path / "other.toml").write_text(f"[web]\nport = {port}\n")
    assert f"{served.url}/r/" in run("report", "instagram", "--works", "--config", "other.toml").out


def test_a_report_from_the_command_line_brings_a_receipt(served: Served, run: Run) -> None:
    told = run("report", "instagram", "--symptom", "feed", "--country", "ES", "--url", served.url)
    assert (told.code, told.err) == (0, "")
    assert re.search(r"^taken: instagram, feed, at ", told.out)
    assert f"{served.url}/r/" in told.out
    document = json.loads(run("report", "facebook", "--works", "--json", "--url", served.url).out)
    assert (document["service"], document["works"]) == ("facebook", True)


def test_who_reports_again_within_the_half_hour_is_told_that_it_counts_once(served: Served, run: Run) -> None:
    first = run("report", "whatsapp", "--url", served.url)
    again = run("report", "whatsapp", "--url", served.url)
    assert "already been counted" not in first.out
    assert (again.code, again.err) == (0, "")
    assert "already been counted for whatsapp in this half hour" in again.out


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
    assert f"one runs on {served.data_dir}, at {served.url}" in told.out
    told = run("doctor", "--data-dir", "elsewhere")
    assert told.code == 1, "`serve` could not start on this directory"
    assert "is served by another instance of groundswell, not by this directory" in told.out


def test_the_doctor_does_not_take_somebody_elses_server_for_ours_because_ours_runs_too(
    served: Served, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUNDSWELL_WEB_PORT", served.url.rsplit(":", 1)[1])
    with alone(tmp_path):
        note_address(tmp_path, "http://127.0.0.1:1")
        told = run("doctor", "--data-dir", tmp_path)
    assert told.code == 1
    assert "is served by another instance of groundswell, not by this directory" in told.out
    assert serves_at(tmp_path) == "", "ours has ended"


def test_a_second_server_on_the_same_port_is_told_so_in_one_line(
    served: Served, run: Run, tmp_path: Path
) -> None:
    told = run("serve", "--port", served.url.rsplit(":", 1)[1], "--data-dir", tmp_path / "second")
    assert told.code == 3
    assert "cannot listen on 127.0.0.1 port" in told.err


# --- with files ---------------------------------------------------------------------------------------


# --- what an operator says ----------------------------------------------------------------------------


def test_what_a_statement_lacks_is_told_line_by_line_and_is_trouble(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "statement.txt"
    file.write_text(
        "Pictures does not load for some people since 11:30 UTC.\nWe will provide an update soon.\n"
    )
    told = run("check-statement", str(file))
    assert told.code == Exit.TROUBLE
    assert 'missing: next_without_clock at 2:1 "We will provide an update soon."' in told.out
    found = json.loads(run("check-statement", str(file), "--json").out)
    assert {"no_action", "next_without_clock"} <= {remark["kind"] for remark in found}
    (soon,) = (remark for remark in found if remark["kind"] == "vague_time")
    assert (soon["line"], soon["column"], soon["said"]) == (2, 27, "soon")


def test_a_whole_statement_is_fine(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "statement.txt"
    file.write_text(
        "Pictures does not load for some people since 11:30 UTC. We are looking for the cause. "
        "You need not do anything. Our next update: by 12:20 UTC. We are sorry."
    )
    assert run("check-statement", str(file), "--first", "--channel", "mastodon") == Ran(
        0, "nothing to remark\n", ""
    )
    assert run("check-statement", str(file), "--channel", "pigeon").code == Exit.WRONG_USE
    assert run("check-statement", str(tmp_path / "none.txt")).code == Exit.COULD_NOT_RUN
