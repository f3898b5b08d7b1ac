"""Settings of the desk: how long somebody stays signed in, and who else may vouch for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from msgspec import Meta

from groundswell.core.access import Role

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class DeskConfig:
    """Settings of [desk]."""

    idle_hours: Annotated[int, Meta(ge=1, le=720)] = 12
    """Hours without a request after which somebody has to sign in again."""

    session_hours: Annotated[int, Meta(ge=1, le=8760)] = 14 * 24
    """Hours after which somebody has to sign in again whatever they do."""

    invitation_hours: Annotated[int, Meta(ge=1, le=720)] = 72
    """Hours for which an invitation can be taken up. The first administrator's link holds for 24."""

    audit_days: Annotated[int, Meta(ge=1, le=36500)] = 730
    """Days that the audit log is kept."""

    oidc_issuer: str = ""
    """The address of a provider of sign-in (OpenID Connect) as it names itself ("https://accounts.example/realms/ours"); empty:
    nobody but this instance vouches for people."""

    oidc_client_id: str = ""
    """What the provider knows this instance as. There, allow the address of this site with /desk/sign-in/oidc/back at its end
    to be come back to."""

    oidc_client_secret: str = ""
    """The provider's secret for this instance. Better in the variable, or in a file that the variable with _FILE at its end
    names, than in the settings file."""

    oidc_name: Annotated[str, Meta(max_length=40)] = "single sign-on"
    """How the provider is called on the page where people sign in."""

    oidc_role: Literal["", "viewer", "responder", "communicator"] = ""
    """The role of whoever the provider vouches for, nobody has invited, and oidc_roles says nothing of, on every service;
    empty: nobody gets in so."""

    oidc_claim: Annotated[str, Meta(min_length=1, max_length=200)] = "groups"
    """The claim of the provider's ID token that tells of somebody's groups: a text or a list of texts. Dots lead down
    ("realm_access.roles")."""

    oidc_roles: tuple[str, ...] = ()
    """What a group of the provider's is here, applied at each sign-in: "GROUP -> ROLE", or "GROUP -> ROLE on SERVICE
    operator:OPERATOR" with slugs of the catalog. Who is in several groups holds the roles of all; who is in none any more holds
    oidc_role, or stays out. Empty: the provider says who somebody is, and nothing of what."""

    oidc_scopes: tuple[str, ...] = ()
    """What to ask the provider for beside "openid" and "profile": some tell of groups only when asked for "groups"."""

    def __post_init__(self) -> None:
        role_lines(self.oidc_roles)
        if not self.oidc_issuer:
            return
        parted = urlsplit(self.oidc_issuer)
        sound = parted.scheme == "https" or (parted.scheme == "http" and parted.hostname in _LOOPBACK)
        if not sound or not parted.hostname or parted.query or parted.fragment:
            raise ValueError(
                f'oidc_issuer: "{self.oidc_issuer}" must be an address that begins with https://'
            )
        if not self.oidc_client_id:
            raise ValueError("oidc_client_id: is needed beside oidc_issuer")


def role_lines(lines: Sequence[str]) -> list[tuple[str, Role, tuple[str, ...]]]:
    """Of each line of oidc_roles the group, the role, and on what. Raises ValueError."""
    found = []
    for line in lines:
        value, arrow, rest = line.rpartition("->")
        role, _, on = rest.strip().partition(" on ")
        named = tuple(on.replace(",", " ").split())
        is_role = role.strip() in tuple(Role)
        if not arrow or not value.strip() or not is_role or (" on" in rest and not named):
            raise ValueError(
                f'oidc_roles: "{line}" must be "GROUP -> ROLE" or "GROUP -> ROLE on SERVICE operator:OPERATOR", '
                f"the role one of {', '.join(Role)}"
            )
        found.append((value.strip(), Role(role.strip()), named))
    return found
