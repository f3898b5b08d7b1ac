"""How fast a service's page goes out, by the hot lane and by ASGI, beside nginx serving the same bytes from disk.

The bare stack (uvicorn, httptools, uvloop) gives the same bytes and headers by an ASGI function of two lines: no ASGI
route can be quicker.

The JSON of the service and of the whole site, and a 304 for who has the page, stand beside nginx with the same bytes too. What
`/api/v1/services/{slug}` costs, which is asked of the stores each time, is told without a peer; and what a first view weighs.

python -m bench.pages [--seconds 2] [--rounds 5]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from urllib.request import Request, urlopen

from bench import rig

PATH = "/s/instagram"
ANSWER = "BENCH_PAGES_ANSWER"
"""The variable that tells the bare server which answer to give: a file, its head and its body as one line of JSON."""
LUA = 'wrk.headers["Accept-Encoding"] = "gzip"\nwrk.headers["Accept"] = "text/html"\n'
TARGET_ASGI, TARGET_LANE = 0.25, 0.85
JSON_PATHS = {
    "JSON of the service": f"{PATH}/api/v2/summary.json",
    "JSON of the site": "/api/v2/summary.json",
}
LOCATIONS = f"location {PATH}/api/ {{ alias ROOT/of-instagram/api/; gzip_static on; }} location / {{ gzip_static on; }}"
ASKED_PATH = "/api/v1/services/instagram"


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
    found = {}
    for path in JSON_PATHS.values():
        packed = _packed(ours, path)
        # The page of the service is a file already: its JSON lies beside it, where nginx is told to look.
        file = root / path.strip("/").replace("s/instagram/", "of-instagram/")
        file.parent.mkdir(parents=True)
        file.write_bytes(gzip.decompress(packed))
        file.with_name(f"{file.name}.gz").write_bytes(packed)
    for what, path in (*JSON_PATHS.items(), ("304 for the page", PATH)):
        takes = []
        for server in (ours, peer):
            script = root.parent / f"{server.name}-{path.replace('/', '-')}.lua"
            script.write_text(LUA)
            if path == PATH:
                asked = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "gzip"})
                with urlopen(asked) as answer:
                    tag = answer.headers["ETag"]
                script.write_text(f"{LUA}wrk.headers['If-None-Match'] = '{tag}'\n")

            def take(server: rig.Server = server, script: Path = script, path: str = path) -> rig.Load:
                return rig.wrk(
                    server, path, seconds=given.seconds, connections=given.connections, script=script
                )

            takes.append(take)
        mine, theirs = rig.rounds(given.rounds, *takes)
        found[what] = (mine, theirs)
    return found


def _packed(ours: rig.Server, path: str) -> bytes:
    """What is at `path`, in gzip."""
    request = Request(f"http://127.0.0.1:{ours.port}{path}", headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        found: bytes = answer.read()
    return found


def _weight(ours: rig.Server, packed: bytes) -> str:
    """What a browser that was never here fetches before it shows the page, and what it fetches after it."""
    html = gzip.decompress(packed).decode()
    later = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html)))
    sizes = {path: len(_packed(ours, path)) for path in later}
    told = ", ".join(f"{path.rpartition('/')[2]} {size:,}" for path, size in sizes.items())
    return f"a first view: {len(packed):,} bytes before the first paint, {sum(sizes.values()):,} after it ({told})"


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
            assert _packed(peer, PATH) == packed, "nginx does not serve the same bytes"

            def load(server: rig.Server, path: str = PATH) -> rig.Load:
                return rig.wrk(
                    server, path, seconds=given.seconds, connections=given.connections, script=script
                )

            for server in (ours, ordinary):
                load(server)
                rig.at_rest(server)
            others = _beside(ours, peer, root, given)
            (asked,) = rig.rounds(given.rounds, lambda: load(ours, ASKED_PATH))
            weight = _weight(ours, packed)
            theirs, empty, through_asgi, mine = rig.rounds(
                given.rounds,
                lambda: load(peer),
                lambda: load(plain),
                lambda: load(ordinary),
                lambda: load(ours),
            )
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
    print(f"{ASKED_PATH}, asked of the stores each time: {rig.middle(asked):,.0f} per CPU second")
    print(weight)
    print(f"not 2xx: {sum(each.not_2xx for each in (*through_asgi, *mine))}")
    print(rig.verdict("by ASGI", rig.beside(through_asgi, theirs), TARGET_ASGI, "of nginx"))
    print(rig.verdict("by the hot lane", rig.beside(mine, theirs), TARGET_LANE, "of nginx"))
    for what, (both, one) in others.items():
        print(rig.verdict(what, rig.beside(both, one), TARGET_LANE, "of nginx"))


if __name__ == "__main__":
    main()
