"""Outputs for machines on the web: published bytes like every page, for everybody's scripts to read."""

import re
from pathlib import Path

from groundswell.core.model import Event, EventKind, Incident
from groundswell.core.status import Masthead
from groundswell.ports import Change
from groundswell.web.embed import Embeds
from groundswell.web.machines import OFFERED, Machines
from tests.town import NOON, incident, town
from tests.web.house import House, at_home


async def told(house: House, about: Incident | None = None) -> None:
    """An outage is on, and a round has been over everything."""
    about = about or incident()
    event = Event(about.id, EventKind.OPENED, NOON, "People report trouble.")
    await house.parts.incidents.save([Change(about, (event,))])
    await house.parts.publish.run()


def test_everything_that_is_offered_has_a_maker_and_words() -> None:
    masthead = Masthead("Town", "https://town.example")
    assert set(Machines(masthead, town(), Embeds(masthead, town())).outputs()) == set(OFFERED)


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
            for path in ("/s/nobody/api/v2/summary.json", "/feeds/nobody.atom", "/api/v2/nothing.json"):
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
