"""What could keep an instance from doing its work, looked for before it does: a literal table of checks.

Each check says what it found and, where that is not well, what to do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import pwd
import shutil
import socket
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Final

import maxminddb
from pysqlite3 import dbapi2

from groundswell.errors import GroundswellError
from groundswell.flow.call import names_of
from groundswell.flow.lack import Lack
from groundswell.ports import Clock
from groundswell.ports.notices import Target
from groundswell.runtime import belonging, open_files, secrets
from groundswell.runtime.build import open_stores, reach_database, shipped_catalog
from groundswell.runtime.config import Settings
from groundswell.runtime.greeting import greet_all
from groundswell.runtime.lease import is_groundswell, is_running, serves_at
from groundswell.runtime.terminal import counted, program

_SAFE_SQLITE: Final = (3, 51, 3)
_FIRST_WAL_SQLITE: Final = (3, 7, 0)
_SPACE_WARN_BYTES: Final = 2 << 30
_SPACE_FAIL_BYTES: Final = 200 << 20
_FSYNC_ROUNDS: Final = 20
_FSYNC_WARN_SECONDS: Final = 0.02
_FSYNC_TOO_QUICK_SECONDS: Final = 0.000_02
_GEO_DAYS_MAX: Final = 90
_SKEW_MAX: Final = timedelta(minutes=5)
_LAG_WARN: Final = 10_000
_GAPS_TOLD: Final = 3
_BORN: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Verdict(StrEnum):
    """How it stands with one check."""

    OK = "ok"
    WARN = "warn"
    """it works, but not as well or as safely as it could"""
    FAIL = "fail"
    """it does not work"""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found, in words, and what to do about it ("" when it is well)."""

    name: str
    verdict: Verdict
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Patient:
    settings: Settings
    clock: Clock
    options: str = ""

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def begun(self) -> bool:
        """Whether it has ever been started."""
        return self.settings.journal_path.exists()


async def examine(settings: Settings, clock: Clock, options: str = "") -> list[Check]:
    """Every check in the order of the table; one that stumbles is a failed check, not an error. What could only say again
    what was said before is left out. `options` are those behind other commands of the same instance."""
    patient = _Patient(settings, clock, options)
    found: list[Check] = []
    barred = False
    for name, check in _CHECKS:
        if barred and check in _IN_DATA_DIR:
            continue
        try:
            told = await check(patient)
        except (GroundswellError, OSError) as fault:
            told = [Check(name, Verdict.FAIL, str(fault), "put right what it says, then run this again")]
        if check is _data_dir:
            barred = told[0].verdict is Verdict.FAIL
        known = {one.words for one in found if one.verdict is Verdict.FAIL}
        found += [one if one.name else replace(one, name=name) for one in told if one.words not in known]
    return found


def _ok(words: str) -> list[Check]:
    return [Check("", Verdict.OK, words)]


def _warn(words: str, remedy: str) -> list[Check]:
    return [Check("", Verdict.WARN, words, remedy)]


def _fail(words: str, remedy: str) -> list[Check]:
    return [Check("", Verdict.FAIL, words, remedy)]


