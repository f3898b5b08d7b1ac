"""Proofs of work: which hold, what they are worth, and that a carrier's people are never locked out."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import altcha
import msgspec
import pytest

from groundswell.core.intake import Arrivals
from groundswell.core.model import Drop, Dropped, Submission, Visitor
from groundswell.core.status import Siege
from groundswell.flow.admit import Admit, AdmitConfig
from groundswell.flow.challenge import BEAT_SECONDS, BEATS_HELD
from groundswell.flow.guard import PROOF_PATH, Guard, GuardConfig, ProofOut
from groundswell.flow.keys import Became
from groundswell.ports import Journal
from groundswell.runtime.clock import ManualClock
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.site_memory import SiteMemory
from tests.town import NOON, town

SECRET = b"a secret of the tests, 32 bytes!"
MOBILE = {"network": "as12430"}
EASY = GuardConfig(proof_zeros=1, proof_cost=1)


class Gate:
    """An intake with a guard before it."""

    def __init__(self, journal: Journal, config: GuardConfig) -> None:
        self.clock = ManualClock(NOON)
        self.site = SiteMemory()
        self.admit = Admit(town(), journal, self.clock, AdmitConfig(), SECRET)
        self.guard = Guard(config, self.admit, self.site, self.clock, SECRET)
        self.counter = 0

    @property
    def told(self) -> ProofOut:
        page = self.site.get(PROOF_PATH)
        assert page is not None
        return msgspec.json.decode(page.bodies["identity"], type=ProofOut)

    def worked(self) -> str:
        """A new proof, as anybody makes it who has ALTCHA's library."""
        challenge = altcha.Challenge.from_dict(self.told.challenge)
        found = altcha.solve_challenge(challenge, counter_start=self.counter)
        assert found is not None
        self.counter = found.counter + 1
        return altcha.Payload(challenge, found).to_base64()

    def send(
        self, person: int, origin: int, proof: str = "", service: str = "pictures", **seen: Any
    ) -> Drop | None:
        """One report; why it was dropped, if so. `seen`: what else the connection shows."""
        visitor = Visitor(reporter=person, origin=origin, **seen)
        sent = Submission(service, visitor, self.clock.now(), proof=proof)
        became: list[Became] = []
        self.admit.take(Arrivals.of(sent), lambda _, answers: became.extend(answers))
        return became[0].reason if became and isinstance(became[0], Dropped) else None

    def flood(self) -> None:
        """A script at one address."""
        for person in range(700):
            self.send(person, 666)
        self.clock.set(self.clock.now() + timedelta(seconds=5))
        self.guard.look()


def at_the_gate(folder: Path, visit: Callable[[Gate], None], config: GuardConfig = EASY) -> None:
    """Do `visit` at a new one."""

    async def run() -> None:
        journal = JournalSqlite(folder / "journal.db", clock=ManualClock(NOON))
        try:
            visit(Gate(journal, config))
        finally:
            await journal.close()

    asyncio.run(run())


