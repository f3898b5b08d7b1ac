"""Who cannot be called, and why: told to whoever looks, kept with the call, and no reason for anybody else not to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from groundswell.core.access import Role
from groundswell.core.accounts import Grant, Scope
from groundswell.core.model import EventKind
from groundswell.core.oncall import Away, Step, Whom, WhomKind
from groundswell.ports.oncall import Reach
from tests.flow.test_call import ADA, BOB, CEM, LADDER, Night, lived
from tests.town import NOON


def test_whoever_is_on_call_and_cannot_be_called_is_as_good_as_nobody_and_it_is_said_why() -> None:
    async def story(night: Night) -> None:
        async def why() -> list[str]:
            night.clock.advance(timedelta(minutes=1))
            await night.tick()
            return night.lacking()

        assert await why() == []
        await night.oncall.put_reach(Reach("ada", ADA, "old", "email", "Old mail", NOON, "a@x.example"))
        on = "ada is on call by Ops, but "
        assert await why() == [f"{on}has no way to be called: the channel old of Old mail carries no calls"]
        await night.oncall.drop_reach(ADA, "ada")
        assert await why() == [f"{on}has no way to be called: never signed in"]
        await night.people.set_password(ADA, "digest")
        assert await why() == [f"{on}has no way to be called: has named none yet"]
        await night.people.allow(CEM, [Grant(Role.RESPONDER, Scope(("bank",)))])
        await night.oncall.put_policy(replace(LADDER, services=("bank", "pictures", "films")))
        assert (await why())[1:] == ["cem may not acknowledge outages of Films, Pictures"]
        await night.oncall.put_policy(replace(LADDER, services=("bank",)))
        assert len(await why()) == 1, "there cem may"
        await night.people.allow(CEM, [Grant(Role.VIEWER)])
        assert (await why())[1:] == ["cem has no role that may acknowledge an outage"]
        await night.people.add("keeper", [Grant(Role.ADMINISTRATOR)], NOON)
        await night.people.disable(CEM, NOON)
        assert (await why())[1:] == ["cem has an account that is switched off"]

    lived(story)


def test_who_may_acknowledge_none_of_what_is_hit_is_not_called_and_who_may_one_of_them_is() -> None:
    async def story(night: Night) -> None:
        await night.people.allow(ADA, [Grant(Role.RESPONDER, Scope(("bank",)))])
        await night.happens()
        await night.tick()
        assert night.rang() == {"cem": 1}
        night.clock.advance(timedelta(minutes=1))
        await night.happens(EventKind.REOPENED, members=("films", "pictures"))
        await night.minutes(1)
        assert night.rang() == {"cem": 2}
        night.clock.advance(timedelta(minutes=1))
        await night.happens(EventKind.REOPENED, members=("bank", "films", "pictures"))
        await night.minutes(1)
        assert night.rang() == {"ada": 1, "cem": 2}

    lived(story)


def test_where_a_step_leads_to_nobody_the_next_that_leads_to_somebody_is_called_and_none_is_left_out() -> (
    None
):
    async def story(night: Night) -> None:
        steps = [Step((Whom(WhomKind.ACCOUNT, str(number)),), 5) for number in (99, 98, BOB, CEM)]
        await night.oncall.put_policy(replace(LADDER, steps=tuple(steps)))
        await night.happens()
        await night.tick()
        assert night.rang() == {"bob": 1}
        await night.minutes(5)
        assert night.rang() == {"bob": 1, "cem": 1}
        (call,) = await night.oncall.calls()
        sent = await night.oncall.summoned([call.id])
        assert [(each.summons.rung, each.summons.account) for each in sent] == [
            (1, 99),
            (2, 98),
            (3, BOB),
            (4, CEM),
        ]

    lived(story)


def test_a_step_from_which_the_only_one_has_gone_is_told() -> None:
    async def story(night: Night) -> None:
        await night.oncall.erase_of(CEM, "cem")
        await night.tick()
        assert night.lacking() == ["Step 2 of Night names nobody any more"]
        assert [(gap.policy.id, gap.step) for gap in night.leg.gaps] == [("night", 2)]

    lived(story)


def test_the_second_round_says_so() -> None:
    async def story(night: Night) -> None:
        await night.oncall.put_policy(replace(LADDER, repeats=1))
        await night.happens()
        await night.minutes(16)
        assert [each.body.splitlines()[1] for each in night.far["ada"].messages] == [
            "Nobody has answered yet. Step 1 of 2 (Night).",
            "Nobody has answered yet. Step 1 of 2, round 2 (Night).",
        ]

    lived(story)


def test_where_nobody_is_on_call_the_next_step_is_called_and_it_is_said() -> None:
    async def story(night: Night) -> None:
        await night.oncall.add_away(Away(ADA, NOON, NOON + timedelta(hours=2)))
        await night.oncall.add_away(Away(BOB, NOON, NOON + timedelta(hours=2)))
        await night.happens()
        await night.tick()
        assert night.rang() == {"cem": 1}
        assert night.lacking() == ["Nobody is on call by Ops"]
        assert night.leg.done["nobody"] == 1
        (call,) = await night.oncall.calls()
        sent = [(each.summons.rung, each.summons.words) for each in await night.oncall.summoned([call.id])]
        assert sent == [(1, "nobody is on call by Ops"), (2, "")], "who was called says of whom, and why not"
        assert "Step 2 of 2 (Night)" in night.far["cem"].messages[0].body, "it is the step that it is"
        night.clock.set(NOON + timedelta(hours=2))
        await night.tick()
        assert night.lacking() == []

    lived(story)
