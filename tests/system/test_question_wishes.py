"""Who asked is told by real mail when the desk has answered, and when an outage is over that it was told of; once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import State
from groundswell.core.statement import Text
from groundswell.flow.reply import Written
from groundswell.ports.questions import QuestionState, Reply
from tests.channels.far_mail import text_of
from tests.system.test_subscriptions import ANNA, Story, lived
from tests.system.test_wishes import link, settled, stands, states

pytestmark = pytest.mark.system
FORM = {"content-type": "application/x-www-form-urlencoded"}
OWN = "How do I change the name that others see?"


async def asked(life: Story, words: str = OWN) -> str:
    """A question by the page; its handle."""
    sent = await life.ask("POST", "/ask", data={"words": words, "service": "pictures"}, headers=FORM)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"].removeprefix("/q/"))


async def wished(life: Story, handle: str, root: str = "", **more: str) -> None:
    """Anna wishes to be told, by the page's form, and says yes."""
    sent = await life.ask("POST", f"{root}/q/{handle}/wish", data={"address": ANNA, **more}, headers=FORM)
    assert sent.status_code == 200, sent.text
    await settled(life)
    assert (await life.ask("POST", link(life.mail.letters.pop(), "wish/yes/"))).status_code == 200


async def answered(life: Story, handle: str, incident: str = "", supersedes: str = "") -> Reply:
    question = await life.instance.asking.asker.find(handle)
    assert question is not None
    texts = (
        Text("en", "How is a name changed?", "In the settings, under Profile.", is_draft=False),
        Text("de", "Wie ändert man den Namen?", "In den Einstellungen, unter Profil.", is_draft=False),
    )
    written = Written(texts, "pictures", ("https://help.example/names",), incident, supersedes=supersedes)
    reply, _ = await life.instance.asking.replier.answer(written, [question.id], "Ada")
    await settled(life)
    return reply


