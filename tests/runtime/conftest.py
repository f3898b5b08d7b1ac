"""A command line to type into, in a directory of one's own."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from groundswell.cli import main
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import Settings
from groundswell.runtime.noting import BY


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs a command in this process."""

    def __call__(self, *words: str | Path) -> Ran: ...


def noted(folder: Path = Path("groundswell-data")) -> list[tuple[str, str]]:
    """What commands did by the audit log of the data directory `folder`, as (act, thing), latest first."""

    async def run() -> list[tuple[str, str]]:
        async with open_stores(Settings(data_dir=folder), looking=True) as stores:
            return [(each.act, each.thing) for each in await stores.people.noted(actor=BY)]

    return asyncio.run(run())


async def made() -> None:
    """An instance in the data directory that is used where none is named."""
    async with open_stores(Settings(data_dir=Path("groundswell-data"))):
        pass


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory of one's own, and no settings in the environment."""
    for name in [name for name in os.environ if name.startswith("GROUNDSWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """What a person would see who typed the words after `groundswell`."""

    def typed(*words: str | Path) -> Ran:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return Ran(code, told.out, told.err)

    return typed
