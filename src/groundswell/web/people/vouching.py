"""What somebody is whom a provider of sign-in vouches for: by the groups that it tells of, where the settings map them, anew at
each sign-in; else one role for everybody, or what an administrator has given.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from groundswell.core.access import Role
from groundswell.core.accounts import Account, Grant, Scope, grants_fault, together
from groundswell.core.catalog import Catalog
from groundswell.errors import ConfigError
from groundswell.ports import Clock, People
from groundswell.web.people.config import DeskConfig, role_lines
from groundswell.web.people.oidc import Vouched

_OPERATOR: Final = "operator:"
_log = logging.getLogger(__name__)
Note = Callable[[str, int, str, str, str], Awaitable[None]]
"""adds to the audit log: actor, account, act, thing, outcome"""


class Vouching:
    """Gives those whom the provider vouches for the account and the roles that are theirs."""

    def __init__(
        self, people: People, config: DeskConfig, catalog: Catalog, clock: Clock, note: Note
    ) -> None:
        """Raises ConfigError where the mapping names what the catalog does not have."""
        self._people = people
        self._config = config
        self._clock = clock
        self._note = note
        self._mapping = _mapping(config.oidc_roles, catalog)

    @property
    def is_mapped(self) -> bool:
        """Whether the provider's groups say what people are."""
        return bool(self._config.oidc_issuer and self._mapping)

    def governs(self, account: Account) -> bool:
        """Whether the provider alone lets this account in: it says at each sign-in what they are, so no other way may go past."""
        return self.is_mapped and account.is_vouched and self.vouches_for(account)

    def vouches_for(self, account: Account) -> bool:
        """Whether the provider of the settings knows this account."""
        return bool(self._config.oidc_issuer) and account.subject.startswith(f"{self._config.oidc_issuer} ")

    async def admitted(self, vouched: Vouched) -> tuple[Account | None, str]:
        """The account of whom the provider vouches for, with the roles that are theirs now; and where they are not let in, why
        not, in words for them ("" where they are)."""
        provider = self._config.oidc_name
        account = await self._people.known_as(vouched.subject)
        if account is not None and account.disabled_at is not None:
            return account, f"{provider} knows you, but you are shut out here. Ask an administrator."
        if account is not None and not self.governs(account):
            return account, ""
        grants = self._granted(vouched)
        if account is None and not grants and not self.is_mapped:
            words = f"{provider} knows you, but nobody has given you an account here. Ask an administrator."
            return None, words
        if account is None and grants:
            return await self._taken_in(vouched, grants)
        if account is not None and account.grants != grants:
            if not await self._people.allow(account.id, grants, is_vouched=True):
                await self._people.end_all(account.id)
                return account, (
                    f"{provider} no longer says that you look after this site, and you are its last administrator. "
                    "Whoever runs the server can name another."
                )
            await self._note(
                account.name, account.id, "give role", f"{account.name}: {grants_line(grants)}", "done"
            )
            account = replace(account, grants=grants)
        if grants:
            return account, ""
        _log.warning(
            "sign-in by OpenID Connect: no role is mapped to any of the %d values of the claim %s",
            len(vouched.groups),
            self._config.oidc_claim,
        )
        return account, (
            f"{provider} knows you, but none of your groups there has a role here. "
            "Ask whoever looks after the groups, or an administrator."
        )

    def _granted(self, vouched: Vouched) -> tuple[Grant, ...]:
        found = together(grant for value in vouched.groups for grant in self._mapping.get(value, ()))
        if found or not self._config.oidc_role:
            return found
        return (Grant(Role(self._config.oidc_role)),)

    async def _taken_in(self, vouched: Vouched, grants: Sequence[Grant]) -> tuple[Account | None, str]:
        """An account for whom nobody has invited, under a name that is free."""
        now = self._clock.now()
        wanted = "".join(letter for letter in vouched.name if letter.isprintable()).strip()[:50] or "Somebody"
        for number in ("", *(f" {number}" for number in range(2, 100))):
            made = await self._people.add(
                wanted + number, grants, now, subject=vouched.subject, is_vouched=True
            )
            if made is not None:
                await self._note(made.name, made.id, "account made", self._config.oidc_name, "done")
                return made, ""
        return None, "Too many people of your name have an account here. Ask an administrator."


def grants_line(grants: Sequence[Grant]) -> str:
    """What `grants` are, by slugs, as the log and the command line say it."""
    lines = []
    for grant in grants:
        on = ", ".join((*grant.scope.services, *(f"{each} (operator)" for each in grant.scope.operators)))
        lines.append(f"{grant.role} on {on or 'everything'}")
    return "; ".join(lines) or "no role"


def _mapping(lines: Sequence[str], catalog: Catalog) -> Mapping[str, tuple[Grant, ...]]:
    mapped: dict[str, tuple[Grant, ...]] = {}
    for value, role, on in role_lines(lines):
        services = tuple(each for each in on if not each.startswith(_OPERATOR))
        operators = tuple(each.removeprefix(_OPERATOR) for each in on if each.startswith(_OPERATOR))
        grant = Grant(role, Scope(services, operators))
        if fault := grants_fault([grant], catalog):
            raise ConfigError(f'desk.oidc_roles: "{value}": {fault}')
        mapped[value] = (*mapped.get(value, ()), grant)
    return mapped
