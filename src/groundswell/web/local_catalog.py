"""The catalog with the names that its readers use: symptoms, categories, countries and regions in their language.

Services, operators and networks are called the same everywhere; what an operator's own catalog file adds stays as it is.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import replace

import pycountry

from groundswell.core.catalog import Catalog
from groundswell.core.model import Area
from groundswell.web.language import ENGLISH, speaking


def local_catalog(catalog: Catalog, code: str) -> Catalog:
    """`catalog` in the language of this code."""
    if code == ENGLISH:
        return catalog
    words = speaking(code)
    countries = dict(words.locale.territories)
    regions = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[code], fallback=True)
    return replace(
        catalog,
        symptoms={
            slug: replace(symptom, name=words.pgettext("symptom", symptom.name))
            for slug, symptom in catalog.symptoms.items()
        },
        categories={slug: words.pgettext("category", name) for slug, name in catalog.categories.items()},
        areas={slug: _area(area, countries, regions) for slug, area in catalog.areas.items()},
    )


def _area(area: Area, countries: Mapping[str, str], regions: gettext.NullTranslations) -> Area:
    name = regions.gettext(area.name) if area.parent else countries.get(area.code, area.name)
    return area if name == area.name else replace(area, name=name)
