"""What somebody was writing as they were signed out: the page where they sign in carries it on, in hidden fields of its own forms, and
whoever is let in finds it in the form that it was sent from. Nothing is done with it, and nobody keeps it meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from groundswell.web.people.browser import DESK, inward

_SENT: Final = "sent:"
_TO: Final = "sent-to"
_BROUGHT: Final = "brought"
WORDS: Final = "You were signed out before this was sent, so nothing was done. Look at it, and send it again."


@dataclass(frozen=True, slots=True)
class Brought:
    """A form that was sent in vain: the fields, by name, and where to."""

    to: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields of a form that carries it on."""
        return (
            [(_TO, self.to), *((_SENT + name, value) for name, value in self.fields.items())]
            if self.to
            else []
        )


NOTHING: Final = Brought()


def brought_by(form: Mapping[str, str]) -> Brought:
    """What a form has carried on."""
    to = form.get(_TO, "")
    if not to.startswith(f"{DESK}/") or inward(to) != to:
        return NOTHING
    sent = {name.removeprefix(_SENT): value for name, value in form.items() if name.startswith(_SENT)}
    return Brought(to, sent)


def hand_over(scope: Mapping[str, Any], brought: Brought, page: str, session: str) -> None:
    """Have whoever was let in, by `session`, see `page` with it."""
    if brought.to:
        scope["state"][_BROUGHT] = (brought, page, session)


def handed_over(state: Mapping[str, Any]) -> tuple[Brought, str, str] | None:
    """What `hand_over` was told."""
    return state.get(_BROUGHT)
