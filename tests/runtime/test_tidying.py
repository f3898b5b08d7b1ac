"""One sweep forgets each kind of what is kept after its own time."""

from __future__ import annotations

import asyncio
from pathlib import Path

from groundswell.core.access import Role
from groundswell.core.accounts import Grant
from groundswell.core.desk import Note
from groundswell.core.model import State, Visitor
from groundswell.flow.ask import Put
from groundswell.flow.recheck import About, Heard
from groundswell.ports.questions import QuestionSource
from groundswell.ports.wishes import Answered
from groundswell.runtime.config import RetentionConfig
from groundswell.web.parts import WebConfig
from tests.runtime.test_roles import SERVICE, Shop, shop
from tests.town import NOON, incident


def test_each_kind_goes_after_its_own_time(tmp_path: Path) -> None:
    async def story() -> None:
        kept = RetentionConfig(
            comments_days=3,
            papers_days=5,
            unused_accounts_days=2,
            closed_accounts_days=4,
            subscriptions_days=0,
        )
        async with shop(tmp_path, web=WebConfig(comments=True), kept=kept) as here:
            people, desk = here.instance.people.people, here.instance.mend.desk
            bob = await people.add("Bob", [Grant(Role.RESPONDER)], here.clock.now())
            ada = await people.add("Ada", [Grant(Role.RESPONDER)], here.clock.now())
            assert bob is not None and ada is not None  # noqa: PT018
            await people.set_password(ada.id, "hash")
            await people.disable(ada.id, here.clock.now())
            await desk.add_note(Note("over-1", here.clock.now(), "Ada", "seen"))
            await here.report("nothing loads here")
            answers = here.instance.wished.undertake._wishes
            await answers.begin_answer(Answered("report:1", 1, False, here.clock.now()))
            await here.instance.quote.run()
            await here.work.count()

            async def left() -> list[int]:
                comments = await here.instance.quote._comments.list(limit=9)
                return [len(each) for each in (await people.accounts(), comments, await desk.notes("over-1"))]

            found = [await left()]
            for _ in range(6):
                await here.days(1)
                found.append(await left())
            assert found == [[2, 1, 1], [2, 1, 1], [2, 1, 1], [1, 1, 1], [1, 0, 1], [0, 0, 1], [0, 0, 0]]
            assert await here.raw() == 1
            assert len(await answers.answers("report:1")) == 1, "by it the report in the journal is found"

    asyncio.run(story())


async def softwares(here: Shop, about: str) -> list[str]:
    """Of what was answered, the program of who answered; "" where that is forgotten."""
    told = await here.instance.wished.withdraw.export_about(about)
    return [answer["report"]["software"] for answer in told["answers"]]


def test_an_answer_is_nobodys_when_its_question_has_had_its_time(tmp_path: Path) -> None:
    async def story() -> None:
        eases = incident(State.EASING, id="pictures-1", service=SERVICE, eased_at=NOON)
        async with shop(tmp_path, kept=RetentionConfig(questions_days=2)) as here:
            question = await here.instance.asking.asker.ask(Put("When is it back?", QuestionSource.PAGE))
            about = f"question:{question.id}"
            who = Visitor(reporter=7, origin=7, software="chrome 141")
            said = await here.instance.wished.recheck.say(About(about, SERVICE, "", eases), False, who)
            assert said is Heard.TAKEN
            await here.work.count()
            await here.days(1)
            assert await softwares(here, about) == ["chrome 141"]
            await here.days(2)
            assert await softwares(here, about) == []
            (entry,) = await here.instance.journal.read(0)
            assert "chrome" not in repr(entry), "it is a number by now"

    asyncio.run(story())
