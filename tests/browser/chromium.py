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


def find() -> Path | None:
    """The browser that VARIABLE names, else the first of NAMES that is on the path."""
    named = os.environ.get(VARIABLE)
    found = (shutil.which(name) for name in ((named,) if named else NAMES))
    return next((Path(path) for path in found if path), None)


def required() -> Path:
    """The same. Raises LookupError where there is none."""
    found = find()
    if found is None:
        raise LookupError(f"no Chromium: install it, or name one with {VARIABLE}=/path/to/it")
    return found


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{required()}\n")
    except LookupError as fault:
        sys.exit(str(fault))
