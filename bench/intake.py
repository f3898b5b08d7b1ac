"""How fast reports come in: one by one and durable, and in bulk, beside servers that store nothing.

    python -m bench.intake [--seconds 2] [--rounds 5]

Peers in the same rounds: nginx `return 204`, and the bare stack (uvicorn, httptools, uvloop) with an ASGI function
that reads the body and answers 202; and the floor (bench/floor.py), which syncs bodies many at once and does nothing else. Groundswell parses, screens, commits (fsync) and counts, all within the CPU
time that is charged to it; once with the hot lane, as it is shipped, and once the ordinary ASGI way. All reports have
one head but for the address, save in the last row: there 150 browsers in five languages say five things.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from bench import rig

PATH = "/api/v1/reports"
REPORT = '{"service":"instagram","symptom":"feed"}'
LUA = """
local n = math.random(1, 2000000)
request = function()
  n = n + 1
  local a, b, c = math.floor(n / 65536) % 250, math.floor(n / 256) % 256, n % 256
  local headers = { ["Content-Type"] = "application/json", ["X-Forwarded-For"] = "10." .. a .. "." .. b .. "." .. c,
                    ["User-Agent"] = "Mozilla/5.0 (Linux; Android 14)", ["Accept-Language"] = "en-GB" }
  return wrk.format("POST", nil, headers, 'REPORT')
end
""".replace("REPORT", REPORT)
MIXED_LUA = """
local n = math.random(1, 2000000)
local languages = { "en-GB", "en-US,en;q=0.9", "es-ES,es;q=0.9", "de-DE,de;q=0.9", "pt-BR,pt;q=0.8" }
local bodies = { '{"service":"instagram","symptom":"feed"}', '{"service":"instagram","symptom":"log-in"}',
                 '{"service":"instagram"}', '{"service":"facebook","symptom":"app"}', '{"service":"whatsapp"}' }
request = function()
  n = n + 1
  local a, b, c = math.floor(n / 65536) % 250, math.floor(n / 256) % 256, n % 256
  local agent = "Mozilla/5.0 (Linux; Android " .. math.random(10, 14) .. "; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
                .. math.random(100, 129) .. ".0.0.0 Mobile Safari/537.36"
  local headers = { ["Content-Type"] = "application/json", ["X-Forwarded-For"] = "10." .. a .. "." .. b .. "." .. c,
                    ["User-Agent"] = agent, ["Accept-Language"] = languages[math.random(5)] }
  return wrk.format("POST", nil, headers, bodies[math.random(5)])
end
"""
BULK_REPORTS = 50_000
TARGET_ASGI, TARGET_LANE, TARGET_BULK = 0.10, 0.40, 300_000


async def bare(scope, receive, send):  # type: ignore[no-untyped-def]
    """The bare server of the same stack: read the body, say 202, keep nothing."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 202, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def bulk_body(seed: int) -> bytes:
    """Gzipped NDJSON of BULK_REPORTS people of the last second, each with its millisecond."""
    rng = random.Random(seed)
    second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 1))
    lines = (
        json.dumps(
            {
                "service": rng.choice(("instagram", "facebook", "whatsapp")),
                "observed_at": f"{second}.{rng.randrange(1000):03d}Z",
                "symptom": rng.choice(("app", "log-in")),
                "country": rng.choice(("US", "GB", "CA", "IN", "DE")),
                "platform": rng.choice(("ios", "android")),
                "reporter": f"{rng.getrandbits(64):016x}",
            },
            separators=(",", ":"),
        )
        for _ in range(BULK_REPORTS)
    )
    return gzip.compress("\n".join(lines).encode(), 6)


def bulk(server: rig.Server, token: str, bodies: list[bytes]) -> tuple[float, float]:
    """Reports per CPU second, and per second of wall clock, that the server took in these bodies and counted."""
    before, began = server.cpu_seconds(), time.perf_counter()
    for body in bodies:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/x-ndjson",
            "Content-Encoding": "gzip",
        }
        request = Request(f"http://127.0.0.1:{server.port}/api/v1/reports/bulk", body, headers)
        with urlopen(request, timeout=120) as answer:
            accepted = json.load(answer)["accepted"]
        assert accepted == BULK_REPORTS, accepted
    answered = time.perf_counter() - began
    rig.at_rest(server)  # what is accepted is counted a moment later
    accepting = server.cpu_seconds() - before
    return len(bodies) * BULK_REPORTS / accepting, len(bodies) * BULK_REPORTS / answered


def main() -> None:
    """Run it and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=2, help="of load a row and round, whole ones")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--connections", type=int, default=256)
    given = options.parse_args()
    rig.need("nginx", "wrk", "taskset")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one_head, mixed = folder / "post.lua", folder / "mixed.lua"
        one_head.write_text(LUA)
        port = rig.free_port()
        mixed.write_text(MIXED_LUA)
        with (
            rig.nginx("location / { return 204; }") as floor,
            rig.bare("bench.intake:bare") as plain,
            rig.started(
                "floor", [sys.executable, "-m", "bench.floor", str(port), str(folder / "floor")], port
            ) as under,
            rig.groundswell(folder / "data") as ours,
            rig.groundswell(folder / "other", rig.NO_LANE) as ordinary,
        ):

            def load(server: rig.Server, path: str, script: Path = one_head) -> rig.Load:
                return rig.wrk(
                    server, path, seconds=given.seconds, connections=given.connections, script=script
                )

            for server in (ours, ordinary):
                load(server, PATH)  # warm
                rig.at_rest(server)
            print(rig.busy(), flush=True)
            nothing, lowest, empty, through_asgi, durable, various = rig.rounds(
                given.rounds,
                lambda: load(floor, "/"),
                lambda: load(under, "/"),
                lambda: load(plain, "/"),
                lambda: load(ordinary, PATH),
                lambda: load(ours, PATH),
                lambda: load(ours, PATH, mixed),
            )
            rig.at_rest(ours)
            token = (folder / "data" / "token").read_text().strip()
            bulk(ours, token, [bulk_body(0)])
            takes = [
                bulk(ours, token, [bulk_body(8 * take + seed) for seed in range(1, 5)])
                for take in range(given.rounds)
            ]
            bulk_per_cpu, bulk_per_wall = map(median, zip(*takes, strict=True))
    print(rig.busy())
    print(f"Python {sys.version.split()[0]} from {sys.base_prefix}")
    print(f"{'one by one, per CPU second':<38}{'requests':>10}{'of nginx':>24}{'of the bare stack':>24}")
    for what, loads in (
        ("nginx return 204", nothing),
        ("the floor: read, fsync, 204", lowest),
        ("bare uvicorn, answers 202", empty),
        ("groundswell, durable, ASGI", through_asgi),
        ("groundswell, durable, hot lane", durable),
        ("the same, a mixed crowd", various),
    ):
        print(rig.row(what, loads, nothing, empty))
    print(f"{'bulk, gzipped NDJSON, per CPU second':<38}{bulk_per_cpu:>10,.0f} reports")
    print(f"{'bulk, one sender, per second':<38}{bulk_per_wall:>10,.0f} reports")
    print(f"refused: {sum(each.not_2xx for each in (*through_asgi, *durable, *various))}")
    print(rig.verdict("by ASGI", rig.beside(through_asgi, nothing), TARGET_ASGI, "of nginx"))
    print(rig.verdict("by the hot lane", rig.beside(durable, nothing), TARGET_LANE, "of nginx"))
    print(rig.verdict("in bulk", bulk_per_cpu, TARGET_BULK, "reports per CPU second"))


if __name__ == "__main__":
    main()
