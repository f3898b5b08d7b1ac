"""What a chart shows, for who does not see it."""

from __future__ import annotations

import math
from datetime import timedelta

from groundswell.core.model import Series
from groundswell.core.timegrid import instant_of
from groundswell.web import wording
from groundswell.web.language import speaking


def chart_words(series: Series, language: str) -> str:
    """A chart's description: what it spans, the most reports and what is usual then, and what was not counted."""
    _, counts = speaking(language).gettext, series.counts
    end = instant_of(series.first_minute + len(counts) * series.bin_minutes)
    hours = len(counts) * series.bin_minutes / 60
    words = [
        _("{hours} hours up to {time} UTC in bars of {minutes} minutes.").format(
            hours=f"{hours:g}", time=f"{end:%H:%M}", minutes=series.bin_minutes
        )
    ]
    if counts.max(initial=-1) >= 0:
        worst = int(counts.argmax())
        at = instant_of(series.first_minute + worst * series.bin_minutes)
        most = wording.number(int(counts[worst]), language)
        words.append(_("Most: {count} at {time} UTC.").format(count=most, time=f"{at:%H:%M}"))
        if not math.isnan(usual := float(series.expected[worst])):
            words.append(_("Usual then: {count}.").format(count=wording.about(usual, language)))
    if gaps := int((counts < 0).sum()):
        length = wording.duration(timedelta(minutes=gaps * series.bin_minutes), language)
        words.append(_("Not counted for {duration}.").format(duration=length))
    return " ".join(words)
