"""Whom an answer of the desk is told who only asks the like, and for how long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from groundswell.core.statement import Text
from groundswell.flow.reply import Written
from groundswell.ports.questions import QuestionState
from tests.flow.test_ask import NAME, Box, ask


def test_what_is_written_for_one_is_told_to_nobody_else_until_the_desk_says_so(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = await box.asker.ask(NAME)
        reply, _ = await box.answered("Lena, they write by Tuesday.", first.id, is_for_like=False)
        assert (await box.asker.ask(NAME)).state is QuestionState.WAITING
        assert await box.replier.tell_on(reply.id, is_for_like=True)
        assert (await box.asker.ask(NAME)).state is QuestionState.AT_ONCE
        assert await box.replier.tell_on(reply.id, is_for_like=False)
        assert (await box.asker.ask(NAME)).state is QuestionState.WAITING
        assert await box.replier.tell_on("none", is_for_like=True) is None

    ask(tmp_path, story)


def test_an_answer_that_fails_more_than_it_helps_is_told_to_nobody_who_asks_the_like(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = await box.asker.ask(NAME)
        reply, _ = await box.answered("In the settings.", first.id)
        await box.asker.judge(box.asker.handle_of(first), helped=False)
        told = [await box.asker.ask(NAME) for _ in range(4)]
        yes, no, on, unsure = (box.asker.handle_of(each) for each in told)
        await box.asker.judge(yes, helped=True)
        await box.asker.judge(no, helped=False)
        await box.asker.judge(unsure, helped=True)
        await box.asker.send_on(on)
        box.room.clock.advance(timedelta(seconds=3))
        assert (await box.asker.ask(NAME)).state is QuestionState.AT_ONCE, "two say yes, two no"
        await box.asker.judge(unsure, helped=False)
        box.room.clock.advance(timedelta(seconds=3))
        assert (await box.asker.ask(NAME)).state is QuestionState.WAITING
        kept = await box.questions.reply(reply.id)
        assert kept is not None
        assert (kept.uses_helped, kept.uses_not_helped, kept.has_failed) == (1, 3, True)
        assert (await box.questions.get(told[0].id)) is not None
        again = await box.replier.tell_on(reply.id, is_for_like=True)
        assert again is not None
        assert (again.uses_not_helped, again.has_failed) == (0, False)
        assert (await box.asker.ask(NAME)).state is QuestionState.AT_ONCE, "the desk knows better"

    ask(tmp_path, story)


def test_who_says_an_answer_again_since_they_were_cut_off_is_rid_of_their_draft_too(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = await box.asker.ask(NAME)
        written = Written((Text("en", "How is it changed?", "In the settings."),), "pictures")
        reply, _ = await box.replier.answer(written, [first.id], "Ada", ())
        await box.replier.keep(written, [first.id], "Ada", 0)  # it was killed before it was thrown away
        again, given = await box.replier.answer(written, [first.id], "Ada", ())
        assert (again.id, [each.id for each in given]) == (reply.id, [first.id])
        assert await box.questions.drafts() == []

    ask(tmp_path, story)
