"""Settings of the desk: how long somebody stays signed in, and who else may vouch for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from msgspec import Meta

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
    """The role of whoever the provider vouches for and nobody has invited, on every service; empty: nobody gets in uninvited.
    An administrator is always made by another."""

    def __post_init__(self) -> None:
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
