"""What a statement consists of, what is promised with it, and what a checker may remark on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from groundswell.core.named import Area, Symptom


class Phase(StrEnum):
    """How far the work on an outage is, in the words of Statuspage."""

    INVESTIGATING = "investigating"
    """we know that something is wrong, not yet why"""
    IDENTIFIED = "identified"
    """we know the cause and work on it"""
    MONITORING = "monitoring"
    """a remedy is in place and we watch whether it holds"""
    RESOLVED = "resolved"
    """it is over"""


class StatementKind(StrEnum):
    """Whether a statement says something new."""

    NEWS = "news"
    """it says something that was not said before"""
    STILL_WORKING = "still_working"
    """nothing is new, and the promise to speak is kept"""


@dataclass(frozen=True, slots=True)
class Text:
    """A statement in one language (code as in `phrases.LANGUAGES`): `body` is plain text, its paragraphs apart by an empty
    line. `is_draft` until a person has approved it."""

    language: str
    title: str
    body: str
    is_draft: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """What an operator says in public about `incident`: one meaning, a text in each language.

    `by` wrote or drafted it, `approved_by` let it out (""; nobody yet). `next_at` is when the operator promises to speak
    again, of a closing statement when the analysis comes; None where nothing is promised.
    """

    id: str
    incident: str
    phase: Phase
    texts: tuple[Text, ...]
    by: str
    made_at: datetime
    kind: StatementKind = StatementKind.NEWS
    approved_by: str = ""
    published_at: datetime | None = None
    next_at: datetime | None = None
    is_cause_known: bool = False
    """whether the cause is confirmed, so that it may be named"""
    voice: str = ""
    """once it is out: the service whose operator says it; "": the site's own desk does"""

    def says_what(self, other: Statement) -> bool:
        """Whether it says what `other` says: a translation that somebody has read since, or taken back, is the same words."""
        texts = tuple(replace(text, is_draft=True) for text in self.texts)
        theirs = tuple(replace(text, is_draft=True) for text in other.texts)
        return replace(self, texts=texts) == replace(other, texts=theirs)

    def text(self, language: str) -> Text | None:
        """What it says in this language, None where it does not."""
        return next((text for text in self.texts if text.language == language), None)


@dataclass(frozen=True, slots=True)
class Promise:
    """That `incident` is spoken of again by `due_at`: given with `statement` at `made_at`, kept by the next one at `kept_at`."""

    incident: str
    statement: str
    made_at: datetime
    due_at: datetime
    kept_at: datetime | None = None


class PromiseState(StrEnum):
    """How a promise stands."""

    RUNNING = "running"
    """there is time"""
    DUE_SOON = "due_soon"
    """four fifths of the time are gone and nothing has been said"""
    KEPT = "kept"
    """the next statement came in time"""
    MISSED = "missed"
    """it came late, or has not come"""
    LAPSED = "lapsed"
    """before it was due, what it was about was ruled to be no outage, or part of another"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands at an instant: `left` until it is due (negative: late by), `part` of its time gone (1.0: due)."""

    state: PromiseState
    left: timedelta
    part: float


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """How promises were kept: how many, and `late_max`, by how much the worst was missed (of one not kept: so far)."""

    kept: int
    missed: int
    open: int
    late_max: timedelta


class Action(StrEnum):
    """What an operator does about it."""

    SEARCHING = "searching"
    """we look for the cause"""
    FIXING = "fixing"
    """we work on a fix"""
    UNDOING = "undoing"
    """we undo our last change"""
    RESTARTING = "restarting"
    """we restart what has failed"""
    MOVING = "moving"
    """we move to equipment that works"""
    ADDING = "adding"
    """we add capacity"""
    RESTORING = "restoring"
    """we restore from a backup"""
    ASKING = "asking"
    """we work on it with a provider of ours"""
    WATCHING = "watching"
    """we watch whether the remedy holds"""


class Advice(StrEnum):
    """What readers can do meanwhile."""

    NOTHING = "nothing"
    """you need not do anything"""
    NO_WAY = "no_way"
    """we know of no way around it yet"""
    LATER = "later"
    """please try again later"""
    WEBSITE = "website"
    """the website works"""
    APP = "app"
    """the app works"""
    UPDATE = "update"
    """please take the newest version of the app"""
    LOG_IN = "log_in"
    """please log in again"""
    SAFE = "safe"
    """your data are safe: only where somebody has made sure"""


