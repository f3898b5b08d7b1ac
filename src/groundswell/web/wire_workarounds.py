"""The wire of workarounds: what people propose and vote, what programs are told, what the desk writes."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from groundswell.core.workarounds import WORDS_MAX, WorkaroundState
from groundswell.web.wire import At

_Name = Annotated[str, Meta(max_length=80)]
_Names = Annotated[list[_Name], Meta(max_length=20)]
_Words = Annotated[
    str, Meta(max_length=4 * WORDS_MAX, description="what helps, in plain words: at most 500 letters")
]
_Language = Annotated[str, Meta(max_length=8, description="the language that it is written in")]


class ProposalIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """Something that helped. What tells who wrote it is taken out; it is shown after the desk has read it."""

    words: _Words
    language: _Language = "en"
    symptoms: Annotated[
        _Names, Meta(description="what failed where it helped, as slugs of the service; empty: any")
    ] = field(default_factory=list)
    platforms: Annotated[_Names, Meta(description="devices that it is for; empty: any")] = field(
        default_factory=list
    )
    website: Annotated[str, Meta(max_length=200, description="leave it empty")] = ""


class VoteIn(Struct, forbid_unknown_fields=True):
    """Whether it helped. A second word of the same day replaces the first."""

    helped: bool


class WorkaroundIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """What the desk says helps; shown at once."""

    service: Annotated[str, Meta(max_length=80, description="slug, name or alias")]
    words: _Words
    language: _Language = "en"
    symptoms: Annotated[
        _Names, Meta(description="what fails where it helps, as slugs of the service; empty: any")
    ] = field(default_factory=list)
    platforms: Annotated[_Names, Meta(description="devices that it is for; empty: any")] = field(
        default_factory=list
    )
    incident: Annotated[
        str, Meta(max_length=80, description="the outage that it is for, and ends with; empty: it stands")
    ] = ""


class AdviceIn(Struct, forbid_unknown_fields=True):
    """A text in one language, in place of the one of that language."""

    language: Annotated[str, Meta(max_length=8)]
    words: _Words
    is_draft: Annotated[bool, Meta(description="a draft is shown to nobody but the desk")] = False


class WayDecisionIn(Struct, forbid_unknown_fields=True):
    """Show a workaround, or take it down at once."""

    state: Literal["shown", "withdrawn"]


class AdviceOut(Struct, frozen=True):
    """A text of a workaround."""

    language: str
    words: str
    is_draft: bool = False


class WorkaroundOut(Struct, frozen=True, kw_only=True):
    """Something that helps. `helped` of `tried` people say so; those of one connection count for a quarter of all others' at most.
    `by` is who found it."""

    id: str
    service: str
    incident: Annotated[str, Meta(description="the outage that it is for; empty: it stands")]
    texts: Annotated[list[AdviceOut], Meta(description="as written first, then translations")]
    symptoms: list[str]
    platforms: list[str]
    by: Literal["desk", "user"]
    at: At
    helped: Annotated[int, Meta(ge=0)]
    tried: Annotated[int, Meta(ge=0)]
    url: str


class WorkaroundList(Struct, frozen=True):
    """Most reliable first."""

    workarounds: list[WorkaroundOut]


class ProposedOut(Struct, frozen=True):
    """What becomes of a proposal: its words as they are kept. Whoever has the `handle`, or the page at `url`, reads and deletes it."""

    id: str
    state: WorkaroundState
    words: str
    handle: str
    url: str


class DeskWayOut(WorkaroundOut, frozen=True, kw_only=True):
    """The same for the desk, with drafts and names."""

    state: WorkaroundState
    writer: Annotated[str, Meta(description="who wrote it at the desk; empty: who uses the service")]
    decided_by: str
    changed_at: At
    networks: Annotated[int, Meta(ge=0, description="connections that the votes came from")]


class DeskWayList(Struct, frozen=True):
    """Latest first."""

    workarounds: list[DeskWayOut]
