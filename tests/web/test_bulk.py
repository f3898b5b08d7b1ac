"""Many reports and counts at once, from who holds the token."""

import asyncio
import gzip
from pathlib import Path

import pytest

from groundswell.core.batch import Batch
from groundswell.core.model import SourceKind
from groundswell.web.parts import WebConfig
from tests.web.house import BEARER, House, Shared, at_home, problem

REPORTS, COUNTS = "/api/v1/reports/bulk", "/api/v1/counts/bulk"
NDJSON = {**BEARER, "content-type": "application/x-ndjson"}
CSV = {**BEARER, "content-type": "text/csv; charset=utf-8"}


async def batch(house: House) -> Batch:
    (entry,) = await house.parts.journal.read(0)
    assert isinstance(entry.content, Batch)
    return entry.content


def test_good_lines_are_taken_and_bad_ones_named(tmp_path: Path) -> None:
    lines = b"""{"service":"pictures","observed_at":"2026-03-02T11:00:00Z","reporter":"a","source_kind":"post"}
not json
{"service":"none"}
{"service":"letters","symptom":"app","reporter":"b"}
"""

    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(REPORTS, content=lines, headers=NDJSON)
        assert answer.status_code == 202
        told = answer.json()
        assert (told["accepted"], told["dropped"]) == (2, {"malformed": 1, "unknown_service": 1})
        assert [fault["line"] for fault in told["faults"]] == [2, 3]
        reports = list((await batch(house)).reports())
        assert [report.source_kind for report in reports] == [SourceKind.POST, SourceKind.PERSON]

    at_home(tmp_path, visit)


def test_counts_come_as_csv_or_lines_and_packed(tmp_path: Path) -> None:
    table = (
        b"at,service,reports,country\n2026-03-02T11:07:30Z,pictures,512,ES\n2026-03-02T11:08:00Z,letters,3,\n"
    )

    async def visit(house: House) -> None:
        async with house.client() as client:
            plain = await client.post(COUNTS, params={"bin": "15m"}, content=table, headers=CSV)
            packed = await client.post(
                COUNTS, content=gzip.compress(table), headers={**CSV, "content-encoding": "gzip"}
            )
            lines = await client.post(
                COUNTS,
                content=b'{"at":"2026-03-02T11:00:00Z","service":"bank","reports":7}\n',
                headers=NDJSON,
            )
        assert [answer.json()["accepted"] for answer in (plain, packed, lines)] == [515, 515, 7]
        entries = await house.parts.journal.read(0)
        first = entries[0].content
        assert isinstance(first, Batch)
        assert [report.observed_at.minute for report in first.reports()] == [0, 0]
        assert first.report(0).source_kind is SourceKind.PARTNER

    at_home(tmp_path, visit)


def test_a_large_body_is_read_beside_the_event_loop(tmp_path: Path) -> None:
    lines = b'{"service":"pictures","country":"ES"}\n' * 5_000

    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(REPORTS, content=lines, headers=NDJSON)
        assert answer.json()["accepted"] == 5_000

    at_home(tmp_path, visit)


def test_a_bomb_and_a_body_too_large_are_refused(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            bomb = await client.post(
                REPORTS,
                content=gzip.compress(bytes(10_000_000)),
                headers={**NDJSON, "content-encoding": "gzip"},
            )
            large = await client.post(COUNTS, content=b"x" * 200_000, headers=CSV)
        assert [problem(answer)["status"] for answer in (bomb, large)] == [413, 413]
        assert await house.parts.journal.last() == 0

    at_home(tmp_path, visit, WebConfig(bulk_bytes_max=100_000))


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        (REPORTS, {"content-type": "application/x-ndjson"}, b"", 401),
        (COUNTS, {"content-type": "text/csv", "authorization": "Bearer no"}, b"", 401),
        (REPORTS, CSV, b"at,service,reports\n", 415),
        (REPORTS, {**BEARER, "content-type": "application/json"}, b"{}", 415),
        (REPORTS, {**NDJSON, "content-encoding": "br"}, b"", 415),
        (REPORTS, {**NDJSON, "content-encoding": "gzip"}, b"not gzip", 400),
        (REPORTS, NDJSON, b"", 400),
        (REPORTS, NDJSON, b"\n\n\n", 400),
        (COUNTS, CSV, b"when,what\n1,2\n", 422),
        (COUNTS, CSV, b"\xff\xfe", 400),
        (COUNTS, CSV, b"", 422),
        (COUNTS + "?bin=2m", CSV, b"at,service,reports\n", 400),
    ],
)
def test_a_bulk_request_that_cannot_be_read_is_told_why(
    shared: Shared, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert problem(shared.send("POST", path, headers=headers, content=body))["status"] == status


def test_a_field_that_nobody_reads_is_a_fault_of_its_line_and_faults_come_in_the_order_of_lines(
    shared: Shared,
) -> None:
    body = (
        b'{"service":"nobody"}\n{"service":"pictures","foo":1}\n'
        b'{"service":"pictures","country":"Q"}\n{"service":"nobody"}\n{"service":"pictures"}\n'
    )
    told = shared.send("POST", REPORTS, headers=NDJSON, content=body).json()
    assert told["accepted"] == 1
    assert [(fault["line"], fault["field"]) for fault in told["faults"]] == [
        (1, "service"),
        (2, "foo"),
        (3, "country"),
        (4, "service"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"\x00" * 1000,
        b"[" * 200_000,
        b'{"service":' + b"[" * 200_000,
        b'{"service":"pictures","count":' + b"9" * 5_000 + b"}\n",
        b'{"service":"pictures","observed_at":"9999-12-31T23:59:59-23:59"}\n',
        b'{"service":"pictures","observed_at":"0001-01-01T00:00:00+23:59"}\n',
        b'{"service":"\\ud800"}\n{"service":"\xff"}\n',
    ],
)
def test_hostile_lines_are_counted_as_malformed_and_break_nothing(shared: Shared, body: bytes) -> None:
    answer = shared.send("POST", REPORTS, headers=NDJSON, content=body)
    assert answer.status_code == 202
    assert answer.json()["accepted"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b'at,service,reports\n"' + b"x" * 300_000,
        b"at,service,reports\n" + b"\x00,\x00,\x00\n",
        b"at,service,reports\n2026-03-02T11:00:00Z,pictures,-5\n",
        b"at,service,reports\n2026-03-02T11:00:00Z,pictures," + b"9" * 6_000 + b"\n",
        b"at,service,reports\n9999-12-31T23:59:59-23:59,pictures,1\n",
        b"at,service,reports\n" + b"2026-03-02T11:00:00Z,pictures,1e9\n",
        b"at,service,reports\r2026-03-02T11:00:00Z\x00,pi\rctures,1",
    ],
)
def test_a_hostile_table_breaks_nothing(shared: Shared, body: bytes) -> None:
    answer = shared.send("POST", COUNTS, headers=CSV, content=body)
    assert answer.status_code in (202, 400, 422)
    assert answer.status_code != 202 or answer.json()["accepted"] == 0


