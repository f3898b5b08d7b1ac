"""What is promised of what people wrote."""

from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.model import Comment, CommentState
from groundswell.errors import PermanentError
from groundswell.ports import Comments
from groundswell.stores.relational import Database, RelationalComments
from tests.contract.conftest import WithDatabase
from tests.town import NOON

WAITING, SHOWN, REFUSED = CommentState
SAID = Comment(2**40, "pictures", NOON, "ES", "no llega nada, größer 😀 […]")


def said(number: int, service: str = "pictures", minute: int = 0, **told: object) -> Comment:
    at = NOON + timedelta(minutes=minute)
    return replace(SAID, id=number, service=service, at=at, **told)  # type: ignore[arg-type]


async def ids(comments: Comments, **asked: object) -> list[int]:
    return [one.id for one in await comments.list(**asked)]  # type: ignore[arg-type]


def test_a_comment_and_the_cursor_come_back_whole_after_a_restart(with_database: WithDatabase) -> None:
    async def first(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        assert await comments.cursor() is None
        await comments.put([SAID], SAID.id)

    async def after_a_restart(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        assert list(await comments.list()) == [SAID]
        assert await comments.cursor() == SAID.id

    with_database(first)
    with_database(after_a_restart)


def test_an_empty_journal_is_a_place_to_begin_too(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([], 0)
        assert await comments.cursor() == 0
        await comments.put([], 0)
        assert await comments.cursor() == 0

    with_database(story)


def test_a_comment_that_is_put_again_stays_as_it_was_decided(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([said(1)], 1)
        await comments.decide(1, REFUSED, "Ada")
        await comments.put([said(1), said(2)], 2)
        assert list(await comments.list()) == [said(2), said(1, state=REFUSED, by="Ada")]

    with_database(story)


def test_a_cursor_that_would_go_back_is_refused_and_nothing_is_put(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([said(5)], 9)
        with pytest.raises(PermanentError, match="two processes"):
            await comments.put([said(6)], 8)
        assert (await ids(comments), await comments.cursor()) == ([5], 9)

    with_database(story)


def test_whoever_pauses_forgets_where_it_was_and_keeps_what_it_has(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([said(5)], 9)
        await comments.pause()
        await comments.pause()
        assert (await ids(comments), await comments.cursor()) == ([5], None)

    with_database(story)


def test_comments_are_listed_by_state_and_service_the_newest_first(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        entries = [said(1, minute=5), said(2, "letters", 9), said(3, minute=7), said(4, minute=7)]
        await comments.put(entries, 4)
        await comments.decide(1, SHOWN, "Ada")
        assert await ids(comments) == [2, 4, 3, 1]
        assert await ids(comments, state=WAITING) == [2, 4, 3]
        assert await ids(comments, state=SHOWN, service="pictures") == [1]
        assert await ids(comments, service="films") == []
        assert await ids(comments, limit=2) == [2, 4]

    with_database(story)


def test_those_of_a_state_are_counted_on_all_services_or_on_some(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([said(number) for number in range(1, 302)], 400)
        await comments.decide(5, REFUSED, "Ada")
        assert await comments.count(WAITING) == 300
        assert await comments.count(WAITING, services=[said(1).service, "other"]) == 300
        assert await comments.count(WAITING, services=["other"]) == 0
        assert await comments.count(REFUSED) == 1

    with_database(story)


def test_the_latest_are_those_shown_since_then_so_many_of_each_service(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        pictures = [said(number, minute=number) for number in range(1, 6)]
        letters = [said(number, "letters", number) for number in range(6, 8)]
        await comments.put([*pictures, *letters, said(8, "films", 9), said(9, minute=9)], 9)
        for number in range(1, 9):
            await comments.decide(number, SHOWN, "Ada")
        await comments.decide(5, REFUSED, "Ada")
        many = ["letters", "pictures", *(f"other-{number}" for number in range(200))]
        for services in (["pictures", "letters"], many):
            found = await comments.latest(services, NOON + timedelta(minutes=2), 2)
            assert {slug: [one.id for one in some] for slug, some in found.items()} == {
                "pictures": [4, 3],
                "letters": [7, 6],
            }
        assert await comments.latest([], NOON, 2) == {}
        (only,) = (await comments.latest(["films"], NOON + timedelta(minutes=9), 2))["films"]
        assert only == said(8, "films", 9, state=SHOWN, by="Ada")

    with_database(story)


def test_a_decision_is_kept_and_can_be_taken_back(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([said(1)], 1)
        assert await comments.decide(1, SHOWN, "Ada") == said(1, state=SHOWN, by="Ada")
        assert await comments.decide(1, REFUSED, "Bob") == said(1, state=REFUSED, by="Bob")
        assert list(await comments.list()) == [said(1, state=REFUSED, by="Bob")]

    with_database(story)


def test_a_decision_on_what_is_not_there_is_told(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        assert await RelationalComments(database).decide(4711, SHOWN, "Ada") is None

    with_database(story)


def test_what_is_older_is_forgotten(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        comments: Comments = RelationalComments(database)
        await comments.put([said(1), said(2, minute=1), said(3, minute=2)], 3)
        assert await comments.forget(NOON + timedelta(minutes=1)) == 1
        assert await ids(comments) == [3, 2]
        assert await comments.cursor() == 3

    with_database(story)
