"""Joint leaves are counted within bounds, and what is usual of them is put together from single axes."""

import doctest
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.batch import Batch
from groundswell.core.model import Axis, Explanation, Footprint
from groundswell.core.scope import (
    LEAF_BITS,
    Cause,
    Counted,
    LeafCounts,
    Tally,
    explain,
    explain_several,
    is_due,
    says_otherwise,
    settled,
    usual_leaves,
)
from groundswell.core.timegrid import minute_of
from tests.town import NOON, report

QUARTER = minute_of(NOON) // 15
USUAL: Mapping[Axis, Mapping[str, float]] = {
    Axis.SYMPTOM: {"app": 0.5, "feed": 0.3, "log-in": 0.2},
    Axis.COUNTRY: {"DE": 0.3, "ES": 0.4, "PT": 0.3},
    Axis.REGION: {"DE-BE": 0.3, "ES-CT": 0.2, "ES-MD": 0.2, "PT-11": 0.3},
    Axis.NETWORK: {"as1": 0.5, "as2": 0.5},
    Axis.PLATFORM: {"android": 0.6, "ios": 0.4},
    Axis.APP_VERSION: {},
}
PAIRS = {
    Axis.NETWORK: {(n, c): 100.0 * USUAL[Axis.COUNTRY][c] for n in ("as1", "as2") for c in ("DE", "ES", "PT")}
}


def grid(where: Mapping[str, str], reports: float) -> LeafCounts:
    """Reports without noise: so many in all, shared out as is usual over the leaves that agree with `where`."""
    leaves: list[tuple[dict[Axis, str], float]] = [({}, 1.0)]
    for axis in (Axis.COUNTRY, Axis.REGION, Axis.NETWORK, Axis.SYMPTOM, Axis.PLATFORM):
        shares = USUAL[axis]
        leaves = [
            ({**leaf, axis: value}, weight * share)
            for leaf, weight in leaves
            for value, share in shares.items()
            if axis is not Axis.REGION or value.startswith(leaf[Axis.COUNTRY])
        ]
    kept = [
        (leaf, w) for leaf, w in leaves if all(leaf[Axis(name)] == value for name, value in where.items())
    ]
    whole = sum(weight for _, weight in kept)
    columns = {axis: [leaf[axis] for leaf, _ in kept] for axis in leaves[0][0]}
    return LeafCounts.of(columns, [round(reports * weight / whole) for _, weight in kept])


planted = st.sampled_from(
    [
        {},
        {"country": "ES"},
        {"region": "ES-MD"},
        {"platform": "ios"},
        {"symptom": "feed"},
        {"network": "as2"},
        {"country": "PT", "network": "as1"},
        {"country": "DE", "platform": "android"},
        {"country": "ES", "network": "as2", "platform": "ios"},
    ]
)


@settings(max_examples=40, deadline=None)
@given(where=planted, reports=st.integers(1_500, 6_000), usual=st.floats(2.0, 60.0))
def test_a_planted_cause_is_named_exactly(where: Mapping[str, str], reports: int, usual: float) -> None:
    causes = explain(grid(where, reports), USUAL, PAIRS, usual)
    assert [cause.values for cause in causes] == [where]
    assert causes[0].share == pytest.approx(1.0, abs=0.05)


def several(where: Mapping[str, str], services: int = 10) -> dict[str, Counted]:
    """So many services, each hit to a degree of its own."""
    return {
        f"service-{n}": Counted(grid(where, 300 + 170 * n), USUAL, PAIRS, 2.0 + 37 * n % 50)
        for n in range(services)
    }


@pytest.mark.parametrize(
    "where", [{}, {"country": "ES"}, {"country": "PT", "network": "as1"}, {"region": "ES-MD"}]
)
@pytest.mark.parametrize("services", [3, 10, 20])
def test_what_many_services_have_in_common_is_named_once_for_all(
    where: Mapping[str, str], services: int
) -> None:
    causes = explain_several(several(where, services))
    assert [cause.values for cause in causes] == [where]
    assert causes[0].share > 0.9


def test_of_many_services_the_one_that_is_hit_elsewhere_is_named_beside() -> None:
    odd = Counted(grid({"country": "ES"}, 3_000), USUAL, PAIRS, 20.0)
    causes = explain_several({**several({}), "odd": odd})
    assert [cause.values for cause in causes] == [{}, {"service": "odd", "country": "ES"}]


def test_expectations_add_up_and_sums_over_few_values_are_as_usual() -> None:
    leaves = grid({"country": "ES", "platform": "ios"}, 300)
    table = usual_leaves(leaves, USUAL, PAIRS, 200.0)
    assert table.expected.sum() == pytest.approx(200.0, rel=0.01)
    for axis in (Axis.COUNTRY, Axis.SYMPTOM, Axis.NETWORK, Axis.PLATFORM):
        sums = np.bincount(table.codes[axis], table.expected, len(table.names[axis]))
        found = dict(zip(table.names[axis], sums, strict=True))
        for value, share in USUAL[axis].items():
            assert found[value] == pytest.approx(200.0 * share, rel=0.03), value


