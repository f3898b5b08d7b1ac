"""Questions at the desk: piles, one answer for each, what stands, how well it goes; by page and by program."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from groundswell.core.access import Role
from groundswell.core.accounts import Scope
from groundswell.core.answer import Subject
from groundswell.core.model import Footprint, Share, State
from groundswell.core.statement import Text
from groundswell.flow.ask import Put
from groundswell.flow.reply import Written
from groundswell.ports import Revision
from groundswell.ports.questions import Question, QuestionSource, QuestionState
from groundswell.web.desk import service_fields
from tests.town import NOON, incident
from tests.web.house import BEARER, House, broken, house, problem
from tests.web.people.desk import PASSWORD, Browser, account, browser

NAME = Put("How do I change my name?", QuestionSource.PAGE, "pictures", "en")
EVIL = '<script>alert(1)</script><img src=x onerror="a()"> why?'
LINKS = ("https://help.example/name", "https://help.example/account")
COMPOSER = "/desk/questions/answer"
API = "/api/v1/desk"


def visit(folder: Path, story: Callable[[House, Browser], Awaitable[None]]) -> None:
    async def run() -> None:
        async with house(folder) as home, browser(home) as person:
            await broken(home)
            await account(home, "Ada", Role.COMMUNICATOR)
            await person.sign_in("Ada")
            await story(home, person)

    asyncio.run(run())


async def ask(home: House, *words: str) -> list[Question]:
    return [await home.parts.asker.ask(replace(NAME, words=each)) for each in words]


async def state(home: House, question: Question) -> QuestionState:
    found = await home.parts.questions.get(question.id)
    assert found is not None
    return found.state


def test_one_answer_serves_the_pile_and_is_read_by_all_who_asked(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        asked = await ask(home, NAME.words, "how do i change my NAME", "Am I paid back?")
        page = await ada.open("/desk/questions")
        assert "3 wait for an answer, in 2 piles" in page.text
        link = re.search(r'href="(/desk/questions/answer\?pile=[^"]+)"', page.text)
        assert link, "the largest pile is the first"
        composer = await ada.open(link[1])
        assert "2 questions; the answer is about Pictures." in composer.text
        assert "It holds while the outage is on, and three hours after" in composer.text
        told = {
            "service": "pictures",
            "title_en": "How is a name changed?",
            "body_en": "In the settings.\n\nIt should hopefully take a minute.",
            "is_public": "1",
        }
        looked = await ada.fill(composer, COMPOSER, action="look", **told)
        assert "As its askers will read it" in looked.text
        assert "<q>hopefully</q>" in looked.text, "the checker of statements looks at the wording"
        assert await state(home, asked[0]) is QuestionState.WAITING
        sent = await ada.fill(looked, COMPOSER, action="publish", **told)
        assert (sent.status_code, "2+questions+answered" in sent.headers["location"]) == (303, True)
        assert [await state(home, each) for each in asked] == [
            QuestionState.ANSWERED,
            QuestionState.ANSWERED,
            QuestionState.WAITING,
        ]
        async with home.client(accept="text/html") as asker:
            for each in asked[:2]:
                assert "In the settings." in (await asker.get(home.parts.asker.path_of(each, "en"))).text
            assert "How is a name changed?" in (await asker.get("/s/pictures")).text
        stands = await ada.open("/desk/questions/answered")
        assert "Given to 2: 0 say that it helped" in stands.text

    visit(tmp_path, story)


def test_two_piles_that_one_text_may_serve_are_answered_together(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        asked = await ask(home, "somebody stole my account", "I forgot my password")
        page = await ada.open("/desk/questions")
        assert "in 2 piles" in page.text
        link = re.search(r'href="(/desk/questions/answer\?pile=[^"]+beside=[^"]+)"', page.text)
        assert link, "it is proposed, and a person says whether it is so"
        told = {"service": "pictures", "body_en": "Both ways back are behind this link."}
        sent = await ada.fill(await ada.open(unescape(link[1])), COMPOSER, action="publish", **told)
        assert "2+questions+answered" in sent.headers["location"]
        assert [await state(home, each) for each in asked] == [QuestionState.ANSWERED] * 2

    visit(tmp_path, story)


def test_where_somebody_may_be_in_danger_the_pile_is_read_first_and_says_what_an_answer_may_say(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        await ask(home, NAME.words, "how do i change my NAME", "how can I change my name?")
        [urgent] = await ask(home, "Is it down? Somebody threatens to post my pictures")
        assert urgent.state is QuestionState.WAITING
        assert urgent.told is None, "it is never told of the outage"
        page = (await ada.open("/desk/questions")).text
        first = page[page.index("<section") : page.index("</section>")]
        assert "threatens to post my pictures" in first
        assert "Read this first: somebody may be in danger." in first
        assert "no help in an emergency" in first
        assert page.count("Read this first") == 1
        [other] = await ask(home, "Is it down? Somebody threatens to post pictures of me")
        await home.parts.replier.move([urgent.id, other.id], None)
        one = await ada.open(f"{COMPOSER}?pile={urgent.id}&alone=1")
        await ada.fill(one, COMPOSER, action="keep", body_en="To you alone.")
        both = await ada.open(f"{COMPOSER}?pile={urgent.id}")
        for _ in range(2):
            assert "Ada is writing an answer to 1 question of these" in both.text
            assert "To you alone." not in both.text
            both = await ada.fill(both, COMPOSER, action="look", body_en="To both.")
        assert "To you alone." in (await ada.open(f"{COMPOSER}?pile={urgent.id}&alone=1")).text
        for gone, status in ((urgent, 303), (other, 422)):
            await home.parts.questions.erase([gone.id])
            sent = await ada.fill(both, COMPOSER, action="publish", body_en="To both.", service="pictures")
            assert sent.status_code == status, "one that is deleted blocks no answer to the others"
        assert "Not of the outage: the operator&#39;s help pages explain it." in page

    visit(tmp_path, story)


def test_languages_are_drafts_until_somebody_has_approved_them(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, NAME.words)
        spanish = await home.parts.asker.ask(replace(NAME, language="es", words="how do I change my name"))
        composer = await ada.open(f"{COMPOSER}?pile={asked.id}")
        assert 'name="body_es"' in composer.text, "in the languages that they asked in"
        body = {"body_en": "In the settings.", "body_es": "En los ajustes."}
        fields = {"csrf": _csrf(composer), "questions": f"{asked.id},{spanish.id}", "service": "pictures"}
        told = [("language", "en"), ("language", "es"), *fields.items(), *body.items(), ("action", "look")]
        looked = await _post(ada, told)
        assert "is a draft" in looked.text
        await _post(ada, [*told[:-1], ("action", "publish")])
        async with home.client(accept="text/html") as asker:
            path = home.parts.asker.path_of(spanish, "es")
            assert "In the settings." in (await asker.get(path)).text
            (reply,) = await home.parts.questions.replies()
            better = await ada.open(f"{COMPOSER}?reply={reply.id}")
            assert "A better answer" in better.text
            told = [
                *told[:2],
                ("csrf", _csrf(better)),
                ("supersedes", reply.id),
                ("service", "pictures"),
                *body.items(),
                ("fine_es", "1"),
                ("action", "publish"),
            ]
            await _post(ada, told)
            assert "En los ajustes." in (await asker.get(path)).text

    visit(tmp_path, story)


def _csrf(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found
    return found[1]


async def _post(person: Browser, told: list[tuple[str, str]]) -> httpx.Response:
    body = urlencode(told)
    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    return await person.client.post(COMPOSER, content=body, headers=headers)


def test_questions_are_split_off_moved_called_spam_and_taken_back(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        first, second, paid = await ask(home, NAME.words, NAME.words, "Am I paid back?")
        queue = home.parts.replier.queue
        await ada.send("/desk/questions", "/desk/questions", questions=first.id, action="split")
        assert len(await queue()) == 3
        await ada.send("/desk/questions", "/desk/questions", questions=first.id, into=paid.id, action="move")
        assert {frozenset(each.id for each in pile.questions) for pile in await queue()} == {
            frozenset({first.id, paid.id}),
            frozenset({second.id}),
        }
        await ada.send("/desk/questions", "/desk/questions", questions=second.id, action="spam")
        assert await state(home, second) is QuestionState.SPAM
        await ada.send("/desk/questions", "/desk/questions", questions=second.id, action="wait")
        assert await state(home, second) is QuestionState.WAITING
        await ada.send("/desk/questions", "/desk/questions", questions=paid.id, action="close")
        assert await state(home, paid) is QuestionState.CLOSED
        nothing = await ada.send("/desk/questions", "/desk/questions", action="close")
        assert nothing.status_code == 422
        log = await home.parts.people.people.noted()
        assert {"questions split", "questions move", "questions spam"} <= {each.act for each in log}

    visit(tmp_path, story)


def test_an_answer_is_withdrawn_and_who_had_it_waits_again(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, NAME.words)
        sent = await home.parts.replier.answer(
            Written((Text("en", "A question?", "So."),), "pictures"), [asked.id], "Ada"
        )
        action = f"/desk/questions/answered/{sent[0].id}"
        assert (await ada.send("/desk/questions/answered", action)).status_code == 303
        assert await state(home, asked) is QuestionState.WAITING

    visit(tmp_path, story)


def test_nothing_that_somebody_wrote_becomes_a_part_of_a_desk_page(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, EVIL)
        composer = await ada.open(f"{COMPOSER}?pile={asked.id}")
        looked = await ada.fill(composer, COMPOSER, action="look", body_en=EVIL, title_en=EVIL[:150])
        queue = await ada.open("/desk/questions")
        told = {"body_en": EVIL, "title_en": EVIL[:150]}
        await ada.fill(looked, COMPOSER, action="publish", service="pictures", **told)
        for page in (queue, composer, looked, await ada.open("/desk/questions/answered")):
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text
            assert "<script>alert(1)</script>" in unescape(page.text)

    visit(tmp_path, story)


@pytest.mark.parametrize("path", ["/desk/questions", COMPOSER, "/desk/questions/answered/x"])
def test_a_form_of_another_site_or_session_does_nothing(tmp_path: Path, path: str) -> None:
    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, NAME.words)
        told = {"questions": asked.id, "action": "spam", "csrf": "forged", "language": "en", "body_en": "So."}
        assert (await ada.client.post(path, data=told)).status_code == 403
        page = await ada.open("/desk/questions")
        told["csrf"] = _csrf(page)
        evil = await ada.client.post(path, data=told, headers={"sec-fetch-site": "cross-site"})
        assert evil.status_code == 403
        assert await state(home, asked) is QuestionState.WAITING

    visit(tmp_path, story)


def test_a_form_without_a_text_is_told_what_it_lacks(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, NAME.words)
        told = {"questions": asked.id, "action": "look", "csrf": _csrf(await ada.open("/desk/questions"))}
        answer = await ada.client.post(COMPOSER, data=told)
        assert answer.status_code == 422
        assert "is missing: one for each text" in unescape(answer.text)

    visit(tmp_path, story)


def test_the_measures_are_shown_with_their_definition(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        down, _ = await ask(home, "Is Pictures down?", NAME.words)
        await home.parts.asker.judge(home.parts.asker.handle_of(down), helped=True)
        page = unescape((await ada.open("/desk/questions/measures")).text)
        assert "Of 2 questions in 7 days the page answered 1 at once; 1 of them (50 % of all)" in page
        assert "Deflection is the share of questions" in page
        async with home.client() as program:
            told = (await program.get(f"{API}/questions/measures?days=1", headers=BEARER)).json()
        whole = told["figures"][0]
        assert (whole["source"], whole["asked"], whole["deflection"], whole["deflection_least"]) == (
            "",
            2,
            0.5,
            0.5,
        )

    visit(tmp_path, story)


def test_a_program_answers_moves_puts_aside_and_withdraws(tmp_path: Path) -> None:
    async def story(home: House, _: Browser) -> None:
        first, second, paid = await ask(home, NAME.words, NAME.words, "Am I paid back?")
        async with home.client(**BEARER) as program:
            queue = (await program.get(f"{API}/questions")).json()
            assert (queue["waiting"], [len(each["questions"]) for each in queue["piles"]]) == (3, [2, 1])
            told = {"questions": [second.id], "into": paid.id}
            moved = (await program.post(f"{API}/questions/move", json=told)).json()
            assert [len(each["questions"]) for each in moved["piles"]] == [2, 1]
            told = {"questions": [paid.id], "state": "closed"}
            aside = (await program.post(f"{API}/questions/aside", json=told)).json()
            assert [(each["id"], each["state"]) for each in aside] == [(paid.id, "closed")]
            answer = {
                "questions": [first.id, second.id],
                "service": "pictures",
                "texts": [{"language": "en", "title": "A name?", "body": "In the settings."}],
                "is_public": True,
            }
            sent = await program.post(f"{API}/replies", json=answer)
            assert sent.status_code == 201
            assert set(sent.json()["questions"]) == {first.id, second.id}
            id = sent.json()["reply"]["id"]  # noqa: A001
            assert [each["id"] for each in (await program.get(f"{API}/replies")).json()["replies"]] == [id]
            wrong = await program.post(f"{API}/replies", json=answer | {"incident": "nowhere"})
            assert problem(wrong)["errors"][0]["field"] == "incident"
            stranger = await program.post(f"{API}/replies", json=answer | {"questions": ["nobody"]})
            assert problem(stranger)["status"] == 404
            had = (await program.delete(f"{API}/replies/{id}")).json()
            assert {each["state"] for each in had} == {"waiting"}
            assert (await program.delete(f"{API}/replies/{id}")).status_code == 404

    visit(tmp_path, story)


def test_who_answers_for_one_service_sees_and_answers_no_other(tmp_path: Path) -> None:
    async def story(home: House, _: Browser) -> None:
        pictures, nowhere = await ask(home, NAME.words, "Am I paid back?")
        await home.parts.questions.put(replace(nowhere, id="no-service--", service=""))
        await account(home, "Bob", Role.COMMUNICATOR, Scope(("bank",)))
        async with browser(home) as bob:
            await bob.sign_in("Bob", PASSWORD)
            page = await bob.open("/desk/questions")
            assert "No question waits." in page.text
            for id in (pictures.id, "no-service--"):  # noqa: A001
                assert (await bob.open(f"{COMPOSER}?pile={id}")).status_code == 404
                told = {"questions": id, "action": "spam", "csrf": _csrf(await bob.open("/desk/comments"))}
                headers = {"sec-fetch-site": "same-origin"}
                assert (
                    await bob.client.post("/desk/questions", data=told, headers=headers)
                ).status_code == 404
        await account(home, "Eve", Role.RESPONDER)
        async with browser(home) as eve:
            await eve.sign_in("Eve", PASSWORD)
            assert "Answer" not in re.sub(r"Answers|answer", "", (await eve.open("/desk/questions")).text)
            assert (await eve.open(f"{COMPOSER}?pile={pictures.id}")).status_code == 403

    visit(tmp_path, story)


def test_who_may_not_speak_on_all_of_it_neither_reads_what_others_write_nor_throws_it_away(
    tmp_path: Path,
) -> None:
    async def story(home: House, _: Browser) -> None:
        replier = home.parts.replier
        name, waits = await ask(home, NAME.words, "Where are my films?")
        paid = await home.parts.asker.ask(Put("Am I paid back?", QuestionSource.PAGE, "bank", "en"))
        secret = Written((Text("en", "", "Between us."),), "pictures")
        reply, _given = await replier.answer(secret, [name.id], "Ada")
        better, _kept = await replier.keep(replace(secret, supersedes=reply.id), [name.id], "Ada", 0)
        both, _kept = await replier.keep(secret, [name.id, waits.id, paid.id], "Ada", 0)
        await account(home, "Bob", Role.COMMUNICATOR, Scope(("bank",)))
        async with browser(home) as bob:
            await bob.sign_in("Bob", PASSWORD)
            page = await bob.open(f"{COMPOSER}?pile={paid.id}")
            assert (page.status_code, "Ada is writing an answer to these" in page.text) == (403, True)
            told = [("csrf", _csrf(await bob.open("/desk/questions"))), ("questions", paid.id)]
            told += [("language", "en"), ("body_en", "So."), ("service", "bank"), ("draft", "0")]
            for supersedes, status in ((reply.id, 404), ("", 403)):
                for action in ("discard", "keep", "look", "publish"):
                    page = await _post(bob, [*told, ("supersedes", supersedes), ("action", action)])
                    assert (page.status_code, "Between us." in page.text) == (status, False)
        await replier.answer(replace(secret, service="bank"), [paid.id], "a program")
        assert {each.id for each in await home.parts.questions.drafts()} == {better.id, both.id}

    visit(tmp_path, story)


def test_what_was_written_is_there_again_and_who_comes_to_it_sees_who_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_fields, "_LISTED_MAX", 0)

    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, NAME.words)
        composer = await ada.open(f"{COMPOSER}?pile={asked.id}")
        told = {"service": "pictures", "body_en": "In the settings."}
        kept = await ada.fill(composer, COMPOSER, action="keep", **told)
        assert (kept.status_code, kept.headers["x-draft"]) == (204, "1")
        again = await ada.open(f"{COMPOSER}?pile={asked.id}")
        assert "In the settings." in again.text
        assert "This draft of yours is kept" in again.text
        assert await state(home, asked) is QuestionState.WAITING
        half = {**told, "service": "pictur", "body_en": "In the settings, at the top."}
        assert (await ada.fill(again, COMPOSER, action="keep", **half)).status_code == 204, "half typed"
        again = await ada.open(f"{COMPOSER}?pile={asked.id}")
        for action in ("look", "publish"):
            wrong = await ada.fill(again, COMPOSER, action=action, **half)
            assert "About: no service here is called &#34;pictur&#34;" in wrong.text
            assert 'value="pictur"' in wrong.text
            assert ">In the settings, at the top.</textarea>" in wrong.text
            again = await ada.open(f"{COMPOSER}?pile={asked.id}")
        (draft,) = await home.parts.questions.drafts()
        assert (draft.service, draft.texts[0].body) == ("pictures", half["body_en"])
        assert await state(home, asked) is QuestionState.WAITING
        async with browser(home) as bob:
            await account(home, "Bob", Role.COMMUNICATOR)
            await bob.sign_in("Bob")
            assert "<b>Ada is writing an answer</b>" in (await bob.open("/desk/questions")).text
            his = await bob.open(f"{COMPOSER}?pile={asked.id}")
            assert "Ada is writing here" in his.text
            assert half["body_en"] in his.text
            await ada.fill(again, COMPOSER, action="keep", service="pictures", body_en="Under Profile.")
            for action in ("keep", "publish"):
                refused = await bob.fill(
                    his, COMPOSER, action=action, service="pictures", body_en="In the menu."
                )
                assert "Ada has written here meanwhile" in refused.text
                assert "Under Profile." in refused.text
                assert ">In the menu.</textarea>" in refused.text, "what he wrote is not lost"
            assert await state(home, asked) is QuestionState.WAITING
            await bob.fill(refused, COMPOSER, action="publish", service="pictures", body_en="In the menu.")
            assert await state(home, asked) is QuestionState.ANSWERED
        late = await ada.fill(again, COMPOSER, action="publish", service="pictures", body_en="Under Profile.")
        assert "Bob has answered here meanwhile" in late.text
        assert "thrown away meanwhile" not in late.text, "one thing is said of it"
        (reply,) = await home.parts.questions.replies()
        assert reply.texts[0].body == "In the menu."
        assert not await home.parts.questions.drafts()

    visit(tmp_path, story)


def test_a_draft_is_thrown_away_and_one_of_a_deleted_question_goes_with_it(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        for asked in await ask(home, NAME.words, "Am I paid back for the advertising that nobody saw?"):
            composer = await ada.open(f"{COMPOSER}?pile={asked.id}")
            await ada.fill(composer, COMPOSER, action="keep", title_en=asked.words, body_en="So.")
        name, paid = await home.parts.questions.drafts()
        looked = await ada.open(f"{COMPOSER}?pile={name.questions[0]}")
        await ada.fill(looked, COMPOSER, action="discard")
        late = await ada.fill(looked, COMPOSER, action="look", body_en="So.")
        assert "thrown away meanwhile" in late.text
        assert await home.parts.questions.drafts() == [paid]
        await home.parts.questions.erase(paid.questions)
        assert not await home.parts.questions.drafts()

    visit(tmp_path, story)


def test_where_a_service_has_two_outages_the_answer_is_tied_to_that_which_the_questions_fit(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        login, feed = (
            incident(
                State.OPEN,
                id=f"pictures-{name}",
                began_at=NOON - timedelta(minutes=minutes),
                footprint=Footprint(symptoms=(Share(symptom, 0.8, 80),), reports=100),
            )
            for name, symptom, minutes in (("login", "login", 50), ("feed", "app", 20))
        )
        await home.parts.incidents.save([Revision(each, ()) for each in (login, feed)])
        (asked,) = await ask(home, "Am I hacked, or why was I thrown out of my account?")
        for symptoms, chosen in (("login",), login.id), (("app",), feed.id), ((), ""):
            question = replace(asked, symptoms=symptoms, subject=Subject.HACKED)
            tied = await home.parts.replier.outage("pictures", [question])
            assert tied == chosen
        page = await ada.open(f"{COMPOSER}?pile={asked.id}")
        assert page.text.count('<option value="pictures-') >= 2, "whoever writes it may choose"

    visit(tmp_path, story)


def test_of_each_answer_it_is_told_whether_it_helped_also_where_the_page_gave_it_at_once(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        (asked,) = await ask(home, NAME.words)
        assert home.parts.asker.deflection.share is None
        await home.parts.replier.answer(
            Written((Text("en", NAME.words, "So."),), "pictures", LINKS, is_public=True, is_for_like=True),
            [asked.id],
            "Ada",
        )
        (again,) = await ask(home, NAME.words)
        assert again.state is QuestionState.AT_ONCE
        async with home.client(accept="text/html") as asker:
            page = await asker.get(home.parts.asker.path_of(again, "en"))
            told = [home.parts.asker.open_url_of(again, None, "en"), *LINKS]
            assert re.findall('<li><a href="(http[^"]+)"', page.text) == told, "all that it is from"
            times = re.findall(r'<li><a href="http[^"]+"[^>]*>[^<]*</a>( <span)?', page.text)
            assert times == [" <span", "", ""], "an address has no time"
        await home.parts.asker.judge(home.parts.asker.handle_of(again), helped=True)
        page = await ada.open("/desk/questions/answered")
        assert "Given to 1: 0 say that it helped" in page.text
        assert "answered 1 with it at once: 1 say that it helped, 0 that it did not" in page.text
        await home.parts.asker.measure()
        figures = home.parts.asker.deflection
        assert (figures.share, figures.share_least) == (0.5, 0.5)

    visit(tmp_path, story)
