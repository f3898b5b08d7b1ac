"""Outputs for machines and other sites as bytes: which there are, under which path, and what each is made of.

`OFFERED` names them all; `Machines.outputs` has a maker for each. What they say is decided in core/status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from xml.etree.ElementTree import Element, SubElement

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.status import BoardView, Masthead, ServiceView, Story, cap, feeds, v2
from groundswell.flow.offer import Maker, OfBoard, OfMinute, OfStory
from groundswell.flow.publish import pack
from groundswell.ports import Page
from groundswell.web import figures
from groundswell.web.atlas import POLICY, atlas
from groundswell.web.embed import WIDGET_POLICY, Embeds
from groundswell.web.ical import calendar
from groundswell.web.language import ENGLISH, offered, root_of
from groundswell.web.local_catalog import local_catalog
from groundswell.web.local_masthead import cut_names, local_board, local_masthead
from groundswell.web.render import HTML

JSON: Final = "application/json; charset=utf-8"
SHARED: Final = (("access-control-allow-origin", "*"),)
"""Pages of other sites may read it."""
_SECONDS: Final = 30
_SHOWN_SECONDS: Final = 10
"""What stands on pages of others says what our own page says, and may be kept as long."""
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_NOT_FOR_ROBOTS: Final = ("/search", "/r/", "/api/", "/oembed", "/outages", "/compare/", "/here")
_ALWAYS: Final = ("/", "/incidents", "/about", "/method", "/privacy", "/accessibility")

OFFERED: Mapping[str, str] = {
    **{
        f"{before}/api/v2/{name}.json": f"{of}, in the shape of Statuspage v2: `{name}`."
        for before, of in (("", "The whole site"), ("/s/{}", "One service"))
        for name in v2.DOCUMENTS
    },
    "/feeds/{}.atom": "Outages of a service, of `all`, of `category/SLUG`, `country/CODE` or `severity/2` to `severity/5`, as Atom.",
    "/feeds/{}.rss": "The same as RSS 2.0.",
    "/feeds/{}.json": "The same as JSON Feed 1.1.",
    "/feeds/{}.ics": "The same as a calendar.",
    "/cap/{}.xml": "An outage as a public alert, CAP 1.2: its latest message.",
    "/s/{}/badge.svg": "A service's state as a small picture.",
    "/s/{}/badge.json": "The same for the endpoint badge of shields.io.",
    "/s/{}/widget": "A service in a frame, for pages of others.",
    "/s/{}/card.png": "A service as a picture beside a link (Open Graph), 1200 by 630.",
    "/s/{}/map.svg": "Where reports on a service come from against the usual, as a picture of the world.",
    "/metrics/services": "The state of every service and its counts, for Prometheus.",
    "/sitemap.xml": "Every page of a service and of the latest outages, for search engines.",
    "/robots.txt": "What robots may read.",
}
"""Every output and what it is; "{}" stands for a service's slug or an incident's id."""


SPOKEN: Final = (
    *(f"/feeds/{{}}.{form}" for form in ("atom", "rss", "json", "ics")),
    *("/s/{}/badge.svg", "/s/{}/badge.json", "/s/{}/widget"),
)
"""What there is in every language, under a path that begins with its code."""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who tells it in one language, with what, and who draws it."""

    masthead: Masthead
    catalog: Catalog
    embeds: Embeds


