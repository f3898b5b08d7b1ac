"""A question comes in: read, scrubbed, put to what is known, kept, and only then answered. One entry for page, API, letters
and channels.

What a question was answered is kept with it: its page says the same until the desk says more. Whoever has the handle of
a question has all rights on it; the handle itself is stored nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Protocol

import msgspec

from groundswell.core.answer import Answer, Asked, Triage, WhyNot
from groundswell.core.catalog import Catalog
from groundswell.core.intake import unknown_service
from groundswell.core.intake.scrub import REMOVED, scrub
from groundswell.errors import InputError, LaterError
from groundswell.flow.handles import Handles, Purpose
from groundswell.flow.keys import KeyReusedError
from groundswell.flow.subscribe import Limits
from groundswell.ports import Clock
from groundswell.ports.questions import Question, Questions, QuestionSource, QuestionState, Reply

_HOUR: Final = timedelta(hours=1)
_NO_WORDS: Final = " \t\n.,;:!?-"


@dataclass(frozen=True, slots=True)
class QuestionsConfig:
    """Whether questions are taken, and how many: see docs/howto/answer-questions."""

    on: bool = True
    """Whether pages have a box for questions, and the API takes them. Switched off, none are taken by any way."""
    public: bool = True
    """Whether answers of the desk that are marked as public stand on the service's page, with the question as the desk puts it."""
    letters_max: Annotated[int, msgspec.Meta(ge=100, le=2_000)] = 1_000
    """Letters of a question; longer ones are refused by page and API, and cut where they come by letter or channel."""
    origin_hour_max: Annotated[int, msgspec.Meta(ge=1)] = 10
    """Questions within an hour from one connection (an IPv4 address or an IPv6 /64); further ones are told to wait."""
    waiting_max: Annotated[int, msgspec.Meta(ge=1)] = 20_000
    """Questions that may wait for the desk at once; beyond it only those that can be answered at once are taken."""


@dataclass(frozen=True, slots=True)
class Put:
    """What somebody asks. `service` is a slug, name or alias, "" where none was named; `language` that of the page or letter, a
    hint; `key` names what was sent, so that a repetition is the same question (an Idempotency-Key, the id of a letter or post,
    "" none). `origin` is a connection's pseudonym, 0 where there is none: then nothing limits it here. `asker` is the address
    that asks, in plain words: of it a keyed mark is kept, and nothing else."""

    words: str
    source: QuestionSource
    service: str = ""
    language: str = ""
    key: str = ""
    origin: int = 0
    asker: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Placeholder of the signature: see `ask`."""

    async def ask(self, put: Put) -> Question:
        """Take a question: it is durable when this returns. `Question.told` is what it is answered at once, None where it waits
        for the desk (or is spam: `state`). Raises InputError (nothing asked, too long, unknown service, KeyReusedError),
        LaterError (too many), StoreUnavailableError."""
        raise NotImplementedError

    def handle_of(self, question: Question) -> str:
        """What opens it."""
        raise NotImplementedError

    def url_of(self, question: Question, language: str = "") -> str:
        """The whole address of its page, in `language` (else the question's)."""
        raise NotImplementedError
