"""Drafts a statement from what is known of an outage: whole sentences of one language, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from groundswell.core.headline import area_words, inner_moment, joined, moment, symptom_words
from groundswell.core.phrases import Phrases, phrases
from groundswell.core.statement.lines import LINES
from groundswell.core.statement.words import Action, Advice, Facts, Phase, Statement, Text

_USUAL_ACTION = {
    Phase.INVESTIGATING: Action.SEARCHING,
    Phase.IDENTIFIED: Action.FIXING,
    Phase.MONITORING: Action.WATCHING,
}
_USUAL_ADVICE = {
    Phase.INVESTIGATING: Advice.NO_WAY,
    Phase.IDENTIFIED: Advice.NO_WAY,
    Phase.MONITORING: Advice.LATER,
}
_STOPS = {"ja": "。", "hi": "।"}
"""What ends a sentence where it is no full stop"""
_WATCHED = {Phase.MONITORING: "watched_easing", Phase.RESOLVED: "watched_over"}
_TITLES = {Phase.MONITORING: "title_easing", Phase.RESOLVED: "title_resolved"}


def draft(facts: Facts, phase: Phase, language: str) -> Text:
    """A statement for `phase` in `language` (English where we do not speak it), a draft until somebody approves it."""
    spoken = language if language in LINES else "en"
    words, lines = phrases(spoken), LINES[spoken]
    if phase is Phase.RESOLVED:
        paragraphs = _closing(facts, words, lines)
    else:
        known = facts.cause_words if phase is not Phase.INVESTIGATING else ""
        doing = doing_words(facts, phase, lines)
        sorry = lines["sorry"] if facts.is_first and not facts.is_watchers else ""
        paragraphs = (
            (_declared(facts, spoken), *_what_is(facts, words, lines)),
            (known, doing, _advice(facts, phase, spoken, lines)),
            (_next("next", facts, words, lines), sorry),
        )
    return _text(facts, phase, spoken, paragraphs)


def still_working(facts: Facts, previous: Statement, language: str) -> Text:
    """The words that keep a promise when nothing is new since `previous`: what is wrong, that the work goes on, when the
    next word comes."""
    spoken = language if language in LINES else "en"
    words, lines = phrases(spoken), LINES[spoken]
    return _text(
        facts,
        previous.phase,
        spoken,
        (
            _what_is(facts, words, lines),
            (_still(facts, previous.phase, lines), _advice(facts, previous.phase, spoken, lines)),
            (_next("next", facts, words, lines),),
        ),
    )


def _text(facts: Facts, phase: Phase, language: str, paragraphs: Iterable[Iterable[str]]) -> Text:
    words = phrases(language)
    title = words.sentences[_TITLES.get(phase, "title_open")].format(service=facts.service)
    told = (words.space.join(filter(None, paragraph)) for paragraph in paragraphs)
    return Text(language, title, "\n\n".join(filter(None, told)))


def _what_is(facts: Facts, words: Phrases, lines: Mapping[str, str]) -> tuple[str, ...]:
    noticed = ""
    if facts.noticed_at is not None:
        noticed = lines["noticed"].format(noticed=moment(facts.noticed_at, facts.at, words))
    return (
        _line("now", facts, lines).format(
            service=facts.service, **_moments(words, facts.at, since=facts.since)
        ),
        _symptoms("fails", facts, words, lines),
        _scope("unknown", facts, words, lines),
        noticed,
    )


def _declared(facts: Facts, language: str) -> str:
    """What was declared by hand, as a sentence that a first statement begins with; "" later, and where nothing was written."""
    said = " ".join(facts.declared_words.split()) if facts.is_first else ""
    return _ended(said, language) if said else ""


def _ended(said: str, language: str) -> str:
    return said if said[-1] in ".!?؟।。！？" else said + _STOPS.get(language, ".")


def _still(facts: Facts, phase: Phase, lines: Mapping[str, str]) -> str:
    """That the work goes on; of who does not run the service, that the outage does, or that it eases as before."""
    if not facts.is_watchers:
        return lines["still"]
    return lines["watched_easing" if phase is Phase.MONITORING else "watched_still"]


def _closing(facts: Facts, words: Phrases, lines: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    until = facts.until or facts.at
    changes = lines["changes_later" if facts.next_at is not None else "changes_open"]
    ending = (facts.change_words or changes, _next("analysis", facts, words, lines), lines["sorry"])
    if facts.is_watchers:
        ending = (facts.change_words, _next("next", facts, words, lines), "")
    return (
        (
            _line("over", facts, lines).format(
                service=facts.service, **_moments(words, facts.at, since=facts.since, until=until)
            ),
            _symptoms("failed", facts, words, lines),
            _scope("unknown_over", facts, words, lines),
        ),
        (
            facts.cause_words or ("" if facts.is_cause_known else lines["cause_unknown"]),
            doing_words(facts, Phase.RESOLVED, lines),
        ),
        ending,
    )


def _line(key: str, facts: Facts, lines: Mapping[str, str]) -> str:
    """The sentence as it is said of one service, or of several where that differs."""
    return lines.get(f"{key}_many", lines[key]) if facts.is_several else lines[key]


def doing_words(facts: Facts, phase: Phase, lines: Mapping[str, str]) -> str:
    """What the operator does now, as a sentence; at the end, how it was resolved. Of who does not run the service: what they see."""
    own = facts.cure_words if phase is Phase.RESOLVED else facts.action_words
    if facts.is_watchers:
        return own or lines[_WATCHED.get(phase, "watched")]
    if phase is Phase.RESOLVED:
        return own or _line(f"cure_{facts.cure}", facts, lines)
    return own or _line(f"action_{facts.action or _USUAL_ACTION[phase]}", facts, lines)


def seen_words(facts: Facts, words: Phrases) -> str:
    """What fails, as a list in words; "" where that is not known."""
    names = [symptom_words(words, symptom.slug, symptom.name) for symptom in facts.symptoms]
    return joined(names, words) if names else ""


def _symptoms(key: str, facts: Facts, words: Phrases, lines: Mapping[str, str]) -> str:
    seen = seen_words(facts, words)
    return lines[key].format(symptoms=seen) if seen else ""


def _scope(unknown: str, facts: Facts, words: Phrases, lines: Mapping[str, str]) -> str:
    """Where and on which networks and devices; or that this is not known."""
    if facts.is_everywhere:
        return lines["everywhere"]
    scope = scope_words(facts, words)
    return lines["affected"].format(scope=scope) if scope else lines[unknown]


def scope_words(facts: Facts, words: Phrases) -> str:
    """Where and on which networks and devices; "" where that is not known."""
    parts = []
    if facts.areas:
        areas = [area_words(words, area.code, area.name) for area in facts.areas]
        parts.append(words.sentences["in"].format(areas=joined(areas, words)))
    if facts.networks:
        parts.append(words.sentences["on"].format(networks=joined(facts.networks, words)))
    if facts.platforms:
        parts.append(joined([words.platforms.get(name, name) for name in facts.platforms], words))
    return words.joiner[0].join(parts)


def _advice(facts: Facts, phase: Phase, language: str, lines: Mapping[str, str]) -> str:
    """What readers can do: own words, what was chosen, what helps, or what is usual in `phase`."""
    way = " ".join(facts.workaround.split())
    if facts.advice_words or facts.advice is not None or not way:
        usual = facts.advice or _USUAL_ADVICE.get(phase)
        if facts.advice is None and facts.is_helped and usual is Advice.NO_WAY:
            usual = None
        return facts.advice_words or (lines[f"advice_{usual}"] if usual else "")
    return lines["advice_workaround"].format(workaround=_ended(way, language))


def _next(key: str, facts: Facts, words: Phrases, lines: Mapping[str, str]) -> str:
    if facts.next_at is None:
        return ""
    return lines[key].format(next=moment(facts.next_at, facts.at, words))


def _moments(words: Phrases, at: datetime, **instants: datetime) -> dict[str, str]:
    bare = {name: moment(instant, at, words) for name, instant in instants.items()}
    return bare | {f"the_{name}": inner_moment(instant, at, words) for name, instant in instants.items()}
