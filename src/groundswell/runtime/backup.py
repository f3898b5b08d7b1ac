"""A copy of an instance that can be trusted: made while the server writes, read back, restored only when whole.

The database is copied before the journal, so that the counting cursor in the copy never lies beyond the
journal beside it: what was counted in between is simply counted again from the journal, once.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import zstandard
from pysqlite3 import dbapi2

from groundswell import __version__
from groundswell.errors import ConfigError, CorruptStoreError, StoreUnavailableError
from groundswell.ports import Clock
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import Settings
from groundswell.runtime.durable import sync
from groundswell.runtime.secrets import KEY_NAME, PUSH_KEY_NAME, TOKEN_NAME
from groundswell.runtime.terminal import UsageFault

ARCHIVE_SUFFIX: Final = ".tar.zst"
_OTHER_SUFFIXES: Final = frozenset(
    (".7z", ".bz2", ".gz", ".rar", ".tar", ".tbz", ".tgz", ".txz", ".tzst", ".xz", ".zip", ".zst")
)
"""Of archives that are not written here: who gives one does not want a directory of that name."""
DATABASE_NAME: Final = "groundswell.db"
JOURNAL_NAME: Final = "journal.db"
MANIFEST_NAME: Final = "manifest.json"
_FORM: Final = 1
_STORES: Final = (DATABASE_NAME, JOURNAL_NAME)
_NAMES: Final = (*_STORES, KEY_NAME, TOKEN_NAME, PUSH_KEY_NAME)
_BUSY_SECONDS: Final = 30
_SERVED: Final = (
    "The database is a PostgreSQL server and is not in this backup. Run pg_dump before `groundswell backup`, "
    "never after: the counting cursor must not lie beyond the journal; and to restore, pg_restore before the first start."
)
_CHUNK_BYTES: Final = 1 << 20
_MANIFEST_BYTES_MAX: Final = 1 << 20


class Kept(msgspec.Struct, frozen=True):
    """One file of a backup, and for a store the rows of each table."""

    bytes: int
    sha256: str
    tables: dict[str, int] = {}


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup holds. `cursor` is null where the database is not in it."""

    form: int
    version: str
    made_at: datetime
    files: dict[str, Kept]
    cursor: int | None = None
    last_sequence: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Figures:
    """How far an instance has come: the last sequence of its journal, and the last that its database has counted."""

    last_sequence: int
    cursor: int


async def backup(settings: Settings, target: Path, clock: Clock) -> Manifest:
    """Copy the instance of `settings` to `target`: an archive if it ends in .tar.zst, else a new directory.

    Returns what is in it, after having read it back. Raises ConfigError where `target` is taken or named like an archive of
    another kind, or there is nothing to copy, StoreUnavailableError where a disk is full, CorruptStoreError where a copy is not whole.
    """
    made_at = clock.now()
    if not target.name.endswith(ARCHIVE_SUFFIX) and target.suffix.lower() in _OTHER_SUFFIXES:
        raise UsageFault(
            f"{target}: an archive's name ends in {ARCHIVE_SUFFIX}, a directory's in nothing of the kind"
        )
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise ConfigError(f"{target} is there already: give a name that is free; a backup never overwrites")
    if not target.absolute().parent.is_dir():
        raise ConfigError(f"{target.absolute().parent}: there is no such directory; make it, or give another")
    with _disk(target), _workshop(target.absolute().parent, f".{target.name}.") as draft:
        await asyncio.to_thread(_copy, settings, draft)
        inside = dataclasses.replace(settings, data_dir=draft, journal="", catalog=None)
        if settings.database_path is not None:
            inside = dataclasses.replace(inside, database="")
        async with open_stores(inside, clock) as stores:
            figures = _Figures(await stores.journal.last(), await stores.cube.cursor())
        return await asyncio.to_thread(_finish, settings, draft, target, made_at, figures)


async def restore(source: Path, data_dir: Path) -> Manifest:
    """Put the backup `source` (archive or directory) into the empty `data_dir`; returns what came back.

    Nothing is left behind when it fails: ConfigError (not empty, not a backup), CorruptStoreError (not whole).
    """
    return await asyncio.to_thread(_restore, source, data_dir)


