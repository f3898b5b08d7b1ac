"""A reader's language: from the path, then from what the browser wants; pages in it made once, and kept by address."""

import asyncio
import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import groundswell.sim
from groundswell.core.headline import in_words
from groundswell.core.model import Axis, Event, EventKind, Held, HeldRise, Incident, State
from groundswell.core.notice import Way
from groundswell.core.status import (
    GroupView,
    HomeView,
    IncidentView,
    MethodView,
    OutagesView,
    PastView,
    PlaceView,
    Siege,
    SparkView,
)
from groundswell.flow.follow import Followed
from groundswell.flow.subscribe import SignedUp
from groundswell.ports import Page
from groundswell.web import wording
from groundswell.web.house import House as Told
from groundswell.web.language import NAMES, offered, preferred, speaking, split
from groundswell.web.leaflets import LEAFLETS
from groundswell.web.plots import plot
from groundswell.web.ranges import links
from groundswell.web.render import Render
from tests.town import NOON, incident, report
from tests.web.house import House, at_home
from tests.web.reading import Reader, html
from tests.web.test_front import BROWSER
from tests.web.views import SERVICE, TOWN, series, service_view

SCENARIOS = Path(groundswell.sim.__file__).parent / "scenarios"
FURTHER = [code for code in NAMES if code != "en"]
SPANISH = {**BROWSER, "accept-language": "es-MX,es;q=0.9,en;q=0.5"}


def test_every_language_has_its_compiled_texts() -> None:
    assert list(offered()) == list(NAMES), "make setup-dev compiles them"


def test_arabic_is_written_from_the_right() -> None:
    assert {code for code, each in offered().items() if each.direction == "rtl"} == {"ar"}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", ("en", "/")),
        ("/es/", ("es", "/")),
        ("/es", ("en", "/es")),
        ("/es/s/pictures/live", ("es", "/s/pictures/live")),
        ("/en/s/pictures", ("en", "/en/s/pictures")),
        ("/xx/s/pictures", ("en", "/xx/s/pictures")),
        ("/s/es/", ("en", "/s/es/")),
    ],
)
def test_the_path_says_the_language(path: str, found: tuple[str, str]) -> None:
    assert split(path) == found


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        (b"es", "es"),
        (b"ES-mx;q=0.8, fr;q=0.9", "fr"),
        (b"nl,de;q=0.5,en;q=0.4", "de"),
        (b"pt-BR,pt;q=0.9,en-US;q=0.8", "pt"),
        (b"en,es;q=0.9", "en"),
        (b"xx", ""),
        (b"*", ""),
        (b"es;q=0", ""),
        (b"es;q=nonsense,ja;q=0.1", "ja"),
        (b";;,,q=,\xff\x00", ""),
    ],
)
def test_a_browser_gets_the_language_that_it_likes_best_of_ours(accepted: bytes, code: str) -> None:
    assert preferred(accepted) == code


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.toml")), ids=lambda file: file.stem)
def test_what_a_demonstration_says_of_itself_is_said_in_the_readers_language(file: Path) -> None:
    label = tomllib.loads(file.read_text())["label"]
    assert label in Reader(Render(TOWN, notice=label).leaflets.at("/about")).text
    for code in FURTHER:
        page = Reader(Render(TOWN, notice=label, language=code).leaflets.at("/about"))
        assert speaking(code).gettext(label) in page.text
        assert label not in page.text
    own = Render(TOWN, notice="Nothing but a test.", language="es").leaflets.at("/about")
    assert "Nothing but a test." in Reader(own).text
    # A preview of a link shows the head alone.
    head = own.bodies["identity"].decode().partition("</head>")[0]
    assert "Groundswell (un simulacro)</title>" in head
    assert 'property="og:description" content="Nothing but a test. ' in head