async def _python(_patient: _Patient) -> list[Check]:
    return _ok(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")


async def _sqlite(_patient: _Patient) -> list[Check]:
    return sqlite_verdict(dbapi2.sqlite_version)


def sqlite_verdict(version: str) -> list[Check]:
    """What to think of a version of SQLite."""
    numbers = tuple(int(part) for part in version.split(".")[:3])
    if _FIRST_WAL_SQLITE <= numbers < _SAFE_SQLITE:
        return _warn(
            f"SQLite {version} can, rarely, corrupt a store when its log is reset (bug of 3.7.0 to 3.51.2)",
            "install a newer pysqlite3, which brings its own SQLite",
        )
    return _ok(f"SQLite {version}")


async def _data_dir(patient: _Patient) -> list[Check]:
    folder = patient.settings.data_dir.absolute()
    above = _nearest(folder)
    there, me = folder.exists(), _user()
    if (folder if there else above.joinpath(*folder.relative_to(above).parts[:1])).is_file():
        return _fail(f"{folder} is a file, or lies below one", "set data_dir to a directory")
    if not os.access(above, os.R_OK | os.W_OK | os.X_OK):
        if there and os.statvfs(folder).f_flag & os.ST_RDONLY:
            return _fail(
                f"{folder} is on a disk that is mounted read-only", "mount it so that it can be written"
            )
        if there:
            words = f"{folder} must be readable and writable by {me}, the user of this command, and is not"
            return _fail(words, f"call this as the user who starts the server, or: chown -R {me} {folder}")
        words = f"{folder} is not there, and {me}, the user of this command, may make nothing in {above}"
        return _fail(words, f"make it, as root: install -d -m 750 -o {me} {folder}")
    return _ok(str(folder) if there else f"{folder} is not there yet: the first start makes it")


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


async def _space(patient: _Patient) -> list[Check]:
    folder = _nearest(patient.settings.data_dir)
    free = shutil.disk_usage(folder).free
    words = f"{free / (1 << 30):.1f} GiB free at {folder}"
    if free < _SPACE_FAIL_BYTES:
        return _fail(words, "make room now: without it reports are turned away")
    if free < _SPACE_WARN_BYTES:
        return _warn(words, "make room, or set retention.raw_days lower")
    return _ok(words)


async def _fsync(patient: _Patient) -> list[Check]:
    return fsync_verdict(await asyncio.to_thread(fsync_seconds, _nearest(patient.settings.data_dir)))


def fsync_seconds(folder: Path) -> list[float]:
    """How long the disk of `folder` takes to make 4 KiB durable, some times over."""
    found = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_FSYNC_ROUNDS):
            file.write(os.urandom(4096))
            file.flush()
            began = perf_counter()
            os.fsync(file.fileno())
            found.append(perf_counter() - began)
    return found


def fsync_verdict(seconds: list[float]) -> list[Check]:
    """What to think of those times."""
    middle, worst = statistics.median(seconds), max(seconds)
    words = f"making 4 KiB durable takes {middle * 1000:.2f} ms (at worst {worst * 1000:.2f} ms)"
    if middle > _FSYNC_WARN_SECONDS:
        return _warn(words, "every report waits that long for its receipt: put data_dir on a quicker disk")
    if middle < _FSYNC_TOO_QUICK_SECONDS:
        return _warn(
            f"{words}: quicker than disks are",
            "a memory file system, or a disk that says done too early, loses reports when the power fails",
        )
    return _ok(words)


async def _server(patient: _Patient) -> list[Check]:
    folder = patient.settings.data_dir
    if not is_running(folder):
        return _ok("none runs on this directory")
    address = serves_at(folder)
    return _ok(f"one runs on {folder.absolute()}" + (f", at {address}" if address else ""))


async def _catalog(patient: _Patient) -> list[Check]:
    catalog = shipped_catalog(patient.settings.catalog)
    return _ok(counted(len(catalog.services), "service"))


async def _stores(patient: _Patient) -> list[Check]:
    if not patient.begun:
        if patient.settings.database_path is None:
            await reach_database(patient.settings)
            return _ok("the database answers; the first start makes the rest")
        return _ok("not there yet: the first start makes them")
    async with open_stores(patient.settings, patient.clock, looking=True) as stores:
        lacking = await belonging.missing(stores.journal, stores.cube, stores.incidents)
        cursor, last = await stores.cube.cursor(), await stores.journal.last()
        entry = await stores.journal.at(last)
    kind = "a file" if patient.settings.database_path else "PostgreSQL"
    checks = [
        Check("database", Verdict.OK, f"{kind}, of this version's schema"),
    ]
    behind = last - cursor
    words = f"last sequence {last}, counted up to {cursor}"
    if lacking:
        checks.append(Check("journal", Verdict.FAIL, lacking, belonging.REMEDY))
    elif behind > _LAG_WARN:
        remedy = "start the server, or look in its log for why counting does not keep up"
        checks.append(Check("journal", Verdict.WARN, words, remedy))
    else:
        checks.append(Check("journal", Verdict.OK, words))
    return [*checks, _clock_verdict(patient.now, entry.recorded_at if entry else None)]


