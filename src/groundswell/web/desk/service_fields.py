"""Services in the forms of the desk: one's own are listed, any other is typed (the browser suggests names) and looked up here, with
the name that was probably meant where there is none. Works without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from groundswell.core.access import Actor, Right
from groundswell.core.catalog import Catalog, like
from groundswell.web.desk.form import Fields
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_LISTED_MAX: Final = 12
_FIELDS: Final = 4
"""so many fields for names there are at least, where a form takes several"""
_FIELDS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class ServiceFields:
    """What a form offers: `listed` ones as (slug, name), `chosen` slugs among them; fields of names, the `typed` ones filled; the
    `names` that the browser suggests for those (none: all that may be chosen are listed); and as (slug, name) the `further` ones that are
    chosen, which one box stands for where they are too many for a form."""

    listed: Sequence[tuple[str, str]]
    chosen: Sequence[str]
    typed: Sequence[str]
    names: Sequence[str]
    further: Sequence[tuple[str, str]] = ()


def service_fields(
    parts: Parts, actor: Actor, right: Right, chosen: Sequence[str] | None = None
) -> ServiceFields:
    """For a form in which `actor` chooses services that they may do `right` on: listed are those that they speak for or, where
    they look after few, all of theirs. `chosen` are ticked or typed; None: whose only one it is has it ticked."""
    catalog = parts.catalog
    theirs = sorted(slug for slug in catalog.services if actor.may(right, slug))
    listed = theirs if len(theirs) <= _LISTED_MAX else [slug for slug in theirs if slug in actor.speaks_for]
    listed = listed[:_LISTED_MAX]
    if chosen is None:
        chosen = theirs if len(theirs) == 1 else ()
    unlisted = [slug for slug in chosen if slug not in listed]
    typed = [_written(catalog, slug) for slug in unlisted[: _FIELDS_MAX - 1]]
    return ServiceFields(
        [(slug, catalog.services[slug].name) for slug in listed],
        [slug for slug in chosen if slug in listed],
        [*typed, *[""] * max(1, _FIELDS - len(typed))],
        [_written(catalog, slug) for slug in theirs if slug not in listed],
        [(slug, catalog.named(slug).name) for slug in unlisted[len(typed) :]],
    )


def services_in(form: Fields, catalog: Catalog) -> tuple[str, ...]:
    """The services that were ticked or typed in a form, by slug, each once. Raises ProblemError (422)."""
    names = [*(f"service_{number}" for number in range(1, _FIELDS_MAX + 1))]
    typed = [(name, said) for name in names if (said := form.text(name, 80))]
    found = [*(service_slug(catalog, each, "services") for each in form.many("services"))]
    return tuple(dict.fromkeys([*found, *(service_slug(catalog, said, name) for name, said in typed)]))


def service_slug(catalog: Catalog, typed: str, field: str = "service") -> str:
    """The service that was typed: by slug, name or alias. Raises ProblemError (422) of `field`."""
    if (found := catalog.find(typed)) is not None:
        return found.slug
    raise _unknown(field, typed, [each.name for each in catalog.near(typed)])


def shared_slug(catalog: Catalog, typed: str, field: str = "kind") -> str:
    """What several services share, by its name in the catalog: a part, or a service. Raises ProblemError (422) of `field`."""
    if typed in catalog.parts:
        return typed
    for slug, part in catalog.parts.items():
        if part.name.casefold() == typed.casefold():
            return slug
    if (found := catalog.find(typed)) is not None:
        return found.slug
    near = like(typed, [part.name for part in catalog.parts.values()])
    raise _unknown(field, typed, [*near, *(each.name for each in catalog.near(typed))], "nothing to share")


def shared_names(catalog: Catalog) -> list[str]:
    """What can be named as shared."""
    parts = (part.name for part in catalog.parts.values())
    return sorted({*parts, *(_written(catalog, slug) for slug in catalog.services)})


def _written(catalog: Catalog, slug: str) -> str:
    """How a service is written in a field: by its name, where that names it alone and has no comma in it."""
    service = catalog.named(slug)
    found = catalog.find(service.name)
    return service.name if found is not None and found.slug == slug and "," not in service.name else slug


def _unknown(field: str, typed: str, near: Sequence[str], what: str = "no service") -> ProblemError:
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return invalid(field, f'{what} here is called "{typed[:80]}"{hint}')
