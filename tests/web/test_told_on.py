"""Which answers of the desk are told to whoever asks the like: what the composer proposes, what the list says, and by program."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from groundswell.core.answer import WhyNot
from groundswell.core.answer.piles import Pile
from groundswell.core.model import State
from groundswell.flow.tell import knows_how_it_stands
from groundswell.ports import Revision
from groundswell.ports.questions import QuestionState, Reply
from groundswell.web.desk.questions import serves_like
from tests.contract.test_questions import NAME as KEPT
from tests.town import NOON, incident
from tests.web.house import BEARER, House, problem
from tests.web.people.desk import Browser
from tests.web.test_desk_questions import API, COMPOSER, NAME, ask, state, visit

TICK = 'name="is_for_like" value="1"'
ON = f"{TICK} checked"
LIST = "/desk/questions/answered"


async def newest(home: House) -> Reply:
    return (await home.parts.questions.replies())[0]


def test_an_answer_to_several_is_told_on_and_one_to_one_person_is_not_unless_its_writer_ticks_it(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        first, second = await ask(home, NAME.words, NAME.words)
        alone = await ada.open(f"{COMPOSER}?pile={first.id}&alone=1")
        assert TICK in alone.text
        assert ON not in alone.text
        page = await ada.open(f"{COMPOSER}?pile={first.id}")
        assert ON in page.text
        assert "Write the question in your words below, too" in page.text
        page = await ada.fill(
            page, COMPOSER, action="look", body_en="So.", service="pictures", is_for_like="1"
        )
        assert ON in (await ada.open(f"{COMPOSER}?pile={first.id}")).text
        page = await ada.fill(page, COMPOSER, action="look", body_en="Only for you two.", is_for_like="")
        assert ON not in (await ada.open(f"{COMPOSER}?pile={first.id}")).text, "the draft keeps it"
        await ada.fill(page, COMPOSER, action="publish", body_en="Only for you two.", is_for_like="")
        assert not await home.parts.questions.replies(for_like=True)
        assert [await state(home, each) for each in (first, second)] == [QuestionState.ANSWERED] * 2
        (third,) = await ask(home, NAME.words)
        assert third.state is QuestionState.WAITING
        page = await ada.open(f"{COMPOSER}?pile={third.id}")
        assert ON not in page.text, "only one asks it"
        await ada.fill(page, COMPOSER, action="publish", body_en="So.", service="pictures", is_for_like="1")
        (fourth,) = await ask(home, NAME.words)
        assert fourth.state is QuestionState.AT_ONCE
        (reply,) = await home.parts.questions.replies(for_like=True)
        assert ON in (await ada.open(f"{COMPOSER}?reply={reply.id}")).text, "a better one is told on too"
        (danger,) = await ask(home, "He threatens me")
        page = await ada.open(f"{COMPOSER}?pile={danger.id}")
        assert TICK not in page.text
        assert "Write the question in your words below, too" not in page.text

    visit(tmp_path, story)


def test_the_list_says_which_are_told_on_and_one_can_be_taken_off_and_put_back(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        (first,) = await ask(home, NAME.words)
        page = await ada.open(f"{COMPOSER}?pile={first.id}")
        await ada.fill(page, COMPOSER, action="publish", body_en="So.", service="pictures", is_for_like="1")
        reply = await newest(home)
        path = f"{LIST}/{reply.id}/told-on"
        page = await ada.open(LIST)
        assert "<b>Whoever asks the like is told it.</b>" in page.text
        done = await ada.fill(page, path, on="0")
        assert "told to nobody more" in done.headers["location"].replace("+", " ")
        page = await ada.open(LIST)
        assert "Only who asked reads it" in page.text
        assert (await ask(home, NAME.words))[0].state is QuestionState.WAITING
        await ada.fill(page, path, on="1")
        for each in await ask(home, *[NAME.words] * 3):
            await home.parts.asker.judge(home.parts.asker.handle_of(each), helped=False)
        page = await ada.open(LIST)
        assert "It is not told any more to who asks the like" in page.text
        assert "3 say that it did not help and 0 that it did" in page.text
        await ada.fill(page, path, on="1")
        assert "<b>Whoever asks the like is told it.</b>" in (await ada.open(LIST)).text
        assert (await ada.fill(page, path, on="2")).status_code == 422

    visit(tmp_path, story)


def test_the_list_says_until_when_an_answer_holds_that_is_tied_to_an_outage(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        (first,) = await ask(home, NAME.words)
        tied = {"service": "pictures", "is_for_like": "1", "is_tied": "1", "incident": incident().id}
        shown = {"is_public": "1", "title_en": "Why am I out?"}
        page = await ada.open(f"{COMPOSER}?pile={first.id}")
        await ada.fill(page, COMPOSER, action="publish", body_en="By the outage that is on.", **tied, **shown)
        assert "is on, and three hours after" in (await ada.open(LIST)).text
        await home.parts.publish.run()
        assert "By the outage that is on." in (await ada.open("/s/pictures")).text
        over = incident(State.RESOLVED, resolved_at=NOON)
        await home.parts.incidents.save([Revision(over, ())])
        await home.parts.publish.run()
        assert "By the outage that is on." not in (await ada.open("/s/pictures")).text
        since = replace(await newest(home), at=NOON + timedelta(minutes=1))
        assert knows_how_it_stands(since, over), "what was written after the end speaks of it as over"
        told = (await ada.open(LIST)).text
        assert re.search("holds until .*15:00.*, three hours after the end of", told)
        assert "Whoever asks the like is told it." in told
        home.clock.advance(hours=3)
        told = (await ada.open(LIST)).text
        assert "was on, and holds no more" in told
        assert "Whoever asks the like is told it." not in told

    visit(tmp_path, story)


def test_a_program_says_whether_an_answer_is_told_on_and_never_where_somebody_may_be_in_danger(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        first, danger = await ask(home, NAME.words, "He threatens me")
        answer = {
            "questions": [first.id],
            "texts": [{"language": "en", "body": "So."}],
            "service": "pictures",
        }
        async with home.client(**BEARER) as program:
            made = (await program.post(f"{API}/replies", json=answer)).json()["reply"]
            assert made["is_for_like"] is False
            path = f"{API}/replies/{made['id']}/for-like"
            told = (await program.post(path, json={"is_for_like": True})).json()
            assert (told["is_for_like"], told["has_failed"], told["uses_helped"]) == (True, False, 0)
            better = answer | {"questions": [], "supersedes": made["id"]}
            made = (await program.post(f"{API}/replies", json=better)).json()["reply"]
            assert made["is_for_like"] is True, "as the one before it"
            assert (await program.post(path, json={"is_for_like": True})).status_code == 404
            theirs = answer | {"questions": [danger.id], "is_for_like": True}
            refused = problem(await program.post(f"{API}/replies", json=theirs))
            assert refused["errors"][0]["field"] == "is_for_like"
            made = (await program.post(f"{API}/replies", json=theirs | {"is_for_like": False})).json()[
                "reply"
            ]
            path = f"{API}/replies/{made['id']}/for-like"
            assert problem(await program.post(path, json={"is_for_like": True}))["status"] == 422
            assert (await program.post(path, json={"is_for_like": False})).status_code == 200
            better = answer | {"questions": [], "supersedes": made["id"]}
            refused = problem(await program.post(f"{API}/replies", json=better | {"is_for_like": True}))
            assert refused["errors"][0]["field"] == "is_for_like", "what it had may be danger too"
            await home.parts.replier.tell_on(made["id"], is_for_like=True)
            page = (await ada.open(LIST)).text
            assert "Tell it to nobody more" in page, "an older version may have told it on"
            made = (await program.post(f"{API}/replies", json=better)).json()["reply"]
            assert made["is_for_like"] is False, "it was not asked for, and nobody is told it"

    visit(tmp_path, story)


def test_what_is_mostly_of_their_own_or_of_one_day_is_not_proposed_to_be_told_on() -> None:
    own = replace(KEPT, why_not=WhyNot.PERSONAL)
    danger = replace(KEPT, why_not=WhyNot.DANGER)
    assert serves_like([KEPT, KEPT, own], Pile.KNOWN)
    assert not serves_like([KEPT, own, own], Pile.DISABLED)
    assert not serves_like([KEPT, KEPT], Pile.PRIVATE)
    assert not any(serves_like([KEPT, KEPT], kind) for kind in (Pile.EARLIER_OUTAGE, Pile.OLDER_TROUBLE))
    assert not serves_like([KEPT, KEPT, danger], Pile.KNOWN)
    assert not serves_like([KEPT], Pile.HELP_CENTRE)
