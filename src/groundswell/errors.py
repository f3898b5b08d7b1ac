"""One tree of faults; each branch names who must act.

GroundswellError            never raised itself
├── ConfigError             the keeper of this instance: a setting, a file or a command is wrong, or a far side will not have us
├── InputError              whoever sent it: names the field, what was wrong and what would be right
│   └── OvertakenError           somebody else was first: look at theirs, then say it again
├── RecoverableError        wait: the same call may succeed later (busy database, full disk)
│   ├── StoreUnavailableError    a store cannot be reached or cannot write
│   ├── LaterError               the far side says when to ask again
│   └── UncertainError           nobody knows whether it arrived
└── PermanentError          give up: the same call will never succeed (corrupt file, wrong schema)
    ├── CorruptStoreError        stored bytes do not read back
    └── GoneError                whom it was for is no more

A bug of ours is an AssertionError or whatever Python raises; it is not in this tree.
"""

from __future__ import annotations

from collections.abc import Sequence


class GroundswellError(Exception):
    """Base of every fault that groundswell raises on purpose; its text is fit for a person to read."""


class ConfigError(GroundswellError):
    """The keeper of this instance must change a setting, a file or the command; or see to it that a far side has us again, which
    does not take our password, our token or the address that we send from."""


class InputError(GroundswellError):
    """What came in cannot be read.

    `field` is the name of the part at fault (a JSON key, a CSV column, "body"), `at` where it stood
    (a line number, 1-based) when there were many.
    """

    def __init__(self, field: str, fault: str, *, at: int | None = None) -> None:
        self.field = field
        self.fault = fault
        self.at = at
        where = f"line {at}, {field}" if at is not None else field
        super().__init__(f"{where}: {fault}")


class OvertakenError(InputError):
    """It goes by what is no more: the answers `replies` (ids) have been given meanwhile."""

    def __init__(self, field: str, replies: Sequence[str]) -> None:
        self.replies = tuple(replies)
        super().__init__(
            field, f"somebody else has answered meanwhile: {', '.join(replies) or 'and taken it back'}"
        )


class RecoverableError(GroundswellError):
    """Nothing is wrong with the request: wait and try again."""


class StoreUnavailableError(RecoverableError):
    """A store cannot be reached, is locked, or its disk is full. Nothing that was accepted is lost."""


class LaterError(RecoverableError):
    """The far side is there and wants to be asked again in `seconds`."""

    def __init__(self, words: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(words)


class UncertainError(RecoverableError):
    """It went out, and no answer came: it may have arrived. Who must not say a thing twice does not try again."""


class PermanentError(GroundswellError):
    """Trying again will not help; somebody has to look."""


class CorruptStoreError(PermanentError):
    """Bytes that were stored do not read back as what was written."""


class GoneError(PermanentError):
    """Whom it was for is no more: a subscription that ended, an address that was given up."""
