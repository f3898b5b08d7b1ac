"""The browser tests do not vanish where everything has to run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from groundswell.runtime.setting import PREFIX
from tests.browser import chromium
from tests.law import laws

TEST = "tests/browser/test_proof.py"


def without_a_browser(**variables: str) -> subprocess.Popen[str]:
    """pytest at a browser test where the browser is missing."""
    kept = {name: text for name, text in os.environ.items() if name != "CI"}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-x", "-o", "addopts=", "-p", "no:cacheprovider", TEST],
        cwd=laws.ROOT,
        env=kept | {chromium.VARIABLE: "/no/such/browser", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def last_line(running: subprocess.Popen[str]) -> str:
    """What it says in the end."""
    return running.communicate()[0].splitlines()[-1]


def test_a_missing_browser_skips_a_test_on_a_desk_and_fails_it_where_all_must_run() -> None:
    on_a_desk, where_all_must_run = without_a_browser(), without_a_browser(CI="true")
    assert "skipped" in last_line(on_a_desk)
    assert "error" in last_line(where_all_must_run)


def test_the_browser_is_the_one_that_is_named_or_the_first_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("google-chrome", "of-mine"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() == chromium.quickest() == tmp_path / "google-chrome"
    (tmp_path / "google-chrome").rename(tmp_path / chromium.BARE)
    assert chromium.quickest() == tmp_path / chromium.BARE
    monkeypatch.setenv(chromium.VARIABLE, str(tmp_path / "of-mine"))
    assert chromium.find() == chromium.quickest() == tmp_path / "of-mine"
    assert not chromium.VARIABLE.startswith(PREFIX), (
        "the program would take it for a setting that is not there"
    )
