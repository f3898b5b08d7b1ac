"""What of a page changes when it stands on a host of plain files."""

import pytest

from groundswell.web.mirror import Mirror, file_of, instance_of, is_copied
from groundswell.web.security import source_of

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<script src="/static/live.js"></script>
<style>a{color:red}</style>
</head>
<body>
<header><a href="/">Town</a><form action="/search" method="get"></form></header>
<div data-service="instagram">
<form class="report" action="/s/instagram/report" method="post" data-report="instagram"></form>
<a href="/incidents/one?from=page#top">One</a> <a href="/api/v1/services/instagram">JSON</a>
<a href="/s/instagram/badge.svg">badge</a> <a href="https://elsewhere.example/x">x</a> <a href="//elsewhere.example">y</a>
</div>
</body>
</html>"""
SITEMAP = b"""<urlset><url><loc>https://town.example/</loc></url><url><loc>https://town.example/s/instagram</loc></url>
<url><loc>https://town.example/incidents/one</loc></url><url><loc>https://other.example/s/x</loc></url></urlset>"""


def test_what_a_plain_host_cannot_answer_leads_to_the_instance() -> None:
    page = Mirror("https://town.example/").page("/s/instagram", PAGE)
    assert 'action="https://town.example/s/instagram/report"' in page
    assert 'action="https://town.example/search"' in page
    assert 'href="https://town.example/api/v1/services/instagram"' in page
    assert 'href="https://town.example/s/instagram/badge.svg"' in page


def test_links_within_the_copy_stay_in_it_below_its_prefix() -> None:
    page = Mirror("https://town.example", "/outages").page("/s/instagram", PAGE)
    assert 'src="/outages/static/live.js"' in page
    assert 'href="/outages/"' in page
    assert 'href="/outages/incidents/one?from=page#top"' in page
    assert 'href="https://elsewhere.example/x"' in page
    assert 'href="//elsewhere.example"' in page


def test_the_script_looks_for_a_newer_copy_and_leaves_the_form_to_the_browser() -> None:
    page = Mirror("https://town.example", "/outages", 60).page("/s/instagram", PAGE)
    assert '<div data-copy="60" data-base="/outages" data-service="instagram">' in page
    assert "data-report" not in page
    home = Mirror("https://town.example", "/outages", 60).page("/", '<div data-from="/" data-every="60">')
    assert '<div data-copy="60" data-base="/outages" data-from="/outages/" data-every="60">' in home


def test_a_page_says_that_it_is_a_copy_of_which_page_and_how_often_it_is_renewed() -> None:
    page = Mirror("https://town.example", every=120).page("/s/instagram", PAGE)
    assert (
        'A copy of <a href="https://town.example/s/instagram">town.example</a>, renewed every 2 minutes.'
        in page
    )
    assert page.index("A copy of") < page.index("<header>")
    assert "renewed" not in Mirror("https://town.example").page("/", PAGE).partition("<span")[0]


def test_a_page_in_another_language_says_so_in_that_one() -> None:
    def said(path: str, every: int) -> str:
        page = Mirror("https://town.example", every=every, languages=["es", "ja"]).page(path, PAGE)
        return page.partition('<p class="notice">')[2].partition("</p>")[0]

    assert said("/es/s/instagram", 60) == (
        'Una copia de <a href="https://town.example/es/s/instagram">town.example</a> que se renueva cada minuto. Los informes '
        "y las búsquedas van allí.<span data-late hidden> Esta copia lleva un tiempo sin renovarse: lo que dice puede estar "
        "anticuado.</span>"
    )
    assert "5秒ごとに更新" in said("/ja/", 5)
    assert "renewed" not in said("/ja/", 0)


def test_forms_may_go_to_the_instance_and_nowhere_else() -> None:
    page = Mirror("https://town.example/of/ours").page("/", PAGE)
    assert "form-action https://town.example;" in page
    assert "default-src 'none'" in page
    assert f"style-src {source_of('a{color:red}')};" in page, "what stands in the page is named, nothing else"
    assert "script-src 'self';" in page


def test_a_copy_begins_with_the_sitemap_of_the_instance_alone() -> None:
    assert instance_of(SITEMAP) == ("https://town.example", ["/s/instagram", "/incidents/one"])
    assert instance_of(b"<html>") == ("", [])
    seeds = set(Mirror("https://town.example").seeds(SITEMAP))
    assert {"/", "/s/instagram", "/s/instagram/live", "/cap/one.xml", "/api/v2/summary.json"} <= seeds


def test_links_are_followed_only_to_what_is_copied() -> None:
    assert set(Mirror("https://town.example").links(PAGE)) == {
        "/", "/static/live.js", "/incidents/one", "/cap/one.xml",
    }  # fmt: skip


def test_further_languages_are_copied_when_asked_for() -> None:
    page = '<div data-root="/es" data-service="x"><a href="/es/s/x">es</a><a href="/fr/s/x">fr</a></div>'
    mirror = Mirror("https://town.example", "/outages", languages=["es"])
    assert set(mirror.links(page)) == {"/es/s/x", "/es/s/x/live"}
    led = mirror.page("/s/x", page)
    assert 'href="/outages/es/s/x"' in led
    assert 'href="https://town.example/fr/s/x"' in led
    assert 'data-root="/es"' in led


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/here",
        "/fr/outages",
        "/subscribe",
        "/de/subscribe",
        "/confirm/abc",
        "/subscription/abc",
        "/r/abc",
        "/api/v1/stream",
        "/desk",
        "/desk/incidents/one",
        "/s/x/card.png",
        "/es/s/x/report",
        "/es/r/abc",
        "/../etc/passwd",
        "/a//b",
    ],
)
def test_what_is_made_for_one_request_is_not_copied(path: str) -> None:
    assert not is_copied(path)


@pytest.mark.parametrize(
    "path", ["/", "/s/x", "/es/s/x", "/s/x/live", "/incidents", "/api/v2/summary.json", "/feeds/x.ics"]
)
def test_what_is_the_same_for_everybody_is_copied(path: str) -> None:
    assert is_copied(path)


def test_a_page_is_the_index_of_a_folder_and_everything_else_a_file() -> None:
    html = "text/html; charset=utf-8"
    assert file_of("/", html) == "index.html"
    assert file_of("/s/x/live", html) == "s/x/live/index.html"
    assert file_of("/404.html", html) == "404.html"
    assert (
        file_of("/api/v2/incidents/unresolved.json", "application/json") == "api/v2/incidents/unresolved.json"
    )


def test_scripts_that_a_script_asks_for_when_needed_are_copied_with_it() -> None:
    script = 'let seen=()=>import(`./map.N4z-Py_s.js`),us=()=>import("./US.CB6.js"),far="./data.json";'
    found = list(Mirror("https://town.example").parts("/static/live.a1.js", script))
    assert found == ["/static/map.N4z-Py_s.js", "/static/US.CB6.js"]
