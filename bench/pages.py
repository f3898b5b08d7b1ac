"""How fast a service's page goes out, by the hot lane and by ASGI, beside nginx serving the same bytes from disk.

The bare stack (uvicorn, httptools, uvloop) gives the same bytes and headers by an ASGI function of two lines: no ASGI
route can be quicker.

The JSON of the service and of the whole site, and a 304 for who has the page, stand beside nginx with the same bytes too. Told
without nginx: the JSON of a service that is reported on meanwhile, so that it is made anew each second; series with parameters, asked for
alike by all, and each otherwise, so that the stores are asked each time; and what a first view weighs. The same of Uptime Kuma (`bench/kuma.py`),
where it is installed: its page, its JSON, its 304, its weight.

python -m bench.pages [--seconds 2] [--rounds 5]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import randrange
from urllib.request import Request, urlopen

from bench import kuma, rig, weight

PATH = "/s/instagram"
ANSWER = "BENCH_PAGES_ANSWER"
"""The variable that tells the bare server which answer to give: a file, its head and its body as one line of JSON."""
LUA = 'wrk.headers["Accept-Encoding"] = "gzip"\nwrk.headers["Accept"] = "text/html"\n'
TARGET_ASGI, TARGET_LANE = 0.25, 0.85
ASKED_PATH = "/api/v1/services/instagram"
JSON_PATHS = {
    "JSON of the service": ASKED_PATH,
    "the same, Statuspage's shape": f"{PATH}/api/v2/summary.json",
    "JSON of the site": "/api/v2/summary.json",
}
SERIES_PATH = f"{ASKED_PATH}/series?hours=24"
OTHERWISE_LUA = (
    LUA
    + f"""
local n = math.random(1, 1000000)
request = function()
  n = n + 1
  return wrk.format("GET", "{ASKED_PATH}/series?hours=24&axis=country&value=x" .. n)
