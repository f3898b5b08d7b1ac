"""A statement as channels will show it: by those that this instance has, with their own limits; the usual ones apart, for who copies it there by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from groundswell.core.model import Incident
from groundswell.core.statement import LIMITS, Limit, Text, Unit, post
from groundswell.core.statement.length import graphemes
from groundswell.web.parts import Parts

_BY_HAND: Final = (Limit("X", 280, Unit.CHARACTERS, 23), Limit("SMS", 160, Unit.SEPTETS))
"""Where people copy a statement to, or Apprise carries it."""
_USUAL: Final = tuple(
    replace(LIMITS[name], channel=name.capitalize())
    for name in ("mastodon", "bluesky", "discord", "slack", "telegram")
)
_NAME_LETTERS_MIN: Final = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """What one channel shows: `body` of `length` where it takes `most`; so many sentences are `left_out`. It `is_own` where this
    instance tells people by it."""

    channel: str
    body: str
    length: int
    most: int
    left_out: int
    is_own: bool = False


def previews(parts: Parts, incident: Incident, text: Text) -> list[Preview]:
    """`text` as it will be posted by each channel of the settings that has a limit, and on the screen of a phone where browsers are
    told; then by the usual ones of which the settings have none."""
    link = f"{parts.config.url}/incidents/{incident.id}"
    own = parts.limits
    found = [_on_a_screen(text, is_own=bool(parts.push_key))]
    kinds = {limit.kind for limit in own}
    for limit in (*own, *(each for each in (*_USUAL, *_BY_HAND) if each.channel.casefold() not in kinds)):
        told = post(text, limit, link)
        left = len(told.left_out)
        found.append(Preview(limit.channel, told.body, told.length, told.most, left, is_own=limit in own))
    return sorted(found, key=lambda each: not each.is_own)


def _on_a_screen(text: Text, *, is_own: bool) -> Preview:
    """Push messages carry all of it; a phone shows the beginning until it is opened."""
    most = LIMITS["web_push"].most
    signs = graphemes(" ".join(text.body.split()))
    shown = "".join(signs[: most - 1]) + "…" if len(signs) > most else "".join(signs)
    body = f"{text.title}\n\n{shown}" if text.title else shown
    return Preview("A phone's screen, before it is opened", body, min(len(signs), most), most, 0, is_own)


def others_of(parts: Parts, incident: Incident) -> tuple[str, ...]:
    """Names of operators that a statement about `incident` must not open with: all but those of its own services."""
    services = (incident.service, *incident.members)
    ours = {parts.catalog.named(slug).operator for slug in services}
    names = {one.name for slug, one in parts.catalog.operators.items() if slug not in ours}
    own = {parts.catalog.named(slug).name for slug in services}
    return tuple(sorted(name for name in names - own if len(name) >= _NAME_LETTERS_MIN))
