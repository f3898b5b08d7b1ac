"""Where the excess sits, and who is only blamed for it."""

from groundswell.core.model import Axis, SourceKind
from groundswell.core.scope import Excess, bystanders, footprint, shares
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
