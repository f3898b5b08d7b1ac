"""The doctor finds what is planted, and says what to do."""

import asyncio
import contextlib
import dataclasses
import fcntl
import os
import pwd
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from groundswell.core.batch import Batch
from groundswell.core.cube import deltas
from groundswell.core.model import Report
from groundswell.errors import ConfigError
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings
from groundswell.runtime.doctor import (
    Check,
    Verdict,
    examine,
    fsync_seconds,
    fsync_verdict,
    open_files_verdict,
    sqlite_verdict,
)
from groundswell.runtime.lease import alone
from groundswell.runtime.secrets import load_secrets, token_path
from groundswell.web.parts import WebConfig
from groundswell.web.visitor import VisitorConfig

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An instance that nobody has started, on a port that is free."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    return Settings(data_dir=tmp_path / "data", web=WebConfig(port=port))


def looked_at(settings: Settings, now: datetime = NOW) -> dict[str, Check]:
    return {check.name: check for check in asyncio.run(examine(settings, ManualClock(now)))}


def begin(settings: Settings, at: datetime = NOW) -> None:
    """A first start, and one report."""

    async def run() -> None:
        async with open_stores(settings, ManualClock(at)) as stores:
            await stores.journal.append(Batch.of([Report("instagram", at)]))

    load_secrets(settings.data_dir, {})
    asyncio.run(run())


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(settings: Settings) -> None:
    checks = looked_at(settings)
    assert not [check for check in checks.values() if check.verdict is Verdict.FAIL]
    assert "first start makes" in checks["data directory"].words
    assert not settings.data_dir.exists()


def test_a_database_that_does_not_answer_is_a_failure_before_the_first_start_too(settings: Settings) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    nowhere = dataclasses.replace(settings, database=f"postgresql://ana:secret@127.0.0.1:{port}/town")
    told = looked_at(nowhere)["stores"]
    assert told.verdict is Verdict.FAIL
    assert "cannot be used now" in told.words
    assert "secret" not in told.words


def test_a_healthy_instance_is_told_in_figures(settings: Settings) -> None:
    begin(settings)
    checks = looked_at(settings)
    assert not [check for check in checks.values() if check.verdict is Verdict.FAIL]
    assert checks["journal"].words == "last sequence 1, counted up to 0"
    assert checks["secrets"].verdict is Verdict.OK
    assert checks["clock"].verdict is Verdict.OK
    assert checks["catalog"].words.endswith(" services")


def test_every_warning_and_failure_comes_with_a_remedy(settings: Settings) -> None:
    begin(settings)
    token_path(settings.data_dir).chmod(0o644)
    for check in looked_at(settings, NOW - timedelta(days=1000)).values():
        assert bool(check.remedy) == (check.verdict is not Verdict.OK), check


def test_secrets_that_others_can_read_are_a_warning(settings: Settings) -> None:
    begin(settings)
    token_path(settings.data_dir).chmod(0o640)
    check = looked_at(settings)["secrets"]
    assert check.verdict is Verdict.WARN
    assert check.remedy == f"chmod 600 {token_path(settings.data_dir)}"


def test_a_clock_behind_the_journal_is_a_failure(settings: Settings) -> None:
    begin(settings)
    check = looked_at(settings, NOW - timedelta(hours=1))["clock"]
    assert check.verdict is Verdict.FAIL
    assert "one of them is wrong" in check.words


def test_a_journal_shorter_than_what_was_counted_or_ruled_is_a_failure(settings: Settings) -> None:
    begin(settings)

    async def count() -> None:
        async with open_stores(settings, ManualClock(NOW)) as stores:
            await stores.cube.apply(deltas([]), [], 2)

    asyncio.run(count())
    check = looked_at(settings)["journal"]
    assert check.verdict is Verdict.FAIL
    assert check.words == "the journal ends with sequence 1, the database has counted up to 2"
    assert "restore both from one backup" in check.remedy


def test_a_journal_that_is_no_journal_is_a_failure_and_the_other_checks_go_on(settings: Settings) -> None:
    begin(settings)
    for path in settings.data_dir.glob("journal.db*"):
        path.unlink()
    settings.journal_path.write_bytes(os.urandom(8192))
    checks = looked_at(settings)
    assert checks["stores"].verdict is Verdict.FAIL
    assert "journal.db" in checks["stores"].words
    assert "port" in checks


