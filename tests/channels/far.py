"""The far sides: servers on loopback that speak the interfaces of others and insist on what those insist on."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: header names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    document: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Handle = Callable[[Asked], Awaitable[Answer]]


@asynccontextmanager
async def listening(handle: Handle, ssl: Any = None) -> AsyncIterator[str]:
    """A server that answers by `handle`; yields its address."""
    open_ones: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        try:
            while asked := await _read(reader):
                writer.write(_written(await handle(asked)))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            open_ones.discard(writer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=ssl)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if ssl else 'http'}://127.0.0.1:{port}"
    finally:
        server.close()
        for writer in list(open_ones):
            writer.close()
        await asyncio.sleep(0)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    line, *rest = head.strip().split("\r\n")
    method, path, _ = line.split(" ")
    headers = {name.lower(): text.strip() for name, _, text in (each.partition(":") for each in rest)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


def _written(answer: Answer) -> bytes:
    body = answer.body or (json.dumps(answer.document).encode() if answer.document is not None else b"")
    told = {"Content-Length": str(len(body)), "Content-Type": "application/json", **answer.headers}
    head = "".join(f"{name}: {text}\r\n" for name, text in told.items())
    return f"HTTP/1.1 {answer.status} Told\r\n{head}\r\n".encode() + body


@dataclass(slots=True)
class Post:
    """Something that stands at the far side."""

    text: str
    parent: str = ""
    edits: int = 0
    chat: str = ""


class FarMastodon:
    """Posts by Idempotency-Key, answers, changes."""

    token = "a-token-of-mastodon"

    def __init__(self) -> None:
        self.may_read = True
        self.posts: dict[str, Post] = {}
        self.keys: dict[str, str] = {}

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Answer(401, {"error": "The access token is invalid"})
        if (asked.method, asked.path) == ("GET", "/api/v1/accounts/verify_credentials"):
            outside = {"error": "This action is outside the authorized scopes"}
            return Answer(200, {"acct": "watch"}) if self.may_read else Answer(403, outside)
        parts = urlsplit(asked.path).path.strip("/").split("/")
        assert parts[:3] == ["api", "v1", "statuses"], asked.path
        told = asked.document
        if len(_ADDRESS.sub("x" * 23, told["status"])) > 500:  # an address counts for 23, however long it is
            return Answer(422, {"error": "Validation failed: Text character limit of 500 exceeded"})
        if asked.method == "PUT":
            if parts[3] not in self.posts:
                return Answer(404, {"error": "Record not found"})
            self.posts[parts[3]].text = told["status"]
            self.posts[parts[3]].edits += 1
            return Answer(200, {"id": parts[3]})
        key = asked.headers["idempotency-key"]
        parent = told.get("in_reply_to_id", "")
        if parent and parent not in self.posts:
            return Answer(404, {"error": "The post you are trying to reply to does not appear to exist"})
        if key not in self.keys:
            self.keys[key] = str(len(self.posts) + 1000)
            self.posts[self.keys[key]] = Post(told["status"], parent)
        return Answer(200, {"id": self.keys[key]})

    def texts(self) -> list[str]:
        return [post.text for post in self.posts.values()]


class FarBluesky:
    """Records by name; a session that ends after some calls."""

    def __init__(self, calls_max: int = 3) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.writes = 0
        self.sessions = 0
        self._calls = 0
        self._calls_max = calls_max

    async def __call__(self, asked: Asked) -> Answer:
        told = asked.document
        if asked.path == "/xrpc/com.atproto.server.createSession":
            if told != {"identifier": "watch.example", "password": "app-password"}:
                return Answer(401, {"error": "AuthenticationRequired", "message": "Invalid password"})
            self.sessions += 1
            self._calls = 0
            return Answer(200, {"did": "did:plc:watch", "accessJwt": f"jwt-{self.sessions}"})
        assert asked.path == "/xrpc/com.atproto.repo.putRecord"
        self._calls += 1
        current = asked.headers.get("authorization") == f"Bearer jwt-{self.sessions}"
        if not current or self._calls > self._calls_max:
            return Answer(400, {"error": "ExpiredToken", "message": "Token has expired"})
        record, name = told["record"], told["rkey"]
        assert told["repo"] == "did:plc:watch"
        assert len(name) == 13
        assert len(record["text"]) <= 300
        for facet in record.get("facets", []):
            where, (feature,) = facet["index"], facet["features"]
            linked = record["text"].encode()[where["byteStart"] : where["byteEnd"]].decode()
            assert linked == feature["uri"]
        self.writes += 1
        self.posts[name] = record
        made = {"uri": f"at://did:plc:watch/app.bsky.feed.post/{name}", "cid": f"cid-{name}"}
        return Answer(200, made)

    def texts(self) -> list[str]:
        return [record["text"] for record in self.posts.values()]


class FarTelegram:
    """Messages of a bot; every call makes one."""

    token = "12345:a-token-of-telegram"

    def __init__(self) -> None:
        self.posts: dict[int, Post] = {}

    async def __call__(self, asked: Asked) -> Answer:
        _, bot, method = asked.path.split("/")
        if bot != f"bot{self.token}":
            return Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        if method == "getMe":
            return Answer(200, {"ok": True, "result": {"id": 12345, "username": "town_watch_bot"}})
        told = asked.document
        if method == "getChat":
            if told["chat_id"] == "@town":
                return Answer(200, {"ok": True, "result": {"id": -100, "title": "The town"}})
            words = "Bad Request: chat not found"
            return Answer(400, {"ok": False, "error_code": 400, "description": words})
        if len(told["text"]) > 4096:
            return Answer(
                400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}
            )
        if method == "editMessageText":
            return self._edit(told)
        number = 500 + len(self.posts)
        parent = told.get("reply_parameters", {}).get("message_id", "")
        self.posts[number] = Post(told["text"], str(parent), chat=str(told["chat_id"]))
        return Answer(200, {"ok": True, "result": {"message_id": number}})

    def _edit(self, told: dict[str, Any]) -> Answer:
        post = self.posts.get(told["message_id"])
        words = "message to edit not found" if post is None else "message is not modified"
        if post is None or post.text == told["text"]:
            return Answer(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"})
        post.text, post.edits = told["text"], post.edits + 1
        return Answer(200, {"ok": True, "result": {"message_id": told["message_id"]}})

    def texts(self) -> list[str]:
        return [post.text for post in self.posts.values()]


class FarBot(FarTelegram):
    """A bot with whom people chat: its updates are kept until a later one is asked for, as Telegram does."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[dict[str, Any]] = []
        self.asked_from: list[int] = []
        self.blocked: set[str] = set()
        self.later: int | None = None
        self._came = asyncio.Event()

    def writes(self, chat: int, text: str, language: str = "en") -> None:
        """Somebody writes to the bot in their own chat."""
        told = {"message_id": 1, "chat": {"id": chat, "type": "private"}, "text": text}
        self.happens(message=told | {"from": {"id": chat, "is_bot": False, "language_code": language}})

    def happens(self, **what: Any) -> None:
        """Something that the bot is told of."""
        number = 70 + len(self.updates)
        self.updates.append({"update_id": number, **what})
        self._came.set()

    def told(self, chat: int) -> list[str]:
        """What the bot has said there."""
        return [post.text for post in self.posts.values() if post.chat == str(chat)]

    async def __call__(self, asked: Asked) -> Answer:
        told = asked.document
        if asked.path.endswith("/getUpdates"):
            return await self._updates(told)
        if asked.path.endswith(("/sendMessage", "/editMessageText")):
            if str(told["chat_id"]) in self.blocked:
                words = "Forbidden: bot was blocked by the user"
                return Answer(403, {"ok": False, "error_code": 403, "description": words})
            if self.later is not None:
                words = "Too Many Requests: retry later"
                told = {"ok": False, "error_code": 429, "description": words}
                return Answer(429, told | {"parameters": {"retry_after": self.later}})
        return await super().__call__(asked)

    async def _updates(self, told: dict[str, Any]) -> Answer:
        offset = told["offset"]
        self.asked_from.append(offset)
        assert set(told["allowed_updates"]) == {"message", "my_chat_member"}
        found = self._since(offset, told["limit"])
        if not found and told["timeout"]:
            self._came.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), told["timeout"])
            found = self._since(offset, told["limit"])
        return Answer(200, {"ok": True, "result": found})

    def _since(self, offset: int, limit: int) -> list[dict[str, Any]]:
        if offset < 0:
            return self.updates[offset:][:limit]
        return [each for each in self.updates if each["update_id"] >= offset][:limit]


