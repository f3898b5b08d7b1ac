"""What a search finds says how it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import Incident, State
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Revision
from groundswell.runtime.clock import ManualClock
from tests.town import NOON, incident
from tests.web.house import House, at_home


class Away:
    """A store that does not answer."""

    async def list(self, **_: object) -> Sequence[Incident]:
        raise StoreUnavailableError("it is away")


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
            clock.set(NOON + timedelta(seconds=10))
            monkeypatch.setattr(house.parts.troubled, "_incidents", Away())
            assert "One service fits" in await found(), "whatever the stores do"

    at_home(tmp_path, visit)
