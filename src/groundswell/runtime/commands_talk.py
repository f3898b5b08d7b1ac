"""Commands that speak with a running instance: report, status, ties."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from groundswell.core.model import ONGOING, Certainty, Incident, State
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import GroundswellError
from groundswell.runtime import terminal
from groundswell.runtime.client import Query, RefusedError, Server
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, Flag, Url, settings_of_instance, url_from
from groundswell.runtime.secrets import given_token
from groundswell.runtime.terminal import Exit, UsageFault
from groundswell.web.related import HiddenTieList, HiddenTieOut, hidden_tie_list
from groundswell.web.shape import held_rise
from groundswell.web.wire import (
    FollowedOut,
    HeldRiseList,
    HeldRiseOut,
    IncidentList,
    IncidentOut,
    ReceiptOut,
    ReportIn,
    ServiceList,
)

_WRITTEN_WRONGLY = (400, 422)
_NOT_THERE = 404
_LOOKS = 8
_LOOK_SECONDS = 0.25
_TIES_MAX = 500
_HELD_LATELY = timedelta(hours=1)


def report(
    service: str,
    /,
    *,
    symptom: str | None = None,
    works: Annotated[bool, Flag] = False,
    country: str | None = None,
    region: str | None = None,
    network: str | None = None,
    platform: str | None = None,
    app_version: str | None = None,
    comment: str | None = None,
    url: Url = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Report trouble with a service (or that it works) to a server, and print the receipt.

    Tries again while the server cannot be reached; a second try is never a second report. Exits with 1 when the
    server did not want the report, with 2 when a field is wrong.

    Parameters
    ----------
    service
        The service's slug, name or alias.
    symptom
        What fails, one of the service's symptoms. Left out: trouble of any kind.
    works
        It works for me.
    country
        ISO 3166-1 code, such as ES.
    region
        ISO 3166-2 code, such as ES-MD.
    network
        AS number, such as as3352.
    platform
        android, ios, web, windows, macos, linux, tv, console or other.
    app_version
        The app's version.
    comment
        Own words.
    """
    said = ReportIn(
        service=service,
        symptom=symptom,
        works=works,
        country=country,
        region=region,
        network=network,
        platform=platform,
        app_version=app_version,
        comment=comment,
    )
    address = url_from(url, config)
    with Server(address) as server:
        try:
            receipt = server.report(said, secrets.token_urlsafe(18))
        except RefusedError as refused:
            terminal.fault(str(refused))
            return Exit.WRONG_USE if refused.problem.status in _WRITTEN_WRONGLY else Exit.TROUBLE
        standing = "" if json else _standing(server, receipt.receipt)
    if json:
        terminal.say_json(receipt)
    else:
        _say_taken(receipt, address, standing)
    return Exit.FINE


def _say_taken(receipt: ReceiptOut, address: str, standing: str) -> None:
    what = "works" if receipt.works else receipt.symptom or "trouble"
    terminal.say(
        f"taken: {receipt.service}, {what}, at {receipt.observed_at:%H:%M:%S} UTC",
        f"receipt {receipt.receipt}",
        f"what becomes of it: {_absolute(address, receipt.page)}",
    )
    if standing in ("added", "repeat"):
        more = "what it says beyond that counts with it" if standing == "added" else "it does not count again"
        terminal.say(f"you had already been counted for {receipt.service} in this half hour: {more}")


def _standing(server: Server, receipt: str) -> str:
    """What the server says, within a moment, became of it; it is counted within a second or so. "" where it does not say."""
    for _ in range(_LOOKS):
        try:
            followed = server.get(f"/api/v1/receipts/{receipt}", FollowedOut)
        except GroundswellError:
            return ""  # the report is taken, which is what was asked for
        if followed.status != "waiting":
            return followed.status
        time.sleep(_LOOK_SECONDS)
    return ""


class _Trouble(msgspec.Struct, frozen=True):
    """One incident that is not over, wherever it was read."""

    id: str
    service: str
    state: State
    certainty: Certainty
    severity: int
    began_at: datetime
    reports: int
    ratio: float | None


