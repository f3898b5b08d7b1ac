"""What both engines promise under the stores: the schema of this version, one transaction at a time, honest faults."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from pysqlite3 import dbapi2
from sqlalchemy import Connection, column, create_engine, func, insert, inspect, select, table, text, update

from groundswell.core.access import Role
from groundswell.core.accounts import Grant, Scope
from groundswell.core.cube import deltas
from groundswell.errors import ConfigError, CorruptStoreError, StoreUnavailableError
from groundswell.ports import ClaimBlock
from groundswell.stores.relational import (
    Database,
    RelationalCube,
    RelationalIncidents,
    RelationalPeople,
    RelationalQuestions,
    open_database,
)
from groundswell.stores.relational.schema import DROPS, METADATA
from groundswell.stores.relational.upgrade import lead_through
from tests.contract.conftest import WithDatabase, no_space_beyond


async def closed(database: Database) -> None:
    await database.close()


def done_in(url: str, work: Callable[[Connection], None]) -> None:
    """Do `work` in the database at `url`, whatever its schema is."""
    engine = create_engine(url, module=dbapi2) if url.startswith("sqlite") else create_engine(url)
    with engine.begin() as connection:
        work(connection)
    engine.dispose()


def led_to(revision: str, url: str) -> None:
    """Make what is empty at `url` a database of an older version."""
    done_in(url, lambda connection: lead_through(connection, revision))


def shape(connection: Connection) -> object:
    """All that the database itself says of its tables."""
    seen = inspect(connection)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in seen.get_columns(name)
            },
            "key": seen.get_pk_constraint(name)["constrained_columns"],
            "indexes": sorted(
                (str(index["name"]), tuple(map(str, index["column_names"])), bool(index["unique"]))
                for index in seen.get_indexes(name)
            ),
            "unique": sorted(tuple(one["column_names"]) for one in seen.get_unique_constraints(name)),
            "foreign": sorted(
                (tuple(one["constrained_columns"]), one["referred_table"], tuple(one["referred_columns"]))
                for one in seen.get_foreign_keys(name)
            ),
            "checks": sorted(str(one["sqltext"]) for one in seen.get_check_constraints(name)),
        }
        for name in sorted(seen.get_table_names())
    }


def test_migrations_lead_to_exactly_the_tables_that_the_code_knows(empty_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        assert names == set(METADATA.tables)
        from alembic.autogenerate import compare_metadata
        from alembic.runtime.migration import MigrationContext

        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    async def story() -> None:
        led_to("001", empty_url)
        database = open_database(empty_url)
        try:
            assert await database.read(differences) == []
        finally:
            await database.close()

    asyncio.run(story())


def test_a_new_database_is_the_same_as_one_that_came_all_the_way(empty_url: str) -> None:
    def cleared(connection: Connection) -> None:
        METADATA.drop_all(connection)
        connection.execute(text("drop table alembic_version"))

    async def opened() -> tuple[object, str | None]:
        database = open_database(empty_url)
        try:
            return await database.read(shape), await database.read(_revision)
        finally:
            await database.close()

    led_to("001", empty_url)
    came = asyncio.run(opened())
    done_in(empty_url, cleared)
    assert asyncio.run(opened()) == came


def _revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def test_repeats_of_an_older_version_are_found_after_the_upgrade_and_who_was_heard_has_said_all(
    empty_url: str,
) -> None:
    def older(connection: Connection) -> None:
        heard = np.array([2**60 + 1], dtype="<u8").tobytes()
        for half_hour, sequences in ((30, (2, 9)), (60, (5,)), (60, ())):
            row = {
                "half_hour": half_hour,
                "keys": heard,
                "repeats": np.array(sequences, dtype="<i8").tobytes(),
            }
            claims = table("claims", *(column(name) for name in row))
            connection.execute(insert(claims).values(row))

    async def story() -> None:
        led_to("006", empty_url)
        done_in(empty_url, older)
        database = open_database(empty_url)
        try:
            cube = RelationalCube(database)
            assert [at for at in range(12) if await cube.is_repeat(at)] == [2, 5, 9]
            assert not await cube.is_addition(2)
            assert [block.keys.tolist() for block in await cube.claims(30)] == [[2**60 + 0xFF]]
            await cube.apply(
                deltas([]), [ClaimBlock(60, np.zeros(0, dtype=np.uint64))], 20, None, np.array([12])
            )
            assert await cube.is_repeat(12)
        finally:
            await database.close()

    asyncio.run(story())


def test_accounts_of_an_older_version_keep_their_role_and_what_rang_can_be_acknowledged(
    empty_url: str,
) -> None:
    def older(connection: Connection) -> None:
        kept = '["films"]'
        for name, role, services, password, subject in (
            ("Ada", "administrator", "[]", "hash", None),
            ("Bob", "responder", kept, "hash", "https://idp.example 1"),
            ("Cyd", "viewer", "[]", "", "https://idp.example 2"),
        ):
            told = {
                "name": name,
                "role": role,
                "services": services,
                "password": password,
                "subject": subject,
            }
            connection.execute(
                text(
                    "INSERT INTO accounts (name, key, role, services, operators, password, codes, step, subject, made_at)"
                    " VALUES (:name, lower(:name), :role, :services, '[]', :password, '', 0, :subject,"
                    " '2026-03-02 12:00:00')"
                ),
                told,
            )
        noon = "'2026-03-02 12:00:00'"
        for name, state in (("rang", "open"), ("seen", "easing"), ("over", "resolved")):
            connection.execute(
                text(
                    "INSERT INTO incidents (id, service, state, severity, certainty, began_at, suspected_at, updated_at,"
                    ' ratio, reports, peak_reports, score, footprint, acknowledged_at, declared_at, "into", reason)'
                    f" VALUES (:id, 'films', :state, 1, 'observed', {noon}, {noon}, {noon},"
                    f" 1, 0, 0, 0, '{{}}', {noon}, {noon}, '', '')"
                ),
                {"id": name, "state": state},
            )
        connection.execute(
            text(
                "INSERT INTO events (incident, kind, at, note, by)"
                f" VALUES ('seen', 'acknowledged', {noon}, 'Mine.', 'Ada')"
            )
        )

    async def story() -> None:
        led_to("022", empty_url)
        done_in(empty_url, older)
        database = open_database(empty_url)
        try:
            found = await RelationalPeople(database).accounts()
            incidents = await RelationalIncidents(database).list()
        finally:
            await database.close()
        assert [(each.name, each.grants, each.is_vouched) for each in found] == [
            ("Ada", (Grant(Role.ADMINISTRATOR),), False),
            ("Bob", (Grant(Role.RESPONDER, Scope(("films",))),), False),
            ("Cyd", (Grant(Role.VIEWER),), True),
        ]
        assert {each.id for each in incidents if each.acknowledged_at is None} == {"rang"}

    asyncio.run(story())


def test_answers_of_an_older_version_are_told_on_only_where_they_were_public_or_for_several(
    empty_url: str,
) -> None:
    def older(connection: Connection) -> None:
        noon = "'2026-03-02 12:00:00'"
        for name, is_public, askers in (("own", "false", 1), ("public", "true", 1), ("pile", "false", 2)):
            connection.execute(
                text(
                    'INSERT INTO replies (id, service, texts, "by", at, sources, incident, is_public, supersedes, state)'
                    f" VALUES ('{name}', '', '[]', 'Ada', {noon}, '[]', '', {is_public}, '', 'stands')"
                )
            )
            for number in range(askers):
                connection.execute(
                    text(
                        "INSERT INTO questions (id, words, language, service, at, source, state, first, triage, incident,"
                        ' "group", reply, is_unfit, asker, told)'
                        f" VALUES ('{name}-{number}', 'why', '', '', {noon}, 'page', 'answered', 'waiting', '{{}}', '',"
                        f" '', '{name}', false, '', '')"
                    )
                )

    async def story() -> None:
        led_to("030", empty_url)
        done_in(empty_url, older)
        database = open_database(empty_url)
        try:
            found = await RelationalQuestions(database).standing(9)
        finally:
            await database.close()
        assert set(found.incidents) == {"public", "pile"}

    asyncio.run(story())


def test_who_only_looks_leaves_an_older_schema_as_it_is_and_says_so(empty_url: str) -> None:
    async def story() -> None:
        led_to("006", empty_url)
        for _ in range(2):
            with pytest.raises(ConfigError, match=r'"006", older than .* a look changes nothing'):
                open_database(empty_url, looking=True)
        await open_database(empty_url).close()
        await open_database(empty_url, looking=True).close()

    asyncio.run(story())


def test_every_table_says_what_it_holds() -> None:
    assert [name for name, table in METADATA.tables.items() if not table.comment] == []


def test_two_that_open_an_empty_database_at_once_both_succeed(empty_url: str) -> None:
    begun = Barrier(2)

    def opened(url: str) -> Database:
        begun.wait(10)
        return open_database(url)

    async def tables(database: Database) -> set[str]:
        names = await database.run(lambda connection: inspect(connection).get_table_names())
        await database.close()
        return set(names)

    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(opened, [empty_url] * 2))
    for database in both:
        assert asyncio.run(tables(database)) >= set(METADATA.tables)


def test_a_database_of_a_newer_version_is_refused(empty_url: str) -> None:
    async def story() -> None:
        database = open_database(empty_url)
        newer = text("update alembic_version set version_num = '999'")
        await database.run(lambda connection: connection.execute(newer))
        await database.close()

    asyncio.run(story())
    with pytest.raises(ConfigError, match='"999", written by a newer groundswell') as refused:
        open_database(empty_url)
    assert "Upgrade groundswell" in str(refused.value)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("groundswell.db", "not a URL"),
        ("mysql://host/name", "mysql"),
        ("", "not a URL"),
    ],
)
def test_a_url_of_another_kind_is_refused_with_what_would_be_right(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        open_database(url)
    assert "sqlite" in str(refused.value)


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path) -> None:
    for url in (
        f"sqlite:///{tmp_path}/no/such/folder.db",
        f"postgresql://ana:secret@/name?host={tmp_path}&connect_timeout=2",
    ):
        with pytest.raises(StoreUnavailableError) as told:
            open_database(url)
        assert "secret" not in str(told.value)


def test_what_fails_half_way_leaves_nothing(with_database: WithDatabase) -> None:
    def half(connection: Connection) -> None:
        connection.execute(insert(DROPS).values(reason="flood", count=1))
        raise ValueError("changed my mind")

    async def story(database: Database) -> None:
        with pytest.raises(ValueError, match="changed my mind"):
            await database.run(half)
        assert await database.read(lambda connection: connection.execute(select(DROPS)).all()) == []

    with_database(story)


def test_transactions_at_the_same_time_follow_one_another(with_database: WithDatabase) -> None:
    def one_more(connection: Connection) -> None:
        count = connection.scalar(select(DROPS.c["count"])) or 0
        connection.execute(update(DROPS).values(count=count + 1))

    async def story(database: Database) -> None:
        await database.run(
            lambda connection: connection.execute(insert(DROPS).values(reason="flood", count=0))
        )
        await asyncio.gather(*(database.run(one_more) for _ in range(30)))
        assert await database.read(lambda connection: connection.scalar(select(DROPS.c["count"]))) == 30

    with_database(story)


def test_whoever_only_reads_cannot_write(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            await database.read(
                lambda connection: connection.execute(insert(DROPS).values(reason="x", count=1))
            )

    with_database(story)


def test_readers_are_not_held_up_by_a_writer(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        loop = asyncio.get_running_loop()
        wrote, may_end = asyncio.Event(), asyncio.Event()

        def write(connection: Connection) -> None:
            connection.execute(insert(DROPS).values(reason="flood", count=1))
            loop.call_soon_threadsafe(wrote.set)
            asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(timeout=20)

        count = select(func.count()).select_from(DROPS)
        writing = asyncio.ensure_future(database.run(write))
        await wrote.wait()
        assert await database.read(lambda connection: connection.scalar(count)) == 0
        may_end.set()
        await writing
        assert await database.read(lambda connection: connection.scalar(count)) == 1

    with_database(story)


@pytest.mark.scaled
def test_a_server_that_hung_up_is_called_again(postgresql: str) -> None:
    async def story() -> None:
        url = postgresql.replace("/postgres?", "/prepared?")
        database, other = open_database(url), open_database(url)
        try:
            ours = await database.run(lambda connection: connection.scalar(text("select pg_backend_pid()")))
            await other.run(
                lambda connection: connection.execute(
                    text("select pg_terminate_backend(:pid)"), {"pid": ours}
                )
            )
            assert await database.run(lambda connection: connection.scalar(text("select 1"))) == 1

            def cut(connection: Connection) -> None:
                connection.execute(text("select pg_terminate_backend(pg_backend_pid())"))

            with pytest.raises(StoreUnavailableError, match="cannot be used now"):
                await database.run(cut)
            assert await database.run(lambda connection: connection.scalar(text("select 1"))) == 1
        finally:
            await database.close()
            await other.close()

    asyncio.run(story())


def test_a_full_disk_is_told_and_counting_goes_on_afterwards(tmp_path: Path) -> None:
    async def fill(cube: RelationalCube) -> None:
        for number in range(2_000):
            await cube.add_drops({f"reason {number}-{more}": 1 for more in range(100)})

    async def story() -> None:
        database = open_database(f"sqlite:///{tmp_path / 'groundswell.db'}")
        cube = RelationalCube(database)
        try:
            size = max(file.stat().st_size for file in tmp_path.iterdir())
            with (
                no_space_beyond(size + 100_000),
                pytest.raises(StoreUnavailableError, match="cannot be used now"),
            ):
                await fill(cube)
            full = len(await cube.drops())
            assert full % 100 == 0
            assert 0 < full < 200_000
            await cube.apply(deltas([]), [], 1, {"after": 1})
            assert len(await cube.drops()) == full + 1
        finally:
            await database.close()

    asyncio.run(story())


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "groundswell.db"
    path.write_bytes(b"Dear diary, today " * 400)
    with pytest.raises(CorruptStoreError, match="damaged"):
        open_database(f"sqlite:///{path}")


def test_a_locked_file_is_told_as_something_that_passes(tmp_path: Path) -> None:
    path = tmp_path / "groundswell.db"
    asyncio.run(closed(open_database(f"sqlite:///{path}")))
    other = dbapi2.connect(str(path), isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(StoreUnavailableError, match="locked"):
            open_database(f"sqlite:///{path}?timeout=0.1")
    finally:
        other.close()


def test_a_database_in_memory_works_like_any_other() -> None:
    async def story() -> None:
        database = open_database("sqlite://")
        cube = RelationalCube(database)
        await asyncio.gather(*(cube.add_drops({"flood": 1}) for _ in range(5)))
        assert await cube.drops() == {"flood": 5}
        await database.close()

    asyncio.run(story())
