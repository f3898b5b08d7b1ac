"""The catalog with the names that its readers use: symptoms, categories, countries and regions in their language.

Services, operators and networks are called the same everywhere; what an operator's own catalog file adds stays as it is.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import replace

import pycountry

from groundswell.core.catalog import Catalog
from groundswell.web.language import ENGLISH, speaking


def local_catalog(catalog: Catalog, code: str) -> Catalog:
    """`catalog` in the language of this code."""
    if code == ENGLISH:
        return catalog
    words, names = speaking(code), area_names(catalog, code)
    return replace(
        catalog,
        symptoms={
            slug: replace(symptom, name=words.pgettext("symptom", symptom.name))
            for slug, symptom in catalog.symptoms.items()
        },
        categories={slug: words.pgettext("category", name) for slug, name in catalog.categories.items()},
        areas={
            slug: area if names[slug] == area.name else replace(area, name=names[slug])
            for slug, area in catalog.areas.items()
        },
    )


def area_names(catalog: Catalog, code: str) -> Mapping[str, str]:
    """What the areas of `catalog` are called in the language of this code, by their codes."""
    if code == ENGLISH:
        return {slug: area.name for slug, area in catalog.areas.items()}
    countries = speaking(code).locale.territories
    regions = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[code], fallback=True)
    return {
        slug: regions.gettext(area.name) if area.parent else countries.get(slug, area.name)
        for slug, area in catalog.areas.items()
    }
