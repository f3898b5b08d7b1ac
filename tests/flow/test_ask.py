"""Questions on their way: taken, answered at once or by the desk, judged, deleted; by a clock that is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.answer import WhyNot
from groundswell.core.model import Incident, State
from groundswell.core.statement import Text
from groundswell.errors import InputError, LaterError
from groundswell.flow.ask import Asker, Put, QuestionsConfig
from groundswell.flow.keys import KeyReusedError
from groundswell.flow.reply import Replier, Written
from groundswell.ports import Revision
from groundswell.ports.questions import Question, Questions, QuestionSource, QuestionState, Reply
from groundswell.stores.relational import RelationalDesk, RelationalQuestions
from tests.asking import asking
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, town

PAGE = QuestionSource.PAGE
DOWN = Put("Is Pictures down?", PAGE, "pictures", "en")
NAME = Put("How do I change my name?", PAGE, "pictures", "en")
WHEN = replace(NAME, words="When is it over?")


@dataclass
class Box:
    """Everything between who asks and the desk."""

    room: Rooms
    questions: Questions
    asker: Asker
    replier: Replier

    async def outage(self, state: State = State.OPEN, **told: object) -> Incident:
        found = incident(state, **told)
        await self.room.incidents.save([Revision(found, ())])
        return found

    async def answered(self, words: str, *ids: str, **told: object) -> tuple[Reply, Sequence[Question]]:
        written = Written((Text("en", "A question?", words),), "pictures", is_for_like=True)
        return await self.replier.answer(replace(written, **told), ids, "Ada")  # type: ignore[arg-type]


def ask(
    tmp_path: Path, story: Callable[[Box], Awaitable[None]], config: QuestionsConfig | None = None
) -> None:
    async def run() -> None:
        async with rooms(tmp_path) as room:
            questions = RelationalQuestions(room.database)
            desk = RelationalDesk(room.database)
            asker, replier = asking(questions, room.incidents, desk, town(), room.clock, config)
            await story(Box(room, questions, asker, replier))

    asyncio.run(run())


def test_what_is_known_is_answered_at_once_with_its_source_and_the_rest_waits(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        on = await box.outage()
        told = await box.asker.ask(DOWN)
        assert told.state is QuestionState.AT_ONCE
        assert told.told is not None
        assert told.told.texts["en"].startswith("Since 11:30 UTC")
        assert set(told.told.texts) == {"en", "es", "pt", "fr", "de", "hi", "ar", "ja", "id"}
        assert [(each.id, each.url) for each in told.told.sources] == [
            (on.id, f"http://town.test/incidents/{on.id}")
        ]
        drill, _ = asking(box.questions, box.room.incidents, None, town(), box.room.clock, exercise=True)
        practised = await drill.ask(DOWN)
        assert practised.told is not None
        assert practised.told.texts["en"].startswith("This is an exercise")
        waits = await box.asker.ask(NAME)
        assert waits.state is QuestionState.WAITING
        assert waits.told is None
        assert await box.questions.get(told.id) == told, "durable when it is answered"
        assert dict(box.asker.taken) == {("page", "answered_at_once"): 1, ("page", "waiting"): 1}

    ask(tmp_path, story)


def test_a_calm_day_answers_nobody_with_an_outage(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        early = await box.asker.ask(DOWN)
        assert early.state is QuestionState.WAITING
        assert await box.asker.known_by_now(early) is None
        long_ago = NOON - timedelta(hours=4)
        await box.outage(State.RESOLVED, id="old", updated_at=long_ago, resolved_at=long_ago)
        await box.outage(State.DISMISSED)
        box.room.clock.advance(timedelta(seconds=3))
        assert (await box.asker.ask(DOWN)).state is QuestionState.WAITING
        await box.outage(began_at=NOON + timedelta(minutes=31))
        box.room.clock.advance(timedelta(seconds=3))
        assert await box.asker.known_by_now(early) is None, "it began long after the question"
        on = await box.outage()
        box.room.clock.advance(timedelta(seconds=3))
        known = await box.asker.known_by_now(early)
        assert known is not None, "who asked before it was known reads it while they wait"
        assert [each.id for each in known.sources] == [on.id]
        assert await box.asker.known_by_now(replace(early, is_unfit=True)) is None
        box.room.clock.advance(timedelta(hours=3))
        assert await box.asker.known_by_now(early) is None, "an outage of another evening explains nothing"

    ask(tmp_path, story)


def test_personal_data_are_gone_before_anything_is_kept(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        put = replace(NAME, words="I am ana@example.com, call +34 600 123 456: when\u0000 is it over?")
        question = await box.asker.ask(replace(put, asker="Ana@example.com ", source=QuestionSource.MAIL))
        assert question.words == "I am […], call […]: when  is it over?"
        assert question.asker
        assert "ana" not in question.asker
        assert list(await box.asker.of_address("ana@EXAMPLE.com")) == [question]

    ask(tmp_path, story)


@pytest.mark.parametrize(
    ("put", "field"),
    [
        (replace(NAME, words=" ?! \u200b"), "words"),
        (replace(NAME, words="ana@example.com"), "words"),
        (replace(NAME, words="x" * 1001), "words"),
        (replace(NAME, service="pictuers"), "service"),
    ],
)
def test_what_is_no_question_is_told_by_its_field(tmp_path: Path, put: Put, field: str) -> None:
    async def story(box: Box) -> None:
        with pytest.raises(InputError) as refused:
            await box.asker.ask(put)
        assert refused.value.field == field

    ask(tmp_path, story)


def test_a_letter_that_is_too_long_or_names_a_stranger_is_taken_all_the_same(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        put = Put("why? " * 1_000, QuestionSource.MAIL, "some list", "xx")
        question = await box.asker.ask(put)
        assert (len(question.words), question.service, question.language) == (999, "", "")

    ask(tmp_path, story)


def test_what_is_sent_again_under_its_key_is_one_question(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        put = replace(NAME, key="k1", origin=7)
        first = await box.asker.ask(put)
        both = await asyncio.gather(box.asker.ask(put), box.asker.ask(put))
        assert {each.id for each in both} == {first.id}
        with pytest.raises(KeyReusedError, match="another question"):
            await box.asker.ask(replace(put, words="Something else?"))
        other = await box.asker.ask(replace(put, origin=8))
        assert other.id != first.id, "a short key is not random: others may use it too"
        assert box.asker.taken["page", "waiting"] == 2

    ask(tmp_path, story)


def test_two_at_once_under_one_key_are_one(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        put = replace(NAME, key="a key of twenty-two or more letters")
        asked = await asyncio.gather(*(box.asker.ask(put) for _ in range(5)))
        assert len({each.id for each in asked}) == 1
        assert await box.questions.count(QuestionState.WAITING) == 1

    ask(tmp_path, story)


def test_one_person_and_one_connection_ask_so_often_an_hour_and_letters_are_counted_elsewhere(
    tmp_path: Path,
) -> None:
    async def story(box: Box) -> None:
        for _ in range(2):
            await box.asker.ask(replace(NAME, origin=7, reporter=1))
        with pytest.raises(LaterError, match="too many questions from here"):
            await box.asker.ask(replace(NAME, origin=7, reporter=1))
        await box.asker.ask(replace(NAME, origin=7, reporter=2))
        with pytest.raises(LaterError, match="too many questions from here"):
            await box.asker.ask(replace(NAME, origin=7))
        for _ in range(2):
            with pytest.raises(LaterError):
                await box.asker.ask(replace(NAME, origin=7, reporter=3))
        for _ in range(2):  # what the full connection refused has cost the person nothing
            await box.asker.ask(replace(NAME, origin=8, reporter=3))
        for _ in range(5):
            await box.asker.ask(replace(NAME, source=QuestionSource.MAIL))
        box.room.clock.advance(timedelta(hours=1))
        await box.asker.ask(replace(NAME, origin=7))

    ask(tmp_path, story, QuestionsConfig(person_hour_max=2, origin_hour_max=3))


def test_when_very_many_wait_only_what_can_be_answered_is_taken(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        await box.outage()
        await box.asker.ask(NAME)
        with pytest.raises(LaterError, match="wait for an answer"):
            await box.asker.ask(NAME)
        assert (await box.asker.ask(DOWN)).state is QuestionState.AT_ONCE

    ask(tmp_path, story, QuestionsConfig(waiting_max=1))


def test_a_flood_of_letters_does_not_close_the_box_of_pages(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        letter = replace(NAME, source=QuestionSource.MAIL)
        await box.asker.ask(letter)
        with pytest.raises(LaterError, match="wait for an answer"):
            await box.asker.ask(letter)
        await box.asker.ask(replace(NAME, source=QuestionSource.CHANNEL))
        assert (await box.asker.ask(NAME)).state is QuestionState.WAITING

    ask(tmp_path, story, QuestionsConfig(inbound_waiting_max=1))


def test_an_answer_serves_the_pile_and_whoever_asks_next_at_once(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        first = await box.asker.ask(NAME)
        second = await box.asker.ask(replace(NAME, words="how do i CHANGE my name"))
        alone = await box.asker.ask(replace(NAME, words="Am I paid back?"))
        piles = await box.replier.queue()
        assert [{each.id for each in pile.questions} for pile in piles] == [
            {first.id, second.id},
            {alone.id},
        ]
        help_page = "https://help.example/name"
        reply, given = await box.answered("In the settings.", first.id, second.id, sources=(help_page,))
        assert [each.reply for each in given] == [reply.id, reply.id]
        next_ = await box.asker.ask(NAME)
        assert next_.state is QuestionState.AT_ONCE
        assert next_.told is not None
        assert next_.told.texts == {"en": "In the settings."}
        assert [(each.id, each.url) for each in next_.told.sources] == [
            (reply.id, ""),
            (reply.id, help_page),
        ], "no page of the site has it"
        assert [pile.id for pile in await box.replier.queue()] == [alone.id]

    ask(tmp_path, story)


def test_an_answer_that_held_while_the_outage_was_on_is_known_no_more_when_it_is_over(
    tmp_path: Path,
) -> None:
    async def story(box: Box) -> None:
        on = await box.outage()
        first = await box.asker.ask(NAME)
        await box.answered("Not now: wait for the end.", first.id, incident=on.id)
        assert (await box.asker.ask(NAME)).state is QuestionState.AT_ONCE
        await box.outage(State.RESOLVED, resolved_at=NOON)
        box.room.clock.advance(timedelta(hours=4))
        assert (await box.asker.ask(NAME)).state is QuestionState.WAITING

    ask(tmp_path, story)


def test_when_the_outage_is_over_its_automatic_answers_say_so(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        await box.outage()
        question, waits = await box.asker.ask(DOWN), await box.asker.ask(WHEN)
        others = [await box.asker.ask(put) for put in (NAME, replace(WHEN, words="He threatens me. When?"))]
        assert (await box.asker.look(question)).over is None
        assert (await box.asker.look(waits)).over is None
        whole = await box.outage(id="whole", service="letters", members=("letters", "pictures"))
        await box.outage(State.MERGED, into=whole.id)
        assert (await box.asker.look(question)).over is None
        await box.outage(
            State.RESOLVED, id=whole.id, service="letters", members=whole.members, resolved_at=NOON
        )
        for each in (question, waits):
            over = (await box.asker.look(each)).over
            assert over is not None
            assert over.id == whole.id
        for each in others:
            assert (await box.asker.look(each)).over is None, (
                "it is none of the outage, or somebody may be in danger"
            )
        assert (await box.asker.look(replace(waits, why_not=WhyNot.DANGER))).over is None
        await box.outage(id="new", began_at=NOON + timedelta(hours=1))
        tied = await box.replier.outage("pictures", [waits])
        assert tied == whole.id, (
            "an answer that is written after the end is about it all the same, whatever is on by then"
        )
        early = replace(waits, at=NOON - timedelta(days=1))
        assert await box.replier.outage("pictures", [waits, early]) == "", "most were asked at another time"
        await box.outage(State.DISMISSED, id="new", began_at=NOON + timedelta(hours=1))
        await box.answered("It works again.", waits.id, incident=tied)
        box.room.clock.advance(timedelta(hours=4))
        later = await box.asker.ask(WHEN)
        assert later.state is QuestionState.WAITING, "that was true of the last outage"
        assert (await box.asker.look(later)).over is None, "it was asked when nothing was out"
        assert await box.replier.outage("pictures", [later]) == ""

    ask(tmp_path, story)


def test_who_says_that_it_was_not_the_question_waits_for_the_desk(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        await box.outage()
        question = await box.asker.ask(DOWN)
        handle = box.asker.handle_of(question)
        assert (await box.asker.judge(handle, helped=False)) is not None
        sent = await box.asker.send_on(handle)
        assert sent is not None
        assert (sent.state, sent.is_unfit) == (QuestionState.WAITING, True)
        assert await box.asker.send_on(handle) is None
        assert await box.asker.judge(handle, helped=True) is None
        assert [pile.id for pile in await box.replier.queue()] == [question.id]
        assert dict(box.asker.judged) == {("page", "no"): 1, ("page", "unfit"): 1}

    ask(tmp_path, story)


def test_a_handle_of_something_else_opens_nothing(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        question = await box.asker.ask(NAME)
        handle = box.asker.handle_of(question)
        assert await box.asker.find(handle) == question
        for wrong in (handle[:-1] + ("A" if handle[-1] != "A" else "B"), question.id, "x", handle + "x"):
            assert await box.asker.find(wrong) is None
            assert not await box.asker.delete(wrong)

    ask(tmp_path, story)


def test_moved_by_hand_stays_where_it_is_put_and_what_is_like_it_joins(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        names = [await box.asker.ask(NAME) for _ in range(3)]
        paid = await box.asker.ask(replace(NAME, words="Am I paid back?"))
        money = await box.asker.ask(replace(NAME, words="My money?"))
        into = next(pile for pile in await box.replier.queue() if pile.id == paid.id)
        await box.replier.move([money.id], into)
        await box.replier.move([names[2].id], None)
        late = await box.asker.ask(NAME)
        also = await box.asker.ask(replace(NAME, words="my MONEY"))
        found = {frozenset(each.id for each in pile.questions) for pile in await box.replier.queue()}
        assert found == {
            frozenset({names[0].id, names[1].id, late.id}),
            frozenset({names[2].id}),
            frozenset({paid.id, money.id, also.id}),
        }

    ask(tmp_path, story)


def test_spam_and_what_is_closed_wait_no_more_and_can_be_taken_back(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        spam = await box.asker.ask(replace(NAME, words="Buy now!"))
        assert spam.state is QuestionState.SPAM
        waits = await box.asker.ask(NAME)
        await box.replier.set_aside([waits.id], QuestionState.CLOSED)
        assert list(await box.replier.queue()) == []
        await box.replier.set_aside([spam.id, waits.id], QuestionState.WAITING)
        assert len(await box.replier.queue()) == 2
        with pytest.raises(InputError):
            await box.replier.set_aside([spam.id], QuestionState.ANSWERED)

    ask(tmp_path, story)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"texts": (Text("en", "", " "),)}, "body"),
        ({"texts": (Text("xx", "", "So."),)}, "language"),
        ({"texts": (Text("en", "", "So."), Text("en", "", "So."))}, "language"),
        ({"texts": (Text("en", "x" * 201, "So."),)}, "body"),
        ({"texts": (Text("en", "", "So."),), "is_public": True}, "title"),
        ({"sources": ("javascript:alert(1)",)}, "sources"),
        ({"incident": "nowhere"}, "incident"),
        ({"supersedes": "nothing"}, "supersedes"),
    ],
)
def test_what_is_no_answer_is_told_by_its_field(tmp_path: Path, wrong: dict[str, object], field: str) -> None:
    async def story(box: Box) -> None:
        question = await box.asker.ask(NAME)
        with pytest.raises(InputError) as refused:
            await box.answered("So.", question.id, **wrong)
        assert refused.value.field == field
        kept = await box.questions.get(question.id)
        assert kept is not None
        assert kept.state is QuestionState.WAITING

    ask(tmp_path, story)


def test_who_brings_answers_to_askers_hears_of_them_and_cannot_spoil_them(tmp_path: Path) -> None:
    heard: list[tuple[str, list[str]]] = []

    class Faulty:
        async def answered(self, questions: Sequence[Question], reply: Reply) -> None:
            raise RuntimeError(reply.id, questions)

    class Hears:
        async def answered(self, questions: Sequence[Question], reply: Reply) -> None:
            heard.append((reply.id, [each.id for each in questions]))

    async def story(box: Box) -> None:
        box.replier.hearers += [Faulty(), Hears()]
        question = await box.asker.ask(NAME)
        reply, _ = await box.answered("In the settings.", question.id)
        assert heard == [(reply.id, [question.id])]

    ask(tmp_path, story)


def test_deflection_counts_what_the_page_answered_and_nobody_complained_of(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        await box.outage()
        asked = [await box.asker.ask(DOWN) for _ in range(5)]
        handles = [box.asker.handle_of(each) for each in asked]
        await box.asker.judge(handles[0], helped=True)
        await box.asker.judge(handles[1], helped=False)
        await box.asker.send_on(handles[2])
        waits = await box.asker.ask(replace(NAME, source=QuestionSource.API))
        await box.answered("So.", waits.id)
        await box.asker.judge(box.asker.handle_of(waits), helped=True)
        await box.asker.ask(replace(NAME, words="Buy now!"))
        found = await box.replier.deflection(1)
        whole = found[None]
        assert (whole.asked, whole.at_once, whole.helped, whole.not_helped, whole.unfit) == (6, 5, 1, 1, 1)
        assert (whole.by_desk, whole.desk_helped, whole.waiting, whole.spam) == (1, 1, 1, 1)
        assert (whole.deflected, whole.share, whole.share_least) == (3, 0.5, 1 / 6)
        assert found[QuestionSource.PAGE].share == 3 / 5
        assert found[QuestionSource.MAIL].share is None
        await box.answered("So.", asked[1].id, asked[2].id)
        await box.replier.set_aside([asked[3].id], QuestionState.CLOSED)
        await box.replier.set_aside([asked[4].id], QuestionState.WAITING)
        whole = (await box.replier.deflection(1))[None]
        assert (whole.at_once, whole.not_helped, whole.unfit, whole.taken_up) == (5, 0, 1, 3)
        assert whole.deflected == 1, "the desk had to answer or look after all"

    ask(tmp_path, story)


def test_what_is_kept_is_exported_and_forgotten_after_its_time(tmp_path: Path) -> None:
    async def story(box: Box) -> None:
        question = await box.asker.ask(replace(NAME, asker="ana@example.com", key="k"))
        reply, (given,) = await box.answered("In the settings.", question.id)
        told = await box.asker.export(given)
        assert told["words"] == NAME.words
        assert told["reply"]["texts"] == [
            {"language": "en", "title": "A question?", "body": "In the settings."}
        ]
        assert (told["asker"], told["key"]) == (True, True)
        box.room.clock.advance(timedelta(days=2))
        assert await box.asker.forget(timedelta(days=3)) == 0
        assert await box.asker.forget(timedelta(days=1)) == 1
        assert await box.questions.reply(reply.id) is not None, "what the desk said stands"

    ask(tmp_path, story)
