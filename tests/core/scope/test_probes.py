"""What probes found: by phase how many came so far and failed there, and since when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import Axis, Cell, SourceKind
from groundswell.core.named import PHASES
from groundswell.core.scope import WHOLE, Probed, by_service, phases


def cell(
    minute: int,
    count: int,
    symptom: str = "",
    *,
    works: bool = False,
    kind: SourceKind = SourceKind.PROBE,
    service: str = "shop",
) -> list[Cell]:
    """What the cube keeps of so many probes: one cell of all, one of the symptom where they name one."""
    axes = [(Axis.ALL, ""), *([(Axis.SYMPTOM, symptom)] if symptom else [])]
    return [Cell(service, axis, value, kind, works, 15, minute, count) for axis, value in axes]


def test_who_comes_to_a_phase_has_passed_those_before_it() -> None:
    cells = [
        *cell(0, 80, works=True),
        *cell(15, 30, "connect"),
        *cell(30, 10, "connect"),
        *cell(30, 5, "first-byte"),
        *cell(45, 3, "checkout"),
        *cell(0, 500, "app", kind=SourceKind.PERSON),
    ]
    assert phases(cells) == (
        Probed(WHOLE, 48, 128, 15),
        Probed("dns", 0, 128, None),
        Probed("connect", 40, 128, 15),
        Probed("tls", 0, 88, None),
        Probed("first-byte", 5, 88, 30),
        Probed("checkout", 3, 83, 45),
    )


def test_probes_that_name_no_phase_are_told_all_together() -> None:
    assert phases([*cell(0, 9, works=True), *cell(15, 2)]) == (Probed(WHOLE, 2, 11, 15),)


def test_where_nobody_probed_nothing_is_told() -> None:
    assert phases(cell(0, 9, "app", kind=SourceKind.PERSON)) == ()
    assert by_service(cell(0, 9, kind=SourceKind.PARTNER), ["shop"]) == ()


def test_of_several_services_the_one_of_which_most_failed_comes_first() -> None:
    cells = [
        *cell(0, 9, works=True, service="bank"),
        *cell(0, 1, "dns", service="bank"),
        *cell(15, 5, "tls"),
        *cell(15, 5, works=True),
        *cell(0, 7, works=True, service="stranger"),
    ]
    assert by_service(cells, ["bank", "letters", "shop"]) == (
        Probed("shop", 5, 10, 15),
        Probed("bank", 1, 10, 0),
    )


@given(st.dictionaries(st.sampled_from(PHASES), st.integers(1, 50)), st.integers(0, 50), st.integers(0, 99))
@pytest.mark.filterwarnings("error")
def test_in_whatever_order_cells_come_no_more_fail_than_come_so_far(
    failed: dict[str, int], passed: int, shuffle: int
) -> None:
    cells = [one for phase, count in failed.items() for one in cell(15, count, phase)]
    cells += cell(0, passed, works=True) if passed else []
    mixed = [cells[int(n)] for n in np.random.default_rng(shuffle).permutation(len(cells))]
    found = phases(cells)
    assert phases(mixed) == found
    assert all(one.failed <= one.reached for one in found)
    if found and failed:
        assert found[-1].reached - found[-1].failed == passed
