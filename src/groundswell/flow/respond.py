"""Answers go back by the way that the question came: once, into its thread, and never to who is not known. One that takes the place
of another goes out once more, and says so; and so does, once, the end of the outage that it told of.

It is noted that an answer goes out before it does, and that it was taken the moment that is known: after a crash the little
between goes once more, as the same letter, and never a third time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from groundswell.core.model import Incident
from groundswell.core.notice import WISH_EXPIRY, Fault, Message, Sender
from groundswell.core.notice.retry import wait
from groundswell.errors import ConfigError, GroundswellError, RecoverableError
from groundswell.flow.belong import is_over, told_of
from groundswell.flow.blame import Refusals, fault_of
from groundswell.flow.follow import stands
from groundswell.flow.write import Endings, Pages, Write, says_end
from groundswell.ports import Clock, Incidents
from groundswell.ports.correspondence import MAIL, Correspondence, Correspondent, Going, GoingLog, WayBack
from groundswell.ports.notices import UNREADABLE, Channel, Target
from groundswell.ports.questions import RELEASED, Question, Questions, QuestionSource, QuestionState, Reply

_log = structlog.get_logger(__name__)

_END: Final = "end"
"""what the end of the outage is called here, which is no answer"""
_SAID: Final = "said"
"""the same where it needs no telling: the answer knew it"""
_OFF: Final = "off"
"""what is put off is called here: its asker was told as often as may be within an hour"""
_HOUR: Final = timedelta(hours=1)
_LOOK: Final = timedelta(seconds=5)
_LATER: Final = timedelta(minutes=10)
_AT_ONCE: Final = 8
_UNTOLD_MAX: Final = 200
_ATTEMPTS_MIN: Final = 8
"""So often what was said too long ago is tried all the same: the program may have been away."""
_SECONDS_MAX: Final = 30.0
_ROUNDS_MAX: Final = 50
_UNSURE_MAX: Final = 2
"""so often something begins to go of which nobody knows whether it went, where the far side cannot tell a repetition"""
_KEPT_TWICE: Final = 2
"""Marks stay this many times as long as addresses: by them a loop is known."""


class Respond:
    """The leg, and a Hearer of what the desk answers. `channels` are all that the settings name; `mail` is that which carries
    letters; of those in `repeatable` the far side knows a repetition by its key."""

    def __init__(
        self,
        correspondence: Correspondence,
        questions: Questions,
        incidents: Incidents,
        pages: Pages,
        clock: Clock,
        channels: Mapping[str, Channel],
        sender: Sender,
        endings: Endings,
        going: GoingLog,
        refusals: Refusals,
        *,
        mail: str = "",
        repeatable: Collection[str] = (),
        replies_hour_max: int,
        address_days: int,
        roll: Callable[[], float],
        tells_end: bool = True,
    ) -> None:
        self._correspondence = correspondence
        self._questions = questions
        self._incidents = incidents
        self._clock = clock
        self._channels = channels
        self._going = going
        self._refusals = refusals
        self._mail = mail
        self._repeatable = frozenset(repeatable) - {MAIL}
        self._replies_hour_max = replies_hour_max
        self._address_for = timedelta(days=address_days)
        self._roll = roll
        self._tells_end = tells_end
        self._write = Write(incidents, pages, sender, endings, tells_end=tells_end)
        self._wake = asyncio.Event()
        self._unsettled: list[tuple[Correspondent, WayBack, datetime | None, str]] = []
        """what became of those that the store could not be told of; it is told first in the next look"""
        self.told: Counter[tuple[str, str]] = Counter()
        """what became of answers since the start, by (way, state)"""
        self.held_back: Counter[str] = Counter()
        """answers of the program that were left to the desk in the end, by way: their askers had been told enough"""
        self.waiting: Mapping[str, int] = {}
        """who waits for an answer, by way, as last looked at"""

    async def begin(self) -> None:
        """Pick up what was going out when the last run ended: what had not begun to go is due, and so is, once, what had and may not
        have been taken."""
        begun, taken, was = Counter[str](), dict[str, str](), Counter[WayBack]()
        for each in self._going.noted():
            begun[each.question] += not each.told
            taken |= {each.question: each.told} if each.told else {}
        now = self._clock.now()
        for who in await self._correspondence.going():
            tried = begun.pop(who.question, 0)
            if who.question in taken:
                await self._became(who, WayBack.TOLD, None, taken[who.question])
                was[WayBack.TOLD] += 1
            elif tried < _UNSURE_MAX or who.way in self._repeatable:
                await self._correspondence.settle(who.question, WayBack.READY, now, now, is_tried=tried > 0)
                was[WayBack.READY] += 1
            else:
                await self._became(who, WayBack.UNSURE, None, "")
                was[WayBack.UNSURE] += 1
        # What the last start put back and has not gone since still counts.
        due = {
            who.question
            for who in (await self._correspondence.of([*begun])).values()
            if who.state is WayBack.READY
        }
        self._going.forget({*begun, *taken} - due)
        if was:
            _log.info(
                "answers were going out when the program ended", **{str(each): was[each] for each in was}
            )
        self._wake.set()

    def ready(self) -> None:
        """Something may go out."""
        self._wake.set()

    async def answered(self, questions: object, reply: object) -> None:  # noqa: ARG002
        """See ports.questions.Hearer: what was answered is looked for in the store, so that nothing is forgotten."""
        self._wake.set()

    async def wait(self) -> None:
        """Return when something may go out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK.total_seconds()):
                await self._wake.wait()
        self._wake.clear()

    async def run(self) -> int:
        """Send what is due, within bounds; how many went."""
        while self._unsettled:
            await self._became(*self._unsettled[0])
            del self._unsettled[0]
        await self._find_answers()
        await self._find_ends()
        before = self.told.total()
        for _ in range(_ROUNDS_MAX):
            claimed = await self._correspondence.claim(self._clock.now(), _AT_ONCE)
            if not claimed:
                break
            # All come to their end, whatever happens to one: what went on beside the next look would go uncounted by it.
            ended = await asyncio.gather(*map(self._settled_in_turn, _apart(claimed)), return_exceptions=True)
            if faults := [each for each in ended if each is not None]:
                raise faults[0]
        counts = await self._correspondence.counts()
        ways = {way for way, _ in counts}
        states = (WayBack.WAITING, WayBack.READY)
        self.waiting = {way: sum(counts.get((way, state), 0) for state in states) for way in ways}
        return self.told.total() - before

    async def forget(self) -> int:
        """Wipe addresses that were kept for their time, forget marks of long ago; how many went."""
        now = self._clock.now()
        return await self._correspondence.forget(
            now, now - self._address_for, now - _KEPT_TWICE * self._address_for
        )

    async def _find_answers(self) -> None:
        """Who waits for an answer that the desk, or by now the program, has given is to be told."""
        await self._correspondence.make_released_ready(self._clock.now())
        for source in (QuestionSource.MAIL, QuestionSource.CHANNEL):
            for _ in range(_ROUNDS_MAX):
                found = await self._questions.untold(source, _UNTOLD_MAX)
                await self._correspondence.make_ready([each.id for each in found], self._clock.now())
                await self._questions.note_told({each.id: each.reply for each in found})
                if len(found) < _UNTOLD_MAX:
                    break

    async def _find_ends(self) -> None:
        """Who was told of an outage that is over by now is to be told that."""
        if not self._tells_end:
            return
        for name in await self._correspondence.awaited():
            if await self._over(name) is not None:
                await self._correspondence.make_end_ready(name, self._clock.now())

    async def _over(self, incident: str) -> Incident | None:
        """The outage, where it is over or was none; what it has become part of in its place."""
        found = await stands(await self._incidents.get(incident), self._incidents) if incident else None
        return found if found is not None and is_over(found) else None

    async def _settled_in_turn(self, claimed: Sequence[Correspondent]) -> None:
        for place, who in enumerate(claimed):
            try:
                await self._settled(who)
            except BaseException:
                await self._put_back(claimed[place + 1 :])
                raise

    async def _put_back(self, untried: Sequence[Correspondent], wait_for: timedelta = timedelta()) -> None:
        """Left as going out they would stay so until a start."""
        due_at = self._clock.now() + wait_for
        for who in untried:
            with suppress(Exception):
                await self._written(who, WayBack.READY, due_at, _OFF)

    async def _settled(self, who: Correspondent) -> None:
        try:
            state, due_at, told = await self._tried(who)
        except Exception as fault:  # nothing has left: `_sent` raises none
            await self._put_back([who], timedelta() if isinstance(fault, RecoverableError) else _LATER)
            raise
        await self._written(who, state, due_at, told)

    async def _written(self, who: Correspondent, state: WayBack, due_at: datetime | None, told: str) -> None:
        try:
            await self._became(who, state, due_at, told)
        except GroundswellError:
            self._unsettled.append((who, state, due_at, told))
            raise

    async def _became(self, who: Correspondent, state: WayBack, due_at: datetime | None, told: str) -> None:
        """Write down what `_tried` gave."""
        ended = told in (_END, _SAID)
        await self._correspondence.settle(
            who.question,
            state,
            self._clock.now(),
            due_at,
            told="" if ended or told == _OFF else told,
            is_end_told=ended,
            is_tried=told != _OFF,
        )
        if told != _OFF:
            self._going.forget([who.question])
        if state is WayBack.TOLD:
            await self._check_still_right(who.question, who.told if ended or not told else told)
        went_before = state is WayBack.TOLD and told in ("", _SAID)
        if due_at is None and state is not WayBack.WAITING and not went_before:
            self.told[who.way, state.value] += 1

    async def _check_still_right(self, id: str, told: str) -> None:  # noqa: A002
        """What was answered anew while the old answer went out is due again: nobody else looks."""
        question = await self._questions.get(id)
        if question is not None and question.state is QuestionState.ANSWERED and question.reply != told:
            await self._correspondence.make_ready([id], self._clock.now())
            self._wake.set()

    async def _tried(self, who: Correspondent) -> tuple[WayBack, datetime | None, str]:
        """One attempt: the state that follows, when it is due again where it is, and which answer went out where one did."""
        now = self._clock.now()
        question = await self._questions.get(who.question)
        if question is None:  # its asker has deleted it
            return WayBack.LAPSED, None, ""
        reply = await self._questions.reply(question.reply) if question.reply else None
        by_desk = question.state is QuestionState.ANSWERED and reply is not None
        if not by_desk and (question.state is not QuestionState.AT_ONCE or question.told is None):
            return WayBack.WAITING, None, ""
        if who.address == UNREADABLE:
            return WayBack.FAILED, None, ""
        answer = reply.id if by_desk and reply is not None else RELEASED
        if who.told == answer:  # it is due again for the end of the outage; or was noted so after it went
            return await self._tried_end(who, question, reply if by_desk else None, now)
        has_its_share = await self._has_its_share(who, now)
        if by_desk and has_its_share:
            return WayBack.READY, now + _LATER, _OFF
        if not by_desk and (has_its_share or await self._correspondence.is_told(who.thread, who.question)):
            # The program says nothing more by itself; a person may.
            if await self._questions.send_on(question.id, now, was_told=False) is None:
                return WayBack.READY, now, _OFF  # and just did
            self.held_back[who.way] += 1
            return WayBack.WAITING, None, ""
        message = await self._write.answer(who, question, reply if by_desk else None)
        state, due_at = await self._sent(who, message, answer, now)
        return state, due_at, answer if state is WayBack.TOLD else ""

    async def _tried_end(
        self, who: Correspondent, question: Question, reply: Reply | None, now: datetime
    ) -> tuple[WayBack, datetime | None, str]:
        tells = self._tells_end and not who.is_end_told
        over = await self._over(told_of(question, reply)) if tells else None
        if over is None:
            return WayBack.TOLD, None, ""
        if says_end(question, reply, over):
            return WayBack.TOLD, None, _SAID
        if await self._has_its_share(who, now):
            return WayBack.READY, now + _LATER, _OFF
        state, due_at = await self._sent(who, self._write.end(who, question, reply, over), _END, now)
        return state, due_at, _END if state is WayBack.TOLD else ""

    async def _has_its_share(self, who: Correspondent, now: datetime) -> bool:
        return await self._correspondence.told_since(who.who, now - _HOUR) >= self._replies_hour_max

    async def _sent(
        self, who: Correspondent, message: Message, told: str, now: datetime
    ) -> tuple[WayBack, datetime | None]:
        name = self._mail if who.way == MAIL else who.way
        channel = self._channels.get(name)
        target = Target(f"asked:{who.question}", name, who.way, who.address, language=message.language)
        self._going.note(Going(who.question))
        try:
            if channel is None:
                raise ConfigError("the settings no longer name its channel")
            async with asyncio.timeout(_SECONDS_MAX):
                await channel.send(message, target, who.post, message.id)
                self._going.note(Going(who.question, told))
        except GroundswellError as raised:
            fault = fault_of(raised, who.address)
        except TimeoutError:
            fault = Fault("no answer in time", unsure=True)
        except Exception:  # noqa: BLE001  a bug in one channel must not keep the others
            _log.exception("a channel failed with an answer", way=who.way, question=who.question)
            return WayBack.UNSURE, None
        else:
            await self._refusals.heard(name, None)
            return WayBack.TOLD, None
        if channel is not None:
            await self._refusals.heard(name, fault)
        if fault.unsure and who.way not in self._repeatable:
            _log.warning("nobody knows whether an answer arrived; it is not sent again", way=who.way)
            return WayBack.UNSURE, None
        if fault.lasting:
            _log.warning("an answer is not taken", way=who.way, question=who.question, why=fault.words)
            return WayBack.FAILED, None
        if now >= message.at + WISH_EXPIRY and who.attempts >= _ATTEMPTS_MIN:
            _log.warning("an answer is given up", way=who.way, question=who.question, why=fault.words)
            return WayBack.FAILED, None
        _log.info("an answer waits", way=who.way, question=who.question, why=fault.words)
        later = timedelta(seconds=min(fault.wait_seconds or 0.0, 86_400.0))
        return WayBack.READY, now + max(wait(who.attempts, self._roll()), later)


def _apart(claimed: Sequence[Correspondent]) -> list[list[Correspondent]]:
    """What may go out beside one another: that of one sender or into one conversation goes in its order, for what was told before
    decides whether the next is."""
    groups: list[list[Correspondent]] = []
    for who in claimed:
        joined = [
            each for each in groups if any(one.who == who.who or one.thread == who.thread for one in each)
        ]
        groups = [each for each in groups if each not in joined]
        groups.append([*(one for each in joined for one in each), who])
    return groups
