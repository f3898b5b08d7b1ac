"""Which change is likely behind an incident."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.catalog import Catalog
from groundswell.core.model import Axis, Deploy, Footprint, Share
from groundswell.core.scope import Closeness, LikelyChange, likely_changes
from tests.town import NOON, incident, town

CATALOG = town()
OUT = incident(
    service="films",
    began_at=NOON,
    footprint=Footprint(
        symptoms=(Share("app", 0.8, 80, 0.5), Share("website", 0.2, 20, 0.5)),
        platforms=(Share("android", 0.9, 90, 0.5), Share("ios", 0.1, 10, 0.5)),
        versions=(Share("7.1", 0.7, 70, 0.1), Share("7.0", 0.3, 30, 0.9)),
    ),
)
DELAYS = st.floats(min_value=0, max_value=1440, allow_nan=False).map(lambda delay: round(delay, 3))


def change(
    minutes_before: float, service: str = "films", *, component: str = "", summary: str = "Something new"
) -> Deploy:
    at = NOON - timedelta(minutes=minutes_before)
    return Deploy(f"{service} {minutes_before} {component}", service, summary, at, at, component)


def ranked(*deploys: Deploy, catalog: Catalog = CATALOG) -> list[LikelyChange]:
    return list(likely_changes(deploys, OUT, catalog))


@given(DELAYS, DELAYS)
def test_of_two_equal_changes_the_nearer_one_before_the_beginning_is_likelier(
    one: float, other: float
) -> None:
    near, far = sorted((one, other))
    assert ranked(change(far), change(near))[0].delay_minutes == pytest.approx(near)


@given(DELAYS, DELAYS, st.sampled_from(["films", "cloud"]), st.sampled_from(["", "app", "android"]))
def test_a_change_after_the_beginning_never_beats_an_equal_one_nearer_before_it(
    one: float, other: float, service: str, component: str
) -> None:
    before, after = sorted((one, other))
    first = ranked(
        change(-after, service, component=component), change(before, service, component=component)
    )[0]
    assert first.delay_minutes == pytest.approx(before)


@given(
    st.permutations([change(5), change(5, "cloud"), change(90), change(2, component="website"), change(-3)])
)
def test_the_order_in_which_changes_come_changes_nothing(deploys: list[Deploy]) -> None:
    assert ranked(*deploys) == ranked(*sorted(deploys, key=lambda one: one.id))


def test_a_change_on_the_service_is_likelier_than_one_below_it_and_that_than_one_of_its_operator() -> None:
    services = {**CATALOG.services, "films": replace(CATALOG.services["films"], strengths=(0.01,))}
    services["reels"] = replace(services["bank"], slug="reels", name="Reels", operator="reel")
    catalog = replace(CATALOG, services=services)
    found = ranked(
        change(10, "reels"), change(10, "films"), change(10, "bank"), change(10, "cloud"), catalog=catalog
    )
    assert [one.relation for one in found] == [Closeness.SERVICE, Closeness.BELOW, Closeness.OPERATOR]


def test_changes_long_before_or_well_after_the_beginning_are_left_out() -> None:
    assert [one.delay_minutes for one in ranked(change(-6), change(1441), change(-5), change(1440))] == [
        -5,
        1440,
    ]


def test_a_change_of_what_fails_is_likelier_and_one_of_what_does_not_is_less_likely() -> None:
    found = ranked(
        change(10, component="website"),
        change(10),
        change(10, component="App"),
        change(10, component="billing"),
    )
    assert [one.deploy.component for one in found] == ["App", "", "billing", "website"]
    assert (found[0].axis, found[0].value) == (Axis.SYMPTOM, "app")
    assert found[1].component_score == found[2].component_score == 0.0
    assert found[3].component_score < 0.0


def test_a_version_is_also_found_in_the_summary() -> None:
    (found,) = ranked(change(10, summary="Version 7.1, for everybody"))
    assert (found.axis, found.value) == (Axis.APP_VERSION, "7.1")
    assert found.component_score > 1.0


def test_a_component_that_nobody_reports_speaks_against_the_change() -> None:
    quiet = replace(OUT, footprint=replace(OUT.footprint, symptoms=(Share("app", 1.0, 80, 0.5),)))
    (found,) = likely_changes([change(10, component="website")], quiet, CATALOG)
    assert found.component_score < -1.0


def test_changes_on_any_member_count_for_an_incident_of_several() -> None:
    shared = replace(OUT, service="cloud", members=("films", "bank"), cause="cloud")
    found = likely_changes([change(10, "bank"), change(10, "cloud"), change(10, "ringring")], shared, CATALOG)
    assert {one.deploy.service for one in found} == {"bank", "cloud"}
    assert {one.relation for one in found} == {Closeness.SERVICE}