def status(
    *,
    url: Annotated[
        str | None,
        Parameter(name="--url", help="Ask this server; left out: $GROUNDSWELL_URL, else the local database."),
    ] = None,
    suspected: Annotated[bool, Flag] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Say what is in trouble now, and what rose but was held to be no outage. Exits with 1 when something is in trouble.

    A server tells what it held back only to who has its token ($GROUNDSWELL_TOKEN).

    Parameters
    ----------
    suspected
        Also show what is only suspected. It does not change how the command exits.
    """
    now = SystemClock().now()
    url = url or os.environ.get("GROUNDSWELL_URL")
    seen = _asked(url, now) if url else asyncio.run(_looked_up(config, data_dir, now))
    found = [one for one in seen.incidents if suspected or one.state is not State.SUSPECTED]
    found.sort(key=lambda one: (-one.severity, one.began_at, one.service))
    if json:
        terminal.say_json({**msgspec.structs.asdict(seen), "at": now, "incidents": found})
    elif found:
        terminal.say_table(
            ("service", "state", "certainty", "severity", "since", "reports", "times usual", "incident"),
            [_row(one, now) for one in found],
            right=(3, 5, 6),
        )
    elif seen.known and not seen.early and not seen.incidents:
        of_whom = (
            f" at the {terminal.counted(seen.known, 'service')} with a history" if seen.counting_since else ""
        )
        terminal.say(f"nothing is in trouble{of_whom}")
    if not json:
        if hidden := [one.service for one in seen.incidents if one not in found]:
            terminal.say(
                f"suspected, too few so far to call it an outage: {', '.join(sorted(hidden))} (--suspected shows more)"
            )
        terminal.say(*_beside(seen, now, others=bool(found)))
        if seen.held:
            terminal.say("", "held to be no outage:")
            terminal.say_table(
                ("service", "why", "clearest in", "since", "last", "reports", "usual"),
                [_held_row(rise, now) for rise in seen.held],
                right=(5, 6),
            )
    return Exit.TROUBLE if any(one.state is not State.SUSPECTED for one in found) else Exit.FINE


class _Seen(msgspec.Struct, frozen=True):
    """All that can be said: incidents, what was held to be none (None where the token for that is not at hand),
    services of which it is too early to say anything (with their reports of fifteen minutes), since when reports of some
    are counted where that is short, of how many others there is a history, whether somebody judges at all, and the directory
    that was read ("": a server was asked)."""

    incidents: list[_Trouble]
    held: list[HeldRiseOut] | None
    early: dict[str, int]
    counting_since: datetime | None
    known: int
    judging: bool = True
    looked_at: datetime | None = None
    data_dir: str = ""


def _beside(seen: _Seen, now: datetime, *, others: bool) -> Iterator[str]:
    """What has to be known beside the incidents; whether there are any, and it is said of the `others`."""
    if seen.early:
        told = ", ".join(f"{slug} ({count:,} reports in 15 minutes)" for slug, count in seen.early.items())
        yield f"too early to say: {told}"
    if seen.counting_since is not None:
        short = (
            "it is too early to say what works"
            if seen.known
            else "of the others it is too early to say"
            if others
            else "too short to say what works"
        )
        of_whom = " of the others" if seen.known else ""
        yield f"reports{of_whom} are counted only since {seen.counting_since:%H:%M} UTC: {short}"
    if not seen.judging:
        last = f"; last looked at {terminal.ago(seen.looked_at, now)}" if seen.looked_at else ""
        yield f"nobody is judging: no server runs on {seen.data_dir}{last}"


def _asked(url: str, now: datetime) -> _Seen:
    token = given_token(os.environ)
    with Server(url, token=token) as server:
        query: Query = {"state": [state.value for state in ONGOING], "limit": "500"}
        listed = server.get("/api/v1/incidents", IncidentList, query)
        services = server.get("/api/v1/services", ServiceList)
        held = None
        if token is not None:
            since: Query = {"since": (now - _HELD_LATELY).isoformat()}
            try:
                held = server.get("/api/v1/desk/held", HeldRiseList, since).held
            except RefusedError as refused:
                if refused.problem.status != _NOT_THERE:  # an older server
                    raise
    early = {one.slug: one.early for one in services.services if one.early}
    young = [one.counting_since for one in services.services if one.counting_since is not None]
    known = len(services.services) - len(young)
    return _Seen([_trouble(one) for one in listed.incidents], held, early, min(young, default=None), known)


async def _looked_up(config: Path | None, data_dir: Path | None, now: datetime) -> _Seen:
    from groundswell.flow.gather import Gather
    from groundswell.runtime.build import open_stores
    from groundswell.runtime.lease import is_running

    settings = _with_database(config, data_dir)
    async with open_stores(settings, looking=True) as stores:
        listed = await stores.incidents.list(states=tuple(ONGOING), limit=500)
        rises = await stores.incidents.held(since=now - _HELD_LATELY)
        gather = Gather(stores.catalog, stores.cube, stores.incidents, stores.clock)
        judging = is_running(settings.data_dir) or settings.database_path is None
        early = {view.service.slug: view.reports for view in await gather.early()}
        young = await gather.young()
        watched = await stores.cube.watched(0, minute_of(stores.clock.now()))
    last = max((end for service, _, end in watched if service is None), default=None)
    return _Seen(
        [_trouble(one) for one in listed],
        [held_rise(rise) for rise in rises],
        early,
        min(young.values(), default=None) if judging else None,
        len(stores.catalog.services) - len(young) if judging else len(stores.catalog.services),
        judging,
        instant_of(last + 1) if last is not None else None,
        str(settings.data_dir.absolute()),
    )


def _with_database(config: Path | None, data_dir: Path | None) -> Settings:
    try:
        return settings_of_instance(config, data_dir)
    except UsageFault as fault:
        raise UsageFault(f"{fault}, or ask a server with --url") from None


def _trouble(one: Incident | IncidentOut) -> _Trouble:
    return _Trouble(
        one.id, one.service, one.state, one.certainty, one.severity, one.began_at, one.reports, one.ratio
    )


def _held_row(rise: HeldRiseOut, now: datetime) -> tuple[str, ...]:
    return (
        rise.service,
        rise.reason.value,
        rise.part or "the whole",
        f"{rise.began_at:%Y-%m-%d %H:%M} UTC ({terminal.ago(rise.began_at, now)})",
        f"{rise.last_at:%H:%M} UTC",
        f"{rise.reports:,}",
        "" if rise.usual is None else f"{rise.usual:.1f}",
    )


def _row(one: _Trouble, now: datetime) -> tuple[str, ...]:
    return (
        one.service,
        one.state.value,
        one.certainty.value,
        str(one.severity),
        f"{one.began_at:%Y-%m-%d %H:%M} UTC ({terminal.ago(one.began_at, now)})",
        f"{one.reports:,}",
        "" if one.ratio is None else f"{one.ratio:.1f}",
        one.id,
    )


def ties(
    *,
    url: Annotated[
        str | None,
        Parameter(name="--url", help="Ask this server; left out: $GROUNDSWELL_URL, else the local database."),
    ] = None,
    known: Annotated[bool, Flag] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Propose ties between services whose outages of the last year began together more often than chance has it.

    Nothing is changed: a line that you know to be so goes under [ties] in your catalog file. A server tells them only
    to who has its token ($GROUNDSWELL_TOKEN).

    Parameters
    ----------
    known
        Also show pairs of which the catalog says already what they share.
    """
    url = url or os.environ.get("GROUNDSWELL_URL")
    if url:
        with Server(url, token=given_token(os.environ)) as server:
            query: Query = {"limit": str(_TIES_MAX), "known": str(known).lower()}
            found = server.get("/api/v1/desk/ties", HiddenTieList, query)
    else:
        found = asyncio.run(_related(config, data_dir, known))
    if json:
        terminal.say_json(found)
        return Exit.FINE
    terminal.say(
        f"{terminal.counted(found.incidents, 'incident')} since {found.since:%Y-%m-%d}, "
        f"{terminal.counted(found.hours, 'hour')} of counting"
    )
    if found.ties:
        headings = (
            "service",
            "may depend on",
            "together",
            "outages",
            "of that",
            "times chance",
            "95 %",
            "known",
        )
        terminal.say_table(headings, [_tie_row(tie) for tie in found.ties], right=(2, 3, 4, 5))
    if new := [tie for tie in found.ties if not tie.known]:
        terminal.say("", "# to paste, where you know it to be so:", "[ties]", *_pasted(new))
    else:
        terminal.say("no tie is hidden that would show in them")
    return Exit.FINE


async def _related(config: Path | None, data_dir: Path | None, known: bool) -> HiddenTieList:
    from groundswell.flow.relate import relate
    from groundswell.runtime.build import open_stores

    async with open_stores(_with_database(config, data_dir), looking=True) as stores:
        found = await relate(stores.catalog, stores.cube, stores.incidents, stores.clock.now())
    return hidden_tie_list(found, known=known, limit=_TIES_MAX)


def _pasted(ties: Sequence[HiddenTieOut]) -> Iterator[str]:
    """One line a service: a key may stand in a table once."""
    on: dict[str, list[str]] = {}
    for tie in ties:
        on.setdefault(tie.service, []).append(tie.toml.partition(" = ")[2][1:-1])
    for service, entries in on.items():
        yield f"{service} = [{', '.join(entries)}]"


def _tie_row(tie: HiddenTieOut) -> tuple[str, ...]:
    return (
        tie.service,
        tie.on,
        str(tie.together),
        str(tie.outages),
        str(tie.on_outages),
        f"{tie.lift:,.0f}",
        f"{tie.low:,.0f} to {tie.high:,.0f}",
        tie.known,
    )


def _absolute(url: str, page: str) -> str:
    return page if page.startswith("http") else url.rstrip("/") + page
