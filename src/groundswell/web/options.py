"""What a reader chooses from in a form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup

from groundswell.core.catalog import Catalog, plain
from groundswell.core.model import NetworkKind
from groundswell.web import wording
from groundswell.web.language import Language


def options(pairs: Iterable[tuple[str, str]]) -> Markup:
    """One for each value and name."""
    row = Markup('<option value="{}">{}</option>')
    return Markup("").join(row.format(value, name) for value, name in pairs)


def country_options(catalog: Catalog) -> Markup:
    """All countries, by name."""
    countries = [area for area in catalog.areas.values() if not area.parent]
    return options((area.code, area.name) for area in sorted(countries, key=lambda area: plain(area.name)))


def category_options(catalog: Catalog) -> Markup:
    """All categories that have a service, by name."""
    used = {service.category for service in catalog.services.values()}
    named = [(slug, name) for slug, name in catalog.categories.items() if slug in used]
    return options(sorted(named, key=lambda each: plain(each[1])))


def network_options(catalog: Catalog, elsewhere: str) -> Markup:
    """Providers that people have, grouped by country, those of none under `elsewhere`."""
    by_country: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for network in sorted(catalog.networks.values(), key=lambda network: network.name.casefold()):
        if network.kind is not NetworkKind.HOSTING:
            by_country[catalog.area_name(network.country) or elsewhere].append((network.slug, network.name))
    group = Markup('<optgroup label="{}">{}</optgroup>')
    return Markup("").join(
        group.format(country, options(by_country[country])) for country in sorted(by_country)
    )


def choices(catalog: Catalog, words: Language) -> dict[str, Markup]:
    """What a report can say by choosing, by field."""
    return {
        "country": country_options(catalog),
        "network": network_options(catalog, words.gettext("Elsewhere")),
        "platform": options((name, words.gettext(told)) for name, told in wording.PLATFORMS.items()),
    }
