"""What every store of questions promises: see ports.questions; and that what is deleted is gone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from groundswell.core.answer import Answer, Asked, Candidate, KnownKind, Source, Subject, WhyNot
from groundswell.core.statement import Text
from groundswell.errors import OvertakenError
from groundswell.ports.questions import (
    Draft,
    Question,
    QuestionSource,
    QuestionState,
    Reply,
    ReplyState,
    Standing,
    Tally,
)
from groundswell.stores.relational import Database, RelationalQuestions, open_database, replies, told_at_once
from tests.contract.conftest import WithDatabase
from tests.town import NOON

T = TypeVar("T")
LATER = NOON + timedelta(hours=1)
TOLD = Answer(
    {"en": "It is down.", "ar": "إنه معطّل."},
    (Source("pictures-1", KnownKind.LIVE, "pictures", "https://town.example/incidents/pictures-1", NOON),),
    0.9,
)
DOWN = Question(
    "down--------",
    "is pictures down",
    "en",
    "pictures",
    NOON,
    QuestionSource.PAGE,
    QuestionState.AT_ONCE,
    QuestionState.AT_ONCE,
    subject=Subject.DOWN,
    symptoms=("feed",),
    candidates=(Candidate("pictures-1", KnownKind.LIVE, 0.8),),
    told=TOLD,
    incident="pictures-1",
    asked_on="films",
    asked_in="de",
)
NAME = Question(
    "name--------",
    "how do I change my name, please tell me",
    "en",
    "pictures",
    NOON + timedelta(minutes=1),
    QuestionSource.API,
    QuestionState.WAITING,
    QuestionState.WAITING,
    subject=Subject.HOW,
    why_not=WhyNot.UNRELATED,
    asker="mark of anna",
    key="mark of a key",
)
PAID = replace(
    NAME,
    id="paid--------",
    words="am I paid back",
    at=NOON + timedelta(minutes=2),
    service="bank",
    source=QuestionSource.MAIL,
    key="",
)
LIKE = replace(
    NAME,
    id="like--------",
    words="how is a name changed",
    at=LATER,
    state=QuestionState.AT_ONCE,
    first=QuestionState.AT_ONCE,
    told=Answer(
        {"en": "In the settings."}, (Source("reply-------", KnownKind.ANSWERED, "pictures", "", LATER),), 0.9
    ),
    asker="",
    key="",
)
"""the page has told it the desk's answer"""
NEAR = replace(
    LIKE,
    id="near--------",
    told=TOLD,
    candidates=(Candidate("reply-------", KnownKind.ANSWERED, 0.4),),
)
"""the same answer was near, and it was told of the outage"""
REPLY = Reply(
    "reply-------",
    "pictures",
    (Text("en", "How do I change my name?", "In the settings.", is_draft=False), Text("de", "", "Dort.")),
    "Ada",
    LATER,
    sources=("https://help.example/name",),
    is_public=True,
    is_for_like=True,
)


def tell(with_database: WithDatabase, story: Callable[[RelationalQuestions], Awaitable[T]]) -> T:
    async def whole(store: RelationalQuestions) -> T:
        for question in (DOWN, NAME, PAID):
            await store.put(question)
        return await story(store)

    return with_database(lambda database: whole(RelationalQuestions(database)))


