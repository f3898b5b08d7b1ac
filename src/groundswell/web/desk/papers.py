"""What people do about an incident, for its page and for programs alike: each act checked, kept, returned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from nh3 import clean

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Duty, Holder, Link, Note, Runbook, Task
from groundswell.core.incident import Reading, two_clocks
from groundswell.core.model import Event, EventKind, Incident
from groundswell.core.statement import Phase, Promise, Standing, stands
from groundswell.core.statement.promise import lapsed_at
from groundswell.ports import Filed, StatementState
from groundswell.web.desk.form import said
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?")
_MARK: Final = re.compile(r"\[([ x])\] ")
"""Of a step of a checklist."""
_TAGS: Final = frozenset(
    {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "table"}
    | {"tbody", "td", "th", "thead", "tr", "ul"}
)
_WORDS_MAX: Final = 4000
_STEPS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Papers:
    """All that the desk has about an incident."""

    incident: Incident
    events: Sequence[Event]
    notes: Sequence[Note]
    tasks: Sequence[Task]
    links: Sequence[Link]
    duties: Mapping[Duty, Holder]
    statements: Sequence[Filed]
    promises: Sequence[Promise]
    runbooks: Sequence[Runbook]

    @property
    def clocks(self) -> tuple[Reading, ...]:
        """The crowd's clock beside the operator's."""
        out = [f.statement for f in self.statements if f.step is StatementState.PUBLISHED]
        times = sorted((s.published_at, s.phase) for s in out if s.published_at is not None)
        over = [at for at, phase in times if phase is Phase.RESOLVED]
        return two_clocks(
            self.incident, self.events, times[0][0] if times else None, over[0] if over else None
        )

    @property
    def reopened_at(self) -> datetime | None:
        """When it was last found not to be over after all; None: never."""
        return max((event.at for event in self.events if event.kind is EventKind.REOPENED), default=None)

    @property
    def published(self) -> list[Filed]:
        """What was said in public, newest first."""
        return [filed for filed in self.statements if filed.step is StatementState.PUBLISHED]


async def papers_of(parts: Parts, incident: Incident) -> Papers:
    """Read them."""
    desk, name = parts.desk, incident.id
    services = (incident.service, *incident.members)
    return Papers(
        incident=incident,
        events=await parts.incidents.events(name),
        notes=await desk.notes(name),
        tasks=await desk.tasks(name),
        links=await desk.links(name),
        duties={holder.duty: holder for holder in await desk.duties([name])},
        statements=await desk.statements(incidents=[name]),
        promises=await desk.promises(incident=name),
        runbooks=[book for book in await runbooks(parts) if book.fits(services, parts.catalog)],
    )


def running(
    promises: Sequence[Promise], now: datetime, incident: Incident
) -> tuple[Promise, Standing] | None:
    """Of the promises about `incident` the one that waits for its word, and how it stands."""
    if lapsed_at(incident) is not None:
        return None
    waiting = [promise for promise in promises if promise.kept_at is None]
    return (waiting[0], stands(waiting[0], now)) if waiting else None


async def add_note(parts: Parts, incident: Incident, by: str, words: str) -> Note:
    """Raises ProblemError."""
    words = said("words", words.strip(), _WORDS_MAX, needed=True)
    return await parts.desk.add_note(Note(incident.id, parts.clock.now(), by, words))


async def add_task(parts: Parts, incident: Incident, by: str, words: str, assignee: str) -> None:
    """Raises ProblemError."""
    words = said("words", words.strip(), 500, needed=True)
    task = Task(incident.id, words, parts.clock.now(), by, said("assignee", assignee.strip(), 80))
    await parts.desk.add_tasks([task])


async def set_task(
    parts: Parts, incident: Incident, number: int, by: str, *, done: bool, assignee: str
) -> Task:
    """Raises ProblemError where the incident has no such task."""
    if not any(task.id == number for task in await parts.desk.tasks(incident.id)):
        raise ProblemError("not-found", f"{incident.id} has no task {number}")
    kept = await parts.desk.set_task(
        number,
        assignee=said("assignee", assignee.strip(), 80),
        done_at=parts.clock.now() if done else None,
        done_by=by if done else "",
    )
    assert kept is not None, "tasks are not deleted"
    return kept


async def add_link(parts: Parts, incident: Incident, by: str, address: str, words: str) -> Link:
    """Raises ProblemError where it is no address of a page."""
    address = said("address", address.strip(), 2000, needed=True)
    if not _ADDRESS.fullmatch(address):
        raise invalid("address", "is no http or https address")
    words = said("words", words.strip(), 200)
    return await parts.desk.add_link(Link(incident.id, address, words, parts.clock.now(), by))


async def set_duty(parts: Parts, incident: Incident, by: str, duty: str, name: str) -> None:
    """Raises ProblemError where there is no such duty."""
    if duty not in set(Duty):
        raise invalid("duty", f"is none of {', '.join(Duty)}")
    holder = Holder(incident.id, Duty(duty), said("name", name.strip(), 80), parts.clock.now(), by)
    await parts.desk.set_duty(holder)


async def begin_runbook(parts: Parts, incident: Incident, by: str, id: str) -> int:  # noqa: A002
    """Its checklist as tasks; how many. Raises ProblemError where there is none of this id."""
    services = (incident.service, *incident.members)
    books = [book for book in await runbooks(parts) if book.fits(services, parts.catalog)]
    book = next((book for book in books if book.id == id), None)
    if book is None:
        raise ProblemError("not-found", f"there is no runbook {id[:80]}")
    there = {task.words for task in await parts.desk.tasks(incident.id)}
    steps = [step for step in book.steps[:_STEPS_MAX] if step not in there]
    now = parts.clock.now()
    await parts.desk.add_tasks([Task(incident.id, step[:500], now, by) for step in steps])
    return len(steps)


async def runbooks(parts: Parts) -> list[Runbook]:
    """Those of the directory, and those written at the desk, which go before one of the same id."""
    written = {book.id: book for book in await parts.desk.runbooks()}
    found = {
        book.id: book
        for book in filed_runbooks(parts.utter.config.runbooks, parts.catalog, parts.clock.now())
    }
    return sorted({**found, **written}.values(), key=lambda book: (book.title, book.id))


def filed_runbooks(folder: Path | None, catalog: Catalog, at: datetime) -> list[Runbook]:
    """The runbooks in `folder`: named for a service, a category, or "any"; others are for anything."""
    if folder is None or not folder.is_dir():
        return []
    books = []
    for file in sorted(folder.glob("*.md")):
        text = file.read_text("utf-8", errors="replace")
        first = text.lstrip().splitlines()[0].lstrip("# ").strip() if text.strip() else ""
        name = file.stem
        service = name if name in catalog.services else ""
        category = name if not service and name in catalog.categories else ""
        books.append(Runbook(f"file-{name}", first or name, text, at, "a file", service, category))
    return books


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # for those alone who look at a runbook

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def rendered(markdown: str) -> Markup:
    """Markdown as HTML: none of its own is let through, and what is made is cleaned once more."""
    reader = _reader()
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):  # below the page's own
            token.tag = f"h{min(int(token.tag[1:]) + 2, 4)}"
        if token.type == "inline" and token.children and (mark := _MARK.match(token.children[0].content)):
            first = token.children[0]
            first.content = ("☐ " if mark[1] == " " else "☑ ") + first.content[mark.end() :]
    made = clean(
        reader.renderer.render(tokens, reader.options, {}),
        tags=set(_TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(made)  # noqa: S704 - cleaned


def left_words(left: timedelta) -> str:
    """ "due in 12 min", "late by 3 min"."""
    minutes = int(abs(left).total_seconds() // 60)
    told = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
    return f"due in {told}" if left >= timedelta() else f"late by {told}"
