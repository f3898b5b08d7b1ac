"""Which shared cause lies behind several services."""

import doctest
import sys
from time import process_time

import numpy as np
import pytest

from groundswell.core.scope.cause import Dependencies, PageCount, Tie, co_outages, common_cause

SERVICES = [f"app{n}" for n in range(30)]
TIES = [
    *(Tie(f"app{n}", "cloud", 0.8) for n in range(10)),
    *(Tie(f"app{n}", "cdn", 0.8) for n in range(8, 20)),
    *(Tie(f"app{n}", f"operator{n // 3}", 0.9) for n in range(30)),
]
GRAPH = Dependencies(TIES, {"cloud": "cloud", "cdn": "cdn"})


def counted(down: set[str], **pages: tuple[float, float]) -> list[PageCount]:
    usual = [PageCount(name, 120.0 if name in down else 11.0, 10.0) for name in SERVICES]
    return usual + [PageCount(name, *counts) for name, counts in pages.items()]


def test_the_part_that_all_failing_services_share_comes_first_with_what_it_explains() -> None:
    down = {f"app{n}" for n in range(9)}
    first = common_cause(GRAPH, counted(down))[0]
    assert (first.name, first.kind, first.together) == ("cloud", "cloud", True)
    assert set(first.explains) == down
    assert first.spared == ("app9",)
    assert first.probability > 0.9


def test_two_causes_at_once_are_both_found() -> None:
    down = {f"app{n}" for n in (*range(8), *range(10, 19))}
    found = [cause.name for cause in common_cause(GRAPH, counted(down)) if cause.together]
    assert sorted(found) == ["cdn", "cloud"]


def test_a_service_that_fails_alone_is_not_blamed_on_what_others_share() -> None:
    first = common_cause(GRAPH, counted({"app5"}))[0]
    assert (first.name, first.kind, first.explains) == ("app5", "service", ("app5",))


def test_of_two_services_that_fail_alike_by_themselves_the_larger_comes_first() -> None:
    pages = [page for page in counted(set()) if page.service not in {"app1", "app25"}]
    both = [*pages, PageCount("app1", 600.0, 50.0), PageCount("app25", 9600.0, 800.0)]
    assert [cause.name for cause in common_cause(GRAPH, both)[:2]] == ["app25", "app1"]
    turned = [*pages, PageCount("app25", 600.0, 50.0), PageCount("app1", 9600.0, 800.0)]
    assert [cause.name for cause in common_cause(GRAPH, turned)[:2]] == ["app1", "app25"]


def test_a_service_that_no_cause_explains_is_said_beside_it() -> None:
    down = {f"app{n}" for n in range(10)} | {"app29"}
    together = {cause.name for cause in common_cause(GRAPH, counted(down)) if cause.together}
    assert together == {"cloud", "app29"}


def test_the_own_page_of_a_part_speaks_for_it() -> None:
    ties = [
        *(Tie(f"app{n}", "north", 0.8) for n in range(8)),
        *(Tie(f"app{n}", "south", 0.8) for n in range(8)),
    ]
    down = {f"app{n}" for n in range(7)}
    quiet = {f"page{n}": (5.0, 5.0) for n in range(8)}
    kinds = dict.fromkeys([*quiet, "north", "south"], "carrier")
    pages = counted(down, south=(300.0, 40.0), north=(41.0, 40.0), **quiet)
    assert common_cause(Dependencies(ties, kinds), pages)[0].name == "south"


def test_the_order_of_pages_and_ties_changes_nothing() -> None:
    down = {f"app{n}" for n in range(9)}
    order = np.random.default_rng(1).permutation(len(TIES))
    shuffled = Dependencies([TIES[n] for n in order], GRAPH.kinds)
    one, other = common_cause(GRAPH, counted(down)), common_cause(shuffled, counted(down)[::-1])
    assert [cause.name for cause in one] == [cause.name for cause in other]


def test_of_two_thousand_services_the_region_behind_four_hundred_is_named_with_who_it_explains_and_who_not() -> (
    None
):
    """A tenth of what stands on it is spared, three fail for reasons of their own, and one tie in ten is not told."""
    rng = np.random.default_rng(12)
    names = [f"app{n:04d}" for n in range(2_000)]
    usual = dict(zip(names, np.exp(rng.normal(1.5, 1.2, len(names))).tolist(), strict=True))
    standing, spared = names[:440], set(names[400:440])
    own = {"app0500", "app1000", "app1999"}
    ties = [Tie(name, "region", 0.8) for name in standing if int(name[3:]) % 10]
    ties += [Tie(name, f"operator{n // 4}", 0.8) for n, name in enumerate(names)]
    ties += [Tie(name, f"cdn{n % 7}", 0.7) for n, name in enumerate(names)]
    kinds = {tie.on: tie.on.rstrip("0123456789") for tie in ties}
    pages = [
        PageCount(
            name,
            float(
                rng.poisson(
                    usual[name] * (12 if name in own or (name in standing and name not in spared) else 1)
                )
            ),
            usual[name],
        )
        for name in names
    ]
    began = process_time()
    cause, *_ = ranked = common_cause(Dependencies(ties, kinds), pages)
    assert process_time() - began < 2.0
    assert (cause.name, cause.kind, cause.together) == ("region", "region", True)
    down = {name for name in standing if name not in spared and int(name[3:]) % 10}
    assert len(down & set(cause.explains)) >= 0.9 * len(down)
    wrong = set(cause.explains) - down  # of a few nobody can tell: half a report is usual of them
    assert len(wrong) <= 0.02 * len(down)
    assert {name for name in spared if int(name[3:]) % 10} - wrong <= set(cause.spared)
    beside = {each.name for each in ranked if each.kind == "service" and each.together}
    assert own & beside >= {name for name in own if usual[name] >= 2}
    assert not {each.name for each in ranked if each.kind != "service" and each.together} - {"region"}


def test_nobody_counted_has_no_cause() -> None:
    assert common_cause(GRAPH, []) == []


def test_services_that_are_out_together_are_proposed_as_a_tie() -> None:
    history = {
        "a": [5, 60, 200, 800],
        "b": [5, 60, 200],
        "c": [5],
        "d": range(0, 1000, 2),
        "e": range(0, 1000, 3),
    }
    lifts = co_outages(1000, history)
    assert [(lift.one, lift.other) for lift in lifts if lift.proposed] == [("a", "b")]
    assert lifts[0].low < lifts[0].lift < lifts[0].high
    assert lifts[0].lift == pytest.approx(3 / (4 * 3 / 1000))


def test_the_examples_in_the_docstrings_run() -> None:
    assert doctest.testmod(sys.modules["groundswell.core.scope.cause"]).failed == 0


def test_a_mild_outage_of_many_is_shared_though_one_service_stands_out() -> None:
    ties = [Tie(f"shop{n}", "operator", 0.8) for n in range(6)]
    pages = [PageCount("shop0", 300, 100.0)] + [PageCount(f"shop{n}", 32, 20.0) for n in range(1, 6)]
    pages += [PageCount(f"other{n}", 20, 20.0) for n in range(20)]
    assert common_cause(Dependencies(ties, {"operator": "operator"}), pages)[0].name == "operator"
