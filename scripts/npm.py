"""npm in a folder, with the Node that builds the front end: scripts/npm.py FOLDER WORDS..."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(folder: str, *words: str) -> int:
    """What npm ends with."""
    node, npm = runpy.run_path(str(ROOT / "hatch_build.py"))["find_node"]()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(  # noqa: S603 - npm, with our own words
        [str(node), str(npm), *words], cwd=ROOT / folder, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
