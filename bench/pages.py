"""How fast a service's page goes out, beside nginx serving the same bytes from disk.

python -m bench.pages [--seconds 5] [--rounds 3]
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from bench import rig

PATH = "/s/instagram"
LUA = 'wrk.headers["Accept-Encoding"] = "gzip"\nwrk.headers["Accept"] = "text/html"\n'
TARGET = 0.25


def main() -> None:
    """Run it and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--connections", type=int, default=128)
    given = options.parse_args()
    rig.need("nginx", "wrk", "taskset")
    with tempfile.TemporaryDirectory() as name, rig.groundswell(Path(name) / "data") as ours:
        script = Path(name) / "get.lua"
        script.write_text(LUA)
        request = Request(f"http://127.0.0.1:{ours.port}{PATH}", headers={"Accept-Encoding": "gzip"})
        with urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            packed = answer.read()
        root = Path(name) / "www"
        (root / "s").mkdir(parents=True)
        root.chmod(0o755)
        Path(name).chmod(0o755)
        (root / "s" / "instagram").write_bytes(gzip.decompress(packed))
        (root / "s" / "instagram.gz").write_bytes(packed)
        with rig.nginx("location / { gzip_static on; }", root) as peer:
            with urlopen(
                Request(f"http://127.0.0.1:{peer.port}{PATH}", headers={"Accept-Encoding": "gzip"})
            ) as answer:
                assert answer.read() == packed, "nginx does not serve the same bytes"

            def load(server: rig.Server) -> rig.Load:
                return rig.wrk(
                    server, PATH, seconds=given.seconds, connections=given.connections, script=script
                )

            load(ours)
            theirs, mine = rig.rounds(given.rounds, lambda: load(peer), lambda: load(ours))
    top = rig.middle(theirs)
    print(f"service page, {len(packed):,} bytes gzipped; requests per second of server CPU time")
    print(f"{'nginx, gzip_static':<24}{top:>12,.0f}{1:>8.2f}")
    print(f"{'groundswell':<24}{rig.middle(mine):>12,.0f}{rig.middle(mine) / top:>8.2f}   (target {TARGET})")
    print(f"not 2xx: {sum(each.not_2xx for each in mine)}")


if __name__ == "__main__":
    main()
