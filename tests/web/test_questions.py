"""Asking as people and programs do it: by the pages without a script, and by the API; and what they cannot do with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

from groundswell.core.answer import KnownKind, Source
from groundswell.core.model import State
from groundswell.core.statement import Text
from groundswell.flow.reply import Written
from groundswell.ports import Revision
from groundswell.ports.questions import QuestionState
from groundswell.web.desk.questions import pile_row
from tests.town import NOON, incident
from tests.web.house import House, at_home, broken, problem

FORM = {"content-type": "application/x-www-form-urlencoded"}
ASKED = {"words": "Is Pictures down?", "service": "pictures"}
OWN = {"words": "How do I change my name?", "service": "pictures"}
NASTY = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \"' {{ 7 * 7 }} javascript:alert(3) is it down?"
)


async def asked(client: httpx.AsyncClient, root: str = "", **told: str) -> str:
    """The path of the page of a question that was asked by the form."""
    sent = await client.post(f"{root}/ask", data={**ASKED, "website": "", **told})
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def replied(house: House, *ids: str, public: bool = True, body: str = "In the settings.") -> None:
    texts = (
        Text("en", "How is a name changed?", body, is_draft=False),
        Text("ar", "كيف أغيّر الاسم؟", "من الإعدادات.", is_draft=False),
        Text("de", "Entwurf?", "Ein Entwurf.", is_draft=True),
    )
    await house.parts.replier.answer(Written(texts, "pictures", is_public=public), ids, "Ada")
    await house.parts.publish.run({"pictures"})


def test_the_box_stands_below_the_report_button_and_works_without_a_script(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client(accept="text/html") as client:
            page = (await client.get("/s/pictures")).text
            assert page.index('class="report"') < page.index('action="/ask"')
            path = await asked(client)
            assert re.fullmatch(r"/q/[\w-]{34}", path)
            answer = await client.get(path)
            assert answer.headers["x-robots-tag"] == "noindex"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert (
                "no-store" in answer.headers["cache-control"]
                or "max-age=0" in answer.headers["cache-control"]
            )
            assert "This is what is known now." in answer.text
            assert "Since 11:30 UTC" in answer.text
            assert f'href="http://town.test/incidents/{incident().id}"' in answer.text
            thanked = await client.post(f"{path}/helped", data={"helped": "1"})
            assert "Thank you." in thanked.text
            assert "You have said that it did." in thanked.text
            sent_on = await client.post(f"{path}/queue", headers=FORM)
            assert "waits for an answer by a person" in sent_on.text
            assert "Since 11:30 UTC" not in sent_on.text, "what was no answer is shown no more"

    at_home(tmp_path, visit)


def test_who_says_that_it_did_not_help_is_offered_a_person_and_the_desk_sees_why_they_wait(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client(accept="text/html") as client:
            path = await asked(client)
            offer = "A person can look at it"
            said = (await client.post(f"{path}/helped", data={"helped": "0"})).text
            assert said.count(offer) == 1
            assert said.index("Thank you.") < said.index(offer) < said.index("The answer</h2>"), "at once"
            assert "which answers help" in said
            assert (await client.get(path)).text.count(offer) == 1, "and later"
            assert "Ein Mensch soll antworten" in (await client.get(f"/de{path}")).text
            happy = (await client.post(f"{path}/helped", data={"helped": "1"})).text
            assert offer not in happy
            await client.post(f"{path}/helped", data={"helped": "0"})
            assert (
                "waits for an answer by a person" in (await client.post(f"{path}/queue", headers=FORM)).text
            )
            (pile,) = await house.parts.replier.queue()
            row = str(pile_row(pile, house.parts)["questions"])
            assert "what it was answered did not help, its asker says, and wants a person" in row
            figures = (await house.parts.replier.deflection(1))[None]
            assert (figures.at_once, figures.deflected) == (1, 0)
            at = f"/api/v1/questions/{path.removeprefix('/q/')}"
            told = (await client.get(at)).json()
            assert (told["helped"], told["sent_on"], told["can_send_on"]) == (False, True, False)

    at_home(tmp_path, visit)


@pytest.mark.parametrize("root", ["", "/de"])
def test_the_address_of_what_a_form_answered_leads_back_to_the_question(tmp_path: Path, root: str) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            path = await asked(client, root)
            for act in ("helped", "queue", "wish", "again", "delete"):
                back = await client.get(f"{path}/{act}")
                assert back.status_code == 303
                assert str(back.url.join(back.headers["location"])) == str(back.url.join(path))
            assert (await client.get(path)).status_code == 200, "and nothing was done"
            odd = await client.get(f"{root}/q/%0d%0aset-cookie:%20x/helped")
            assert odd.headers["location"] == "../%0D%0Aset-cookie%3A%20x"

    at_home(tmp_path, visit)


def test_an_answer_that_takes_the_place_of_another_says_so(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            path = await asked(client, **OWN)
            (waiting,) = await house.parts.questions.list([QuestionState.WAITING])
            await replied(house, waiting.id)
            corrects = "This corrects what we answered you before:"
            assert corrects not in (await client.get(path)).text
            (reply,) = await house.parts.questions.replies()
            better = Written((Text("en", "How?", "It cannot be."),), "pictures", supersedes=reply.id)
            await house.parts.replier.answer(better, [], "Ada")
            page = (await client.get(path)).text
            assert corrects in page
            assert "It cannot be." in page

    at_home(tmp_path, visit)


def test_what_nobody_knows_waits_and_the_desks_answer_stands_on_the_same_page(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            path = await asked(client, **OWN)
            waiting = (await client.get(path)).text
            assert "waits for an answer" in waiting
            assert "/helped" not in waiting, "there is nothing yet that could have helped"
            question = await house.parts.asker.find(path.removeprefix("/q/"))
            assert question is not None
            await replied(house, question.id)
            answered = (await client.get(path)).text
            assert "In the settings." in answered
            assert "Answered by Groundswell" in answered
            assert "Entwurf" not in answered
            assert "من الإعدادات" in (await client.get(f"/ar{path}")).text

    at_home(tmp_path, visit)


def test_who_may_be_in_danger_is_told_where_there_is_help_and_nothing_of_the_outage(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            path = await asked(client, words="Pictures is down and my friend wrote she wants to die")
            page = (await client.get(path)).text
            assert "waits for an answer" in page
            assert "we are no emergency service" in page
            assert "https://findahelpline.com" in page
            assert "wir sind kein notdienst" in (await client.get(f"/de{path}")).text.lower()
            calm = (await client.get(await asked(client, **OWN))).text
            assert "emergency" not in calm
        by_program = {"words": "my brother wants to die and calls fail", "service": "pictures"}
        async with house.client() as client:
            told = (await client.post("/api/v1/questions", json=by_program)).json()
            assert (told["state"], told["why_not"], told["answer"]) == ("waiting", "danger", None)
            assert "https://findahelpline.com" in (await client.get(f"/q/{told['handle']}")).text

    at_home(tmp_path, visit)


def test_what_the_desk_answered_in_public_stands_on_the_services_page_with_no_word_of_who_asked(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            path = await asked(client, **OWN)
            question = await house.parts.asker.find(path.removeprefix("/q/"))
            assert question is not None
            await replied(house, question.id, public=False)
            assert "Questions and answers" not in (await client.get("/s/pictures")).text
            await replied(house, question.id)
            page = (await client.get("/s/pictures")).text
            assert "Questions and answers" in page
            assert "How is a name changed?" in page
            assert OWN["words"] not in page
            assert "In the settings." in (await client.get("/s/pictures/live")).text
            assert "كيف أغيّر الاسم؟" in (await client.get("/ar/s/pictures")).text
            assert "In the settings." in (await client.get("/de/s/pictures")).text, (
                "a draft is shown to nobody"
            )

    at_home(tmp_path, visit)


def test_when_it_is_over_the_page_of_an_automatic_answer_says_so(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            early = await asked(client)
            await broken(house)
            house.clock.advance(timedelta(seconds=3))
            waits = (await client.get(early)).text
            assert "waits for an answer by a person" in waits
            assert waits.index("What is known now</h2>") < waits.index("Since 11:30 UTC")
            told = (await client.get(f"/api/v1/questions/{early.removeprefix('/q/')}")).json()
            assert (told["answer"], told["known"]["sources"][0]["kind"]) == (None, "live")
            assert (told["asked_on"], told["asked_in"]) == ("pictures", "en")
            path = await asked(client)
            assert "It is over since" not in (await client.get(path)).text
            await house.parts.incidents.save([Revision(incident(State.RESOLVED, resolved_at=NOON), ())])
            assert "It is over since" in (await client.get(path)).text
            told = (await client.get(f"/api/v1/questions/{path.removeprefix('/q/')}")).json()
            assert told["over"] == {
                "incident": incident().id,
                "at": "2026-03-02T12:00:00Z",
                "was_none": False,
            }
            await client.post(f"{path}/queue")
            waits = (await client.get(path)).text
            assert "The outage that was on when you asked is over since" in waits, "whoever waits may go"
            assert "Delete my question" in waits

    at_home(tmp_path, visit)


def test_of_sources_each_stands_once_and_those_that_are_called_alike_say_of_which_service_they_are(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client(accept="text/html") as client:
            question = await house.parts.asker.find((await asked(client)).removeprefix("/q/"))
            assert question is not None
            assert question.told is not None
            calm = Source("calm", KnownKind.CALM, "letters", "http://town.test/s/letters", NOON)
            told = replace(question.told, sources=(*question.told.sources, calm, replace(calm, id="again")))
            other = await house.parts.questions.put(replace(question, id=question.id[::-1], told=told))
            path = house.parts.asker.path_of(other, "en")
            page = (await client.get(path)).text
            assert re.findall("What people report here([^<]*)</a>", page) == [" (Pictures)", " (Letters)"]
            kept = (await client.get(f"/api/v1/questions/{path.removeprefix('/q/')}")).json()
            assert [each["kind"] for each in kept["answer"]["sources"]] == ["live", "calm"]

    at_home(tmp_path, visit)


@pytest.mark.parametrize("root", ["", "/es", "/ar", "/ja"])
def test_every_language_asks_and_is_answered_in_its_own(tmp_path: Path, root: str) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client(accept="text/html") as client:
            assert f'action="{root}/ask"' in (await client.get(f"{root}/s/pictures")).text
            path = await asked(client, root)
            assert path.startswith(f"{root}/q/")
            page = (await client.get(path)).text
            assert f"({root[1:] or 'en'})." in page
            assert f'action="{path}/helped"' in page

    at_home(tmp_path, visit)


def test_who_wrote_nothing_or_too_much_keeps_the_words_and_reads_why(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            empty = await client.post("/ask", data={"words": " ", "service": "pictures"})
            assert (empty.status_code, "Write what you want to know." in empty.text) == (422, True)
            long = await client.post("/ask", data={"words": "why? " * 300, "service": "pictures"})
            assert (long.status_code, "At most 1,000 letters" in long.text) == (422, True)
            assert "why? why?" in long.text
            stranger = await client.post("/de/ask", data={"words": "Warum?", "service": "nowhere"})
            assert stranger.status_code == 422
            assert "Warum?" in stranger.text
            waits = await asked(client, "/de", words="Wie geht das?")
            wish = await client.post(f"{waits}/wish", data={"address": "nobody"})
            assert (wish.status_code, "du@example.org" in wish.text) == (422, True), "in the page's language"
            question = await house.parts.asker.find(waits.removeprefix("/de/q/"))
            assert question is not None
            await house.parts.replier.set_aside([question.id], QuestionState.CLOSED)
            aside = await client.post(f"{waits}/wish", data={"address": "anna@example.org"})
            assert aside.status_code == 422
            said, page = "hat hier keine Antwort", (await client.get(waits)).text
            assert aside.text.count(said) == page.count(said) + 1, "the form says it, too"
            assert "hat eine Antwort" not in aside.text

    at_home(tmp_path, visit)


def test_nothing_that_somebody_wrote_becomes_a_part_of_a_page(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client(accept="text/html") as client:
            path = await asked(client, words=NASTY)
            question = await house.parts.asker.find(path.removeprefix("/q/"))
            assert question is not None
            await replied(house, question.id, body=NASTY)
            refused = await client.post("/ask", data={"words": NASTY * 20, "service": "pictures"})
            pages = [refused.text, *[(await client.get(each)).text for each in (path, "/s/pictures")]]
            for page in pages:
                assert "<script>alert" not in page
                assert "<img src=x" not in page
                assert "49" not in re.findall(r"\{\{.*?\}\}|\b49\b", page)
                assert NASTY[:25] in unescape(page)

    at_home(tmp_path, visit)


def test_a_program_asks_reads_judges_sends_on_and_deletes(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client() as client:
            sent = await client.post("/api/v1/questions", json=ASKED | {"language": "de"})
            assert sent.status_code == 202
            assert sent.headers["cache-control"] == "no-store"
            told = sent.json()
            assert (told["state"], told["service"]) == ("answered_at_once", "pictures")
            assert told["answer"]["by"] == "page"
            assert told["answer"]["language"] == "de"
            assert told["answer"]["text"] == told["answer"]["texts"]["de"]
            assert told["answer"]["sources"][0]["kind"] == "live"
            assert told["url"] == f"http://town.test/de/q/{told['handle']}"
            at = f"/api/v1/questions/{told['handle']}"
            assert (await client.get(at)).json()["words"] == ASKED["words"]
            judged = (await client.post(f"{at}/helped", json={"helped": True})).json()
            assert (judged["helped"], judged["can_send_on"]) == (True, True)
            both = await client.post(f"{at}/helped", json={"helped": True, "send_on": True})
            assert problem(both)["status"] == 422
            sent_on = (await client.post(f"{at}/helped", json={"helped": False, "send_on": True})).json()
            assert (sent_on["state"], sent_on["answer"], sent_on["sent_on"]) == ("waiting", None, True)
            assert problem(await client.post(f"{at}/helped", json={"helped": True}))["status"] == 422
            assert (await client.delete(at)).status_code == 204
            again = await client.post(f"{at}/helped", json={"helped": True})
            for answer in (await client.get(at), await client.delete(at), again):
                assert problem(answer)["status"] == 404

    at_home(tmp_path, visit)


def test_a_program_says_whether_it_works_again_while_that_is_asked_of_its_question(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client() as client:
            handle = (await client.post("/api/v1/questions", json=ASKED)).json()["handle"]
            at = f"/api/v1/questions/{handle}/again"
            early = problem(await client.post(at, json={"works": True}))
            assert (early["status"], early["type"]) == (409, "/problems/not-asked")
            eases = incident(State.EASING, id=incident().id, eased_at=NOON)
            await house.parts.incidents.save([Revision(eases, ())])
            crossing = await client.post(at, json={"works": True}, headers={"sec-fetch-site": "cross-site"})
            assert problem(crossing)["status"] == 403
            assert problem(await client.post(at, json={"works": "no"}))["status"] == 422
            said = await client.post(at, json={"works": False})
            assert (said.status_code, said.json()) == (202, {"state": "taken"})
            assert (await client.post(at, json={"works": True})).json() == {"state": "already"}
            assert house.parts.recheck.heard == {True: 0, False: 1}
            page = (await client.get(f"/q/{handle}")).text
            assert "You answered that it is still broken." in page
            assert (
                f'<a href="/api/v1/questions/{handle}/kept">Everything that is kept of it, as JSON</a>'
                in page
            )
            wish = {"way": "email", "address": "anna@example.org"}
            await client.post(f"/api/v1/questions/{handle}/wish", json=wish)
            kept = await client.get(f"/api/v1/questions/{handle}/kept")
            assert kept.headers["cache-control"] == "no-store"
            assert kept.json()["question"]["words"] == ASKED["words"]
            assert [each["way"] for each in kept.json()["wishes"]] == ["email"]
            assert [each["report"]["works"] for each in kept.json()["answers"]] == [False]
            assert "anna@" not in kept.text, "whoever has the link need not be whose mailbox it is"
            await client.delete(f"/api/v1/questions/{handle}")
            assert problem(await client.post(at, json={"works": True}))["status"] == 404
            assert problem(await client.get(f"/api/v1/questions/{handle}/kept"))["status"] == 404

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "x" * 1001}, "words"),
        ({"words": 7}, "words"),
        ({"service": "pictuers"}, "service"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_asked_is_told_by_its_field(
    tmp_path: Path, told: dict[str, object], field: str
) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = problem(await client.post("/api/v1/questions", json=ASKED | told))
            assert answer["status"] == 422
            assert field in answer["detail"]

    at_home(tmp_path, visit)


def test_what_is_sent_again_under_its_key_is_the_same_question(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            key = {"idempotency-key": "a key of our own, quite long enough"}
            first = await client.post("/api/v1/questions", json=OWN, headers=key)
            again = await client.post("/api/v1/questions", json=OWN, headers=key)
            assert first.json()["handle"] == again.json()["handle"]
            other = await client.post("/api/v1/questions", json=OWN | {"words": "Why?"}, headers=key)
            assert problem(other)["type"] == "/problems/key-reused"

    at_home(tmp_path, visit)


def test_one_person_asks_a_few_times_an_hour_and_who_shares_the_address_as_often(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client, house.client(**{"user-agent": "Another"}) as other:
            for _ in range(30):
                assert (await client.post("/api/v1/questions", json=OWN)).status_code == 202
            refused = await client.post("/api/v1/questions", json=OWN)
            assert problem(refused)["type"] == "/problems/too-many-questions"
            assert 0 < int(refused.headers["retry-after"]) <= 3600
            page = await client.post("/ask", data=OWN, headers={"accept": "text/html"})
            assert page.status_code == 429
            assert (await other.post("/api/v1/questions", json=OWN)).status_code == 202

    at_home(tmp_path, visit)


def test_a_naive_bot_and_a_page_of_others_ask_nothing(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            bot = await client.post("/api/v1/questions", json=OWN | {"website": "https://buy.example"})
            assert problem(bot)["type"] == "/problems/robot"
            form = await client.post("/ask", data=OWN | {"website": "https://buy.example"})
            assert form.status_code == 403
            for said in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
                answer = await client.post("/api/v1/questions", json=OWN, headers=said)
                assert problem(answer)["type"] == "/problems/cross-site"
                assert (await client.post("/ask", data=OWN, headers=said)).status_code == 403
            assert await house.parts.questions.count(QuestionState.WAITING) == 0

    at_home(tmp_path, visit)


def test_a_handle_that_was_changed_opens_nothing(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            path = await asked(client, **OWN)
            wrong = path[:-1] + ("A" if path[-1] != "A" else "B")
            for method, at in (("GET", wrong), ("POST", f"{wrong}/delete"), ("POST", f"{wrong}/queue")):
                answer = await client.request(method, at, headers=FORM)
                assert answer.status_code == 404
            judged = await client.post(f"{wrong}/helped", data={"helped": "1"})
            assert judged.status_code == 404
            assert (await client.get(path)).status_code == 200
            gone = await client.post(f"{path}/delete", headers=FORM)
            assert "Nothing of it is kept." in gone.text
            assert (await client.get(path)).status_code == 404

    at_home(tmp_path, visit)
