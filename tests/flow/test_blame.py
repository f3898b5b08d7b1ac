"""Whose fault it is that something was not taken, and what follows for whom: on real SQLite."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.model import EventKind
from groundswell.core.notice import REFUSALS_MAX, Fault, NoticeState, Route, TargetState
from groundswell.errors import (
    ConfigError,
    GoneError,
    GroundswellError,
    LaterError,
    PermanentError,
    RecoverableError,
    UncertainError,
)
from groundswell.flow.blame import Refusals, fault_of
from groundswell.stores.relational import RelationalNotebook
from tests.flow.test_announce import HOOK, MAIL, Far, House, lived


@pytest.mark.parametrize(
    ("raised", "fault"),
    [
        (RecoverableError("busy"), Fault("busy")),
        (LaterError("later", 7.0), Fault("later", wait_seconds=7.0)),
        (UncertainError("no answer"), Fault("no answer", unsure=True)),
        (ConfigError("535 no"), Fault("535 no", ours=True)),
        (PermanentError("404 no"), Fault("404 no", lasting=True)),
        (GoneError("410 no"), Fault("410 no", lasting=True, gone=True)),
    ],
)
def test_what_a_channel_raises_says_whether_the_receiver_refuses_or_we_are_refused_or_it_may_pass(
    raised: GroundswellError, fault: Fault
) -> None:
    assert fault_of(raised) == fault


def test_the_address_that_something_was_for_does_not_stand_in_what_is_told_of_it() -> None:
    assert fault_of(PermanentError("no Anna@x.org here"), "anna@x.org").words == "no (the address) here"


def test_where_we_are_refused_the_target_stays_on_and_the_owner_hears_once_who_has_to_act() -> None:
    hook, mail = Far(*[ConfigError("401 what token?")] * 5), Far()
    silent = replace(MAIL, route=Route(silent=True))

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        for _ in range(5):
            await house.leg.deliver()
            house.clock.advance(timedelta(minutes=3))
        assert {each.state for each in await house.notices.targets()} == {TargetState.ON}
        (told,) = (await house.refusals.standing()).items()
        assert (told[0], told[1].why) == ("hook", "401 what token?")
        again = Refusals(RelationalNotebook(house.database), house.clock)
        assert list(await again.standing()) == ["hook"], "another process reads it, too"
        await house.leg.deliver()
        assert await house.refusals.standing() == {}
        assert (await house.states())[0] is NoticeState.SENT

    lived(story, {"hook": hook, "mail": mail}, (HOOK, silent))
    assert [what for _, what, _, _ in hook.taken] == ["opened"]
    (word,) = mail.messages
    assert word.title == "Town Watch: the channel hook is refused"
    assert "401 what token?" in word.body


def test_one_letter_that_is_not_taken_says_nothing_of_the_channel_and_a_start_begins_anew() -> None:
    async def story(house: House) -> None:
        for _ in range(3 * REFUSALS_MAX):
            await house.refusals.heard("mail", Fault("554 spam", ours=True))
            await house.refusals.heard("mail", None)
            await house.refusals.heard("mail", Fault("550 no such user", lasting=True))
            assert await house.refusals.standing() == {}
        for _ in range(REFUSALS_MAX):
            await house.refusals.heard("mail", Fault("554 no", ours=True))
        assert list(await house.refusals.standing()) == ["mail"]
        await Refusals(RelationalNotebook(house.database), house.clock).begin()
        assert await house.refusals.standing() == {}

    lived(story, {}, ())


def test_a_target_whose_channel_the_settings_no_longer_name_stays_on_and_is_told_once_they_do() -> None:
    channels: dict[str, Far] = {"mail": Far()}

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        for _ in range(5):
            await house.leg.deliver()
            house.clock.advance(timedelta(minutes=3))
        assert {each.state for each in await house.notices.targets()} == {TargetState.ON}
        assert (await house.states())[0] is NoticeState.WAITING
        channels["hook"] = Far()
        await house.leg.deliver()
        assert (await house.states())[0] is NoticeState.SENT

    lived(story, channels)
