"""Passwords as argon2id hashes. One takes a sixth of a second and 64 MB, so it is done beside the event loop, two at a time."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from groundswell.web.problems import ProblemError

_AT_ONCE: Final = 2
_WAITING_MAX: Final = 20
"""more would wait longer than a browser does"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs. As RFC 9106 has it where memory is short: three passes over 64 MiB, four lanes."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


class Passwords:
    """Makes hashes and checks against them."""

    def __init__(self, cost: Cost = Cost()) -> None:
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes, type=Type.ID
        )
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobodys = ""

    async def hashed(self, password: str) -> str:
        """The hash to keep. Raises ProblemError (503) where too many wait."""
        return await self._beside(password, None)

    async def fits(self, hashed: str, password: str) -> bool:
        """Whether `password` is the one of `hashed`; "" (nobody's) takes as long as any other. Raises ProblemError (503)."""
        if not hashed:
            self._nobodys = self._nobodys or await self.hashed(secrets.token_hex(16))
        return bool(await self._beside(password, hashed or self._nobodys)) and bool(hashed)

    def is_dated(self, hashed: str) -> bool:
        """Whether it was made at another cost and had better be made anew."""
        return self._hasher.check_needs_rehash(hashed)

    async def _beside(self, password: str, hashed: str | None) -> str:
        if self._waiting >= _WAITING_MAX:
            raise ProblemError("busy", "too many people sign in at once", headers=[(b"retry-after", b"5")])
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._work, password, hashed
            )
        finally:
            self._waiting -= 1

    def _work(self, password: str, hashed: str | None) -> str:
        if hashed is None:
            return self._hasher.hash(password)
        try:
            self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return ""
        return hashed
