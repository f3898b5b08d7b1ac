"""Beside `know`: the desk's answers that are told to whoever asks the like, laid out so that a question finds them.

They are laid out anew only when others stand; of many, beside the event loop: whoever asks meanwhile is answered by those
that were laid out before, less what stands no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from groundswell.core.answer import Answers, Known
from groundswell.core.model import ONGOING, Incident
from groundswell.errors import RecoverableError
from groundswell.flow.tell import knows_how_it_stands, listed
from groundswell.ports.questions import Questions, Reply, Standing

_log = structlog.get_logger(__name__)
_ANSWERS_MAX: Final = 2_000
_ASKED_MAX: Final = 20
_AT_ONCE_MAX: Final = 500
"""so many texts are laid out while the asker waits: some milliseconds, since what has been read before is not read again"""
_READ_MAX: Final = 40
"""so many that were not read before are read on the event loop"""
_NO_ANSWERS: Final = Answers.of(())


@dataclass(frozen=True, slots=True)
class _Laid:
    """Which answers stand, which of them are `true`, and how their outages stand."""

    standing: Standing
    true: frozenset[str]
    outages: Mapping[str, Incident] = field(compare=False)
    ended: frozenset[str] = frozenset()

    def shows(self, reply: Reply) -> bool:
        """Whether a page shows it."""
        outage = self.outages.get(reply.incident)
        return not reply.incident or (outage is not None and knows_how_it_stands(reply, outage))


class Shelve:
    """`known_of` makes an answer (public where its page shows it) and the words of who asked it what is known. `changed` is called when answers have been laid out
    while others asked."""

    def __init__(
        self,
        questions: Questions,
        known_of: Callable[[Reply, Sequence[str]], Known],
        changed: Callable[[], None],
    ) -> None:
        self._questions = questions
        self._known_of = known_of
        self._changed = changed
        self._laid: _Laid | None = None
        self._answers = _NO_ANSWERS
        self._laying: asyncio.Task[None] | None = None

    async def answers(self, outages: Mapping[str, Incident]) -> Answers:
        """Those that are told on and are true with `outages`, which are on or were lately. Raises StoreUnavailableError."""
        standing = await self._questions.standing(_ANSWERS_MAX)
        true = frozenset(id for id, outage in standing.incidents.items() if not outage or outage in outages)  # noqa: A001
        tied = frozenset(standing.incidents.values())
        of_them = {id: each for id, each in outages.items() if id in tied}  # noqa: A001
        ended = frozenset(id for id, each in of_them.items() if each.state not in ONGOING)  # noqa: A001
        wanted = _Laid(standing, true, of_them, ended)
        if self._laid is None or (self._laying is None and self._answers.shelf.count <= _AT_ONCE_MAX):
            if self._laid != wanted:
                await self._lay(wanted)
        elif self._laying is None and self._laid != wanted:
            self._laying = asyncio.create_task(self._lay_beside(wanted), name="shelve")
        self._answers = self._answers.only(true)
        return self._answers

    async def close(self) -> None:
        """Lay out nothing more beside."""
        if (laying := self._laying) is not None:
            laying.cancel()
            await asyncio.wait({laying})

    async def _lay(self, wanted: _Laid) -> None:
        told_on = await self._questions.replies(for_like=True, limit=_ANSWERS_MAX)
        replies = [each for each in told_on if each.id in wanted.true]
        asked = await self._questions.asked_of_replies([each.id for each in replies], _ASKED_MAX)
        public = await self._questions.replies(public=True, limit=_ANSWERS_MAX)
        shown = listed(each for each in public if wanted.shows(each))
        known = [
            self._known_of(
                replace(each, is_public=each.id in shown), [one.words for one in asked.get(each.id, ())]
            )
            for each in replies
        ]
        texts = [text for each in known for text in each.asked]
        new = sum(text not in self._answers.places for text in texts)
        if len(texts) <= _AT_ONCE_MAX and new <= _READ_MAX:
            self._answers = Answers.of(known, self._answers)
        else:
            self._answers = await asyncio.to_thread(Answers.of, known, self._answers)
        self._laid = wanted

    async def _lay_beside(self, wanted: _Laid) -> None:
        try:
            await self._lay(wanted)
        except RecoverableError as fault:  # it is tried again at the next look
            _log.warning("the desk's answers could not be read", fault=str(fault))
        except Exception:  # noqa: BLE001  those of before stand, and nobody waits for this
            _log.exception("the desk's answers could not be laid out")
        else:
            self._changed()
        finally:
            self._laying = None