def test_nothing_is_asked_until_the_intake_is_flooded_and_everybody_can_read_that(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        assert not gate.told.asked
        gate.flood()
        assert gate.told.asked
        gate.clock.set(gate.clock.now() + timedelta(minutes=16))
        gate.guard.look()
        assert not gate.told.asked

    at_the_gate(tmp_path, visit)


def test_when_somebody_flooded_the_intake_and_when_that_was_over_can_be_read(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        gate.flood()
        began = gate.clock.now()
        floods = {"flood": gate.admit.drops[Drop.FLOOD]}
        assert gate.guard.siege == Siege(began, began, None, floods, gate.admit.accepted)
        gate.send(1, 7)
        gate.send(2, 7, gate.worked())
        gate.clock.set(began + timedelta(minutes=16))
        gate.guard.look()
        over = gate.guard.siege
        assert over is not None
        assert over.ended_at == gate.clock.now()
        assert (over.accepted, over.proven, over.unproven) == (gate.admit.accepted, 1, 1)

    at_the_gate(tmp_path, visit)


def test_the_keeper_may_ask_always_or_never(tmp_path: Path) -> None:
    def never(gate: Gate) -> None:
        gate.flood()
        assert not gate.told.asked
        assert [gate.send(n, 7) for n in range(3)] == [None] * 3

    at_the_gate(tmp_path, never, GuardConfig(proof="never"))
    at_the_gate(tmp_path, lambda gate: _is_asked(gate), GuardConfig(proof="always"))


def _is_asked(gate: Gate) -> None:
    assert gate.told.asked


def test_a_person_without_a_script_still_reports_under_attack_one_from_a_connection(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        gate.flood()
        assert gate.send(1, 7) is None
        assert gate.send(2, 7) is Drop.FLOOD
        assert gate.send(2, 8) is None
        assert (gate.guard.unproven, gate.guard.proven) == (3, 0)

    at_the_gate(tmp_path, visit)


def test_a_proof_gives_back_what_a_connection_may_send_in_calm_times(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        gate.flood()
        assert [gate.send(n, 7, gate.worked()) for n in range(4)] == [None, None, None, Drop.FLOOD]
        assert gate.guard.proven == 4

    at_the_gate(tmp_path, visit)


def test_a_proof_holds_once_and_for_its_time(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        now = gate.clock.now()
        proof = gate.worked()
        assert gate.guard.holds(proof, now)
        assert not gate.guard.holds(proof, now)
        later = gate.worked()
        held = timedelta(seconds=BEATS_HELD * BEAT_SECONDS)
        assert not gate.guard.holds(later, now + held + timedelta(seconds=BEAT_SECONDS))
        assert gate.guard.holds(later, now + held)

    at_the_gate(tmp_path, visit)


def test_the_challenge_changes_every_minute_and_those_before_it_hold_on(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        proofs = []
        for _ in range(BEATS_HELD + 2):
            proofs.append(gate.worked())
            gate.clock.set(gate.clock.now() + timedelta(seconds=BEAT_SECONDS))
            gate.guard.look()
        assert [gate.guard.holds(proof, gate.clock.now()) for proof in proofs] == [False] * 2 + [
            True
        ] * BEATS_HELD
        gate.clock.set(NOON)
        gate.guard.look()
        assert gate.guard.holds(gate.worked(), gate.clock.now())

    at_the_gate(tmp_path, visit)


def as_sent(challenge: object, solution: object) -> str:
    """A payload that says so."""
    return base64.b64encode(msgspec.json.encode({"challenge": challenge, "solution": solution})).decode()


def test_what_is_no_proof_is_none_and_never_a_fault(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        told = gate.told.challenge
        found = msgspec.json.decode(base64.b64decode(gate.worked()))["solution"]
        easier = told | {"parameters": told["parameters"] | {"cost": 1}}
        counter, key = found["counter"], found["derivedKey"]
        wrong = [
            *("x", ":", "\xe9", "1" * 5_000, "bnVsbA==", base64.b64encode(b"[" * 700).decode()),
            as_sent(told, {"counter": counter + 1, "derivedKey": key}),
            as_sent(told, {"counter": counter, "derivedKey": "f" * 64}),
            as_sent(told, {"counter": counter, "derivedKey": "0" * 64}),
            as_sent(told, {"counter": counter, "derivedKey": key.upper()}),
            as_sent(told, {"counter": counter, "derivedKey": "0"}),
            *(
                as_sent(told, {"counter": odd, "derivedKey": key})
                for odd in (-1, 2**32, 2**80, 1.5, "1", None)
            ),
            as_sent(told | {"signature": "0" * 64}, {"counter": counter, "derivedKey": key}),
            as_sent({"parameters": told["parameters"]}, {"counter": counter, "derivedKey": key}),
        ]
        for proof in wrong:
            assert not gate.guard.holds(proof, gate.clock.now()), proof
        # Whatever else it says of the challenge, the work is judged by what was published.
        assert easier["parameters"]["keyPrefix"] == "00", "the library finds what it asks for, at less work"
        cheap = altcha.Challenge.from_dict(easier)
        free = altcha.solve_challenge(cheap)
        assert free is not None
        assert not gate.guard.holds(altcha.Payload(cheap, free).to_base64(), NOON)

    at_the_gate(tmp_path, visit, GuardConfig(proof_zeros=2, proof_cost=2))


def test_one_address_is_no_crowd_by_itself_however_much_it_works(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        taken = [gate.send(n, 7, gate.worked()) for n in range(60)]
        assert taken.count(None) == 3

    at_the_gate(tmp_path, visit)


def test_ten_thousand_people_behind_fifty_addresses_of_a_carrier_are_all_heard(tmp_path: Path) -> None:
    """A page's script sends a report again with a proof when it is refused as one too many."""

    def visit(gate: Gate) -> None:
        refused = lost = 0
        for person in range(10_000):
            origin = 100 + (person * 7919) % 50
            if gate.send(person, origin) is Drop.FLOOD:
                refused += 1
                lost += gate.send(person, origin, gate.worked()) is not None
            if person % 500 == 0:
                gate.clock.set(gate.clock.now() + timedelta(seconds=5))
                gate.guard.look()
        assert refused > 9_000
        assert lost == 0
        assert gate.admit.drops[Drop.FLOOD] == refused

    at_the_gate(tmp_path, visit)


def test_a_carriers_addresses_need_not_be_equally_full(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        lost = 0
        for person in range(4_000):
            origin = 100 + int(
                50 * ((person * 0.61803398875) % 1) ** 1.5
            )  # the fullest has three times the mean
            if gate.send(person, origin) is Drop.FLOOD:
                lost += gate.send(person, origin, gate.worked()) is not None
        assert lost < 40 * 10  # one in ten at most, while the crowd is young

    at_the_gate(tmp_path, visit)


@pytest.mark.parametrize(
    ("addresses", "seen", "taken"),
    [
        (1, MOBILE, 50),
        (4, MOBILE, 200),
        (10, MOBILE, 220),
        (27, MOBILE, 220),
        (4, {"network": "as3352"}, 12),  # a household's line, or whoever has no crowd behind one address
        (4, {}, 12),
        (1, MOBILE | {"prefix": 5}, 3),  # over IPv6 each phone has its own
    ],
)
def test_a_carriers_own_outage_is_heard_over_however_few_addresses_it_comes(
    tmp_path: Path, addresses: int, seen: dict[str, Any], taken: int
) -> None:
    """Its people report, nobody else does, and the page's script works for those who are refused."""

    def visit(gate: Gate) -> None:
        heard = 0
        for person in range(220):
            origin = 100 + person % addresses
            refused = gate.send(person, origin, **seen) is not None
            heard += not refused or gate.send(person, origin, gate.worked(), **seen) is None
        assert heard == taken

    at_the_gate(tmp_path, visit)


def test_the_limits_of_a_calm_day_are_not_touched(tmp_path: Path) -> None:
    def visit(gate: Gate) -> None:
        assert [gate.send(n, 7) for n in range(4)] == [None, None, None, Drop.FLOOD]
        assert gate.guard.unproven == 0

    at_the_gate(tmp_path, visit)
