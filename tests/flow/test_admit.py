"""The front door: a receipt means durable; the same key means the same receipt; every drop is counted."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from groundswell.core.batch import Batch
from groundswell.core.intake import Arrivals
from groundswell.core.model import Drop, Dropped, Receipt, Visitor
from groundswell.errors import InputError, StoreUnavailableError
from groundswell.flow.admit import Admit, AdmitConfig
from groundswell.flow.count import Count
from groundswell.flow.follow import follow
from groundswell.flow.keys import Became, KeyReusedError
from groundswell.flow.read import reports_ndjson
from groundswell.stores.journal_sqlite import JournalSqlite
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, submission, town

TOWN = town()
SECRET = bytes(range(32))


async def door(world: Rooms) -> Admit:
    admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
    await admit.start()
    return admit


def test_a_receipt_names_a_report_that_is_in_the_journal(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            receipt = await admit.one(submission(symptom="feed"))
            assert isinstance(receipt, Receipt)
            assert admit.sequence_of(receipt.id) == receipt.sequence == await world.journal.last()

    asyncio.run(story())


def test_a_receipt_cannot_be_guessed_or_bent(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            receipt = await admit.one(submission())
            assert isinstance(receipt, Receipt)
            for wrong in ("", "1", receipt.id[:-1], "b" + receipt.id[1:], "é" * 23, receipt.id * 2):
                assert admit.sequence_of(wrong) is None
            stranger = Admit(
                TOWN, world.journal, world.clock, AdmitConfig(), b"another secret of 32 bytes ......"
            )
            assert stranger.sequence_of(receipt.id) is None

    asyncio.run(story())


def test_the_same_key_gets_the_same_receipt_also_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            sent = submission(symptom="feed", key="once")
            first = await (await door(world)).one(sent)
            again = await (await door(world)).one(sent)
            assert first == again
            assert await world.journal.last() == 1

    asyncio.run(story())


def test_a_key_sent_again_after_midnight_gets_the_same_receipt_and_a_strangers_does_not(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            admit = await door(town)
            first = await admit.one(submission(key="once", visitor=Visitor(reporter=7)))
            admit = await door(town)
            again = await admit.one(submission(key="once", visitor=Visitor(reporter=8, earlier=7)))
            other = await admit.one(submission(key="once", visitor=Visitor(reporter=9, earlier=6)))
            assert first == again != other

    asyncio.run(story())


def test_a_key_that_comes_twice_at_once_is_written_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            receipts = await asyncio.gather(*(admit.one(submission(key="once")) for _ in range(5)))
            assert len(set(receipts)) == 1
            assert await world.journal.last() == 1

    asyncio.run(story())


def test_a_key_with_another_report_is_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            await admit.one(submission(symptom="feed", key="once"))
            with pytest.raises(KeyReusedError):
                await admit.one(submission(symptom="app", key="once"))

    asyncio.run(story())


def test_two_people_may_use_the_same_key(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            one = await admit.one(submission(key="1", visitor=Visitor(reporter=1)))
            two = await admit.one(submission(key="1", symptom="app", visitor=Visitor(reporter=2)))
            assert one != two

    asyncio.run(story())


def test_what_is_dropped_is_counted_by_reason_and_not_written(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            dropped = await admit.one(submission(trap="spam"))
            assert isinstance(dropped, Dropped)
            await admit.one(submission(service="nowhere"))
            await admit.reports(reports_ndjson(b'{"service":"nowhere"}\nnonsense\n'))
            assert admit.drops == {Drop.ROBOT: 1, Drop.UNKNOWN_SERVICE: 2, Drop.MALFORMED: 1}
            assert admit.take_drops() == {"robot": 1, "unknown_service": 2, "malformed": 1}
            assert admit.take_drops() == {}
            assert await world.journal.last() == 0

    asyncio.run(story())


def test_a_closed_journal_gives_no_receipt_and_the_next_try_is_a_new_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            await world.journal.close()
            for _ in range(2):
                with pytest.raises(StoreUnavailableError):
                    await admit.one(submission(key="once"))

    asyncio.run(story())


def test_being_told_that_nothing_was_taken_uses_up_nobody_s_allowance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: JournalSqlite, _appends: object) -> NoReturn:
        raise StoreUnavailableError("the disk is full")

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            person = Visitor(reporter=7, origin=9, prefix=5)
            for key in ("", "once", "twice"):
                with monkeypatch.context() as patch:
                    patch.setattr(JournalSqlite, "_write", full)
                    with pytest.raises(StoreUnavailableError):
                        await admit.one(submission(visitor=person, key=key))
            for _ in range(3):
                assert isinstance(await admit.one(submission(visitor=person)), Receipt)
            fourth = await admit.one(submission(visitor=person))
            assert isinstance(fourth, Dropped)
            assert fourth.reason is Drop.FLOOD

    asyncio.run(story())


def test_a_long_key_gets_the_same_receipt_through_another_network_also_after_a_restart(
    tmp_path: Path,
) -> None:
    key = "2f1c0d2e9a7b4c5d8e6f01"
    at_home, abroad = Visitor(reporter=7, country="ES"), Visitor(reporter=8, country="FR", network="as1")

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            first = await admit.one(submission(symptom="feed", key=key, visitor=at_home))
            assert await admit.one(submission(symptom="feed", key=key, visitor=abroad)) == first
            admit = await door(world)
            assert await admit.one(submission(symptom="feed", key=key, visitor=abroad)) == first
            with pytest.raises(KeyReusedError):
                await admit.one(submission(symptom="app", key=key, visitor=abroad))
            short = key[:-1]
            mine, other = [
                await admit.one(submission(symptom="feed", key=short, visitor=person))
                for person in (at_home, abroad)
            ]
            assert mine != other
            assert await world.journal.last() == 3

    asyncio.run(story())


def test_who_reports_in_bulk_is_kept_as_a_number_keyed_with_the_secret_and_the_day(tmp_path: Path) -> None:
    days = [NOON, NOON + timedelta(minutes=1), NOON - timedelta(days=1)]
    lines = [{"service": "pictures", "reporter": "ana", "observed_at": at.isoformat()} for at in days]
    rows = reports_ndjson("\n".join(json.dumps(line) for line in [*lines, {"service": "pictures"}]).encode())

    async def kept(folder: Path, secret: bytes) -> list[int]:
        folder.mkdir()
        async with rooms(folder) as world:
            admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), secret)
            await admit.reports(rows)
            (entry,) = await world.journal.read(0)
            assert isinstance(entry.content, Batch)
            return [int(number) for number in entry.content.reporter]

    ours = asyncio.run(kept(tmp_path / "ours", SECRET))
    theirs = asyncio.run(kept(tmp_path / "theirs", bytes(32)))
    assert ours[0] == ours[1], "one person, one day"
    assert ours[3] == theirs[3] == 0, "nobody stays nobody"
    assert len({*ours[:3], *theirs[:3], *rows.reporter.tolist()}) == 6


def test_visits_that_may_have_been_written_are_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            append = world.journal.append

            async def cancelled(reports: Batch) -> int:
                await append(reports)
                raise asyncio.CancelledError

            admit.visit("pictures", Visitor(country="ES"))
            with monkeypatch.context() as patch:
                patch.setattr(world.journal, "append", cancelled)
                with pytest.raises(asyncio.CancelledError):
                    await admit.flush_visits()
            await admit.flush_visits()
            assert await world.journal.last() == 1

    asyncio.run(story())


def test_a_script_that_opens_a_page_again_and_again_is_no_crowd_of_visitors(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            for number in range(50):
                admit.visit("pictures", Visitor(reporter=1, origin=1))
                admit.visit("pictures", Visitor(reporter=100 + number, origin=2))
            assert admit.visits == 1 + 3
            admit.visit("letters", Visitor(reporter=1, origin=1))
            for number in range(200):
                admit.visit("pictures", Visitor(reporter=1000 + number, origin=1000 + number))
            assert admit.visits == 205
            world.clock.advance(minutes=30)
            admit.visit("pictures", Visitor(reporter=1, origin=1))
            assert admit.visits == 206
            await admit.flush_visits()
            await Count(world.journal, world.cube).drain()
            assert (await world.visits(), await world.visits("letters")) == (205, 1)

    asyncio.run(story())


def test_visits_are_written_together_and_counted_apart(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            for country in ("ES", "ES", "PT"):
                admit.visit("pictures", Visitor(country=country))
            await admit.flush_visits()
            await admit.flush_visits()
            await Count(world.journal, world.cube).drain()
            assert await world.journal.last() == 2
            assert await world.visits() == 3

    asyncio.run(story())


def test_a_report_is_followed_from_waiting_to_counted_and_its_twin_to_repeat(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)

            async def standing(receipt: Receipt | Dropped) -> str:
                assert isinstance(receipt, Receipt)
                followed = await follow(receipt.sequence, world.journal, world.cube, world.incidents)
                assert followed is not None
                return followed.state

            first, twin = await admit.one(submission()), await admit.one(submission())
            assert await standing(first) == "waiting"
            await Count(world.journal, world.cube).drain()
            assert (await standing(first), await standing(twin)) == ("counted", "repeat")
            assert await follow(99, world.journal, world.cube, world.incidents) is None

    asyncio.run(story())


def test_a_bulk_request_is_known_again_after_a_crash(tmp_path: Path) -> None:
    rows = reports_ndjson(b'{"service":"pictures"}\n{"service":"letters"}\n')

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
            first = await admit.reports(rows, admit.bulk_key("delivery", b"body"))
            again = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
            await again.start()
            assert await again.reports(rows, again.bulk_key("delivery", b"body")) == first
            with pytest.raises(KeyReusedError):
                await again.reports(rows, again.bulk_key("delivery", b"another"))
            assert await world.journal.last() == 2

    asyncio.run(story())


def test_a_bulk_request_that_its_sender_gave_up_is_kept_once(tmp_path: Path) -> None:
    rows = reports_ndjson(b'{"service":"pictures"}\n')

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
            key = admit.bulk_key("delivery", b"body")
            given_up = asyncio.create_task(admit.reports(rows, key))
            await asyncio.sleep(0)
            given_up.cancel()
            assert (await admit.reports(rows, key)).accepted == 1
            assert await world.journal.last() == 1

    asyncio.run(story())


def test_a_key_of_a_bulk_request_is_forgotten_after_a_quarter_of_an_hour(tmp_path: Path) -> None:
    rows = reports_ndjson(b'{"service":"pictures"}\n')

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
            for minutes, kept in ((0, 1), (14, 1), (2, 2)):
                world.clock.set(world.clock.now() + timedelta(minutes=minutes))
                await admit.reports(rows, admit.bulk_key("nightly", b"body"))
                assert await world.journal.last() == kept

    asyncio.run(story())


@pytest.mark.parametrize("crash", [False, True])
def test_a_bulk_request_that_is_sent_again_is_told_what_was_taken_the_first_time(
    crash: bool, tmp_path: Path
) -> None:
    ahead = (NOON + timedelta(minutes=8)).isoformat()
    rows = reports_ndjson(
        f'{{"service":"pictures"}}\n{{"service":"pictures","observed_at":"{ahead}"}}\n'.encode()
    )

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
            key = admit.bulk_key("delivery", b"body")
            first = await admit.reports(rows, key)
            assert (first.accepted, first.dropped) == (1, {Drop.IN_FUTURE: 1})
            world.clock.set(world.clock.now() + timedelta(minutes=5))
            if crash:
                admit = Admit(TOWN, world.journal, world.clock, AdmitConfig(), SECRET)
                await admit.start()
            assert await admit.reports(rows, key) == first

    asyncio.run(story())


async def became(admit: Admit, arrivals: Arrivals) -> list[Became]:
    """What became of each row of `arrivals`, in their order."""
    found: dict[int, Became] = {}
    everybody = asyncio.Event()

    def told(rows: Sequence[int], answers: Iterable[Became]) -> None:
        assert found.keys().isdisjoint(rows), "each hears once"
        found.update(zip(rows, answers, strict=True))
        if len(found) == len(arrivals):
            everybody.set()

    admit.take(arrivals, told)
    async with asyncio.timeout(10):
        await everybody.wait()
    return [found[row] for row in range(len(arrivals))]


async def held(world: Rooms) -> list[tuple[int, int, str, str]]:
    """Sequence, person, service and comment of all that is in the journal."""
    return [
        (entry.first + row, report.reporter, report.service, report.comment)
        for entry in await world.journal.read(0, 1000)
        if isinstance(entry.content, Batch)
        for row, report in enumerate(entry.content.reports())
    ]


def test_what_came_together_is_kept_by_person_and_each_has_the_receipt_of_the_own_report(
    tmp_path: Path,
) -> None:
    said = [submission("pictures", comment="no feed"), submission("bank"), submission("nowhere")]

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            arrivals = Arrivals(
                NOON, said, [1, 0, 2, 0, 1], [(person, person, 0, 0) for person in range(1, 6)]
            )
            answers = await became(admit, arrivals)
            sequences = [
                admit.sequence_of(each.id) if isinstance(each, Receipt) else each for each in answers
            ]
            assert sequences == [1, 2, answers[2], 3, 4]
            assert isinstance(answers[2], Dropped)
            assert await held(world) == [
                (1, 1, "bank", ""),
                (2, 2, "pictures", "no feed"),
                (3, 4, "pictures", "no feed"),
                (4, 5, "bank", ""),
            ]
            assert admit.accepted == 4

    asyncio.run(story())


def test_what_is_wrong_with_one_keeps_no_other_out_of_the_group(tmp_path: Path) -> None:
    said = [submission(), submission(country="Narnia"), submission(trap="x"), submission(service="bank")]

    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            persons = [(person, 9 if person > 1 else 8, 0, 0) for person in range(9)]
            answers = await became(admit, Arrivals(NOON, said, [1, 0, 2, 0, 0, 0, 3, 0, 1], persons))
            reasons = [each.reason if isinstance(each, Dropped) else type(each) for each in answers]
            of_nine = [Drop.ROBOT, Receipt, Receipt, Receipt, Receipt, Drop.FLOOD]
            assert reasons == [InputError, Receipt, *of_nine, InputError]
            assert admit.drops == {Drop.ROBOT: 1, Drop.FLOOD: 1}

    asyncio.run(story())


def test_a_key_that_comes_twice_in_one_group_is_written_once_and_a_refused_one_is_refused_to_both(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            arrivals = Arrivals(NOON, [submission(), submission(service="bank", trap="x")])
            for one, key in ((0, "a"), (1, "b"), (0, "a"), (1, "b"), (0, "")):
                arrivals.add(one, (7, 7, 0, 0), key)
            first, robot, again, robot_again, other = await became(admit, arrivals)
            assert first == again != other
            assert isinstance(robot, Dropped)
            assert robot == robot_again
            assert admit.drops == {Drop.ROBOT: 2}
            assert await world.journal.last() == 2

    asyncio.run(story())


def test_one_that_cannot_be_written_does_not_take_the_others_of_its_group_with_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            admit = await door(world)
            persons = [(1, 1, 0, 0), (2**64, 2, 0, 0), (3, 3, 0, 0)]  # no column has room for the second
            first, bad, last = await became(admit, Arrivals(NOON, [submission()], [0, 0, 0], persons))
            assert isinstance(first, Receipt)
            assert isinstance(bad, Exception)
            assert isinstance(last, Receipt)
            assert {person for _, person, _, _ in await held(world)} == {1, 3}

    asyncio.run(story())
