"""A backup is whole or there is none; a restore gives back what was there, or nothing."""

import asyncio
import dataclasses
import shutil
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from pysqlite3 import dbapi2

from groundswell.core.batch import Batch
from groundswell.core.model import Report
from groundswell.errors import ConfigError, CorruptStoreError, StoreUnavailableError
from groundswell.flow.count import Count
from groundswell.runtime.backup import Manifest, backup, restore
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings
from groundswell.runtime.secrets import key_path, load_secrets, token_path

NOON = datetime(2023, 5, 21, 12, tzinfo=UTC)


def reports(number: int, first: int = 0) -> list[Report]:
    return [
        Report("instagram", NOON + timedelta(seconds=row), country="ES", reporter=1 + first + row)
        for row in range(number)
    ]


@asynccontextmanager
async def busy(settings: Settings) -> AsyncIterator[Stores]:
    """The stores of an instance that goes on journaling and counting for the length of the block."""
    async with open_stores(settings, ManualClock(NOON)) as stores:
        count = Count(stores.journal, stores.cube)

        async def write() -> None:
            number = 0
            while True:
                await stores.journal.append(Batch.of(reports(20, number)))
                number += 20
                await asyncio.sleep(0)

        async def work() -> None:
            while True:
                await count.step()
                await asyncio.sleep(0.001)

        tasks = [asyncio.create_task(write()), asyncio.create_task(work())]
        try:
            yield stores
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def figures(data_dir: Path) -> tuple[int, int]:
    async with open_stores(Settings(data_dir=data_dir), ManualClock(NOON)) as stores:
        return await stores.journal.last(), await stores.cube.cursor()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with secrets and 500 reports, of which 300 are counted."""
    data_dir = tmp_path_factory.mktemp("filled") / "data"

    async def fill() -> None:
        async with open_stores(Settings(data_dir=data_dir), ManualClock(NOON)) as stores:
            await stores.journal.append(Batch.of(reports(300)))
            await Count(stores.journal, stores.cube).drain()
            await stores.journal.append(Batch.of(reports(200, 300)))

    load_secrets(data_dir, {})
    asyncio.run(fill())
    return data_dir


@pytest.fixture(scope="module")
def archive(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it as a file."""
    path = tmp_path_factory.mktemp("archive") / "kept.tar.zst"
    make(Settings(data_dir=filled), path)
    return path


