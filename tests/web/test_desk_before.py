"""What was answered before is shown at a pile that asks the same, and is its draft by one tap; it is told to nobody by that."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from groundswell.core.statement import Text
from groundswell.flow.reply import Written
from groundswell.ports.questions import QuestionState
from tests.web.house import House
from tests.web.people.desk import Browser
from tests.web.test_desk_questions import COMPOSER, NAME, ask, state, visit

TAKE = re.compile(r'href="(/desk/questions/answer\?pile=[^"]+like=[^"]+)"')
TOLD_ON = re.compile(r'name="is_for_like" value="1" checked')


async def answered(home: House, *others: Text, is_for_like: bool, incident: str = "") -> str:
    """The id of an answer that was given to two who asked how a name is changed."""
    first = await ask(home, NAME.words, "how do i change my NAME")
    written = Written(
        (Text("en", NAME.words, "In the settings, under your picture."), *others),
        "pictures",
        ("https://pictures.test/names",),
        incident,
        is_for_like=is_for_like,
    )
    reply, _ = await home.parts.replier.answer(written, [each.id for each in first], "Ada")
    return reply.id


def test_a_pile_shows_what_the_same_was_answered_before_and_takes_it_as_the_draft(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        await answered(home, is_for_like=False)
        asked = await ask(home, "how can I change my name", "How can I change my NAME?")
        assert [await state(home, each) for each in asked] == [QuestionState.WAITING] * 2, (
            "it is told to none"
        )
        page = (await ada.open("/desk/questions")).text
        assert "Answered before: “<bdi" in page
        assert "2 of these ask the same" in page
        assert "In the settings, under your picture." in page
        link = TAKE.search(page)
        assert link
        composer = await ada.open(unescape(link[1]))
        assert "In the settings, under your picture.</textarea>" in composer.text
        assert "https://pictures.test/names</textarea>" in composer.text
        assert not TOLD_ON.search(composer.text), "what was for some is not proposed to be told on"
        assert [await state(home, each) for each in asked] == [QuestionState.WAITING] * 2
        told = {"service": "pictures", "body_en": "In the settings, under your picture."}
        sent = await ada.fill(composer, COMPOSER, action="publish", **told)
        assert "2+questions+answered" in sent.headers["location"]

    visit(tmp_path, story)


def test_what_stands_no_more_or_asks_something_else_is_not_shown(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        gone = await answered(home, is_for_like=True)
        await ask(home, "Am I paid back?")
        assert "Answered before" not in (await ada.open("/desk/questions")).text
        assert await home.parts.replier.withdraw(gone) is not None
        page = (await ada.open("/desk/questions")).text
        assert "how do i change my NAME" in page
        assert "Answered before" not in page

    visit(tmp_path, story)


async def taken(home: House, ada: Browser) -> str:
    """Where the answer that stands is taken as the draft to two who ask the same."""
    await ask(home, "how can I change the name on my profile", "How can I change the name on my PROFILE?")
    link = TAKE.search((await ada.open("/desk/questions")).text)
    assert link
    return unescape(link[1])


def test_a_draft_that_was_tied_to_an_outage_is_not_ticked_to_be_told_on_and_has_no_askers_words_for_title(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser) -> None:
        on = (await home.parts.replier.outages("pictures"))[0].id
        await answered(home, is_for_like=True, incident=on)
        composer = await ada.open(await taken(home, ada))
        assert "In the settings, under your picture.</textarea>" in composer.text
        assert not TOLD_ON.search(composer.text)
        assert f'value="{NAME.words}"' not in composer.text, "who asked in these words may delete them"

    visit(tmp_path, story)


def test_what_was_taken_back_meanwhile_begins_no_draft_and_the_desk_is_told(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        gone = await answered(home, is_for_like=True)
        link = await taken(home, ada)
        assert TOLD_ON.search((await ada.open(link)).text)
        assert await home.parts.replier.withdraw(gone) is not None
        composer = await ada.open(link)
        assert "under your picture.</textarea>" not in composer.text
        assert "That answer may not be given here any more" in composer.text

    visit(tmp_path, story)


def test_nothing_of_an_earlier_answer_is_mixed_into_what_somebody_is_writing(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        await answered(home, Text("ja", "", "設定で。"), is_for_like=False)
        link = await taken(home, ada)
        pile = (await home.parts.replier.queue())[0]
        bobs = Written((Text("en", "", "Bob's words."),), "pictures")
        await home.parts.replier.keep(bobs, [each.id for each in pile.questions], "Bob", 0)
        composer = await ada.open(link)
        assert "Bob&#39;s words.</textarea>" in composer.text
        assert "設定で。" not in composer.text

    visit(tmp_path, story)
