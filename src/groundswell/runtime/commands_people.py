"""Commands that look after who may enter the desk: user, token. They work on the data directory, also while a server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeVar

from groundswell.core.access import Right, Role
from groundswell.core.accounts import (
    TOKEN_RIGHTS,
    Account,
    ApiToken,
    Grant,
    Scope,
    grants_fault,
    name_fault,
    scope_fault,
    together,
)
from groundswell.errors import ConfigError
from groundswell.runtime import terminal
from groundswell.runtime.build import open_entrance, shipped_catalog
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.lease import is_groundswell, serves_at
from groundswell.runtime.noting import BY
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, Flag, looked_in, settings_of_instance
from groundswell.runtime.terminal import Exit, UsageFault
from groundswell.web.people.entrance import Entrance
from groundswell.web.people.vouching import grants_line

T = TypeVar("T")


def user(
    act: Literal["list", "add", "link", "role", "grant", "disable", "enable"],
    name: str = "",
    /,
    *,
    role: Role | None = None,
    service: tuple[str, ...] = (),
    operator: tuple[str, ...] = (),
    without_factors: Annotated[bool, Flag] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Look after who has an account: list them, add one, give it a new link, another role, shut it out or
    let it in again.

    `add` and `link` print a one-time link with which somebody chooses a password. `link` without a name makes the first
    administrator's, as long as there is no account. Give links by a way that only they read. `role` gives one role in place of
    all that they have, `grant` one beside them.

    Parameters
    ----------
    act
        What to do.
    name
        Whose account, as it stands beside what they do.
    role
        For add, role and grant: viewer, responder, communicator or administrator.
    service
        For add, role and grant: only on this service; may be given several times. Left out, with no operator either: on all.
    operator
        For add, role and grant: on all services of this operator; may be given several times.
    without_factors
        For link: also forget one-time codes and passkeys, which somebody has lost.
    """
    settings = settings_of_instance(config, data_dir, makes=act == "add")

    async def work(entrance: Entrance) -> object:
        if act == "list":
            return list(await entrance.people.accounts())
        if act == "link" and not name:
            return await _address(settings, await _first(entrance))
        if act == "add":
            return await _address(
                settings, await _added(entrance, settings, name, role, Scope(service, operator))
            )
        account = await entrance.people.named(name)
        if account is None:
            raise UsageFault(
                f'there is no account "{name}"; `groundswell user list` lists those that there are'
            )
        if act == "link":
            return await _address(settings, await _linked(entrance, account, without_factors=without_factors))
        return await _changed(entrance, settings, act, account, role, Scope(service, operator))

    found = _with(settings, work)
    if json:
        terminal.say_json(found)
    elif isinstance(found, list):
        terminal.say(
            *(_line(one) for one in found)
            if found
            else (f"nobody has an account yet in {looked_in(settings)}",)
        )
    else:
        terminal.say(str(found))
    return Exit.FINE


