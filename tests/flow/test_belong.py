"""Of which outage a question is: of what it was told, of what the desk tied to its answer, or while it waits of the only one that is on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from groundswell.core.model import State
from groundswell.ports.questions import Question
from tests.flow.test_ask import DOWN, NAME, WHEN, Box, ask
from tests.town import NOON


def test_what_waits_is_of_the_one_outage_that_is_on_and_what_the_desk_ties_goes_before_what_the_page_told(
    tmp_path: Path,
) -> None:
    async def story(box: Box) -> None:
        async def of(question: Question) -> str | None:
            now = await box.questions.get(question.id)
            assert now is not None
            outage = (await box.asker.look(now)).outage
            return outage.id if outage is not None else None

        one = await box.outage()
        told, waits, other = [await box.asker.ask(put) for put in (DOWN, WHEN, NAME)]
        assert [await of(each) for each in (told, waits, other)] == [one.id, one.id, None]
        early = replace(waits, at=NOON - timedelta(days=1))
        assert (await box.asker.look(early)).outage is None, "it was asked when nothing was out"
        late = await box.outage(id="late", began_at=NOON + timedelta(hours=1))
        assert await of(waits) == one.id, "the other one began after it was asked"
        two = await box.outage(id="two")
        assert [await of(each) for each in (told, waits)] == [one.id, None], "nobody can tell which"
        for each in (late, two):
            await box.outage(State.DISMISSED, id=each.id)
        await box.outage(State.SUSPECTED)
        assert await of(waits) is None, "it may come to nothing"
        await box.outage()
        await box.asker.send_on(box.asker.handle_of(told))
        assert await of(told) == one.id
        await box.answered("It is the other one.", told.id, incident=two.id)
        assert await of(told) == two.id
        await box.answered("In the settings.", waits.id, other.id)
        assert [await of(each) for each in (waits, other)] == [None, None]

    ask(tmp_path, story)
