"""The answer to a report that was taken, written once for all who say the same: only the receipt's name is put in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.intake.clean import WORKS_NAMES
from groundswell.flow.receipts import RECEIPT_LETTERS
from groundswell.web.answer import Answer, Header, header_lines
from groundswell.web.security import NOSNIFF
from groundswell.web.wire import ReceiptOut, ReportIn

_FORMS_MAX = 1_000
_NAME: Final = "~" * RECEIPT_LETTERS
"""Stands for a receipt's name in what is written before it is known."""
_GAP: Final = _NAME.encode()
_CONTENT_TYPE: Header = (b"content-type", b"application/json")
_encode = msgspec.json.Encoder().encode


class Accepted:
    """The answer to all who say one thing at one time, in parts: between them the receipt's name stands."""

    __slots__ = ("_body", "_length", "_location", "_tail", "every", "sent")

    def __init__(self, form: _Form, at: bytes) -> None:
        """`at` is as long as the form's own."""
        body = form.before + at + form.after
        self._body, self._location = body.split(_GAP), form.location.split(_GAP)
        self._tail = (form.lines + b"\r\n" + body).split(_GAP)
        self._length = form.length
        self.sent = self._tail
        """all of the answer in parts, as it is sent where `every` is what stands in every head"""
        self.every: Sequence[Header] = ()

    def answer(self, name: bytes) -> Answer:
        """With this receipt's name."""
        location = (b"location", name.join(self._location))
        return Answer(202, [_CONTENT_TYPE, self._length, location, NOSNIFF], name.join(self._body))

    def begin(self, starts: Starts, every: Sequence[Header]) -> None:
        """Let it be `sent` as `starts` begins it, with what is now in `every` head."""
        self.every = every
        self.sent = [starts.of(202, every) + self._tail[0], *self._tail[1:]]


class Starts(Protocol):
    """Knows how answers begin."""

    def of(self, status: int, every: Sequence[Header]) -> bytes:
        """The beginning of an answer with `status`."""
        ...


class Waiting(Protocol):
    """Who waits for an answer. Hears one of these two, once."""

    def answered(self, answer: Answer) -> None:
        """This is it."""
        ...

    def accepted(self, accepted: Accepted, name: bytes) -> bool:
        """The report is durable, and this is its receipt's name. Whether the caller has to count the answer."""
        ...


class _Form(NamedTuple):
    """An answer without its time. Where the receipt's name belongs, `_NAME` stands."""

    before: bytes
    after: bytes
    lines: bytes
    location: bytes
    length: Header


class Forms:
    """Writes them."""

    def __init__(self, catalog: Catalog, public_url: str) -> None:
        self._catalog = catalog
        self._public_url = public_url
        self._known: dict[tuple[str, str | None, bool, int], _Form] = {}

    def accepted(self, said: ReportIn, at: datetime) -> Accepted:
        """The answer to who said this, observed `at`."""
        text = _encode(at)
        told = (said.service, said.symptom, said.works, len(text))
        form = self._known.get(told)
        if form is None:
            if len(self._known) >= _FORMS_MAX:
                self._known.clear()
            form = self._known[told] = self._form(said, at)
        return Accepted(form, text)

    def _form(self, said: ReportIn, at: datetime) -> _Form:
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
        before, after = body.split(_encode(at), 1)
        return _Form(before, after, lines, location.encode(), length)
