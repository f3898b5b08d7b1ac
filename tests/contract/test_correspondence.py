"""What every store of correspondence promises: see ports.correspondence; and that no address is readable in it, nor stays."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import Connection, insert, select

from groundswell.ports.correspondence import MAIL, Correspondent, WayBack
from groundswell.ports.notices import UNREADABLE
from groundswell.ports.questions import QuestionState
from groundswell.stores.relational import (
    Database,
    RelationalCorrespondence,
    RelationalQuestions,
    open_database,
    replies,
)
from groundswell.stores.relational.question_row import row_of
from groundswell.stores.relational.schema_correspondence import CORRESPONDENTS
from groundswell.stores.relational.schema_questions import QUESTIONS, REPLIES
from groundswell.stores.sealing import Sealing
from tests.contract.conftest import WithDatabase
from tests.contract.test_database import done_in, led_to
from tests.contract.test_questions import DOWN, NAME, REPLY
from tests.town import NOON

SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")
HOUR = timedelta(hours=1)
ANNA = Correspondent(
    "q-anna",
    MAIL,
    NOON,
    WayBack.WAITING,
    "de",
    "t1",
    "w1",
    "anna@example.org",
    "<1@example.org>",
    "Log-in",
    is_private=True,
)
POST = Correspondent(
    "q-post", "social", NOON, WayBack.READY, "en", "t2", "w2", "bo unlisted", "77", due_at=NOON
)


async def rows(database: Database) -> list[tuple[object, ...]]:
    return await database.read(
        lambda connection: [tuple(row) for row in connection.execute(select(CORRESPONDENTS))]
    )


def test_who_asked_comes_back_in_plain_words_and_lies_sealed(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        assert await store.put(ANNA)
        assert not await store.put(replace(ANNA, address="other@example.org"))
        assert await store.of(["q-anna", "nobody"]) == {"q-anna": ANNA}
        assert "example.org" not in str(await rows(database))
        strange = RelationalCorrespondence(database, Sealing(lambda: b"another key of 32 bytes, as it is"))
        assert (await strange.of(["q-anna"]))["q-anna"].address == UNREADABLE

    with_database(story)


def test_who_has_no_way_back_leaves_no_address(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        await store.put(replace(ANNA, state=WayBack.NONE))
        assert (await store.of(["q-anna"]))["q-anna"].address == ""

    with_database(story)


def test_a_question_that_is_erased_takes_the_way_back_to_its_asker_along(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store, questions = RelationalCorrespondence(database, SEAL), RelationalQuestions(database)
        await questions.put(replace(DOWN, id=ANNA.question, key="anna"))
        await store.put(ANNA)
        await store.put(POST)
        assert await questions.erase([ANNA.question]) == 1
        assert [row[0] for row in await rows(database)] == [POST.question]

    with_database(story)


def test_who_was_told_of_an_outage_is_due_once_for_its_end(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store, questions = RelationalCorrespondence(database, SEAL), RelationalQuestions(database)
        told = replace(DOWN, id=ANNA.question, key="anna", state=QuestionState.AT_ONCE, incident="pictures-1")
        await questions.put(told)
        await store.put(replace(ANNA, state=WayBack.TOLD, told="page"))
        assert list(await store.awaited()) == ["pictures-1"]
        assert await store.make_end_ready("letters-1", NOON) == 0
        assert await store.make_end_ready("pictures-1", NOON) == 1
        assert [each.question for each in await store.claim(NOON, 10)] == [ANNA.question]
        await store.settle(ANNA.question, WayBack.TOLD, NOON, is_end_told=True)
        assert list(await store.awaited()) == []
        assert (await store.of([ANNA.question]))[ANNA.question].told == "page"

    with_database(story)


def test_whom_the_desk_answered_about_an_outage_is_due_for_the_end_of_that_one(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store, asked = RelationalCorrespondence(database, SEAL), RelationalQuestions(database)
        await asked.put(replace(DOWN, incident="pictures-1"))
        await asked.put(NAME)
        for each in (DOWN, NAME):
            await store.put(replace(ANNA, question=each.id, state=WayBack.TOLD, told=REPLY.id))
        await asked.answer(replace(REPLY, incident="pictures-2"), [DOWN.id, NAME.id])
        assert list(await store.awaited()) == ["pictures-2"], (
            "what the desk says goes before what the page told"
        )
        assert await store.make_end_ready("pictures-1", NOON) == 0
        assert await store.make_end_ready("pictures-2", NOON) == 2
        assert {each.question for each in await store.claim(NOON, 10)} == {DOWN.id, NAME.id}
        await store.settle(NAME.id, WayBack.TOLD, NOON, is_end_told=True)
        await store.settle(DOWN.id, WayBack.TOLD, NOON)
        await asked.answer(replace(REPLY, id="loose-------", supersedes=REPLY.id), [])
        assert list(await store.awaited()) == ["pictures-1"]

    with_database(story)


def test_who_was_promised_by_an_older_version_that_nothing_more_comes_is_told_no_end(empty_url: str) -> None:
    tied = replace(REPLY, incident="pictures-1")

    def older(connection: Connection) -> None:
        connection.execute(insert(REPLIES), [replies.row(tied)])
        for number, (state, outage) in enumerate(
            ((WayBack.TOLD, ""), (WayBack.WAITING, ""), (WayBack.TOLD, "a"))
        ):
            name = f"q{number}"
            given = replace(NAME, id=name, key="", reply=tied.id, incident=outage)
            row = row_of(replace(given, state=QuestionState.ANSWERED))
            connection.execute(insert(QUESTIONS), [row])
            who = asdict(replace(ANNA, question=name, state=state)) | {
                "state": state.value,
                "changed_at": NOON,
            }
            connection.execute(insert(CORRESPONDENTS), [who])

    async def story() -> None:
        led_to("031", empty_url)
        done_in(empty_url, older)
        database = open_database(empty_url)
        try:
            told = {
                row.question: row.is_end_told
                for row in await database.read(
                    lambda connection: connection.execute(select(CORRESPONDENTS)).all()
                )
            }
        finally:
            await database.close()
        assert told == {"q0": True, "q1": False, "q2": False}

    asyncio.run(story())


def test_who_waits_for_what_the_program_has_answered_by_now_is_due(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store, questions = RelationalCorrespondence(database, SEAL), RelationalQuestions(database)
        told = replace(DOWN, id=ANNA.question, key="anna")
        waits = replace(
            told, state=QuestionState.WAITING, first=QuestionState.WAITING, told=None, incident=""
        )
        await questions.put(waits)
        await store.put(ANNA)
        assert await store.make_released_ready(NOON) == 0
        assert [await questions.release(told, NOON) for _ in range(2)] == [True, False]
        assert await questions.get(told.id) == replace(told, changed_at=NOON)
        assert await store.make_released_ready(NOON) == 1
        assert [each.question for each in await store.claim(NOON, 10)] == [ANNA.question]

    with_database(story)


def test_an_answer_is_claimed_once_and_its_address_is_kept_for_a_correction_until_its_time(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        await store.put(ANNA)
        await store.put(POST)
        assert [each.question for each in await store.claim(NOON, 10)] == ["q-post"]
        assert await store.make_ready(["q-anna", "q-post"], NOON) == 1
        (anna,) = await store.claim(NOON, 10)
        assert (anna.address, anna.state, anna.attempts) == ("anna@example.org", WayBack.SENDING, 1)
        assert not await store.claim(NOON, 10)
        await store.settle("q-anna", WayBack.READY, NOON, NOON + HOUR)
        assert not await store.claim(NOON, 10)
        assert [each.attempts for each in await store.claim(NOON + HOUR, 10)] == [2]
        await store.settle("q-anna", WayBack.TOLD, NOON + HOUR, told="first")
        assert (await store.counts())[MAIL, WayBack.TOLD] == 1
        assert await store.make_ready(["q-anna"], NOON + HOUR) == 1
        (again,) = await store.claim(NOON + HOUR, 10)
        assert (again.address, again.told, again.attempts) == ("anna@example.org", "first", 1)
        await store.settle("q-anna", WayBack.TOLD, NOON + HOUR, told="second")
        assert (
            await store.forget(NOON + HOUR, NOON, NOON - HOUR) == 2
        )  # that, and the post that was never sent
        told = (await store.of(["q-anna"]))["q-anna"]
        assert (told.address, told.post, told.subject, told.state) == ("", "", "", WayBack.TOLD)
        assert await store.make_ready(["q-anna"], NOON + HOUR) == 0
        assert "1." not in str([row for row in await rows(database) if row[0] == "q-anna"])

    with_database(story)


def test_what_was_going_out_is_found_after_a_crash(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        await store.put(replace(ANNA, state=WayBack.READY, due_at=NOON))
        await store.put(POST)
        assert len(await store.claim(NOON, 10)) == 2
        assert [each.question for each in await store.going()] == ["q-anna", "q-post"]
        await store.settle("q-post", WayBack.READY, NOON, NOON)
        (anna,) = await store.going()
        assert (anna.address, anna.state) == ("anna@example.org", WayBack.SENDING)

    with_database(story)


def test_what_a_sender_asked_and_was_told_is_counted(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        await store.put(ANNA)
        await store.put(replace(ANNA, question="q-two", state=WayBack.READY, due_at=NOON))
        assert await store.asked_since("w1", NOON - HOUR) == 2
        assert await store.asked_since("w1", NOON) == 0
        assert not await store.is_told("t1", "q-anna")
        await store.claim(NOON, 10)
        assert await store.told_since("w1", NOON - HOUR) == 0, "it has not gone yet"
        await store.settle("q-two", WayBack.READY, NOON, NOON, is_tried=False)
        assert [each.attempts for each in await store.claim(NOON, 10)] == [1]
        assert not await store.is_told("t1", "q-anna")
        await store.settle("q-two", WayBack.TOLD, NOON, told="page")
        assert await store.told_since("w1", NOON - HOUR) == 1
        assert await store.is_told("t1", "q-anna")
        await store.make_ready(["q-two"], NOON)
        assert await store.is_told("t1", "q-anna"), "it is due again, and was told before"
        assert not await store.is_told("t1", "q-two")

    with_database(story)


def test_addresses_lapse_and_marks_are_forgotten_in_their_time(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        await store.put(ANNA)
        assert await store.forget(NOON + HOUR, NOON - HOUR, NOON - HOUR) == 0
        assert await store.forget(NOON + HOUR, NOON, NOON - HOUR) == 1
        lapsed = (await store.of(["q-anna"]))["q-anna"]
        assert (lapsed.state, lapsed.address) == (WayBack.LAPSED, "")
        assert await store.forget(NOON + HOUR, NOON, NOON) == 1
        assert not await store.of(["q-anna"])

    with_database(story)


def test_how_far_a_channel_was_heard_is_kept(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalCorrespondence(database, SEAL)
        assert await store.cursor("social") == ""
        await store.move_cursor("social", "77", NOON)
        await store.move_cursor("social", "78", NOON)
        assert await store.cursor("social") == "78"

    with_database(story)