async def _oncall(patient: _Patient) -> list[Check]:
    if not patient.begun:
        return _ok("nothing is set up yet")
    async with open_stores(patient.settings, patient.clock, looking=True) as stores:
        policies = [each for each in await stores.oncall.policies() if each.is_on]
        carriers = patient.settings.oncall.channels
        lack = Lack(stores.oncall, stores.notices, stores.people, stores.catalog, carriers)
        gaps = await lack.gaps(policies, patient.now)
        names = await names_of(stores.people)
    if not policies:
        return _ok("no policy says whom an outage calls")
    if gaps:
        missed = list(dict.fromkeys(gap.missed for gap in gaps))
        more = f"; and {len(missed) - _GAPS_TOLD} more" if len(missed) > _GAPS_TOLD else ""
        return _warn(
            "; ".join(each.said(names) for each in missed[:_GAPS_TOLD]) + more,
            "have somebody take over, or have them add a way to be called: /desk/oncall",
        )
    return _ok("all whom policies count on can be called")


def _clock_verdict(now: datetime, recorded_at: datetime | None) -> Check:
    told = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    remedy = "set the machine's clock, and let NTP keep it"
    if now < _BORN:
        return Check("clock", Verdict.FAIL, f"{told} lies before this software was written", remedy)
    if recorded_at is not None and recorded_at > now + _SKEW_MAX:
        words = (
            f"{told}, but the journal has an entry of {recorded_at:%Y-%m-%d %H:%M:%S}: one of them is wrong"
        )
        return Check("clock", Verdict.FAIL, words, remedy)
    return Check("clock", Verdict.OK, told)


async def _geo(patient: _Patient) -> list[Check]:
    visitor = patient.settings.visitor
    files = [str(path) for path in (visitor.geo_country_file, visitor.geo_network_file) if path]
    if not files:
        return _ok("no file: places come from browsers and from what reporters say")
    found: list[Check] = []
    for file in files:
        try:
            with maxminddb.open_database(file) as reader:
                meta = reader.metadata()
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as fault:
            found += _fail(
                f"{file}: {fault}", "give a file of MaxMind's format (.mmdb) that this user can read"
            )
            continue
        built_at = datetime.fromtimestamp(meta.build_epoch, tz=UTC)
        age = (patient.now - built_at).days
        words = f"{file}: {meta.database_type}, {counted(age, 'day')} old"
        old = age > _GEO_DAYS_MAX
        found += _warn(words, "addresses move: fetch a newer one") if old else _ok(words)
    return found


async def _secrets(patient: _Patient) -> list[Check]:
    folder = patient.settings.data_dir
    files = [path for path in (secrets.key_path(folder), secrets.token_path(folder)) if path.exists()]
    if not files:
        return _ok("not there yet: the first start makes them")
    open_ones = [path for path in files if secrets.readable_by_others(path)]
    if open_ones:
        names = " ".join(str(path) for path in open_ones)
        return _warn(f"others can read {names}", f"chmod 600 {names}")
    return _ok("only their owner can read them")


async def _port(patient: _Patient) -> list[Check]:
    web = patient.settings.web
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(web.host, web.host)  # noqa: S104
    place = f"{web.host}:{web.port}"
    if web.port == 0:
        return _ok("any that is free")
    if host.startswith(("unix:", "/")):
        return _ok(place)
    try:
        with contextlib.closing(await asyncio.to_thread(socket.create_connection, (host, web.port), 2.0)):
            pass
    except TimeoutError:
        return _warn(f"{place} does not answer", "is a firewall between?")
    except socket.gaierror as fault:
        return _fail(f"{web.host}: {fault.strerror}", "set web.host to an address of this machine")
    except OSError:
        return _ok(f"{place} is free")
    if await is_groundswell(web.local_url):
        if serves_at(patient.settings.data_dir).endswith(f":{web.port}"):
            return _ok(f"{place} is served by groundswell")
        return _fail(
            f"{place} is served by another instance of groundswell, not by this directory",
            "set web.port to another port, or name that instance's directory with --data-dir",
        )
    return _fail(f"{place} is taken by another program", "stop that one, or set web.port to another port")


