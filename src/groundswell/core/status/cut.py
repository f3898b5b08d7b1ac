"""A part of all outages that a feed tells: of one kind of service, of one country, from a severity on, or several of these.

What it is called is its path: "category/social", "country/es", "severity/4", "category/social/severity/4"; each has one name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_SEVERITIES: Final = ("2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Cut:
    """`category` a slug, `country` a code, "" for any; `severity_min` 1 to 5, which an outage has had at some time."""

    category: str = ""
    country: str = ""
    severity_min: int = 1

    @property
    def path(self) -> str:
        """What it is called in an address."""
        least = str(self.severity_min) if self.severity_min > 1 else ""
        told = (("category", self.category), ("country", self.country.lower()), ("severity", least))
        return "/".join(f"{name}/{word}" for name, word in told if word)


def cut_of(path: str) -> Cut | None:
    """The cut that is called so; None where there is none.

    >>> cut_of("category/social/severity/4")
    Cut(category='social', country='', severity_min=4)
    >>> cut_of("severity/4/category/social"), cut_of("severity/1"), cut_of("colour/red")
    (None, None, None)
    """
    told = _pairs(path.split("/"))
    least = told.get("severity", "1")
    if least not in ("1", *_SEVERITIES):
        return None
    cut = Cut(told.get("category", ""), told.get("country", "").upper(), int(least))
    return cut if path and cut.path == path else None


def _pairs(words: Sequence[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=False))
