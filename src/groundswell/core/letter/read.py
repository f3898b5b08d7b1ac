"""One letter, read: its parts within bounds, the sender's own words in them, and what an answer to it has to know."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from groundswell.core.letter.authentic import is_authentic
from groundswell.core.letter.automatic import Refusal, refusal
from groundswell.core.letter.bounds import BOUNDS, Bounds
from groundswell.core.letter.coded import decoded, of_base64, of_quoted
from groundswell.core.letter.head import Head, ids, mailbox, spoken
from groundswell.core.letter.markup import plain
from groundswell.core.letter.quoted import own_words
from groundswell.core.letter.tidy import harmless

_SUBJECT_LETTERS: Final = 150
_ANSWERS: Final = re.compile(
    r"(?:(?:re|aw|sv|antw|rép|rif|res|fw|fwd|wg|tr|rv|enc|balas)\s?(?:\[\d{1,3}\])?\s?[:：]\s?)+",
    re.IGNORECASE,
)
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?=[-_,;\s]|$)")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is left of a letter. `words` are harmless text, never empty: the subject is their first line where it says something.

    `sender` is the one address in From, "" where there is none; `id` and `references` (oldest first) are with their angles,
    "" and () where it has none; `attachments` were dropped; `is_cut`: there was more than is looked at.
    """

    words: str
    subject: str
    sender: str
    id: str
    references: tuple[str, ...]
    language: str
    is_authentic: bool
    attachments: int
    is_cut: bool


@dataclass(slots=True)
class _Spent:
    """What reading has taken so far."""

    bounds: Bounds
    parts: int = 0
    decoded: int = 0
    attachments: int = 0
    is_cut: bool = False
    is_sealed: bool = False
    is_calendar: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    words: str
    is_html: bool


def read(
    raw: bytes,
    *,
    mail_from: str,
    own: Collection[str] = (),
    authserv: str = "",
    bounds: Bounds = BOUNDS,
) -> Letter | Refusal:
    """What the letter `raw` says, or why it is no question. Never raises, whatever the bytes are.

    `mail_from` is the sender of the envelope, `own` the addresses that are ours; `authserv` is believed about senders.
    """
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    top, body = _parted(text, bounds)
    head = Head.of(top, bounds)
    senders = head.all("from")
    sender = mailbox(senders[0]) if len(senders) == 1 else ""
    if why := refusal(head, mail_from, sender, own):
        return why
    spent = _Spent(bounds)
    found = _texts(head, body, 0, spent)
    if spent.is_calendar:
        return Refusal.CALENDAR
    subject = harmless(spoken(head.get("subject")).replace("\n", " "), _SUBJECT_LETTERS)
    is_answer = _ANSWERS.match(subject) is not None
    bare = _ANSWERS.sub("", subject, count=1).strip() if is_answer else subject
    told = _told(found, spent)
    if not told and spent.is_sealed:
        return Refusal.UNREADABLE
    if not told and (is_answer or not any(letter.isalpha() for letter in bare)):
        return Refusal.EMPTY
    titled = bool(bare) and not is_answer and bare.casefold() not in told[:300].casefold()
    words = "\n\n".join(filter(None, (bare if titled or not told else "", told)))
    references = ids(head.get("references"), bounds.references) + ids(head.get("in-reply-to"), 1)
    named = ids(head.get("message-id"), 1)
    language = _LANGUAGE.match(head.get("content-language"))
    return Letter(
        words=words,
        subject=subject,
        sender=sender,
        id=named[0] if named else "",
        references=tuple(dict.fromkeys(references)),
        language=language[0].lower()[:2] if language else "",
        is_authentic=is_authentic(head.all("authentication-results"), authserv, sender),
        attachments=spent.attachments,
        is_cut=spent.is_cut,
    )


def _told(found: list[_Text], spent: _Spent) -> str:
    """The sender's own words of all parts."""
    texts = []
    for each in found:
        words = plain(each.words) if each.is_html else each.words
        if told := harmless(own_words(words[: spent.bounds.words]), spent.bounds.words):
            texts.append(told)
    return "\n\n".join(texts)[: spent.bounds.words]


def _parted(text: bytes, bounds: Bounds) -> tuple[bytes, bytes]:
    """Head and body, at the first empty line; a head that does not end within its bound has no body."""
    if text.startswith(b"\n"):
        return b"", text[1:]
    end = text.find(b"\n\n", 0, bounds.head_bytes)
    if end < 0:
        return text[: bounds.head_bytes], b""
    return text[:end], text[end + 2 :]


