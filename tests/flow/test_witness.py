"""A restart does not forget that the intake was flooded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from groundswell.core.intake.attack import Alert
from groundswell.core.status import Siege
from groundswell.flow.witness import Witness
from groundswell.ports.sieges import SIEGE_DAYS
from groundswell.runtime.clock import ManualClock
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.relational import RelationalSieges, open_database
from tests.flow.test_guard import EASY, Gate
from tests.town import NOON


def test_a_siege_that_a_restart_cuts_short_goes_on_and_ends_by_the_same_rule(tmp_path: Path) -> None:
    async def story() -> None:
        database = open_database(f"sqlite:///{tmp_path / 'state.db'}")
        sieges = RelationalSieges(database)
        journal = JournalSqlite(tmp_path / "journal.db", clock=ManualClock(NOON))

        async def restarted(minutes: float) -> tuple[Gate, Witness]:
            gate = Gate(journal, EASY)
            gate.clock.set(NOON + timedelta(minutes=minutes))
            witness = Witness(gate.guard, sieges, gate.clock)
            await witness.keep()
            return gate, witness

        async def kept() -> Siege:
            (siege,) = await sieges.list()
            return siege

        before, witness = await restarted(0)
        before.flood()
        await witness.keep()
        begun = await kept()
        assert begun.ended_at is None
        assert sum(begun.drops.values()) > 600

        gate, witness = await restarted(5)
        assert gate.told.asked
        gate.send(1, 7, gate.worked())
        while not gate.admit.accepted:
            await asyncio.sleep(0.005)  # until the journal has it
        gate.clock.set(gate.clock.now() + timedelta(minutes=9))
        gate.guard.look()
        await witness.keep()
        assert await kept() == replace(begun, seen_at=gate.clock.now(), accepted=begun.accepted + 1, proven=1)
        gate.clock.set(gate.clock.now() + timedelta(minutes=2))
        gate.guard.look()
        await witness.keep()
        assert (await kept()).ended_at == gate.clock.now()

        await sieges.put(begun)
        gate, witness = await restarted(60)
        assert gate.guard.alert is Alert.CALM
        assert await kept() == replace(begun, ended_at=begun.seen_at), "it was seen an hour ago"
        assert await witness.forget() == 0
        gate.clock.set(NOON + timedelta(days=SIEGE_DAYS, minutes=1))
        assert await witness.forget() == 1
        await journal.close()
        await database.close()

    asyncio.run(story())
