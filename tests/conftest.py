"""What holds for all tests: how some processes share them, and that a property has the same examples in every run.

Each process takes the next file when it has done one, and the longest come first: otherwise one would begin a long file when the other
has nothing left to do. A change is judged by the same examples as the last; `HYPOTHESIS_PROFILE=dice` throws a hundred anew, now and then.
"""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import structlog
from hypothesis import settings

settings.register_profile("same", derandomize=True, max_examples=35)
settings.register_profile("dice")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

TESTS: Final = Path(__file__).parent
MEMORY: Final = Path("/dev/shm")
MEMORY_BYTES_MIN: Final = 4 << 30
"""Several times what all processes hold at once; what a test that passed has written is taken away behind it."""


def _write_into_memory() -> None:
    """Most of the waiting of tests that open stores is for the disk to say that it has written. They write to memory where there is
    room, and so do the processes that they start; `TMPDIR` says where else."""
    if (
        "TMPDIR" not in os.environ
        and MEMORY.is_dir()
        and os.access(MEMORY, os.W_OK | os.X_OK)
        and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN
    ):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


_write_into_memory()
# As the program's own processes do (cli.py): to look for garbage in what is imported and collected took a seventh of collecting.
gc.set_threshold(50_000, 20, 20)

LONGEST: Final = (
    # Those with a browser stand together: they share a server, which ends when the process has done the last of them.
    "browser/test_every_page.py",
    "browser/test_pages.py",
    "browser/test_islands.py",
    "browser/test_room.py",
    "browser/test_weight.py",
    "browser/test_copy.py",
    "browser/test_embed.py",
    "browser/test_proof.py",
    "browser/test_desk_people.py",
    "browser/test_desk_pages.py",
    "browser/test_hostile_words.py",
    "browser/test_desk_keys.py",
    "browser/test_desk_evening.py",
    "browser/test_push.py",
    "browser/test_questions.py",
    "system/test_export_site.py",
    "system/test_day.py",
    "replay/test_scenarios.py",
    "replay/test_archive.py",
    "replay/test_asked.py",
    "system/test_announcer_killed.py",
    "core/detection/test_promises.py",
    "system/test_openapi.py",
    "flow/test_keep.py",
    "system/test_kill.py",
    "flow/test_judge.py",
    "flow/test_explain.py",
    "runtime/test_cli.py",
    "runtime/test_cli_files.py",
    "core/detection/test_detector.py",
    "core/detection/test_serfling.py",
    "system/test_clean_exit.py",
    "flow/test_publish.py",
    "flow/test_late.py",
    "flow/test_together.py",
    "core/impact/test_people.py",
)
"""As measured, by `make test ARGS="--durations=100"`. A file that is missing here comes in its turn, by name."""
_TURNS: Final = {TESTS / name: turn for turn, name in enumerate(LONGEST)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a process among several, the longest first; alone, as they stand."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _TURNS.get(item.path, len(_TURNS)))


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Whoever runs the server in a test sets up its logging: the next test must not write to where that one's went."""
    root, access = logging.getLogger(), logging.getLogger("uvicorn.access")
    handlers, level, disabled = root.handlers, root.level, access.disabled
    yield
    if root.handlers is handlers:
        return
    root.handlers, access.disabled = handlers, disabled
    root.setLevel(level)
    structlog.reset_defaults()
