"""What people write: let through at the desk, then on the service's page for a day; never anywhere while it is off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.model import Comment
from groundswell.web.parts import WebConfig
from tests.town import NOON
from tests.web.house import BEARER, House, at_home, problem

PATH = "/api/v1/desk/comments"
ON = WebConfig(comments=True)
HEADING = "What people say"
NASTY = '<script>alert(1)</script> " onmouseover="alert(2)" {{ 7 * 7 }} &amp; <img src=x onerror=alert(3)>'


def said(number: int, words: str = "Nothing arrives", service: str = "pictures", minutes: int = 0) -> Comment:
    """Said so many minutes before noon."""
    return Comment(number, service, NOON - timedelta(minutes=minutes), "ES", words)


async def put(house: House, *comments: Comment) -> None:
    await house.parts.comments.put(comments, max(comment.id for comment in comments))


async def decide(house: House, number: object, state: str = "shown", **told: object) -> Any:
    async with house.client(**BEARER) as client:
        return await client.post(f"{PATH}/{number}", json={"state": state, "by": "Ada", **told})


async def pages(house: House, prefix: str = "") -> tuple[str, str]:
    """The service's page and its live part, as somebody sees them."""
    async with house.client() as client:
        page, live = await client.get(f"{prefix}/s/pictures"), await client.get(f"{prefix}/s/pictures/live")
    return page.text, live.text


