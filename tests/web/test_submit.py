"""POST /api/v1/reports: what is taken, what is refused and in which words."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.batch import Batch
from groundswell.core.intake import Arrivals
from groundswell.core.model import Drop, Report
from groundswell.flow.keys import Told
from groundswell.web import submit
from groundswell.web.front import Front
from groundswell.web.parts import WebConfig
from tests.town import NOON
from tests.web.house import House, Shared, at_home, problem

REPORTS = "/api/v1/reports"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


async def journaled(house: House) -> list[Report]:
    entries = await house.parts.journal.read(0)
    return [
        report for entry in entries if isinstance(entry.content, Batch) for report in entry.content.reports()
    ]


def test_a_report_is_answered_with_a_receipt_once_it_is_durable(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(
                REPORTS, json={"service": "pictures", "symptom": "feed", "country": "es"}
            )
        assert answer.status_code == 202
        told = answer.json()
        assert answer.headers["location"] == told["self"] == f"/api/v1/receipts/{told['receipt']}"
        assert told | {"receipt": "", "self": "", "page": ""} == {
            "receipt": "",
            "service": "pictures",
            "symptom": "feed",
            "works": False,
            "observed_at": "2026-03-02T12:00:00Z",
            "status": "waiting",
            "self": "",
            "page": "",
        }
        (report,) = await journaled(house)
        assert (report.service, report.symptom, report.country) == ("pictures", "feed", "ES")
        assert report.reporter != 0

    at_home(tmp_path, visit)


def test_an_alias_and_a_word_for_works_are_answered_as_what_they_mean(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(REPORTS, json={"service": "Pics", "symptom": "works-for-me"})
        assert answer.status_code == 202
        told = answer.json()
        assert (told["service"], told["symptom"], told["works"]) == ("pictures", "", True)

    at_home(tmp_path, visit)


def test_a_form_is_read_like_json(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(
                REPORTS,
                data={
                    "service": "pictures",
                    "symptom": "app",
                    "comment": "no llega €",
                    "country": "",
                },
            )
        assert answer.status_code == 202
        (report,) = await journaled(house)
        assert (report.symptom, report.comment, report.country) == ("app", "no llega €", "")

    at_home(tmp_path, visit)


def test_links_hold_the_public_address_when_there_is_one(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(REPORTS, json={"service": "pictures"})
        assert answer.headers["location"].startswith("https://town.example/api/v1/receipts/")
        assert answer.json()["page"].startswith("https://town.example/r/")

    at_home(tmp_path, visit, WebConfig(public_url="https://town.example/"))


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 400, "body"),
        (b"{", 400, "body"),
        (b'{"service":"pictures"} trailing', 400, "body"),
        (b"\xef\xbb\xbf{}", 400, "body"),
        (b'{"service":"\xff\xfe"}', 400, "body"),
        (b'{"service":"\\ud800"}', 400, "body"),
        (b'{"service":"pictures","comment":"\\udc00x"}', 400, "body"),
        (b"[" * 60_000, 422, "body"),
        (b'{"service":' + b"[" * 60_000, 422, "service"),
        (b'{"deep":' + b'{"a":' * 10_000, 422, "deep"),
        (b"[]", 422, "body"),
        (b"null", 422, "body"),
        (b"{}", 422, "service"),
        (b'{"service":""}', 422, "service"),
        (b'{"service":7}', 422, "service"),
        (b'{"service":"' + b"x" * 81 + b'"}', 422, "service"),
        (b'{"service":"pictures","sympton":"app"}', 422, "sympton"),
        (b'{"service":"pictures","works":"yes"}', 422, "works"),
        (b'{"service":"pictures","works":1e999999}', 422, "works"),
        (b'{"service":"pictures","works":' + b"9" * 20_000 + b"}", 422, "works"),
        (b'{"service":"pictures","works":true,"symptom":"app"}', 422, "works"),
        (b'{"service":"pictures","observed_at":"2026-03-02T12:00:00"}', 422, "observed_at"),
        (b'{"service":"pictures","observed_at":"yesterday"}', 422, "observed_at"),
        (b'{"service":"pictures","observed_at":1.5}', 422, "observed_at"),
        (b'{"service":"pictures","observed_at":"0001-01-01T00:00:00+14:00"}', 422, "observed_at"),
        (b'{"service":"pictures","country":"Narnia"}', 422, "country"),
        (b'{"service":"pictures","country":"XX"}', 422, "country"),
        (b'{"service":"pictures","network":"AS\\u0000"}', 422, "network"),
        (b'{"service":"pictures","platform":"toaster"}', 422, "platform"),
        (b'{"service":"pictures","app_version":"1\\r\\nx: y"}', 422, "app_version"),
        (b'{"service":"pictures","comment":"' + b"a" * 501 + b'"}', 422, "comment"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_its_field_and_fault(
    shared: Shared, body: bytes, status: int, field: str
) -> None:
    answer = shared.send("POST", REPORTS, content=body, headers=JSON)
    told = problem(answer)
    assert (answer.status_code, told["errors"][0]["field"]) == (status, field)
    assert told["errors"][0]["fault"]
    assert shared.runner.run(shared.house.parts.journal.last()) == 0


@pytest.mark.parametrize(
    ("said", "reason", "status"),
    [
        ({"service": "pictres"}, "unknown_service", 422),
        ({"service": "\x00"}, "unknown_service", 422),
        ({"service": "pictures", "symptom": "calls"}, "unknown_symptom", 422),
        ({"service": "pictures", "observed_at": (NOON - timedelta(hours=3)).isoformat()}, "too_old", 422),
        ({"service": "pictures", "observed_at": (NOON + timedelta(hours=3)).isoformat()}, "in_future", 422),
        ({"service": "pictures", "website": "http://buy.example"}, "robot", 403),
    ],
)
def test_what_is_not_counted_is_told_the_reason(
    shared: Shared, said: dict[str, str], reason: str, status: int
) -> None:
    told = problem(shared.send("POST", REPORTS, json=said))
    assert (told["status"], told["reason"]) == (status, reason)
    assert told["detail"]


def test_a_report_with_a_wrong_field_is_counted_as_a_drop(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            long = {"service": "pictures", "comment": "a" * 501}
            assert (await client.post(REPORTS, json=long)).status_code == 422
            assert house.parts.admit.drops == {Drop.MALFORMED: 1}
            assert (await client.post("/s/pictures/report", data=long)).status_code == 422
            assert (await client.post(REPORTS, content=b"{", headers=JSON)).status_code == 400
            key = {"idempotency-key": "once"}
            for symptom in ("feed", "app"):
                await client.post(REPORTS, json={"service": "pictures", "symptom": symptom}, headers=key)
            assert house.parts.admit.drops == {Drop.MALFORMED: 4}
            await client.post(REPORTS, json={"service": "nowhere"})
            assert house.parts.admit.drops == {Drop.MALFORMED: 4, Drop.UNKNOWN_SERVICE: 1}

    at_home(tmp_path, visit)


def test_a_flood_from_one_address_is_told_when_to_come_back(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answers = [await client.post(REPORTS, json={"service": "pictures"}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [202] * 3 + [429] * 3
        assert problem(answers[5])["reason"] == "flood"
        assert int(answers[5].headers["retry-after"]) > 0

    at_home(tmp_path, visit)


def test_another_content_type_is_refused_with_those_that_are_taken(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            for named in ("multipart/form-data; boundary=x", "text/plain", "application/xml", ""):
                answer = await client.post(
                    REPORTS, content=b"--x--", headers={"content-type": named} if named else {}
                )
                assert answer.status_code == 415
                assert "application/json" in problem(answer)["detail"]
                assert answer.headers["accept-post"] == "application/json, application/x-www-form-urlencoded"
            answer = await client.post(
                REPORTS,
                content=b'{"service":"pictures"}',
                headers={"content-type": "Application/JSON ; charset=utf-8"},
            )
            assert answer.status_code == 202

    at_home(tmp_path, visit)


def test_a_misspelt_field_of_a_form_is_refused_as_one_of_json_is(shared: Shared) -> None:
    told = problem(shared.send("POST", REPORTS, content=b"service=pictures&sympton=feed", headers=FORM))
    assert (told["status"], "sympton" in json.dumps(told)) == (422, True)


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip"])
def test_a_single_report_that_is_packed_is_refused_with_the_reason(shared: Shared, coding: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": coding}
    told = problem(shared.send("POST", REPORTS, content=b'{"service":"pictures"}', headers=headers))
    assert (told["status"], "Content-Encoding" in str(told["detail"])) == (415, True)


@pytest.mark.parametrize(
    "body",
    [
        b"service=pictures&" + b"&".join(b"a%d=1" % number for number in range(40)),
        b"service=%ff%fe",
        b"service=\xff",
    ],
)
def test_a_hostile_form_is_a_malformed_one(shared: Shared, body: bytes) -> None:
    assert problem(shared.send("POST", REPORTS, content=body, headers=FORM))["status"] == 400


def test_other_methods_are_told_which_is_allowed(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            for method in ("GET", "PUT", "DELETE", "PATCH"):
                answer = await client.request(method, REPORTS)
                assert problem(answer)["status"] == 405
                assert answer.headers["allow"] == "POST, OPTIONS"
            assert (await client.head(REPORTS)).status_code == 405
            assert (await client.options(REPORTS)).headers["allow"] == "POST, OPTIONS"

    at_home(tmp_path, visit)


def test_a_key_sent_twice_gets_the_same_receipt_and_is_counted_once(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**{"idempotency-key": '"8e03978e-40d5"'}) as client:
            first = await client.post(REPORTS, json={"service": "pictures"})
            house.clock.set(NOON + timedelta(seconds=9, microseconds=1234))
            again = await client.post(REPORTS, json={"service": "pictures"})
            bare = await client.post(
                REPORTS, json={"service": "pictures"}, headers={"idempotency-key": "8e03978e-40d5"}
            )
            other = await client.post(REPORTS, json={"service": "letters"})
        assert first.status_code == again.status_code == bare.status_code == 202
        assert first.json() == again.json() == bare.json()
        assert problem(other)["type"] == "/problems/key-reused"
        assert other.status_code == 422
        assert len(await journaled(house)) == 1

    at_home(tmp_path, visit)


@pytest.mark.parametrize("key", [b"", b'""', b"k" * 256, b"\xc3\xa9", b"a\tb", b"\x7f"])
def test_a_key_that_is_none_is_refused(shared: Shared, key: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"idempotency-key", key)]
    answer = shared.send("POST", REPORTS, content=b'{"service":"pictures"}', headers=headers)
    assert problem(answer)["status"] == 400
    assert "Idempotency-Key" in problem(answer)["detail"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            announced = await client.post(REPORTS, content=b"x" * 10_000_000, headers=JSON)

            async def spaces() -> AsyncIterator[bytes]:
                while True:
                    yield b" " * 8192

            endless = await client.post(REPORTS, content=spaces(), headers=JSON)
        for answer in (announced, endless):
            assert problem(answer)["status"] == 413
            assert "64 KiB" in problem(answer)["detail"]
            assert answer.headers["connection"] == "close"

    at_home(tmp_path, visit)


def test_a_page_of_another_site_cannot_make_its_visitors_report(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(
            **{"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
        ) as client:
            answer = await client.post(REPORTS, data={"service": "pictures"})
            assert problem(answer)["type"] == "/problems/cross-site"
            answer = await client.post(
                REPORTS, data={"service": "pictures"}, headers={"origin": "https://friend.example"}
            )
            assert answer.status_code == 202

    at_home(tmp_path, visit, WebConfig(report_origins=("https://friend.example",)))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://town.test"}, 202),
        ({"origin": "https://TOWN.test:8443"}, 202),
        ({"origin": "https://outages.example"}, 202),
        ({"origin": "https://friend.example"}, 202),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://town.test.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://[::1]:8000", "host": "[::1]"}, 202),
        ({"origin": "http://[::2]", "host": "[::1]:8000"}, 403),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, 202),
        ({}, 202),
    ],
)
def test_a_browser_that_names_only_the_origin_is_asked_whether_it_is_ours(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    async def visit(house: House) -> None:
        async with house.client(**headers) as client:
            for path in (REPORTS, "/s/pictures/report"):
                answer = await client.post(path, data={"service": "pictures"})
                assert answer.status_code == (303 if status == 202 and path != REPORTS else status)

    config = WebConfig(public_url="https://outages.example", report_origins=("https://friend.example",))
    at_home(tmp_path, visit, config)


def test_the_last_of_two_equal_keys_counts(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(
                REPORTS, content=b'{"service":"pictures","service":"letters"}', headers=JSON
            )
        assert answer.json()["service"] == "letters"

    at_home(tmp_path, visit)


def test_control_characters_do_not_reach_the_journal(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(
                REPORTS, json={"service": "pictures", "comment": "a\x00b\u202ec", "app_version": "1.2"}
            )
        assert answer.status_code == 202
        (report,) = await journaled(house)
        assert report.comment == "a b c"

    at_home(tmp_path, visit)


def test_what_is_one_persons_own_or_not_taken_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ago = NOON - timedelta(minutes=10)
    own = {"service": "pictures", "comment": "my own words", "observed_at": ago.isoformat()}
    said: list[tuple[dict[str, str], int]] = [
        *[(own, 202)] * 2,
        ({"service": "pictures", "time_zone": "Mine/Alone"}, 202),
        ({"service": "nowhere"}, 422),
        ({"service": "pictures", "symptom": "strange"}, 422),
        ({"service": "pictures", "website": "honey"}, 403),
        *[({"service": "pictures", "time_zone": "Europe/Madrid"}, 202)] * 2,
    ]

    async def visit(house: House) -> None:
        assert isinstance(house.app, Front)
        known, addresses = house.app._submit, iter(range(250))

        async def report(body: dict[str, str]) -> int:
            async with house.client(f"198.51.100.{next(addresses)}") as client:
                return (await client.post(REPORTS, json=body)).status_code

        assert [await report(body) for body, _ in said] == [status for _, status in said]
        taken = await journaled(house)
        assert [each.observed_at for each in taken] == [ago, ago, NOON, NOON, NOON]
        assert [body for _, body, _ in known._said] == [b'{"service":"pictures","time_zone":"Europe/Madrid"}']
        kept = repr((known._said, known._bodies))
        assert not [
            secret for secret in ("own words", "Alone", "nowhere", "strange", "honey") if secret in kept
        ]
        monkeypatch.setattr(submit, "_SAID_MAX", 3)
        for versions in (range(9), range(5, 9)):  # when they are many all are forgotten, but not again soon
            for version in versions:
                assert await report({"service": "bank", "app_version": str(version)}) == 202
            assert [body[-3:-2] for _, body, _ in known._said] == [b"2", b"3", b"4"]

    at_home(tmp_path, visit)


def test_as_many_as_were_answered_are_waited_for_and_who_comes_alone_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submit, "_GATHER_SECONDS_MAX", 2.0)
    monkeypatch.setattr(submit, "_GATHER_SECONDS_PER_PEER", 1.0)
    taken: list[int] = []

    async def visit(house: House) -> None:
        take = house.parts.admit.take

        def noted(arrivals: Arrivals, told: Told) -> None:
            taken.append(len(arrivals))
            take(arrivals, told)

        monkeypatch.setattr(house.parts.admit, "take", noted)
        loop, addresses = asyncio.get_running_loop(), iter(range(250))

        async def report() -> int:
            async with house.client(f"198.51.100.{next(addresses)}") as client:
                return (await client.post(REPORTS, json={"service": "pictures"})).status_code

        began = loop.time()
        assert await asyncio.gather(*(report() for _ in range(20))) == [202] * 20
        first = asyncio.gather(*(report() for _ in range(15)))
        await asyncio.sleep(0.2)
        assert await asyncio.gather(*(report() for _ in range(5))) == [202] * 5
        assert await first == [202] * 15
        assert taken == [20, 20]
        assert loop.time() - began < 1.9, "when all who were expected have come, nobody waits"
        began = loop.time()
        last = await asyncio.gather(*(report() for _ in range(3)))
        assert last == [202] * 3
        assert loop.time() - began > 1.9, "they were fewer than before, and were not waited for without end"
        for _ in range(3):
            began = loop.time()
            await report()
        assert loop.time() - began < 1

    at_home(tmp_path, visit)
