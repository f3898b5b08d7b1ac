"""What was wrong with a form that somebody sent, in the language of its page: who programs reads the fault itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.errors import InputError
from groundswell.web.language import ENGLISH, later, speaking

_WORDS: Final[Mapping[str, str]] = {
    "address": later(
        "Nothing can be sent to that address. An e-mail address looks like this: you@example.org."
    ),
    "question": later("Your question has an answer."),
    "state": later("Your question was looked at and has no answer here."),
    "way": later("This site cannot tell you in that way."),
    "quiet_from": later("Give both times or none, such as 22:00 and 07:00."),
    "quiet_to": later("Give both times or none, such as 22:00 and 07:00."),
    "time_zone": later("Choose a time zone from the list."),
    "services": later("One of the services is none that this site knows, or there are too many."),
}
_ELSE: Final = later("Something that you chose is not among what can be chosen. Please look through it.")


class UnknownServiceError(InputError):
    """A service was `typed` that is not in the catalog; `meant` is the name of one that is like it, or empty."""

    def __init__(self, typed: str, meant: str) -> None:
        self.typed = typed[:80]
        self.meant = meant
        hint = f'; did you mean "{meant}"?' if meant else ""
        super().__init__("services", f'there is no service "{self.typed}" here{hint}')


def words_of(fault: InputError, language: str = ENGLISH) -> str:
    """What was wrong and what to do, in a sentence or two."""
    say = speaking(language).gettext
    if isinstance(fault, UnknownServiceError):
        if fault.meant:
            words = say("No service here is called “{query}”. Did you mean {service}?")
            return words.format(query=fault.typed, service=fault.meant)
        return say("No service here is called “{query}”.").format(query=fault.typed)
    return say(_WORDS.get(fault.field, _ELSE))
