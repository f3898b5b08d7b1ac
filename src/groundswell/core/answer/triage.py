"""One question against what is known: answered at once, or not, and why. Nothing is answered that is not sure enough.

First whether an outage that is on explains it, then whether the desk has answered the same before: of an outage the program knows what is
true now, the desk's answer what was when it was written. Then whether it only asks if a service is hit that is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from groundswell.core.answer.belonging import belonging
from groundswell.core.answer.compose import compose, told, told_together, told_who_we_are
from groundswell.core.answer.cues import Cue, Heard, hear
from groundswell.core.answer.danger import is_danger
from groundswell.core.answer.days import (
    as_it_is,
    only_asks_whether_it_was_down,
    speaks_of_yesterday,
    tells_of_another_day,
    without_last_night,
)
from groundswell.core.answer.evidence import SURE, Weighed, weigh
from groundswell.core.answer.knowledge import Knowledge, Near
from groundswell.core.answer.marks import Scene, masked
from groundswell.core.answer.matters import Matter
from groundswell.core.answer.mistaken import takes_us_for_the_operator
from groundswell.core.answer.particulars import Particulars, particulars, platforms
from groundswell.core.answer.said import tells_the_same, with_said
from groundswell.core.answer.sent import as_sent
from groundswell.core.answer.text import Plain, plain
from groundswell.core.answer.vocabulary import GENERAL, SYMPTOMS, Vocabulary
from groundswell.core.answer.words import Answer, Asked, Candidate, Known, Subject, Triage, WhyNot

SAME = 0.62
"""how like one that was answered a question must be to be the same"""
APART = 0.12
"""how much more like it than like one with another answer"""
IDENTICAL = 0.9
"""how like one that was answered about the very outage a question must be for that answer to stand before what is known of the outage: in
fewer words alike the desk may have meant another side of it"""
_COMPARED_MAX = 8
"""of the questions of one answer so many are compared in their particulars, the most alike first"""
_MATTERS = frozenset(
    {
        Cue.BANNED,
        Cue.TAKEN,
        Cue.HACKED,
        Cue.LONG_AGO,
        Cue.MONEY,
        Cue.CLOSE,
        Cue.FORGOT,
        Cue.TWO_FACTOR,
        Cue.TRANSFER,
        Cue.BADGE,
    }
)
"""Cues that two questions with one answer share, or neither has"""
_ASKS_ONLY = frozenset({Cue.UNABLE, Cue.LOADS, Cue.OUT, Cue.ERROR, Cue.GONE, Cue.MESSAGES, Cue.LONG_AGO})
"""with none of these somebody asks whether a service is hit, and does not tell of trouble with it"""
_ASKS_WORDS_MAX = 14
_A_NIGHT = timedelta(hours=5)
_A_DAY = timedelta(hours=24)
"""an outage that began between these long ago and is still told is what is meant by "last night", in most places; the answer says since when
it was"""
_BESIDE_MAX = 6
"""of so many calm sisters an answer tells that none of them is hit, where none is named: Meta has four"""
_OWN = (
    "for me,here too,mine,bei mir,meins,para mi,a mi,el mio,la mia,pra mim,para mim,comigo,o meu,a minha conta,chez moi,le mien,la mienne,"
    "mere yahan,mera,mera bhi,عندي,di aku,di gue,punyaku,punya gue,crashes,crashing,sturzt,se cierra,fecha sozinho,plante"
)
_OWN_TROUBLE = tuple(f" {each} " for each in _OWN.split(","))
"""who says so has trouble of their own, though they ask too"""


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it was understood: `named` are the services in its words, `service` what it is about."""

    asked: Asked
    text: Plain
    heard: Heard
    named: tuple[str, ...]
    service: str
    is_named: bool

    def triage(self, subject: Subject, symptoms: tuple[str, ...] = ()) -> Triage:
        return Triage(self.asked.id, self.heard.language, self.service, subject, symptoms)


