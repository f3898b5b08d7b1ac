"""What the form of an answer refuses names the field as the form does."""

from __future__ import annotations

from pathlib import Path

from groundswell.errors import InputError
from groundswell.web.desk.answer_fields import ANSWER_FIELDS, named
from tests.web.house import House
from tests.web.people.desk import Browser
from tests.web.test_desk_questions import COMPOSER, NAME, ask, visit


def test_what_is_refused_of_an_answer_names_the_field_as_the_form_does(tmp_path: Path) -> None:
    async def story(home: House, ada: Browser) -> None:
        first, _ = await ask(home, NAME.words, NAME.words)
        page = await ada.open(f"{COMPOSER}?pile={first.id}")
        assert all(name in page.text for field, name in ANSWER_FIELDS.items() if field != "supersedes")
        public = {"action": "publish", "is_public": "1", "title_en": "", "body_en": "So."}
        page = await ada.fill(page, COMPOSER, **public, service="pictures")
        assert "The question, in your words: is needed where the answer may stand" in page.text
        page = await ada.fill(page, COMPOSER, **public | {"title_en": "How?"}, service="")
        assert "About: what may stand on a service" in page.text
        page = await ada.fill(
            page, COMPOSER, **public | {"title_en": "How?"}, service="pictures", sources="here"
        )
        assert "Where it can be read up: at most 5" in page.text
        assert not await home.parts.questions.replies()

    visit(tmp_path, story)


def test_what_has_no_name_in_the_form_is_told_without_one() -> None:
    assert named(InputError("texts", "are too many")) == "are too many"
