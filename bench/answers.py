"""How well questions are answered: those of the Instagram evening and of others, old ones of customer care. `make bench BENCH=answers`

Each file of labelled questions as learned from. ARGS="--questions strangers" is the yardstick: each set by a writer who knew nothing of the product,
played by models that have learned from all but it; "--questions crowds" those in the frequencies of an evening, of which nothing has learned. ARGS="--questions heldout" plays the two sets that are held out, "--questions reuse" what is told again,
"--questions danger" whether who is in danger is heard; ARGS="--conversations FILE" measures retrieval on conversations, one JSON object a line (organisation, turns with role and
text, resolving_doc_id); ARGS="--learn", "--learn-piles" and "--learn-danger" learn anew; ARGS="--write" puts the tables into the docs.
"""

from __future__ import annotations

import argparse
import time
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from unittest import mock

from tests.answers.evening import asked, now, played, vocabulary
from tests.answers.questions import CROWDS, Kind, Label, Manner, Question, QuestionSet

from bench import danger, sorting
from bench.conversations import retrieval
from bench.fitting import Floats
from bench.learning import BY_STRANGERS, FILES, Course, learn, lessons, mixed, were_left
from bench.plain_tables import percent, table, written
from bench.reuse import reused
from bench.served import ANSWERS, Served, label_of, served
from bench.sorting import Sorter, files_of, sheets
from groundswell.core.answer import Group, KnownKind, Subject, Triage, WhyNot, evidence, group, learned, piles
from groundswell.core.answer.evidence import SURE

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "answers.md"


HELDOUT, STRANGERS, CROWD, REUSE, DANGER = "heldout", "strangers", "crowds", "reuse", "danger"
FILE = {"ninth": "heldout-9", "tenth": "heldout-10"}
"""The files of the sets that are held out"""


@dataclass(frozen=True, slots=True)
class Played:
    """A question, what came of it, and its stated chance where it was answered by an outage."""

    question: Question
    found: Triage

    @property
    def is_spam(self) -> bool:
        """The desk sees it apart, and in no group."""
        return self.found.why_not is WhyNot.SPAM

    @property
    def is_left(self) -> bool:
        """Whether a person has to do something: not where it was answered, nor where it was put apart and nothing is to be answered."""
        if self.found.answer is not None:
            return False
        needs_nobody = self.question.kind is Kind.SPAM or label_of(self.question) == "nothing-to-do"
        return not (self.is_spam and needs_nobody)

    @property
    def is_wrong(self) -> bool:
        """An answer to what nothing known answers, or about another service."""
        if self.found.answer is None:
            return False
        if self.found.subject is Subject.OTHER:
            return label_of(self.question) != "who-are-you"  # told that this site is not the operator
        services = {each.service for each in self.found.answer.sources}
        is_other = bool(self.question.service) and self.question.service not in services
        return self.question.label is Label.NOT or is_other


@dataclass(frozen=True, slots=True)
class Evening:
    """What came of a file of questions."""

    played: tuple[Played, ...]
    groups: tuple[Group, ...]
    served: Served
    milliseconds: float

    @property
    def answered(self) -> tuple[Played, ...]:
        """Those that were answered at once."""
        return tuple(each for each in self.played if each.found.answer is not None)

    @property
    def left(self) -> int:
        """How many are left for people: what was rightly taken for advertising is not."""
        return sum(each.is_left for each in self.played)

    @property
    def wrong(self) -> tuple[Played, ...]:
        """Those answered wrongly."""
        return tuple(each for each in self.played if each.is_wrong)

    @property
    def missed(self) -> tuple[Played, ...]:
        """Those left for people that what is known answers."""
        return tuple(
            each
            for each in self.played
            if each.found.answer is None and each.question.label is Label.ANSWERABLE
        )


def sets(name: str) -> list[QuestionSet]:
    """The evenings of a file."""
    return files_of(FILE.get(name, name))