def _copy(settings: Settings, draft: Path) -> None:
    """Database first, journal after: see the top of this file."""
    if settings.database_path is not None:
        _copy_store(settings.database_path, draft / DATABASE_NAME)
    _copy_store(settings.journal_path, draft / JOURNAL_NAME)
    for name in (KEY_NAME, TOKEN_NAME, PUSH_KEY_NAME):
        if (settings.data_dir / name).exists():
            shutil.copyfile(settings.data_dir / name, draft / name)


def _finish(settings: Settings, draft: Path, target: Path, made_at: datetime, figures: _Figures) -> Manifest:
    for name in _STORES:
        if (draft / name).exists():
            _one_file(draft / name)
            _check_integrity(draft / name)
    manifest = _manifest_of(draft, made_at, figures, served=settings.database_path is None)
    (draft / MANIFEST_NAME).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    names = (MANIFEST_NAME, *manifest.files)
    if target.name.endswith(ARCHIVE_SUFFIX):
        packed, again = draft / "packed", draft / "again"
        _pack(draft, names, packed)
        again.mkdir()
        _check_files(_unpack(packed, again), again)
        packed.replace(target)
    else:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            (draft / name).chmod(0o600)
            sync(draft / name)
            (draft / name).replace(target / name)
        _check_files(manifest, target)
        sync(target)
    sync(target.absolute().parent)
    return manifest


def _restore(source: Path, data_dir: Path) -> Manifest:
    if data_dir.exists() and (not data_dir.is_dir() or any(data_dir.iterdir())):
        raise ConfigError(
            f"{data_dir} is not empty: restore into a new directory, then move it where you want"
        )
    if not source.exists():
        raise ConfigError(f"{source}: there is no such backup")
    # Inside the directory and not beside it: it may be a mount of its own.
    with _disk(data_dir), _room(data_dir), _workshop(data_dir, ".restoring.") as draft:
        manifest = _unpack_directory(source, draft) if source.is_dir() else _unpack(source, draft)
        _check_files(manifest, draft)
        _check_stores(manifest, draft)
        for name in manifest.files:
            (draft / name).chmod(0o600)
            sync(draft / name)
        for name in manifest.files:
            (draft / name).replace(data_dir / name)
        sync(data_dir)
    return manifest


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    """`folder`, which is taken down again where nothing came of it and it was made for this."""
    made = not folder.exists()
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


