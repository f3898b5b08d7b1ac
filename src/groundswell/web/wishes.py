"""What follows after a report, on its page and on that of a wish: to be told when it is over, to say whether it works again,
to have deleted what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.core.notice import Way, Wish, WishState
from groundswell.flow.recheck import Heard
from groundswell.ports import Page
from groundswell.ports.wishes import Answered
from groundswell.web import wording
from groundswell.web.language import Language, later, speaking
from groundswell.web.letters import wish_in_words
from groundswell.web.subscriptions import PRIVATE

_UNTOLD: Final = later(
    "Nothing more is sent, and the address is wiped: our last message to you did not get through, or nobody knows whether it did."
)
_STATES: Final = {
    WishState.PENDING: later(
        "Open the message in your mailbox and say yes: then you are told when it is over."
    ),
    WishState.WAITING: later("You will be told when it is over."),
    WishState.TELLING: later("It is over; a message is on its way to you."),
    WishState.TOLD: later("You have been told that it is over."),
    WishState.LAPSED: later("Nothing is told any more: no outage opened, or it went on for too long."),
    WishState.UNTOLD: _UNTOLD,
}
_ASKED: Final = {
    WishState.PENDING: later("Open the message in your mailbox and say yes: then you are told."),
    WishState.WAITING: later("You will be told when your question is answered."),
    WishState.TELLING: later("Your question is answered; a message is on its way to you."),
    WishState.TOLD: later("You have been told."),
    WishState.LAPSED: later("Nothing is told any more: there was no answer for too long."),
    WishState.UNTOLD: _UNTOLD,
}
_HEARD: Final = {
    Heard.TAKEN: later("Thank you. Your answer counts."),
    Heard.ALREADY: later("You have answered already; you can again in half an hour."),
    Heard.NOT_ASKED: later("Nobody is asked at the moment: it does not get better yet, or it is over."),
}


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a report's page shows beside what became of it. `asks`: whether it works again is asked; `ways`: how one can wish to
    be told, () where that cannot be wished now; `hours` and `days` after which an address is wiped in any case. `link` leads to the bot on
    Telegram, where the yes is said. `asked`: the page is a question's, `waits` for an answer by the desk, and is of an outage that `is_on`. `may_add`: what the same person says now counts with it."""

    asks: bool = False
    answered: Answered | None = None
    wishes: tuple[Wish, ...] = ()
    ways: tuple[str, ...] = ()
    hours: float = 0.0
    days: int = 0
    heard: Heard | None = None
    fault: str = ""
    sent: bool = False
    link: str = ""
    asked: bool = False
    waits: bool = False
    is_on: bool = False
    may_add: bool = False


NOTHING: Final = Aftermath()


def aftermath_words(after: Aftermath, words: Language) -> dict[str, object]:
    """The same as the page says it."""
    _ = words.gettext
    answered = ""
    if after.answered is not None:
        said = (
            later("You answered that it works again.")
            if after.answered.works
            else later("You answered that it is still broken.")
        )
        answered = _(said)
    kept = _(
        "One message, and the address is wiped. It is wiped too if no outage opens within {hours} hours of your report, "
        "or if it is still on after {days} days."
    )
    if after.asked:
        kept = _("The address is wiped when you have been told, and after {days} days in any case.")
    return {
        "asks": after.asks,
        "answered": answered,
        "title": _(_title(after)),
        "told": _(_waiting(after)),
        # Whether it works again is asked of who wishes about an outage.
        "may_ask": not after.waits or after.is_on,
        # Who has not come to the bot yet has wished nothing: the link may be in other hands.
        "wished": list(
            dict.fromkeys(
                _(_waiting(after) if wish.incident and wish.state is WishState.WAITING else _state(wish))
                for wish in after.wishes
                if (wish.way, wish.state) != (Way.TELEGRAM, WishState.PENDING)
            )
        ),
        "ways": after.ways,
        "kept": kept.format(
            hours=wording.number(round(after.hours), words.code), days=wording.number(after.days, words.code)
        ),
        "heard": _(_HEARD[after.heard]) if after.heard else "",
        "fault": after.fault,
        "sent": after.sent,
        "link": after.link,
    }