class Cure(StrEnum):
    """How it was resolved."""

    FIXED = "fixed"
    """we have fixed it"""
    UNDONE = "undone"
    """we have undone a change"""
    RESTARTED = "restarted"
    """we have restarted what had failed"""
    MOVED = "moved"
    """we have moved to equipment that works"""
    ADDED = "added"
    """we have added capacity"""
    RESTORED = "restored"
    """we have restored from a backup"""
    PROVIDER = "provider"
    """a provider of ours has fixed it"""
    ITSELF = "itself"
    """it ended without us"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an outage and may be said. Names are in the language of the draft; own words are whole sentences in
    it and take the place of what is chosen from the lists.

    No `areas`, `networks` and `platforms`: the scope is not known yet, unless `is_everywhere`. `at` is when the statement is
    made: times of the same day are told without the day.
    """

    service: str
    """its name; of several (`is_several`) all names in a row, in the language of the draft"""
    at: datetime
    since: datetime
    next_at: datetime | None = None
    """when we speak next; with a closing statement, when the analysis comes (None: nothing is said of one)"""
    symptoms: tuple[Symptom, ...] = ()
    areas: tuple[Area, ...] = ()
    networks: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    is_everywhere: bool = False
    noticed_at: datetime | None = None
    action: Action | None = None
    """None: what is usual in the phase"""
    action_words: str = ""
    advice: Advice | None = None
    """None: the workaround, else what is usual in the phase"""
    advice_words: str = ""
    workaround: str = ""
    """what helps meanwhile, in the words that stand on the page"""
    is_helped: bool = False
    """something does, though there may be no words for it in this language: it is not said that nothing does"""
    cause_words: str = ""
    """what the cause is, once it is confirmed"""
    is_cause_known: bool = False
    """it is, though there may be no words for it in this language: it is not said to be unknown"""
    is_first: bool = False
    """whether it is the acknowledgement, which says sorry, as the closing statement does"""
    until: datetime | None = None
    """when it was over; None: when the statement is made"""
    cure: Cure = Cure.FIXED
    cure_words: str = ""
    change_words: str = ""
    """what changes so that it does not happen again; "": the analysis will say"""
    is_several: bool = False
    """whether it is an outage of several services"""
    declared_words: str = ""
    """what whoever declared it by hand wrote; a first statement begins with it"""
    is_watchers: bool = False
    """who speaks does not run the service: what they see is said, and nothing of what is done, changed or regretted"""


class Weight(StrEnum):
    """How much a remark weighs."""

    MISSING = "missing"
    """the statement lacks something that readers need"""
    ADVICE = "advice"
    """it would be better otherwise"""


class RemarkKind(StrEnum):
    """What may be remarked on a statement."""

    NO_WHAT = "no_what"
    """it does not say what people see"""
    NO_SCOPE = "no_scope"
    """it does not say who is affected or where, nor that this is not known yet"""
    NO_SINCE = "no_since"
    """it does not say since when"""
    NO_ACTION = "no_action"
    """it does not say what the operator does"""
    NO_NEXT = "no_next"
    """it does not say when the operator speaks next"""
    NEXT_WITHOUT_CLOCK = "next_without_clock"
    """it promises to speak again, without a time on the clock"""
    NEXT_DIFFERS = "next_differs"
    """it promises to speak again at another time than the desk counts down to"""
    NO_ZONE = "no_zone"
    """a time without its zone"""
    NO_APOLOGY = "no_apology"
    """no word of apology, where one is due: at the acknowledgement and at the end"""
    NO_CAUSE = "no_cause"
    """the closing statement does not say what happened, nor that this is not known yet"""
    NO_UNTIL = "no_until"
    """the closing statement does not say from when to when"""
    NO_CHANGES = "no_changes"
    """the closing statement does not say what changes"""
    NO_ANALYSIS = "no_analysis"
    """the closing statement does not say when the analysis comes, or that there will be none"""
    NO_ADVICE = "no_advice"
    """it does not say what readers can do, even if that is nothing"""
    HEDGING = "hedging"
    """a word that takes back what is said: should, hopefully"""
    SPECULATION = "speculation"
    """a cause is named before it is known"""
    BLAME = "blame"
    """it opens with somebody else's fault"""
    JARGON = "jargon"
    """a word of the trade"""
    HARD_TO_READ = "hard_to_read"
    """long sentences and long words"""
    TOO_LONG = "too_long"
    """longer than the channel takes"""
    VAGUE_TIME = "vague_time"
    """soon, shortly: a time that nobody can hold you to"""
    APOLOGY_REPEATED = "apology_repeated"
    """sorry more than once, or in a statement that is neither first nor last"""
    NOT_YOURS = "not_yours"
    """who does not run the service says that they mend it, have mended it, or are sorry for it"""


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a body: characters from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a checker has to say of a text: `right` tells in English what would be right; `where` is None for what
    is not there."""

    kind: RemarkKind
    weight: Weight
    right: str
    where: Span | None = None


class Unit(StrEnum):
    """What a channel counts."""

    CHARACTERS = "characters"
    """code points"""
    GRAPHEMES = "graphemes"
    """what a reader takes for one character"""
    UTF16 = "utf16"
    """code units of UTF-16: an emoji is two or more"""
    SEPTETS = "septets"
    """of GSM 03.38, where all characters are in it; else UTF-16, of which 70 fit where 160 would"""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a channel takes: `most` of a unit; `link` is what a link counts for whatever its length, 0: its own;
    `bytes_most` in UTF-8, 0: as many as it takes. One of the settings has a name of its own, and is of a `kind`."""

    channel: str
    most: int
    unit: Unit
    link: int = 0
    bytes_most: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as a channel gets it: `body` with the link; `left_out` are the sentences that did not fit, in their order;
    `length` of `most` is used."""

    channel: str
    body: str
    left_out: tuple[str, ...]
    length: int
    most: int


@dataclass(frozen=True, slots=True)
class Context:
    """What a checker has to know beside the text.

    `is_first`: nothing has been said of this outage before. `others` are names of providers and vendors that a statement
    must not open with, `places` names that say where. `limit`: of the channel that it goes to. `is_counted`: the desk counts down
    to `next_at`, or (None) to nothing. `cause` is what was ruled to be behind it: a text that holds these words says the cause,
    however they put it. `is_watchers`: who speaks does not run the service, and so is not asked what they do, change or regret.
    """

    phase: Phase
    is_first: bool = False
    is_cause_known: bool = False
    others: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    limit: Limit | None = None
    is_counted: bool = False
    next_at: datetime | None = None
    cause: str = ""
    is_watchers: bool = False
