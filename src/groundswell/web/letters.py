"""The words of messages that are about no single incident, in every language: the question for the yes, what gathers news."""

from __future__ import annotations

from datetime import timedelta

from groundswell.core.answer import Source
from groundswell.core.catalog import Catalog
from groundswell.core.headline import incident_line
from groundswell.core.model import Incident, State
from groundswell.core.notice import Route, Subscription, Way, Wish
from groundswell.core.phrases import phrases
from groundswell.web import wording
from groundswell.web.language import speaking
from groundswell.web.local_catalog import local_catalog
from groundswell.web.sources import source_words

_NAMED_MAX = 6
LETTER_LIES = timedelta(days=1)
"""so long a letter may lie unread: its times are told with their day"""


class GettextLetters:
    """flow.attend.Questions, flow.pace.Letters, flow.write.Endings and flow.converse.Welcomes."""

    def __init__(self, catalog: Catalog, site: str) -> None:
        self._catalog = catalog
        self._site = site

    def question(self, subscription: Subscription) -> tuple[str, str]:
        """See flow.attend.Questions. What browsers are sent is seen when they have said yes by themselves."""
        _ = speaking(subscription.language).gettext
        what = heard_of(subscription.route, self._catalog, subscription.language)
        if subscription.way is Way.PUSH:
            return _("You will be told"), what
        title = _("Shall {site} tell you about outages?").format(site=self._site)
        asked = (
            _("Somebody, probably one of you, asked for messages to this room about: {what}.")
            if subscription.way is Way.CHAT
            else _("Somebody, probably you, asked for messages to this address about: {what}.")
        ).format(what=what)
        how = _(
            "If it was you, open the page below within two days and press its button. If not, do nothing: "
            "nothing more will come."
        )
        return title, f"{asked}\n{how}"

    def joined(self, subscription: Subscription) -> tuple[str, str]:
        """See flow.converse.Welcomes."""
        _ = speaking(subscription.language).gettext
        what = heard_of(subscription.route, self._catalog, subscription.language)
        how = _("Send /stop here, and nothing more comes. On this page you can change what you are told:")
        return _("You will be told"), f"{what}.\n{how}"

    def wished(self, wish: Wish) -> tuple[str, str]:
        """See flow.converse.Welcomes."""
        _ = speaking(wish.language).gettext
        what = wish_in_words(wish, self._catalog, wish.language)
        how = _("Send /stop here, and nothing more comes.")
        return _("You will be told"), f"{what}\n{how}"

    def refused(self, language: str) -> tuple[str, str]:
        """See flow.converse.Welcomes."""
        _ = speaking(language).gettext
        words = _("It was used, it is too old, or it is not whole. You can sign up again at any time.")
        return _("This link opens nothing any more"), words

    def left(self, language: str) -> tuple[str, str]:
        """See flow.converse.Welcomes."""
        _ = speaking(language).gettext
        return _("You are told nothing more"), _("The address is wiped.")

    def hello(self, language: str) -> tuple[str, str]:
        """See flow.converse.Welcomes."""
        _ = speaking(language).gettext
        words = _("Choose on this page what you want to hear of, and how; it leads you back here:")
        return _("Be told of outages"), words

    def gathered(self, language: str, count: int) -> str:
        """See flow.pace.Letters."""
        many = speaking(language).ngettext(
            "{site}: news of {count} outage", "{site}: news of {count} outages", count
        )
        return many.format(site=self._site, count=wording.number(count, language))

    def correction(self, language: str) -> str:
        """See flow.write.Endings."""
        return speaking(language).gettext("This corrects what we answered you before:")

    def source(self, source: Source, language: str) -> str:
        """See flow.write.Endings."""
        words = source_words(source, self._catalog, self._site, speaking(language))
        return f"{words} ({wording.plain_instant(source.at, language)})"

    def ending(self, language: str) -> str:
        """See flow.write.Endings."""
        return speaking(language).gettext(
            "Nothing more is sent to this address. If this does not answer your question, say so on its page:"
        )

    def ending_on(self, language: str) -> str:
        """See flow.write.Endings."""
        _ = speaking(language).gettext
        more = _("You will be told once more when the outage is over.")
        return f"{more} {self.ending_open(language)}"

    def ending_open(self, language: str) -> str:
        """See flow.write.Endings."""
        return speaking(language).gettext("If this does not answer your question, say so on its page:")

    def over(self, incident: Incident, language: str, about: str = "") -> str:
        """See flow.write.Endings."""
        there = local_catalog(self._catalog, language)
        service = there.named(about if about in incident.members else incident.service)
        key = "title_dismissed" if incident.state is State.DISMISSED else "title_resolved"
        title = phrases(language).sentences[key].format(service=service.name)
        at = incident.updated_at + LETTER_LIES
        line = incident_line(service, incident, at=at, catalog=there, language=language)
        still = speaking(language).gettext(
            "If it still does not work for you, report it: the page below leads there."
        )
        return f"{title}\n{line}\n{still}"

    def further(self, language: str, count: int) -> str:
        """See flow.pace.Letters."""
        many = speaking(language).ngettext("{count} more", "{count} more", count)
        return many.format(count=wording.number(count, language))


def wish_in_words(wish: Wish, catalog: Catalog, language: str) -> str:
    """What somebody is told who wishes this."""
    _ = speaking(language).gettext
    if wish.question and not wish.incident:
        return _("One message when your question is answered.")
    service = catalog.named(wish.service).name
    return _("One message when the outage of {service} is over.").format(service=service)


def heard_of(route: Route, catalog: Catalog, language: str) -> str:
    """What is heard of by `route`, in words."""
    there, _ = local_catalog(catalog, language), speaking(language).gettext
    named = [there.named(slug).name for slug in route.services]
    named += [there.categories[slug] for slug in route.categories if slug in there.categories]
    what = _(", ").join(named[:_NAMED_MAX]) or _("All services")
    if len(named) > _NAMED_MAX:
        what += " …"
    places = [there.area_name(code) for code in route.countries]
    return f"{what} ({_(', ').join(places)})" if places else what
