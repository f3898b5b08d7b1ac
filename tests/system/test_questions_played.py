"""The labelled questions to develop on, asked of a running instance while the simulated Instagram evening is on: what comes of them over HTTP
and by letter is what the bench says, and so are the piles at the desk.

The crowd reports into the journal and is judged minute by minute; the questions come in by their own ways at 22:50. Whether the outage is
found, and how soon, is what the replayed days are for: here the judge is started late, and takes the evening until then for the usual.
"""

from __future__ import annotations

import asyncio
import smtplib
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from bench.answers import Played, evening

from groundswell.core.model import ONGOING, State
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.rulings import GRACE
from groundswell.ports.questions import Question as Kept
from groundswell.ports.questions import QuestionState
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import load_settings
from groundswell.runtime.listener import bound
from groundswell.runtime.roles import listening
from groundswell.sim import Scenario
from tests.answers.evening import AT, INSTAGRAM
from tests.answers.questions import Question, Via, questions

pytestmark = pytest.mark.system

SCALE = 0.05
JUDGED_MINUTES = 12
"""before the questions: each costs a fortieth of a second"""
SETTINGS = """
[questions]
person_hour_max = 1000
origin_hour_max = 1000
[mail]
listen = "127.0.0.1:0"
addresses = ["help@watch.example"]
"""


async def until_ten_to_eleven(instance: Instance, clock: ManualClock, scenario: Scenario) -> None:
    """The evening until 22:50, counted; its last minutes judged."""
    begins = minute_of(AT) - JUDGED_MINUTES
    for minute, batch in scenario.minutes():
        if minute >= minute_of(AT):
            break
        clock.set(instant_of(minute + 1) + GRACE)
        if len(batch):
            await instance.journal.append(batch)
        if minute >= begins - 1:
            await instance.count.drain()
            await instance.cube.watch(scenario.first_minute, minute)
        if minute == begins - 1:
            await instance.judge.start(begins)
        elif minute >= begins:
            await instance.judge.tick(minute)
    clock.set(AT)


async def by_http(client: httpx.AsyncClient, question: Question) -> str:
    """As a program asks; of a post there is no page's language. Its handle."""
    language = question.language if question.via is Via.PAGE else ""
    told = {"words": question.words, "service": question.asked_on, "language": language}
    answer = await client.post("/api/v1/questions", json=told)
    assert answer.status_code == 202, answer.text
    handle: str = answer.json()["handle"]
    return handle


def by_letter(at: tuple[str, int], question: Question) -> None:
    """From somebody of its own, to the address of what it is about."""
    letter = EmailMessage()
    letter["From"], letter["Message-ID"] = f"{question.id}@home.example", f"<{question.id}@home.example>"
    letter.set_content(question.words)
    to = f"help+{question.asked_on}@watch.example" if question.asked_on else "help@watch.example"
    with smtplib.SMTP(*at) as client:
        client.send_message(letter, to_addrs=[to])


async def asked(instance: Instance, clock: ManualClock) -> dict[str, Kept]:
    """Each question of the set as the instance has kept it, by the id that it has in the set."""
    asker, kept = instance.asking.asker, dict[str, Kept]()
    with bound("127.0.0.1", 0) as listener:
        async with (
            listening(instance, listener) as address,
            instance.letters.listening() as post,
            httpx.AsyncClient(base_url=address, timeout=60, verify=False) as client,
        ):
            assert post is not None
            for question in questions("dev").question:
                clock.advance(timedelta(milliseconds=1))  # who asks later stands later, as in the set
                if question.via is Via.MAIL:
                    await asyncio.to_thread(by_letter, post, question)
                    (one,) = await asker.of_address(f"{question.id}@home.example", is_proved=False)
                else:
                    found = await asker.find(await by_http(client, question))
                    assert found is not None
                    one = found
                kept[question.id] = one
    return kept


def made(seen: Played) -> tuple[object, ...]:
    """What came of a question, as the instance would keep it: its state, why so, and of which services it was told."""
    if (answer := seen.found.answer) is not None:
        return QuestionState.AT_ONCE, None, {each.service for each in answer.sources}
    return QuestionState.SPAM if seen.is_spam else QuestionState.WAITING, seen.found.why_not, set()


def test_what_comes_of_each_question_and_the_piles_of_the_rest_are_what_the_bench_says(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        scenario = Scenario.load("instagram-2023-05-21", scale=SCALE)
        clock = ManualClock(scenario.begins_at)
        file = tmp_path / "groundswell.toml"
        file.write_text(SETTINGS)
        settings = load_settings(file, {}, {"data_dir": str(tmp_path / "data")})
        async with open_instance(settings, clock, {}) as instance:
            await until_ten_to_eleven(instance, clock, scenario)
            (on,) = await instance.incidents.list(states=ONGOING)
            assert (on.service, on.state) == (INSTAGRAM, State.OPEN)
            kept = await asked(instance, clock)
            piles = await instance.asking.replier.queue()
        bench = evening("dev")
        for seen in bench.played:
            one = kept[seen.question.id]
            told = set() if one.told is None else {each.service for each in one.told.sources}
            assert (one.state, one.why_not, told) == made(seen), seen.question
        name = {each.id: of for of, each in kept.items()}
        assert sorted(sorted(name[each.id] for each in pile.questions) for pile in piles) == sorted(
            sorted(group.members) for group in bench.groups
        )

    asyncio.run(story())
