"""What is between us and a browser at the desk: its cookies, what kind it is, whether a form of ours sent this, where it may
be sent on to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from litestar import Response
from litestar.datastructures import Cookie

from groundswell.web.answer import HeaderMap
from groundswell.web.parts import Parts, WebConfig
from groundswell.web.people.entrance import Caller, Entered
from groundswell.web.problems import ProblemError

SESSION: Final = "desk"
STEP: Final = "desk-step"
"""what is between two steps of signing in"""
KNOWN: Final = "desk-known"
"""that somebody was let in here before"""
DESK: Final = "/desk"
FIELDS_MAX: Final = 500
_SEVERAL: Final = frozenset({"services", "operators", "rights", "questions", "language"})
_KNOWN_SECONDS: Final = 180 * 86400
_STEP_SECONDS: Final = 600
_COOKIE_BYTES_MAX: Final = 16_384
_BOUNDARY: Final = re.compile(r'boundary=(?:"([!-~]{1,70})"|([!#-:<-~]{1,70}))')
_NAME: Final = re.compile(rb'(?i)content-disposition:\s*form-data;[^\r\n]*?\bname="([^"\r\n]{1,100})"')
_PATH: Final = re.compile(r"/desk(?:[/?][!-~]*)?")
_HOST: Final = re.compile(r"[a-z0-9.-]+(:\d+)?|\[[0-9a-f:]+\](:\d+)?")
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def site_of(headers: HeaderMap, config: WebConfig) -> str:
    """The origin under which the browser has us: the public one, else the host that it asked for."""
    if config.public_url:
        parted = urlsplit(config.public_url)
        return f"{parted.scheme}://{parted.netloc}".lower()
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return f"http://{host}" if _HOST.fullmatch(host) else config.local_url


def inward(path: str) -> str:
    """`path` if it leads to a page of the desk here, else the desk: nobody is sent elsewhere by a link that was slipped to them."""
    return path if _PATH.fullmatch(path) and "\\" not in path and "//" not in path.partition("?")[0] else DESK


def cookie_name(name: str, config: WebConfig) -> str:
    """A cookie's full name: over https with the prefix that keeps other hosts and paths from setting it."""
    return f"__Host-{name}" if _secure(config) else name


def cookie(headers: HeaderMap, name: str, config: WebConfig) -> str:
    """What the browser shows under `name`; "" for nothing."""
    sent = headers.get(b"cookie", b"")
    if not sent or len(sent) > _COOKIE_BYTES_MAX:
        return ""
    wanted = cookie_name(name, config).encode()
    for part in sent.split(b";"):
        told, _, value = part.strip().partition(b"=")
        if told == wanted:
            return value.decode("latin-1")
    return ""


def lent(name: str, value: str, config: WebConfig, seconds: int | None = None) -> Cookie:
    """A cookie for the browser to keep: no script reads it, no other site's form brings it along."""
    return Cookie(
        key=cookie_name(name, config),
        value=value,
        path="/",
        httponly=True,
        secure=_secure(config),
        samesite="lax",
        max_age=seconds,
    )


def taken_back(name: str, config: WebConfig) -> Cookie:
    """The same, forgotten."""
    return lent(name, "", config, 0)


def see(goal: str, *cookies: Cookie) -> Response[bytes]:
    """Go and look there (303)."""
    return Response(
        b"", status_code=303, headers={"location": goal, "cache-control": "no-store"}, cookies=list(cookies)
    )


def let_in(entered: Entered, parts: Parts, goal: str = "") -> Response[bytes]:
    """The way in, with what the browser keeps for it."""
    config = parts.config
    return see(
        inward(goal or entered.next),
        lent(SESSION, entered.session, config, parts.people.config.session_hours * 3600),
        lent(KNOWN, entered.known, config, _KNOWN_SECONDS),
        taken_back(STEP, config),
    )


def step_cookie(step: str, config: WebConfig) -> Cookie:
    """What is between two steps of signing in."""
    return lent(STEP, step, config, _STEP_SECONDS)


def caller_of(scope: Mapping[str, Any], parts: Parts) -> Caller:
    """Who stands at the door."""
    headers: HeaderMap = dict(scope["headers"])
    visitor = parts.visitors.read_scope(scope, parts.clock.now())
    return Caller(
        origin=visitor.prefix or visitor.origin,
        device=device_of(headers.get(b"user-agent", b"").decode("ascii", "replace")),
        known=cookie(headers, KNOWN, parts.config),
    )


def device_of(agent: str) -> str:
    """The kind of browser, in words: no version, nothing that tells one from another.

    >>> device_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox on Linux'
    """
    browser = next((name for sign, name in _BROWSERS if sign in agent), "A program")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser


def check_sent_from_here(headers: HeaderMap, config: WebConfig) -> None:
    """Raises ProblemError (403) where the browser says that another site sent this. What says nothing is no browser of today."""
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None and site not in (b"same-origin", b"none"):
        raise ProblemError("cross-site", "the desk takes forms from its own pages only")
    if origin is not None and not _is_ours(origin, headers, config):
        raise ProblemError(
            "cross-site", "the desk takes forms from its own pages only (web.public_url names them)"
        )


def _is_ours(origin: bytes, headers: HeaderMap, config: WebConfig) -> bool:
    if config.public_url:
        return origin.decode("latin-1").lower() == site_of(headers, config)
    # A proxy may speak https for us: then the browser's origin has another scheme, and the same host.
    return origin.lower().partition(b"://")[2] == headers.get(b"host", b"").lower() != b""


def fields_of(body: bytes) -> dict[str, str]:
    """A form's fields; of one sent twice, the last. Raises ProblemError (400)."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise ProblemError("malformed", "the form cannot be read") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        # Boxes of one name that are ticked together come as several, and so do the languages of a statement.
        found[name] = f"{found[name]},{value}" if name in _SEVERAL and name in found else value
    return found


def uploaded(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form that brings a file along (RFC 7578); a file's field holds its text. Raises ProblemError (400)."""
    told = _BOUNDARY.search(content_type)
    if told is None:
        raise ProblemError("malformed", "the form cannot be read")
    pieces = (b"\r\n" + body).split(b"\r\n--" + (told[1] or told[2]).encode(), FIELDS_MAX)
    found: dict[str, str] = {}
    for piece in pieces[1:]:
        head, empty, content = piece.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if piece.startswith(b"--"):
            return found
        if not empty or name is None:
            break
        found[name[1].decode("utf-8", "replace")] = content.decode("utf-8", "replace")
    raise ProblemError("malformed", "the form is not whole")


def _secure(config: WebConfig) -> bool:
    return config.public_url.startswith("https://")
