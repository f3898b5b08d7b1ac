"""Where the excess sits, and who is only blamed for it."""

import doctest
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.model import Axis, SourceKind
from groundswell.core.scope import Excess, Relation, bystanders, footprint, relation, shares
from groundswell.stores.catalog_toml import load_catalog
from tests.town import town

TOWN = town()
PERSON, VISIT, PARTNER = SourceKind.PERSON, SourceKind.VISIT, SourceKind.PARTNER


def test_shares_are_of_all_reports_and_silence_is_shown() -> None:
    found = shares({("app", PERSON, False): 50, ("feed", PARTNER, False): 30}, all_reports=100)
    assert [(share.value, share.share, share.reports) for share in found] == [
        ("app", 0.5, 50),
        ("feed", 0.3, 30),
        ("", 0.2, 20),
    ]


def test_visits_and_works_answers_are_not_trouble() -> None:
    assert (
        shares({("ES", VISIT, False): 500, ("ES", PERSON, True): 500, ("PT", PERSON, False): 1})[0].value
        == "PT"
    )


def test_nothing_reported_has_no_shares() -> None:
    assert footprint({Axis.SYMPTOM: {}}, 0).symptoms == ()


def test_a_sister_service_with_a_small_later_copy_is_a_bystander() -> None:
    rising = [Excess("pictures", 10_000.0, 100), Excess("letters", 400.0, 130)]
    assert bystanders(rising, TOWN) == {"letters": "pictures"}


def test_a_joint_outage_is_not_explained_away() -> None:
    rising = [Excess("pictures", 11_100.0, 100), Excess("letters", 3_300.0, 100)]
    assert bystanders(rising, TOWN) == {}


def test_who_rose_first_is_not_taken_for_the_other() -> None:
    rising = [Excess("pictures", 10_000.0, 100), Excess("letters", 400.0, 60)]
    assert bystanders(rising, TOWN) == {}


def test_strangers_do_not_spill_over() -> None:
    rising = [Excess("pictures", 10_000.0, 100), Excess("bank", 400.0, 130)]
    assert bystanders(rising, TOWN) == {}


def test_what_stands_on_a_broken_service_may_be_its_bystander() -> None:
    assert bystanders([Excess("cloud", 9_000.0, 100), Excess("films", 90.0, 110)], TOWN) == {"films": "cloud"}


def storm(begins: int, height: float) -> NDArray[np.float64]:
    """Reports a minute over three hours: a steep rise and a slow ebb."""
    minute = np.arange(180) - begins
    course = np.where(minute >= 0, np.minimum(minute / 10, 1.0) * np.exp(-np.maximum(minute, 0) / 80), 0.0)
    return height * course


def risen(service: str, mean: NDArray[np.float64], usual: float, since: int, seed: int = 1) -> Excess:
    curve = np.random.default_rng(seed).poisson(mean + usual).astype(float)
    return Excess(service, float(curve.sum() - 180 * usual), since, curve, np.full(180, usual))


def test_a_late_copy_of_the_course_is_a_bystander_even_of_a_sister_that_is_small() -> None:
    rising = [
        risen("pictures", storm(20, 200.0), 5.0, 20),
        risen("letters", 0.05 * storm(60, 200.0), 0.3, 60, seed=2),
    ]
    assert bystanders(rising, TOWN) == {"letters": "pictures"}


def test_a_sister_that_fails_as_badly_at_the_same_minute_is_out_too() -> None:
    rising = [
        risen("pictures", storm(20, 200.0), 5.0, 20),
        risen("letters", storm(20, 20.0), 0.5, 21, seed=2),
    ]
    assert bystanders(rising, TOWN) == {}


def test_a_course_of_its_own_is_not_a_copy() -> None:
    rising = [
        risen("pictures", storm(20, 200.0), 5.0, 20),
        risen("letters", np.where(np.arange(180) >= 150, 40.0, 0.0), 2.0, 150, seed=2),
    ]
    assert bystanders(rising, TOWN) == {}


def test_who_rises_late_to_most_of_the_others_height_is_out_though_little_of_it_has_come_yet() -> None:
    high, low = (risen("letters", part * storm(165, 600.0), 1.0, 166, seed=2) for part in (0.8, 0.06))
    culprit = risen("pictures", storm(80, 600.0), 5.0, 80)
    assert high.reports < 0.15 * culprit.reports
    assert bystanders([culprit, high], TOWN) == {}
    assert bystanders([culprit, low], TOWN) == {"letters": "pictures"}


def test_a_carrier_is_blamed_for_an_app_and_an_app_for_a_carrier() -> None:
    assert bystanders([Excess("pictures", 9_000.0, 100), Excess("ringring", 300.0, 120)], TOWN) == {
        "ringring": "pictures"
    }
    assert bystanders([Excess("ringring", 9_000.0, 100), Excess("letters", 300.0, 120)], TOWN) == {
        "letters": "ringring"
    }


def test_why_one_may_be_taken_for_another_is_known_from_both_sides() -> None:
    assert relation("pictures", "letters", TOWN) is relation("letters", "pictures", TOWN) is Relation.OPERATOR
    assert (relation("films", "cloud", TOWN), relation("cloud", "films", TOWN)) == (
        Relation.ON,
        Relation.UNDER,
    )
    assert relation("bank", "ringring", TOWN) is Relation.CARRIER
    assert relation("ringring", "bank", TOWN) is Relation.APP
    assert relation("bank", "films", TOWN) is None


def test_the_example_of_blame_runs() -> None:
    assert doctest.testmod(sys.modules["groundswell.core.scope.spillover"]).failed == 0


@pytest.mark.parametrize(
    ("culprit", "blamed"),
    [
        ("vodafone-uk", ("whatsapp", "instagram", "facebook", "youtube", "three-uk", "barclays")),
        ("att", ("whatsapp", "youtube", "tiktok", "verizon", "chase")),
        ("rogers", ("telus", "instagram", "interac")),
        ("telus", ("rogers",)),
        ("instagram", ("vodafone-uk", "rogers", "jio")),
    ],
)
def test_carriers_and_what_is_used_over_them_are_confused_by_country(
    culprit: str, blamed: tuple[str, ...]
) -> None:
    catalog = load_catalog()
    rising = [Excess(culprit, 9_000.0, 100), *(Excess(slug, 300.0, 120) for slug in blamed)]
    assert bystanders(rising, catalog) == dict.fromkeys(blamed, culprit)


def test_nobody_blames_a_carrier_or_a_bank_of_another_country() -> None:
    catalog = load_catalog()
    rising = [Excess("vodafone-uk", 9_000.0, 100), Excess("telus", 300.0, 120), Excess("bbva", 300.0, 120)]
    assert bystanders(rising, catalog) == {}
    assert relation("barclays", "chase", catalog) is None
    assert relation("chase", "vodafone-uk", catalog) is None
