"""The command line: its words, its exit codes, and never a traceback."""

import contextlib
import gzip
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundswell import __version__
from groundswell.cli import COMMANDS, app, main
from groundswell.runtime.config import all_settings

COUNTS = """at,service,reports,country
2026-03-02T12:00:00Z,instagram,5,ES
2026-03-02T12:01:00Z,Insta,7,PT
2026-03-02T12:02:00Z,facebook,1,
"""


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of one's own, and no settings in the environment."""
    for name in [name for name in os.environ if name.startswith("GROUNDSWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


class Ran:
    """What a command printed, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    yield lambda *words: ran(capsys, monkeypatch, *words)


def ran(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> Ran:
    monkeypatch.setattr(sys, "argv", ["groundswell", *words])
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    return Ran(code, told.out, told.err)
