"""The way in: who somebody is, by password and second factor, passkey, provider or one-time link; sessions; tokens.

Whatever is tried is limited first; whatever comes of it is noted in the audit log. Who has an account is told to nobody.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.access import Actor
from groundswell.core.accounts import (
    BY_ACCOUNT,
    BY_DEVICE,
    BY_ORIGIN,
    Account,
    ApiToken,
    ClaimState,
    LinkKind,
    Session,
    actor_of_account,
    actor_of_token,
    name_fault,
    name_key,
    password_fault,
)
from groundswell.core.catalog import Catalog
from groundswell.errors import GroundswellError, InputError
from groundswell.ports import Clock, Link, Noted, People
from groundswell.web.people import codes
from groundswell.web.people.config import DeskConfig
from groundswell.web.people.limits import Counted, Limits
from groundswell.web.people.oidc import Provider, Vouched
from groundswell.web.people.passkeys import Passkeys
from groundswell.web.people.passwords import Passwords
from groundswell.web.people.seal import Seal, digest, fresh
from groundswell.web.people.vouching import Vouching

FIRST_HOURS: Final = 24
TOKEN_PREFIX: Final = "gsw_"  # noqa: S105  what secret scanners know ours by
_PREFIX_LETTERS: Final = 12
_SECOND_FOR: Final = timedelta(minutes=10)
_SEEN_AGAIN: Final = timedelta(minutes=5)
_TOKEN_KEPT: Final = timedelta(seconds=10)
_TOKENS_KEPT_MAX: Final = 10_000
_KNOWN: Final = "known browser"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands at the door: `origin` a pseudonym of where from, `device` the kind of browser, `known` what a browser that was
    let in before shows."""

    origin: int
    device: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is signed in: `csrf` is what their forms have to carry."""

    account: Account
    session: Session
    actor: Actor
    csrf: str


@dataclass(frozen=True, slots=True)
class Entered:
    """They are in: the browser keeps `session` and `known`."""

    session: str
    known: str
    account: Account
    next: str


@dataclass(frozen=True, slots=True)
class Second:
    """The password was right; the browser keeps `step` until the second factor is shown."""

    step: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """It is them, but the provider of sign-in alone lets them in."""


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is looked at before so long."""

    wait: timedelta


