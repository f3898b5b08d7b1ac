"""A status page of others on loopback: Uptime Kuma, as npm has it, with one service and a day of what was heard of it.

It is the one that is alive, well known and to be had from a package index. `scripts/setup statuspage` installs it.
"""

from __future__ import annotations

import os
import runpy
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from bench import rig

HOME: Final = Path(sys.prefix) / "statuspage" / "node_modules" / "uptime-kuma"
PAGE: Final = "/status/town"
JSON: Final = "/api/status-page/heartbeat/town"
"""What its page asks for as soon as its script runs, and every minute."""
_BEATS, _BEAT_MINUTES = 96, 15
"""A day in quarters of an hour, as our page has it; it shows the latest fifty or a hundred."""
_START_SECONDS_MAX = 120


def is_here() -> bool:
    """Whether it is installed, with its database."""
    return HOME.is_dir() and any(HOME.parent.glob("@louislam/sqlite3/lib/binding/*/*.node"))


@contextmanager
def kuma(folder: Path) -> Iterator[rig.Server]:
    """It, with its data in `folder`, up and filled."""
    # The package has its latest patches of the database a folder too high.
    for patch in (HOME / "db").glob("patch-*.sql"):
        shutil.copy(patch, HOME / "db" / "old_migrations")
    folder.mkdir()
    port = rig.free_port()
    env = {
        "UPTIME_KUMA_DB_TYPE": "sqlite",
        "UPTIME_KUMA_HOST": "127.0.0.1",
        "UPTIME_KUMA_PORT": str(port),
        "DATA_DIR": f"{folder}{os.sep}",
        "NODE_ENV": "production",
    }
    node, _ = runpy.run_path(str(Path(__file__).parents[1] / "hatch_build.py"))["find_node"]()
    command = [str(node), "server/server.js"]
    with rig.started("kuma", command, port, env, cwd=HOME, seconds_max=_START_SECONDS_MAX) as server:
        _fill(folder / "kuma.db")
        for path in (PAGE, JSON):
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).close()
        yield server


def _await_tables(database: Path) -> None:
    """It listens before it is done with its own tables. Opened for reading: a file that is made for it would have none."""
    latest = time.monotonic() + _START_SECONDS_MAX
    while True:
        try:
            with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as opened:
                opened.execute("SELECT 1 FROM monitor_group")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > latest:
                raise
            time.sleep(0.2)


def _fill(database: Path) -> None:
    _await_tables(database)
    time.sleep(1.0)  # the patches of those tables come after them
    now = datetime.now(UTC)
    with closing(sqlite3.connect(database, timeout=60)) as opened, opened:
        opened.execute(
            "INSERT INTO status_page (id, slug, title, description, icon, theme)"
            " VALUES (1, 'town', 'Town', 'What is out of order', '/icon.svg', 'auto')"
        )
        opened.execute('INSERT INTO "group" (id, name, public, status_page_id) VALUES (1, "Services", 1, 1)')
        opened.execute(
            "INSERT INTO monitor (id, name, active, interval, type) VALUES (1, 'Instagram', 0, 900, 'push')"
        )
        opened.execute("INSERT INTO monitor_group (monitor_id, group_id) VALUES (1, 1)")
        opened.executemany(
            "INSERT INTO heartbeat (monitor_id, status, msg, time, ping) VALUES (1, 1, '200 - OK', ?, 120)",
            [
                ((now - timedelta(minutes=_BEAT_MINUTES * beat)).strftime("%Y-%m-%d %H:%M:%S.000"),)
                for beat in reversed(range(_BEATS))
            ],
        )
