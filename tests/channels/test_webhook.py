"""Webhooks: what stands in a call, what signs it, and what consumers of Statuspage's calls find where they look."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from groundswell.core.desk import Spoken, Words
from groundswell.core.model import Event, EventKind
from groundswell.core.notice import Message, Purpose, Sender, word
from groundswell.errors import LaterError, PermanentError, RecoverableError
from groundswell.ports.notices import Channel, Target
from groundswell.testing import OPENED_AT, sample_message
from tests.channels.far import Answer, FarHook
from tests.channels.test_dialects import TARGET, told

OPENED = sample_message(key="the-key")
OVER = sample_message(EventKind.RESOLVED, key="over-key")


def called(
    message: Message = OPENED, side: FarHook | None = None, target: Target = TARGET, **settings: str
) -> FarHook:
    side = side or FarHook()
    given = {"secret": "a-secret", **settings}

    async def story(channel: Channel) -> None:
        await channel.send(message, target, None, message.id)

    told("webhook", side, lambda url: {"url": f"{url}/hook", **given}, story)
    return side


def test_a_call_is_a_cloud_event_whose_id_is_the_key_of_the_notice() -> None:
    (call,) = called().calls
    event = call.document
    assert call.headers["content-type"].startswith("application/cloudevents+json")
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "time")} == {
        "specversion": "1.0",
        "id": "the-key",
        "source": "https://watch.example",
        "type": "org.groundswell.incident.opened.v1",
        "subject": "pictures-2026-03-02",
        "time": "2026-03-02T12:00:00Z",
    }
    assert event["datacontenttype"] == "application/json"
    assert event["data"]["incident"]["severity"] == 3
    assert event["data"]["service"] == {"slug": "pictures", "name": "Pictures"}
    assert event["data"]["url"] == "https://watch.example/incidents/pictures-2026-03-02"
    assert event["data"]["exercise"] is False


def test_a_call_is_signed_over_its_time_and_its_body_and_names_its_key() -> None:
    (call,) = called().calls
    seconds, made = (part.partition("=")[2] for part in call.headers["groundswell-signature"].split(","))
    assert int(seconds) == int(OPENED_AT.timestamp())
    expected = hmac.new(b"a-secret", f"{seconds}.".encode() + call.body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(made, expected)
    assert call.headers["idempotency-key"] == "the-key"


def test_a_subscriber_is_called_at_the_own_address_with_the_own_secret_and_never_inside() -> None:
    target = Target("subscription:1", "x", "webhook", address="http://127.0.0.1:9/own", secret="own")
    with pytest.raises(PermanentError, match="inside"):
        called(target=target)


def test_without_a_secret_nothing_is_signed() -> None:
    (call,) = called(secret="").calls
    assert "groundswell-signature" not in call.headers


def test_a_call_in_the_shape_of_statuspage_holds_every_field_of_an_incident() -> None:
    (call,) = called(OVER, shape="statuspage").calls
    document = call.document
    assert set(document) == {"meta", "page", "incident"}
    assert set(document["meta"]) == {"unsubscribe", "documentation", "generated_at"}
    assert document["page"] == {
        "id": "all",
        "status_indicator": "none",
        "status_description": "All Systems Operational",
    }
    incident = document["incident"]
    for name in (
        *("id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact"),
        *("shortlink", "page_id", "incident_updates", "components", "backfilled", "impact_override"),
        *("scheduled_for", "scheduled_until", "scheduled_remind_prior", "scheduled_reminded_at"),
        *("scheduled_auto_in_progress", "scheduled_auto_completed", "postmortem_body", "postmortem_ignored"),
        *("postmortem_body_last_updated_at", "postmortem_published_at"),
        *("postmortem_notified_subscribers", "postmortem_notified_twitter"),
    ):
        assert name in incident, name
    assert [update["status"] for update in incident["incident_updates"]] == ["resolved", "investigating"]
    for update in incident["incident_updates"]:
        assert {"wants_twitter_update", "twitter_updated_at", "body", "display_at"} <= set(update)


def zulip(payload: dict[str, Any]) -> str:
    """What Zulip's receiver reads of such a call."""
    if "incident" in payload:
        incident = payload["incident"]
        return f"{incident['name']}: {incident['status']}: {incident['incident_updates'][0]['body']}"
    component, update = payload["component"], payload["component_update"]
    status = payload["page"]["status_description"]
    return f"{component['name']}: {update['old_status']} -> {update['new_status']} ({status})"


def test_what_a_consumer_of_statuspage_reads_is_there() -> None:
    (call,) = called(shape="statuspage").calls
    assert zulip(call.document) == "Trouble with Pictures: investigating: It is an outage."
    (call,) = called(shape="statuspage-components").calls
    assert zulip(call.document) == "Pictures: operational -> partial_outage (Partial System Outage)"
    assert call.headers["idempotency-key"] == "the-key-pictures"
    assert call.document["component"]["status"] == "partial_outage"
    assert called(sample_message(EventKind.GREW), shape="statuspage-components").calls == []


def test_words_and_tests_are_cloud_events_in_every_shape() -> None:
    from groundswell.core.notice import Purpose, Sender, word

    sender = Sender("Town Watch", "https://watch.example")
    test = word("k", ("A test", "Nothing"), OPENED_AT, sender=sender, purpose=Purpose.TEST)
    (call,) = called(test, shape="statuspage").calls
    assert json.loads(call.body)["type"] == "org.groundswell.test.v1"


