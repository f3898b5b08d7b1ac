"""Text that begins with a prefix, asked so that SQLite finds it by the index and PostgreSQL finds it in any locale.

A range (`>= "wish:" and < "wish;"`) says the same in the order of bytes only: in en_US.UTF-8 punctuation comes last, and the range is empty.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class begins(GenericFunction[bool]):  # noqa: N801  as the functions of SQL are written
    """Whether a text column begins with a prefix, which holds no `*`, `?` or `[`."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> begins:  # noqa: ARG002  its name is SQLAlchemy's
        """Itself: compared with 1, as SQLite's truths are, it would not be found by an index."""
        return self


@compiles(begins)
def _starts_with(element: begins, compiler: SQLCompiler, **options: Any) -> str:
    column, prefix = element.clauses
    return f"starts_with({compiler.process(column, **options)}, {compiler.process(prefix, **options)})"


@compiles(begins, "sqlite")
def _glob(element: begins, compiler: SQLCompiler, **options: Any) -> str:
    column, prefix = element.clauses
    return f"{compiler.process(column, **options)} GLOB {compiler.process(_starred(prefix), **options)}"


def _starred(prefix: ColumnElement[Any]) -> ColumnElement[Any]:
    return literal(f"{prefix.value}*", literal_execute=True)
