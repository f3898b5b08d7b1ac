"""One report comes in: read, admitted, and only then answered with a receipt.

`Submit.begin` serves programs (JSON or form, answered in JSON) on the ASGI route as on the lane, `Submit.form_answer`
the page's own form (answered with the way to the receipt's page, or a page that says what was wrong). What comes in one
turn of the event loop is taken together, and what is alike in it is read and written once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.intake.clean import WORKS_NAMES
from groundswell.core.model import Dropped, Receipt, SourceKind, Submission
from groundswell.errors import InputError
from groundswell.flow.admit import RECEIPT_LETTERS, Admit, whole_milliseconds
from groundswell.ports import Clock
from groundswell.web.answer import Answer, Header, HeaderMap, header_lines, host_of, host_of_url, media_type
from groundswell.web.problems import ProblemError, problem_answer, problem_of, problem_of_drop
from groundswell.web.security import NOSNIFF
from groundswell.web.visitor import Hops, Peer, Signature, VisitorReader, hops_of
from groundswell.web.wire import ReceiptOut, ReportIn

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
_KEY_LETTERS_MAX = 255
_FORM_FIELDS_MAX = 32
_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no", ""})

_REFUSED: Final = frozenset({"malformed", "invalid", "key-reused"})
"""Problems of one report by which it is not counted, beside those that are named for a drop."""

_decode = msgspec.json.Decoder(ReportIn).decode
_encode = msgspec.json.Encoder().encode
_FORMS_MAX = 1_000
_NAME = "~" * RECEIPT_LETTERS
"""Stands for a receipt's name in what is written before it is known."""
_CONTENT_TYPE: Header = (b"content-type", b"application/json")


Own = tuple[Hops, bytes | None, bytes | None]
"""What a head has for itself: through whose hands it came, Idempotency-Key, Proof-Of-Work."""


class Sender(NamedTuple):
    """What the head of a report says that many say alike."""

    signature: Signature
    is_form: bool


class Sent(NamedTuple):
    """One report that has come; `done` hears the answer."""

    sender: Sender
    own: Own
    peer: Peer
    body: bytes
    done: Callable[[Answer], None]


class _Form(NamedTuple):
    """An answer's parts. Between those of a list the receipt's name stands."""

    body: tuple[bytes, bytes, list[bytes]]
    """what stands before the first name, before the time, and after it"""
    lines: list[bytes]
    location: list[bytes]
    length: Header


