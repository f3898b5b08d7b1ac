"""What the checker of statements says of a hundred and fifty real public updates, beside what a person said. `make bench BENCH=statements`"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from groundswell.core.statement import Context, Phase, RemarkKind, Text, check

UPDATES = Path(__file__).resolve().parents[1] / "tests" / "core" / "statement" / "updates.jsonl"
TUNED = 90
"""so many of the first rows were looked at while the checker was made"""
NOT_READ = frozenset({RemarkKind.JARGON, RemarkKind.HARD_TO_READ, RemarkKind.TOO_LONG})
"""kinds of remarks that the person did not judge"""


@dataclass(frozen=True, slots=True)
class Update:
    """One real update: `lacks` is what a person found."""

    number: int
    provider: str
    phase: Phase
    is_first: bool
    text: Text
    lacks: frozenset[RemarkKind]

    def found(self) -> frozenset[RemarkKind]:
        """What the checker finds, of the kinds that the person judged."""
        context = Context(self.phase, self.is_first, is_cause_known=self.phase is not Phase.INVESTIGATING)
        return frozenset(remark.kind for remark in check(self.text, context)) - NOT_READ


def updates() -> tuple[Update, ...]:
    """All of them, in their order."""
    rows = [json.loads(line) for line in UPDATES.read_text().splitlines()]
    return tuple(
        Update(
            row["n"],
            row["provider"],
            Phase(row["phase"]),
            row["is_first"],
            Text("en", "", row["text"], is_draft=False),
            frozenset(RemarkKind(kind) for kind in row["lacks"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often person and checker say the same: counts of (update, kind)."""

    both: int
    person_only: int
    checker_only: int
    alike: int
    of: int

    @property
    def recall(self) -> float:
        """The part of what the person found that the checker finds too."""
        return self.both / (self.both + self.person_only)

    @property
    def precision(self) -> float:
        """The part of what the checker finds that the person found too."""
        return self.both / (self.both + self.checker_only)


def agreement(some: Iterable[Update], kinds: Iterable[RemarkKind] = tuple(RemarkKind)) -> Agreement:
    """Over `some` updates and these `kinds`; `alike` are updates of which both say exactly the same."""
    asked = frozenset(kinds)
    pairs = [(update.lacks & asked, update.found() & asked) for update in some]
    return Agreement(
        sum(len(person & checker) for person, checker in pairs),
        sum(len(person - checker) for person, checker in pairs),
        sum(len(checker - person) for person, checker in pairs),
        sum(person == checker for person, checker in pairs),
        len(pairs),
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument(
        "--tuned", action="store_true", help="tell where the two differ among the rows that were tuned on"
    )
    options.add_argument("--all", action="store_true", help="the same of all rows")
    asked = options.parse_args()
    every = updates()
    begun = time.perf_counter()
    for update in every:
        update.found()
    print(f"{(time.perf_counter() - begun) / len(every) * 1000:.2f} ms an update")
    for name, some in (("tuned on", every[:TUNED]), ("not tuned on", every[TUNED:])):
        told = agreement(some)
        print(
            f"{name}: {told.of} updates, found by both {told.both}, by the person alone {told.person_only}, by the checker"
            f" alone {told.checker_only}: recall {told.recall:.3f}, precision {told.precision:.3f}; alike in all {told.alike}"
        )
    lacking = Counter(kind for update in every for kind in update.lacks)
    print("\nkind: updates that lack it by the person, of 150 (recall, precision on the rows not tuned on)")
    for kind, count in lacking.most_common():
        told = agreement(every[TUNED:], [kind])
        figures = f"{told.both}/{told.both + told.person_only}, {told.both}/{told.both + told.checker_only}"
        print(f"  {kind:20} {count:3}  ({figures})")
    for update in every if asked.all else every[:TUNED] if asked.tuned else ():
        if update.lacks != update.found():
            print(f"#{update.number} {update.phase}: {update.text.body!r}")
            print(f"   person alone: {sorted(update.lacks - update.found())}")
            print(f"   checker alone: {sorted(update.found() - update.lacks)}")


if __name__ == "__main__":
    main()
