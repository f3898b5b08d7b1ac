"""Where the browser is: the one way to find it, for the tests, for scripts/setup and for the pictures.

`python3 tests/browser/chromium.py` prints its path; without one it says so and ends with 1.
"""

import os
import shutil
import sys
from pathlib import Path

VARIABLE = "CHROMIUM"
"""names another one"""
NAMES = ("chromium", "chromium-browser", "google-chrome")
BARE = "chromium-headless-shell"
"""the same without windows, menus and push: a page opens in a third of the time"""


def find() -> Path | None:
    """The browser that VARIABLE names, else the first of NAMES that is on the path."""
    return _first(NAMES)


def quickest() -> Path | None:
    """The browser that VARIABLE names, else BARE, else as `find`."""
    return _first((BARE, *NAMES))


def required(found: Path | None) -> Path:
    """The same. Raises LookupError where there is none."""
    if found is None:
        raise LookupError(f"no Chromium: install it, or name one with {VARIABLE}=/path/to/it")
    return found


def _first(names: tuple[str, ...]) -> Path | None:
    named = os.environ.get(VARIABLE)
    found = (shutil.which(name) for name in ((named,) if named else names))
    return next((Path(path) for path in found if path), None)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{required(find())}\n")
    except LookupError as fault:
        sys.exit(str(fault))
