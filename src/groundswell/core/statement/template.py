"""An operator's own words, kept for the next outage: texts with named places that are filled from its facts.

Filling reads a text once: what is put in is never read again. A sentence with a place of which nothing is known is left
out, as in a draft; a language that a template lacks is drafted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from groundswell.core.catalog import like
from groundswell.core.headline import inner_moment, joined, moment
from groundswell.core.phrases import Phrases, phrases
from groundswell.core.statement.draft import doing_words, scope_words, seen_words
from groundswell.core.statement.lines import LINES
from groundswell.core.statement.sentences import sentences
from groundswell.core.statement.words import Facts, Phase, Span
from groundswell.errors import InputError


class Occasion(StrEnum):
    """What a template is for: the phases of a statement, and planned work."""

    INVESTIGATING = "investigating"
    """we know that something is wrong, not yet why"""
    IDENTIFIED = "identified"
    """we know the cause and work on it"""
    MONITORING = "monitoring"
    """a remedy is in place and we watch whether it holds"""
    RESOLVED = "resolved"
    """it is over"""
    MAINTENANCE = "maintenance"
    """work is planned"""

    @property
    def phase(self) -> Phase | None:
        """The phase of a statement; None for planned work."""
        return None if self is Occasion.MAINTENANCE else Phase(self.value)


class Place(StrEnum):
    """What can stand in a template in braces. A time has two forms: `{since}` by itself, `{the_since}` as it reads inside a
    sentence, where the language tells the two apart."""

    SERVICE = "service"
    """the service's name; of several services, and of planned work, the names of all"""
    PEOPLE_SEE = "people_see"
    """what fails, as people report it"""
    WHERE = "where"
    """where, on which networks and devices; of planned work: the parts that are worked on"""
    SINCE = "since"
    """since when; of planned work: from when"""
    THE_SINCE = "the_since"
    """the same inside a sentence"""
    NOTICED = "noticed"
    """when we noticed it"""
    THE_NOTICED = "the_noticed"
    """the same inside a sentence"""
    UNTIL = "until"
    """until when, once it is over; of planned work: until when it is planned"""
    THE_UNTIL = "the_until"
    """the same inside a sentence"""
    NEXT = "next"
    """when we speak next; with a closing statement, when the analysis comes"""
    THE_NEXT = "the_next"
    """the same inside a sentence"""
    WORKAROUND = "workaround"
    """what helps meanwhile, as it stands on the page"""
    CAUSE = "cause"
    """what the cause is, once it is confirmed: a whole sentence"""
    DOING = "doing"
    """what we do now: a whole sentence, as in a draft"""


