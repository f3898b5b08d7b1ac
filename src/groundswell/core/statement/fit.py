"""Makes a statement as short as a channel wants it: whole sentences go, what fails and when we speak next stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from groundswell.core.statement.check import parts_of
from groundswell.core.statement.length import fits, graphemes, length
from groundswell.core.statement.part import Part
from groundswell.core.statement.sentences import CLOCK
from groundswell.core.statement.words import Fitted, Limit, Span, Text, Unit

LIMITS: Mapping[str, Limit] = {
    limit.channel: limit
    for limit in (
        Limit("mastodon", 500, Unit.GRAPHEMES, link=23),
        Limit("bluesky", 300, Unit.GRAPHEMES, bytes_most=3000),
        Limit("discord", 2000, Unit.CHARACTERS),
        Limit("slack", 3000, Unit.CHARACTERS),
        Limit("telegram", 4096, Unit.UTF16),
        Limit("web_push", 120, Unit.GRAPHEMES),
        Limit("sms", 160, Unit.SEPTETS),
    )
}
"""What channels take by their makers' documents (of Slack the text of one block; of web push what phones show); a channel
that is not here, as electronic mail, takes everything. An instance of Mastodon may take more and says so itself."""

_RANKS = (Part.WHAT, Part.NEXT, Part.ANALYSIS, Part.SCOPE, Part.ADVICE, Part.CAUSE, Part.ACTION, Part.SINCE)
"""Which sentences are kept first"""
_PROMISES = frozenset({Part.NEXT, Part.ANALYSIS})
_MORE = "…"
_CUT_LEAST = 20
_UNSPACED = ("ja",)


def fit(text: Text, limit: Limit, link: str = "") -> Fitted:
    """The body of `text` in at most `limit`, with `link` at its end where there is one.

    A body that fits stays as it is. Else whole sentences are left out, the least needed first: what fails and when we speak
    next stay. Where both have no room, the title stands for what fails; where that has none beside the promise, the promise goes;
    and where no title helps, what fails is cut between graphemes and ends with "…". A link is never cut: one that is longer than the limit is left out.
    """
    room = _Room(limit, link if fits(_counted(link, limit), limit) else "")
    if room.takes(text.body):
        return room.fitted(text.body, ())
    found = parts_of(text)
    told = [text.body[span.start : span.end] for span, _ in found]
    order = _by_need(found)
    what = order[0] if order else -1
    promise = next(
        (
            index
            for index in order
            if index != what and found[index][1] & _PROMISES and CLOCK.search(told[index])
        ),
        None,
    )
    glue = "" if text.language in _UNSPACED else " "

    def body(kept: Collection[int], head: str = "") -> str:
        said = glue.join(told[index] for index in sorted(kept))
        return "\n".join(filter(None, (head, said)))

    both = {what} if promise is None else {what, promise}
    choices = [("", both), (text.title, both - {what}), ("", {what}), (text.title, set[int]())]
    chosen = next(
        ((head, kept) for head, kept in choices if (head or what in kept) and room.takes(body(kept, head))),
        None,
    )
    if chosen is None:
        return _cut_to(room, told, what, promise)
    head, kept = chosen
    for index in order:
        if not (head and index == what) and room.takes(body({*kept, index}, head)):
            kept.add(index)
    left_out = tuple(said for index, said in enumerate(told) if index not in kept)
    return room.fitted(body(kept, head), left_out)


def post(text: Text, limit: Limit, link: str = "") -> Fitted:
    """What a channel of posts shows of `text`: its title, the body, and `link` at the end, an empty line between them, in at most `limit`.

    The title says whose word it is, and stays. Of a body that is too long whole sentences are left out as in `fit`; of one whose
    sentences all are, the first that is needed is cut. Without a title, and where a title has no room, it is `fit`.
    """
    room = _Room(limit, link if fits(_counted(link, limit), limit) else "", gap="\n\n")
    if not text.title or not room.takes(text.title):
        return fit(text, limit, link)
    whole = "\n\n".join(filter(None, (text.title, text.body)))
    if room.takes(whole):
        return room.fitted(whole, ())
    found = parts_of(text)
    told = [text.body[span.start : span.end] for span, _ in found]
    order = _by_need(found)
    glue = "" if text.language in _UNSPACED else " "

    def under(kept: Collection[int]) -> str:
        said = glue.join(told[index] for index in sorted(kept))
        return "\n\n".join(filter(None, (text.title, said)))

    kept = set[int]()
    for index in _promise_first(order, found, told):
        if room.takes(under({*kept, index})):
            kept.add(index)
    left_out = tuple(said for index, said in enumerate(told) if index not in kept)
    if not kept and order:
        cut = _cut(told[order[0]], room, "", f"{text.title}\n\n")
        if len(cut) >= _CUT_LEAST:
            return room.fitted(f"{text.title}\n\n{cut}", left_out)
    return room.fitted(under(kept), left_out)


def _promise_first(
    order: Sequence[int], found: Sequence[tuple[Span, frozenset[Part]]], told: Sequence[str]
) -> list[int]:
    """`order`, but what is promised by the clock goes first: under a title, that is what a reader would miss most."""
    due = [index for index in order if found[index][1] & _PROMISES and CLOCK.search(told[index])][:1]
    return due + [index for index in order if index not in due]


def _cut_to(room: _Room, told: Sequence[str], what: int, promise: int | None) -> Fitted:
    """What fails, cut, before the promise; without it where little would be left."""
    said = told[what] if told else ""
    tail = "" if promise is None else told[promise]
    cut = _cut(said, room, tail)
    if len(cut) < _CUT_LEAST:
        tail = ""
        cut = _cut(said, room, tail)
    gone = tuple(said for index, said in enumerate(told) if said != tail or index != promise)
    return room.fitted("\n".join(filter(None, (cut, tail))), gone)


class _Room:
    """What a limit leaves beside the link."""

    def __init__(self, limit: Limit, link: str, gap: str = "\n") -> None:
        self.limit, self.link, self._gap = limit, link, gap

    def takes(self, body: str) -> bool:
        return fits(self._with(body, _counted(self.link, self.limit)), self.limit)

    def fitted(self, body: str, left_out: tuple[str, ...]) -> Fitted:
        used = length(self._with(body, _counted(self.link, self.limit)), self.limit)
        return Fitted(self.limit.channel, self._with(body, self.link), left_out, used, self.limit.most)

    def _with(self, body: str, link: str) -> str:
        return self._gap.join(filter(None, (body, link)))


def _counted(link: str, limit: Limit) -> str:
    """Something as long as the channel takes `link` for."""
    return "x" * limit.link if link and limit.link else link


def _by_need(found: Sequence[tuple[Span, frozenset[Part]]]) -> list[int]:
    """The sentences, the most needed first: one for each part by rank, then the others in their order."""
    order: list[int] = []
    if found and not any(Part.WHAT in parts for _, parts in found):
        order.append(0)
    for part in _RANKS:
        order += [index for index, (_, parts) in enumerate(found) if part in parts and index not in order][:1]
    return order + [index for index in range(len(found)) if index not in order]


def _cut(said: str, room: _Room, tail: str, head: str = "") -> str:
    """As many graphemes of `said` as there is room for between `head` and `tail`, with the sign that there was more; "" where there is none."""
    signs = graphemes(said)
    low, high = 0, len(signs)
    while low < high:
        middle = (low + high + 1) // 2
        piece = "".join(signs[:middle]) + _MORE
        if room.takes(head + "\n".join(filter(None, (piece, tail)))):
            low = middle
        else:
            high = middle - 1
    return "".join(signs[:low]).rstrip() + _MORE if low else ""
