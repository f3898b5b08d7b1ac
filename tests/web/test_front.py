"""What the front answers by itself: prepared pages, the page's form, preflights, and what it lets through."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import httpx
import pytest

from groundswell.core.batch import Batch
from groundswell.core.model import SourceKind
from groundswell.flow.publish import pack
from groundswell.ports import Page, Revision
from groundswell.web import front
from groundswell.web.assets import load_assets
from groundswell.web.parts import WebConfig
from groundswell.web.published import choose
from groundswell.web.security import source_of
from tests.town import incident
from tests.web.house import House, Shared, at_home, problem
from tests.web.reading import bare

BROWSER = {
    "accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0",
    "accept-encoding": "gzip, deflate, br, zstd",
}
WORDS = b"<!doctype html><p>All is well with Pictures.</p>" * 40


def publish(house: House, path: str = "/s/pictures", body: bytes = WORDS, max_age_seconds: int = 10) -> None:
    house.parts.site.put(path, pack("text/html; charset=utf-8", body, max_age_seconds=max_age_seconds))


def test_a_page_is_not_written_to_and_says_how_it_is_read(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house, "/")
        async with house.client() as client:
            for method, path in (("POST", "/"), ("DELETE", "/"), ("POST", "/es/")):
                answer = await client.request(method, path)
                assert problem(answer)["status"] == 405
                assert answer.headers["allow"] == "GET, HEAD"
            assert (await client.post("/", headers=BROWSER)).headers["content-type"].startswith("text/html")
            assert problem(await client.post("/nothing-here"))["status"] == 404

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (b"", "identity"),
        (b"gzip", "gzip"),
        (b"gzip, br", "br"),
        (b"GZIP", "gzip"),
        (b"zstd, gzip", "zstd"),
        (b"br;q=0.5, gzip", "gzip"),
        (b"br;q=0, gzip;q=0", "identity"),
        (b"gzip;q=0.1, identity;q=0.9", "identity"),
        (b"*", "br"),
        (b"*;q=0, gzip", "gzip"),
        (b"identity;q=0", None),
        (b"*;q=0", None),
        (b"identity;q=0, gzip", "gzip"),
        (b"gzip;q=nonsense", "identity"),
        (b"gzip;q=0.000", "identity"),
        (b";;,,q=,\xff\x00", "identity"),
        (b"snappy", "identity"),
    ],
)
def test_a_client_gets_the_coding_that_it_likes_best(accepted: bytes, chosen: str | None) -> None:
    assert choose(accepted, ("identity", "gzip", "br", "zstd")) == chosen


def test_a_prepared_page_is_sent_with_all_that_keeps_it_safe_and_cheap(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        async with house.client(**BROWSER) as client:
            answer = await client.get("/s/pictures")
            leaflet = await client.get("/about")
        assert answer.status_code == 200
        assert answer.content == WORDS
        headers = answer.headers
        assert headers["content-encoding"] == "br"
        assert headers["vary"] == "accept-encoding"
        assert headers["cache-control"].startswith("public, max-age=10, stale-while-revalidate=60")
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        style = load_assets().style
        assert f"style-src {source_of(style)};" in policy, "the one style that stands in pages, and no other"
        assert f"<style>{style}</style>" in leaflet.text
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers
        assert "permissions-policy" in headers

    at_home(tmp_path, visit)


def test_who_has_the_page_is_told_so(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        async with house.client(**BROWSER) as client:
            first = await client.get("/s/pictures")
            etag = first.headers["etag"]
            for known in (etag, f'"other", W/{etag}', "*"):
                again = await client.get("/s/pictures", headers={"if-none-match": known})
                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["etag"] == etag
            plain = await client.get("/s/pictures", headers={"accept-encoding": "identity"})
            assert plain.headers["etag"] != etag, "another coding is another representation"
            publish(house, body=WORDS + b"<p>new")
            renewed = await client.get("/s/pictures", headers={"if-none-match": etag})
            assert renewed.status_code == 200
            assert renewed.content.endswith(b"new")

    at_home(tmp_path, visit)


def test_head_is_answered_as_get_without_the_body(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        async with house.client() as client:
            got, head = await client.get("/s/pictures"), await client.head("/s/pictures")
            assert head.content == b""
            assert dict(head.headers) == dict(got.headers)
            api = await client.head("/api/v1/services")
            assert (api.status_code, api.content) == (200, b"")
            assert int(api.headers["content-length"]) > 0

    at_home(tmp_path, visit)


def test_who_refuses_every_coding_is_told_which_there_are(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        async with house.client() as client:
            answer = await client.get("/s/pictures", headers={"accept-encoding": "identity;q=0, *;q=0"})
        assert problem(answer)["status"] == 406

    at_home(tmp_path, visit)


def test_what_never_changes_is_kept_for_a_year(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house, "/static/site.1234.css", max_age_seconds=31_536_000)
        async with house.client() as client:
            answer = await client.get("/static/site.1234.css")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"

    at_home(tmp_path, visit)


def test_a_frame_is_allowed_where_the_operator_says_so(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        async with house.client() as client:
            answer = await client.get("/s/pictures")
        assert answer.headers["content-security-policy"].endswith("frame-ancestors https://town.example")

    at_home(tmp_path, visit, WebConfig(frame_ancestors=("https://town.example",)))


def test_a_person_who_opens_a_page_is_counted_as_a_visit_and_a_machine_is_not(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        publish(house, "/s/pictures/live")
        async with house.client(**BROWSER) as client:
            await client.get("/s/pictures")
            async with house.client("192.0.2.8", **BROWSER) as other:
                await other.get("/s/pictures", headers={"if-none-match": "*"})
            for machine in (
                {"sec-purpose": "prefetch;prerender"},
                {"purpose": "prefetch"},
                {"user-agent": "Examplebot/2.1"},
                {"user-agent": ""},
                {"accept": "application/json"},
            ):
                await client.get("/s/pictures", headers=machine)
            await client.head("/s/pictures")
            await client.get("/s/pictures/live")
        await house.parts.admit.flush_visits()
        (entry,) = await house.parts.journal.read(0)
        assert isinstance(entry.content, Batch)
        (report,) = entry.content.reports()
        assert (report.service, report.source_kind, report.count) == ("pictures", SourceKind.VISIT, 2)

    at_home(tmp_path, visit)


def test_the_form_of_the_page_leads_to_the_receipt(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BROWSER) as client:
            answer = await client.post("/s/pictures/report", data={"symptom": "feed"})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/r/")
            page = await client.get(answer.headers["location"])
            assert page.status_code == 200
            assert page.headers["cache-control"] == "no-store"
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            assert "Pictures" in page.text
        entry = await house.parts.journal.at(1)
        assert entry is not None
        assert isinstance(entry.content, Batch)
        assert entry.content.report(0).symptom == "feed"

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("path", "told", "status"),
    [
        ("/s/pictures/report", {"data": {"symptom": "calls"}}, 422),
        ("/s/pictures/report", {"data": {"website": "x"}}, 403),
        ("/s/pictures/report", {"json": {"symptom": "feed"}}, 415),
        ("/s/pictures/report", {"content": b"a" * 70_000}, 413),
        ("/s/nothing/report", {"data": {"symptom": "app"}}, 404),
        ("/s//report", {"data": {"symptom": "app"}}, 404),
        ("/s/report", {"data": {"symptom": "app"}}, 404),
    ],
)
def test_a_form_that_cannot_be_taken_is_answered_by_a_page_in_words(
    shared: Shared, path: str, told: Mapping[str, object], status: int
) -> None:
    page = shared.send("POST", path, headers=BROWSER, **told)
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-security-policy" in page.headers
    assert page.headers["cache-control"] == "no-store"
    plain = shared.send("POST", path, **told)
    assert problem(plain)["status"] == status


def test_words_of_a_stranger_are_never_markup(shared: Shared) -> None:
    for path in ("/s/%3Cscript%3E/report", "/%3Cscript%3E", "/r/%3Cscript%3E", "/search?q=%3Cscript%3E"):
        for method in ("GET", "POST"):
            page = shared.send(
                method, path, headers={**BROWSER, "content-type": "application/x-www-form-urlencoded"}
            )
            assert page.status_code < 500
            assert "<script>" not in bare(page.text)


@pytest.mark.parametrize(
    "path",
    [
        "/r/%0d%0aset-cookie:%20a=b",
        "/api/v1/receipts/%0d%0aset-cookie:%20a=b",
        "/api/v1/receipts/%00",
        "/api/v1/receipts/" + "a" * 4000,
        "/api/v1/receipts/%f0%9f%92%a9",
        "/incidents/%0d%0ax:%20y",
        "/s/%0d%0ax:%20y",
        "/%ff%fe",
        "//evil.example/%2e%2e",
        "/../../etc/passwd",
        "/api/v1/services/%00",
        "/api/v1/services/%ED%A0%80/series",
    ],
)
def test_a_hostile_path_is_just_not_found(shared: Shared, path: str) -> None:
    answer = shared.send("GET", path)
    assert problem(answer)["status"] == 404
    assert "set-cookie" not in answer.headers
    assert "x" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "there"),
    [("/s/pics", "/s/pictures"), ("/s/Pictures", "/s/pictures"), ("/s/pictures/", "/s/pictures")],
)
def test_another_name_of_a_service_leads_to_its_page(tmp_path: Path, asked: str, there: str) -> None:
    async def visit(house: House) -> None:
        publish(house)
        async with house.client(**BROWSER) as client:
            answer = await client.get(asked)
            assert (answer.status_code, answer.headers["location"]) == (301, there)
            assert (await client.get("/s/nobody/")).status_code == 404

    at_home(tmp_path, visit)


def test_who_is_taken_for_a_robot_is_told_in_a_sentence_and_shown_the_way_back(shared: Shared) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "user-agent": "SomeBot/1.0"}
    answer = shared.send("POST", "/s/pictures/report", content=b"", headers={**BROWSER, **form})
    assert answer.status_code >= 400
    assert "The client calls itself a crawler" in answer.text
    assert '<a href="/s/pictures">Back to Pictures</a>' in answer.text


def test_a_page_that_is_not_there_is_said_to_browsers_in_a_page(shared: Shared) -> None:
    page = shared.send("GET", "/nowhere", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert shared.send("GET", "/api/v1/nowhere", headers=BROWSER).headers["content-type"] == (
        "application/problem+json"
    )


def test_a_service_has_a_page_before_it_was_its_turn(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BROWSER) as client:
            live = await client.get("/s/pictures/live")
            assert (live.status_code, 'data-live="headline"' in live.text) == (200, True)
            moved = await client.get("/s/pics")
            assert moved.headers["location"] == "/s/pictures"
            pages = await asyncio.gather(*(client.get("/s/letters") for _ in range(5)))
            assert [page.status_code for page in pages] == [200] * 5
            assert "Letters" in pages[0].text
            assert house.parts.admit.visits == 1, "one person"
            assert (await client.get("/s/nobody")).status_code == 404
            assert (await client.get("/s/letters/live/live")).status_code == 404

    at_home(tmp_path, visit)


def test_an_old_incident_has_a_page_when_somebody_asks_for_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(incident(), ())])
        async with house.client() as client:
            page = await client.get(f"/incidents/{incident().id}")
            assert page.status_code == 200
            assert "Pictures" in page.text
            assert problem(await client.get("/incidents/none"))["status"] == 404

    at_home(tmp_path, visit)


def test_everybody_may_read_the_api_from_a_page_of_their_own_and_nobody_may_write(shared: Shared) -> None:
    asked = {"origin": "https://other.example", "access-control-request-method": "GET"}
    preflight = shared.send("OPTIONS", "/api/v1/services", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" not in preflight.headers["access-control-allow-methods"]
    for path in ("/api/v1/services", "/api/openapi.json", "/api/v1/incidents/none"):
        assert shared.send("GET", path).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in shared.send("OPTIONS", "/api/v1/reports").headers


def test_what_the_api_is_is_drawn_once_for_all_who_ask_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def draw() -> Page:
        drawn.append(1)
        return pack("application/json", b"{}")

    monkeypatch.setattr(front, "openapi_page", draw)

    async def visit(house: House) -> None:
        async with house.client() as client:
            await asyncio.gather(*(client.get("/api/openapi.json") for _ in range(5)))

    at_home(tmp_path, visit)
    assert drawn == [1]


def test_every_answer_is_tallied_by_route_and_status(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        publish(house)
        publish(house, "/api/v1/services/pictures")
        async with house.client() as client:
            await client.get("/s/pictures")
            await client.get("/api/v1/services/pictures")
            await client.post("/api/v1/reports", json={"service": "pictures"})
            await client.get("/nowhere")
        assert house.parts.tally == {
            ("page", "200"): 1,
            ("api", "200"): 1,
            ("report", "202"): 1,
            ("api", "404"): 1,
        }

    at_home(tmp_path, visit)


def test_a_client_that_hangs_up_in_the_midst_of_its_body_costs_nothing(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.disconnect"}

        sent: list[object] = []

        async def send(message: object) -> None:
            sent.append(message)

        for path in ("/api/v1/reports", "/s/pictures/report"):
            scope = {
                "type": "http",
                "method": "POST",
                "path": path,
                "headers": [(b"content-length", b"10"), (b"content-type", b"application/json")],
                "query_string": b"",
                "client": None,
            }
            async with asyncio.timeout(1):
                await house.app(scope, receive, send)
        assert sent == []

    at_home(tmp_path, visit)


def test_a_page_packed_by_brotli_reads_back(shared: Shared) -> None:
    publish(shared.house, "/raw")

    async def run() -> bytes:
        async with shared.house.client() as client:
            request = client.build_request("GET", "/raw", headers={"accept-encoding": "br"})
            answer: httpx.Response = await client.send(request, stream=True)
            return b"".join([piece async for piece in answer.aiter_raw()])

    assert brotli.decompress(shared.runner.run(run())) == WORDS


def test_a_service_over_weeks_has_a_page_when_somebody_asks_for_it_and_the_bytes_are_kept(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            for path in ("/s/pictures/7d", "/s/pictures/30d", "/s/pictures/90d"):
                first = await client.get(path, headers={"accept": "text/html"})
                assert first.status_code == 200, path
                assert f'href="{path}" aria-current="true"' in first.text
                assert "max-age=60" in first.headers["cache-control"]
                assert house.parts.site.get(path) is not None
                again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
                assert again.status_code == 304
                assert await house.parts.speak.make(
                    "es", path
                )  # what it was made of is there for every language
                spoken = house.parts.site.get(f"/es{path}")
                assert spoken is not None
                assert f'href="/es{path}" aria-current="true"' in spoken.bodies["identity"].decode()
            for path in ("/s/pictures/8d", "/s/nobody/7d"):
                assert (await client.get(path, headers={"accept": "text/html"})).status_code == 404, path

    at_home(tmp_path, visit)
