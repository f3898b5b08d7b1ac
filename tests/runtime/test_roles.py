"""What an instance does by itself, on real stores: it forgets in time, and a clock that leaps does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from groundswell.core.catalog import Catalog
from groundswell.core.model import (
    Act,
    Axis,
    Certainty,
    Drop,
    Event,
    EventKind,
    Incident,
    Ruling,
    SourceKind,
    State,
)
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import ConfigError, StoreUnavailableError
from groundswell.ports import Revision
from groundswell.ports.questions import Standing
from groundswell.runtime import build, roles
from groundswell.runtime.build import Instance, open_instance, open_stores
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import RetentionConfig, Settings
from groundswell.runtime.roles import Work, running
from groundswell.stores.catalog_toml import load_catalog
from groundswell.stores.relational import RelationalQuestions
from groundswell.web.parts import WebConfig
from tests.town import NOON, incident, submission

SERVICE = "pictures"
CATALOG = """
only = true
categories = { social = "Social" }
symptoms = { app = "App" }
operators = { grand = { name = "Grand" } }
services = { pictures = { name = "Pictures", operator = "grand", category = "social", symptoms = ["app"] } }
"""
HALF_HOUR = minute_of(NOON)


@dataclass
class Shop:
    """An instance that runs by hand, and its clock."""

    instance: Instance
    work: Work
    clock: ManualClock

    async def report(self, comment: str | None = None) -> None:
        said = submission(SERVICE, received_at=self.clock.now(), comment=comment)
        taken = await self.instance.admit.one(said)
        assert not hasattr(taken, "reason"), taken

    async def days(self, days: int) -> None:
        """So many days go by, tidied once a day."""
        for _ in range(days):
            self.clock.advance(days=1)
            await self.work.tidy()

    async def judge(self) -> None:
        """The judge comes up to now."""
        for _ in range(2):
            await self.work.minutes()
            self.clock.advance(minutes=6)

    async def raw(self) -> int:
        """Reports that the journal holds."""
        return sum(entry.count for entry in await self.instance.journal.read(0, 1000))

    async def counted(self, bin_minutes: int) -> int:
        """Reports in the cube's bins of this width, of all time."""
        sums = await self.instance.cube.totals(
            0, 2**31 - 1, service=SERVICE, axis=Axis.ALL, bin_minutes=bin_minutes
        )
        return sums.get(("", SourceKind.PERSON, False), 0)

    async def claimed(self) -> int:
        return len(await self.instance.cube.claims(HALF_HOUR))


@asynccontextmanager
async def shop(
    folder: Path,
    clock: ManualClock | None = None,
    web: WebConfig | None = None,
    kept: RetentionConfig | None = None,
) -> AsyncIterator[Shop]:
    """An instance that has begun; a second one on the same folder finds what the first has left."""
    clock = clock or ManualClock(NOON)
    catalog = folder / "town.toml"
    catalog.write_text(CATALOG, "utf-8")
    async with open_instance(
        Settings(
            data_dir=folder,
            catalog=catalog,
            web=web or WebConfig(),
            retention=kept or RetentionConfig(),
        ),
        clock,
        {},
    ) as instance:
        work = Work(instance)
        await work.begin()
        yield Shop(instance, work, clock)


