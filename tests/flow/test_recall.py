"""Which answer that stands a pile was given before: also one that is told to nobody by itself, and none that holds no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import State
from groundswell.core.statement import Text
from groundswell.ports.questions import QuestionState
from tests.flow.test_ask import NAME, Box, ask
from tests.town import NOON


async def recalled(box: Box, services: list[str] | None = None) -> list[tuple[str, int]]:
    found = await box.replier.recall.before(await box.replier.queue(), services)
    return [(reply.id, same) for reply, same in found.values()]


def test_an_answer_that_is_told_to_nobody_by_itself_is_recalled_while_it_stands(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = [(await box.asker.ask(NAME)).id for _ in range(2)]
        reply, _ = await box.answered("In the settings.", *first, is_for_like=False)
        assert await recalled(box) == [], "nothing waits"
        assert (await box.asker.ask(NAME)).state is QuestionState.WAITING
        assert await recalled(box) == [(reply.id, 1)]
        assert await recalled(box, ["letters"]) == [], "who may not speak on it is not shown it"
        await box.asker.ask(NAME)
        assert await recalled(box) == [(reply.id, 2)]
        await box.replier.withdraw(reply.id)
        assert await recalled(box) == []

    ask(tmp_path, story)


def test_what_was_true_of_an_outage_is_not_recalled_once_that_explains_nothing_more(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        on = await box.outage()
        first = [(await box.asker.ask(NAME)).id for _ in range(2)]
        reply, _ = await box.answered("By noon.", *first, incident=on.id, is_for_like=False)
        await box.asker.ask(NAME)
        assert await recalled(box) == [(reply.id, 1)]
        await box.outage(State.RESOLVED, resolved_at=NOON)
        box.room.clock.advance(timedelta(hours=4))
        assert await recalled(box) == []

    ask(tmp_path, story)


def test_what_one_got_alone_is_recalled_to_no_other(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = await box.asker.ask(NAME)
        reply, _ = await box.answered("In your settings, Anna.", first.id, is_for_like=False)
        await box.asker.ask(NAME)
        assert await recalled(box) == []
        assert not await box.replier.recall.may_begin(reply, ["pictures"])

    ask(tmp_path, story)


def test_what_somebody_in_danger_got_is_not_recalled_however_many_got_it_after_them(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        hurt = await box.asker.ask(replace(NAME, words="she wrote that she wants to die"))
        box.room.clock.advance(timedelta(seconds=1))
        first = [(await box.asker.ask(NAME)).id for _ in range(8)]
        reply, _ = await box.answered("In the settings.", hurt.id, *first, is_for_like=False)
        await box.asker.ask(NAME)
        assert await recalled(box) == []
        assert not await box.replier.recall.may_begin(reply, ["pictures"])

    ask(tmp_path, story)


def test_a_title_that_its_asker_has_deleted_is_recalled_no_more(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = [(await box.asker.ask(NAME)).id for _ in range(3)]
        await box.answered("So.", *first, texts=(Text("en", NAME.words, "So."),), is_for_like=False)
        await box.asker.ask(NAME)
        assert await recalled(box)
        await box.questions.erase(first[:1])
        found = await box.replier.recall.before(await box.replier.queue())
        assert [reply.texts[0].title for reply, _ in found.values()] == [""]

    ask(tmp_path, story)


def test_the_outages_that_answers_are_tied_to_are_not_looked_up_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(box: Box) -> None:
        on = await box.outage()
        first = [(await box.asker.ask(NAME)).id for _ in range(2)]
        reply, _ = await box.answered("By noon.", *first, incident=on.id, is_for_like=False)
        await box.asker.ask(NAME)
        monkeypatch.setattr(box.room.incidents, "get", None)
        assert await recalled(box) == [(reply.id, 1)]

    ask(tmp_path, story)
