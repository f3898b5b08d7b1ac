"""All that is kept of one person is written out and deleted as a whole: afterwards no file of the data directory, and no line of the
log, holds their address or their words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from groundswell.cli import main
from groundswell.core.access import Role
from groundswell.core.accounts import Grant
from groundswell.core.batch import Batch
from groundswell.core.model import SourceKind, State
from groundswell.core.oncall import Override, Policy, Step, Whom, WhomKind
from groundswell.core.workarounds import WorkaroundState
from groundswell.flow.ask import Put
from groundswell.ports.oncall import Reach
from groundswell.ports.questions import QuestionSource, QuestionState
from groundswell.stores.journal_file import READ, committed, connect
from tests.channels.far_mail import mail_server
from tests.system.test_question_wishes import FORM, answered, asked, wished
from tests.system.test_subscriptions import ANNA, SETTINGS, Story, opened
from tests.system.test_wishes import link, settled, stands

pytestmark = pytest.mark.system
WORDS = (
    "quokkas hop",
    "narwhals swim in my inbox",
    "axolotls hide in my album",
    "Wombats in the gallery",
    "Bribe the okapis",
    "Pangolins roll my pictures up",
)
"""what she wrote with her report (so short that the journal does not pack it), her question, her letter, above that, what helped her,
above a letter that is known to be hers"""
ANSWERS = """
[mail]
addresses = ["help@watch.example"]
authserv = "mx.watch.example"
channel = "mail"
"""


PHONE = "Annas ibex phone"
"""what she calls the way by which she is called at night: she is a responder, too"""

KEEPER = "Kim Keeper"
"""an administrator whom nobody calls: their name stands where they changed something, and nowhere else"""


@dataclass
class Held:
    """What Anna holds afterwards."""

    receipt: str
    question: str
    subscription: str
    proposal: str


async def anna_was_here(life: Story) -> Held:
    """She reported, asked by page and letter, wished, voted and subscribed; somebody else did, too."""
    await stands(life, State.OPEN)
    called = await life.instance.people.people.add("Anna Quill", [Grant(Role.RESPONDER)], life.clock.now())
    assert called is not None
    phone = Reach("phone", called.id, "mail", "email", PHONE, life.clock.now(), ANNA)
    oncall, now = life.instance.called.oncall, life.clock.now()
    await oncall.put_reach(phone)
    assert await life.instance.people.people.add(KEEPER, [Grant(Role.ADMINISTRATOR)], now) is not None
    hers = Step((Whom(WhomKind.ACCOUNT, str(called.id)),), 5)
    await oncall.put_policy(Policy("night", "Night", (hers,), KEEPER, now, is_on=False))
    await oncall.add_override(Override("ops", called.id, now, now + timedelta(hours=1), KEEPER, now))
    told = {"service": "pictures", "comment": f"{WORDS[0]} {ANNA}"}
    receipt = (await life.ask("POST", "/api/v1/reports", json=told)).json()["receipt"]
    await life.work.count()
    sent = await life.ask("POST", "/ask", data={"words": f"Why do {WORDS[1]}?"}, headers=FORM)
    question = sent.headers["location"].removeprefix("/q/")
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["Message-ID"] = ANNA, WORDS[3], "<7@example.org>"
    letter.set_content(f"How do I get rid of it? {WORDS[2]}")
    await life.instance.letters.receive.put(ANNA, ["help@watch.example"], letter.as_bytes())
    letter.replace_header("Subject", WORDS[5])
    letter.replace_header("Message-ID", "<8@example.org>")
    letter["Authentication-Results"] = "mx.watch.example; dmarc=pass header.from=example.org"
    letter.set_content("When will that end?")
    await life.instance.letters.receive.put(ANNA, ["help@watch.example"], letter.as_bytes())
    wish = {"way": "email", "address": ANNA, "asks": True}
    await life.ask("POST", f"/api/v1/receipts/{receipt}/wish", json=wish)
    await settled(life)
    await life.ask("POST", link(life.mail.letters.pop(), "wish/yes/"))
    await life.ask("POST", f"/q/{question}/wish", data={"address": ANNA}, headers=FORM)
    await life.confirmed(services=["pictures"])
    (found,) = await life.instance.signed.subscribe.of_address(ANNA)
    way = {"words": WORDS[4]}
    helps = (await life.ask("POST", "/api/v1/services/pictures/workarounds", json=way)).json()
    await life.instance.advise.decide(helps["id"], WorkaroundState.SHOWN, "Ada")
    await life.ask("POST", f"/api/v1/workarounds/{helps['id']}/vote", json={"helped": True})
    other = Put("How does Bob change his name?", QuestionSource.PAGE, "pictures", "en")
    await life.instance.asking.asker.ask(other)
    await answered(life, question)
    await stands(life, State.EASING, eased_at=life.clock.now())
    return Held(receipt, question, life.instance.signed.subscribe.handle_of(found), helps["handle"])


def left(folder: Path, *more: bytes) -> list[str]:
    """Where something of hers is found."""
    files = {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    wanted = [ANNA.encode(), *(words.encode() for words in WORDS), *more]
    return [f"{name}: {text!r}" for name, held in files.items() for text in wanted if text in held]


def lived(folder: Path, story: Callable[[Story], Awaitable[None]]) -> None:
    async def whole() -> None:
        with mail_server() as mail:
            async with opened(folder, mail, settings=SETTINGS + ANSWERS) as life:
                await story(life)

    asyncio.run(whole())


def test_the_command_writes_out_and_deletes_everything_and_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held: list[Held] = []

    async def story(life: Story) -> None:
        held.append(await anna_was_here(life))

    lived(tmp_path, story)
    (hers,) = held
    assert {where.split(":")[0] for where in left(tmp_path / "data")} >= {"journal.db", "groundswell.db"}
    config = ["--config", str(tmp_path / "groundswell.toml"), "--data-dir", str(tmp_path / "data")]
    logged = capsys.readouterr()
    links = [
        f"https://watch.example/{each}" for each in (f"q/{hers.question}", f"workarounds/{hers.proposal}")
    ]
    with pytest.raises(SystemExit) as ended:
        main(["person", "export", ANNA, KEEPER, *links, *config])
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    kinds = ("reports", "questions", "unproved", "proposals", "subscriptions", "oncall")
    assert {kind: len(told[kind]) for kind in kinds} == {
        "reports": 1,
        "proposals": 1,
        "questions": 2,
        "unproved": 1,  # her letter: no mail server here has found that it is hers
        "subscriptions": 1,
        "oncall": 2,
    }
    ways = [each["way_back"] for each in told["questions"]]
    (back,) = (each for each in ways if each is not None)
    assert (back["way"], back["state"], back["subject"]) == ("mail", "ready", WORDS[5])
    assert (back["address"], back["who"]) == ("(kept, sealed)", True)
    assert (told["oncall"][0]["account"], told["oncall"][0]["ways"][0]["address"]) == ("Anna Quill", ANNA)
    assert KEEPER not in json.dumps(told["oncall"][0]), "it holds nobody else's name"
    keeper = {name: kept for name, kept in told["oncall"][1].items() if kept}
    assert keeper == {"account": KEEPER, "is_kept": True, "changed": ["Night"], "entered": [1]}
    assert all(words in json.dumps(told) for words in WORDS)
    with pytest.raises(SystemExit) as ended:
        main(["person", "delete", ANNA, KEEPER, *links, *config])
    assert ended.value.code == 0
    assert left(tmp_path / "data", PHONE.encode()) == []
    assert ANNA not in logged.out + logged.err
    assert not any(words in logged.out + logged.err for words in WORDS)
    with pytest.raises(SystemExit) as ended:
        main(["person", "export", ANNA, "Anna Quill", KEEPER, hers.question, *config])
    assert ended.value.code == 1, "nothing is found any more"

    async def others(life: Story) -> None:
        words = [
            each.words for each in await life.instance.asking.replier._questions.list(list(QuestionState))
        ]
        assert words == ["How does Bob change his name?"]
        assert dict(await life.instance.letters.receive._correspondence.counts()) == {}, "no way back is left"

    lived(tmp_path, others)


def test_the_page_does_the_same_by_links_while_the_server_runs(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        hers = await anna_was_here(life)
        links = [
            f"https://watch.example/de/q/{hers.question}",
            f"https://watch.example/r/{hers.receipt}",
            f"https://watch.example/subscription/{hers.subscription}/end",
            f"https://watch.example/workarounds/{hers.proposal}",
        ]
        form = {"links": "\n".join([*links, "https://watch.example/q/nothing"])}
        written = await life.ask("POST", "/yours", data=form | {"export": "1"}, headers=FORM)
        told = written.json()
        kinds = ("reports", "questions", "subscriptions", "proposals")
        assert [len(told[kind]) for kind in kinds] == [1] * 4
        assert WORDS[2] not in written.text, "a link opens what it is the link of, and nothing else of hers"
        page = await life.ask("POST", "/de/yours", data=form | {"delete": "1"}, headers=FORM)
        assert page.status_code == 200
        assert "q/nothing" in page.text
        found = left(life.folder)
        letters = (WORDS[2], WORDS[3], WORDS[5])
        assert all(any(words in where for words in letters) for where in found), found
        form = {"links": "\n".join([links[0], links[2]]), "delete": "1"}
        again = await life.ask("POST", "/yours", data=form, headers=FORM)
        assert again.status_code == 404
        assert "open nothing" in again.text

    lived(tmp_path, story)


CHROMES = {"by page": 141, "by command": 142, "by command of questions": 143, "by wish": 144}
"""who answers that it does not work yet, by how what they answered is deleted: a browser each, so that each has a pseudonym of their own"""


COUNTED = {"service", "symptom", "works", "observed_at", "source_kind", "count"}
"""what the journal keeps of an answer that is nobody's"""


