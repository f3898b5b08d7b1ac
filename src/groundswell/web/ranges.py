"""Further back than a day: which stretches of time a service's chart is offered for, each a page under a path of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from groundswell.core.status import PastView
from groundswell.flow.offer import OfPast
from groundswell.ports import Page
from groundswell.web import wording
from groundswell.web.language import ENGLISH, root_of


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of `days`, in bins of `bin_minutes`; its page is made anew after so many `minutes`, if it is asked for."""

    days: int
    bin_minutes: int
    minutes: int

    @property
    def path(self) -> str:
        """Where it lives, below a service's page."""
        return f"/{self.days}d"


RANGES: Final = (Range(7, 60, 5), Range(30, 240, 15), Range(90, 720, 60))


def range_pages(make: Callable[[PastView], Page]) -> Mapping[str, OfPast]:
    """A maker for the page of every range."""
    return {f"/s/{{}}{one.path}": OfPast(make, one.days, one.bin_minutes, one.minutes) for one in RANGES}


def links(slug: str, days: int = 1, language: str = ENGLISH) -> list[dict[str, object]]:
    """The day and every range of `slug`, as links; `days` is what is shown."""
    page = f"{root_of(language)}/s/{slug}"
    return [
        {
            "href": page + path,
            "words": wording.duration(timedelta(days=length), language),
            "shown": length == days,
        }
        for length, path in ((1, ""), *((one.days, one.path) for one in RANGES))
    ]
