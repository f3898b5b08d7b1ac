# ruff: noqa: T201
"""Are the locks current? Without a network: every requirement of pyproject.toml and locks/build.in is pinned
within its range, every pin has a hash, the locks agree with one another, and whatever our code imports
is among the requirements."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>[^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE
)


def pins(text: str) -> dict[str, tuple[str, int]]:
    """Name to version and number of hashes. A name that forks by platform keeps its last pin."""
    found = PIN.finditer(text)
    return {canonicalize_name(m["name"]): (m["version"], m["rest"].count("--hash=")) for m in found}


def unmet(wanted: Iterable[str], pinned: Mapping[str, tuple[str, int]], lock: str) -> Iterator[str]:
    for line in wanted:
        requirement = Requirement(line)
        version, _ = pinned.get(canonicalize_name(requirement.name), ("", 0))
        if not version:
            yield f"{lock}: no pin for {requirement}"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{lock}: {requirement.name}=={version} is outside {requirement.specifier}"


def requirements(path: Path) -> list[str]:
    """The lines of a file of requirements that are none of its comments."""
    return [line for line in path.read_text().splitlines() if line and line[0] != "#"]


def imported(folder: Path) -> dict[str, Path]:
    """The packages of others that the code under `folder` imports, each with one file that does."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            found |= {name.split(".")[0]: path for name in names}
    ours = {"groundswell", "tests", "bench", "scripts", "generate"} | {
        path.stem for path in folder.glob("*.py")
    }
    return {name: path for name, path in found.items() if name not in ours | sys.stdlib_module_names}


def undeclared(root: Path, folder: str, wanted: Iterable[str]) -> Iterator[str]:
    """Imports under `folder` of what none of the requirements `wanted` names."""
    declared = {canonicalize_name(Requirement(line).name) for line in wanted}
    providers = packages_distributions()
    for name, path in imported(root / folder).items():
        if not declared & {canonicalize_name(provider) for provider in providers.get(name, [name])}:
            yield f"{path.relative_to(root)}: imports {name}, which pyproject.toml does not ask for"


def faults(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    build_in = requirements(root / "locks/build.in")
    runtime = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    dev, bench = extras["dev"], extras["bench"]
    readers_in = requirements(root / "locks/readers.in")
    locks = {
        name: pins((root / "locks" / f"{name}.txt").read_text())
        for name in ("runtime", "build", "dev", "bench", "readers")
    }
    readers = locks.pop("readers")
    found = [
        *unmet(runtime, locks["runtime"], "locks/runtime.txt"),
        *unmet([*project["build-system"]["requires"], *build_in], locks["build"], "locks/build.txt"),
        *unmet([*runtime, *dev, *build_in], locks["dev"], "locks/dev.txt"),
        *unmet([*runtime, *bench], locks["bench"], "locks/bench.txt"),
        *unmet(readers_in, readers, "locks/readers.txt"),
        *(f"locks/readers.txt: {pin} has no hash" for pin, (_, hashes) in readers.items() if not hashes),
        *undeclared(root, "src", [*runtime, *extras["mcp"]]),
        *(
            fault
            for folder in ("tests", "bench", "scripts", "docs")
            for fault in undeclared(root, folder, [*runtime, *dev])
        ),
    ]
    for name, pinned in locks.items():
        found += [f"locks/{name}.txt: {pin} has no hash" for pin, (_, hashes) in pinned.items() if not hashes]
        for pin, (version, _) in pinned.items():
            # What only a peer needs is in no other lock.
            other = locks["dev"].get(pin, (version if name == "bench" else "nothing", 0))[0]
            if other != version:
                found.append(f"locks/{name}.txt: {pin}=={version}, but locks/dev.txt has {other}")
    return found


def main() -> int:
    found = faults(ROOT)
    for fault in found:
        print(fault, file=sys.stderr)
    print("locks: not current, run `make lock`" if found else "locks: current")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