def test_a_catalog_that_cannot_be_read_is_a_failure(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[[service]\n")
    check = looked_at(dataclasses.replace(settings, catalog=tmp_path / "own.toml"))["catalog"]
    assert check.verdict is Verdict.FAIL
    assert "own.toml" in check.words


def test_one_fault_is_told_once(settings: Settings, tmp_path: Path) -> None:
    begin(settings)
    (tmp_path / "own.toml").write_text("[[service]\n")
    broken = dataclasses.replace(settings, catalog=tmp_path / "own.toml")
    checks = asyncio.run(examine(broken, ManualClock(NOW)))
    assert [check.name for check in checks if check.verdict is Verdict.FAIL] == ["catalog"]


@pytest.mark.parametrize("begun", [True, False])
def test_a_directory_without_rights_is_told_once_by_its_name_and_that_of_the_user(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, begun: bool
) -> None:
    if begun:
        begin(settings)
    monkeypatch.setattr("groundswell.runtime.doctor.os.access", lambda *_: False)
    user = pwd.getpwuid(os.geteuid()).pw_name
    (failed,) = [
        check for check in asyncio.run(examine(settings, ManualClock(NOW))) if check.verdict is Verdict.FAIL
    ]
    assert failed.name == "data directory"
    assert str(settings.data_dir) in failed.words
    assert f"{user}, the user of this command" in failed.words
    assert ("chown -R" if begun else "install -d") in failed.remedy


def test_whether_a_server_runs_here_is_told(settings: Settings) -> None:
    begin(settings)
    assert looked_at(settings)["server"].words == "none runs on this directory"
    with (settings.data_dir / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert looked_at(settings)["server"].words.startswith("one runs on ")
        held.write("http://127.0.0.1:4711\n")
        held.flush()
        with pytest.raises(ConfigError, match=r"runs on this directory, at http://127\.0\.0\.1:4711;"):
            alone(settings.data_dir).__enter__()


def test_geography_files_that_are_missing_or_none_are_failures(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "places.mmdb").write_text("no such format")
    visitor = VisitorConfig(
        geo_country_file=str(tmp_path / "places.mmdb"), geo_network_file=str(tmp_path / "gone.mmdb")
    )
    settings = dataclasses.replace(settings, visitor=visitor)
    found = [check for check in asyncio.run(examine(settings, ManualClock(NOW))) if check.name == "geography"]
    assert [check.verdict for check in found] == [Verdict.FAIL, Verdict.FAIL]


@pytest.fixture
def stranger(settings: Settings) -> Iterator[socket.socket]:
    """Another program on our port."""
    with contextlib.closing(socket.create_server((settings.web.host, settings.web.port))) as held:
        held.settimeout(0.1)
        yield held


def test_a_port_is_free_or_taken_by_another(settings: Settings, stranger: socket.socket) -> None:
    check = looked_at(settings)["port"]
    assert check.verdict is Verdict.FAIL
    assert "taken by another program" in check.words
    stranger.close()
    assert looked_at(settings)["port"].words.endswith("is free")


def test_a_data_directory_that_is_a_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    looked = looked_at(Settings(data_dir=tmp_path / "data", web=WebConfig(port=0)))
    assert [name for name, check in looked.items() if check.verdict is Verdict.FAIL] == ["data directory"]


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ("3.40.1", Verdict.WARN),
        ("3.51.2", Verdict.WARN),
        ("3.7.0", Verdict.WARN),
        ("3.51.3", Verdict.OK),
        ("3.53.0", Verdict.OK),
    ],
)
def test_versions_of_sqlite_with_the_log_reset_bug_are_a_warning(version: str, verdict: Verdict) -> None:
    assert [check.verdict for check in sqlite_verdict(version)] == [verdict]


def test_disks_that_are_slow_or_too_quick_are_a_warning(tmp_path: Path) -> None:
    assert fsync_verdict([0.001, 0.002, 0.3])[0].verdict is Verdict.OK
    assert fsync_verdict([0.03, 0.04, 0.05])[0].verdict is Verdict.WARN
    assert "loses reports" in fsync_verdict([0.000_001] * 3)[0].remedy
    assert all(seconds > 0 for seconds in fsync_seconds(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_limit_of_open_files_below_the_readers_is_told_with_the_figure_that_would_do() -> None:
    (low,) = open_files_verdict(1024, 4096, 20_000)
    assert (low.verdict, "LimitNOFILE=20512" in low.remedy) == (Verdict.WARN, True)
    assert "4,096 files may be open at once (`serve` raises its 1,024), 20,512 are needed: " in low.words
    (high,) = open_files_verdict(1024, 524_288, 20_000)
    assert (high.verdict, "raises its 1,024" in high.words) == (Verdict.OK, True)
