"""Which words of the journal somebody is asked about, and which nobody ever sees."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import Act, CommentState, Ruling, SourceKind
from groundswell.flow import quote as leg
from groundswell.flow.quote import Quote
from groundswell.stores.relational import RelationalComments
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, report


class Tale:
    """A journal, what is taken from it, and the leg between."""

    def __init__(self, room: Rooms) -> None:
        self.journal = room.journal
        self.comments = RelationalComments(room.database)
        self.quote = Quote(room.journal, self.comments, is_on=True)
        self.off = Quote(room.journal, self.comments, is_on=False)

    async def words(self) -> list[str]:
        """What was taken, as it was written: first to last."""
        await self.quote.run()
        kept = await self.comments.list()
        assert {comment.state for comment in kept} <= {CommentState.WAITING}
        return [comment.words for comment in sorted(kept, key=lambda comment: comment.id)]


def told(folder: Path, story: Callable[[Tale], Awaitable[None]]) -> None:
    async def run() -> None:
        async with rooms(folder) as room:
            await story(Tale(room))

    asyncio.run(run())


def test_what_was_sent_before_is_never_taken(tmp_path: Path) -> None:
    async def story(tale: Tale) -> None:
        await tale.journal.append([report(comment="before")])
        assert await tale.words() == []
        await tale.journal.append([report(comment="after")])
        assert await tale.words() == ["after"]
        await tale.off.begin()
        await tale.journal.append([report(comment="while it was off")])
        await tale.off.run()
        await tale.quote.begin()
        assert await tale.words() == ["after"]
        await tale.journal.append([report(comment="and on again")])
        assert await tale.words() == ["after", "and on again"]

    told(tmp_path, story)


def test_a_comment_waits_under_its_sequence_with_time_and_place_and_without_what_is_personal(
    tmp_path: Path,
) -> None:
    async def story(tale: Tale) -> None:
        await tale.quote.run()
        earlier = NOON - timedelta(minutes=7)
        said = report("letters", earlier, comment="Gone, write to ana@example.com", country="ES")
        first = await tale.journal.append([report(), said])
        await tale.quote.run()
        (kept,) = await tale.comments.list()
        assert (kept.id, kept.service, kept.at, kept.country) == (first + 1, "letters", earlier, "ES")
        assert kept.words == "Gone, write to […]"

    told(tmp_path, story)


def test_only_persons_are_quoted_and_only_where_words_are_left(tmp_path: Path) -> None:
    async def story(tale: Tale) -> None:
        await tale.quote.run()
        others = [report(comment=kind, source_kind=kind) for kind in SourceKind if kind != "person"]
        empty = [
            report(comment=words) for words in ("ana@example.com", "www.spam.com, ana@example.com!", " ")
        ]
        await tale.journal.append([*others, *empty, report(comment="😡")])
        assert await tale.words() == ["😡"]

    told(tmp_path, story)


def test_words_that_no_page_would_show_any_more_are_left_out(tmp_path: Path) -> None:
    async def story(tale: Tale) -> None:
        await tale.quote.run()
        old = [
            report(at=NOON - timedelta(hours=hours), comment=f"{hours} hours ago") for hours in (23, 24, 900)
        ]
        await tale.journal.append(old)
        assert await tale.words() == ["23 hours ago"]

    told(tmp_path, story)


def test_a_long_journal_is_taken_in_steps_and_each_once_rulings_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(tale: Tale) -> None:
        await tale.quote.run()
        for number in range(9):
            await tale.journal.append([report(), report(comment=f"{number}")])
            await tale.journal.rule(Ruling(Act.DISMISS, "one", "Ada", NOON))
        assert await tale.words() == [f"{number}" for number in range(9)]
        assert await tale.comments.cursor() == await tale.journal.last()
        assert len(await tale.words()) == 9

    monkeypatch.setattr(leg, "_ENTRIES", 2)
    told(tmp_path, story)