def test_a_receiver_that_fails_says_when_to_come_again() -> None:
    for answer, fault in (
        (Answer(503, headers={"Retry-After": "9"}), LaterError),
        (Answer(500), RecoverableError),
        (Answer(302, headers={"Location": "https://elsewhere.example"}), PermanentError),
        (Answer(400), PermanentError),
    ):
        side = FarHook()
        side.answers = [answer]
        with pytest.raises(fault):
            called(side=side)


def test_a_receiver_that_is_told_twice_can_tell_by_the_key() -> None:
    side = FarHook()

    async def story(channel: Channel) -> None:
        for _ in range(2):
            await channel.send(OPENED, TARGET, None, OPENED.id)

    told("webhook", side, lambda url: {"url": url}, story)
    first, second = side.calls
    assert first.body == second.body
    assert list(side.taken) == ["the-key"]


def test_a_statement_moves_the_status_on_and_says_all_of_itself_in_the_shape_of_statuspage() -> None:
    at = OPENED.at + timedelta(minutes=5)
    said = Event(OPENED.incident, EventKind.STATED, at, "A disk is full", by="Bob", statement="s-1")
    words = (Words("en", "A disk is full", "We empty it."),)
    spoken = Spoken(
        *("s-1", OPENED.incident, "identified", at, words, at + timedelta(minutes=30)),
        voice="pictures",
        speaker="Grand",
    )
    before = OPENED.background
    assert before is not None
    background = replace(before, events=(*before.events, said), spoken=(spoken,))
    stated = replace(OPENED, kind=EventKind.STATED, at=at, background=background)
    (call,) = called(stated, shape="statuspage").calls
    incident = call.document["incident"]
    assert incident["status"] == "identified"
    assert [update["status"] for update in incident["incident_updates"]] == ["identified", "investigating"]
    assert zulip(call.document) == "Trouble with Pictures: identified: Grand: A disk is full: We empty it."


UPDATE = {
    *("id", "status", "body", "incident_id", "created_at", "updated_at", "display_at"),
    *("affected_components", "deliver_notifications", "custom_tweet", "tweet_id"),
    *("wants_twitter_update", "twitter_updated_at"),
}
COMPONENT = {
    *("id", "name", "status", "created_at", "updated_at", "position", "description", "showcase"),
    *("start_date", "group_id", "page_id", "group", "only_show_if_degraded"),
}


def test_every_part_of_a_statuspage_call_has_the_fields_that_it_has_there_and_no_other() -> None:
    (call,) = called(OVER, shape="statuspage").calls
    for update in call.document["incident"]["incident_updates"]:
        assert set(update) == UPDATE
        for each in update["affected_components"]:
            assert set(each) == {"code", "name", "old_status", "new_status"}
    for component in call.document["incident"]["components"]:
        assert set(component) == COMPONENT
    (call,) = called(shape="statuspage-components").calls
    assert set(call.document) == {"meta", "page", "component", "component_update"}
    assert set(call.document["component"]) == COMPONENT
    assert set(call.document["component_update"]) == {
        *("id", "component_id", "component_type", "old_status", "new_status", "created_at"),
    }


def test_in_the_shape_of_alertmanager_an_outage_fires_and_is_resolved_as_one_alert() -> None:
    side, earlier = FarHook(), None

    async def story(channel: Channel) -> None:
        nonlocal earlier
        worse = replace(sample_message(EventKind.GREW, key="worse-key"), severity=5)
        for message in (OPENED, worse, OVER):
            earlier = (await channel.send(message, TARGET, earlier, message.id)).post_id

    told("webhook", side, lambda url: {"url": url, "secret": "a-secret", "shape": "alertmanager"}, story)
    first, second, last = (call.document for call in side.calls)
    fields = {"version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels", "commonLabels"}
    assert set(first) == fields | {"commonAnnotations", "externalURL", "alerts"}
    assert (first["version"], first["truncatedAlerts"]) == ("4", 0)
    assert [each["status"] for each in (first, second, last)] == ["firing", "firing", "resolved"]
    assert len({each["groupKey"] for each in (first, second, last)}) == 1
    (alert,), (over,) = first["alerts"], last["alerts"]
    assert set(alert) == {
        *("status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint")
    }
    assert (
        alert["labels"]
        == over["labels"]
        == {
            "alertname": "Outage",
            "incident": OPENED.incident,
            "service": "pictures",
            "severity": "3",
        }
    )
    assert alert["fingerprint"] == over["fingerprint"]
    assert (alert["endsAt"], over["endsAt"]) == ("0001-01-01T00:00:00Z", OVER.at.isoformat())
    assert alert["generatorURL"] == OPENED.url
    assert side.calls[0].headers["content-type"] == "application/json"
    assert "groundswell-signature" in side.calls[0].headers


def test_a_test_in_the_shape_of_alertmanager_leaves_nothing_open() -> None:
    trial = word("five", ("A test", "It works"), OPENED_AT, sender=Sender("W", ""), purpose=Purpose.TEST)
    first, last = called(trial, shape="alertmanager").calls
    assert (first.document["status"], last.document["status"]) == ("firing", "resolved")
    assert first.headers["idempotency-key"] != last.headers["idempotency-key"]
