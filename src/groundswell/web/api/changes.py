"""Changes that operators tell the desk: deploys, in a shape of our own or as PagerDuty's change events."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Response, get, post
from litestar.params import QueryParameter

from groundswell.core.access import Right
from groundswell.core.intake.clean import unknown_service
from groundswell.core.model import Deploy
from groundswell.core.timegrid import bin_start, instant_from, minute_of
from groundswell.flow.plain import reader
from groundswell.ports import DEPLOY_DAYS
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    faults,
    headers_of,
    json_body,
    needs,
    note_act,
    require,
)
from groundswell.web.api.incidents import check_since
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid
from groundswell.web.submit import idempotency_key
from groundswell.web.wire import FieldFault
from groundswell.web.wire_desk import ChangeIn, ChangeLinkIn, ChangeList, ChangeOut, Link, PagerDutyChangeIn

SKEW: Final = timedelta(minutes=10)
_WRITTEN: Final = "\n\t\u00a0\u202f\u2009\u3000\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
_SAME_MINUTES = 15
"""without a time of its own, the same told within one quarter of an hour is told again"""
_NAMED_MAX: Final = {"service": 80, "component": 80}
_outline: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_own: Final = reader(ChangeIn)
_pagerduty: Final = msgspec.json.Decoder(PagerDutyChangeIn).decode


@post(
    "/api/v1/desk/changes",
    status_code=202,
    tags=["desk"],
    guards=[needs(Right.FEED)],
    security=TOKEN_SECURITY,
    responses=faults(
        "malformed",
        "unauthorized",
        "forbidden",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
        "unknown-service",
        "key-reused",
        "unavailable",
    ),
)
async def post_change(
    request: AnyRequest,
    parts: PartsHere,
    service: Annotated[
        str, QueryParameter(description="which service changed, where the body does not say it")
    ] = "",
) -> Response[ChangeOut]:
    """Tell of a change (a deploy): in our own shape, or as a change event of PagerDuty's Events API v2."""
    body = await json_body(request, parts)
    sent = headers_of(request).get(b"idempotency-key")
    key = None if sent is None else idempotency_key(sent)
    deploy = _deploy(_said(body, parts.clock.now(), service), key, parts)
    require(actor_of(request), Right.FEED, deploy.service)
    note_act(request, "tell of change", deploy.service)
    kept = await parts.deploys.put(deploy)
    if kept.content != deploy.content:
        words = "was used for another change: send a new key with each new change"
        raise ProblemError(
            "key-reused", f"Idempotency-Key: {words}", errors=[FieldFault("Idempotency-Key", words)]
        )
    return Response(change(kept), status_code=202)


