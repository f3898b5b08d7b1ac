"""What a statement lacks, and what in it readers will not understand or believe.

The body is judged alone, for that is what channels show. Which parts are there is seen by words (`cues`), sentence by
sentence; nothing is understood. What each language is asked for is told in docs/explanation/statements.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from groundswell.core.statement.claims import CLAIMS
from groundswell.core.statement.cues import LANGUAGES, cues_in, straight
from groundswell.core.statement.cues_english import EMPTY_CHANGES, SCOPE_IN_ENGLISH
from groundswell.core.statement.length import fits, length
from groundswell.core.statement.part import Part
from groundswell.core.statement.sentences import CLOCK, DATE, LINK, ZONE, sentences
from groundswell.core.statement.wording import (
    CAUSES,
    EASE,
    EASE_LEAST,
    EASE_WORDS_LEAST,
    HEDGES,
    JARGON,
    PLAIN,
    THIRD_PARTIES,
    VAGUE,
)
from groundswell.core.statement.words import Context, Phase, Remark, RemarkKind, Span, Text, Weight

_VOWELS = re.compile(r"[aeiouyáàâãäéèêëíìîïóòôõöúùûüæœ]+", re.IGNORECASE)
_HALF_DAY = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::\d{2})?(?:\s?([ap])\.?m\.?)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of the body, and what is in it."""

    span: Span
    said: str
    parts: frozenset[Part]
    clocks: tuple[Span, ...]
    has_zone: bool
    has_date: bool
    has_link: bool

    @property
    def has_time(self) -> bool:
        return bool(self.clocks) or self.has_date


def check(text: Text, context: Context) -> tuple[Remark, ...]:
    """Every remark on `text`: what is missing first, then advice in the order of the text. Never raises, for any text."""
    body = straight(text.body)
    language = _language(text)
    read = [_read(body, span, language, context) for span in sentences(body)]
    missing = (
        [*_closing(read, _is_told(context.cause, body), context)]
        if context.phase is Phase.RESOLVED
        else [*_open(read, context)]
    )
    missing += [*_always(read, context)]
    advice = [
        *_advice(read, context),
        *_counted(body, read, context),
        *_borrowed(body, read, language, context),
        *_wording(body, read, language, context),
        *_hard(body, read, language),
        *_long(text, context),
    ]
    return (*missing, *sorted(advice, key=lambda remark: remark.where.start if remark.where else -1))


def parts_of(text: Text) -> tuple[tuple[Span, frozenset[Part]], ...]:
    """Which parts stand in which sentence."""
    body = straight(text.body)
    language = _language(text)
    read = [_read(body, span, language, Context(Phase.INVESTIGATING)) for span in sentences(body)]
    return tuple((sentence.span, sentence.parts) for sentence in read)


def _language(text: Text) -> str:
    """The language whose words are looked for: "pt" for "pt-BR", English where we do not speak it."""
    code = text.language.partition("-")[0].lower()
    return code if code in LANGUAGES else "en"


def _read(body: str, span: Span, language: str, context: Context) -> _Sentence:
    said = body[span.start : span.end]
    parts = {part for part, cue in cues_in(language).items() if cue.search(said)}
    if language == "en":
        if SCOPE_IN_ENGLISH.search(said):
            parts.add(Part.SCOPE)
        if EMPTY_CHANGES.search(said):
            parts.discard(Part.CHANGES)
    if any(name and name in said for name in context.places):
        parts.add(Part.SCOPE)
    clocks = tuple(
        Span(span.start + found.start(), span.start + found.end()) for found in CLOCK.finditer(said)
    )
    return _Sentence(
        span,
        said,
        frozenset(parts),
        clocks,
        ZONE.search(said) is not None,
        DATE.search(said) is not None,
        LINK.search(said) is not None,
    )


def _missing(kind: RemarkKind, right: str, where: Span | None = None) -> Remark:
    return Remark(kind, Weight.MISSING, right, where)


def _has(read: list[_Sentence], part: Part) -> bool:
    return any(part in sentence.parts for sentence in read)


def _open(read: list[_Sentence], context: Context) -> Iterator[Remark]:
    """What a statement needs while the outage lasts."""
    if not any(Part.SINCE in sentence.parts and sentence.has_time for sentence in read):
        yield _missing(RemarkKind.NO_SINCE, "Say since when, with date or time and zone.")
    if not context.is_watchers and not _has(read, Part.ACTION):
        yield _missing(RemarkKind.NO_ACTION, "Say what you are doing about it now.")
    promises = [sentence for sentence in read if Part.NEXT in sentence.parts]
    if not promises:
        yield _missing(
            RemarkKind.NO_NEXT, "Say at what time you speak next, and keep to it even without news."
        )
    elif not any(sentence.clocks for sentence in promises):
        yield _missing(
            RemarkKind.NEXT_WITHOUT_CLOCK, "Name the time on the clock, with its zone.", promises[0].span
        )


