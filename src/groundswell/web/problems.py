"""Faults as RFC 9457 problem details: what was wrong, where, and what would be right.

Every kind of problem is one row of the table, with its status; a fault that is not in the table is a bug,
logged in full and told as a 500 without a word about our insides.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from groundswell.core.model import Drop, Dropped
from groundswell.errors import GroundswellError, InputError, LaterError, StoreUnavailableError
from groundswell.flow.keys import KeyReusedError
from groundswell.flow.plain import fault_of, there_are
from groundswell.web.answer import Answer, Header
from groundswell.web.language import ENGLISH, later, speaking
from groundswell.web.security import NO_STORE, NOSNIFF, OPEN_TO_ALL
from groundswell.web.wire import FieldFault, Problem

PROBLEM_TYPE: Final = "application/problem+json"
_log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its status, its title, and what to do about it."""

    status: int
    title: str
    advice: str


# What a person can meet is put into the reader's language; what only a program can stays English.
KINDS: Final[Mapping[str, Kind]] = {
    "malformed": Kind(400, "The request cannot be read", "Mend its syntax."),
    "unauthorized": Kind(
        401, "A token is needed", "Send Authorization: Bearer and a token of this instance."
    ),
    "forbidden": Kind(403, "You may not do this", "Ask an administrator of this instance for the right."),
    "cross-site": Kind(
        403, later("Another site sent this"), later("Report from our own page, or as a program.")
    ),
    "not-found": Kind(404, later("There is no such thing here"), later("Look at the list that holds it.")),
    "method-not-allowed": Kind(405, "This cannot be done here", "Use a method that Allow names."),
    "not-acceptable": Kind(406, "No coding is acceptable", "Accept the identity coding, or gzip."),
    "too-slow": Kind(408, later("The request came too slowly"), later("Send it again on a better line.")),
    "too-large": Kind(413, "The body is too large", "Split it."),
    "head-too-large": Kind(431, "The head is too large", "Send fewer and shorter headers."),
    "unsupported-media-type": Kind(415, "This kind of body is not taken", "Send a kind that detail names."),
    "invalid": Kind(
        422, later("A field is wrong"), later("See errors for the field and what would be right.")
    ),
    "key-reused": Kind(422, "The key was used before", "Send a new Idempotency-Key with each new report."),
    "unknown-service": Kind(422, later("No such service"), later("See /api/v1/services for the names.")),
    "unknown-symptom": Kind(422, later("No such symptom"), later("See the service for its symptoms.")),
    "too-old": Kind(422, "Observed too long ago", "Older reports go in by bulk request."),
    "in-future": Kind(422, "Observed in the future", "Check the clock."),
    "robot": Kind(403, later("Sent by a program"), later("Programs use the bulk interface.")),
    "hosting": Kind(
        403, later("Sent from a network of servers"), later("Report from the line that has the trouble.")
    ),
    "flood": Kind(429, later("Too many reports from here"), later("Wait as long as Retry-After says.")),
    "too-many-sign-ups": Kind(
        429, later("Too many sign-ups at once"), later("Wait as long as Retry-After says.")
    ),
    "too-many-questions": Kind(
        429, later("Too many questions at once"), later("Wait as long as Retry-After says.")
    ),
    "not-asked": Kind(
        409, "This is not asked now", "Answer while the outage eases; see the receipt, or the question."
    ),
    "overtaken": Kind(
        409,
        "Somebody else has answered meanwhile",
        "Read theirs; then name it in over, or in supersedes, to put yours in its place.",
    ),
    "too-many-proposals": Kind(
        429, later("Too many proposals or votes at once"), later("Wait as long as Retry-After says.")
    ),
    "too-many-streams": Kind(429, "Too many live streams from here", "Close some, or ask for pages instead."),
    "unavailable": Kind(
        503, later("Cannot store anything now"), later("Try again after Retry-After; nothing was taken.")
    ),
    "busy": Kind(503, later("Too many at once"), later("Try again after Retry-After.")),
    "internal": Kind(500, later("Something broke here"), later("It is logged. Try again later.")),
}

_OF_REPORTS: Final = (
    "cross-site",
    "robot",
    "hosting",
    "too-slow",
    "invalid",
    "flood",
    "unavailable",
    "busy",
    "internal",
)
"""What may become of a report from a page of ours."""
_FLOOD_RETRY_SECONDS = 30 * 60
_STORE_RETRY_SECONDS = 5


