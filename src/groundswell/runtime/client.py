"""A server seen from the command line: one request at a time, tried again while trying again can help."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from groundswell import __version__
from groundswell.errors import ConfigError, InputError, StoreUnavailableError
from groundswell.runtime import terminal
from groundswell.runtime.terminal import UsageFault
from groundswell.web.wire import OutcomeOut, Problem, ReceiptOut, ReportIn

Query = Mapping[str, str | Sequence[str]]

_T = TypeVar("_T")
_TRIES = 5
_PAUSE_SECONDS = 0.5
_PAUSE_SECONDS_MAX = 30.0
_WAIT_HELPS = {408, 425, 429, 500, 502, 503, 504}


class RefusedError(InputError):
    """The server understood and said no; `problem` is what it said."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        words = [problem.detail or problem.title]
        words += [f"{at.field}: {at.fault}" for at in problem.errors if at.fault not in words[0]]
        super().__init__("the server says", "; ".join(words))


class Server:
    """The server at `url`. `token` is needed for bulk requests and for the desk."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageFault(f'"{url}" is no address of a server: write http://127.0.0.1:8000')
        self._url = url.rstrip("/")
        self._token = token
        self._pause = pause
        self._client = httpx.Client(
            base_url=self._url,
            timeout=httpx.Timeout(10.0, read=150.0),
            headers={"user-agent": f"groundswell/{__version__}", "accept": "application/json"},
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._client.close()

    def report(self, report: ReportIn, key: str) -> ReceiptOut:
        """Send one report under an Idempotency-Key, so that a second try is not a second report."""
        headers = {"content-type": "application/json", "idempotency-key": key}
        return self._send("POST", "/api/v1/reports", ReceiptOut, msgspec.json.encode(report), headers)

    def bulk(self, path: str, body: bytes, media_type: str, query: Query) -> OutcomeOut:
        """Send many lines at once, packed. Not tried again once the server has begun to work on them."""
        headers = {
            "content-type": media_type,
            "content-encoding": "gzip",
            "authorization": f"Bearer {self._token or ''}",
        }
        return self._send("POST", path, OutcomeOut, gzip.compress(body, 1), headers, query, twice=False)

    def get(self, path: str, kind: type[_T], query: Query | None = None) -> _T:
        """Fetch a JSON document of the given shape."""
        shown = {"authorization": f"Bearer {self._token}"} if self._token else {}
        return self._send("GET", path, kind, None, shown, query)

    def _send(
        self,
        method: str,
        path: str,
        kind: type[_T],
        body: bytes | None,
        headers: Mapping[str, str],
        query: Query | None = None,
        *,
        twice: bool = True,
    ) -> _T:
        pause, words = _PAUSE_SECONDS, ""
        for left in reversed(range(_TRIES)):
            try:
                answer = self._client.request(method, path, content=body, headers=dict(headers), params=query)
            except httpx.TransportError as fault:
                words = f"cannot be reached ({fault})" if str(fault) else "does not answer"
                if not (twice or isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout)):
                    break
            else:
                if answer.is_success:
                    return self._read(answer, kind)
                words = f"answers {answer.status_code}"
                asked = answer.headers.get("retry-after", "")
                pause = float(asked) if asked.isdigit() else pause
                helps = answer.status_code in _WAIT_HELPS and (twice or answer.status_code != 500)
                if not helps or pause > _PAUSE_SECONDS_MAX:
                    raise self._refusal(answer)
            if left:
                if left == _TRIES - 1:
                    terminal.warn(f"{self._url} {words}; trying again")
                self._pause(pause)
                pause *= 2
        raise StoreUnavailableError(f"{self._url} {words}; is it running? Give another address with --url")

    def _read(self, answer: httpx.Response, kind: type[_T]) -> _T:
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError) as fault:
            raise ConfigError(f"{self._url} does not speak as a Groundswell server does: {fault}") from fault

    def _refusal(self, answer: httpx.Response) -> RefusedError | ConfigError:
        try:
            problem = msgspec.json.decode(answer.content, type=Problem)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return ConfigError(
                f"{self._url} answers {answer.status_code} and not as a Groundswell server does; is the address right?"
            )
        if answer.status_code == 401:
            return ConfigError(
                f"{self._url} wants its token: set GROUNDSWELL_TOKEN, or GROUNDSWELL_TOKEN_FILE to the file "
                "`token` in the server's data directory"
            )
        return RefusedError(problem)
