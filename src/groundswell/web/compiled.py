"""Templates as code, compiled once in a process: languages differ in what they fill in, and not in the code."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context


class Compiled(BytecodeCache):
    """Keeps the code of every template that was compiled, for environments that are set up alike."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give it the code of the same template with the same text, if there is some."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def late(words: Callable[..., object]) -> Callable[..., object]:
    """A filter that is asked while a page is made. Others see a literal while compiling, and their answer stays."""

    @pass_context
    def asked(_: Context, *told: object) -> object:
        return words(*told)

    return asked
