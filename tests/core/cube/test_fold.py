"""From batches to counts: the same as counting one report after another with pencil and paper."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.batch import Batch
from groundswell.core.cube import claims, deltas
from groundswell.core.model import Axis, Cell, Report, SourceKind
from groundswell.core.timegrid import CLAIM_MINUTES, ROLLUP_MINUTES, bin_start, minute_of
from tests.town import NOON
from tests.town import report as told_of

Key = tuple[str, Axis, str, SourceKind, bool, int]
NIGHT = datetime(2023, 5, 21, 22, 0, tzinfo=UTC)
ALL_MINUTES = ROLLUP_MINUTES[0]

reports = st.builds(
    Report,
    service=st.sampled_from(["pictures", "letters", "bank"]),
    observed_at=st.integers(0, 3 * 86_400_000).map(lambda ms: NIGHT + timedelta(milliseconds=ms))
    | st.integers(0, 40 * 60_000).map(lambda ms: NIGHT + timedelta(milliseconds=ms)),
    symptom=st.sampled_from(["", "app", "feed"]),
    works=st.booleans(),
    country=st.sampled_from(["", "ES", "PT"]),
    region=st.sampled_from(["", "ES-MD"]),
    network=st.sampled_from(["", "as3352", "as12430"]),
    platform=st.sampled_from(["", "ios", "app"]),
    app_version=st.sampled_from(["", "1.0"]),
    source_kind=st.sampled_from([SourceKind.PERSON, SourceKind.VISIT, SourceKind.PARTNER]),
    reporter=st.sampled_from([0, 0, 1, 2, 3, 2**64 - 1]),
    count=st.integers(0, 5),
)
many = st.lists(reports, max_size=12)
"""Few names and few people, so that they meet."""


def by_hand(told: Iterable[Report], bin_minutes: int) -> Counter[Key]:
    """What anybody would count who reads the glossary. Where nothing is said on an axis, nothing is counted on it."""
    heard: set[tuple[int, str, bool, int]] = set()
    counts: Counter[Key] = Counter()
    for report in told:
        minute = minute_of(report.observed_at)
        person = (report.reporter, report.service, report.works, bin_start(minute, CLAIM_MINUTES))
        if report.reporter and person in heard:
            continue
        heard.add(person)
        for axis in Axis:
            value = "" if axis is Axis.ALL else getattr(report, axis.value)
            if report.count and (value or axis is Axis.ALL):
                at = bin_start(minute, bin_minutes)
                counts[report.service, axis, value, report.source_kind, report.works, at] += report.count
    return counts


class Memory:
    """Who has been heard: what a store does between the two halves of the fold."""

    def __init__(self) -> None:
        self.heard: set[tuple[int, int]] = set()

    def fresh(self, batch: Batch) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        claimed = claims(batch)
        fresh = []
        for key, half_hour in zip(claimed.key.tolist(), claimed.half_hour.tolist(), strict=True):
            fresh.append(key == 0 or (half_hour, key) not in self.heard)
            self.heard.add((half_hour, key))
        return np.array(fresh, dtype=np.bool_)


def counted(batches: Sequence[Batch], bin_minutes: int, memory: Memory | None = None) -> Counter[Key]:
    memory = memory or Memory()
    folded = deltas([(batch, memory.fresh(batch)) for batch in batches])
    cells = list(folded.cells(bin_minutes))
    counts = Counter({key_of(cell): cell.count for cell in cells if cell.value or cell.axis is Axis.ALL})
    assert all(cell.bin_minutes == bin_minutes for cell in cells)
    assert len({key_of(cell) for cell in cells}) == len(cells), "each cell comes once"
    return counts


def key_of(cell: Cell) -> Key:
    return cell.service, cell.axis, cell.value, cell.kind, cell.works, cell.minute


def everything(batch: Batch) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.ones(len(batch), dtype=np.bool_)


@settings(max_examples=50)
@given(many, st.sampled_from(ROLLUP_MINUTES))
def test_a_batch_counts_as_one_would_by_hand(told: list[Report], bin_minutes: int) -> None:
    assert counted([Batch.of(told)], bin_minutes) == by_hand(told, bin_minutes)


@settings(max_examples=50)
@given(st.lists(many, max_size=3), st.sampled_from(ROLLUP_MINUTES))
def test_batches_count_alike_however_they_are_cut(parts: list[list[Report]], bin_minutes: int) -> None:
    told = [report for part in parts for report in part]
    assert counted([Batch.of(part) for part in parts], bin_minutes) == by_hand(told, bin_minutes)


@settings(max_examples=50)
@given(many, many)
def test_what_was_heard_in_an_earlier_fold_stays_heard(earlier: list[Report], later: list[Report]) -> None:
    memory = Memory()
    first = counted([Batch.of(earlier)], ALL_MINUTES, memory)
    second = counted([Batch.of(later)], ALL_MINUTES, memory)
    assert first + second == by_hand([*earlier, *later], ALL_MINUTES)


@settings(max_examples=50)
@given(st.tuples(many, many, many), st.permutations(range(3)))
def test_the_order_of_batches_does_not_matter_where_nobody_is_known(
    parts: tuple[list[Report], ...], order: list[int]
) -> None:
    batches = [Batch.of(part) for part in parts]
    shuffled = [batches[place] for place in order]

    def cells(order: Sequence[Batch]) -> set[Cell]:
        return set(deltas([(batch, everything(batch)) for batch in order]).cells())

    assert cells(batches) == cells(shuffled)


@settings(max_examples=50)
@given(many)
def test_every_roll_up_sums_to_the_same_total(told: list[Report]) -> None:
    batch = Batch.of(told)
    folded = deltas([(batch, Memory().fresh(batch))])
    totals = []
    for bin_minutes in ROLLUP_MINUTES:
        total: Counter[tuple[str, Axis, str, SourceKind, bool]] = Counter()
        for cell in folded.cells(bin_minutes):
            assert cell.minute % bin_minutes == 0
            total[cell.service, cell.axis, cell.value, cell.kind, cell.works] += cell.count
        totals.append(total)
    assert all(total == totals[0] for total in totals)
    whole = sum(count for (_, axis, *_), count in totals[0].items() if axis is Axis.ALL)
    assert whole == sum(by_hand(told, 1)[key] for key in by_hand(told, 1) if key[1] is Axis.ALL)


@settings(max_examples=50)
@given(reports, st.integers(1, 2**64 - 1))
def test_a_second_report_from_one_reporter_within_the_half_hour_is_known(told: Report, reporter: int) -> None:
    first = Report(service=told.service, observed_at=NIGHT, works=told.works, reporter=reporter)
    again = Report(
        service=told.service,
        observed_at=NIGHT + timedelta(minutes=29, seconds=59),
        symptom=told.symptom,
        works=told.works,
        country=told.country,
        reporter=reporter,
    )
    memory = Memory()
    assert memory.fresh(Batch.of([first])).tolist() == [True]
    assert memory.fresh(Batch.of([again])).tolist() == [False]


@pytest.mark.parametrize(
    "other",
    [
        Report("pictures", NIGHT + timedelta(minutes=30), reporter=7),
        Report("letters", NIGHT, reporter=7),
        Report("pictures", NIGHT, reporter=8),
        Report("pictures", NIGHT, works=True, reporter=7),
    ],
    ids=["next half hour", "other service", "other person", "works now"],
)
def test_another_half_hour_service_person_or_answer_is_another_claim(other: Report) -> None:
    memory = Memory()
    assert memory.fresh(Batch.of([Report("pictures", NIGHT, reporter=7), other])).tolist() == [True, True]


def test_a_claim_does_not_depend_on_who_stands_beside_it() -> None:
    """Else a restart that cuts batches differently would count twice."""
    told = Report("pictures", NIGHT, reporter=7)
    alone = claims(Batch.of([told]))
    beside = claims(Batch.of([Report("bank", NIGHT, reporter=9), told]))
    assert alone.key[0] == beside.key[1]
    assert alone.half_hour[0] == beside.half_hour[1] == minute_of(NIGHT)


def test_nobody_is_never_a_repeat() -> None:
    partner = Report("pictures", NIGHT, count=12, source_kind=SourceKind.PARTNER)
    memory = Memory()
    assert memory.fresh(Batch.of([partner, partner])).tolist() == [True, True]


def test_distinct_people_have_distinct_claims() -> None:
    """A hundred thousand neighbouring pseudonyms, on two services and both answers."""
    told = [
        Report(service, NIGHT, works=works, reporter=1)
        for service in ("pictures", "letters")
        for works in (False, True)
    ]
    four = Batch.of(told)
    rows = np.repeat(np.arange(4), 100_000)
    batch = four.take(rows)
    people = np.tile(np.arange(1, 100_001, dtype=np.uint64), 4)
    keys = claims(
        Batch(
            **{name: getattr(batch, name) for name in Batch.__slots__ if name != "reporter"}, reporter=people
        )
    ).key
    assert len(np.unique(keys)) == len(keys)
    assert (keys != 0).all()


def test_rows_that_are_not_fresh_or_empty_add_nothing() -> None:
    batch = Batch.of([Report("pictures", NIGHT), Report("pictures", NIGHT, count=0)])
    assert len(deltas([(batch, np.array([False, True]))])) == 0
    assert list(deltas([]).cells()) == []


def test_works_and_kinds_are_counted_apart() -> None:
    told = [
        Report("pictures", NIGHT),
        Report("pictures", NIGHT, works=True),
        Report("pictures", NIGHT, source_kind=SourceKind.VISIT, count=40),
    ]
    batch = Batch.of(told)
    cells = list(deltas([(batch, everything(batch))]).cells())
    assert {(cell.kind, cell.works): cell.count for cell in cells} == {
        (SourceKind.PERSON, False): 1,
        (SourceKind.PERSON, True): 1,
        (SourceKind.VISIT, False): 40,
    }


def test_a_value_that_is_said_on_two_axes_is_not_mixed_up() -> None:
    """ "app" is a symptom and, in this test, a platform."""
    batch = Batch.of([Report("app", NIGHT, symptom="app"), Report("app", NIGHT, platform="app")])
    cells = list(deltas([(batch, everything(batch))]).cells())
    said = {cell.axis: cell.count for cell in cells if cell.value == "app"}
    assert said == {Axis.SYMPTOM: 1, Axis.PLATFORM: 1}


def test_large_counts_stay_exact() -> None:
    batch = Batch.of([Report("pictures", NIGHT, count=10**9), Report("pictures", NIGHT, count=1)])
    assert [cell.count for cell in deltas([(batch, everything(batch))]).cells(1440)] == [10**9 + 1]


def test_a_flood_of_made_up_versions_is_counted_and_not_a_crash() -> None:
    """More combinations than an integer can name side by side."""
    noise = [
        told_of(
            f"service-{n % 50}", at=NOON + timedelta(minutes=n % 3000), app_version=f"v{n}", reporter=n + 1
        )
        for n in range(60_000)
    ]
    added = deltas([(Batch.of(noise), np.ones(len(noise), dtype=np.bool_))])
    assert sum(cell.count for cell in added.cells() if cell.axis is Axis.APP_VERSION) == len(noise)
