"""What every journal promises: see ports.Journal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from groundswell.core.batch import Batch, Committed
from groundswell.core.model import Act, Report, Ruling
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Journal, Told
from groundswell.runtime.clock import ManualClock
from groundswell.stores import journal_sqlite
from groundswell.stores.journal_file import Entry, committed
from groundswell.stores.journal_sqlite import ROWS_PER_ENTRY_MAX
from tests.contract.conftest import WithJournal, everything, many
from tests.town import NOON, report

RULING = Ruling(Act.CONFIRM, "pictures-2026-03-02", "ana", NOON, "seen it myself")
ALL = {"counted": 10**9, "ruled": 10**9}


def test_what_was_appended_reads_back_in_order(with_journal: WithJournal) -> None:
    told = [
        report(
            "pictures", symptom="log-in", country="ES", reporter=2**64 - 1, comment="¿qué pasa?", key="k1"
        ),
        report("bank", NOON - timedelta(minutes=3), works=True, app_version="1.2"),
        report("films", network="as3352", platform="tv", count=17),
    ]

    async def story(journal: Journal) -> None:
        assert await journal.last() == 0
        assert list(await journal.read(0)) == []
        assert await journal.append(told[:2]) == 1
        assert await journal.append(told[2:]) == 3
        assert await journal.rule(RULING) == 4
        assert await journal.last() == 4
        assert await everything(journal) == list(enumerate([*told, RULING], 1))

    with_journal(story)


def test_what_was_appended_is_there_after_a_restart(with_journal: WithJournal) -> None:
    with_journal(lambda journal: journal.append([report(reporter=5)]))
    assert with_journal(everything) == [(1, report(reporter=5))]
    assert with_journal(lambda journal: journal.append([report(reporter=6)])) == 2


def test_appends_at_the_same_time_share_a_commit_and_get_sequences_of_their_own(
    with_journal: WithJournal,
) -> None:
    told = [report(reporter=person) for person in range(1, 201)]

    async def story(journal: Journal) -> None:
        sequences = await asyncio.gather(*(journal.append([one]) for one in told))
        assert sorted(sequences) == list(range(1, 201))
        held = dict(await everything(journal))
        assert [held[sequence] for sequence in sequences] == told
        assert len(await journal.read(0, 1000)) < 100, "of two hundred"

    with_journal(story)


def test_what_was_added_without_waiting_is_told_its_first_sequence_in_its_turn(
    with_journal: WithJournal,
) -> None:
    told = [report(reporter=person, comment=f"{person}") for person in range(1, 101)]

    async def story(journal: Journal) -> None:
        answers: list[tuple[int, int | Exception]] = []
        everybody = asyncio.Event()

        def hears(start: int) -> Told:
            def told(answer: int | Exception) -> None:
                answers.append((start, answer))
                if len(answers) == 10:
                    everybody.set()

            return told

        for start in range(0, 100, 10):
            journal.add(Batch.of(told[start : start + 10]), hears(start))
        assert answers == []
        async with asyncio.timeout(10):
            await everybody.wait()
        assert await everything(journal) == [
            (first + offset, told[start + offset])
            for start, first in answers
            if isinstance(first, int)
            for offset in range(10)
        ]
        assert len(await journal.read(0, 1000)) <= 2, "what has queued up during a commit becomes one entry"

    with_journal(story)


def test_one_who_cannot_be_told_does_not_keep_it_from_the_others(
    with_journal: WithJournal, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: int | Exception) -> None:
        raise RuntimeError("a bug of the one who waits")

    async def story(journal: Journal) -> None:
        heard: asyncio.Future[int | Exception] = asyncio.get_running_loop().create_future()
        journal.add(Batch.of([report(reporter=1)]), fails)
        journal.add(Batch.of([report(reporter=2)]), heard.set_result)
        async with asyncio.timeout(10):
            assert await heard == 2

    with_journal(story)
    assert "could not be told" in caplog.text


def test_what_cannot_be_written_does_not_take_with_it_what_was_added_beside(
    with_journal: WithJournal,
) -> None:
    async def story(journal: Journal) -> None:
        heard: list[int | Exception] = []
        for words in ("well", "\ud800", "too"):  # half a letter has no bytes
            journal.add(Batch.of([report(comment=words)]), heard.append)
        while len(heard) < 3:
            await asyncio.sleep(0.01)
        good, bad = (
            [one for one in heard if isinstance(one, int)],
            [one for one in heard if one not in (1, 2)],
        )
        assert sorted(good) == [1, 2]
        assert len(bad) == 1
        assert isinstance(bad[0], Exception)

    with_journal(story)


def test_what_was_added_last_is_written_before_the_journal_closes(with_journal: WithJournal) -> None:
    heard: list[int | Exception] = []

    async def story(journal: Journal) -> None:
        journal.add(Batch.of([report(reporter=7)]), heard.append)
        await journal.close()
        with pytest.raises(StoreUnavailableError):
            journal.add(Batch.of([report(reporter=8)]), heard.append)
        await asyncio.sleep(0)

    with_journal(story)
    assert heard == [1]


def test_reports_batches_and_rulings_of_one_commit_keep_apart(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        firsts = await asyncio.gather(
            journal.append([report(reporter=900)]),
            journal.append(many(3)),
            journal.rule(RULING),
            journal.append([report(reporter=901), report(reporter=902)]),
            journal.append(many(2, "bank")),
        )
        held = dict(await everything(journal))
        assert sorted(held) == list(range(1, 10))
        expected: list[Sequence[Report | Ruling]] = [
            [report(reporter=900)],
            list(many(3).reports()),
            [RULING],
            [report(reporter=901), report(reporter=902)],
            list(many(2, "bank").reports()),
        ]
        for first, contents in zip(firsts, expected, strict=True):
            assert [held[first + offset] for offset in range(len(contents))] == contents

    with_journal(story)


def test_a_batch_too_long_for_one_entry_is_cut_and_stays_whole(with_journal: WithJournal) -> None:
    rows = ROWS_PER_ENTRY_MAX + 10

    async def story(journal: Journal) -> None:
        assert await journal.append([report()]) == 1
        assert await journal.append(many(rows)) == 2
        assert await journal.append([report()]) == rows + 2
        entries = await journal.read(0)
        assert [(entry.first, entry.last) for entry in entries] == [
            (1, 1),
            (2, ROWS_PER_ENTRY_MAX + 1),
            (ROWS_PER_ENTRY_MAX + 2, rows + 1),
            (rows + 2, rows + 2),
        ]
        parts = [entry.content for entry in entries[1:3]]
        assert all(isinstance(part, Batch) for part in parts)
        reporters = np.concatenate([part.reporter for part in parts if isinstance(part, Batch)])
        assert reporters.tolist() == list(range(1, rows + 1))

    with_journal(story)


def test_reading_begins_with_the_entry_that_holds_the_next_sequence(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        for _ in range(4):
            await journal.append(many(10))
        assert [entry.first for entry in await journal.read(0, limit=2)] == [1, 11]
        assert [entry.first for entry in await journal.read(10, limit=2)] == [11, 21]
        assert [entry.first for entry in await journal.read(15)] == [11, 21, 31]
        assert list(await journal.read(40)) == []

    with_journal(story)


def test_reading_stops_where_the_rows_would_be_too_many_and_decodes_nothing_beyond(
    with_journal: WithJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []

    def noted(row: Entry) -> Committed:
        decoded.append(row[0])
        return committed(row)

    monkeypatch.setattr(journal_sqlite, "committed", noted)

    async def story(journal: Journal) -> None:
        for _ in range(4):
            await journal.append(many(10))
        assert [entry.first for entry in await journal.read(0, rows_max=29)] == [1, 11]
        assert [entry.first for entry in await journal.read(20, rows_max=5)] == [21], "at least one"
        assert decoded == [1, 11, 21]
        assert [entry.first for entry in await journal.read(0, 3, rows_max=400)] == [1, 11, 21]
        await journal.append(many(10))  # who stopped half way holds nothing up

    with_journal(story)


def test_a_sequence_names_the_entry_that_holds_it(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        await journal.append(many(10))
        await journal.append([report("bank")])
        for sequence, first in ((1, 1), (10, 1), (11, 11)):
            entry = await journal.at(sequence)
            assert entry is not None
            assert entry.first == first
        assert await journal.at(0) is None
        assert await journal.at(12) is None

    with_journal(story)


def test_rulings_are_read_without_the_reports_between(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        await journal.append(many(10))
        first = await journal.rule(RULING)
        await journal.append(many(10))
        second = await journal.rule(RULING)
        assert [entry.first for entry in await journal.rulings(0)] == [first, second]
        assert [entry.content for entry in await journal.rulings(first)] == [RULING]
        assert list(await journal.rulings(second)) == []

    with_journal(story)


def test_rulings_are_read_back_to_an_instant(with_journal: WithJournal, clock: ManualClock) -> None:
    async def story(journal: Journal) -> None:
        first = await journal.rule(RULING)
        clock.advance(timedelta(hours=1))
        at = clock.now()
        second = await journal.rule(RULING)
        assert [entry.first for entry in await journal.rulings(0, at)] == [second]
        assert [entry.first for entry in await journal.rulings(0, at - timedelta(hours=1))] == [first, second]
        assert list(await journal.rulings(second, at)) == []

    with_journal(story)


def test_entries_say_when_they_were_recorded(with_journal: WithJournal, clock: ManualClock) -> None:
    async def story(journal: Journal) -> None:
        for minutes in (0, 10, 20):
            clock.set(NOON + timedelta(minutes=minutes, microseconds=7))
            await journal.append([report()])
        recent = [entry async for entry in journal.recent(NOON + timedelta(minutes=10))]
        assert [(entry.first, entry.recorded_at) for entry in recent] == [
            (2, NOON + timedelta(minutes=10, microseconds=7)),
            (3, NOON + timedelta(minutes=20, microseconds=7)),
        ]

    with_journal(story)


def test_what_is_recent_is_decoded_a_part_at_a_time(
    with_journal: WithJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_sqlite, "_RECENT_ROWS", 20)
    decoded: list[int] = []

    def noted(row: Entry) -> Committed:
        decoded.append(row[0])
        return committed(row)

    monkeypatch.setattr(journal_sqlite, "committed", noted)

    async def story(journal: Journal) -> None:
        for _ in range(5):
            await journal.append(many(10))
        seen: list[tuple[int, int]] = []
        async for entry in journal.recent(NOON - timedelta(minutes=1)):
            seen.append((entry.first, len(decoded)))  # noqa: PERF401  how far decoding has come is half of it
        assert seen == [(1, 2), (11, 2), (21, 4), (31, 4), (41, 5)]

    with_journal(story)


def test_whoever_waits_is_woken_by_the_commit(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        assert not await journal.wait(0, 0.01)
        waiting = [asyncio.ensure_future(journal.wait(after, 20)) for after in (0, 0, 1)]
        await asyncio.sleep(0.01)
        began = time.perf_counter()
        await journal.append([report()])
        assert await waiting[0]
        assert await waiting[1]
        assert time.perf_counter() - began < 5
        assert not waiting[2].done()
        await journal.append([report()])
        assert await waiting[2]
        assert await journal.wait(1, 20)

    with_journal(story)


def test_trimming_forgets_what_is_old_and_sequences_go_on(
    with_journal: WithJournal, clock: ManualClock
) -> None:
    async def story(journal: Journal) -> None:
        await journal.append(many(10))
        await journal.rule(RULING)
        clock.set(NOON + timedelta(days=2))
        await journal.append(many(5))
        assert await journal.trim(NOON, **ALL) == 0
        assert await journal.trim(NOON + timedelta(days=1), **ALL) == 10
        assert await journal.at(3) is None
        assert [entry.first for entry in await journal.read(0)] == [12]
        assert await journal.trim(NOON + timedelta(days=3), **ALL) == 5
        assert await journal.last() == 16

    with_journal(story)
    assert with_journal(lambda journal: journal.last()) == 16
    assert with_journal(lambda journal: journal.append([report()])) == 17


def test_trimming_keeps_what_no_leg_has_read_yet(with_journal: WithJournal, clock: ManualClock) -> None:
    async def story(journal: Journal) -> None:
        await journal.append(many(10))
        await journal.rule(RULING)
        await journal.append(many(5))
        clock.set(NOON + timedelta(days=1))
        later = NOON + timedelta(hours=1)
        assert await journal.trim(later, counted=9, ruled=10) == 0
        assert await journal.trim(later, counted=10, ruled=10) == 10
        assert (await everything(journal))[0] == (11, RULING)
        assert await journal.trim(later, counted=11, ruled=11) == 0
        assert [entry.first for entry in await journal.read(0)] == [12]

    with_journal(story)


def test_trimming_much_is_done_in_steps_that_let_appends_through(
    with_journal: WithJournal, clock: ManualClock
) -> None:
    async def story(journal: Journal) -> None:
        batches = [journal.append(many(2)) for _ in range(1_300)]
        await asyncio.gather(*batches)
        clock.set(NOON + timedelta(days=1))
        trimmed, _ = await asyncio.gather(
            journal.trim(NOON + timedelta(hours=1), **ALL), journal.append([report("bank")])
        )
        assert trimmed == 2_600
        assert [content for _, content in await everything(journal)] == [report("bank")]

    with_journal(story)


def test_an_append_given_up_by_its_caller_is_kept_all_the_same(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        task = asyncio.ensure_future(journal.append([report(reporter=1)]))
        await asyncio.sleep(0)
        task.cancel()
        assert await journal.append([report(reporter=2)]) == 2
        assert [content for _, content in await everything(journal)] == [
            report(reporter=1),
            report(reporter=2),
        ]

    with_journal(story)


def test_one_that_cannot_be_written_does_not_take_the_others_with_it(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        answers = await asyncio.gather(
            journal.append([report(reporter=1)]),
            journal.append([report(comment="half a \ud800 letter")]),
            journal.append([report(reporter=2)]),
            return_exceptions=True,
        )
        assert isinstance(answers[1], UnicodeEncodeError)
        held = dict(await everything(journal))
        assert sorted(held) == [1, 2]
        assert held[1] == report(reporter=1)
        assert {answers[0], answers[2]} == {1, 2}

    with_journal(story)


def test_of_a_blanked_report_only_what_is_counted_is_left(with_journal: WithJournal) -> None:
    async def story(journal: Journal) -> None:
        mine = report(reporter=5, country="ES", network="as1", comment="it is me", platform="ios", key="k")
        await journal.append([report(reporter=4, comment="not me"), mine, report(reporter=6)])
        before = await everything(journal)
        assert await journal.blank(2, counts=True)
        after = await everything(journal)
        assert (after[0], after[2]) == (before[0], before[2])
        assert after[1] == (2, report(symptom=mine.symptom))
        assert await journal.blank(1, counts=False)
        assert [row.count for _, row in await everything(journal) if isinstance(row, Report)] == [0, 1, 1]
        assert not await journal.blank(4, counts=True)

    with_journal(story)
