"""Who looks at a page of the desk, as its frame tells: name, ways, and the word that forms carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from groundswell.core.access import Right

WAYS: Final = (
    ("/desk", "Board", Right.LOOK, "b"),
    ("/desk/declare", "Declare", Right.RULE, "d"),
    ("/desk/statements", "Statements", Right.LOOK, "s"),
    ("/desk/oncall", "On call", Right.LOOK, "o"),
    ("/desk/maintenance", "Maintenance", Right.LOOK, "m"),
    ("/desk/comments", "Comments", Right.RULE, "c"),
    ("/desk/questions", "Questions", Right.LOOK, "q"),
    ("/desk/workarounds", "Workarounds", Right.LOOK, "w"),
    ("/desk/runbooks", "Runbooks", Right.LOOK, "r"),
    ("/desk/templates", "Templates", Right.LOOK, "e"),
    ("/desk/ties", "Ties", Right.LOOK, ""),
    ("/desk/people", "People", Right.KEEP, ""),
    ("/desk/tokens", "Tokens", Right.KEEP, ""),
    ("/desk/audit", "Audit", Right.KEEP, ""),
)
"""The pages that the frame leads to: path, name, the right that they want, and their key (docs/howto/run-the-desk.md)."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person, or a program that shows a token (which has no forms)."""

    name: str
    rights: frozenset[Right]
    csrf: str
    is_person: bool = True
    here: str = ""
    """the path of the page that they are on"""

    @property
    def ways(self) -> list[tuple[str, str, str]]:
        """Path, name and key of the pages that are open to them."""
        return [(path, name, key) for path, name, right, key in WAYS if right in self.rights]