def _is_told(cause: str, body: str) -> bool:
    """Whether these words stand in `body`, however its lines are broken."""
    words = " ".join(straight(cause).split()).rstrip(".!?。।").casefold()
    return bool(words) and words in " ".join(body.split()).casefold()


def _closing(read: list[_Sentence], tells_cause: bool, context: Context) -> Iterator[Remark]:
    """What the statement needs that closes an outage."""
    ahead = {Part.ANALYSIS, Part.NEXT}
    clocks = sum(len(sentence.clocks) for sentence in read if not sentence.parts & ahead)
    begun = any(Part.SINCE in sentence.parts and sentence.clocks for sentence in read)
    if not any(len(sentence.clocks) > 1 for sentence in read) and not (begun and clocks > 1):
        yield _missing(RemarkKind.NO_UNTIL, "Say from when to when it lasted.")
    if not tells_cause and not _has(read, Part.CAUSE):
        yield _missing(RemarkKind.NO_CAUSE, "Say what happened, or that you do not know yet.")
    if not context.is_watchers and not _has(read, Part.CHANGES):
        yield _missing(
            RemarkKind.NO_CHANGES, "Name what changes so that it does not happen again, or say when you will."
        )


def _always(read: list[_Sentence], context: Context) -> Iterator[Remark]:
    if not _has(read, Part.WHAT):
        yield _missing(RemarkKind.NO_WHAT, "Say what people see: what fails, is slow, or cannot be reached.")
    if not _has(read, Part.SCOPE):
        yield _missing(RemarkKind.NO_SCOPE, "Say who is affected and where, or that you do not know yet.")
    for sentence in read:
        if sentence.clocks and not sentence.has_zone:
            yield _missing(RemarkKind.NO_ZONE, "Add the time zone, such as UTC.", sentence.clocks[0])
    is_due = (context.is_first or context.phase is Phase.RESOLVED) and not context.is_watchers
    if is_due and not _has(read, Part.APOLOGY):
        yield _missing(RemarkKind.NO_APOLOGY, "Say sorry, once and plainly.")


def _advice(read: list[_Sentence], context: Context) -> Iterator[Remark]:
    def better(kind: RemarkKind, right: str, where: Span | None = None) -> Remark:
        return Remark(kind, Weight.ADVICE, right, where)

    if context.phase is not Phase.RESOLVED and not _has(read, Part.ADVICE):
        yield better(RemarkKind.NO_ADVICE, "Say what readers can do, or that they need not do anything.")
    # Only the operator knows whether there will be one: a draft promises neither.
    if (
        context.phase is Phase.RESOLVED
        and not context.is_watchers
        and not _has(read, Part.NO_ANALYSIS)
        and not any(
            Part.ANALYSIS in sentence.parts and (sentence.has_time or sentence.has_link) for sentence in read
        )
    ):
        yield better(RemarkKind.NO_ANALYSIS, "Say when the analysis comes, or that there will be none.")
    if context.is_watchers:
        return
    sorry = [sentence.span for sentence in read if Part.APOLOGY in sentence.parts]
    is_due = context.is_first or context.phase is Phase.RESOLVED
    for span in sorry[1:] if is_due else sorry:
        right = "Say sorry once." if is_due else "Sorry belongs into the first and the last statement."
        yield better(RemarkKind.APOLOGY_REPEATED, right, span)


def _borrowed(body: str, read: list[_Sentence], language: str, context: Context) -> Iterator[Remark]:
    """What only the operator can say, in the words of who does not run the service."""
    if not context.is_watchers:
        return
    for found in CLAIMS[language].finditer(body):
        right = "You do not run the service: say what you see, not that you mend it or have mended it."
        yield Remark(RemarkKind.NOT_YOURS, Weight.ADVICE, right, Span(*found.span()))
    for sentence in read:
        if Part.APOLOGY in sentence.parts:
            right = "You do not run the service: leave it to its operator to say sorry."
            yield Remark(RemarkKind.NOT_YOURS, Weight.ADVICE, right, sentence.span)


