"""Beside leg 1: what people sent together and was let in, on its way to the journal as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from groundswell.core.batch import Batch
from groundswell.core.intake import Judged, Person
from groundswell.core.model import Receipt, Report
from groundswell.flow.keys import Answered, Told


@dataclass(slots=True)
class Group:
    """What goes to the journal together: person i says `judged[which[i]]`, in row `rows[i]` of what came; `told` waits."""

    told: Told
    judged: Sequence[Judged]
    rows: Sequence[int]
    which: Sequence[int]
    persons: Sequence[Person]
    keyed: Mapping[int, tuple[str, Answered]]
    """of persons who sent a key: the key as we keep it, and who else waits for what it names"""
    until: datetime
    """when the half hour ends in which the screen has noted them"""

    def report(self, i: int) -> Report:
        """What person i says."""
        report = self.judged[self.which[i]].report
        assert report is not None, "only reports are taken"
        return report

    def batch(self) -> Batch:
        """As columns."""
        used = {one: place for place, one in enumerate(dict.fromkeys(self.which))}
        said = [self.judged[one].report for one in used]
        return Batch.alike(
            [report for report in said if report is not None],
            [used[one] for one in self.which],
            [person[0] for person in self.persons],
            {i: scoped + answered.fingerprint for i, (scoped, answered) in self.keyed.items()},
        )

    def receipts(self, first: int, names: Sequence[str]) -> list[Receipt]:
        """What each is told: its sequence from `first` on, and that sequence's name."""
        said = {one: self.judged[one].report for one in dict.fromkeys(self.which)}
        at = {one: whole_milliseconds(report.observed_at) for one, report in said.items() if report}
        times = map(at.__getitem__, self.which)
        numbered = zip(names, range(first, first + len(names)), times, strict=True)
        new = tuple.__new__  # Receipt(...) is a call into Python for each
        return [new(Receipt, each) for each in numbered]

    def alone(self, i: int) -> Group:
        """Person i without the others."""
        keyed = {0: self.keyed[i]} if i in self.keyed else {}
        mine = (self.rows[i : i + 1], self.which[i : i + 1], self.persons[i : i + 1])
        return Group(self.told, self.judged, *mine, keyed, self.until)


def whole_milliseconds(at: datetime) -> datetime:
    """`at` as the journal keeps it."""
    beyond = at.microsecond % 1000
    return at.replace(microsecond=at.microsecond - beyond) if beyond else at
