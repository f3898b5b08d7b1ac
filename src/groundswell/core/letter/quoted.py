"""What somebody has written themselves: without the letter that they answer, and without what stands under each of theirs.

By signs that all languages share where there are such (a ">" in front, a row of dashes, a block of "name: value"), by
words only for what telephones write under letters.
"""

from __future__ import annotations

import re
from typing import Final

_LINE_LETTERS: Final = 300
_DASHED: Final = re.compile(r"[-_=]{3,}\s*\S(?:.{0,60}\S)?\s*[-_=]{3,}")
_RULE: Final = re.compile(r"[_-]{10,}")
_FROM: Final = re.compile(
    r"\*?(?:From|Von|De|Da|Desde|Dari|Van|Från|Fra|Od|От|من|प्रेषक|से|差出人|送信元|发件人|보낸 사람)\s?\*?\s?[:：]\*?\s?\S.*"
)
_NAMED: Final = re.compile(r"\*?[^\W\d_][\w .'’-]{0,24}\*?\s?[:：]\*?\s?\S?.*")
_DIGIT: Final = re.compile(r"\d|[٠-٩०-९]")
_TELEPHONE: Final = re.compile(
    r"(?:Sent (?:from|via|with) (?:my |the )?\S|Get Outlook for|Enviado (?:desde|do|pelo|con|com) |"
    r"Envoyé (?:de|depuis|à partir) |Von (?:meinem|unterwegs) .{0,30}gesendet|Gesendet (?:von|mit) |"
    r"Obtenir Outlook|Outlook für .{1,12} (?:laden|beziehen)|Obtén Outlook|Dikirim dari |Diunduh dari |"
    r"أُ?رسلت? من |मेरे .{1,30} से भेजा|.{1,20}から送信).{0,100}",
    re.IGNORECASE,
)
_WRITTEN_LINES: Final = 4
"""An attribution ("On 3 March ... wrote:") takes at most so many lines."""


def own_words(text: str) -> str:
    """`text` without quoted letters and signatures. Where nothing else stands there (something was passed on), the words of
    that are taken after all.

    >>> own_words("It fails.\\n\\nOn 3 March, Bank <b@bank.example> wrote:\\n> All is well.\\n")
    'It fails.'
    """
    lines = _without_heading([line.rstrip() for line in text.split("\n")])
    own = _without_quotes(_cut(lines))
    told = "\n".join(own).strip()
    if told:
        return told
    return "\n".join(line.lstrip("> ") for line in lines if not _is_heading(line)).strip()


def _without_heading(lines: list[str]) -> list[str]:
    """Of a letter that passes another on: without the line that says so, and the head that stands under it."""
    place = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    if place == len(lines) or not _is_heading(lines[place]):
        return lines
    place += 1
    while place < len(lines) and _NAMED.fullmatch(lines[place].strip()[:_LINE_LETTERS]):
        place += 1
    return lines[place:]


def _cut(lines: list[str]) -> list[str]:
    """Up to the signature (RFC 3676, 4.3) or the letter before, where that stands below without signs in front."""
    written = False
    for place, line in enumerate(lines):
        bare = line.strip()
        before, written = written, written or bool(bare)
        if not bare or len(bare) > _LINE_LETTERS:
            continue
        if line in ("--", "-- ") or (before and _TELEPHONE.fullmatch(bare)):
            return lines[:place]
        if not before:
            continue
        if _DASHED.fullmatch(bare):
            return lines[:place]
        if (_FROM.fullmatch(bare) or _RULE.fullmatch(bare)) and _is_block(lines, place):
            return lines[:place]
    return lines


def _is_block(lines: list[str], place: int) -> bool:
    """Whether a head of a letter stands at `place`: several lines of "name: value", an address or a date among them."""
    block = [line.strip()[:_LINE_LETTERS] for line in lines[place : place + 8] if line.strip()]
    if block and _RULE.fullmatch(block[0]):
        block = block[1:]
    named = [line for line in block[:5] if _NAMED.fullmatch(line)]
    if not block or not _FROM.fullmatch(block[0]):
        return False
    return len(named) >= 3 and any("@" in line or _DIGIT.search(line) for line in named)


def _is_heading(line: str) -> bool:
    bare = line.strip()[:_LINE_LETTERS]
    return bool(_DASHED.fullmatch(bare) or _RULE.fullmatch(bare) or bare == "--")


def _without_quotes(lines: list[str]) -> list[str]:
    """Without lines that begin with ">", and without the words that say whose they are."""
    kept: list[str] = []
    quoted = False
    for line in lines:
        if line.startswith(">") or (quoted and line.lstrip().startswith(">")):
            if not quoted:
                _drop_attribution(kept)
            quoted = True
            continue
        if line.strip():
            quoted = False
        kept.append(line)
    return kept


def _drop_attribution(kept: list[str]) -> None:
    """Take the last paragraph of `kept` away where it is one that says who wrote what follows, and when."""
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    begin = end
    while begin and kept[begin - 1].strip() and end - begin < _WRITTEN_LINES:
        begin -= 1
    for first in range(end - 1, begin - 1, -1):
        told = " ".join(line.strip()[:_LINE_LETTERS] for line in kept[first:end])
        if told.endswith((":", "：")) and _DIGIT.search(told) and ("@" in told or len(told) > 15):
            del kept[first:]
            return
