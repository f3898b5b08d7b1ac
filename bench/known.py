"""What it costs to put a question to what is known while the desk has many standing answers: how long its asker waits, what the processor
does, and for how long the event loop stands still.

python -m bench.known [--answers 500] [--questions 20]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from tests.answers.questions import STRANGERS, questions

from bench.plain_tables import table
from groundswell.core.answer import Asked, Known, KnownKind, Vocabulary
from groundswell.core.statement import Text
from groundswell.flow.know import Know
from groundswell.flow.tell import Tell
from groundswell.ports.questions import Question, QuestionSource, QuestionState, Reply
from groundswell.runtime.asking import sift_of
from groundswell.runtime.clock import ManualClock
from groundswell.stores.catalog_toml import load_catalog
from groundswell.stores.relational import (
    Database,
    RelationalIncidents,
    RelationalQuestions,
    open_database,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
NEW = "my parrot ate the router, what now?"


class Beat:
    """Notes for how long nothing else could run on the loop."""

    def __init__(self) -> None:
        self.stood = 0.0

    async def run(self) -> None:
        """For ever."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.stood, last = max(self.stood, now - last), now


def _reply(name: str, words: str, at: datetime) -> Reply:
    return Reply(name, "instagram", (Text("en", "", words, is_draft=False),), "Ada", at)


def _question(name: str, words: str) -> Question:
    waits = QuestionState.WAITING
    return Question(name, words, "en", "instagram", NOW, QuestionSource.PAGE, waits, waits)


async def _filled(store: RelationalQuestions, answers: int, each: int) -> None:
    words = cycle([one.words for name in STRANGERS for one in questions(name).question])
    for answer in range(answers):
        ids = [f"{answer}-{number}" for number in range(each)]
        for name in ids:
            await store.put(_question(name, f"{next(words)} {name}"))
        await store.answer(_reply(f"reply-{answer}", f"Answer {answer}.", NOW), ids)


async def _told(database: Database, answers: int, each: int) -> str:
    store, clock, beat = RelationalQuestions(database), ManualClock(NOW + timedelta(hours=1)), Beat()
    await _filled(store, answers, each)
    catalog = load_catalog(None)

    async def calm() -> Sequence[Known]:
        minute = clock.now().replace(second=0)
        return [Known("calm", KnownKind.CALM, "facebook", {"en": "It is calm."}, "", minute)]

    vocabulary = Vocabulary.of(catalog)
    know = Know(
        catalog,
        RelationalIncidents(database),
        Tell(None),
        store,
        clock,
        sift_of(lambda: vocabulary),
        catalog_in=lambda _: catalog,
        languages=["en"],
        url="http://bench.test",
        operator=str,
        more=[calm],
    )
    rows = []

    async def ask(what: str, later: timedelta, words: str) -> None:
        clock.advance(later)
        spent, began, beat.stood = time.process_time(), time.perf_counter(), 0.0
        triage = await know.triage(Asked("asked", words, clock.now(), "en", "instagram"))
        waited = time.perf_counter() - began
        await asyncio.sleep(1.0)  # what goes on beside belongs to it
        told = triage.answer.sources[0].id if triage.answer else "nothing"
        took = (waited, time.process_time() - spent, beat.stood)
        rows.append((what, *(f"{1000 * seconds:.0f} ms" for seconds in took), told))

    beating = asyncio.create_task(beat.run())
    second, minute = timedelta(seconds=3), timedelta(minutes=1)
    await ask("the first", second, NEW)
    await ask("seconds later", second, NEW)
    await ask("a minute later", minute, NEW)
    await store.put(_question("new", NEW))
    await store.answer(_reply("reply-new", "Feed it.", clock.now()), ["new"])
    await ask("while one more is laid out", second, NEW)
    await ask("afterwards", second, NEW)
    await store.withdraw("reply-new", clock.now())
    await ask("when it was withdrawn", second, NEW)
    beating.cancel()
    with suppress(asyncio.CancelledError):
        await beating
    return table((f"{answers} answers to {each}", "waits", "processor", "loop stands still", "told"), rows)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--questions", type=int, default=20)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'known.sqlite'}")
        try:
            print(await _told(database, wanted.answers, wanted.questions))
        finally:
            await database.close()


if __name__ == "__main__":
    asyncio.run(main())
