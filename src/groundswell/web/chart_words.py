"""What a chart shows, for who does not see it."""

from __future__ import annotations

import math
from datetime import timedelta

from groundswell.core.model import Series
from groundswell.core.timegrid import MINUTES_PER_DAY, instant_of
from groundswell.web import wording
from groundswell.web.language import speaking


def chart_words(series: Series, language: str) -> str:
    """A chart's description: what it spans, the most reports and what is usual then, and what was not counted."""
    _, counts = speaking(language).gettext, series.counts
    is_long = len(counts) * series.bin_minutes > MINUTES_PER_DAY
    end = instant_of(series.first_minute + len(counts) * series.bin_minutes)
    words = [
        _("{stretch} up to {time} UTC in bars of {width}.").format(
            stretch=wording.stretch(series, language),
            time=wording.hour(end, is_long, language),
            width=wording.duration(timedelta(minutes=series.bin_minutes), language),
        )
    ]
    if counts.max(initial=-1) >= 0:
        worst = int(counts.argmax())
        at = wording.hour(instant_of(series.first_minute + worst * series.bin_minutes), is_long, language)
        most = wording.number(int(counts[worst]), language)
        words.append(_("Most: {count} at {time} UTC.").format(count=most, time=at))
        if not math.isnan(usual := float(series.expected[worst])):
            words.append(_("Usual then: {count}.").format(count=wording.about(usual, language)))
    if gaps := int((counts < 0).sum()):
        length = wording.duration(timedelta(minutes=gaps * series.bin_minutes), language)
        words.append(_("Not counted for {duration}.").format(duration=length))
    return " ".join(words)
