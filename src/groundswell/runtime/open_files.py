"""How many files may be open at once: each reader of the live page needs one, and so does everybody who is served."""

from __future__ import annotations

import resource
from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.ports import Clock
from groundswell.web.live import Live
from groundswell.web.parts import WebConfig
from groundswell.web.visitor import VisitorReader

SPARE: Final = 512
"""For the stores, and for those who are served beside the readers."""
_READERS_MIN: Final = 16
_ENDLESS: Final = 1 << 30


def most() -> tuple[int, int]:
    """How many may be open now, and how many a process may allow itself."""
    soft, hard = (
        _ENDLESS if limit == resource.RLIM_INFINITY else limit
        for limit in resource.getrlimit(resource.RLIMIT_NOFILE)
    )
    return soft, hard


def allow_most() -> int:
    """Allow ourselves as many as the system lets us, and return how many may now be open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (OSError, ValueError):  # some systems name a limit and grant less
            return most()[0]
    return most()[0]


def readers_that_fit(wanted: int) -> int:
    """`wanted`, or as many as leave enough files for everybody else: a server that runs out of them answers nobody."""
    return min(wanted, max(_READERS_MIN, most()[0] - SPARE))


def live_of(web: WebConfig, visitors: VisitorReader, clock: Clock, catalog: Catalog) -> Live:
    """The live stream, for as many readers as this machine lets in."""
    return Live(
        readers_that_fit(web.readers_max),
        web.heartbeat_seconds,
        web.origin_readers_max,
        lambda scope: visitors.read_scope(scope, clock.now()),
        catalog=catalog,
    )
