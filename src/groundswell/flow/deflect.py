"""Beside `reply`: how well questions are answered without anybody at the desk. The definitions stand here and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from groundswell.ports.questions import QuestionSource, QuestionState, Tally

DEFINITION = (
    "Deflection is the share of questions that the page answered at once, or as soon as an outage opened that they had asked "
    "about too early, and whose asker neither said that it did not help nor sent the question on, and which the desk did not "
    "take up after all (it answered, closed or let wait again; a better answer to those whom the page had told one "
    "takes them up, whatever they had said of that), of all that were asked, spam left out. Whoever says nothing is taken for content: what askers "
    "have said yes to is shown beside it, as the least that it can be. Who found the answer without asking is in neither."
)


@dataclass(frozen=True, slots=True)
class Deflection:
    """Figures of one source, or of all: numbers of questions, spam left out but for `spam`.

    `at_once` were answered by the page, or as soon as an outage opened; of them `helped`, `not_helped` and `unfit` (the asker sent it
    on) by what their askers said, `taken_up` were answered, closed or let wait again by the desk all the same, the rest said nothing.
    `by_desk` have an answer of the desk, of which `desk_helped` and `desk_not_helped`.
    """

    asked: int = 0
    at_once: int = 0
    helped: int = 0
    not_helped: int = 0
    unfit: int = 0
    taken_up: int = 0
    by_desk: int = 0
    desk_helped: int = 0
    desk_not_helped: int = 0
    waiting: int = 0
    closed: int = 0
    spam: int = 0

    @property
    def deflected(self) -> int:
        """Answered by the page, and nobody has said that it was no answer, nor the desk had to do with it."""
        return self.at_once - self.not_helped - self.unfit - self.taken_up

    @property
    def share(self) -> float | None:
        """See DEFINITION; None where nothing was asked."""
        return self.deflected / self.asked if self.asked else None

    @property
    def share_least(self) -> float | None:
        """The same, of those alone whose askers have said yes."""
        return self.helped / self.asked if self.asked else None

    @property
    def told_share(self) -> float | None:
        """Answered at once, of all that were asked."""
        return self.at_once / self.asked if self.asked else None


def deflection(tallies: Iterable[Tally], source: QuestionSource | None = None) -> Deflection:
    """The figures of `source`, or of all."""
    found: Counter[str] = Counter()
    for tally in tallies:
        if source is None or tally.source is source:
            for name in _counted(tally):
                found[name] += tally.count
    return Deflection(**found)


def _counted(tally: Tally) -> list[str]:
    if tally.state is QuestionState.SPAM:
        return ["spam"]
    names = ["asked"]
    if tally.first is QuestionState.AT_ONCE:
        names.append("at_once")
        if tally.is_unfit:
            names.append("unfit")
        elif tally.state is not QuestionState.AT_ONCE:
            names.append("taken_up")
        elif tally.helped is not None:
            names.append("helped" if tally.helped else "not_helped")
    if tally.state is QuestionState.ANSWERED:
        names.append("by_desk")
        if tally.helped is not None:
            names.append("desk_helped" if tally.helped else "desk_not_helped")
    elif tally.state is QuestionState.WAITING:
        names.append("waiting")
    elif tally.state is QuestionState.CLOSED:
        names.append("closed")
    return names
