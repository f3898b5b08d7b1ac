"""The shape of a Statuspage v2 interface: every field there, every word one that its readers know."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from groundswell.core.desk import Maintenance, Words
from groundswell.core.model import EventKind, State
from groundswell.core.status import v2
from tests.core.status.boards import BEGUN, MASTHEAD, WHOLE, board, confirmed, over, renamed, story
from tests.town import NOON, incident

PAGE = {"id", "name", "url", "time_zone", "updated_at"}
COMPONENT = {"id", "name", "status", "created_at", "updated_at", "position", "description", "showcase"} | {
    *("start_date", "group_id", "page_id", "group", "only_show_if_degraded")
}
INCIDENT = {"id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact"} | {
    *("shortlink", "started_at", "page_id", "incident_updates", "components", "reminder_intervals")
}
UPDATE = {"id", "status", "body", "incident_id", "created_at", "updated_at", "display_at"} | {
    *("affected_components", "deliver_notifications", "custom_tweet", "tweet_id")
}
TIMES = ("created_at", "updated_at", "display_at", "started_at", "monitoring_at", "resolved_at")


def checked_times(told: dict[str, Any]) -> None:
    for name in TIMES:
        if told.get(name) is not None:
            assert told[name].endswith("Z")
            assert "." in told[name], "milliseconds"
            assert datetime.fromisoformat(told[name]).tzinfo is not None


@pytest.mark.parametrize("name", v2.DOCUMENTS)
@pytest.mark.parametrize("service", ["", "pictures"])
def test_every_document_has_the_whole_shape(name: str, service: str) -> None:
    told = v2.DOCUMENTS[name](
        board(story(), story(WHOLE, renamed(over(), "before")), service=service), MASTHEAD
    )
    assert set(told["page"]) == PAGE
    assert told["page"]["url"].startswith("https://town.example")
    for each in told.get("components", []):
        assert set(each) - {"components"} == COMPONENT
        assert ("components" in each) is each["group"]
        assert each["page_id"] == told["page"]["id"]
        checked_times(each)
    for each in told.get("incidents", []):
        assert set(each) == INCIDENT
        checked_times(each)
        assert [set(update) for update in each["incident_updates"]] == [UPDATE] * len(
            each["incident_updates"]
        )
        for update in each["incident_updates"]:
            checked_times(update)
        assert set(each["components"][0]) == COMPONENT


def test_the_keys_of_each_document_are_those_of_the_original() -> None:
    keys = {name: list(make(board(), MASTHEAD)) for name, make in v2.DOCUMENTS.items()}
    assert sorted(keys["summary"]) == ["components", "incidents", "page", "scheduled_maintenances", "status"]
    assert keys["status"] == ["page", "status"]
    assert keys["components"] == ["page", "components"]
    assert keys["incidents"] == keys["incidents/unresolved"] == ["page", "incidents"]
    for name in (
        "scheduled-maintenances",
        "scheduled-maintenances/upcoming",
        "scheduled-maintenances/active",
    ):
        assert v2.DOCUMENTS[name](board(), MASTHEAD)["scheduled_maintenances"] == []


def test_what_is_out_while_it_is_worked_on_is_out_and_its_group_says_so() -> None:
    hour = timedelta(hours=1)
    services, words = ("pictures", "films"), (Words("en", "New racks", ""),)
    work = Maintenance("racks", services, NOON - hour, NOON + hour, words, "Ada", NOON - hour, NOON - hour)
    told = v2.summary(replace(board(story()), planned=(work,)), MASTHEAD)
    states = {each["id"]: each["status"] for each in told["components"]}
    assert states["pictures"] == "partial_outage"
    assert states["films"] == "under_maintenance"
    group = next(each["group_id"] for each in told["components"] if each["id"] == "pictures")
    assert states[group] == "partial_outage"
    assert [each["status"] for each in told["scheduled_maintenances"]] == ["in_progress"]


def test_a_calm_site_is_operational_in_every_part() -> None:
    told = v2.summary(board(), MASTHEAD)
    assert told["status"] == {"indicator": "none", "description": "All Systems Operational"}
    assert {each["status"] for each in told["components"]} == {"operational"}
    assert told["incidents"] == []


@pytest.mark.parametrize(
    ("severity", "status", "indicator", "impact"),
    [
        (1, "degraded_performance", "minor", "minor"),
        (2, "partial_outage", "major", "minor"),
        (3, "partial_outage", "major", "major"),
        (4, "major_outage", "critical", "critical"),
        (5, "major_outage", "critical", "critical"),
    ],
)
def test_an_outage_says_how_bad_it_is(severity: int, status: str, indicator: str, impact: str) -> None:
    told = v2.summary(board(story(about=incident(severity=severity))), MASTHEAD)
    by_id = {each["id"]: each for each in told["components"]}
    assert by_id["pictures"]["status"] == status
    assert by_id["category-social"]["status"] == status
    assert by_id["bank"]["status"] == "operational"
    assert told["status"]["indicator"] == indicator
    assert told["incidents"][0]["impact"] == impact
    assert told["incidents"][0]["components"][0]["status"] == status


def test_what_eases_is_monitored_and_what_is_over_no_longer_unresolved() -> None:
    easing = incident(State.EASING, severity=5, eased_at=NOON - timedelta(minutes=2))
    told = v2.summary(board(story((*BEGUN, EventKind.EASED), easing)), MASTHEAD)
    assert told["incidents"][0]["status"] == "monitoring"
    assert told["incidents"][0]["monitoring_at"] == "2026-03-02T11:58:00.000Z"
    assert told["status"]["indicator"] == "minor"
    ended = board(story(WHOLE, over(severity=5)))
    assert v2.unresolved(ended, MASTHEAD)["incidents"] == []
    (one,) = v2.incidents(ended, MASTHEAD)["incidents"]
    assert (one["status"], one["resolved_at"]) == ("resolved", "2026-03-02T11:55:00.000Z")
    assert v2.status(ended, MASTHEAD)["status"]["indicator"] == "none"


def test_what_turned_out_to_be_none_ends_without_impact() -> None:
    about = incident(State.DISMISSED, reason="a hoax")
    (one,) = v2.incidents(board(story((*BEGUN, EventKind.DISMISSED), about)), MASTHEAD)["incidents"]
    assert (one["status"], one["impact"]) == ("resolved", "none")
    assert one["resolved_at"] == one["updated_at"]


def test_updates_come_newest_first_and_hand_the_component_s_status_on() -> None:
    kinds = (*BEGUN, EventKind.ACKNOWLEDGED, EventKind.EASED, EventKind.ACKNOWLEDGED, EventKind.RESOLVED)
    (one,) = v2.incidents(board(story(kinds, over(severity=4))), MASTHEAD)["incidents"]
    updates = one["incident_updates"]
    assert [update["status"] for update in updates] == [
        *("resolved", "monitoring", "monitoring"),
        *("investigating", "investigating", "investigating"),
    ]
    parts = [update["affected_components"][0] for update in reversed(updates)]
    assert all(before["new_status"] == after["old_status"] for before, after in pairwise(parts))
    assert (parts[0]["old_status"], parts[1]["new_status"], parts[-1]["new_status"]) == (
        *("operational", "major_outage"),
        "operational",
    )


def test_an_update_by_a_person_says_of_what() -> None:
    told = v2.incidents(board(confirmed("A cable was cut.")), MASTHEAD)["incidents"][0]["incident_updates"]
    assert told[0]["body"] == "It was opened <&> so. Confirmed: A cable was cut."
    assert told[1]["body"] == "It was opened <&> so."


def test_ids_stay_when_more_happens() -> None:
    before = v2.incidents(board(story()), MASTHEAD)["incidents"][0]
    after = v2.incidents(board(story(WHOLE, over())), MASTHEAD)["incidents"][0]
    assert before["id"] == after["id"]
    ids = [update["id"] for update in after["incident_updates"]]
    assert ids[-2:] == [update["id"] for update in before["incident_updates"]]
    assert len(set(ids)) == len(ids)


def test_components_lie_in_groups_that_name_them() -> None:
    rows = v2.components(board(), MASTHEAD)["components"]
    assert len({row["id"] for row in rows}) == len(rows)
    for group in (row for row in rows if row["group"]):
        assert group["components"] == [row["id"] for row in rows if row["group_id"] == group["id"]]


def test_the_page_of_a_service_is_about_it_alone() -> None:
    told = v2.summary(board(story(), service="pictures"), MASTHEAD)
    assert (told["page"]["id"], told["page"]["name"]) == ("pictures", "Pictures")
    assert [each["id"] for each in told["components"]] == ["pictures"]
    assert told["components"][0]["group_id"] is None


def test_every_word_of_ours_has_one_of_theirs() -> None:
    assert set(v2.INCIDENT) == set(State)
    assert set(v2.UPDATE) == set(EventKind)
    assert set(v2.COMPONENT.values()) | {v2.OPERATIONAL} == set(v2.INDICATOR)
