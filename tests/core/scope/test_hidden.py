"""Ties that nobody has told, out of outages that began together."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.catalog import Catalog
from groundswell.core.model import Incident, State
from groundswell.core.scope import HiddenTie, hidden_ties
from tests.town import NOON, incident, town

YEAR = 365 * 1440


def outages(service: str, days: Sequence[int], minute: int = 0, **told: object) -> list[Incident]:
    """One on each of these days before noon, all begun at the same `minute`."""
    return [
        incident(
            State.RESOLVED,
            id=f"{service}-{day}",
            service=service,
            began_at=NOON - timedelta(days=day, minutes=-minute),
            **told,
        )
        for day in days
    ]


def found(history: Sequence[Incident], catalog: Catalog | None = None) -> list[HiddenTie]:
    return hidden_ties(catalog or town(), history, YEAR)


def test_the_service_that_is_out_more_often_is_taken_to_stand_on_the_other() -> None:
    history = [*outages("bank", [9, 30, 61, 200, 310]), *outages("ringring", [30, 200, 310], minute=12)]
    (tie,) = found(history)
    assert (tie.service, tie.on, tie.known) == ("bank", "ringring", "")
    assert (tie.outages, tie.on_outages, tie.lift.together) == (5, 3, 3)
    assert tie.strength == pytest.approx(3.5 / 4, abs=0.01)
    assert tie.lift.lift == pytest.approx(3 / (5 * 3 / 8760))
    assert 1 < tie.lift.low < tie.lift.lift < tie.lift.high
    assert tomllib.loads("[ties]\n" + tie.toml) == {
        "ties": {"bank": [{"on": "ringring", "strength": tie.strength}]}
    }


def test_outages_that_begin_more_than_half_an_hour_apart_are_not_together() -> None:
    apart = [*outages("bank", [9, 30, 61]), *outages("ringring", [9, 30, 61], minute=31)]
    assert found(apart) == []
    near = [*outages("bank", [9, 30, 61]), *outages("ringring", [9, 30, 61], minute=30)]
    assert len(found(near)) == 1


def test_a_long_outage_counts_once() -> None:
    once = [*outages("bank", [9], resolved_at=NOON), *outages("ringring", [9], resolved_at=NOON)]
    assert found(once) == []


def test_what_was_dismissed_or_never_opened_is_no_outage() -> None:
    bank = outages("bank", [9, 30, 61])
    assert (
        found([*bank, *(replace(each, state=State.DISMISSED) for each in outages("ringring", [9, 30, 61]))])
        == []
    )
    assert found([*bank, *(replace(each, opened_at=None) for each in outages("ringring", [9, 30, 61]))]) == []


def test_members_of_an_incident_of_several_were_out_together() -> None:
    shared = outages("bank", [9, 30, 61], members=("bank", "pictures", "ringring"))
    assert {(tie.service, tie.on) for tie in found(shared)} == {
        ("ringring", "bank"),
        ("pictures", "bank"),
        ("ringring", "pictures"),
    }


def test_what_the_catalog_says_already_is_named_beside_the_pair() -> None:
    days = [9, 30, 61, 120]
    of_one = [*outages("pictures", days), *outages("letters", days)]
    assert [tie.known for tie in found(of_one)] == ["operator:grand"]
    on_it = [*outages("films", days), *outages("cloud", days)]
    assert [tie.known for tie in found(on_it)] == ["cloud"]


def test_outages_at_times_of_their_own_tie_nothing() -> None:
    slugs = list(town().services)
    history = [
        each for place, slug in enumerate(slugs) for each in outages(slug, [7 * n + place for n in range(40)])
    ]
    assert found(history) == []


def test_a_service_that_left_the_catalog_is_tied_to_nothing() -> None:
    days = [9, 30, 61, 120]
    assert found([*outages("gone", days), *outages("bank", days)]) == []
