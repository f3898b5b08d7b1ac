"""Piles at a glance; and those whose questions name several services, or none: what their answer is about, and that none is for every
service by oversight."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from groundswell.core.access import Role
from groundswell.core.accounts import Grant, Scope
from groundswell.core.statement import Text
from groundswell.flow.ask import Put
from groundswell.flow.reply import Written
from groundswell.ports.questions import Question, QuestionSource, QuestionState
from groundswell.web.desk import questions
from tests.web.house import BEARER, House, problem
from tests.web.people.desk import Browser, account, browser
from tests.web.test_desk_questions import API, COMPOSER, state, visit

WHEN = Put("When is it over?", QuestionSource.PAGE, "pictures", "en")
TIED = re.compile(r'name="is_tied" value="1" checked')


async def ask(home: House, *services: str) -> list[Question]:
    """So many who ask the same of an outage, in one pile."""
    asker, replier = home.parts.asker, home.parts.replier
    asked = [await asker.ask(replace(WHEN, service=each)) for each in services]
    await replier.move([each.id for each in asked], None)
    return asked


def chosen(page: httpx.Response) -> str:
    found = re.search(r'<option value="([a-z]*)" selected', page.text)
    return found[1] if found else ""


def test_an_answer_to_a_mixed_pile_is_about_the_service_of_most_and_tied_to_its_outage(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        (nothing, *rest) = await ask(home, "", "pictures", "pictures")
        (pile,) = await home.parts.replier.queue()
        assert pile.service == "pictures", "who names none asks of what the others ask"
        await home.parts.replier.move([(await ask(home, "bank"))[0].id], pile)
        (pile,) = await home.parts.replier.queue()
        assert (pile.service, len(pile.questions)) == ("", 4)
        page = await ada.open(f"{COMPOSER}?pile={nothing.id}")
        assert chosen(page) == "pictures"
        assert TIED.search(page.text)
        told = {"body_en": "By noon.", "is_tied": "1"}
        assert '<p class="soft">Bank</p>' in page.text, "of each question which service it names"
        page = await ada.fill(page, COMPOSER, action="publish", **told, service="bank")
        assert "Now about another service" in page.text, "untied it would hold for ever"
        assert await state(home, rest[0]) is QuestionState.WAITING
        assert not TIED.search(page.text), "the outage was that of Pictures"
        page = await ada.fill(page, COMPOSER, action="publish", **told, service="pictures")
        assert "Now about another service" in page.text
        assert TIED.search(page.text)
        assert await state(home, rest[0]) is QuestionState.WAITING
        assert (
            await ada.fill(page, COMPOSER, action="publish", **told, service="pictures")
        ).status_code == 303
        (reply,) = await home.parts.questions.replies()
        assert (reply.service, reply.incident != "") == ("pictures", True)

    visit(tmp_path, story)


def test_what_is_said_of_an_outage_is_for_every_service_only_where_somebody_says_so(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        asked = await ask(home, "", "")
        told = {"body_en": "By noon."}
        page = await ada.fill(
            await ada.open(f"{COMPOSER}?pile={asked[0].id}"), COMPOSER, action="look", **told
        )
        page = await ada.fill(page, COMPOSER, action="publish", **told)
        assert "this answer is for every service, for ever" in page.text
        texts = [{"language": "en", "body": "By noon."}]
        async with home.client(**BEARER) as program:
            answer = {"questions": [asked[0].id], "texts": texts}
            refused = problem(await program.post(f"{API}/replies", json=answer))
            assert refused["errors"][0]["field"] == "service"
            assert await state(home, asked[0]) is QuestionState.WAITING
            sent = await program.post(f"{API}/replies", json=answer | {"service": "pictures"})
            wider = {"questions": [], "texts": texts, "supersedes": sent.json()["reply"]["id"]}
            refused = problem(await program.post(f"{API}/replies", json=wider))
            assert refused["errors"][0]["field"] == "service", "it was about one service"
            better = await ada.open(f"{COMPOSER}?reply={wider['supersedes']}")
            better = await ada.fill(better, COMPOSER, action="look", service="")
            assert 'name="is_for_all"' in better.text
            sent = await program.post(f"{API}/replies", json=wider | {"is_for_all": True})
            assert sent.status_code == 201
        page = await ada.fill(page, COMPOSER, action="publish", **told, is_for_all="1")
        assert [await state(home, each) for each in asked] == [QuestionState.ANSWERED] * 2

    visit(tmp_path, story)


def test_many_piles_are_told_at_a_glance_one_is_closed_whole_and_one_question_answered_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_CLOSED_MAX", 3)
    monkeypatch.setattr(questions, "GIVEN_MAX", 3)

    async def story(home: House, ada: Browser) -> None:
        mixed = await ask(home, "pictures", "pictures", "bank", "")
        how = [await home.parts.asker.ask(replace(WHEN, words="How do I change my name?")) for _ in range(2)]
        for words in ("My money?", "My films?"):
            await home.parts.asker.ask(replace(WHEN, words=words))
        page = await ada.open("/desk/questions")
        glance = page.text[page.text.index("The piles at a glance") : page.text.index("<section")]
        assert glance.count("<li>") == 4
        assert "Pictures 2, Bank 1, no service named 1" in glance
        assert "How something is done" in glance
        both = await ada.open(f"{COMPOSER}?pile={how[0].id}")
        await ada.fill(both, COMPOSER, action="keep", body_en="To both.")
        one = await ada.open(f"{COMPOSER}?pile={how[1].id}&alone=1")
        assert "To both." not in one.text
        assert "Ada is writing an answer to 2 questions, of which this is one" in one.text
        assert "1 question; the answer is about Pictures." in one.text
        assert "the operator&#39;s help pages explain it" in one.text, "what an answer may say"
        sent = await ada.fill(one, COMPOSER, action="publish", body_en="In the settings.", service="pictures")
        assert sent.headers["location"].startswith("/desk/questions?"), "back to what waits"
        assert [await state(home, each) for each in how] == [QuestionState.WAITING, QuestionState.ANSWERED]
        (draft,) = await home.parts.questions.drafts()
        assert draft.texts[0].body == "To both."
        so = Written((Text("en", "", "So."),), "pictures")
        await home.parts.replier.answer(so, [how[0].id], "Bob")
        assert not await home.parts.questions.drafts(), "none of its questions waits"
        late = await home.parts.asker.ask(WHEN)
        assert "Close the 3 that wait longest" in page.text
        assert "Answer the 3 that wait longest" in page.text
        first, second, third, last = sorted(mixed, key=lambda each: each.id)
        await home.parts.replier.answer(so, [first.id], "Bob")
        await home.parts.questions.erase([second.id])
        closed = await ada.fill(page, "/desk/questions", action="close-all")
        assert closed.status_code == 303
        assert [await state(home, each) for each in (first, third, last)] == [
            QuestionState.ANSWERED,
            QuestionState.CLOSED,
            QuestionState.WAITING,
        ]
        assert await state(home, late) is QuestionState.WAITING, "it was not on the page"

    visit(tmp_path, story)


def test_a_pile_is_closed_as_far_as_who_closes_it_may_speak_on_it(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        ours, theirs = await ask(home, "bank", "pictures")
        bank = Grant(Role.COMMUNICATOR, Scope(("bank",)))
        await account(home, "Bob", Role.VIEWER, further=[bank])
        async with browser(home) as bob:
            await bob.sign_in("Bob")
            page = await bob.open("/desk/questions")
            closed = await bob.fill(
                page, "/desk/questions", action="close-all", whole=f"{ours.id},{theirs.id}"
            )
            assert closed.status_code == 303
        assert await state(home, ours) is QuestionState.CLOSED
        assert await state(home, theirs) is QuestionState.WAITING

    visit(tmp_path, story)


def test_what_is_written_to_one_about_a_private_matter_is_not_taken_for_the_answer_to_all(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        one, _ = await ask(home, "pictures", "pictures")
        alone = await ada.open(f"{COMPOSER}?pile={one.id}&alone=1")
        await ada.fill(alone, COMPOSER, action="keep", body_en="To you alone.")
        both = await ada.open(f"{COMPOSER}?pile={one.id}")
        page = await ada.fill(both, COMPOSER, action="look", kind="private", body_en="To both.")
        assert "Ada is writing an answer to 1 question of these" in page.text
        (draft,) = await home.parts.questions.drafts()
        assert (draft.questions, draft.texts[0].body) == ((one.id,), "To you alone.")

    visit(tmp_path, story)
