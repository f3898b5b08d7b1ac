"""Handing over to who calls people already: PagerDuty, Opsgenie, Alertmanager, and those who speak as they do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.model import OURSELVES, EventKind, State
from groundswell.core.notice import Purpose, Route, Sender, word
from groundswell.core.oncall import Step, Whom, WhomKind
from groundswell.errors import ConfigError, PermanentError
from groundswell.ports.notices import Channel, Target
from groundswell.stores.relational import open_database
from groundswell.testing import OPENED_AT, sample_message
from tests.channels import far
from tests.channels.test_dialects import GREW, OPENED, OVER, TARGET, told
from tests.flow.test_call import LADDER, Night
from tests.town import NOON

ACKNOWLEDGED = sample_message(EventKind.ACKNOWLEDGED, key="four")
TRIAL = word("five", ("A test", "It works"), OPENED_AT, sender=Sender("Town Watch", ""), purpose=Purpose.TEST)


def pagerduty(url: str) -> dict[str, Any]:
    return {"server": url, "routing_key": far.FarPagerDuty.key}


def opsgenie(url: str) -> dict[str, Any]:
    return {"server": url, "key": far.FarOpsgenie.key, "responders": ("Night",)}


def alertmanager(url: str) -> dict[str, Any]:
    return {"server": url, "authorization": "Bearer a-token", "labels": ("team=web",)}


async def whole(channel: Channel) -> None:
    earlier = None
    for message in (OPENED, ACKNOWLEDGED, GREW, OVER):
        earlier = (await channel.send(message, TARGET, earlier, message.id)).post_id


def test_an_outage_is_one_alert_of_pagerduty_from_trigger_to_resolve() -> None:
    side = far.FarPagerDuty()
    told("pagerduty", side, pagerduty, whole)
    (log,) = side.alerts.values()
    assert list(side.alerts) == [OPENED.incident]
    assert [action for action, _ in log] == ["trigger", "acknowledge", "trigger", "resolve"]
    first = log[0][1]
    assert (first["severity"], first["source"], first["component"]) == ("error", "pictures", "Pictures")
    assert first["custom_details"]["severity"] == "3 of 5"


def test_an_outage_is_one_alert_of_opsgenie_from_its_making_to_its_close() -> None:
    side = far.FarOpsgenie()
    told("opsgenie", side, opsgenie, whole)
    (alert,) = side.alerts.values()
    assert (alert["alias"], alert["priority"], alert["status"], alert["count"]) == (
        OPENED.incident,
        "P3",
        "closed",
        1,
    )
    assert [step for step, _ in alert["log"]] == ["acknowledge", "notes", "close"]
    assert alert["responders"] == [{"type": "team", "name": "Night"}]


def test_what_is_on_again_and_what_calls_somebody_is_made_again_at_opsgenie() -> None:
    side, again = far.FarOpsgenie(), sample_message(EventKind.REOPENED, key="six")
    call = replace(TRIAL, id="page-1", purpose=Purpose.WORD, thread=OPENED.incident)

    async def story(channel: Channel) -> None:
        for message in (OPENED, call, OVER, again, OVER, call):
            await channel.send(message, TARGET, None if message is OPENED else OPENED.incident, message.id)

    told("opsgenie", side, opsgenie, story)
    assert side.woken == [OPENED.incident] * 3, "a note on what was closed wakes nobody"


def test_an_outage_is_one_alert_of_alertmanager_though_it_gets_worse_and_ends_by_its_end() -> None:
    side = far.FarAlertmanager()

    async def story(channel: Channel) -> None:
        first = await channel.send(OPENED, TARGET, None, OPENED.id)
        (alert,) = side.alerts.values()
        assert alert["endsAt"] == "2026-03-05T12:00:00+00:00", "not by itself within minutes, as it would"
        second = await channel.send(replace(GREW, severity=5), TARGET, first.post_id, GREW.id)
        await channel.send(replace(OVER, severity=1), TARGET, second.post_id, OVER.id)

    told("alertmanager", side, alertmanager, story)
    (alert,) = side.alerts.values()
    assert alert["endsAt"] == OVER.at.isoformat()
    assert alert["startsAt"] == "2026-03-02T11:55:00+00:00", "when it began"
    wanted = {"alertname": "Outage", "incident": OPENED.incident, "service": "pictures"}
    assert alert["labels"] == {**wanted, "severity": "3", "team": "web"}


@pytest.mark.parametrize("kind", ["pagerduty", "opsgenie", "alertmanager"])
def test_a_test_leaves_no_alert_open(kind: str) -> None:
    sides: dict[str, tuple[Any, Any]] = {
        "pagerduty": (far.FarPagerDuty(), pagerduty),
        "opsgenie": (far.FarOpsgenie(), opsgenie),
        "alertmanager": (far.FarAlertmanager(), alertmanager),
    }
    side, settings = sides[kind]
    told(kind, side, settings, lambda channel: channel.send(TRIAL, TARGET, None, TRIAL.id))
    (alert,) = side.alerts.values()
    if kind == "pagerduty":
        assert alert[-1][0] == "resolve"
    elif kind == "opsgenie":
        assert alert["status"] == "closed"
    else:
        assert alert["endsAt"] == TRIAL.at.isoformat()


@pytest.mark.parametrize("kind", ["pagerduty", "opsgenie", "alertmanager"])
def test_a_pager_in_a_step_of_a_policy_rings_by_its_severity_and_is_rung_off_by_the_outage(
    kind: str, tmp_path: Path
) -> None:
    """Though it is told of nothing else: from the leg that calls to the far side."""
    sides: dict[str, tuple[Any, Any]] = {
        "pagerduty": (far.FarPagerDuty(), pagerduty),
        "opsgenie": (far.FarOpsgenie(), opsgenie),
        "alertmanager": (far.FarAlertmanager(), alertmanager),
    }
    side, settings = sides[kind]
    pager = Target("channel:pager", "pager", kind, route=Route(silent=True))
    step = Step((Whom(WhomKind.CHANNEL, "pager"),), 5)

    async def story(channel: Channel) -> None:
        database = open_database("sqlite://")
        far_side: Any = {"pager": channel}
        night = Night(database, tmp_path, far_side)
        await night.begin()
        await night.notices.put_targets([pager])
        await night.oncall.put_policy(replace(LADDER, steps=(step,)))
        await night.happens(severity=2)
        for said in (EventKind.CONFIRMED, EventKind.GREW, EventKind.RESOLVED):
            await night.announce.take(await night.incidents.pending())
            await night.tick()
            over = {"state": State.RESOLVED} if said is EventKind.RESOLVED else {}
            await night.happens(said, by="bob" if said is EventKind.CONFIRMED else OURSELVES, **over)
        await night.announce.take(await night.incidents.pending())
        await night.tick()
        await database.close()

    told(kind, side, settings, story)
    (alert,) = side.alerts.values()
    if kind == "pagerduty":
        assert [action for action, _ in alert] == ["trigger", "acknowledge", "resolve"]
        called = alert[0][1]
        assert (called["severity"], called["source"], called["component"]) == (
            "warning",
            "pictures",
            "Pictures",
        )
    elif kind == "opsgenie":
        assert (alert["priority"], alert["entity"], alert["status"]) == ("P4", "pictures", "closed")
        assert [made for made, _ in alert["log"]] == ["acknowledge", "close"]
    else:
        assert (alert["labels"]["severity"], alert["labels"]["service"]) == ("2", "pictures")
        assert alert["endsAt"] == NOON.isoformat()


@pytest.mark.parametrize("first", ["news", "call"])
def test_a_call_and_the_news_of_its_outage_are_one_alert_of_alertmanager(first: str) -> None:
    side = far.FarAlertmanager()
    call = replace(TRIAL, id="page-1", purpose=Purpose.WORD, thread=OPENED.incident)

    async def story(channel: Channel) -> None:
        earlier = None
        for message in (OPENED, call, OVER) if first == "news" else (call, OPENED, OVER):
            earlier = (await channel.send(message, TARGET, earlier, message.id)).post_id

    told("alertmanager", side, alertmanager, story)
    (alert,) = side.alerts.values()
    assert alert["endsAt"] == OVER.at.isoformat(), "none is left open for days"


@pytest.mark.parametrize(
    ("kind", "side", "settings", "means"),
    [
        (
            "pagerduty",
            far.FarPagerDuty(),
            {"routing_key": "wrong"},
            PermanentError,
        ),  # 400, as for all that is wrong
        ("opsgenie", far.FarOpsgenie(), {"key": "wrong"}, ConfigError),
        ("alertmanager", far.FarAlertmanager(), {"authorization": "Bearer wrong"}, ConfigError),
    ],
)
def test_a_wrong_key_is_told_and_not_repeated(
    kind: str, side: Any, settings: dict[str, str], means: type[Exception]
) -> None:
    async def story(channel: Channel) -> None:
        with pytest.raises(means) as fault:
            await channel.send(OPENED, TARGET, None, OPENED.id)
        assert "wrong" not in str(fault.value)

    told(kind, side, lambda url: {"server": url, **settings}, story)


def test_telegram_and_slack_carry_to_an_address_of_ones_own() -> None:
    chats: list[str] = []

    async def side(asked: far.Asked) -> far.Answer:
        chats.append(asked.document.get("chat_id") or asked.document.get("channel"))
        return far.Answer(200, {"ok": True, "result": {"message_id": 1}, "channel": "C", "ts": "1"})

    for kind, settings, address in (
        ("telegram", {"token": "1:x", "chat": "@town"}, "4711"),
        ("slack", {"token": "xoxb", "channel": "C012"}, "U0123"),
    ):
        own = Target("contact:x", kind, kind, address)
        told(
            kind,
            side,
            lambda url, settings=settings: {"server": url, **settings},  # type: ignore[misc]
            lambda channel, own=own: channel.send(OPENED, own, None, "k"),  # type: ignore[misc]
        )
    assert chats == ["4711", "U0123"]
