"""What the pages say, for who sees, who listens and who has no script."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Spoken, Words
from groundswell.core.model import (
    Certainty,
    Drop,
    Event,
    EventKind,
    Footprint,
    Incident,
    Series,
    Service,
    Share,
    State,
)
from groundswell.core.status import (
    AreaView,
    HomeView,
    IncidentView,
    OutagesView,
    PastView,
    SparkView,
    WhereView,
)
from groundswell.core.timegrid import minute_of
from groundswell.flow.follow import Followed
from groundswell.flow.publish import pack
from groundswell.ports import Page
from groundswell.stores.site_memory import SiteMemory
from groundswell.web import surveys
from groundswell.web.assets import assets_in, load_assets, publish_static
from groundswell.web.house import House
from groundswell.web.render import Render
from tests.town import NOON, incident, report
from tests.web.reading import Reader, html
from tests.web.views import HOUR, SERVICE, TOWN, series, service_view

RENDER = Render(TOWN)


def every_page() -> dict[str, Page]:
    """One of each."""
    outage, events = incident(), (Event("x", EventKind.OPENED, NOON, "40 reports <b>"),)
    spark = SparkView(SERVICE, series({95: 40}), 40, 4.0, outage)
    return {
        "home": RENDER.home(
            HomeView(NOON, (spark,), {"social": (SERVICE,)}, (service_view(reports=40),), (outage,))
        ),
        "outages": RENDER.outages(OutagesView(NOON, (outage,), (outage,))),
        "about": RENDER.leaflets.at("/about"),
        "service": RENDER.service(service_view(outage)),
        "incident": RENDER.incident(IncidentView(outage, SERVICE, NOON, events, series({95: 40}))),
        "search": RENDER.search("pics", [SERVICE], {}),
        "receipt": RENDER.receipt("abc", Followed("counted", report(country="ES"), NOON, outage)),
        "not found": RENDER.not_found("/s/pictrues"),
        "error": RENDER.error(503, "Cannot store anything now", "Try again in a minute."),
    }


@pytest.mark.parametrize("name", every_page())
def test_every_page_is_well_formed_with_one_heading_a_language_and_a_title(name: str) -> None:
    reader = Reader(every_page()[name])
    assert len(reader.all("h1")) == 1
    assert reader.all("html", lang="en")
    assert len(reader.all("title")) >= 1
    assert reader.all("a", href="#main")
    assert reader.all("main", id="main")


@pytest.mark.parametrize("name", every_page())
def test_no_page_holds_a_script_or_style_of_its_own_or_a_handler_inline_or_asks_a_third_party(
    name: str,
) -> None:
    reader = Reader(every_page()[name])
    for tag, told in reader.tags:
        assert tag != "style"
        assert "style" not in told
        assert not [attribute for attribute in told if attribute.startswith("on")]
        assert not told.get("src", "").startswith(("http", "//"))
        assert tag != "script" or told["src"].startswith("/static/")


@pytest.mark.parametrize("name", every_page())
def test_every_field_has_a_label_and_every_picture_a_text(name: str) -> None:
    reader = Reader(every_page()[name])
    labelled = {told["for"] for told in reader.all("label") if "for" in told}
    for tag in ("input", "select", "textarea"):
        for told in reader.all(tag):
            assert (
                told.get("id") in labelled
                or "aria-label" in told
                or told["name"] == "website"
                or told.get("type") == "hidden"
            )
    assert all("alt" in told for told in reader.all("img"))
    assert all("aria-hidden" in told or told.get("role") == "img" for told in reader.all("svg"))


def test_a_service_s_page_opens_with_the_sentence_and_the_button() -> None:
    text = Reader(RENDER.service(service_view(incident(reports=164), reports=170))).text
    sentence = "Since 11:30 UTC people report trouble with Pictures: 41 times as many as usual for this hour. Likely."
    assert sentence in text
    assert text.index(sentence) < text.index("I have this trouble too") < text.index("Reports over time")


def test_one_tap_sends_the_form_without_a_script() -> None:
    reader = Reader(RENDER.service(service_view()))
    goals = [form["action"] for form in reader.all("form", method="post")]
    assert goals == ["/s/pictures/report", "/ask", "/workarounds"]
    taps = [told.get("value", "") for told in reader.all("button") if told.get("name") == "symptom"]
    assert taps == ["works-for-me", "app", "feed", "log-in"]
    assert {trap["tabindex"] for trap in reader.all("input", name="website")} == {"-1"}


def test_symptoms_are_shares_of_all_reports_with_who_did_not_say() -> None:
    text = Reader(RENDER.service(service_view())).text
    assert "App50 % (96)" in text
    assert "Did not say30 % (58)" in text


def test_a_bystander_s_page_points_to_whom_the_reports_are_about() -> None:
    page = RENDER.service(service_view(blames="letters"))
    assert "Reports here are probably about Letters" in Reader(page).text
    assert Reader(page).all("a", href="/s/letters")


@pytest.mark.parametrize(
    ("slug", "about", "reason"),
    [
        ("pictures", "letters", "Grand runs both, and"),
        ("films", "cloud", "Films stands on Cloud, and"),
        ("cloud", "films", "Films stands on Cloud, and"),
        ("pictures", "ringring", "Pictures is used over RingRing, and"),
        ("ringring", "pictures", "Pictures is used over RingRing, and"),
        ("bank", "films", "reports here"),
    ],
)
def test_a_bystander_s_page_gives_the_reason(slug: str, about: str, reason: str) -> None:
    page = RENDER.service(service_view(service=TOWN.services[slug], blames=about))
    name = TOWN.services[about].name
    told = " ".join(Reader(page).text.split())
    assert f"Why we think so: {reason}" in told
    assert f"reports here rise like those about {name}, only far fewer. See {name}" in told
    assert "Why we think so" not in Reader(RENDER.service(service_view())).text


def test_where_nobody_counts_the_page_claims_no_calm() -> None:
    text = Reader(RENDER.service(service_view(series=series(dict.fromkeys(range(96), -1)), reports=0))).text
    assert "Not counting" in text
    assert "No unusual number" not in text


def test_an_outage_that_has_just_ended_is_still_told_and_an_old_one_is_not() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON - HOUR)
    assert "it is over." in Reader(RENDER.service(service_view(past=(over,)))).text
    old = replace(over, began_at=NOON - 9 * HOUR, resolved_at=NOON - 8 * HOUR)
    assert "No unusual number" in Reader(RENDER.service(service_view(past=(old,)))).text


def test_the_live_fragment_holds_the_same_parts_as_the_page() -> None:
    view = service_view(incident(), reports=164)
    page, live = Reader(RENDER.service(view)), RENDER.service_live(view)
    parts = {told["data-live"] for _, told in page.tags if "data-live" in told}
    assert parts == {told["data-live"] for _, told in Reader(live).tags if "data-live" in told}
    for part in ("headline", "counts"):
        words = re.search(rf'data-live="{part}"[^>]*>(.*?)</(?:div|p)>\n', html(live), re.DOTALL)
        assert words is not None
        assert words[1] in html(RENDER.service(view))


def test_what_people_and_catalogs_write_is_escaped() -> None:
    hostile = replace(SERVICE, slug="hostile", name='<script>alert("x")</script>', aliases=())
    catalog = Catalog.of(
        [hostile],
        list(TOWN.operators.values()),
        list(TOWN.symptoms.values()),
        TOWN.categories,
        list(TOWN.areas.values()),
    )
    render = Render(catalog, notice="<i>notice</i>")
    pages = [
        render.service(service_view(service=hostile)),
        render.home(HomeView(NOON, (), {"social": (hostile,)})),
        render.search("<script>", [], {}),
        render.not_found("/<script>"),
        render.error(400, "<script>", "<script>"),
    ]
    for page in pages:
        assert "<script>" not in html(page)
        assert "<i>" not in html(page)


def test_what_only_probes_name_is_no_button() -> None:
    service = replace(SERVICE, symptoms=("app", "dns", "first-byte"))
    page = html(RENDER.service(service_view(service=service)))
    offered = re.findall(r'name="symptom"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="symptom"', page)
    assert "app" in {one or other for one, other in offered}
    assert not {"dns", "first-byte"} & {one or other for one, other in offered}


def test_the_service_s_page_and_the_incident_s_say_the_same_of_the_same_minute() -> None:
    on = incident(reports=164)
    sentence = "Pictures: 41 times as many as usual for this hour"
    assert sentence in Reader(RENDER.service(service_view(on, reports=170, usual=3.0))).text
    assert sentence in Reader(RENDER.incident(IncidentView(on, SERVICE, NOON, (), series({95: 40})))).text
    spark = SparkView(SERVICE, series(), 170, 3.0, on)
    assert sentence in Reader(RENDER.home(HomeView(NOON, (spark,), {"social": (SERVICE,)}))).text


def test_an_incident_that_is_on_can_be_reported_from_its_own_page_and_one_that_is_over_cannot() -> None:
    on = Reader(RENDER.incident(IncidentView(incident(), SERVICE, NOON, (), series())))
    assert on.all("form", action="/s/pictures/report", method="post")
    over = incident(State.RESOLVED, resolved_at=NOON)
    assert not Reader(RENDER.incident(IncidentView(over, SERVICE, NOON, (), series()))).all(
        "form", method="post"
    )


def test_the_form_promises_only_what_this_instance_can_see() -> None:
    text = Reader(RENDER.service(service_view())).text
    assert "as my browser says" in text
    assert "as my connection says" not in text
    seeing = Render(TOWN, house=House(sees_country=True, sees_network=True))
    assert "as my connection says" in Reader(seeing.service(service_view())).text


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("https://town.example/reach", {"href": "https://town.example/reach"}),
        ("desk@town.example", {"href": "mailto:desk@town.example"}),
    ],
)
def test_the_about_page_says_who_runs_this_and_how_long_reports_are_kept(
    contact: str, found: dict[str, str]
) -> None:
    reader = Reader(Render(TOWN, house=House(contact=contact, kept_days=9)).leaflets.at("/about"))
    assert reader.all("a", **found)
    assert "A report is kept for 9 days" in reader.text
    assert "has not said how to be reached" in Reader(RENDER.leaflets.at("/about")).text


def test_a_site_of_the_services_own_operator_does_not_say_that_it_is_none_of_theirs() -> None:
    for independent in (True, False):
        pages = Render(TOWN, house=House(independent=independent))
        for page in (pages.leaflets.at("/about"), pages.service(service_view())):
            assert ("belong to any of the services" in Reader(page).text) == independent
            assert "address that you connect from is not stored" in Reader(page).text


def test_an_incident_s_page_explains_severity_and_certainty_in_words_and_tells_its_events() -> None:
    events = (
        Event("x", EventKind.SUSPECTED, NOON - HOUR, "12 reports."),
        Event("x", EventKind.ACKNOWLEDGED, NOON, "Whoever runs this site has seen it.", by="desk"),
        Event("x", EventKind.CONFIRMED, NOON, "Seen in our graphs.", by="Ada"),
        Event("x", EventKind.STATED, NOON, "We know.", by="Ada", statement="one"),
    )
    outage = incident(State.RESOLVED, severity=4, certainty=Certainty.OBSERVED, resolved_at=NOON)
    acme = Spoken("one", "x", "investigating", NOON, (Words("en", "We know.", ""),), None, "pictures", "Acme")
    text = Reader(RENDER.incident(IncidentView(outage, SERVICE, NOON, events, series(), (acme,)))).text
    assert "4 of 5: a great many people are affected" in text
    assert "Observed: sources that know nothing of one another agree" in text
    assert "2 March 2026, 11:00 UTC Suspected: 12 reports." in text
    assert "Seen by this site: Whoever runs this site has seen it. " in text
    assert "(desk)" not in text
    assert "Confirmed by this site: Seen in our graphs." in text
    assert "We know. (Acme)" in text
    assert "Ada" not in text, "who speaks for an operator is the operator"
    assert "after 30 minutes" in text


def test_a_misspelt_name_is_answered_with_what_was_probably_meant() -> None:
    reader = Reader(RENDER.search("pictrues", [], {}))
    assert "No service here is called “pictrues”. Did you mean Pictures?" in reader.text
    assert reader.all("a", href="/s/pictures")
    assert "Did you mean" not in Reader(RENDER.search("zzzzzz", [], {})).text


def test_a_lost_visitor_is_shown_the_service_that_the_address_resembles() -> None:
    reader = Reader(RENDER.not_found("/s/pictrues"))
    assert "Did you mean Pictures?" in reader.text
    assert '<a href="/s/pictures">Pictures</a>' in html(RENDER.not_found("/s/pictrues"))


def test_assets_are_named_by_their_content_and_kept_for_a_year(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("/* red */\na {\n  color: red;\n}\n")
    named = set()
    for picture in ("<svg/>", "<svg></svg>"):
        (tmp_path / "icon.svg").write_text(picture)
        named.add(assets_in(tmp_path).icon)
    assert len(named) == 2
    assets = assets_in(tmp_path)
    assert assets.style == "a{color: red;}", "it stands in the page"
    assert assets.script == "", "a script that was not built is not asked for"
    site = SiteMemory()
    assert set(publish_static(site, assets)) == {assets.icon} == set(site.paths())
    page = site.get(assets.icon)
    assert page is not None
    assert page.max_age_seconds == 31_536_000


def test_a_first_view_weighs_less_than_sixty_kilobytes_on_the_wire() -> None:
    many = tuple(f"symptom-{number}" for number in range(20))
    service = Service("pictures", "Pictures", "grand", "social", many)
    outage = incident(updated_at=NOON - timedelta(minutes=1))
    countries = tuple(AreaView(f"C{number}", 9_000 - number, 20.0, 10**7, 41.0, 3) for number in range(60))
    where = WhereView(NOON - HOUR, NOON, outage=True, by_usual=True, countries=countries, regions=countries)
    page = RENDER.service(service_view(outage, service=service, past=(outage,) * 8, where=where))
    assets = load_assets()
    seen_first = [assets.pages[path] for path in (assets.script, assets.icon)]
    assert len(page.bodies["gzip"]) + sum(len(asset.bodies["gzip"]) for asset in seen_first) < 30_000
    later = [asset for path, asset in assets.pages.items() if path.endswith(".js") and path != assets.script]
    assert len(assets.pages[assets.script].bodies["gzip"]) < 8_000
    assert max(len(asset.bodies["br"]) for asset in later) < 32_000, "the map, when it is seen"


def test_where_reports_come_from_is_a_table_that_says_what_the_map_shades() -> None:
    countries = (
        AreaView("PT", 90, 1.6, 10_000_000, 33.4, 3),
        AreaView("ES", 1200, 1100.0, 48_000_000, 0.0, 0),
        AreaView("XX", 3, 0.2, 0, 0.0, 0),
    )
    regions = (AreaView("ES-MD", 40, 35.0, 0, 0.0, 0),)
    where = WhereView(NOON - HOUR, NOON, True, True, countries, regions, left_out=2)
    reader = Reader(RENDER.service(service_view(where=where)))
    assert "each country has sent since the outage began (11:00 UTC), at the least" in reader.text
    assert "Portugal33 or more (usual: 1.6)909" in reader.text
    assert "Spainnot more (usual: 1,100)1,20025" in reader.text
    assert "few reports (usual: 0.2)3–" in reader.text
    assert "Madrid, Spain" in reader.text
    assert "2 more countries sent few." in reader.text
    rows = reader.all("tr")
    shaded = [(row["data-area"], row["data-level"], row["data-short"]) for row in rows if "data-area" in row]
    assert shaded == [("PT", "3", "33×"), ("ES", "0", ""), ("XX", "0", ""), ("ES-MD", "0", "")]
    live = Reader(RENDER.service_live(service_view(where=where))).all("tr")
    assert [row.get("data-area") for row in live if "data-area" in row] == ["PT", "ES", "XX", "ES-MD"]


def test_where_the_usual_is_not_known_it_says_against_what_countries_are_held() -> None:
    countries = (AreaView("PT", 90, 12.0, 10_000_000, 5.5, 2),)
    where = WhereView(NOON - HOUR, NOON, False, False, countries)
    text = Reader(RENDER.service(service_view(where=where))).text
    assert "in the last 24 hours, at the least: what is usual of each is not known yet" in text
    assert "Portugal5.5 or more" in text


def test_without_a_country_there_is_no_map_to_be_seen_until_one_is_told() -> None:
    (section,) = [
        told for told in Reader(RENDER.service(service_view())).all("section") if "data-where" in told
    ]
    assert "hidden" in section


def test_a_chart_of_weeks_has_a_page_of_its_own_and_leads_to_the_others() -> None:
    outage = incident(State.RESOLVED, resolved_at=NOON - HOUR, updated_at=NOON - HOUR)
    bins = 168
    counts, usual = np.full(bins, 5, dtype=np.int64), np.full(bins, 4.0)
    series = Series("pictures", minute_of(NOON) - bins * 60, 60, counts, usual, usual * 2)
    reader = Reader(RENDER.past(PastView(SERVICE, NOON, series, (outage,))))
    assert "One outage of Pictures in the last 7 days." in reader.text
    assert "reports in 1 hour" in reader.text
    assert "7 days up to 2 March, 12:00 UTC in bars of 1 hour." in reader.text
    links = {told["href"]: told.get("aria-current") for told in reader.all("a") if "data-to" in told}
    assert links == {
        "/s/pictures": None,
        "/s/pictures/7d": "true",
        "/s/pictures/30d": None,
        "/s/pictures/90d": None,
    }
    calm = Reader(RENDER.past(PastView(SERVICE, NOON, series))).text
    assert "No outage of Pictures in the last 7 days." in calm
    deaf = replace(series, counts=np.full(bins, -1, dtype=np.int64))
    assert "Nothing has been counted of Pictures" in Reader(RENDER.past(PastView(SERVICE, NOON, deaf))).text


def test_what_happened_is_marked_in_the_chart_and_said_in_its_table() -> None:
    outage = incident(acknowledged_at=NOON - timedelta(minutes=10))
    page = RENDER.service(service_view(outage))
    assert 'class="mark"' in page.bodies["identity"].decode()
    text = Reader(page).text
    assert "(outage began)" in text
    assert "(seen by this site)" in text


def test_a_body_that_packing_would_make_larger_is_not_packed() -> None:
    page = pack("text/plain", b"x")
    assert set(page.bodies) == {"identity"}
    assert pack("text/plain", b"x").etag == page.etag != pack("text/plain", b"y").etag


def test_an_incident_of_several_services_names_them_and_what_is_behind_them() -> None:
    shared = incident(members=("films", "pictures"), cause="cloud", cause_kind="cloud")
    page = html(RENDER.incident(IncidentView(shared, SERVICE, NOON, (), series())))
    assert "Cloud and 2 services: outage of 2 March 2026" in page
    assert "<dt>Likely behind it</dt><dd>Cloud</dd>" in page
    assert '<a href="/s/films">Films</a>' in page
    spark = SparkView(SERVICE, series(), 100, 4.0, shared)
    front = html(RENDER.home(HomeView(NOON, (spark,), {"social": (SERVICE,)})))
    assert "People report trouble with 2 services (likely behind it: Cloud) right now." in front
    assert "2 services in trouble" in front


def test_an_incident_says_how_many_people_as_an_interval_with_what_it_means() -> None:
    shares = Footprint(symptoms=(Share("app", 0.5, 450), Share("", 0.5, 450)))
    page = html(RENDER.incident(IncidentView(incident(footprint=shares), SERVICE, NOON, (), series())))
    assert re.search(r"<dt>People</dt><dd>between [\d,]+ and [\d,]+\. ", page)
    assert "if between 0.3 and 3 in a hundred of them report here, which nobody has measured" in page
    several = incident(footprint=shares, members=("films", "pictures"), cause="cloud", cause_kind="cloud")
    page = html(RENDER.incident(IncidentView(several, SERVICE, NOON, (), series())))
    assert "<dt>People</dt>" not in page


def test_an_incident_says_on_which_devices_and_versions_it_is_where_anybody_s_is_known() -> None:
    known = Footprint(
        platforms=(Share("android", 0.75, 90), Share("", 0.25, 30)),
        versions=(Share("285.0", 0.5, 60), Share("", 0.5, 60)),
    )
    told = Reader(RENDER.incident(IncidentView(incident(footprint=known), SERVICE, NOON, (), series()))).text
    assert "Android phone or tablet75 % (90)" in told
    assert "285.050 % (60)" in told
    silent = Footprint(platforms=(Share("", 1.0, 30),), versions=(Share("", 1.0, 30),))
    told = Reader(RENDER.incident(IncidentView(incident(footprint=silent), SERVICE, NOON, (), series()))).text
    assert "Devices" not in told
    assert "Versions of the app" not in told


def test_every_reason_for_a_drop_has_words() -> None:
    assert set(surveys.DROPS) == set(Drop)


def test_every_form_that_reports_has_the_trap_for_robots() -> None:
    pages = (
        RENDER.service(service_view(incident())),
        RENDER.incident(IncidentView(incident(), SERVICE, NOON, (), series())),
    )
    for page in pages:
        reader = Reader(page)
        assert len(reader.all("form", method="post")) == len(reader.all("input", name="website")) >= 1


def test_an_outage_links_to_its_alert_and_a_suspicion_to_none() -> None:
    def told(about: Incident) -> str:
        return html(RENDER.incident(IncidentView(about, SERVICE, NOON, (), series())))

    assert 'type="application/cap+xml" href="/cap/pictures-2026-03-02.xml"' in told(incident())
    assert "cap+xml" not in told(incident(State.SUSPECTED))
