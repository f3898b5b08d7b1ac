"""Where an answer is from, in words: what is said there, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.core.answer import KnownKind, Source
from groundswell.core.catalog import Catalog
from groundswell.web.language import Language, later

_KINDS: Final[Mapping[KnownKind, str]] = {
    KnownKind.LIVE: later("What people report here"),
    KnownKind.NOTICE: later("What {operator} says"),
    KnownKind.WORKAROUND: later("What has helped others"),
    KnownKind.CALM: later("What people report here"),
    KnownKind.ANSWERED: later("What {site} has answered others"),
}


def source_words(source: Source, catalog: Catalog, site: str, words: Language) -> str:
    """What it is called; `site` is the name of this instance."""
    if source.is_declared:
        return words.gettext(_KINDS[KnownKind.NOTICE]).format(operator=source.operator or site)
    operator = source.operator or catalog.named(source.service).name if source.service else site
    return words.gettext(_KINDS[source.kind]).format(operator=operator, site=site)
