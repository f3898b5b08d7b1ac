"""The words of messages to those who wished to be told when it is over or answered, in every language."""

from __future__ import annotations

from groundswell.core.catalog import Catalog
from groundswell.core.headline import incident_line
from groundswell.core.model import Incident, State
from groundswell.core.notice import Wish
from groundswell.core.phrases import phrases
from groundswell.ports.questions import Reply
from groundswell.web.language import speaking
from groundswell.web.letters import LETTER_LIES
from groundswell.web.local_catalog import local_catalog


class WishLetters:
    """flow.fulfil.WishWords."""

    def __init__(self, catalog: Catalog, site: str) -> None:
        self._catalog = catalog
        self._site = site

    def yes(self, wish: Wish) -> tuple[str, str]:
        """See flow.fulfil.WishWords."""
        _ = speaking(wish.language).gettext
        if wish.question and not wish.incident:
            title = _("Shall {site} tell you when your question is answered?").format(site=self._site)
            asked = _(
                "Somebody, probably you, asked a question here, and for a message to this address when it is answered."
            )
        else:
            title = _("Shall {site} tell you when it is over?").format(site=self._site)
            asked = _(
                "Somebody, probably you, asked for a message to this address when the outage of {service} is over."
            )
        how = _(
            "If it was you, open the page below within two days and press its button. If not, do nothing: "
            "nothing more will come."
        )
        return title, f"{asked.format(service=self._named(wish))}\n{how}"

    def again(self, wish: Wish, incident: Incident) -> tuple[str, str]:
        """See flow.fulfil.WishWords."""
        _ = speaking(wish.language).gettext
        title = _("{service}: does it work again for you?").format(service=self._named(wish))
        how = _("Fewer people report trouble. Open the page below and answer: that tells whether it is over.")
        return title, f"{self._line(wish, incident)}\n{how}"

    def over(self, wish: Wish, incident: Incident, *, more: bool = False) -> tuple[str, str]:
        """See flow.fulfil.WishWords."""
        _ = speaking(wish.language).gettext
        key = "title_dismissed" if incident.state is State.DISMISSED else "title_resolved"
        title = phrases(wish.language).sentences[key].format(service=self._named(wish))
        still = _("If it still does not work for you, report it again.")
        if wish.question:
            still = _("If it still does not work for you, report it: the page below leads there.")
        last = (
            _("Your question still waits for an answer: you will be told once more.")
            if more
            else self._last(wish)
        )
        return title, f"{self._line(wish, incident)}\n{still}\n{last}"

    def answered(self, wish: Wish, reply: Reply, *, more: bool) -> tuple[str, str]:
        """See flow.fulfil.WishWords."""
        _ = speaking(wish.language).gettext
        title = _("{site} has answered your question").format(site=self._site)
        text = reply.text(wish.language)
        last = _("You will be told once more when the outage is over.") if more else self._last(wish)
        parts = [text.title, text.body, *(each for each in reply.sources if each not in text.body), last]
        return title, "\n".join(part.strip() for part in parts if part.strip())

    def _last(self, wish: Wish) -> str:
        return speaking(wish.language).gettext(
            "This is the message that you asked for: nothing more will come."
        )

    def _named(self, wish: Wish) -> str:
        return self._catalog.named(wish.service).name

    def _line(self, wish: Wish, incident: Incident) -> str:
        catalog, at = local_catalog(self._catalog, wish.language), incident.updated_at + LETTER_LIES
        service = self._catalog.named(incident.service)
        return incident_line(service, incident, at=at, catalog=catalog, language=wish.language)
