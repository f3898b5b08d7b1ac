"""What every store of wishes promises: see ports.wishes; each is told once, and no address is readable in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select, update

from groundswell.core.notice import NoticeState, Way, Wish, WishState
from groundswell.core.statement import Text
from groundswell.flow.handles import Handles
from groundswell.flow.undertake import Undertake, WishesConfig
from groundswell.ports.notices import Draft, Outcome, Target
from groundswell.ports.questions import Question, QuestionSource, QuestionState, Reply
from groundswell.ports.wishes import Answered, Fed, Occasion
from groundswell.runtime.clock import ManualClock
from groundswell.stores.relational import Database, RelationalNotices, RelationalQuestions, RelationalWishes
from groundswell.stores.relational.schema_notices import NOTICES, TARGETS
from groundswell.stores.relational.schema_wishes import WISHES
from groundswell.stores.sealing import Sealing
from tests.contract.conftest import WithDatabase
from tests.contract.test_notices import leaves_no
from tests.town import NOON, town

T = TypeVar("T")
SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")
ANNA = Wish(
    "anna-------1",
    "report:17",
    "pictures",
    NOON,
    Way.EMAIL,
    "de",
    WishState.WAITING,
    NOON,
    "anna@example.org",
    url="/r/0123",
    incident="pictures-1",
)
ASKED = Question(
    "question---1",
    "Is it?",
    "en",
    "pictures",
    NOON,
    QuestionSource.PAGE,
    QuestionState.WAITING,
    QuestionState.WAITING,
)
LATER = NOON + timedelta(hours=1)


def tell(
    with_database: WithDatabase, story: Callable[[RelationalWishes, RelationalNotices], Awaitable[T]]
) -> T:
    return with_database(
        lambda database: story(RelationalWishes(database, SEAL), RelationalNotices(database, SEAL))
    )


def fed(wish: Wish, state: WishState = WishState.TELLING, at: datetime = NOON) -> Fed:
    target = Target(wish.target, "mail", "email", wish.address)
    draft = Draft(
        wish.target, f"key of {wish.id} {state}", None, "", at, at, ("It is over", "Yes."), url="/r/0123"
    )
    occasion = Occasion.AGAIN if state is WishState.WAITING else Occasion.OVER
    return Fed(wish.id, state, target, draft, occasion)


def test_a_wish_reads_back_and_is_found_by_what_it_is_about_and_by_its_address(
    with_database: WithDatabase,
) -> None:
    async def story(wishes: RelationalWishes, _notices: RelationalNotices) -> None:
        await wishes.put(ANNA)
        other = replace(ANNA, id="other------2", about="question:x", address="other@example.org")
        await wishes.put(other)
        assert await wishes.get(ANNA.id) == ANNA
        assert list(await wishes.of("report:17")) == [ANNA]
        assert list(await wishes.at("other@example.org")) == [other]
        assert await wishes.counts() == {("email", "waiting"): 2}
        assert await wishes.awaited() == {"pictures-1": 2}
        assert await wishes.erase(ANNA.id)
        assert not await wishes.erase(ANNA.id)

    tell(with_database, story)


def test_a_wish_without_an_outage_gets_the_one_of_its_service_and_time(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, _notices: RelationalNotices) -> None:
        await wishes.put(replace(ANNA, incident=""))
        assert await wishes.unbound() == {"pictures": NOON}
        assert await wishes.bind("bank-1", ["bank"], NOON, LATER) == 0
        assert await wishes.bind("pictures-2", ["pictures"], NOON + timedelta(seconds=1), LATER) == 0
        assert await wishes.bind("pictures-1", ["pictures", "films"], NOON, LATER) == 1
        assert await wishes.unbound() == {}
        both, soon = ["bank", "pictures"], NOON + timedelta(seconds=1)
        assert await wishes.give_over("pictures-1", ["bank"], NOON, LATER) == 0
        assert await wishes.give_over("pictures-1", both, soon, LATER) == 0, "it was reported before"
        await wishes.put(replace(ANNA, id="asks-------1", about="question:x"))
        assert await wishes.give_over("pictures-1", both, NOON, LATER) == 1, "no question"
        assert await wishes.erase("asks-------1")
        assert await wishes.lapse(NOON, NOON - timedelta(days=14), LATER) == 0
        assert await wishes.lapse(NOON + timedelta(seconds=1), NOON - timedelta(days=14), LATER) == 1
        lapsed = await wishes.get(ANNA.id)
        assert lapsed is not None
        assert (lapsed.state, lapsed.address, lapsed.url) == (WishState.LAPSED, "", "")

    tell(with_database, story)


def test_one_that_waits_too_long_is_let_go_but_not_amid_its_message(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, _notices: RelationalNotices) -> None:
        other = replace(ANNA, id="other------2", address="bob@example.org")
        await wishes.put(ANNA)
        await wishes.put(other)
        await wishes.feed([fed(ANNA)], NOON)
        assert await wishes.lapse(NOON - timedelta(days=1), LATER, LATER) == 1
        assert await wishes.counts() == {("email", "lapsed"): 1, ("email", "telling"): 1}

    tell(with_database, story)


def test_it_is_told_once_and_then_nothing_of_the_address_is_left(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        await wishes.put(ANNA)
        assert list(await wishes.to_tell("pictures-1", 10)) == [ANNA]
        assert await wishes.feed([fed(ANNA)], NOON) == 1
        assert await wishes.feed([fed(ANNA)], NOON) == 0
        assert list(await wishes.to_tell("pictures-1", 10)) == []
        assert await wishes.under_way() == 1
        assert await wishes.settle(NOON) == {}
        (claimed,) = await notices.claim(NOON, 10)
        assert (claimed.notice.said, claimed.notice.url) == (("It is over", "Yes."), "/r/0123")
        assert claimed.target.address == "anna@example.org"
        await notices.settle([Outcome(claimed.notice.id, NoticeState.SENT, NOON, NOON)])
        assert await wishes.settle(LATER) == {"sent": 1}
        told = await wishes.get(ANNA.id)
        assert told is not None
        assert (told.state, told.address, told.ended_at) == (WishState.TOLD, "", LATER)
        assert list(await notices.targets()) == []
        assert list(await notices.list()) == []
        assert await wishes.feed([fed(ANNA)], LATER) == 0
        assert list(await wishes.at("anna@example.org")) == []

    tell(with_database, story)


def test_what_a_far_side_said_of_a_wish_goes_from_the_files_with_its_message(tmp_path: Path) -> None:
    async def story(database: Database) -> None:
        wishes, notices = RelationalWishes(database, SEAL), RelationalNotices(database, SEAL)
        await wishes.put(ANNA)
        await wishes.feed([fed(ANNA)], NOON)
        (claimed,) = await notices.claim(NOON, 10)
        await notices.settle(
            [Outcome(claimed.notice.id, NoticeState.FAILED, NOON, NOON, "no letter to anna")]
        )
        assert await wishes.settle(LATER) == {"failed": 1}

    leaves_no(b"to anna", tmp_path, story)


def test_who_wished_twice_for_one_outage_is_asked_once_and_told_once(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        first = replace(ANNA, asks=True)
        again = replace(first, id="anna-------2", about="report:18", made_at=LATER)
        other = replace(first, id="bob--------1", about="report:19", address="bob@example.org", made_at=LATER)
        films = replace(first, id="anna-------3", about="report:20", service="films", made_at=LATER)
        for each in (first, again, other, films):
            await wishes.put(each)
        four = await wishes.to_question("pictures-1", 10, NOON)
        assert await wishes.feed([fed(each, WishState.WAITING) for each in four], NOON) == 3
        await sent(notices)
        assert await wishes.settle(NOON) == {"sent": 3}
        assert list(await wishes.to_question("pictures-1", 10, LATER)) == []
        assert await wishes.feed([fed(each) for each in (first, again, other, films)], NOON) == 3
        assert await wishes.under_way() == 3, "a message names one service: films have their own"
        assert await wishes.erase(first.id)  # and with it its message
        assert [each.id for each in await wishes.to_tell("pictures-1", 10)] == [again.id]
        await wishes.put(first)
        assert await wishes.feed([fed(each) for each in (first, again)], NOON) == 1
        await sent(notices)
        assert await wishes.settle(LATER) == {"sent": 3}
        told = [await wishes.get(each.id) for each in (first, again, other, films)]
        assert [(each.state, each.address) for each in told if each] == [(WishState.TOLD, "")] * 4
        undertake = Undertake(
            wishes, town(), ManualClock(LATER), Handles(b"k"), {}, WishesConfig(), url="", languages=(), make_word=str
        )  # fmt: skip
        for take_back in (
            partial(undertake.take_back, undertake.handle_of(first)),
            partial(undertake.forget_about, first.about),
        ):
            await wishes.put(first)
            await wishes.put(again)
            assert await wishes.feed([fed(each) for each in (first, again)], NOON) == 1
            await sent(notices)
            assert await take_back()
            assert await wishes.counts() == {("email", "told"): 3}, "its message has arrived, for both"

    tell(with_database, story)


def test_who_wished_by_two_ways_for_one_outage_is_told_by_each(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        push = replace(ANNA, id="anna-------2", about="report:18", way=Way.PUSH, made_at=LATER)
        for each in (ANNA, push):
            await wishes.put(each)
        mark = await wishes._database.read(lambda connection: connection.scalar(select(WISHES.c.mark)))
        alike = update(WISHES).values(mark=mark)
        await wishes._database.run(lambda connection: connection.execute(alike))
        assert await wishes.feed([fed(each) for each in (ANNA, push)], NOON) == 2
        await sent(notices)
        assert await wishes.settle(LATER) == {"sent": 2}

    tell(with_database, story)


async def sent(notices: RelationalNotices) -> None:
    """All that is due goes out."""
    due = await notices.claim(LATER, 10)
    await notices.settle([Outcome(each.notice.id, NoticeState.SENT, LATER, LATER) for each in due])


def test_the_question_comes_before_the_end_and_once(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        await wishes.put(ANNA)
        assert list(await wishes.to_question("pictures-1", 10, NOON)) == []  # she did not wish to be asked
        asks = replace(ANNA, asks=True)
        await wishes.put(asks)
        assert list(await wishes.to_question("pictures-1", 10, NOON)) == [asks]
        assert await wishes.feed([fed(asks, WishState.WAITING)], NOON) == 1
        assert list(await wishes.to_tell("pictures-1", 10)) == []  # one after the other
        (claimed,) = await notices.claim(NOON, 10)
        await notices.settle([Outcome(claimed.notice.id, NoticeState.SENT, NOON, NOON)])
        assert await wishes.settle(NOON) == {"sent": 1}
        assert list(await wishes.to_question("pictures-1", 10, NOON)) == []
        (waiting,) = await wishes.to_tell("pictures-1", 10)
        assert (waiting.address, waiting.questioned_at) == ("anna@example.org", NOON)

    tell(with_database, story)


def test_a_browser_that_does_not_answer_is_asked_once_more_and_never_a_third_time(
    with_database: WithDatabase,
) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        for number, (name, way) in enumerate((("mail", Way.EMAIL), ("lost", Way.PUSH), ("said", Way.PUSH))):
            about = f"report:{number}"
            await wishes.put(replace(ANNA, id=name, about=about, way=way, asks=True, address=name))
            if way is Way.PUSH:  # of the one that is lost it is only begun: nobody knows whether it was said
                await wishes.begin_answer(Answered(about, 7 if name == "said" else -7, works=False, at=NOON))
        for turn in range(3):
            early = await wishes.to_question("pictures-1", 10, NOON - timedelta(seconds=1))
            assert turn == 0 or not early
            asked = await wishes.to_question("pictures-1", 10, NOON)
            await wishes.feed([fed(each, WishState.WAITING) for each in asked], NOON)
            for claimed in await notices.claim(NOON, 10):
                await notices.settle([Outcome(claimed.notice.id, NoticeState.SENT, NOON, NOON)])
            await wishes.settle(NOON)
        found = [await wishes.get(name) for name in ("mail", "lost", "said")]
        assert [each.questioned for each in found if each is not None] == [1, 2, 1]

    tell(with_database, story)


def test_a_question_that_does_not_get_through_ends_no_wish_and_keeps_nobody_waiting(
    with_database: WithDatabase,
) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        for became in (NoticeState.EXPIRED, NoticeState.FAILED):
            await wishes.put(replace(ANNA, asks=True))
            await wishes.feed([fed(ANNA, WishState.WAITING)], NOON)
            assert await wishes.under_way() == 1
            (claimed,) = await notices.claim(NOON, 10)
            again = Outcome(claimed.notice.id, NoticeState.WAITING, NOON, LATER, "connection refused")
            await notices.settle([again])
            assert await wishes.under_way() == 0, "what is tried again takes nobody's turn"
            await notices.settle([Outcome(claimed.notice.id, became, NOON, NOON, "connection refused")])
            await wishes.settle(NOON)
            found = await wishes.get(ANNA.id)
            assert found is not None
            assert (found.state, found.address) == (WishState.WAITING, ANNA.address)
            assert [each.id for each in await wishes.to_tell("pictures-1", 9)] == [ANNA.id]

    tell(with_database, story)


def test_whose_address_refuses_is_let_go(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        await wishes.put(ANNA)
        await wishes.feed([fed(ANNA)], NOON)
        (claimed,) = await notices.claim(NOON, 10)
        await notices.settle([Outcome(claimed.notice.id, NoticeState.FAILED, NOON, NOON, "no such mailbox")])
        assert await wishes.settle(NOON) == {"failed": 1}
        assert await wishes.counts() == {("email", "untold"): 1}

    tell(with_database, story)


def test_all_other_notices_go_before_those_of_wishes(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, notices: RelationalNotices) -> None:
        await wishes.put(ANNA)
        await wishes.feed([fed(ANNA)], NOON)
        await notices.put_targets([Target("channel:mail", "mail", "email")])
        await notices.take([Draft("channel:mail", "k", None, "", LATER, LATER, ("A statement", "!"))])
        first, second = await notices.claim(LATER, 10)
        assert first.target.id == "channel:mail"
        assert second.target.id == ANNA.target

    tell(with_database, story)


def test_no_address_and_no_receipt_is_readable_in_the_tables(with_database: WithDatabase) -> None:
    async def story(database: Database) -> list[str]:
        wishes = RelationalWishes(database, SEAL)
        await wishes.put(ANNA)
        await wishes.feed([fed(ANNA)], NOON)
        return await database.read(
            lambda connection: [
                str(row) for table in (WISHES, TARGETS, NOTICES) for row in connection.execute(select(table))
            ]
        )

    rows = with_database(story)
    assert len(rows) == 3
    assert not [row for row in rows if "anna@" in row or "0123" in row]


def test_answers_read_back_and_are_forgotten_with_what_ended(with_database: WithDatabase) -> None:
    async def story(wishes: RelationalWishes, _notices: RelationalNotices) -> None:
        no, yes = Answered("report:17", 20, False, NOON), Answered("report:17", 30, True, LATER)
        begun = [replace(yes, sequence=-2), replace(no, sequence=-1), replace(no, sequence=-3)]
        for each in begun:
            await wishes.begin_answer(each)
        assert list(await wishes.answers("report:17")) == sorted(begun, key=lambda each: each.sequence)
        assert await wishes.note_answer(begun[0], 30)
        assert await wishes.note_answer(begun[1], 20)
        assert await wishes.note_answer(begun[2], None)
        assert list(await wishes.answers("report:17")) == [no, yes]
        assert not await wishes.note_answer(begun[0], 30), "it is begun no more"
        await wishes.put(replace(ANNA, state=WishState.PENDING, ask_at=NOON))
        assert [each.id for each in await wishes.to_ask(NOON, 10)] == [ANNA.id]
        await wishes.note_asked(ANNA.id, 1, None)
        assert list(await wishes.to_ask(LATER, 10)) == []
        assert await wishes.confirm(ANNA.id, NOON)
        assert not await wishes.confirm(ANNA.id, NOON)
        await wishes.put(replace(ANNA, id="by-bot", state=WishState.PENDING, way=Way.TELEGRAM, address=""))
        assert await wishes.confirm("by-bot", NOON, "42")
        assert [(each.id, each.address, each.state) for each in await wishes.at("42")] == [
            ("by-bot", "42", WishState.WAITING)
        ]
        assert await wishes.forget(LATER, LATER, NOON) == 0
        assert list(await wishes.answers("report:17")) == [yes]
        assert await wishes.erase_answers("report:17") == 1

    tell(with_database, story)


def test_answers_are_lost_when_neither_their_question_nor_a_wish_that_said_yes_opens_them(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        wishes, questions = RelationalWishes(database, SEAL), RelationalQuestions(database)
        about = f"question:{ASKED.id}"
        for number, name in enumerate((about, about, "question:other", "report:17")):
            await wishes.begin_answer(Answered(name, number + 1, False, NOON))
        await questions.put(ASKED)
        assert list(await wishes.lost()) == ["question:other"]
        await wishes.put(replace(ANNA, about=about, confirmed_at=NOON))
        await questions.erase([ASKED.id])
        assert list(await wishes.lost(about)) == []
        await wishes.put(replace(ANNA, about=about, state=WishState.PENDING, confirmed_at=None))
        assert list(await wishes.lost(about)) == [about]
        assert sorted(await wishes.lost()) == sorted([about, "question:other"])

    with_database(story)


def test_a_question_that_the_desk_has_answered_is_told_once_and_no_outage_is_sought_for_it(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        wishes, questions = RelationalWishes(database, SEAL), RelationalQuestions(database)
        asks = replace(ANNA, about=f"question:{ASKED.id}", incident="", url="/q/0123")
        await wishes.put(asks)
        await questions.put(ASKED)
        assert await wishes.unbound() == {}
        assert await wishes.bind("pictures-1", ["pictures"], NOON, LATER) == 0
        assert await wishes.lapse(LATER, NOON, LATER) == 0
        assert list(await wishes.answered(10)) == []
        reply = Reply("r", "pictures", (Text("en", "", "So."),), "Ada", NOON, incident="pictures-1")
        await questions.answer(reply, [ASKED.id])
        asks = replace(asks, incident="pictures-1")
        assert list(await wishes.answered(10)) == [asks]
        told = replace(fed(asks, WishState.WAITING), occasion=Occasion.ANSWERED, incident="pictures-1")
        other = replace(asks, id="other", about="question:other")
        await wishes.put(other)
        released = replace(fed(other, WishState.WAITING), occasion=Occasion.RELEASED)
        assert await wishes.feed([released], NOON) == 1
        found = await wishes.get(other.id)
        assert found is not None
        assert found.answered_at is None, "the desk may still answer"
        assert await wishes.feed([told], NOON) == 1
        assert await wishes.feed([told], NOON) == 0
        found = await wishes.get(asks.id)
        assert found is not None
        assert (found.answered_at, found.questioned_at, found.incident) == (NOON, None, "pictures-1")
        assert list(await wishes.answered(10)) == []
        await wishes.put(replace(found, notice=""))
        assert await questions.send_on(ASKED.id, NOON), "it was not what she asked"
        over = replace(
            told,
            occasion=Occasion.OVER,
            incident="",
            draft=replace(told.draft, key="the end, and more comes"),
        )
        assert await wishes.feed([over], LATER) == 1
        found = await wishes.get(asks.id)
        assert found is not None
        await wishes.put(replace(found, notice=""))
        await questions.answer(replace(reply, id="better"), [ASKED.id])
        assert [each.id for each in await wishes.answered(10)] == [asks.id]
        await wishes.erase(asks.id)
        more = replace(asks, id="more", about="question:two")
        await wishes.put(more)
        await questions.put(replace(ASKED, id="two"))
        assert await questions.release(replace(ASKED, id="two", incident="pictures-1"), NOON)
        due = list(await wishes.answered(10))
        assert due == [replace(more, incident="")], "the program has answered while she waited"
        await wishes.put(replace(more, incident="pictures-1"))
        assert list(await wishes.answered(10)) == [], "who wished after that has read it"

    with_database(story)


def test_a_wish_goes_with_the_answers_of_its_question(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        wishes, questions = RelationalWishes(database, SEAL), RelationalQuestions(database)
        told_of = replace(ASKED, id="told", state=QuestionState.AT_ONCE, incident="page")
        for question, guess in ((ASKED, "guess"), (told_of, "page")):
            await questions.put(question)
            await wishes.put(replace(ANNA, id=question.id, about=f"question:{question.id}", incident=guess))
        both = [ASKED.id, told_of.id]

        async def now() -> list[tuple[str, bool]]:
            """Which outage each waits for, and whether they have been told the answer."""
            found = [await wishes.get(id) for id in both]  # noqa: A001
            return [(each.incident, each.answered_at is not None) for each in found if each is not None]

        async def told() -> None:
            for id in both:  # noqa: A001
                found = await wishes.get(id)
                assert found is not None
                await wishes.put(replace(found, answered_at=LATER))

        reply = Reply("tied", "pictures", (Text("en", "", "So."),), "Ada", NOON, incident="desk")
        await questions.answer(reply, both)
        assert await now() == [("desk", False), ("desk", False)]
        await told()
        assert await questions.send_on(ASKED.id, LATER)
        assert await now() == [("desk", False), ("desk", True)], "another answer, and the end of that outage"
        await questions.answer(replace(reply, id="again"), [ASKED.id])
        await told()
        await questions.answer(replace(reply, id="better", incident="other", supersedes="again"), [])
        assert await now() == [("other", True), ("desk", True)]
        await questions.answer(replace(reply, id="loose", incident="", supersedes="better"), [])
        assert await now() == [("", False), ("desk", True)], (
            "its end is told no more: they are told the answer"
        )
        assert await questions.withdraw("tied", LATER) is not None
        assert await now() == [("", False), ("page", False)], "what the page told of it was told"
        waits = await wishes.get(told_of.id)
        assert waits is not None
        seen = replace(fed(waits, WishState.WAITING), occasion=Occasion.ANSWERED, incident="desk")
        assert await wishes.feed([seen], LATER) == 1
        assert await now() == [("", False), ("page", False)], "it was taken back while that was on its way"

    with_database(story)
