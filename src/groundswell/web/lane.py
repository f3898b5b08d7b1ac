"""The hot lane: published pages, single reports and the live stream are served in the protocol that reads the socket.

A small subclass of uvicorn's httptools protocol: no task, no ASGI messages, no scope for what a crowd asks or hears. Answers are
the Front's own, all else goes to ASGI. Heads are bounded in bytes, lines and time. docs/adr/20261127-hot-lane.md
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from groundswell.web.accepted import Accepted
from groundswell.web.answer import Answer, HeaderMap, header_lines
from groundswell.web.asked import API, route_of
from groundswell.web.connection import Nowhere, Starts, Turn, Watch, chunk, head_size, malformed
from groundswell.web.front import REPORTS_PATH, Front
from groundswell.web.live import HEADERS, HELLO, STREAM_PATH, Reader
from groundswell.web.parts import WebConfig
from groundswell.web.problems import ProblemError, problem_answer
from groundswell.web.seen import Heads, Seen, Senders
from groundswell.web.submit import Sender
from groundswell.web.visitor import NOBODY, peer_at

_NEVER: Final = 1 << 62
_PIPELINED_MAX: Final = 64
"""How many requests may wait behind a stream, which may last for ever."""
_IDLE, _HEAD, _BODY = range(3)
"""What of a message has come: nothing, a part of its head, its head."""
_OTHERWISE, _RESTING, _TAKEN = range(3)
"""What is known of a connection without looking: nothing, that all it asked is answered and nothing is in its way, or that
since then one whole report has come and nothing else has happened."""
_POST: Final = b"POST "
_REPORTS: Final = REPORTS_PATH.encode()
_CLOSE: Final = b"connection: close\r\n"
_BODIED: Final = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect"})
_ODD: Final = frozenset({b"transfer-encoding", b"upgrade", b"expect"})
_STREAM_LINES: Final = header_lines([*HEADERS, (b"transfer-encoding", b"chunked")]) + b"\r\n"
_LAST_CHUNK: Final = b"0\r\n\r\n"


class _RefusedError(Exception):
    """Stops the parser: the connection has been given its last words."""


class Lane(HttpToolsProtocol):
    """One connection. Made by `lane_for`. What is ours stands in slots, so that uvicorn's part fits the small form of an object:
    thousands listen at once."""

    __slots__ = (
        *("_arrived", "_asked", "_begun", "_head_bytes", "_last_words", "_reader", "_refused", "_unsent"),
        *("_state", "expires", "peer", "stage", "turn"),
    )
    front: ClassVar[Front]
    limits: ClassVar[WebConfig]
    watch: ClassVar[Watch]
    starts: ClassVar[Starts]
    heads: ClassVar[Heads]
    senders: ClassVar[Senders]
    cycle: Any
    """the last request: uvicorn's cycle, or our turn, which has all that is asked of one; None before the first"""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        assert not config.root_path, "published paths are told from the root"
        self.access_log = False  # whoever hangs a handler on that logger: it would write addresses
        self.peer = NOBODY
        self.turn = Turn()
        self.stage = _IDLE
        self.expires = _NEVER
        self._arrived = self._head_bytes = self._unsent = 0
        self._refused = False
        self._state = _OTHERWISE
        self._last_words: Answer | None = None
        self._begun = 0
        self._asked: Seen | Sender | None = None
        """of what came last: how many requests began in it, and by whom or with what the last was sent"""
        self._reader: Reader | None = None

    # --- the connection -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self.peer = peer_at(self)
        self.expires = self.watch.now + self.watch.head
        self.watch.over(self, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol. A report that is under way is kept; nobody hears of it."""
        self._state = _OTHERWISE
        self.watch.leave(self)
        if self._reader is not None:
            self.front.live.leave(self._reader)
            self._reader = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        if self._state == _RESTING or self._rests():
            # Of a whole request whose head came before, the parser, between two messages, need not hear.
            if data.startswith(_POST):
                sent = self.senders.find(data, self.peer, self)
                if sent is not None:
                    turn = self.cycle = self.turn
                    turn.response_complete, turn.keep_alive = False, True
                    self.expires = _NEVER
                    self._state = _TAKEN
                    self.front.take_again(sent)
                    return
            elif (seen := self.heads.known.get(data)) is not None and self._answer_again(seen):
                return
        self._state = _OTHERWISE
        if self._refused:
            return
        is_new = self.stage == _IDLE and not self._head_bytes
        self._arrived = len(data)
        self._begun, self._asked = 0, None
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # there is nothing to upgrade to
        except httptools.HttpParserError:
            if not self._refused:
                self._refuse(malformed())
        else:
            if self.stage == _HEAD:
                self._wait_for_head(len(data))
            elif is_new and self._asked is not None and self._begun == 1 and self.stage == _IDLE:
                self._keep(data, self._asked)

    def _unsupported_upgrade_warning(self) -> None:
        """uvicorn logs each: strangers would write our log."""

    def pause_writing(self) -> None:
        """See asyncio.Protocol. Until it reads again, what it asks goes to ASGI, where answers wait for their turn."""
        super().pause_writing()
        self._state = _OTHERWISE
        self.expires = self.watch.now + self.watch.unread

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        super().resume_writing()
        self._unsent = 0
        self.expires = _NEVER if self._is_busy() else self.watch.now + self.watch.idle
        self.stir()

    def shutdown(self) -> None:
        """The server stops: what is under way is answered, what has not come whole is not waited for."""
        self._state = _OTHERWISE
        turn = self.turn
        if self.flow.write_paused:  # who reads nothing must not hold up the end
            self._unsent = self.transport.get_write_buffer_size()
            self.expires = self.watch.now + self.watch.last
        if self.cycle is turn and turn.awaited:
            turn.keep_alive = turn.awaited = False
            self.answered(problem_answer(ProblemError("busy", "this server is stopping")))
        else:
            super().shutdown()

    def expire(self) -> None:
        """Time is over for what this connection was waited for."""
        self._state = _OTHERWISE
        transport, turn, watch = self.transport, self.turn, self.watch
        unsent = transport.get_write_buffer_size()
        if unsent and unsent != self._unsent:  # it reads, however slowly
            self._unsent = unsent
            self.expires = watch.now + watch.unread
        elif unsent or transport.is_closing():
            self.expires = _NEVER
            transport.abort()
        elif self.cycle is turn and turn.awaited:
            turn.awaited = False
            detail = f"the body did not arrive within {self.limits.body_seconds_max:g} seconds"
            self.answered(problem_answer(ProblemError("too-slow", detail)))
        elif self.stage == _HEAD:
            detail = f"the head did not arrive within {self.limits.head_seconds_max:g} seconds"
            self._refuse(problem_answer(ProblemError("too-slow", detail)))
        else:
            self.expires = watch.now + watch.unread
            transport.close()

    # --- the live stream ----------------------------------------------------------------------------

    def stir(self) -> None:
        """See live.Line. Who cannot be written to now is told when it has read."""
        reader = self._reader
        if reader is not None and not self.flow.write_paused and (news := self.front.live.news(reader)):
            self.transport.write(chunk(news))

    def end(self) -> None:
        """See live.Line."""
        if self._reader is None:
            return
        self.front.live.leave(self._reader)
        self._reader = None
        self.turn.response_complete = True
        self.transport.write(_LAST_CHUNK)
        if not self.turn.keep_alive:
            self._refused = True
            self.transport.close()
        self.on_response_complete()

    def drop(self) -> None:
        """See live.Line."""
        if self._reader is not None:
            self.front.live.leave(self._reader)
            self._reader = None
        self.transport.abort()

    def _listens(self, headers: HeaderMap) -> bool:
        """Whether the lane has taken a reader of the stream, or said why not; what is said again is nobody's to keep."""
        turn = self.turn
        if headers.get(b"connection", b"keep-alive").lower() != b"keep-alive" or not self._keeps_alive(
            headers
        ):
            return False
        query = self.url.partition(b"?")[2].partition(b"#")[0].decode("latin-1")
        found = self.front.listen(query, self.headers, headers, self.peer, self)
        self.cycle, turn.keep_alive = turn, True
        if isinstance(found, Answer):
            self._send(found, keep_alive=True)
            self.on_response_complete()
            return True
        self._reader = found
        turn.response_complete = False
        self.url, self.headers = b"", []  # nobody needs them as long as this lasts
        self.expires = _NEVER
        start = self.starts.of(200, self.server_state.default_headers)
        self.transport.write(b"".join((start, _STREAM_LINES, chunk(HELLO))))
        return True

    # --- what the parser finds ----------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins. What ASGI wants of it is made when it is known to go there."""
        self.url = b""
        self.headers = []
        self.stage = _HEAD
        self._head_bytes = 0
        self._begun += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has come."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The head has come: answer the request, wait for its body, or hand it on to ASGI."""
        if self._refused:  # the connection closes: what came after the last request is not for us
            return
        limits = self.limits
        if len(self.headers) > limits.head_lines_max or (
            self._arrived + self._head_bytes > limits.head_bytes_max
            and head_size(self.url, self.headers) > limits.head_bytes_max
        ):
            self._refuse_head()
            raise _RefusedError
        self.stage = _BODY
        if self.flow.write_paused or self._is_busy() or not self._takes():
            self._hand_on()

    def on_body(self, body: bytes) -> None:
        """A piece of a body has come."""
        if self.cycle is not self.turn:
            super().on_body(body)
        elif self.turn.awaited:
            self.turn.pieces.append(body)

    def on_message_complete(self) -> None:
        """The request has come whole."""
        self.stage = _IDLE
        turn = self.turn
        if self.cycle is not turn:
            super().on_message_complete()
            if self.cycle.response_complete:  # it was answered before it had come whole
                self.expires = self.watch.now + self.watch.idle
        elif turn.awaited:
            turn.awaited = False
            self.expires = _NEVER
            pieces = turn.pieces
            body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            sender = self.front.take_report(self.headers, turn.headers, self.peer, body, self)
            self._asked = sender if turn.keep_alive else None

    # --- answers ------------------------------------------------------------------------------------

    def _takes(self) -> bool:
        """Whether the request is the lane's; a page is then answered, and a report's body awaited."""
        parser, pairs, turn = self.parser, self.headers, self.turn
        method, headers = parser.get_method(), dict(pairs)
        if method == b"GET" or method == b"HEAD":
            if not _BODIED.isdisjoint(headers):
                return False
            path = self.url.partition(b"?")[0].decode("ascii", "replace")
            if path == STREAM_PATH:
                return method == b"GET" and self._listens(headers)
            if len(self.url) > len(path) and path.startswith(API):  # what it says depends on what is asked
                path = self.url.decode("ascii", "replace")
            answer = self.front.page_answer(method.decode(), path, pairs, headers, self.peer)
            if answer is None:
                return False
            self.front.count(route_of(path), answer.status)
            self.cycle = turn
            keep_alive = self._keeps_alive(headers)
            self._send(answer, keep_alive=keep_alive, head=method == b"HEAD")
            if keep_alive and b"?" not in self.url:
                self._asked = Seen(path, pairs, headers)
            self.on_response_complete()
            return True
        if method != b"POST" or self.url != _REPORTS or not _ODD.isdisjoint(headers):
            return False
        length = headers.get(b"content-length", b"")
        if not length.isdigit() or len(length) > 9 or int(length) > self.limits.body_bytes_max:
            return False
        turn.keep_alive = self._keeps_alive(headers)
        turn.headers, turn.pieces = headers, []
        turn.response_complete, turn.awaited = False, True
        self.cycle = turn
        self.expires = self.watch.now + self.watch.body
        return True

    def _keep(self, data: bytes, asked: Seen | Sender) -> None:
        """Know the head of `data`, one whole request, when it comes again."""
        if isinstance(asked, Seen):
            self.heads.keep(data, asked)
        else:
            self.senders.keep(data, self.headers, asked)

    def _answer_again(self, seen: Seen) -> bool:
        """Answer for a page, as long as there is one, from what is known."""
        if not self.front.answer_again(seen, self.peer):
            return False
        every = self.server_state.default_headers
        if seen.every is not every:
            assert seen.answer is not None, "the front has just given it"
            answer = seen.answer
            start = self.starts.of(answer.status, every)
            seen.sent = b"".join((start, answer.lines or header_lines(answer.headers), b"\r\n", answer.body))
            seen.every = every
        self.transport.write(seen.sent)
        self.server_state.total_requests += 1
        if not self.flow.write_paused:
            self._state = _RESTING
            self.expires = self.watch.now + self.watch.idle
        return True

    def answered(self, answer: Answer) -> None:
        """See accepted.Waiting."""
        self.front.count("report", answer.status)
        turn = self.turn
        turn.response_complete = True
        if not turn.disconnected:
            self._send(answer, keep_alive=turn.keep_alive)
            self.on_response_complete()

    def accepted(self, accepted: Accepted, name: bytes) -> bool:
        """See accepted.Waiting. Called by the group commit, for hundreds at once."""
        turn, state = self.turn, self.server_state
        if not turn.keep_alive:
            self.answered(accepted.answer(name))
            return False
        turn.response_complete = True
        if turn.disconnected:
            return True
        every = state.default_headers
        if accepted.every is not every:
            accepted.begin(self.starts, every)
        if self._state == _TAKEN:
            self._state = _RESTING
        self.transport.write(name.join(accepted.sent))
        if self._state == _RESTING:
            state.total_requests += 1
            watch = self.watch
            self.expires = watch.now + watch.idle
        else:
            self.on_response_complete()
        return True

    def on_response_complete(self) -> None:
        """A request is answered, here or by ASGI: the next in line has its turn, or the connection rests."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._last_words is not None:
            self._send(self._last_words, keep_alive=False)
        elif not self.flow.write_paused:
            watch = self.watch
            self.expires = watch.now + (watch.head if self.stage == _HEAD else watch.idle)

    def _send(self, answer: Answer, *, keep_alive: bool, head: bool = False) -> None:
        """Write the whole answer, byte for byte as uvicorn would."""
        lines = answer.lines or header_lines(answer.headers)
        if b"\r\nconnection: " in lines:  # "close" is all that we ever say there
            keep_alive = False
        elif not keep_alive:
            lines += _CLOSE
        start = self.starts.of(answer.status, self.server_state.default_headers)
        self.transport.write(b"".join((start, lines, b"\r\n", b"" if head else answer.body)))
        if not keep_alive:
            self._refused = True
            self.transport.close()

    def _keeps_alive(self, headers: HeaderMap) -> bool:
        keeps = self.parser.should_keep_alive()
        # Of version 1.0 it is kept by uvicorn never, by the parser only where the client asks for it.
        return keeps and (b"connection" not in headers or self.parser.get_http_version() != "1.0")

    def _rests(self) -> bool:
        """Whether what comes now begins a request, and nothing is in the way of its answer."""
        return (
            self.stage == _IDLE
            and not (self._refused or self._head_bytes or self._is_busy() or self.flow.write_paused)
            and not self.transport.is_closing()
        )

    def _is_busy(self) -> bool:
        """Whether a request is not answered yet."""
        return self.cycle is not None and not self.cycle.response_complete

    def _hand_on(self) -> None:
        """Let uvicorn take the request to ASGI, where it waits for those before it."""
        if self._reader is not None and len(self.pipeline) >= _PIPELINED_MAX:
            self._refused = True
            self.transport.abort()
            raise _RefusedError
        url, pairs = self.url, self.headers
        self.stage = _HEAD  # as long as it may prove to be unreadable
        super().on_message_begin()
        self.url = url
        self.headers += pairs
        self.expect_100_continue = any(
            name == b"expect" and value.lower() == b"100-continue" for name, value in pairs
        )
        if not self.flow.write_paused:
            self.expires = _NEVER
        super().on_headers_complete()
        self.headers = Nowhere()
        self.stage = _BODY

    # --- refusals -----------------------------------------------------------------------------------

    def _wait_for_head(self, arrived: int) -> None:
        """A part of a head has come: the rest may take its time, but not more than that, and has to end."""
        if self._head_bytes == 0:
            if not self._is_busy():
                self.expires = self.watch.now + self.watch.head
            arrived = min(arrived, 1)  # what came with it may belong to requests before it
        self._head_bytes += arrived
        if self._head_bytes > self.limits.head_bytes_max:
            self._refuse_head()

    def _refuse_head(self) -> None:
        limits = self.limits
        detail = f"at most {limits.head_lines_max} headers and {limits.head_bytes_max} bytes are read"
        self._refuse(problem_answer(ProblemError("head-too-large", detail)))

    def _refuse(self, answer: Answer) -> None:
        """Take nothing more from this connection: say why when all before it is answered, and close."""
        self._refused = True
        self.flow.pause_reading()
        cycle, broken_body = self.cycle, self.stage == _BODY and self.cycle is not self.turn
        if not self._is_busy():
            self._send(answer, keep_alive=False)
        elif not broken_body:
            self._last_words = answer
        elif self.pipeline:
            self.pipeline.popleft()
            self._last_words = answer
        elif cycle.response_started:
            self.transport.close()
        else:
            self._send(answer, keep_alive=False)


def lane_for(front: Front, config: WebConfig) -> type[Lane]:
    """The protocol class that uvicorn is given as `http`, for the application `front`."""

    class Bound(Lane):
        """The lane of one application."""

        __slots__ = ()

    Bound.front, Bound.limits = front, config
    Bound.watch, Bound.starts = Watch(config), Starts()
    Bound.heads, Bound.senders = Heads(), Senders()
    return Bound
