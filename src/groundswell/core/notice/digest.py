"""What is left to say of news that was held back: once of each incident, as it stands now.

After quiet hours the end of what nobody was told of is no news. A digest tells what began and ended within it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from groundswell.core.model import EventKind
from groundswell.core.notice.rhythm import Digest
from groundswell.core.notice.routes import ENDS


@dataclass(frozen=True, slots=True)
class HeldNews:
    """A notice that was held back: its number, what happened to which incident."""

    notice: int
    kind: EventKind
    incident: str


@dataclass(frozen=True, slots=True)
class Folded:
    """`told`: the last news of each incident that is still worth telling, in order; `covered` and `dropped` are all notices, by
    number: told with them, or not told at all."""

    told: tuple[HeldNews, ...]
    covered: tuple[int, ...]
    dropped: tuple[int, ...]


def fold(held: Sequence[HeldNews], known: Collection[str], digest: Digest) -> Folded:
    """What becomes of the news `held` back for one target, oldest first; `known` are the incidents it was told of before."""
    last = {news.incident: news for news in held}
    lost = {
        incident
        for incident, news in last.items()
        if news.kind in ENDS and incident not in known and digest is Digest.NONE
    }
    told = [news for incident, news in last.items() if incident not in lost]
    return Folded(
        told=tuple(sorted(told, key=lambda news: news.notice)),
        covered=tuple(news.notice for news in held if news.incident not in lost),
        dropped=tuple(news.notice for news in held if news.incident in lost),
    )