def _copy_store(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite file that others may be writing, checked page by page."""
    if not source.exists():
        raise ConfigError(f"{source}: there is no such store; is data_dir right?")
    with closing(_open(source, read_only=True)) as live, closing(_open(target)) as copy:
        # All pages in one step: in smaller ones, every commit of the server would start the copy anew.
        live.backup(copy, pages=-1)


def _one_file(path: Path) -> None:
    """All of the store in its one file, nothing in a log beside it."""
    with closing(_open(path)) as store:
        store.execute("pragma journal_mode = delete")


def _check_integrity(path: Path) -> None:
    with closing(_open(path, read_only=True)) as store:
        said = [str(row[0]) for row in store.execute("pragma integrity_check(5)")]
    if said != ["ok"]:
        raise CorruptStoreError(f"{path.name} is damaged: {'; '.join(said)}")


def _manifest_of(draft: Path, made_at: datetime, figures: _Figures, *, served: bool) -> Manifest:
    if not served and figures.cursor > figures.last_sequence:
        raise CorruptStoreError(
            f"the database has counted up to {figures.cursor}, but the journal ends at "
            f"{figures.last_sequence}: they are not of one instance"
        )
    files = {
        name: Kept(
            bytes=(draft / name).stat().st_size,
            sha256=_sha256(draft / name),
            tables=_tables(draft / name) if name in _STORES else {},
        )
        for name in _NAMES
        if (draft / name).exists()
    }
    return Manifest(
        form=_FORM,
        version=__version__,
        made_at=made_at,
        files=files,
        cursor=None if served else figures.cursor,
        last_sequence=figures.last_sequence,
        notes=(_SERVED,) if served else (),
    )


def _tables(path: Path) -> dict[str, int]:
    """Rows by table."""
    with closing(_open(path, read_only=True)) as store:
        listed = store.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        )
        names = sorted(str(row[0]) for row in listed)
        return {name: store.execute(f'select count(*) from "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _check_files(manifest: Manifest, folder: Path) -> None:
    """Every file is there and has the bytes that were written."""
    for name, kept in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise CorruptStoreError(f"the backup lacks {name}, which its manifest names")
        if path.stat().st_size != kept.bytes or _sha256(path) != kept.sha256:
            raise CorruptStoreError(f"{name} in the backup is not what was written: its checksum differs")


def _check_stores(manifest: Manifest, folder: Path) -> None:
    """The stores are sound and hold as many rows as when they were copied."""
    for name in _STORES:
        if name not in manifest.files:
            continue
        _check_integrity(folder / name)
        if (rows := _tables(folder / name)) != manifest.files[name].tables:
            raise CorruptStoreError(f"{name} in the backup holds other rows than its manifest says: {rows}")


def _pack(folder: Path, names: Sequence[str], target: Path) -> None:
    """The manifest first, so that a reader knows what to expect of the rest."""
    packer = zstandard.ZstdCompressor(level=6, write_checksum=True)
    with (
        target.open("xb") as raw,
        packer.stream_writer(raw, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in names:
            archive.add(folder / name, arcname=name, filter=_anonymous)
    target.chmod(0o600)
    sync(target)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _unpack(source: Path, folder: Path) -> Manifest:
    """The archive's files in `folder`: only those that its manifest names, and of the sizes that it names."""
    manifest: Manifest | None = None
    try:
        with (
            source.open("rb") as raw,
            zstandard.ZstdDecompressor().stream_reader(raw) as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if manifest is None:
                    if member.name != MANIFEST_NAME or content is None:
                        break
                    manifest = _manifest(content.read(_MANIFEST_BYTES_MAX), source)
                    continue
                kept = manifest.files.get(member.name)
                if content is None or kept is None:
                    raise CorruptStoreError(
                        f'{source} holds "{member.name}", which its manifest does not name'
                    )
                if member.size != kept.bytes:
                    raise CorruptStoreError(f"{member.name} in {source} is not of the size that was written")
                with (folder / member.name).open("xb") as copy:
                    shutil.copyfileobj(content, copy, _CHUNK_BYTES)
    except (zstandard.ZstdError, tarfile.TarError, EOFError) as fault:
        raise CorruptStoreError(
            f"{source} is not whole, or no .tar.zst: it cannot be unpacked ({fault})"
        ) from fault
    if manifest is None:
        raise ConfigError(f"{source} is no backup: it does not begin with {MANIFEST_NAME}")
    return manifest


def _unpack_directory(source: Path, folder: Path) -> Manifest:
    path = source / MANIFEST_NAME
    if not path.is_file():
        raise ConfigError(f"{source} is no backup: it holds no {MANIFEST_NAME}")
    manifest = _manifest(path.read_bytes(), source)
    for name in manifest.files:
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
    return manifest


def _manifest(raw: bytes, source: Path) -> Manifest:
    try:
        form = msgspec.json.decode(raw, type=_Form).form
        if form != _FORM:
            raise ConfigError(
                f"{source} has form {form}; this version reads form {_FORM}: use a newer groundswell"
            )
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise CorruptStoreError(f"the manifest of {source} cannot be read: {fault}") from fault
    if strange := set(manifest.files) - set(_NAMES):
        raise CorruptStoreError(
            f"the manifest of {source} names {', '.join(sorted(strange))}: no part of an instance"
        )
    return manifest


class _Form(msgspec.Struct):
    form: int


def _open(path: Path, *, read_only: bool = False) -> dbapi2.Connection:
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    return dbapi2.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _workshop(folder: Path, prefix: str) -> Iterator[Path]:
    """A directory to work in, on the same disk as `folder`; it goes when the work is done or has failed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _disk(where: Path) -> Iterator[None]:
    """Faults of the disk and of SQLite, in words."""
    try:
        yield
    except OSError as fault:
        raise StoreUnavailableError(f"{fault.filename or where}: {fault.strerror or fault}") from fault
    except dbapi2.DatabaseError as fault:
        if isinstance(fault, dbapi2.OperationalError):
            raise StoreUnavailableError(f"{where}: {fault}") from fault
        raise CorruptStoreError(f"{where}: {fault}") from fault
