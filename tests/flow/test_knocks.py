"""Who knocks at a bot's door is let in, however many questions wait: real tables, a clock that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from groundswell.ports.correspondence import Heard, Knock, KnockKind, Post
from tests.flow.test_correspond import Office, office


def test_who_knocks_is_let_in_once_while_no_post_can_be_taken(tmp_path: Path) -> None:
    knocks: list[Knock] = []
    opened_to: list[str] = []

    class Social:
        async def hear(self, _cursor: str) -> Heard:
            return Heard([Post("social 7", "7", "How do I change my name?", "bo", "7")], "7", knocks=knocks)

    async def let_in(_name: str, knock: Knock) -> None:
        opened_to.append(knock.address)

    async def story(one: Office) -> None:
        one.receive._let_in = let_in
        config = one.asker.config
        for address, most in (("5", 0), ("6", 0), ("", config.inbound_waiting_max)):
            one.asker.config = replace(config, inbound_waiting_max=most)
            knocks.extend([Knock(KnockKind.START, address)] if address else [])
            await one.receive.hear()
            one.room.clock.advance(timedelta(hours=2))
            assert (opened_to, one.receive.taken.total()) == (
                [each.address for each in knocks],
                int(most > 0),
            )

    office(tmp_path, story, ear=Social())


def test_at_a_door_posts_that_cannot_be_taken_keep_nobody_behind_them_waiting(tmp_path: Path) -> None:
    opened_to: list[str] = []

    class Bot:
        async def hear(self, cursor: str) -> Heard:
            at = int(cursor or 0)
            post = Post(f"bot {at}", "7", f"How do I change my name {at}?", "bo", f"{at}")
            return Heard([post], str(at + 1), knocks=[Knock(KnockKind.STOP, f"{at}")] if at else [])

    async def let_in(_name: str, knock: Knock) -> None:
        opened_to.append(knock.address)

    async def story(one: Office) -> None:
        one.receive._let_in, one.receive._door = let_in, ("social", Bot())  # type: ignore[assignment]
        one.asker.config = replace(one.asker.config, inbound_waiting_max=0)
        for _ in range(4):
            await one.receive.hear()
            one.room.clock.advance(timedelta(seconds=30))
        assert opened_to == ["1", "2"], "the first posts wait once; the next do not"
        assert one.receive.refused == {("social", "too_many"): 3}
        one.asker.config = replace(one.asker.config, inbound_waiting_max=1)
        await one.receive.hear()
        assert one.receive.taken == {"social": 1}
        one.room.clock.advance(timedelta(hours=2))
        await one.receive.hear()
        assert one.receive.refused == {("social", "too_many"): 3}, (
            "the next posts of another day wait once, too"
        )

    office(tmp_path, story, ear=Bot())
