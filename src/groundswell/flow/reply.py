"""The desk answers: what waits is piled by likeness, one answer serves a pile, and is known to whoever asks next.

Who asked reads it at the question's own page at once. `hearers` are told too, for who brings it to them (letters, messages):
after it is durable, so that none hears of an answer that there is not.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from groundswell.core.model import ONGOING, Incident, State
from groundswell.core.statement import Text
from groundswell.errors import InputError, OvertakenError
from groundswell.flow.deflect import Deflection, deflection
from groundswell.flow.know import Know
from groundswell.flow.recall import Recall
from groundswell.flow.sort import Likeness, Pile, sort
from groundswell.flow.tie import Places, likely, was_on
from groundswell.ports import Clock, Incidents
from groundswell.ports.questions import (
    Draft,
    Hearer,
    Question,
    Questions,
    QuestionSource,
    QuestionState,
    Reply,
    ReplyState,
)

_log = structlog.get_logger(__name__)
_WAITING_MAX: Final = 20_000
_OUTAGES_MAX: Final = 10
_AT_ONCE_MAX: Final = 200
"""up to so many questions are sorted on the event loop; more in a thread"""
TITLE_LETTERS_MAX, BODY_LETTERS_MAX, SOURCES_MAX = 200, 4_000, 5
_LINK: Final = re.compile(r"https?://[^\s<>\"']{1,500}")
_UNDECIDED: Final = (
    QuestionState.WAITING,
    QuestionState.AT_ONCE,
    QuestionState.CLOSED,
    QuestionState.SPAM,
)
ANSWERABLE: Final = (
    QuestionState.WAITING,
    QuestionState.CLOSED,
    QuestionState.AT_ONCE,
    QuestionState.ANSWERED,
)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody at the desk wrote as an answer: see ports.questions.Reply."""

    texts: tuple[Text, ...]
    service: str = ""
    sources: tuple[str, ...] = ()
    incident: str = ""
    is_public: bool = False
    supersedes: str = ""
    is_for_like: bool = False


