"""The page of scope says what was measured, and is of the shape that the command writes."""

import re
import sys
from pathlib import Path

import pytest
from bench.bystanders import Told
from bench.explained import Explained
from bench.leaves import FAMILIES
from bench.replays import Replayed
from bench.scope import BOUND, BOUNDED, DIAGNOSERS, NAMERS, tasks
from bench.scope_report import Found, Named, Scale, Scoped, page, printed, sections
from bench.shared_causes import SETTINGS

from bench import scope
from tests.replay.afternoon import REPLAYS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/explanation/accuracy-scope.md"
TEMPLATE = ROOT / "bench/accuracy-scope.template"


def scoped(quick: bool = False) -> Scoped:
    report = Scoped(7, 60, 250, 1000, quick=quick)
    report.named = {(family, name): Named(0.5, 0.4, 0.25, 0.1, 0.2) for family in FAMILIES for name in NAMERS}
    for one in SETTINGS:
        for name in [*DIAGNOSERS, *([BOUND] if one == BOUNDED else [])]:
            report.found[one, name] = Found(0.5, 0.75, 0.25, 0.01)
    report.told = Told(0.98, 0.01, 0.05, 0.15)
    report.replays = [
        Replayed(name, f"Title of {name}", 0.1, ("a", "b", "c"), "cloud", (("d", "a"),), 1, 12.0, 7.0)
        for name in REPLAYS
    ]
    report.cost = Explained(100_000, 1.5, 0.5, "everything")
    report.scales, report.diagnosed = [Scale(100_000, 0.1), Scale(300_000, 0.3)], Scale(2_000, 0.1)
    return report


def firsts(text: str) -> list[str]:
    """The first cells of all tables, heads included."""
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]


def test_the_page_holds_every_table_that_is_printed() -> None:
    text, told = page(scoped()), printed(scoped())
    for table in sections(scoped()).values():
        assert table
        assert table in text
        assert table in told
    assert "--seed 7`" in text
    assert "$" not in text.replace("$ ", "")


def test_what_lies_behind_several_and_who_is_only_blamed_is_told() -> None:
    line = sections(scoped())["replays"].splitlines()[0]
    assert "Out: a, b, c; behind it `cloud`. Told 12 minutes after" in line
    assert "when 1 of 3 had alarmed by themselves. Over 7 minutes after it was restored by the file." in line
    assert line.endswith("Only blamed: d.")


def test_leaves_without_a_cause_have_no_f1() -> None:
    row = next(line for line in page(scoped()).splitlines() if line.startswith("| null, groundswell"))
    assert [cell.strip() for cell in row.split("|")[2:5]] == ["–", "–", "25.0%"]


def test_a_small_run_says_that_it_is_one() -> None:
    assert "of a small run" in page(scoped(quick=True))
    assert "of a small run" not in page(scoped())


def test_the_page_in_the_documents_is_of_the_shape_that_the_command_writes() -> None:
    text = PAGE.read_text()
    at = 0
    for line in TEMPLATE.read_text().splitlines():
        if line and "$" not in line:
            found = text.find(line, at)
            assert found >= 0, f"not on the page, or not in this place: {line}"
            at = found + len(line)
    assert firsts(text) == firsts(page(scoped()))
    assert re.findall(r"\(`([a-z0-9-]+)`, \d+% of the reports\)", text) == list(REPLAYS)
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b(?![`\w-])", re.sub(r"`[^`]*`", "", text)), (
        "the page has no date"
    )


@pytest.mark.parametrize("quick", [True, False])
def test_only_a_whole_run_writes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: bool
) -> None:
    file = tmp_path / "page.md"
    monkeypatch.setattr(scope, "measure", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["scope", "--markdown", str(file), *(["--quick"] if quick else [])])
    scope.main()
    assert file.exists() is not quick


def test_every_case_is_somebodys_task() -> None:
    listed = tasks()
    assert len(set(listed)) == len(listed)
    assert {name for part, name, _ in listed if part == "replays"} == set(REPLAYS)
    assert {(family, name) for part, family, name in listed if part == "named"} == set(scoped().named)
    assert {(family, name) for part, family, name in listed if part == "found"} == set(scoped().found)
