"""Three clocks, one promise: sleep_until returns when now() has come so far, and not before."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from groundswell.ports import Clock
from groundswell.runtime.clock import ManualClock, ScaledClock, SystemClock

NOON = datetime(2023, 5, 21, 12, tzinfo=UTC)


def test_every_clock_is_a_clock_port() -> None:
    clocks: list[Clock] = [SystemClock(), ManualClock(NOON), ScaledClock(NOON, 60)]
    assert all(clock.now().tzinfo is UTC for clock in clocks)


def test_the_system_clock_has_passed_the_instant_that_was_slept_until() -> None:
    async def sleep() -> None:
        clock = SystemClock()
        at = clock.now() + timedelta(milliseconds=30)
        await clock.sleep_until(at)
        assert clock.now() >= at
        await clock.sleep_until(at - timedelta(days=1))

    asyncio.run(sleep())


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == clock.now() == NOON
    assert clock.advance(timedelta(hours=1), minutes=2, seconds=3) == NOON + timedelta(
        hours=1, minutes=2, seconds=3
    )
    clock.set(NOON - timedelta(days=1))
    assert clock.now() == NOON - timedelta(days=1)


def test_a_manual_clock_tells_time_in_utc_whatever_it_was_given() -> None:
    clock = ManualClock(datetime(2023, 5, 21, 14, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


def test_sleepers_of_a_manual_clock_wake_in_the_order_of_their_times() -> None:
    async def run() -> list[int]:
        clock, woken = ManualClock(NOON), list[int]()

        async def sleeper(minutes: int) -> None:
            await clock.sleep_until(NOON + timedelta(minutes=minutes))
            woken.append(minutes)

        async with asyncio.TaskGroup() as group:
            for minutes in (3, 1, 2, 9):
                group.create_task(sleeper(minutes))
            await asyncio.sleep(0)
            clock.advance(minutes=5)
            for _ in range(5):
                await asyncio.sleep(0)
            assert woken == [1, 2, 3]
            clock.advance(minutes=5)
        return woken

    assert asyncio.run(run()) == [1, 2, 3, 9]


def test_a_sleeper_sleeps_on_when_the_clock_is_set_back_before_it_could_wake() -> None:
    async def run() -> None:
        clock = ManualClock(NOON)
        task = asyncio.create_task(clock.sleep_until(NOON + timedelta(minutes=1)))
        await asyncio.sleep(0)
        clock.advance(minutes=2)
        clock.set(NOON)
        for _ in range(5):
            await asyncio.sleep(0)
        assert not task.done()
        clock.advance(minutes=1)
        await asyncio.wait_for(task, 1)

    asyncio.run(run())


def test_a_manual_clock_can_be_moved_from_another_thread() -> None:
    async def run() -> None:
        clock = ManualClock(NOON)
        mover = threading.Timer(0.05, clock.advance, [timedelta(minutes=1)])
        mover.start()
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(30):  # nothing else wakes this loop in the meantime
            await clock.sleep_until(NOON + timedelta(minutes=1))
        assert asyncio.get_running_loop().time() - began < 20
        mover.join()

    asyncio.run(run())


def test_a_sleeper_that_gave_up_is_no_longer_waited_for() -> None:
    async def run() -> None:
        clock = ManualClock(NOON)
        task = asyncio.create_task(clock.sleep_until(NOON + timedelta(minutes=1)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        woken = asyncio.create_task(clock.sleep_until(NOON + timedelta(minutes=1)))
        await asyncio.sleep(0)
        clock.advance(minutes=2)  # the one that gave up is no stumbling block to the other
        await asyncio.wait_for(woken, 1)

    asyncio.run(run())


def test_a_manual_clock_that_is_let_run_goes_on_from_where_it_stood_and_wakes_its_sleepers() -> None:
    async def run() -> None:
        clock = ManualClock(NOON)
        early = asyncio.create_task(clock.sleep_until(NOON + timedelta(minutes=1)))
        await asyncio.sleep(0)
        clock.run_on(speed=3600)
        await asyncio.wait_for(early, 5)
        assert NOON + timedelta(minutes=1) <= clock.now() < NOON + timedelta(hours=5)
        await asyncio.wait_for(clock.sleep_until(clock.now() + timedelta(minutes=1)), 5)

    asyncio.run(run())


def test_a_scaled_clock_runs_as_many_times_as_fast_as_asked() -> None:
    async def run() -> None:
        clock, real = ScaledClock(NOON, 3600), SystemClock()
        began = real.now()
        await clock.sleep_until(NOON + timedelta(minutes=3))
        took = (real.now() - began).total_seconds()
        assert 0.045 < took < 2
        assert clock.now() >= NOON + timedelta(minutes=3)

    asyncio.run(run())


def test_a_clock_that_does_not_run_forward_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        ScaledClock(NOON, 0)