def pages(code: str) -> dict[str, Page]:
    ways = ("email", "webhook", "push", "chat")
    render = Render(
        TOWN, language=code, public_url="https://outages.example", house=Told(ways=ways, comments=True)
    )
    outage = incident()
    events = (Event("x", EventKind.OPENED, NOON, "Enough people report trouble"),)
    spark = SparkView(SERVICE, series({95: 40}), 40, 4.0, outage)
    return {
        "home": render.home(
            HomeView(NOON, (spark,), {"social": (SERVICE,)}, (service_view(reports=40),), (outage,))
        ),
        "outages": render.outages(OutagesView(NOON, (outage,), (outage,))),
        "about": render.leaflets.at("/about"),
        "service": render.service(service_view(outage)),
        "incident": render.incident(IncidentView(outage, SERVICE, NOON, events, series({95: 40}))),
        "search": render.search("pics", [SERVICE], {}),
        "receipt": render.receipt("abc", Followed("counted", report(country="ES"), NOON, outage)),
        "not found": render.not_found("/s/pictrues"),
        "error": render.error(503, "x", "y."),
        **further_pages(render, outage),
    }


def further_pages(render: Render, outage: Incident) -> dict[str, Page]:
    """Those that fewer people come to."""
    views = (service_view(outage), replace(service_view(), service=TOWN.services["films"]))
    rises = tuple(HeldRise("films", kind, "", NOON, NOON, 55, 4.0, 30.0) for kind in Held)
    method = MethodView(
        NOON, {"robot": 3}, rises, (Siege(NOON, NOON), Siege(NOON, NOON, NOON, {"flood": 700}, 12, False))
    )
    place = PlaceView(NOON, Axis.COUNTRY, "ES", ((outage, 0.5),), (outage,), ((SERVICE, 3),), NOON)
    said, sent, wished = render.subscriptions, render.surveys, render.wishes
    made = {
        "past": render.past(PastView(SERVICE, NOON, series(), (outage,))),
        "method": sent.method(method),
        "place": sent.place(place),
        "where": sent.place_form(),
        "compared": sent.compared(GroupView(NOON, "", views)),
        "compare": sent.compare_form(("x",), ("x",), (SERVICE,)),
        "category": sent.category(GroupView(NOON, SERVICE.category, views)),
        "subscribe": said.form(),
        "ask": render.questions.form("pictures"),
        "no question": render.questions.gone(),
        "workarounds": render.workarounds.list(SERVICE, ()),
        "yours": wished.yours(["x"], ["y"], empty=True, deleted=2),
    }
    made |= {path: render.leaflets.at(path) for path in LEAFLETS}
    made |= {
        f"signed up by {way}": said.signed_up(way, SignedUp("h", "s", "https://t.me/town_bot?start=h"))
        for way in Way
        if way is not Way.PUSH
    }
    told = (
        said.confirmed("h"),
        said.leave("h"),
        said.left(),
        said.gone(),
        wished.leave("h"),
        wished.left(),
        wished.deleted(),
        wished.gone(),
    )
    return made | {f"told {number}": page for number, page in enumerate(told)}


@pytest.mark.parametrize("code", FURTHER)
def test_every_page_is_well_formed_and_stays_in_its_language(code: str) -> None:
    for name, page in pages(code).items():
        reader = Reader(page)
        (root,) = reader.all("html")
        assert (root["lang"], root["dir"]) == (code, speaking(code).direction)
        assert len(reader.all("h1")) == 1
        links = [told["href"] for told in reader.all("a") if "hreflang" not in told]
        inside = [link for link in links if not link.startswith(("/api/", "/feeds/", "#", "http"))]
        strays = [
            link
            for link in inside
            if link
            and not link.startswith(f"/{code}/")
            and not link.endswith(("/badge.svg", "/widget", "/summary.json"))
        ]
        assert strays == [], name
        for form in reader.all("form"):
            assert form["action"].startswith(f"/{code}/")


@pytest.mark.parametrize("code", ["en", *FURTHER])
def test_every_page_names_its_counterparts_in_all_languages(code: str) -> None:
    reader = Reader(pages(code)["service"])
    alternates = {told["hreflang"]: told["href"] for told in reader.all("link") if "hreflang" in told}
    assert alternates["es"] == "https://outages.example/es/s/pictures"
    assert alternates["x-default"] == alternates["en"] == "https://outages.example/s/pictures"
    assert set(alternates) == {*NAMES, "x-default"}
    menu = {told["hreflang"]: told for told in reader.all("a") if "hreflang" in told}
    assert list(menu) == list(NAMES)
    assert menu["ar"]["href"] == "/ar/s/pictures"
    assert [each for each, told in menu.items() if "aria-current" in told] == [code]


