"""What the judge learns from the weeks before it began."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from groundswell.core.catalog import Catalog
from groundswell.core.model import Operator, Service, Symptom
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.count import Count
from groundswell.flow.listen import Listener
from tests.flow.rooms import rooms
from tests.town import report

SPAIN = Catalog.of(
    services=[Service("madrid", "Madrid", "op", "social", ("app",), time_zone="Europe/Madrid")],
    operators=[Operator("op", "Op")],
    symptoms=[Symptom("app", "App")],
    categories={"social": "Social"},
    areas=[],
    networks=[],
)
LABOUR_DAY = minute_of(datetime(2026, 5, 1, tzinfo=UTC))
"""a Friday"""
QUARTER = 15
DAY = 1440


def test_weeks_are_learned_alike_whether_the_first_day_of_all_is_a_holiday_or_not(tmp_path: Path) -> None:
    async def story() -> list[int]:
        async with rooms(tmp_path) as world:
            first = LABOUR_DAY - 28 * DAY
            rows = [
                report("madrid", instant_of(minute), count=2 if instant_of(minute).weekday() >= 5 else 10)
                for minute in range(first, LABOUR_DAY, QUARTER)
            ]
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, LABOUR_DAY + 2 * DAY)
            listener = Listener(SPAIN, world.cube, 1.0, QUARTER)
            await listener.learn(first, 28 * DAY // QUARTER, QUARTER)
            await listener.listen(LABOUR_DAY + DAY)
            told = []
            for days in (1, 2, 3, 4):  # Saturday to Tuesday
                expected, _ = listener.forecast(LABOUR_DAY + days * DAY + DAY // 2, 1, QUARTER)
                told.append(round(float(expected[0, 0])))
            return told

    saturday, sunday, monday, tuesday = asyncio.run(story())
    assert max(saturday, sunday) <= 3
    assert min(monday, tuesday) >= 8
