"""What people answer under a bot's messages in a channel on Slack, and say to it there: the newest messages of the channel, and the threads of its own
that have grown."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from groundswell.core.letter import Refusal
from groundswell.errors import LaterError, PermanentError, RecoverableError
from groundswell.ports.correspondence import Heard, Post
from groundswell.ports.notices import Http
from groundswell.sources.posts import asked, document_in, parted, text_at, words_of

_PAGE: Final = 100
_THREADS_MAX: Final = 10
_TIME: Final = re.compile(r"[0-9]{10}\.[0-9]{6}")
_SIGN: Final = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_LATER: Final = frozenset({"ratelimited", "rate_limited"})
_PASSING: Final = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_BY_A_PERSON: Final = frozenset({"", "thread_broadcast", "file_share", "me_message"})


class SlackEar:
    """ports.correspondence.Ear. The cursor is the time up to which all was heard, and "thread=time" of each thread that was heard further.

    The channel's history holds no answers, but says of each message when it was answered last: only the threads that have grown are read, the answers of
    which nobody waits for the others'.
    """

    def __init__(self, http: Http, server: str, token: str, channel: str) -> None:
        self._http = http
        self._server = server.rstrip("/")
        self._token = token
        self._channel = channel
        self._own: tuple[str, str] = ("", "")

    async def hear(self, cursor: str) -> Heard:
        """See ports.correspondence.Ear. Of the newest hundred messages of the channel, and ten threads at a time."""
        if not any(self._own):
            found = await self._ask("auth.test", {})
            self._own = (text_at(found, "user_id"), text_at(found, "bot_id"))
        newest = _messages(await self._ask("conversations.history", self._about()))
        until = max([_latest(each) for each in newest], default="") or "0"
        if not cursor:
            return Heard((), until)
        base, further = _parted(cursor)
        until = max(until, base)
        heard: list[dict[str, Any]] = []
        for each in newest:
            said = _time(each, "ts") > base and _time(each, "thread_ts") in ("", _time(each, "ts"))
            if said and self._is_said_to_us(each):
                heard.append(each)
        # Ours, and those that began with what was said to us: our answer stands there.
        ours = [each for each in newest if self._is_ours(each) or self._is_said_to_us(each)]
        threads = {_time(each, "ts"): _latest(each) for each in ours if _latest(each) > _time(each, "ts")}
        grown = [each for each, latest in threads.items() if latest > further.get(each, base)]
        for thread in sorted(grown, key=lambda each: threads[each])[:_THREADS_MAX]:
            since = further.get(thread, base)
            made = await self._ask("conversations.replies", self._about({"ts": thread, "oldest": since}))
            # With every page comes the message that began it. What came after the history was read is heard the next time, with all that came then.
            answers = {_time(each, "ts"): each for each in _messages(made) if _time(each, "ts") > since}
            answers.pop(thread, None)
            heard += [each for time, each in answers.items() if time <= until]
            is_cut = bool(answers) and bool(made.get("has_more"))
            further[thread] = min(max(answers), until) if is_cut else until
        is_done = all(latest <= further.get(each, base) for each, latest in threads.items())
        left = [f"{each}={time}" for each, time in further.items() if each in threads and time > base]
        # What was said to us outside of threads is heard again until the threads have been read: it is the same question.
        posts, refused = parted(sorted(heard, key=lambda message: _time(message, "ts")), self._read)
        return Heard(posts, until if is_done else " ".join((base, *left)), refused)

    def _read(self, message: dict[str, Any]) -> Post | Refusal:
        time, who = _time(message, "ts"), text_at(message, "user")
        if self._is_ours(message):
            return Refusal.OWN
        if message.get("bot_id") or text_at(message, "subtype") not in _BY_A_PERSON:
            return Refusal.AUTOMATIC
        if not time or not who:
            return Refusal.UNREADABLE
        words = words_of(_plain(text_at(message, "text")))
        if not words:
            return Refusal.EMPTY
        root = _time(message, "thread_ts") or time
        return Post(
            name=f"{self._channel} {time}",
            id=f"{self._channel} {time} {root}",
            words=words,
            who=who,
            thread=f"{self._channel} {root} {who}",
            address=who,
        )

    def _is_ours(self, message: dict[str, Any]) -> bool:
        user, bot = self._own
        by_user, by_bot = text_at(message, "user"), text_at(message, "bot_id")
        return bool((user and by_user == user) or (bot and by_bot == bot))

    def _is_said_to_us(self, message: dict[str, Any]) -> bool:
        return f"<@{self._own[0]}>" in text_at(message, "text") and not self._is_ours(message)

    def _about(self, told: dict[str, str] | None = None) -> dict[str, str]:
        return {"channel": self._channel, "limit": str(_PAGE), **(told or {})}

    async def _ask(self, method: str, query: dict[str, str]) -> Any:
        reply = await asked(self._http, f"{self._server}/{method}", query, token=self._token)
        found = document_in(reply, "Slack")
        error = text_at(found, "error")
        if not isinstance(found, dict) or (not found.get("ok") and not error):
            raise RecoverableError("Slack answered something of another form")
        if not found.get("ok"):
            if error in _LATER:
                raise LaterError("Slack wants to be asked later", 60.0)
            needed = f": the token needs the scope {text_at(found, 'needed')}" if found.get("needed") else ""
            raise (RecoverableError if error in _PASSING else PermanentError)(f"Slack: {error}{needed}")
        return found


def _messages(found: Any) -> list[dict[str, Any]]:
    listed = found.get("messages") if isinstance(found, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _time(message: dict[str, Any], name: str) -> str:
    """A time as Slack writes it, which sorts as text; "" where there is none."""
    told = text_at(message, name)
    return told if _TIME.fullmatch(told) else ""


def _latest(message: dict[str, Any]) -> str:
    return max(_time(message, "ts"), _time(message, "latest_reply"))


def _parted(cursor: str) -> tuple[str, dict[str, str]]:
    base, *rest = cursor.split(" ")
    return base, dict(each.split("=", 1) for each in rest if "=" in each)


def _plain(text: str) -> str:
    """Words without Slack's signs: who is spoken to goes, a link is its address."""

    def sign(matched: re.Match[str]) -> str:
        what, label = matched[1], matched[2] or ""
        if what[0] in "@!":
            return " "
        return f"#{label}" if what[0] == "#" else what

    return html.unescape(_SIGN.sub(sign, text[:20_000]))
