"""From the bytes of a part to letters: base64, quoted-printable and character sets, whatever is wrong with them.

Only character sets of text are known here: a codec that inflates, or that takes time by the square, is none of them.
"""

from __future__ import annotations

import base64
import re
from typing import Final

_BASE64: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_NO_BASE64: Final = bytes(sorted(set(range(256)) - _BASE64))
_QUOTED: Final = re.compile(rb"=(?:[ \t]{0,80}\n|([0-9A-Fa-f]{2}))")
_KNOWN: Final = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5", "big5hkscs", "euc-kr", "cp949"}
    | {"cp932", "euc-jp", "iso2022-jp", "iso2022-jp-2", "iso2022-kr", "koi8-r", "koi8-u", "tis-620"}
    | {f"cp{number}" for number in (437, 850, 852, 866, 874, *range(1250, 1259))}
    | {f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)}
)
_MEANT: Final = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb-2312": "gb18030",
    "big5-hkscs": "big5hkscs",
    "ks-c-5601-1987": "cp949",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022-jp",
    "iso-2022-jp-2": "iso2022-jp-2",
    "iso-2022-kr": "iso2022-kr",
    "windows-949": "cp949",
    "windows-874": "cp874",
}
"""As they are written in the wild, and what is meant (the wider one, where one holds the other)."""


def of_base64(raw: bytes) -> bytes:
    """What `raw` says, as far as it says something: foreign letters, lost ends and wrong padding do not matter."""
    kept = raw.translate(None, _NO_BASE64)
    kept = kept[: kept.find(b"=")] if b"=" in kept else kept
    whole = len(kept) - 1 if len(kept) % 4 == 1 else len(kept)
    return base64.b64decode(kept[:whole] + b"=" * (-whole % 4))


def of_quoted(raw: bytes) -> bytes:
    """Quoted-printable; an equals sign that begins nothing stands for itself."""
    return _QUOTED.sub(lambda matched: bytes([int(matched[1], 16)]) if matched[1] else b"", raw)


def decoded(raw: bytes, charset: str) -> str:
    """Letters of `raw`, which is said to be `charset`. What is UTF-8 is read as that whatever ASCII or Latin-1 is said, since
    nothing else looks like it; what is said wrongly or not known is Windows-1252 in the end. Never a surrogate."""
    name = _codec(charset)
    if name in ("", "utf-8"):
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return _western(raw) if not name or _is_hardly_utf8(raw) else raw.decode("utf-8", "replace")
    text = raw.decode(name, "replace")
    if name.startswith("utf-"):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def _codec(charset: str) -> str:
    """The codec's name; "" for ASCII, Latin-1, Windows-1252 and whatever is not known."""
    name = charset.strip().strip("\"'").lower().replace("_", "-")
    name = _MEANT.get(name, name)
    name = name.replace("iso-8859", "iso8859").replace("windows-", "cp")
    return "" if name == "cp1252" or name not in _KNOWN else name


def _is_hardly_utf8(raw: bytes) -> bool:
    """Whether more of `raw` is broken than whole: then it was said to be UTF-8 by mistake."""
    text = raw.decode("utf-8", "replace")
    whole = sum(letter > "\x7f" and letter != "\ufffd" for letter in text)
    return text.count("\ufffd") > whole


def _western(raw: bytes) -> str:
    return raw.decode("cp1252", "replace")
