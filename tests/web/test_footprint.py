"""The footprint by the API: what is beyond the usual, where and of what, and what is likely behind it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import (
    Cause,
    Explanation,
    Footprint,
    Share,
    Usual,
)
from groundswell.core.timegrid import minute_of
from groundswell.ports import Revision
from tests.town import NOON, incident, report
from tests.web.house import House, at_home


async def counted(house: House, countries: Mapping[str, int], service: str = "pictures") -> None:
    """So many reports by country, all counted, ten minutes before noon."""
    at = NOON - timedelta(minutes=10)
    await house.parts.journal.append(
        [report(service, at=at, country=code, count=count) for code, count in countries.items()]
    )
    await house.count.drain()
    await house.parts.cube.watch(minute_of(NOON) - 1440, minute_of(NOON))


def test_the_footprint_of_a_member_is_its_own_and_not_that_of_all(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        known = Explanation(NOON, NOON, 900, 9.0, (Cause({}, 891.0, 1.0, 42.0),))
        of_all = Footprint(countries=(Share("PT", 1.0, 900, 0.5),), reports=900, explanation=known)
        shared = incident(footprint=of_all, members=("pictures", "bank"), cause="cloud", cause_kind="cloud")
        await house.parts.incidents.save([Revision(shared, ())])
        await counted(house, {"ES": 30, "": 10}, "bank")
        usual = Usual(
            minute_of(NOON) - 30, 15, ("bank", "pictures"), np.array([2.0, 50.0]), np.array([9.0, 99.0])
        )
        await house.parts.cube.put_usual(usual)
        async with house.client() as client:
            told = (await client.get("/api/v1/services/bank/footprint")).json()
        assert (told["incident"], told["reports"], told["expected"]) == (shared.id, 40, 2.0)
        assert told["explanation"] is None
        assert [(row["value"], row["reports"]) for row in told["axes"]["country"]] == [("ES", 30), ("", 10)]

    at_home(tmp_path, visit)


def test_the_footprint_lists_every_country_and_says_what_it_leaves_off(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(incident(), ())])
        countries = [f"{a}{b}" for a in "ABCDEFGHIJK" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        await counted(house, {code: 300 - n for n, code in enumerate(countries)})
        async with house.client() as client:
            told = (await client.get("/api/v1/services/pictures/footprint")).json()
        assert [row["value"] for row in told["axes"]["country"]] == countries[:250]
        assert told["left_off"] == {"country": 36}

    at_home(tmp_path, visit)


def test_the_footprint_of_an_incident_names_its_causes_and_what_is_usual_beside_what_is(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        cause = Cause({"country": "ES", "platform": "android"}, 70.0, 0.875, 42.0)
        known = Explanation(NOON, NOON - timedelta(minutes=30), 100, 20.0, (cause,))
        places = (Share("ES", 0.75, 75, 0.5), Share("PT", 0.15, 15, 0.3), Share("", 0.1, 10))
        found = Footprint(countries=places, reports=100, explanation=known)
        await house.parts.incidents.save([Revision(incident(footprint=found), ())])
        await counted(house, {"ES": 75, "PT": 15, "": 10})
        usual = Usual(minute_of(NOON) - 30, 15, ("pictures",), np.array([10.0]), np.array([20.0]))
        await house.parts.cube.put_usual(usual)
        async with house.client() as client:
            told = (await client.get("/api/v1/services/pictures/footprint")).json()
        assert (told["incident"], told["reports"], told["expected"]) == (incident().id, 100, 10.0)
        (named,) = told["explanation"]["causes"]
        assert named["words"] == "on Android, in Spain"
        assert (named["share"], named["certainty"]) == (0.875, "likely")
        assert named["values"][0] == {"axis": "country", "value": "ES", "name": "Spain"}
        spain, _, silent = told["axes"]["country"]
        assert (spain["expected"], spain["excess"]) == (4.5, 70.5)
        assert spain["ratio"] == pytest.approx(75 / 4.5, abs=1e-4)
        assert (silent["value"], silent["expected"], silent["ratio"]) == ("", None, None)

    at_home(tmp_path, visit)


def test_the_footprint_of_a_calm_service_says_what_is_usual_and_names_no_cause(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        days = [
            report(at=NOON - timedelta(days=n), country=c) for n in (2, 3) for c in ("ES", "ES", "ES", "PT")
        ]
        await house.parts.journal.append([*days, report(at=NOON - timedelta(hours=1), country="ES")])
        await house.count.drain()
        async with house.client() as client:
            told = (await client.get("/api/v1/services/pictures/footprint")).json()
        assert (told["incident"], told["explanation"], told["reports"]) == (None, None, 1)
        assert [(row["value"], row["reports"], row["usual"]) for row in told["axes"]["country"]] == [
            ("ES", 1, 0.7542),
            ("PT", 0, 0.2458),
        ]

    at_home(tmp_path, visit)


def test_what_is_usual_is_read_once_in_a_quarter_of_an_hour(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async def usual() -> list[tuple[str, float]]:
            house.parts.offer.answers.clear()
            async with house.client() as client:
                told = (await client.get("/api/v1/services/pictures/footprint")).json()
            return [(row["value"], row["usual"]) for row in told["axes"]["network"]]

        before = [report(at=NOON - timedelta(days=n), network="as1") for n in (2, 3)]
        await house.parts.journal.append(before)
        await house.count.drain()
        first = await usual()
        assert [value for value, _ in first] == ["as1"]
        await house.parts.journal.append([report(at=NOON - timedelta(days=2), network="as2", count=50)])
        await house.count.drain()
        assert await usual() == first
        house.clock.set(NOON + timedelta(minutes=15))
        assert [value for value, _ in await usual()] == ["as2", "as1"]

    at_home(tmp_path, visit)
