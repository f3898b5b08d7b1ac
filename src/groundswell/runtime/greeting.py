"""Whether each configured channel would carry: its far side is greeted, side by side and for a bounded time, and nobody is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from groundswell.channels.outgoing import ForbiddenError
from groundswell.core.notice import TargetState
from groundswell.errors import ConfigError, GoneError, GroundswellError, PermanentError, RecoverableError
from groundswell.ports import Clock
from groundswell.ports.notices import CHANNEL, Greets, Surroundings, Target
from groundswell.runtime.channel_settings import SECTION, Way
from groundswell.runtime.config import Settings
from groundswell.runtime.telling import channel_of, way_out
from groundswell.runtime.terminal import program

SECONDS_MAX: Final = 10.0
"""For one channel; all are greeted at once."""


@dataclass(frozen=True, slots=True)
class Greeted:
    """How one channel answered. `remedy` says who has to do what, "" where it is well; it is `broken` where nothing gets through.
    One that cannot be asked without telling somebody was not `asked`; `lacks` is the setting without which it has no place of its own."""

    name: str
    words: str
    remedy: str = ""
    broken: bool = False
    asked: bool = True
    lacks: str = ""


async def greet_all(
    settings: Settings,
    clock: Clock,
    kept: Sequence[Target] = (),
    *,
    options: str = "",
    seconds_max: float = SECONDS_MAX,
) -> list[Greeted]:
    """Every channel, by name; `kept` are the targets that the instance has, of which some may be switched off; `options` those
    behind other commands of this instance.

    Raises ConfigError where the settings of the way out itself cannot be used.
    """
    http = way_out(settings)
    around = Surroundings(http, Path(settings.data_dir), clock)
    off = {each.id: each for each in kept if each.state is TargetState.DISABLED}
    try:
        found = await asyncio.gather(*(_greeted(way, around, seconds_max) for way in settings.ways))
    finally:
        await http.close()
    return [_switched(each, off.get(f"{CHANNEL}{each.name}"), options) for each in found]


async def _greeted(way: Way, around: Surroundings, seconds_max: float) -> Greeted:
    name, kind, section = way.name, way.common.kind, f"[{SECTION}.{way.name}]"
    try:
        channel = channel_of(way, around)
    except ConfigError as fault:
        return Greeted(name, str(fault), f"you: put right {section} of the settings", broken=True)
    if not isinstance(channel, Greets):
        return Greeted(name, kind, asked=False)
    try:
        async with asyncio.timeout(seconds_max):
            said = await channel.greet()
    except TimeoutError:
        return _silent(name, f"{kind}: no answer within {seconds_max:g} seconds")
    except ForbiddenError as fault:
        remedy = "you: name it in channels.allow_private if it is yours, else put right its address"
        return Greeted(name, f"{kind}: {fault}", remedy, broken=True)
    except GoneError as fault:
        remedy = f"you: whom it told is no more there; invite it again, or take {section} out"
        return Greeted(name, f"{kind}: {fault}", remedy, broken=True)
    except (PermanentError, ConfigError) as fault:
        remedy = f"you: it refuses us; put right what {section} shows it (token, password, address)"
        return Greeted(name, f"{kind}: {fault}", remedy, broken=True)
    except RecoverableError as fault:
        return _silent(name, f"{kind}: {fault}")
    except GroundswellError as fault:
        return Greeted(name, f"{kind}: {fault}", f"you: look at {section}", broken=True)
    words = ": ".join(filter(None, (kind, said.words)))
    if said.lacks and way.common.tells:
        told = f"{kind}: {said.lacks} is not set, and it is to tell of outages itself: nobody would hear"
        return Greeted(name, told, f"you: set {said.lacks} in {section}, or tells = false")
    return Greeted(name, words, asked=said.asked, lacks=said.lacks)


def _silent(name: str, words: str) -> Greeted:
    remedy = "whoever runs it, or the network between; you, if its address is mistyped. Notices wait meanwhile and are tried again"
    return Greeted(name, words, remedy, broken=True)


def _switched(found: Greeted, kept: Target | None, options: str) -> Greeted:
    """`found`, unless the instance has given up on it: greeting it does not put it on again."""
    if kept is None or found.broken:
        return found
    words = f"switched off, since it refused what it was sent: {kept.error}"
    test = f"{program()} channel test {found.name}{options}"
    remedy = f"you: put right what it says, then `{test}` puts it on again"
    return Greeted(found.name, words, remedy, broken=True)
