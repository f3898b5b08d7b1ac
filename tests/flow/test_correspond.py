"""Letters and posts on their way to the desk and back: real tables, a real mail server on loopback, a clock that stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.channels.email import Email
from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.model import State
from groundswell.core.notice import Message, Sender
from groundswell.core.statement import Text
from groundswell.errors import UncertainError
from groundswell.flow.ask import Asker
from groundswell.flow.blame import Refusals
from groundswell.flow.receive import MailConfig, Receive
from groundswell.flow.reply import Replier, Written
from groundswell.flow.respond import Respond
from groundswell.ports import Revision
from groundswell.ports.correspondence import MAIL, Ear, Heard, Post, WayBack
from groundswell.ports.notices import Channel, Sent, Surroundings
from groundswell.ports.questions import QuestionState
from groundswell.stores.relational import (
    RelationalCorrespondence,
    RelationalDesk,
    RelationalNotebook,
    RelationalQuestions,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.sent_log_file import GoingLogFile
from groundswell.web.letters import GettextLetters
from tests.asking import asking
from tests.channels.far_mail import FarMail, mail_server, text_of
from tests.core.letter.test_nasty import letters
from tests.flow.rooms import Rooms, rooms
from tests.town import incident, town

ANNA = "anna@example.org"
HELP = "help+pictures@watch.example"
SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")
CONFIG = MailConfig(
    listen="127.0.0.1:0", addresses=("help@watch.example",), authserv="mx.watch.example", channel="post"
)


@dataclass
class Office:
    """One instance: where letters come in, and the way that answers go."""

    room: Rooms
    far: FarMail
    receive: Receive
    respond: Respond
    asker: Asker
    replier: Replier
    questions: RelationalQuestions
    store: RelationalCorrespondence
    going: GoingLogFile

    async def outage(self) -> None:
        await self.room.incidents.save([Revision(incident(State.OPEN), ())])

    async def letter(self, raw: bytes, mail_from: str = ANNA, to: str = HELP) -> None:
        await self.receive.put(mail_from, [to], raw)

    async def states(self) -> list[WayBack]:
        found = await self.questions.list(list(QuestionState))
        told = await self.store.of([each.id for each in found])
        return [told[each.id].state for each in found]


def letter(text: str, *, known: bool = True, sender: str = ANNA, number: str = "1", **fields: str) -> bytes:
    made = EmailMessage()
    if known:
        made["Authentication-Results"] = (
            f"mx.watch.example; dmarc=pass header.from={sender.partition('@')[2]}"
        )
    made["From"], made["Subject"], made["Message-ID"] = sender, "Pictures", f"<{number}@example.org>"
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@asynccontextmanager
async def opened(
    folder: Path,
    far: FarMail,
    domain: str = "watch.example",
    config: MailConfig = CONFIG,
    ear: Ear | None = None,
    channel: Channel | None = None,
) -> AsyncIterator[Office]:
    async with rooms(folder) as room:
        made = Email.Config(host="127.0.0.1", port=far.port, security="none", sender=f"watch@{domain}")
        mail = Email(made, Surroundings(OutgoingHttp(), folder, room.clock))
        questions, desk = RelationalQuestions(room.database), RelationalDesk(room.database)
        store = RelationalCorrespondence(room.database, SEAL)
        asker, replier = asking(questions, room.incidents, desk, town(), room.clock)
        respond = Respond(
            store,
            questions,
            room.incidents,
            asker,
            room.clock,
            {"post": channel or mail, "social": channel or mail},
            Sender("Town Watch", f"https://{domain}"),
            GettextLetters(town(), "Town Watch"),
            going := GoingLogFile(folder / "answers.jsonl"),
            Refusals(RelationalNotebook(room.database), room.clock),
            mail="post",
            replies_hour_max=config.replies_hour_max,
            address_days=config.address_days,
            roll=lambda: 0.0,
            tells_end=config.tells_end,
        )
        replier.hearers.append(respond)
        receive = Receive(
            asker,
            store,
            room.clock,
            replace(config, addresses=(f"help@{domain}",)),
            mark=SEAL.mark,
            own=[f"watch@{domain}"],
            ears={"social": ear} if ear else {},
            ready=respond.ready,
        )
        yield Office(room, far, receive, respond, asker, replier, questions, store, going)


def office(
    tmp_path: Path,
    story: Callable[[Office], Awaitable[None]],
    config: MailConfig = CONFIG,
    ear: Ear | None = None,
    channel: Channel | None = None,
) -> None:
    async def run(far: FarMail) -> None:
        async with opened(tmp_path, far, config=config, ear=ear, channel=channel) as one:
            await story(one)

    with mail_server() as far:  # around it: a connection that is kept for the next letter ends with its loop
        asyncio.run(run(far))


def test_a_letter_is_answered_once_into_its_thread_and_its_address_is_wiped_in_its_time(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?", References="<0@example.org>"))
        assert await one.respond.run() == 1
        assert await one.respond.run() == 0
        (told,) = one.far.letters
        assert (told["To"], told["Subject"]) == (ANNA, "Re: Pictures")
        assert told["Auto-Submitted"] == "auto-replied"
        assert told["In-Reply-To"] == "<1@example.org>"
        assert told["References"].split() == ["<0@example.org>", "<1@example.org>"]
        assert not told.is_multipart()
        text = text_of(told)
        assert text.startswith("Since 11:30 UTC")
        assert "/incidents/" in text
        assert "You will be told once more when the outage is over." in text
        assert "/q/" in text
        (question,) = await one.questions.list([QuestionState.AT_ONCE])
        kept = (await one.store.of([question.id]))[question.id]
        assert (kept.state, kept.address, kept.told) == (WayBack.TOLD, ANNA, "page")
        one.room.clock.advance(timedelta(days=15))
        await one.respond.forget()
        kept = (await one.store.of([question.id]))[question.id]
        assert (kept.state, kept.address, kept.post, kept.subject) == (WayBack.TOLD, "", "", "")
        assert question.service == "pictures"

    office(tmp_path, story)


def test_the_same_letter_again_is_one_question_and_one_answer(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        for _ in range(3):
            await one.letter(letter("Is it down?"))
            await one.respond.run()
        assert len(await one.questions.list(list(QuestionState))) == 1
        assert len(one.far.letters) == 1
        assert one.receive.taken[MAIL] == 1

    office(tmp_path, story)


def test_who_is_not_known_to_be_who_they_say_is_heard_and_never_answered(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?", known=False))
        forged = letter(
            "Down again?",
            known=False,
            number="2",
            Authentication_Results="evil.example; dmarc=pass header.from=example.org",
        )
        await one.letter(forged)
        await one.letter(letter("Down still?", number="3", Reply_To="victim@far.example"))
        await one.respond.run()
        assert [told["To"] for told in one.far.letters] == [ANNA]
        assert sorted(await one.states()) == [WayBack.NONE, WayBack.NONE, WayBack.TOLD]

    office(tmp_path, story)


def test_with_reply_never_nobody_is_answered(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        assert await one.respond.run() == 0
        assert await one.states() == [WayBack.NONE]

    office(tmp_path, story, replace(CONFIG, reply="never"))


def test_what_waits_is_answered_by_the_desk_and_one_answer_reaches_all_who_wrote(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        for number in range(20):
            who = f"a{number}@example.org"
            await one.letter(letter("How do I change my name?", sender=who, number=str(number)), who)
        assert await one.respond.run() == 0
        waiting = await one.questions.list([QuestionState.WAITING])
        said = Written((Text("en", "A name?", "In the settings <b>of</b> yours."),), "pictures")
        await one.replier.answer(said, [each.id for each in waiting], "Ada")
        assert await one.respond.run() == 20
        assert {told["To"] for told in one.far.letters} == {f"a{number}@example.org" for number in range(20)}
        assert all("In the settings" in text_of(told) for told in one.far.letters)
        assert not one.respond.waiting.get(MAIL)

    office(tmp_path, story)


def test_two_instances_that_answer_one_another_end_after_one_letter_each(tmp_path: Path) -> None:
    """Even where a relay takes off what says that a program wrote it."""

    async def run(far: FarMail, further: FarMail) -> None:
        (tmp_path / "two").mkdir()
        async with opened(tmp_path, far) as one, opened(tmp_path / "two", further, "other.example") as two:
            await one.outage()
            await two.outage()
            begins = letter("Is it down?", sender="robot@other.example")
            await one.letter(begins, "robot@other.example")
            for _ in range(4):
                for here, there, domain, to in (
                    (one, two, "watch.example", "help+pictures@other.example"),
                    (two, one, "other.example", HELP),
                ):
                    before = len(here.far.letters)
                    await here.respond.run()
                    for sent in here.far.letters[before:]:
                        passed = message_from_bytes(sent.as_bytes(), _class=EmailMessage, policy=default)
                        assert isinstance(passed, EmailMessage)
                        passed.set_content(f"Is it down? {text_of(sent)}")  # words that get an answer
                        for name in ("Auto-Submitted", "X-Auto-Response-Suppress"):
                            del passed[name]
                        passed["Authentication-Results"] = (
                            f"mx.watch.example; dmarc=pass header.from={domain}"
                        )
                        await there.letter(passed.as_bytes(), f"watch@{domain}", to)
            assert (len(one.far.letters), len(two.far.letters)) == (1, 1)
            # What one would have said to the other's answer: nothing, for it answers what it sent itself.
            assert one.receive.received[MAIL] == 2

    with mail_server() as far, mail_server() as further:
        asyncio.run(run(far, further))


def test_a_program_that_answers_is_not_answered(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?", Auto_Submitted="auto-replied"))
        await one.letter(letter("Is it down?", number="2"), mail_from="")
        await one.respond.run()
        assert not one.far.letters
        assert not await one.questions.list(list(QuestionState))
        assert one.receive.refused == {(MAIL, "automatic"): 1, (MAIL, "bounce"): 1}

    office(tmp_path, story)


def test_one_sender_is_answered_and_heard_only_so_often_within_an_hour(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        for number in range(8):
            await one.letter(letter(f"Is it down? {number}", number=str(number)))
        await one.respond.run()
        assert len(one.far.letters) == 3
        assert sorted(await one.states()) == [*3 * [WayBack.TOLD], *3 * [WayBack.WAITING]]
        assert one.respond.held_back == {MAIL: 3}
        assert one.receive.taken[MAIL] == 6
        assert one.receive.refused[MAIL, "too_many"] == 2
        one.room.clock.advance(timedelta(hours=2))
        await one.letter(letter("Is it down now?", number="9"))
        await one.respond.run()
        assert len(one.far.letters) == 4

    office(tmp_path, story, replace(CONFIG, sender_hour_max=6))


def test_who_forges_an_address_uses_up_no_share_of_whose_it_is_and_files_nothing_under_it(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        for number in range(8):
            await one.letter(letter(f"I was never here {number}", known=False, number=str(number)))
        assert one.receive.refused[MAIL, "too_many"] == 2
        await one.letter(letter("Is it down?", number="9"))
        await one.respond.run()
        assert len(one.far.letters) == 1
        assert [each.words for each in await one.asker.of_address(ANNA)] == ["Pictures\n\nIs it down?"]
        assert len(await one.asker.of_address(ANNA, is_proved=False)) == 6

    office(tmp_path, story, replace(CONFIG, sender_hour_max=6))


def test_letters_of_every_build_become_a_question_or_none_and_the_next_is_taken_as_ever(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        loop = asyncio.get_running_loop()

        @settings(max_examples=30, deadline=None)
        @given(letters(), st.sampled_from([ANNA, "", "watch@watch.example", "a\x00\xff"]))
        def tried(raw: bytes, mail_from: str) -> None:
            asyncio.run_coroutine_threadsafe(one.letter(raw, mail_from), loop).result(10)

        await asyncio.to_thread(tried)
        await one.respond.run()
        assert not one.far.letters, "none of them had proved who sent it"
        await one.letter(letter("Is it down?", number="new"))
        await one.respond.run()
        assert len(one.far.letters) == 1

    office(tmp_path, story)


def test_an_answer_that_may_have_arrived_is_not_sent_again(tmp_path: Path) -> None:
    class Silent:
        calls = 0

        async def send(self, *_: object) -> None:
            Silent.calls += 1
            raise UncertainError("no answer")

    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        one.room.clock.advance(timedelta(hours=1))
        await one.respond.run()
        assert Silent.calls == 1
        assert await one.states() == [WayBack.UNSURE]

    office(tmp_path, story, channel=Silent())  # type: ignore[arg-type]


def test_a_mail_server_that_is_busy_is_tried_again_with_the_same_letter(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        one.far.replies = ["451 4.3.0 later"]
        await one.letter(letter("Is it down?"))
        await one.respond.run()
        assert await one.states() == [WayBack.READY]
        one.room.clock.advance(timedelta(minutes=1))
        await one.respond.run()
        assert await one.states() == [WayBack.TOLD]
        assert len(one.far.letters) == 1

    office(tmp_path, story)


def test_an_answer_waits_for_a_mail_server_that_will_not_have_us_and_is_given_up_after_a_day(
    tmp_path: Path,
) -> None:
    async def passes(one: Office, hours: int) -> None:
        for _ in range(hours):
            one.room.clock.advance(timedelta(hours=1))
            await one.respond.run()

    async def story(one: Office) -> None:
        await one.outage()
        one.far.of_sender = "550 5.7.1 not this sender"
        await one.letter(letter("Is it down?"))
        await passes(one, 10)
        assert await one.states() == [WayBack.READY]
        one.far.of_sender = ""
        await passes(one, 1)
        assert await one.states() == [WayBack.TOLD]
        one.far.of_sender = "451 4.3.0 away"
        await one.letter(letter("Is it down?", sender="bob@example.org", number="2"), "bob@example.org")
        await passes(one, 25)
        assert sorted(await one.states()) == [WayBack.FAILED, WayBack.TOLD]

    office(tmp_path, story)


def test_who_deletes_the_question_is_not_written_to(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        (question,) = await one.questions.list([QuestionState.AT_ONCE])
        await one.asker.delete(one.asker.handle_of(question))
        await one.respond.run()
        assert not one.far.letters

    office(tmp_path, story)


def test_posts_become_questions_once_and_their_cursor_is_kept(tmp_path: Path) -> None:
    class Social:
        asked: list[str] = []  # noqa: RUF012

        async def hear(self, cursor: str) -> Heard:
            Social.asked.append(cursor)
            return Heard([Post("social 7", "7", "Is it down?", "bo", "7", "bo unlisted", "en")], "7")

    async def story(one: Office) -> None:
        for _ in range(3):
            await one.receive.hear()
            one.room.clock.advance(timedelta(minutes=1))
        assert Social.asked == ["", "7", "7"]
        assert len(await one.questions.list(list(QuestionState))) == 1
        assert one.receive.taken == {"social": 1}

    office(tmp_path, story, ear=Social())


def test_under_a_post_that_others_read_no_answer_bears_the_key_to_the_question(tmp_path: Path) -> None:
    """With it they could delete the question, send it on, or say that the answer did not help."""

    class Social:
        async def hear(self, cursor: str) -> Heard:
            posts = [
                Post("social 7", "7", "Is pictures down?", "bo", "7", "bo unlisted", "en"),
                Post("social 8", "8", "How do I change my name?", "cy", "8", "cy unlisted", "en"),
                Post(
                    "social 9", "9", "How do I change my name?", "di", "9", "di direct", "en", is_private=True
                ),
            ]
            return Heard(posts if cursor else [], "9")

    class Far:
        sent: dict[str, str] = {}  # noqa: RUF012

        async def send(self, message: Message, _target: object, earlier: str, _key: str) -> Sent:
            Far.sent[earlier] = f"{message.body}\n{message.url}"
            return Sent("x")

    async def story(one: Office) -> None:
        await one.outage()
        await one.receive.hear()
        one.room.clock.advance(timedelta(minutes=1))
        await one.receive.hear()
        waiting = await one.questions.list([QuestionState.WAITING])
        told = Written((Text("en", "A name?", "In the settings."),), "pictures")
        for each in waiting:
            said = replace(told, incident=incident().id) if each.words.startswith("Is") else told
            await one.replier.answer(said, [each.id], "Ada")
        await one.respond.run()
        assert len(Far.sent) == 3
        public = Far.sent["7"] + Far.sent["8"]
        assert "/q/" not in public
        assert not [each for each in waiting if one.asker.handle_of(each) in public]
        assert Far.sent["7"].endswith(f"/incidents/{incident().id}")
        assert Far.sent["8"].endswith("/s/pictures")
        assert "/q/" in Far.sent["9"]

    office(tmp_path, story, ear=Social(), channel=Far())  # type: ignore[arg-type]