class Replier:
    """The leg. `make_word(n)` gives n unguessable bytes as letters."""

    def __init__(
        self,
        questions: Questions,
        know: Know,
        incidents: Incidents,
        clock: Clock,
        likeness: Likeness,
        *,
        languages: Collection[str],
        make_word: Callable[[int], str],
        recall: Recall,
        hearers: Sequence[Hearer] = (),
        places: Places = lambda _: {},
    ) -> None:
        self._questions = questions
        self._know = know
        self._incidents = incidents
        self._clock = clock
        self._likeness = likeness
        self._languages = frozenset(languages)
        self._make_word = make_word
        self._places = places
        self.recall = recall
        """what was answered before"""
        self.hearers = list(hearers)
        """who else is told of answers"""
        self._sorted: tuple[frozenset[tuple[str, str]], list[Pile]] = (frozenset(), [])

    async def queue(self, services: Collection[str] | None = None) -> Sequence[Pile]:
        """What waits, in piles, the largest first; of `services` only, None: of all, and what names none."""
        waiting = await self._questions.list([QuestionState.WAITING], services=services, limit=_WAITING_MAX)
        known = frozenset((each.id, each.group) for each in waiting)
        if known != self._sorted[0]:
            if len(waiting) <= _AT_ONCE_MAX:
                piles = sort(waiting, self._likeness)
            else:
                piles = await asyncio.to_thread(sort, waiting, self._likeness)
            self._sorted = (known, piles)
        return self._sorted[1]

    async def answer(
        self, written: Written, ids: Collection[str], by: str, over: Collection[str] | None = None
    ) -> tuple[Reply, Sequence[Question]]:
        """Publish an answer to the questions `ids`, and (where it supersedes one) to all who had that. With `over` only
        where they have no other answer than these; what `by` says again, since they did not hear that it was published, is
        what stands. Raises InputError, OvertakenError."""
        if written.supersedes:
            before = await self._questions.reply(written.supersedes)
            if before is None or before.state is ReplyState.WITHDRAWN:
                raise InputError("supersedes", "is no answer that stands")
        elif not ids:
            raise InputError("questions", "name at least one question")
        await self._check(written)
        reply = Reply(
            id=self._make_word(9),
            service=written.service,
            texts=(replace(written.texts[0], is_draft=False), *written.texts[1:]),
            by=by,
            at=self._clock.now(),
            sources=written.sources,
            incident=written.incident,
            is_public=written.is_public,
            supersedes=written.supersedes,
            is_for_like=written.is_for_like,
        )
        try:
            given = await self._questions.answer(reply, ids, over)
        except OvertakenError as fault:
            again = await self._said_before(reply, ids, fault.replies)
            if again is None:
                raise
            await self._drop_done(ids, written.supersedes)
            return again
        self._know.forget()
        await self._drop_done(ids, written.supersedes)
        for hearer in self.hearers:
            try:
                await hearer.answered(given, reply)
            except Exception:  # noqa: BLE001  the answer stands; who has to be sure looks for `untold`
                _log.exception("who should tell askers of an answer failed", reply=reply.id)
        return reply, given

    async def _said_before(
        self, reply: Reply, ids: Collection[str], stand: Sequence[str]
    ) -> tuple[Reply, Sequence[Question]] | None:
        """The answer that stands and who has it, where it is `reply` itself and was given to all of `ids`: its writer was cut off
        before they heard of it."""
        found = await self._questions.reply(stand[0]) if len(stand) == 1 else None
        if found is None or _as_written(found) != _as_written(reply):
            return None
        given = (await self._questions.of_replies([found.id], _WAITING_MAX)).get(found.id, ())
        return (found, given) if set(ids) <= {each.id for each in given} else None

    async def withdraw(self, id: str) -> Sequence[Question] | None:  # noqa: A002
        """Show an answer to nobody any more: who had it waits again. None where it does not stand."""
        had = await self._questions.withdraw(id, self._clock.now())
        self._know.forget()
        return had

    async def tell_on(self, id: str, *, is_for_like: bool) -> Reply | None:  # noqa: A002
        """Tell an answer to whoever asks the like from now on, or to nobody more. None where it does not stand."""
        found = await self._questions.tell_on(id, is_for_like=is_for_like)
        self._know.forget()
        return found

    async def set_aside(
        self, ids: Collection[str], state: QuestionState, *, of: Collection[QuestionState] = _UNDECIDED
    ) -> Sequence[Question]:
        """Close, call spam, or let wait again, where they are in one of the states `of`; those that were changed. Raises InputError."""
        if state not in (QuestionState.CLOSED, QuestionState.SPAM, QuestionState.WAITING):
            raise InputError("state", "is none of closed, spam, waiting")
        before = tuple(each for each in _UNDECIDED if each in of and each is not state)
        return await self._questions.settle(ids, state, self._clock.now(), of=before)

    async def move(self, ids: Collection[str], into: Pile | None) -> None:
        """Put questions into the pile `into`, or (None) into one of their own; the pile that they were in stays together."""
        await self._hold(ids)
        name = self._make_word(9)
        groups = dict.fromkeys(ids, name)
        if into is not None:
            groups |= {each.id: name for each in into.questions}
        await self._questions.regroup(groups)

    async def _hold(self, moved: Collection[str]) -> None:
        """What is left of the piles that lose some is one by hand from now on: likeness would bring them together again."""
        for pile in await self.queue():
            ids = [each.id for each in pile.questions]
            left = [id for id in ids if id not in moved]  # noqa: A001
            if left and len(left) < len(ids):
                name = next((each.group for each in pile.questions if each.group and each.id in left), "")
                await self._questions.regroup(dict.fromkeys(left, name or self._make_word(9)))

    async def draft(self, ids: Collection[str], supersedes: str = "") -> Draft | None:
        """What somebody writes to any of these questions, or in the place of that answer."""
        found = await self._questions.drafts()
        if supersedes:
            return next((each for each in found if each.supersedes == supersedes), None)
        return next((each for each in found if not each.supersedes and set(each.questions) & set(ids)), None)

    async def keep(self, written: Written, ids: Collection[str], by: str, seen: int) -> tuple[Draft, bool]:
        """Keep what is being written, unless somebody else has kept another version than the one `seen`: see
        ports.questions.Questions.keep_draft."""
        draft = Draft(
            id="",
            questions=tuple(sorted(ids)),
            texts=written.texts,
            by=by,
            at=self._clock.now(),
            service=written.service,
            sources=written.sources,
            incident=written.incident,
            is_public=written.is_public,
            supersedes=written.supersedes,
            is_for_like=written.is_for_like,
        )
        return await self._questions.keep_draft(draft, seen)

    async def drop(self, draft: Draft) -> None:
        """Forget what was being written."""
        await self._questions.drop_draft(draft.id)

    async def _drop_done(self, ids: Collection[str], supersedes: str) -> None:
        """Forget what was being written to `ids`, which have an answer now, or in the place of that answer. What other questions wait for,
        too, is still being written."""
        if supersedes:
            done = await self.draft(ids, supersedes)
            if done is not None:
                await self.drop(done)
            return
        left = {
            draft: set(draft.questions) - set(ids)
            for draft in await self._questions.drafts()
            if not draft.supersedes and set(draft.questions) & set(ids)
        }
        others = await self._questions.those(set().union(*left.values()))
        waiting = {each.id for each in others if each.state is QuestionState.WAITING}
        for draft, rest in left.items():
            if not rest & waiting:
                await self.drop(draft)

    async def deflection(
        self, days: int, services: Collection[str] | None = None
    ) -> dict[QuestionSource | None, Deflection]:
        """How well the last `days` were answered: by source, and (None) in all."""
        tallies = await self._questions.tallies(self._clock.now() - timedelta(days=days), services)
        return {source: deflection(tallies, source) for source in (None, *QuestionSource)}

    async def outages(self, service: str, questions: Sequence[Question] = ()) -> Sequence[Incident]:
        """The outages of `service` that are on, then those that are over and were on when any of `questions` was asked, each latest
        first: with whose end an answer may stop being true."""
        if not service:
            return ()
        on = await self._incidents.list(service=service, states=ONGOING, limit=_OUTAGES_MAX)
        if not questions:
            return on
        oldest = min(each.at for each in questions)
        over = await self._incidents.list(
            service=service, states=(State.RESOLVED,), since=oldest, limit=_OUTAGES_MAX
        )
        return [*on, *(each for each in over if any(was_on(each, one.at) for one in questions))]

    async def outage(self, service: str, questions: Sequence[Question]) -> str:
        """The one of them that `questions` are about, "" where none is, or it cannot be told which. It was on when most of them were
        asked."""
        found = [
            each
            for each in await self.outages(service, questions)
            if 2 * sum(was_on(each, one.at) for one in questions) > len(questions)
        ]
        tied = likely(found, questions, self._places)
        return tied.id if tied is not None else ""

    async def _check(self, written: Written) -> None:
        if not written.texts or not written.texts[0].body.strip():
            raise InputError("body", "write the answer")
        seen = set()
        for text in written.texts:
            if text.language not in self._languages or text.language in seen:
                raise InputError("language", f"one of {', '.join(sorted(self._languages))}, each once")
            seen.add(text.language)
            if len(text.title) > TITLE_LETTERS_MAX or len(text.body) > BODY_LETTERS_MAX:
                raise InputError("body", f"at most {BODY_LETTERS_MAX} letters, its title {TITLE_LETTERS_MAX}")
        if written.is_public and not written.service:
            raise InputError("service", "what may stand on a service's page needs a service")
        if written.is_public and not written.texts[0].title.strip():
            raise InputError(
                "title", "is needed where the answer may stand on the service's page, in a line of its own"
            )
        if len(written.sources) > SOURCES_MAX or not all(_LINK.fullmatch(each) for each in written.sources):
            raise InputError("sources", f"at most {SOURCES_MAX}, each an http or https address")
        if written.incident and await self._incidents.get(written.incident) is None:
            raise InputError("incident", "there is none of this id")


def _as_written(reply: Reply) -> tuple[object, ...]:
    """What its writer said; not what became of it."""
    return (
        reply.by,
        reply.service,
        reply.texts,
        reply.sources,
        reply.incident,
        reply.is_public,
        reply.is_for_like,
        reply.supersedes,
    )
