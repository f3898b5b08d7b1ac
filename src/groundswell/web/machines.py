"""Outputs for machines and other sites as bytes: which there are, under which path, and what each is made of.

`OFFERED` names them all; `Machines.outputs` has a maker for each. What they say is decided in core/status.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.status import BoardView, Masthead, Story, cap, feeds, v2
from groundswell.flow.offer import Maker, OfBoard, OfStory
from groundswell.flow.publish import pack
from groundswell.ports import Page
from groundswell.web.ical import calendar

JSON: Final = "application/json; charset=utf-8"
SHARED: Final = (("access-control-allow-origin", "*"),)
"""Pages of other sites may read it."""
_SECONDS: Final = 30

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
}
"""Every output and what it is; "{}" stands for a service's slug or an incident's id."""


class Machines:
    """Makes the bytes."""

    def __init__(self, masthead: Masthead, catalog: Catalog) -> None:
        self._masthead = masthead
        self._area_names = {area.code: area.name for area in catalog.areas.values()}

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
        return _page("application/cap+xml; charset=utf-8", cap.alert(story, self._masthead, self._area_names))


def _json(value: object, media_type: str = JSON) -> Page:
    return _page(media_type, msgspec.json.encode(value))


def _page(media_type: str, body: bytes) -> Page:
    return pack(media_type, body, max_age_seconds=_SECONDS, headers=SHARED)