def _title(after: Aftermath) -> str:
    """Over the form, or where nothing is left to be wished, over what became of the wishes."""
    if not after.ways:
        return later("What you are told")
    if after.waits and after.is_on:
        return later("Tell me when it is answered, and when the outage is over")
    if after.waits:
        return later("Tell me when it is answered")
    return later("Tell me when the outage is over") if after.asked else later("Tell me when it is over")


def _waiting(after: Aftermath) -> str:
    """What is told to who wishes now."""
    if after.waits and after.is_on:
        return later("You will be told when your question is answered, and when the outage is over.")
    return (_ASKED if after.waits else _STATES)[WishState.WAITING]


def _state(wish: Wish) -> str:
    return (_ASKED if wish.question and not wish.incident else _STATES)[wish.state]


class WishPages:
    """Makes the pages of wishes; `page` fills a template."""

    def __init__(self, catalog: Catalog, language: str, page: Callable[..., Page]) -> None:
        self._catalog = catalog
        self._page = page
        self._speaks = speaking(language)

    def question(self, wish: Wish, handle: str) -> Page:
        """Yes?"""
        words = wish_in_words(wish, self._catalog, self._speaks.code)
        button = self._speaks.gettext("Yes, tell me")
        return self._told(words, action=f"/wish/yes/{handle}", button=button)

    def confirmed(self, wish: Wish) -> Page:
        """Yes."""
        return self._told(self._speaks.gettext(_state(wish)))

    def wish(self, wish: Wish, handle: str, after: Aftermath) -> Page:
        """How a wish stands; the question where it is asked."""
        _ = self._speaks.gettext
        page = {
            "path": "",
            "title": self._catalog.named(wish.service).name if wish.service else _("Your question"),
            "headline": _(_state(wish)),
            "after": aftermath_words(after, self._speaks),
            "again": f"/wish/{handle}/again",
            "end": f"/wish/{handle}/end" if wish.address else "",
        }
        return self._page("wish", page, max_age_seconds=0, headers=PRIVATE)

    def leave(self, handle: str) -> Page:
        """No more?"""
        _ = self._speaks.gettext
        words = _("Then nothing more is sent, and the address is wiped at once.")
        return self._told(words, title=_("Do not tell me"), action=f"/wish/{handle}/end", button=_("Stop"))

    def left(self) -> Page:
        """No more."""
        _ = self._speaks.gettext
        return self._told(_("The address is wiped."), title=_("You are told nothing more"))

    def deleted(self) -> Page:
        """Whose report it was is forgotten."""
        _ = self._speaks.gettext
        words = _(
            "That somebody reported trouble then is counted, and stays: nobody can tell any more that it was you."
        )
        return self._told(words, title=_("It is deleted"))

    def yours(self, links: Sequence[str], unknown: Sequence[str], *, empty: bool, deleted: int) -> Page:
        """The page to have everything written out or deleted."""
        _ = self._speaks.gettext
        page = {
            "path": "",
            "here": "/yours",
            "title": _("What is kept of you"),
            "headline": _(
                "Put in the links that you were given: what is kept behind them is written out for you, or deleted."
            ),
            "links": "\n".join(links),
            "unknown": unknown,
            "empty": empty,
            "deleted": deleted,
        }
        return self._page("yours", page, max_age_seconds=0, headers=PRIVATE)

    def gone(self) -> Page:
        """A handle that opens nothing."""
        _ = self._speaks.gettext
        words = _("It was used, it is too old, or it is not whole.")
        return self._told(words, title=_("This link opens nothing any more"))

    def _told(self, words: str, *, title: str = "", action: str = "", button: str = "") -> Page:
        page = {
            "path": "",
            "title": title or self._speaks.gettext("Tell me"),
            "headline": words,
            "action": action,
            "button": button,
            "handle": "",
            "secret": "",
            "link": "",
        }
        return self._page("told", page, max_age_seconds=0, headers=PRIVATE)