class FarDiscord:
    """A bot's channel, whose nonce is enforced, and a webhook, which has none."""

    token = "a-token-of-discord"

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.nonces: dict[str, str] = {}

    async def __call__(self, asked: Asked) -> Answer:
        path = urlsplit(asked.path)
        bot = path.path.startswith(("/api/channels/77", "/api/users/@me"))
        hook = path.path.startswith("/hooks/88/secret")
        if not (hook or (bot and asked.headers.get("authorization") == f"Bot {self.token}")):
            return Answer(401, {"message": "401: Unauthorized", "code": 0})
        if asked.method == "GET":
            return Answer(200, {"id": "77", "username": "town-watch", "name": "outages"})
        told = asked.document
        to_whom = {
            key: told["allowed_mentions"][key] for key in told["allowed_mentions"] if key != "replied_user"
        }
        assert to_whom == {"parse": []}
        before = told.get("message_reference", {})
        if before.get("fail_if_not_exists") and before["message_id"] not in self.posts:
            return Answer(400, {"message": "Invalid Form Body", "code": 50035})
        if len(told["content"]) > 2000:
            return Answer(400, {"message": "Invalid Form Body", "code": 50035})
        if asked.method == "PATCH":
            post = self.posts.get(path.path.rpartition("/")[2])
            if post is None:
                return Answer(404, {"message": "Unknown Message", "code": 10008})
            post.text, post.edits = told["content"], post.edits + 1
            return Answer(200, {"id": path.path.rpartition("/")[2]})
        if hook and path.query != "wait=true":
            return Answer(204)
        nonce = told.get("nonce", "")
        assert len(nonce) <= 25
        if bot and nonce in self.nonces and told["enforce_nonce"]:
            return Answer(200, {"id": self.nonces[nonce]})
        number = str(9000 + len(self.posts))
        self.posts[number] = Post(told["content"], told.get("message_reference", {}).get("message_id", ""))
        if nonce:
            self.nonces[nonce] = number
        return Answer(200, {"id": number})

    def texts(self) -> list[str]:
        return [post.text for post in self.posts.values()]


