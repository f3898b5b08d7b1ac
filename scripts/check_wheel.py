# ruff: noqa: T201
"""Does the wheel hold what the program reads at run time? Usage: check_wheel.py WHEEL"""

import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

# A part of the package, and the endings of which it must hold at least one file each.
WANTED = {
    "groundswell/py.typed": ("",),
    "groundswell/web/templates/": (".html.j2",),
    "groundswell/web/static/": (".css",),
    "groundswell/web/locale/": (".mo",),
    "groundswell/web/static/built/": (".js", "manifest.json"),
    "groundswell/stores/catalog/": (".toml",),
    "groundswell/stores/relational/migrations/": (".py",),
    "groundswell/sim/scenarios/": (".toml",),
    "groundswell/sim/archive/": (".csv",),
}


def missing(names: Iterable[str]) -> list[str]:
    names = list(names)
    return [
        f"{part}*{ending}"
        for part, endings in WANTED.items()
        for ending in endings
        if not any(name.startswith(part) and name.endswith(ending) for name in names)
    ]


def main(wheel: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    lacking = missing(names)
    for part in lacking:
        print(f"{wheel.name} lacks {part}", file=sys.stderr)
    print(
        f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1e6:.1f} MB, {len(lacking)} parts missing"
    )
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