def test_comments_that_wait_are_listed_for_the_desk_alone(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await put(house, said(1, minutes=5), said(2, "Neither here", "letters"))
        async with house.client() as client:
            assert problem(await client.get(PATH))["status"] == 401
            assert problem(await client.post(f"{PATH}/1", json={"state": "shown"}))["status"] == 401
        async with house.client(**BEARER) as client:
            listed = (await client.get(PATH)).json()["comments"]
            assert [one["id"] for one in listed] == [2, 1]
            assert listed[1] == {
                "id": 1,
                "service": "pictures",
                "at": "2026-03-02T11:55:00Z",
                "country": "ES",
                "words": "Nothing arrives",
                "state": "waiting",
                "by": "",
            }
            assert [one["id"] for one in (await client.get(f"{PATH}?service=Pics")).json()["comments"]] == [1]
            assert len((await client.get(f"{PATH}?limit=1")).json()["comments"]) == 1
            assert (await client.get(f"{PATH}?state=shown")).json() == {"comments": []}
            assert problem(await client.get(f"{PATH}?state=liked"))["status"] == 400
            assert problem(await client.get(f"{PATH}?service=nobody"))["type"] == "/problems/unknown-service"

    at_home(tmp_path, visit, ON)


def test_a_comment_stands_on_the_page_as_soon_as_it_is_let_through_and_goes_when_refused(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await put(house, said(1))
        await house.parts.publish.run({"pictures"})
        for text in await pages(house):
            assert HEADING not in text
            assert "Nothing arrives" not in text
        told = await decide(house, 1)
        assert (told.status_code, told.json()["state"], told.json()["by"]) == (200, "shown", "Ada")
        for text in await pages(house):
            assert HEADING in text
            assert '<p dir="auto">Nothing arrives</p>' in text
            assert '<time datetime="2026-03-02T12:00Z">' in text.partition(HEADING)[2]
            assert "Spain" in text.partition(HEADING)[2].partition("</ul>")[0]
            assert "Ada" not in text
        await decide(house, 1, "refused")
        for text in await pages(house):
            assert "Nothing arrives" not in text

    at_home(tmp_path, visit, ON)


def test_readers_of_the_page_are_told_when_a_decision_changed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visit(house: House) -> None:
        told: list[str] = []
        monkeypatch.setattr(house.parts.live, "changed", told.append)
        await put(house, said(1), said(2))
        await house.parts.publish.run({"pictures"})
        await decide(house, 1, "refused")
        assert told == []
        await decide(house, 2)
        assert told == ["pictures"]

    at_home(tmp_path, visit, ON)


def test_what_people_write_is_never_read_as_html(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await put(house, said(1, NASTY))
        await decide(house, 1)
        for text in (*await pages(house), *await pages(house, "/ar")):
            assert (
                "&lt;script&gt;alert(1)&lt;/script&gt; &#34; onmouseover=&#34;alert(2)&#34; {{ 7 * 7 }}"
                in text
            )
            for piece in ("<script>alert", "<img src=x", 'onmouseover="alert'):
                assert piece not in text

    at_home(tmp_path, visit, ON)


def test_the_five_newest_of_the_last_day_are_shown(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await put(house, *(said(number, f"words {number}.", minutes=number) for number in range(1, 8)))
        await put(house, said(8, "of yesterday", minutes=24 * 60 + 1))
        for number in (8, 7, 6):
            await decide(house, number)
        (text, _) = await pages(house)
        assert "of yesterday" not in text
        for number in range(1, 6):
            await decide(house, number)
        (text, _) = await pages(house)
        assert [number for number in range(1, 9) if f"words {number}." in text] == [1, 2, 3, 4, 5]
        assert text.index("words 1.") < text.index("words 5.")
        house.clock.advance(hours=25)
        await house.parts.publish.run(None)
        for text in await pages(house):
            assert "words" not in text.partition(HEADING)[2].partition("</ul>")[0]
            assert HEADING not in text

    at_home(tmp_path, visit, ON)


def test_while_it_is_off_nothing_is_shown_whatever_is_in_the_store(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await put(house, said(1))
        assert (await decide(house, 1)).status_code == 200
        for text in await pages(house):
            assert HEADING not in text
            assert "Nothing arrives" not in text
            assert 'data-live="quotes"' not in text

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("config", "page", "promised", "not_promised"),
    [
        (WebConfig(), "/s/pictures", "never shown on a page", "may be shown"),
        (ON, "/s/pictures", "may be shown on this page for a day", "never shown"),
        (WebConfig(), "/privacy", "never shown on a page", "may be shown"),
        (ON, "/privacy", "may be shown on the service&#39;s page for a day", "never shown"),
        (WebConfig(), "/about", "never shown on a page", "may be shown"),
        (ON, "/about", "may be shown on the service&#39;s page for a day", "never shown"),
    ],
)
def test_what_becomes_of_ones_words_is_told_as_it_is(
    tmp_path: Path, config: WebConfig, page: str, promised: str, not_promised: str
) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            text = (await client.get(page)).text.replace("’", "&#39;").replace("'", "&#39;")
        assert promised in text
        assert not_promised not in text

    at_home(tmp_path, visit, config)


@pytest.mark.parametrize(
    ("config", "promised"),
    [(WebConfig(), "kept; no page shows them"), (ON, "a page may show them once somebody has read them")],
)
def test_a_receipt_says_whether_the_words_may_be_shown(
    tmp_path: Path, config: WebConfig, promised: str
) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            sent = await client.post("/api/v1/reports", json={"service": "pictures", "comment": "gone"})
            assert promised in (await client.get(f"/r/{sent.json()['receipt']}")).text

    at_home(tmp_path, visit, config)


@pytest.mark.parametrize("number", ["4711", "0", "-1", "9" * 18, "9" * 40, "١", "one", "%00"])
def test_a_decision_on_a_comment_that_is_not_there_is_not_found(tmp_path: Path, number: str) -> None:
    async def visit(house: House) -> None:
        await put(house, said(1))
        told = problem(await decide(house, number))
        assert (told["status"], told["type"]) == (404, "/problems/not-found")

    at_home(tmp_path, visit, ON)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"state": "waiting"}, "state"),
        ({"state": "liked"}, "state"),
        ({"by": "A\x00a"}, "by"),
        ({"by": "a" * 81}, "by"),
        ({"words": "others"}, "words"),
    ],
)
def test_a_decision_that_is_none_is_refused_with_its_field(
    tmp_path: Path, told: dict[str, object], field: str
) -> None:
    async def visit(house: House) -> None:
        await put(house, said(1))
        answer = problem(await decide(house, 1, **told))  # type: ignore[arg-type]
        assert answer["status"] == 422
        assert field in str(answer["errors"])
        (kept,) = await house.parts.comments.list()
        assert kept == said(1)

    at_home(tmp_path, visit, ON)