end
"""
)
LOCATIONS = f"location {PATH}/api/ {{ alias ROOT/of-instagram/api/; gzip_static on; }} location / {{ gzip_static on; }}"
REPORTS_EACH_SECOND = 2


async def bare(scope, _receive, send):  # type: ignore[no-untyped-def]
    """The bare server of the same stack: the one answer, whatever was asked."""
    if scope["type"] != "http":
        return
    headers, body = _given()
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@cache
def _given() -> tuple[list[tuple[bytes, bytes]], bytes]:
    told = json.loads(Path(os.environ[ANSWER]).read_text())
    return [(name.encode(), value.encode()) for name, value in told["headers"]], bytes.fromhex(told["body"])


def _beside(
    ours: rig.Server, peer: rig.Server, root: Path, given: argparse.Namespace
) -> dict[str, tuple[list[rig.Load], list[rig.Load]]]:
    """Loads of the hot lane and of nginx: the two JSONs, and 304 for the page, each by its own tags."""
    found: dict[str, tuple[list[rig.Load], list[rig.Load]]] = {}
    for path in JSON_PATHS.values():
        packed, _ = weight.sent(ours, path)
        # The page of the service is a file already: its JSON lies beside it, where nginx is told to look.
        file = root / path.strip("/").replace("s/instagram/", "of-instagram/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.decompress(packed))
        file.with_name(f"{file.name}.gz").write_bytes(packed)
    for what, path in (*JSON_PATHS.items(), ("304 for the page", PATH)):
        takes = [_take(server, path, root.parent, given, known=path == PATH) for server in (ours, peer)]
        mine, theirs = rig.rounds(given.rounds, *takes)
        found[what] = (mine, theirs)
    return found


def _take(
    server: rig.Server, path: str, folder: Path, given: argparse.Namespace, *, known: bool = False
) -> Callable[[], rig.Load]:
    """A round of load on `path`, where it is `known` by who has it already."""
    script = folder / f"{server.name}-{path.partition('?')[0].replace('/', '-')}-{known}.lua"
    script.write_text(LUA)
    if known:
        asked = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "gzip"})
        with urlopen(asked) as answer:
            tag = answer.headers["ETag"]
        script.write_text(f"{LUA}wrk.headers['If-None-Match'] = '{tag}'\n")
    return lambda: rig.wrk(server, path, seconds=given.seconds, connections=given.connections, script=script)


def _alone(ours: rig.Server, folder: Path, given: argparse.Namespace) -> dict[str, list[rig.Load]]:
    """Loads of the hot lane that nginx has nothing beside."""
    otherwise = folder / "otherwise.lua"
    otherwise.write_text(OTHERWISE_LUA)
    as_it_changes = _take(ours, ASKED_PATH, folder, given)

    def reported() -> rig.Load:
        with _reporting(ours):
            return as_it_changes()

    takes = {
        f"JSON, {REPORTS_EACH_SECOND} reports a second": reported,
        "series, asked for alike": _take(ours, SERIES_PATH, folder, given),
        "series, each asked for otherwise": lambda: rig.wrk(
            ours, ASKED_PATH, seconds=given.seconds, connections=given.connections, script=otherwise
        ),
    }
    return dict(zip(takes, rig.rounds(given.rounds, *takes.values()), strict=True))


@contextmanager
def _reporting(server: rig.Server) -> Iterator[None]:
    """People report trouble with the service for the length of the block, each from another address."""
    done = threading.Event()

    def report() -> None:
        while not done.wait(1 / REPORTS_EACH_SECOND):
            headers = {
                "Content-Type": "application/json",
                "X-Forwarded-For": ".".join(["10", *(str(randrange(250)) for _ in range(3))]),
                "User-Agent": "Mozilla/5.0 (Linux; Android 14)",
            }
            body = b'{"service":"instagram"}'
            urlopen(Request(f"http://127.0.0.1:{server.port}/api/v1/reports", body, headers)).close()

    people = threading.Thread(target=report)
    people.start()
    try:
        yield
    finally:
        done.set()
        people.join()


def _of_others(folder: Path, given: argparse.Namespace) -> tuple[dict[str, list[rig.Load]], str]:
    """Loads of a status page of others, and what its first view weighs; nothing where it is not installed or does not start: what was
    measured of ours is told all the same."""
    if not kuma.is_here():
        return {}, "Uptime Kuma is not installed: scripts/setup statuspage"
    try:
        return _loads_of_others(folder, given)
    except (SystemExit, OSError, sqlite3.Error, subprocess.SubprocessError) as fault:
        return {}, f"Uptime Kuma did not start, or did not answer: {fault}"


def _loads_of_others(folder: Path, given: argparse.Namespace) -> tuple[dict[str, list[rig.Load]], str]:
    with kuma.kuma(folder / "kuma") as theirs:
        takes = {
            "Uptime Kuma, its page": _take(theirs, kuma.PAGE, folder, given),
            "Uptime Kuma, its JSON": _take(theirs, kuma.JSON, folder, given),
        }
        for take in takes.values():
            take()
        loads = dict(zip(takes, rig.rounds(given.rounds, *takes.values()), strict=True))
        # Nothing is seen of it before its script has run and has asked for what is to be seen.
        view = weight.view_of(theirs, kuma.PAGE, r'(?:src|href)="(/assets/(?![^"]*legacy)[^"]+)"')
        view.fetched[kuma.JSON] = len(weight.sent(theirs, kuma.JSON)[0])
    return (
        loads,
        f"Uptime Kuma: {view.whole:,} bytes at least before its content is seen (page {view.page:,}, {weight.told(view.fetched)})",
    )


def _copied(ours: rig.Server, told: Path, root: Path) -> bytes:
    """The page as it is sent, with its head in `told` for a bare server and as files under `root` for another; its bytes."""
    request = Request(f"http://127.0.0.1:{ours.port}{PATH}", headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        headers = [(name.lower(), value) for name, value in answer.headers.items()]
        headers = [header for header in headers if header[0] not in {"date", "connection"}]
        packed: bytes = answer.read()
    told.write_text(json.dumps({"headers": headers, "body": packed.hex()}))
    (root / "s").mkdir(parents=True)
    root.chmod(0o755)
    root.parent.chmod(0o755)
    (root / "s" / "instagram").write_bytes(gzip.decompress(packed))
    (root / "s" / "instagram.gz").write_bytes(packed)
    return packed


def main() -> None:
    """Run it and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=2, help="of load a row and round, whole ones")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--connections", type=int, default=128)
    given = options.parse_args()
    rig.need("nginx", "wrk", "taskset")
    with (
        tempfile.TemporaryDirectory() as name,
        rig.groundswell(Path(name) / "data") as ours,
        rig.groundswell(Path(name) / "other", rig.NO_LANE) as ordinary,
    ):
        script, told, root = (Path(name) / each for each in ("get.lua", "answer.json", "www"))
        script.write_text(LUA)
        packed = _copied(ours, told, root)
        with (
            rig.nginx(LOCATIONS.replace("ROOT", str(root)), root) as peer,
            rig.bare("bench.pages:bare", {ANSWER: str(told)}) as plain,
        ):
            assert weight.sent(peer, PATH)[0] == packed, "nginx does not serve the same bytes"

            def load(server: rig.Server, path: str = PATH) -> rig.Load:
                return rig.wrk(
                    server, path, seconds=given.seconds, connections=given.connections, script=script
                )

            for server in (ours, ordinary):
                load(server)
                rig.at_rest(server)
            others = _beside(ours, peer, root, given)
            alone = _alone(ours, Path(name), given)
            view = weight.view_of(ours, PATH)
            theirs, empty, through_asgi, mine = rig.rounds(
                given.rounds,
                lambda: load(peer),
                lambda: load(plain),
                lambda: load(ordinary),
                lambda: load(ours),
            )
        of_others, weight_of_others = _of_others(Path(name), given)
    print(rig.busy())
    print(
        f"service page, {len(packed):,} bytes gzipped; requests per second of server CPU time, and of nginx"
    )
    for what, loads in (
        ("nginx, gzip_static", theirs),
        ("the bare stack", empty),
        ("groundswell, ASGI", through_asgi),
        ("groundswell, hot lane", mine),
    ):
        print(rig.row(what, loads, theirs))
    for what, (both, one) in others.items():
        print(rig.row(what, both, one))
    for what, own in (*alone.items(), *of_others.items()):
        print(rig.row(what, own))
    for line in (*weight.lines(view), weight_of_others):
        print(line)
    print(f"not 2xx: {sum(each.not_2xx for each in (*through_asgi, *mine))}")
    print(rig.verdict("by ASGI", rig.beside(through_asgi, theirs), TARGET_ASGI, "of nginx"))
    print(rig.verdict("by the hot lane", rig.beside(mine, theirs), TARGET_LANE, "of nginx"))
    for what, (both, one) in others.items():
        print(rig.verdict(what, rig.beside(both, one), TARGET_LANE, "of nginx"))


if __name__ == "__main__":
    main()
