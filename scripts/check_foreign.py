# ruff: noqa: T201
"""Does a tracked file name a package registry's host, or a path outside the project? Neither may be: the locks must
work with any index, and a clone must work in any place."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Written so that this file does not match itself.
FOREIGN = re.compile(
    rb"(?:py[p]i|python[h]osted|n[p]mjs|ya[r]npkg|un[p]kg|jsde[l]ivr)\.(?:org|com|io)"
    rb"|registry\.[a-z]+\.(?:org|com|io)"
    rb"|(?<![\w.])/(?:wor[k]|roo[t]|hom[e])/[\w.]"
    rb"|\.\./share[d]\b|\.librar[y]\b"
)


def tracked(root: Path) -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True).stdout  # noqa: S607
    return [root / name.decode() for name in names.split(b"\0") if name]


def faults(paths: list[Path], root: Path) -> list[str]:
    found: list[str] = []
    for path in paths:
        if path.is_symlink() or not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            hit = FOREIGN.search(line)
            if hit:
                found.append(f"{path.relative_to(root)}:{number}: {hit[0].decode(errors='replace')}")
    return found


def main() -> int:
    found = faults(tracked(ROOT), ROOT)
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"foreign: {len(found)} places name a registry or a path outside" if found else "foreign: none")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
