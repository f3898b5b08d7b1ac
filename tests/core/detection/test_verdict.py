"""How sure a score makes us, in CAP's words."""

from __future__ import annotations

import pytest

from groundswell.core.detection import certainty
from groundswell.core.model import Certainty


@pytest.mark.parametrize("score", [7.0, 11.0, 1000.0])
def test_one_kind_of_source_alone_is_never_observed(score: float) -> None:
    assert certainty(score, 6.5, 1) is not Certainty.OBSERVED


def test_two_kinds_that_clearly_agree_are_observed() -> None:
    assert certainty(12.0, 6.5, 2) is Certainty.OBSERVED


def test_two_kinds_that_barely_agree_are_likely() -> None:
    assert certainty(7.0, 6.5, 2) is Certainty.LIKELY


def test_what_barely_passes_the_threshold_is_possible() -> None:
    assert certainty(7.0, 6.5, 1) is Certainty.POSSIBLE


def test_agreement_below_the_threshold_is_no_more_than_possible() -> None:
    assert certainty(6.0, 6.5, 3) is Certainty.POSSIBLE
