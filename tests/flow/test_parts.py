"""Which parts of a service are listened to: what can be named without end does not fill the judge."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from groundswell.core.cube import OTHER
from groundswell.core.model import Axis, Report
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.bins import Came, packed_ticks, unpacked_ticks
from groundswell.flow.count import Count
from groundswell.flow.listen import Listener
from groundswell.flow.parts import PARTS_MAX, seated
from tests.flow.rooms import Rooms, rooms
from tests.town import report, town

TOWN = town()
DAY, HOUR = 1440, 60
MIDNIGHT = minute_of(datetime(2026, 5, 1, tzinfo=UTC))


async def counted(world: Rooms, rows: Sequence[Report]) -> None:
    await world.journal.append(list(rows))
    await Count(world.journal, world.cube).drain()


def listener_of(world: Rooms) -> Listener:
    return Listener(TOWN, world.cube, 1.0, HOUR, silent_days=2)


def listened_to(listener: Listener, axis: Axis = Axis.NETWORK) -> list[str]:
    """What of one axis of Pictures has a node, the most of all others last."""
    known = json.loads(listener.state()["parts"].tobytes())
    found = sorted(value for on, slug, value in known if (on, slug) == (axis.value, "pictures"))
    return sorted(found, key=lambda value: value == OTHER)


def made_up(first: int, minute: int, many: int) -> list[Report]:
    """So many networks that nobody has named before, on each of four services."""
    return [
        report(slug, instant_of(minute), network=f"as{first + n}")
        for slug in ("pictures", "letters", "cloud", "films")
        for n in range(many)
    ]


def test_those_of_which_most_was_heard_have_the_seats_whoever_was_first() -> None:
    counts = {(Axis.NETWORK, 0, f"as{n:03}"): n // 2 for n in range(2 * PARTS_MAX)}
    counts[Axis.NETWORK, 0, OTHER] = 1000
    counts[Axis.NETWORK, 1, "as001"] = 1
    seats = seated(counts)
    assert [value for _, place, value in seats if place == 0] == [
        f"as{n:03}" for n in range(PARTS_MAX, 2 * PARTS_MAX)
    ]
    assert seats[-1] == (Axis.NETWORK, 1, "as001")


def test_thousands_of_networks_take_no_more_than_the_seats_and_are_heard_together(tmp_path: Path) -> None:
    """Two days of made-up names before a network that people have: it gets no seat until midnight, and one then. Who learns
    from the counts decides as who was there."""

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await world.cube.watch(MIDNIGHT - 2 * DAY, MIDNIGHT + HOUR)
            rows = [
                row
                for n in range(12)
                for row in made_up(1000 + 80 * n, MIDNIGHT - 2 * DAY + n * DAY // 6 + HOUR, 80)
            ]
            rows += [
                report("pictures", instant_of(MIDNIGHT - minute), network="as3352")
                for minute in (300, 200, 100)
            ]
            await counted(world, rows)
            there = listener_of(world)
            for minute in range(MIDNIGHT - 2 * DAY, MIDNIGHT, HOUR):
                await there.listen(minute)
            first = listened_to(there)
            assert len(first) == PARTS_MAX + 1
            assert first[-1] == OTHER
            assert "as3352" not in first
            await there.listen(MIDNIGHT)
            assert listened_to(there)[:-1] == sorted([*first[: PARTS_MAX - 1], "as3352"])
            anew = listener_of(world)
            await anew.learn(MIDNIGHT - 2 * DAY, 2 * DAY // HOUR, HOUR)
            assert listened_to(anew)[:-1] == listened_to(there)[:-1]

    asyncio.run(story())


def test_what_was_silent_for_weeks_is_forgotten_and_a_note_says_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await world.cube.watch(MIDNIGHT - DAY, MIDNIGHT + 4 * DAY)
            last = MIDNIGHT + 2 * DAY
            rows = [
                report("pictures", instant_of(MIDNIGHT - HOUR), country=code, network=network)
                for code, network in (("ES", "as1"), ("PT", "as2"))
            ]
            rows += [report("pictures", instant_of(last - DAY), country="PT", network="as3")]
            await counted(world, rows)
            there = listener_of(world)
            for minute in range(MIDNIGHT - HOUR, last, HOUR):
                await there.listen(minute)
            assert (listened_to(there), listened_to(there, Axis.COUNTRY)) == (
                ["as1", "as2", "as3"],
                ["ES", "PT"],
            )
            again = listener_of(world)
            again.restore(there.state())
            ticks: list[Came] = []
            for minute in (last, last + HOUR):
                await there.listen(minute)
                assert there.came is not None
                ticks.append(there.came)
            assert (listened_to(there), listened_to(there, Axis.COUNTRY)) == (["as3"], ["PT"])
            for came in unpacked_ticks(packed_ticks(ticks)):
                again.hear(came)
            one, two = there.state(), again.state()
            assert {name: part.tobytes() for name, part in one.items()} == {
                name: part.tobytes() for name, part in two.items()
            }
            await counted(
                world, [report("pictures", instant_of(last + 2 * HOUR), country="ES", network="as9")]
            )
            assert (await there.listen(last + 2 * HOUR)).part[0] in ("", "country PT", "country ES")
            assert (listened_to(there), listened_to(there, Axis.COUNTRY)) == (["as3", "as9"], ["ES", "PT"])

    asyncio.run(story())