def _counted(body: str, read: list[_Sentence], context: Context) -> Iterator[Remark]:
    """Whether the time that readers are told is the one that the desk counts down to. Of a time in another zone than UTC that is not
    known."""
    told = [s for s in read if Part.NEXT in s.parts and s.clocks and not s.parts & {Part.ANALYSIS}]
    if not context.is_counted or context.phase is Phase.RESOLVED or not told:
        return
    where = told[0].clocks[0]
    if context.next_at is None:
        right = "The desk counts down to nothing: choose when you speak next, or leave the time out."
        yield Remark(RemarkKind.NEXT_DIFFERS, Weight.ADVICE, right, where)
        return
    if any(sentence.has_zone and "UTC" not in sentence.said for sentence in told):
        return
    minutes = [_minute(body[each.start : each.end]) for sentence in told for each in sentence.clocks]
    due = context.next_at.astimezone(UTC)
    if None not in minutes and due.hour * 60 + due.minute not in minutes:
        right = f"The desk counts down to {due:%H:%M} UTC: name that time, or choose this one."
        yield Remark(RemarkKind.NEXT_DIFFERS, Weight.ADVICE, right, where)


def _minute(clock: str) -> int | None:
    """The minute of the day that a clock of the text shows; None where it is written in a form that is not read."""
    found = _HALF_DAY.fullmatch(clock)
    if found is None:
        return None
    hour, half = int(found[1]), (found[3] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return hour * 60 + int(found[2] or 0)


def _wording(body: str, read: list[_Sentence], language: str, context: Context) -> Iterator[Remark]:
    if language not in HEDGES:
        return
    tables = (
        (RemarkKind.HEDGING, HEDGES, "Say what is confirmed, what is likely and what you do not know."),
        (RemarkKind.VAGUE_TIME, VAGUE, "Name a time on the clock, or say that you do not know when."),
    )
    for kind, table, right in tables:
        for found in table[language].finditer(body):
            yield Remark(kind, Weight.ADVICE, right, Span(*found.span()))
    plain = PLAIN[language]
    for found in JARGON[language].finditer(body):
        word = found[0].lower()
        right = next((plain[term] for term in plain if word.startswith(term.rstrip("*"))), "say it plainly")
        yield Remark(
            RemarkKind.JARGON, Weight.ADVICE, right[0].upper() + right[1:] + ".", Span(*found.span())
        )
    if not (context.is_cause_known or context.phase is not Phase.INVESTIGATING):
        for found in CAUSES[language].finditer(body):
            right = "Leave the cause out until it is confirmed."
            yield Remark(RemarkKind.SPECULATION, Weight.ADVICE, right, Span(*found.span()))
    if read and (blamed := _blamed(read[0], language, context)) is not None:
        right = "Begin with what your users see; whose fault it is can come later."
        yield Remark(RemarkKind.BLAME, Weight.ADVICE, right, blamed)


def _blamed(first: _Sentence, language: str, context: Context) -> Span | None:
    start = first.span.start
    if (found := THIRD_PARTIES[language].search(first.said)) is not None:
        return Span(start + found.start(), start + found.end())
    for name in context.others:
        named = (
            re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", first.said) if name else None
        )
        if named is not None:
            return Span(start + named.start(), start + named.end())
    return None


def reading_ease(text: Text) -> float | None:
    """How easily `text` reads, 0 to 100, by the formula of its language; None where there is none, or too few words.

    Syllables are groups of vowels; in English and French an "e" that ends a word of several is silent.
    """
    body = straight(text.body)
    code = text.language.partition("-")[0].lower()
    return _ease(body, len(sentences(body)), code)


def _ease(body: str, sentences_count: int, language: str) -> float | None:
    words = _WORD.findall(LINK.sub(" ", body))
    if language not in EASE or len(words) < EASE_WORDS_LEAST:
        return None
    constant, by_words, by_syllables = EASE[language]
    syllables = sum(_syllables(word, language) for word in words)
    return constant - by_words * len(words) / max(1, sentences_count) - by_syllables * syllables / len(words)


def _syllables(word: str, language: str) -> int:
    groups = len(_VOWELS.findall(word))
    silent = language in ("en", "fr") and word[-1:] in "eE" and word[-2:-1].lower() not in "aeiouly"
    return max(1, groups - silent)


def _hard(body: str, read: list[_Sentence], language: str) -> Iterator[Remark]:
    ease = _ease(body, len(read), language)
    if ease is not None and ease < EASE_LEAST:
        longest = max(read, key=lambda sentence: len(sentence.said)).span
        right = f"Shorter sentences and shorter words: reading ease is {max(ease, 0):.0f}, {EASE_LEAST:.0f} is wanted."
        yield Remark(RemarkKind.HARD_TO_READ, Weight.ADVICE, right, longest)


def _long(text: Text, context: Context) -> Iterator[Remark]:
    limit = context.limit
    if limit is not None and not fits(text.body, limit):
        long = length(text.body, limit)
        right = f"{limit.channel} takes {limit.most} {limit.unit}, this is {long}: it will be cut."
        yield Remark(RemarkKind.TOO_LONG, Weight.ADVICE, right)
