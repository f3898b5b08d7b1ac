"""The receipt of a report: what became of it, what is kept of it, and what can still be said."""

import re
from pathlib import Path

import pytest

from groundswell.flow.follow import Followed
from groundswell.web.render import Render
from groundswell.web.wishes import Aftermath
from tests.town import NOON, incident, report
from tests.web.house import House, at_home, broken
from tests.web.reading import Reader, html
from tests.web.views import TOWN

RENDER = Render(TOWN)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "will be counted within seconds"),
        ("counted", "has been counted"),
        ("added", "What you added now counts"),
        ("repeat", "does not count again"),
    ],
)
def test_a_receipt_says_what_became_of_the_report(state: str, words: str) -> None:
    followed = Followed(state, report(symptom="app", country="ES", network="as3352"), NOON, None)  # type: ignore[arg-type]
    reader = Reader(RENDER.receipt("abc", followed))
    assert words in reader.text
    assert "Trouble with Pictures: App" in reader.text
    assert "Spain, Town Fixed" in reader.text
    assert reader.all("a", href="/s/pictures")
    assert ("Look again" in reader.text) is (state == "waiting")


@pytest.mark.parametrize(
    ("state", "told", "asked"),
    [
        ("counted", {}, {"symptom", "country", "network", "platform", "app_version", "comment", "website"}),
        (
            "counted",
            {"symptom": "app", "country": "ES", "app_version": "2"},
            {"network", "platform", "comment", "website"},
        ),
        (
            "added",
            {"country": "ES", "platform": "ios", "network": "as3352", "app_version": "2"},
            {"comment", "website"},
        ),
    ],
)
def test_a_receipt_asks_for_what_the_report_left_open_while_that_still_counts(
    state: str, told: dict[str, str], asked: set[str]
) -> None:
    followed = Followed(state, report(**told), NOON, None)  # type: ignore[arg-type]
    page = html(RENDER.receipt("abc", followed, Aftermath(may_add=True)))
    form = page.split('action="/s/pictures/report"')[1].split("</form>")[0]
    assert set(re.findall(' name="([^"]*)"', form)) == asked
    assert "/s/pictures/report" not in html(RENDER.receipt("abc", followed))


def test_a_receipt_names_all_that_is_kept_of_the_report() -> None:
    said = report(app_version="285.0", comment="secret words", key="beef", reporter=7, platform="ios")
    text = Reader(RENDER.receipt("abc", Followed("counted", said, NOON, None))).text
    for kept in (
        "285.0",
        "Your words",
        "kept; no page shows them",
        "a pseudonym of today",
        "Idempotency-Key",
    ):
        assert kept in text
    assert "secret words" not in text
    assert "beef" not in text
    bare = Reader(RENDER.receipt("abc", Followed("counted", report(), NOON, None))).text
    assert "Idempotency-Key" not in bare
    assert "a pseudonym" not in bare


def test_a_receipt_tells_what_became_of_the_report(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            receipt = (await client.post("/api/v1/reports", json={"service": "pictures"})).json()["receipt"]
            waiting = (await client.get(f"/api/v1/receipts/{receipt}")).json()
            again, more = [
                (await client.post("/api/v1/reports", json={"service": "pictures"} | told)).json()["receipt"]
                for told in ({}, {"symptom": "app"})
            ]
            while await house.count.step():
                pass
            await broken(house)
            counted = (await client.get(f"/api/v1/receipts/{receipt}")).json()
            repeat = (await client.get(f"/api/v1/receipts/{again}")).json()
            added = (await client.get(f"/api/v1/receipts/{more}")).json()
        standing = [told["status"] for told in (waiting, counted, repeat, added)]
        assert standing == ["waiting", "counted", "repeat", "added"]
        assert waiting["incident"] is None
        assert counted["incident"]["id"] == incident().id
        assert counted["recorded_at"] == "2026-03-02T12:00:00Z"

    at_home(tmp_path, visit)
