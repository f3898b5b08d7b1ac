"""The people of the desk: accounts, what they were given and on what, tokens of programs, claims, one-time links; who is
acting then, what a password must be, and how long whoever guesses has to wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from groundswell.core.access import RIGHTS, Actor, Right, Role, joined
from groundswell.core.catalog import Catalog, like

PASSWORD_LETTERS_MIN: Final = 12
PASSWORD_LETTERS_MAX: Final = 200
"""beyond it nothing is gained, and hashing would cost as an attacker likes"""
_PASSWORD_SIGNS_MIN: Final = 5
NAME_LETTERS_MAX: Final = 60
GRANTS_MAX: Final = 20
"""roles that one account holds"""
TOKEN_RIGHTS: Final = frozenset(Right) - {Right.KEEP}
"""What a token may be given: who keeps the accounts is a person."""


@dataclass(frozen=True, slots=True)
class Scope:
    """On what: services by slug, and operators by slug, which stand for all their services. Empty: on everything."""

    services: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()

    def resolved(self, catalog: Catalog) -> frozenset[str] | None:
        """The services meant; None for all. One that names nothing of this catalog means none, not all."""
        if not self.services and not self.operators:
            return None
        own = {slug for slug, one in catalog.services.items() if one.operator in self.operators}
        return frozenset(own | (set(self.services) & set(catalog.services)))


EVERYWHERE: Final = Scope()


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody is, and on what. An account holds several where somebody is different things for different services."""

    role: Role
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. Nothing of a password or a second factor is in here but whether there is one.

    `subject` is whom a provider of sign-in (OIDC) knows them as: "issuer subject", "" for nobody. `is_vouched`: the provider
    says at each sign-in what they are, where the settings map its words to roles.
    """

    id: int
    name: str
    grants: tuple[Grant, ...]
    made_at: datetime
    disabled_at: datetime | None = None
    has_password: bool = False
    has_codes: bool = False
    passkeys: int = 0
    subject: str = ""
    is_vouched: bool = False

    @property
    def has_second(self) -> bool:
        """Whether a password alone does not let in."""
        return self.has_codes or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a program shows: named, with rights of its own, known by its first letters. The rest is kept as a digest."""

    id: int
    name: str
    prefix: str
    rights: frozenset[Right]
    scope: Scope
    made_by: str
    made_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_good(self, at: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class ClaimState(StrEnum):
    """What became of a claim."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Claim:
    """That an account speaks for the operator of a service. An administrator confirms it, having asked by other ways."""

    id: int
    account: int
    name: str
    """of the account"""
    service: str
    asked_at: datetime
    state: ClaimState = ClaimState.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None


class LinkKind(StrEnum):
    """What a one-time link is for."""

    FIRST = "first"
    """the first administrator chooses name and password"""
    INVITATION = "invitation"
    """somebody with an account chooses a password, for the first time or anew"""
    SECOND = "second"
    """the password was right, the second factor is still to be shown"""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in on one browser. `digest` is of its id, which only the browser has."""

    digest: str
    account: int
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    device: str
    """what kind of browser, in words"""
    way: str
    """how they signed in"""


def actor_of_account(account: Account, catalog: Catalog, claimed: Collection[str] = ()) -> Actor:
    """Who is acting when `account` does, and of which services (`claimed` and confirmed) it is the operator."""
    grants = () if account.disabled_at is not None else account.grants
    return Actor(
        name=account.name,
        reach=joined(*(dict.fromkeys(RIGHTS[grant.role], grant.scope.resolved(catalog)) for grant in grants)),
        account=account.id,
        speaks_for=frozenset(claimed) & frozenset(catalog.services),
    )


def actor_of_token(token: ApiToken, catalog: Catalog, at: datetime) -> Actor:
    """Who is acting when a program shows `token`."""
    rights = token.rights & TOKEN_RIGHTS if token.is_good(at) else frozenset()
    return Actor(name=token.name, reach=dict.fromkeys(rights, token.scope.resolved(catalog)))


def grants_fault(grants: Sequence[Grant], catalog: Catalog) -> str:
    """What is wrong with an account's holding `grants`, in words; "" where nothing is."""
    if not grants:
        return "a role is missing"
    if len(grants) > GRANTS_MAX:
        return f"somebody has at most {GRANTS_MAX} roles"
    if len(grants) > 1 and any(grant.role is Role.ADMINISTRATOR for grant in grants):
        return "an administrator may do everything everywhere: no further role is needed"
    for grant in grants:
        if grant.role is Role.ADMINISTRATOR and grant.scope != EVERYWHERE:
            return (
                "an administrator has no bounds: they could lift them; "
                "give another role, or leave services and operators out"
            )
        if fault := scope_fault(grant.scope, catalog):
            return fault
    return ""


def together(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The same, each once: an administrator is nothing else beside it."""
    found = tuple(dict.fromkeys(grants))
    keeper = Grant(Role.ADMINISTRATOR)
    return (keeper,) if keeper in found else found


def scope_fault(scope: Scope, catalog: Catalog) -> str:
    """What `scope` names that there is not, in words; "" where nothing."""
    known: tuple[tuple[str, Sequence[str], Mapping[str, object]], ...] = (
        ("service", scope.services, catalog.services),
        ("operator", scope.operators, catalog.operators),
    )
    for what, slugs, there in known:
        for slug in slugs:
            if slug not in there:
                near = like(slug, list(there), limit=1)
                meant = f'; did you mean "{near[0]}"?' if near else ""
                return f'there is no {what} "{slug}" in the catalog{meant}'
    return ""


def name_key(name: str) -> str:
    """What two names that are the same have alike."""
    return " ".join(name.split()).casefold()


def name_fault(name: str) -> str:
    """What is wrong with a name, in words; "" where nothing is."""
    if not name.strip():
        return "a name is missing"
    if len(name) > NAME_LETTERS_MAX:
        return f"a name has at most {NAME_LETTERS_MAX} letters"
    if not name.isprintable():
        return "a name holds no control characters"
    return ""


def password_fault(password: str, name: str) -> str:
    """What is wrong with a password of `name`, in words; "" where nothing is. Length is what counts (NIST SP 800-63B)."""
    if len(password) < PASSWORD_LETTERS_MIN:
        return f"a password has at least {PASSWORD_LETTERS_MIN} letters; several words make a good one"
    if len(password) > PASSWORD_LETTERS_MAX:
        return f"a password has at most {PASSWORD_LETTERS_MAX} letters"
    if len(set(password.casefold())) < _PASSWORD_SIGNS_MIN:
        return f"use at least {_PASSWORD_SIGNS_MIN} different letters"
    bare, key = name_key(password).replace(" ", ""), name_key(name).replace(" ", "")
    if key and not bare.replace(key, "").strip("0123456789!?._-"):
        return "a password is not one's name"
    return ""


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often in a row somebody got it wrong, and when last."""

    failures: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures cost nothing; after each further one the wait doubles from a second up to `wait_seconds_max`."""

    free: int
    wait_seconds_max: int

    def wait(self, attempts: Attempts | None, at: datetime) -> timedelta:
        """For how long from `at` nothing more is looked at; zero where one may try."""
        if attempts is None or attempts.failures < self.free:
            return timedelta(0)
        doubled = 2 ** min(attempts.failures - self.free, 30)
        until = attempts.last_at + timedelta(seconds=min(doubled, self.wait_seconds_max))
        return max(until - at, timedelta(0))


LIMIT_FORGETS: Final = timedelta(hours=24)
"""After so long without a failure all is forgiven."""
BY_ORIGIN: Final = Limit(free=10, wait_seconds_max=900)
"""Whoever guesses from one place."""
BY_ACCOUNT: Final = Limit(free=10, wait_seconds_max=60)
"""Whoever guesses at one account from many places. A browser that has been let in before is not held up by it, so that strangers
cannot keep the owner out."""
BY_DEVICE: Final = Limit(free=10, wait_seconds_max=900)
"""Whoever guesses on a browser that the owner has used."""
