"""The laws of the documents, asked like those of the code: from the root of a tree to its breaches."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from cyclopts import App

from tests.law.laws import name_of, package, python_files


def documents(root: Path) -> list[Path]:
    """Every Markdown page of ours."""
    found = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "src").rglob("*.md")]
    return sorted(path for path in found if path.name != "template.md")


def stale_pages(root: Path, *pages: str) -> list[str]:
    """Pages (all, or these) that do not read as docs/generate.py would write them."""
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check", *pages],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines() if done.returncode else []


def _anchors(path: Path) -> set[str]:
    """The names that a page's headings have as link targets (as GitHub makes them)."""
    headings = re.findall(
        r"^#+ +(.*)$",
        re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL),
        re.MULTILINE,
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(root: Path) -> list[str]:
    """Links of pages that lead to no file, or to no heading of it. Other hosts are not asked."""
    found = []
    for path in documents(root):
        text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            goal = (path.parent / file).resolve() if file else path
            if not goal.exists():
                found.append(f"{name_of(path, root)}: {target} is not there")
            elif anchor and goal.suffix == ".md" and anchor not in _anchors(goal):
                found.append(f"{name_of(path, root)}: {target}: no such heading")
    return found


def dead_mentions(root: Path) -> list[str]:
    """Pages of docs/ that a line of source names and that are not there; and modules that the docstring of a room names so."""
    sources = [*python_files(root / "src"), *python_files(root / "tests"), *python_files(root / "bench")]
    pages = [
        f"{name_of(path, root)}: {mention} is not there"
        for path in sources
        for mention in re.findall(r"\bdocs/[\w/.-]+\.md\b", path.read_text())
        if not (root / mention).exists() and "wander" not in mention
    ]
    modules = [
        f"{name_of(path, root)}: `{mention}` is not there"
        for path in python_files(package(root))
        if path.name == "__init__.py"
        for mention in re.findall(
            r"`([a-z_]+(?:\.[a-z_]+)*)`", ast.get_docstring(ast.parse(path.read_text())) or ""
        )
        if not any(_is_module(folder, mention) for folder in (path.parent, package(root)))
    ]
    return pages + modules


def _is_module(folder: Path, mention: str) -> bool:
    goal = folder / mention.removesuffix(".py").replace(".", "/")
    return goal.is_dir() or goal.with_suffix(".py").is_file()


def commands(app: App) -> dict[str, set[str]]:
    """The options of each command of the command line, by its name."""
    names = sorted(name for name in app if not name.startswith("-"))
    return {
        name: {each for told in app[name].assemble_argument_collection() for each in told.names}
        for name in names
    }


def console_lines(path: Path) -> Iterator[str]:
    """Lines of a page's shell blocks, and inline code that begins with a command of ours."""
    text = path.read_text()
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from (line.removeprefix("$ ").strip() for line in block.replace("\\\n", " ").splitlines())
    yield from re.findall(r"`((?:make|groundswell|python -m) [a-z][^`]*)`", text)


def unreal_commands(root: Path, known: Mapping[str, Collection[str]]) -> list[str]:
    """Shell lines that call a command or a target of ours that is not there, or with an option that it does not have."""
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))
    found = []
    for path in documents(root):
        if path.name == "CHANGELOG.md":
            continue
        for line in console_lines(path):
            called = re.search(r"(?:^|/|\s)groundswell\s+([a-z]\S*)([^#|;&]*)", line)
            if called and (
                called[1] not in known
                or not set(re.findall(r"(?<!\S)--[a-z-]+", called[2])) <= {*known[called[1]], "--help"}
            ):
                found.append(f"{name_of(path, root)}: {line}")
            if (called := re.match(r"make\s+([a-z-]+)", line)) and called[1] not in targets:
                found.append(f"{name_of(path, root)}: {line}")
            if (called := re.search(r"\bpython3? -m ([\w.]+)([^#|;&]*)", line)) and not _is_program(
                root, called[1], re.findall(r"(?<!\S)--[a-z-]+", called[2])
            ):
                found.append(f"{name_of(path, root)}: {line}")
    return found


