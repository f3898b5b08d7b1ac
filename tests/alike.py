"""Questions that are word for word one another: answers only what the desk has answered before, and never wrongly."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence

from groundswell.core.answer import Answers, Asked, Group, Known, Subject, Triage, WhyNot
from groundswell.core.answer.compose import told

_APART = re.compile(r"[\W_]+")


def bare(words: str) -> str:
    """`words` without case, accents of width, and signs between them."""
    return _APART.sub(" ", unicodedata.normalize("NFKC", words).casefold()).strip()


def sift(answers: Answers) -> Callable[[Asked], Triage]:
    """Puts a question to what the desk has answered."""
    answered: dict[tuple[str, str], Known] = {}
    for each in answers.known:
        if each.id not in answers.gone:
            for words in each.asked:
                answered.setdefault((each.service, bare(words)), each)

    def triage(asked: Asked) -> Triage:
        found = answered.get((asked.service, bare(asked.words)))
        if found is None:
            why = WhyNot.NOTHING_KNOWN
            return Triage(asked.id, asked.language, asked.service, Subject.OTHER, why_not=why)
        answer = told(found, 1.0)
        return Triage(asked.id, asked.language, asked.service, Subject.OTHER, answer=answer)

    return triage


_BESIDE = {"stole": "forgot", "forgot": "stole"}


def likeness(asked: Sequence[Asked]) -> list[Group]:
    """Questions about one service in the same words; who was robbed stands beside who forgot."""
    alike: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for each in asked:
        alike[each.service, bare(each.words)].append(each)
    stands_for = {word: some[0].id for (_, words), some in alike.items() for word in words.split()}
    return [
        Group(
            tuple(each.id for each in some),
            some[0].id,
            some[0].words[:60],
            some[0].service,
            languages=tuple(dict.fromkeys(each.language for each in some if each.language)),
            pile="help-centre" if words.startswith("how") else "",
            beside=next((stands_for.get(_BESIDE[word], "") for word in words.split() if word in _BESIDE), ""),
        )
        for (_, words), some in alike.items()
    ]
