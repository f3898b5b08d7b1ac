"""A service on pages of others: badge, widget, picture, oEmbed, figures, and what search engines read."""

import io
import json
import math
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from prometheus_client.parser import text_string_to_metric_families

from groundswell.core.model import Event, EventKind, Incident, Series, Service, State
from groundswell.core.status import IncidentView, ServiceView
from groundswell.core.status.feeds import rfc3339
from groundswell.web.embed import COLOURS, Embeds, frame
from groundswell.web.figures import FIGURES, exposition
from groundswell.web.machines import sitemap
from groundswell.web.render import Render
from tests.core.status.boards import MASTHEAD, TOWN, board, story
from tests.town import NOON, incident
from tests.web.house import House, at_home
from tests.web.reading import html
from tests.web.test_machines import told
from tests.web.views import series, service_view

EMBEDS = Embeds(MASTHEAD, TOWN)


def test_a_badge_is_a_picture_that_says_its_words_to_those_who_cannot_see_it() -> None:
    view = service_view(incident())
    root = ET.fromstring(EMBEDS.badge(view))
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Pictures: Outage"
    assert COLOURS["open"] in EMBEDS.badge(view).decode()
    calm = EMBEDS.badge(service_view(None)).decode()
    assert "No sign of an outage" in calm
    assert COLOURS["open"] not in calm


def test_a_name_cannot_break_out_of_badge_widget_and_frame() -> None:
    hostile = Service("pictures", '"><script>alert(1)</script>', "grand", "social", ("app",))
    view = replace(service_view(incident()), service=hostile)
    assert ET.fromstring(EMBEDS.badge(view)).get("aria-label", "").startswith('"><script>')
    assert b"<script>" not in EMBEDS.widget(view)
    assert "<script>" not in frame("https://town.example/s/pictures/widget", hostile.name)


def test_shields_gets_the_words_of_the_badge() -> None:
    shield = EMBEDS.shield(service_view(incident()))
    assert (shield["schemaVersion"], shield["label"], shield["message"]) == (1, "Pictures", "Outage")


def test_the_widget_is_small_and_stands_alone_and_may_be_framed_by_everybody(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await told(house)
        async with house.client() as client:
            answer = await client.get("/s/pictures/widget")
            page = await client.get("/s/pictures")
        assert len(answer.content) < 15_000
        assert "set-cookie" not in answer.headers
        policies = answer.headers.get_list("content-security-policy")
        assert len(policies) == 1
        assert "frame-ancestors *" in policies[0]
        assert "default-src 'none'" in policies[0]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"<script|<link|\ssrc=|\sstyle=", answer.text)
        assert "Since 11:30 UTC people report trouble with Pictures" in answer.text
        assert 'href="https://town.example/s/pictures"' in answer.text

    at_home(tmp_path, visit)


@pytest.mark.parametrize("name", ["Pictures", "Télépâtes", "微信"])
def test_the_card_is_a_picture_of_the_size_that_it_says(name: str) -> None:
    view = service_view(incident())
    view = replace(view, service=replace(view.service, name=name))
    with Image.open(io.BytesIO(EMBEDS.card(view))) as image:
        assert image.size == (1200, 630)
        assert image.format == "PNG"
        assert len(image.getcolors(maxcolors=1 << 20) or []) > 10, "there is something on it"


