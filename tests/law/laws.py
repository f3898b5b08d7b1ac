"""Each law is a function from the root of a tree to its breaches, so that a tree with planted ones can be asked too."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
ROOM_DOCSTRING_LINES_MAX = 5
TEST_NAME_WORDS_MIN = 4

NAMES_THAT_SAY_NOTHING = frozenset(
    {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "service"}
    | {"handler", "handlers", "misc", "data", "info", "tools", "stuff", "lib"}
)

# What a pure room may use: arithmetic, text, types and containers. Anything else is a question to ask first.
PURE = frozenset(
    {
        "__future__",
        "abc",
        "array",
        "base64",
        "bisect",
        "collections",
        "contextlib",
        "dataclasses",
        "datetime",
        "decimal",
    }
    | {"difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "html", "itertools", "json"}
    | {"math", "numpy", "operator", "re", "statistics", "string", "struct", "textwrap", "types", "typing"}
    | {"unicodedata", "uuid", "xml", "zlib", "zoneinfo"}
)

CLOCK_CALLS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
    "func": {"now", "current_timestamp"},
    "uuid": {"uuid1", "uuid7"},
}
DATABASE_CLOCK = re.compile(r"CURRENT_TIMESTAMP|datetime\('now'|\bnow\(\)\s*(,|$|at time)")
CLOCK_HOME = "runtime/clock.py"

LIFECYCLE_HOME = "core/incident/lifecycle.py"

ADDRESS_WORDS = re.compile(
    r"""\[["']client["']\]|\.get\(["']client["']|client_addr|remote_addr|peername|\b(request|self)\.client\b"""
    r"""|\bFORWARDING\b|x[-_]forwarded[-_]for|x-real-ip|cf-connecting-ip|["'b]forwarded["']""",
    re.IGNORECASE,
)
ADDRESS_HOME = "web/visitor.py"
# The front and the lane take it from the connection, unread, and hand it to the visitor reader: that and nothing else. Heads
# that came before are known by all but the values of some headers, this one among them; what is cut out is handed on unread.
# The demonstration sends addresses that it has made up.
ADDRESS_CARRIED = {
    "web/front.py": ('client = scope.get("client")',),
    "runtime/demo.py": ('headers["X-Forwarded-For"] = sender',),
    "web/lane.py": ("self.peer = self.client[0] if self.client else None",),
    "web/seen.py": ("from groundswell.web.visitor import FORWARDING, hops_in", "FORWARDING,"),
}


def python_files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def package(root: Path) -> Path:
    return root / "src" / "groundswell"


def name_of(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


# --- imports ------------------------------------------------------------------------------------------


def broken_contracts(root: Path) -> list[str]:
    """The contracts of importlinter.toml that `root` breaks, by id, after what the linter says of each.

    A process of its own: the linter imports the package that it reads, and there can be only one of that name.
    """
    ids = [
        contract["id"]
        for contract in tomllib.loads((root / "importlinter.toml").read_text())["tool"]["importlinter"][
            "contracts"
        ]
    ]
    program = """
import contextlib, io, sys
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure
configure()
for contract in sys.argv[1:]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        kept = lint_imports("importlinter.toml", (contract,), cache_dir=".import_linter_cache", no_logo=True)
    if not kept:
        print("BREACH", contract, said.getvalue())
"""
    done = subprocess.run(
        [sys.executable, "-c", program, *ids],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    broken = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("BREACH ")]
    return [*broken, done.stdout] if broken else []


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module or ""


def impure_imports(root: Path) -> list[str]:
    """Imports in core of anything that is neither ours nor on the list of pure modules."""
    found = []
    for path in python_files(package(root) / "core"):
        for line, name in _imports(_tree(path)):
            ours = name.startswith("groundswell.core") or name == "groundswell.errors"
            if not ours and name.split(".")[0] not in PURE:
                found.append(f"{name_of(path, root)}:{line}: imports {name}")
            if name.startswith("numpy.random"):
                found.append(f"{name_of(path, root)}:{line}: a Generator comes in as an argument")
    return found


# --- the clock, and the address -----------------------------------------------------------------------


def wall_clock_calls(root: Path) -> list[str]:
    """Uses of the wall clock outside runtime/clock.py, called or passed on as a function."""
    found = []
    for path in python_files(package(root)):
        if path == package(root) / CLOCK_HOME:
            continue
        tree = _tree(path)
        aliases = {
            alias.asname: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
            if alias.asname
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                owner = node.value
                holder = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                holder = aliases.get(holder, holder)
                if node.attr in CLOCK_CALLS.get(holder, ()):
                    found.append(f"{name_of(path, root)}:{node.lineno}: {holder}.{node.attr}")
            elif isinstance(node, ast.ImportFrom) and node.module == "time":
                taken = {alias.name for alias in node.names} & CLOCK_CALLS["time"]
                found += [
                    f"{name_of(path, root)}:{node.lineno}: from time import {name}" for name in sorted(taken)
                ]
            elif isinstance(node, ast.Constant) and DATABASE_CLOCK.search(str(node.value)):
                found.append(f"{name_of(path, root)}:{node.lineno}: the database's clock")
    return found


def address_reads(root: Path) -> list[str]:
    """Lines outside web/visitor.py that name where an address is to be found."""
    found = []
    for path in python_files(package(root)):
        if path == package(root) / ADDRESS_HOME:
            continue
        carried = ADDRESS_CARRIED.get(path.relative_to(package(root)).as_posix(), ())
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.strip() in carried:
                continue
            if hit := ADDRESS_WORDS.search(line):
                found.append(f"{name_of(path, root)}:{number}: {hit[0]}")
    return found


# --- states ---------------------------------------------------------------------------------------------


def moves_outside_the_table(root: Path) -> list[str]:
    """Copies of an incident with another state that are made outside the lifecycle's file."""
    found = []
    for path in python_files(package(root)):
        if path == package(root) / LIFECYCLE_HOME:
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and any(keyword.arg == "state" for keyword in node.keywords):
                name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
                if name in ("replace", "_replace"):
                    found.append(f"{name_of(path, root)}:{node.lineno}: a state is changed")
    return found


# --- sizes and names ----------------------------------------------------------------------------------


def long_functions(root: Path) -> list[str]:
    found = []
    for path in python_files(package(root)):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    found.append(f"{name_of(path, root)}:{node.lineno}: {node.name} has {lines} lines")
    return found


def long_files(root: Path) -> list[str]:
    """Also of tests, benchmarks and scripts: who reads them reads a file at a time too."""
    folders = (package(root), *(root / name for name in ("tests", "bench", "scripts")))
    counted = ((path, len(path.read_text().splitlines())) for each in folders for path in python_files(each))
    return [f"{name_of(path, root)} has {lines} lines" for path, lines in counted if lines > FILE_LINES_MAX]


def names_that_say_nothing(root: Path) -> list[str]:
    modules = {
        path.parent / path.stem if path.stem != "__init__" else path.parent
        for path in python_files(package(root))
    }
    return sorted(name_of(path, root) for path in modules if path.name in NAMES_THAT_SAY_NOTHING)


def rooms_that_talk_too_much(root: Path) -> list[str]:
    """Modules without a docstring, and rooms (packages) whose docstring is longer than five lines."""
    found = []
    for path in python_files(package(root)):
        text = ast.get_docstring(_tree(path))
        if not text:
            if path.read_text().strip():
                found.append(f"{name_of(path, root)}: no docstring that says what it decides")
        elif path.name == "__init__.py" and len(text.splitlines()) > ROOM_DOCSTRING_LINES_MAX:
            found.append(f"{name_of(path, root)}: a docstring of {len(text.splitlines())} lines")
    return found


def rooms_with_code_in_their_door(root: Path) -> list[str]:
    """`__init__.py` of a room holds a docstring, imports, `__all__` and constants, nothing else."""
    plain = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    return [
        f"{name_of(path, root)}:{node.lineno}: {type(node).__name__}"
        for path in python_files(package(root))
        if path.name == "__init__.py"
        for node in _tree(path).body
        if not isinstance(node, plain)
    ]


def curt_test_names(root: Path) -> list[str]:
    """Names of tests that are too short to be a sentence."""
    found = []
    for path in python_files(root / "tests"):
        for node in ast.walk(_tree(path)):
            name = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ""
            words = [word for word in name.split("_") if word]
            if name.startswith("test_") and len(words) - 1 < TEST_NAME_WORDS_MIN:
                found.append(f"{name_of(path, root)}: {name}")
    return found
