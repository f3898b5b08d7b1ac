"""The rig of the HTTP benchmarks: a server on one core, wrk on the other, CPU time read from the process tree.

Figures are requests per second of server CPU time, so that a busy machine and the load generator's own cost
do not count; peers run one after the other in each round of a run, and what is published is the median of the rounds' ratios.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import psutil

SERVER_CORE, CLIENT_CORE = 0, 1
_REST_CPU_SECONDS_MAX = 0.1
_LOOK_SECONDS = 0.05
NO_LANE = {"GROUNDSWELL_WEB_LANE": "false"}
"""The variable that sends everything through ASGI."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and how to reach it."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """CPU time of the process and all its children so far."""
        root = psutil.Process(self.process.pid)
        times = [each.cpu_times() for each in (root, *root.children(recursive=True))]
        return float(sum(each.user + each.system for each in times))


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of wrk saw."""

    requests: int
    seconds: float
    cpu_seconds: float
    not_2xx: int

    @property
    def per_cpu_second(self) -> float:
        """Requests per second of server CPU time."""
        return self.requests / self.cpu_seconds if self.cpu_seconds > 0 else float("nan")


def need(*commands: str) -> None:
    """Stop with a plain word when a command is missing."""
    missing = [command for command in commands if shutil.which(command) is None]
    if missing:
        sys.exit(
            f"needs {', '.join(missing)}: apt-get install nginx-light wrk (make bench does it when root)"
        )


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    name: str,
    command: Sequence[str],
    port: int,
    env: Mapping[str, str] | None = None,
    path: str = "/",
    *,
    cwd: Path | None = None,
    seconds_max: float = 30.0,
) -> Iterator[Server]:
    """`command` on the server's core, in folder `cwd`, up for the length of the block."""
    process = subprocess.Popen(
        ["taskset", "-c", str(SERVER_CORE), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )
    try:
        _wait(process, port, path, seconds_max)
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def nginx(locations: str, root: Path | None = None) -> Iterator[Server]:
    """nginx with one worker and these locations."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        conf = Path(folder) / "nginx.conf"
        conf.write_text(
            f"""
            daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log /dev/null;
            events {{ worker_connections 2048; }}
            http {{ access_log off; default_type text/html; client_body_temp_path {folder}; proxy_temp_path {folder};
              fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
              keepalive_requests 1000000000;
              server {{ listen 127.0.0.1:{port} backlog=4096; root {root or folder}; {locations} }} }}
            """
        )
        with started("nginx", ["nginx", "-c", str(conf), "-p", folder], port) as server:
            yield server


@contextmanager
def bare(app: str, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The bare stack (uvicorn, httptools, uvloop) with the ASGI function `app` ("module:name")."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log"]
    with started("bare", [*command, "--log-level", "error", "--lifespan", "off"], port, env) as server:
        yield server


@contextmanager
def groundswell(folder: Path, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`groundswell serve` on a data directory of its own."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "groundswell.cli",
        "serve",
        "--data-dir",
        str(folder),
        "--port",
        str(port),
    ]
    with started("groundswell", command, port, env, path="/healthz") as server:
        yield server


def wrk(server: Server, path: str, *, seconds: float, connections: int, script: Path | None = None) -> Load:
    """One round of load on `path`."""
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s"]
    command += ["-s", str(script)] if script else []
    before = server.cpu_seconds()
    out = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    used = server.cpu_seconds() - before
    done = re.search(r"(\d+) requests in ([\d.]+)(m?s)", out)
    assert done, out
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Load(int(done[1]), float(done[2]), used, int(bad[1]) if bad else 0)


def at_rest(server: Server, seconds_max: float = 60.0) -> None:
    """Wait until `server` has done what it does after a start, such as publishing every page."""
    for _ in range(int(seconds_max)):
        before = server.cpu_seconds()
        time.sleep(1.0)
        if server.cpu_seconds() - before < _REST_CPU_SECONDS_MAX:
            return


def busy() -> str:
    """How many processes wanted the processors in the last minute, of how many there are."""
    return f"load of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def rounds(number: int, *takes: Callable[[], Load]) -> list[list[Load]]:
    """`number` rounds in which each of `takes` has its turn; the loads of each."""
    loads: list[list[Load]] = [[] for _ in takes]
    for _ in range(number):
        for place, take in enumerate(takes):
            loads[place].append(take())
    return loads


def middle(loads: Sequence[Load]) -> float:
    """The median requests per CPU second."""
    return median(load.per_cpu_second for load in loads)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the requests per CPU second of another, round by round: the median and how far rounds differ."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:.3f} ({self.least:.3f}-{self.most:.3f})"


def beside(loads: Sequence[Load], others: Sequence[Load]) -> Ratio:
    """`loads` beside `others` of the same rounds: what slows a machine down slows both, if they run one after the other."""
    ratios = [own.per_cpu_second / other.per_cpu_second for own, other in zip(loads, others, strict=True)]
    return Ratio(median(ratios), min(ratios), max(ratios))


def row(what: str, loads: Sequence[Load], *others: Sequence[Load]) -> str:
    """One line of a table: requests per CPU second, and the ratio to each of `others`."""
    ratios = "".join(f"{beside(loads, other)!s:>24}" for other in others)
    return f"{what:<38}{middle(loads):>10,.0f}{ratios}"


def verdict(what: str, figure: float | Ratio, target: float, unit: str) -> str:
    """One line that says whether `figure` reaches its target."""
    form = ",.0f" if target >= 100 else ".3f"
    reached = figure.middle if isinstance(figure, Ratio) else figure
    word = "reached" if reached >= target else "NOT reached"
    said = str(figure) if isinstance(figure, Ratio) else f"{figure:{form}}"
    return f"target {what}: at least {target:{form}} {unit}, {word} with {said}"


def _wait(process: subprocess.Popen[bytes], port: int, path: str, seconds_max: float) -> None:
    for _ in range(round(seconds_max / _LOOK_SECONDS)):
        if process.poll() is not None:
            sys.exit(f"the server ended by itself with {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.2):
                break
        except OSError:
            time.sleep(_LOOK_SECONDS)
    else:
        sys.exit(f"the server did not come up within {seconds_max:g} s")
    if path != "/":
        urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
