"""A day of the real process: reports come in by every road, are counted and shown, and are there the next morning.

The same stories with the built-in database and with PostgreSQL.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil
import pytest

from groundswell.runtime.telemetry import HISTOGRAMS
from tests.system.conftest import Town, eventually
from tests.system.process import server, start_in_vain

pytestmark = pytest.mark.system

JUDGED_SECONDS_MAX = 180.0
"""A minute is judged when it is over; a busy machine has its time."""


def counted(town: Town, slug: str) -> int:
    """Reports of trouble as the service's JSON has them; 0 while nobody is counting."""
    reports: int | None = town.ask(f"/api/v1/services/{slug}").json()["reports"]
    return reports or 0


def shown(town: Town, path: str) -> int:
    """Reports of trouble as a page has them."""
    found = re.search(r'data-count="(\d+)"', town.ask(path).text)
    return int(found[1]) if found else 0


def figure(town: Town, name: str) -> float:
    """One metric without labels."""
    found = re.search(rf"^{name} (\S+)$", town.ask("/metrics").text, re.MULTILINE)
    assert found, name
    return float(found[1])


def status(town: Town, receipt: str) -> str:
    """What became of a report."""
    said: str = town.ask(f"/api/v1/receipts/{receipt}").json()["status"]
    return said


def test_reports_by_every_road_are_counted_and_shown(town: Town) -> None:
    with town.client() as person:
        as_json = person.post("/api/v1/reports", json={"service": "instagram", "symptom": "feed"})
    assert as_json.status_code == 202
    with town.client() as person:
        as_form = person.post("/api/v1/reports", data={"service": "insta", "country": "es"})
    assert as_form.status_code == 202
    with town.client() as person:
        on_page = person.post("/s/instagram/report", data={"symptom": "app"})
        assert on_page.status_code == 303
        assert person.get(on_page.headers["location"]).status_code == 200
    lines = "\n".join(json.dumps({"service": "instagram", "reporter": name}) for name in "abc")
    in_bulk = town.post(
        "/api/v1/reports/bulk",
        gzip.compress(lines.encode()),
        content_type="application/x-ndjson",
        content_encoding="gzip",
    )
    assert in_bulk.json()["accepted"] == 3
    now = datetime.now(UTC).isoformat()
    table = f"at,service,reports,country\n{now},instagram,5,ES\n"
    as_counts = town.post("/api/v1/counts/bulk", table.encode(), content_type="text/csv")
    assert as_counts.json()["accepted"] == 5
    for look in (
        lambda: counted(town, "instagram"),
        lambda: shown(town, "/s/instagram"),
        lambda: shown(town, "/s/instagram/live"),
    ):
        assert eventually(look, lambda seen: seen >= 11) == 11


def test_a_receipt_goes_from_waiting_to_counted_and_says_when_it_was_a_repeat(town: Town) -> None:
    with town.client() as person:
        first = person.post("/api/v1/reports", json={"service": "tiktok"})
        again = person.post("/api/v1/reports", json={"service": "tiktok"})
    assert first.json()["status"] == "waiting"
    for answer, settled in ((first, "counted"), (again, "repeat")):
        receipt = answer.json()["receipt"]
        assert eventually(partial(status, town, receipt), lambda said: said != "waiting") == settled


def test_a_page_is_sent_again_only_when_it_says_something_new(town: Town) -> None:
    with town.client() as reader:

        def asked_again() -> tuple[int, int]:
            page = reader.get("/s/reddit")
            same = reader.get("/s/reddit", headers={"if-none-match": page.headers["etag"]})
            return page.status_code, same.status_code

        # Between the two the minute may end, and with it what the page says.
        assert eventually(asked_again, lambda codes: codes[1] == 304) == (200, 304)
        before = reader.get("/s/reddit").headers["etag"]
        assert reader.post("/api/v1/reports", json={"service": "reddit"}).status_code == 202
        eventually(lambda: shown(town, "/s/reddit"), lambda seen: seen == 1)
        fresh = reader.get("/s/reddit", headers={"if-none-match": before})
        assert (fresh.status_code, 'data-count="1"' in fresh.text) == (200, True)


def test_its_figures_say_that_it_is_ready_and_what_it_has_counted(town: Town) -> None:
    assert town.ask("/healthz").status_code == 200
    ready = town.ask("/readyz")
    assert (ready.status_code, ready.json()["faults"]) == (200, {})
    before = figure(town, "groundswell_reports_counted_total")
    with town.client() as person:
        assert person.post("/api/v1/reports", json={"service": "snapchat"}).status_code == 202
    eventually(lambda: figure(town, "groundswell_reports_counted_total"), lambda seen: seen >= before + 1)
    assert eventually(lambda: figure(town, "groundswell_count_lag_sequences"), lambda lag: lag == 0) == 0
    assert figure(town, "groundswell_reports_accepted_total") >= 1


