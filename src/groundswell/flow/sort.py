"""Beside `reply`: questions that wait become groups that one answer may serve: by likeness, and by hand where the desk has
moved some.

Who was put somewhere by hand stays there; what is like most of them joins them. Where somebody may be in danger the pile stands first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from groundswell.core.answer import Asked, Group, Subject, WhyNot
from groundswell.ports.questions import Question

Likeness = Callable[[Sequence[Asked]], Sequence[Group]]
"""Questions by likeness; each is in exactly one group."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Questions that one answer may serve, oldest first. `id` is that of the question that stands for them; `beside` that of another
    pile which the same text may serve too; `service` that of all who name one, "" where they name several; `kind` is the desk's name for what they are about, "" where a person put them together."""

    id: str
    label: str
    questions: tuple[Question, ...]
    service: str = ""
    subject: Subject = Subject.OTHER
    languages: tuple[str, ...] = ()
    by_hand: bool = False
    beside: str = ""
    kind: str = ""

    @property
    def is_danger(self) -> bool:
        """Whether somebody in it may be in danger."""
        return self.kind == WhyNot.DANGER or any(each.why_not is WhyNot.DANGER for each in self.questions)


def sort(questions: Sequence[Question], likeness: Likeness) -> list[Pile]:
    """All of `questions` in piles: those first in which somebody may be in danger, then the largest, of the same size the longest waiting."""
    by_id = {question.id: question for question in questions}
    asked = [
        Asked(each.id, each.words, each.at, each.asked_in, each.asked_on)
        for each in sorted(questions, key=lambda each: (each.at, each.id))
    ]
    pinned: dict[str, list[Question]] = defaultdict(list)
    labels: dict[str, Group] = {}
    piles: list[Pile] = []
    for group in likeness(asked):
        members = [by_id[id] for id in group.members]  # noqa: A001
        pins = Counter(each.group for each in members if each.group)
        if not pins:
            piles.append(_pile(members, group))
            continue
        home = min(pins, key=lambda pin: (-pins[pin], pin))
        for each in members:
            pinned[each.group or home].append(each)
        labels.setdefault(home, group)
    piles += [_pile(members, labels.get(pin), by_hand=True) for pin, members in pinned.items()]
    return sorted(
        piles, key=lambda pile: (not pile.is_danger, -len(pile.questions), pile.questions[0].at, pile.id)
    )


def _pile(members: Sequence[Question], group: Group | None, *, by_hand: bool = False) -> Pile:
    ordered = tuple(sorted(members, key=lambda each: (each.at, each.id)))
    ids = {each.id for each in ordered}
    stands_for = group.representative if group is not None and group.representative in ids else ordered[0].id
    services, subjects = {each.service for each in ordered} - {""}, {each.subject for each in ordered}
    languages = Counter(each.language for each in ordered if each.language)
    return Pile(
        id=stands_for,
        label=group.label if group is not None and stands_for == group.representative else "",
        questions=ordered,
        service=services.pop() if len(services) == 1 else "",
        subject=subjects.pop() if len(subjects) == 1 else Subject.OTHER,
        languages=tuple(sorted(languages, key=lambda code: (-languages[code], code))),
        by_hand=by_hand,
        beside=group.beside if group is not None and not by_hand else "",
        kind=group.pile if group is not None and not by_hand else "",
    )
