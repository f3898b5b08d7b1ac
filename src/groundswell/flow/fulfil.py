"""Fulfils wishes: finds the outage of each, asks as it eases whether it works again, and tells once when it is over, and once
what the desk has answered, or the program meanwhile.

It looks at how incidents stand, not at what happened to them: whatever is killed, the next look does what is left. So many
messages are under way at once, no more, and the announcer sends every other notice before them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from groundswell.core.model import Incident, State
from groundswell.core.notice import (
    AGAIN_PREFIX,
    CONFIRM_FOR,
    Route,
    Sender,
    Way,
    Wish,
    WishState,
    word,
)
from groundswell.core.statement import Text
from groundswell.core.status import hit_by
from groundswell.errors import UncertainError
from groundswell.flow.belong import is_on, is_over, told_of
from groundswell.flow.blame import Refusals
from groundswell.flow.follow import BEFORE, reach, stands
from groundswell.flow.seek import Seek
from groundswell.flow.undertake import Undertake, WishesConfig
from groundswell.ports import Clock, Incidents
from groundswell.ports.notices import Channel, Draft, Target
from groundswell.ports.questions import RELEASED, Question, Questions, QuestionState, Reply
from groundswell.ports.wishes import Fed, Occasion, Wishes

_log = structlog.get_logger(__name__)

_ASK_AT_ONCE_MAX: Final = 16
_SECONDS_MAX: Final = 20.0
"""after which a question for the yes that has no answer is given up, and tried again later"""
_ONCE_MORE: Final = timedelta(minutes=10)
"""after which a browser that has not answered is asked a second time, and never a third: a message to it may be lost, a letter is not"""
_BIND_EVERY: Final = timedelta(seconds=5)


class WishWords(Protocol):
    """The words of messages to those who wished, each in their language: (title, body)."""

    def yes(self, wish: Wish) -> tuple[str, str]:
        """Whether to tell this address at all."""
        ...

    def again(self, wish: Wish, incident: Incident) -> tuple[str, str]:
        """Whether it works again."""
        ...

    def over(self, wish: Wish, incident: Incident, *, more: bool = False) -> tuple[str, str]:
        """That it is over, or was none after all; `more`: an answer of the desk may still come."""
        ...

    def answered(self, wish: Wish, reply: Reply, *, more: bool) -> tuple[str, str]:
        """What the desk has answered, or the program while the question waited; `more`: the end of the outage is still told."""
        ...


class Fulfil:
    """The leg. `channels` are those of the settings, by name; `make_key` gives an unguessable word, `wake` calls the announcer."""

    def __init__(
        self,
        wishes: Wishes,
        questions: Questions,
        incidents: Incidents,
        undertake: Undertake,
        clock: Clock,
        channels: Mapping[str, Channel],
        sender: Sender,
        words: WishWords,
        config: WishesConfig,
        refusals: Refusals,
        *,
        make_key: Callable[[], str],
        ended_for: timedelta,
        answered_for: timedelta,
    ) -> None:
        """`ended_for` is kept what has ended, `answered_for` which reports of the journal were answers: as long as these, or nobody who
        has them forgotten would find theirs."""
        self._wishes = wishes
        self._questions = questions
        self._incidents = incidents
        self._undertake = undertake
        self._clock = clock
        self._sender = sender
        self._words = words
        self._config = config
        self._seek = Seek(wishes, clock, channels, refusals)
        self._make_key = make_key
        self._ended_for = ended_for
        self._answered_for = answered_for
        self._bound_at: datetime | None = None
        self.counts: Mapping[tuple[str, str], int] = {}
        """how many wishes there are, by (way, state), as last looked at"""
        self.became = undertake.became
        """messages to those who wished that were finished since the start, by what became of them"""

    async def run(self) -> int:
        """Tell what is due, once; return how many messages were put on their way. It waits for no far side."""
        while settled := await self._wishes.settle(self._clock.now()):
            self.became.update(settled)
        now = self._clock.now()
        if self._bound_at is None or abs(now - self._bound_at) >= _BIND_EVERY:
            self._bound_at = now
            await self._bind()
            await self._lapse(now)
            self.counts = await self._wishes.counts()
        return await self._feed_answers() + await self._feed()

    async def ask(self) -> None:
        """Put the question for the yes to some who were not asked yet, side by side. It goes beside `run`: a mail server that hangs
        keeps nobody from being told."""
        due = await self._wishes.to_ask(self._clock.now(), _ASK_AT_ONCE_MAX)
        done = await asyncio.gather(
            *map(self._ask, due), return_exceptions=True
        )  # each comes to its end first
        for fault in done:
            if isinstance(fault, BaseException):
                raise fault

    async def forget(self) -> int:
        """Forget who never said yes, and what ended long ago; how many went."""
        now = self._clock.now()
        return await self._wishes.forget(now - CONFIRM_FOR, now - self._ended_for, now - self._answered_for)

    # --- which outage ---

    async def _bind(self) -> None:
        unbound = await self._wishes.unbound()
        if not unbound:
            return
        since = min(unbound.values()) - BEFORE
        for incident in await self._incidents.list(since=since, limit=1_000):  # the latest first
            services = [slug for slug in hit_by(incident) if slug in unbound]
            stood = await stands(incident, self._incidents) if services else None
            if stood is not None and stood.state is not State.DISMISSED:
                await self._wishes.bind(incident.id, services, *self._reach(incident, stood))

    def _reach(self, incident: Incident, stood: Incident) -> tuple[datetime, datetime]:
        """The first and last time of reports that may belong to `incident`, which stands as `stood`."""
        first, last = reach(incident, stood)
        return first, last or self._clock.now()

    async def _lapse(self, now: datetime) -> None:
        unbound_before = now - self._undertake.unbound_for
        went = await self._wishes.lapse(unbound_before, now - timedelta(days=self._config.kept_days), now)
        if went:
            _log.info("wishes of which nothing came have been let go", wishes=went)

    # --- telling ---

    async def _feed(self) -> int:
        awaited = await self._wishes.awaited()
        room = self._config.at_once_max - await self._wishes.under_way() if awaited else 0
        went = 0
        for name in awaited:
            now = await stands(await self._incidents.get(name), self._incidents)
            if now is None:
                await self._wishes.unbind(name)
                continue
            is_none = now.state is State.DISMISSED
            if is_none and not is_over(now):
                await self._wishes.unbind(name)
            elif is_none:
                for other in await self._others(now):
                    await self._wishes.give_over(name, hit_by(other), *self._reach(other, other))
            if (is_none or is_over(now)) and room > went:  # whom a suspicion has left had their answer
                wishes = await self._wishes.to_tell(name, room - went)
                went += await self._put([await self._over(wish, now) for wish in wishes])
            elif now.state is State.EASING and room > went:
                again_before = self._clock.now() - _ONCE_MORE
                wishes = await self._wishes.to_question(name, room - went, again_before)
                went += await self._put([self._again(wish, now) for wish in wishes])
        return went

    async def _others(self, none: Incident) -> list[Incident]:
        """Other outages, to which reports may belong that were taken for this one's, which had opened and was ruled to be none. A suspicion
        is no outage: it may come to nothing, and who waits would hear nothing at all."""
        until = none.updated_at + BEFORE
        return [
            each
            for each in await self._incidents.list(since=none.began_at - BEFORE, limit=1_000)
            if each.id != none.id
            and each.state not in (State.DISMISSED, State.MERGED)
            and each.opened_at is not None
            and each.began_at <= until
        ]

    async def _feed_answers(self) -> int:
        """Tell those whose question the desk has answered, or the program while it waited. Who asked about an outage that is on is told its end too."""
        waiting = await self._wishes.answered(self._config.at_once_max)
        room = self._config.at_once_max - await self._wishes.under_way() if waiting else 0
        return await self._put(
            [each for wish in waiting[: max(room, 0)] if (each := await self._answer(wish))]
        )

    async def _answer(self, wish: Wish) -> Fed | None:
        question = await self._questions.get(wish.question)
        if question is None:
            return None
        reply = (
            await self._questions.reply(question.reply)
            if question.reply
            else _by_page(question, wish.language)
        )
        if reply is None:
            return None
        # Of which outage they asked the answer says, not what was taken for it while they waited.
        named = told_of(question, reply)
        outage = await stands(await self._incidents.get(named), self._incidents) if named else None
        if not question.reply and outage is not None and not is_on(outage):
            return await self._over(wish, outage)  # the program's answer would say that it is down
        more = is_on(outage)
        said = self._words.answered(wish, reply, more=more)
        state = WishState.WAITING if more else WishState.TELLING
        occasion = Occasion.ANSWERED if question.reply else Occasion.RELEASED
        return self._made(wish, state, said, occasion, named if more else "")

    async def _over(self, wish: Wish, incident: Incident) -> Fed:
        question = await self._questions.get(wish.question) if wish.question else None
        # The desk may have answered since the answers were looked for.
        untold = (QuestionState.WAITING, *([QuestionState.ANSWERED] if wish.answered_at is None else []))
        named = _of_service(wish, incident)
        if question is not None and question.state in untold:
            said = self._words.over(named, incident, more=True)
            return self._made(wish, WishState.WAITING, said, Occasion.OVER, "")
        return self._made(wish, WishState.TELLING, self._words.over(named, incident), Occasion.OVER)

    def _again(self, wish: Wish, incident: Incident) -> Fed:
        said = self._words.again(_of_service(wish, incident), incident)
        return self._made(wish, WishState.WAITING, said, Occasion.AGAIN, begins=AGAIN_PREFIX)

    def _made(
        self,
        wish: Wish,
        state: WishState,
        said: tuple[str, str],
        occasion: Occasion,
        incident: str | None = None,
        *,
        begins: str = "",
    ) -> Fed:
        now, url, key = self._clock.now(), self._undertake.page_url(wish), begins + self._make_key()
        draft = Draft(wish.target, key, None, "", now, now, said, url=url)
        target = self._target(wish)
        if state is WishState.TELLING:  # nothing more comes that could be stopped
            target = replace(target, unsubscribe_url="")
        return Fed(wish.id, state, target, draft, occasion, incident)

    async def _put(self, fed: Sequence[Fed]) -> int:
        return await self._wishes.feed(fed, self._clock.now())

    def _target(self, wish: Wish) -> Target:
        return Target(
            id=wish.target,
            channel=self._undertake.carriers.get(wish.way, ""),
            kind=wish.way.value,
            address=wish.address,
            language=wish.language,
            route=Route(silent=True),
            unsubscribe_url=f"{self._undertake.wish_url(wish)}/end",
        )

    # --- the yes ---

    async def _ask(self, wish: Wish) -> None:
        name = self._undertake.carriers.get(Way.EMAIL, "")
        if await self._seek.put(wish, name, lambda: self._asked(wish, name)):
            self.became["question"] += 1

    async def _asked(self, wish: Wish, name: str) -> None:
        key = f"confirm-{wish.id}"
        message = word(
            key,
            self._words.yes(wish),
            self._clock.now(),
            sender=self._sender,
            language=wish.language,
            url=self._undertake.yes_url(wish),
        )
        target = replace(self._target(wish), unsubscribe_url="")
        try:
            async with asyncio.timeout(_SECONDS_MAX):
                await self._seek.channel(name).send(message, target, None, key)
        except TimeoutError as fault:
            raise UncertainError(f"no answer within {_SECONDS_MAX:g} seconds") from fault


def _of_service(wish: Wish, incident: Incident) -> Wish:
    """Of a question that named no service the message names that of its outage."""
    return wish if wish.service else replace(wish, service=incident.service)


def _by_page(question: Question, language: str) -> Reply | None:
    """What the program has answered while the wish waited, as an answer of the desk would be told."""
    if question.told is None:
        return None
    body, told_in = question.told.text(language)
    sources = tuple(each.url for each in question.told.sources)
    text = Text(told_in, "", body)
    return Reply(RELEASED, question.service, (text,), "", question.at, sources, question.incident)