@pytest.mark.parametrize(
    "town_server", ["sqlite"], indirect=True
)  # it waits for a minute to be judged: once is enough
def test_every_figure_moves_that_has_reason_to(town: Town) -> None:
    names = [
        "judged_minute",
        "reports_accepted_total",
        "reports_counted_total",
        "visits_total",
        "pages_published_total",
    ]
    names += [f"{name.removeprefix('groundswell_')}_count" for name in HISTOGRAMS]
    before = {name: figure(town, f"groundswell_{name}") for name in names}
    with town.client() as person:
        assert person.get("/s/netflix", headers={"accept": "text/html"}).status_code == 200
        assert person.post("/api/v1/reports", json={"service": "netflix"}).status_code == 202
    now = datetime.now(UTC).isoformat()
    table = f"at,service,reports\n{now},netflix,7\n".encode()
    assert town.post("/api/v1/counts/bulk", table, content_type="text/csv").json()["accepted"] == 7

    def moved() -> dict[str, float]:
        return {name: figure(town, f"groundswell_{name}") - before[name] for name in names}

    # They move one after the other, the pages last: after the minute that a report came in has been judged.
    standing = eventually(
        lambda: [name for name, by in moved().items() if by <= 0], lambda names: not names, JUDGED_SECONDS_MAX
    )
    assert standing == []
    seen = moved()
    assert seen["reports_accepted_total"] == seen["reports_counted_total"] == 8
    asked = re.findall(r"^groundswell_http_requests_total\{(.+)\} ", town.ask("/metrics").text, re.MULTILINE)
    assert {'route="report",status="202"', 'route="page",status="200"'} <= set(asked)


def test_it_ends_under_a_reader_of_the_stream_and_the_next_morning_everything_is_there(town: Town) -> None:
    with town.client() as person, town.client() as reader:
        with reader.stream("GET", "/api/v1/stream", params={"service": "x"}) as stream:
            lines: Iterator[str] = stream.iter_lines()
            assert next(lines) == ": connected"
            body = {"service": "x", "symptom": "log-in", "country": "PT"}
            key = {"idempotency-key": "the-last-of-the-day"}
            sent = person.post("/api/v1/reports", json=body, headers=key)
            assert sent.status_code == 202
            news = next(line for line in lines if line.startswith("data: "))
            assert json.loads(news.removeprefix("data: "))["slug"] == "x"
            assert town.server.stop() == 0, town.server.log
            # A minute may have ended meanwhile: what still came is about this service, and then the stream has an end.
            assert all('"x"' in line for line in lines if line.startswith("data: "))
        assert "Traceback" not in town.server.log
        town.server.start()
        receipt = sent.json()["receipt"]
        assert eventually(lambda: status(town, receipt), lambda said: said != "waiting") == "counted"
        assert eventually(lambda: counted(town, "x"), lambda seen: seen > 0) == 1
        assert eventually(lambda: shown(town, "/s/x"), lambda seen: seen > 0) == 1
        retried = person.post("/api/v1/reports", json=body, headers=key)
        assert retried.json()["receipt"] == receipt
        series = town.ask("/api/v1/services/x/series?axis=country&hours=1&bin=15m").json()
        assert [line["value"] for line in series["lines"]] == ["PT"]


def test_a_start_on_a_port_that_is_taken_ends_with_one_clear_line(town: Town, tmp_path: Path) -> None:
    with server(tmp_path / "data") as second:
        ended = start_in_vain(second, town.server.port)
    assert ended.code == 3
    assert ended.said.count("\n") == 1
    assert re.match(rf"error: cannot listen on 127\.0\.0\.1 port {town.server.port}: ", ended.said)


def test_a_start_with_a_journal_shorter_than_what_was_counted_is_refused_and_says_what_to_do(
    tmp_path: Path,
) -> None:
    with server(tmp_path / "data") as alone:
        alone.start()
        town = Town(alone)
        with town.client() as person:
            assert person.post("/api/v1/reports", json={"service": "x"}).status_code == 202
        eventually(lambda: counted(town, "x"), lambda seen: seen == 1)
        assert alone.stop() == 0, alone.log
        for path in alone.data_dir.glob("journal.db*"):
            path.unlink()
        ended = start_in_vain(alone, 0)
    assert ended.code == 3
    assert ended.said.count("\n") == 1
    assert "the journal ends with sequence 0, the database has counted up to 1" in ended.said
    assert "restore both from one backup" in ended.said


def test_a_start_on_a_disk_that_is_full_ends_with_one_clear_line(tmp_path: Path) -> None:
    with server(tmp_path / "data") as hopeless:
        # No file can grow beyond 8 kB: what a full disk does to SQLite, without one.
        ended = start_in_vain(hopeless, 0, through=("sh", "-c", 'ulimit -f 16; exec "$0" "$@"'))
    assert ended.code == 3
    assert ended.said.count("\n") == 1
    assert re.match(
        rf"error: the (database|journal) \S*{re.escape(str(tmp_path))}\S+ cannot be used", ended.said
    )


def test_a_disk_that_fills_up_is_said_and_the_pages_stay_up(town: Town) -> None:
    if town.server.database:
        pytest.skip("the journal's file is the same")
    process = psutil.Process(town.server.pid)
    unlimited = (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY)
    with town.client() as person:
        process.rlimit(psutil.RLIMIT_FSIZE, (4096, psutil.RLIM_INFINITY))
        try:
            refused = person.post("/api/v1/reports", json={"service": "pinterest"})
            page = person.get("/s/pinterest")
        finally:
            process.rlimit(psutil.RLIMIT_FSIZE, unlimited)
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        assert int(refused.headers["retry-after"]) > 0
        assert page.status_code == 200
        taken = person.post("/api/v1/reports", json={"service": "pinterest"})
        assert taken.status_code == 202
        receipt = taken.json()["receipt"]
        assert eventually(lambda: status(town, receipt), lambda said: said != "waiting") == "counted"
    assert eventually(lambda: counted(town, "pinterest"), lambda seen: seen > 0) == 1