@get(
    "/api/v1/desk/changes",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "unknown-service", "unavailable"),
)
async def list_changes(
    request: AnyRequest,
    parts: PartsHere,
    service: Annotated[str, QueryParameter(description="only of this service: slug, name or alias")] = "",
    since: Annotated[
        datetime | None,
        QueryParameter(description="only what changed at or after this instant (with offset)"),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> ChangeList:
    """Changes that the desk was told, latest first."""
    check_since(since)
    actor = actor_of(request)
    on = actor.on(Right.LOOK)
    services = None if on is None else sorted(on)
    if service:
        services = [slug_of(service, parts)]
        require(actor, Right.LOOK, services[0])
    found = await parts.deploys.list(services=services, since=since, limit=limit)
    return ChangeList([change(deploy) for deploy in found])


def change(deploy: Deploy) -> ChangeOut:
    """A deploy on the wire."""
    return ChangeOut(
        id=deploy.id,
        service=deploy.service,
        summary=deploy.summary,
        at=deploy.at,
        received_at=deploy.received_at,
        component=deploy.component,
        source=deploy.source,
        links=[Link(address, text) for address, text in deploy.links],
    )


def _said(body: bytes, now: datetime, service: str) -> tuple[ChangeIn, bool]:
    """What `body` tells, and whether it says when that was."""
    if "payload" not in _outline(body):
        said = _own(body)
        return (said if said.service else msgspec.structs.replace(said, service=service)), True
    told = _pagerduty(body)
    payload = told.payload
    details = payload.custom_details or {}
    said = ChangeIn(
        summary=payload.summary,
        at=_instant(payload.timestamp) if payload.timestamp else now,
        service=_detail(details, "service") or service,
        component=_detail(details, "component"),
        links=[ChangeLinkIn(link.href, link.text) for link in told.links or ()],
        source=payload.source or "",
    )
    return said, bool(payload.timestamp)


def _detail(details: Mapping[str, Any], name: str) -> str:
    found = details.get(name)
    if found is None:
        return ""
    field = f"payload.custom_details.{name}"
    if not isinstance(found, str):
        raise invalid(field, "must be text")
    if len(found) > _NAMED_MAX[name]:
        raise invalid(field, f"must be at most {_NAMED_MAX[name]} letters")
    return found


def _instant(text: str) -> datetime:
    """PagerDuty writes offsets without a colon, which RFC 3339 does not."""
    try:
        return instant_from(text)
    except ValueError as fault:
        raise invalid("payload.timestamp", str(fault)) from None


def _deploy(told: tuple[ChangeIn, bool], key: str | None, parts: Parts) -> Deploy:
    said, dated = told
    now = parts.clock.now()
    service = slug_of(said.service, parts)
    try:
        at = said.at.astimezone(UTC)
    except OverflowError:
        raise invalid("at", "lies outside of the years 1 to 9999") from None
    if at > now + SKEW:
        raise invalid("at", f"lies in the future: by our clock it is {now:%Y-%m-%dT%H:%M:%SZ}")
    if at < now - timedelta(days=DEPLOY_DAYS):
        raise invalid("at", f"lies more than {DEPLOY_DAYS} days ago: so long changes are kept")
    for field, text in (("summary", said.summary), ("component", said.component), ("source", said.source)):
        check_text(field, text)
    links = tuple(_link(number, link) for number, link in enumerate(said.links))
    when = at.isoformat() if dated else str(bin_start(minute_of(now), _SAME_MINUTES))
    content = _digest(
        service, said.summary, when if key is None or dated else "", said.component, said.source, links
    )
    return Deploy(
        id=content if key is None else _digest("key", key),
        service=service,
        summary=said.summary,
        at=at,
        received_at=now,
        component=said.component,
        source=said.source,
        links=links,
        content=content,
    )


def slug_of(named: str, parts: Parts) -> str:
    """The slug of the service that is called so. Raises ProblemError (422)."""
    if not named.strip():
        words = (
            "is missing: name it in `service` (PagerDuty: payload.custom_details.service), or as ?service="
        )
        raise invalid("service", words.replace("`", ""))
    found = parts.catalog.find(named)
    if found is None:
        words = unknown_service(named, parts.catalog)
        raise ProblemError("unknown-service", words, errors=[FieldFault("service", words)])
    return found.slug


def _link(number: int, link: Link) -> tuple[str, str]:
    field = f"links[{number}]"
    try:
        parted = urlsplit(link.href)
    except ValueError:
        parted = None
    sound = parted is not None and parted.scheme in ("http", "https") and parted.netloc
    if not sound or not link.href.isprintable() or " " in link.href:
        raise invalid(f"{field}.href", "must be an address that begins with https:// or http://")
    check_text(f"{field}.text", link.text)
    return link.href, link.text


def check_text(field: str, text: str) -> None:
    """Raises ProblemError (422) for control characters in `text`. What languages need to be written is none: spaces of their own,
    joiners, marks and isolates of direction; what turns the direction of all that follows is one."""
    if not all(letter.isprintable() or letter in _WRITTEN for letter in text):
        raise invalid(field, "holds control characters")


def _digest(*told: object) -> str:
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:32]