def _texts(head: Head, body: bytes, depth: int, spent: _Spent) -> list[_Text]:
    """The texts of a part that a reader would see, in their order."""
    spent.parts += 1
    bounds = spent.bounds
    if spent.parts > bounds.parts or depth > bounds.depth:
        spent.is_cut = True
        return []
    kind, parameters = head.kind()
    kind = kind or "text/plain"
    if kind == "text/calendar" and parameters.get("method", "publish").lower() != "publish":
        spent.is_calendar = True
    if kind.startswith("multipart/"):
        return _of_several(kind, parameters.get("boundary", ""), body, depth, spent)
    disposition, named = head.kind("content-disposition")
    is_file = disposition == "attachment" or "filename" in named or "name" in parameters
    if is_file or kind not in ("text/plain", "text/html"):
        spent.is_sealed |= kind in ("application/pkcs7-mime", "application/x-pkcs7-mime")
        spent.attachments += 1
        return []
    raw = _transferred(body, head.get("content-transfer-encoding"), spent)
    if raw is None:
        spent.attachments += 1
        return []
    text = decoded(raw, parameters.get("charset", "")).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > bounds.letters:
        spent.is_cut = True
    return [_Text(text[: bounds.letters], kind == "text/html")]


def _of_several(kind: str, boundary: str, body: bytes, depth: int, spent: _Spent) -> list[_Text]:
    """Of alternatives one, of what is signed the first, of all else all."""
    if kind == "multipart/encrypted":
        spent.is_sealed = True
        spent.attachments += 1
        return []
    pieces = _pieces(body, boundary, spent.bounds.parts - spent.parts, spent)
    if not pieces:  # it says that it has parts, and has none: then it is what it looks like
        return [_Text(decoded(body[: spent.bounds.letters], "utf-8"), is_html=False)] if depth == 0 else []
    found: list[list[_Text]] = []
    for piece in pieces:
        top, inner = _parted(piece, spent.bounds)
        found.append(_texts(Head.of(top, spent.bounds), inner, depth + 1, spent))
        if kind == "multipart/signed":
            break
    if kind != "multipart/alternative":
        return [text for texts in found for text in texts]
    for texts in found:
        if any(not text.is_html and text.words.strip() for text in texts):
            return texts
    return next((texts for texts in reversed(found) if texts), [])


def _pieces(body: bytes, boundary: str, most: int, spent: _Spent) -> list[bytes]:
    """The parts between lines that begin with the boundary; at most `most`. One that never ends goes to the end."""
    if not boundary or len(boundary) > 200:
        return []
    mark = b"--" + boundary.encode("utf-8", "replace")
    found: list[bytes] = []
    at = _line_of(body, mark, 0)
    while at >= 0:
        end_of_line = body.find(b"\n", at)
        after = body[at + len(mark) : at + len(mark) + 2]
        if after == b"--" or end_of_line < 0:
            break
        if len(found) >= most:
            spent.is_cut = True
            break
        following = _line_of(body, mark, end_of_line)
        found.append(body[end_of_line + 1 : following - 1 if following >= 0 else len(body)])
        at = following
    return found


def _line_of(body: bytes, mark: bytes, begin: int) -> int:
    """Where, at or after `begin`, a line begins with `mark`; -1 for nowhere."""
    if begin == 0 and body.startswith(mark):
        return 0
    found = body.find(b"\n" + mark, begin)
    return found + 1 if found >= 0 else -1


def _transferred(body: bytes, encoding: str, spent: _Spent) -> bytes | None:
    """The bytes that were meant, as many as are left to be looked at; None where nobody knows how they are written."""
    name = encoding.partition(";")[0].partition("(")[0].strip().lower()
    left = max(spent.bounds.decoded_bytes - spent.decoded, 0)
    if name == "base64":
        raw = of_base64(body[: 2 * left])
    elif name == "quoted-printable":
        raw = of_quoted(body[: 3 * left])
    elif name in ("", "7bit", "8bit", "binary") or not re.fullmatch(r"[a-z0-9.-]{1,40}", name):
        raw = body[: left + 1]
    else:
        return None
    if len(raw) > left or len(body) > 3 * left:
        spent.is_cut = True
    spent.decoded += min(len(raw), left)
    return raw[:left]
