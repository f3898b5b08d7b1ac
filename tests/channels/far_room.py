"""A chat server on loopback that takes messages by incoming webhooks: Slack's, Discord's and Mattermost's, each as strict as they are."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.channels.far import Answer, Asked, Post

SLACK = "/services/T0123ABCD/B0123ABCD/secretofslack"
DISCORD = "/api/webhooks/8812345678/secret-of-discord_0123456789"
HOOKS = "/hooks/secretofmattermost1234"
THREAD = "77123456789"


class FarRoom:
    """Three rooms, one of each form. Those in `gone` are no more; `later` says for how many seconds it wants to be left alone."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.gone: set[str] = set()
        self.later: int | None = None
        self.asked: list[Asked] = []

    async def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        path, _, query = asked.path.partition("?")
        assert asked.method == "GET" or asked.headers["content-type"] == "application/json"
        if self.later is not None:
            return Answer(429, {"retry_after": self.later}, {"Retry-After": str(self.later)})
        for room in (SLACK, DISCORD, HOOKS):
            if path.startswith(room) and room not in self.gone:
                if room == DISCORD:
                    return self._discord(asked, path, parse_qs(query))
                return self._plain(asked, slack=room == SLACK)
        return Answer(404, body=b"no_service")

    def _plain(self, asked: Asked, *, slack: bool) -> Answer:
        told = asked.document
        if not told.get("text") or (slack and set(told) - {"text", "unfurl_links", "unfurl_media"}):
            return Answer(400, body=b"invalid_payload")
        self.posts.append(Post(told["text"], ""))
        return Answer(200, body=b"ok")

    def _discord(self, asked: Asked, path: str, query: dict[str, list[str]]) -> Answer:
        if query.get("thread_id", [THREAD]) != [THREAD]:
            return Answer(404, {"message": "Unknown Channel", "code": 10003})
        if asked.method == "GET":
            return Answer(200, {"id": "8812345678", "name": "town"})
        told = asked.document
        assert told["allowed_mentions"] == {"parse": []}
        if len(told["content"]) > 2000 or not told["content"]:
            return Answer(400, {"message": "Invalid Form Body", "code": 50035})
        if asked.method == "PATCH":
            number = int(urlsplit(path).path.rpartition("/")[2]) - 9000
            if number >= len(self.posts) or self.posts[number].edits < 0:
                return Answer(404, {"message": "Unknown Message", "code": 10008})
            self.posts[number].text = told["content"]
            self.posts[number].edits += 1
            return Answer(200, {"id": str(9000 + number)})
        self.posts.append(Post(told["content"], query.get("thread_id", [""])[0]))
        number = 9000 + len(self.posts) - 1
        return Answer(200, {"id": str(number)}) if query.get("wait") == ["true"] else Answer(204)

    def texts(self) -> list[str]:
        return [post.text for post in self.posts]
