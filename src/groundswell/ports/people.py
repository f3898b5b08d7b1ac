"""Who may sign in at the desk, and what they did there: accounts, credentials, sessions, links, tokens, claims, the audit log.

Secrets never get here as they are: passwords and codes as slow hashes, ids and tokens as digests, TOTP keys sealed.
Faults as everywhere: StoreUnavailableError (wait), CorruptStoreError (look).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from groundswell.core.accounts import Account, ApiToken, Claim, ClaimState, Grant, LinkKind, Session


@dataclass(frozen=True, slots=True)
class Credentials:
    """What proves that it is them. `codes` is the sealed key of one-time codes, `step` the last one that was used."""

    password: str = ""
    codes: bytes = b""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key that a device of somebody's answers for. `id` is base64url."""

    id: str
    account: int
    label: str
    public_key: bytes
    count: int
    added_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link leads to; `held` is what its maker wanted remembered."""

    kind: LinkKind
    account: int
    """0: of no account yet"""
    expires_at: datetime
    held: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the audit log. No address is in it."""

    at: datetime
    actor: str
    account: int
    act: str
    thing: str
    outcome: str
    id: int = 0


class People(Protocol):
    """The people of the desk."""

    async def add(
        self,
        name: str,
        grants: Sequence[Grant],
        at: datetime,
        *,
        subject: str = "",
        is_vouched: bool = False,
    ) -> Account | None:
        """A new account; None where there is one of this name."""
        ...

    async def add_first(self, name: str, password: str, at: datetime) -> Account | None:
        """An administrator with a password hash; None where there is any account already."""
        ...

    async def accounts(self) -> Sequence[Account]:
        """All, by name."""
        ...

    async def account(self, id: int) -> Account | None:  # noqa: A002
        """The account of this id."""
        ...

    async def named(self, name: str) -> Account | None:
        """The account that is called so, however it is written."""
        ...

    async def known_as(self, subject: str) -> Account | None:
        """The account that a provider of sign-in knows so."""
        ...

    async def count(self) -> int:
        """How many accounts there are."""
        ...

    async def allow(self, id: int, grants: Sequence[Grant], *, is_vouched: bool = False) -> bool:  # noqa: A002
        """Give these roles in place of those that they have, and end the account's sessions; False, and nothing done, where
        no administrator who can sign in would be left. `is_vouched`: the provider of sign-in says so, and will again."""
        ...

    async def disable(self, id: int, at: datetime | None) -> bool:  # noqa: A002
        """Shut out (None: let in again) and end the account's sessions; False as in `allow`."""
        ...

    async def credentials(self, id: int) -> Credentials:  # noqa: A002
        """What the account has; empty where there is none."""
        ...

    async def set_password(self, id: int, hashed: str) -> None:  # noqa: A002
        """Keep the hash of a password in place of the one before."""
        ...

    async def set_codes(self, id: int, sealed: bytes, step: int, recovery: Sequence[str]) -> None:  # noqa: A002
        """Keep the sealed key of one-time codes, b"" for none any more, and digests of recovery codes in place of others."""
        ...

    async def use_step(self, id: int, step: int) -> bool:  # noqa: A002
        """Note that the one-time code of `step` was used; False where it, or a later one, was used before."""
        ...

    async def use_recovery(self, id: int, digest: str) -> bool:  # noqa: A002
        """Use up a recovery code; False where there is none of this digest."""
        ...

    async def recovery_left(self, id: int) -> int:  # noqa: A002
        """How many recovery codes are left."""
        ...

    async def set_subject(self, id: int, subject: str) -> bool:  # noqa: A002
        """Whom a provider knows the account as; False where that is somebody else."""
        ...

    async def add_passkey(self, passkey: Passkey) -> bool:
        """Keep it; False where it is known already."""
        ...

    async def passkeys(self, account: int) -> Sequence[Passkey]:
        """Those of an account, oldest first."""
        ...

    async def passkey(self, id: str) -> Passkey | None:  # noqa: A002
        """The passkey of this id."""
        ...

    async def use_passkey(self, id: str, count: int, at: datetime) -> bool:  # noqa: A002
        """Note its use; False where `count` does not rise though the device counts."""
        ...

    async def drop_passkey(self, account: int, id: str) -> bool:  # noqa: A002
        """Forget a passkey of the account."""
        ...

    async def drop_factors(self, account: int) -> None:
        """Forget its passkeys, its one-time codes and recovery codes."""
        ...

    async def begin(self, session: Session) -> None:
        """Keep a session."""
        ...

    async def session(self, digest: str) -> Session | None:
        """The session of this digest."""
        ...

    async def seen(self, digest: str, at: datetime) -> None:
        """Note that the session is in use."""
        ...

    async def sessions(self, account: int) -> Sequence[Session]:
        """Those of an account, last seen first."""
        ...

    async def end(self, account: int, digest: str) -> bool:
        """End one session of the account."""
        ...

    async def end_all(self, account: int, but: str = "") -> int:
        """End the sessions of an account, all or all `but` one; how many."""
        ...

    async def put_link(self, digest: str, link: Link) -> None:
        """Keep a one-time link."""
        ...

    async def link(self, digest: str, at: datetime) -> Link | None:
        """What the link leads to, unless it is used or over."""
        ...

    async def take_link(self, digest: str, at: datetime) -> Link | None:
        """The same, and use it up: of two who take it at once one gets None."""
        ...

    async def drop_links(self, kind: LinkKind, account: int) -> None:
        """Those of this kind of an account lead nowhere any more."""
        ...

    async def add_token(self, token: ApiToken, digest: str) -> ApiToken | None:
        """Keep it under a new id; None where a token in use has its name."""
        ...

    async def tokens(self) -> Sequence[ApiToken]:
        """All, newest first."""
        ...

    async def token(self, digest: str) -> ApiToken | None:
        """The token of this digest."""
        ...

    async def token_used(self, id: int, at: datetime) -> None:  # noqa: A002
        """Note its use."""
        ...

    async def revoke(self, id: int, at: datetime) -> bool:  # noqa: A002
        """It opens nothing any more; False where there is none, or it did so already."""
        ...

    async def ask(self, account: int, service: str, at: datetime) -> bool:
        """Claim a service; False where it is asked or confirmed already. One that was refused is asked anew."""
        ...

    async def claims(self, account: int | None = None) -> Sequence[Claim]:
        """Claims of all or one, the newest first."""
        ...

    async def decide(self, id: int, state: ClaimState, by: str, at: datetime) -> Claim | None:  # noqa: A002
        """Confirm or refuse a claim; the claim as it is then, None where there is none."""
        ...

    async def note(self, entry: Noted) -> None:
        """Add to the audit log."""
        ...

    async def noted(
        self,
        *,
        actor: str = "",
        act: str = "",
        since: datetime | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[Noted]:
        """The audit log, newest first: of one actor, of acts that begin so, before the entry of an id."""
        ...

    async def over(self, *, unused_before: datetime, closed_before: datetime) -> Sequence[int]:
        """The accounts made before the one that have never had a way in, and those shut out before the other; never the last
        administrator."""
        ...

    async def remove(self, id: int, at: datetime) -> bool:  # noqa: A002
        """Forget all of an account but its number, which no other gets; False where there is none."""
        ...

    async def forget(self, *, noted_before: datetime, now: datetime) -> int:
        """Forget audit entries that are older, and links and sessions that are over; how many went."""
        ...
