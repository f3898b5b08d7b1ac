"""What has a name: services by all that they are called, and which symptom of a service a cue stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from groundswell.core.answer.cues.cue import Cue
from groundswell.core.answer.places import named
from groundswell.core.answer.text import Plain, Script, bare, is_unspaced, words_of
from groundswell.core.answer.text import plain as read
from groundswell.core.catalog import Catalog

SYMPTOMS: Mapping[Cue, tuple[str, ...]] = {
    Cue.APP: ("app",),
    Cue.WEBSITE: ("website", "console", "dashboard"),
    Cue.CONNECTION: ("server-connection", "networking", "network"),
    Cue.LOG_IN: ("log-in", "account", "identity"),
    Cue.OUT: ("log-in", "account", "identity"),
    Cue.FEED: ("feed", "loading"),
    Cue.LOADS: ("loading", "feed"),
    Cue.SLOW: ("slow", "lag", "loading"),
    Cue.STORIES: ("stories",),
    Cue.POSTING: ("posting", "uploading", "sharing"),
    Cue.COMMENTS: ("comments",),
    Cue.MESSAGES: ("messages", "sending-messages", "receiving-messages", "groups"),
    Cue.CALLS: ("calls", "phone-calls", "emergency-calls", "voice-chat"),
    Cue.NOTIFICATIONS: ("notifications",),
    Cue.SEARCH: ("search",),
    Cue.PROFILE: ("profile", "account"),
    Cue.FOLLOWERS: ("profile", "friends"),
    Cue.LIVE: ("live",),
    Cue.VIDEO: ("video",),
    Cue.PHOTOS: ("media", "uploading", "images"),
    Cue.CODE: ("verification-codes",),
    Cue.PAYMENTS: ("payments", "checkout", "card-payments", "phone-payments", "store"),
    Cue.CARD: ("card-payments", "cash-machines"),
    Cue.TRANSFER: (
        "transfers",
        "sending-money",
        "receiving-money",
        "incoming-money",
        "payouts",
        "withdrawals",
        "deposits",
    ),
    Cue.BALANCE: ("balance",),
    Cue.ORDER: ("orders", "delivery", "tracking", "booking", "tickets", "finding-a-ride"),
    Cue.GAME: ("matchmaking", "game-start", "game-worlds", "cloud-saves"),
    Cue.INTERNET: ("mobile-internet", "home-internet"),
    Cue.SIGNAL: ("no-signal", "mobile-internet"),
    Cue.TEXTS: ("text-messages",),
    Cue.MAIL: ("sending-mail", "receiving-mail", "attachments"),
    Cue.MUSIC: ("music", "sound", "playlists"),
    Cue.MEETING: ("meetings", "screen-sharing", "calendar"),
    Cue.FILES: ("files", "sync", "downloads", "storage"),
}
"""The symptoms that a cue may stand for; of a service those count that it has"""
GENERAL = frozenset(
    {"app", "server-connection", "blackout", "loading", "slow", "website", "site-errors", "sites-unreachable"}
)
"""Symptoms that nothing else of a service can be told apart from: where these are reported, anything may fail"""
_COMMON_NAMES = """
x line signal teams meet max prime band square word bolt wise chime mail maps drive home messages calls mint
target shell orange three free boost o2 ee visible claro tim vivo oi meta now total box cash app next monday
linear ring nest hinge match character play here one grab slack unity epic origin shop paper times sun
mirror express go bill oder so da de bei on in an we do es se me lol wow idea wind au bell att boa vi td iam
ing nu bb cod mc ff coc rl fn kick caixa personal booking echo gl gh cf shaw cox apex bard pix upi toss khan
visa sc ea ais cba vix bahn bing
"""
_COMMON = frozenset(_COMMON_NAMES.split())
"""Names that are words as well: they name a service only where the question is asked on its page"""
_AMONG = {"face": "facebook"}
"""Names that are words as well: beside what is out one may speak of its sister so, behind a word of _BEFORE or before one of _BEHIND"""
_BEFORE_A_NAME = "o do no ao pelo meu el al del mi de le du mon com con e y et ou"
_BEHIND_A_NAME = "e y et tb tbm tambem tambien aussi caiu caido cayo funciona nao junto insta ig zap"
_BEHIND_A_WORD = "id filter filters time unlock recognition palm a to it the in of and"
_BEFORE = frozenset(_BEFORE_A_NAME.split())
_BEHIND = frozenset(_BEHIND_A_NAME.split())
_NO_NAME = frozenset(_BEHIND_A_WORD.split())
_CARRYING = frozenset({"carriers"})
_LIKE_LETTERS_MIN = 6
_LIKE_MIN = 0.8
_LONG_NAME = 9
_SLIPS = 2
"""so many letters wrong, missing, too many or changed about in a name as long as that leave it that name"""
_PART_LETTERS_MIN = 3


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Made once from a catalog; each is equal to itself alone. `names` are services by the words of each name, `unspaced` those that stand anywhere."""

    names: Mapping[tuple[str, ...], str]
    unspaced: Mapping[str, str]
    symptoms: Mapping[str, tuple[str, ...]]
    called: Mapping[str, str]
    carriers: frozenset[str] = frozenset()
    """services that carry others: naming one says through what somebody looks at another"""
    longest: int = 1
    common: Mapping[str, str] = field(default_factory=dict)
    """names that are words in some language written in Latin letters: they count in texts that are not"""
    operators: Mapping[str, str] = field(default_factory=dict)
    """who runs each service"""
    places: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """places by the words of each name, by what each is known by: a country by its code"""
    unspaced_places: Mapping[str, str] = field(default_factory=dict)
    longest_place: int = 1
    name_words: frozenset[str] = frozenset()
    """every word of a name of a service"""

    @classmethod
    def of(cls, catalog: Catalog, places: Iterable[tuple[str, str]] = ()) -> Vocabulary:
        """That of `catalog`; `places` are names of its areas in further languages, each with the area's code."""
        names: dict[tuple[str, ...], str] = {}
        unspaced: dict[str, str] = {}
        common: dict[str, str] = {}
        for slug, service in catalog.services.items():
            for name in (slug.replace("-", " "), service.name, *service.aliases):
                words = words_of(name)
                if not words:
                    continue
                if all(is_unspaced(word[0]) for word in words):
                    unspaced.setdefault("".join(words), slug)
                elif len(words) == 1 and (words[0] in _COMMON or len(words[0]) < 2):
                    common.setdefault(words[0], slug)
                else:
                    names.setdefault(words, slug)
        areas = [(area.name, area.code) for area in catalog.areas.values()]
        spaced, anywhere = named([*areas, *places])
        return cls(
            names,
            unspaced,
            {slug: service.symptoms for slug, service in catalog.services.items()},
            {slug: service.name for slug, service in catalog.services.items()},
            frozenset(slug for slug, service in catalog.services.items() if service.category in _CARRYING),
            max(map(len, names), default=1),
            common,
            {slug: service.operator for slug, service in catalog.services.items()},
            spaced,
            anywhere,
            max(map(len, spaced), default=1),
            frozenset(word for name in (*names, *((each,) for each in common)) for word in name),
        )

    def aside(self, text: Plain, likely: Sequence[str]) -> list[str]:
        """Those of `likely` that `text` may speak of by a name that is a word as well."""
        found = (
            self.common.get(word, "") or _among(text.words, at, likely) for at, word in enumerate(text.words)
        )
        return [slug for slug in dict.fromkeys(found) if slug in likely]

    def are_sisters(self, one: str, other: str) -> bool:
        """Whether one operator runs both."""
        return bool(self.operators.get(one)) and self.operators[one] == self.operators.get(other)

    def named_in(self, text: Plain, likely: Sequence[str] = ()) -> tuple[str, ...]:
        """The services that `text` names, in the order of their first names; `likely` ones also where they are misspelt."""
        found: dict[str, int] = {}
        for begin, _, slug in self.spans(text, likely):
            found.setdefault(slug, begin)
        for name, slug in self.unspaced.items():
            if name in text.flat:
                found.setdefault(slug, 0)
        return tuple(sorted(found, key=lambda slug: found[slug]))

    def spans(self, text: Plain, likely: Sequence[str] = ()) -> list[tuple[int, int, str]]:
        """Where services are named: from which word, up to before which, and which; names without spaces are not among them."""
        found: list[tuple[int, int, str]] = []
        words = text.words
        past = 0
        for at in range(len(words)):
            if at < past:
                continue
            for length in range(min(self.longest, len(words) - at), 0, -1):
                rest = words[at + 1 : at + length]
                slug = next(
                    (self.names[(form, *rest)] for form in bare(words[at]) if (form, *rest) in self.names), ""
                )
                if slug:
                    past = at + length
                    break
            else:
                past = at + 1
                slug = self._misspelt(words[at], likely)
                if not slug and text.script is not Script.LATIN and words[at].isascii():
                    slug = self.common.get(words[at], "")
                if not slug and at + 1 < len(words):
                    slug = self._parted(words[at], words[at + 1], likely)
                    past += bool(slug)
            if slug:
                found.append((at, past, slug))
        return found

    def _parted(self, word: str, next_word: str, likely: Sequence[str]) -> str:
        """A likely service whose name is written as two words: "insta gram"."""
        if min(len(word), len(next_word)) < _PART_LETTERS_MIN:
            return ""
        slug = self.names.get((word + next_word,), "")
        return slug if slug in likely else self._slipped(word + next_word, likely)

    def _misspelt(self, word: str, likely: Sequence[str]) -> str:
        if len(word) < _LIKE_LETTERS_MIN or not word.isalpha():
            return ""
        for slug in likely:
            name = "".join(read(self.called.get(slug, slug)).words)
            if len(name) < _LIKE_LETTERS_MIN or name[0] != word[0]:
                continue
            matcher = SequenceMatcher(None, word, name)
            if matcher.quick_ratio() >= _LIKE_MIN and matcher.ratio() >= _LIKE_MIN:
                return slug
            if word.startswith(name):  # "instagramfeed", "instagrams"
                return slug
        return self._slipped(word, likely)

    def _slipped(self, word: str, likely: Sequence[str]) -> str:
        """A likely service with a long name of which a letter or two slipped: "insragam"."""
        if not word.isascii() or not word.isalpha():
            return ""
        for slug in likely:
            name = "".join(read(self.called.get(slug, slug)).words)
            is_near = len(name) >= _LONG_NAME and abs(len(name) - len(word)) <= _SLIPS and name[0] == word[0]
            if is_near and _slips(word, name) <= _SLIPS:
                return slug
        return ""

    def symptoms_of(self, service: str, cues: Mapping[Cue, int]) -> tuple[str, ...]:
        """The symptoms of `service` that `cues` stand for; of any service where it is not known."""
        has = self.symptoms.get(service)
        told = (symptom for cue in SYMPTOMS if cue in cues for symptom in SYMPTOMS[cue])
        return tuple(dict.fromkeys(symptom for symptom in told if has is None or symptom in has))


def _among(words: Sequence[str], at: int, likely: Sequence[str]) -> str:
    slug = _AMONG.get(words[at], "")
    if slug not in likely:
        return ""
    before = words[at - 1] if at else ""
    behind = words[at + 1] if at + 1 < len(words) else ""
    is_name = behind in _BEHIND or (before in _BEFORE and behind not in _NO_NAME)
    return slug if is_name else ""


def _slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or changed about with the next (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        further = [at]
        for there, same in enumerate(other, start=1):
            cost = min(row[there] + 1, further[-1] + 1, row[there - 1] + (letter != same))
            if at > 1 and there > 1 and letter == other[there - 2] and one[at - 2] == same:
                cost = min(cost, before[there - 2] + 1)
            further.append(cost)
        before, row = row, further
    return row[-1]
