"""Pages of who is told what: to sign up, to say yes, to change one's mind, to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.notice import Digest, Route, Subscription, SubscriptionState, Way
from groundswell.flow.subscribe import SignedUp, shown_address
from groundswell.ports import Page
from groundswell.web import wording
from groundswell.web.house import House
from groundswell.web.language import later, offered, speaking
from groundswell.web.letters import heard_of
from groundswell.web.options import category_options, country_options, options
from groundswell.web.preferences import shown

PRIVATE: Final = (("x-robots-tag", "noindex"), ("referrer-policy", "no-referrer"))
"""A handle stands in the address of these pages: it is told to nobody."""
DIGESTS: Final[Mapping[Digest, str]] = {
    Digest.NONE: later("each at once"),
    Digest.HOURLY: later("one an hour at most"),
    Digest.DAILY: later("one a day at most, in the morning"),
}


@cache
def _zone_options() -> Markup:
    """The same in every language; to find them is a walk through a folder."""
    return options(
        (zone, zone) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/")
    )


class SubscriptionPages:
    """Makes them; `page` fills a template."""

    def __init__(self, catalog: Catalog, language: str, house: House, page: Callable[..., Page]) -> None:
        self._catalog = catalog
        self._language = language
        self._house = house
        self._page = page
        self._speaks = speaking(language)
        self._countries = country_options(catalog)
        self._categories = category_options(catalog)
        self._zones = _zone_options()

    def form(
        self, route: Route | None = None, fault: str = "", typed: Mapping[str, str] | None = None
    ) -> Page:
        """The page to sign up on; `fault` says what was wrong the last time, when `typed` stood in its fields."""
        asked = self._fields(route or Route(), self._language)
        page = asked | {
            "title": self._speaks.gettext("Be told of outages"),
            "fault": fault,
            "address": typed["address"] if typed else "",
            "typed": typed["service"] if typed else None,
        }
        plain = route is None and not fault
        told = {"path": "/subscribe" if plain else "", "here": "/subscribe", **page}
        return self._page("subscribe", told, max_age_seconds=60 if plain else 0)

    def signed_up(self, way: Way, signed: SignedUp) -> Page:
        """What happens now."""
        _ = self._speaks.gettext
        if way is Way.EMAIL:
            title = _("Look into your mailbox")
            words = _(
                "A message is on its way there. Open the page that it names within two days and press the button; "
                "before that, nothing else is sent."
            )
        elif way is Way.CHAT:
            title = _("Look into the room")
            words = _(
                "A message is on its way there. Open the page that it names within two days and press the button; "
                "before that, nothing else is sent."
            )
        elif way is Way.TELEGRAM:
            title = _("One step is left")
            words = _(
                "Open our bot on Telegram within two days and press Start there; before that, nothing is sent."
            )
        else:
            title = _("Your webhook is asked")
            words = _(
                "It is sent a challenge and has to give the word in it back within two days; before that, nothing "
                "else is sent."
            )
        return self._told(title, words, handle=signed.handle, secret=signed.secret, link=signed.link)

    def question(self, subscription: Subscription, handle: str) -> Page:
        """Yes?"""
        _ = self._speaks.gettext
        what = heard_of(subscription.route, self._catalog, self._language)
        return self._told(
            _("Be told of outages"), f"{what}.", action=f"/confirm/{handle}", button=_("Yes, tell me")
        )

    def confirmed(self, handle: str) -> Page:
        """Yes."""
        _ = self._speaks.gettext
        words = _("You will hear of the next outage. Every message says how to stop.")
        return self._told(_("You will be told"), words, handle=handle)

    def manage(
        self, subscription: Subscription, handle: str, *, saved: bool = False, fault: str = ""
    ) -> Page:
        """What somebody is told, to be changed."""
        _ = self._speaks.gettext
        page = self._fields(subscription.route, subscription.language) | {
            "path": "",
            "title": _("What you are told"),
            "words": heard_of(subscription.route, self._catalog, self._language),
            "address": "" if subscription.way in (Way.PUSH, Way.TELEGRAM) else shown_address(subscription),
            "handle": handle,
            "is_on": subscription.state is not SubscriptionState.ENDED,
            "saved": saved,
            "fault": fault,
        }
        return self._page("subscription", page, max_age_seconds=0, headers=PRIVATE)

    def leave(self, handle: str) -> Page:
        """No more?"""
        _ = self._speaks.gettext
        words = _("Then nothing more is sent, and the address is wiped at once.")
        return self._told(
            _("Stop these messages?"),
            words,
            action=f"/subscription/{handle}/end",
            button=_("Stop"),
            handle=handle,
        )

    def left(self) -> Page:
        """No more."""
        _ = self._speaks.gettext
        return self._told(_("You are told nothing more"), _("The address is wiped."))

    def gone(self) -> Page:
        """A handle that opens nothing."""
        _ = self._speaks.gettext
        words = _("It was used, it is too old, or it is not whole. You can sign up again at any time.")
        onward = {"path": "/subscribe", "words": _("Be told of outages")} if self._house.ways else None
        return self._told(_("This link opens nothing any more"), words, onward=onward)

    def _told(
        self,
        title: str,
        words: str,
        *,
        action: str = "",
        button: str = "",
        handle: str = "",
        secret: str = "",
        link: str = "",
        onward: Mapping[str, str] | None = None,
    ) -> Page:
        page = {
            "onward": onward,
            "path": "",
            "title": title,
            "headline": words,
            "action": action,
            "button": button,
            "handle": handle,
            "secret": secret,
            "link": link,
        }
        return self._page("told", page, max_age_seconds=0, headers=PRIVATE)

    def _fields(self, route: Route, language: str) -> dict[str, object]:
        _ = self._speaks.gettext
        return {
            "asked": shown(route, language, self._catalog),
            "names": {code: self._catalog.area_name(code) for code in route.countries}
            | {slug: self._catalog.categories.get(slug, slug) for slug in route.categories},
            "countries": self._countries,
            "categories": self._categories,
            "zones": self._zones,
            "severities": [(number, _(words)) for number, words in enumerate(wording.SEVERITIES, 1)],
            "digests": [(digest.value, _(words)) for digest, words in DIGESTS.items()],
            "spoken": [(each.code, each.name) for each in offered().values()],
            "ways": self._house.ways,
        }
