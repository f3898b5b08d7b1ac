"""What a search finds says how it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import Incident, State
from groundswell.errors import CorruptStoreError, GroundswellError, StoreUnavailableError
from groundswell.ports import Revision
from groundswell.runtime.clock import ManualClock
from tests.town import NOON, incident
from tests.web.house import House, at_home


class Away:
    """A store that does not answer, or only by a `fault`, and takes its time."""

    def __init__(self, clock: ManualClock, fault: GroundswellError | None) -> None:
        self.asked = 0
        self._clock = clock
        self._fault = fault

    async def list(self, **_: object) -> Sequence[Incident]:
        self.asked += 1
        self._clock.set(self._clock.now() + timedelta(seconds=6))
        if self._fault is not None:
            raise self._fault
        await asyncio.Event().wait()
        return []


def test_who_searches_for_a_service_reads_whether_it_has_an_outage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visit(house: House) -> None:
        clock = house.parts.clock
        assert isinstance(clock, ManualClock)
        async with house.client() as client:

            async def found(language: str = "") -> str:
                answer = await client.get(f"{language}/search", params={"q": "is pictures down?"})
                return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())

            await house.parts.incidents.save([Revision(incident(), ())])
            assert "Pictures Social Outage" in await found()
            assert "Ausfall" in await found("/de")
            await house.parts.incidents.save([Revision(incident(state=State.RESOLVED), ())])
            clock.set(NOON + timedelta(seconds=5))
            assert "Outage" not in await found()
            monkeypatch.setattr("groundswell.web.troubled._WAIT_SECONDS", 0.05)
            faults = (StoreUnavailableError("it is away"), CorruptStoreError("it is broken"), None)
            for fault in faults:
                clock.set(clock.now() + timedelta(seconds=5))
                monkeypatch.setattr(house.parts.troubled, "_incidents", away := Away(clock, fault))
                answers = await asyncio.gather(*(found() for _ in range(3)))
                assert all("One service fits" in words for words in answers), "whatever the stores do"
                assert away.asked == 1, "and nobody waits for them in a queue"

    at_home(tmp_path, visit)
