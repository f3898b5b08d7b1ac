"""Who reported is told by real mail when it is over, once: what waits, what lapses, what is asked on the way."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundswell.core.answer import Answer, KnownKind, Source
from groundswell.core.model import Event, EventKind, State
from groundswell.core.notice import Way, Wish, WishState
from groundswell.core.statement import Text
from groundswell.ports import Revision
from groundswell.ports.questions import Question, QuestionSource, QuestionState, Reply
from tests.channels.far_mail import text_of
from tests.flow.test_announce import Far
from tests.system.test_subscriptions import ANNA, Story, lived
from tests.town import NOON, incident

pytestmark = pytest.mark.system


async def reported(life: Story, service: str = "pictures") -> str:
    sent = await life.ask("POST", "/api/v1/reports", json={"service": service})
    assert sent.status_code == 202, sent.text
    await life.work.count()
    return str(sent.json()["receipt"])


async def wished(life: Story, receipt: str, **told: object) -> None:
    """Anna wishes to be told, and says yes."""
    wish = {"way": "email", "address": ANNA} | told
    assert (await life.ask("POST", f"/api/v1/receipts/{receipt}/wish", json=wish)).status_code == 202
    await settled(life)
    said = await life.ask("POST", link(life.mail.letters.pop(), "wish/yes/"))
    assert said.status_code == 200, said.text


async def settled(life: Story, *, asks: bool = True) -> None:
    for _ in range(2):
        life.clock.advance(timedelta(seconds=6))
        if asks:
            await life.instance.wished.fulfil.ask()
        await life.instance.wished.fulfil.run()
        await life.instance.announce.deliver()
    await life.instance.wished.fulfil.run()


async def stands(
    life: Story, state: State, name: str = "pictures-1", *, asks: bool = True, **more: object
) -> None:
    now = life.clock.now()
    told = {"began_at": NOON - timedelta(minutes=20), "updated_at": now, "service": "pictures"} | more
    if state is State.RESOLVED:
        told["resolved_at"] = now
    stood = incident(state, id=name, **told)
    kind = {State.RESOLVED: EventKind.RESOLVED, State.EASING: EventKind.EASED}.get(state, EventKind.OPENED)
    await life.instance.incidents.save([Revision(stood, (Event(name, kind, now, "", after=stood),))])
    await settled(life, asks=asks)


def wish(about: str, **told: object) -> Wish:
    """Bob's, who has said yes."""
    values: dict[str, object] = {"state": WishState.WAITING, "address": "bob@example.org", **told}
    return Wish("bob-------1", about, "pictures", NOON, Way.EMAIL, "en", made_at=NOON, **values)  # type: ignore[arg-type]


def link(letter: EmailMessage, what: str) -> str:
    found = re.search(rf"https://watch\.example(\S*/{what}\S*)", text_of(letter))
    assert found, text_of(letter)
    return found[1]


def states(life: Story) -> dict[tuple[str, str], int]:
    return dict(life.instance.wished.fulfil.counts)