class FarSlack:
    """A bot's messages by their time; faults come with 200."""

    token = "xoxb-a-token-of-slack"

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.fault = ""

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Answer(200, {"ok": False, "error": "invalid_auth"})
        if self.fault:
            return Answer(200, {"ok": False, "error": self.fault})
        if asked.method == "GET":
            query = parse_qs(urlsplit(asked.path).query)
            found = [{"ts": time} for time in query["ts"] if time in self.posts]
            return Answer(
                200, {"ok": True, "messages": found} if found else {"ok": False, "error": "thread_not_found"}
            )
        told = asked.document
        if asked.path == "/auth.test":
            return Answer(200, {"ok": True, "user": "watch", "team": "Town"})
        assert told["channel"] == "C012", told
        if asked.path == "/chat.update":
            post = self.posts.get(told["ts"])
            if post is None:
                return Answer(200, {"ok": False, "error": "message_not_found"})
            post.text, post.edits = told["text"], post.edits + 1
            return Answer(200, {"ok": True, "channel": "C012", "ts": told["ts"]})
        at = f"1700000000.{len(self.posts):06d}"
        self.posts[at] = Post(told["text"], told.get("thread_ts", ""))
        return Answer(200, {"ok": True, "channel": "C012", "ts": at})

    def texts(self) -> list[str]:
        return [post.text for post in self.posts.values()]


class FarHook:
    """A receiver that takes each key once, as one should; `calls` is everything that came."""

    def __init__(self) -> None:
        self.calls: list[Asked] = []
        self.taken: dict[str, Asked] = {}
        self.answers: list[Answer] = []
        self.wait_seconds = 0.0

    async def __call__(self, asked: Asked) -> Answer:
        self.calls.append(asked)
        await asyncio.sleep(self.wait_seconds)
        if self.answers:
            answer = self.answers.pop(0)
            if answer.status >= 300:
                return answer
        self.taken.setdefault(asked.headers.get("idempotency-key", str(len(self.calls))), asked)
        return Answer(204)

    def texts(self) -> list[str]:
        return [asked.body.decode() for asked in self.taken.values()]