def evening(name: str) -> Evening:
    """Play the questions `name`; group what is left of each evening and let ten answers, to the ten largest groups, serve it."""
    some = sets(name)
    next(iter(played(some[0])))  # tables are made at the first question
    results: list[Played] = []
    groups: list[Group] = []
    by_ten = Served()
    spent = 0.0
    for each in some:
        began = time.perf_counter()
        found = [Played(question, triage) for question, triage in played(each)]
        spent += time.perf_counter() - began
        left = [one.question for one in found if one.is_left]
        waits = [one.question for one in found if one.is_left and not one.is_spam]
        grouped = group([asked(question, now(each.known)) for question in waits], vocabulary())
        by_ten += served(grouped, left, each.known.service)
        results += found
        groups += grouped
    return Evening(tuple(results), tuple(groups), by_ten, 1000 * spent / len(results))


def told_of(title: str, seen: Evening) -> str:
    """The figures as a table."""
    fit = [each for each in seen.played if each.question.label is Label.ANSWERABLE]
    unlike = [each for each in fit if each.question.manner is not Manner.PLAIN]
    missed = {each.question.id for each in seen.missed}
    asked, answered, left = len(seen.played), len(seen.answered), seen.left
    rows = [
        ("questions", f"{asked}, of them {len(fit)} that what is known answers"),
        ("answered at once", f"{answered} ({percent(answered, asked)} of all)"),
        (
            "of those that can be answered",
            f"{percent(len(fit) - len(missed), len(fit))}; unlike a template "
            f"{percent(sum(each.question.id not in missed for each in unlike), len(unlike))}",
        ),
        ("wrong among the answers", f"{len(seen.wrong)} ({percent(len(seen.wrong), answered)})"),
        ("advertising, put apart rightly", str(asked - answered - left)),
        ("left for people", f"{left}, in {len(seen.groups)} groups"),
        (
            f"served by {ANSWERS} answers",
            f"{seen.served.told_whole} ({percent(seen.served.told_whole, left)})",
        ),
        ("two beside, a text", f"{seen.served.together} ({percent(seen.served.together, left)})"),
        ("a label, an answer", f"{seen.served.by_label} ({percent(seen.served.by_label, left)})"),
        (f"in the {ANSWERS} largest groups", f"{seen.served.all} ({percent(seen.served.all, left)})"),
    ]
    return table((title, ""), rows)


def beside(seen: Mapping[str, Evening]) -> str:
    """Several evenings beside one another."""
    rows = []
    for name, each in seen.items():
        asked, answered = len(each.played), len(each.answered)
        fit = sum(one.question.label is Label.ANSWERABLE for one in each.played)
        rows.append(
            (
                name,
                str(asked),
                percent(answered, asked),
                percent(fit - len(each.missed), fit),
                f"{len(each.wrong)} ({percent(len(each.wrong), answered)})",
                percent(each.served.told_whole, each.left),
                percent(each.served.together, each.left),
                percent(each.served.by_label, each.left),
                percent(each.served.by_pile, each.left) if each.served.by_pile else "",
                percent(each.served.all, each.left),
            )
        )
    head = (
        "file",
        "asked",
        "answered at once",
        "of the answerable",
        "wrong",
        f"rightly served by {ANSWERS}",
        "two beside, a text",
        "a label, an answer",
        "by its writer's pile",
        "in their groups",
    )
    return table(head, rows)


def losses(seen: Mapping[str, Evening]) -> str:
    """Of what was left: what ten answers serve, what they would if each group held one matter, and where the rest is."""
    rows = []
    for name, each in seen.items():
        left, by_ten = each.left, each.served
        rows.append(
            (
                name,
                str(left),
                percent(by_ten.ceiling, left),
                percent(by_ten.told_whole, left),
                percent(by_ten.all - by_ten.told_whole, left),
                percent(left - by_ten.all, left),
            )
        )
    head = (
        "file",
        "left",
        "the ten largest matters",
        "rightly served",
        "in a group of another matter",
        "in none of the ten",
    )
    return table(head, rows)


def by_language(seen: Iterable[Evening]) -> str:
    """The same by the language of the question."""
    found: defaultdict[str, list[Played]] = defaultdict(list)
    for each in seen:
        for one in each.played:
            found[one.question.language].append(one)
    rows = []
    for language, some in sorted(found.items(), key=lambda each: -len(each[1])):
        answered = [one for one in some if one.found.answer is not None]
        fit = [one for one in some if one.question.label is Label.ANSWERABLE]
        right = [one for one in fit if one.found.answer is not None]
        wrong = sum(one.is_wrong for one in some)
        rows.append(
            (
                language,
                str(len(some)),
                percent(len(right), len(fit)),
                f"{wrong} ({percent(wrong, len(answered))})",
            )
        )
    return table(("language", "asked", "answered of the answerable", "wrong"), rows)


