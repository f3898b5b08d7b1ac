"""Languages of a statement: each is kept, and shown once somebody has read it, also after it was published."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from groundswell.flow.utter import StatementsConfig
from tests.web.test_desk_pages import NAME, desk, public, send


@pytest.mark.parametrize(("action", "is_shown"), [("publish", False), ("publish-read", True)])
def test_every_language_of_the_form_is_kept_and_shown_once_somebody_has_read_it(
    tmp_path: Path, action: str, is_shown: bool
) -> None:
    async def story() -> None:
        async with desk(tmp_path, StatementsConfig(languages=("en", "de"), seconds_max=5)) as (home, client):
            composer = f"/desk/incidents/{NAME}/speak"
            page = (await client.get(composer)).text
            assert "Publish in English and Deutsch, as read" in page
            told = {"phase": "investigating", "next_in": "30", "language": ["en", "de"], "action": action}
            told |= {
                "title_en": "We look",
                "body_en": "We look.",
                "title_de": "Wir suchen",
                "body_de": "Wir suchen.",
            }
            assert (await send(client, composer, told)).status_code == 303
            (filed,) = await home.parts.desk.statements(incidents=[NAME])
            assert [text.language for text in filed.statement.texts] == ["en", "de"]
            assert "We look" in await public(home, "/s/pictures")
            assert ("Wir suchen" in await public(home, "/de/s/pictures")) is is_shown
            assert ("Wir suchen" in await public(home, f"/de/incidents/{NAME}")) is is_shown
            if not is_shown:
                told_of = len(await home.parts.incidents.events(NAME))
                at = f"/desk/statements/{filed.statement.id}"
                assert "show it to who reads Deutsch" in (await client.get(at)).text
                assert (await send(client, at, {"language": "de"})).status_code == 303
                for page in ("/de/s/pictures", f"/de/incidents/{NAME}"):
                    assert "Wir suchen" in await public(home, page)
                assert len(await home.parts.incidents.events(NAME)) == told_of, "and nobody is told again"
                assert (await send(client, at, {"language": "es"})).status_code == 422
                assert "I have read it" not in (await client.get(at)).text

    asyncio.run(story())
