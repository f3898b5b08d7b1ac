"""The wire of the desk's papers: what people do about an incident, what they say in public, what they plan."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from groundswell.core.desk import Duty, Stage
from groundswell.core.incident import Mark
from groundswell.core.statement import Phase, StatementKind
from groundswell.ports import StatementState
from groundswell.web.wire import At, Slug

_Zoned = Annotated[datetime, Meta(tz=True)]


class NoteOut(Struct, frozen=True):
    """A note; never public."""

    id: int
    at: At
    by: str
    words: str


class NoteIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Something to write down for the others."""

    words: Annotated[str, Meta(min_length=1, max_length=4000)]


class TaskOut(Struct, frozen=True):
    """A task."""

    id: int
    words: str
    assignee: str
    made_at: At
    by: str
    done_at: At | None
    done_by: str


class TaskIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A task to add, or (with `id`) who does one and whether it is done."""

    words: Annotated[str, Meta(max_length=500)] = ""
    assignee: Annotated[str, Meta(max_length=80)] = ""
    id: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    done: bool = False


class LinkOut(Struct, frozen=True):
    """Where to read more."""

    id: int
    address: str
    words: str
    at: At
    by: str


class LinkIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A page to read."""

    address: Annotated[str, Meta(max_length=2000, description="http or https")]
    words: Annotated[str, Meta(max_length=200)] = ""


class DutyOut(Struct, frozen=True):
    """Who has a duty."""

    duty: Duty
    name: str


class DutyIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Who is to have a duty; the others stay as they are."""

    duty: Duty
    name: Annotated[str, Meta(max_length=80, description='"": nobody')] = ""


class BeginIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A runbook whose steps become tasks."""

    runbook: Annotated[str, Meta(min_length=1, max_length=200, description="its id")]


class RunbookOut(Struct, frozen=True):
    """What to do when a service fails, or one of a category, or (both "") anything."""

    id: str
    title: str
    markdown: str
    steps: Annotated[list[str], Meta(description='what stands after "- [ ]"')]
    service: str
    category: str
    by: str
    at: At


class RunbookList(Struct, frozen=True):
    """Runbooks, by title: those that the asking one may see."""

    runbooks: list[RunbookOut]


class RunbookIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A runbook to keep, in place of the one of this id."""

    id: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    markdown: Annotated[str, Meta(min_length=1, max_length=40_000)]
    service: Annotated[str, Meta(max_length=80, description='a slug; "": see `category`')] = ""
    category: Annotated[str, Meta(max_length=80, description='a slug; "" and no service: for anything')] = ""


class ReadingOut(Struct, frozen=True):
    """One moment of the two clocks; `after_seconds` since the first report."""

    mark: Mark
    is_crowd: bool
    at: At | None
    after_seconds: float | None


class TextOut(Struct, frozen=True):
    """A text in one language; `is_draft` until a person has approved it."""

    language: str
    title: str
    body: str
    is_draft: bool


class TextIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A text in one language."""

    language: Annotated[str, Meta(max_length=10)]
    title: Annotated[str, Meta(max_length=200)]
    body: Annotated[str, Meta(max_length=4000)] = ""
    is_draft: bool = False


class StatementIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A statement to keep: new without `id`, or in place of the `revision` of one."""

    incident: Annotated[str, Meta(min_length=1, max_length=80)]
    phase: Phase
    texts: Annotated[list[TextIn], Meta(min_length=1, max_length=20)]
    id: Annotated[str, Meta(max_length=200)] = ""
    revision: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    next_at: Annotated[datetime, Meta(tz=True, description="by when the next word is promised")] | None = None
    is_cause_known: bool = False
    is_waiting: Annotated[bool, Meta(description="whether it waits for approval")] = False


class PublishIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Which revision is let out."""

    revision: Annotated[int, Meta(ge=1, le=1_000_000)]


class LanguageIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Which text somebody has read, by its language."""

    language: Annotated[str, Meta(min_length=1, max_length=10)]


class StatementOut(Struct, frozen=True):
    """A statement."""

    id: str
    incident: str
    phase: Phase
    kind: StatementKind
    state: StatementState
    revision: int
    texts: list[TextOut]
    by: str
    approved_by: str
    made_at: At
    published_at: At | None
    next_at: At | None
    is_cause_known: bool
    voice: Annotated[
        str, Meta(description='once it is out: the service whose operator says it; "": the desk of this site')
    ]


class StatementList(Struct, frozen=True):
    """Statements, latest made first."""

    statements: list[StatementOut]


class PapersOut(Struct, frozen=True):
    """All that the desk has about an incident."""

    incident: str
    notes: list[NoteOut]
    tasks: list[TaskOut]
    links: list[LinkOut]
    duties: list[DutyOut]
    statements: list[StatementOut]
    clocks: list[ReadingOut]


class WordsOut(Struct, forbid_unknown_fields=True, frozen=True):
    """A title and a text in one language."""

    language: str
    title: str
    body: str = ""


class StageOut(Struct, frozen=True):
    """That maintenance came to a stage."""

    at: At
    stage: Stage
    words: str


class MaintenanceOut(Struct, frozen=True):
    """Planned work."""

    id: str
    services: list[Slug]
    components: list[str]
    from_at: At
    until_at: At
    stage: Annotated[Stage, Meta(description="as it is now")]
    texts: list[WordsOut]
    sequence: Annotated[int, Meta(description="goes up with every change")]
    updates: list[StageOut]


class MaintenanceList(Struct, frozen=True):
    """Planned work, earliest beginning first; over for thirty days at most."""

    maintenances: list[MaintenanceOut]


class MaintenanceIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Work to plan; with `id` one that is planned: changed, or (with `stage`) moved on."""

    id: Annotated[str, Meta(max_length=200)] = ""
    services: Annotated[list[str], Meta(max_length=200)] = []
    components: Annotated[list[str], Meta(max_length=50)] = []
    from_at: _Zoned | None = None
    until_at: _Zoned | None = None
    texts: Annotated[list[WordsOut], Meta(max_length=20)] = []
    stage: Stage | None = None
    words: Annotated[str, Meta(max_length=1000)] = ""
