"""What is known, looked at before anybody asks."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from groundswell.core.answer import Asked
from tests.flow.test_ask import Box, ask


def test_the_lists_are_read_at_the_start_of_each_writing_and_beside_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[str] = []
    read = threading.Event()

    def triage(asked: Asked) -> None:
        assert threading.current_thread() is not threading.main_thread(), "nobody waits for it"
        assert threading.current_thread().daemon, "nor does the end of the process"
        put.append(asked.words)
        if len(put) == 2:
            read.set()

    async def story(box: Box) -> None:
        know = box.replier._know
        monkeypatch.setattr(know, "_sift", lambda *_: triage)
        know.begin()
        assert know._beginning is not None
        await know._beginning
        assert read.wait(10)
        assert [words.isascii() for words in put] == [True, False]

    ask(tmp_path, story)