class FarPagerDuty:
    """Events API v2: one alert a deduplication key; what is resolved is opened anew by the next trigger."""

    key = "a-routing-key-of-32-letters-----"

    def __init__(self) -> None:
        self.alerts: dict[str, list[tuple[str, dict[str, Any]]]] = {}

    async def __call__(self, asked: Asked) -> Answer:
        assert (asked.method, asked.path) == ("POST", "/v2/enqueue")
        told = asked.document
        if told.get("routing_key") != self.key:
            return Answer(400, {"status": "invalid event", "errors": ["Invalid routing key"]})
        payload = told["payload"]
        action, name = told["event_action"], told["dedup_key"]
        assert action in ("trigger", "acknowledge", "resolve")
        assert len(name) <= 255
        assert 0 < len(payload["summary"]) <= 1024
        assert payload["severity"] in ("critical", "error", "warning", "info")
        assert payload["source"]
        self.alerts.setdefault(name, []).append((action, payload))
        return Answer(202, {"status": "success", "message": "Event processed", "dedup_key": name})

    def texts(self) -> list[str]:
        return ["\n".join(payload["summary"] for _, payload in log) for log in self.alerts.values()]


class FarOpsgenie:
    """The Alert API: one open alert an alias, which is counted up when it is made again."""

    key = "a-genie-key"

    def __init__(self) -> None:
        self.alerts: dict[str, dict[str, Any]] = {}
        self.woken: list[str] = []
        """aliases, each time that an alert is made which was not open"""

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"GenieKey {self.key}":
            return Answer(401, {"message": "Could not authenticate", "took": 0.0})
        if (asked.method, asked.path) == ("GET", "/v2/alerts/count"):
            return Answer(200, {"data": {"count": len(self.alerts)}, "took": 0.1})
        told, parts = asked.document, urlsplit(asked.path)
        if parts.path == "/v2/alerts":
            assert 0 < len(told["message"]) <= 130
            assert len(told["alias"]) <= 512
            assert len(told["description"]) <= 15_000
            assert told["priority"] in ("P1", "P2", "P3", "P4", "P5")
            known = self.alerts.get(told["alias"])
            if known is None or known["status"] == "closed":
                known = self.alerts[told["alias"]] = {**told, "count": 0, "log": [], "status": "open"}
                self.woken.append(told["alias"])
            known["count"] += 1
        else:
            _, _, _, alias, step = parts.path.split("/")
            assert parts.query == "identifierType=alias"
            alert = self.alerts.get(alias)
            if alert is not None:  # it answers 202 whatever it finds later
                alert["log"].append((step, told["note"]))
                alert["status"] = {"close": "closed", "acknowledge": "acknowledged"}.get(
                    step, alert["status"]
                )
        return Answer(202, {"result": "Request will be processed", "took": 0.1, "requestId": "r"})

    def texts(self) -> list[str]:
        return [
            "\n".join([alert["message"], *(note for _, note in alert["log"])])
            for alert in self.alerts.values()
        ]


class FarAlertmanager:
    """API v2: an alert is its labels."""

    def __init__(self) -> None:
        self.alerts: dict[str, dict[str, Any]] = {}

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != "Bearer a-token":
            return Answer(401)
        if (asked.method, asked.path) == ("GET", "/api/v2/status"):
            return Answer(200, {"versionInfo": {"version": "0.28.0"}})
        assert (asked.method, asked.path) == ("POST", "/api/v2/alerts")
        for alert in asked.document:
            assert all(
                isinstance(each, str) for each in (*alert["labels"].values(), *alert["annotations"].values())
            )
            assert alert["labels"]["alertname"]
            if alert["endsAt"] < alert["startsAt"]:
                return Answer(400, {"code": 601, "message": "start time must be before end time"})
            self.alerts[json.dumps(alert["labels"], sort_keys=True)] = alert
        return Answer(200, {})

    def texts(self) -> list[str]:
        return [alert["annotations"]["summary"] for alert in self.alerts.values()]
