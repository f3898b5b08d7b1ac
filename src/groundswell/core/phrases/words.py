"""What a language consists of, for a sentence about an incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from groundswell.core.model import Certainty, EventKind


def one_or_other(count: int) -> str:
    """The plural rule of most languages (CLDR's names of forms)."""
    return "one" if count == 1 else "other"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: whole sentences with holes, never glued words, so that each language keeps its own order.

    A time has two forms: `{since}` as it stands by itself ("2 March, 11:30 UTC"), and `{the_since}` as it reads inside
    a sentence ("el 2 de marzo a las 11:30 UTC"). A sentence with a number may have others for some plural forms, named
    after them: "peak_one" beside "peak".
    """

    sentences: Mapping[str, str]
    certainty: Mapping[Certainty, str]
    events: Mapping[EventKind, str]
    months: tuple[str, ...]
    moment: str
    """a time on another day; holes: day, month, time"""
    moment_of_year: str
    """the same in another year; one more hole: year"""
    joiner: tuple[str, str]
    """between the members of a list, and before its last"""
    decimal: str
    thousands: str
    symptoms: Mapping[str, str]
    """how a symptom reads after "mostly", by slug; "{}" is the catalog's name"""
    areas: Mapping[str, str]
    """how an area reads after "in", by code; "{}" is the catalog's name"""
    platforms: Mapping[str, str]
    """how "with this device" reads after a symptom, by the platform's name"""
    today: str = "{time}"
    """a time of this day inside a sentence"""
    the_moment: str = ""
    the_moment_of_year: str = ""
    """times of other days inside a sentence; "": as by themselves"""
    symptom: str = "{}"
    area: str = "{}"
    """how those read that are not named above"""
    lowers: bool = True
    """whether a name in the middle of a sentence begins with a small letter"""
    space: str = " "
    between: str = ""
    """between the members of a list, where that is another than between the parts of a sentence"""
    joiner_of_many: str = ""
    """before the last of three or more, where that is another"""
    joiner_before: Mapping[str, str] = field(default_factory=dict)
    """another word before the last of a list, by the first letters of what follows, without accents"""
    groups_of_two: bool = False
    """whether only the last three figures of a number stand together, and before them two each"""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """how our notes without figures read, by the English one"""
    isolates: bool = False
    """whether names may be written the other way, and stand apart for it (Unicode's FSI and PDI)"""
    plural: Callable[[int], str] = one_or_other


def forms(**codes: str) -> dict[str, str]:
    """Which names take which form: "no_" stands for "no {}", with the codes that it is for."""
    return {code: f"{form.strip('_')} {{}}" for form, listed in codes.items() for code in listed.split()}
