"""A better answer goes to who got the wrong one, the end of an outage to who was told of it; and no answer is lost or doubled between a question and the way back to its asker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from groundswell.core.model import State
from groundswell.core.notice import Message
from groundswell.core.statement import Text
from groundswell.errors import RecoverableError, StoreUnavailableError
from groundswell.flow.reply import Written
from groundswell.ports import Revision
from groundswell.ports.correspondence import Correspondent, WayBack
from groundswell.ports.questions import QuestionState
from groundswell.stores.relational import RelationalCorrespondence
from tests.channels.far_mail import text_of
from tests.flow.test_correspond import ANNA, CONFIG, SEAL, Office, letter, office
from tests.town import incident


def answer(body: str, supersedes: str = "") -> Written:
    return Written((Text("en", "A name?", body),), "pictures", supersedes=supersedes)


def test_who_got_a_wrong_answer_is_sent_the_right_one_once_for_each_revision_and_told_that_it_is_one(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.letter(letter("How do I change my name?"))
        (question,) = await one.questions.list([QuestionState.WAITING])
        first, _ = await one.replier.answer(answer("In the menu."), [question.id], "Ada")
        assert await one.respond.run() == 1
        second, _ = await one.replier.answer(answer("In the settings.", first.id), [], "Ada")
        assert [await one.respond.run() for _ in range(3)] == [1, 0, 0]
        await one.replier.answer(answer("Under Profile.", second.id), [], "Ada")
        await one.respond.run()
        texts = [text_of(each) for each in one.far.letters]
        assert [text.startswith("This corrects what we answered you before:") for text in texts] == [
            False,
            True,
            True,
        ]
        assert ["In the menu." in texts[0], "In the settings." in texts[1], "Under Profile." in texts[2]] == [
            True
        ] * 3
        assert len({each["Message-ID"] for each in one.far.letters}) == 3
        assert {each["In-Reply-To"] for each in one.far.letters} == {"<1@example.org>"}

    office(tmp_path, story)


def test_what_the_program_answered_at_once_is_corrected_by_the_desk_too(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        (question,) = await one.questions.list([QuestionState.AT_ONCE])
        await one.replier.answer(answer("It is not."), [question.id], "Ada")
        assert await one.respond.run() == 1
        assert text_of(one.far.letters[-1]).startswith("This corrects")
        one.room.clock.advance(timedelta(days=15))
        await one.respond.forget()
        (reply,) = await one.questions.replies()
        await one.replier.answer(answer("It is.", reply.id), [], "Ada")
        assert await one.respond.run() == 0, "the address is gone"

    office(tmp_path, story)


def test_an_answer_that_is_corrected_while_it_goes_out_is_corrected_by_a_second_letter(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.letter(letter("How do I change my name?"))
        (question,) = await one.questions.list([QuestionState.WAITING])
        first, _ = await one.replier.answer(answer("In the menu."), [question.id], "Ada")
        await one.respond._find_answers()
        (claimed,) = await one.store.claim(one.room.clock.now(), 10)
        await one.replier.answer(answer("In the settings.", first.id), [], "Ada")
        await one.respond._find_answers()
        await one.store.settle(question.id, WayBack.TOLD, one.room.clock.now(), told=first.id)
        await one.respond._check_still_right(claimed.question, first.id)
        assert await one.respond.run() == 1
        assert "In the settings." in text_of(one.far.letters[-1])

    office(tmp_path, story)


def test_a_letter_whose_question_was_answered_before_its_way_back_was_kept_is_answered(
    tmp_path: Path,
) -> None:
    """The lights go out after the question is durable and before who asked it is; the mail server sends the letter again."""

    class Dies(RelationalCorrespondence):
        async def put(self, correspondent: Correspondent) -> bool:
            raise StoreUnavailableError(f"{correspondent.question}: and then the lights go out")

    async def story(one: Office) -> None:
        one.receive._correspondence = Dies(one.room.database, SEAL)
        with pytest.raises(StoreUnavailableError):
            await one.letter(letter("How do I change my name?"))
        one.receive._correspondence = one.store
        (question,) = await one.questions.list([QuestionState.WAITING])
        await one.replier.answer(answer("In the settings."), [question.id], "Ada")
        assert await one.respond.run() == 0, "nobody knows who asked"
        await one.letter(letter("How do I change my name?"))
        assert await one.respond.run() == 1
        assert len(await one.questions.list(list(QuestionState))) == 1
        await one.letter(letter("How do I change my name?"))
        assert await one.respond.run() == 0

    office(tmp_path, story)


def test_an_answer_that_is_sent_again_is_the_same_to_the_letter(tmp_path: Path) -> None:
    """Some far sides know a repetition by its time."""

    class Busy:
        messages: list[Message] = []  # noqa: RUF012

        async def send(self, message: Message, *_: object) -> None:
            Busy.messages.append(message)
            if len(Busy.messages) == 1:
                raise RecoverableError("later")

    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        one.room.clock.advance(timedelta(hours=1))
        await one.respond.run()
        first, again = Busy.messages
        assert first == again

    office(tmp_path, story, channel=Busy())  # type: ignore[arg-type]


def test_who_was_told_of_an_outage_is_told_there_once_that_it_is_over(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.letter(letter("How do I change my name?", number="2", sender="bo@example.org"))
        assert await one.respond.run() == 1
        for state in (State.EASING, State.RESOLVED, State.RESOLVED):
            one.room.clock.advance(timedelta(minutes=1))
            await one.room.incidents.save([Revision(incident(state, resolved_at=one.room.clock.now()), ())])
            await one.respond.run()
        _, over = one.far.letters
        assert (over["To"], over["Subject"], over["In-Reply-To"]) == (ANNA, "Re: Pictures", "<1@example.org>")
        text = text_of(over)
        assert text.startswith("Pictures: outage, over\n2 March, 11:30 UTC to 12:02 UTC")
        assert "If it still does not work for you, report it: the page below leads there." in text
        assert "/q/" in text
        assert sorted(await one.states()) == [WayBack.TOLD, WayBack.WAITING]

    office(tmp_path, story)


def test_who_heard_at_once_that_it_is_over_is_not_told_a_second_time(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        over_at = one.room.clock.now()
        await one.room.incidents.save([Revision(incident(State.RESOLVED, resolved_at=over_at), ())])
        one.room.clock.advance(timedelta(minutes=5))
        await one.letter(letter("Is it down?"))
        assert [await one.respond.run() for _ in range(3)] == [1, 0, 0]
        (told,) = one.far.letters
        assert "Nothing more is sent to this address." in text_of(told)
        assert list(await one.store.awaited()) == []

    office(tmp_path, story)


def test_of_a_suspicion_nothing_is_promised_and_the_end_of_what_it_grew_to_is_told_by_the_service_asked_of(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.room.incidents.save([Revision(incident(State.SUSPECTED), ())])
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        one.room.clock.advance(timedelta(minutes=1))
        into = incident(id="town-1", service="letters", members=("letters", "pictures"))
        merged = incident(State.MERGED, into=into.id)
        await one.room.incidents.save([Revision(into, ()), Revision(merged, ())])
        assert await one.respond.run() == 0
        now = one.room.clock.now()
        over = replace(into, state=State.DISMISSED, reason="A drill.", updated_at=now)
        await one.room.incidents.save([Revision(over, ())])
        assert [await one.respond.run() for _ in range(2)] == [1, 0]
        first, last = (text_of(each) for each in one.far.letters)
        assert "Nothing more is sent" not in first
        assert "You will be told once more" not in first
        assert last.startswith("Pictures: no outage after all\n")

    office(tmp_path, story)


def test_a_correction_that_is_written_while_the_end_goes_out_is_sent_after_it(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        (question,) = await one.questions.list([QuestionState.AT_ONCE])
        one.room.clock.advance(timedelta(minutes=1))
        now = one.room.clock.now()
        await one.room.incidents.save([Revision(incident(State.RESOLVED, resolved_at=now), ())])
        await one.respond._find_ends()
        (claimed,) = await one.store.claim(now, 10)
        tried = one.respond._tried

        async def overtaken(who: Correspondent) -> tuple[WayBack, datetime | None, str]:
            found = await tried(who)
            await one.replier.answer(answer("It was not."), [question.id], "Ada")
            await one.respond._find_answers()
            return found

        one.respond._tried = overtaken  # type: ignore[method-assign]
        await one.respond._settled(claimed)
        one.respond._tried = tried  # type: ignore[method-assign]
        await one.respond.run()
        _, over, right = (text_of(each) for each in one.far.letters)
        assert over.startswith("Pictures: outage, over")
        assert right.startswith("This corrects")

    office(tmp_path, story)


def test_where_the_settings_say_so_no_end_is_told_and_none_is_promised(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        await one.room.incidents.save([Revision(incident(State.RESOLVED), ())])
        await one.respond.run()
        (told,) = one.far.letters
        assert "Nothing more is sent to this address." in text_of(told)

    office(tmp_path, story, replace(CONFIG, tells_end=False))


def test_whoever_asks_on_gets_no_second_answer_of_the_program_and_is_answered_by_the_desk(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.letter(letter("Down?", number="2", References="<1@example.org>"))  # before that is answered
        assert await one.respond.run() == 1
        await one.letter(letter("Really down?", number="3", References="<1@example.org>"))
        answered = one.far.letters[0]["Message-ID"]
        await one.letter(letter("That did not help, I cannot log in", number="4", References=answered))
        assert [await one.respond.run() for _ in range(2)] == [0, 0]
        assert sorted(await one.states()) == [WayBack.TOLD, *3 * [WayBack.WAITING]]
        figures = (await one.replier.deflection(1))[None]
        assert (figures.at_once, figures.unfit, figures.deflected) == (1, 0, 1)
        waiting = await one.questions.list([QuestionState.WAITING])
        assert [each.is_unfit for each in waiting] == [True, True, True]
        told = answer("Try the other door.")
        await one.replier.answer(told, [each.id for each in waiting], "Ada")
        assert await one.respond.run() == 2
        assert all("the other door" in text_of(each) for each in one.far.letters[1:])

    office(tmp_path, story)


def test_of_what_is_due_in_one_conversation_the_rest_goes_out_later_where_one_cannot_be_noted(
    tmp_path: Path,
) -> None:
    class Fails(RelationalCorrespondence):
        async def settle(self, question: str, state: WayBack, *told: object, **more: object) -> None:
            if state is WayBack.TOLD:
                raise StoreUnavailableError(f"{question}: not now")
            await super().settle(question, state, *told, **more)  # type: ignore[arg-type]

    async def story(one: Office) -> None:
        for number in "12":
            await one.letter(letter("How do I change my name?", number=number))
        waiting = await one.questions.list([QuestionState.WAITING])
        await one.replier.answer(answer("In the settings."), [each.id for each in waiting], "Ada")
        one.respond._correspondence = Fails(one.room.database, SEAL)
        with pytest.raises(StoreUnavailableError):
            await one.respond.run()
        one.respond._correspondence = one.store
        assert sorted(await one.states()) == [WayBack.READY, WayBack.SENDING]
        assert await one.respond.run() == 1
        assert len({each["In-Reply-To"] for each in one.far.letters}) == 2

    office(tmp_path, story)


def test_of_many_answers_that_are_due_to_one_sender_at_once_so_many_go_each_hour(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        for number in range(5):
            await one.letter(letter(f"How do I change my name {number}?", number=str(number)))
        waiting = await one.questions.list([QuestionState.WAITING])
        await one.replier.answer(answer("In the settings."), [each.id for each in waiting], "Ada")
        sent = []
        for minutes in (0, 10, 20, 40):
            one.room.clock.advance(timedelta(minutes=minutes))
            await one.respond.run()
            sent.append(len(one.far.letters))
        assert sent == [3, 3, 3, 5]
        told = await one.store.of([each.id for each in waiting])
        assert {each.attempts for each in told.values()} == {1}, "what is put off is not tried"

    office(tmp_path, story)


def test_the_end_of_an_outage_that_is_due_to_one_sender_four_times_at_once_is_told(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        for number in range(4):
            await one.letter(letter("Is it down?", number=str(number)))
            await one.respond.run()
            one.room.clock.advance(timedelta(minutes=21))
        now = one.room.clock.now()
        await one.room.incidents.save([Revision(incident(State.RESOLVED, resolved_at=now), ())])
        assert await one.respond.run() == 3
        one.room.clock.advance(timedelta(hours=1))
        assert await one.respond.run() == 1
        assert len({each["In-Reply-To"] for each in one.far.letters[4:]}) == 4

    office(tmp_path, story)
