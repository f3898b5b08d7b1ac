"""How many names a free axis takes, and who keeps his."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.batch import Batch
from groundswell.core.cube import NAMES_MAX, OTHER, bounded, days
from groundswell.core.model import Axis, Report
from groundswell.core.timegrid import bin_start, minute_of
from tests.town import NOON, report

TODAY = bin_start(minute_of(NOON), 1440)
AXIS = Axis.APP_VERSION
Known = dict[int, dict[str, set[str]]]


def nobody() -> Known:
    return defaultdict(lambda: defaultdict(set))


def versions(*names: str, service: str = "pictures", day: int = 0) -> list[Report]:
    return [report(service, NOON + timedelta(days=day), app_version=name) for name in names]


def told(reports: list[Report], known: Known, most: int = 2) -> list[str]:
    batch = Batch.of(reports)
    return bounded(batch, np.ones(len(batch), dtype=np.bool_), AXIS, known, most).app_version.texts()


def test_the_first_names_are_kept_and_the_rest_is_counted_together() -> None:
    assert told(versions("1", "2", "", "3", "1", "4", "2"), nobody()) == [
        "1",
        "2",
        "",
        "other",
        "1",
        "other",
        "2",
    ]


def test_each_service_and_each_day_has_names_of_its_own() -> None:
    rows = [*versions("1", "2"), *versions("3", service="films"), *versions("3", day=1), *versions("3")]
    assert told(rows, nobody()) == ["1", "2", "3", "3", "other"]


def test_other_takes_up_no_room_and_what_does_not_count_takes_none_either() -> None:
    known = nobody()
    assert told(versions(OTHER, "1", "2"), known) == [OTHER, "1", "2"]
    batch = Batch.of([*versions("8"), *versions("9", day=1)])
    bounded(batch, np.array([False, True]), AXIS, known, 2)
    assert known[TODAY]["pictures"] == {"1", "2"}
    assert days(batch, np.array([False, True]), AXIS) == [TODAY + 1440]


@given(st.lists(st.sampled_from("abcdef"), max_size=40), st.integers(1, 39))
def test_it_does_not_matter_how_reports_are_cut_into_batches(names: list[str], cut: int) -> None:
    rows, known = versions(*names), nobody()
    pieces = [piece for piece in (rows[:cut], rows[cut:]) if piece]
    assert [name for piece in pieces for name in told(piece, known)] == (told(rows, nobody()) if rows else [])


def test_the_free_axes_are_bounded() -> None:
    for axis in (Axis.APP_VERSION, Axis.NETWORK, Axis.SOFTWARE):
        most = NAMES_MAX[axis]
        names: list[dict[str, Any]] = [{axis.value: f"as{n + 1}"} for n in range(most + 9)]
        batch = Batch.of([report(**named) for named in names])
        after = bounded(batch, np.ones(len(batch), dtype=np.bool_), axis, nobody())
        assert Counter(getattr(after, axis.value).texts())[OTHER] == 9
