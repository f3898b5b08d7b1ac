"""The real process: started on a data directory, waited for, killed, started again.

Whatever a test does with it, what was started is ended; when a start fails, its log is in the error.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from groundswell.stores.catalog_toml import load_catalog

TOKEN = "a-token-for-the-tests-only"
START_SECONDS_MAX = 240.0
"""A few seconds are enough on an idle machine; a busy one must not make a test red."""
STOP_SECONDS_MAX = 10.0
FEW = (
    "instagram",
    "facebook",
    "discord",
    "spotify",
    "reddit",
    "netflix",
    "tiktok",
    "snapchat",
    "pinterest",
    "x",
)
_ADDRESS = re.compile(r"^  page +(http://127\.0\.0\.1:(\d+))$", re.MULTILINE)
_UP = "Stop with Ctrl-C."


def only(services: Sequence[str]) -> str:
    """A catalog file (TOML) that leaves of the built-in catalog just these: most of what a page or a minute costs goes with all."""
    return f"remove = {json.dumps(sorted(load_catalog().services.keys() - set(services)))}\n"


@dataclass(slots=True)
class Server:
    """`groundswell serve` on `data_dir`; a port that was free at the first start is kept for the others.

    `database` is an address of PostgreSQL, "" for the file in the data directory; `settings` are more variables of its
    own. Of the catalog it has `services` alone, or all where there are none: to make the pages of all is half the work of a
    start. Make it with `server`.
    """

    data_dir: Path
    database: str = ""
    port: int = 0
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    services: Sequence[str] = FEW
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _said_before: int = 0

    @property
    def log_path(self) -> Path:
        """Where everything that the process says is kept, from all starts."""
        return self.data_dir.with_name(f"{self.data_dir.name}.log")

    @property
    def log(self) -> str:
        """What the process has said since it was last started."""
        return self.log_path.read_bytes()[self._said_before :].decode("utf-8", "replace")

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running().pid

    def command(self, port: int | None = None) -> list[str]:
        """What is typed to start it."""
        words = [
            "serve",
            "--data-dir",
            str(self.data_dir),
            "--port",
            str(self.port if port is None else port),
        ]
        return [sys.executable, "-m", "groundswell.cli", *words]

    def environment(self) -> dict[str, str]:
        """Its variables: the tests' own settings must not reach it."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("GROUNDSWELL_")}
        ours = {"GROUNDSWELL_TOKEN": TOKEN, "COLUMNS": "200", "NO_COLOR": "1", **self.settings}
        if self.services:
            few = self.data_dir.with_name(f"{self.data_dir.name}-few.toml")
            few.write_text(only(self.services), "utf-8")
            ours = {"GROUNDSWELL_CATALOG": str(few)} | ours
        return kept | ours | ({"GROUNDSWELL_DATABASE": self.database} if self.database else {})

    def is_up(self) -> bool:
        """Whether it runs (it may still be starting)."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start it and do not wait."""
        assert not self.is_up(), "it runs already"
        self._said_before = self.log_path.stat().st_size if self.log_path.exists() else 0
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment(),
                preexec_fn=_hear_ctrl_c,
            )

    def start(self) -> float:
        """Start it and wait until it says that it is up; returns the seconds that took."""
        began = time.perf_counter()
        self.launch()
        process = self._running()
        while _UP not in (said := self.log):
            seconds = time.perf_counter() - began
            if process.poll() is not None:
                raise AssertionError(f"ended with {process.returncode} after {seconds:.1f} s:\n{said}")
            if seconds > START_SECONDS_MAX:
                self.kill()
                raise AssertionError(f"not up after {seconds:.1f} s:\n{said}")
            time.sleep(0.02)
        found = _ADDRESS.search(said)
        assert found, said
        self.url, self.port = found[1], int(found[2])
        return time.perf_counter() - began

    def kill(self) -> None:
        """End it as a power cut would: it hears nothing of it."""
        self._running().kill()
        self._running().wait(STOP_SECONDS_MAX)

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._running().send_signal(number)

    def wait(self, seconds_max: float = STOP_SECONDS_MAX) -> int:
        """The code with which it ends, within `seconds_max`."""
        try:
            return self._running().wait(seconds_max)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still there after {seconds_max:g} s:\n{self.log}") from None

    def stop(self) -> int:
        """Ask it to end (SIGTERM); the code with which it did."""
        self.tell(signal.SIGTERM)
        return self.wait()

    def end(self) -> None:
        """See that nothing is left running."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "it was not started"
        return self._process


def _hear_ctrl_c() -> None:
    """A shell that starts the suite in the background has its children ignore SIGINT, and so would the server."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def server(
    data_dir: Path,
    database: str = "",
    port: int = 0,
    settings: Mapping[str, str] | None = None,
    services: Sequence[str] = FEW,
) -> Iterator[Server]:
    """A server on `data_dir`, not started yet; at the end of the block it is not running."""
    made = Server(data_dir, database, port, settings=settings or {}, services=services)
    try:
        yield made
    finally:
        made.end()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a start that did not succeed ended: its code and what it said on standard error."""

    code: int
    said: str


def start_in_vain(server: Server, port: int, through: Sequence[str] = ()) -> Ended:
    """Start a process that is expected to end by itself; `through` is put before its command."""
    done = subprocess.run(
        [*through, *server.command(port)],
        env=server.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=START_SECONDS_MAX,
        check=False,
    )
    return Ended(done.returncode, done.stderr.decode())
