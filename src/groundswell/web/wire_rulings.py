"""The wire of rulings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from groundswell.core.incident import DESK
from groundswell.core.model import Act
from groundswell.web.wire import At


def _text(description: str, most: int) -> Meta:
    return Meta(max_length=most, description=description)


class RulingIn(Struct, forbid_unknown_fields=True, frozen=True):
    """An operator's decision on an incident. (A statement is published by its own route.)"""

    act: Act
    incident: Annotated[str, Meta(max_length=80, description="its id; of a declaration none")] = ""
    by: Annotated[str, _text("who decides; shown to nobody but the desk", 80)] = DESK
    reason: Annotated[
        str,
        _text("why, or what the cause is, in plain words; shown in public, but for an acknowledgement", 500),
    ] = ""
    into: Annotated[str, _text("for a merge: the id of the incident that this one becomes part of", 80)] = ""
    services: Annotated[
        list[str],
        Meta(
            max_length=200,
            description="slugs: for a split those that leave, for a declaration those that are out",
        ),
    ] = []
    since: Annotated[datetime, Meta(tz=True, description="for a declaration: when it began")] | None = None
    kind: Annotated[
        str, _text("for a cause: what sort it is; for a declaration of several services: what they share", 80)
    ] = ""
    acknowledge: Annotated[
        bool,
        Meta(description="for a declaration: `by` looks after it; it is acknowledged, and nobody is called"),
    ] = False


class RulingOut(Struct, frozen=True):
    """The ruling is durable; the incident follows within a second."""

    sequence: int
    act: Act
    incident: str
    ruled_at: At