@pytest.fixture(scope="module")
def folder(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it as a directory."""
    path = tmp_path_factory.mktemp("folder") / "kept"
    make(Settings(data_dir=filled), path)
    return path


@pytest.fixture
def settings(filled: Path, tmp_path: Path) -> Settings:
    """An instance of one's own, with a copy of it."""
    shutil.copytree(filled, tmp_path / "data")
    return Settings(data_dir=tmp_path / "data")


def make(settings: Settings, target: Path) -> Manifest:
    return asyncio.run(backup(settings, target, ManualClock(NOON)))


@pytest.mark.parametrize("name", ["kept.tar.zst", "kept"])
def test_what_was_backed_up_comes_back(settings: Settings, tmp_path: Path, name: str) -> None:
    target, again = tmp_path / "deep" / name, tmp_path / "again"
    with pytest.raises(ConfigError, match="no such directory"):
        make(settings, target)
    target.parent.mkdir()
    manifest = make(settings, target)
    assert (manifest.last_sequence, manifest.cursor, manifest.made_at) == (500, 300, NOON)
    assert set(manifest.files) == {"groundswell.db", "journal.db", "secret.key", "token"}
    assert manifest.files["journal.db"].tables["entries"] == 2
    assert asyncio.run(restore(target, again)) == manifest
    assert asyncio.run(figures(again)) == (500, 300)
    assert load_secrets(again, {}) == load_secrets(settings.data_dir, {})
    assert [path.name for path in target.parent.iterdir()] == [name]


def test_a_backup_is_for_its_owner_alone(archive: Path, folder: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_while_the_server_writes_the_cursor_never_lies_beyond_the_journal(
    settings: Settings, tmp_path: Path
) -> None:
    async def run() -> None:
        async with busy(settings) as stores:
            before = await stores.journal.last()
            for round_ in range(3):
                while await stores.journal.last() <= before:
                    await asyncio.sleep(0.005)
                target = tmp_path / f"round{round_}.tar.zst"
                manifest = await backup(settings, target, ManualClock(NOON))
                assert manifest.cursor is not None
                assert manifest.cursor <= manifest.last_sequence
                assert manifest.last_sequence > before
                before = manifest.last_sequence
                back = tmp_path / f"back{round_}"
                await restore(target, back)
                assert await figures(back) == (manifest.last_sequence, manifest.cursor)

    asyncio.run(run())


def test_the_instance_is_as_before_after_its_backup(settings: Settings, tmp_path: Path) -> None:
    make(settings, tmp_path / "kept.tar.zst")
    assert asyncio.run(figures(settings.data_dir)) == (500, 300)


def test_a_backup_never_overwrites(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "kept.tar.zst"
    target.write_text("precious")
    with pytest.raises(ConfigError, match="there already"):
        make(settings, target)
    assert target.read_text() == "precious"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    with pytest.raises(ConfigError, match="there already"):
        make(settings, tmp_path / "full")


def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"journal\.db: there is no journal to copy|there is no such store"):
        make(Settings(data_dir=tmp_path / "nothing"), tmp_path / "kept.tar.zst")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_is_no_backup(settings: Settings, tmp_path: Path) -> None:
    database = settings.data_dir / "groundswell.db"
    pages = bytearray(database.read_bytes())
    pages[4096 * 3 : 4096 * 12] = b"\x5a" * (4096 * 9)
    database.write_bytes(pages)
    with pytest.raises((CorruptStoreError, StoreUnavailableError)):
        make(settings, tmp_path / "kept.tar.zst")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_of_a_postgresql_instance_the_journal_is_kept_and_the_rest_is_said(tmp_path: Path) -> None:
    from groundswell.runtime import backup as module

    draft = tmp_path / "draft"
    draft.mkdir()
    with dbapi2.connect(str(draft / "journal.db")) as journal:
        journal.execute("create table entries (first integer)")
    manifest = module._manifest_of(draft, NOON, module._Figures(5, 9), served=True)
    assert manifest.cursor is None
    assert "pg_dump" in manifest.notes[0]
    with pytest.raises(CorruptStoreError, match="counted up to 9, but the journal ends at 5"):
        module._manifest_of(draft, NOON, module._Figures(5, 9), served=False)


def test_a_restore_wants_an_empty_directory(archive: Path, filled: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not empty"):
        asyncio.run(restore(archive, filled))
    (tmp_path / "empty").mkdir()
    asyncio.run(restore(archive, tmp_path / "empty"))
    assert key_path(tmp_path / "empty").exists()
    assert token_path(tmp_path / "empty").exists()


def damaged(source: Path, kind: str) -> Path:
    """`source`, damaged in one way."""
    if kind == "cut short":
        source.write_bytes(source.read_bytes()[:-3000])
    elif kind == "one bit":
        raw = bytearray(source.read_bytes())
        raw[len(raw) // 2] ^= 1
        source.write_bytes(raw)
    elif kind == "empty":
        source.write_bytes(b"")
    elif kind == "another file":
        source.write_text("at,service,reports\n" * 100)
    return source


@pytest.mark.parametrize("kind", ["cut short", "one bit", "empty", "another file"])
def test_a_damaged_archive_leaves_nothing_behind(archive: Path, tmp_path: Path, kind: str) -> None:
    shutil.copy(archive, tmp_path / "kept.tar.zst")
    with pytest.raises((CorruptStoreError, ConfigError)):
        asyncio.run(restore(damaged(tmp_path / "kept.tar.zst", kind), tmp_path / "again"))
    assert not (tmp_path / "again").exists()


def test_a_file_that_was_changed_in_a_directory_is_noticed(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "kept")
    (tmp_path / "kept" / "token").write_text("another-token-altogether-of-one-length-xyz\n")
    with pytest.raises(CorruptStoreError, match="token in the backup is not what was written"):
        asyncio.run(restore(tmp_path / "kept", tmp_path / "again"))
    (tmp_path / "kept" / "token").unlink()
    with pytest.raises(CorruptStoreError, match="lacks token"):
        asyncio.run(restore(tmp_path / "kept", tmp_path / "again"))


def test_a_manifest_cannot_name_files_outside_the_data_directory(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "kept")
    manifest = msgspec.json.decode((tmp_path / "kept" / "manifest.json").read_bytes())
    manifest["files"]["../escaped"] = manifest["files"].pop("token")
    (tmp_path / "kept" / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    shutil.move(tmp_path / "kept" / "token", tmp_path / "escaped")
    with pytest.raises(CorruptStoreError, match=r"names \.\./escaped"):
        asyncio.run(restore(tmp_path / "kept", tmp_path / "again"))


def test_a_backup_of_a_later_form_is_left_to_a_later_version(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "kept")
    manifest = msgspec.json.decode((tmp_path / "kept" / "manifest.json").read_bytes()) | {
        "form": 2,
        "more": 1,
    }
    (tmp_path / "kept" / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(ConfigError, match="use a newer groundswell"):
        asyncio.run(restore(tmp_path / "kept", tmp_path / "again"))


def test_a_directory_that_holds_no_backup_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(ConfigError, match=r"holds no manifest\.json"):
        asyncio.run(restore(tmp_path / "photos", tmp_path / "again"))
    with pytest.raises(ConfigError, match="there is no such backup"):
        asyncio.run(restore(tmp_path / "gone", tmp_path / "again"))


def test_stores_in_other_places_come_back_into_the_data_directory(settings: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("groundswell.db", "journal.db"):
        shutil.move(settings.data_dir / name, elsewhere / name)
    moved = dataclasses.replace(
        settings,
        database=f"sqlite:///{elsewhere / 'groundswell.db'}",
        journal=f"sqlite:///{elsewhere / 'journal.db'}",
    )
    make(moved, tmp_path / "kept.tar.zst")
    asyncio.run(restore(tmp_path / "kept.tar.zst", tmp_path / "again"))
    assert asyncio.run(figures(tmp_path / "again")) == (500, 300)


@pytest.mark.parametrize("name", ["copy.zip", "copy.tar.gz", "copy.tar", "copy.zst", "COPY.ZIP"])
def test_a_name_of_another_kind_of_archive_is_refused_and_nothing_made(tmp_path: Path, name: str) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with pytest.raises(ConfigError, match=r"an archive's name ends in \.tar\.zst"):
        asyncio.run(backup(settings, tmp_path / name, ManualClock(NOON)))
    assert list(tmp_path.iterdir()) == []