def triage(asked: Asked, knowledge: Knowledge) -> Triage:
    """What comes of `asked`. Deterministic; one or two milliseconds."""
    read = _read(asked, knowledge)
    if not read.text.words:
        return replace(read.triage(Subject.OTHER), why_not=WhyNot.EMPTY)
    live = knowledge.live.get(read.service) or _planned(read, knowledge)
    live = live and with_said(live, read.service, knowledge.vocabulary)
    symptoms = knowledge.vocabulary.symptoms_of(read.service, read.heard.cues)
    scene = _scene(read, live, knowledge)
    put = _put_of_its_night(read, live, scene, knowledge.vocabulary)
    weighed = weigh(
        as_sent(put.text),
        put.heard,
        scene,
        knowledge.vocabulary,
        fits=_fits(symptoms, live),
        is_said=live is not None and not scene.is_other_day and tells_the_same(put.text, put.heard, live),
    )
    nearest = knowledge.answers_like(read.text, read.heard, read.service)
    candidates = [each.candidate for each in nearest]
    if live is not None:
        near = Candidate(live.id, live.kind, round(weighed.sureness, 4))
        candidates = sorted([*candidates, near], key=lambda each: -each.likeness)
    found = replace(read.triage(weighed.subjects[0], symptoms), candidates=tuple(candidates))
    if is_danger(read.text, read.heard):
        return replace(found, why_not=WhyNot.DANGER, subject=Subject.OTHER)
    said = live or knowledge.calm.get(read.service)
    if said is not None and takes_us_for_the_operator(
        read.text, read.heard, read.service, scene, knowledge.vocabulary
    ):
        called = knowledge.vocabulary.called.get(read.service, read.service)
        return replace(found, subject=Subject.OTHER, answer=told_who_we_are(said, called, weighed.bar))
    same = _same(read, nearest, knowledge.vocabulary)
    is_live = live is not None and weighed.is_sure and not _is_of_yesterday(put)
    if isinstance(same, Near) and (not is_live or _is_of(same, live)):
        return replace(found, answer=told(same.known, same.likeness))
    if live is not None and is_live:
        return replace(found, answer=_outage(read, live, weighed, knowledge))
    calm = _calm(read, knowledge) if live is None else []
    if calm and _asks_after_a_sister(read, weighed, knowledge):
        return replace(found, answer=told_together(calm, weighed.sureness))
    if calm and _only_asks(read):
        return replace(found, answer=told_together(calm, SURE))
    why_not = same if isinstance(same, WhyNot) else _why_not(read, weighed, live, knowledge)
    subject = weighed.against if weighed.why_not is not WhyNot.UNCLEAR else weighed.subjects[0]
    return replace(found, why_not=why_not, subject=subject)


def _put_of_its_night(read: _Read, live: Known | None, scene: Scene, vocabulary: Vocabulary) -> _Read:
    """What only asks whether it was down last night, while the outage of that night is still told, as it would have been asked then;
    anything else as it is."""
    if live is None or live.since is None or not _A_NIGHT <= read.asked.at - live.since <= _A_DAY:
        return read
    language = read.heard.language
    cut = without_last_night(read.text, language)
    if cut is read.text:
        return read
    beside = [word for word in masked(cut, scene, vocabulary)[0] if word != "<this>"]
    if not only_asks_whether_it_was_down(beside, language):
        return read
    text = as_it_is(cut)
    heard = hear(text, read.asked.language)
    cues = dict(heard.cues)
    cues.pop(Cue.OTHER_TIME, None)
    return replace(read, text=text, heard=replace(heard, cues=cues))


def _is_of_yesterday(put: _Read) -> bool:
    """Whether few words are asked, and yesterday is among them: of the outage that is on now nobody asks so."""
    return len(put.text.words) <= _ASKS_WORDS_MAX and speaks_of_yesterday(put.text, put.heard.language)


def _scene(read: _Read, live: Known | None, knowledge: Knowledge) -> Scene:
    """What it may be about is what is out, else what it names while another service is out, else what it is about at all."""
    hit = {service: known for service, known in knowledge.live.items() if known.until is None}
    out = read.service
    if live is None and hit:
        out = read.asked.service if read.asked.service in hit else next(iter(hit))
    calm = tuple(service for service in knowledge.calm if service not in hit and service != out)
    day = tells_of_another_day(read.text, read.heard.language, read.asked.at)
    return Scene(out, calm, read.asked.service, day, tuple(service for service in hit if service != out))


