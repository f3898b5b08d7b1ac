"""Who runs on a data directory: one instance, and at which address it has its page."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from groundswell.errors import ConfigError


def is_running(data_dir: Path) -> bool:
    """Whether an instance runs on this directory."""
    try:
        with (data_dir / "lock").open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except BlockingIOError:
        return True
    return False


def serves_at(data_dir: Path) -> str:
    """The address at which the instance of this directory has its page; "" where none runs, or none has it up."""
    return (data_dir / "lock").read_text("utf-8").strip() if is_running(data_dir) else ""


def note_address(data_dir: Path, address: str) -> None:
    """Say to other programs on this machine where the instance that runs on this directory has its page."""
    (data_dir / "lock").write_text(f"{address}\n", "utf-8")


async def is_groundswell(address: str) -> bool:
    """Whether an instance, of whatever directory, answers at `address` ("http://127.0.0.1:8000")."""
    try:
        async with httpx.AsyncClient(timeout=3.0, trust_env=False) as client:
            answer = await client.get(f"{address}/healthz")
            body = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False
    return isinstance(body, dict) and {"status", "faults"} <= body.keys()


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Two instances on one directory would both count and both judge: the second is told so."""
    with (data_dir / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            at = f", at {address}" if (address := serves_at(data_dir)) else ""
            raise ConfigError(
                f"{data_dir}: another instance runs on this directory{at}; stop it, or set data_dir to another"
            ) from None
        file.truncate(0)
        yield
