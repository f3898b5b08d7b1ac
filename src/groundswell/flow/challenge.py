"""Beside leg 1: what a proof of work is about, and whether one holds. The scheme is ALTCHA's second, and so are both ends of it.

A challenge is the same for everybody, so nothing is kept of who asks for it; each of its solutions counts once.
docs/adr/20261128-proof-of-work-by-altcha.md
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final

import altcha
import msgspec
from msgspec import Meta

BEAT_SECONDS: Final = 60
"""For so long everybody is given the same challenge: with the defaults it has a million solutions."""
BEATS_HELD: Final = 10
"""A challenge is good for so many beats after its own."""
ALGORITHM: Final = "PBKDF2/SHA-256"
PROOF_LETTERS_MAX: Final = 1024
_COUNTER_MAX: Final = 2**32 - 1
_SPENT_MAX: Final = 250_000
_MARK: Final = slice(8, 32)
"""Which digits of a derived key are remembered: behind those that it has to begin with."""

Digits = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class _Signed(msgspec.Struct):
    """Which challenge: its parameters are known."""

    signature: Digits


class _Found(msgspec.Struct, rename="camel"):
    """Its solution."""

    counter: Annotated[int, Meta(ge=0, le=_COUNTER_MAX)]
    derived_key: Digits


class _Payload(msgspec.Struct):
    """A proof as ALTCHA's libraries write it, without what is not looked at."""

    challenge: _Signed
    solution: _Found


_payload: Final = msgspec.json.Decoder(_Payload)


@dataclass(slots=True)
class Challenges:
    """Those of the last minutes, and which of their solutions were shown.

    A derived key has to begin with `zeros` hexadecimal zeros, and making one takes `cost` rounds. Challenges are signed
    with `secret`.
    """

    zeros: int
    cost: int
    secret: bytes
    _open: dict[int, altcha.Challenge] = field(default_factory=dict)
    _spent: set[bytes] = field(default_factory=set)
    _spent_before: set[bytes] = field(default_factory=set)

    def at(self, now: datetime) -> dict[str, Any]:
        """What is to be solved now, as ALTCHA's libraries read it: the same in all of a beat."""
        beat = _beat(now)
        if beat not in self._open:
            made = altcha.create_challenge(
                ALGORITHM, self.cost, key_prefix="0" * self.zeros, hmac_secret=self.secret
            )
            kept = {old: each for old, each in self._open.items() if beat - BEATS_HELD <= old < beat}
            self._open = kept | {beat: made}
        return self._open[beat].to_dict()

    def holds(self, proof: str, now: datetime) -> bool:
        """Whether `proof` (a payload in base 64) was worked for, is not too old, and was not shown before."""
        if len(proof) > PROOF_LETTERS_MAX:
            return False
        try:
            said = _payload.decode(base64.b64decode(proof, validate=True))
        except (ValueError, msgspec.MsgspecError):
            return False
        challenge, key = self._of(said.challenge.signature, now), said.solution.derived_key
        mark = bytes.fromhex(key[_MARK])
        if challenge is None or mark in self._spent or mark in self._spent_before:
            return False
        # What does not even look like a solution costs us no rounds.
        if not key.startswith(challenge.parameters.key_prefix):
            return False
        shown = altcha.Payload(challenge, altcha.Solution(said.solution.counter, key))
        if not altcha.verify_solution(shown, self.secret).verified:
            return False
        if len(self._spent) >= _SPENT_MAX:
            self._spent, self._spent_before = set(), self._spent
        self._spent.add(mark)
        return True

    def _of(self, signature: str, now: datetime) -> altcha.Challenge | None:
        oldest = _beat(now) - BEATS_HELD
        known = (each for beat, each in self._open.items() if beat >= oldest and each.signature == signature)
        return next(known, None)


def _beat(now: datetime) -> int:
    return int(now.timestamp()) // BEAT_SECONDS
