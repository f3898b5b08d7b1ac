"""The wire of templates: the desk's own words, and what a statement begun from them consists of."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from groundswell.core.statement import Occasion, Place
from groundswell.web.wire import At, Slug
from groundswell.web.wire_papers import StatementOut


class WordingIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Words in one language, with places in braces: {service}, {the_since}. Write "{{" for the sign itself."""

    language: Annotated[str, Meta(max_length=10)]
    body: Annotated[str, Meta(max_length=4000)]
    title: Annotated[
        str, Meta(max_length=200, description='of a statement, "": as drafted; planned work has one')
    ] = ""


class TemplateIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A template to keep, in place of the one of this id."""

    id: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    occasion: Annotated[Occasion, Meta(description="the phase of a statement, or planned work")]
    texts: Annotated[list[WordingIn], Meta(min_length=1, max_length=20)]
    services: Annotated[list[str], Meta(max_length=200, description="slugs; none: for everything")] = []


class WordingOut(Struct, frozen=True):
    """Words in one language, with places in braces."""

    language: str
    title: str
    body: str


class TemplateOut(Struct, frozen=True):
    """The desk's own words for the next outage, or for planned work."""

    id: str
    name: str
    occasion: Occasion
    services: Annotated[list[Slug], Meta(description="none: for everything")]
    texts: list[WordingOut]
    places: Annotated[list[Place], Meta(description="those that its texts have")]
    version: Annotated[int, Meta(ge=1, description="goes up with every change")]
    by: str
    at: At


class TemplateList(Struct, frozen=True):
    """Templates, by name: those that the asking one may see."""

    templates: list[TemplateOut]


class DraftOut(StatementOut, frozen=True, kw_only=True):
    """A statement that is not kept yet."""

    template: Annotated[str, Meta(description='the template that it was begun from; "": our own draft')]
    drafted: Annotated[
        list[str], Meta(description="languages that the template lacks, drafted from what is known")
    ]
    left_out: Annotated[
        list[Place],
        Meta(description="places of the template of which nothing is known: their sentences are left out"),
    ]
