"""What came in together, side by side: what many say alike stands once and is judged once, who says it stands by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.intake.parse import parse
from groundswell.core.intake.screen import Limits, Person, screen_said
from groundswell.core.model import Dropped, Report, Submission, Visitor


@dataclass(slots=True)
class Arrivals:
    """Many submissions received `at` one time. Row i is `said[which[i]]`, sent by `persons[i]`.

    The visitors in `said` are nobody: they have a place, a platform and an agent, and 0 for every number. `keys` and `proofs`
    are those of the rows that came with one.
    """

    at: datetime
    said: list[Submission] = field(default_factory=list)
    which: list[int] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)
    proofs: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.which)

    @classmethod
    def of(cls, submission: Submission) -> Arrivals:
        """One alone."""
        visitor = submission.visitor
        person = (visitor.reporter, visitor.origin, visitor.prefix, visitor.earlier)
        said = submission._replace(visitor=nobody(visitor), key="", proof="")
        arrivals = cls(submission.received_at, [said])
        arrivals.add(0, person, submission.key, submission.proof)
        return arrivals

    def add(self, one: int, person: Person, key: str = "", proof: str = "") -> None:
        """A row more: `person` says `said[one]`."""
        if key:
            self.keys[len(self.which)] = key
        if proof:
            self.proofs[len(self.which)] = proof
        self.which.append(one)
        self.persons.append(person)


@dataclass(slots=True)
class Judged:
    """One thing that is said: the `report` that it makes, and why it is not taken, if so, whoever says it."""

    report: Report | None
    refused: Dropped | Exception | None


def judge(said: Sequence[Submission], catalog: Catalog, limits: Limits) -> list[Judged]:
    """Each of `said`, read and screened. What cannot be read is an Exception in its place and keeps nobody else out."""
    judged = []
    for one in said:
        try:
            report = parse(one, catalog)
            if isinstance(report, Dropped):
                judged.append(Judged(None, report))
            else:
                judged.append(Judged(report, screen_said(one, report, catalog, limits)))
        except Exception as fault:  # noqa: BLE001  whoever answers tells the sender's fault from ours
            judged.append(Judged(None, fault))
    return judged


def nobody(visitor: Visitor) -> Visitor:
    """`visitor` without who it is."""
    return visitor._replace(reporter=0, origin=0, prefix=0, earlier=0)
