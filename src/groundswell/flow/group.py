"""Beside leg 1: what people sent together and was let in, on its way to the journal as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from groundswell.core.batch import Batch
from groundswell.core.intake import Judged, Person
from groundswell.core.model import Receipt, Report
from groundswell.flow.keys import Answered, Told


@dataclass(frozen=True, slots=True)
class Granted:
    """The receipts of what became durable together, side by side: `names` of the sequences from `first` on. Who says
    `which` of what was said has observed it `at[which]`."""

    first: int
    names: Sequence[bytes]
    which: Sequence[int]
    at: Mapping[int, datetime]

    def receipt(self, i: int) -> Receipt:
        """That of person i."""
        return Receipt(self.names[i].decode(), self.first + i, self.at[self.which[i]])

    def __iter__(self) -> Iterator[Receipt]:
        return map(self.receipt, range(len(self.names)))


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
        which, reports = self.which, [one.report for one in self.judged]
        used = {one: place for place, one in enumerate(dict.fromkeys(which))}
        if len(used) < len(reports):  # nobody is left who says some of it
            which, reports = [used[one] for one in which], [reports[one] for one in used]
        return Batch.alike(
            [report for report in reports if report is not None],
            which,
            [person[0] for person in self.persons],
            {i: scoped + answered.fingerprint for i, (scoped, answered) in self.keyed.items()},
        )

    def granted(self, first: int, names: Sequence[bytes]) -> Granted:
        """What each is told: its sequence from `first` on, and that sequence's name."""
        said = {one: self.judged[one].report for one in dict.fromkeys(self.which)}
        at = {one: whole_milliseconds(report.observed_at) for one, report in said.items() if report}
        return Granted(first, names, self.which, at)

    def alone(self, i: int) -> Group:
        """Person i without the others."""
        keyed = {0: self.keyed[i]} if i in self.keyed else {}
        mine = (self.rows[i : i + 1], self.which[i : i + 1], self.persons[i : i + 1])
        return Group(self.told, self.judged, *mine, keyed, self.until)


def whole_milliseconds(at: datetime) -> datetime:
    """`at` as the journal keeps it."""
    beyond = at.microsecond % 1000
    return at.replace(microsecond=at.microsecond - beyond) if beyond else at
