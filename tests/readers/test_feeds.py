"""Feeds, calendar, alerts and figures of a running server, by the readers that the world uses."""

from __future__ import annotations

import capparser  # type: ignore[import-untyped]
import feedparser  # type: ignore[import-untyped]
import httpx
import pytest
from icalendar import Calendar
from prometheus_client.parser import text_string_to_metric_families

from groundswell.web.language import offered, root_of
from tests.readers.conftest import OUTAGES, PLANS

TOLD = {about.id for slug, about in OUTAGES.items() if slug != "reddit"}


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("subject", ["all", "instagram", "reddit"])
def test_feedparser_reads_a_feed_and_is_told_when_nothing_is_new(site: str, form: str, subject: str) -> None:
    address = f"{site}/feeds/{subject}.{form}"
    found = feedparser.parse(address)
    assert (found.status, found.bozo) == (200, False), found.get("bozo_exception")
    ids = {entry.id.rpartition("/")[2] for entry in found.entries}
    assert (
        ids
        == {
            "all": TOLD,
            "instagram": {OUTAGES["instagram"].id},
            "reddit": set(),
        }[subject]
    )
    assert all(entry.link.startswith(f"{site}/incidents/") for entry in found.entries)
    assert feedparser.parse(address, etag=found.etag).status == 304


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feedparser_reads_a_feed_in_another_language(site: str, form: str) -> None:
    found = feedparser.parse(f"{site}/ar/feeds/all.{form}")
    assert (found.status, found.bozo) == (200, False), found.get("bozo_exception")
    assert found.feed.language == "ar"
    assert {entry.id.rpartition("/")[2] for entry in found.entries} == TOLD
    assert all(entry.link.startswith(f"{site}/ar/incidents/") for entry in found.entries)


@pytest.mark.parametrize("before", ["", "/es"])
def test_the_page_of_each_entry_is_there(site: str, before: str) -> None:
    for item in httpx.get(f"{site}{before}/feeds/all.json").json()["items"]:
        assert httpx.get(item["url"]).status_code == 200


def test_icalendar_reads_the_calendar(site: str) -> None:
    found = Calendar.from_ical(httpx.get(f"{site}/feeds/all.ics").content)
    assert isinstance(found, Calendar)
    events = {str(event["uid"]).partition("@")[0]: event for event in found.walk("VEVENT")}
    assert set(events) == TOLD | {planned.id for planned in PLANS}
    for planned in PLANS:
        told = events[planned.id]
        assert (told.start, told.end, str(told["status"])) == (planned.from_at, planned.until_at, "CONFIRMED")


def test_capparser_reads_every_alert_and_there_is_none_of_a_suspicion(site: str) -> None:
    for slug, about in OUTAGES.items():
        answer = httpx.get(f"{site}/cap/{about.id}.xml")
        if slug == "reddit":
            assert answer.status_code == 404
            continue
        alert = capparser.parse(stringXML=answer.text)
        assert alert.getIdentifier().startswith(about.id)
        infos = alert.getInfos()
        assert [info.getLanguage() for info in infos] == list(offered())
        assert [info.getWeb() for info in infos] == [
            f"{site}{root_of(code)}/incidents/{about.id}" for code in offered()
        ]


def test_prometheus_reads_the_figures_of_every_service(site: str) -> None:
    text = httpx.get(f"{site}/metrics/services").text
    found = {
        (sample.name, sample.labels["service"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    states = {slug: found["groundswell_service_state", slug] for slug in OUTAGES if slug != "slack"}
    assert states == {"instagram": 3, "github": 2, "reddit": 1}
    assert found["groundswell_service_severity", "instagram"] == 4
