from __future__ import annotations

from groundswell.core.model import Cause, Event, EventKind, Explanation, Footprint, Share
from groundswell.core.notice import Route, concerns, hears
from tests.town import NOON, incident, town

OPENED = Event("pictures-2026-03-02", EventKind.OPENED, NOON, "")


def explained(*values: dict[str, str]) -> Explanation:
    return Explanation(NOON, NOON, 100, 5.0, tuple(Cause(each, 90.0, 0.9, 40.0) for each in values))


def test_an_outage_is_one_of_a_country_with_a_clear_part_of_the_reports_that_name_one() -> None:
    shares = (Share("ES", 0.5, 50), Share("", 0.44, 44), Share("PT", 0.06, 6))
    hit = incident(footprint=Footprint(countries=shares))
    assert concerns(hit, "ES")
    assert not concerns(hit, "PT")
    assert not concerns(hit, "FR")


def test_what_explains_it_goes_before_the_shares() -> None:
    shares = (Share("ES", 0.95, 95), Share("PT", 0.05, 5))
    assert concerns(
        incident(footprint=Footprint(countries=shares, explanation=explained({"country": "PT"}))), "PT"
    )
    assert concerns(incident(footprint=Footprint(countries=shares, explanation=explained({}))), "FR")
    narrow = Footprint(countries=shares, explanation=explained({"network": "as3352"}))
    assert not concerns(incident(footprint=narrow), "FR")


def test_where_nobody_says_from_where_it_may_be_everywhere() -> None:
    assert concerns(incident(footprint=Footprint(countries=(Share("", 1.0, 100),))), "FR")


def test_who_chose_a_country_hears_of_it_alone_and_always_how_it_ends() -> None:
    hit = incident(footprint=Footprint(countries=(Share("ES", 1.0, 100),)))
    assert hears(Route(countries=("PT", "ES")), OPENED, hit, town(), heard=False)
    assert not hears(Route(countries=("PT",)), OPENED, hit, town(), heard=False)
    over = Event(hit.id, EventKind.RESOLVED, NOON, "")
    assert hears(Route(countries=("PT",)), over, hit, town(), heard=True)
