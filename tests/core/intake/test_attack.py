"""When the intake counts as flooded, and how it comes to rest again."""

from datetime import UTC, datetime, timedelta

import pytest

from groundswell.core.intake.attack import TABLE, Alert, Pressure, Threshold, Watchman
from groundswell.core.model import Drop

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Gate:
    """Counters that only rise, looked at every five seconds."""

    def __init__(self) -> None:
        self.watchman = Watchman(Threshold())
        self.at = NOON
        self.drops = dict.fromkeys(Drop, 0)
        self.accepted = 0
        self.watchman.look(self.at, self.drops, self.accepted)

    def spend(
        self, minutes: float, *, flood: float = 0, taken: float = 0, reason: Drop = Drop.FLOOD
    ) -> Alert:
        """Let so many minutes pass with so many drops and reports a minute; the state at the end."""
        for step in range(1, int(minutes * 12) + 1):
            self.at += timedelta(seconds=5)
            self.drops[reason] += int(step * flood / 12) - int((step - 1) * flood / 12)
            self.accepted += int(step * taken / 12) - int((step - 1) * taken / 12)
            self.watchman.look(self.at, self.drops, self.accepted)
        return self.watchman.alert


def test_a_flood_puts_the_intake_on_guard_within_minutes() -> None:
    gate = Gate()
    assert gate.spend(1, flood=400, taken=30) is Alert.CALM
    assert gate.spend(1, flood=400, taken=30) is Alert.GUARDED


@pytest.mark.parametrize("reason", [Drop.ROBOT, Drop.HOSTING, Drop.FLOOD])
def test_every_kind_of_hostile_drop_counts(reason: Drop) -> None:
    assert Gate().spend(5, flood=200, reason=reason) is Alert.GUARDED


@pytest.mark.parametrize("reason", [Drop.MALFORMED, Drop.TOO_OLD, Drop.UNKNOWN_SERVICE])
def test_mistakes_of_people_are_no_attack(reason: Drop) -> None:
    assert Gate().spend(20, flood=2_000, reason=reason) is Alert.CALM


def test_a_crowd_in_which_some_are_dropped_is_no_attack() -> None:
    assert Gate().spend(30, flood=4_000, taken=6_000) is Alert.CALM


def test_few_drops_are_no_attack_even_if_nobody_else_is_there() -> None:
    assert Gate().spend(60, flood=50) is Alert.CALM


def test_the_guard_is_given_up_in_two_steps_when_the_flood_has_ended() -> None:
    gate = Gate()
    gate.spend(5, flood=400)
    assert gate.spend(12) is Alert.GUARDED  # the last five minutes still hold some of it for a while
    assert gate.spend(3) is Alert.EASING
    assert gate.spend(20) is Alert.EASING
    assert gate.spend(20) is Alert.CALM


def test_a_flood_that_comes_back_is_met_sooner() -> None:
    gate = Gate()
    gate.spend(5, flood=400)
    gate.spend(20)
    assert gate.spend(5, flood=70) is Alert.GUARDED
    assert Gate().spend(5, flood=70) is Alert.CALM


def test_a_flood_that_goes_on_keeps_the_guard_up() -> None:
    gate = Gate()
    gate.spend(5, flood=400)
    assert gate.spend(120, flood=400) is Alert.GUARDED


def test_a_clock_that_is_set_back_does_not_leave_the_guard_up_for_good() -> None:
    gate = Gate()
    gate.spend(5, flood=400)
    gate.at -= timedelta(hours=5)
    gate.spend(30)
    assert gate.spend(30) is Alert.CALM


def test_every_state_can_be_left_and_reached() -> None:
    assert {state for state, _ in TABLE} == set(Alert) == set(TABLE.values())
    assert {pressure for _, pressure in TABLE} == set(Pressure)
