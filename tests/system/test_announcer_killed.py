"""Nobody is told twice or not at all, whatever is killed: the real process amid its notices, killed with -9.

The full claim: `python -m tests.system.test_announcer_killed --notices 1000 --kills 5`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.model import Certainty, Event, EventKind, Incident, State
from groundswell.core.notice import UNFINISHED, NoticeState
from groundswell.ports import Revision
from groundswell.ports.notices import Notice
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from tests.channels.far import (
    Answer,
    Asked,
    FarBluesky,
    FarDiscord,
    FarHook,
    FarMastodon,
    FarSlack,
    FarTelegram,
    listening,
)
from tests.channels.far_mail import FarPush, mail_server
from tests.system.process import Server, server

pytestmark = pytest.mark.system

CANNOT_TELL = ("channel:mail", "channel:telegram", "channel:slack")
"""Ways whose far side takes a repetition for news: there a message that was on its way at a kill may stand twice."""
TARGETS = 9
CALLED = ("channel:hook", "channel:shaped", "channel:push")
"""Ways of which it is counted how often they are called."""
PAUSE_SECONDS = 0.01
"""how long each far side takes: a kill finds something on its way"""
UNDER_WAY = "under way"
"""under which name it is counted what a far side is at"""


@dataclass(slots=True)
class Told:
    """What the far sides hold after everything: how often each notice stands there, and how often it was asked for."""

    notices: list[Notice]
    standing: dict[str, Counter[str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    kills: int = 0

    def faults(self) -> list[str]:
        """What was told twice, not at all, or never made; by ways that cannot tell, one message may come again after each kill."""
        found = [
            f"{each.target} {each.key}: {each.state}"
            for each in self.notices
            if each.state is not NoticeState.SENT
        ]
        wanted = Counter(each.target for each in self.notices)
        for target, standing in self.standing.items():
            if len(standing) != wanted[target]:
                found.append(f"{target}: {len(standing)} of {wanted[target]} stand there")
            again = sum(count - 1 for count in standing.values())
            if again > (self.kills if target in CANNOT_TELL else 0) or max(standing.values(), default=0) > 2:
                found.append(f"{target}: {again} stand there twice")
        return found


async def happened(data_dir: Path, incidents: int) -> None:
    """So many outages that nobody has told of yet: as a crash after the judge leaves them."""
    async with open_stores(Settings(data_dir=data_dir)) as stores:
        now, slugs = SystemClock().now(), list(stores.catalog.services)
        for number in range(incidents):
            slug = slugs[number % len(slugs)]
            outage = Incident(
                *(
                    f"{slug}-{number}",
                    slug,
                    State.OPEN,
                    3,
                    Certainty.LIKELY,
                    now,
                    now,
                    now,
                    20.0,
                    200,
                    200,
                    50.0,
                ),
                opened_at=now,
            )
            event = Event(outage.id, EventKind.OPENED, now, "It is an outage.", after=outage)
            await stores.incidents.save([Revision(outage, (event,))])


async def notices_of(data_dir: Path) -> list[Notice]:
    async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
        return list(await stores.notices.list(limit=100_000))


async def _unfinished(data_dir: Path) -> bool:
    return any(each.state in UNFINISHED for each in await notices_of(data_dir))


def slowly(side: Callable[[Asked], Any], asked_for: Counter[str]) -> Callable[[Asked], Any]:
    async def handle(asked: Asked) -> Answer:
        asked_for[UNDER_WAY] += 1
        await asyncio.sleep(PAUSE_SECONDS)
        asked_for[UNDER_WAY] -= 1
        answer: Answer = await side(asked)
        asked_for[str(side)] += 1
        return answer

    return handle


async def killed(folder: Path, *, notices: int, kills: int, database: str = "") -> Told:
    """Notices by nine ways at once, the process killed `kills` times amid them; then left to end its work."""
    data_dir, asked = folder / "data", Counter[str]()
    data_dir.mkdir()
    hooks, social, sky = (FarHook(), FarHook()), FarMastodon(), FarBluesky(calls_max=10**6)
    telegram, slack, discord, push = FarTelegram(), FarSlack(), FarDiscord(), FarPush()
    sides = (*hooks, social, sky, telegram, slack, discord, push)
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(listening(slowly(side, asked))) for side in sides]
        mail = stack.enter_context(mail_server())
        settings = _channels(urls, push.subscription(urls[7]), mail.port)
        await happened(data_dir, -(-notices // TARGETS))
        with server(data_dir, settings=settings, services=()) as announcer:

            def reached(wanted: float) -> bool:
                called = sum(len(hook.taken) for hook in hooks) + len(set(push.keys))
                posts = sum(len(each.posts) for each in (social, sky, telegram, slack, discord))
                return called + posts + len(mail.letters) >= wanted

            def amid(wanted: float) -> bool:
                return asked[UNDER_WAY] > 0 and reached(wanted)

            total = -(-notices // TARGETS) * TARGETS
            for number in range(kills):
                await _start(announcer)
                await _until(announcer, partial(amid, total * (number + 1) / (kills + 1)))
                announcer.kill()
            await _start(announcer)
            await _until(announcer, partial(reached, total))
            async with asyncio.timeout(240):
                while True:  # the judge may have more to say, also between a look and the end: then it is told after another start
                    while await _unfinished(data_dir):
                        await asyncio.sleep(0.5)
                    assert await asyncio.to_thread(announcer.stop) == 0, announcer.log
                    if not await _unfinished(data_dir):
                        break
                    await _start(announcer)
            log = announcer.log_path.read_text()
            assert "Traceback" not in log, log
        told = Told(await notices_of(data_dir), asked=asked, kills=kills)
        told.standing = {
            "channel:hook": Counter(hooks[0].taken.keys()),
            "channel:shaped": Counter(hooks[1].taken.keys()),
            "channel:social": Counter(social.posts.keys()),
            "channel:sky": Counter(sky.posts.keys()),
            "channel:mail": Counter(letter["Message-ID"] for letter in mail.letters),
            "channel:telegram": Counter(telegram.texts()),
            "channel:slack": Counter(slack.texts()),
            "channel:discord": Counter(discord.texts()),
            "channel:push": Counter(set(push.keys)),  # a repetition replaces what is shown
        }
        for target, calls in zip(CALLED, (hooks[0].calls, hooks[1].calls, push.calls), strict=True):
            told.asked[target] = len(calls)
        return told


def _channels(urls: Sequence[str], subscription: str, mail_port: int) -> dict[str, str]:
    """The settings of nine ways to the far sides at `urls`."""
    return {
        "GROUNDSWELL_CHANNELS_ALLOW_PRIVATE": "127.0.0.1",
        **_section("HOOK", kind="webhook", url=urls[0], secret="a-secret"),
        **_section("SHAPED", kind="webhook", url=urls[1], shape="statuspage"),
        **_section("SOCIAL", kind="mastodon", server=urls[2], token=FarMastodon.token),
        **_section("SKY", kind="bluesky", server=urls[3], handle="watch.example", password="app-password"),
        **_section("TELEGRAM", kind="telegram", server=urls[4], token=FarTelegram.token, chat="@town"),
        **_section("SLACK", kind="slack", server=urls[5], token=FarSlack.token, channel="C012"),
        **_section(
            "DISCORD",
            kind="discord",
            server=f"{urls[6]}/api",
            token=FarDiscord.token,
            channel="77",
            updates="thread",
        ),
        **_section(
            "PUSH",
            kind="push",
            contact="mailto:us@town.example",
            subscription=subscription,
        ),
        **_section(
            "MAIL",
            kind="email",
            host="127.0.0.1",
            port=str(mail_port),
            security="none",
            sender="watch@town.example",
            to="you@town.example",
        ),
    }


def _section(name: str, **fields: str) -> dict[str, str]:
    return {f"GROUNDSWELL_CHANNELS_{name}_{key.upper()}": text for key, text in fields.items()}


async def _start(announcer: Server) -> None:
    await asyncio.to_thread(announcer.start)


async def _until(announcer: Server, done: Callable[[], bool]) -> None:
    async with asyncio.timeout(240):
        while not done():
            assert announcer.is_up(), announcer.log
            await asyncio.sleep(0.005)


def test_each_target_is_told_each_event_once_though_the_process_is_killed_amid_it(tmp_path: Path) -> None:
    told = asyncio.run(killed(tmp_path, notices=200, kills=1))
    assert told.faults() == []
    assert len(told.notices) >= 200
    assert sum(notice.attempts > 1 for notice in told.notices) > 0, "the kills found something on its way"


def main() -> None:
    """The full claim, with figures."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.system.test_announcer_killed", description=main.__doc__
    )
    asked.add_argument("--notices", type=int, default=1000, help="how many notices, by nine ways at once")
    asked.add_argument("--kills", type=int, default=5, help="how often the process is killed")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="groundswell-announcer-") as folder:
        told = asyncio.run(killed(Path(folder), notices=given.notices, kills=given.kills))
    again = sum(notice.attempts > 1 for notice in told.notices)
    faults = told.faults()
    say = sys.stdout.write
    say(f"notices                     {len(told.notices)}, killed {told.kills} times amid them\n")
    say(f"on their way at a kill      {again}, sent again with the same key\n")
    for target, standing in told.standing.items():
        twice = sum(count - 1 for count in standing.values())
        say(f"{target:<27} {len(standing)} stand there, {twice} of them twice\n")
    for target in CALLED:
        extra = told.asked[target] - len(told.standing[target])
        say(f"{target + ' calls':<27} {told.asked[target]}, {extra} with a key that it knew\n")
    say(f"lost or doubled             {len(faults)}\n")
    for line in faults[:20]:
        say(f"  {line}\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
