"""How long a text is, in the unit that a channel counts.

Grapheme clusters are Unicode's (UAX 29) but for three things: pictographs are known by their block, a syllable of Hangul in
single letters is joined without looking at their order, and Indic consonants joined by a virama stay apart, as before
Unicode 15.1. Each of them counts more than the standard or the same, so that what fits here fits there.
"""

from __future__ import annotations

import unicodedata

from groundswell.core.statement.words import Limit, Unit

_JOINER = "\u200d"
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")


def length(text: str, limit: Limit) -> int:
    """How much of `limit` this text takes, in its unit."""
    match limit.unit:
        case Unit.CHARACTERS:
            return len(text)
        case Unit.GRAPHEMES:
            return len(graphemes(text))
        case Unit.UTF16:
            return _utf16(text)
        case Unit.SEPTETS:
            return _septets(text)


def fits(text: str, limit: Limit) -> bool:
    """Whether the channel takes this text as it is."""
    return length(text, limit) <= limit.most and (
        not limit.bytes_most or len(text.encode(errors="surrogatepass")) <= limit.bytes_most
    )


def graphemes(text: str) -> tuple[str, ...]:
    """What a reader takes for single characters: a letter with its accents, a flag, a family.

    >>> [len(graphemes(text)) for text in ("é", "👩‍👩‍👧", "🇪🇸🇵🇹", "👍🏽!", "1️⃣", "ok")]
    [1, 1, 2, 2, 1, 2]
    """
    starts = [0] if text else []
    flags = 0
    for at in range(1, len(text)):
        before, sign = text[at - 1], text[at]
        flags = flags + 1 if _is_flag(before) else 0
        if not _joins(text[starts[-1]], before, sign, flags):
            starts.append(at)
    return tuple(
        text[start:end] for start, end in zip(starts, [*starts[1:], len(text)] if starts else [], strict=True)
    )


def _joins(first: str, before: str, sign: str, flags: int) -> bool:
    """Whether `sign` belongs to the cluster that began with `first` and reaches up to `before`, after `flags` letters of flags."""
    if before == "\r":
        return sign == "\n"
    if before == "\n" or sign in "\r\n" or unicodedata.category(before) == "Cc":
        return False
    if _is_extending(sign):
        return True
    if _is_flag(sign):
        return flags % 2 == 1
    return before == _JOINER and _is_picture(sign) and _is_picture(first)


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _is_extending(sign: str) -> bool:
    if sign < "\u0300":
        return False
    return (
        sign == _JOINER
        or sign == "\u200c"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
        or "\u1160" <= sign <= "\u11ff"
        or unicodedata.category(sign) in ("Mn", "Me", "Mc")
    )


def _is_picture(sign: str) -> bool:
    return (
        sign >= "\U0001f000" or "\u2190" <= sign <= "\u2bff" or sign in "\u00a9\u00ae\u3030\u303d\u3297\u3299"
    )


def _utf16(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _septets(text: str) -> int:
    """Of 160. One character outside of the alphabet makes a message of 70 code units of all: each then weighs 160/70."""
    if all(sign in _GSM or sign in _GSM_TWICE for sign in text):
        return len(text) + sum(sign in _GSM_TWICE for sign in text)
    return -(-_utf16(text) * 160 // 70)
