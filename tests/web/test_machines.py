"""Outputs for machines on the web: published bytes like every page, for everybody's scripts to read."""

import re
from pathlib import Path
from xml.etree import ElementTree

from groundswell.core.model import Event, EventKind, Footprint, Incident, Share
from groundswell.core.status import Masthead
from groundswell.ports import Revision
from groundswell.web.embed import Embeds
from groundswell.web.language import offered, root_of
from groundswell.web.machines import OFFERED, SPOKEN, Machines
from tests.town import NOON, incident, town
from tests.web.house import House, at_home

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


async def told(house: House, about: Incident | None = None) -> None:
    """An outage is on, and a round has been over everything."""
    about = about or incident()
    event = Event(about.id, EventKind.OPENED, NOON, "People report trouble.")
    await house.parts.incidents.save([Revision(about, (event,))])
    await house.parts.publish.run()


def test_everything_that_is_offered_has_a_maker_and_words() -> None:
    masthead = Masthead("Town", "https://town.example")
    assert set(Machines(masthead, town(), Embeds(masthead, town())).outputs()) == set(OFFERED) | {
        root_of(code) + path for code in offered() for path in SPOKEN
    }


def test_every_output_is_served_with_a_tag_packed_and_shared(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await told(house)
        async with house.client() as client:
            for path in OFFERED:
                subject = incident().id if path.startswith("/cap/") else "pictures"
                asked = path.replace("{}", subject)
                first = await client.get(asked)
                assert first.status_code == 200, asked
                assert first.headers["access-control-allow-origin"] == "*", asked
                assert "no-store" not in first.headers["cache-control"], asked
                again = await client.get(asked, headers={"if-none-match": first.headers["etag"]})
                assert again.status_code == 304, asked
                head = await client.head(asked)
                assert (head.status_code, head.content) == (200, b""), asked

    at_home(tmp_path, visit)


def test_an_output_of_nothing_that_we_know_is_not_there(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            cuts = (
                "category/nothing",
                "country/zz",
                "severity/1",
                "severity/4/category/social",
                "country/es-ct",
            )
            feeds = (f"/feeds/{subject}.atom" for subject in ("nobody", *cuts))
            for path in ("/s/nobody/api/v2/summary.json", *feeds, "/api/v2/nothing.json"):
                assert (await client.get(path)).status_code == 404, path

    at_home(tmp_path, visit)


def test_the_next_reader_hears_of_what_has_happened(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            await house.parts.publish.run()
            before = (await client.get("/api/v2/summary.json")).json()
            assert before["incidents"] == []
            await told(house)
            after = (await client.get("/api/v2/summary.json")).json()
            assert [each["id"] for each in after["incidents"]] == [incident().id]
            of_service = (await client.get("/s/pictures/api/v2/status.json")).json()
            assert of_service["status"]["indicator"] == "major"

    at_home(tmp_path, visit)


def test_pages_name_their_feeds_and_the_feeds_are_there(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await told(house)
        async with house.client() as client:
            for page, subject in (("/", "all"), ("/s/pictures", "pictures"), ("/incidents", "all")):
                named = re.findall(
                    r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', (await client.get(page)).text
                )
                assert f"/feeds/{subject}.atom" in [href for _, href in named]
                for kind, href in named:
                    assert (await client.get(href)).headers["content-type"].startswith(kind)

    at_home(tmp_path, visit)


def test_a_feed_of_a_kind_a_country_or_a_severity_tells_what_is_of_them_and_hears_of_what_happens(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:

            async def tells(cut: str) -> bool:
                feed = await client.get(f"/feeds/{cut}.json")
                assert feed.json()["feed_url"].endswith(f"/feeds/{cut}.json")
                return bool(feed.json()["items"])

            await house.parts.publish.run()
            assert not await tells("category/social/severity/3")
            share = (Share("ES", 0.8, 800), Share("PT", 0.1, 100), Share("", 0.1, 100))
            await told(house, incident(severity=3, footprint=Footprint(countries=share)))
            for cut in (
                "category/social/severity/3",
                "severity/3",
                "country/es",
                "category/social/country/es",
            ):
                assert await tells(cut), cut
            for cut in ("category/bank", "severity/4", "country/pt", "category/social/severity/4"):
                assert not await tells(cut), cut
            mild = incident(severity=2, footprint=Footprint(countries=share))
            eased = Event(mild.id, EventKind.EASED, NOON, "Less.", after=incident(severity=3))
            await house.parts.incidents.save([Revision(mild, (eased,))])
            await house.parts.publish.run()
            assert await tells("severity/3"), "what has eased does not leave the feed"
            feed = (await client.get("/es/feeds/country/es/severity/3.atom")).text
            assert "<title>Caídas de España · Town (3/5+)</title>" in feed
            assert "<title>Outages · Town (3/5+)</title>" in (await client.get("/feeds/severity/3.rss")).text

    at_home(tmp_path, visit)


def test_feeds_badges_and_widgets_speak_the_language_of_their_path(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await told(house)
        async with house.client() as client:
            page = (await client.get("/es/s/pictures")).text
            named = re.findall(r'"application/atom\+xml" href="([^"]+)"', page)
            assert named == ["/es/feeds/pictures.atom"]
            feed = (await client.get(named[0])).text
            assert 'xml:lang="es"' in feed
            assert "<title>Caídas de Pictures · Town</title>" in feed
            assert 'href="https://town.example/es/incidents/' in feed
            assert "Outage" not in feed
            assert "Caída" in (await client.get("/es/s/pictures/badge.svg")).text
            assert (await client.get("/es/s/pictures/badge.json")).json()["message"] == "Caída"
            widget = (await client.get("/ar/s/pictures/widget")).text
            assert '<html lang="ar" dir="rtl">' in widget
            assert "https://town.example/ar/s/pictures" in widget
            for path in (
                "/es/api/v2/summary.json",
                "/es/feeds/nobody.atom",
                "/xx/feeds/all.atom",
                "/es/cap/one.xml",
            ):
                assert (await client.get(path)).status_code == 404, path

    at_home(tmp_path, visit)


def test_a_feed_in_another_language_hears_of_what_happens_next(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            await house.parts.publish.run()
            assert (await client.get("/de/feeds/all.json")).json()["items"] == []
            await told(house)
            (item,) = (await client.get("/de/feeds/all.json")).json()["items"]
            assert item["url"].startswith("https://town.example/de/incidents/")

    at_home(tmp_path, visit)


def test_the_sitemap_says_where_each_page_stands_in_each_language(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await told(house)
        async with house.client() as client:
            root = ElementTree.fromstring((await client.get("/sitemap.xml")).content)
            (place,) = [
                each for each in root if each.findtext(f"{SITEMAP}loc") == "https://town.example/s/pictures"
            ]
            found = {each.get("hreflang"): each.get("href", "") for each in place.iter(f"{XHTML}link")}
            assert set(found) == {*offered(), "x-default"}
            assert found["x-default"] == found["en"] == "https://town.example/s/pictures"
            for href in found.values():
                assert (await client.get(href.removeprefix("https://town.example"))).status_code == 200

    at_home(tmp_path, visit)
