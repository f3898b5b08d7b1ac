"""What a troubleshooter is told of an outage that was planted: where it began, what rose first, what lacks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import SERVICE, Axis, Deploy, Report, Service, Usual
from groundswell.core.scope import Closeness, Course, Spread
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow import evidence as evidence_leg
from groundswell.flow.evidence import Evidence, Witness
from groundswell.flow.spared import Beside, beside
from groundswell.ports import Revision
from groundswell.stores.relational import RelationalDeploys
from tests.flow.test_explain import CATALOG, START, Story, told
from tests.town import NOON, incident

MADRID: Mapping[str, str] = {
    "country": "ES",
    "region": "ES-MD",
    "platform": "android",
    "app_version": "7.1",
    "symptom": "log-in",
}


def witness(tale: Story) -> Witness:
    world = tale.world
    deploys = RelationalDeploys(world.database)
    return Witness(CATALOG, world.cube, world.incidents, world.journal, deploys)


async def evidence(tale: Story) -> Evidence:
    return await witness(tale).of(await tale.incident())


def course(found: Evidence, value: str) -> Course:
    (one,) = [each for each in found.courses if each.value == value]
    return one


def minute(found: Evidence, value: str) -> int:
    (one,) = [each.minute for each in found.movers if each.value == value]
    return one - START


def test_an_outage_that_grows_from_one_region_is_told_so(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        deploys = RelationalDeploys(tale.world.database)
        for number, (service, before) in enumerate([("pictures", 10), ("letters", 10), ("bank", 1)]):
            at = instant_of(START - before)
            await deploys.put(Deploy(f"{number}", service, "Version 7.1", at, at))
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 32, 8, MADRID)
        await tale.minutes(32, 44, 30)
        found = await evidence(tale)
        assert found.first_minute == START - 30
        madrid = course(found, "ES-MD")
        assert sum(madrid.reports[:2]) <= 4
        assert min(madrid.reports[3:5]) > 50
        assert madrid.usual is not None
        assert 0.0 < max(madrid.usual) < 5.0
        assert 0 <= sum(found.whole.reports) - (await tale.incident()).footprint.reports <= 8
        by_axis = {one.axis: one for one in found.growth}
        grown = by_axis[Axis.COUNTRY]
        assert (grown.spread, grown.value) == (Spread.GREW, "ES")
        assert 4 <= grown.minute - START <= 6
        assert grown.next_minute is not None
        assert 31 <= grown.next_minute - START <= 33
        assert found.movers_minutes == 1
        assert 4 <= minute(found, "ES-MD") <= 6
        assert found.movers[0].minute <= found.movers[-1].minute
        login = next(share for share in found.symptoms if share.value == "log-in")
        assert login.usual is not None
        assert login.share > login.usual
        assert found.crossed is not None
        first = found.crossed[0]
        assert (first.platform, first.version) == ("android", "7.1")
        assert first.reports >= 27 * 8
        assert first.usual is not None
        assert first.reports > 20 * first.usual
        assert [one.relation for one in found.changes] == [Closeness.SERVICE, Closeness.OPERATOR]
        assert found.changes[0].value == "7.1"
        assert found.lacking == {}

    told(tmp_path, story)


def test_what_the_stores_no_longer_have_is_said_to_lack(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 25, 8, MADRID)
        now = tale.world.clock.now() + timedelta(days=40)
        counted = await tale.world.cube.cursor()
        await tale.world.journal.trim(now, counted=counted, ruled=counted)
        found = await evidence(tale)
        assert found.crossed is None
        assert "journal" in found.lacking["version_platform"]
        assert "first_movers" not in found.lacking
        minutes = {1: minute_of(now), 15: 0, 60: 0, 1440: 0}
        await tale.world.cube.trim(minutes, 0)
        found = await evidence(tale)
        assert "quarter" in found.lacking["first_movers"]
        assert found.movers_minutes == 15
        assert minute(found, "ES-MD") == 0
        assert course(found, "ES-MD").reports[2] > 50

    told(tmp_path, story)


def test_of_an_incident_of_several_the_members_stand_where_places_stand_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 25, 8, MADRID)
        own = await tale.incident()
        shared = replace(own, id="shared", service="cloud", members=("pictures", "bank"), cause="cloud")
        found = await witness(tale).of(shared)
        assert [(one.axis, one.value) for one in found.courses] == [(SERVICE, "pictures"), (SERVICE, "bank")]
        assert [(one.axis, one.value) for one in found.movers] == [(SERVICE, "pictures")]
        assert found.growth[0].spread is Spread.ONE
        assert found.crossed is not None
        assert (found.crossed[0].platform, found.crossed[0].version) == ("android", "7.1")
        assert "alone, the member with most reports" in found.lacking["version_platform"]
        assert sum(found.whole.reports) > 8 * 20
        assert "which symptoms are usual" in found.lacking["usual"]
        monkeypatch.setattr(evidence_leg, "MEMBERS_MAX", 1)
        few = await witness(tale).of(replace(shared, members=("bank", "pictures")))
        assert [one.value for one in few.courses] == ["pictures"], (
            "the one with most reports, not by the alphabet"
        )
        assert "1 of 2 members with most reports" in few.lacking["members"]

    told(tmp_path, story)


def test_of_a_long_outage_the_first_day_is_shown(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        began = instant_of(START)
        long = incident(began_at=began, updated_at=began + timedelta(days=3))
        found = await witness(tale).of(long)
        assert len(found.whole.reports) == 96
        assert "24 hours" in found.lacking["course"]
        assert found.movers == ()
        assert found.crossed == ()

    told(tmp_path, story)


def test_who_stands_on_the_cause_without_trouble_and_who_fails_without_standing_on_it_is_told(
    tmp_path: Path,
) -> None:
    async def story(tale: Story) -> None:
        shops = [
            Service(f"shop-{n}", f"Shop {n}", "till", "bank", ("app",), depends_on=("cloud",))
            for n in range(5)
        ]
        catalog = replace(CATALOG, services={**CATALOG.services, **{shop.slug: shop for shop in shops}})
        world, slugs = tale.world, tuple(catalog.services)
        now = [Report("shop-3", NOON + timedelta(minutes=n % 10), count=2) for n in range(20)]
        await world.journal.append([*now, Report("shop-4", NOON, count=3)])
        await tale.count.drain()
        told_usual = Usual(START, 15, slugs, np.full(len(slugs), 2.0), np.full(len(slugs), 9.0))
        await world.cube.put_usual(told_usual)
        shared = incident(
            id="shared",
            service="cloud",
            members=("shop-0", "shop-1"),
            cause="cloud",
            began_at=NOON,
            updated_at=NOON + timedelta(minutes=14),
        )
        bank = incident(id="own", service="bank", began_at=NOON)
        await world.incidents.save([Revision(shared, ()), Revision(bank, ())])
        found = await beside(shared, catalog, world.cube, world.incidents)
        assert found == Beside(spared=("films", "shop-2", "shop-4"), apart=("bank",))

    told(tmp_path, story)
