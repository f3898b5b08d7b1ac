"""A message that is delivered is sent: "deliver" was learned of parcels and of advertising, and beside messages is weighed as "sending"."""

from __future__ import annotations

from dataclasses import replace

from groundswell.core.answer.text import Plain

_MESSAGES = frozenset({"message", "messages", "msg", "msgs", "dm", "dms", "chat", "chats"})
_DELIVERED = frozenset({"deliver", "delivers", "delivered", "delivering", "undelivered"})


def as_sent(text: Plain) -> Plain:
    """`text`, in which messages are sent and not delivered."""
    if _MESSAGES.isdisjoint(text.words) or _DELIVERED.isdisjoint(text.words):
        return text
    words = tuple("sending" if word in _DELIVERED else word for word in text.words)
    return replace(text, words=words, flat="".join(words))
