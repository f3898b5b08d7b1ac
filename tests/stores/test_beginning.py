"""A prefix is looked for in a way that holds in every locale, and by the index where the database is SQLite."""

from __future__ import annotations

from sqlalchemy import create_engine, select, text
from sqlalchemy.dialects import postgresql

from groundswell.stores.relational.beginning import begins
from groundswell.stores.relational.schema import METADATA
from groundswell.stores.relational.schema_wishes import WISHES

QUERY = select(WISHES.c.id).where(begins(WISHES.c.about, "question:"))


def test_postgresql_is_not_asked_for_a_range_whose_order_depends_on_the_locale() -> None:
    asked = str(QUERY.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "starts_with(wishes.about," in asked


def test_sqlite_finds_it_by_the_index() -> None:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        plain = QUERY.compile(engine, compile_kwargs={"literal_binds": True})
        (step,) = connection.execute(text(f"explain query plan {plain}"))
        assert "USING INDEX ix_wishes_about" in step[3]
