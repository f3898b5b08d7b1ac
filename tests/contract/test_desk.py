"""What is promised of what people at the desk write."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from groundswell.core.desk import (
    Duty,
    Holder,
    Link,
    Maintenance,
    Note,
    Runbook,
    Stage,
    StageUpdate,
    Task,
    Words,
)
from groundswell.core.model import State
from groundswell.core.statement import Occasion, Phase, Promise, Statement, Template, Text, Wording
from groundswell.errors import InputError
from groundswell.ports import Desk, Filed, Revision, StatementState
from groundswell.stores.relational import Database, RelationalDesk, RelationalIncidents
from groundswell.stores.relational.schema_desk import REVISIONS
from tests.contract.conftest import WithDatabase
from tests.town import NOON, incident

TEXTS = (Text("en", "Log-in fails", "größer 😀 <b>\n\nWe look into it."), Text("es", "Falla", "", True))
SAID = Statement(
    "s1", "outage", Phase.INVESTIGATING, TEXTS, "Ada", NOON, next_at=NOON + timedelta(minutes=30)
)
WORK = Maintenance(
    id="m1",
    services=("pictures", "letters"),
    from_at=NOON,
    until_at=NOON + timedelta(hours=1),
    texts=(Words("en", "New disks", "No <i>pictures</i> meanwhile."),),
    by="Ada",
    made_at=NOON,
    changed_at=NOON,
    components=("uploads",),
    stage=Stage.CANCELLED,
    sequence=2,
    updates=(StageUpdate(NOON, Stage.CANCELLED, "Ada", "not today"),),
)


def test_notes_tasks_links_and_duties_come_back_whole_after_a_restart(with_database: WithDatabase) -> None:
    note = Note("outage", NOON, "Ada", "a <script> of notes")
    tasks = [Task("outage", words, NOON, "Ada") for words in ("second", "first")]
    link = Link("outage", "https://town.example/x", "the graph", NOON, "Ada")

    async def first(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        assert (await desk.add_note(note)).id > 0
        await desk.add_tasks(tasks)
        await desk.add_link(link)
        await desk.set_duty(Holder("outage", Duty.LEAD, "Ada", NOON, "Ada"))
        await desk.set_duty(Holder("outage", Duty.LEAD, "Bo", NOON, "Ada"))
        await desk.set_duty(Holder("outage", Duty.SCRIBE, "", NOON, "Ada"))

    async def after_a_restart(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        assert [replace(each, id=0) for each in await desk.notes("outage")] == [note]
        kept = await desk.tasks("outage")
        assert [replace(each, id=0) for each in kept] == tasks
        assert [replace(each, id=0) for each in await desk.links("outage")] == [link]
        assert [(each.duty, each.name) for each in await desk.duties(["outage", "other"])] == [
            (Duty.LEAD, "Bo")
        ]
        done = await desk.set_task(kept[1].id, assignee="Bo", done_at=NOON, done_by="Bo")
        assert done == replace(kept[1], assignee="Bo", done_at=NOON, done_by="Bo")
        assert await desk.tasks("other") == []
        assert await desk.set_task(99, assignee="", done_at=None, done_by="") is None

    with_database(first)
    with_database(after_a_restart)


def test_a_runbook_and_maintenance_are_replaced_by_their_id(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        book = Runbook("disks", "Full disks", "- [ ] look", NOON, "Ada", "pictures")
        await desk.put_runbook(book)
        await desk.put_runbook(replace(book, markdown="- [ ] look twice"))
        assert list(await desk.runbooks()) == [replace(book, markdown="- [ ] look twice")]
        await desk.put_maintenance(replace(WORK, sequence=1))
        await desk.put_maintenance(WORK)
        assert await desk.maintenance("m1") == WORK
        assert list(await desk.maintenances(ending_after=NOON)) == [WORK]
        assert list(await desk.maintenances(ending_after=WORK.until_at)) == []
        assert await desk.maintenance("none") is None

    with_database(story)


def test_a_statement_keeps_its_revisions_and_changes_no_more_once_it_is_published(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        first = await desk.put_statement(Filed(SAID, revision=0))
        assert (first.revision, await desk.statement("s1")) == (1, first)
        second = await desk.put_statement(replace(first, step=StatementState.WAITING))
        with pytest.raises(InputError, match="meanwhile"):
            await desk.put_statement(first)
        with pytest.raises(InputError, match="meanwhile"):
            await desk.publish("s1", 1, "Bo", NOON)
        with pytest.raises(InputError, match="no statement"):
            await desk.publish("none", 0, "Bo", NOON)
        out = await desk.publish("s1", second.revision, "Bo", NOON)
        assert out.step is StatementState.PUBLISHED
        assert (out.statement.approved_by, out.statement.published_at) == ("Bo", NOON)
        assert list(await desk.statements(incidents=["outage"], state=StatementState.PUBLISHED)) == [out]
        for again in (desk.put_statement(out), desk.publish("s1", out.revision, "Bo", NOON)):
            with pytest.raises(InputError, match="published"):
                await again

    with_database(story)


def test_a_statement_that_is_not_published_can_be_discarded_in_the_revision_that_was_seen(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        await desk.put_statement(Filed(SAID, revision=0))
        with pytest.raises(InputError, match="meanwhile"):
            await desk.discard("s1", 2)
        await desk.discard("s1", 1)
        assert await desk.statement("s1") is None
        with pytest.raises(InputError, match="no statement"):
            await desk.discard("s1", 0)
        kept = select(func.count()).select_from(REVISIONS)
        assert await database.run(lambda connection: connection.execute(kept).scalar_one()) == 0
        again = await desk.put_statement(Filed(SAID, revision=0))
        await desk.publish("s1", again.revision, "Bo", NOON)
        with pytest.raises(InputError, match="published"):
            await desk.discard("s1", again.revision)
        read = await desk.approve("s1", TEXTS[-1].language, "Cy", NOON)
        assert read is not None
        assert (read.revision, read.statement.texts[-1].is_draft) == (again.revision + 1, False)
        assert await desk.statement("s1") == read
        assert await desk.approve("s2", "en", "Cy", NOON) is None, "what is not published is not let out"
        for id_, drafts, left in (("s3", "en es", "en"), ("s4", "en de es", "de")):
            texts = tuple(Text(code, "A title", "", code in drafts) for code in ("en", "de", "es"))
            await desk.put_statement(Filed(replace(SAID, id=id_, texts=texts), revision=0))
            await desk.publish(id_, 1, "Bo", NOON)
            read = await desk.approve(id_, "es", "Cy", NOON)
            assert read is not None
            assert [text.language for text in read.statement.texts if text.is_draft] == [left], (
                "what nobody has read or been shown comes out with no other language"
            )

    with_database(story)


def test_the_next_statement_keeps_the_promise_of_the_one_before(with_database: WithDatabase) -> None:
    later = NOON + timedelta(minutes=20)

    async def story(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        await desk.put_statement(Filed(SAID, revision=0))
        await desk.put_statement(Filed(replace(SAID, id="s2", next_at=None), revision=0))
        await desk.put_statement(Filed(replace(SAID, id="s3", incident="other"), revision=0))
        await desk.publish("s3", 1, "Ada", NOON)
        await desk.publish("s1", 1, "Ada", NOON)
        due = NOON + timedelta(minutes=30)
        assert list(await desk.promises(incident="outage")) == [Promise("outage", "s1", NOON, due)]
        assert {each.statement for each in await desk.promises(open_since=NOON)} == {"s1", "s3"}
        assert list(await desk.promises(incident="outage", open_since=due)) == []
        await desk.publish("s2", 1, "Ada", later)
        assert list(await desk.promises(incident="outage", open_since=NOON)) == []
        assert list(await desk.promises(incident="outage")) == [Promise("outage", "s1", NOON, due, later)]
        assert [each.kept_at for each in await desk.promises(incident="other")] == [None]

    with_database(story)


def test_a_template_goes_up_a_version_with_every_change_until_it_is_removed(
    with_database: WithDatabase,
) -> None:
    texts = (Wording("en", "{service} <b>", "größer 😀 {since}.\n\n{{x}}"), Wording("ar", "", "{service}"))
    mine = Template("out", "It is out", Occasion.RESOLVED, texts, NOON, "Ada", ("pictures", "letters"))
    other = Template("late", "Before", Occasion.MAINTENANCE, texts[:1], NOON, "Bo")

    async def first(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        assert (await desk.put_template(replace(mine, name="Was"))).version == 1
        assert await desk.put_template(replace(mine, version=7)) == replace(mine, version=2)
        assert (await desk.put_template(other)).version == 1

    async def second(database: Database) -> None:
        desk: Desk = RelationalDesk(database)
        assert list(await desk.templates()) == [replace(other, version=1), replace(mine, version=2)]
        assert await desk.remove_template("late")
        assert not await desk.remove_template("late")
        assert [each.id for each in await desk.templates()] == ["out"]

    with_database(first)
    with_database(second)


def test_papers_go_when_their_outage_is_long_over_and_what_was_said_stays(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        desk, incidents = RelationalDesk(database), RelationalIncidents(database)
        over, on = (incident(id=f"pictures-{minute}") for minute in (1, 2))
        over = replace(over, state=State.RESOLVED, resolved_at=NOON)
        await incidents.save([Revision(over, ()), Revision(on, ())])
        for each in (over, on):
            await desk.add_note(Note(each.id, NOON, "Ada", "seen"))
            await desk.add_tasks([Task(each.id, "look", NOON, "Ada")])
            await desk.add_link(Link(each.id, "https://town.example/x", "graph", NOON, "Ada"))
            await desk.set_duty(Holder(each.id, Duty.LEAD, "Ada", NOON, "Ada"))
            said = await desk.put_statement(
                Filed(replace(SAID, id=f"said {each.id}", incident=each.id), revision=0)
            )
            await desk.publish(said.statement.id, said.revision, "Ada", NOON)
            await desk.put_statement(
                Filed(replace(SAID, id=f"draft {each.id}", incident=each.id), revision=0)
            )
        later = NOON + timedelta(seconds=1)
        assert await desk.forget(NOON, None) == 0, "not yet"
        assert await desk.forget(later, None) == 6, "of the one that is over, with the draft's revision"
        assert [len(await desk.notes(each.id)) for each in (over, on)] == [0, 1]
        assert len(await desk.tasks(on.id)) == len(await desk.links(on.id)) == 1
        assert [each.incident for each in await desk.duties([over.id, on.id])] == [on.id]
        left = {filed.statement.id for filed in await desk.statements()}
        assert left == {f"said {over.id}", f"said {on.id}", f"draft {on.id}"}, "the record stays"
        assert await desk.forget(later, later) == 3, (
            "unless somebody wants it gone: revisions and promise too"
        )
        assert [each.incident for each in await desk.promises()] == [on.id]
        assert {filed.statement.id for filed in await desk.statements()} == {
            f"said {on.id}",
            f"draft {on.id}",
        }

    with_database(story)
