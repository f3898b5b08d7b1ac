"""What is told to somebody who asked: what is known, what it means for the question, who says so, when the next word comes.

Whole sentences of one language after one another; nothing is said of the asker that only the asker can know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from groundswell.core.answer.lines import LINES
from groundswell.core.answer.words import Answer, Known, Source, Subject
from groundswell.core.headline import joined, moment
from groundswell.core.model import State
from groundswell.core.phrases import Phrases, phrases

_TOLD_MAX = 3
"""of so many subjects an answer speaks: whoever asks all at once is told the most particular"""
_WAYS_MAX = 2
_QUOTED_LETTERS_MAX = 400


def source(known: Known) -> Source:
    """Where it is from."""
    by_hand = known.is_declared and known.is_few
    return Source(
        *(known.id, known.kind, known.service, known.url, known.at, known.operator, known.incident),
        is_declared=by_hand,
    )


def told(known: Known, sureness: float) -> Answer:
    """What was said before, as it was said: an answer of the desk, or that nothing unusual is reported of a service; with where it can
    be read up."""
    first = source(known)
    return Answer(known.texts, (first, *(replace(first, url=url) for url in known.sources)), sureness)


def told_together(some: Sequence[Known], sureness: float) -> Answer:
    """That nothing unusual is reported of each of `some`, never none; in every language that all are told in."""
    first = told(some[0], sureness)
    texts = {
        language: "\n\n".join(each.texts[language] for each in some)
        for language in first.texts
        if all(language in each.texts for each in some)
    }
    return Answer(texts, tuple(source(each) for each in some), sureness) if texts else first


def told_who_we_are(known: Known, called: str, sureness: float) -> Answer:
    """To who takes this site for the operator of the service that is `called` so: that it is not, and what is known of the service."""
    texts = {
        language: "\n\n".join(
            (
                LINES[language]["not_us"].format(service=_apart(called, phrases(language))),
                known.texts[language],
                LINES[language]["page"].format(service=_apart(called, phrases(language))),
            )
        )
        for language in known.texts
        if language in LINES
    }
    return Answer(texts or known.texts, (source(known),), sureness)


def compose(
    live: Known,
    *,
    at: datetime,
    called: str,
    subjects: Sequence[Subject],
    is_log_in: bool,
    notice: Known | None = None,
    ways: Sequence[Known] = (),
    beside: Sequence[Known] = (),
    is_way_elsewhere: bool = False,
    sureness: float,
) -> Answer:
    """What `live` is for somebody who asks about `subjects` of the service that is `called` so.

    `notice` is the last that its operator said, `ways` what helped others, the best first, `beside` what is known of other
    services that were named; `is_way_elsewhere`: something helped on another device than the asker's. Told in every language that the headline of `live` is told in.
    """
    asked = tuple(subjects)[:_TOLD_MAX]
    shown = tuple(ways)[:_WAYS_MAX] if Subject.REMEDY in asked or Subject.DOWN in asked else ()
    texts = {
        language: _text(
            LINES[language],
            phrases(language),
            language,
            live,
            at,
            called,
            asked,
            is_log_in,
            notice,
            shown,
            beside,
            is_way=bool(shown) or is_way_elsewhere,
        )
        for language in live.texts
        if language in LINES
    }
    used = (live, *((notice,) if notice is not None else ()), *shown, *beside)
    return Answer(texts or live.texts, tuple(source(each) for each in used), sureness)


def _text(
    lines: Mapping[str, str],
    words: Phrases,
    language: str,
    live: Known,
    at: datetime,
    called: str,
    subjects: Sequence[Subject],
    is_log_in: bool,
    notice: Known | None,
    ways: Sequence[Known],
    beside: Sequence[Known],
    *,
    is_way: bool,
) -> str:
    holes = {"service": _apart(called, words)}
    paragraphs = [live.texts[language]]
    if live.until is not None:
        paragraphs.append(lines["over"].format(until=moment(live.until, at, words), **holes))
    else:
        meant = [lines[_fits(live)]]
        if is_log_in and not live.is_few:
            meant.append(lines["log_in"])
        meant.extend(
            lines[key].format(**holes)
            for key in _keys(subjects, is_said=notice is not None, is_way=is_way, live=live)
        )
        paragraphs.append(words.space.join(meant))
    if live.declared and live.until is None and not _is_said_in(live.declared, notice):
        paragraphs.append(_declared(lines, words, live, at))
    if notice is not None:
        said_at = moment(notice.at, at, words)
        paragraphs.append(
            lines["said"].format(
                operator=_apart(notice.operator or called, words),
                at=said_at,
                text=_apart(_quoted(in_language(notice.texts, language)), words),
            )
        )
    if live.until is None and live.next_at is not None and live.next_at >= at:
        operator = live.operator or (notice.operator if notice is not None else "") or called
        paragraphs.append(
            lines["next"].format(operator=_apart(operator, words), next=moment(live.next_at, at, words))
        )
    paragraphs.extend(_way(lines, words, way, language) for way in ways)
    paragraphs.extend(in_language(each.texts, language) for each in beside)
    paragraphs.append(lines["page"].format(**holes))
    return "\n\n".join(paragraphs)


def _declared(lines: Mapping[str, str], words: Phrases, live: Known, at: datetime) -> str:
    """The words that it was declared with: whose they are, and of when."""
    return lines["said" if live.operator else "declared"].format(
        operator=_apart(live.operator, words),
        at=moment(live.declared_at or live.at, at, words),
        text=_apart(_quoted(live.declared), words),
    )


def _is_said_in(declared: str, notice: Known | None) -> bool:
    """Whether what was published says it in the same words."""
    flat = " ".join(declared.split()).casefold()
    return notice is not None and any(
        flat in " ".join(text.split()).casefold() for text in notice.texts.values()
    )


def _fits(live: Known) -> str:
    """Which sentence says whom else it hits: of many only where many report it."""
    if live.is_few and live.is_declared:
        return "fits_declared"
    return "fits_few" if live.is_few or live.state is State.SUSPECTED else "fits"


def _keys(subjects: Sequence[Subject], *, is_said: bool, is_way: bool, live: Known) -> list[str]:
    """The sentences for what is asked."""
    keys: list[str] = []
    for subject in subjects:
        match subject:
            case Subject.HACKED:
                keys.append("hacked")
            case Subject.LOST:
                keys.append("lost")
            case Subject.MONEY:
                keys.append("money")
            case Subject.WHEN:
                if live.next_at is None:
                    keys.append("when")
            case Subject.WHY:
                keys.append("why_beyond" if is_said else "why")
            case Subject.REMEDY:
                if not is_way:
                    keys.append("remedy")
    return keys


def _way(lines: Mapping[str, str], words: Phrases, way: Known, language: str) -> str:
    """What helped, and on what where it is not for every device."""
    devices = [words.platforms.get(name, name) for name in way.platforms]
    on = f"{words.space}{joined(devices, words)}" if devices else ""
    text = _apart(_quoted(in_language(way.texts, language)), words)
    if way.tried > 0:
        return lines["worked"].format(helped=way.helped, tried=way.tried, text=text, on=on)
    return lines["found"].format(text=text, on=on)


def _apart(name: str, words: Phrases) -> str:
    """A name or a quotation that may be written the other way, apart from the sentence around it."""
    return f"\u2068{name}\u2069" if words.isolates else name


def in_language(texts: Mapping[str, str], language: str) -> str:
    """What is said in `language`, else as it was written."""
    return texts[language] if language in texts else next(iter(texts.values()))


def _quoted(text: str) -> str:
    """The beginning of a longer text, up to the end of a word."""
    flat = " ".join(text.split())
    if len(flat) <= _QUOTED_LETTERS_MAX:
        return flat
    kept = flat[:_QUOTED_LETTERS_MAX]
    return (kept.rsplit(" ", 1)[0] if " " in kept[_QUOTED_LETTERS_MAX // 2 :] else kept) + "…"