def said_by(folder: Path) -> dict[str, dict[str, object]]:
    """What the journal's file holds of each of the four beside what is counted."""
    rows = []
    with closing(connect(folder / "data" / "journal.db")) as journal:
        for entry in map(committed, journal.execute(READ, {"next": 1, "limit": 1000})):
            rows += [*entry.content.reports()] if isinstance(entry.content, Batch) else []
    told = [row._asdict() for row in rows if row.source_kind is SourceKind.ANSWER]
    held = [{name: text for name, text in each.items() if text and name not in COUNTED} for each in told]
    return dict(zip(CHROMES, held, strict=True))


async def four_answer(life: Story) -> dict[str, str]:
    """Four who asked during an outage say that it does not work yet: three on their question's page, the fourth on the page of a wish,
    whose question has had its time since. Their links."""
    await stands(life, State.OPEN)
    wishing = await asked(life, "Is Pictures down?")
    await wished(life, wishing, asks="1")
    question = await life.instance.asking.asker.find(wishing)
    assert question is not None
    undertake = life.instance.wished.undertake
    (wish,) = await undertake.of(f"question:{question.id}")
    life.clock.advance(timedelta(minutes=1))
    paths = {whose: f"q/{await asked(life, 'Is Pictures down?')}" for whose in list(CHROMES)[:3]}
    paths["by wish"] = f"wish/{undertake.handle_of(wish)}"
    await stands(life, State.EASING, eased_at=life.clock.now())
    assert await life.instance.asking.asker.forget(timedelta(seconds=30)) == 1
    for whose, path in paths.items():
        life.clock.advance(timedelta(minutes=11))  # one connection is heard three times in a half hour
        agent = f"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{CHROMES[whose]}.0.0.0 Mobile Safari/537.36"
        who = {"user-agent": agent, "accept-language": "es-ES"}
        said = await life.ask("POST", f"/{path}/again", data={"answer": "0"}, headers=FORM | who)
        assert "You answered that it is still broken." in said.text
    return {whose: f"https://watch.example/{path}" for whose, path in paths.items()}


