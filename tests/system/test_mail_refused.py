"""Our own mail server will not have us, for hours: whoever waits is told when it takes letters again, and the desk says who has to act."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import EventKind, State
from groundswell.core.notice import Subscription, TargetState, WishState
from groundswell.ports.oncall import Reach
from tests.system.test_subscriptions import ANNA, Story, lived
from tests.system.test_wishes import reported, stands, wished

pytestmark = pytest.mark.system
REFUSED = "550 5.7.1 this sender is not ours"


async def pass_by(life: Story, hours: float, minutes: int = 10) -> None:
    """The legs at work for so long, so often."""
    for _ in range(round(hours * 60 / minutes)):
        life.clock.advance(timedelta(minutes=minutes))
        await life.instance.signed.attend.run()
        await life.instance.wished.fulfil.ask()
        await life.instance.wished.fulfil.run()
        await life.instance.announce.deliver()
    await life.instance.wished.fulfil.run()


def test_while_the_server_refuses_us_nobody_is_switched_off_and_everybody_is_told_once_it_does_not(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await life.confirmed(services=["pictures"])
        await wished(life, await reported(life), address="bob@example.org")
        phone = Reach("phone", 1, "mail", "email", "Phone", life.clock.now(), "ada@example.org")
        await life.instance.called.oncall.put_reach(phone)
        life.mail.letters.clear()
        life.mail.of_sender = REFUSED
        await stands(life, State.OPEN)
        await life.happens(EventKind.OPENED, named="pictures-0")
        await life.sign_up(address="cem@example.org")
        new = await reported(life)
        asked = {"way": "email", "address": "dan@example.org"}
        assert (await life.ask("POST", f"/api/v1/receipts/{new}/wish", json=asked)).status_code == 202
        await life.instance.announce.say(phone.target, "A call", "Look")
        await pass_by(life, 0.5)
        await stands(life, State.RESOLVED)
        await pass_by(life, 5, minutes=20)
        assert life.mail.letters == []
        stood = await life.instance.called.notices.targets(opened=False)
        assert {each.state for each in stood} == {TargetState.ON}
        told = (await life.instance.called.refusals.standing())["mail"]
        assert told.why == "the mail server answered 550: 5.7.1 this sender is not ours"
        life.mail.of_sender = ""
        await life.happens(EventKind.OPENED, named="pictures-2")
        await pass_by(life, 1)
        took = Counter(letter["To"] for letter in life.mail.letters)
        assert set(took) == {ANNA, *(f"{name}@example.org" for name in ("ada", "bob", "cem", "dan"))}
        assert took["bob@example.org"] == 1
        assert await life.instance.called.refusals.standing() == {}

    lived(tmp_path, story)


def test_a_relay_that_is_away_for_a_night_costs_a_question_and_no_receipt_and_for_days_the_page_says_so(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        receipt = await reported(life)
        await wished(life, receipt, asks=True)
        life.mail.letters.clear()
        await stands(life, State.OPEN)
        life.mail.of_sender = "451 4.3.0 away"
        await stands(life, State.EASING, eased_at=life.clock.now())
        await pass_by(life, 0.5)
        await stands(life, State.RESOLVED)
        await pass_by(life, 9, minutes=30)
        life.mail.of_sender = ""
        await pass_by(life, 0.5)
        (over,) = life.mail.letters
        assert over["Subject"] == "Pictures: outage, over", "and no question whether it works again"
        await stands(life, State.OPEN, "pictures-2")
        await wished(life, receipt := await reported(life))
        life.mail.of_sender = "451 4.3.0 away"
        await stands(life, State.RESOLVED, "pictures-2")
        await pass_by(life, 25, minutes=60)
        page = (await life.ask("GET", f"/r/{receipt}")).text
        assert "our last message to you did not get through, or nobody knows whether it did" in page
        (wish,) = await life.instance.wished.undertake.of("report:2")
        assert (wish.state, wish.address) == (WishState.UNTOLD, "")

    lived(tmp_path, story)


def test_one_address_that_no_letter_can_carry_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.sign_up(address="Bob@Müller.example")
        found = await life.instance.signed.subscribe.of_address("bob@müller.example")
        assert [each.address for each in found] == ["bob@xn--mller-kva.example"]
        refused = {"way": "email", "address": "änna@town.example"}
        assert (await life.ask("POST", "/api/v1/subscriptions", json=refused)).status_code == 422
        fails = life.instance.signed.subscribe.confirm_url

        def once(subscription: Subscription) -> str:
            life.instance.signed.subscribe.confirm_url = fails  # type: ignore[method-assign]
            raise UnicodeEncodeError("ascii", "ü", 0, 1, "a bug")

        life.instance.signed.subscribe.confirm_url = once  # type: ignore[method-assign]
        await life.sign_up(address="cem@example.org")
        await life.settled()
        assert len(life.mail.letters) == 1, "the others are asked all the same"
        await pass_by(life, 0.5)
        assert {each["To"] for each in life.mail.letters} == {"bob@xn--mller-kva.example", "cem@example.org"}

    lived(tmp_path, story)


def test_no_address_stands_in_the_clear_because_a_server_repeats_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(life: Story) -> None:
        await life.confirmed(services=["pictures"])
        await life.sign_up(address="bob@example.org")
        life.mail.replies = ["550 5.2.0 <bob@example.org> is full"]
        await life.settled()
        life.mail.replies = [f"550 5.2.0 <{ANNA.upper()}> is full", f"451 4.2.0 {ANNA} later"]
        await life.happens(EventKind.OPENED)
        await life.happens(EventKind.OPENED, named="pictures-2")
        assert life.mail.replies == []
        told = [each.error for each in await life.instance.called.notices.list()]
        assert "the mail server answered 451: 4.2.0 (the address) later" in told
        said = life.bytes_on_disk().lower() + "".join(capsys.readouterr()).lower().encode()
        for address in (ANNA, "bob@example.org"):
            assert address.encode() not in said

    lived(tmp_path, story)
