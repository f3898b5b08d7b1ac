"""Counts of wide bins: how wide they are seen to be, and where their reports fall."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.batch import TOLD_COLUMNS, Batch
from groundswell.core.intake import Rows, judged_in, thrown, width_of
from groundswell.core.intake.wide import JUDGED, WIDTHS
from groundswell.core.model import Report
from tests.town import NOON

MINUTE = 60_000
LATER = 1 << 60


def counted(minutes: list[int], services: list[str] | None = None) -> Rows:
    """One row a time, a report each."""
    rows = len(minutes)
    texts = {name: [""] * rows for name in TOLD_COLUMNS} | {"service": services or ["x"] * rows}
    return Rows(
        texts=texts,
        works=np.zeros(rows, dtype=np.bool_),
        observed_at=np.array(minutes, dtype=np.int64) * MINUTE,
        reporter=np.zeros(rows, dtype=np.uint64),
        count=np.ones(rows, dtype=np.int64),
        line=np.arange(2, rows + 2),
    )


def batch(*counts: int, width: int = 60) -> Batch:
    """A count a bin, from noon on."""
    noon = int(NOON.timestamp())
    reports = [
        Report("pictures", NOON.fromtimestamp(noon + 60 * width * i, NOON.tzinfo), count=n)
        for i, n in enumerate(counts)
    ]
    return Batch.of(reports)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_width_of_bins_is_seen_from_the_steps_between_their_times(width: int) -> None:
    assert width_of(counted([7 + width * i for i in range(50)])) == width


def test_a_file_that_leaves_out_bins_without_reports_is_no_coarser_for_it() -> None:
    dice = np.random.default_rng(1)
    by_minute = np.unique(dice.integers(0, 40_000, 900)).tolist()
    assert width_of(counted(by_minute)) == 1
    by_quarter = (15 * np.unique(dice.integers(0, 4_000, 900))).tolist()
    assert width_of(counted(by_quarter)) == 15


def test_a_break_between_two_stretches_does_not_hide_the_width() -> None:
    two_days = [60 * i for i in range(24)] + [5_007 + 60 * i for i in range(24)]
    assert width_of(counted(two_days)) == 60


def test_one_time_says_nothing_of_a_width() -> None:
    assert width_of(counted([12])) == 1


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=20),
    st.sampled_from([width for width in WIDTHS if width > 5]),
)
def test_no_report_is_lost_and_none_leaves_its_bin(counts: list[int], width: int) -> None:
    whole = batch(*counts, width=width)
    parts = thrown(whole, width, LATER, np.random.default_rng(0))
    of = (parts.observed_at - whole.observed_at[0]) // (width * MINUTE)
    assert np.bincount(of, weights=parts.count, minlength=len(counts)).tolist() == counts
    assert judged_in(width) in JUDGED
    assert len(parts) == len(counts) * (width // judged_in(width))


def test_reports_fall_into_each_part_alike_and_as_chance_has_it() -> None:
    parts = thrown(batch(*[40] * 2_000), 60, LATER, np.random.default_rng(3))
    by_part = parts.count.reshape(2_000, 4)
    assert by_part.mean(axis=0) == pytest.approx([10] * 4, abs=0.3)
    assert by_part.var() == pytest.approx(40 * 0.25 * 0.75, rel=0.1)


def test_nothing_is_said_of_what_is_still_to_come() -> None:
    whole = batch(9)
    until = int(whole.observed_at[0]) + 20 * MINUTE
    parts = thrown(whole, 60, until, np.random.default_rng(0))
    assert ((parts.observed_at - whole.observed_at[0]) // MINUTE).tolist() == [0, 15]
    assert parts.count.sum() == 9


def test_bins_that_can_be_judged_stay_as_they_are() -> None:
    whole = batch(3, 4, width=15)
    assert thrown(whole, 15, LATER, np.random.default_rng(0)) is whole


def test_what_a_row_says_stays_with_each_of_its_parts() -> None:
    whole = Batch.of([Report("pictures", NOON, symptom="log-in", country="ES", works=False, count=8)])
    parts = thrown(whole, 60, LATER, np.random.default_rng(0))
    assert {(each.service, each.symptom, each.country) for each in parts.reports()} == {
        ("pictures", "log-in", "ES")
    }
