"""Writes the static copy: asks an instance for what it shows, and puts into a folder what has changed.

Every file is replaced whole. What the instance no longer has is taken out again, but never a file that this did not
write. While the instance cannot be reached, the copy stays as it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import msgspec

from groundswell import __version__
from groundswell.errors import ConfigError, StoreUnavailableError
from groundswell.flow.publish import pack
from groundswell.web.mirror import AGE, NOT_FOUND, SITEMAP, Mirror, file_of, instance_of

NOTE: Final = ".groundswell-copy.json"
"""What was written, beside it: so that a second run changes what changed and takes out only what is ours."""
ENDINGS: Final = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
_NOWHERE: Final = "/no-such-page-for-the-copy"
_HTML: Final = "text/html"
_TIMEOUT_SECONDS: Final = 30.0
_ROUNDS_BETWEEN_LOOKS: Final = 60
"""What nothing leads to any more (an old incident, an old style sheet) is asked for in so many rounds once."""


class Fetched(msgspec.Struct):
    """An answer: `body` is None where it is what we have already."""

    status: int
    body: bytes | None = None
    media_type: str = ""
    etag: str = ""


class Ask(Protocol):
    """Fetches a path of the instance. Raises StoreUnavailableError when it does not answer."""

    def __call__(self, path: str, etag: str = "", *, as_browser: bool = False) -> Fetched: ...


class _Kept(msgspec.Struct):
    """One path of the copy: the file, its tag at the instance, and what it leads to."""

    file: str
    etag: str
    leads_to: list[str] = []


class _Note(msgspec.Struct):
    """What the folder holds, and how that was made: after a change of that, all is made anew."""

    made: tuple[str, ...] = ()
    kept: dict[str, _Kept] = {}


@dataclass(slots=True)
class Round:
    """What one round did: files written and taken out, all that are there, paths that gave a fault."""

    written: int = 0
    removed: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)


class Caller:
    """Asks over one connection, which is opened again when it has gone."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
        self._before = parts.path.rstrip("/")
        self._url = url

    def __call__(self, path: str, etag: str = "", *, as_browser: bool = False) -> Fetched:
        """See Ask."""
        headers = {"User-Agent": f"groundswell/{__version__} export-site", "Accept-Encoding": "identity"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"Accept": _HTML} if as_browser else {}
        for last in (False, True):
            try:
                self._connection.request("GET", self._before + path, headers=headers)
                answer = self._connection.getresponse()
                body = answer.read()
            except (OSError, HTTPException) as fault:
                self._connection.close()  # also one that was idle for too long: the next try opens another
                if last:
                    raise StoreUnavailableError(
                        f"{self._url} does not answer ({str(fault) or type(fault).__name__}); is it running?"
                    ) from fault
            else:
                break
        return Fetched(
            answer.status,
            None if answer.status == 304 else body,
            answer.headers.get("content-type", ""),
            answer.headers.get("etag", ""),
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


class StaticCopy:
    """The copy in `folder`. `at` is the address under which it will be found, `every` the seconds between rounds, `languages`
    those that it has beside English."""

    def __init__(
        self,
        folder: Path,
        ask: Ask,
        at: str = "",
        every: int = 0,
        *,
        languages: Collection[str] = (),
        packed: bool = False,
    ) -> None:
        self._folder = folder
        self._ask = ask
        self._prefix = urlsplit(at).path.rstrip("/")
        self._every = every
        self._languages = tuple(sorted(languages))
        self._packed = packed
        self._rounds = 0
        self._note = self._opened()

    def round(self, now: datetime, heard: Callable[[int, int], None] = lambda _done, _known: None) -> Round:
        """Bring the copy up to date; `heard` hears how many paths are done, of how many known so far.

        Raises StoreUnavailableError when the instance does not answer.
        """
        instance, mirror, sitemap = self._begun()
        made = (__version__, instance, self._prefix, str(self._every), str(self._packed), *self._languages)
        before = self._note.kept if self._note.made == made else {}
        done = Round()
        kept: dict[str, _Kept] = {}
        waiting: deque[str] = deque()
        known: set[str] = {NOT_FOUND, AGE}

        def look_at(paths: Iterable[str]) -> None:
            for path in paths:
                if path not in known and mirror.holds(path):
                    known.add(path)
                    waiting.append(path)

        look_at(mirror.seeds(sitemap))
        if self._rounds % _ROUNDS_BETWEEN_LOOKS == 0:
            look_at(self._note.kept)
        while waiting:
            path = waiting.popleft()
            found = self._renewed(path, before.get(path), mirror, done)
            if found is None and path in self._note.kept and path in done.faults:
                found = self._note.kept[path]  # a fault of the instance takes nothing away
            if found is not None:
                kept[path] = found
                look_at(found.leads_to)
            heard(len(known) - len(waiting), len(known))
        kept |= {path: entry for path, entry in self._note.kept.items() if path not in known}
        self._message(mirror, kept, done)
        self._take_out(kept, done)
        self._note = _Note(made, kept)
        self._write(NOTE, msgspec.json.encode(self._note))
        age = {"at": now, "every": self._every}
        self._write(AGE.strip("/"), msgspec.json.encode(age))
        self._rounds += 1
        done.files = len(kept)
        return done

    def _begun(self) -> tuple[str, Mirror, bytes]:
        found = self._ask(SITEMAP)
        instance, _ = instance_of(found.body or b"")
        if found.status != 200 or not instance:
            raise ConfigError(
                f"{SITEMAP} answers {found.status} and not as a Groundswell server does; is the address right?"
            )
        return instance, Mirror(instance, self._prefix, self._every, self._languages), found.body or b""

    def _renewed(self, path: str, before: _Kept | None, mirror: Mirror, done: Round) -> _Kept | None:
        """What the copy has of `path` now; None where the instance has nothing, or a fault."""
        answer = self._ask(path, before.etag if before and (self._folder / before.file).exists() else "")
        if answer.status == 304 and before is not None:
            return before
        if answer.status != 200 or answer.body is None:
            if answer.status >= 500 or answer.status == 429:
                done.faults.append(path)
            return None
        body, leads_to = answer.body, list[str]()
        if answer.media_type.startswith(_HTML):
            text = body.decode()
            leads_to = sorted(set(mirror.links(text)))
            body = mirror.page(path, text).encode()
        elif path.endswith(".js"):
            leads_to = sorted(set(mirror.parts(path, body.decode())))
        file = file_of(path, answer.media_type)
        done.written += self._put(file, body)
        return _Kept(file, answer.etag, leads_to)

    def _message(self, mirror: Mirror, kept: dict[str, _Kept], done: Round) -> None:
        """The page for paths that are not there; it seldom changes, and nothing says when."""
        answer = self._ask(_NOWHERE, as_browser=True)
        if answer.status == 404 and answer.body and answer.media_type.startswith(_HTML):
            file = NOT_FOUND.strip("/")
            done.written += self._put(file, mirror.page(NOT_FOUND, answer.body.decode()).encode())
            kept[NOT_FOUND] = _Kept(file, "")
        elif NOT_FOUND in self._note.kept:
            kept[NOT_FOUND] = self._note.kept[NOT_FOUND]

    def _put(self, file: str, body: bytes) -> bool:
        """Write `file` unless it says so already; whether that was needed."""
        place = self._folder / file
        if place.is_file() and place.read_bytes() == body:
            return False
        if self._packed:
            bodies = pack("", body).bodies
            for coding, ending in ENDINGS.items():
                if coding in bodies:
                    self._write(file + ending, bodies[coding])
                else:
                    (self._folder / (file + ending)).unlink(missing_ok=True)
        self._write(file, body)
        return True

    def _write(self, file: str, body: bytes) -> None:
        place = self._folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f".{place.name}.new")
        fresh.write_bytes(body)
        fresh.replace(place)

    def _take_out(self, kept: dict[str, _Kept], done: Round) -> None:
        files = {entry.file for entry in kept.values()}
        for entry in self._note.kept.values():
            if entry.file in files:
                continue
            for ending in ("", *ENDINGS.values()):
                (self._folder / (entry.file + ending)).unlink(missing_ok=True)
            done.removed += 1
            _remove_empty((self._folder / entry.file).parents, self._folder)

    def _opened(self) -> _Note:
        note = self._folder / NOTE
        if note.is_file():
            try:
                return msgspec.json.decode(note.read_bytes(), type=_Note)
            except (msgspec.DecodeError, msgspec.ValidationError) as fault:
                raise ConfigError(
                    f"{note}: cannot be read ({fault}); empty the folder, or name another"
                ) from fault
        if self._folder.exists() and (not self._folder.is_dir() or any(self._folder.iterdir())):
            raise ConfigError(f"{self._folder}: is no empty folder and no copy of a site; name another")
        return _Note()


def _remove_empty(folders: Iterable[Path], top: Path) -> None:
    for folder in folders:
        if folder == top or any(folder.iterdir()):
            return
        folder.rmdir()
