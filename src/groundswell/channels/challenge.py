"""Asks a program whether it wants what somebody signed it up for: it must give a word back, or its owner opens a link."""

from __future__ import annotations

import hmac

import msgspec

from groundswell.channels.outgoing import taken
from groundswell.channels.webhook import SIGNATURE, TYPE, signature
from groundswell.ports import Clock
from groundswell.ports.notices import Http


class Challenge:
    """ports.subscriptions.Challenger; `source` is this site's address."""

    def __init__(self, http: Http, clock: Clock, source: str) -> None:
        self._http = http
        self._clock = clock
        self._source = source

    async def challenge(self, url: str, secret: str, key: str, word: str, confirm_url: str) -> bool:
        """See ports.subscriptions.Challenger: the answer's body is the word, or JSON with it as `challenge`."""
        now = self._clock.now()
        told = {
            "specversion": "1.0",
            "id": key,
            "source": self._source,
            "type": f"{TYPE}.subscription.challenge.v1",
            "time": now,
            "datacontenttype": "application/json",
            "data": {"challenge": word, "confirm_url": confirm_url},
        }
        body = msgspec.json.encode(told)
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "Idempotency-Key": key,
            SIGNATURE: signature(secret, body, now),
        }
        reply = await self._http.ask("POST", url, headers=headers, body=body, stranger=True)
        answer = taken(reply, "the webhook", now).body.strip()
        if hmac.compare_digest(answer, word.encode()):
            return True
        try:
            given = msgspec.json.decode(answer, type=_Answer).challenge
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return False
        return hmac.compare_digest(given.encode(), word.encode())


class _Answer(msgspec.Struct):
    challenge: str
