"""Who looks at a page of the desk, as its frame tells: name, ways, and the word that forms carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from groundswell.core.access import Right

WAYS: Final = (
    ("/desk", "Board", Right.LOOK),
    ("/desk/declare", "Declare", Right.RULE),
    ("/desk/statements", "Statements", Right.LOOK),
    ("/desk/maintenance", "Maintenance", Right.LOOK),
    ("/desk/comments", "Comments", Right.RULE),
    ("/desk/workarounds", "Workarounds", Right.LOOK),
    ("/desk/runbooks", "Runbooks", Right.LOOK),
    ("/desk/ties", "Ties", Right.LOOK),
    ("/desk/people", "People", Right.KEEP),
    ("/desk/tokens", "Tokens", Right.KEEP),
    ("/desk/audit", "Audit", Right.KEEP),
)
"""The pages that the frame leads to: path, name, and the right that they want."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person, or a program that shows a token (which has no forms)."""

    name: str
    rights: frozenset[Right]
    csrf: str
    is_person: bool = True

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Path and name of the pages that are open to them."""
        return [(path, name) for path, name, right in WAYS if right in self.rights]