def test_a_question_reads_back_and_is_found_by_its_asker_and_its_key(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        assert [await store.get(each.id) for each in (DOWN, NAME, PAID)] == [DOWN, NAME, PAID]
        assert await store.get("nobody") is None
        assert {each.id for each in await store.those([NAME.id, "nobody", PAID.id])} == {NAME.id, PAID.id}
        assert await store.keyed("mark of a key") == NAME
        assert await store.keyed("") is None
        assert list(await store.of_asker("mark of anna")) == [NAME, PAID]
        assert list(await store.of_asker("")) == []
        assert list(await store.list([QuestionState.WAITING])) == [PAID, NAME]
        assert list(await store.list([QuestionState.WAITING], services=["pictures"])) == [NAME]
        assert await store.count(QuestionState.WAITING) == 2
        of = [("bank",), ("pictures", "films"), ()]
        assert [await store.count(QuestionState.WAITING, services=each) for each in of] == [1, 1, 0]
        why = (WhyNot.UNRELATED, WhyNot.DANGER)
        assert [await store.count(QuestionState.WAITING, why_not=each) for each in why] == [2, 0]
        assert await store.count(QuestionState.WAITING, services=["bank"], why_not=WhyNot.UNRELATED) == 1

    tell(with_database, story)


def test_what_comes_again_under_its_key_is_the_question_that_there_is(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        assert await store.put(replace(NAME, id="again-------")) == NAME
        assert await store.get("again-------") is None
        assert await store.put(replace(PAID, id="without-key-")) == replace(PAID, id="without-key-")

    tell(with_database, story)


def test_one_answer_serves_all_that_it_is_given_to(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        given = await store.answer(REPLY, [NAME.id, PAID.id, "nobody"])
        assert [each.id for each in given] == [NAME.id, PAID.id]
        assert {(each.state, each.reply, each.changed_at) for each in given} == {
            (QuestionState.ANSWERED, REPLY.id, LATER)
        }
        assert await store.reply(REPLY.id) == REPLY
        assert list(await store.replies(public=True)) == [REPLY]
        assert list(await store.replies(services=["bank"])) == []
        assert {
            name: [each.id for each in some] for name, some in (await store.of_replies([REPLY.id])).items()
        } == {REPLY.id: [PAID.id, NAME.id]}
        assert [each.id for each in (await store.of_replies([REPLY.id], each=1))[REPLY.id]] == [PAID.id]
        assert await store.asked_of_replies([REPLY.id, "none"], 1) == {
            REPLY.id: [Asked(PAID.id, PAID.words, PAID.at, PAID.asked_in, PAID.asked_on)]
        }
        assert await store.standing(9) == Standing({REPLY.id: ""}, 2)
        await store.erase([PAID.id])
        assert await store.standing(9) == Standing({REPLY.id: ""}, 1)

    tell(with_database, story)


def test_only_what_is_for_the_like_and_helps_is_told_on(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        own = replace(REPLY, id="own---------", is_for_like=False)
        await store.answer(REPLY, [NAME.id])
        await store.answer(own, [PAID.id])

        async def told_on() -> list[str]:
            found = [each.id for each in await store.replies(for_like=True)]
            assert list((await store.standing(9)).incidents) == found
            return found

        assert await told_on() == [REPLY.id]
        assert len(await store.replies()) == 2
        for number in range(3):
            like = await store.put(replace(LIKE, id=f"like-{number}------"))
            assert await told_on() == [REPLY.id], "two are too few to say"
            await store.judge(like.id, LATER, helped=False)
            await store.judge(like.id, LATER, helped=False)
        assert await told_on() == []
        late = await store.put(replace(LIKE, id="late--------"))
        assert late.state is QuestionState.WAITING, "it was put to what stood a moment ago"
        assert await store.tell_on(own.id, is_for_like=True) == replace(own, is_for_like=True)
        assert await store.tell_on(REPLY.id, is_for_like=True) == REPLY, "its votes are counted anew"
        assert len(await told_on()) == 2
        await store.judge("like-0------", LATER, helped=True)
        anew = await store.reply(REPLY.id)
        assert anew is not None
        assert (anew.uses_helped, anew.uses_not_helped) == (1, 0), "its no was counted before that"
        await store.judge("like-0------", LATER, helped=False)
        await store.judge("like-0------", LATER, helped=True)
        sent = await store.put(replace(LIKE, id="sent--------"))
        await store.judge(sent.id, LATER, helped=True)
        await store.send_on(sent.id, LATER)
        found = await store.reply(REPLY.id)
        assert found is not None
        assert (found.uses_helped, found.uses_not_helped) == (2, 0), "what was said stands"
        assert await store.tell_on("none", is_for_like=True) is None

    tell(with_database, story)


def test_a_later_answer_takes_the_place_of_an_earlier_for_all_who_had_it(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        await store.answer(REPLY, [NAME.id])
        await store.judge(NAME.id, LATER, helped=False)
        for each in (replace(LIKE, incident="pictures-1"), NEAR):
            await store.put(each)
        await store.judge(LIKE.id, LATER, helped=False)
        better = replace(REPLY, id="better------", supersedes=REPLY.id)
        given = await store.answer(better, [PAID.id])
        assert [(each.id, each.state, each.reply, each.helped) for each in given] == [
            (NAME.id, QuestionState.ANSWERED, better.id, None),
            (PAID.id, QuestionState.ANSWERED, better.id, None),
            (LIKE.id, QuestionState.ANSWERED, better.id, None),
        ], "those too whom the page had told it at once"
        assert {each.incident for each in given} == {""}, "the better one says of which outage it is"
        assert await store.get(NEAR.id) == NEAR
        assert [each.id for each in await store.replies()] == [better.id]
        assert list((await store.standing(9)).incidents) == [better.id]
        old = await store.reply(REPLY.id)
        assert old is not None
        assert old.state is ReplyState.REPLACED

    tell(with_database, story)


def tell_two(url: str, story: Callable[[RelationalQuestions, RelationalQuestions], Awaitable[None]]) -> None:
    """A story of two processes on one database."""

    async def whole() -> None:
        here, there = open_database(url), open_database(url)
        try:
            await story(RelationalQuestions(here), RelationalQuestions(there))
        finally:
            await here.close()
            await there.close()

    asyncio.run(whole())


def test_of_two_processes_that_answer_the_same_at_once_one_is_told_of_the_other(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, both = replies.check_known, threading.Barrier(2, timeout=0.3)

    def together(*told: Any) -> None:
        with suppress(threading.BrokenBarrierError):  # the other one waits for this one's end
            both.wait()
        check(*told)

    async def story(here: RelationalQuestions, there: RelationalQuestions) -> None:
        await here.put(NAME)
        said = [replace(REPLY, id=f"{number}-----------") for number in range(2)]
        monkeypatch.setattr(replies, "check_known", together)
        became = await asyncio.gather(
            *(
                store.answer(reply, [NAME.id], over=())
                for store, reply in zip((here, there), said, strict=True)
            ),
            return_exceptions=True,
        )
        (refused,) = [each for each in became if isinstance(each, BaseException)]
        assert isinstance(refused, OvertakenError)
        (stands,) = await here.replies()
        assert refused.replies == (stands.id,)

    tell_two(database_url, story)


def test_who_takes_an_answer_back_waits_for_who_puts_a_better_one_in_its_place(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    supersede, begun, over = replies.supersede, threading.Event(), threading.Event()

    def slowly(*told: Any) -> None:
        begun.set()
        over.wait(0.3)  # the other one comes as far as it can
        supersede(*told)

    async def story(publishing: RelationalQuestions, other: RelationalQuestions) -> None:
        await publishing.put(NAME)
        await publishing.answer(REPLY, [NAME.id])
        monkeypatch.setattr(replies, "supersede", slowly)
        better = replace(REPLY, id="better------", supersedes=REPLY.id, at=LATER)

        async def back() -> object:
            await asyncio.to_thread(begun.wait)
            return await other.withdraw(REPLY.id, LATER)

        told, taken = await asyncio.gather(publishing.answer(better, [NAME.id], over=[REPLY.id]), back())
        assert [(each.id, each.reply) for each in told] == [(NAME.id, better.id)]
        assert taken is None, "it stands no more"

    tell_two(database_url, story)


def test_who_had_an_answer_that_is_withdrawn_waits_again(
    with_database: WithDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told_at_once, "_CHUNK", 2)

    async def story(store: RelationalQuestions) -> None:
        await store.answer(REPLY, [NAME.id])
        for number in range(1, 3):
            await store.put(replace(LIKE, id=f"like{number:08}", incident="pictures-1"))
        await store.put(replace(LIKE, id="like00000000", at=LATER - timedelta(minutes=30)))
        await store.put(NEAR)
        had = await store.withdraw(REPLY.id, LATER)
        assert had is not None
        assert {(each.state, each.reply, each.helped, each.incident) for each in had} == {
            (QuestionState.WAITING, "", None, "")
        }
        assert [each.id for each in had] == [NAME.id, *(f"like{number:08}" for number in range(3))]
        assert await store.get(NEAR.id) == NEAR
        late = await store.put(replace(LIKE, key="a key"))
        assert (late.state, late.first, late.told) == (QuestionState.WAITING, QuestionState.WAITING, None)
        assert await store.keyed("a key") == late, "whoever was put to it meanwhile is not told it any more"
        assert await store.withdraw(REPLY.id, LATER) is None
        assert list(await store.replies()) == []
        assert await store.standing(9) == Standing({}, 0)
        assert [each.id for each in await store.replies(standing=False)] == [REPLY.id]

    tell(with_database, story)


def test_its_asker_says_what_the_answer_was_worth_and_sends_it_on(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        judged = await store.judge(DOWN.id, LATER, helped=True)
        assert judged == replace(DOWN, helped=True, changed_at=LATER)
        assert await store.judge(NAME.id, LATER, helped=True) is None, "there is no answer yet"
        sent = await store.send_on(DOWN.id, LATER)
        assert sent == replace(judged, state=QuestionState.WAITING, is_unfit=True)
        assert await store.send_on(DOWN.id, LATER) is None

    tell(with_database, story)


def test_only_what_is_in_one_of_the_states_is_put_into_another(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        both = [DOWN.id, NAME.id]
        settled = await store.settle(both, QuestionState.SPAM, LATER, of=[QuestionState.WAITING])
        assert [(each.id, each.state) for each in settled] == [(NAME.id, QuestionState.SPAM)]
        await store.regroup({DOWN.id: "a", PAID.id: "b"})
        groups = [(await store.get(each.id)) for each in (DOWN, PAID)]
        assert [each.group for each in groups if each] == ["a", "b"]

    tell(with_database, story)


def test_tallies_count_by_what_became_of_questions(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        await store.judge(DOWN.id, LATER, helped=True)
        at_once, waiting = QuestionState.AT_ONCE, QuestionState.WAITING
        assert set(await store.tallies(NOON)) == {
            Tally(QuestionSource.PAGE, at_once, at_once, True, False, 1),
            Tally(QuestionSource.API, waiting, waiting, None, False, 1),
            Tally(QuestionSource.MAIL, waiting, waiting, None, False, 1),
        }
        assert [each.source for each in await store.tallies(NOON, ["bank"])] == [QuestionSource.MAIL]
        assert list(await store.tallies(LATER)) == []

    tell(with_database, story)


def test_what_an_asker_was_not_told_elsewhere_is_listed_until_it_was(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        await store.answer(REPLY, [NAME.id, PAID.id])
        assert [each.id for each in await store.untold(QuestionSource.MAIL)] == [PAID.id]
        await store.note_told({PAID.id: REPLY.id})
        assert list(await store.untold(QuestionSource.MAIL)) == []
        await store.answer(replace(REPLY, id="better------", supersedes=REPLY.id), [])
        assert [each.id for each in await store.untold(QuestionSource.MAIL)] == [PAID.id], (
            "of a better one too"
        )

    tell(with_database, story)


def test_what_was_asked_long_ago_is_forgotten(with_database: WithDatabase) -> None:
    async def story(store: RelationalQuestions) -> None:
        assert await store.forget(NOON) == 0
        assert await store.forget(NAME.at) == 1
        assert await store.get(DOWN.id) is None
        assert await store.get(NAME.id) == NAME

    tell(with_database, story)


@pytest.mark.parametrize(("title", "left"), [(NAME.words.upper(), ""), ("How do I change my name?", None)])
def test_an_erased_question_takes_a_title_in_its_own_words_with_it(
    with_database: WithDatabase, title: str, left: str | None
) -> None:
    async def story(store: RelationalQuestions) -> None:
        own = replace(REPLY, texts=(replace(REPLY.texts[0], title=title), *REPLY.texts[1:]))
        await store.answer(own, [NAME.id])
        assert await store.erase([NAME.id, "nobody"]) == 1
        assert await store.get(NAME.id) is None
        stands = await store.reply(own.id)
        assert stands is not None
        assert stands.texts[0].title == (title if left is None else left)

    tell(with_database, story)


def test_nothing_of_an_erased_question_is_left_in_the_files(tmp_path: Path) -> None:
    def files() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    async def story() -> None:
        database = open_database(f"sqlite:///{tmp_path / 'groundswell.db'}")
        store = RelationalQuestions(database)
        try:
            for number in range(300):
                await store.put(replace(DOWN, id=f"other---{number:04}", key=f"{number}"))
                if number == 150:
                    await store.put(NAME)
            assert b"change my name" in files()
            await store.answer(replace(REPLY, texts=(Text("en", NAME.words, "There."),)), [NAME.id])
            await store.erase([NAME.id])
            assert b"change my name" not in files()
            assert b"mark of anna" not in files()
            assert b"is pictures down" in files()
        finally:
            await database.close()

    asyncio.run(story())


def test_a_draft_is_kept_in_versions_and_nobody_writes_over_what_they_have_not_seen(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalQuestions(database)
        ada = Draft("", (NAME.id, PAID.id), (Text("en", "", "So."),), "Ada", NOON)
        kept, done = await store.keep_draft(ada, 0)
        assert (kept.version, done) == (1, True)
        bob = replace(ada, questions=(PAID.id,), by="Bob", texts=(Text("en", "", "Not so."),))
        assert await store.keep_draft(bob, 0) == (kept, False)
        his, done = await store.keep_draft(bob, 1)
        assert (his.version, his.by, his.id, done) == (2, "Bob", kept.id, True)
        assert (await store.keep_draft(ada, 1))[1] is False
        assert list(await store.drafts()) == [his]
        assert await store.drop_draft(his.id)
        assert (await store.keep_draft(ada, 2))[1] is False, "what was there is gone: published, most likely"
        other, _ = await store.keep_draft(replace(ada, questions=(), supersedes=REPLY.id), 0)
        await store.forget(NOON + timedelta(seconds=1))
        assert (other.version, list(await store.drafts())) == (1, [])

    with_database(story)