BANDS = (*sorted((0.0, 0.2, 0.5, 0.8, 0.9, SURE, 0.99)), 1.01)
"""of stated chances; only those from SURE on are answers"""


def by_chance(seen: Iterable[Evening]) -> str:
    """How often what is told with a chance is right, of the questions that an outage which is on may answer."""
    found: list[tuple[float, bool]] = []
    for each in seen:
        for one in each.played:
            chance = max(
                (near.likeness for near in one.found.candidates if near.kind is KnownKind.LIVE), default=None
            )
            if chance is not None:
                found.append((chance, one.question.label is Label.ANSWERABLE))
    rows = []
    for least, most in pairwise(BANDS):
        some = [is_right for chance, is_right in found if least <= chance < most]
        stated = [chance for chance, _ in found if least <= chance < most]
        if some:
            rows.append(
                (
                    f"{least:.2f} to {min(most, 1):.2f}",
                    str(len(some)),
                    percent(sum(stated), len(some)),
                    percent(sum(some), len(some)),
                )
            )
    return table(("stated chance", "questions", "stated on average", "can be answered"), rows)


@contextmanager
def without(name: str, course: Course, odds: Floats) -> Iterator[None]:
    """In use are models that have learned from all but the file `name`, put together as the other strangers' files teach."""
    other = course.taught(~course.where(name))
    how = mixed(course, odds, [each for each in BY_STRANGERS if each != name])
    with (
        mock.patch.object(evidence, "taught", return_value=other),
        mock.patch.object(learned, "COMBINED", tuple(how)),
    ):
        yield


def without_a_bar(course: Course) -> dict[str, list[Played]]:
    """What would come of each stranger's questions, were every answer sure enough that is ever given."""
    odds = course.without_its_file(BY_STRANGERS)
    found = {}
    for name in BY_STRANGERS:
        low = mock.patch.multiple(learned, SURE=0.0, CAREFUL=0.0)
        with without(name, course, odds), low:
            found[name] = [Played(*each) for some in sets(name) for each in played(some)]
    return found


def without_its_file(course: Course) -> dict[str, Evening]:
    """Each file of a stranger played and grouped by models that have not seen it, put together as the other strangers' teach; how sure is
    sure is the same for all."""
    found = {}
    odds = course.without_its_file(BY_STRANGERS)
    sorter = Sorter(sheets(), were_left(course, odds))
    for name in BY_STRANGERS:
        sorted_by = sorter.taught(without=name)
        in_use = mock.patch.object(piles, "sorting", lambda sorted_by=sorted_by: sorted_by)
        with without(name, course, odds), in_use:
            found[name] = evening(name)
    return found


BARS = (0.5, 0.7, 0.8, 0.85, 0.86, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)


def by_bar(plays: Mapping[str, Sequence[Played]]) -> str:
    """What each bar would answer of files of which each was played with none, and how much of that wrongly."""
    whole = [each for some in plays.values() for each in some]
    fit = sum(each.question.label is Label.ANSWERABLE for each in whole)
    rows = []
    for bar in BARS:
        told = [each for each in whole if each.found.answer is not None and each.found.answer.sureness >= bar]
        wrong = sum(each.is_wrong for each in told)
        rows.append(
            (
                f"{bar:.2f}",
                percent(len(told), len(whole)),
                percent(len(told) - wrong, fit),
                f"{wrong} ({percent(wrong, len(told))})",
            )
        )
    return table(("bar", "answered at once", "of the answerable", "wrong"), rows)


def strangers(parts: dict[str, str]) -> dict[str, Evening]:
    """The yardstick: each stranger's set played by models that have learned from all but it, and what each bar would do."""
    course = Course.of(lessons())
    seen = without_its_file(course)
    parts["strangers-left-out"] = beside(seen)
    parts["strangers-left-out-losses"] = losses(seen)
    parts["strangers-left-out-languages"] = by_language(seen.values())
    parts["strangers-left-out-chances"] = by_chance(seen.values())
    parts["strangers-left-out-bars"] = by_bar(without_a_bar(course))
    return seen


