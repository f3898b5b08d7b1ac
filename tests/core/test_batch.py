"""Reports side by side, and batches one after the other."""

from datetime import timedelta

from groundswell.core.batch import Batch
from groundswell.core.model import Report
from tests.town import NOON, report

TOLD = [
    report("pictures", symptom="log-in", country="ES", reporter=2**64 - 1, comment="no llega", key="k1"),
    report("bank", NOON - timedelta(minutes=3), works=True, app_version="1.2"),
    report("films", network="as3352", platform="tv", count=17, comment="nothing"),
    report("bank", country="GB", reporter=8, key="k2"),
]


def test_reports_read_back_from_their_columns() -> None:
    assert list(Batch.of(TOLD).reports()) == TOLD
    assert list(Batch.of([]).reports()) == []


def test_rows_that_say_alike_read_as_what_they_say_each_by_its_own_person() -> None:
    which, people = [2, 0, 0, 3, 0], [5, 2**64 - 1, 7, 0, 8]
    batch = Batch.alike(TOLD, which, people, {1: "k9"})
    assert list(batch.reports()) == [
        TOLD[one]._replace(reporter=who, key="k9" if row == 1 else "")
        for row, (one, who) in enumerate(zip(which, people, strict=True))
    ]
    for one in TOLD:
        alone = Batch.alike([one], [0, 0], people[:2], {1: "k9"})
        assert list(alone.reports()) == [
            one._replace(reporter=5, key=""),
            one._replace(reporter=2**64 - 1, key="k9"),
        ]


def test_joined_batches_read_as_their_rows_one_after_the_other() -> None:
    parts: list[list[Report]] = [TOLD[:1], TOLD[1:3], TOLD[3:], TOLD]
    joined = Batch.joined([Batch.of(part) for part in parts])
    assert list(joined.reports()) == [*TOLD, *TOLD]
    assert joined.service.values == ("pictures", "bank", "films")


def test_one_batch_joined_is_that_batch() -> None:
    batch = Batch.of(TOLD)
    assert Batch.joined([batch]) is batch
