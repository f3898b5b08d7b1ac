"""Figures as a person would say them."""

from __future__ import annotations

import math

from groundswell.core.phrases.en import ENGLISH
from groundswell.core.phrases.words import Phrases


def spoken_times(ratio: float, words: Phrases = ENGLISH) -> str:
    """A ratio as it is said: two figures that mean something, never more.

    >>> [spoken_times(ratio) for ratio in (2.6, 3.49, 8.8, 41.3, 183.0, 1240.0)]
    ['2.5', '3.5', '9', '41', '180', '1,200']
    """
    if ratio < 5:
        half = math.floor(ratio * 2 + 0.5) / 2
        return f"{half:.0f}" if half == int(half) else f"{half:.1f}".replace(".", words.decimal)
    if ratio < 100:
        return str(math.floor(ratio + 0.5))
    return spoken_count(two_figures(ratio), words)


def two_figures(ratio: float) -> int:
    """A ratio to two figures."""
    step = 10 ** max(math.floor(math.log10(ratio)) - 1, 0) if ratio >= 1 else 1
    return math.floor(ratio / step + 0.5) * step


def spoken_count(count: int, words: Phrases) -> str:
    """A whole number with the language's thousands sign."""
    digits = str(count)
    if words.groups_of_two:
        head, tail = digits[:-3], digits[-3:]
        pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
        return words.thousands.join([*pairs, tail])
    return f"{count:,}".replace(",", words.thousands)
