"""The questions of the Instagram evening: most are answered at once, hardly one wrongly, and ten answers reach most of the rest.

`dev` is there to develop on; nothing has learned from `heldout-9`, 200 questions of a stranger, nor from CROWDS, eight such.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bench.answers import evening, together

from groundswell.core.answer import Asked, Knowledge, group, triage
from groundswell.core.phrases import LANGUAGES
from tests.answers.evening import AT, asked, by_hand, calm, knowledge, played, vocabulary
from tests.answers.questions import CROWDS, Label, questions

FILE = Path(__file__).parent / "told.txt"
CHECKS = Path(__file__).parent / "checks.txt"
SETS = ("dev", "heldout-9")
DECLARED = "declared by this site's desk"
RIGHTLY = {"dev": 0.85, "heldout-9": 0.74}
"""What ten answers serve rightly of what is left, at least: some questions fewer than they do"""
ASKED = {
    "logged out, is it a hacker": "I'm logged out and my password is not taken. Is my account hacked?",
    "when": "When will it be back?",
    "is it just me, and what can I do": "Is it just me? Should I reinstall the app?",
    "pictures are gone": "All my posts are gone, 0 followers",
    "who pays": "My ads keep running while it is down, will I get my money back?",
    "why": "What happened, was it an attack?",
    "another service too": "Is WhatsApp down as well or only Instagram?",
    DECLARED: "Is my account hacked? I'm logged out",
}
"""Questions whose answers stand in told.txt, as they were read and found good; the asker's language changes no answer"""


@pytest.mark.parametrize("name", SETS)
def test_sixty_in_a_hundred_are_answered_at_once_and_at_most_three_in_a_hundred_answers_are_wrong(
    name: str,
) -> None:
    results = list(played(questions(name)))
    answered = [(question, found) for question, found in results if found.answer is not None]
    wrong = [question.id for question, _ in answered if question.label is Label.NOT]
    assert len(answered) >= 0.6 * len(results)
    assert len(wrong) <= 0.03 * len(answered), wrong


def test_where_things_are_asked_as_often_as_on_an_evening_ten_answers_serve_four_fifths_of_what_is_left() -> (
    None
):
    seen = [evening(name) for name in CROWDS]
    found = together(seen)
    assert len(found.answered) >= 0.6 * len(found.played)
    assert len(found.wrong) <= 0.03 * len(found.answered)
    assert found.served.told_whole >= 0.8 * found.left
    assert all(each.served.told_whole >= 0.75 * each.left for each in seen)


def test_further_questions_of_who_wrote_the_lists_are_told_apart_as_well() -> None:
    known = knowledge(questions("dev").known)
    rows = [
        line.split("|", 3) for line in CHECKS.read_text(encoding="utf-8").splitlines() if line[:1] in "an"
    ]
    answered = {"a": 0, "n": 0}
    for at, (label, language, page, words) in enumerate(rows):
        found = triage(Asked(str(at), words, AT, language if page else "", page), known)
        answered[label] += found.answer is not None
    assert answered["a"] >= 0.85 * sum(row[0] == "a" for row in rows)
    assert answered["n"] <= 0.03 * sum(answered.values())


@pytest.mark.parametrize(("name", "rightly"), RIGHTLY.items())
def test_eighty_in_a_hundred_of_what_is_left_lie_in_the_ten_largest_groups_and_most_are_served_rightly(
    name: str, rightly: float
) -> None:
    seen = evening(name)
    assert seen.served.all >= 0.8 * seen.left
    assert seen.served.told_whole >= rightly * seen.left


@pytest.mark.parametrize("name", SETS)
def test_a_group_mostly_holds_questions_that_one_answer_serves(name: str) -> None:
    left = [question for question, found in played(questions(name)) if found.answer is None]
    kinds = {question.id: question.group for question in left}
    groups = group([asked(question) for question in left], vocabulary())
    fit = sum(max(Counter(kinds[member] for member in each.members).values()) for each in groups)
    assert fit >= 0.7 * len(left)


def test_on_a_calm_day_the_same_questions_are_answered_with_no_outage() -> None:
    quiet = Knowledge.of([calm("instagram"), calm("facebook")], vocabulary())
    for question in questions("dev").question:
        found = triage(asked(question), quiet)
        assert found.answer is None or {source.kind for source in found.answer.sources} == {"calm"}


def told(situation: str, language: str) -> str:
    """The answer in `language`."""
    known = by_hand() if situation == DECLARED else knowledge(questions("dev").known)
    found = triage(Asked(situation, ASKED[situation], AT, "", "instagram"), known)
    assert found.answer is not None, situation
    return found.answer.texts[language]


def written() -> str:
    """All of them."""
    parts = [
        f"# {situation} / {language}\n\n{told(situation, language)}\n"
        for situation in ASKED
        for language in LANGUAGES
    ]
    return "\n".join(parts)


@pytest.mark.parametrize("situation", ASKED)
def test_an_answer_reads_in_every_language_as_it_was_read(situation: str) -> None:
    known = FILE.read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert f"# {situation} / {language}\n\n{told(situation, language)}\n" in known


def test_no_answer_has_a_hole_or_is_left_in_english() -> None:
    for situation in ASKED:
        said = {language: told(situation, language) for language in LANGUAGES}
        assert len(set(said.values())) == len(LANGUAGES)
        assert not any("{" in words or "  " in words or "\n\n\n" in words for words in said.values())


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
