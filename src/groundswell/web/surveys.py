"""Pages over many services: a category, a place, services side by side, outages by filters, the method."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.headline import is_word_alone, joined
from groundswell.core.model import Axis, Drop, Held, Incident, Service, State
from groundswell.core.phrases import phrases
from groundswell.core.status import (
    GroupView,
    MethodView,
    OutagesView,
    PlaceView,
    ServiceView,
    is_counting,
    told_incident,
)
from groundswell.flow.survey import COMPARED_MAX
from groundswell.ports import Page
from groundswell.web import wording
from groundswell.web.language import later, speaking
from groundswell.web.measured import MEASURED, Reached
from groundswell.web.options import category_options, country_options, network_options

Card = dict[str, object]
_NAMED_MAX: Final = 4
_LISTED_MAX: Final = 12
DROPS: Final[Mapping[Drop, str]] = {
    Drop.UNKNOWN_SERVICE: later("about a service that is not in the catalog"),
    Drop.UNKNOWN_SYMPTOM: later("with a symptom that the service does not have"),
    Drop.MALFORMED: later("could not be read"),
    Drop.TOO_OLD: later("about a time too long ago"),
    Drop.IN_FUTURE: later("about a time that has not come yet"),
    Drop.ROBOT: later("sent by a program: it filled in what no person sees, or says so itself"),
    Drop.HOSTING: later("from a network of servers, where nobody lives"),
    Drop.FLOOD: later("more from one connection than the people behind it would send"),
    Drop.REPEAT: later("not the first of this person about this service in this half hour"),
}
"""Why a submission is not counted, as the page about the method tells it."""
HELD: Final[Mapping[Held, str]] = {
    Held.ROBOT: later("all from one place with one symptom: more likely a program than people"),
    Held.BUMP: later("more people came than usual, by links from elsewhere: news, not trouble"),
    Held.BACKLOG: later("what a gap had held back came all at once"),
    Held.CLOCK: later("a clock has changed, and an hour earlier or later it would be usual"),
    Held.SCRIPT: later(
        "sent by programs that hardly anybody uses, and nobody opened the page: more likely a script than people"
    ),
}
"""Why a rise opens nothing."""
_TOLD_OF_A_SIEGE: Final = ("began_at", "ended_at", "accepted", "asked", "proven", "unproven")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for among the outages; "" is anything. `state` is "on" or "over"."""

    service: str = ""
    category: str = ""
    country: str = ""
    state: str = ""

    def __bool__(self) -> bool:
        return any((self.service, self.category, self.country, self.state))

    def query(self, page: int) -> str:
        """The same as the end of an address."""
        told = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return urlencode(told | {"page": page})


@dataclass(frozen=True, slots=True)
class Kit:
    """What these pages share with those of services: how a template is filled, a card, lines of outages, a sign."""

    page: Callable[..., Page]
    card: Callable[[ServiceView], Card]
    lines: Callable[[Iterable[Incident], datetime], list[dict[str, str]]]
    sign: Callable[[wording.Badge], Markup]


