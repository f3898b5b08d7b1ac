"""Beside `know`: the desk's answers that are told to whoever asks the like, laid out so that a question finds them.

They are laid out anew only when others stand; of many, beside the event loop: whoever asks meanwhile is answered by those
that were laid out before, less what stands no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import Final

import structlog

from groundswell.core.answer import Answers, Known
from groundswell.errors import RecoverableError
from groundswell.flow.tell import listed
from groundswell.ports.questions import Questions, Reply, Standing

_log = structlog.get_logger(__name__)
_ANSWERS_MAX: Final = 2_000
_ASKED_MAX: Final = 20
_AT_ONCE_MAX: Final = 500
"""so many texts are laid out while the asker waits: some milliseconds, since what has been read before is not read again"""
_READ_MAX: Final = 40
"""so many that were not read before are read on the event loop"""
_NO_ANSWERS: Final = Answers.of(())


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
        self._laid: tuple[Standing, frozenset[str]] | None = None
        """which answers stood, and which of them were true, when they were laid out"""
        self._answers = _NO_ANSWERS
        self._laying: asyncio.Task[None] | None = None

    async def answers(self, on: Container[str]) -> Answers:
        """Those that are told on and are true while the outages `on` are on or were lately. Raises StoreUnavailableError."""
        standing = await self._questions.standing(_ANSWERS_MAX)
        true = frozenset(id for id, outage in standing.incidents.items() if not outage or outage in on)  # noqa: A001
        if self._laid is None or (self._laying is None and self._answers.shelf.count <= _AT_ONCE_MAX):
            if self._laid != (standing, true):
                await self._lay(standing, true, on)
        elif self._laying is None and self._laid != (standing, true):
            self._laying = asyncio.create_task(self._lay_beside(standing, true, on), name="shelve")
        self._answers = self._answers.only(true)
        return self._answers

    async def close(self) -> None:
        """Lay out nothing more beside."""
        if (laying := self._laying) is not None:
            laying.cancel()
            await asyncio.wait({laying})

    async def _lay(self, standing: Standing, true: frozenset[str], on: Container[str]) -> None:
        told_on = await self._questions.replies(for_like=True, limit=_ANSWERS_MAX)
        replies = [each for each in told_on if each.id in true]
        asked = await self._questions.asked_of_replies([each.id for each in replies], _ASKED_MAX)
        public = await self._questions.replies(public=True, limit=_ANSWERS_MAX)
        shown = listed(each for each in public if not each.incident or each.incident in on)
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
        self._laid = (standing, true)

    async def _lay_beside(self, standing: Standing, true: frozenset[str], on: Container[str]) -> None:
        try:
            await self._lay(standing, true, on)
        except RecoverableError as fault:  # it is tried again at the next look
            _log.warning("the desk's answers could not be read", fault=str(fault))
        except Exception:  # noqa: BLE001  those of before stand, and nobody waits for this
            _log.exception("the desk's answers could not be laid out")
        else:
            self._changed()
        finally:
            self._laying = None