ENGLISH_WORDS = re.compile(
    r"\b(the|report|reports|outage|of|with|it|and|is|this|usual|not|what)\b", re.IGNORECASE
)


@pytest.mark.parametrize("code", FURTHER)
def test_no_english_is_left_on_a_page_of_another_language(code: str) -> None:
    for name, page in pages(code).items():
        text = Reader(page).text.replace("Bahasa Indonesia", "")
        assert ENGLISH_WORDS.findall(text) == [], (name, text)


def test_what_happened_is_told_in_the_language_of_the_page_with_its_figures() -> None:
    render = Render(TOWN, language="es")
    events = (
        Event("x", EventKind.EASED, NOON, "Fewer reports than before: it is easing."),
        in_words(Event("x", EventKind.PEAKED, NOON, ""), incident(peak_reports=189_401), catalog=TOWN),
        Event("x", EventKind.CONFIRMED, NOON, "Seen it myself.", by="Ana"),
    )
    text = Reader(render.incident(IncidentView(incident(), SERVICE, NOON, events, series()))).text
    assert "Menos informes que antes: va a menos." in text
    assert "Lo peor parece haber pasado: 189.401 informes en quince minutos." in text
    assert "Seen it myself." in text


def test_times_in_a_sentence_are_elements_that_a_script_can_read() -> None:
    page = html(Render(TOWN, language="es").service(service_view(incident())))
    assert 'Desde <time datetime="2026-03-02T11:30Z">las 11:30 UTC</time> hay informes' in page


@pytest.mark.parametrize("language", ["en", *FURTHER])
def test_each_time_in_a_list_of_outages_and_on_a_card_is_one_too(language: str) -> None:
    over = incident(State.RESOLVED, resolved_at=NOON - timedelta(minutes=5))
    lists = html(Render(TOWN, language=language).outages(OutagesView(NOON, (), (over,))))
    assert re.findall(r'<time datetime="([^"]+)"', lists) == ["2026-03-02T11:30Z", "2026-03-02T11:55Z"]
    spark = SparkView(SERVICE, series(), 90, 4.0, incident())
    cards = html(Render(TOWN, language=language).home(HomeView(NOON, (spark,), {"social": (SERVICE,)})))
    assert re.findall(r'<p>[^<]*<time datetime="([^"]+)"', cards) == ["2026-03-02T11:30Z"]


def test_a_page_in_another_language_is_there_when_it_is_asked_for_and_new_when_there_is_news(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BROWSER) as client:
            await house.parts.publish.run()
            assert not [path for path in house.parts.site.paths() if path.startswith("/es/")]
            first, again = await asyncio.gather(client.get("/es/s/pictures"), client.get("/es/s/pictures"))
            assert first.status_code == again.status_code == 200
            assert '<html lang="es" dir="ltr">' in first.text
            assert first.headers["vary"] == "accept-encoding"
            assert first.headers["cache-control"].startswith("public")
            same = await client.get("/es/s/pictures", headers={"if-none-match": first.headers["etag"]})
            assert same.status_code == 304
            await client.post("/es/s/pictures/report", data={"symptom": "app"})
            await house.count.drain()
            await house.parts.publish.run({"pictures"})
            news = await client.get("/es/s/pictures", headers={"if-none-match": first.headers["etag"]})
            assert news.status_code == 200
            for path in ("/es/", "/es/incidents", "/es/about", "/es/s/pictures/live"):
                assert (await client.get(path)).status_code == 200, path

    at_home(tmp_path, visit)


