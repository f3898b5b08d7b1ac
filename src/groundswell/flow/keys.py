"""Beside leg 1: Idempotency-Keys. Who sends a report again under its key is told the same again, and it is kept once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.intake import Arrivals
from groundswell.core.model import Dropped, Receipt, Submission
from groundswell.errors import InputError

KEYS_FOR: Final = timedelta(minutes=15)
"""For so long a key is remembered at least."""
KEY_LONG_LETTERS = 22
"""An Idempotency-Key of at least so many letters is taken for random: 22 hold 128 bits in base 64."""
_KEYS_MAX = 100_000
_BULK: Final = "bulk "
"""how the key of an entry begins that is a bulk request with an Idempotency-Key"""
_KEY_BYTES = 12
_PRINT_BYTES = 8

Became = Receipt | Dropped | Exception
"""What became of a submission: it is durable, it is not counted, or it could not be taken."""
Told = Callable[[Sequence[int], Iterable[Became]], None]
"""Hears what became of some rows of what was sent together. Of each row it hears once; never raises."""


class KeyReusedError(InputError):
    """An Idempotency-Key came back with another report (or whatever was sent): the sender has to use a new key."""

    def __init__(self, what: str = "report") -> None:
        super().__init__(
            "Idempotency-Key", f"was used for another {what}: send a new key with each new {what}"
        )


@dataclass(slots=True)
class Answered:
    """A key that came: its `sequence`, or, while that is 0, who else waits for it. `fingerprint` is "" where not known."""

    fingerprint: str
    observed_at: datetime
    sequence: int = 0
    waiting: list[tuple[Told, int]] = field(default_factory=list)

    def tell(self, answer: Became) -> None:
        """Tell who else waits."""
        for told, row in self.waiting:
            told([row], [answer])
        self.waiting = []


class Keys:
    """The keys of single reports, and how a key is kept."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._answered: OrderedDict[str, Answered] = OrderedDict()

    def find(self, arrivals: Arrivals, row: int) -> tuple[str, str, Answered | None]:
        """The key of this row as we keep it, the fingerprint of what it says, and the same that came before.
        Raises KeyReusedError where it was another."""
        reporter, _, _, reporter_before = arrivals.persons[row]
        sent_key, print_ = arrivals.keys[row], _fingerprint(arrivals.said[arrivals.which[row]])
        scoped = self.scoped(reporter, sent_key)
        found = self._answered.get(scoped)
        if found is None and reporter_before:  # midnight may lie between the two
            found = self._answered.get(self.scoped(reporter_before, sent_key))
        if found is not None and found.fingerprint not in ("", print_):
            raise KeyReusedError
        return scoped, print_, found

    def remember(self, scoped: str, answered: Answered) -> None:
        """Know it when it comes again."""
        self._answered[scoped] = answered
        while len(self._answered) > _KEYS_MAX:
            self._answered.popitem(last=False)

    def forget(self, scoped: str) -> None:
        """It was not taken: the next try has to be a new one."""
        self._answered.pop(scoped, None)

    def scoped(self, reporter: int, key: str) -> str:
        """The sender's key as we keep it: two people who both send "1" do not meet. A long one is random and nobody
        else's, so it holds also when the next try comes through another network."""
        text = (f"{reporter:x}:{key}" if len(key) < KEY_LONG_LETTERS else f":{key}").encode()
        return hashlib.blake2b(text, key=self._secret, digest_size=_KEY_BYTES).hexdigest()

    def bulk(self, sent_key: str, *content: bytes) -> str:
        """The key of the entry that a bulk request with this Idempotency-Key and `content` becomes."""
        said = hashlib.blake2b(digest_size=_PRINT_BYTES)
        for part in content:
            said.update(part)
        return f"{_BULK}{self.scoped(0, sent_key)}{said.hexdigest()}"


def is_bulk(key: str) -> bool:
    """Whether `key` is a bulk request's."""
    return key.startswith(_BULK)


def parts_of(key: str) -> tuple[str, str]:
    """The sender's key and the fingerprint of the content in a key that was kept."""
    bare = key.removeprefix(_BULK)
    return bare[: 2 * _KEY_BYTES], bare[2 * _KEY_BYTES :]


def _fingerprint(said: Submission) -> str:
    """What makes two submissions the same: all that the sender said, but not when and from where it arrived."""
    what = (said.service, said.symptom, said.works, said.app_version, said.comment)
    where = (said.country, said.region, said.network, said.platform)
    return hashlib.blake2b(repr((what, where)).encode(), digest_size=_PRINT_BYTES).hexdigest()
