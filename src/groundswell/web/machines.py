"""Outputs for machines and other sites as bytes: which there are, under which path, and what each is made of.

`OFFERED` names them all; `Machines.outputs` has a maker for each. What they say is decided in core/status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from groundswell.web.embed import WIDGET_POLICY, Embeds
from groundswell.web.ical import calendar
from groundswell.web.language import offered
from groundswell.web.local_catalog import local_catalog
from groundswell.web.render import HTML

JSON: Final = "application/json; charset=utf-8"
SHARED: Final = (("access-control-allow-origin", "*"),)
"""Pages of other sites may read it."""
_SECONDS: Final = 30
_NOT_FOR_ROBOTS: Final = ("/search", "/r/", "/api/", "/oembed", "/outages", "/compare/", "/here")
_ALWAYS: Final = ("/", "/incidents", "/about", "/method", "/privacy", "/accessibility")

OFFERED: Mapping[str, str] = {
    **{
        f"{before}/api/v2/{name}.json": f"{of}, in the shape of Statuspage v2: `{name}`."
        for before, of in (("", "The whole site"), ("/s/{}", "One service"))
        for name in v2.DOCUMENTS
    },
    "/feeds/{}.atom": "Outages of a service, or of `all`, as Atom.",
    "/feeds/{}.rss": "The same as RSS 2.0.",
    "/feeds/{}.json": "The same as JSON Feed 1.1.",
    "/feeds/{}.ics": "The same as a calendar.",
    "/cap/{}.xml": "An outage as a public alert, CAP 1.2: its latest message.",
    "/s/{}/badge.svg": "A service's state as a small picture.",
    "/s/{}/badge.json": "The same for the endpoint badge of shields.io.",
    "/s/{}/widget": "A service in a frame, for pages of others.",
    "/s/{}/card.png": "A service as a picture beside a link (Open Graph), 1200 by 630.",
    "/metrics/services": "The state of every service and its counts, for Prometheus.",
    "/sitemap.xml": "Every page of a service and of the latest outages, for search engines.",
    "/robots.txt": "What robots may read.",
}
"""Every output and what it is; "{}" stands for a service's slug or an incident's id."""


class Machines:
    """Makes the bytes."""

    def __init__(self, masthead: Masthead, catalog: Catalog, embeds: Embeds) -> None:
        self._masthead = masthead
        self._embeds = embeds
        self._catalog = catalog
        self._catalogs: dict[str, Catalog] = {}

    def outputs(self) -> Mapping[str, Maker]:
        """A maker for everything in OFFERED."""
        made: dict[str, Maker] = {}
        for before in ("", "/s/{}"):
            for name in v2.DOCUMENTS:
                made[f"{before}/api/v2/{name}.json"] = OfBoard(partial(self._statuspage, name))
        made["/feeds/{}.atom"] = OfBoard(self._atom)
        made["/feeds/{}.rss"] = OfBoard(self._rss)
        made["/feeds/{}.json"] = OfBoard(self._json_feed)
        made["/feeds/{}.ics"] = OfBoard(self._calendar)
        made["/cap/{}.xml"] = OfStory(self._alert)
        made["/s/{}/badge.svg"] = OfMinute(self._badge)
        made["/s/{}/badge.json"] = OfMinute(self._shield)
        made["/s/{}/widget"] = OfMinute(self._widget)
        made["/s/{}/card.png"] = OfMinute(self._card, minutes=5)
        made["/metrics/services"] = OfMinute(self._figures)
        made["/sitemap.xml"] = OfBoard(self._sitemap)
        made["/robots.txt"] = OfBoard(self._robots)
        return made

    def _statuspage(self, name: str, board: BoardView) -> Page:
        return _json(v2.DOCUMENTS[name](board, self._masthead))

    def _atom(self, board: BoardView) -> Page:
        return _page("application/atom+xml; charset=utf-8", feeds.atom(board, self._masthead))

    def _rss(self, board: BoardView) -> Page:
        return _page("application/rss+xml; charset=utf-8", feeds.rss(board, self._masthead))

    def _json_feed(self, board: BoardView) -> Page:
        return _json(feeds.json_feed(board, self._masthead), "application/feed+json; charset=utf-8")

    def _calendar(self, board: BoardView) -> Page:
        return _page("text/calendar; charset=utf-8", calendar(board, self._masthead))

    def _alert(self, story: Story) -> Page:
        if not self._catalogs:
            self._catalogs = {language: local_catalog(self._catalog, language) for language in offered()}
        return _page("application/cap+xml; charset=utf-8", cap.alert(story, self._masthead, self._catalogs))

    def _badge(self, views: Sequence[ServiceView]) -> Page:
        return _page("image/svg+xml", self._embeds.badge(views[0]))

    def _shield(self, views: Sequence[ServiceView]) -> Page:
        return _json(self._embeds.shield(views[0]))

    def _widget(self, views: Sequence[ServiceView]) -> Page:
        return pack(
            HTML, self._embeds.widget(views[0]), max_age_seconds=_SECONDS, headers=(*SHARED, *WIDGET_POLICY)
        )

    def _card(self, views: Sequence[ServiceView]) -> Page:
        return _page("image/png", self._embeds.card(views[0]))

    def _figures(self, views: Sequence[ServiceView]) -> Page:
        return _page(figures.MEDIA_TYPE, figures.exposition(views))

    def _sitemap(self, board: BoardView) -> Page:
        return _page("application/xml; charset=utf-8", sitemap(board, self._masthead))

    def _robots(self, _board: BoardView) -> Page:
        hidden = "".join(f"Disallow: {path}\n" for path in _NOT_FOR_ROBOTS)
        words = f"User-agent: *\n{hidden}Sitemap: {self._masthead.url}/sitemap.xml\n"
        return _page("text/plain; charset=utf-8", words.encode())


def sitemap(board: BoardView, masthead: Masthead) -> bytes:
    """Every page that a search engine should know; of outages, when something last happened."""
    root = Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    used = {service.category for service in board.services}
    categories = (f"/c/{slug}" for slug in board.categories if slug in used)
    services = (f"/s/{service.slug}" for service in board.services)
    for path in (*_ALWAYS, *categories, *services):
        feeds.put(SubElement(root, "url"), "loc", masthead.url + path)
    for story in board.stories:
        place = SubElement(root, "url")
        feeds.put(place, "loc", masthead.page_of(story.incident))
        feeds.put(place, "lastmod", feeds.rfc3339(story.changed_at))
    return feeds.written(root)


def _json(value: object, media_type: str = JSON) -> Page:
    return _page(media_type, msgspec.json.encode(value))


def _page(media_type: str, body: bytes) -> Page:
    return pack(media_type, body, max_age_seconds=_SECONDS, headers=SHARED)