class SurveyPages:
    """Makes them."""

    def __init__(self, catalog: Catalog, language: str, kit: Kit) -> None:
        self._catalog = catalog
        self._language = language
        self._kit = kit
        self._speaks = words = speaking(language)
        self._countries = country_options(catalog)
        self._networks = network_options(catalog, words.gettext("Elsewhere"))
        self._categories = category_options(catalog)

    def category(self, view: GroupView) -> Page:
        """All services of one category."""
        _ = self._speaks.gettext
        name = self._catalog.categories[view.category]
        troubled = [each for each in view.services if _is_troubled(each)]
        troubled.sort(key=lambda each: (-_severity(each), -each.reports))
        page = {
            "path": f"/c/{view.category}",
            "title": _("{category}: what is down").format(category=name),
            "headline": self._group_words(
                view,
                troubled,
                _("{category}: there is trouble with {names} right now.")
                if _is_declared(troubled)
                else _("{category}: people report trouble with {names} right now."),
                _("{category}: no sign of an outage at any of {names}."),
                name,
            ),
            "cards": [self._kit.card(each) for each in troubled],
            "entries": [self._entry(each) for each in view.services],
            "over": self._kit.lines(view.over, view.at),
        }
        return self._kit.page("category", page)

    def compared(self, view: GroupView) -> Page:
        """A few services side by side."""
        _ = self._speaks.gettext
        troubled = [each for each in view.services if _is_troubled(each)]
        slugs = ",".join(each.service.slug for each in view.services)
        names = self._names([each.service.name for each in view.services])
        calm = [each.service.name for each in view.services if self._is_calm(each)]
        trouble = _("People report trouble with {names} right now.")
        if calm:
            told = _("People report trouble with {names} right now; no sign of an outage at {others}.")
            trouble = told.replace("{others}", self._names(calm).replace("{", "{{").replace("}", "}}"))
        if len(troubled) == len(view.services):
            trouble = _("People report trouble with all of them right now: {names}.")
        if _is_declared(troubled):
            trouble = _("There is trouble with {names} right now.")
        page = {
            "path": f"/compare/{slugs}",
            "title": _("{names} compared").format(names=names),
            "headline": self._group_words(
                view, troubled, trouble, _("No sign of an outage at any of {names}.")
            ),
            "rows": [self._row(each) for each in view.services],
            "cards": [self._kit.card(each) for each in view.services],
            "typed": _filled([each.service.name for each in view.services]),
            "over": self._kit.lines(view.over, view.at),
        }
        return self._kit.page("compare", page)

    def compare_form(self, typed: Sequence[str], wrong: Sequence[str], near: Sequence[Service]) -> Page:
        """Which services? `wrong` are names of those `typed` that nothing here has; `near` may have been meant."""
        _ = self._speaks.gettext
        words = _("See two to four services side by side: is it one of them, or all?")
        if wrong:
            words = _("No service here is called “{query}”.").format(query=wrong[0])
            if near:
                words = _("No service here is called “{query}”. Did you mean {service}?").format(
                    query=wrong[0], service=near[0].name
                )
        page = {
            "path": "" if typed else "/compare",
            "here": "/compare",
            "title": _("Compare services"),
            "headline": words,
            "rows": [],
            "cards": [],
            "over": [],
            "typed": _filled(typed),
        }
        return self._kit.page("compare", page)

    def place(self, view: PlaceView) -> Page:
        """What is down in a country or on a network."""
        _, many = self._speaks.gettext, self._speaks.ngettext
        is_country = view.axis is Axis.COUNTRY
        name = self._catalog.area_name(view.value) if is_country else self._catalog.networks[view.value].name
        if view.hit:
            names = self._names([self._name(incident) for incident, _share in view.hit])
            said_alone = any(is_word_alone(incident) for incident, _share in view.hit)
            words = (
                _("{place}: there is trouble with {names} right now.")
                if said_alone
                else _("{place}: people report trouble with {names} right now.")
            ).format(place=name, names=names)
        elif unplaced := [each for each in view.elsewhere if not _is_placed(each)]:
            words = _("{place}: there is trouble with {names} right now; where is not known.").format(
                place=name, names=self._names([self._name(incident) for incident in unplaced])
            )
        elif view.elsewhere:
            count = len(view.elsewhere)
            words = many(
                "{place}: no outage shows here right now; elsewhere there is one.",
                "{place}: no outage shows here right now; elsewhere there are {count}.",
                count,
            ).format(place=name, count=wording.number(count, self._language))
        else:
            words = _("{place}: no outage right now, neither here nor elsewhere.").format(place=name)
        lines = self._kit.lines([incident for incident, _share in view.hit], view.at)
        page = {
            "path": f"/in/{view.value}" if is_country else f"/on/{view.value}",
            "title": _("What is down: {place}").format(place=name),
            "headline": words,
            "hit": [
                {**line, "percent": wording.percent(share, self._language)}
                for line, (_incident, share) in zip(lines, view.hit, strict=True)
            ],
            "elsewhere": self._kit.lines(view.elsewhere[:_LISTED_MAX], view.at),
            "reports": view.reports[:_LISTED_MAX],
            "since": view.since,
            "watched": self._catalog.services,
            "countries": self._countries,
            "networks": self._networks,
        }
        return self._kit.page("place", page)

    def place_form(self) -> Page:
        """Where are you?"""
        _ = self._speaks.gettext
        page: dict[str, object] = {
            "path": "/here",
            "title": _("What is down where I am"),
            "headline": _("Say where you are, and see what is reported from there."),
            "hit": [],
            "elsewhere": [],
            "reports": None,
            "countries": self._countries,
            "networks": self._networks,
        }
        return self._kit.page("place", page)

    def outages(self, view: OutagesView, asked: Asked = Asked(), page: int = 1, pages: int = 1) -> Page:
        """Outages, all or those that somebody looks for."""
        _, many = self._speaks.gettext, self._speaks.ngettext
        count = len(view.ongoing) + len(view.over)
        if asked and count:
            words = (
                _("These outages fit what you look for, latest first.")
                if pages > 1
                else many(
                    "One outage fits what you look for.", "{count} outages fit what you look for.", count
                ).format(count=wording.number(count, self._language))
            )
        elif asked:
            words = _("No outage here fits what you look for.")
        elif view.ongoing:
            words = _("Outages that are on now, and those that are over, latest first.")
        elif view.over:
            words = _("No outage right now. These are over, latest first.")
        else:
            words = _("No outage has been seen here so far.")
        told = {
            "path": "" if asked or page > 1 else "/incidents",
            "here": f"/outages?{asked.query(page)}" if asked or page > 1 else "/incidents",
            "headline": words,
            "ongoing": self._kit.lines(view.ongoing, view.at),
            "over": self._kit.lines(view.over, view.at),
            "asked": asked,
            "categories": self._categories,
            "countries": self._countries,
            "category_name": self._catalog.categories.get(asked.category, ""),
            "country_name": self._catalog.area_name(asked.country) if asked.country else "",
            "earlier": f"/outages?{asked.query(page + 1)}" if page < pages else "",
            "later": f"/outages?{asked.query(page - 1)}" if page > 1 else "",
        }
        return self._kit.page("outages", told)

    def method(self, view: MethodView) -> Page:
        """How outages are told from chance, how well, and what was left out."""
        _ = self._speaks.gettext
        reasons = {reason.value: words for reason, words in DROPS.items()}
        counted = dict.fromkeys(reasons, 0) | dict(view.drops)

        def told(drops: Mapping[str, int]) -> list[dict[str, object]]:
            most_first = sorted(drops.items(), key=lambda each: -each[1])
            return [
                {"words": _(reasons[reason]) if reason in reasons else reason, "count": count}
                for reason, count in most_first
            ]

        page = {
            "path": "/method",
            "measured": {
                "heard": [self._reached(each.heard) for each in MEASURED],
                "opened": [self._reached(each.opened) for each in MEASURED],
            },
            "drops": told(counted),
            "is_all_counted": not any(counted.values()),
            "held": [
                {
                    "at": rise.began_at,
                    "service": self._catalog.named(rise.service).name,
                    "words": _(HELD[rise.reason]),
                    "reports": rise.reports,
                    "usual": wording.about(rise.expected, self._language),
                }
                for rise in view.held
            ],
            "sieges": [
                {name: getattr(siege, name) for name in _TOLD_OF_A_SIEGE} | {"drops": told(siege.drops)}
                for siege in view.sieges
            ],
        }
        return self._kit.page("method", page)

    # --- parts ---

    def _group_words(
        self, view: GroupView, troubled: Sequence[ServiceView], trouble: str, calm: str, category: str = ""
    ) -> str:
        _ = self._speaks.gettext
        known = [each for each in view.services if each.counting_since is None]
        names = [each.service.name for each in troubled or known]
        if not troubled and not any(is_counting(each.series) for each in view.services):
            return _("Nothing has been counted in the last minutes, so nobody can say what works.")
        if not troubled and not known:
            return _("It is too early to say what works: this site has only begun to count.")
        return (trouble if troubled else calm).format(category=category, names=self._names(names))

    def _names(self, names: Sequence[str]) -> str:
        extra = len(names) - _NAMED_MAX
        more = self._speaks.ngettext("{count} more", "{count} more", extra) if extra > 0 else ""
        shown = [
            *names[:_NAMED_MAX],
            *([more.format(count=wording.number(extra, self._language))] if more else []),
        ]
        return joined(shown, phrases(self._language))

    def _name(self, incident: Incident) -> str:
        if incident.is_shared:
            return self._catalog.part(incident.cause).name
        return self._catalog.named(incident.service).name

    def _is_calm(self, view: ServiceView) -> bool:
        return wording.service_badge(view, self._language).kind == "calm"

    def _reached(self, part: Reached) -> Card:
        return {
            "alarms": part.alarms_a_year,
            "found": wording.percent(part.found / 100, self._language),
            "minutes": part.minutes,
            "small": wording.percent(part.small / 100, self._language),
        }

    def _entry(self, view: ServiceView) -> Card:
        badge = wording.service_badge(view, self._language)
        is_told = badge.kind != "calm"
        return {
            "slug": view.service.slug,
            "name": view.service.name,
            "badge": badge if is_told else None,
            "sign": self._kit.sign(badge) if is_told else "",
        }

    def _row(self, view: ServiceView) -> Card:
        badge = wording.service_badge(view, self._language)
        is_known = not math.isnan(view.usual)
        return {
            "slug": view.service.slug,
            "name": view.service.name,
            "badge": badge,
            "sign": self._kit.sign(badge),
            "reports": view.reports if is_counting(view.series) else None,
            "usual": wording.about(view.usual, self._language) if is_known else "",
            "works": view.works,
        }


def _filled(typed: Sequence[str]) -> list[str]:
    return [*typed, *[""] * COMPARED_MAX][:COMPARED_MAX]


def _is_declared(views: Iterable[ServiceView]) -> bool:
    """Whether an outage among these is one by the word of who declared it, and not by reports."""
    told = (told_incident(view) for view in views)
    return any(is_word_alone(incident) for incident in told if incident is not None)


def _is_placed(incident: Incident) -> bool:
    """Whether anybody has said where it is: in which country, or on which network."""
    return any(share.value for share in (*incident.footprint.countries, *incident.footprint.networks))


def _is_troubled(view: ServiceView) -> bool:
    return view.incident is not None and view.incident.state is not State.SUSPECTED


def _severity(view: ServiceView) -> int:
    told = told_incident(view)
    return told.severity if told else 0
