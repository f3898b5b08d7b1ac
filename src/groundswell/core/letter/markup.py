"""HTML becomes the words that a reader would see: no tag, no script, no style, no address that a link leads to.

One pass from left to right that never goes back. What a mail program has put in (the letter before, a signature) and what
is hidden from readers is left out as well.
"""

from __future__ import annotations

import html
import re
from typing import Final

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*([^\s/>="'<]{1,60})(?:\s{0,20}=\s{0,20}("[^"]*"|'[^']*'|[^\s>"']*))?"""
)
_NUMBERED: Final = re.compile(r"&#(?:[xX][0-9A-Fa-f]{7,}|[0-9]{8,});?")
_SPACE: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_CONTENTS_DROPPED: Final = frozenset(
    {"script", "style", "title", "head", "template", "svg", "math", "noscript", "iframe", "object", "applet"}
    | {"textarea", "select", "xml", "noembed", "noframes", "audio", "video", "canvas", "button"}
    | {"blockquote", "plaintext", "xmp"}
)
_RAW: Final = frozenset(
    {"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "xml"}
)
"""Their contents are no markup: they end where their end tag stands, and nowhere before."""
_VOID: Final = frozenset(
    {"area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)
_BREAKING: Final = frozenset(
    {"address", "article", "aside", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "tbody", "tr", "ul"}
)
_APART: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"})
_HIDING: Final = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|font-size\s{0,5}:\s{0,5}0(?![.\d])|"
    r"mso-hide\s{0,5}:\s{0,5}all|opacity\s{0,5}:\s{0,5}0(?![.\d])",
    re.IGNORECASE,
)
_OF_PROGRAMS: Final = frozenset(
    {"gmail_quote", "gmail_quote_container", "gmail_signature", "gmail_attr", "yahoo_quoted", "moz-signature"}
    | {"moz-cite-prefix", "protonmail_quote", "protonmail_signature_block", "divrplyfwdmsg", "tutanota_quote"}
    | {"x_divrplyfwdmsg", "zmail_extra", "ms-outlook-mobile-signature", "apple-mail-signature"}
)
"""Classes and ids by which mail programs mark the letter before, and signatures."""
_CUTTING: Final = frozenset({"appendonsend", "divrplyfwdmsg", "x_divrplyfwdmsg", "stopspelling"})
"""Ids after which all is the letter before."""
_ATTRIBUTES_MAX: Final = 60
_OPEN_MAX: Final = 256


class _Reader:
    """What has been read so far. `dropping` is the element whose contents are left out, and how deep it is in itself."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.dropping = ""
        self.depth = 0

    def words(self, text: str) -> None:
        if not self.dropping and text:
            told = html.unescape(_NUMBERED.sub(" ", text))
            self.kept.append(_SPACE.sub(" ", told))

    def tag(self, name: str, attributes: dict[str, str], *, closes: bool) -> bool:
        """Take a tag; False where nothing after it is to be read."""
        if self.dropping:
            if name == self.dropping:
                self.depth += -1 if closes else 1
                if self.depth <= 0 or self.depth > _OPEN_MAX:
                    self.dropping = ""
            return True
        if not closes:
            if attributes.get("id", "").lower() in _CUTTING:
                return not any(part.strip() for part in self.kept)
            if name not in _VOID and (name in _CONTENTS_DROPPED or _is_hidden(attributes)):
                self.dropping, self.depth = name, 1
        if name in _BREAKING:
            self.kept.append("\n\n" if name in _APART else "\n")
        elif name in ("td", "th"):
            self.kept.append(" ")
        if name == "li" and not closes:
            self.kept.append("- ")
        return True


def plain(text: str) -> str:
    """The words of an HTML text, one line a line; nothing of its markup is left.

    >>> plain("<p>It <b>fails</b><script>x()</script> <a href='https://bad.example'>here</a></p><p>Why?</p>").split()
    ['It', 'fails', 'here', 'Why?']
    """
    reader, at, end = _Reader(), 0, len(text)
    while at < end:
        opening = text.find("<", at)
        if opening < 0:
            reader.words(text[at:])
            break
        reader.words(text[at:opening])
        after = _past(text, opening, reader)
        if after < 0:
            break
        at = after
    lines = ("".join(reader.kept)).split("\n")
    return "\n".join(line.strip() for line in lines)


def _past(text: str, opening: int, reader: _Reader) -> int:
    """Where it goes on after what begins at `opening` with a "<"; -1 where nothing more is to be read."""
    if text.startswith("<!--", opening):
        closing = text.find("-->", opening + 4)
        return closing + 3 if closing >= 0 else -1
    if text.startswith(("<!", "<?"), opening):
        closing = text.find(">", opening)
        return closing + 1 if closing >= 0 else -1
    matched = _TAG.match(text, opening)
    if matched is None:  # "a < b": a sign, and no tag
        reader.words("<")
        return opening + 1
    closes, name = bool(matched[1]), matched[2].lower()
    attributes, at = _attributes(text, matched.end())
    if at < 0:
        return -1
    if not reader.tag(name, attributes, closes=closes):
        return -1
    if name in _RAW and not closes:
        found = re.compile(rf"</{re.escape(name)}\b", re.IGNORECASE | re.ASCII).search(text, at)
        return found.start() if found else -1
    if name == "plaintext":
        return -1
    return at


def _attributes(text: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes from `at`, and where the tag ends; -1 where it does not."""
    found: dict[str, str] = {}
    while True:
        matched = _ATTRIBUTE.match(text, at)
        if matched is None or matched.end() == at:
            break
        at = matched.end()
        if len(found) < _ATTRIBUTES_MAX:
            found.setdefault(matched[1].lower(), (matched[2] or "").strip("\"'")[:500])
    closing = text.find(">", at)
    return found, closing + 1 if closing >= 0 else -1


def _is_hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden", "").lower() == "true":
        return True
    names = {*attributes.get("class", "").lower().split(), attributes.get("id", "").lower()}
    return bool(names & _OF_PROGRAMS or _HIDING.search(attributes.get("style", "")))
