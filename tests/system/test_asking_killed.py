"""What was said of a question is so, whatever is killed: one that was taken is kept, an answer that was published stands, and who
wished to be told is told once. The real process amid asking and answering, killed with -9."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from groundswell.core.notice import Way, Wish, WishState
from groundswell.ports.questions import Question, QuestionSource, QuestionState
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from tests.channels.far_mail import FarMail, mail_server
from tests.system.process import TOKEN, Server, server

pytestmark = pytest.mark.system
KEEPER = {"authorization": f"Bearer {TOKEN}"}
WAITING, ASKED = 24, 60


@dataclass(slots=True)
class Said:
    """What the process has said before it was killed, and since: handles by key, ids of questions that were answered."""

    taken: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        return len(self.taken) == ASKED and len(self.given) == WAITING


async def waiting(data_dir: Path) -> None:
    """Questions wait for the desk, and their askers to be told."""
    async with open_stores(Settings(data_dir=data_dir)) as stores:
        now = SystemClock().now()
        for n in range(WAITING):
            name, words, state = f"question{n:04d}", f"What is number {n}?", QuestionState.WAITING
            await stores.questions.put(
                Question(name, words, "en", "instagram", now, QuestionSource.PAGE, state, state)
            )
            wish = Wish(
                f"wish{n:08d}",
                f"question:{name}",
                "instagram",
                now - timedelta(hours=1),
                Way.EMAIL,
                "en",
                WishState.WAITING,
                now,
                f"asker{n}@town.example",
            )
            await stores.wishes.put(wish)


async def ask_all(url: str, said: Said) -> None:
    """Ask what was not taken yet, each under its key."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        for n in range(ASKED):
            key = f"the key of question {n:04d}"
            if key not in said.taken:
                words = {"words": f"How do I get to place {n}?", "service": "instagram"}
                sent = await client.post("/api/v1/questions", json=words, headers={"idempotency-key": key})
                assert sent.status_code == 202, sent.text
                said.taken[key] = sent.json()["handle"]


async def answer_all(url: str, said: Said) -> None:
    """Answer what was not answered yet, as far as we were told."""
    async with httpx.AsyncClient(base_url=url, timeout=30, headers=KEEPER) as client:
        for n in range(WAITING):
            name = f"question{n:04d}"
            if name not in said.given:
                texts = [{"language": "en", "body": f"It is {n}."}]
                reply = {"questions": [name], "service": "instagram", "texts": texts}
                sent = await client.post("/api/v1/desk/replies", json=reply)
                assert sent.status_code == 201, sent.text
                said.given.add(name)


async def worked(process: Server, said: Said, *, dies: bool) -> None:
    """Ask and answer at once; where it `dies`, half through."""
    await asyncio.to_thread(process.start)
    doing = [asyncio.create_task(leg(process.url, said)) for leg in (ask_all, answer_all)]
    if dies:
        while len(said.taken) < ASKED // 2 and len(said.given) < WAITING // 2:
            await asyncio.sleep(0.001)
            assert process.is_up(), process.log
        process.kill()
        await asyncio.gather(*doing, return_exceptions=True)
        assert not said.is_whole, "the kill comes amid it"
    else:
        await asyncio.gather(*doing)


async def wishes(data_dir: Path) -> dict[tuple[str, str], int]:
    async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
        return dict(await stores.wishes.counts())


async def lived(data_dir: Path, mail: FarMail) -> Said:
    said = Said()
    settings = {
        "GROUNDSWELL_CHANNELS_MAIL_KIND": "email",
        "GROUNDSWELL_CHANNELS_MAIL_HOST": "127.0.0.1",
        "GROUNDSWELL_CHANNELS_MAIL_PORT": str(mail.port),
        "GROUNDSWELL_CHANNELS_MAIL_SECURITY": "none",
        "GROUNDSWELL_CHANNELS_MAIL_SENDER": "watch@town.example",
        "GROUNDSWELL_CHANNELS_MAIL_TELLS": "false",
        "GROUNDSWELL_SUBSCRIPTIONS_EMAIL": "mail",
        "GROUNDSWELL_QUESTIONS_ORIGIN_HOUR_MAX": "1000",
        "GROUNDSWELL_QUESTIONS_PERSON_HOUR_MAX": "1000",
    }
    with server(data_dir, settings=settings) as process:
        await worked(process, said, dies=True)
        before = Said(dict(said.taken), set(said.given))
        await worked(process, said, dies=False)
        async with httpx.AsyncClient(base_url=process.url, timeout=30) as client:
            for key, handle in before.taken.items():
                found = await client.get(f"/api/v1/questions/{handle}")
                assert found.json()["words"] == f"How do I get to place {int(key[-4:])}?"
        async with asyncio.timeout(60):
            while await wishes(data_dir) != {("email", "told"): WAITING}:
                await asyncio.sleep(0.2)
        assert await asyncio.to_thread(process.stop) == 0, process.log
        assert "Traceback" not in process.log_path.read_text(), process.log
    return before


def test_what_was_taken_or_answered_before_a_kill_is_there_after_it_and_each_is_told_once(
    tmp_path: Path,
) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()

    async def run() -> None:
        await waiting(data_dir)
        before = await lived(data_dir, mail)
        async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
            by_state = {state: await stores.questions.list([state], limit=1_000) for state in QuestionState}
            kept = Counter(each.words for found in by_state.values() for each in found)
            assert sum(kept.values()) == len(kept) == WAITING + ASKED, "none is lost, and none is kept twice"
            answered = {each.id for each in by_state[QuestionState.ANSWERED]}
            assert before.given <= answered

    with mail_server() as mail:
        asyncio.run(run())
        messages = {(str(letter["To"]), str(letter["Message-ID"])) for letter in mail.letters}
    assert len(messages) == WAITING, "after a kill one may come again, with its Message-ID"
