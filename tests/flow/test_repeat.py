"""What programs ask of the stores: read once for a crowd, given again, and never older than the page it belongs to."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from groundswell.flow.publish import pack
from groundswell.flow.repeat import OF_ALL, Repeat
from groundswell.ports import Page
from groundswell.stores.site_memory import SiteMemory


class Store:
    """What is asked: it says how often it was, and `meanwhile` something happens once."""

    def __init__(self) -> None:
        self.readings = 0
        self.meanwhile: Callable[[], None] | None = None

    async def read(self) -> tuple[int, Page | None]:
        self.readings += 1
        own = self.readings
        await asyncio.sleep(0)
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return own, pack("text/plain", b"%d" % own)


def run(play: Callable[[Repeat, SiteMemory, Store], Awaitable[None]], seconds_max: float = 60.0) -> None:
    async def played() -> None:
        site = SiteMemory()
        await play(Repeat(site, kept_max=2, seconds_max=seconds_max), site, Store())

    asyncio.run(played())


def test_a_crowd_is_read_for_once_and_again_when_the_page_says_something_new() -> None:
    async def play(repeat: Repeat, site: SiteMemory, store: Store) -> None:
        crowd = await asyncio.gather(*(repeat.read("/a?x=1", "/s/a", store.read) for _ in range(50)))
        await repeat.read("/all", OF_ALL, store.read)
        assert crowd == [1] * 50
        repeat.drop([])
        repeat.drop(["/s/b"])
        assert site.paths() == ["/a?x=1", "/all"], "another service's page tells of neither"
        repeat.drop(["/s/b", "/"])
        assert site.paths() == ["/a?x=1"], "a list falls with what tells of many"
        repeat.drop(["/s/a/live"])
        assert site.paths() == []
        await repeat.read("/a?x=1", "/s/a", store.read)
        repeat.clear()
        assert site.paths() == []

    run(play)


def test_what_a_page_overtakes_while_it_is_read_is_read_again() -> None:
    async def play(repeat: Repeat, site: SiteMemory, store: Store) -> None:
        store.meanwhile = lambda: repeat.drop(["/s/a"])
        assert await repeat.read("/a", "/s/a", store.read) == 2
        page = site.get("/a")
        assert page is not None
        assert page.bodies["identity"] == b"2"

    run(play)


def test_few_are_kept_and_none_for_long_and_no_fault() -> None:
    async def fault() -> tuple[str, Page | None]:
        return "no", None

    async def broken() -> tuple[str, Page | None]:
        raise OSError

    async def play(repeat: Repeat, site: SiteMemory, store: Store) -> None:
        for key in ("/1", "/2", "/3"):
            await repeat.read(key, "/s/a", store.read)
        assert site.paths() == ["/2", "/3"]
        assert await repeat.read("/4", "/s/a", fault) == "no"
        with pytest.raises(OSError):
            await repeat.read("/5", "/s/a", broken)
        assert site.paths() == ["/2", "/3"]
        await asyncio.sleep(0.05)
        assert site.paths() == []

    run(play, seconds_max=0.02)
