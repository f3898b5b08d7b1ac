"""Each law is a function from the root of a tree to its breaches, so that a tree with planted ones can be asked too."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
DOCSTRING_LINES_MAX = 5
DRAWINGS = frozenset({"src/groundswell/errors.py"})
"""whose docstring is a picture"""
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
    "func": {"now", "current_timestamp"},
}
TIMELESS = frozenset({"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "sleep"})
"""All that may be had of `time` elsewhere: how long something took, never when it was."""
DATABASE_CLOCK = re.compile(r"CURRENT_TIMESTAMP|datetime\('now'|\bnow\(\)\s*(,|$|at time)")
CLOCK_HOME = "runtime/clock.py"

LIFECYCLE_HOME = "core/incident/lifecycle.py"

ADDRESS_HOME = "web/visitor.py"
OPAQUE = ("Peer", "Hops")
"""The types in which an address travels. Only the home of addresses opens them."""
CONNECTION = frozenset(
    {"client", "get_extra_info", "getpeername", "accept", "recvfrom", "recvmsg", "recvfrom_into"}
)
"""What the other end of a connection is asked for by: of a request, a protocol, a transport, a socket."""
CONNECTION_KEYS = frozenset({"client", "peername", "socket", "forwarded", b"forwarded"})
ADDRESS_DOORS = {
    "web/front.py": {"peer_of"},
    "web/lane.py": {"peer_at"},
    "web/seen.py": {"FORWARDING", "hops_in"},
    "web/submit.py": {"hops_of"},
}
"""Who has an address put into such a type, and who knows the header by its name, which is left out of what is remembered."""
DOORS = frozenset({"peer_of", "peer_at", "hops_of", "hops_in", "FORWARDING"})
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)+")
HEADERS_TOLD = frozenset(
    {"accept", "accept-encoding", "accept-language", "authorization", "connection", "content-encoding"}
    | {"cookie", "x-csrf-token"}
    | {"content-length", "content-type", "etag", "host", "idempotency-key", "if-none-match", "last-event-id"}
    | {"origin", "proof-of-work", "purpose", "referer", "retry-after", "sec-purpose", "transfer-encoding"}
    | {"upgrade-insecure-requests", "user-agent", "x-moz"}
    | {f"sec-fetch-{what}" for what in ("dest", "mode", "site", "user")}
    | {"sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-gpc"}
)
"""Headers that may be asked for outside that file: none of them is set to an address by any proxy."""
HEADERS_SAID = frozenset(
    {"accept-post", "cache-control", "content-security-policy", "cross-origin-opener-policy", "keep-alive"}
    | {
        "no-store",
        "permissions-policy",
        "referrer-policy",
        "set-cookie",
        "www-authenticate",
        "x-accel-buffering",
    }
    | {"x-content-type-options", "x-gzip", "cross-site", "same-origin", "strict-origin-when-cross-origin"}
    | {f"access-control-{what}" for what in ("allow-origin", "allow-methods", "allow-headers", "max-age")}
)
"""Other words of that form, in bytes: what answers say."""
ADDRESS_MADE_UP = {"runtime/demo.py": ('headers["X-Forwarded-For"] = sender',)}
"""The demonstration sends addresses that it has made up."""


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


@cache
def _telling(module: str) -> frozenset[str]:
    """The functions of a module of the standard library that ask the wall clock themselves."""
    try:
        found = importlib.util.find_spec(module) if module.split(".")[0] in sys.stdlib_module_names else None
    except ModuleNotFoundError:  # something in a module
        found = None
    if found is None or not (found.origin or "").endswith(".py"):
        return frozenset()
    return frozenset(
        function.name
        for function in _tree(Path(found.origin or "")).body
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(node, ast.Attribute) and _is_clock(ast.unparse(node.value).split(".")[-1], node.attr)
            for node in ast.walk(function)
        )
    )


def _is_clock(holder: str, name: str) -> bool:
    if holder in ("time", "_time"):
        return name not in TIMELESS and name not in ("struct_time", "mktime", "strptime")
    return name in CLOCK_CALLS.get(holder, ())


def wall_clock_calls(root: Path) -> list[str]:
    """Uses of the wall clock outside runtime/clock.py, called or passed on as a function.

    Of `time` little may be had; of other modules of the standard library nothing that asks the clock in its own source.
    """
    found = []
    for path in python_files(package(root)):
        if path == package(root) / CLOCK_HOME:
            continue
        tree, where = _tree(path), name_of(path, root)
        modules = {name: name for _, name in _imports(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                inside = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                modules |= {alias.asname or alias.name: f"{inside}{alias.name}" for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                owner = ast.unparse(node.value)
                module = modules.get(owner, owner)
                holder = module.split(".")[-1]
                if _is_clock(holder, node.attr) or (owner in modules and node.attr in _telling(module)):
                    found.append(f"{where}:{node.lineno}: {holder}.{node.attr}")
            elif isinstance(node, ast.ImportFrom) and node.module:
                found += [
                    f"{where}:{node.lineno}: from {node.module} import {alias.name}"
                    for alias in node.names
                    if (node.module == "time" and alias.name not in TIMELESS)
                    or alias.name in _telling(node.module)
                ]
            elif isinstance(node, ast.Constant) and DATABASE_CLOCK.search(str(node.value)):
                found.append(f"{where}:{node.lineno}: the database's clock")
    return found


def _inside() -> frozenset[str]:
    """The names of what is inside the opaque types."""
    return frozenset(
        field.target.id
        for node in _tree(package(ROOT) / ADDRESS_HOME).body
        if isinstance(node, ast.ClassDef) and node.name in OPAQUE
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    )


def _looks_at(node: ast.AST, doors: Collection[str], inside: Collection[str]) -> str:
    """How this piece of source comes by an address; "" where it does not."""
    match node:
        case ast.Attribute(attr=name) if name in inside or name in CONNECTION:
            return f".{name}"
        case ast.Attribute(attr=name) if name in DOORS and name not in doors:
            return f".{name}"
        case ast.Name(id=name) if name in DOORS and name not in doors:
            return name
        case ast.ImportFrom(module="groundswell.web.visitor", names=names):
            taken = {alias.name for alias in names}
            return ", ".join(
                sorted(taken & DOORS - set(doors) | {alias.name for alias in names if alias.asname})
            )
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in OPAQUE:
            return f"{name}()"
        case ast.Constant(value=bytes() | str() as said) if said in CONNECTION_KEYS or said in inside:
            return repr(said)
        case ast.Constant(value=bytes() as name) if HEADER.fullmatch(name.decode("latin-1")):
            return "" if name.decode().lower() in HEADERS_TOLD | HEADERS_SAID else repr(name)
        case (
            ast.Subscript(value=owner, slice=ast.Constant(value=str() | bytes() as name))
            | ast.Call(
                func=ast.Attribute(attr="get" | "getlist" | "getall" | "pop", value=owner),
                args=[ast.Constant(value=str() | bytes() as name), *_],
            )
        ) if ast.unparse(owner).lower().endswith(("headers", "headers)")):
            plain = name.decode("latin-1") if isinstance(name, bytes) else name
            return "" if plain.lower() in HEADERS_TOLD else f"the header {plain}"
    return ""


def address_reads(root: Path) -> list[str]:
    """Pieces of source outside web/visitor.py that could come by an address: by opening what carries one, by asking a
    connection for its other end, or by asking for a header that is not known to hold none."""
    found, inside = [], _inside()
    for path in python_files(package(root)):
        if path == package(root) / ADDRESS_HOME:
            continue
        short = path.relative_to(package(root)).as_posix()
        doors, lines = ADDRESS_DOORS.get(short, set()), path.read_text().splitlines()
        for node in ast.walk(_tree(path)):
            hit = _looks_at(node, doors, inside)
            if hit and lines[node.lineno - 1].strip() not in ADDRESS_MADE_UP.get(short, ()):  # type: ignore[attr-defined]
                found.append(f"{name_of(path, root)}:{node.lineno}: {hit}")  # type: ignore[attr-defined]
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
    """Also of tests, benchmarks and scripts."""
    found = []
    folders = (package(root), *(root / name for name in ("tests", "bench", "scripts")))
    for path in (path for each in folders for path in python_files(each)):
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
    """Modules without a docstring, and those whose docstring is longer than five lines."""
    found = []
    for path in python_files(package(root)):
        text = ast.get_docstring(_tree(path))
        if not text:
            if path.read_text().strip():
                found.append(f"{name_of(path, root)}: no docstring that says what it decides")
        elif len(text.splitlines()) > DOCSTRING_LINES_MAX and name_of(path, root) not in DRAWINGS:
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