def _is_program(root: Path, module: str, options: Collection[str]) -> bool:
    """Whether `python -m module` runs a file of ours that has these options, or somebody else's program."""
    if module.split(".")[0] not in ("bench", "tests", "scripts", "groundswell"):
        return True
    source = root / f"{module.replace('.', '/')}.py"
    text = source.read_text() if source.is_file() else ""
    return "__main__" in text and all(f'"{option}"' in text for option in options)


def unrun_blocks(root: Path) -> list[str]:
    """Python in the documents that no test runs."""
    blocks = r"(^<!-- runs -->\n+)?^```python\n"
    return [
        name_of(path, root)
        for path in documents(root)
        for runs in re.findall(blocks, path.read_text(), re.MULTILINE)
        if not runs
    ]


def runnable_blocks(path: Path) -> list[str]:
    """Python blocks under a line `<!-- runs -->`."""
    return re.findall(r"^<!-- runs -->\n+```python\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)


DECISION = ("- Decided on: ", "- Status: ", "## Context", "## Decision", "## Consequences")


def formless_decisions(root: Path) -> list[str]:
    """Pages of docs/adr that are not named by day and title, or lack a part of the template."""
    found = []
    for path in sorted((root / "docs/adr").glob("*.md")):
        if path.name == "template.md":
            continue
        if not re.fullmatch(r"\d{8}-[a-z0-9]+(-[a-z0-9]+)*\.md", path.name):
            found.append(f"{name_of(path, root)}: the name is not YYYYMMDD-some-words.md")
        lines = path.read_text().splitlines()
        found += [
            f"{name_of(path, root)}: lacks {part.strip()}"
            for part in DECISION
            if not any(line.startswith(part) for line in lines)
        ]
    return found


def rooms_off_the_plan(root: Path) -> list[str]:
    """Rooms and legs that ARCHITECTURE.md does not name, and files that it names and that are not there."""
    plan = (root / "ARCHITECTURE.md").read_text()
    house = root / "src" / "groundswell"
    rooms = [
        path.relative_to(house).as_posix()
        for folder in (house, house / "core", house / "flow")
        for path in sorted(folder.iterdir())
        if path.name not in ("__init__.py", "__pycache__", "py.typed", "core", "flow")
    ]
    named = re.findall(r"^\| \d+ \| (.*?) \|", plan, re.MULTILINE)
    cells = set(re.findall(r"`([^`]+)`", " ".join(named)))
    return [f"not on the plan: {room}" for room in rooms if room not in cells] + [
        f"on the plan, but not there: {cell}" for cell in sorted(cells) if not (house / cell).exists()
    ]


def pages_off_the_index(root: Path) -> list[str]:
    """Pages of docs/ that docs/README.md does not link to (decisions have their folder)."""
    docs = root / "docs"
    links = re.findall(r"\]\(([^)#\s]+)", (docs / "README.md").read_text())
    listed = {(docs / link).resolve() for link in links if ":" not in link}
    return [
        name_of(path, root)
        for path in sorted(docs.rglob("*.md"))
        if path.parent.name != "adr" and path.name != "README.md" and path.resolve() not in listed
    ]


READING_LINES = 80
"""so many lines a minute"""


def misjudged_minutes(root: Path) -> list[str]:
    """Rows of ARCHITECTURE.md whose minutes of reading are a quarter off what their lines take."""
    found = []
    text = (root / "ARCHITECTURE.md").read_text()
    for number, rooms, minutes in re.findall(r"^\| (\d+) \| (.+?) \| .+? \| (\d+) \|$", text, re.MULTILINE):
        lines = sum(
            len(path.read_text().splitlines())
            for room in re.findall(r"`([^`]+)`", rooms)
            for path in _files_of(package(root) / room)
        )
        if abs(int(minutes) - lines / READING_LINES) > max(2, lines / READING_LINES / 4):
            found.append(
                f"row {number}: {lines} lines take {round(lines / READING_LINES)} minutes, not {minutes}"
            )
    return found


def _files_of(room: Path) -> list[Path]:
    return (
        [room] if room.is_file() else [path for path in room.rglob("*.py") if "migrations" not in path.parts]
    )
