"""The front end's own checks: its types (tsc) and its tests (node --test), with the Node that builds it.

Called by `make check`. The modules are there from the build; they are fetched again only when the lock has changed.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
LOCK = FRONTEND / "package-lock.json"
STAMP = FRONTEND / "node_modules" / ".groundswell-lock"
STEPS = ("check", "test")


def main() -> int:
    """Run every step; 0 when all are fine."""
    node, npm = runpy.run_path(str(ROOT / "hatch_build.py"))["find_node"]()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}

    def run(*arguments: str) -> int:
        return subprocess.run(  # noqa: S603 - npm, with our own words
            [str(node), str(npm), *arguments], cwd=FRONTEND, env=environment, check=False
        ).returncode

    lock = LOCK.read_text("utf-8")
    if not STAMP.is_file() or STAMP.read_text("utf-8") != lock:
        if run("ci", "--ignore-scripts", "--no-audit", "--no-fund"):
            return 1
        STAMP.write_text(lock, "utf-8")
    return max(run("run", "--silent", step) for step in STEPS)


if __name__ == "__main__":
    sys.exit(main())