def test_what_was_answered_on_a_questions_page_or_a_wishs_is_written_out_and_gone_from_the_journal_when_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    links: dict[str, str] = {}
    pseudonyms: dict[str, bytes] = {}

    def left_in_journal() -> set[str]:
        """Of whom it holds anything: to be read, or as bytes in its files."""
        held = b"".join(path.read_bytes() for path in sorted((tmp_path / "data").glob("journal*")))
        return {whose for whose, told in said_by(tmp_path).items() if told or pseudonyms[whose] in held}

    async def story(life: Story) -> None:
        links.update(await four_answer(life))
        for whose, told in said_by(tmp_path).items():
            assert set(told) == {"reporter", "country", "platform", "software"}
            assert str(CHROMES[whose]) in str(told["software"])
            pseudonyms[whose] = int(str(told["reporter"])).to_bytes(8, "little")
        held = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("journal*"))
        assert all(pseudonym in held for pseudonym in pseudonyms.values()), (
            "they are not packed: they can be looked for"
        )
        form = {"links": f"{links['by page']} {links['by wish']}"}
        told = (await life.ask("POST", "/yours", data=form | {"export": "1"}, headers=FORM)).json()
        answers = [*told["questions"][0]["answers"], *told["answers"]]
        assert [each["report"]["software"] for each in answers] == [
            "chrome 141 / android",
            "chrome 144 / android",
        ]
        assert {each["report"]["reporter"] for each in answers} == {"(a pseudonym of that day)"}
        gone = await life.ask("POST", "/yours", data=form | {"delete": "1"}, headers=FORM)
        assert gone.status_code == 200
        assert left_in_journal() == {"by command", "by command of questions"}

    lived(tmp_path, story)
    config = ["--config", str(tmp_path / "groundswell.toml"), "--data-dir", str(tmp_path / "data")]
    did = (
        "person delete",
        "question export",
        "question delete",
    )  # what the first writes out, the page did, too
    for each in did:
        whose = "by command" if each.startswith("person") else "by command of questions"
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*each.split(), links[whose], *config])
        assert ended.value.code == 0
        if each.endswith("export"):
            assert f"chrome {CHROMES[whose]} / android" in capsys.readouterr().out
        else:
            assert whose not in left_in_journal()
