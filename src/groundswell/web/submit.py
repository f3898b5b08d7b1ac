"""One report comes in: read, admitted, and only then answered with a receipt.

`Submit.begin` serves programs (JSON or form, answered in JSON) on the ASGI route as on the lane, `Submit.form_answer`
the page's own form (answered with the way to the receipt's page, or a page that says what was wrong). Many at once are
taken together, as what becomes one commit, and what is alike in them is read and written once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from groundswell.core.catalog import Catalog
from groundswell.core.intake import Arrivals, Saying
from groundswell.core.model import Dropped, Receipt, SourceKind, Submission, Visitor
from groundswell.errors import InputError
from groundswell.flow.admit import Admit
from groundswell.flow.group import Granted, whole_milliseconds
from groundswell.flow.keys import Became
from groundswell.flow.plain import converted, reader
from groundswell.ports import Clock
from groundswell.web.accepted import Accepted, Forms, Waiting
from groundswell.web.answer import Header, HeaderMap, host_of, host_of_url, media_type
from groundswell.web.problems import ProblemError, problem_answer, problem_of, problem_of_drop
from groundswell.web.visitor import NOWHERE, Hops, Peer, Signature, Spot, VisitorReader, hops_of
from groundswell.web.wire import ReportIn

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
_KEY_LETTERS_MAX = 255
_FORM_FIELDS_MAX = 32
_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no", ""})

_REFUSED: Final = frozenset({"malformed", "invalid", "key-reused"})
"""Problems of one report by which it is not counted, beside those that are named for a drop."""

_UNTOLD: Final = "what became of a report could not be told to its sender"
_log = logging.getLogger(__name__)
_decode = reader(ReportIn)
_SENDERS_MAX = 1_000
_SAID_MAX: Final = 4_096
_BODY_BYTES_KEPT_MAX: Final = 256
_SAID_SECONDS_MIN: Final = 60.0
"""What is remembered is forgotten no sooner: where a crowd says more different things than there is room for, to remember each only
to forget it costs more than it saves."""
_GATHER_SECONDS_MAX: Final = 0.005
_GATHER_SECONDS_PER_PEER: Final = 0.000_05


Own = tuple[Hops, bytes | None, bytes | None]
"""What a head has for itself: through whose hands it came, Idempotency-Key, Proof-Of-Work."""


@dataclass(slots=True, eq=False)
class Sender:
    """What the head of a report says that many say alike. One is told from another by which it is, not by what is in it."""

    signature: Signature
    is_form: bool
    standing: Visitor
    """whoever sends so, from nowhere that is known"""


Sent = tuple[Sender, Hops, bytes | None, bytes | None, bytes, Peer, Waiting]
"""One report that has come: by whom, what its head has for itself, the body, whose connection, and who waits."""


_What = tuple[Sender, bytes, Spot]
"""What is said: how it was sent, the body, and from where."""


@dataclass(slots=True, eq=False)
class _SaidBefore:
    """What was said before: as it was read, and as it is judged; and at which place of which group it was said last."""

    wire: ReportIn
    saying: Saying
    group: int = 0
    place: int = 0


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
        answered: Callable[[int], None] = lambda _number: None,
    ) -> None:
        """`answered` hears how many were answered with their receipts that nobody else counts."""
        self._admit = admit
        self._catalog = catalog
        self._visitors = visitors
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self._public_host = host_of_url(self._public_url.encode())
        self._report_origins = frozenset(origin.encode() for origin in report_origins)
        self._count_answered = answered
        self._forms = Forms(catalog, self._public_url)
        self._senders: dict[tuple[Signature, bool], Sender] = {}
        self._bodies: dict[tuple[bytes, bool], ReportIn] = {}
        self._said: dict[_What, _SaidBefore] = {}
        """what was said before and taken, as it was read and judged; nothing that is one person's is in it"""
        self._has_room = True
        self._said_until = 0.0
        """until then, by the clock of the loop, it is not forgotten"""
        self._groups = 0
        self._sent: list[Sent] = []
        self._answered = 0
        """how many were answered since the last were taken"""
        self._due: asyncio.Handle | None = None

    def sender(self, headers: HeaderMap) -> Sender:
        """What `headers` say, but for what is each report's own. Raises ProblemError (403, 415)."""
        self._check_origin(headers)
        named = media_type(headers)
        if named != JSON and named != FORM:
            raise _other_type((JSON, FORM))
        coding = headers.get(b"content-encoding")
        if coding is not None and coding.strip().lower() not in (b"", b"identity"):
            raise ProblemError(
                "unsupported-media-type", "a single report is taken without Content-Encoding, as it is"
            )
        says = (self._visitors.signature(headers), named == FORM)
        sender = self._senders.get(says)
        if sender is None:
            if len(self._senders) >= _SENDERS_MAX:
                self._senders.clear()
            sender = self._senders[says] = Sender(*says, self._visitors.standing(says[0], NOWHERE))
        return sender

    def begin(
        self,
        pairs: Sequence[Header],
        headers: HeaderMap,
        peer: Peer,
        body: bytes,
        waiting: Waiting,
    ) -> Sender | None:
        """POST /api/v1/reports. `waiting` hears the answer once: at once where nothing is taken, else 202 and the
        receipt when the report is durable. `headers` are `pairs` by name. A fault is a problem, never an exception.
        Who sends it, where nothing is wrong with the head.
        """
        try:
            sender = self.sender(headers)
        except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
            waiting.answered(problem_answer(self._problem(fault)))
            return None
        self.take((sender, *own_of(pairs, headers), body, peer, waiting))
        return sender

    def take(self, sent: Sent) -> None:
        """The same for a head that has been read. It is taken together with what else comes now.

        One alone goes at once. Where many were answered since the last were taken, as many are expected to send again,
        and are waited for: the longer the more they are, but never beyond _GATHER_SECONDS_MAX.
        """
        came = self._sent
        came.append(sent)
        number = len(came)
        if number == self._answered or number == 1:
            if self._answered > 1 and number == 1:
                patience = min(_GATHER_SECONDS_MAX, self._answered * _GATHER_SECONDS_PER_PEER)
                self._due = asyncio.get_running_loop().call_later(patience, self._look_once_more)
            else:
                self._take_soon()

    def _look_once_more(self) -> None:
        """Time is over. But where the machine had something else to do meanwhile, many have sent who were not heard yet:
        the sockets are read once more before all are taken."""
        self._due = asyncio.get_running_loop().call_soon(self._take_soon)

    def _take_soon(self) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = asyncio.get_running_loop().call_soon(self._take_all)

    def _take_all(self) -> None:
        came, self._sent = self._sent, []
        self._answered, self._due = 0, None
        if came:
            self._take(came)

    def _take(self, came: Sequence[Sent]) -> None:
        now = whole_milliseconds(self._clock.now())
        arrivals = Arrivals(now)
        which, persons = arrivals.which, arrivals.persons
        self._groups += 1
        read: list[ReportIn] = []
        fresh: dict[_What, int] = {}
        self._make_room()
        wait: list[Waiting] = []
        try:
            people = self._visitors.crowd([(sent[0].signature, sent[5], sent[1]) for sent in came], now)
        except Exception as fault:  # noqa: BLE001  a bug: one must not take the others with it
            if len(came) == 1:
                came[0][-1].answered(problem_answer(self._problem(fault)))
            else:
                for sent in came:
                    self._take([sent])
            return
        place: int | Exception | None = None
        last: _What = (came[0][0], b"", NOWHERE)
        for (sender, _, key, proof, body, _, waiting), (person, spot) in zip(came, people, strict=True):
            if place is None or sender is not last[0] or body != last[1] or spot is not last[2]:
                last = (sender, body, spot)
                try:
                    place = self._place(last, arrivals, read, fresh)
                except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
                    place = fault
            try:
                if isinstance(place, Exception):
                    raise place
                if key is None and proof is None:
                    which.append(place)
                    persons.append(person)
                else:
                    arrivals.add(place, person, *_key_and_proof(key, proof))
            except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
                waiting.answered(problem_answer(self._problem(fault)))
            else:
                wait.append(waiting)
        self._admit.take(arrivals, partial(self._told, read, which, wait))
        if fresh and self._has_room:
            self._remember(fresh, arrivals, read)

    def _place(self, said: _What, arrivals: Arrivals, read: list[ReportIn], fresh: dict[_What, int]) -> int:
        """Where in `arrivals` and in `read` this stands: of many senders, few say another thing. What has no time and no words of its own
        is known when it is said again in another group; what is not known yet is put into `fresh`."""
        known, place = self._said.get(said), len(read)
        if known is not None:
            if known.group == self._groups:
                return known.place
            known.group, known.place = self._groups, place
            arrivals.sayings[place] = known.saying
            arrivals.said.append(known.saying.submission)
            read.append(known.wire)
            return place
        if (there := fresh.get(said)) is not None:
            return there
        sender, body, spot = said
        wire = self._bodies.get((body, sender.is_form)) or (
            _read_form(body) if sender.is_form else _decode(body)
        )
        submission = self._submission(wire, sender, spot, arrivals.at)
        if self._has_room and len(body) <= _BODY_BYTES_KEPT_MAX and self._is_common(wire, spot):
            arrivals.sayings[place] = Saying(submission)
        arrivals.said.append(submission)
        read.append(wire)
        fresh[said] = place
        return place

    def _is_common(self, wire: ReportIn, spot: Spot) -> bool:
        """Whether nothing of this is one person's own."""
        if wire.observed_at or wire.comment or wire.website or spot.words:
            return False
        return not wire.time_zone or self._visitors.knows_zone(wire.time_zone)

    def _make_room(self) -> None:
        """Forget all that was said, where it has become much: but not again within _SAID_SECONDS_MIN."""
        self._has_room = len(self._said) < _SAID_MAX
        if not self._has_room and (now := asyncio.get_running_loop().time()) >= self._said_until:
            self._said, self._bodies, self._said_until = {}, {}, now + _SAID_SECONDS_MIN
            self._has_room = True

    def _remember(self, fresh: Mapping[_What, int], arrivals: Arrivals, read: Sequence[ReportIn]) -> None:
        """Know what of `fresh` was taken when it is said again; nothing is kept of what was refused."""
        for what, place in fresh.items():
            saying = arrivals.sayings.get(place)
            if saying is not None and saying.is_taken and len(self._said) < _SAID_MAX:
                self._said[what] = _SaidBefore(read[place], saying)
                self._bodies[what[1], what[0].is_form] = read[place]

    def _told(
        self,
        read: Sequence[ReportIn],
        which: Sequence[int],
        wait: Sequence[Waiting],
        rows: Sequence[int],
        answers: Iterable[Became],
    ) -> None:
        """Answer who waits: each reports `read[which]`, of some of which it is now known what became."""
        self._answered += len(rows)
        if isinstance(answers, Granted):
            self._accept(read, wait, rows, answers)
            return
        for row, became in zip(rows, answers, strict=True):
            try:
                if isinstance(became, Receipt):
                    name, _, at = became
                    accepted = self._forms.accepted(read[which[row]], at)
                    self._count_answered(wait[row].accepted(accepted, name.encode()))
                elif isinstance(became, Dropped):
                    wait[row].answered(problem_answer(problem_of_drop(became)))
                else:
                    wait[row].answered(problem_answer(self._problem(became)))
            except Exception:  # noqa: BLE001  a bug in one of them is not the others'
                _log.exception(_UNTOLD)

    def _accept(
        self, read: Sequence[ReportIn], wait: Sequence[Waiting], rows: Sequence[int], granted: Granted
    ) -> None:
        """The same where all of them are durable."""
        written: dict[tuple[int, datetime], Accepted] = {}
        known: dict[int, Accepted] = {}
        number = 0
        for row, name, one in zip(rows, granted.names, granted.which, strict=True):
            try:
                accepted = known.get(one)
                if accepted is None:
                    said, at = read[one], granted.at[one]
                    accepted = written.get((id(said), at)) or self._forms.accepted(said, at)
                    known[one] = written[id(said), at] = accepted
                number += wait[row].accepted(accepted, name)
            except Exception:  # noqa: BLE001  a bug in one of them is not the others'
                _log.exception(_UNTOLD)
        self._count_answered(number)

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
        if media_type(headers) != FORM:
            raise _other_type((FORM,))
        sender = self.sender(headers)
        if slug not in self._catalog.services:
            raise ProblemError("not-found", f'there is no service "{slug[:80]}" here')
        said, now = _read_form(body, slug), self._clock.now()
        hops, key, proof = own_of(pairs, headers)
        ((person, spot),) = self._visitors.crowd([(sender.signature, peer, hops)], now)
        arrivals = Arrivals(now, [self._submission(said, sender, spot, now)])
        arrivals.add(0, person, *_key_and_proof(key, proof))
        taken = await self._admit.first(arrivals)
        if isinstance(taken, Dropped):
            raise problem_of_drop(taken)
        return f"/r/{taken.id}"

    def _problem(self, fault: Exception) -> ProblemError:
        """`fault` as the sender hears it; what the sender has to mend is counted as a drop."""
        problem = problem_of(fault)
        if problem.kind in _REFUSED:
            self._admit.refuse()
        return problem

    def _submission(self, said: ReportIn, sender: Sender, spot: Spot, now: datetime) -> Submission:
        """What is said, by whomever it may be."""
        visitor = sender.standing
        if said.time_zone or spot is not NOWHERE:
            visitor = self._visitors.standing(sender.signature, spot, said.time_zone or "")
        return Submission(  # by place: by name it takes three times as long
            said.service,
            visitor,
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
        )

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


def _key_and_proof(key: bytes | None, proof: bytes | None) -> tuple[str, str]:
    """Both as text, "" where there is none. Raises ProblemError."""
    return "" if key is None else idempotency_key(key), "" if proof is None else proof.decode("latin-1")


def idempotency_key(sent: bytes) -> str:
    """The sender's key (draft-ietf-httpapi-idempotency-key-header): a quoted string, or bare as many send it."""
    key = sent.strip()
    if len(key) >= 2 and key[:1] == key[-1:] == b'"':
        key = key[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    if not 0 < len(key) <= _KEY_LETTERS_MAX or any(not 0x20 <= letter <= 0x7E for letter in key):
        raise ProblemError("malformed", f"Idempotency-Key: 1 to {_KEY_LETTERS_MAX} printable ASCII letters")
    return key.decode("ascii")


def _read_form(body: bytes, slug: str | None = None) -> ReportIn:
    """The report in a form's body. A page's form (`slug` is its service) passes over fields that are not ours, a program is told of them; a
    field left empty was not said."""
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
        elif value and (slug is None or name in ReportIn.__struct_fields__):
            said[name] = value
    if slug is not None:
        said["service"] = slug
    return converted(said, ReportIn)


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
