"""What helped others, as pages show it; the pages to propose something, to read one with its vote, and to say thanks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.core.model import Service
from groundswell.core.workarounds import SHOWN_MAX, WORDS_MAX, Workaround
from groundswell.ports import Page
from groundswell.web import wording
from groundswell.web.language import offered, speaking

_PRIVATE: Final = (("x-robots-tag", "noindex"),)


def way_rows(ways: Sequence[Workaround], catalog: Catalog, language: str) -> list[dict[str, object]]:
    """Each workaround in words; the template escapes them."""
    return [way_row(way, catalog, language) for way in ways]


def way_row(way: Workaround, catalog: Catalog, language: str) -> dict[str, object]:
    """One; `lang` and `dir` are told where it is in another language than the page."""
    text, words = way.advice(language), speaking(language)
    helped, tried = way.tally.counted
    told = words.ngettext(
        "{helped} of {count} says that it helped.", "{helped} of {count} say that it helped.", tried
    )
    known = offered().get(text.language)
    other = text.language if text.language != language else ""
    concerned = [catalog.symptom_name(symptom) for symptom in way.symptoms]
    concerned += [words.gettext(wording.PLATFORMS.get(platform, platform)) for platform in way.platforms]
    return {
        "id": way.id,
        # A new translation makes every language's page anew, which are made of the English one's changes.
        "mark": f"{way.changed_at:%Y%m%dT%H%M%S}",
        "words": text.words,
        "lang": other,
        "dir": known.direction if other and known else "auto",
        "concerned": concerned,
        "by_user": not way.by,
        "told": told.format(helped=wording.number(helped, language), count=wording.number(tried, language))
        if tried
        else words.gettext("Nobody has said yet whether it helps."),
    }


class WorkaroundPages:
    """Makes them; `page` fills a template."""

    def __init__(self, catalog: Catalog, language: str, page: Callable[..., Page]) -> None:
        self._catalog = catalog
        self._language = language
        self._page = page
        self._gettext = speaking(language).gettext

    def list(
        self,
        service: Service,
        ways: Sequence[Workaround],
        fault: str = "",
        words: str = "",
        thanks: str = "",
        handle: str = "",
    ) -> Page:
        """Everything that helps with a service, and the form to propose more; `fault` says what was wrong with `words`, `handle` opens
        what was just proposed."""
        _ = self._gettext
        page = {
            "title": _("What helps with {service}").format(service=service.name),
            "service": service,
            "ways": way_rows(ways, self._catalog, self._language),
            "fault": fault,
            "words": words,
            "thanks": thanks,
            "handle": handle,
            "here": f"/workarounds?service={service.slug}",
        }
        return self._told(page)

    def proposed(self, service: Service, ways: Sequence[Workaround], handle: str, *, shown: bool) -> Page:
        """Thanks for a proposal."""
        _ = self._gettext
        thanks = (
            _("Thank you. Others see it now.")
            if shown
            else _("Thank you. Somebody reads it before others see it.")
        )
        return self.list(service, ways, thanks=thanks, handle=handle)

    def own(self, way: Workaround, handle: str) -> Page:
        """What somebody proposed, with the button that deletes it."""
        return self._single(way, "", handle)

    def gone(self, service: Service, ways: Sequence[Workaround]) -> Page:
        """It is deleted; `ways` are what others have told."""
        return self.list(service, ways, thanks=self._gettext("Nothing of it is kept."))

    def one(self, way: Workaround, *, voted: bool = False) -> Page:
        """One workaround with its vote; `voted` says thanks for one."""
        _ = self._gettext
        return self._single(way, _("Thank you: others see how many it helped.") if voted else "", voted=voted)

    def _single(self, way: Workaround, thanks: str, handle: str = "", *, voted: bool = False) -> Page:
        _, service = self._gettext, self._catalog.named(way.service)
        page = {
            "title": _("What helps with {service}").format(service=service.name),
            "service": service,
            "ways": way_rows([way], self._catalog, self._language),
            "fault": "",
            "words": "",
            "thanks": thanks,
            "handle": handle,
            "here": f"/workarounds/{handle or way.id}",
            "single": True,
            "asks": way.is_shown and not voted and not handle,
        }
        return self._told(page)

    def fault_words(self, words: str) -> str:
        """What was wrong with what somebody wrote, in the reader's language."""
        _ = self._gettext
        if len(words.strip()) > WORDS_MAX:
            return _("At most {count} letters, please.").format(
                count=wording.number(WORDS_MAX, self._language)
            )
        return _("Say in your own words what helped: links, addresses and numbers are taken out.")

    def _told(self, page: dict[str, object]) -> Page:
        told = {"path": "", "single": False, "asks": True, "handle": "", "letters_max": WORDS_MAX, **page}
        return self._page("workarounds", told, max_age_seconds=0, headers=_PRIVATE)


def short(ways: Sequence[Workaround]) -> Sequence[Workaround]:
    """Those that stand on a service's page."""
    return ways[:SHOWN_MAX]
