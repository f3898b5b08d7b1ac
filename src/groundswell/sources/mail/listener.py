"""A receiver of letters: SMTP or LMTP (RFC 5321, RFC 2033), without relaying, signing in or anything else that sends.

Every bound is held before memory is taken: connections, time, bytes of a line, of a letter. 250 is said when the letter is
dealt with for good. Who is at the other end is not asked: the mail server in front knows that.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Literal

import structlog

from groundswell.errors import ConfigError, GroundswellError, RecoverableError
from groundswell.ports.correspondence import Letterbox
from groundswell.sources.mail.command import BadCommandError, command_in, path_in

_log = structlog.get_logger(__name__)

_LINE_BYTES_MAX: Final = 2_048
_RECIPIENTS_MAX: Final = 100
_COMMANDS_MAX: Final = 1_000
_FAULTS_MAX: Final = 10
_PIECE_BYTES: Final = 65_536
_END: Final = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may take, and how many there may be."""

    letter_bytes_max: int = 5_000_000
    connections_max: int = 16
    idle_seconds: float = 60.0
    """without a byte"""
    whole_seconds: float = 600.0
    """from the first byte to the last"""


class _EndError(Exception):
    """The connection is over; nothing more is said."""


class MailListener:
    """Hands letters to `box`; `name` is how it greets."""

    def __init__(
        self, box: Letterbox, protocol: Literal["smtp", "lmtp"], limits: Limits, *, name: str = "groundswell"
    ) -> None:
        self._box = box
        self._lmtp = protocol == "lmtp"
        self._limits = limits
        self._name = name
        self._open: set[asyncio.Task[None]] = set()
        self.turned_away: Counter[str] = Counter()
        """what was refused before it was a letter, since the start: busy, too_large, not_ours, late"""

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[tuple[str, int]]:
        """Up for the length of the block; yields where. Raises ConfigError."""
        try:
            server = await asyncio.start_server(self._connected, host, port, limit=_PIECE_BYTES, backlog=64)
        except OSError as fault:
            raise ConfigError(f"mail.listen: {host}:{port} cannot be listened at: {fault}") from fault
        try:
            at = server.sockets[0].getsockname()
            yield str(at[0]), int(at[1])
        finally:
            server.close()
            for task in list(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "a connection is a task"
        try:
            if len(self._open) >= self._limits.connections_max:
                self.turned_away["busy"] += 1
                writer.write(b"421 4.3.2 too many connections, come again later\r\n")
                return
            self._open.add(task)
            async with asyncio.timeout(self._limits.whole_seconds):
                await _Session(self._box, self._limits, self, reader, writer, self._name, self._lmtp).run()
        except TimeoutError:
            self.turned_away["late"] += 1
            with suppress(OSError, RuntimeError):
                writer.write(b"421 4.4.2 that took too long\r\n")
        except (_EndError, ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:  # we end; whoever was in the middle comes again
            with suppress(OSError, RuntimeError):
                writer.write(b"421 4.3.2 shutting down\r\n")
        finally:
            self._open.discard(task)
            writer.close()


class _Session:
    """One connection, from its greeting to its end."""

    def __init__(
        self,
        box: Letterbox,
        limits: Limits,
        listener: MailListener,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        name: str,
        lmtp: bool,
    ) -> None:
        self._box, self._limits, self._listener = box, limits, listener
        self._reader, self._writer = reader, writer
        self._name, self._lmtp = name, lmtp
        self._greeted = False
        self._from: str | None = None
        self._to: list[str] = []

    async def run(self) -> None:
        """Until it says QUIT, hangs up, or has done too much that is wrong."""
        await self._say(f"220 {self._name} {'LMTP' if self._lmtp else 'ESMTP'}")
        faults = 0
        for _ in range(_COMMANDS_MAX):
            try:
                await self._take(await self._line())
            except BadCommandError as fault:
                faults += 1
                await self._say(str(fault))
                if faults >= _FAULTS_MAX:
                    await self._say("421 4.7.0 too many faults")
                    return
        await self._say("421 4.7.0 too many commands")

    async def _take(self, line: bytes) -> None:
        word, rest = command_in(line)
        if word in ("HELO", "EHLO", "LHLO"):
            await self._greet(word, rest)
        elif word == "MAIL":
            await self._sender(rest)
        elif word == "RCPT":
            await self._recipient(rest)
        elif word == "DATA":
            await self._letter()
        elif word == "RSET":
            self._reset()
            await self._say("250 2.0.0 ok")
        elif word == "NOOP":
            await self._say("250 2.0.0 ok")
        elif word == "VRFY":
            await self._say("252 2.1.5 write and see")
        elif word == "QUIT":
            await self._say("221 2.0.0 bye")
            raise _EndError
        else:
            raise BadCommandError("500 5.5.1 that command is not known here")

    async def _greet(self, word: str, rest: str) -> None:
        if (word == "LHLO") != self._lmtp or not rest:
            raise BadCommandError(
                "500 5.5.1 say " + ("LHLO" if self._lmtp else "EHLO or HELO") + " and your name"
            )
        self._greeted = True
        self._reset()
        if word == "HELO":
            await self._say(f"250 {self._name}")
            return
        size = self._limits.letter_bytes_max
        told = (self._name, f"SIZE {size}", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES")
        await self._say(*(f"250-{each}" for each in told[:-1]), f"250 {told[-1]}")

    async def _sender(self, rest: str) -> None:
        if not self._greeted or self._from is not None:
            raise BadCommandError("503 5.5.1 not now")
        try:
            self._from = path_in(rest, "FROM", self._limits.letter_bytes_max)
        except BadCommandError as fault:
            if str(fault).startswith("552"):
                self._listener.turned_away["too_large"] += 1
            raise
        await self._say("250 2.1.0 ok")

    async def _recipient(self, rest: str) -> None:
        if self._from is None:
            raise BadCommandError("503 5.5.1 MAIL comes first")
        address = path_in(rest, "TO", self._limits.letter_bytes_max)
        if len(self._to) >= _RECIPIENTS_MAX:
            await self._say("452 4.5.3 too many recipients")
        elif not self._box.takes(address):
            self._listener.turned_away["not_ours"] += 1
            raise BadCommandError("550 5.1.1 nobody of this name lives here, and nothing is passed on")
        else:
            self._to.append(address)
            await self._say("250 2.1.5 ok")

    async def _letter(self) -> None:
        if self._from is None or not self._to:
            raise BadCommandError("503 5.5.1 MAIL and RCPT come first")
        await self._say("354 go on; a line with a dot alone ends it")
        content = await self._content()
        if content is None:
            self._listener.turned_away["too_large"] += 1
            answer = f"552 5.3.4 a letter may have at most {self._limits.letter_bytes_max} bytes"
        else:
            answer = await self._dealt_with(content)
        # RFC 2033, 4.2: one answer for each recipient that was taken.
        await self._say(*([answer] * len(self._to) if self._lmtp else [answer]))
        self._reset()

    async def _dealt_with(self, content: bytes) -> str:
        assert self._from is not None, "it was said before"
        try:
            await self._box.put(self._from, list(self._to), content)
        except RecoverableError as fault:
            _log.warning("a letter has to come again", why=str(fault))
            return "451 4.3.0 not now, come again later"
        except GroundswellError as fault:
            _log.error("a letter could not be taken", why=str(fault))
            return "451 4.3.0 not now, come again later"
        except Exception:  # noqa: BLE001  a bug of ours: the letter stays with its sender
            _log.exception("a letter could not be taken")
            return "451 4.3.0 not now, come again later"
        return "250 2.6.0 taken"

    async def _content(self) -> bytes | None:
        """The letter, its dots as they were written; None where it was too large: then all of it was read past, and none kept.

        Only a dot between whole line ends (CR LF) ends it: what others take for an end is a letter within this one."""
        kept, size, tail = bytearray(), 0, b"\r\n"
        most = self._limits.letter_bytes_max
        while True:
            piece = await self._piece()
            seen = tail + piece
            end = seen.find(_END)
            if end >= 0:
                size += max(end + 2 - len(tail), 0)
                if size <= most:
                    kept += seen[len(tail) : max(end + 2, len(tail))]
                    del kept[len(kept) - max(len(tail) - end - 2, 0) :]
                self._push_back(seen[end + len(_END) :])
                break
            size += len(piece)
            if size > most:
                kept.clear()
                if size > 4 * most:  # nobody who means well goes on for so long
                    raise _EndError
            else:
                kept += piece
            tail = seen[-(len(_END) - 1) :]
        if size > most:
            return None
        raw = bytes(kept)
        kept.clear()
        raw = raw[1:] if raw.startswith(b".") else raw
        return raw.replace(b"\r\n.", b"\r\n")

    # --- bytes --------------------------------------------------------------------------------------

    _waiting: bytes = b""

    def _push_back(self, rest: bytes) -> None:
        self._waiting = rest

    async def _piece(self) -> bytes:
        """Some bytes, soon."""
        if self._waiting:
            piece, self._waiting = self._waiting, b""
            return piece
        async with asyncio.timeout(self._limits.idle_seconds):
            piece = await self._reader.read(_PIECE_BYTES)
        if not piece:
            raise _EndError
        return piece

    async def _line(self) -> bytes:
        """One line of a command. Raises BadCommandError where it is too long, which ends it."""
        line = b""
        while b"\n" not in line:
            if len(line) > _LINE_BYTES_MAX:
                await self._say("500 5.5.2 that line is too long")
                raise _EndError
            line += await self._piece()
        end = line.index(b"\n") + 1
        if end > _LINE_BYTES_MAX:
            await self._say("500 5.5.2 that line is too long")
            raise _EndError
        self._waiting = line[end:]
        return line[:end]

    async def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace"))
        async with asyncio.timeout(self._limits.idle_seconds):
            await self._writer.drain()

    def _reset(self) -> None:
        self._from = None
        self._to = []
