"""The way in: prepared pages, single reports and the live stream are answered here, all else by the API behind.

Raw ASGI, since these three are what a crowd asks for. What is answered comes from `page_answer` and
`take_report`, which know no server: the lane, a protocol that reads the socket itself, calls the same two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from groundswell.web.accepted import Accepted, Waiting
from groundswell.web.answer import (
    Answer,
    ASGIApp,
    Header,
    HeaderMap,
    Message,
    Receive,
    Scope,
    Send,
    header_lines,
    host_of,
    host_of_url,
    send_answer,
    wants_html,
)
from groundswell.web.asked import API, key_of, page_of, read, route_of
from groundswell.web.body import Bodies, ClientGoneError
from groundswell.web.describe import OPENAPI_PATH, openapi_page
from groundswell.web.language import ENGLISH, LANGUAGE_KEY, offered, preferred, root_of, split
from groundswell.web.live import STREAM_PATH, Line, Live, Reader
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, problem_answer, problem_of, told_in, unknown_parameter
from groundswell.web.published import Published
from groundswell.web.security import NO_STORE, NOSNIFF
from groundswell.web.seen import Seen
from groundswell.web.submit import Sender, Sent, Submit
from groundswell.web.visitor import Peer, peer_of

REPORTS_PATH: Final = "/api/v1/reports"
_INCIDENTS = "/incidents/"
_SERVICE = "/s/"
_FORM_END = "/report"
_HOME = "/"
_LIVE_END = "/live"
_API = "/api/"
_CRAWLERS = (
    b"bot",
    b"crawl",
    b"spider",
    b"slurp",
    b"headless",
    b"preview",
    b"monitor",
    b"facebookexternalhit",
)
_SEARCHES = frozenset(
    (
        *(b"google", b"bing", b"duckduckgo", b"ecosia", b"qwant", b"startpage", b"baidu", b"yandex"),
        b"googlequicksearchbox",
    )
)
"""What the hosts of search engines are called, whatever their country."""
_REFERER_BYTES_MAX = 512
_READ = frozenset({"GET", "HEAD"})
_SPOKEN = (
    "/search",
    "/r/",
    "/here",
    "/compare",
    "/outages",
    "/subscribe",
    "/subscription/",
    "/confirm/",
    "/ask",
    "/q/",
    "/wish/",
    "/workarounds",
    "/yours",
)
"""What is answered in every language behind us."""

_ACCEPTED: Final = ("report", "202")
_PREFLIGHT: list[Header] = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"accept, if-none-match, last-event-id"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]


class Front:
    """The ASGI application."""

    def __init__(self, parts: Parts, behind: ASGIApp, published: Published, bodies: Bodies) -> None:
        """`behind` answers what is not answered here."""
        config = parts.config
        self._parts = parts
        self._drawing = asyncio.Lock()
        self._behind = behind
        self._config = config
        self._public_host = host_of_url(config.public_url.encode())
        self._published = published
        self._bodies = bodies
        self._submit = Submit(
            parts.admit,
            parts.catalog,
            parts.visitors,
            parts.clock,
            public_url=config.public_url,
            report_origins=config.report_origins,
            answered=self._count_accepted,
        )
        self._tally = parts.tally
        self.take_again: Callable[[Sent], None] = self._submit.take
        """`take_report` of a head that came before. Never raises."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection or request."""
        if scope["type"] != "http":
            await self._behind(scope, receive, send)
            return
        method: str = scope["method"]
        path: str = scope["path"]
        if path == REPORTS_PATH:
            await self._report(method, scope, receive, send)
        elif path == STREAM_PATH and method not in ("GET", "OPTIONS"):
            answer = problem_answer(_only_read(b"GET"))
            self.count("stream", answer.status)
            await send_answer(send, answer, head=method == "HEAD")
        elif method in _READ:
            await self._read(method, path, scope, receive, send)
        elif method == "POST" and path.endswith(_FORM_END) and split(path)[1].startswith(_SERVICE):
            await self._form(path, scope, receive, send)
        elif method == "OPTIONS" and path.startswith(_API):
            self.count("preflight", 204)
            await send_answer(send, Answer(204, _PREFLIGHT, b""))
        elif path == OPENAPI_PATH or self._parts.site.get(split(path)[1]) is not None:
            answer = self._refusal(_only_read(), dict(scope["headers"]), path)
            self.count(route_of(path), answer.status)
            await send_answer(send, answer)
        else:
            await self._pass_on(scope, receive, send)

    def page_answer(
        self, method: str, path: str, pairs: list[Header], headers: HeaderMap, peer: Peer
    ) -> Answer | None:
        """The answer with the page published under `path`; None where there is none. Counts the visit. Never raises."""
        try:
            if path == _HOME and (code := self._wished(headers)) != ENGLISH:
                return _see(root_of(code) + _HOME)
            answer = self._published.answer(path, headers)
            if answer is not None and method == "GET" and (slug := self._visited(path, headers)):
                self._visit(slug, pairs, headers, peer)
        except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
            refused = problem_answer(problem_of(fault))
            return self._told(refused) if path.startswith(API) else refused
        return answer

    def answer_again(self, seen: Seen, peer: Peer) -> bool:
        """Bring the answer to a head that came before up to date, and count it and the visit; False where it has to be
        read like any other. Never raises."""
        try:
            page = self._parts.site.get(seen.path)
            if page is not seen.page or page is None:
                answer = self._published.answer(seen.path, seen.headers)
                if answer is None:
                    return False
                seen.page, seen.answer, seen.every = page, answer, ()
                seen.tallied = (route_of(seen.path), str(answer.status))
                seen.visited = self._visited(seen.path, seen.headers)
            if seen.visited:
                self._visit(seen.visited, seen.pairs, seen.headers, peer)
        except Exception:  # noqa: BLE001  the ordinary way says what is wrong
            return False
        self._tally[seen.tallied] = self._tally.get(seen.tallied, 0) + 1
        return True

    def _visited(self, path: str, headers: HeaderMap) -> str:
        """The service whose page is opened by a person; "" for anything else."""
        if _SERVICE not in path or not is_visit(headers):
            return ""
        place = split(path)[1]
        slug = place[len(_SERVICE) :]
        return slug if place.startswith(_SERVICE) and slug in self._parts.catalog.services else ""

    def _visit(self, slug: str, pairs: list[Header], headers: HeaderMap, peer: Peer) -> None:
        visitor = self._parts.visitors.read(pairs, peer, self._parts.clock.now(), headers=headers)
        self._parts.admit.visit(slug, visitor, referred=is_referred(headers, self._public_host))

    def take_report(
        self,
        pairs: list[Header],
        headers: HeaderMap,
        peer: Peer,
        body: bytes,
        waiting: Waiting,
    ) -> Sender | None:
        """POST /api/v1/reports: `waiting` hears the answer, at once or when the report is durable. Never raises.
        Who sends it, if its head is in order: for such a head `take_again` does the same."""
        return self._submit.begin(pairs, headers, peer, body, waiting)

    def listen(
        self, query: str, pairs: list[Header], headers: HeaderMap, peer: Peer, line: Line
    ) -> Reader | Answer:
        """A reader of the live stream whose news go to `line`; or why not. Never raises."""
        self.count("stream", 200)
        try:
            visitor = self._parts.visitors.read(pairs, peer, self._parts.clock.now(), headers=headers)
            return self._parts.live.enter(query, visitor, line)
        except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
            return problem_answer(problem_of(fault))

    @property
    def live(self) -> Live:
        """The hub of those readers."""
        return self._parts.live

    async def _report(self, method: str, scope: Scope, receive: Receive, send: Send) -> None:
        if method != "POST":
            answer = _only_post(method)
        else:
            pairs = scope["headers"]
            headers = dict(pairs)
            peer = peer_of(scope)
            try:
                if scope["query_string"]:  # nearly never: this is the way of every single report
                    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
                    if (wrong := unknown_parameter(query, ())) is not None:
                        raise wrong
                body = await self._bodies.read(
                    receive, headers, self._config.body_bytes_max, self._config.body_seconds_max
                )
            except ClientGoneError:
                return
            except ProblemError as problem:
                answer = problem_answer(problem)
            else:
                waiting = _Waiting()
                self.take_report(pairs, headers, peer, body, waiting)
                answer = await waiting.answer
        self.count("report", answer.status)
        await send_answer(send, answer, head=method == "HEAD")

    async def _read(self, method: str, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        pairs = scope["headers"]
        headers = dict(pairs)
        peer = peer_of(scope)
        place = key_of(path, scope["query_string"]) if path.startswith(API) else path
        answer = None if "?" in path else self.page_answer(method, place, pairs, headers, peer)
        if answer is None:
            try:
                if await self._made(place):
                    answer = self.page_answer(method, place, pairs, headers, peer)
                elif (of := page_of(path, self._parts.catalog)) is not None:
                    ask = partial(read, self._behind, scope, receive)
                    told = await self._parts.offer.answers.read(place, of, ask)
                    answer = self.page_answer(method, place, pairs, headers, peer) or self._told(told)
            except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
                answer = self._refusal(fault, headers, path)
        if answer is None:
            answer = self._moved(path)
        if answer is not None:
            self.count(route_of(path), answer.status)
            await send_answer(send, answer, head=method == "HEAD")
        elif path == STREAM_PATH and method == "GET":
            self.count("stream", 200)
            await self._parts.live.serve(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _made(self, path: str) -> bool:
        """Make what is asked for and is not there yet: the page of an incident so old that it is no longer kept, of a
        service in the first seconds after a start, an output for machines, what the API is. Whether there is one."""
        code, place = split(path)
        if code != ENGLISH:
            if await self._parts.offer.make(path):
                return True
            for _ in range(2):  # the English page may be taken down before its turn has come
                if self._parts.site.get(place) is None and not await self._made(place):
                    return False
                if await self._parts.speak.make(code, place):
                    return True
            return False
        if path == OPENAPI_PATH:
            async with self._drawing:  # who asks while it is drawn waits for it
                if self._parts.site.get(path) is None:
                    self._parts.site.put(path, await asyncio.to_thread(openapi_page))
            return True
        if path.startswith(_INCIDENTS):
            return await self._parts.publish.incident(path[len(_INCIDENTS) :])
        slug = path[len(_SERVICE) :].removesuffix(_LIVE_END)
        if path.startswith(_SERVICE) and slug in self._parts.catalog.services:
            await self._parts.publish.service(slug)
            return True
        return await self._parts.offer.make(path) or await self._parts.survey.make(path)

    def _moved(self, path: str) -> Answer | None:
        """The way to a service's page from another of its names, or to a page from one stroke too many."""
        code, place = split(path)
        if path[1:] in offered() and path[1:] != ENGLISH:
            code, place = path[1:], ""
        bare, service = place.rstrip("/"), None
        if bare.startswith(_SERVICE):
            service = self._parts.catalog.find(bare[len(_SERVICE) :])
            bare = f"{_SERVICE}{service.slug}" if service is not None else bare
        bare = bare or _HOME
        if bare == place or (service is None and self._parts.site.get(bare) is None):
            return None
        location = (b"location", (root_of(code) + bare).encode())
        return Answer(
            301, [location, (b"content-length", b"0"), (b"cache-control", b"max-age=300"), NOSNIFF], b""
        )

    def _wished(self, headers: HeaderMap) -> str:
        """The language that a browser wants which comes from elsewhere: whoever comes from a page of ours has chosen."""
        accepted = headers.get(b"accept-language")
        if not accepted or (code := preferred(accepted)) in ("", ENGLISH) or not wants_html(headers):
            return ENGLISH
        site = headers.get(b"sec-fetch-site")
        if site is None:
            referer = host_of_url(headers.get(b"referer", b"")[:_REFERER_BYTES_MAX])
            is_ours = referer != b"" and referer in (host_of(headers.get(b"host", b"")), self._public_host)
        else:
            is_ours = site == b"same-origin"
        return ENGLISH if is_ours else code

    async def _form(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        code, place = split(path)
        slug = place[len(_SERVICE) : -len(_FORM_END)]
        pairs = scope["headers"]
        headers = dict(pairs)
        peer = peer_of(scope)
        try:
            body = await self._bodies.read(
                receive, headers, self._config.body_bytes_max, self._config.body_seconds_max
            )
            receipt = await self._submit.form_answer(slug, pairs, headers, peer, body)
        except ClientGoneError:
            return
        except Exception as fault:  # noqa: BLE001  problem_of logs what is a bug
            answer = self._fault_answer(fault, headers, code, slug)
        else:
            location = (b"location", (root_of(code) + receipt).encode())
            answer = Answer(303, [location, (b"content-length", b"0"), NO_STORE, NOSNIFF], b"")
        self.count("form", answer.status)
        await send_answer(send, answer)

    def _refusal(self, fault: Exception, headers: HeaderMap, path: str) -> Answer:
        """A fault under `path`: the API speaks to programs, and to those of every site."""
        if path.startswith(API):
            return self._told(problem_answer(problem_of(fault)))
        return self._fault_answer(fault, headers, split(path)[0])

    def _fault_answer(self, fault: Exception, headers: HeaderMap, code: str, service: str = "") -> Answer:
        """A fault as a page for browsers, with the way back to `service`; as problem details for everybody else."""
        problem = problem_of(fault)
        if not wants_html(headers):
            return problem_answer(problem)
        page = self._parts.pages_in(code).error(problem.status, *told_in(problem, code), service)
        answer = self._published.answer_page(page, {}, problem.status)
        return Answer(answer.status, [*answer.headers, *problem.headers], answer.body)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the API behind answer, and finish its answer: HEAD, safety and sharing."""
        head = scope["method"] == "HEAD"
        if head:
            scope = {**scope, "method": "GET"}
        code, place = split(scope["path"])
        if code != ENGLISH and place.startswith(_SPOKEN):
            scope = {**scope, "path": place, "raw_path": place.encode(), LANGUAGE_KEY: code}
        shared = scope["path"].startswith(_API) and scope["method"] == "GET"

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _finished(message["headers"], shared=shared)
                self.count("api", message["status"])
            elif head:
                message = {**message, "body": b""}
            await send(message)

        await self._behind(scope, receive, finish)

    def _told(self, answer: Answer) -> Answer:
        """What the API said, for whoever asks alike just now."""
        return answer._replace(headers=_finished(answer.headers, shared=True))

    def count(self, route: str, status: int) -> None:
        """Note that a request was answered."""
        key = (route, str(status))
        self._tally[key] = self._tally.get(key, 0) + 1

    def _count_accepted(self, number: int) -> None:
        """Note that so many reports were answered with their receipts."""
        self._tally[_ACCEPTED] = self._tally.get(_ACCEPTED, 0) + number


def _finished(headers: Iterable[Header], *, shared: bool) -> list[Header]:
    """What the API said of its answer, and what it left to us: safety, that nobody keeps it, and sharing."""
    told = list(headers)
    names = {name.lower() for name, _ in told}
    if b"x-content-type-options" not in names:
        told.append(NOSNIFF)
    if b"cache-control" not in names:
        told.append(NO_STORE)
    if shared and b"access-control-allow-origin" not in names:
        told.append((b"access-control-allow-origin", b"*"))
    return told


def _see(location: str) -> Answer:
    """The way to the same page in the reader's language: nobody may keep it, for it is this reader's."""
    headers = [
        (b"location", location.encode()),
        (b"content-length", b"0"),
        (b"cache-control", b"private, no-store"),
        (b"vary", b"accept-language, sec-fetch-site"),
        NOSNIFF,
    ]
    return Answer(302, headers, b"", header_lines(headers))


def is_visit(headers: HeaderMap) -> bool:
    """Whether a person opened the page: a browser that wants to show it, not one that fetches ahead, not a robot."""
    if not wants_html(headers):
        return False
    purpose = headers.get(b"sec-purpose") or headers.get(b"purpose") or headers.get(b"x-moz") or b""
    if purpose.startswith((b"prefetch", b"prerender")):
        return False
    agent = headers.get(b"user-agent", b"").lower()
    return bool(agent) and not any(word in agent for word in _CRAWLERS)


def is_referred(headers: HeaderMap, public_host: bytes) -> bool:
    """Whether the visitor followed a link on somebody else's page. Not one that a search engine found: whoever looks
    for a service that fails has the trouble, whoever reads about it need not. Nothing of the address is kept."""
    referer = headers.get(b"referer")
    if not referer:
        return False
    host = host_of_url(referer[:_REFERER_BYTES_MAX])
    if not host or host == public_host or host == host_of(headers.get(b"host", b"")):
        return False
    first, *rest = host.split(b".")
    return first == b"news" or (first != b"search" and _SEARCHES.isdisjoint((first, *rest)))


class _Waiting:
    """The request of a task that waits for its `answer`."""

    __slots__ = ("answer",)

    def __init__(self) -> None:
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answered(self, answer: Answer) -> None:
        """See accepted.Waiting."""
        if not self.answer.done():  # the task may have been cancelled
            self.answer.set_result(answer)

    def accepted(self, accepted: Accepted, name: bytes) -> bool:
        """See accepted.Waiting."""
        self.answered(accepted.answer(name))
        return False


def _only_post(method: str) -> Answer:
    allow: Header = (b"allow", b"POST, OPTIONS")
    if method == "OPTIONS":
        return Answer(204, [allow, (b"content-length", b"0")], b"")
    return problem_answer(
        ProblemError("method-not-allowed", "reports are sent here with POST", headers=[allow])
    )


def _only_read(methods: bytes = b"GET, HEAD") -> ProblemError:
    allow: Header = (b"allow", methods)
    return ProblemError("method-not-allowed", "this is read, with GET", headers=[allow])