def _calm(read: _Read, knowledge: Knowledge) -> list[Known]:
    """What is known of the service that it is about, if that is calm, and of each other that it names, if that is."""
    if read.service not in knowledge.calm:
        return []
    aside = knowledge.vocabulary.aside(read.text, tuple(knowledge.calm))
    named = [each for each in (*read.named, *aside) if each in knowledge.calm]
    return [knowledge.calm[each] for each in dict.fromkeys((read.service, *named))]


def _asks_after_a_sister(read: _Read, weighed: Weighed, knowledge: Knowledge) -> bool:
    """Whether somebody asks, while another service is out, if this one is well, and tells of no trouble with it."""
    is_any_out = any(known.until is None for known in knowledge.live.values())
    return is_any_out and weighed.matter is Matter.SISTERS and weighed.is_sure and not _has_trouble(read)


def _has_trouble(read: _Read) -> bool:
    """Whether it tells of trouble with the sister that it names: "is it gone too", "are its messages affected" is none yet."""
    words = f" {' '.join(read.text.words)} "
    says_so = any(each in words for each in _OWN_TROUBLE)
    is_unable = read.heard.any(Cue.UNABLE, Cue.GONE) and read.heard.any(*SYMPTOMS)
    return says_so or is_unable or read.heard.any(Cue.LOADS, Cue.OUT, Cue.ERROR)


def _read(asked: Asked, knowledge: Knowledge) -> _Read:
    text = plain(asked.words)
    heard = hear(text, asked.language)
    hit = [service for service, known in knowledge.live.items() if known.until is None]
    named = knowledge.vocabulary.named_in(text, (*hit, *knowledge.calm))
    if any(service in hit for service in named):
        service = next(service for service in named if service in hit)
        if asked.service in named and asked.service in hit:
            service = asked.service
        return _Read(asked, text, heard, named, service, True)
    if asked.service in hit and knowledge.vocabulary.carriers.issuperset(named):
        return _Read(asked, text, heard, named, asked.service, False)
    if named:
        service = asked.service if asked.service in named else named[0]
        return _Read(asked, text, heard, named, service, True)
    if asked.service:
        return _Read(asked, text, heard, named, asked.service, False)
    alone = {knowledge.live[service].id: service for service in hit}
    service = next(iter(alone.values())) if len(alone) == 1 else ""
    return _Read(asked, text, heard, named, service, False)


def _planned(read: _Read, knowledge: Knowledge) -> Known | None:
    """Planned work on the service that is on now: it is told as an outage would be."""
    at = read.asked.at
    for notice in knowledge.notices.get(read.service, ()):
        if notice.since is not None and notice.since <= at and (notice.until is None or at < notice.until):
            return replace(notice, until=None)
    return None


def _fits(symptoms: tuple[str, ...], live: Known | None) -> bool | None:
    if live is None or not symptoms or not live.symptoms:
        return None
    return bool(GENERAL.intersection(live.symptoms)) or not GENERAL.union(live.symptoms).isdisjoint(symptoms)


def _same(read: _Read, nearest: Sequence[Near], vocabulary: Vocabulary) -> Near | WhyNot | None:
    """The answer of the desk to the same question, in no particular another; DIVIDED where two are as near."""
    if not nearest or nearest[0].likeness < SAME:
        return None
    asked = particulars(read.asked.words, hear(read.text), vocabulary, read.service)
    near = [found for each in nearest if (found := _agreeing(each, asked, read.service, vocabulary))]
    near.sort(key=lambda each: -each.likeness)
    if not near or near[0].likeness < SAME:
        return None
    if len(near) > 1 and near[0].likeness - near[1].likeness < APART:
        return WhyNot.DIVIDED
    matters = read.heard.which(_MATTERS)
    if all(hear(plain(words)).which(_MATTERS) != matters for _, words in near[0].asked):
        return None
    return near[0]


def _agreeing(near: Near, asked: Particulars, service: str, vocabulary: Vocabulary) -> Near | None:
    """Of what it was written for those whose particulars are those of the question that was `asked`."""
    if near.likeness < SAME - APART:
        return None
    written_for = belonging(near.known, service, vocabulary)
    fit = [
        (likeness, words)
        for likeness, words in near.asked[:_COMPARED_MAX]
        if likeness > SAME - APART
        and words in written_for
        and particulars(words, hear(plain(words)), vocabulary, service).agrees(asked)
    ]
    return Near(near.known, tuple(fit)) if fit else None


