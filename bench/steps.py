"""What each step of a report's way through the hot lane costs, in one process without sockets.

    python -m bench.steps [--reports 200] [--rounds 100] [--asgi] [--mixed]

So many connections without a socket each hand in one report; then all of them are answered. A round is timed by the CPU time
of the thread that does the step. What is printed is the least of all rounds, since others on the machine can only add to
it, and the median. Reports have one head but for the address; with --mixed, 150 browsers in five languages say five things.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from typing import Any

import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from groundswell.flow.admit import Admit
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.config import load_settings
from groundswell.runtime.roles import Work, settle_memory
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.web.lane import lane_for
from groundswell.web.submit import Submit
from groundswell.web.visitor import VisitorReader

BODY = b'{"service":"instagram","symptom":"feed"}'
HEAD = (
    b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Type: application/json\r\nX-Forwarded-For: 10.%d.%d.%d\r\n"
    b"User-Agent: %b\r\nAccept-Language: %b\r\nContent-Length: %d\r\n\r\n%b"
)
AGENT = b"Mozilla/5.0 (Linux; Android 14)"
AGENTS = [
    b"Mozilla/5.0 (Linux; Android %d; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36"
    % (android, chrome)
    for android in range(10, 15)
    for chrome in range(100, 130)
]
LANGUAGES = (b"en-GB", b"en-US,en;q=0.9", b"es-ES,es;q=0.9", b"de-DE,de;q=0.9", b"pt-BR,pt;q=0.8")
BODIES = (
    BODY,
    b'{"service":"instagram","symptom":"log-in"}',
    b'{"service":"instagram"}',
    b'{"service":"facebook","symptom":"app"}',
    b'{"service":"whatsapp"}',
)
COUNT_ROUNDS = 25


class Steps:
    """CPU seconds by step, of every round."""

    def __init__(self) -> None:
        self.now: dict[str, float] = defaultdict(float)
        self.rounds: dict[str, list[float]] = defaultdict(list)

    def timed(self, owner: type, method: str, step: str) -> None:
        """Charge to `step` what `method` of `owner` takes, which is called a few times a round."""
        original: Callable[..., Any] = getattr(owner, method)

        def call(*given: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return original(*given, **named)
            finally:
                self.now[step] += time.thread_time() - began

        setattr(owner, method, call)

    def over(self) -> None:
        """The round is over."""
        for step, seconds in self.now.items():
            self.rounds[step].append(seconds)
        self.now.clear()


class NoSocket:
    """Where a connection writes to: it notes who has been answered."""

    def __init__(self, written: Callable[[bytes], None]) -> None:
        self.write = written

    def get_extra_info(self, name: str) -> tuple[str, int] | None:
        return {"peername": ("127.0.0.1", 50_000), "sockname": ("127.0.0.1", 8000)}.get(name)

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0

    def nothing(self, *_: object, **__: object) -> None:
        """What a socket would do."""

    close = abort = pause_reading = resume_reading = set_write_buffer_limits = nothing


def report(person: int, rng: random.Random | None) -> bytes:
    """That of `person`; with `rng` by a browser of a mixed crowd."""
    said = (AGENT, b"en-GB", BODY) if rng is None else tuple(map(rng.choice, (AGENTS, LANGUAGES, BODIES)))
    agent, language, body = said
    address = person >> 16, person >> 8 & 255, person & 255
    return HEAD % (*address, agent, language, len(body), body)


async def rounds(
    instance: Instance, steps: Steps, reports: int, number: int, *, asgi: bool, rng: random.Random | None
) -> None:
    """Let `reports` connections report `number` times each; what has come is counted now and then."""
    loop, work = asyncio.get_running_loop(), Work(instance)
    await work.begin()
    settle_memory()
    kind = HttpToolsProtocol if asgi else lane_for(instance.app, instance.settings.web)
    config = uvicorn.Config(
        instance.app,
        http=kind,
        ws="none",
        lifespan="off",
        log_config=None,
        server_header=False,
        proxy_headers=False,
        access_log=False,
    )
    config.load()
    state = ServerState()
    state.default_headers = [(b"date", b"Fri, 27 Nov 2026 20:00:00 GMT")]
    left, answered = 0, loop.create_future()

    def written(data: bytes) -> None:
        nonlocal left
        left -= data.startswith(b"HTTP/1.1 202")
        if left == 0 and not answered.done():
            answered.set_result(None)

    lines = [kind(config, state, {}, loop) for _ in range(reports)]
    for line in lines:
        line.connection_made(NoSocket(written))  # type: ignore[arg-type]
    person = 0
    for each in range(number + 2):
        sent = [report(person + one, rng) for one in range(reports)]
        person += reports
        left, answered = reports, loop.create_future()
        began, began_all = time.thread_time(), time.process_time()
        for line, data in zip(lines, sent, strict=True):
            line.data_received(data)
        steps.now["read"] += time.thread_time() - began
        await answered
        steps.now["all"] += time.process_time() - began_all
        if each % COUNT_ROUNDS == COUNT_ROUNDS - 1:
            began_all = time.process_time()
            await work.count()
            steps.now["counted"] += (time.process_time() - began_all) / COUNT_ROUNDS
        if each < 2:  # the first heads are parsed
            steps.now.clear()
        steps.over()
    for line in lines:
        line.connection_lost(None)


def main() -> None:
    """Run it and print a table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--reports", type=int, default=200)
    options.add_argument("--rounds", type=int, default=100)
    options.add_argument("--asgi", action="store_true", help="by uvicorn's protocol and ASGI instead")
    options.add_argument(
        "--mixed", action="store_true", help="a crowd of many browsers that says several things"
    )
    given = options.parse_args()
    rng = random.Random(1) if given.mixed else None
    steps = Steps()
    steps.timed(VisitorReader, "crowd", "who")
    steps.timed(Submit, "_take", "taken")
    steps.timed(Admit, "_settle", "told")
    steps.timed(JournalSqlite, "_commit", "durable")

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_instance(load_settings(None, {}, {"data_dir": folder})) as instance:
                await rounds(instance, steps, given.reports, given.rounds, asgi=given.asgi, rng=rng)

    uvloop.run(run())
    found = steps.rounds
    found["taken"] = [taken - who for taken, who in zip(found["taken"], found["who"], strict=True)]
    print(f"{'microseconds of CPU time a report':<52}{'least':>8}{'median':>8}")
    for step, words in (
        ("read", "read" if given.asgi else "found by its head, kept for the group"),
        ("who", "who sent it: address, two pseudonyms"),
        ("taken", "what it says parsed and screened, as columns"),
        ("durable", "encoded, written, fsync (another thread)"),
        ("told", "receipts named, answers written"),
        ("all", "all of these and what is between them"),
        ("counted", "counted, afterwards"),
    ):
        least, middle = min(found[step]), median(found[step])
        print(f"{words:<52}{least / given.reports * 1e6:>8.2f}{middle / given.reports * 1e6:>8.2f}")


if __name__ == "__main__":
    main()