def test_oembed_tells_a_site_how_to_show_a_service(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            address = "https://town.example/s/pictures"
            told = await client.get("/oembed", params={"url": address, "maxwidth": 300, "maxheight": 90})
            assert told.status_code == 200
            assert (told.json()["version"], told.json()["type"], told.json()["width"]) == ("1.0", "rich", 300)
            assert f'src="{address}/widget"' in told.json()["html"]
            assert told.headers["access-control-allow-origin"] == "*"
            for wrong in ("https://elsewhere.example/s/pictures", "https://town.example/s/nobody", ""):
                assert (await client.get("/oembed", params={"url": wrong})).status_code == 404
            asked = await client.get("/oembed", params={"url": address, "format": "xml"})
            assert asked.status_code == 406

    at_home(tmp_path, visit)


def figures(*views: ServiceView) -> dict[str, dict[str, float]]:
    return {
        family.name: {sample.labels["service"]: sample.value for sample in family.samples}
        for family in text_string_to_metric_families(exposition(views).decode())
    }


def test_the_figures_say_where_every_service_stands() -> None:
    bank = replace(service_view(None), service=TOWN.services["bank"])
    read = figures(replace(service_view(incident(severity=4)), reports=77, usual=3.5), bank)
    assert list(read) == list(FIGURES)
    assert read["groundswell_service_state"] == {"pictures": 3, "bank": 0}
    assert read["groundswell_service_severity"] == {"pictures": 4, "bank": 0}
    assert read["groundswell_service_reports"]["pictures"] == 77
    assert read["groundswell_service_reports_usual"]["pictures"] == 3.5


@pytest.mark.parametrize(("state", "number"), [(State.SUSPECTED, 1), (State.EASING, 2), (State.OPEN, 3)])
def test_each_state_is_a_number_of_its_own(state: State, number: int) -> None:
    assert figures(service_view(incident(state)))["groundswell_service_state"]["pictures"] == number


def test_what_nobody_knows_is_not_a_figure() -> None:
    view = service_view(None)
    nothing = np.full_like(view.series.counts, -1)
    unknown = Series(
        "pictures", view.series.first_minute, 15, nothing, view.series.expected, view.series.upper
    )
    read = figures(replace(view, series=unknown, usual=math.nan))
    assert read["groundswell_service_state"] == read["groundswell_service_reports"] == {}


def test_the_sitemap_lists_every_page_and_when_an_outage_last_changed() -> None:
    root = ET.fromstring(sitemap(board(story()), MASTHEAD))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = {each.findtext(f"{space}loc"): each.findtext(f"{space}lastmod") for each in root}
    assert {f"https://town.example/s/{slug}" for slug in TOWN.services} < set(places)
    assert places["https://town.example/incidents/pictures-2026-03-02"] == rfc3339(story().changed_at)


def test_robots_are_shown_the_sitemap(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            words = (await client.get("/robots.txt")).text
            assert "Sitemap: https://town.example/sitemap.xml" in words
            assert "Disallow: /r/" in words

    at_home(tmp_path, visit)


def test_a_page_tells_others_what_it_is_about() -> None:
    pages = Render(TOWN, public_url="https://town.example")
    text = pages.service(service_view(incident())).bodies["identity"].decode()
    found = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)"', text))
    assert found["og:url"] == "https://town.example/s/pictures"
    assert found["og:image"] == "https://town.example/s/pictures/card.png"
    assert "people report trouble with Pictures" in found["og:description"]
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert block
    told = json.loads(block[1])
    assert (told["@context"], told["about"]["name"]) == ("https://schema.org", "Pictures")
    address = quote("https://town.example/s/pictures", safe="/")
    assert f"https://town.example/oembed?url={address}" in text
    view = IncidentView(incident(), TOWN.services["pictures"], NOON, (), series())
    assert 'og:image" content="https://town.example/s/pictures/card.png"' in html(pages.incident(view))


def test_an_outage_is_told_as_coverage_of_something_that_goes_on() -> None:
    def said(outage: Incident) -> dict[str, Any]:
        events = (
            Event(outage.id, EventKind.OPENED, NOON, "Mostly log-in."),
            Event(outage.id, EventKind.GREW, NOON + timedelta(minutes=9), ""),
        )
        view = IncidentView(outage, TOWN.services["pictures"], NOON, events, series())
        text = html(Render(TOWN, public_url="https://town.example").incident(view))
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
        assert block
        found: dict[str, Any] = json.loads(block[1])
        return found

    on = said(incident())
    assert (on["@type"], on["about"]["name"]) == ("LiveBlogPosting", "Pictures")
    assert on["url"] == f"https://town.example/incidents/{incident().id}"
    assert on["coverageStartTime"] == incident().began_at.isoformat()
    assert "coverageEndTime" not in on
    newest, oldest = on["liveBlogUpdate"]
    assert newest["datePublished"] == on["dateModified"] == (NOON + timedelta(minutes=9)).isoformat()
    assert "articleBody" in oldest
    over = said(replace(incident(), state=State.RESOLVED, resolved_at=NOON))
    assert over["coverageEndTime"] == NOON.isoformat()


def test_a_name_cannot_break_out_of_the_block_of_data() -> None:
    hostile = replace(TOWN.services["pictures"], name="</script><script>alert(1)</script>")
    pages = Render(TOWN, public_url="https://town.example")
    text = pages.service(replace(service_view(None), service=hostile)).bodies["identity"].decode()
    assert "<script>alert" not in text


def test_without_an_address_of_its_own_a_page_names_none() -> None:
    text = Render(TOWN).service(service_view(None)).bodies["identity"].decode()
    assert "og:image" not in text
    assert "ld+json" not in text
