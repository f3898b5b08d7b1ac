"""Pages of the desk's people, as answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from litestar import Response

from groundswell.web.api.context import AnyRequest, headers_of, viewer_of
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.parts import Parts
from groundswell.web.people.entrance import Held


def open_page(
    request: AnyRequest, parts: Parts, template: str, told: Mapping[str, object], status: int = 200
) -> Response[bytes]:
    """A page for whoever asks; nobody may keep it."""
    page = parts.pages.people(template, {"viewer": None, "fault": "", "notes": (), **told})
    return response_of(published_of(request).answer_page(page, headers_of(request), status))


def own_page(
    request: AnyRequest, parts: Parts, template: str, told: Mapping[str, object], status: int = 200
) -> Response[bytes]:
    """A page for who is signed in."""
    return open_page(request, parts, template, {"viewer": viewer_of(request), **told}, status)


def held_words(held: Held) -> str:
    """Why nothing is looked at just now."""
    return f"Too many attempts. Try again in {spoken(held.wait)}."


def spoken(wait: timedelta) -> str:
    """A wait in words, rounded up."""
    seconds = max(1, -int(-wait.total_seconds() // 1))
    count, unit = (seconds, "second") if seconds < 90 else (-(-seconds // 60), "minute")
    return f"{count} {unit}{'' if count == 1 else 's'}"