class Entrance:
    """Lets people in, and knows them again."""

    def __init__(
        self,
        people: People,
        catalog: Catalog,
        clock: Clock,
        config: DeskConfig,
        key: bytes,
        *,
        site_name: str = "Groundswell",
        passwords: Passwords | None = None,
    ) -> None:
        self.people = people
        self.config = config
        self.seal = Seal(key)
        self.passwords = passwords or Passwords()
        self.passkeys = Passkeys(self.seal, site_name)
        self.provider = Provider(config, self.seal)
        self.vouching = Vouching(people, config, catalog, clock, self.note)
        self.site_name = site_name
        self._catalog = catalog
        self._clock = clock
        self._limits = Limits()
        self.tried: Counter[tuple[str, str]] = Counter()
        """attempts to sign in since the start, by way and what came of them (`in`, `second`, `refused`, `held`)"""
        self._tokens: dict[str, tuple[datetime, ApiToken | None]] = {}

    # --- being let in ---

    async def by_password(
        self, name: str, password: str, caller: Caller, next_path: str
    ) -> Entered | Second | Held | Elsewhere | None:
        """None: name or password are wrong, and it is not told which. Raises ProblemError (503)."""
        now, by = self._clock.now(), self._by(name_key(name)[:100], caller)
        if held := self._held("password", by, now):
            return held
        account = await self.people.named(name)
        hashed = (await self.people.credentials(account.id)).password if account is not None else ""
        right = await self.passwords.fits(hashed, password)
        if account is None or not right or account.disabled_at is not None:
            await self._refused("password", account)
            return None
        self._forgive(by)
        if self.vouching.governs(account):
            await self._refused("password", account)
            return Elsewhere()
        if self.passwords.is_dated(hashed):
            await self.people.set_password(account.id, await self.passwords.hashed(password))
        if account.has_second:
            step = fresh()
            held_back = {"next": next_path}
            await self.people.put_link(
                digest(step), Link(LinkKind.SECOND, account.id, now + _SECOND_FOR, held_back)
            )
            self.tried["password", "second"] += 1
            return Second(step)
        return await self.enter(account, "password", caller, next_path)

    async def awaited(self, step: str) -> tuple[Account, Link] | None:
        """Whose second factor is awaited under `step`."""
        link = await self.people.link(digest(step), self._clock.now()) if step else None
        if link is None or link.kind is not LinkKind.SECOND:
            return None
        account = await self.people.account(link.account)
        if account is None or account.disabled_at is not None or self.vouching.governs(account):
            return None
        return account, link

    async def by_code(self, step: str, code: str, caller: Caller) -> Entered | Held | None:
        """The second factor: a one-time code, or a recovery code. None: it does not fit, or is used already."""
        found = await self.awaited(step)
        if found is None:
            return None
        account, link = found
        now, by = self._clock.now(), self._by_second(account, caller)
        if held := self._held("code", by, now):
            return held
        way = await self._code_fits(account, code, now)
        if not way:
            await self._refused("code", account)
            return None
        if await self.people.take_link(digest(step), now) is None:
            return None
        self._forgive(by)
        goal = link.held.get("next", "")
        return await self.enter(account, f"password and {way}", caller, goal, tried="code")

    async def by_passkey(
        self,
        question: str,
        credential: str,
        key_id: str,
        origin: str,
        caller: Caller,
        *,
        step: str = "",
        next_path: str = "",
    ) -> Entered | Held | Elsewhere | None:
        """A passkey by itself, or (`step`) as the second factor."""
        now = self._clock.now()
        by: list[Counted] = [(f"origin {caller.origin}", BY_ORIGIN)]
        if held := self._held("passkey", by, now):
            return held
        awaited = await self.awaited(step) if step else None
        if step and awaited is None:
            return None
        key = await self.people.passkey(key_id)
        account = await self.people.account(key.account) if key is not None else None
        asked = awaited[0].id if awaited else 0
        if key is not None:
            await self.passkeys.ready()
        proven = (
            self.passkeys.proven(question, credential, key, asked, origin, now)
            if key is not None and account is not None and asked in (0, account.id)
            else None
        )
        if (
            proven is None
            or account is None
            or account.disabled_at is not None
            or not await self.people.use_passkey(proven.id, proven.count, now)
        ):
            await self._refused("passkey", account)
            return None
        if self.vouching.governs(account):
            await self._refused("passkey", account)
            return Elsewhere()
        if awaited is not None:
            if await self.people.take_link(digest(step), now) is None:
                return None
            next_path = awaited[1].held.get("next", "")
        self._forgive(by)
        way = "password and passkey" if step else "passkey"
        return await self.enter(account, way, caller, next_path, tried="passkey")

    async def by_provider(self, vouched: Vouched, caller: Caller) -> Entered | str:
        """Whom the provider vouches for; where they are not let in, why not, in words for them."""
        account, why_not = await self.vouching.admitted(vouched)
        if account is None or why_not:
            await self._refused("provider", account)
            return why_not
        return await self.enter(account, self.config.oidc_name, caller, vouched.next, tried="provider")

    async def enter(
        self, account: Account, way: str, caller: Caller, next_path: str = "", *, tried: str = ""
    ) -> Entered:
        """A new session, whatever the browser had before; it is counted as `tried` ("": as its `way`)."""
        self.tried[tried or way, "in"] += 1
        now, session = self._clock.now(), fresh()
        ends = now + timedelta(hours=self.config.session_hours)
        await self.people.begin(Session(digest(session), account.id, now, now, ends, caller.device, way))
        await self.note(account.name, account.id, "sign in", way, "done")
        return Entered(session, self._known(account), account, next_path)

    async def renewed(self, seat: Seat) -> Entered:
        """What proves who they are has changed: this browser gets a new session, all others are signed out."""
        await self.people.end_all(seat.account.id)
        now, session = self._clock.now(), fresh()
        await self.people.begin(replace(seat.session, digest=digest(session), seen_at=now))
        return Entered(session, self._known(seat.account), seat.account, "")

    # --- being known again ---

    async def seat(self, session_id: str) -> Seat | None:
        """Who has this session, unless it is over."""
        if not session_id:
            return None
        now, told = self._clock.now(), digest(session_id)
        session = await self.people.session(told)
        if session is None:
            return None
        if now >= session.ends_at or now - session.seen_at >= timedelta(hours=self.config.idle_hours):
            await self.people.end(session.account, told)
            return None
        account = await self.people.account(session.account)
        if account is None or account.disabled_at is not None:
            return None
        if now - session.seen_at >= _SEEN_AGAIN:
            await self.people.seen(told, now)
        claims = await self.people.claims(account.id)
        claimed = [claim.service for claim in claims if claim.state is ClaimState.CONFIRMED]
        actor = actor_of_account(account, self._catalog, claimed)
        return Seat(account, session, actor, self.seal.sign("form", session_id))

    async def program(self, shown: bytes) -> Actor | None:
        """Who shows this token; None for one that opens nothing. What the database said is believed for ten seconds."""
        if not shown.startswith(TOKEN_PREFIX.encode()) or not shown.isascii():
            return None
        now, told = self._clock.now(), digest(shown.decode())
        kept = self._tokens.get(told)
        if kept is None or not timedelta(0) <= now - kept[0] < _TOKEN_KEPT:
            token = await self.people.token(told)
            if len(self._tokens) >= _TOKENS_KEPT_MAX:
                self._tokens.clear()
            self._tokens[told] = kept = (now, token)
            if (
                token is not None
                and token.is_good(now)
                and (token.used_at is None or now - token.used_at >= _SEEN_AGAIN)
            ):
                await self.people.token_used(token.id, now)
        token = kept[1]
        return actor_of_token(token, self._catalog, now) if token is not None and token.is_good(now) else None

    async def give_token(self, asked: ApiToken) -> tuple[ApiToken, str] | None:
        """A new token and what has to be shown, which nobody can find out later; None where the name is taken."""
        shown = TOKEN_PREFIX + fresh()
        made = await self.people.add_token(replace(asked, prefix=shown[:_PREFIX_LETTERS]), digest(shown))
        return None if made is None else (made, shown)

    async def revoke(self, token: int) -> bool:
        """It opens nothing from now on, here at once and in other processes within ten seconds."""
        self._tokens.clear()
        return await self.people.revoke(token, self._clock.now())

    # --- links ---

    async def first_link(self) -> str | None:
        """The path of a one-time link for the first administrator; None where there is an account already. One that was given
        before leads nowhere any more."""
        if await self.people.count():
            return None
        await self.people.drop_links(LinkKind.FIRST, 0)
        return await self._link(LinkKind.FIRST, 0, FIRST_HOURS)

    async def invitation(self, account: Account) -> str:
        """The path of a one-time link with which `account` gets a password. One that was given before leads nowhere any more."""
        await self.people.drop_links(LinkKind.INVITATION, account.id)
        return await self._link(LinkKind.INVITATION, account.id, self.config.invitation_hours)

    async def invited(self, told: str) -> tuple[Link, Account | None] | None:
        """What the link leads to: its kind, and whose it is."""
        link = await self.people.link(digest(told), self._clock.now())
        if link is None or link.kind is LinkKind.SECOND:
            return None
        account = await self.people.account(link.account) if link.account else None
        if link.account and (
            account is None or account.disabled_at is not None or self.vouching.governs(account)
        ):
            return None
        return link, account

    async def join(self, told: str, name: str, password: str, caller: Caller) -> Entered | Second | None:
        """Take up a link. None where it leads nowhere any more. Raises InputError for a name or password that cannot be."""
        found = await self.invited(told)
        if found is None:
            return None
        account = found[1]
        if account is None and (fault := name_fault(name)):
            raise InputError("name", fault)
        if fault := password_fault(password, account.name if account else name):
            raise InputError("password", fault)
        hashed = await self.passwords.hashed(password)
        now = self._clock.now()
        if await self.people.take_link(digest(told), now) is None:
            return None
        if account is None:
            account = await self.people.add_first(name, hashed, now)
            if account is None:
                return None
        else:
            await self.people.set_password(account.id, hashed)
            await self.people.end_all(account.id)
        await self.note(account.name, account.id, "take up link", "", "done")
        if account.has_second:
            step = fresh()
            await self.people.put_link(digest(step), Link(LinkKind.SECOND, account.id, now + _SECOND_FOR, {}))
            return Second(step)
        return await self.enter(account, "link", caller)

    # --- what they look after themselves ---

    async def is_them(self, seat: Seat, password: str, caller: Caller) -> bool | Held:
        """Whether who is signed in also knows the password, as is asked before what proves it is changed. Who has none is
        known by the session alone."""
        if not seat.account.has_password:
            return True
        now, by = self._clock.now(), self._by_second(seat.account, caller)
        if wait := self._limits.attempt(by, now):
            return Held(wait)
        right = await self.passwords.fits((await self.people.credentials(seat.account.id)).password, password)
        if right:
            self._forgive(by)
        else:
            await self.note(seat.account.name, seat.account.id, "confirm password", "", "refused")
        return right

    def new_codes(self, seat: Seat) -> str:
        """A key of one-time codes that is not in use yet, lent to the browser while the app is set up."""
        held = {"key": codes.fresh_key(), "account": str(seat.account.id)}
        return self.seal.lend("codes", held, self._clock.now() + _SECOND_FOR)

    def lent_key(self, seat: Seat, lent: str) -> str:
        """That key; "" where it was lent to somebody else, or too long ago."""
        held = self.seal.back("codes", lent, self._clock.now())
        return held["key"] if held is not None and held["account"] == str(seat.account.id) else ""

    async def use_codes(self, seat: Seat, key: str, code: str) -> Sequence[str]:
        """One-time codes are in use from now on; the recovery codes, told this once. None of them where `code` does not fit."""
        step = codes.step_of(key, code, self._clock.now()) if key else None
        if step is None:
            return ()
        recovery, account = codes.fresh_recovery(), seat.account.id
        sealed = self.seal.close("totp", key.encode(), str(account))
        await self.people.set_codes(
            account, sealed, step, [self._recovery(account, each) for each in recovery]
        )
        return recovery

    async def note(self, actor: str, account: int, act: str, thing: str, outcome: str) -> None:
        """Add to the audit log. What cannot be noted is logged: what was done is done."""
        try:
            await self.people.note(Noted(self._clock.now(), actor, account, act, thing, outcome))
        except GroundswellError as fault:
            _log.error(
                "an act could not be noted in the audit log: %s by account %d: %s", act, account, fault
            )

    async def forget(self) -> None:
        """Forget what is over, and the audit log beyond its days."""
        now = self._clock.now()
        await self.people.forget(noted_before=now - timedelta(days=self.config.audit_days), now=now)

    # --- parts ---

    def _held(self, way: str, by: Sequence[Counted], now: datetime) -> Held | None:
        """What is told to who tries too often; None to others, whose attempt is counted."""
        wait = self._limits.attempt(by, now)
        if not wait:
            return None
        self.tried[way, "held"] += 1
        return Held(wait)

    async def _refused(self, way: str, account: Account | None) -> None:
        self.tried[way, "refused"] += 1
        if account is not None:
            await self.note(account.name, account.id, "sign in", way, "refused")

    async def _code_fits(self, account: Account, code: str, now: datetime) -> str:
        kept = await self.people.credentials(account.id)
        if kept.codes:
            key = self.seal.open("totp", kept.codes, str(account.id))
            step = codes.step_of(key.decode(), code, now) if key is not None else None
            if step is not None and await self.people.use_step(account.id, step):
                return "code"
        plain = codes.plain_recovery(code)
        if len(plain) == 10 and await self.people.use_recovery(account.id, self._recovery(account.id, plain)):
            return "recovery code"
        return ""

    async def _link(self, kind: LinkKind, account: int, hours: int) -> str:
        told = fresh()
        until = self._clock.now() + timedelta(hours=hours)
        await self.people.put_link(digest(told), Link(kind, account, until, {}))
        return f"/desk/join/{told}"

    def _recovery(self, account: int, code: str) -> str:
        return self.seal.sign("recovery", f"{account} {codes.plain_recovery(code)}")

    def _known(self, account: Account) -> str:
        """What shows that somebody was let in on this browser before."""
        told = f"{account.id}.{fresh()[:16]}"
        return f"{told}.{self.seal.sign(_KNOWN, f'{name_key(account.name)} {told}')}"

    def _device(self, key: str, caller: Caller) -> str:
        """The mark of a browser on which the account of this name was let in before; "" for any other."""
        told, _, signature = caller.known.rpartition(".")
        return told if told and self.seal.is_signed(_KNOWN, f"{key} {told}", signature) else ""

    def _by(self, key: str, caller: Caller) -> list[Counted]:
        if device := self._device(key, caller):
            return [(f"device {device}", BY_DEVICE)]
        return [(f"origin {caller.origin}", BY_ORIGIN), (f"account {key}", BY_ACCOUNT)]

    def _by_second(self, account: Account, caller: Caller) -> list[Counted]:
        """Who is here knows the password, or has the session: so few may guess, so few are held up."""
        device = self._device(name_key(account.name), caller)
        return [(f"second {account.id} {device}", BY_DEVICE)]

    def _forgive(self, by: Sequence[Counted]) -> None:
        for name, limit in by:
            # Who has an account here could otherwise guess at others' for ever from the same place.
            self._limits.forgive(name, whole=limit is not BY_ORIGIN)