def test_she_is_told_the_desks_answer_once_in_her_language_and_her_address_is_wiped(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        handle = await asked(life)
        page = await life.ask("GET", f"/de/q/{handle}")
        assert "Benachrichtigen, wenn sie beantwortet ist" in page.text
        await wished(life, handle, "/de")
        assert (
            "Du erfährst, wenn deine Frage beantwortet ist."
            in (await life.ask("GET", f"/de/q/{handle}")).text
        )
        await stands(life, State.OPEN)
        await stands(life, State.RESOLVED)
        assert life.mail.letters == [], "an outage that her question was not told of is not hers"
        reply = await answered(life, handle)
        (letter,) = life.mail.letters
        assert letter["Subject"] == "Town Watch hat deine Frage beantwortet"
        assert "In den Einstellungen, unter Profil." in text_of(letter)
        assert "https://help.example/names" in text_of(letter)
        assert link(letter, "q/") == f"/de/q/{handle}"
        assert OWN not in text_of(letter), "the words of the question stay on its page"
        await answered(life, handle, supersedes=reply.id)
        assert len(life.mail.letters) == 1, "she wished for one message"
        assert states(life) == {("email", "told"): 1}
        assert ANNA.encode() not in life.bytes_on_disk()

    lived(tmp_path, story)


def test_who_was_told_of_an_outage_is_asked_as_it_eases_and_told_when_it_is_over(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.OPEN)
        handle = await asked(life, "Is Pictures down?")
        assert "Tell me when the outage is over" in (await life.ask("GET", f"/q/{handle}")).text
        await wished(life, handle, asks="1")
        await stands(life, State.EASING, eased_at=life.clock.now())
        (question,) = life.mail.letters
        assert "does it work again for you?" in question["Subject"]
        path = link(question, "q/")
        assert "Yes, it works again" in (await life.ask("GET", path)).text
        said = await life.ask("POST", f"{path}/again", data={"answer": "1"}, headers=FORM)
        assert "Your answer counts." in said.text
        await stands(life, State.RESOLVED)
        assert len(life.mail.letters) == 2
        await stands(life, State.OPEN)
        await stands(life, State.RESOLVED)
        assert len(life.mail.letters) == 2
        refused = await life.ask("POST", f"/q/{handle}/wish", data={"address": ANNA}, headers=FORM)
        assert (refused.status_code, "Your question has an answer." in refused.text) == (422, True)

    lived(tmp_path, story)


def test_who_waits_for_an_answer_as_an_outage_opens_is_told_of_it_then_and_of_its_end(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await wished(life, await asked(life, "Is Pictures down?"))
        await life.instance.asking.release.run()
        await stands(life, State.OPEN, began_at=life.clock.now())
        assert life.mail.letters == []
        await life.instance.asking.release.run()
        await settled(life)
        (letter,) = life.mail.letters
        assert letter["Subject"] == "Town Watch has answered your question"
        assert "/incidents/pictures-1" in text_of(letter)
        assert "You will be told once more when the outage is over." in text_of(letter)
        await settled(life)
        await stands(life, State.RESOLVED)
        assert len(life.mail.letters) == 2
        assert states(life) == {("email", "told"): 1}

    lived(tmp_path, story)


def test_an_answer_and_the_end_of_the_outage_are_each_told_in_whichever_order_they_come(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.OPEN)
        first, second = await asked(life, "Is Pictures down?"), await asked(life, "Is Pictures down?")
        await wished(life, first)
        await life.ask("POST", f"/q/{first}/queue", headers=FORM)
        await answered(life, first, incident="pictures-1")
        assert "You will be told once more when the outage is over." in text_of(life.mail.letters[-1])
        life.mail.letters.clear()
        life.clock.advance(timedelta(hours=1))  # an address is asked for its yes once an hour
        await wished(life, second)
        await life.ask("POST", f"/q/{second}/queue", headers=FORM)
        await stands(life, State.RESOLVED)
        texts = [text_of(each) for each in life.mail.letters]
        assert sorted("still waits for an answer" in text for text in texts) == [False, True]
        await answered(life, second)
        assert len(life.mail.letters) == 3
        assert "nothing more will come" in (last := text_of(life.mail.letters[-1]))
        assert "To stop these messages" not in last
        assert states(life) == {("email", "told"): 2}

    lived(tmp_path, story)


def test_a_deleted_question_takes_its_wish_along_and_one_that_is_never_answered_keeps_no_address(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        handle = await asked(life)
        await wished(life, handle)
        await life.ask("POST", f"/q/{handle}/delete", headers=FORM)
        await settled(life)
        assert states(life) == {}
        other = await asked(life, "Who may see my pictures?")
        await wished(life, other)
        life.clock.advance(timedelta(days=13))
        await settled(life)
        assert states(life) == {("email", "waiting"): 1}, "an answer may take longer than an outage to open"
        life.clock.advance(timedelta(days=2))
        await settled(life)
        assert states(life) == {("email", "lapsed"): 1}
        assert life.mail.letters == []

    lived(tmp_path, story)


def test_a_program_wishes_by_the_handle_of_its_question(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        ask = {"words": OWN}
        handle = (await life.ask("POST", "/api/v1/questions", json=ask)).json()["handle"]
        wish = {"way": "email", "address": ANNA}
        sent = await life.ask("POST", f"/api/v1/questions/{handle}/wish", json=wish)
        assert sent.status_code == 202, sent.text
        unknown = await life.ask("POST", f"/api/v1/questions/{'x' * 34}/wish", json=wish)
        assert unknown.status_code == 404
        await settled(life)
        (letter,) = life.mail.letters
        assert "when your question is answered?" in letter["Subject"], "it is about no service"

    lived(tmp_path, story)


def test_who_wishes_beside_the_desks_answer_about_an_outage_is_told_its_end_and_not_the_answer(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.OPEN)
        early, late = await asked(life), await asked(life)
        await wished(life, early, asks="1")
        await answered(life, early, incident="pictures-1")
        (letter,) = life.mail.letters
        assert "In the settings, under Profile." in text_of(letter)
        life.clock.advance(timedelta(hours=1))  # an address is asked for its yes once an hour
        await answered(life, late, incident="pictures-1")
        await wished(life, late, asks="1")
        await settled(life)
        assert len(life.mail.letters) == 1, "she has read it where she wished"
        await stands(life, State.EASING, eased_at=life.clock.now())
        await settled(life)
        assert "does it work again for you?" in life.mail.letters[-1]["Subject"]
        await stands(life, State.RESOLVED)
        await settled(life)
        assert "nothing more will come" in text_of(life.mail.letters[-1])
        assert len(life.mail.letters) == 3, "one person is asked once, and told once"
        assert states(life) == {("email", "told"): 2}
        assert ANNA.encode() not in life.bytes_on_disk()

    lived(tmp_path, story)


GREY = "why is my aunt's profile grey"
"""it waits, and may be about an outage that is on"""


def test_the_desk_says_of_which_outage_a_question_was_and_not_what_was_on_when_it_was_wished(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.OPEN)
        tied, loose = await asked(life, GREY), await asked(life, GREY)
        page = (await life.ask("GET", f"/q/{tied}")).text
        assert "Tell me when it is answered, and when the outage is over" in page
        await wished(life, tied, asks="1")
        life.clock.advance(timedelta(hours=1))  # an address is asked for its yes once an hour
        await wished(life, loose, asks="1")
        await stands(life, State.OPEN, "pictures-2")
        await answered(life, tied, incident="pictures-2")
        assert "You will be told once more when the outage is over." in text_of(life.mail.letters[-1])
        await answered(life, loose)
        assert "nothing more will come" in text_of(life.mail.letters[-1])
        life.mail.letters.clear()
        await stands(life, State.EASING, eased_at=life.clock.now())
        await stands(life, State.RESOLVED)
        assert life.mail.letters == [], "the other one is not over"
        await stands(life, State.RESOLVED, "pictures-2")
        assert [each["Subject"] for each in life.mail.letters] == ["Pictures: outage, over"]
        assert states(life) == {("email", "told"): 2}

    lived(tmp_path, story)


def test_who_lets_a_person_answer_is_told_that_answer_and_who_waits_is_told_what_the_page_says_then(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.OPEN)
        sent_on, waits = await asked(life), await asked(life, GREY)
        await answered(life, sent_on, incident="pictures-1")
        await wished(life, sent_on)
        await life.ask("POST", f"/q/{sent_on}/queue", headers=FORM)
        assert (
            "You will be told when your question is answered" in (await life.ask("GET", f"/q/{sent_on}")).text
        )
        await answered(life, sent_on, incident="pictures-1")
        assert [each["Subject"] for each in life.mail.letters] == ["Town Watch has answered your question"]
        life.mail.letters.clear()
        life.clock.advance(timedelta(hours=1))  # an address is asked for its yes once an hour
        await wished(life, waits)
        asker, told = life.instance.asking.asker, await asked(life, "Is Pictures down?")
        question, sure = await asker.find(waits), await asker.find(told)
        assert question is not None
        assert sure is not None
        now_sure = replace(question, told=sure.told, incident=sure.incident, state=QuestionState.AT_ONCE)
        assert await asker._questions.release(now_sure, life.clock.now())
        await settled(life)
        (letter,) = life.mail.letters
        assert letter["Subject"] == "Town Watch has answered your question"
        assert "You will be told once more when the outage is over." in text_of(letter)

    lived(tmp_path, story)


def test_of_a_suspicion_no_end_is_promised(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.SUSPECTED, opened_at=None)
        early, late = await asked(life), await asked(life)
        await wished(life, early)
        await answered(life, early, incident="pictures-1")
        assert "nothing more will come" in text_of(life.mail.letters[-1])
        await answered(life, late, incident="pictures-1")
        assert f'action="/q/{late}/wish"' not in (await life.ask("GET", f"/q/{late}")).text
        refused = await life.ask("POST", f"/q/{late}/wish", data={"address": ANNA}, headers=FORM)
        assert refused.status_code == 422
        assert states(life) == {("email", "told"): 1}
        await stands(life, State.OPEN, "pictures-2")
        told = await asked(life, "Is Pictures down?")
        life.clock.advance(timedelta(hours=1))  # an address is asked for its yes once an hour
        await wished(life, told)
        await stands(life, State.MERGED, "pictures-2", into="pictures-1")
        await stands(life, State.DISMISSED, opened_at=None)
        assert life.mail.letters[-1]["Subject"] == "Pictures: no outage after all", "nothing else is to come"
        assert states(life) == {("email", "told"): 2}

    lived(tmp_path, story)