def moved(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.headers["location"]


def test_the_way_of_a_report_stays_in_the_language(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BROWSER) as client:
            answer = await client.post("/es/s/pictures/report", data={"symptom": "feed"})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/es/r/")
            page = await client.get(answer.headers["location"])
            assert '<html lang="es"' in page.text
            assert "Gracias." in page.text
            again = await client.post("/es/s/nowhere/report", data={"symptom": "app"})
            assert again.status_code == 404
            assert '<html lang="es"' in again.text
            found = await client.get("/es/search", params={"q": "pictrues"})
            assert "¿Querías decir Pictures?" in found.text
            lost = await client.get("/ar/nowhere")
            assert lost.status_code == 404
            assert '<html lang="ar" dir="rtl">' in lost.text

    at_home(tmp_path, visit)


def test_other_names_and_one_stroke_too_many_lead_to_the_page_in_the_same_language(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.publish.run()
        async with house.client() as client:
            assert moved(await client.get("/es")) == (301, "/es/")
            assert moved(await client.get("/es/s/pics")) == (301, "/es/s/pictures")
            assert moved(await client.get("/es/about/")) == (301, "/es/about")
            assert (await client.get("/es/api/v2/summary.json")).status_code == 404
            assert (await client.get("/es/api/v1/services")).status_code == 404

    at_home(tmp_path, visit)


def test_a_browser_of_another_language_is_sent_on_from_the_front_page_alone(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.publish.run()
        async with house.client(**SPANISH) as client:
            sent = await client.get("/")
            assert moved(sent) == (302, "/es/")
            assert sent.headers["cache-control"] == "private, no-store"
            assert sent.headers["vary"] == "accept-language, sec-fetch-site"
            assert (await client.get("/s/pictures")).status_code == 200
        async with house.client(**BROWSER) as client:
            stays = await client.get("/")
            assert stays.status_code == 200
            assert stays.headers["vary"] == "accept-encoding, accept-language"
        async with house.client(**{**SPANISH, "accept": "*/*"}) as program:
            assert (await program.get("/")).status_code == 200

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 302),
        ({"sec-fetch-site": "cross-site", "referer": "http://town.test/es/"}, 302),
        ({"referer": "http://town.test/es/"}, 200),
        ({"referer": "https://news.example/"}, 302),
        ({"accept-language": "en,es;q=0.9"}, 200),
    ],
)
def test_who_comes_from_a_page_of_ours_has_chosen(
    headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    async def visit(house: House) -> None:
        await house.parts.publish.run()
        async with house.client(**SPANISH) as client:
            assert (await client.get("/", headers=headers)).status_code == status

    at_home(tmp_path, visit)


def test_who_opens_a_page_in_another_language_is_counted_as_a_visit(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.publish.run()
        before = house.parts.admit.visits
        async with house.client(**BROWSER) as client:
            await client.get("/ja/s/pictures")
            await client.get("/ja/s/pictures/live")
        assert house.parts.admit.visits == before + 1

    at_home(tmp_path, visit)


def test_every_state_reads_in_every_language() -> None:
    for code in FURTHER:
        render = Render(TOWN, language=code)
        for state in State:
            about: Any = incident(state, eased_at=NOON, resolved_at=NOON)
            text = Reader(render.incident(IncidentView(about, SERVICE, NOON, (), series()))).text
            assert "{" not in text
            assert "%(" not in text


def test_why_an_outage_was_dismissed_is_said_in_the_language_of_the_page_unless_a_person_said_it() -> None:
    def told(reason: str) -> str:
        dismissed = incident(State.DISMISSED, reason=reason)
        page = Render(TOWN, language="es").incident(IncidentView(dismissed, SERVICE, NOON, (), series()))
        return Reader(page).text

    assert "Quien gestiona este sitio decidió que no es una caída." in told(
        "Whoever runs this site ruled that this is no outage."
    )
    assert "A test of ours." in told("A test of ours.")


@pytest.mark.parametrize("code", FURTHER)
def test_every_stretch_of_time_is_said_in_the_language(code: str) -> None:
    for span in (timedelta(minutes=7), timedelta(hours=3, minutes=5), timedelta(days=7), timedelta(days=30)):
        words = wording.duration(span, code)
        assert not re.search(r"duration|[a-z]+-(day|hour|minute)", words), words
    for link in links("pictures", language=code):
        assert "duration" not in str(link["words"]), link


def test_figures_beside_a_chart_stand_in_groups_where_a_language_has_no_short_word_for_thousands() -> None:
    drawn = {
        code: str(plot(series({90: 200_000}), SERVICE, [], NOON, code)["chart"])
        for code in ("de", "ja", "en")
    }
    assert "200.000" in drawn["de"]
    assert "200000" not in drawn["de"]
    assert "200k" in drawn["en"]
