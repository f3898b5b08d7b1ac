"""What somebody wants to hear and when, as a form or a program says it: read, and written out again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.notice import Digest, Rhythm, Route, Way
from groundswell.errors import InputError
from groundswell.flow.subscribe import SignUp
from groundswell.web.form_faults import UnknownServiceError
from groundswell.web.wire_subscriptions import PreferencesIn, PushIn, SubscriptionIn

_FIELDS_MAX: Final = 64
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(:00)?")
Form = Mapping[str, Sequence[str]]


def read_form(body: bytes) -> Form:
    """The fields of a form, those left empty not among them. Raises InputError."""
    try:
        told = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=_FIELDS_MAX)
    except ValueError as fault:
        raise InputError("body", "a form is read, in UTF-8") from fault
    return {name: [text.strip() for text in texts if text.strip()] for name, texts in told.items()}


def preferences_of(form: Form, catalog: Catalog) -> PreferencesIn:
    """What a form says. Services may be typed by any of their names, several with commas between. Raises InputError."""
    typed = [name.strip() for text in form.get("service", ()) for name in re.split(r"[,،、]", text)]
    return PreferencesIn(
        services=[_slug(name, catalog) for name in typed if name],
        categories=list(form.get("category", ())),
        countries=list(form.get("country", ())),
        severity_min=int(_one(form, "severity_min", "1")) if _one(form, "severity_min", "1").isdigit() else 0,
        language=_one(form, "language", "en"),
        digest=_one(form, "digest", "none"),
        quiet_from=_one(form, "quiet_from"),
        quiet_to=_one(form, "quiet_to"),
        time_zone=_one(form, "time_zone", "UTC"),
        urgent="urgent" in form,
    )


def sign_up_of(form: Form, catalog: Catalog, way_of: Callable[[str], Way]) -> SignUp:
    """What the form of a page asks for; `way_of` tells by which way an address is told. Raises InputError."""
    address, told = _one(form, "address"), preferences_of(form, catalog)
    if _one(form, "way") == Way.TELEGRAM.value:
        return SignUp(Way.TELEGRAM, "", route_of(told), told.language)
    return SignUp(way_of(address), address, route_of(told), told.language)


def asked_by(told: SubscriptionIn, catalog: Catalog) -> SignUp:
    """What a program asks for, or the script of the page, which sends names as they were typed. Raises InputError."""
    address: str = told.address
    if told.way == Way.PUSH.value:
        if told.push is None:
            raise InputError("push", "must be what the browser gave: endpoint and keys")
        address = _as_text(told.push)
    route = route_of(told)
    services = tuple(dict.fromkeys(_slug(name, catalog) for name in route.services))
    return SignUp(Way(told.way), address, replace(route, services=services), told.language)


def route_of(told: PreferencesIn) -> Route:
    """What is wanted, and when. Raises InputError."""
    try:
        digest = Digest(told.digest)
    except ValueError as fault:
        raise InputError("digest", "none, hourly or daily") from fault
    if bool(told.quiet_from) != bool(told.quiet_to):
        raise InputError("quiet_from", "needs quiet_to beside it, both as HH:MM")
    rhythm = Rhythm(
        digest,
        _minute("quiet_from", told.quiet_from),
        _minute("quiet_to", told.quiet_to),
        told.time_zone,
        told.urgent,
    )
    return Route(
        services=tuple(dict.fromkeys(told.services)),
        categories=tuple(dict.fromkeys(told.categories)),
        countries=tuple(dict.fromkeys(told.countries)),
        severity_min=told.severity_min,
        rhythm=rhythm,
    )


def shown(route: Route, language: str, catalog: Catalog) -> dict[str, object]:
    """The same as the fields of a form."""
    quiet = route.rhythm.quiet_from != route.rhythm.quiet_to
    return {
        "service": ", ".join(catalog.named(slug).name for slug in route.services),
        "categories": route.categories,
        "countries": route.countries,
        "severity_min": route.severity_min,
        "language": language,
        "digest": route.rhythm.digest.value,
        "quiet_from": clock(route.rhythm.quiet_from) if quiet else "",
        "quiet_to": clock(route.rhythm.quiet_to) if quiet else "",
        "time_zone": route.rhythm.zone,
        "urgent": route.rhythm.urgent,
    }


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it.

    >>> clock(22 * 60 + 5)
    '22:05'
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def _as_text(push: PushIn) -> str:
    return msgspec.json.encode(push).decode()


def _minute(field: str, text: str) -> int:
    if not text:
        return 0
    found = _TIME.fullmatch(text)
    if found is None:
        raise InputError(field, "a time of the day, as HH:MM")
    return int(found[1]) * 60 + int(found[2])


def _one(form: Form, name: str, otherwise: str = "") -> str:
    return next(iter(form.get(name, ())), otherwise)


def _slug(name: str, catalog: Catalog) -> str:
    if (found := catalog.find(name)) is not None:
        return found.slug
    near = catalog.near(name)
    raise UnknownServiceError(name, near[0].name if near else "")
