"""A seat for some services sees of the desk's lists what is theirs, and writes nothing for others."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from groundswell.core.access import Role
from groundswell.core.accounts import Scope
from groundswell.core.model import Act, Ruling
from groundswell.flow.ask import Put
from groundswell.ports.questions import QuestionSource
from tests.town import NOON
from tests.web.people.desk import account, browser
from tests.web.test_desk_pages import NAME, desk


def test_lists_of_maintenance_runbooks_and_incidents_show_a_seat_what_is_its_own(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            await account(home, "Bob", Role.COMMUNICATOR, Scope(("films",), ()))
            for slug, title in (("films", "New reels"), ("pictures", "New disks")):
                told = {
                    "services": [slug],
                    "from_at": NOON.isoformat(),
                    "until_at": (NOON + timedelta(hours=1)).isoformat(),
                    "texts": [{"language": "en", "title": title}],
                }
                kept = await client.post("/api/v1/desk/maintenances", json=told)
                assert kept.status_code == 200, kept.text
                book = {"id": slug, "title": f"Mend {slug}", "markdown": "- [ ] look", "service": slug}
                assert (await client.post("/api/v1/desk/runbooks", json=book)).status_code == 200
            entries = [entry.content for entry in await home.parts.journal.rulings(0)]
            plans = [each for each in entries if isinstance(each, Ruling) and each.act is Act.PLAN]
            assert [each.services for each in plans] == [("films",), ("pictures",)]
            async with browser(home) as bob:
                await bob.sign_in("Bob")
                work = (await bob.open("/desk/maintenance")).text
                assert "New reels" in work
                assert "New disks" not in work
                books = (await bob.open("/desk/runbooks")).text
                assert "Mend films" in books
                assert "Mend pictures" not in books
                assert '<option value="pictures"' not in books
                declare = (await bob.open("/desk/declare")).text
                choices = declare[declare.index('name="services"') :].partition("</select>")[0]
                assert '"films"' in choices
                assert '"pictures"' not in choices
                assert (await bob.open(f"/desk/maintenance/{plans[1].plan}")).status_code == 403
                assert (await bob.open(f"/desk/incidents/{NAME}")).status_code == 403
                board = (await bob.open("/desk")).text
                assert "Pictures" not in board
                for service in ("pictures", ""):
                    refused = await bob.send(
                        "/desk/runbooks",
                        "/desk/runbooks",
                        id="mine",
                        title="x",
                        markdown="x",
                        service=service,
                    )
                    assert refused.status_code == 403, service
                taken = await bob.send(
                    "/desk/runbooks",
                    "/desk/runbooks",
                    id="pictures",
                    title="x",
                    markdown="x",
                    service="films",
                )
                assert taken.status_code == 403
                mine = await bob.send(
                    "/desk/runbooks", "/desk/runbooks", id="mine", title="x", markdown="x", service="films"
                )
                assert mine.status_code == 303

    asyncio.run(story())


def test_who_may_only_look_reads_plans_and_is_offered_no_form(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            told = {
                "services": ["films"],
                "from_at": NOON.isoformat(),
                "until_at": (NOON + timedelta(hours=1)).isoformat(),
                "texts": [{"language": "en", "title": "New reels"}],
            }
            kept = await client.post("/api/v1/desk/maintenances", json=told)
            plan = f"/desk/maintenance/{kept.json()['id']}"
            await account(home, "Maha", Role.VIEWER, Scope(("films",), ()))
            async with browser(home) as maha:
                await maha.sign_in("Maha")
                read = await maha.open(plan)
                assert (read.status_code, "Until" in read.text) == (200, True)
                for path, offer in (
                    (plan, f'action="{plan}"'),
                    ("/desk/runbooks", 'action="/desk/runbooks"'),
                    ("/desk/maintenance", 'href="/desk/maintenance/new"'),
                ):
                    assert offer not in (await maha.open(path)).text, path
                assert (await maha.open("/desk/maintenance/new")).status_code == 403

    asyncio.run(story())


def test_the_board_says_before_all_else_that_somebody_may_be_in_danger_to_who_may_see_the_question(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client), browser(home) as bob:
            await account(home, "Bob", Role.COMMUNICATOR, Scope(("films",), ()))
            await bob.sign_in("Bob")
            page, ask = QuestionSource.PAGE, home.parts.asker.ask
            await ask(Put("How do I change my name?", page, "pictures", "en"))
            assert "Read this first" not in (await client.get("/desk")).text
            await ask(Put("Somebody threatens to post my pictures", page, "pictures", "en"))
            board = (await client.get("/desk")).text
            told = "<b>Read this first: somebody may be in danger.</b>"
            assert f'{told} <a href="/desk/questions">1 question says so and waits for a person</a>' in board
            assert re.findall(r'data-part="(\w+)"', board)[:2] == ["at", "danger"]
            assert "2 questions wait for an answer" in board
            assert "Read this first" not in (await bob.open("/desk")).text

    asyncio.run(story())
