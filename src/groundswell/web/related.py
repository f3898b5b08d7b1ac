"""Ties that nobody has told, as they go over the wire: for operators, to judge and to paste into their catalog."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from groundswell.core.scope import HiddenTie
from groundswell.flow.relate import Related
from groundswell.web.wire import At, Slug


class HiddenTieOut(Struct, frozen=True):
    """Two services whose outages began together more often than chance has it: `service` may depend on `on`."""

    service: Slug
    on: Slug
    strength: Annotated[
        float, Meta(description="share of the outages of `on` in which `service` was out too")
    ]
    together: Annotated[int, Meta(description="outages that began within half an hour of one another")]
    outages: Annotated[int, Meta(description="of `service`, in all")]
    on_outages: Annotated[int, Meta(description="of `on`, in all")]
    lift: Annotated[float, Meta(description="times as often as chance has it")]
    low: Annotated[float, Meta(description="the lift is between `low` and `high` with 95 %")]
    high: float
    known: Annotated[
        str, Meta(description='what the catalog says the two share, such as "operator:meta"; "": nothing')
    ]
    toml: Annotated[str, Meta(description="the line under [ties] of a catalog file that would say so")]


class HiddenTieList(Struct, frozen=True):
    """Ties that nobody has told, the surest first, from `incidents` that began after `since`, in `hours` of counting."""

    since: At
    hours: int
    incidents: int
    ties: list[HiddenTieOut]


def hidden_tie_list(found: Related, *, known: bool, limit: int) -> HiddenTieList:
    """What was found; pairs that the catalog ties already only where `known` ones are wanted."""
    ties = [tie for tie in found.ties if known or not tie.known][:limit]
    return HiddenTieList(found.since, found.minutes // 60, found.incidents, [_tie(tie) for tie in ties])


def _tie(tie: HiddenTie) -> HiddenTieOut:
    lift = tie.lift
    return HiddenTieOut(
        tie.service,
        tie.on,
        tie.strength,
        lift.together,
        tie.outages,
        tie.on_outages,
        round(lift.lift, 1),
        round(lift.low, 1),
        round(lift.high, 1),
        tie.known,
        tie.toml,
    )
