"""What came in together, side by side: what many say alike stands once and is judged once, who says it stands by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.intake.parse import parse
from groundswell.core.intake.screen import Limits, Person, screen_said
from groundswell.core.model import Dropped, Report, Submission, Visitor


@dataclass(slots=True)
class Judged:
    """One thing that is said: the `report` that it makes, and why it is not taken, if so, whoever says it."""

    report: Report | None
    refused: Dropped | Exception | None


@dataclass(slots=True, eq=False)
class Saying:
    """What many say at different times, with no time and no words of their own: judged once, it holds whenever it is said."""

    submission: Submission
    judged: Judged | None = None

    def __post_init__(self) -> None:
        own = self.submission.observed_at or self.submission.comment
        assert not own, "it holds at any time, and for anybody"

    @property
    def is_taken(self) -> bool:
        """Whether it is judged, and whoever says it is not refused for it."""
        return self.judged is not None and self.judged.refused is None

    def judged_at(self, at: datetime) -> Judged | None:
        """What it comes to now, if that is known."""
        if self.judged is None or (report := self.judged.report) is None:
            return self.judged
        return Judged(Report._make((report[0], at, *report[2:])), self.judged.refused)


@dataclass(slots=True)
class Arrivals:
    """Many submissions received `at` one time. Row i is `said[which[i]]`, sent by `persons[i]`.

    The visitors in `said` are nobody: they have a place, a platform and an agent, and 0 for every number. `keys` and `proofs`
    are those of the rows that came with one; `sayings` are those of `said` that came before, which then may have been received earlier.
    """

    at: datetime
    said: list[Submission] = field(default_factory=list)
    which: list[int] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)
    proofs: dict[int, str] = field(default_factory=dict)
    sayings: dict[int, Saying] = field(default_factory=dict)

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


def judge(arrivals: Arrivals, catalog: Catalog, limits: Limits) -> list[Judged]:
    """Each of what is said, read and screened. What cannot be read is an Exception in its place and keeps nobody else out.
    A Saying has always to come with the same catalog and limits."""
    sayings, judged = arrivals.sayings, []
    for place, one in enumerate(arrivals.said):
        saying = sayings.get(place)
        found = saying.judged_at(arrivals.at) if saying is not None else None
        if found is None:
            found = _judged(one, catalog, limits)
            if saying is not None and not isinstance(found.refused, Exception):
                saying.judged = found
        judged.append(found)
    return judged


def _judged(one: Submission, catalog: Catalog, limits: Limits) -> Judged:
    try:
        report = parse(one, catalog)
        if isinstance(report, Dropped):
            return Judged(None, report)
        return Judged(report, screen_said(one, report, catalog, limits))
    except Exception as fault:  # noqa: BLE001  whoever answers tells the sender's fault from ours
        return Judged(None, fault)


def nobody(visitor: Visitor) -> Visitor:
    """`visitor` without who it is."""
    return visitor._replace(reporter=0, origin=0, prefix=0, earlier=0)
