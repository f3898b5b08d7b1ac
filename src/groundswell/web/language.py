"""The languages of the pages: how each is called and written, which paths are its own, what a browser asks for.

English has no prefix; every other language stands before the path ("/es/s/instagram"). Texts come from gettext
catalogs that are compiled when the package is built: a language without one is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

from babel import Locale

ENGLISH: Final = "en"
FOLDER: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "groundswell"
NAMES: Final[Mapping[str, str]] = {
    "en": "English",
    "es": "Español",
    "pt": "Português",
    "fr": "Français",
    "de": "Deutsch",
    "hi": "हिन्दी",
    "ar": "العربية",
    "ja": "日本語",
    "id": "Bahasa Indonesia",
}
"""Every language, as it calls itself, in the order of the menu."""
LANGUAGE_KEY: Final = "groundswell.language"
"""Where in the scope the API behind the front finds the language of the path."""
_ACCEPTED_MAX: Final = 512


@dataclass(frozen=True, slots=True)
class Language:
    """One language that pages are made in."""

    code: str
    name: str
    locale: Locale
    texts: NullTranslations

    @property
    def root(self) -> str:
        """What stands before its paths."""
        return root_of(self.code)

    @property
    def direction(self) -> str:
        """Which way it is written: "ltr" or "rtl"."""
        return self.locale.text_direction

    @property
    def offer(self) -> str:
        """That a page is there in this language too."""
        return self.gettext("This page is in English too.")

    @property
    def close(self) -> str:
        """What puts that away."""
        return self.gettext("Close")

    def gettext(self, message: str) -> str:
        """`message` in this language."""
        return self.texts.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Whichever of the two goes with `count`, in this language."""
        return self.texts.ngettext(one, many, count)

    def pgettext(self, context: str, message: str) -> str:
        """`message` as it is meant in `context`; as it is where there is no translation."""
        return self.texts.pgettext(context, message)


@cache
def speaking(code: str) -> Language:
    """The language of this code; one without a catalog says everything in English."""
    compiled = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    texts = NullTranslations()
    if code != ENGLISH and compiled.is_file():
        with compiled.open("rb") as file:
            texts = GNUTranslations(file)
    return Language(code, NAMES.get(code, code), Locale.parse(code), texts)


@cache
def offered() -> Mapping[str, Language]:
    """The languages that have their texts, by code, in the order of the menu."""
    found = {code: speaking(code) for code in NAMES}
    return {
        code: each
        for code, each in found.items()
        if code == ENGLISH or isinstance(each.texts, GNUTranslations)
    }


def root_of(code: str) -> str:
    """What stands before the paths of a language."""
    return "" if code == ENGLISH else f"/{code}"


def split(path: str) -> tuple[str, str]:
    """The language of `path`, and the path of the same page in English.

    >>> split("/s/instagram"), split("/about")
    (('en', '/s/instagram'), ('en', '/about'))
    """
    code, slash, rest = path[1:].partition("/")
    if slash and code != ENGLISH and code in offered():
        return code, f"/{rest}"
    return ENGLISH, path


@lru_cache(maxsize=1024)
def preferred(accepted: bytes) -> str:
    """Which of our languages somebody wants who sent this Accept-Language (RFC 9110, 12.5.4); "" where it names none.

    >>> preferred(b"en-GB,en;q=0.9,de;q=0.8"), preferred(b"nl, en;q=0.5"), preferred(b"")
    ('en', 'en', '')
    """
    best, chosen = 0.0, ""
    for part in accepted[:_ACCEPTED_MAX].decode("latin-1").lower().split(","):
        tag, _, parameters = part.partition(";")
        code = tag.strip().partition("-")[0]
        if code not in offered():
            continue
        weight = _weight(parameters)
        if weight > best:
            best, chosen = weight, code
    return chosen


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def later(message: str) -> str:
    """`message` as it is: a text of a table that is put into a language where it is used."""
    return message
