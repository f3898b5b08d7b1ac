"""Beside leg 1: who has to show a proof of work, and whether one holds.

What a proof is about (`flow.challenge`) is the same for everybody, so it is published as bytes like a page, and nothing is
kept of who asks for it. docs/adr/20261128-proof-of-work-by-altcha.md
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
import structlog
from msgspec import Meta

from groundswell.core.intake import Limits
from groundswell.core.intake.attack import HOSTILE, Alert, Threshold, Watchman
from groundswell.core.model import Drop
from groundswell.core.status import Siege
from groundswell.flow.admit import Admit
from groundswell.flow.challenge import Challenges
from groundswell.flow.publish import pack
from groundswell.ports import Clock, Site

PROOF_PATH: Final = "/proof.json"
_KEPT_SECONDS: Final = 10

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GuardConfig:
    """Settings of [guard]."""

    proof: Literal["auto", "always", "never"] = "auto"
    """When reports are asked for a proof of work: `auto` while the intake is flooded, or `always`, or `never`."""

    proof_zeros: Annotated[int, Meta(ge=1, le=5)] = 3
    """How hard a proof is: 16 to the power of so many tries on average. 3 takes a phone one to two seconds."""

    proof_cost: Annotated[int, Meta(ge=1, le=1_000)] = 100
    """Rounds of PBKDF2 that a try takes; looking at a proof takes the instance as many. 100 are about 0.03 ms."""

    attack_drops_min: Annotated[int, Meta(ge=10)] = 600
    """Drops as robot, hosting or flood within five minutes from which on the intake counts as flooded, if they are at least
    half of all that came."""

    origin_proven_share_max: Annotated[float, Meta(ge=0, le=1)] = 0.05
    """The largest part (0 to 1) of a service's reports in half an hour that one connection may send with proofs of work:
    room for the people behind a carrier's shared addresses."""

    origin_mobile_max: Annotated[int, Meta(ge=0)] = 50
    """Reports on one service that one IPv4 address of a known mobile carrier may send in half an hour with proofs of work, whatever
    the others send: a carrier's own outage comes over few addresses, and nobody else reports it. Needs `visitor.geo_network_file`."""

    origin_unproven_max: Annotated[int, Meta(ge=0)] = 1
    """Reports on one service that one connection may send in half an hour without a proof while one is asked for."""


class ProofOut(msgspec.Struct, frozen=True):
    """What a proof has to be about, now."""

    asked: bool
    """whether reports are asked for one now; a refusal as a flood may be answered with one at any time"""
    challenge: dict[str, Any]
    """of ALTCHA's second version: `parameters` and their `signature`"""


@dataclass(slots=True)
class Guard:
    """Judges the pressure, publishes what a proof is about, and says which limits a report has."""

    config: GuardConfig
    admit: Admit
    site: Site
    clock: Clock
    secret: bytes
    unproven: int = 0
    """reports that came without a proof while one was asked for, since the start"""
    proven: int = 0
    """proofs that held, since the start"""
    asks: bool = field(init=False)
    """whether reports are asked for a proof now: as last judged"""
    siege: Siege | None = None
    """the latest since the start: what everybody may read of how the intake was defended; `flow.witness` keeps it"""
    _watchman: Watchman = field(init=False)
    _challenges: Challenges = field(init=False)
    _told: ProofOut | None = None
    _before: Siege | None = None
    """the counters as they stood before the siege, for what it came to"""

    def __post_init__(self) -> None:
        self._watchman = Watchman(Threshold(drops=self.config.attack_drops_min))
        key = hashlib.blake2b(b"proof", key=self.secret[:64]).digest()
        self._challenges = Challenges(self.config.proof_zeros, self.config.proof_cost, key)
        self.admit.gate = self
        self.look()

    @property
    def alert(self) -> Alert:
        """How the intake stands to strangers, as last judged."""
        return self._watchman.alert

    def look(self) -> None:
        """Judge the pressure, and publish what a proof is about where that has changed."""
        now, before = self.clock.now(), self._watchman.alert
        after = self._watchman.look(now, self.admit.drops, self.admit.accepted)
        proof = self.config.proof
        self.asks = proof == "always" or (proof == "auto" and after is Alert.GUARDED)
        if after is not before:
            _log.warning("the intake's alert has changed", before=before.value, after=after.value)
        self._follow(before, after, now)
        told = ProofOut(self.asks, self._challenges.at(now))
        if told != self._told:
            self._told = told
            shared = (("access-control-allow-origin", "*"),)
            body = msgspec.json.encode(told)
            self.site.put(
                PROOF_PATH, pack("application/json", body, max_age_seconds=_KEPT_SECONDS, headers=shared)
            )

    def resume(self, siege: Siege) -> None:
        """The process before this one ended in `siege`, a moment ago: it goes on, and ends by the same rule."""
        now = self.clock.now()
        self._watchman.resume(now)
        self._before = replace(
            siege,
            drops={
                reason.value: self._dropped(reason) - siege.drops.get(reason.value, 0) for reason in HOSTILE
            },
            accepted=self.admit.accepted - siege.accepted,
            proven=self.proven - siege.proven,
            unproven=self.unproven - siege.unproven,
        )
        self.siege = siege
        self.look()

    def _follow(self, before: Alert, after: Alert, now: datetime) -> None:
        """Note that a siege began, goes on or is over, and what it has come to."""
        if after is Alert.GUARDED and before is not Alert.GUARDED:
            drops, accepted = self._watchman.before
            counted = {reason.value: count for reason, count in drops.items()}
            self._before = Siege(now, now, None, counted, accepted, self.asks, self.proven, self.unproven)
            self.siege = self._before
        if self.siege is None or self._before is None or Alert.GUARDED not in (before, after):
            return
        since = self._before
        came = {reason.value: self._dropped(reason) - since.drops.get(reason.value, 0) for reason in HOSTILE}
        self.siege = replace(
            self.siege,
            seen_at=now,
            ended_at=None if after is Alert.GUARDED else now,
            drops={reason: count for reason, count in came.items() if count},
            accepted=self.admit.accepted - since.accepted,
            asked=self.siege.asked or self.asks,
            proven=self.proven - since.proven,
            unproven=self.unproven - since.unproven,
        )

    def _dropped(self, reason: Drop) -> int:
        return self.admit.drops.get(reason, 0)

    def holds(self, proof: str, now: datetime) -> bool:
        """Whether `proof` was worked for, is not too old, and was not shown before."""
        return self._challenges.holds(proof, now)

    def limits(self, ordinary: Limits, proof: str, at: datetime, *, shared: bool = False) -> Limits:
        """The limits of a report that comes with a `proof`, or while one is asked for; `shared`: over an address of a mobile
        carrier's many people."""
        if proof and self.config.proof != "never" and self.holds(proof, at):
            self.proven += 1
            share = max(ordinary.origin_share_max, self.config.origin_proven_share_max)
            least = max(ordinary.origin_reports_max, self.config.origin_mobile_max if shared else 0)
            return replace(ordinary, origin_share_max=share, origin_reports_max=least)
        if not self.asks:
            return ordinary
        self.unproven += 1
        return replace(ordinary, origin_reports_max=self.config.origin_unproven_max, origin_share_max=0.0)