@pytest.mark.parametrize(
    ("path", "headers", "body"),
    [
        (REPORTS, NDJSON, b'{"service":"pictures","country":"ES"}\n' * 3),
        (COUNTS, CSV, b"at,service,reports\n2026-03-02T11:07:30Z,pictures,3\n"),
    ],
)
def test_a_bulk_request_that_is_sent_again_with_its_key_is_taken_once(
    path: str, headers: dict[str, str], body: bytes, tmp_path: Path
) -> None:
    keyed = {**headers, "idempotency-key": '"delivery-1"'}

    async def visit(house: House) -> None:
        async with house.client() as client:
            both = await asyncio.gather(*(client.post(path, content=body, headers=keyed) for _ in range(2)))
            later = await client.post(path, content=body, headers=keyed)
            other = await client.post(
                path, content=body, headers={**headers, "idempotency-key": "delivery-2"}
            )
        assert [answer.status_code for answer in (*both, later, other)] == [202] * 4
        assert {answer.json()["accepted"] for answer in (*both, later, other)} == {3}
        assert len(await house.parts.journal.read(0)) == 2
        assert house.parts.admit.accepted == 6

    at_home(tmp_path, visit)


def test_a_key_of_a_bulk_request_is_not_for_another_body(tmp_path: Path) -> None:
    keyed = {**NDJSON, "idempotency-key": "delivery-1"}

    async def visit(house: House) -> None:
        async with house.client() as client:
            await client.post(REPORTS, content=b'{"service":"pictures"}', headers=keyed)
            answer = await client.post(REPORTS, content=b'{"service":"letters"}', headers=keyed)
        assert (answer.status_code, problem(answer)["type"]) == (422, "/problems/key-reused")
        assert len(await house.parts.journal.read(0)) == 1

    at_home(tmp_path, visit)


def test_a_bulk_request_that_is_packed_anew_is_the_same(tmp_path: Path) -> None:
    body, keyed = b'{"service":"pictures"}\n', {**NDJSON, "idempotency-key": "k", "content-encoding": "gzip"}

    async def visit(house: House) -> None:
        async with house.client() as client:
            for mtime in (1, 2):
                answer = await client.post(REPORTS, content=gzip.compress(body, mtime=mtime), headers=keyed)
                assert answer.json()["accepted"] == 1
        assert len(await house.parts.journal.read(0)) == 1

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    "body", [b'\n\n{"service":"none"}\n', b'{"service":"pictures"}\r\n\r\n{"service":"none"}']
)
def test_a_bad_line_is_named_by_its_number_behind_empty_ones(body: bytes, tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(REPORTS, content=body, headers=NDJSON)
        assert [fault["line"] for fault in answer.json()["faults"]] == [3]

    at_home(tmp_path, visit)


def test_one_object_is_one_line(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = await client.post(
                REPORTS, content=b'{"service":"pictures"} {"service":"bank"}\n', headers=NDJSON
            )
        assert (answer.json()["accepted"], [fault["line"] for fault in answer.json()["faults"]]) == (0, [1])

    at_home(tmp_path, visit)
