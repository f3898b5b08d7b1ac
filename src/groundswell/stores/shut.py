"""Why a file of SQLite's does not open, in words that say what to do."""

from __future__ import annotations


def why_shut(reason: object) -> str:
    """`reason`, as the driver gives it, and what would be right where that is known."""
    right = "this user must be able to write the file and its directory"
    return f"{reason}; {right}" if "unable to open" in str(reason) else str(reason)