class Submit:
    """Takes single reports."""

    def __init__(
        self,
        admit: Admit,
        catalog: Catalog,
        visitors: VisitorReader,
        clock: Clock,
        *,
        public_url: str = "",
        report_origins: Sequence[str] = (),
    ) -> None:
        self._admit = admit
        self._catalog = catalog
        self._visitors = visitors
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self._public_host = host_of_url(self._public_url.encode())
        self._report_origins = frozenset(origin.encode() for origin in report_origins)
        self._sent: list[Sent] = []
        self._forms: dict[tuple[str, str | None, bool, int], _Form] = {}
        self._told_at: datetime | None = None
        self._told_at_text = b""

    def sender(self, headers: HeaderMap) -> Sender:
        """What `headers` say, but for what is each report's own. Raises ProblemError (403, 415)."""
        self._check_origin(headers)
        named = media_type(headers)
        if named != JSON and named != FORM:
            raise _other_type((JSON, FORM))
        return Sender(self._visitors.signature(headers), named == FORM)

    def begin(
        self,
        pairs: Sequence[Header],
        headers: HeaderMap,
        peer: Peer,
        body: bytes,
        done: Callable[[Answer], None],
    ) -> Sender | None:
        """POST /api/v1/reports. `done` hears the answer once: at once where nothing is taken, else 202 and the
        receipt when the report is durable. `headers` are `pairs` by name. A fault is a problem, never an exception.
        Who sends it, where nothing is wrong with the head.
        """
        try:
            sender = self.sender(headers)
        except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
            done(problem_answer(self._problem(fault)))
            return None
        self.take(Sent(sender, own_of(pairs, headers), peer, body, done))
        return sender

    def take(self, sent: Sent) -> None:
        """The same for a head that has been read. What else comes in this turn of the loop is taken with it."""
        self._sent.append(sent)
        if len(self._sent) == 1:
            asyncio.get_running_loop().call_soon(self._take_all)

    def _take_all(self) -> None:
        waiting, self._sent = self._sent, []
        now = whole_milliseconds(self._clock.now())
        for sent in waiting:
            try:
                said = read_report(sent)
                submission = self._submission(said, sent, now)
                dropped = self._admit.begin(submission, partial(self._told, said, sent.done))
            except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
                sent.done(problem_answer(self._problem(fault)))
                continue
            if dropped is not None:
                sent.done(problem_answer(problem_of_drop(dropped)))

    def _told(
        self,
        said: ReportIn,
        done: Callable[[Answer], None],
        receipt: Receipt | Exception,
    ) -> None:
        if isinstance(receipt, Exception):
            done(problem_answer(problem_of(receipt)))
        else:
            done(self._accepted(said, receipt))

    async def form_answer(
        self, slug: str, pairs: Sequence[Header], headers: HeaderMap, peer: Peer, body: bytes
    ) -> str:
        """POST /s/{slug}/report: the path of the receipt's page.

        Raises ProblemError.
        """
        try:
            return await self._form_taken(slug, pairs, headers, peer, body)
        except Exception as fault:
            raise self._problem(fault) from fault

    async def _form_taken(
        self, slug: str, pairs: Sequence[Header], headers: HeaderMap, peer: Peer, body: bytes
    ) -> str:
        self._check_origin(headers)
        if media_type(headers) != FORM:
            raise _other_type((FORM,))
        if slug not in self._catalog.services:
            raise ProblemError("not-found", f'there is no service "{slug[:80]}" here')
        said = _read_form(body, slug)
        sender = Sender(self._visitors.signature(headers), True)
        sent = Sent(sender, own_of(pairs, headers), peer, body, _unheard)
        taken = await self._admit.one(self._submission(said, sent, self._clock.now()))
        if isinstance(taken, Dropped):
            raise problem_of_drop(taken)
        return f"/r/{taken.id}"

    def _problem(self, fault: Exception) -> ProblemError:
        """`fault` as the sender hears it; what the sender has to mend is counted as a drop."""
        problem = problem_of(fault)
        if problem.kind in _REFUSED:
            self._admit.refuse()
        return problem

    def _submission(self, said: ReportIn, sent: Sent, now: datetime) -> Submission:
        hops, key, proof = sent.own
        return Submission(  # by place: by name it takes three times as long
            said.service,
            self._visitors.signed(sent.sender.signature, sent.peer, hops, now, said.time_zone or ""),
            now,
            said.symptom,
            said.works,
            said.country,
            said.region,
            said.network,
            said.platform,
            said.app_version,
            said.comment,
            _utc(said.observed_at) if said.observed_at else None,
            SourceKind.PERSON,
            said.website,
            "" if key is None else idempotency_key(key),
            "" if proof is None else proof.decode("latin-1"),
        )

    def _accepted(self, said: ReportIn, receipt: Receipt) -> Answer:
        at = receipt.observed_at
        if at is not self._told_at:  # those that came together were observed in the same instant
            self._told_at, self._told_at_text = at, _encode(at)
        told = (said.service, said.symptom, said.works, len(self._told_at_text))
        form = self._forms.get(told)
        if form is None:
            if len(self._forms) >= _FORMS_MAX:
                self._forms.clear()
            form = self._forms[told] = self._form(said, at)
        name = receipt.id.encode()
        start, middle, end = form.body
        body = b"".join((start, name, middle, self._told_at_text, name.join(end)))
        location = (b"location", name.join(form.location))
        return Answer(202, [_CONTENT_TYPE, form.length, location, NOSNIFF], body, name.join(form.lines))

    def _form(self, said: ReportIn, at: datetime) -> _Form:
        """The answer to all who say this, but for when it was observed (as long a text as `at`) and the receipt's name."""
        service = self._catalog.find(said.service)
        assert service is not None, "what was admitted names a service of the catalog"
        works = said.works or said.symptom in WORKS_NAMES
        location = f"{self._public_url}/api/v1/receipts/{_NAME}"
        body = _encode(
            ReceiptOut(
                receipt=_NAME,
                service=service.slug,
                symptom="" if works else said.symptom or "",
                works=works,
                observed_at=at,
                status="waiting",
                self_url=location,
                page=f"{self._public_url}/r/{_NAME}",
            )
        )
        length = (b"content-length", b"%d" % len(body))
        # No Cache-Control: an answer to POST is not kept unless it says so (RFC 9111, 3), and each header costs.
        lines = header_lines([_CONTENT_TYPE, length, (b"location", location.encode()), NOSNIFF])
        gap = _NAME.encode()
        start, rest = body.split(gap, 1)
        middle, end = rest.split(_encode(at), 1)
        return _Form((start, middle, end.split(gap)), lines.split(gap), location.encode().split(gap), length)

    def _check_origin(self, headers: HeaderMap) -> None:
        """A page of somebody else's must not make its visitors report: browsers say when that is tried.

        Those that are old, and all of them on a plain http line, do so only by Origin: it must name the host that was
        asked, or our public one. The scheme and the port may differ, since a proxy may stand between.
        """
        site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        if site is None and origin is None:
            return  # a program
        foreign = site == b"cross-site" if site is not None else not self._is_ours(origin or b"", headers)
        if foreign and origin not in self._report_origins:
            raise ProblemError(
                "cross-site",
                "a page of another site sent this report from your browser (if it was our own page, "
                "web.public_url must be set to this site's address)",
            )

    def _is_ours(self, origin: bytes, headers: HeaderMap) -> bool:
        host = host_of_url(origin)
        return host != b"" and host in (host_of(headers.get(b"host", b"")), self._public_host)


