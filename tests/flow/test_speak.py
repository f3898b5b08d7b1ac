"""Pages in further languages: made when asked for, once, and down as soon as they say something old."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from groundswell.flow.publish import pack
from groundswell.flow.speak import Draw, Renderer, Speak
from groundswell.ports import Page
from groundswell.stores.site_memory import SiteMemory


class Speaker:
    """Says what it is told in its language, and counts how often."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.said: list[str] = []

    def say(self, words: str) -> Page:
        self.said.append(words)
        return pack("text/html", f"{self.language}: {words}".encode())


def saying(words: str) -> Draw:
    return lambda renderer: cast("Any", renderer).say(words)


def speakers() -> tuple[dict[str, Speaker], Callable[[str], Renderer]]:
    known = {code: Speaker(code) for code in ("es", "ja")}
    return known, lambda code: cast("Renderer", known[code])


def body(site: SiteMemory, path: str) -> bytes | None:
    page = site.get(path)
    return page.bodies["identity"] if page is not None else None


def test_a_page_is_made_in_a_language_when_it_is_first_asked_for_and_then_kept() -> None:
    known, renderer = speakers()
    site = SiteMemory()
    speak = Speak(renderer, site)
    speak.told("/s/pictures", saying("calm"), True)
    assert site.paths() == []

    async def crowd() -> list[bool]:
        return await asyncio.gather(*(speak.make("es", "/s/pictures") for _ in range(9)))

    assert asyncio.run(crowd()) == [True] * 9
    assert body(site, "/es/s/pictures") == b"es: calm"
    assert known["es"].said == ["calm"]
    assert known["ja"].said == []


def test_what_says_something_new_takes_down_the_page_in_every_language_and_nothing_else() -> None:
    _, renderer = speakers()
    site = SiteMemory()
    speak = Speak(renderer, site)

    async def run() -> None:
        for path in ("/s/pictures", "/s/letters"):
            speak.told(path, saying("calm"), True)
            for code in ("es", "ja"):
                await speak.make(code, path)
        speak.told("/s/letters", saying("calm"), False)
        speak.told("/s/pictures", saying("down"), True)
        assert site.paths() == ["/es/s/letters", "/ja/s/letters"]
        await speak.make("es", "/s/pictures")
        assert body(site, "/es/s/pictures") == b"es: down"

    asyncio.run(run())


def test_what_is_not_said_in_english_is_said_in_no_language() -> None:
    speak = Speak(speakers()[1], SiteMemory())
    assert asyncio.run(speak.make("es", "/s/nowhere")) is False


def test_what_is_overtaken_while_it_is_made_is_made_anew() -> None:
    known, renderer = speakers()
    site = SiteMemory()
    speak = Speak(renderer, site)

    def slow(page_renderer: Renderer) -> Page:
        speak.told("/s/pictures", saying("down"), True)
        return saying("calm")(page_renderer)

    speak.told("/s/pictures", slow, True)
    assert asyncio.run(speak.make("es", "/s/pictures")) is True
    assert body(site, "/es/s/pictures") == b"es: down"
    assert known["es"].said == ["calm", "down"]


def test_no_stranger_makes_us_hold_more_pages_than_there_is_room_for() -> None:
    site = SiteMemory()
    speak = Speak(speakers()[1], site, kept_max=2)

    async def run() -> None:
        for path in ("/a", "/b", "/c"):
            speak.told(path, saying(path), True)
            await speak.make("es", path)
        assert site.paths() == ["/es/b", "/es/c"]
        speak.told("/a", saying("new"), True)
        await speak.make("es", "/a")
        assert site.paths() == ["/es/a", "/es/c"]

    asyncio.run(run())


def test_what_is_taken_down_in_english_is_gone_in_every_language_until_it_is_made_again() -> None:
    _, renderer = speakers()
    site = SiteMemory()
    speak = Speak(renderer, site)

    async def run() -> None:
        speak.told("/s/pictures/7d", saying("last week"), True)
        assert await speak.make("es", "/s/pictures/7d")
        speak.gone("/s/pictures/7d")
        assert site.get("/es/s/pictures/7d") is None
        assert not await speak.make("es", "/s/pictures/7d")
        speak.told("/s/pictures/7d", saying("this week"), True)
        assert await speak.make("es", "/s/pictures/7d")

    asyncio.run(run())
    assert body(site, "/es/s/pictures/7d") == b"es: this week"
