"""Outputs for machines: made once when asked for, taken down when what they tell has changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from groundswell.core.model import Event, EventKind, Incident, State
from groundswell.core.status import BoardView, ServiceView, Story
from groundswell.flow.gather import Gather
from groundswell.flow.offer import STORIES_MAX, Maker, OfBoard, Offer, OfMinute, OfStory
from groundswell.flow.publish import pack
from groundswell.ports import Page, Revision
from groundswell.stores.site_memory import SiteMemory
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, town

TOWN = town()


@dataclass
class Desk:
    """The leg at work, and what it was asked to make."""

    rooms: Rooms
    site: SiteMemory = field(default_factory=SiteMemory)
    made: list[str] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        self.gather = Gather(TOWN, self.rooms.cube, self.rooms.incidents, self.rooms.clock)
        outputs: dict[str, Maker] = {
            "/all.json": OfBoard(self.of_board),
            "/feeds/{}.atom": OfBoard(self.of_board),
            "/cap/{}.xml": OfStory(self.of_story),
            "/s/{}/badge.svg": OfMinute(self.of_minute),
            "/figures": OfMinute(self.of_minute),
            "/when": OfMinute(lambda views: pack("text/plain", f"{max(view.at for view in views)}".encode())),
            "/s/{}/card.png": OfMinute(self.of_minute, minutes=2),
            "/s/{}/said": OfMinute(self.of_minute, whole=True, prompt=True),
        }
        self.offer = Offer(outputs, TOWN, self.rooms.incidents, self.site, self.rooms.clock)

    def of_board(self, board: BoardView) -> Page:
        self.made.append(board.service.slug if board.service else "all")
        said = [(story.incident.id, story.incident.state, len(story.events)) for story in board.stories]
        return pack("text/plain", repr(said).encode())

    def of_story(self, story: Story) -> Page:
        self.made.append(story.incident.id)
        return pack("text/plain", repr([event.kind for event in story.events]).encode())

    def of_minute(self, views: object) -> Page:
        assert isinstance(views, list)
        self.made.append(",".join(view.service.slug for view in views if isinstance(view, ServiceView)))
        return pack("text/plain", self.made[-1].encode())

    async def save(self, about: Incident, *kinds: EventKind) -> None:
        number = len(await self.rooms.incidents.events(about.id))
        events = [
            Event(about.id, kind, NOON + timedelta(seconds=number + after), f"{kind}.")
            for after, kind in enumerate(kinds)
        ]
        await self.rooms.incidents.save([Revision(about, tuple(events))])

    async def round(self) -> None:
        recent = await self.gather.recent()
        await self.offer.renew(await self.gather.outlines(sorted(TOWN.services), recent), recent)

    def body(self, path: str) -> str:
        page = self.site.get(path)
        return page.bodies["identity"].decode() if page else ""


def at_desk(folder: Path, work: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        async with rooms(folder) as opened:
            await work(Desk(opened))

    asyncio.run(run())


def test_nothing_is_made_before_somebody_asks_and_then_once(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        await desk.save(incident(), EventKind.OPENED)
        await desk.round()
        assert desk.site.paths() == []
        assert all(await asyncio.gather(*(desk.offer.make("/feeds/pictures.atom") for _ in range(20))))
        assert desk.made == ["pictures"]
        assert "pictures-2026-03-02" in desk.body("/feeds/pictures.atom")

    at_desk(tmp_path, work)


def test_what_is_not_offered_is_not_made(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        await desk.save(incident(State.SUSPECTED), EventKind.SUSPECTED)
        await desk.round()
        for path in (
            *("/feeds/nobody.atom", "/feeds/pictures.exe", "/feeds/{}.atom", "/s/all/badge.svg"),
            *("/s/nobody/badge.svg", "/cap/nothing.xml", "/cap/pictures-2026-03-02.xml", "/elsewhere"),
        ):
            assert not await desk.offer.make(path), path
        assert desk.site.paths() == desk.made == []

    at_desk(tmp_path, work)


def test_only_what_tells_of_a_change_is_taken_down(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        about = incident()
        await desk.save(about, EventKind.OPENED)
        await desk.save(incident(id="bank-1", service="bank"), EventKind.OPENED)
        await desk.round()
        paths = ["/all.json", "/feeds/all.atom", "/feeds/pictures.atom", "/feeds/bank.atom"]
        paths += ["/cap/pictures-2026-03-02.xml", "/cap/bank-1.xml"]
        for path in paths:
            assert await desk.offer.make(path)
        await desk.round()
        assert desk.site.paths() == sorted(paths)
        await desk.save(replace(about, reports=500, ratio=50.0, updated_at=NOON + timedelta(minutes=1)))
        await desk.round()
        assert desk.site.paths() == sorted(paths), "counts alone are no news for a feed"
        await desk.save(about, EventKind.GREW)
        await desk.round()
        assert desk.site.paths() == ["/cap/bank-1.xml", "/feeds/bank.atom"]
        assert await desk.offer.make("/feeds/pictures.atom")
        assert "2)" in desk.body("/feeds/pictures.atom")

    at_desk(tmp_path, work)


def test_all_cuts_are_cut_from_one_reading_until_something_changes(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        cuts = ("/feeds/severity/2.atom", "/feeds/category/social.atom")
        about = incident(severity=2)
        await desk.save(about, EventKind.OPENED)
        await desk.round()
        assert await desk.offer.make(cuts[0])
        await desk.save(about, EventKind.GREW)
        assert await desk.offer.make(cuts[1])
        assert desk.body(cuts[0]) == desk.body(cuts[1]), "what no round has told is told by none"
        await desk.round()
        for cut in cuts:
            assert await desk.offer.make(cut)
            assert "2)" in desk.body(cut)

    at_desk(tmp_path, work)


def test_an_end_is_news_and_a_reopening_too(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        about = incident()
        await desk.save(about, EventKind.OPENED)
        for state, kind in ((State.RESOLVED, EventKind.RESOLVED), (State.OPEN, EventKind.REOPENED)):
            await desk.round()
            await desk.offer.make("/all.json")
            await desk.save(replace(about, state=state, updated_at=NOON), kind)
            await desk.round()
            assert desk.site.get("/all.json") is None, state

    at_desk(tmp_path, work)


def test_what_is_of_the_minute_is_taken_down_every_round(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        await desk.round()
        assert await desk.offer.make("/s/bank/badge.svg")
        assert await desk.offer.make("/figures")
        assert desk.body("/s/bank/badge.svg") == "bank"
        assert desk.body("/figures").count(",") == len(TOWN.services) - 1
        assert await desk.offer.make("/s/bank/card.png")
        await desk.round()
        assert desk.site.paths() == ["/s/bank/card.png"], "what costs more may be older"
        await desk.round()
        assert desk.site.paths() == []

    at_desk(tmp_path, work)


def test_between_two_rounds_what_is_of_the_minute_falls_with_the_page_and_the_rest_with_the_outage(
    tmp_path: Path,
) -> None:
    async def work(desk: Desk) -> None:
        await desk.round()
        paths = ["/figures", "/s/bank/badge.svg", "/s/bank/card.png", "/s/pictures/badge.svg"]
        for path in paths:
            assert await desk.offer.make(path)
        assert not desk.offer.freshen(await desk.gather.outlines(["bank"])), "a report more turns nothing"
        assert desk.site.paths() == [path for path in paths if path != "/s/bank/badge.svg"]
        await desk.save(incident(id="bank-1", service="bank"), EventKind.OPENED)
        assert desk.offer.freshen(await desk.gather.outlines(["bank"]))
        assert desk.site.paths() == ["/figures", "/s/pictures/badge.svg"]

    at_desk(tmp_path, work)


def test_what_says_what_the_page_says_is_not_put_up_when_the_page_overtakes_it(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        outlines, put = await desk.gather.outlines(["bank"]), desk.site.put
        overtaken = 2

        async def fill(views: Sequence[ServiceView]) -> Sequence[ServiceView]:
            nonlocal overtaken
            if overtaken:
                overtaken -= 1
                desk.offer.freshen(outlines)
            return views

        await desk.offer.renew(outlines, [], fill)
        with patch.object(desk.site, "put", side_effect=put) as shown:
            assert await desk.offer.make("/s/bank/said")
            assert (shown.call_count, desk.body("/s/bank/said")) == (1, "bank")
            desk.site.remove("/s/bank/said")
            overtaken = 9
            assert await desk.offer.make("/s/bank/said")
            assert (shown.call_count, desk.body("/s/bank/said")) == (1, "")

    at_desk(tmp_path, work)


def test_a_round_that_read_before_a_service_was_told_anew_takes_nothing_of_that_back(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        before = await desk.gather.outlines(["bank"])
        desk.rooms.clock.advance(seconds=20)
        desk.offer.freshen(await desk.gather.outlines(["bank"]))
        await desk.offer.renew(before, [])
        assert await desk.offer.make("/when")
        assert desk.body("/when") == str(NOON + timedelta(seconds=20))

    at_desk(tmp_path, work)


def test_what_changes_while_it_is_made_is_made_anew(tmp_path: Path) -> None:
    async def work(desk: Desk) -> None:
        about = incident()
        await desk.save(about, EventKind.OPENED)
        await desk.round()
        events = desk.rooms.incidents.events
        passed: list[str] = []

        async def slow(identity: str) -> object:
            found = await events(identity)
            if not passed:
                passed.append(identity)
                await desk.save(about, EventKind.GREW)
                await desk.round()
            return found

        desk.rooms.incidents.events = slow  # type: ignore[method-assign, assignment]
        assert await desk.offer.make("/all.json")
        assert desk.body("/all.json").endswith("2)]")

    at_desk(tmp_path, work)


def test_of_outages_that_are_over_only_the_latest_are_told_and_of_those_that_are_on_all(
    tmp_path: Path,
) -> None:
    async def work(desk: Desk) -> None:
        old = incident(id="old", began_at=NOON - timedelta(days=30))
        await desk.save(old, EventKind.OPENED)
        for number in range(STORIES_MAX + 3):
            over = incident(State.RESOLVED, id=f"over-{number}", resolved_at=NOON)
            await desk.save(over, EventKind.RESOLVED)
        assert await desk.offer.make("/all.json")
        told = desk.body("/all.json")
        assert told.count("over-") == STORIES_MAX
        assert "'old'" in told

    at_desk(tmp_path, work)
