"""Pages from views: what each page says is put together here, how it looks is in the templates.

A view comes in, bytes go out; nothing is asked of a store. Everything is escaped, nothing is inline.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.headline import headline, spoken_reason
from groundswell.core.impact import people_hit
from groundswell.core.model import Incident, Service, State
from groundswell.core.status import (
    HomeView,
    IncidentView,
    OutagesView,
    PastView,
    ServiceView,
    SparkView,
    is_counting,
    judged,
    service_headline,
    spoke_at,
    told_incident,
)
from groundswell.core.timegrid import MINUTES_PER_DAY
from groundswell.flow.follow import Followed
from groundswell.flow.publish import pack
from groundswell.ports import Page
from groundswell.web import chart, plots, problems, schema, wording
from groundswell.web.assets import Assets, load_assets
from groundswell.web.clocks import clock_parts
from groundswell.web.compiled import TEMPLATES, Compiled, late, said_in
from groundswell.web.design import components
from groundswell.web.desk_pages import DeskPages
from groundswell.web.house import STRANGER, House
from groundswell.web.language import ENGLISH, offered, speaking
from groundswell.web.leaflets import Leaflets
from groundswell.web.local_catalog import local_catalog
from groundswell.web.options import choices
from groundswell.web.questions import QuestionPages
from groundswell.web.quotes import quotes
from groundswell.web.ranges import links
from groundswell.web.receipt_words import receipt_words
from groundswell.web.rows import Rows
from groundswell.web.said import answered_rows, planned_rows, said_rows
from groundswell.web.shape import Shape
from groundswell.web.subscriptions import SubscriptionPages
from groundswell.web.surveys import Kit, SurveyPages
from groundswell.web.wishes import NOTHING, Aftermath, WishPages
from groundswell.web.workarounds import WorkaroundPages, short, way_rows

HTML: Final = "text/html; charset=utf-8"
_COMPILED: Final = Compiled(None if sys.dont_write_bytecode else TEMPLATES / "__pycache__")
_NAMED_MAX: Final = 4
_OVER_MAX: Final = 5


class Render:
    """Renders every page: the prepared ones for `flow.publish`, and those that depend on the request for the web.

    `public_url` is how people reach this instance ("" where not known); `notice` stands on top of each page.
    """

    def __init__(
        self,
        catalog: Catalog,
        assets: Assets | None = None,
        *,
        instance_name: str = "Groundswell",
        public_url: str = "",
        language: str = "en",
        notice: str = "",
        house: House = STRANGER,
    ) -> None:
        self._catalog = catalog = local_catalog(catalog, language)
        self._language = language
        self._speaks = words = speaking(language)
        self._rows = Rows(catalog, language)
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_COMPILED,
            extensions=["jinja2.ext.i18n"],
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
        self._environment.globals.update(dict.fromkeys(("_", "gettext"), said_in(words.gettext)))
        self._environment.globals.update(
            assets=assets or load_assets(),
            house=house,
            instance_name=instance_name,
            public_url=public_url.rstrip("/"),
            language=words,
            languages=list(offered().values()),
            root=words.root,
            notice=notice and words.gettext(notice),
            buttons=catalog.buttons,
            choices=choices(catalog, words),
            faults={} if language == ENGLISH else problems.short(language),
        )
        self._environment.filters.update(
            number=late(partial(wording.number, language=language)),
            instant=late(partial(wording.instant, language=language)),
            timed=late(self._timed),
        )
        self._drill = bool(notice)  # what stands under a notice is not happening now
        self._schema = schema.Site(instance_name, public_url.rstrip("/"), language)
        self._last: tuple[ServiceView, dict[str, object]] | None = None
        self._named: dict[str, tuple[list[tuple[Service, wording.Badge | None]], Markup]] = {}

        self.leaflets = Leaflets(self._page, house)
        self.desk = DeskPages(self._page, catalog, Shape(catalog, public_url), self._rows, self._title)
        kit = Kit(self._page, self._service_card, self._rows.lines, self._sign)
        self.surveys = SurveyPages(catalog, language, kit)
        self.subscriptions = SubscriptionPages(catalog, language, house, self._page)
        self.questions = QuestionPages(catalog, language, house, self._page, instance_name)
        self.wishes = WishPages(catalog, language, self._page)
        self.workarounds = WorkaroundPages(catalog, language, self._page)

    # --- prepared ---

    def home(self, view: HomeView) -> Page:
        """The front page."""
        badges = {
            slug: wording.incident_badge(spark.incident, self._language)
            for spark in view.in_trouble
            if spark.incident is not None
            for slug in (spark.incident.members or (spark.service.slug,))
        }
        page = {
            "path": "/",
            "schema": self._schema.home(),
            "title": wording.home_title(view, self._language),
            "headline": wording.home_headline(view, self._catalog, self._language),
            "instants": (view.at, view.counting_since),
            "cards": [self._card(spark, view) for spark in view.in_trouble],
            "early": [self._service_card(early) for early in view.early],
            "over": self._rows.lines(view.over[:_OVER_MAX], view.at),
            "planned": [
                {**row, "name": self._catalog.named(each.services[0]).name, "slug": each.services[0]}
                for each, row in zip(
                    view.planned, planned_rows(view.planned, view.at, self._language), strict=True
                )
            ],
            "categories": [
                {
                    "slug": slug,
                    "name": self._catalog.categories[slug],
                    "count": len(services),
                    "names": self._names(slug, services, badges),
                }
                for slug, services in view.categories.items()
            ],
        }
        # A browser that wants another language is sent there: a cache has to know that the answer depends on it.
        return self._page("home", page, headers=(("vary", "accept-language"),))

    def service(self, view: ServiceView) -> Page:
        """A service's page."""
        service = view.service
        incidents = [view.incident, *view.past] if view.incident else list(view.past)
        page = self._live_parts(view) | {
            "path": f"/s/{service.slug}",
            "has_incident": view.incident is not None and view.incident.state is not State.SUSPECTED,
            "incidents": self._rows.lines(incidents, view.at),
            "ranges": links(service.slug, language=self._language),
            "category": self._catalog.categories[service.category],
            "schema": self._schema.of_service(service, self._catalog.operators[service.operator]),
            "siblings": self._catalog.siblings(service.slug),
            "paged": self._catalog.services,
            "stands_on": [self._catalog.part(name) for name in service.depends_on],
        }
        return self._page("service", page)

    def service_live(self, view: ServiceView) -> Page:
        """The parts of a service's page that change while it is looked at."""
        return self._page("live", self._live_parts(view), max_age_seconds=2)

    def past(self, view: PastView) -> Page:
        """A service over weeks."""
        service, series = view.service, view.series
        days = len(series.counts) * series.bin_minutes // MINUTES_PER_DAY
        page = {
            "path": f"/s/{service.slug}/{days}d",
            "service": service,
            "days": days,
            "headline": wording.past_headline(view, self._language),
            "ranges": links(service.slug, days, self._language),
            "incidents": self._rows.lines(view.incidents, view.at),
        }
        return self._page(
            "past",
            page | plots.plot(series, service, view.incidents, view.at, self._language, view.said),
            max_age_seconds=60,
        )

    def outages(self, view: OutagesView) -> Page:
        """The list of outages."""
        return self.surveys.outages(view)

    def incident(self, view: IncidentView) -> Page:
        """An incident's page."""
        incident, service = view.incident, view.service
        reports, usual = judged(incident, view.series)
        _ = self._speaks.gettext
        titles = {each.id: each.words(self._language).title for each in view.said}
        spoke = {said.id: said.speaker for said in view.said if said.id and said.voice}
        posts: list[schema.Post] = [
            {
                "at": event.at,
                "words": _(wording.event_words(event.kind, incident)),
                "note": titles.get(event.statement)
                or wording.event_note_of(event, incident, self._catalog, self._language),
                "by": spoke.get(event.statement) or wording.declarer(event.kind, incident, self._catalog),
            }
            for event in view.events
        ]
        is_suspicion = incident.opened_at is None
        title = _("{service}: suspicion of {day}") if is_suspicion else _("{service}: outage of {day}")
        day = wording.day(incident.began_at, self._language)
        title = title.format(service=self._title(incident, service), day=day)
        page = {
            "path": f"/incidents/{incident.id}",
            "view": view,
            "is_watched": service.slug in self._catalog.services,
            "title": title,
            "schema": self._schema.of_incident(title, incident, service, posts),
            "members": [self._catalog.named(slug) for slug in incident.members],
            "watched": self._catalog.services,
            "into": wording.named_by_id(incident.into, self._catalog, self._language),
            "cause": self._catalog.part(incident.cause).name if incident.cause else "",
            "people": (found := people_hit(incident, self._catalog)) and found.people,
            "people_at_least": bool(found and found.of),
            "people_words": wording.people_definition(found, self._catalog, self._language) if found else "",
            "badge": wording.incident_badge(incident, self._language),
            "headline": headline(
                service,
                incident,
                at=view.at,
                reports=reports,
                usual=usual,
                whole=True,
                drill=self._drill,
                spoke_at=(spoken_at := spoke_at(view.said, incident)),
                catalog=self._catalog,
                language=self._language,
            ),
            "instants": (view.at, *_ends(incident), spoken_at),
            "reason": spoken_reason(incident, self._language),
            "severity": _(wording.SEVERITIES[min(max(incident.severity, 1), 5) - 1]),
            "certainty": _(wording.CERTAINTIES[incident.certainty]),
            "duration": wording.duration(
                (incident.resolved_at or view.at) - incident.began_at, self._language
            ),
            "events": posts,
            "symptoms": self._rows.symptoms(incident.footprint.symptoms),
            "countries": self._rows.countries(incident.footprint.countries),
            "networks": self._rows.networks(incident.footprint.networks),
            "platforms": self._rows.platforms(incident.footprint.platforms),
            "versions": self._rows.versions(incident.footprint.versions),
            "causes": self._rows.causes(incident),
            "said": said_rows(view.said, view.at, self._language, incident),
            "ways": way_rows(view.ways, self._catalog, self._language),
            "operator": self._catalog.operator_name(service.slug),
            "found": incident.known_cause,
        }
        drawn = plots.plot(view.series, service, [incident], view.at, self._language, view.said)
        return self._page("incident", page | drawn | clock_parts(view, self._language))

    def design(self) -> Page:
        """Every component in all its states, for those who work on the pages."""
        page = components(
            self._catalog, self._made_live_parts, self._service_card, self._sign, self._rows.lines
        )
        return self._page("design", page)

    # --- made for one request ---

    def search(self, query: str, results: Sequence[Service], troubled: Mapping[str, Incident]) -> Page:
        """What was found for `query`, and which of it has an outage; where nothing was, what may have been meant."""
        near = [] if results else self._catalog.near(query)
        _, many = self._speaks.gettext, self._speaks.ngettext
        if results:
            words = many("One service fits “{query}”.", "{count} services fit “{query}”.", len(results))
        elif near:
            words = _("No service here is called “{query}”. Did you mean {service}?")
        else:
            words = _("No service here is called “{query}”.")
        words = words.format(
            query=query,
            count=wording.number(len(results), self._language),
            service=near[0].name if near else "",
        )
        badges = {slug: wording.incident_badge(of, self._language) for slug, of in troubled.items()}
        found = [self._entry(each, badges.get(each.slug)) for each in results or near]
        page = {"path": "", "query": query, "headline": words, "services": found}
        return self._page("search", page | {"here": f"/search?q={quote(query)}"})

    def receipt(self, receipt: str, followed: Followed, after: Aftermath = NOTHING) -> Page:
        """What became of one report."""
        report = followed.report
        service = self._catalog.services.get(report.service)
        if service is None:
            return self.not_found(f"/r/{receipt}")
        page = receipt_words(service, followed, self._catalog, self._language, after) | {
            "path": "",
            "here": f"/r/{receipt}",
            "receipt": receipt,
        }
        # It is counted within a second: the page looks again by itself, with or without a script.
        refresh = (("refresh", "2"),) if page["waiting"] else ()
        return self._page("receipt", page, max_age_seconds=0, headers=refresh)

    def people(self, template: str, told: Mapping[str, object]) -> Page:
        """A page for operators, of `template`; nobody may keep it."""
        page = {"path": "", "here": "", **told}
        return self._page(template, page, max_age_seconds=0, headers=(("x-robots-tag", "noindex"),))

    def not_found(self, path: str) -> Page:
        """Nothing lives at `path`; perhaps a service's name is in it."""
        words = path.rstrip("/").rsplit("/", 1)[-1]
        near = self._catalog.near(words)
        _ = self._speaks.gettext
        told = (
            _("Nothing is here. Did you mean {service}? Search for the service that you have trouble with.")
            if near
            else _("Nothing is here. Search for the service that you have trouble with.")
        )
        page = {
            "path": "",
            "title": _("There is no such page"),
            "headline": told.format(service=near[0].name if near else ""),
            "service": None,
            "near": near[:1],
        }
        return self._page("message", page)

    def error(self, status: int, title: str, detail: str, service: str = "") -> Page:
        """Something went wrong: `detail` says what, and what would be right; `service` is where the reader was."""
        words = detail[:1].upper() + detail[1:] or self._speaks.gettext("Error {status}").format(
            status=status
        )
        page = {
            "path": "",
            "title": title,
            "headline": words if words.endswith((".", "?", "!", "。", "।")) else f"{words}.",
            "service": self._catalog.services.get(service),
            "near": (),
        }
        return self._page("message", page)

    # --- parts ---

    def _live_parts(self, view: ServiceView) -> dict[str, object]:
        """What page and fragment share: the one is rendered right after the other, so it is made once."""
        if self._last is None or self._last[0] is not view:
            self._last = (view, self._made_live_parts(view))
        return self._last[1]

    def _made_live_parts(self, view: ServiceView) -> dict[str, object]:
        told = told_incident(view)
        trouble = view.series.counts[view.series.counts > 0]
        incidents = [view.incident, *view.past] if view.incident else list(view.past)
        ends = (*_ends(told), spoke_at(view.said, told)) if told else ()
        return {
            "view": view,
            "badge": wording.service_badge(view, self._language),
            "instants": (view.at, *ends, view.counting_since),
            "headline": service_headline(view, self._catalog, self._language, drill=self._drill),
            "why": self._speaks.gettext(wording.CERTAINTIES[told.certainty])
            if told and told.state is State.OPEN
            else "",
            "blamed": self._catalog.services.get(view.blames),
            "blame_reason": wording.blame_reason(
                view.service.slug, view.blames, self._catalog, self._language
            )
            if view.blames
            else "",
            "counting": is_counting(view.series),
            "usual": "" if math.isnan(view.usual) else wording.about(view.usual, self._language),
            "day_reports": int(trouble.sum()),
            "causes": self._rows.causes(told if told is None or not told.is_shared else None),
            "symptoms": self._rows.symptoms(view.symptoms_told),
            "networks": self._rows.networks(view.networks_told),
            "quotes": quotes(view.comments, self._catalog),
            "said": said_rows(view.said, view.at, self._language, told),
            "planned": planned_rows(view.planned, view.at, self._language),
            "answers": answered_rows(view.answers, self._language),
            "ways": way_rows(short(view.ways), self._catalog, self._language),
            "operator": self._catalog.operator_name(view.service.slug),
            "where": (where := self._rows.where(view.where, view.at)),
            "where_parts": Markup(self._macros("where").where_parts(where)),  # noqa: S704 - a template of ours
        } | plots.plot(view.series, view.service, incidents, view.at, self._language, view.said)

    def _card(self, spark: SparkView, view: HomeView) -> dict[str, object]:
        assert spark.incident is not None, "a card is about an incident"
        badge = wording.incident_badge(spark.incident, self._language)
        reports, usual = judged(spark.incident, spark.series)
        line = headline(
            spark.service,
            spark.incident,
            at=view.at,
            reports=reports,
            usual=usual,
            whole=True,
            catalog=self._catalog,
            language=self._language,
        )
        return self._card_of(spark, badge, self._timed(line, (view.at, *_ends(spark.incident))))

    def _title(self, incident: Incident, service: Service) -> str:
        if not incident.is_shared:
            return service.name
        count = len(incident.members)
        many = self._speaks.ngettext("{cause} and {count} service", "{cause} and {count} services", count)
        return many.format(
            cause=self._catalog.part(incident.cause).name, count=wording.number(count, self._language)
        )

    def _service_card(self, view: ServiceView) -> dict[str, object]:
        line = service_headline(view, self._catalog, self._language)
        ends = _ends(told) if (told := told_incident(view)) else ()
        line = self._timed(line, (view.at, *ends, view.counting_since))
        return self._card_of(view, wording.service_badge(view, self._language), line)

    def _card_of(self, of: SparkView | ServiceView, badge: wording.Badge, line: str) -> dict[str, object]:
        return {
            "service": of.service,
            "badge": badge,
            "sign": self._sign(badge),
            "line": line,
            "spark": chart.sparkline(of.series),
            "reports": of.reports,
            "usual": "" if math.isnan(of.usual) else wording.about(of.usual, self._language),
        }

    def _names(
        self, category: str, services: Sequence[Service], badges: Mapping[str, wording.Badge]
    ) -> Markup:
        """The services of a category as a list, those in trouble with a sign. Hundreds of names, of which nearly none changes while
        the rest of the front page does each second: it is made again when one of them does."""
        told = [(service, badges.get(service.slug)) for service in services]
        before = self._named.get(category)
        if before is None or before[0] != told:
            entries = [self._entry(*each) for each in told]
            before = told, Markup(self._macros("parts").service_names(entries))  # noqa: S704 - a template of ours
            self._named[category] = before
        return before[1]

    def _entry(self, service: Service, badge: wording.Badge | None) -> dict[str, object]:
        """A service in a list, with its sign where it is in trouble."""
        return {
            "slug": service.slug,
            "name": service.name,
            "category": self._catalog.categories[service.category],
            "badge": badge,
            "sign": badge and self._sign(badge),
        }

    def _sign(self, badge: wording.Badge) -> Markup:
        return Markup(self._macros("parts").sign(badge.kind))  # noqa: S704 - a template of ours

    def _macros(self, template: str) -> Any:
        return self._environment.get_template(f"{template}.html.j2").module

    def _timed(self, words: str, instants: Sequence[datetime | None]) -> str | Markup:
        """`words`, said at the first of `instants`, with the times in them as elements."""
        at = instants[0] if instants else None
        return words if at is None else wording.timed(words, at, instants[1:], self._language)

    def _page(
        self,
        template: str,
        page: Mapping[str, object],
        max_age_seconds: int = 10,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Page:
        told = {"schema": None, "instants": (), "here": page.get("path") or "/", **page, "template": template}
        html = self._environment.get_template(f"{template}.html.j2").render(page=told)
        return pack(HTML, html.encode(), max_age_seconds=max_age_seconds, headers=headers)


def _ends(incident: Incident) -> tuple[datetime | None, ...]:
    return incident.began_at, incident.eased_at, incident.resolved_at, incident.updated_at