def _is_of(near: Near, live: Known | None) -> bool:
    """Whether it was written of this very outage, to who asked in nearly these words."""
    return live is not None and near.known.incident == live.id and near.likeness >= IDENTICAL


def _outage(read: _Read, live: Known, weighed: Weighed, knowledge: Knowledge) -> Answer:
    called = knowledge.vocabulary.called.get(read.service, read.service)
    notices = [
        each
        for each in knowledge.notices.get(read.service, ())
        if each.id != live.id and each.incident in ("", live.id) and each.since is None
    ]
    helping = [
        way
        for way in knowledge.ways.get(read.service, ())
        if way.incident in ("", live.id) and _helps(way, live, read, knowledge)
    ]
    devices = platforms(read.text)
    ways = [
        way for way in helping if not (devices and way.platforms) or not devices.isdisjoint(way.platforms)
    ]
    beside = [*_also_out(read, live, weighed, knowledge), *_beside(read, weighed, knowledge)]
    return compose(
        live,
        at=read.asked.at,
        called=called,
        subjects=weighed.subjects,
        is_log_in=read.heard.any(Cue.OUT, Cue.HACKED) and _hits_log_in(live),
        notice=notices[0] if notices else None,
        ways=ways,
        beside=beside,
        is_way_elsewhere=len(ways) < len(helping),
        sureness=weighed.sureness,
    )


def _also_out(read: _Read, live: Known, weighed: Weighed, knowledge: Knowledge) -> list[Known]:
    """Other outages that are on: of those named, else, where it is asked whether others are hit, of the sisters of what it is about."""
    others = {
        service: known
        for service, known in knowledge.live.items()
        if known.until is None and known.id != live.id
    }
    aside = knowledge.vocabulary.aside(read.text, tuple(others))
    named = [others[service] for service in (*read.named, *aside) if service in others]
    if not named and weighed.is_after_sisters:
        named = [
            others[service]
            for service in sorted(others)
            if knowledge.vocabulary.are_sisters(service, read.service)
        ]
    return list({known.id: known for known in named}.values())[:_BESIDE_MAX]


def _beside(read: _Read, weighed: Weighed, knowledge: Knowledge) -> list[Known]:
    """What is known of others that are calm: those that are named, and where it is asked whether others are hit that of the page,
    or all if they are few."""
    calm = {service: known for service, known in knowledge.calm.items() if service != read.service}
    aside = knowledge.vocabulary.aside(read.text, tuple(calm))
    named = [calm[service] for service in dict.fromkeys((*read.named, *aside)) if service in calm]
    if named or not weighed.is_after_sisters:
        return named
    if read.asked.service in calm:
        return [calm[read.asked.service]]
    sisters = [
        calm[service] for service in sorted(calm) if knowledge.vocabulary.are_sisters(service, read.service)
    ]
    return sisters if len(sisters) <= _BESIDE_MAX else []


def _helps(way: Known, live: Known, read: _Read, knowledge: Knowledge) -> bool:
    """Whether a workaround is for what fails."""
    failing = {*live.symptoms, *knowledge.vocabulary.symptoms_of(read.service, read.heard.cues)}
    return not way.symptoms or not failing or not failing.isdisjoint(way.symptoms)


def _hits_log_in(live: Known) -> bool:
    return not live.symptoms or not {"log-in", "account", "identity"}.isdisjoint(live.symptoms)


def _only_asks(read: _Read) -> bool:
    heard = read.heard
    if not heard.any(Cue.DOWN, Cue.JUST_ME, Cue.WHERE) or len(read.text.words) > _ASKS_WORDS_MAX:
        return False
    return not (heard.which(_ASKS_ONLY) or _has_trouble(read))


def _why_not(read: _Read, weighed: Weighed, live: Known | None, knowledge: Knowledge) -> WhyNot:
    if live is None and read.asked.service in knowledge.live and read.asked.service != read.service:
        return WhyNot.OTHER_SERVICE
    if weighed.why_not is not WhyNot.UNCLEAR:
        return weighed.why_not
    if live is None and read.heard.cues:
        return WhyNot.NOTHING_KNOWN
    return WhyNot.UNCLEAR
