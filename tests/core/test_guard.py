"""The guard of the core's tests bites: planted code that touches the world is caught, the test's own is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "planted",
    [
        "open('/dev/null')",
        "import socket; socket.socket()",
        "import os; os.listdir('/')",
        "import subprocess; subprocess.run(['true'])",
        "import time; time.time()",
        "import time; time.sleep(0)",
    ],
)
def test_core_that_touches_the_world_is_caught(planted: str) -> None:
    with pytest.raises(AssertionError, match=r"core (touched the world|asked for the time)"):
        exec(compile(planted, "src/groundswell/core/planted.py", "exec"))


def test_what_a_test_itself_reads_is_its_own_business() -> None:
    assert Path(__file__).read_text("utf-8")
    assert time.time() > 0
