"""Gather and publish on real stores: what the pages are made of, and that nothing is made twice."""

import asyncio
import math
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import Axis, Incident, SourceKind, State, Usual
from groundswell.core.status import BIN_MINUTES, ServiceView, is_counting, service_headline, told_incident
from groundswell.core.timegrid import bin_start, minute_of
from groundswell.flow.gather import BINS
from groundswell.ports import Page, Revision
from tests.flow.bench import LATE, TOWN, Bench, at_work
from tests.town import NOON, incident, report


def test_a_service_s_series_is_a_day_of_quarters_with_the_current_one(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.cube.watch(minute_of(NOON) - 60, minute_of(LATE))
        await bench.counted(
            report(at=LATE, reporter=1),
            report(at=NOON - timedelta(minutes=20), reporter=2),
            report(at=LATE, reporter=3, works=True),
            report(at=LATE, source_kind=SourceKind.VISIT, count=5),
            report(at=LATE, source_kind=SourceKind.PARTNER, count=7),
        )
        view = await bench.service()
        counts = view.series.counts.tolist()
        assert len(counts) == BINS
        assert view.series.first_minute + (BINS - 1) * BIN_MINUTES == bin_start(minute_of(LATE), BIN_MINUTES)
        assert counts[-5:] == [0, 0, 1, 0, 8], "trouble of persons and partners alone"
        assert set(counts[:-5]) == {-1}, "what nobody watched is no data"
        assert (view.reports, view.works, view.visits) == (8, 1, 5)
        assert is_counting(view.series)

    at_work(tmp_path, work)


def test_a_minute_that_has_only_begun_takes_none_of_the_fifteen_that_are_over_away(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.cube.watch(minute_of(NOON) - 60, minute_of(LATE))
        await bench.counted(
            *(report(at=LATE - timedelta(minutes=ago), reporter=ago + 1) for ago in range(18)),
        )
        assert (await bench.service()).reports == 16, "fifteen as the judge counts them, and what came since"

    at_work(tmp_path, work)


def test_shares_are_of_all_reports_and_who_did_not_say_is_one_of_them(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.counted(
            *(
                report(at=LATE, reporter=n, symptom="app", country="ES", network="as3352", platform="ios")
                for n in range(1, 7)
            )
        )
        await bench.counted(*(report(at=LATE, reporter=n) for n in range(7, 9)))
        await bench.counted(*(report(at=LATE, reporter=n, works=True, country="PT") for n in range(9, 12)))
        view = await bench.service()
        assert [(share.value, share.share) for share in view.symptoms] == [("app", 0.75), ("", 0.25)]
        assert [(share.value, share.reports) for share in view.countries] == [("ES", 6), ("", 2)]
        assert [(share.value, share.reports) for share in view.networks] == [("as3352", 6), ("", 2)]
        assert [(share.value, share.reports) for share in view.platforms] == [("ios", 6), ("", 2)]

    at_work(tmp_path, work)


def test_while_an_outage_is_on_its_networks_are_those_since_it_began(tmp_path: Path) -> None:
    """The same that the footprint has: what was heard before says nothing of the outage."""

    async def work(bench: Bench) -> None:
        began = LATE - timedelta(minutes=20)
        await bench.counted(
            *(report(at=began - timedelta(minutes=1), reporter=n, network="as1") for n in (1, 2))
        )
        await bench.counted(*(report(at=began, reporter=n, network="as3352") for n in (3, 4, 5)))
        await bench.counted(report(at=LATE, reporter=6))
        assert (await bench.service()).outage_networks is None
        on = incident(
            began_at=began, suspected_at=began, opened_at=began, updated_at=LATE + timedelta(minutes=1)
        )
        await bench.incidents.save([Revision(on, ())])
        view = await bench.service()
        assert [(share.value, share.reports) for share in view.networks_told] == [("as3352", 3), ("", 1)]
        assert [(share.value, share.reports) for share in view.networks] == [
            ("as3352", 3),
            ("as1", 2),
            ("", 1),
        ]
        assert [(share.value, share.reports) for share in view.symptoms_told] == [("", 4)]
        assert [(share.value, share.reports) for share in view.symptoms] == [("", 6)]

    at_work(tmp_path, work)


def test_what_is_usual_now_lies_between_the_two_quarters_that_the_last_fifteen_minutes_touch(
    tmp_path: Path,
) -> None:
    async def work(bench: Bench) -> None:
        slugs = tuple(TOWN.services)
        for minute, expected in ((minute_of(NOON) - 15, 10.0), (minute_of(NOON), 40.0)):
            level = np.full(len(slugs), expected)
            await bench.cube.put_usual(Usual(minute, BIN_MINUTES, slugs, level, level * 2))
        await bench.cube.watch(minute_of(NOON) - 70, minute_of(LATE))
        view = await bench.service("bank")
        assert view.usual == pytest.approx(10 + 30 * 8 / 15)
        assert view.series.expected[-2:].tolist() == [10, 40]
        assert view.series.upper[-1] == 80
        assert np.isnan(view.series.expected[:-2]).all()

    at_work(tmp_path, work)


def test_an_unknown_service_or_incident_has_no_view(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        assert await bench.gather.service("nowhere") is None
        assert await bench.gather.incident("nothing") is None
        assert not await bench.publish.incident("nothing")
        assert math.isnan((await bench.service()).usual)

    at_work(tmp_path, work)


def test_the_incident_that_is_on_and_the_past_ones_are_told_apart(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        over = incident(
            State.RESOLVED, id="old", began_at=NOON - timedelta(days=9), updated_at=NOON - timedelta(days=9)
        )
        vain = incident(State.DISMISSED, id="vain", opened_at=None)
        await bench.incidents.save([Revision(each, ()) for each in (incident(), over, vain)])
        view = await bench.service()
        assert view.incident == incident()
        assert [past.id for past in view.past] == ["old"], "a suspicion that came to nothing is no history"

    at_work(tmp_path, work)


def test_an_outage_is_told_for_a_while_after_its_end(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        over = incident(State.RESOLVED, resolved_at=NOON, updated_at=NOON)
        await bench.incidents.save([Revision(over, ())])
        assert told_incident(await bench.service()) == over
        assert service_headline(await bench.service(), TOWN).endswith("it is over.")
        bench.clock.set(NOON + timedelta(hours=4))
        assert told_incident(await bench.service()) is None

    at_work(tmp_path, work)


def test_a_bystander_s_view_names_the_culprit(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.incidents.set_bystanders({"letters": "pictures"})
        assert (await bench.service("letters")).blames == "pictures"
        assert (await bench.service("bank")).blames == ""

    at_work(tmp_path, work)


def test_the_front_page_has_outages_before_suspicions_and_the_worst_first(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        def on(slug: str, state: State, severity: int) -> Incident:
            return incident(state, id=slug, service=slug, severity=severity)

        on_now = [
            on("bank", State.SUSPECTED, 5),
            on("letters", State.OPEN, 2),
            on("cloud", State.EASING, 4),
            on("films", State.RESOLVED, 5),
        ]
        await bench.incidents.save([Revision(each, ()) for each in on_now])
        home = await bench.gather.home()
        assert [spark.service.slug for spark in home.in_trouble] == ["cloud", "letters", "bank"]
        assert [service.slug for service in home.categories["social"]] == ["pictures"]

    at_work(tmp_path, work)


def test_who_has_only_begun_to_count_does_not_know_what_is_usual(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        slugs, level = tuple(TOWN.services), np.full(len(TOWN.services), 2.0)
        for minute in range(minute_of(NOON) - 1440, minute_of(NOON) + 1, BIN_MINUTES):
            await bench.cube.put_usual(Usual(minute, BIN_MINUTES, slugs, level, level * 2))
        began = minute_of(LATE) - 10
        await bench.cube.watch(began, minute_of(LATE))
        view = await bench.service()
        assert view.counting_since == LATE.replace(second=0) - timedelta(minutes=10)
        assert math.isnan(view.usual)
        assert np.isnan(view.series.expected).all()
        assert (await bench.gather.home()).counting_since == view.counting_since
        await bench.cube.watch(minute_of(LATE) - 90, minute_of(LATE))
        view = await bench.service()
        assert view.counting_since is None
        assert view.usual == 2.0
        assert np.isnan(view.series.expected[:-8]).all(), "nothing is usual where nobody counted"
        assert (await bench.gather.home()).counting_since is None

    at_work(tmp_path, work)


def test_where_each_service_has_a_history_nothing_is_too_short_to_say(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        now = minute_of(LATE)
        *most, last = TOWN.services
        await bench.cube.watch(now - 300, now - 15, most)
        await bench.cube.watch(now - 5, now)
        home = await bench.gather.home()
        assert (home.counting_since, home.known) == (
            LATE.replace(second=0) - timedelta(minutes=5),
            len(most),
        )
        assert set(await bench.gather.young()) == {last}
        await bench.cube.watch(now - 300, now - 15, [last])
        assert (await bench.gather.home()).counting_since is None

    at_work(tmp_path, work)


def test_a_service_of_which_it_is_too_early_to_say_anything_stays_on_the_front_page(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.cube.watch(minute_of(LATE) - 90, minute_of(LATE))
        await bench.counted(*(report(at=LATE, reporter=n) for n in range(1, 40)))
        assert [view.service.slug for view in (await bench.gather.home()).early] == ["pictures"]
        await bench.publish.run()
        await bench.counted(report("bank", at=LATE, reporter=1))
        changed = await bench.publish.run({"bank"})
        assert "/" not in changed, "it says the same as before"
        await bench.incidents.save([Revision(incident(service="pictures"), ())])
        home = await bench.gather.home()
        assert ([*home.early], [spark.service.slug for spark in home.in_trouble]) == ([], ["pictures"])

    at_work(tmp_path, work)


def test_nothing_is_worse_now_than_at_the_worst(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.incidents.save([Revision(incident(peak_reports=3), ())])
        await bench.counted(*(report(at=LATE, reporter=n) for n in range(1, 6)))
        view = await bench.service()
        assert view.incident is not None
        assert (view.reports, view.incident.peak_reports) == (5, 5)
        seen = await bench.gather.incident(view.incident.id)
        assert seen is not None
        assert seen.incident.peak_reports == 5

    at_work(tmp_path, work)


def test_outages_are_listed_when_they_are_on_and_when_they_are_over_suspicions_never(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        old = NOON - timedelta(days=9)
        for slug, state, at in (
            ("bank", State.SUSPECTED, NOON),
            ("letters", State.OPEN, NOON),
            ("films", State.RESOLVED, NOON),
            ("cloud", State.RESOLVED, old),
            ("pictures", State.DISMISSED, NOON),
        ):
            each = incident(state, id=slug, service=slug, began_at=at - timedelta(hours=1), updated_at=at)
            await bench.incidents.save([Revision(each, ())])
        view = await bench.gather.outages()
        assert [each.id for each in view.ongoing] == ["letters"]
        assert [each.id for each in view.over] == ["films", "cloud"]
        assert [each.id for each in (await bench.gather.home()).over] == ["films"]

    at_work(tmp_path, work)


def test_everything_is_published_once_and_nothing_twice(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.incidents.save([Revision(incident(), ())])
        changed = await bench.publish.run()
        services = {f"/s/{slug}" for slug in TOWN.services}
        assert set(changed) == {
            "/",
            "/incidents",
            "/incidents/pictures-2026-03-02",
            *services,
            *(f"{path}/live" for path in services),
        }
        assert set(bench.site.paths()) == set(changed)
        bench.rendered()
        assert await bench.publish.run() == []
        assert bench.rendered() == []

    at_work(tmp_path, work)


def test_a_report_changes_its_service_s_pages_and_no_other(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.publish.run()
        bench.rendered()
        await bench.counted(report(at=LATE, reporter=1))
        assert await bench.publish.run({"pictures"}) == ["/s/pictures", "/s/pictures/live"]
        assert bench.rendered() == ["pictures", "pictures live"]
        assert await bench.publish.run() == []

    at_work(tmp_path, work)


def test_the_front_page_follows_the_counts_of_a_service_in_trouble(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.incidents.save([Revision(incident(), ())])
        await bench.publish.run()
        await bench.counted(report(at=LATE, reporter=1))
        assert "/" in await bench.publish.run({"pictures"})

    at_work(tmp_path, work)


def test_what_renders_to_the_same_bytes_is_not_put_out_again(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.publish.run()
        before = bench.site.get("/s/bank")
        await bench.incidents.set_bystanders({"bank": "letters"})
        assert await bench.publish.run({"bank"}) == [], "the pen does not write whom a page blames"
        assert bench.rendered()[-2:] == ["bank", "bank live"]
        assert bench.site.get("/s/bank") is before

    at_work(tmp_path, work)


def test_a_page_that_cannot_be_rendered_keeps_no_other_back_and_is_tried_again(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        whole = bench.pen.service

        def broken(view: ServiceView) -> Page:
            if view.service.slug == "bank":
                raise ValueError("bank")
            return whole(view)

        bench.pen.service = broken  # type: ignore[method-assign]
        await bench.incidents.save([Revision(incident(service="bank"), ())])
        paths = await bench.publish.run()
        assert {"/s/pictures", "/s/letters", "/"} <= set(paths)
        assert "/s/bank" not in paths
        assert bench.site.get("/s/bank") is None
        with pytest.raises(ValueError, match="bank"):
            await bench.publish.service("bank")
        assert list(bench.publish.take_broken()) == ["/s/bank"]
        assert bench.publish.take_broken() == {}
        bench.pen.service = whole  # type: ignore[method-assign]
        assert "/s/bank" in await bench.publish.run({"bank"})

    at_work(tmp_path, work)


def test_what_was_read_earlier_never_replaces_what_was_read_later(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.publish.run()
        read, asked, later = bench.gather.filled, asyncio.Event(), asyncio.Event()

        async def slowly(views: Sequence[ServiceView]) -> list[ServiceView]:
            asked.set()
            await later.wait()
            return await read(views)

        await bench.counted(report(at=LATE, reporter=1))
        bench.gather.filled = slowly  # type: ignore[method-assign]
        early = asyncio.create_task(bench.publish.run())
        await asked.wait()
        bench.gather.filled = read  # type: ignore[method-assign]
        bench.clock.set(LATE + timedelta(seconds=1))
        await bench.counted(report(at=LATE, reporter=2))
        assert await bench.publish.run({"pictures"}) == ["/s/pictures", "/s/pictures/live"]
        newest = bench.site.get("/s/pictures")
        later.set()
        assert await early == []
        assert bench.site.get("/s/pictures") is newest

    at_work(tmp_path, work)


def test_a_quarter_that_has_just_begun_goes_on_where_the_last_one_was(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.cube.watch(minute_of(NOON) - 15, minute_of(NOON) - 1)
        assert (await bench.service()).series.counts[-2:].tolist() == [0, 0]
        bench.clock.set(NOON + timedelta(minutes=5))
        assert (await bench.service()).series.counts[-2:].tolist() == [0, -1], "nobody has counted since"

    at_work(tmp_path, work, at=NOON + timedelta(minutes=1))


def test_who_begins_late_in_a_quarter_counts_from_then_on_but_does_not_know_that_quarter(
    tmp_path: Path,
) -> None:
    async def work(bench: Bench) -> None:
        begun = minute_of(NOON) + 12
        await bench.cube.watch(begun, begun)
        assert (await bench.service()).series.counts[-2:].tolist() == [-1, 0]
        await bench.cube.watch(begun, begun + 4)
        bench.clock.set(NOON + timedelta(minutes=17))
        assert (await bench.service()).series.counts[-2:].tolist() == [-1, 0]

    at_work(tmp_path, work, at=NOON + timedelta(minutes=13))


def test_an_incident_s_chart_begins_before_it_and_ends_after_it(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        over = incident(State.RESOLVED, resolved_at=NOON, updated_at=NOON)
        await bench.incidents.save([Revision(over, ())])
        bench.clock.set(NOON + timedelta(days=2))
        view = await bench.gather.incident(over.id)
        assert view is not None
        last = view.series.first_minute + (len(view.series.counts) - 1) * BIN_MINUTES
        assert view.series.first_minute == bin_start(minute_of(over.began_at) - 360, BIN_MINUTES)
        assert last == minute_of(NOON) + 120

    at_work(tmp_path, work)


def test_the_chart_of_a_finished_outage_goes_on_to_its_end_on_the_published_page(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        over = incident(State.RESOLVED, resolved_at=NOON, updated_at=NOON)
        await bench.incidents.save([Revision(over, ())])
        seen: list[int] = []
        for minutes in range(0, 241, 3):
            now = NOON + timedelta(minutes=minutes, seconds=2)
            bench.clock.set(now)
            await bench.counted(report(at=now, reporter=minutes + 1))
            await bench.publish.run()
            if over.id in bench.rendered():
                seen.append(minutes)
        assert seen == [0, 15, 30, 45, 60, 75, 90, 105, 120, 135]
        page, view = bench.site.get(f"/incidents/{over.id}"), await bench.gather.incident(over.id)
        assert page is not None
        assert view is not None
        assert page.bodies["identity"].decode().endswith(f"{view.series.counts.tolist()!r})")

    at_work(tmp_path, work)


def test_of_old_incidents_the_latest_pages_are_kept_and_the_others_made_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groundswell.flow.publish.PAGES_MAX", 3)

    def over(number: int, days: int) -> Incident:
        at = LATE - timedelta(days=days)
        return incident(State.RESOLVED, id=f"i{number}", began_at=at, resolved_at=at, updated_at=at)

    async def work(bench: Bench) -> None:
        def kept() -> set[str]:
            return {path.removeprefix("/incidents/") for path in bench.site.paths() if "incidents/" in path}

        await bench.incidents.save([Revision(over(number, 10 + number), ()) for number in range(6)])
        await bench.incidents.save([Revision(over(90 + number, 0), ()) for number in range(2)])
        await bench.publish.run()
        assert kept() == {"i0", "i1", "i2", "i90", "i91"}
        for number in range(6):
            assert await bench.publish.incident(f"i{number}")
        assert len(kept()) == 8
        await bench.publish.run()
        assert kept() == {"i0", "i1", "i2", "i90", "i91"}
        assert len(bench.publish._said) == len(bench.site)

    at_work(tmp_path, work)


def test_an_incident_too_old_to_be_kept_is_published_when_it_is_asked_for(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        old = incident(State.RESOLVED, id="old", updated_at=NOON - timedelta(days=90))
        await bench.incidents.save([Revision(old, ())])
        assert await bench.publish.incident("old")
        assert bench.site.get("/incidents/old") is not None

    at_work(tmp_path, work)


def test_a_service_that_many_ask_for_before_its_turn_is_rendered_once(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.rendered()
        await asyncio.gather(*(bench.publish.service("bank") for _ in range(9)))
        assert [slug for slug in bench.rendered() if "bank" in slug] == ["bank", "bank live"]
        await bench.publish.run()
        assert not [slug for slug in bench.rendered() if "bank" in slug], "its turn has been"

    at_work(tmp_path, work)


def test_a_crowd_s_worth_of_reports_adds_up_to_what_the_cube_holds(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        await bench.counted(*(report(at=LATE - timedelta(minutes=n % 40), reporter=n) for n in range(1, 401)))
        view = await bench.service()
        first, last = view.series.first_minute, minute_of(LATE)
        sums = await bench.cube.totals(first, last, service="pictures", axis=Axis.ALL)
        assert int(view.series.counts[view.series.counts > 0].sum()) == sum(sums.values()) == 400

    at_work(tmp_path, work)