def crowds(parts: dict[str, str]) -> dict[str, Evening]:
    """Each evening in its own frequencies, and all together."""
    seen = {name: evening(name) for name in CROWDS}
    every = seen | {"together": together(seen.values())}
    parts["crowds"] = beside(every)
    parts["crowds-losses"] = losses(every)
    parts["crowds-languages"] = by_language(seen.values())
    parts["crowds-known"] = by_words({lettered(each.words) for each in lessons()}, every["together"])
    return seen


def by_words(known: Collection[str], seen: Evening) -> str:
    """Those that are word for word what something was learned from, and the others."""
    rows = []
    for name, is_known in (("learned word for word", True), ("others", False)):
        some = [each for each in seen.played if (lettered(each.question.words) in known) is is_known]
        answered = [each for each in some if each.found.answer is not None]
        wrong = sum(each.is_wrong for each in answered)
        told = (percent(len(answered), len(some)), f"{wrong} ({percent(wrong, len(answered))})")
        rows.append((name, str(len(some)), *told))
    return table(("questions", "asked", "answered at once", "wrong"), rows)


def lettered(words: str) -> str:
    """Without case and signs."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded).split())


def together(seen: Collection[Evening]) -> Evening:
    """Several as one, each with ten answers of its own."""
    return Evening(
        tuple(chain.from_iterable(each.played for each in seen)),
        tuple(chain.from_iterable(each.groups for each in seen)),
        sum((each.served for each in seen), Served()),
        max(each.milliseconds for each in seen),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--questions",
        action="append",
        help="dev, known, evening, others, ninth, tenth ...: only these, as learned; heldout: both that are held out; strangers: each by models that have not seen it; crowds: in the frequencies of an evening; reuse: the desk's answers told again; danger: who is in danger and who only sounds so",
    )
    parser.add_argument(
        "--conversations", type=Path, help="a file of conversations; without it they are left out"
    )
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was wrong")
    parser.add_argument("--learn", action="store_true", help="learn anew what is answered, and write it")
    parser.add_argument("--learn-piles", action="store_true", help="the same of how what is left is grouped")
    parser.add_argument("--learn-danger", action="store_true", help="the same of who may be in danger")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/explanation/answers.md"
    )
    told = parser.parse_args()
    teachers = (
        (told.learn, learn),
        (told.learn_piles, sorting.learn),
        (told.learn_danger, danger.learn),
    )
    if teach := next((each for is_told, each in teachers if is_told), None):
        teach()
        return
    parts: dict[str, str] = {}
    seen: dict[str, Evening] = {}
    if told.questions == [REUSE]:
        parts[REUSE] = reused()
    elif told.questions == [DANGER]:
        parts |= danger.figures()
        print("\n".join(danger.misses()) if told.misses else "")
    elif told.questions == [STRANGERS]:
        seen = strangers(parts)
    elif told.questions == [CROWD]:
        seen = crowds(parts)
    else:
        names = [*FILE] if told.questions == [HELDOUT] else told.questions or FILES
        seen = {name: evening(name) for name in names}
        if told.questions is None:
            parts["evenings-learned"] = beside(seen)
        else:
            parts |= {f"evening-{name}": told_of(f"`{name}`", each) for name, each in seen.items()}
    for part, text in parts.items():
        print(f"{part}\n\n{text}")
    if seen:
        print(f"{max(each.milliseconds for each in seen.values()):.2f} ms a question\n")
    for name, each in seen.items() if told.misses else ():
        for what, some in (("wrong", each.wrong), ("missed", each.missed)):
            for one in some:
                print(
                    f"{name} {what}: {one.question.id} {one.question.language} {one.question.group}: {one.question.words[:120]!r}"
                )
    if told.conversations:
        for part, without_copies in (("conversations", False), ("conversations-without-copies", True)):
            parts[part] = retrieval(told.conversations, without_copies=without_copies)
            print(parts[part])
    if told.write:
        page = PAGE.read_text(encoding="utf-8")
        for part, text in parts.items():
            page = written(page, part, text)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
