"""The words of answering: what was asked, what is known, what comes of putting one to the other.

`Knowledge.of(known, Vocabulary.of(catalog))`, made anew when what is known changes, serves `triage(asked, knowledge)` ->
Triage; `group(asked, vocabulary)` -> list[Group]. Everything comes in as plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from groundswell.core.model import Certainty, State


class KnownKind(StrEnum):
    """What sort of thing is known."""

    LIVE = "live"
    """an outage that is on, or was until lately (`until`)"""
    NOTICE = "notice"
    """a statement that was published, or planned maintenance that is on or announced"""
    WORKAROUND = "workaround"
    """what helped others"""
    ANSWERED = "answered"
    """a question that the desk has answered"""
    CALM = "calm"
    """nothing unusual is reported of a service: said to who asks whether that is hit too, never to who has trouble with it"""


class Subject(StrEnum):
    """What a question wants to know."""

    DOWN = "down"
    """something does not work, or is it just me"""
    WHEN = "when"
    """when will it be over, is it over"""
    WHY = "why"
    """what is behind it, who says so"""
    WHERE = "where"
    """is it so elsewhere, on other devices, for others"""
    HACKED = "hacked"
    """did somebody take my account"""
    LOST = "lost"
    """are my pictures, messages, followers, money gone"""
    REMEDY = "remedy"
    """what can I do: install it anew, another device, another password"""
    BANNED = "banned"
    """my own account was suspended, limited, removed by its operator"""
    MONEY = "money"
    """will I be paid back, what of my advertising, my orders"""
    ACCOUNT = "account"
    """something of my own account that an outage does not explain: its name, its password, its papers"""
    HOW = "how"
    """how is something done, where is a setting"""
    CLOSE = "close"
    """cancel, delete, leave"""
    OTHER = "other"
    """nothing of these, or nothing that we understand"""
    SPAM = "spam"
    """nothing is asked: advertising, links, abuse, random letters"""


class WhyNot(StrEnum):
    """Why a question was not answered at once. Each goes to the queue but SPAM, which the desk sees apart."""

    NOTHING_KNOWN = "nothing_known"
    """nothing is known that would explain it"""
    OTHER_SERVICE = "other_service"
    """it names a service of which nothing is known, while something is known of the one it was asked at"""
    OTHER_TROUBLE = "other_trouble"
    """what is known is about another part of the service than what fails here"""
    PERSONAL = "personal"
    """it is about the asker's own account, order or money: a person has to look"""
    UNRELATED = "unrelated"
    """it does not ask about anything that is wrong now"""
    UNCLEAR = "unclear"
    """too little is said, or in words that we do not know"""
    DANGER = "danger"
    """somebody may be in danger: a person reads it before all others, and nothing is told by itself"""
    DIVIDED = "divided"
    """two things that are known fit as well as one another"""
    SPAM = "spam"
    """nothing is asked"""
    EMPTY = "empty"
    """no letter in it"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `language` is that of the page or letter, a hint only; `service` the slug of the page that it was asked on,
    "" where none was; `words` as they came, of any length (only the first LETTERS_MAX are looked at)."""

    id: str
    words: str
    at: datetime
    language: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known of `service` at `at`, told in `texts` (by language, that it was written in first; each approved).

    LIVE: `texts` are its headline, `symptoms` what fails by its reports, largest first (none: not known, the whole service),
    `since`, `until` (None: it is on), `state`, `certainty`; `next_at` when its operator has promised to speak next; `said` what was
    declared and published about it, as (language, words), oldest first; `declared` the words of who declared it, and when.
    ANSWERED: `asked` are the questions that it was given to, in the askers' words, and `titles` among them how the desk puts the question; `texts` the answer; `sources` addresses where it
    can be read up.
    NOTICE: `operator` is the name of who speaks; LIVE: of whose word it is that there is an outage, "" this site's desk or the crowd. WORKAROUND: `symptoms` are those it helps with, `platforms` the devices it is for (none: any), `helped` of `tried` say so,
    `reliability` is how far that can be relied on, 0 to 1.
    `incident` is the id of the outage that it belongs to, "" where it stands by itself. `url` is where it can be read, "" nowhere.
    """

    id: str
    kind: KnownKind
    service: str
    texts: Mapping[str, str]
    url: str
    at: datetime
    symptoms: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    incident: str = ""
    operator: str = ""
    since: datetime | None = None
    until: datetime | None = None
    state: State | None = None
    certainty: Certainty | None = None
    next_at: datetime | None = None
    helped: int = 0
    tried: int = 0
    reliability: float = 0.0
    members: tuple[str, ...] = ()
    """of an outage of several services: all of them"""
    is_few: bool = False
    """of an outage: fewer report it than make a crowd"""
    is_declared: bool = False
    """of an outage: it was declared by hand"""
    said: tuple[tuple[str, str], ...] = ()
    declared: str = ""
    declared_at: datetime | None = None
    sources: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer has something from: the `id` and kind of a Known, its address ("" none), and when it was said. Of what the desk
    has answered the first is that itself, further ones of the same id are where it can be read up. `incident` is the outage that it is
    about, "" none. `is_declared`: nobody but who declared the outage says it, `operator` or ("") this site's desk."""

    id: str
    kind: KnownKind
    service: str
    url: str
    at: datetime
    operator: str = ""
    incident: str = ""
    is_declared: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told to somebody who asked.

    `texts` are whole answers by language, plain text in paragraphs parted by an empty line; there is always one in English or
    in the language that its source was written in. `sources` in the order in which they are used, never none.
    `sureness` is the estimated chance, 0 to 1, that it answers what was asked.
    """

    texts: Mapping[str, str]
    sources: tuple[Source, ...]
    sureness: float

    def text(self, language: str) -> tuple[str, str]:
        """The answer in `language`, else in English, else as it was written; and in which language that is."""
        for each in (language, "en"):
            if each in self.texts:
                return self.texts[each], each
        first = next(iter(self.texts))
        return self.texts[first], first


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something known that is near to a question: `likeness` 0 to 1."""

    id: str
    kind: KnownKind
    likeness: float


@dataclass(frozen=True, slots=True)
class Triage:
    """What comes of one question: an `answer`, or `why_not`.

    `language` is what it is written in (one of ours, "" where that cannot be told), `service` the slug of what it is about,
    "" unknown; `symptoms` what fails by its words; `candidates` what is known and near, nearest first, for the desk.
    """

    asked: str
    language: str
    service: str
    subject: Subject
    symptoms: tuple[str, ...] = ()
    answer: Answer | None = None
    why_not: WhyNot | None = None
    candidates: tuple[Candidate, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that one answer may serve: ids of `Asked`, oldest first; `representative` is the one most like all others.

    `label` is made of a few words of it; `service` and `subject` are what they share, "" and OTHER where they do not;
    `languages` those they are written in, most frequent first. `beside` is the representative of a group of another matter that
    one text may serve too, "" where there is none: a person says whether it does. `pile` is that of the desk (piles.Pile).
    """

    members: tuple[str, ...]
    representative: str
    label: str
    service: str = ""
    subject: Subject = Subject.OTHER
    languages: tuple[str, ...] = ()
    beside: str = ""
    pile: str = ""


LETTERS_MAX = 2_000
"""so many letters of a question are looked at"""