def test_single_reports_and_claims_go_after_thirty_days_and_the_cube_stays(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            await here.report()
            await here.work.count()
            await here.days(29)
            assert (await here.raw(), await here.claimed()) == (1, 1)
            await here.days(2)
            assert (await here.raw(), await here.claimed()) == (0, 0)
            assert [await here.counted(width) for width in (1, 15, 60, 1440)] == [1, 1, 1, 1]
            await here.days(60)
            await here.judge()
            await here.work.tidy()
            assert [await here.counted(width) for width in (1, 15, 60, 1440)] == [0, 1, 1, 1]

    asyncio.run(story())


def test_comments_are_taken_only_while_that_is_on_and_go_with_the_reports(tmp_path: Path) -> None:
    async def kept() -> list[str]:
        async with open_stores(Settings(data_dir=tmp_path)) as stores:
            return [comment.words for comment in await stores.comments.list()]

    async def story() -> None:
        clock, on = ManualClock(NOON), WebConfig(comments=True)
        async with shop(tmp_path, clock) as here:
            await here.report("while it is off")
            await here.instance.quote.run()
        async with shop(tmp_path, clock, on) as here:
            await here.report("while it is on")
            await here.instance.quote.run()
            assert await kept() == ["while it is on"]
            await here.report("just before the end")
        async with shop(tmp_path, clock, on) as here:
            assert len(await kept()) == 2
        async with shop(tmp_path, clock) as here:
            await here.report("off again")
        async with shop(tmp_path, clock, on) as here:
            assert len(await kept()) == 2
            await here.work.count()
            await here.days(29)
            assert len(await kept()) == 2
            await here.days(2)
            assert await kept() == []

    asyncio.run(story())


def test_after_a_start_what_is_in_trouble_is_published_and_the_rest_soon(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            site = here.instance.site
            assert site.get("/") is not None
            assert site.get(f"/s/{SERVICE}") is None
            await here.work.publish()
            assert site.get(f"/s/{SERVICE}/live") is not None
            await here.instance.incidents.save([Revision(incident(), ())])
        async with shop(tmp_path) as here:
            assert here.instance.site.get(f"/s/{SERVICE}") is not None
            assert here.instance.site.get(f"/incidents/{incident().id}") is not None

    asyncio.run(story())


def test_a_start_reads_the_catalog_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path | None] = []

    def noted(extra: Path | None = None) -> Catalog:
        read.append(extra)
        return load_catalog(extra)

    async def story() -> None:
        async with shop(tmp_path) as here:
            assert list(here.instance.catalog.services) == [SERVICE]

    monkeypatch.setattr(build, "load_catalog", noted)
    asyncio.run(story())
    assert read == [tmp_path / "town.toml"]


def test_what_is_not_counted_or_ruled_yet_is_not_forgotten(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            await here.report()
            await here.work.count()
            await here.instance.journal.rule(Ruling(Act.CONFIRM, "nothing", "ana", NOON))
            await here.report()
            await here.days(40)
            assert await here.raw() == 2
            assert await here.claimed() == 1  # or the second would count once more
            await here.work.count()
            assert await here.counted(1440) == 1

    asyncio.run(story())


def test_a_clock_that_has_leapt_makes_nobody_forget(tmp_path: Path) -> None:
    async def story() -> None:
        clock = ManualClock(NOON)
        async with shop(tmp_path, clock) as here:
            await here.report()
            await here.work.count()
            await here.work.tidy()
            for hours in (0, 1, 2):
                clock.set(NOON + timedelta(days=400, hours=hours))
                await here.report()  # it is recorded with the wrong time
                await here.work.count()
                await here.work.tidy()
            assert await here.raw() == 4
        async with shop(tmp_path, clock) as again:
            await again.work.tidy()
            assert await again.raw() == 4
            clock.set(NOON + timedelta(hours=4))
            await again.work.tidy()
            assert (await again.raw(), await again.claimed()) == (4, 1)

    asyncio.run(story())


def test_after_a_long_time_off_it_forgets_when_the_clock_has_stayed_for_half_a_day(tmp_path: Path) -> None:
    async def story() -> None:
        clock = ManualClock(NOON)
        async with shop(tmp_path, clock) as here:
            await here.report()
            await here.work.count()
        clock.advance(days=100)
        async with shop(tmp_path, clock) as again:
            held = []
            for _ in range(13):
                await again.work.tidy()
                held.append(await again.raw())
                clock.advance(hours=1)
            assert held == [1] * 12 + [0]

    asyncio.run(story())


async def judged(here: Shop) -> int:
    """The last minute, from noon, that somebody watched."""
    return max(last for _, _, last in await here.instance.cube.watched(0, 2**31 - 1)) - minute_of(NOON)


def test_a_clock_that_leaps_forth_and_back_leaves_the_judge_where_it_was(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            here.clock.advance(minutes=3, seconds=5)
            await here.work.minutes()
            here.clock.advance(days=365)
            assert await here.work.minutes() == []
            here.clock.advance(minutes=2)
            await here.work.minutes()
            assert await judged(here) == 2
            here.clock.set(NOON + timedelta(minutes=6, seconds=5))
            await here.work.minutes()
            assert await judged(here) == 5

    asyncio.run(story())


def test_who_has_judged_minute_by_minute_is_in_no_doubt_of_the_clock_afterwards(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            for minute in range(HALF_HOUR, HALF_HOUR + 2 * 60):  # longer than the leap that is doubted
                here.clock.set(instant_of(minute + 1) + timedelta(seconds=5))
                await here.work.minute(minute)
            before = await judged(here)
            here.clock.advance(minutes=2)
            await here.work.minutes()
            assert await judged(here) == before + 2

    asyncio.run(story())


def test_a_clock_that_stays_ahead_is_followed_and_when_it_is_set_back_the_judge_goes_back_too(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            here.clock.advance(days=365, seconds=5)
            for _ in range(8):
                await here.work.minutes()
                here.clock.advance(minutes=1)
            assert await judged(here) > 365 * 1440
            here.clock.set(NOON + timedelta(minutes=1, seconds=5))
            await here.work.minutes()
            ticked = []
            for _ in range(3):
                here.clock.advance(minutes=1)
                await here.work.minutes()
                minute = here.instance.telemetry.registry.get_sample_value("groundswell_judged_minute")
                ticked.append((minute or 0) - minute_of(NOON))
            assert ticked == [1, 2, 3]

    asyncio.run(story())


def test_an_outage_of_a_wrong_clock_ends_with_a_reason_when_the_clock_is_set_right(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            later = NOON + timedelta(days=30)
            wrong = Incident(
                id="later", service=SERVICE, state=State.OPEN, severity=2, certainty=Certainty.LIKELY,
                began_at=later, suspected_at=later, opened_at=later, updated_at=later,
                ratio=9.0, reports=99, peak_reports=99, score=50.0,
            )  # fmt: skip
            await here.instance.incidents.save([Revision(wrong, ())])
            here.clock.advance(minutes=2, seconds=5)
            await here.work.minutes()
            ended = await here.instance.incidents.get("later")
            assert ended is not None
            assert (ended.state, "clock" in ended.reason) == (State.RESOLVED, True)
            assert ended.resolved_at is not None
            assert ended.began_at <= ended.resolved_at

    asyncio.run(story())


def test_who_waits_for_the_next_minute_looks_at_the_clock_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            monkeypatch.setattr(roles, "_LOOK_SECONDS", 60)
            waiting = asyncio.create_task(here.work.wait_for_minute())
            await asyncio.sleep(0.05)
            assert not waiting.done(), "the next minute is not over"
            monkeypatch.setattr(roles, "_LOOK_SECONDS", 0.01)
            before = here.clock.now()
            await asyncio.wait_for(here.work.wait_for_minute(), 5)
            assert here.clock.now() == before, "it looked though the clock stands"
            here.clock.advance(minutes=2, seconds=5)
            await asyncio.wait_for(waiting, 5)

    asyncio.run(story())


def test_an_instance_whose_journal_is_shorter_than_its_rulings_does_not_start_and_is_not_ready(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            web = httpx.ASGITransport(app=here.instance.app)
            async with httpx.AsyncClient(transport=web, base_url="http://town.test") as client:
                assert (await client.get("/readyz")).status_code == 200
                await here.instance.incidents.save([], rulings_cursor=7)
                unready = await client.get("/readyz")
            assert (unready.status_code, unready.json()["faults"]) == (503, {"stores": "not of one instance"})
        with pytest.raises(
            ConfigError, match="ends with sequence 0, the database has applied rulings up to 7"
        ):
            async with shop(tmp_path):
                pass

    asyncio.run(story())


def test_an_end_in_the_midst_of_a_step_lets_it_finish_and_counts_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "_FLUSH_SECONDS", 0.0)

    async def story() -> None:
        async with shop(tmp_path) as here:
            add, begun, done = here.instance.cube.add_drops, asyncio.Event(), asyncio.Event()

            async def slowly(drops: Mapping[str, int]) -> None:
                await add(drops)
                begun.set()
                await asyncio.sleep(0.1)
                done.set()

            monkeypatch.setattr(here.instance.cube, "add_drops", slowly)
            here.instance.admit.refuse()
            async with running(here.work, here.instance):
                await begun.wait()
            assert done.is_set()
            await here.work.flush()
            assert await here.instance.cube.drops() == {"malformed": 1}

    asyncio.run(story())


def test_what_is_known_is_looked_at_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, stands = asyncio.Event(), RelationalQuestions.standing

    async def standing(store: RelationalQuestions, limit: int) -> Standing:
        looked.set()
        return await stands(store, limit)

    async def story() -> None:
        async with shop(tmp_path) as here, asyncio.timeout(5), running(here.work, here.instance):
            await looked.wait()

    monkeypatch.setattr(RelationalQuestions, "standing", standing)
    asyncio.run(story())


def test_drops_that_may_have_been_written_are_not_written_again_and_those_that_were_not_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            add = here.instance.cube.add_drops

            async def cancelled(drops: Mapping[str, int]) -> None:
                await add(drops)
                raise asyncio.CancelledError

            async def full(drops: Mapping[str, int]) -> None:
                raise StoreUnavailableError("the disk is full")

            here.instance.admit.refuse()
            for fault in (full, cancelled):
                monkeypatch.setattr(here.instance.cube, "add_drops", fault)
                with pytest.raises((StoreUnavailableError, asyncio.CancelledError)):
                    await here.work.flush()
            monkeypatch.setattr(here.instance.cube, "add_drops", add)
            await here.work.flush()
            assert await here.instance.cube.drops() == {"malformed": 1}

    asyncio.run(story())


def test_what_was_not_counted_is_told_by_metric_api_and_page_also_after_a_restart(tmp_path: Path) -> None:
    async def told(here: Shop) -> tuple[float | None, float | None, int, bool]:
        web = httpx.ASGITransport(app=here.instance.app)
        async with httpx.AsyncClient(transport=web, base_url="http://town.test") as client:
            drops = (await client.get("/api/v1/drops")).json()["drops"]
            page = (await client.get("/method")).text
        assert [drop["reason"] for drop in drops] == list(Drop)
        metric = partial(
            here.instance.telemetry.registry.get_sample_value, "groundswell_reports_dropped_total"
        )
        found = {drop["reason"]: drop["count"] for drop in drops}
        known = "not the first of this person" in page and "could not be read" in page
        return metric({"reason": "malformed"}), metric({"reason": "repeat"}), found["malformed"], known

    async def story() -> None:
        async with shop(tmp_path) as here:
            for _ in range(2):
                here.instance.admit.refuse()
                await here.report()
            await here.work.count()
            await here.work.flush()
            assert await told(here) == (2, 1, 2, True)
        async with shop(tmp_path) as here:
            assert await told(here) == (2, 1, 2, True)

    asyncio.run(story())


def test_what_was_decided_is_told_though_no_page_can_be_made_and_all_are_made_when_it_can(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with shop(tmp_path) as here:
            await here.judge()
            publish, outbox = here.instance.publish, here.instance.outbox
            whole = publish.run

            async def broken(slugs: object = None) -> list[str]:
                raise RuntimeError("no pages")

            publish.run = broken  # type: ignore[method-assign]
            out = incident(service=SERVICE)
            await here.instance.incidents.save(
                [Revision(out, (Event(out.id, EventKind.OPENED, NOON, "It is."),))]
            )
            assert len(await outbox.pending()) == 1
            here.clock.advance(minutes=1)
            with pytest.raises(RuntimeError, match="no pages"):
                await here.work.minutes()
            assert await outbox.pending() == []
            publish.run = whole  # type: ignore[method-assign]
            before = here.instance.site.get(f"/s/{SERVICE}")
            await here.work.publish()
            assert here.instance.site.get(f"/s/{SERVICE}") is not before

    asyncio.run(story())
