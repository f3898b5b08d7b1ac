"""If it is not documented, a test fails; and what the documents say has to be there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from groundswell.cli import app
from groundswell.core.model import Drop, EventKind, SourceKind, State
from groundswell.runtime.config import OTHER_VARIABLES, all_settings
from groundswell.runtime.setting import Setting
from groundswell.runtime.telemetry import COUNTERS, GAUGES, HISTOGRAMS
from tests.law import laws, papers

DOCS = laws.ROOT / "docs"
REFERENCE = "\n".join(path.read_text() for path in sorted((DOCS / "reference").glob("*.md")))


def test_what_is_written_from_the_code_is_current() -> None:
    assert not (found := papers.stale_pages(laws.ROOT)), "run `make docs`:\n" + "\n".join(found)


@pytest.mark.parametrize("setting", all_settings(), ids=lambda setting: setting.key)
def test_every_setting_is_in_the_reference(setting: Setting) -> None:
    assert f"`{setting.key}`" in REFERENCE
    assert f"`{setting.variable}`" in REFERENCE


@pytest.mark.parametrize("variable", OTHER_VARIABLES)
def test_every_other_variable_is_in_the_reference(variable: str) -> None:
    assert f"`{variable}`" in REFERENCE


@pytest.mark.parametrize("name", [*COUNTERS, *GAUGES, *HISTOGRAMS])
def test_every_metric_is_in_the_reference(name: str) -> None:
    assert f"`{name}" in REFERENCE


@pytest.mark.parametrize("word", [*Drop, *State, *EventKind, *SourceKind])
def test_every_word_of_a_closed_set_is_in_the_reference(word: str) -> None:
    assert f"`{word}`" in REFERENCE


@pytest.mark.parametrize("command", papers.commands(app))
def test_every_command_is_in_the_reference_and_says_what_it_does(command: str) -> None:
    assert f"groundswell {command}" in REFERENCE
    assert app[command].help


def test_every_link_leads_to_a_file_or_a_heading() -> None:
    assert not (found := papers.dead_links(laws.ROOT)), "\n".join(found)


def test_every_page_that_the_source_names_is_there() -> None:
    assert not (found := papers.dead_mentions(laws.ROOT)), "\n".join(found)


def test_every_page_stands_in_the_index() -> None:
    assert not (found := papers.pages_off_the_index(laws.ROOT)), "\n".join(found)


def test_the_plan_of_the_house_names_every_room_and_leg() -> None:
    assert not (found := papers.rooms_off_the_plan(laws.ROOT)), "\n".join(found)


def test_every_command_in_the_documents_is_a_real_one() -> None:
    assert not (found := papers.unreal_commands(laws.ROOT, papers.commands(app))), "\n".join(found)


def test_the_minutes_of_reading_are_those_that_the_lines_take() -> None:
    assert not (found := papers.misjudged_minutes(laws.ROOT)), "\n".join(found)


def test_every_decision_has_the_form_of_one() -> None:
    assert not (found := papers.formless_decisions(laws.ROOT)), "\n".join(found)


def test_python_in_the_documents_is_all_run() -> None:
    assert papers.unrun_blocks(laws.ROOT) == []


@pytest.mark.parametrize(
    ("page", "code"),
    [(path.name, code) for path in papers.documents(laws.ROOT) for code in papers.runnable_blocks(path)],
)
def test_python_that_is_marked_as_runnable_runs(page: str, code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{page}:\n{done.stderr}"


def test_no_file_names_a_registry_or_a_place_outside_the_project() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/check_foreign.py"],
        cwd=laws.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_locks_fit_what_the_project_asks_for() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/check_locks.py"], cwd=laws.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_makefile_explains_every_target() -> None:
    text = (laws.ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    explained = set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    assert set(phony.split()) - explained == {"setup-dev"}