def token(
    act: Literal["list", "add", "revoke"],
    name: str = "",
    /,
    *,
    right: tuple[Right, ...] = (),
    service: tuple[str, ...] = (),
    operator: tuple[str, ...] = (),
    days: int | None = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Look after what programs show to the API: list tokens, make one, revoke one.

    `add` prints the token, this once: only a digest of it is kept. A server that runs hears of `revoke` within ten seconds.

    Parameters
    ----------
    act
        What to do.
    name
        Of the program; it stands beside what it does.
    right
        For add: look, rule, speak or feed; may be given several times.
    service
        For add: only on this service; may be given several times. Left out, with no operator either: on all.
    operator
        For add: on all services of this operator; may be given several times.
    days
        For add: it ends after so many; left out: never.
    """
    settings = settings_of_instance(config, data_dir, makes=act == "add")

    async def work(entrance: Entrance) -> object:
        if act == "list":
            return list(await entrance.people.tokens())
        if act == "add":
            return await _given(entrance, settings, name, frozenset(right), Scope(service, operator), days)
        good = [one for one in await entrance.people.tokens() if one.name == name and one.revoked_at is None]
        if not good:
            raise UsageFault(f'there is no token "{name}" in use; `groundswell token list` lists them')
        for one in good:
            await entrance.revoke(one.id)
        await entrance.note(BY, 0, "revoke token", name, "done")
        return f"{name}: revoked"

    found = _with(settings, work)
    if json:
        terminal.say_json(found)
    elif isinstance(found, list):
        terminal.say(
            *(_token_line(one) for one in found)
            if found
            else (f"there are no tokens but the own one of {looked_in(settings)}",)
        )
    else:
        terminal.say(str(found))
    return Exit.FINE


def _with(settings: Settings, work: Callable[[Entrance], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_entrance(settings) as entrance:
            return await work(entrance)

    return asyncio.run(run())


async def _first(entrance: Entrance) -> str:
    path = await entrance.first_link()
    if path is None:
        raise UsageFault("there are accounts already: name whose link it shall be")
    await entrance.note(BY, 0, "new link", "the first administrator", "done")
    return path


async def _added(entrance: Entrance, settings: Settings, name: str, role: Role | None, scope: Scope) -> str:
    if fault := name_fault(name):
        raise UsageFault(fault)
    if role is None:
        raise UsageFault(f"--role: say which, one of {', '.join(Role)}")
    grants = (Grant(role, scope),)
    _check(grants_fault(grants, shipped_catalog(settings.catalog)))
    account = await entrance.people.add(name, grants, _now())
    if account is None:
        raise UsageFault(f'there is an account "{name}" already; `groundswell user link` makes another link')
    await entrance.note(BY, 0, "invite", account.name, "done")
    return await entrance.invitation(account)


async def _linked(entrance: Entrance, account: Account, *, without_factors: bool) -> str:
    if account.disabled_at is not None:
        raise UsageFault(f"{account.name} is shut out: `groundswell user enable` comes first")
    if entrance.vouching.governs(account):
        raise UsageFault(
            f"{account.name} is let in by the provider alone: `groundswell user role` gives a role here first"
        )
    if without_factors:
        await entrance.people.drop_factors(account.id)
    words = "new link without second factors" if without_factors else "new link"
    await entrance.note(BY, 0, words, account.name, "done")
    return await entrance.invitation(account)


async def _changed(
    entrance: Entrance, settings: Settings, act: str, account: Account, role: Role | None, scope: Scope
) -> str:
    thing = account.name
    if act in ("role", "grant"):
        if role is None:
            raise UsageFault(f"--role: say which, one of {', '.join(Role)}")
        grants = (*(account.grants if act == "grant" else ()), Grant(role, scope))
        _check(grants_fault(tuple(dict.fromkeys(grants)), shipped_catalog(settings.catalog)))
        done = await entrance.people.allow(account.id, together(grants))
        words = f"{account.name}: {grants_line(together(grants))} from now on"
        thing = f"{account.name}: {grants_line(together(grants))}"
    else:
        done = await entrance.people.disable(account.id, _now() if act == "disable" else None)
        words = f"{account.name}: {'shut out' if act == 'disable' else 'let in again'}"
    await entrance.note(BY, 0, f"user {act}", thing, "done" if done else "refused")
    if not done:
        raise ConfigError(f"{account.name} is the last administrator: make another one first")
    return words


async def _given(
    entrance: Entrance,
    settings: Settings,
    name: str,
    rights: frozenset[Right],
    scope: Scope,
    days: int | None,
) -> str:
    if fault := name_fault(name):
        raise UsageFault(fault)
    if not rights or not rights <= TOKEN_RIGHTS:
        raise UsageFault(f"--right: give one at least of {', '.join(sorted(TOKEN_RIGHTS))}")
    if days is not None and days < 1:
        raise UsageFault("--days: is at least 1")
    _check(scope_fault(scope, shipped_catalog(settings.catalog)))
    now = _now()
    ends = now + timedelta(days=days) if days is not None else None
    made = await entrance.give_token(ApiToken(0, name, "", rights, scope, BY, now, ends))
    if made is None:
        raise UsageFault(f'there is a token "{name}" already: revoke it first, or choose another name')
    await entrance.note(BY, 0, "make token", name, "done")
    return made[1]


def _check(fault: str) -> None:
    if fault:
        raise UsageFault(fault)


async def _address(settings: Settings, path: str) -> str:
    """The whole address of a link: the public one, else that of the server that runs here, else where it will listen; with a
    warning where another instance listens there."""
    web, running = settings.web, serves_at(settings.data_dir)
    if not running and await is_groundswell(web.local_url):
        terminal.warn(
            f"{web.local_url} is served by another instance of groundswell, not by {settings.data_dir.absolute()}, and this link opens "
            "nothing there; name that instance's directory with --data-dir"
        )
    return (web.public_url or running or web.url).rstrip("/") + path


def _line(account: Account) -> str:
    ways = [
        way
        for way, has in (
            ("password", account.has_password),
            ("codes", account.has_codes),
            ("passkeys", account.passkeys),
            ("provider", account.subject),
        )
        if has
    ]
    shut = "  shut out" if account.disabled_at is not None else ""
    told = f"by {', '.join(ways)}" if ways else "has not signed in yet"
    return f"{account.name}  {grants_line(account.grants)}  {told}{shut}"


def _token_line(one: ApiToken) -> str:
    on = ", ".join((*one.scope.services, *(f"{each} (operator)" for each in one.scope.operators)))
    ends = f"ends {one.expires_at:%Y-%m-%d}" if one.expires_at else "does not end"
    state = "revoked" if one.revoked_at else ends
    return f"{one.name}  {one.prefix}...  {', '.join(sorted(one.rights))} on {on or 'everything'}  {state}"


def _now() -> datetime:
    return SystemClock().now()
