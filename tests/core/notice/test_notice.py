"""Who is told what, and when to try again: all of it without a world."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import Event, EventKind, State
from groundswell.core.notice import (
    Fault,
    NoticeState,
    Purpose,
    Route,
    Sender,
    Sort,
    TargetState,
    after,
    compose,
    expires_at,
    hears,
    stale,
    word,
)
from groundswell.core.notice.retry import END_EXPIRY, EXPIRY, LONGEST_WAIT, REFUSALS_MAX, wait
from tests.town import NOON, incident, town

TOWN = town()
OPEN = incident()
SENDER = Sender("Town Watch", "https://watch.example")


def happened(kind: EventKind = EventKind.OPENED, **told: object) -> Event:
    return Event(OPEN.id, kind, NOON, "A note.", after=OPEN, **told)  # type: ignore[arg-type]


def is_told(
    route: Route, kind: EventKind = EventKind.OPENED, *, heard: bool = False, **stood: object
) -> bool:
    return hears(route, happened(kind), replace(OPEN, **stood), TOWN, heard=heard)  # type: ignore[arg-type]


def test_a_route_that_names_nothing_hears_of_every_outage_and_of_no_suspicion() -> None:
    assert is_told(Route())
    assert is_told(Route(), EventKind.RESOLVED)
    assert not is_told(Route(), EventKind.PEAKED)
    suspected: dict[str, Any] = {"state": State.SUSPECTED, "opened_at": None}
    assert not is_told(Route(), EventKind.SUSPECTED, **suspected)
    assert not is_told(Route(), EventKind.GREW, **suspected)
    assert is_told(Route(suspicions=True), EventKind.SUSPECTED, **suspected)
    assert is_told(Route(suspicions=True), EventKind.GREW, **suspected)


def test_what_the_operator_says_is_told_of_a_suspicion_and_in_a_window_too_and_then_how_it_ends() -> None:
    suspected: dict[str, Any] = {"state": State.SUSPECTED, "opened_at": None}
    assert is_told(Route(), EventKind.STATED, **suspected)
    assert not is_told(Route(severity_min=5), EventKind.STATED, **suspected, severity=1)
    ended: dict[str, Any] = {**suspected, "state": State.DISMISSED}
    assert is_told(Route(), EventKind.DISMISSED, heard=True, **ended)
    assert not is_told(Route(), EventKind.DISMISSED, **ended)
    assert is_told(Route(), EventKind.STATED, planned="window")
    assert not is_told(Route(), EventKind.OPENED, planned="window")
    assert is_told(Route(), EventKind.RESOLVED, heard=True, planned="window")
    assert not is_told(Route(), EventKind.RESOLVED, planned="window")


def test_a_route_hears_of_its_services_and_of_its_categories_also_among_several() -> None:
    assert is_told(Route(services=("pictures",)))
    assert not is_told(Route(services=("bank",)))
    assert is_told(Route(services=("bank",)), members=("pictures", "bank"))
    assert is_told(Route(categories=("social",)))
    assert not is_told(Route(categories=("bank",)))
    assert is_told(Route(services=("bank",), categories=("social",)))


def test_who_has_heard_of_an_outage_hears_how_it_ends_however_mild_it_is_by_then() -> None:
    route = Route(severity_min=3)
    assert not is_told(route, severity=2)
    assert is_told(route, severity=3)
    assert is_told(route, EventKind.RESOLVED, heard=True, severity=1)
    assert not is_told(route, EventKind.RESOLVED, severity=1)


def test_kinds_that_are_named_are_all_that_is_heard() -> None:
    route = Route(kinds=(EventKind.PEAKED,))
    assert is_told(route, EventKind.PEAKED)
    assert not is_told(route, EventKind.OPENED)
    assert not is_told(Route(silent=True))


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_waits_grow_to_a_bound_and_are_never_shorter_than_half_of_what_they_could_be(
    attempt: int, roll: float
) -> None:
    assert wait(attempt, 0.0) <= wait(attempt, roll) <= LONGEST_WAIT
    assert wait(attempt, 0.0) * 2 >= wait(attempt, roll)
    assert wait(attempt + 1, 0.0) >= wait(attempt, 0.0)


def test_what_may_pass_is_tried_again_as_long_as_it_is_worth_telling_however_often_that_is() -> None:
    busy, expires = Fault("busy"), NOON + EXPIRY
    first = after(1, busy, 0, NOON, expires, 0.5)
    assert (first.state, first.target_state) == (NoticeState.WAITING, TargetState.ON)
    assert first.due_at > NOON
    refused = after(100, Fault("535", ours=True), 2, NOON, expires, 0.5)
    assert (refused.state, refused.target_state, refused.failures) == (NoticeState.WAITING, TargetState.ON, 2)
    late = after(3, busy, 0, expires - timedelta(seconds=1), expires, 0.5)
    assert late.state is NoticeState.EXPIRED
    told = after(1, Fault("later", wait_seconds=600), 0, NOON, expires, 0.0)
    assert told.due_at == NOON + timedelta(seconds=600)


def test_what_was_wished_is_worth_telling_for_a_day_a_call_for_an_hour_and_a_question_for_a_quarter() -> None:
    lasts = {sort: expires_at(None, NOON, sort=sort) - NOON for sort in Sort}
    assert lasts == {
        Sort.NEWS: timedelta(hours=6),
        Sort.CALL: timedelta(hours=1),
        Sort.WISH: timedelta(hours=24),
        Sort.ASKS: timedelta(minutes=15),
    }


def test_a_target_that_refuses_again_and_again_is_left_alone_and_one_that_is_gone_at_once() -> None:
    refused, expires = Fault("404", lasting=True), NOON + EXPIRY
    stands = [after(1, refused, failures, NOON, expires, 0.5) for failures in range(REFUSALS_MAX)]
    assert [each.state for each in stands] == [NoticeState.FAILED] * REFUSALS_MAX
    assert [each.target_state for each in stands][-2:] == [TargetState.ON, TargetState.DISABLED]
    gone = after(1, Fault("410", lasting=True, gone=True), 0, NOON, expires, 0.5)
    assert gone.target_state is TargetState.DISABLED


def test_nothing_stale_is_told_after_a_recovery() -> None:
    opened, resolved = EventKind.OPENED, EventKind.RESOLVED
    expires = expires_at(opened, NOON)
    assert not stale(opened, expires, NOON, (), ())
    assert stale(opened, expires, NOON + EXPIRY, (), ())
    assert stale(opened, expires, NOON, (), (EventKind.GREW, resolved))
    assert not stale(opened, expires, NOON, (), (EventKind.GREW,))
    stated, merged = EventKind.STATED, EventKind.MERGED
    assert stale(stated, expires, NOON, (), (resolved,)), "it is over: what was being done is no news"
    assert not stale(stated, expires, NOON, (), (resolved,), closes=True), (
        "the closing words are the operator's"
    )
    assert not stale(stated, expires, NOON, (), (merged,)), "the outage is on, as a part of another"
    assert stale(EventKind.GREW, expires, NOON, (), (merged,))
    assert expires_at(stated, NOON, closes=True) == NOON + END_EXPIRY
    end = expires_at(resolved, NOON)
    assert end == NOON + END_EXPIRY
    assert not stale(resolved, end, NOON, (NoticeState.SENT, NoticeState.EXPIRED), ())
    assert stale(resolved, end, NOON, (NoticeState.EXPIRED, NoticeState.FAILED), ())
    assert not stale(resolved, end, NOON, (), ())


def test_a_message_says_the_sentences_of_the_page_in_the_language_of_its_target() -> None:
    grew = happened(EventKind.GREW)
    message = compose("k", grew, OPEN, [happened(), grew], sender=SENDER, catalog=TOWN)
    assert message.title == "Pictures: outage"
    assert message.body.splitlines()[0] == "A note."
    assert message.body.splitlines()[1].startswith("Since 11:30 UTC people report trouble with Pictures")
    assert message.url == "https://watch.example/incidents/pictures-2026-03-02"
    assert (message.thread, message.id, message.purpose) == (OPEN.id, "k", Purpose.EVENT)
    assert message.background is not None
    assert [event.kind for event in message.background.events] == [EventKind.OPENED, EventKind.GREW]
    german = compose("k", grew, OPEN, [grew], sender=SENDER, catalog=TOWN, language="de")
    assert german.title != message.title
    assert "11:30 UTC" in german.body


def test_a_message_knows_nothing_of_what_happened_after_its_event() -> None:
    later = Event(OPEN.id, EventKind.RESOLVED, NOON, "Over.", after=replace(OPEN, ratio=1.0))
    message = compose("k", happened(), OPEN, [happened(), later], sender=SENDER, catalog=TOWN)
    assert message.background is not None
    assert message.background.events == (happened(),)


def test_what_an_operator_says_is_told_in_its_own_words_and_an_exercise_is_called_one() -> None:
    drill = replace(SENDER, is_exercise=True)
    message = compose(
        "k", happened(), OPEN, [], sender=drill, catalog=TOWN, said=("We know", "We work on it.")
    )
    assert message.title == "This is an exercise: none of it is happening now. We know"
    assert message.body == "We work on it."
    assert message.is_exercise
    assert word("k", ("A", "B"), NOON, sender=drill).text == "A\n\nB\n\nhttps://watch.example"


@pytest.mark.parametrize("letters", [10, 60, 80, 120, 300])
def test_a_text_that_is_too_long_is_cut_before_its_address(letters: int) -> None:
    message = compose(
        "k", happened(), OPEN, [], sender=SENDER, catalog=TOWN, said=("Pictures: outage", "word " * 100)
    )
    text = message.within(letters)
    assert len(text) <= letters
    assert "…" in text
    if letters >= 80:
        assert text.endswith(message.url)
    assert message.within(10_000) == message.text


def test_a_message_leads_to_the_page_in_its_own_language() -> None:
    def url(language: str) -> str:
        return compose("key", happened(), OPEN, (), sender=SENDER, catalog=TOWN, language=language).url

    assert url("en") == f"https://watch.example/incidents/{OPEN.id}"
    assert url("es") == f"https://watch.example/es/incidents/{OPEN.id}"