def test_silence_is_no_evidence() -> None:
    quiet = LeafCounts.of({Axis.COUNTRY: [""] * 3 + ["ES", "PT", "DE"]}, [600, 0, 0, 40, 30, 30])
    assert [cause.values for cause in explain(quiet, USUAL, {}, 5.0)] == [{}]


def test_where_nobody_knows_what_is_usual_nothing_is_unusual() -> None:
    leaves = grid({"country": "ES"}, 500)
    now = {
        axis: {leaves.names[axis][c]: float(n) for c, n in Counter(leaves.codes[axis].tolist()).items() if c}
        for axis in LEAF_BITS
    }
    unknown = {axis: settled([{}, {}], now[axis]) for axis in LEAF_BITS}
    assert not any("country" in cause.values for cause in explain(leaves, unknown, {}, 5.0))


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.floats(0.0, 1e4)), max_size=3))
def test_settled_shares_are_shares(histories: list[dict[str, float]]) -> None:
    shares = settled(histories, {"a": 3.0, "e": 1.0})
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["e"] > 0.0


def test_a_tally_counts_what_it_is_given_by_quarter_of_an_hour() -> None:
    tally = Tally(QUARTER)
    rows = [report(at=NOON + timedelta(minutes=m), country=c, count=2) for m in (0, 20) for c in ("ES", "PT")]
    tally.add(Batch.of([*rows, report(at=NOON - timedelta(minutes=1))]))
    tally.add(Batch.of(rows))
    assert tally.within(QUARTER, QUARTER + 1).reports.sum() == 16
    assert tally.within(QUARTER + 1, QUARTER + 1).reports.tolist() == [4, 4]
    tally.forget_before(QUARTER + 1)
    assert tally.within(QUARTER, QUARTER + 1).reports.sum() == 8


def test_a_tally_keeps_the_frequent_names_and_loses_no_report() -> None:
    tally = Tally(QUARTER, bits={**LEAF_BITS, Axis.NETWORK: 4})
    names = ["as1"] * 50 + [f"as{number}" for number in range(100, 160)]
    for name in names:
        tally.add(Batch.of([report(network=name)]))
    leaves = tally.within(QUARTER, QUARTER)
    assert leaves.reports.sum() == len(names)
    assert len(leaves.names[Axis.NETWORK]) <= 16
    sums = np.bincount(leaves.codes[Axis.NETWORK], leaves.reports)
    assert sums[leaves.names[Axis.NETWORK].index("as1")] == 50


def test_a_tally_of_too_many_leaves_becomes_coarser() -> None:
    tally = Tally(QUARTER, leaves_max=20)
    tally.add(Batch.of([report(network=f"as{n}", app_version=str(n % 7)) for n in range(60)]))
    assert len(tally) <= 20
    assert tally.within(QUARTER, QUARTER).reports.sum() == 60


def explained(*causes: Cause, minutes: int = 0, reports: int = 100) -> Explanation:
    return Explanation(NOON + timedelta(minutes=minutes), NOON, reports, 0.0, causes)


def test_an_incident_is_looked_at_anew_when_it_has_grown_by_a_fifth_or_ten_minutes_have_passed() -> None:
    known = Footprint(explanation=explained())
    soon = NOON + timedelta(minutes=1)
    assert is_due(Footprint(), 20.0, NOON)
    assert not is_due(Footprint(), 19.0, NOON)
    assert not is_due(known, 119.0, soon)
    assert is_due(known, 120.0, soon)
    assert is_due(known, 100.0, NOON + timedelta(minutes=10))


def test_the_public_hears_what_is_new_and_not_that_an_even_excess_is_even() -> None:
    spain, all_of_it = Cause({"country": "ES"}, 90.0, 0.9, 50.0), Cause({}, 90.0, 0.9, 50.0)
    small = Cause({"country": "PT"}, 9.0, 0.09, 9.0)
    assert says_otherwise(None, explained(spain))
    assert not says_otherwise(None, explained(all_of_it))
    assert not says_otherwise(explained(spain), explained(spain, small))
    assert says_otherwise(explained(spain), explained(all_of_it))
    fading = Cause({"country": "ES"}, 19.0, 0.19, 50.0)
    assert not says_otherwise(explained(spain), explained(fading))
    assert not says_otherwise(explained(fading), explained(spain))


def test_the_example_of_what_is_usual_runs() -> None:
    assert doctest.testmod(sys.modules["groundswell.core.scope.usual"]).failed == 0
