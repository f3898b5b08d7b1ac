"""Cells lined up: no data is not zero."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.cube import align, coverage_mask
from groundswell.core.model import Axis, Cell, SourceKind

SERVICES = ("pictures", "letters", "bank")
FIRST = 28_000_005
BINS = 12

stretches = st.lists(
    st.tuples(
        st.sampled_from([None, *SERVICES, "unknown"]),
        st.integers(FIRST - 40, FIRST + 220),
        st.integers(0, 60),
    ).map(lambda said: (said[0], said[1], said[1] + said[2])),
    max_size=6,
)


def cell(service: str, minute: int, count: int, works: bool = False) -> Cell:
    return Cell(service, Axis.ALL, "", SourceKind.PERSON, works, 1, minute, count)


cells = st.lists(
    st.builds(
        cell,
        st.sampled_from([*SERVICES, "unknown"]),
        st.integers(FIRST - 40, FIRST + 220),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=30,
)


@given(
    stretches, st.sampled_from([1, 15]), st.booleans(), st.one_of(st.none(), st.integers(FIRST, FIRST + 180))
)
def test_a_bin_is_known_when_half_of_what_has_come_of_it_was_watched_or_all(
    watched: list[tuple[str | None, int, int]], bin_minutes: int, whole: bool, until: int | None
) -> None:
    mask = coverage_mask(watched, SERVICES, FIRST, BINS, bin_minutes, whole=whole, until=until)
    for row in range(BINS):
        minutes = range(FIRST + row * bin_minutes, FIRST + (row + 1) * bin_minutes)
        for column, slug in enumerate(SERVICES):
            seen = sum(
                any(service in (None, slug) and first <= minute <= last for service, first, last in watched)
                for minute in minutes
            )
            come = max(1, sum(until is None or minute < until for minute in minutes))
            assert mask[row, column] == (seen >= come if whole else seen > 0 and seen >= come / 2)


@given(cells, stretches, st.sampled_from([1, 15]))
def test_counts_are_added_up_and_unwatched_silence_is_no_zero(
    counted: list[Cell], watched: list[tuple[str | None, int, int]], bin_minutes: int
) -> None:
    covered = coverage_mask(watched, SERVICES, FIRST, BINS, bin_minutes)
    counts = align(counted, SERVICES, FIRST, BINS, bin_minutes, covered)
    for row in range(BINS):
        low = FIRST + row * bin_minutes
        for column, slug in enumerate(SERVICES):
            total = sum(
                one.count for one in counted if one.service == slug and low <= one.minute < low + bin_minutes
            )
            assert counts[row, column] == (total if total or covered[row, column] else -1)


def test_a_quarter_hour_watched_for_one_minute_is_known_only_while_it_is_young() -> None:
    watched = [(None, FIRST, FIRST)]
    assert not coverage_mask(watched, SERVICES, FIRST, 1, 15).any()
    assert not coverage_mask(watched, SERVICES, FIRST, 1, 15, until=FIRST + 3).any()
    assert coverage_mask(watched, SERVICES, FIRST, 1, 15, until=FIRST + 2).all()


def test_where_somebody_reported_somebody_counted() -> None:
    """A report outside every watched stretch is still data."""
    nowhere = np.zeros((2, 1), dtype=np.bool_)
    assert align([cell("bank", FIRST, 3)], ["bank"], FIRST, 2, 1, nowhere).tolist() == [[3], [-1]]


def test_nothing_watched_and_nothing_counted_is_no_data() -> None:
    covered = coverage_mask([], SERVICES, FIRST, BINS)
    assert (align([], SERVICES, FIRST, BINS, 1, covered) == -1).all()