def test_she_is_asked_as_it_eases_told_when_it_is_over_and_never_again(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        receipt = await reported(life)
        await wished(life, receipt, asks=True, language="de")
        await stands(life, State.OPEN)
        assert life.mail.letters == []
        await stands(life, State.EASING, eased_at=life.clock.now())
        (question,) = life.mail.letters
        assert question["Subject"] == "Pictures: geht es bei dir wieder?"
        assert link(question, "r/") == f"/de/r/{receipt}"
        assert "/de/wish/" in question["List-Unsubscribe"]
        page = await life.ask("GET", f"/de/r/{receipt}")
        assert "Ja, es geht wieder" in page.text
        said = await life.ask(
            "POST",
            f"/de/r/{receipt}/again",
            content="answer=0",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert "Deine Antwort zählt" in said.text
        await stands(life, State.EASING, eased_at=life.clock.now())
        assert len(life.mail.letters) == 1, "she is asked once"
        await stands(life, State.RESOLVED)
        over = life.mail.letters[-1]
        assert over["Subject"].startswith("Pictures: ")
        assert "mehr kommt nicht" in text_of(over)
        await stands(life, State.OPEN)
        await stands(life, State.RESOLVED)
        assert len(life.mail.letters) == 2, "it was opened again: she is not told again unless she asks"
        assert ANNA.encode() not in life.bytes_on_disk()
        life.clock.advance(timedelta(days=31))
        await life.instance.wished.fulfil.forget()
        assert list(await life.instance.wished.undertake.of(f"report:{1}")) == []

    lived(tmp_path, story)


def test_a_report_that_becomes_part_of_an_outage_later_is_told_at_the_end_of_that(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await wished(life, await reported(life))
        await stands(life, State.OPEN, "bank-1", service="bank")
        await stands(life, State.RESOLVED, "bank-1", service="bank")
        assert life.mail.letters == []
        await stands(life, State.OPEN)
        await stands(life, State.MERGED, into="cloud-1")
        await stands(life, State.OPEN, "cloud-1", service="films", members=("films", "pictures"))
        assert life.mail.letters == []
        await stands(life, State.RESOLVED, "cloud-1", service="films", members=("films", "pictures"))
        assert len(life.mail.letters) == 1

    lived(tmp_path, story)


def test_who_reports_an_hour_after_an_end_waits_for_the_next_outage_and_hears_the_end_of_that(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await stands(life, State.OPEN)
        await stands(life, State.RESOLVED)
        life.clock.advance(timedelta(hours=1))
        receipt = await reported(life)
        page = await life.ask("GET", f"/r/{receipt}", headers={"accept": "text/html"})
        assert f"/r/{receipt}/wish" in page.text
        await wished(life, receipt)
        await settled(life)
        assert life.mail.letters == [], "nothing of hers is over"
        life.clock.advance(timedelta(minutes=5))
        began = life.clock.now() - timedelta(minutes=8)
        await stands(life, State.OPEN, "pictures-2", began_at=began)
        life.clock.advance(timedelta(hours=2))
        await stands(life, State.RESOLVED, "pictures-2", began_at=began)
        assert [told["Subject"] for told in life.mail.letters] == ["Pictures: outage, over"]

    lived(tmp_path, story)


def test_of_a_report_of_which_nothing_comes_the_address_is_wiped_without_a_word(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await wished(life, await reported(life))
        await stands(life, State.SUSPECTED)
        await stands(life, State.DISMISSED, opened_at=None)
        life.clock.advance(timedelta(hours=5))
        await settled(life)
        assert states(life) == {("email", "waiting"): 1}
        life.clock.advance(timedelta(hours=2))
        await settled(life)
        assert states(life) == {("email", "lapsed"): 1}
        assert life.mail.letters == []

    lived(tmp_path, story)


def test_an_outage_that_had_opened_and_was_none_is_told_as_that_once_where_no_other_is_on(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await wished(life, await reported(life))
        await stands(life, State.OPEN)
        asked = wish("question:none", incident="pictures-1")
        await life.instance.wished.fulfil._wishes.put(asked)
        await stands(life, State.OPEN, "cloud-1", service="films", members=("films", "pictures"))
        await stands(life, State.DISMISSED)
        (told,) = life.mail.letters
        assert told["To"] == asked.address, "another is on, to which her report may belong, but no question"
        await stands(life, State.OPEN, "films-1", service="films")
        await stands(life, State.SUSPECTED, "pictures-2")
        await stands(life, State.DISMISSED, "cloud-1", service="films", members=("films", "pictures"))
        _, told = life.mail.letters
        assert (told["To"], told["Subject"]) == (ANNA, "Pictures: no outage after all")
        assert "nothing more will come" in text_of(told)
        assert states(life) == {("email", "told"): 2}
        await stands(life, State.DISMISSED, "pictures-2", opened_at=None)
        earlier = NOON - timedelta(minutes=40)
        await stands(life, State.OPEN, "pictures-0", began_at=earlier)
        await stands(life, State.MERGED, "pictures-3", into="cloud-1")
        await life.instance.wished.fulfil._wishes.put(replace(wish("report:9"), id="bob-------2"))
        await settled(life)
        await stands(life, State.RESOLVED, "pictures-0", began_at=earlier)
        assert len(life.mail.letters) == 3, "what became part of none is none, too"

    lived(tmp_path, story)


def test_who_was_answered_by_the_program_while_they_waited_hears_the_desk_and_the_end_and_nothing_that_is_past(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        fulfil = life.instance.wished.fulfil
        waits = QuestionState.WAITING
        question = Question("q", "Is it?", "en", "pictures", NOON, QuestionSource.PAGE, waits, waits)
        source = Source("pictures-1", KnownKind.LIVE, "pictures", "https://watch.example/s", NOON)
        told = Answer({"en": "It is down."}, (source,), 0.9)
        await stands(life, State.OPEN)
        for id in ("q", "late"):  # noqa: A001
            await fulfil._questions.put(replace(question, id=id))
            assert await fulfil._questions.release(
                replace(question, id=id, told=told, incident="pictures-1"), NOON
            )
        await fulfil._wishes.put(wish("question:q"))
        await settled(life)
        assert "It is down." in text_of(life.mail.letters[-1])
        assert await fulfil._questions.send_on("q", NOON) is not None
        await fulfil._questions.answer(
            Reply("r", "pictures", (Text("en", "", "Try it."),), "Ada", NOON), ["q"]
        )
        await settled(life)
        assert "Try it." in text_of(life.mail.letters[-1])
        await stands(life, State.RESOLVED)
        await fulfil._wishes.put(replace(wish("question:late"), id="late------1", address=ANNA))
        await settled(life)
        assert len(life.mail.letters) == 4
        for each in life.mail.letters[2:]:
            assert "It is down." not in text_of(each)
            assert each["Subject"].startswith("Pictures: outage, over")

    lived(tmp_path, story)


def test_an_outage_that_does_not_end_keeps_no_address_for_ever(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await wished(life, await reported(life))
        await stands(life, State.OPEN)
        life.clock.advance(timedelta(days=15))
        await settled(life)
        assert states(life) == {("email", "lapsed"): 1}

    lived(tmp_path, story)


def test_who_never_says_yes_is_told_nothing_and_forgotten(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        receipt = await reported(life)
        wish = {"way": "email", "address": ANNA}
        await life.ask("POST", f"/api/v1/receipts/{receipt}/wish", json=wish)
        await stands(life, State.OPEN)
        await stands(life, State.RESOLVED)
        (question,) = life.mail.letters
        assert "Shall " in question["Subject"]
        life.clock.advance(timedelta(hours=49))
        assert (await life.ask("POST", link(question, "wish/yes/"))).status_code == 404
        assert await life.instance.wished.fulfil.forget() == 1

    lived(tmp_path, story)


def test_a_yes_after_the_end_is_told_at_once_and_a_refusing_mailbox_is_let_go(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        receipt = await reported(life)
        await stands(life, State.OPEN)
        wish = {"way": "email", "address": ANNA}
        await life.ask("POST", f"/api/v1/receipts/{receipt}/wish", json=wish)
        await settled(life)
        question = life.mail.letters.pop()
        await stands(life, State.RESOLVED)
        life.mail.replies = ["550 5.1.1 no such mailbox"]
        assert (await life.ask("POST", link(question, "wish/yes/"))).status_code == 200
        await settled(life)
        assert life.mail.letters == []
        (found,) = await life.instance.wished.undertake.of("report:1")
        assert found.state is WishState.UNTOLD
        assert found.address == ""

    lived(tmp_path, story)


def test_while_the_mail_server_hangs_questions_for_the_yes_wait_side_by_side_and_others_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(life: Story) -> None:
        fulfil, far = life.instance.wished.fulfil, Far()
        await stands(life, State.OPEN)
        await life.instance.wished.fulfil._wishes.put(wish("report:9", incident="pictures-1"))
        for number in range(3):
            asked = wish(f"report:{number}", state=WishState.PENDING, ask_at=NOON)
            await life.instance.wished.fulfil._wishes.put(replace(asked, id=f"asked------{number}"))
        far.gate = asyncio.Event()
        monkeypatch.setattr(fulfil._seek, "_channels", dict.fromkeys(fulfil._seek._channels, far))
        asking = asyncio.create_task(fulfil.ask())
        async with asyncio.timeout(5):
            while far.now < 3:
                await asyncio.sleep(0.01)
            await stands(life, State.RESOLVED, asks=False)
        assert [told["Subject"] for told in life.mail.letters] == ["Pictures: outage, over"]
        far.gate.set()
        await asking
        assert len(far.taken) == 3

    lived(tmp_path, story)


def test_a_question_for_the_yes_whose_letter_may_have_arrived_is_put_a_few_times_and_not_for_two_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(life: Story) -> None:
        fulfil, keys = life.instance.wished.fulfil, []

        async def send(message: object, target: object, earlier: object, key: str) -> None:
            keys.append(key)
            raise TimeoutError

        await fulfil._wishes.put(wish("report:9", state=WishState.PENDING, ask_at=NOON))
        slow = SimpleNamespace(send=send)
        monkeypatch.setattr(fulfil._seek, "_channels", dict.fromkeys(fulfil._seek._channels, slow))
        for _ in range(47):
            await fulfil.ask()
            life.clock.advance(timedelta(hours=1))
        assert (len(keys), len(set(keys))) == (5, 1)

    lived(tmp_path, story)


def test_a_question_for_the_yes_that_gets_no_answer_is_given_up_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(life: Story) -> None:
        fulfil, far = life.instance.wished.fulfil, Far()
        await life.instance.wished.fulfil._wishes.put(wish("report:9", state=WishState.PENDING, ask_at=NOON))
        far.gate = asyncio.Event()
        monkeypatch.setattr(fulfil._seek, "_channels", dict.fromkeys(fulfil._seek._channels, far))
        monkeypatch.setattr("groundswell.flow.fulfil._SECONDS_MAX", 0.01)
        async with asyncio.timeout(5):
            await fulfil.ask()
        far.gate.set()
        life.clock.advance(timedelta(hours=1))
        await fulfil.ask()
        assert len(far.taken) == 1

    lived(tmp_path, story)


@pytest.mark.parametrize("report", ["0--------1", "z--------1"])
def test_an_answer_that_the_desk_gives_while_the_end_is_told_is_not_lost_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: str
) -> None:
    """Whichever is told the end first: who reported, with whose letter the one who asked might ride, or who asked."""

    async def story(life: Story) -> None:
        fulfil, waits = life.instance.wished.fulfil, QuestionState.WAITING
        await stands(life, State.OPEN)
        await fulfil._questions.put(
            Question("q", "Is it?", "en", "pictures", NOON, QuestionSource.PAGE, waits, waits)
        )
        await fulfil._wishes.put(replace(wish("report:1", incident="pictures-1"), id=report))
        await fulfil._wishes.put(wish("question:q", incident="pictures-1"))
        feed = fulfil._feed

        async def late() -> int:
            reply = Reply("r", "pictures", (Text("en", "", "Try it."),), "Ada", NOON)
            await fulfil._questions.answer(reply, ["q"])
            return await feed()

        monkeypatch.setattr(fulfil, "_feed", late)
        await stands(life, State.RESOLVED)
        await settled(life)
        monkeypatch.undo()
        await settled(life)
        assert ["Try it." in text_of(letter) for letter in life.mail.letters].count(True) == 1

    lived(tmp_path, story)