class ProblemError(Exception):
    """A request that cannot be fulfilled, as one of KINDS."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Sequence[FieldFault] = (),
        reason: Drop | None = None,
        headers: Sequence[Header] = (),
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.reason = reason
        self.headers = tuple(headers)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind].status

    @property
    def title(self) -> str:
        """What kind of problem it is, in words."""
        return KINDS[self.kind].title


def told_in(problem: ProblemError, language: str) -> tuple[str, str]:
    """What kind of problem it is and what to do, in words of `language`; in English with all that is known of it."""
    if language == ENGLISH:
        return problem.title, problem.detail
    say = speaking(language).gettext
    return say(problem.title), say(KINDS[problem.kind].advice)


def short(language: str) -> dict[str, str]:
    """What a page's script says of a report that was not taken, by kind of problem."""
    say = speaking(language).gettext
    return {kind: f"{say(KINDS[kind].title)}. {say(KINDS[kind].advice)}" for kind in _OF_REPORTS}


def unknown_parameter(given: Iterable[str], known: Sequence[str]) -> ProblemError | None:
    """What is wrong with the query parameters `given`, if so: one that nobody reads is a mistake of the sender's, who would
    take the answer for another."""
    for name in given:
        if name in known:
            continue
        words = (
            f"there is no such parameter; {there_are(name, known)}" if known else "nothing is asked for here"
        )
        return ProblemError("malformed", f"{name[:80]}: {words}", errors=[FieldFault(name[:80], words)])
    return None


def problem_of(fault: Exception) -> ProblemError:
    """`fault` as the sender may hear it. What is a bug of ours is logged here."""
    match fault:
        case ProblemError():
            return fault
        case KeyReusedError():
            return ProblemError("key-reused", str(fault), errors=[FieldFault(fault.field, fault.fault)])
        case InputError():
            kind = "malformed" if fault.field == "body" else "invalid"
            return ProblemError(kind, str(fault), errors=[FieldFault(fault.field, fault.fault)])
        case StoreUnavailableError():
            _log.warning("a store is unavailable: %s", fault)
            return ProblemError(
                "unavailable",
                "the store cannot be written or read just now; nothing was taken",
                headers=[(b"retry-after", str(_STORE_RETRY_SECONDS).encode())],
            )
        case msgspec.ValidationError():
            return invalid(*fault_of(fault))
        case msgspec.DecodeError() | UnicodeDecodeError() | RecursionError():
            field, words = fault_of(fault)
            return ProblemError("malformed", f"{field}: {words}", errors=[FieldFault(field, words)])
        case GroundswellError():
            _log.error("a request met a fault that waiting does not mend: %s", fault)
            return ProblemError("internal", "the fault is logged")
        case _:
            _log.error("a request met a bug", exc_info=fault)
            return ProblemError("internal", "the fault is logged")


def problem_of_later(kind: str, fault: LaterError) -> ProblemError:
    """What somebody is told who asks too much at once: `kind`, and after how many seconds it may be tried again."""
    seconds = str(max(math.ceil(fault.seconds), 1)).encode()
    return ProblemError(kind, str(fault), headers=[(b"retry-after", seconds)])


def problem_of_drop(dropped: Dropped) -> ProblemError:
    """Why a submission was not counted, under the name of its reason."""
    headers: list[Header] = []
    if dropped.reason is Drop.FLOOD:
        headers.append((b"retry-after", str(_FLOOD_RETRY_SECONDS).encode()))
    kind = dropped.reason.value.replace("_", "-")
    detail = dropped.detail or KINDS[kind].title
    field = _DROP_FIELDS.get(dropped.reason)
    errors = [FieldFault(field, detail)] if field else []
    return ProblemError(kind, detail, errors=errors, reason=dropped.reason, headers=headers)


_DROP_FIELDS: Final[Mapping[Drop, str]] = {
    Drop.UNKNOWN_SERVICE: "service",
    Drop.UNKNOWN_SYMPTOM: "symptom",
    Drop.TOO_OLD: "observed_at",
    Drop.IN_FUTURE: "observed_at",
}


def problem_body(problem: ProblemError) -> bytes:
    """`problem` as JSON."""
    shape = Problem(
        type=f"/problems/{problem.kind}",
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        reason=problem.reason,
        errors=list(problem.errors),
    )
    return _encode(shape)


def problem_answer(problem: ProblemError) -> Answer:
    """`problem`, ready to send. After a body that was not read to its end the connection closes."""
    body = problem_body(problem)
    headers: list[Header] = [
        (b"content-type", PROBLEM_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        NO_STORE,
        NOSNIFF,
        OPEN_TO_ALL,
        *problem.headers,
    ]
    if problem.status in (408, 413, 431):
        headers.append((b"connection", b"close"))
    return Answer(problem.status, headers, body)


def invalid(field: str, fault: str) -> ProblemError:
    """The problem of one field."""
    return ProblemError("invalid", f"{field}: {fault}", errors=[FieldFault(field, fault)])