async def _open_files(patient: _Patient) -> list[Check]:
    soft, hard = open_files.most()
    return open_files_verdict(soft, hard, patient.settings.web.readers_max)


def open_files_verdict(soft: int, hard: int, readers_max: int) -> list[Check]:
    """What to think of a limit of `soft` that a server may raise to `hard`."""
    words = f"{hard:,} files may be open at once" + (f" (`serve` raises its {soft:,})" if soft < hard else "")
    needed = readers_max + open_files.SPARE
    if hard < needed:
        return _warn(
            f"{words}, {needed:,} are needed: one for each of web.readers_max = {readers_max:,} readers of the live page, and "
            f"{open_files.SPARE} for the stores and everybody else",
            f"set LimitNOFILE={needed} in the unit of the service (or ulimit -Hn), or web.readers_max lower",
        )
    return _ok(words)


async def _letters(patient: _Patient) -> list[Check]:
    told = patient.settings.mail
    if not told.listen:
        return _ok("none are taken")
    words = f"{told.protocol} at {told.listen} for {', '.join(told.addresses)}"
    host = told.listen.rpartition(":")[0].strip("[]")
    if host not in ("127.0.0.1", "::1", "localhost"):
        return _warn(
            f"{words}: others than this machine can reach it", "let a mail server that filters stand in front"
        )
    if told.reply == "authenticated" and not told.answers:
        return _warn(
            f"{words}; nobody is answered", "set mail.channel and mail.authserv, or mail.reply to never"
        )
    return _ok(
        f"{words}; who {told.authserv} knows is answered" if told.answers else f"{words}; nobody is answered"
    )


async def _channels(patient: _Patient) -> list[Check]:
    settings = patient.settings
    if not settings.ways:
        return _ok("none is set up: outages are told on the pages alone")
    kept: Sequence[Target] = ()
    if patient.begun:
        async with open_stores(settings, patient.clock, looking=True) as stores:
            kept = await stores.notices.targets()
    told = await greet_all(settings, patient.clock, kept, options=patient.options)
    checks = [
        Check(
            f"channel {each.name}",
            Verdict.FAIL if each.broken else Verdict.WARN if each.remedy else Verdict.OK,
            each.words,
            each.remedy,
        )
        for each in told
        if each.asked
    ]
    call = f"{program()} channel test"
    for lacks, way in ((False, "NAME"), (True, "NAME --to ADDRESS")):
        silent = [each.name for each in told if not each.asked and bool(each.lacks) is lacks]
        if silent:
            words = f"{len(silent)} more cannot be asked without telling somebody: {', '.join(silent)}"
            tries = f"`{call} {way}{patient.options}` tries one"
            checks.append(Check("channels", Verdict.OK, f"{words}; {tries}"))
    return checks


def _nearest(path: Path) -> Path:
    """`path`, or the closest directory above it that exists."""
    path = path.absolute()
    while not path.is_dir():
        path = path.parent
    return path


_CHECKS: Final[tuple[tuple[str, Callable[[_Patient], Awaitable[list[Check]]]], ...]] = (
    ("python", _python),
    ("sqlite", _sqlite),
    ("data directory", _data_dir),
    ("disk space", _space),
    ("disk", _fsync),
    ("secrets", _secrets),
    ("catalog", _catalog),
    ("server", _server),
    ("stores", _stores),
    ("on call", _oncall),
    ("geography", _geo),
    ("port", _port),
    ("open files", _open_files),
    ("letters", _letters),
    ("channels", _channels),
)
_IN_DATA_DIR: Final = (_space, _fsync, _secrets, _server, _stores, _oncall)
"""Checks that say nothing where the data directory cannot be used."""
