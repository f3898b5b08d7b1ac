"""What somebody is and on what, as the desk's forms ask for it and its pages tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from groundswell.core.access import Role
from groundswell.core.accounts import EVERYWHERE, GRANTS_MAX, Grant, Scope, grants_fault
from groundswell.core.catalog import Catalog
from groundswell.web.problems import invalid

MEANINGS: Final = {
    Role.VIEWER: "sees the desk",
    Role.RESPONDER: "decides on outages too",
    Role.COMMUNICATOR: "speaks in public too",
    Role.ADMINISTRATOR: "looks after people, tokens and channels too, everywhere",
}
"""What each role may, beyond the one before."""


def grants_of(form: Mapping[str, str], catalog: Catalog) -> tuple[Grant, ...]:
    """The roles of a form: `role`, `services` and `operators`, and further ones with -2, -3 ... at the end of the names; a row
    without a role is none. Raises ProblemError (422)."""
    found = []
    for number in range(1, GRANTS_MAX + 2):
        role, services, operators = (field_name(name, number) for name in ("role", "services", "operators"))
        if form.get(role):
            if form[role] not in tuple(Role):
                raise invalid(role, f"is one of {', '.join(Role)}")
            found.append(Grant(Role(form[role]), scope_of(form, catalog, number)))
        elif form.get(services) or form.get(operators):
            raise invalid(role, "choose a role for what is named beside it")
    grants = tuple(dict.fromkeys(found))
    if fault := grants_fault(grants, catalog):
        raise invalid("role", fault)
    return grants


def field_name(name: str, number: int) -> str:
    """How the `number`th row of a form calls its field `name`; from 1."""
    return name if number == 1 else f"{name}-{number}"


def rows_of(grants: Sequence[Grant], catalog: Catalog) -> list[dict[str, str]]:
    """A form's rows that hold `grants`, and a free one below."""
    rows = [
        {
            "role": grant.role.value,
            "services": ", ".join(catalog.named(slug).name for slug in grant.scope.services),
            "operators": ", ".join(grant.scope.operators),
        }
        for grant in grants
    ]
    rows.append({"role": "", "services": "", "operators": ""})
    return [{**row, "end": field_name("", number)} for number, row in enumerate(rows[:GRANTS_MAX], 1)]


def filled_rows(form: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """`rows` with what was sent in `form` in their place."""
    names = ("role", "services", "operators")
    return [{**row, **{name: form.get(name + row["end"], "") for name in names}} for row in rows]


def scope_of(form: Mapping[str, str], catalog: Catalog, number: int = 1) -> Scope:
    """On what, of a form's fields `services` (names or slugs) and `operators` (slugs), with commas between. Raises
    ProblemError (422) for one that there is not."""
    services: list[str] = []
    for named in listed(form.get(field_name("services", number), "")):
        found = catalog.find(named)
        if found is None:
            raise invalid("services", f'there is no service "{named[:80]}"')
        services.append(found.slug)
    known = {operator.name.casefold(): slug for slug, operator in catalog.operators.items()}
    operators: list[str] = []
    for named in listed(form.get(field_name("operators", number), "")):
        slug = named if named in catalog.operators else known.get(named.casefold())
        if slug is None:
            raise invalid("operators", f'there is no operator "{named[:80]}"')
        operators.append(slug)
    return Scope(tuple(dict.fromkeys(services)), tuple(dict.fromkeys(operators)))


def listed(text: str) -> list[str]:
    """What stands between commas."""
    return [each.strip() for each in text.split(",") if each.strip()]


def scope_words(scope: Scope, catalog: Catalog) -> str:
    """On what, in words."""
    if scope == EVERYWHERE:
        return "everything"
    named = [catalog.named(slug).name for slug in scope.services]
    run = [
        f"all of {catalog.operators[slug].name if slug in catalog.operators else slug}"
        for slug in scope.operators
    ]
    return ", ".join(named + run)


def grants_words(grants: Sequence[Grant], catalog: Catalog) -> list[tuple[str, str]]:
    """Each as its role and on what, in words."""
    return [(grant.role.value, scope_words(grant.scope, catalog)) for grant in grants]


def own_words(grants: Sequence[Grant], catalog: Catalog) -> list[tuple[str, str]]:
    """As `grants_words`, with every service named that there is under each."""
    found = []
    for grant in grants:
        on = grant.scope.resolved(catalog)
        words = "everything" if on is None else ", ".join(sorted(catalog.named(slug).name for slug in on))
        found.append((grant.role.value, words or "nothing that is in the catalog"))
    return found
