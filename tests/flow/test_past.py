"""Weeks of a service in wide bins: what was counted, what was usual, and what nobody counted."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import SourceKind, State, Usual
from groundswell.core.status import PastView
from groundswell.core.timegrid import minute_of
from groundswell.flow.count import Count
from groundswell.flow.past import Past
from groundswell.ports import Revision
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, report, town


def seen(
    folder: Path, live: Callable[[Rooms], Awaitable[None]], days: int = 7, bin_minutes: int = 60
) -> PastView:
    async def run() -> PastView:
        async with rooms(folder) as house:
            await live(house)
            past = Past(town(), house.cube, house.incidents, house.clock)
            assert await past.view("nobody", days, bin_minutes) is None
            view = await past.view("pictures", days, bin_minutes)
            assert view is not None
            return view

    return asyncio.run(run())


async def counted(house: Rooms, hours_ago: float, count: int, works: bool = False) -> None:
    at = NOON - timedelta(hours=hours_ago)
    await house.journal.append([report(at=at, source_kind=SourceKind.PARTNER, count=count, works=works)])
    await Count(house.journal, house.cube).drain()


@pytest.mark.parametrize(("days", "bin_minutes", "bins"), [(7, 60, 168), (30, 240, 180), (90, 720, 180)])
def test_reports_fall_into_their_bins_and_time_that_nobody_watched_is_no_zero(
    tmp_path: Path, days: int, bin_minutes: int, bins: int
) -> None:
    async def live(house: Rooms) -> None:
        await house.cube.watch(minute_of(NOON) - 1440, minute_of(NOON))
        await counted(house, 0, 5)
        await counted(house, 26 * bin_minutes / 60, 7)
        await counted(house, 0, 3, works=True)

    series = seen(tmp_path, live, days, bin_minutes).series
    assert len(series.counts) == bins
    assert series.first_minute + bins * bin_minutes > minute_of(NOON)
    assert (series.counts[-1], series.counts[-27]) == (5, 7)
    assert series.counts[0] == -1
    assert series.counts[-2] == 0


def test_the_usual_is_added_up_and_its_band_grows_slower(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        noon = minute_of(NOON)
        await house.cube.watch(noon - 1440, noon)
        for quarter in range(1, 5):  # the hour before noon
            usual = Usual(
                noon - quarter * 15, 15, ("films", "pictures"), np.array([9.0, 4.0]), np.array([9.0, 7.0])
            )
            await house.cube.put_usual(usual)
        await house.cube.put_usual(Usual(noon - 75, 15, ("pictures",), np.array([4.0]), np.array([7.0])))

    series = seen(tmp_path, live).series
    assert (series.expected[-2], series.upper[-2]) == (16.0, 16.0 + 6.0)
    assert np.isnan(series.expected[-3]), "one quarter of four is too little to tell the hour"


def test_what_is_usual_is_read_once_for_all_services(tmp_path: Path) -> None:
    async def run() -> None:
        async with rooms(tmp_path) as house:
            noon = minute_of(NOON)
            await house.cube.watch(noon - 1440, noon)
            for quarter in range(1, 5):
                usual = Usual(
                    noon - quarter * 15,
                    15,
                    ("films", "gone", "pictures"),
                    np.array([9.0, 1.0, 4.0]),
                    np.full(3, 9.0),
                )
                await house.cube.put_usual(usual)
            past = Past(town(), house.cube, house.incidents, house.clock)
            first = await past.view("pictures", 7, 60)
            late = Usual(noon - 15, 15, ("films",), np.array([900.0]), np.array([900.0]))
            await house.cube.put_usual(late)
            second = await past.view("films", 7, 60)
            assert first is not None
            assert second is not None
            assert (first.series.expected[-2], second.series.expected[-2]) == (16.0, 36.0)
            house.clock.set(NOON + timedelta(minutes=16))
            third = await past.view("films", 7, 60)
            assert third is not None
            assert third.series.expected[-2] == 927.0

    asyncio.run(run())


def test_it_names_the_outages_among_them_and_no_suspicion(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        over = NOON - timedelta(days=3)
        old = NOON - timedelta(days=20)
        for name, state, at in (
            ("late", State.RESOLVED, over),
            ("old", State.RESOLVED, old),
            ("maybe", State.SUSPECTED, over),
        ):
            ended = at if state is State.RESOLVED else None
            one = incident(state, id=name, began_at=at - timedelta(hours=1), updated_at=at, resolved_at=ended)
            await house.incidents.save([Revision(one, ())])

    assert [one.id for one in seen(tmp_path, live).incidents] == ["late"]
