"""A running instance on each database; one server each for the whole of a file."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import httpx
import pytest

from tests.postgresql import postgresql_server
from tests.system.process import TOKEN, Server, server

T = TypeVar("T")
SHOWN_SECONDS_MAX = 60.0
"""Counting takes moments and publishing a second; a busy machine must not make a test red."""
NO_CERTIFICATES = False
"""Asked over plain HTTP, nobody shows a certificate, and to read those that are trusted is most of the work of asking."""
_people = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Town:
    """A server that is up, and who talks to it. Tests share it, so each reports on services of its own."""

    server: Server

    def client(self) -> httpx.Client:
        """A client of somebody who was never here before."""
        number = next(_people)
        caller = {"x-forwarded-for": f"21.0.{number >> 8}.{number & 255}", "user-agent": "Mozilla/5.0 (X11)"}
        return httpx.Client(
            base_url=self.server.url, headers=caller, timeout=SHOWN_SECONDS_MAX, verify=NO_CERTIFICATES
        )

    def ask(self, path: str) -> httpx.Response:
        """GET, as a program does: no visit."""
        return httpx.get(self.server.url + path, timeout=SHOWN_SECONDS_MAX, verify=NO_CERTIFICATES)

    def post(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        """POST as one who holds the token."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.post(
            self.server.url + path,
            content=content,
            headers={"authorization": f"Bearer {TOKEN}"} | named,
            timeout=SHOWN_SECONDS_MAX,
            verify=NO_CERTIFICATES,
        )


def eventually(
    look: Callable[[], T], wanted: Callable[[T], bool], seconds_max: float = SHOWN_SECONDS_MAX
) -> T:
    """What `look` returns, as soon as it is `wanted`."""
    began, pause = time.perf_counter(), 0.05
    while not wanted(seen := look()):
        assert time.perf_counter() - began < seconds_max, f"still {seen!r}"
        time.sleep(pause)
        pause = min(
            pause * 1.2, 0.4
        )  # who looks for long looks less often: to be looked at costs a server more than its work
    return seen


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an empty database on a real PostgreSQL server."""
    with postgresql_server() as url:
        yield url


@pytest.fixture
def own_postgresql() -> Iterator[str]:
    """The same, of a server that nobody else has used."""
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.scaled)])
def town_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on each kind of database."""
    database: str = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    with server(tmp_path_factory.mktemp("town") / "data", database) as made:
        yield made


@pytest.fixture
def town(town_server: Server) -> Town:
    """The server, up whatever the test before has done to it."""
    if not town_server.is_up():
        town_server.start()
    return Town(town_server)
