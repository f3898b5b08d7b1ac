"""What ten answers serve of the questions that are left for people, and whether one answer would do for all in its group.

Labels of files that were written at different times are brought to those of the latest first: a group is one for which another
answer would be written. By them a question is served rightly where its label is the most frequent of its group. By the second count all that
asks for what is known of the outage is served by one answer that tells the whole of it. By the third so are two matters that two who wrote
labels, neither knowing of the other, took for one, where the groups stand beside one another and a person answers both with one text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.answers.questions import Label, Question

from groundswell.core.answer import Group
from groundswell.core.answer.piles import Pile

ANSWERS = 10
"""so many answers a desk writes for what is left"""
_LATEST = {
    "is-it-down": "which-part cut-off couriers cannot-post fixed-yet",
    "account-ok": "logged-out things-gone",
    "disabled": "banned locked-before deleted-post",
    "old-login": "forgot-password forgot-pin two-factor changed-phone lost-phone",
    "earlier-outage": "another-day",
    "reach": "shadowban followers",
    "help-centre": "feature-gone",
    "business-support": "payouts ad-account meta-verified old-refund refund bill-too-high price recharge plan storage",
    "nothing-to-do": "thanks insult abuse spam nonsense",
    "scam-seller": "scam",
    "fake-profile": "report-a-person",
    "this-site": "site",
}
LABELS: Mapping[str, str] = {old: new for new, olds in _LATEST.items() for old in olds.split()}
"""What a label of an earlier file is called in the latest ones, where it is not called the same"""
ONE_TEXT: Mapping[str, str] = {
    "taken-over": "get-back-in",
    "old-login": "get-back-in",
    "reach": "help-centre",
    "check-waiting": "disabled",
}
"""Matters of some files that two who wrote labels have as one, neither having seen the other's labels nor any grouping: the first three `fourth` and
`fifth`; a check that waits, with the banned, `known` and `eighth`"""


@dataclass(frozen=True, slots=True)
class Served:
    """How many questions stand in groups that are answered, and for how many of them the answer is right: by the labels, where all
    that asks for what is known of the outage is told the whole of it, and where groups that stand beside one another have one answer.
    `ceiling` is the second with groups that hold one matter each, and all of it."""

    all: int = 0
    by_label: int = 0
    told_whole: int = 0
    together: int = 0
    ceiling: int = 0
    by_pile: int = 0
    """by the desk's piles, where the writers of the questions said on which each belongs"""

    def __add__(self, other: Served) -> Served:
        return Served(
            self.all + other.all,
            self.by_label + other.by_label,
            self.told_whole + other.told_whole,
            self.together + other.together,
            self.ceiling + other.ceiling,
            self.by_pile + other.by_pile,
        )


def served(groups: Sequence[Group], left: Sequence[Question], out: str, answers: int = ANSWERS) -> Served:
    """By an answer to each of the `answers` largest of `groups` of what is `left`, while `out` is the service that is out."""
    asked = {question.id: question for question in left}
    answered = [[asked[member] for member in each.members] for each in groups[:answers]]
    return Served(
        sum(map(len, answered)),
        sum(_most(some, label_of) for some in answered),
        sum(_most(some, lambda each: answer_of(each, out)) for some in answered),
        sum(
            _most([asked[member] for member in some], lambda each: text_of(each, out))
            for some in acts(groups)[:answers]
        ),
        sum(count for _, count in Counter(answer_of(each, out) for each in left).most_common(answers)),
        sum(_most(some, lambda each: each.pile or Pile.KNOWN) for some in answered)
        * any(each.pile for each in left),
    )


def acts(groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """What a person answers at a time, the most first: a group, or two that stand beside one another."""
    by_id = {each.representative: each for each in groups}
    found: dict[str, tuple[str, ...]] = {}
    for each in groups:
        other = by_id.get(each.beside)
        if other is not None and other.representative in found:
            found[other.representative] += each.members
        else:
            found[each.representative] = each.members
    return sorted(found.values(), key=lambda members: -len(members))


def _most(some: Sequence[Question], of: Callable[[Question], str]) -> int:
    return max(Counter(map(of, some)).values())


def label_of(question: Question) -> str:
    """Its group, as the latest files call it."""
    return LABELS.get(question.group, question.group)


def answer_of(question: Question, out: str) -> str:
    """Which answer it is served by: what is known of the outage by one, all else by that of its label."""
    if question.label is Label.ANSWERABLE and question.service in ("", out):
        return "what is known"
    return label_of(question)


def text_of(question: Question, out: str) -> str:
    """The same where one text serves two matters."""
    found = answer_of(question, out)
    return ONE_TEXT.get(found, found)