def own_of(pairs: Sequence[Header], headers: HeaderMap) -> Own:
    """What the head of a report has for itself. `headers` are `pairs` by name."""
    return hops_of(pairs, headers), headers.get(b"idempotency-key"), headers.get(b"proof-of-work")


def read_report(sent: Sent) -> ReportIn:
    """The report in a JSON or form body. Raises ProblemError or msgspec's faults."""
    return _read_form(sent.body) if sent.sender.is_form else _decode(sent.body)


def idempotency_key(sent: bytes) -> str:
    """The sender's key (draft-ietf-httpapi-idempotency-key-header): a quoted string, or bare as many send it."""
    key = sent.strip()
    if len(key) >= 2 and key[:1] == key[-1:] == b'"':
        key = key[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    if not 0 < len(key) <= _KEY_LETTERS_MAX or any(not 0x20 <= letter <= 0x7E for letter in key):
        raise ProblemError("malformed", f"Idempotency-Key: 1 to {_KEY_LETTERS_MAX} printable ASCII letters")
    return key.decode("ascii")


def _read_form(body: bytes, slug: str | None = None) -> ReportIn:
    """The report in a form's body. Fields that are not ours are passed over; one left empty was not said."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_FORM_FIELDS_MAX,
        )
    except UnicodeDecodeError:
        raise
    except ValueError:
        raise ProblemError("malformed", f"a form of at most {_FORM_FIELDS_MAX} fields is read") from None
    said: dict[str, object] = {}
    for name, value in pairs:
        if name == "works":
            said[name] = _truth(value)
        elif name in ReportIn.__struct_fields__ and value:
            said[name] = value
    if slug is not None:
        said["service"] = slug
    return msgspec.convert(said, ReportIn)


def _truth(text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise InputError("works", "send true or false")


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise InputError("observed_at", "lies outside of the years 1 to 9999") from None


def _other_type(accepted: Sequence[str]) -> ProblemError:
    names = " or ".join(accepted)
    return ProblemError(
        "unsupported-media-type",
        f"send Content-Type {names}",
        headers=[(b"accept-post", ", ".join(accepted).encode())],
    )


def _unheard(_answer: Answer) -> None:
    """Nobody waits for it."""
