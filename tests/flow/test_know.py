"""What is known, looked at before anybody asks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.acts import Act, Ruling
from groundswell.core.answer import Answers, Asked, Known, KnownKind, Subject, Triage
from groundswell.core.incident import declared
from groundswell.core.statement import Phase, Statement, Text
from groundswell.ports import Filed, Revision, StatementState
from groundswell.stores.relational import RelationalDesk
from tests.flow.test_ask import Box, ask
from tests.town import NOON


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


def test_what_the_desk_declared_and_published_is_known_with_its_time_oldest_first_and_in_each_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Known] = []

    def sift(known: Sequence[Known], _: Answers) -> object:
        seen[:] = [each for each in known if each.kind is KnownKind.LIVE]
        return lambda asked: Triage(asked.id, "en", "", Subject.OTHER)

    async def story(box: Box) -> None:
        know, desk = box.replier._know, RelationalDesk(box.room.database)
        monkeypatch.setattr(know, "_sift", sift)
        ruling = Ruling(Act.DECLARE, "", "Ada", NOON, "Messages are not delivered.", services=("pictures",))
        for name, said in (("d1", ruling), ("d2", replace(ruling, reason="", services=("letters",)))):
            await box.room.incidents.save([Revision(*declared(said, name))])
        texts = (
            Text("en", "We look", "Calls fail too.", is_draft=False),
            Text("de", "Wir suchen", "Auch Anrufe gehen nicht.", is_draft=False),
        )
        for name, at in (("s1", NOON), ("s2", NOON + timedelta(minutes=5))):
            statement = Statement(
                name, "d1", Phase.INVESTIGATING, texts[:1] if name == "s2" else texts, "Ada", at
            )
            filed = await desk.put_statement(Filed(statement, StatementState.DRAFT, 0))
            await desk.publish(name, filed.revision, "Ada", at)
        await know.triage(Asked("q", "down?", NOON))
        about = {each.id: each for each in seen}
        assert (about["d1"].declared, about["d1"].declared_at) == ("Messages are not delivered.", NOON)
        assert (about["d1"].operator, about["d1"].is_declared) == ("", True)
        assert about["d1"].said == (
            ("", "Messages are not delivered."),
            ("en", "We look\nCalls fail too."),
            ("de", "Wir suchen\nAuch Anrufe gehen nicht."),
            ("en", "We look\nCalls fail too."),
        )
        assert (about["d2"].declared, about["d2"].said) == ("", ()), "nothing of their own was written"

    ask(tmp_path, story)
