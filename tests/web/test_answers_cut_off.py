"""An answer to "does it work again?" that is cut off between journal and tables: a deletion finds what the journal has of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from groundswell.core.batch import Batch
from groundswell.core.model import Dropped, Receipt, Report, SourceKind, State, Submission, Visitor
from groundswell.errors import StoreUnavailableError
from groundswell.flow.recheck import About, Heard
from tests.town import NOON, incident
from tests.web.house import House, at_home

EASES = incident(State.EASING, id="pictures-1", service="pictures", eased_at=NOON)


def about(number: int) -> About:
    return About(f"question:q{number}", "pictures", "", EASES)


def somebody(number: int) -> Visitor:
    return Visitor(reporter=number, origin=number, platform="android", software=f"chrome {140 + number}")


async def said(house: House) -> list[Report]:
    """The answers that the journal has."""
    entries = [each.content for each in await house.parts.journal.read(0)]
    rows = [row for each in entries if isinstance(each, Batch) for row in each.reports()]
    return [row for row in rows if row.source_kind is SourceKind.ANSWER]


def test_an_answer_whose_note_was_cut_off_is_written_out_and_blanked_and_no_other_of_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object) -> bool:
        raise StoreUnavailableError("killed")

    async def visit(house: House) -> None:
        recheck, withdraw = house.parts.recheck, house.parts.withdraw
        wishes = house.parts.undertake._wishes
        with monkeypatch.context() as cut:
            cut.setattr(wishes, "note_answer", killed)
            for number in (1, 2):
                with pytest.raises(StoreUnavailableError):
                    await recheck.say(about(number), False, somebody(number))
        assert await recheck.last("question:q2") is None
        (answer,) = (await withdraw.export_about("question:q2"))["answers"]
        assert answer["report"]["software"] == "chrome 142"
        assert await withdraw.forget_about("question:q2") == 1
        assert [(row.reporter, row.software) for row in await said(house)] == [(1, "chrome 141"), (0, "")]
        assert (await withdraw.export_about("question:q2"))["answers"] == []

    at_home(tmp_path, visit)


@pytest.mark.parametrize("is_written", [True, False], ids=["written", "not yet written"])
def test_an_answer_under_way_while_all_is_deleted_is_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_written: bool
) -> None:
    async def visit(house: House) -> None:
        admit, withdraw = house.parts.admit, house.parts.withdraw
        one: Callable[[Submission], Awaitable[Receipt | Dropped]] = admit.one

        async def amid(submission: Submission) -> Receipt | Dropped:
            if is_written:
                taken = await one(submission)
                await withdraw.forget_about("question:q1")
                return taken
            await withdraw.forget_about("question:q1")
            return await one(submission)

        monkeypatch.setattr(admit, "one", amid)
        assert await house.parts.recheck.say(about(1), False, somebody(1)) is Heard.TAKEN
        assert [(row.reporter, row.software) for row in await said(house)] == [(0, "")]
        assert await house.parts.undertake._wishes.answers("question:q1") == []

    at_home(tmp_path, visit)


def test_an_answer_that_was_not_taken_leaves_no_note(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        crowd = [house.parts.recheck.say(about(number), True, somebody(9)) for number in range(9)]
        heard = await asyncio.gather(*crowd)
        assert {type(each) for each in heard} == {Heard, Dropped}
        wishes = house.parts.undertake._wishes
        noted = [len(await wishes.answers(f"question:q{number}")) for number in range(9)]
        assert noted == [int(each is Heard.TAKEN) for each in heard]

    at_home(tmp_path, visit)
