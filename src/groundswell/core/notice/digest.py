"""What is left to say of news that was held back: of each incident how it stands now, and what the operator said last.

After quiet hours the end of what nobody was told of is no news. A digest tells what began and ended within it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from groundswell.core.model import EventKind
from groundswell.core.notice.retry import outlived
from groundswell.core.notice.rhythm import Digest
from groundswell.core.notice.routes import ENDS


@dataclass(frozen=True, slots=True)
class HeldNews:
    """A notice that was held back: its number, what happened to which incident; `closes`: it is the operator's word that it is
    over."""

    notice: int
    kind: EventKind
    incident: str
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """`told`: the last news of each incident that is still worth telling, and before it what the operator said last, in order;
    `covered` and `dropped` are all notices, by number: told with them, or not told at all."""

    told: tuple[HeldNews, ...]
    covered: tuple[int, ...]
    dropped: tuple[int, ...]


def fold(held: Sequence[HeldNews], known: Collection[str], digest: Digest) -> Folded:
    """What becomes of the news `held` back for one target, oldest first; `known` are the incidents it was told of before."""
    last = {news.incident: news for news in held}
    said = {
        news.incident: news for news in held if news.kind is EventKind.STATED and not _is_outlived(news, held)
    }
    lost = {
        incident
        for incident, news in last.items()
        if (news.kind in ENDS or news.closes) and incident not in known and digest is Digest.NONE
        if not (news.kind is EventKind.MERGED and incident in said)  # the outage is on, as a part of another
    }
    told = {news for news in (*last.values(), *said.values()) if news.incident not in lost}
    return Folded(
        told=tuple(sorted(told, key=lambda news: news.notice)),
        covered=tuple(news.notice for news in held if news.incident not in lost),
        dropped=tuple(news.notice for news in held if news.incident in lost),
    )


def _is_outlived(news: HeldNews, held: Sequence[HeldNews]) -> bool:
    later = (each.kind for each in held if each.incident == news.incident and each.notice > news.notice)
    return outlived(news.kind, later, closes=news.closes)
