"""The words of the desk: what people do about an incident beside ruling on it, and the maintenance that they plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from groundswell.core.catalog import Catalog


class Duty(StrEnum):
    """Who does what while an incident is on."""

    LEAD = "lead"
    """decides"""
    COMMUNICATOR = "communicator"
    """speaks, inside and in public"""
    SCRIBE = "scribe"
    """writes down what happens"""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote down for the others at the desk; never public."""

    incident: str
    at: datetime
    by: str
    words: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do about an incident: `assignee` "" is nobody yet, `done_at` None not done."""

    incident: str
    words: str
    made_at: datetime
    by: str
    assignee: str = ""
    done_at: datetime | None = None
    done_by: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """Where to read more about an incident: an http or https `address`."""

    incident: str
    address: str
    words: str
    at: datetime
    by: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a duty in an incident."""

    incident: str
    duty: Duty
    name: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Runbook:
    """What to do, as Markdown, when `service` fails, or any service of `category`, or (both "") anything."""

    id: str
    title: str
    markdown: str
    at: datetime
    by: str
    service: str = ""
    category: str = ""

    def fits(self, services: Sequence[str], catalog: Catalog) -> bool:
        """Whether it is about one of `services`."""
        if self.service:
            return self.service in services
        return not self.category or any(catalog.named(slug).category == self.category for slug in services)

    @property
    def steps(self) -> tuple[str, ...]:
        """Its checklist: what stands after "- [ ]"."""
        marks = ("- [ ] ", "* [ ] ", "- [x] ")
        lines = (line.strip() for line in self.markdown.splitlines())
        return tuple(line[6:].strip() for line in lines if line.startswith(marks) and line[6:].strip())


@dataclass(frozen=True, slots=True)
class Words:
    """A title and a text in one language (a code as in `phrases.LANGUAGES`)."""

    language: str
    title: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement that was published: what was approved of it, the text that it was written in first; `phase` in the words of
    Statuspage, `next_at` when the next is promised. `speaker` is the name of who says it: the operator of the service
    `voice`, or (that is "") the site itself."""

    id: str
    incident: str
    phase: str
    at: datetime
    texts: tuple[Words, ...]
    next_at: datetime | None = None
    voice: str = ""
    speaker: str = ""

    @property
    def closes(self) -> bool:
        """Whether it says that the outage is over."""
        return self.phase == "resolved"

    def words(self, language: str) -> Words:
        """What it says in `language`, else as it was written."""
        return next((each for each in self.texts if each.language == language), self.texts[0])

    def told(self, language: str) -> Words:
        """The same where others' words stand beside it: the title begins with who says so."""
        words = self.words(language)
        return Words(words.language, f"{self.speaker}: {words.title}", words.body) if self.speaker else words


class Stage(StrEnum):
    """How far planned maintenance is, in the words of Statuspage but for the last."""

    SCHEDULED = "scheduled"
    """it will be"""
    IN_PROGRESS = "in_progress"
    """it is being worked on"""
    VERIFYING = "verifying"
    """the work is done and looked over"""
    COMPLETED = "completed"
    """over"""
    CANCELLED = "cancelled"
    """it will not be"""


@dataclass(frozen=True, slots=True)
class StageUpdate:
    """That maintenance came to a stage."""

    at: datetime
    stage: Stage
    by: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Planned work on `services` (`components` names parts of them, in the operator's words) from `from_at` to `until_at`.

    `sequence` goes up with every change, for calendars; `updates` are the stages that it has come to, oldest first.
    """

    id: str
    services: tuple[str, ...]
    from_at: datetime
    until_at: datetime
    texts: tuple[Words, ...]
    by: str
    made_at: datetime
    changed_at: datetime
    components: tuple[str, ...] = ()
    stage: Stage = Stage.SCHEDULED
    sequence: int = 0
    updates: tuple[StageUpdate, ...] = ()

    def stage_at(self, at: datetime) -> Stage:
        """Its stage at `at`: what somebody said, or else what the plan says."""
        if self.stage is Stage.SCHEDULED and at >= self.from_at:
            return Stage.COMPLETED if at >= self.until_at else Stage.IN_PROGRESS
        if self.stage in (Stage.IN_PROGRESS, Stage.VERIFYING) and at >= self.until_at:
            return Stage.COMPLETED
        return self.stage

    def is_on(self, at: datetime) -> bool:
        """Whether it is being worked on at `at`."""
        return self.stage_at(at) in (Stage.IN_PROGRESS, Stage.VERIFYING)

    def words(self, language: str) -> Words:
        """What it says in `language`, else in the one that it was written in first."""
        return next((each for each in self.texts if each.language == language), self.texts[0])

    def named(self, language: str) -> str:
        """What it is called where there is room for a title alone: with the parts that are worked on."""
        parts = f" ({', '.join(self.components)})" if self.components else ""
        return f"{self.words(language).title}{parts}"
