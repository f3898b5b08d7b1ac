"""The first sentence of the page in twelve situations and in every language, as it was read and found good.

After a change of words: `python -m tests.web.test_first_sentences` writes the file anew; read what has changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Words
from groundswell.core.headline import headline, inner_moment, moment
from groundswell.core.model import (
    Axis,
    Cause,
    Certainty,
    Event,
    EventKind,
    Explanation,
    Footprint,
    Share,
    State,
)
from groundswell.core.phrases import LANGUAGES, phrases
from groundswell.core.status import IncidentView, Spoken
from groundswell.stores.catalog_toml import load_catalog
from groundswell.web.local_catalog import local_catalog
from groundswell.web.render import Render
from tests.town import NOON, incident
from tests.web.reading import html
from tests.web.views import series, service_view

FILE = Path(__file__).parent / "first_sentences.txt"
SPREAD = Footprint(
    symptoms=(Share("app", 0.52, 520), Share("", 0.3, 300), Share("feed", 0.18, 180)),
    countries=(Share("US", 0.5, 500), Share("GB", 0.2, 200), Share("IN", 0.2, 200), Share("", 0.1, 100)),
)
REGIONAL = Footprint(
    symptoms=(Share("app", 0.6, 600), Share("", 0.4, 400)),
    countries=(Share("ES", 0.9, 900), Share("", 0.1, 100)),
    explanation=Explanation(
        NOON,
        NOON - timedelta(minutes=30),
        1000,
        40.0,
        (Cause({Axis.SYMPTOM: "log-in", Axis.PLATFORM: "android", Axis.COUNTRY: "ES"}, 900.0, 0.9, 50.0),),
    ),
)
OPEN = incident(service="instagram", footprint=SPREAD)
SHARED = incident(
    service="netflix", members=("netflix", "slack", "zoom"), cause="aws", cause_kind="cloud", footprint=SPREAD
)
SITUATIONS: Mapping[str, dict[str, Any]] = {
    "calm": {"incident": None, "reports": 2},
    "suspected": {
        "incident": incident(State.SUSPECTED, service="instagram", certainty=Certainty.POSSIBLE),
        "reports": 24,
    },
    "open": {"incident": OPEN, "reports": 412},
    "regional": {"incident": incident(service="instagram", footprint=REGIONAL), "reports": 30},
    "bystander": {"incident": None, "blames": "whatsapp"},
    "member of a common cause": {"slug": "netflix", "incident": SHARED, "reports": 90},
    "easing": {
        "incident": incident(State.EASING, service="instagram", eased_at=NOON - timedelta(minutes=6)),
        "works": 40,
    },
    "resolved": {
        "incident": incident(State.RESOLVED, service="instagram", resolved_at=NOON, footprint=SPREAD),
        "at": NOON + timedelta(days=1),
    },
    "drill": {"incident": OPEN, "reports": 412, "drill": True},
    "no data": {"incident": None, "reports": -1, "usual": math.nan},
    "new service": {
        "incident": None,
        "reports": 40,
        "usual": math.nan,
        "counting_since": NOON - timedelta(minutes=5),
    },
    "operator spoke": {"incident": OPEN, "reports": 90, "spoke_at": NOON - timedelta(minutes=10)},
}


@cache
def _catalog(language: str) -> Catalog:
    return local_catalog(load_catalog(None), language)


def sentence(situation: str, language: str) -> str:
    """What the page says first."""
    told = {"at": NOON, "reports": 100, "usual": 10.0, **SITUATIONS[situation]}
    catalog = _catalog(language)
    service = catalog.services[told.pop("slug", "instagram")]
    about = told.pop("incident")
    return headline(service, about, catalog=catalog, language=language, **told)


def written() -> str:
    """All of them."""
    lines: list[str] = []
    for situation in SITUATIONS:
        lines.append(f"# {situation}")
        lines += [f"{language}: {sentence(situation, language)}" for language in LANGUAGES]
        lines.append("")
    lines.pop()
    lines.append("")
    return "\n".join(lines)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_first_sentence_reads_in_every_language_as_it_was_read(situation: str) -> None:
    known = FILE.read_text(encoding="utf-8").split("# ")
    (lines,) = [part.strip().splitlines()[1:] for part in known if part.startswith(f"{situation}\n")]
    assert [f"{language}: {sentence(situation, language)}" for language in LANGUAGES] == lines


def test_no_first_sentence_has_a_hole_or_is_left_in_english() -> None:
    for situation in SITUATIONS:
        said = {language: sentence(situation, language) for language in LANGUAGES}
        assert len(set(said.values())) == len(LANGUAGES)
        for words in said.values():
            assert "{" not in words
            assert "  " not in words
            assert ".." not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_service_and_of_an_outage_begin_so_in_a_drill_and_when_the_operator_spoke(
    language: str,
) -> None:
    spoken = Spoken(
        "1",
        OPEN.id,
        "investigating",
        NOON - timedelta(minutes=10),
        (Words("en", "", ""),),
        voice="meta",
        speaker="Meta",
    )
    service = _catalog("en").services["instagram"]
    for situation, notice, said in (("drill", "A drill.", ()), ("operator spoke", "", (spoken,))):
        render = Render(_catalog("en"), language=language, notice=notice)
        first = phrases(language).sentences[situation.rpartition(" ")[2]]
        start, _, end = first.partition("{sentence}")
        when = moment(spoken.at, NOON, phrases(language)), inner_moment(spoken.at, NOON, phrases(language))
        end = end.format(operator="Meta", spoke=when[0], the_spoke=when[1])
        for page in (
            render.service(service_view(OPEN, service=service, said=said)),
            render.incident(IncidentView(OPEN, service, NOON, (), series(), said)),
        ):
            (told,) = re.findall(r'<p class="headline">(.*?)</p>', html(page), re.DOTALL)
            told = unescape(re.sub("<[^>]+>", "", told))
            assert told.startswith(start), (situation, told)
            assert told.endswith(end), (situation, told)


def test_what_has_happened_names_a_statement_in_the_language_that_it_was_approved_in() -> None:
    words = (Words("en", "We have found it"), Words("es", "Lo hemos encontrado"))
    spoken = Spoken("1", OPEN.id, "identified", NOON, words)
    event = Event(OPEN.id, EventKind.STATED, NOON, "We have found it", by="Ada", statement="1")
    service = _catalog("es").services["instagram"]
    view = IncidentView(OPEN, service, NOON, (event,), series(), (spoken,))
    page = html(Render(_catalog("es"), language="es").incident(view))
    assert "We have found it" not in page
    assert page.count("Lo hemos encontrado") >= 2, "by itself, and among what has happened"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
