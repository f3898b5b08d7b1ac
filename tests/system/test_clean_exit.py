"""Ctrl-C ends the real process as quickly and cleanly as SIGTERM, whoever is connected and whatever it is at."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from groundswell.stores.relational import RelationalCube, open_database
from tests.system.process import STOP_SECONDS_MAX, Server, server

pytestmark = pytest.mark.system
PERSON = {"user-agent": "Mozilla/5.0 (X11)"}


def connected(to: Server, sent: bytes) -> socket.socket:
    """A connection on which `sent` was said."""
    line = socket.create_connection(("127.0.0.1", to.port), timeout=STOP_SECONDS_MAX)
    line.sendall(sent)
    return line


def cursor_of(data_dir: Path) -> int:
    """How many journal sequences are in the counts."""

    async def look() -> int:
        database = open_database(f"sqlite:///{data_dir / 'groundswell.db'}")
        try:
            return await RelationalCube(database).cursor()
        finally:
            await database.close()

    return asyncio.run(look())


def test_ctrl_c_ends_it_under_a_reader_and_an_idle_line_with_everything_counted(tmp_path: Path) -> None:
    with server(tmp_path / "data") as ours:
        ours.start()
        reader = connected(ours, b"GET /api/v1/stream HTTP/1.1\r\nhost: localhost\r\n\r\n")
        idle = connected(ours, b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        with reader, idle, httpx.Client(base_url=ours.url, headers=PERSON) as person:
            assert reader.recv(4096).startswith(b"HTTP/1.1 200")
            assert idle.recv(4096).startswith(b"HTTP/1.1 200")
            assert person.post("/api/v1/reports", json={"service": "instagram"}).status_code == 202
            # A visit is kept in memory for some seconds: the end must not come before it is written.
            assert person.get("/s/instagram", headers={"accept": "text/html"}).status_code == 200
            ours.tell(signal.SIGINT)
            assert ours.wait() == 0, ours.log
        assert "Traceback" not in ours.log
        assert cursor_of(ours.data_dir) == 2


def test_a_report_that_never_comes_whole_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with server(tmp_path / "data") as ours:
        ours.start()
        head = b"POST /api/v1/reports HTTP/1.1\r\nhost: localhost\r\ncontent-length: 90\r\n\r\n"
        with (
            connected(ours, head + b'{"service":'),
            httpx.Client(base_url=ours.url, headers=PERSON) as person,
        ):
            assert person.get("/healthz").status_code == 200
            ours.tell(signal.SIGINT)
            assert ours.wait() == 0, ours.log
        assert "Traceback" not in ours.log


def test_ctrl_c_during_the_start_ends_it_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    with server(tmp_path / "data") as ours:
        ours.launch()
        while not (ours.data_dir / "journal.db").exists():
            assert ours.is_up(), ours.log
            time.sleep(0.01)
        ours.tell(signal.SIGINT)
        assert ours.wait(2 * STOP_SECONDS_MAX) in (0, 130, -signal.SIGINT)
        assert "Traceback" not in ours.log


def test_a_demo_leads_to_its_desk_and_when_told_to_end_says_so_and_leaves_no_data_behind(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "groundswell.cli", "demo", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path)}
    ) as demo:
        assert demo.stdout is not None
        try:
            link = next(line.split()[-1] for line in demo.stdout if "/desk/join/" in line)
            assert 'name="password"' in httpx.get(link, headers=PERSON, timeout=STOP_SECONDS_MAX).text
            assert len(list(tmp_path.glob("groundswell-demo-*"))) == 1
            demo.send_signal(signal.SIGTERM)
            assert demo.stdout.read().endswith("\nStopped.\n")
            assert demo.wait(STOP_SECONDS_MAX) == 0
        finally:
            demo.kill()
    assert list(tmp_path.glob("groundswell-demo-*")) == []