class Machines:
    """Makes the bytes."""

    def __init__(self, masthead: Masthead, catalog: Catalog, embeds: Embeds) -> None:
        self._masthead = masthead
        self._embeds = embeds
        self._speakers = {ENGLISH: _Speaker(masthead, catalog, embeds)}

    @property
    def exercise(self) -> bool:
        """Whether all that is told is one."""
        return self._masthead.exercise

    def outputs(self) -> Mapping[str, Maker]:
        """A maker for everything in OFFERED, and for what of it is SPOKEN in each language."""
        made: dict[str, Maker] = {}
        for before in ("", "/s/{}"):
            for name in v2.DOCUMENTS:
                made[f"{before}/api/v2/{name}.json"] = OfBoard(partial(self._statuspage, name))
        for code in offered():
            made |= {root_of(code) + path: maker for path, maker in self._spoken(code).items()}
        made["/cap/{}.xml"] = OfStory(self._alert)
        made["/s/{}/card.png"] = OfMinute(self._card, minutes=5)
        made["/s/{}/map.svg"] = OfMinute(self._map, whole=True)
        made["/metrics/services"] = OfMinute(self._figures)
        made["/sitemap.xml"] = OfBoard(self._sitemap)
        made["/robots.txt"] = OfBoard(self._robots)
        return made

    def _spoken(self, code: str) -> Mapping[str, Maker]:
        feeds_made = (self._atom, self._rss, self._json_feed, self._calendar)
        shown = (self._badge, self._shield, self._widget)
        makers: list[Maker] = [OfBoard(partial(make, code)) for make in feeds_made]
        makers += [OfMinute(partial(make, code)) for make in shown]
        return dict(zip(SPOKEN, makers, strict=True))

    def _in(self, code: str) -> _Speaker:
        """Who speaks this language: made when first wanted."""
        speaker = self._speakers.get(code)
        if speaker is None:
            masthead = local_masthead(self._masthead, code)
            catalog = local_catalog(self._speakers[ENGLISH].catalog, code)
            speaker = self._speakers[code] = _Speaker(masthead, catalog, Embeds(masthead, catalog))
        return speaker

    def _told(self, code: str, board: BoardView) -> tuple[BoardView, Masthead]:
        speaker = self._in(code)
        told = local_board(board, speaker.catalog, code)
        return replace(told, cut_names=cut_names(board.cut, speaker.catalog)), speaker.masthead

    def _statuspage(self, name: str, board: BoardView) -> Page:
        return _json(v2.DOCUMENTS[name](board, self._masthead))

    def _atom(self, code: str, board: BoardView) -> Page:
        return _page("application/atom+xml; charset=utf-8", feeds.atom(*self._told(code, board)))

    def _rss(self, code: str, board: BoardView) -> Page:
        return _page("application/rss+xml; charset=utf-8", feeds.rss(*self._told(code, board)))

    def _json_feed(self, code: str, board: BoardView) -> Page:
        return _json(feeds.json_feed(*self._told(code, board)), "application/feed+json; charset=utf-8")

    def _calendar(self, code: str, board: BoardView) -> Page:
        return _page("text/calendar; charset=utf-8", calendar(*self._told(code, board)))

    def _alert(self, story: Story) -> Page:
        speakers = {code: self._in(code) for code in offered()}
        catalogs = {code: each.catalog for code, each in speakers.items()}
        heads = {code: each.masthead for code, each in speakers.items()}
        body = cap.alert(story, self._masthead, catalogs, heads)
        return _page("application/cap+xml; charset=utf-8", body)

    def _badge(self, code: str, views: Sequence[ServiceView]) -> Page:
        return _page("image/svg+xml", self._in(code).embeds.badge(views[0]), _SHOWN_SECONDS)

    def _shield(self, code: str, views: Sequence[ServiceView]) -> Page:
        return _json(self._in(code).embeds.shield(views[0]), seconds=_SHOWN_SECONDS)

    def _widget(self, code: str, views: Sequence[ServiceView]) -> Page:
        body, headers = self._in(code).embeds.widget(views[0]), (*SHARED, *WIDGET_POLICY)
        return pack(HTML, body, max_age_seconds=_SHOWN_SECONDS, headers=headers)

    def _card(self, views: Sequence[ServiceView]) -> Page:
        return _page("image/png", self._embeds.card(views[0]))

    def _map(self, views: Sequence[ServiceView]) -> Page:
        drawn = atlas()
        body = drawn.drawn(views[0].where) if drawn else b'<svg xmlns="http://www.w3.org/2000/svg"/>'
        return pack("image/svg+xml", body, max_age_seconds=_SECONDS, headers=(*SHARED, *POLICY))

    def _figures(self, views: Sequence[ServiceView]) -> Page:
        return _page(figures.MEDIA_TYPE, figures.exposition(views))

    def _sitemap(self, board: BoardView) -> Page:
        return _page("application/xml; charset=utf-8", sitemap(board, self._masthead))

    def _robots(self, _board: BoardView) -> Page:
        hidden = "".join(
            f"Disallow: {root_of(code)}{path}\n" for path in _NOT_FOR_ROBOTS for code in offered()
        )
        words = f"User-agent: *\n{hidden}Sitemap: {self._masthead.url}/sitemap.xml\n"
        return _page("text/plain; charset=utf-8", words.encode())


def sitemap(board: BoardView, masthead: Masthead) -> bytes:
    """Every page that a search engine should know, and where it stands in each language; of outages, when something last
    happened."""
    root = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    used = {service.category for service in board.services}
    categories = (f"/c/{slug}" for slug in board.categories if slug in used)
    services = (f"/s/{service.slug}" for service in board.services)
    for path in (*_ALWAYS, *categories, *services):
        _enter(root, masthead.url, path)
    for story in board.stories:
        _enter(root, masthead.url, f"/incidents/{story.incident.id}", feeds.rfc3339(story.changed_at))
    return feeds.written(root)


def _enter(root: Element, url: str, path: str, changed_at: str = "") -> None:
    place = SubElement(root, "url")
    feeds.put(place, "loc", url + path)
    if changed_at:
        feeds.put(place, "lastmod", changed_at)
    for code, before in (*((code, root_of(code)) for code in offered()), ("x-default", "")):
        SubElement(place, "xhtml:link", rel="alternate", hreflang=code, href=url + before + path)


def _json(value: object, media_type: str = JSON, seconds: int = _SECONDS) -> Page:
    return _page(media_type, msgspec.json.encode(value), seconds)


def _page(media_type: str, body: bytes, seconds: int = _SECONDS) -> Page:
    return pack(media_type, body, max_age_seconds=seconds, headers=SHARED)