@dataclass(frozen=True, slots=True)
class Wording:
    """A template's text in one language (a code as in `phrases.LANGUAGES`), with places; no `title`: that of the draft."""

    language: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Template:
    """Words for an `occasion`, about one of `services` (slugs; none: whatever fails). `version` goes up with every change; `by`
    made the last one at `at`."""

    id: str
    name: str
    occasion: Occasion
    texts: tuple[Wording, ...]
    at: datetime
    by: str
    services: tuple[str, ...] = ()
    version: int = 0

    def fits(self, services: Collection[str]) -> bool:
        """Whether it may speak of one of `services`."""
        return not self.services or any(slug in services for slug in self.services)

    def text(self, language: str) -> Wording | None:
        """Its words in `language`, None where it has none."""
        return next((text for text in self.texts if text.language == language), None)


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its places filled; `unknown` are those of which nothing was known, so that their sentences were left out."""

    words: str
    unknown: tuple[Place, ...] = ()


PLACES: Final = ", ".join(f"{{{place}}}" for place in Place)
"""all of them, as they are written"""
_SIGN: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_WHOLE: Final = re.compile(r"(?:(?<=\{doing\})|(?<=\{cause\}))\s+")
"""after a place that is a sentence by itself, the next one begins"""
_FULL_STOPS: Final = ".。।"


def places_of(words: str, field: str = "body") -> tuple[Place, ...]:
    """The places in `words`, each once, in their order. Raises InputError of `field` where one is unknown, or a brace stands alone."""
    found: dict[Place, None] = {}
    for sign in _SIGN.finditer(words):
        if sign[0] in ("{{", "}}"):
            continue
        if sign[1] is None:
            raise InputError(
                field, f'a "{sign[0]}" by itself: write it twice for the sign itself; places are {PLACES}'
            )
        if sign[1] not in set(Place):
            near = like(sign[1][:40], list(Place), limit=1)
            hint = f" (did you mean {{{near[0]}}}?)" if near else ""
            raise InputError(field, f'"{sign[0][:40]}" is no place{hint}; there are {PLACES}')
        found[Place(sign[1])] = None
    return tuple(found)


def fill(words: str, known: Mapping[Place, str]) -> Filled:
    """`words` with each place filled by what is `known` of it, on one line. Raises InputError as `places_of`."""
    places_of(words)
    told = {place: flat for place, value in known.items() if (flat := " ".join(value.split()))}
    unknown: dict[Place, None] = {}
    lines: list[str] = []
    has_gap = False
    for line in words.split("\n"):
        kept = _line(line, told, unknown)
        if kept is None or (has_gap and not line.strip()):
            has_gap = not lines or not lines[-1].strip()
            continue
        lines.append(kept)
        has_gap = False
    if has_gap:
        while lines and not lines[-1].strip():
            lines.pop()
    return Filled("\n".join(lines), tuple(unknown))


def _line(line: str, told: Mapping[Place, str], unknown: dict[Place, None]) -> str | None:
    """The line filled, without sentences of which something is not known; None where none is left."""
    spans = [*_spans(line)]
    if not spans:
        return line
    kept = ""
    has_any = False
    end = 0
    for span in spans:
        said = line[span.start : span.end]
        lacking = [place for place in places_of(said) if place not in told]
        unknown.update(dict.fromkeys(lacking))
        if not lacking:
            kept += (line[end : span.start] if has_any or not end else "") + _sentence(said, told)
            has_any = True
        end = span.end
    return kept + line[end:] if has_any else None


def _spans(line: str) -> Iterator[Span]:
    for span in sentences(line):
        start = span.start
        for gap in _WHOLE.finditer(line, span.start, span.end):
            yield Span(start, gap.start())
            start = gap.end()
        yield Span(start, span.end)


def _sentence(said: str, told: Mapping[Place, str]) -> str:
    def put(sign: re.Match[str]) -> str:
        if sign[1] is None:
            return sign[0][0]
        value = told[Place(sign[1])]
        after = said[sign.end() : sign.end() + 1]
        return value.rstrip(_FULL_STOPS) if after and after in _FULL_STOPS else value

    return _SIGN.sub(put, said)


def known_of(facts: Facts, phase: Phase, language: str, workaround: str = "") -> dict[Place, str]:
    """What can be put in the places of a statement for `phase`, in `language`: what a draft would say, and no more."""
    words, lines = phrases(language), LINES[language if language in LINES else "en"]
    over = (facts.until or facts.at) if phase is Phase.RESOLVED else None
    return {
        Place.SERVICE: facts.service if facts.is_several else _apart(facts.service, language),
        Place.PEOPLE_SEE: seen_words(facts, words),
        Place.WHERE: _everywhere(words) if facts.is_everywhere else scope_words(facts, words),
        **_times(
            words, facts.at, since=facts.since, noticed=facts.noticed_at, until=over, next=facts.next_at
        ),
        Place.WORKAROUND: "" if phase is Phase.RESOLVED else workaround,
        Place.CAUSE: "" if phase is Phase.INVESTIGATING else facts.cause_words,
        Place.DOING: doing_words(facts, phase, lines),
    }


def known_of_work(
    names: Sequence[str],
    components: Iterable[str],
    from_at: datetime | None,
    until_at: datetime | None,
    at: datetime,
    language: str,
) -> dict[Place, str]:
    """The same of planned work on services of these `names`, seen from `at`."""
    words = phrases(language)
    return {
        Place.SERVICE: joined([_apart(name, language) for name in names], words) if names else "",
        Place.WHERE: joined(found, words) if (found := list(components)) else "",
        **_times(words, at, since=from_at, until=until_at),
    }


def _times(words: Phrases, at: datetime, **instants: datetime | None) -> dict[Place, str]:
    told = {name: instant for name, instant in instants.items() if instant is not None}
    bare = {Place(name): moment(instant, at, words) for name, instant in told.items()}
    inside = {Place(f"the_{name}"): inner_moment(instant, at, words) for name, instant in told.items()}
    return bare | inside


def _everywhere(words: Phrases) -> str:
    """As a headline ends with it, without the sign before."""
    return words.sentences["everywhere"].lstrip(" ,،。")


def _apart(name: str, language: str) -> str:
    """A name set apart from text that runs the other way, as in a draft."""
    return f"\u2068{name}\u2069" if language == "ar" else name
