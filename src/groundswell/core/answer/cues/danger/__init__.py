"""By which words it is heard that somebody is in danger, in all our languages; and which of such words are but a figure of speech.

A line is a sign, in the order of what it is about. Beside "*" and "_" of the other lists "a|b" is either word, "a?" a word that may be left out,
"__" up to eight words between (in Japanese: twenty letters), "&" any order with as much between. What KINDS are together.py says. The bar is low:
who is heard wrongly waits for a person and is shown where there is help.
"""

from collections.abc import Mapping

from groundswell.core.answer.cues.danger import ar, de, en, es, fr, hi, id, ja, pt  # noqa: A004

DANGER: Mapping[str, str] = {
    "en": en.SIGNS,
    "es": es.SIGNS,
    "pt": pt.SIGNS,
    "fr": fr.SIGNS,
    "de": de.SIGNS,
    "hi": hi.SIGNS,
    "ar": ar.SIGNS,
    "ja": ja.SIGNS,
    "id": id.SIGNS,
}
"""Signs of danger, by language: heard in a text of whatever language"""
FIGURES: Mapping[str, str] = {
    "en": en.FIGURES,
    "es": es.FIGURES,
    "pt": pt.FIGURES,
    "fr": fr.FIGURES,
    "de": de.FIGURES,
    "hi": hi.FIGURES,
    "ar": ar.FIGURES,
    "ja": ja.FIGURES,
    "id": id.FIGURES,
}
"""Where one of these is said, a sign that stands in it is none"""
KINDS: Mapping[str, str] = {
    "en": en.KINDS,
    "es": es.KINDS,
    "pt": pt.KINDS,
    "fr": fr.KINDS,
    "de": de.KINDS,
    "hi": hi.KINDS,
    "ar": ar.KINDS,
    "ja": ja.KINDS,
    "id": id.KINDS,
}
"""Kinds of words of which two or three together are a sign"""
