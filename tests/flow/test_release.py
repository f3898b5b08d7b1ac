"""Who asked before an outage was known is told when it opens, by the way back that there is; and nobody whom the desk has in hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.answer import Vocabulary
from groundswell.core.model import State
from groundswell.core.statement import Text
from groundswell.flow.ask import Put, triaged
from groundswell.flow.release import Release
from groundswell.flow.reply import Written
from groundswell.ports import Revision
from groundswell.ports.correspondence import WayBack
from groundswell.ports.questions import Question, QuestionSource, QuestionState
from groundswell.runtime.asking import sift_of
from tests.channels.far_mail import text_of
from tests.flow.test_correspond import ANNA, Office, letter, office
from tests.town import NOON, incident, town

MINUTE = timedelta(minutes=1)


def release(one: Office) -> Release:
    return Release(one.questions, one.replier._know, one.room.incidents, one.room.clock)


async def opens(one: Office, id: str = "now") -> None:  # noqa: A002
    now = one.room.clock.now()
    told = incident(id=id, began_at=NOON, opened_at=now, updated_at=now)
    await one.room.incidents.save([Revision(told, ())])


def test_who_asked_a_minute_before_an_outage_was_known_is_told_once_when_it_opens(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        leg = release(one)
        await one.letter(letter("Is it down?"))
        await one.letter(letter("How do I change my name?", number="2", sender="bo@example.org"))
        assert (await leg.run(), await one.respond.run()) == (0, 0)
        one.room.clock.advance(MINUTE)
        await one.room.incidents.save([Revision(incident(State.SUSPECTED, id="now", began_at=NOON), ())])
        assert await leg.run() == 0, "it may come to nothing"
        await opens(one)
        assert [await leg.run() for _ in range(2)] == [1, 0]
        assert [await one.respond.run() for _ in range(2)] == [1, 0]
        (told,) = one.far.letters
        assert (told["To"], told["In-Reply-To"]) == (ANNA, "<1@example.org>")
        assert "/incidents/now" in text_of(told)
        assert parsedate_to_datetime(told["Date"]) == one.room.clock.now(), "not when it was asked"
        assert "You will be told once more when the outage is over." in text_of(told)
        whole = (await one.replier.deflection(1))[None]
        assert (whole.asked, whole.at_once, whole.waiting, whole.deflected) == (2, 1, 1, 1)

    office(tmp_path, story)


def test_what_the_desk_has_in_hand_or_has_waited_long_is_left_to_it(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.letter(letter("Was it down?", number="0"))
        one.room.clock.advance(121 * MINUTE)
        words = ("moved", "drafted", "taken back", "told before")
        for number, word in enumerate(words, start=1):
            before = f"<{32 * 'a'}@watch.example>" if word == "told before" else ""
            await one.letter(letter(f"Is it down? {word}", number=str(number), References=before))
        waiting = await one.questions.list([QuestionState.WAITING])
        by_word = {word: each.id for word in words for each in waiting if word in each.words}
        await one.replier.move([by_word["moved"]], None)
        await one.questions.regroup({id: "" for id in by_word.values() if id != by_word["moved"]})  # noqa: A001
        said = Written((Text("en", "", "So."),), "pictures")
        await one.replier.keep(said, [by_word["drafted"]], "Ada", 0)
        for state in (QuestionState.CLOSED, QuestionState.WAITING):
            await one.replier.set_aside([by_word["taken back"]], state)
        await opens(one)
        assert await release(one).run() == 0
        await one.letter(letter("Is it down now?", number="7"))
        assert len(await one.questions.list([QuestionState.AT_ONCE])) == 1, "that is known"

    office(tmp_path, story)


def test_an_answer_of_the_desk_about_an_outage_is_given_to_nobody_who_waits_but_by_the_desk(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        for number in "12":
            await one.letter(letter("When is it over?", number=number))
        await opens(one)
        first, _ = await one.questions.list([QuestionState.WAITING])
        said = Written((Text("en", "", "By noon."),), "pictures", (), "now", is_for_like=True)
        await one.replier.answer(said, [first.id], "Ada")
        assert await release(one).run() == 0
        put = Put(first.words, QuestionSource.PAGE, "pictures", "en")
        assert (await one.asker.ask(put)).incident == "now", "who asks from then on is told it"

    office(tmp_path, story)


def test_what_is_released_into_a_conversation_that_was_answered_waits_again(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.letter(letter("Is it down?"))
        await one.letter(letter("Down?", number="2", References="<1@example.org>"))
        await opens(one)
        assert await release(one).run() == 2
        assert [await one.respond.run() for _ in range(2)] == [1, 0]
        assert sorted(await one.states()) == [WayBack.TOLD, WayBack.WAITING]

    office(tmp_path, story)


def test_who_asked_before_an_outage_is_told_by_the_next_start_however_long_the_program_was_away(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.letter(letter("Is it down?"))
        await one.letter(letter("How do I change my name?", number="2", sender="bo@example.org"))
        await opens(one)
        one.room.clock.advance(60 * MINUTE)
        assert [await release(one).run() for _ in range(2)] == [1, 0]
        assert [await one.respond.run() for _ in range(2)] == [1, 0]
        assert [told["To"] for told in one.far.letters] == [ANNA]

    office(tmp_path, story)


def test_an_outage_that_grows_answers_who_asked_about_what_it_hits_by_now(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        one.replier._know._sift = sift_of(lambda: Vocabulary.of(town()))
        leg = release(one)
        asked = Put("Is Letters down right now?", QuestionSource.PAGE, "letters", "en")
        first = await one.asker.ask(asked)
        one.room.clock.advance(MINUTE)
        now = one.room.clock.now()
        shared = replace(incident(id="s", began_at=NOON, opened_at=now), cause="cloud", cause_kind="cloud")
        shared = replace(shared, members=("bank", "pictures"))
        await one.room.incidents.save([Revision(shared, ())])
        assert await leg.run() == 0
        one.room.clock.advance(MINUTE)
        grown = replace(shared, members=("bank", "letters", "pictures"), updated_at=one.room.clock.now())
        await one.room.incidents.save([Revision(grown, ())])
        assert [await leg.run() for _ in range(2)] == [1, 0]
        found = await one.questions.get(first.id)
        assert found is not None
        assert (found.state, found.incident) == (QuestionState.AT_ONCE, "s")

    office(tmp_path, story)


def test_an_outage_that_begins_anew_answers_who_asked_while_it_was_over(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        leg = release(one)
        await opens(one)
        assert await leg.run() == 0
        await one.room.incidents.save([Revision(incident(State.DISMISSED, id="now", began_at=NOON), ())])
        one.room.clock.advance(MINUTE)
        assert await leg.run() == 0
        await one.letter(letter("Is it down?"))
        await opens(one)
        assert [await leg.run() for _ in range(2)] == [1, 0]

    office(tmp_path, story)


def test_what_would_be_told_of_another_outage_is_not_released_by_the_one_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_another(*told: Any) -> Question:
        return replace(triaged(*told), incident="other")

    async def story(one: Office) -> None:
        await one.letter(letter("Is it down?"))
        await opens(one)
        monkeypatch.setattr("groundswell.flow.release.triaged", of_another)
        assert await release(one).run() == 0
        monkeypatch.undo()
        assert await release(one).run() == 1

    office(tmp_path, story)
