"""What the operator says and what work is planned, as rows of a page; the templates escape them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from groundswell.core.desk import Maintenance, Stage, Words
from groundswell.core.model import Incident
from groundswell.core.statement.promise import lapsed_at
from groundswell.core.status import Answered, Spoken
from groundswell.web import wording
from groundswell.web.language import ENGLISH, later, offered, speaking

PHASES: Final[Mapping[str, str]] = {
    "investigating": later("Looking into it"),
    "identified": later("Cause found"),
    "monitoring": later("Watching the remedy"),
    "resolved": later("Over, says the operator"),
}
SITES_PHASES: Final[Mapping[str, str]] = {
    **PHASES,
    "monitoring": later("Easing"),
    "resolved": later("Over"),
}
"""The same where the site says it and not the operator."""
STAGES: Final[Mapping[Stage, str]] = {
    Stage.SCHEDULED: later("Planned work"),
    Stage.IN_PROGRESS: later("Planned work is going on"),
    Stage.VERIFYING: later("Planned work is done and being looked over"),
    Stage.COMPLETED: later("Planned work is over"),
    Stage.CANCELLED: later("Planned work was called off"),
}


def said_rows(
    said: Sequence[Spoken], at: datetime, language: str = ENGLISH, about: Incident | None = None
) -> list[dict[str, object]]:
    """Statements, newest first, in `language` where that was approved; `next_at` of the newest alone, and not where what they are
    `about` is none any more."""
    is_awaited = about is None or lapsed_at(about) is None
    _ = speaking(language).gettext
    return [
        {
            "at": each.at,
            "phase": _(PHASES[each.phase] if each.voice or not each.speaker else SITES_PHASES[each.phase]),
            "speaker": each.speaker,
            "is_operators": bool(each.voice),
            "next_at": each.next_at if not place and is_awaited else None,
            "is_late": each.next_at is not None and each.next_at < at,
            **_words(each.words(language), language),
        }
        for place, each in enumerate(said)
    ]


def answered_rows(answers: Sequence[Answered], language: str = ENGLISH) -> list[dict[str, object]]:
    """Questions that the desk has answered in public, newest first."""
    return [{"at": each.at, "id": each.id, **_words(each.words(language), language)} for each in answers]


def planned_rows(
    planned: Sequence[Maintenance], at: datetime, language: str = ENGLISH
) -> list[dict[str, object]]:
    """Work that is planned or on."""
    _ = speaking(language).gettext
    return [
        {
            "id": each.id,
            "stage": _(STAGES[each.stage_at(at)]),
            "is_on": each.is_on(at),
            "from_at": each.from_at,
            "until_at": each.until_at,
            "span": Markup(_("{begin} to {end}")).format(  # noqa: S704  the translators' text; what is filled in is escaped
                begin=wording.instant(each.from_at, language), end=wording.instant(each.until_at, language)
            ),
            "components": ", ".join(each.components),
            "services": each.services,
            **_words(each.words(language), language),
        }
        for each in planned
    ]


def _words(words: Words, language: str) -> dict[str, object]:
    """Title and paragraphs; `lang` and `dir` where they are in another language than the page."""
    other = words.language if words.language != language else ""
    known = offered().get(words.language)
    return {
        "title": words.title,
        "paragraphs": [part.strip() for part in words.body.split("\n\n") if part.strip()],
        "lang": other,
        "dir": known.direction if other and known else "auto",
    }
