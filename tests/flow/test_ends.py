"""Who asked by letter and was answered about an outage by the desk is told its end as who was told of it by the page: once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from groundswell.core.model import State
from groundswell.core.statement import Text
from groundswell.flow.reply import Written
from groundswell.ports import Revision
from groundswell.ports.questions import QuestionState, Reply
from tests.channels.far_mail import text_of
from tests.flow.test_correspond import Office, letter, office
from tests.town import incident

ON = incident().id
ONCE_MORE, NOTHING_MORE = "You will be told once more when the outage is over.", "Nothing more is sent"


async def answered(one: Office, words: str, outage: str = ON, supersedes: str = "") -> Reply:
    waits = await one.questions.list([QuestionState.WAITING])
    texts = (Text("en", "", words, is_draft=False),)
    written = Written(texts, "pictures", (), outage, supersedes=supersedes, is_for_like=True)
    reply, _ = await one.replier.answer(written, [each.id for each in waits], "Ada")
    return reply


async def asks(one: Office, name: str, words: str = "When is it over?") -> None:
    sender = f"{name}@example.org"
    await one.letter(letter(words, number=name, sender=sender), sender)
    await one.respond.run()


async def told(one: Office) -> list[tuple[str, str]]:
    """To whom letters went since the last look, and their words."""
    for _ in range(3):
        await one.respond.run()
    found = sorted((each["To"].partition("@")[0], text_of(each)) for each in one.far.letters)
    one.far.letters.clear()
    return found


async def ends(one: Office) -> None:
    one.room.clock.advance(timedelta(minutes=5))
    over = incident(State.RESOLVED, resolved_at=one.room.clock.now())
    await one.room.incidents.save([Revision(over, ())])


async def two_told(one: Office) -> Reply:
    """An outage is on; anna has the desk's answer about it, and bo was told it again. That answer."""
    await one.outage()
    await asks(one, "anna")
    tied = await answered(one, "No time is known.")
    await asks(one, "bo")
    await told(one)
    return tied


def test_who_got_the_desks_answer_about_an_outage_and_who_was_told_it_again_hear_the_end_once(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await asks(one, "anna")
        await answered(one, "No time is known.")
        await asks(one, "bo")
        first = await told(one)
        assert [who for who, _ in first] == ["anna", "bo"]
        assert all(ONCE_MORE in words and NOTHING_MORE not in words for _, words in first)
        await ends(one)
        last = await told(one)
        assert [who for who, _ in last] == ["anna", "bo"]
        assert all(words.startswith("Pictures: outage, over") for _, words in last)
        await one.outage()
        await ends(one)
        assert await told(one) == [], "once"

    office(tmp_path, story)


def test_a_letter_that_tells_again_what_was_said_before_the_end_says_first_that_it_is_over(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        await one.outage()
        await asks(one, "anna")
        await answered(one, "Wait until it is over.")
        await asks(one, "bo")
        assert all("outage, over" not in words for _, words in await told(one))
        await ends(one)
        assert all(words.startswith("Pictures: outage, over") for _, words in await told(one))
        one.room.clock.advance(timedelta(minutes=1))
        await asks(one, "cleo")
        ((who, words),) = await told(one)
        assert who == "cleo"
        assert words.index("Pictures: outage, over") < words.index("Wait until it is over.")

    office(tmp_path, story)


def test_a_letter_that_tells_the_desks_answer_again_says_whose_it_is_and_of_when_it_is(
    tmp_path: Path,
) -> None:
    source = "What Town Watch has answered others (2 March 2026, 12:00 UTC)"

    async def story(one: Office) -> None:
        await asks(one, "anna", "How do I change my name?")
        await answered(one, "In the settings.", "")
        one.room.clock.advance(timedelta(minutes=5))
        await asks(one, "bo", "How do I change my name?")
        (_, first), (_, again) = await told(one)
        assert [source in words for words in (first, again)] == [False, True]
        assert again.index("In the settings.") < again.index(source) < again.index("/q/")

    office(tmp_path, story)


def test_what_takes_the_place_of_an_answer_about_an_outage_says_whether_its_end_is_told(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        tied = await two_told(one)
        loose = await answered(one, "It is at your end.", "", supersedes=tied.id)
        assert [NOTHING_MORE in words for _, words in await told(one)] == [True, True]
        await ends(one)
        assert await told(one) == []
        one.room.clock.advance(timedelta(minutes=1))
        await answered(one, "It was the outage, and is over.", supersedes=loose.id)
        assert [NOTHING_MORE in words for _, words in await told(one)] == [True, True], "it knows the end"
        assert await told(one) == []

    office(tmp_path, story)


def test_who_sends_an_answer_on_is_of_its_outage_no_more_when_the_desk_takes_that_back(
    tmp_path: Path,
) -> None:
    async def story(one: Office) -> None:
        tied = await two_told(one)
        (bo,) = await one.questions.list([QuestionState.AT_ONCE])
        await one.asker.send_on(one.asker.handle_of(bo))
        await one.replier.withdraw(tied.id)
        await answered(one, "It is at your end.", "")
        assert [(who, NOTHING_MORE in words) for who, words in await told(one)] == [
            ("anna", True),
            ("bo", True),
        ]
        await ends(one)
        assert await told(one) == []

    office(tmp_path, story)
