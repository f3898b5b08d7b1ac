"""The desk's answers laid out beside those who ask meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from groundswell.flow import shelve, tell
from groundswell.ports.questions import Reply
from tests.flow.test_ask import NAME, Box, ask


def test_while_many_answers_are_laid_out_anew_nobody_waits_and_none_that_was_withdrawn_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelve, "_AT_ONCE_MAX", 0)  # one is many

    async def story(box: Box) -> None:
        let_read, read = asyncio.Event(), box.questions.replies
        let_read.set()

        async def slowly(**which: Any) -> Sequence[Reply]:
            await let_read.wait()
            return await read(**which)

        monkeypatch.setattr(box.questions, "replies", slowly)
        first, second = [await box.asker.ask(put) for put in (NAME, replace(NAME, words="And my face?"))]
        old, _ = await box.answered("In the settings.", first.id)
        told = await box.asker.ask(NAME)
        assert told.told is not None
        let_read.clear()
        new, _ = await box.answered("At the barber's.", second.id)
        assert (await box.asker.ask(NAME)).told == told.told, "as it was laid out before"
        await box.replier.withdraw(old.id)
        assert (await box.asker.ask(NAME)).told is None
        let_read.set()
        async with asyncio.timeout(5):
            while (found := (await box.asker.ask(replace(NAME, words="and my face"))).told) is None:
                await asyncio.sleep(0.01)
        assert found.sources[0].id == new.id
        assert (await box.asker.ask(NAME)).told is None

    ask(tmp_path, story)


def test_a_fault_of_that_is_not_met_again_with_every_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelve, "_AT_ONCE_MAX", 0)

    async def story(box: Box) -> None:
        tries = 0

        async def faulty(**_: Any) -> Sequence[Reply]:
            nonlocal tries
            tries += 1
            raise RuntimeError("a bug")

        first = await box.asker.ask(NAME)
        await box.answered("In the settings.", first.id)
        assert (await box.asker.ask(NAME)).told is not None
        second = await box.asker.ask(replace(NAME, words="And my face?"))
        monkeypatch.setattr(box.questions, "replies", faulty)
        await box.answered("At the barber's.", second.id)
        for _ in range(5):
            assert (await box.asker.ask(NAME)).told is not None, "as it was laid out before"
            await asyncio.sleep(0.01)
        assert tries == 1
        box.room.clock.advance(timedelta(seconds=3))
        await box.asker.ask(NAME)
        await asyncio.sleep(0.01)
        assert tries == 2

    ask(tmp_path, story)


def test_a_services_page_is_named_as_source_only_of_answers_that_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tell, "_ANSWERS_EACH", 1)

    async def story(box: Box) -> None:
        older, newer = NAME, replace(NAME, words="And my face?")
        for put in (older, newer):
            question = await box.asker.ask(put)
            await box.answered("So.", question.id, is_public=True)
            box.room.clock.advance(timedelta(seconds=3))
        for put, is_shown in ((older, False), (newer, True)):
            told = (await box.asker.ask(put)).told
            assert told is not None
            assert bool(told.sources[0].url) is is_shown

    ask(tmp_path, story)
