"""Templates as code, compiled once: languages differ in what they fill in, and not in the code.

It is kept as Python keeps its own: in `__pycache__` beside the templates, where that can be written, else for as long as the process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Final

from jinja2 import BytecodeCache, FileSystemBytecodeCache, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

_TEXTS_MAX: Final = 4_000
TEMPLATES: Final = Path(__file__).with_name("templates")


class Compiled(BytecodeCache):
    """Keeps the code of every template that was compiled, for environments that are set up alike; in `folder` too, if one is given."""

    def __init__(self, folder: Path | None = None) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}
        self._kept: FileSystemBytecodeCache | None = None
        with suppress(OSError):
            if folder is not None:
                folder.mkdir(exist_ok=True)
                self._kept = FileSystemBytecodeCache(str(folder), "%s.cache")
        self._around = f"{version('jinja2')} {_changed_at()}" if self._kept is not None else ""

    def get_source_checksum(self, source: str) -> str:
        """A digest of the text, of when the code around it changed (what filters made of literals is compiled in) and of which
        Jinja compiled it: one that is newer may call what an older one has not."""
        return super().get_source_checksum(f"{self._around} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give it the code of the same template with the same text, if there is some."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None and self._kept is not None:
            self._kept.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code
            with suppress(OSError):
                if self._kept is not None:
                    self._kept.dump_bytecode(bucket)


def late(words: Callable[..., object]) -> Callable[..., object]:
    """A filter that is asked while a page is made. Others see a literal while compiling, and their answer stays."""

    @pass_context
    def asked(_: Context, *told: object) -> object:
        return words(*told)

    return asked


def said_in(words: Callable[[str], str]) -> Callable[..., Markup]:
    """The "_" of templates, in the language of `words`. A page asks for some two hundred texts, most of them without a figure in them:
    each is looked up once. Jinja's own looks each up anew, and asks its context on the way."""
    texts: dict[str, Markup] = {}
    whole: dict[str, Markup] = {}

    def said(text: str, /, **figures: object) -> Markup:
        kept = texts if figures else whole
        told = kept.get(text)
        if told is None:
            told = Markup(words(text))  # noqa: S704 - ours; what is put into it is escaped
            told = told if figures else told % {}
            if len(kept) < _TEXTS_MAX:
                kept[text] = told
        return told % figures if figures else told

    return said


def _changed_at() -> int:
    return max(file.stat().st_mtime_ns for file in TEMPLATES.parent.glob("*.py"))
