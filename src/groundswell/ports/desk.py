"""The desk's papers: notes, tasks, duties, links, runbooks, statements with their promises,
templates of statements, planned maintenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from groundswell.core.desk import Holder, Link, Maintenance, Note, Runbook, Task
from groundswell.core.statement import Promise, Statement, Template


class StatementState(StrEnum):
    """How far a statement is."""

    DRAFT = "draft"
    """somebody writes it"""
    WAITING = "waiting"
    """written; a second person is to approve it"""
    PUBLISHED = "published"
    """said in public; it changes no more"""


@dataclass(frozen=True, slots=True)
class Filed:
    """A statement as it is kept; `revision` goes up with every change and names the one that somebody has seen."""

    statement: Statement
    step: StatementState = StatementState.DRAFT
    revision: int = 1


class Desk(Protocol):
    """What people at the desk write. What they rule is in the Journal."""

    async def add_note(self, note: Note) -> Note:
        """Keep it; return it with its id."""
        ...

    async def notes(self, incident: str) -> Sequence[Note]:
        """Of an incident, oldest first."""
        ...

    async def add_tasks(self, tasks: Sequence[Task]) -> None:
        """Keep them, in this order."""
        ...

    async def tasks(self, incident: str) -> Sequence[Task]:
        """Of an incident, in their order."""
        ...

    async def set_task(
        self,
        id: int,  # noqa: A002
        *,
        assignee: str,
        done_at: datetime | None,
        done_by: str,
    ) -> Task | None:
        """Say who does it and whether it is done; the task as it is then, None if there is none."""
        ...

    async def forget(self, papers_before: datetime, said_before: datetime | None) -> int:
        """Of incidents that are not on: forget notes, tasks, links, duties and drafts from before the one, and what was published
        before the other (None: nothing) with its revisions and promises; how many rows went."""
        ...

    async def add_link(self, link: Link) -> Link:
        """Keep it; return it with its id."""
        ...

    async def links(self, incident: str) -> Sequence[Link]:
        """Of an incident, oldest first."""
        ...

    async def set_duty(self, holder: Holder) -> None:
        """Give a duty to somebody, in place of who had it; to nobody where the name is ""."""
        ...

    async def duties(self, incidents: Sequence[str]) -> Sequence[Holder]:
        """Who has which duty in these incidents."""
        ...

    async def put_runbook(self, runbook: Runbook) -> None:
        """Keep it, in place of the one of this id."""
        ...

    async def runbooks(self) -> Sequence[Runbook]:
        """All of them, by title."""
        ...

    async def put_template(self, template: Template) -> Template:
        """Keep it, in place of the one of this id; return it with the next version, 1 where it is new."""
        ...

    async def templates(self) -> Sequence[Template]:
        """All of them, by name."""
        ...

    async def remove_template(self, id: str) -> bool:  # noqa: A002
        """Whether there was one."""
        ...

    async def put_statement(self, filed: Filed) -> Filed:
        """Keep a statement that is not published, new (revision 0) or in place of the revision that it names; return it with the
        next revision. The texts of each revision are kept. Raises InputError where that is not the one that is kept, or
        it is published."""
        ...

    async def discard(self, id: str, revision: int) -> None:  # noqa: A002
        """Remove a statement that is not published, with all its revisions. Raises InputError where there is none, that is not the
        revision that is kept, or it is published."""
        ...

    async def publish(self, id: str, revision: int, by: str, at: datetime, voice: str = "") -> Filed:  # noqa: A002
        """Let this revision out at `at`, approved by `by`, as the word of the operator of the service `voice` or ("") of the site: the promises that run for its incident are kept, and it may make
        one; one transaction. Raises InputError where there is no such revision, or it is published."""
        ...

    async def approve(self, id: str, language: str, by: str, at: datetime) -> Filed | None:  # noqa: A002
        """Of a statement that is published, let the text in `language` out beside those that are, read by `by`; its next revision, or
        None where none of this id is published."""
        ...

    async def statement(self, id: str) -> Filed | None:  # noqa: A002
        """The statement of this id."""
        ...

    async def statements(
        self, *, incidents: Sequence[str] | None = None, state: StatementState | None = None, limit: int = 100
    ) -> Sequence[Filed]:
        """Statements, latest made first."""
        ...

    async def promises(
        self, *, incident: str | None = None, open_since: datetime | None = None, limit: int = 1000
    ) -> Sequence[Promise]:
        """Promises, latest made first; with `open_since` those that are not kept and were due after it."""
        ...

    async def put_maintenance(self, maintenance: Maintenance) -> None:
        """Keep it, in place of the one of this id."""
        ...

    async def maintenance(self, id: str) -> Maintenance | None:  # noqa: A002
        """The one of this id."""
        ...

    async def maintenances(self, *, ending_after: datetime, limit: int = 500) -> Sequence[Maintenance]:
        """Those that end after this instant, cancelled ones too, earliest beginning first."""
        ...
