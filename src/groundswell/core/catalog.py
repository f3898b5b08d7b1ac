"""What can break: services, operators, symptoms, aliases, dependencies, areas and networks, looked up by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from groundswell.core.model import Area, Network, Operator, Service, Symptom

_LIKE_MIN = 0.7
_TYPED_LETTERS_MAX = 80


def plain(text: str) -> str:
    """`text` as names are compared: lower case, without accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def like(text: str, names: Sequence[str], limit: int = 3) -> list[str]:
    """Those of `names` that look like `text`, best first."""
    return get_close_matches(text[:_TYPED_LETTERS_MAX], names, n=limit, cutoff=_LIKE_MIN)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that has a name here. Build it with `Catalog.of`, which checks that the names agree."""

    services: Mapping[str, Service]
    operators: Mapping[str, Operator]
    symptoms: Mapping[str, Symptom]
    categories: Mapping[str, str]
    areas: Mapping[str, Area]
    networks: Mapping[str, Network]
    _names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        services: Sequence[Service],
        operators: Sequence[Operator],
        symptoms: Sequence[Symptom],
        categories: Mapping[str, str],
        areas: Sequence[Area] = (),
        networks: Sequence[Network] = (),
    ) -> Catalog:
        """A catalog in which every name that is used is also there.

        Raises ValueError naming the service and what it refers to in vain, or the alias two services claim.
        """
        by_slug = {service.slug: service for service in services}
        known_operators = {operator.slug: operator for operator in operators}
        known_symptoms = {symptom.slug: symptom for symptom in symptoms}
        names: dict[str, str] = {}
        for service in services:
            _check(service, by_slug, known_operators, known_symptoms, categories)
            for name in (service.slug, service.name, *service.aliases):
                owner = names.setdefault(plain(name), service.slug)
                if owner != service.slug:
                    raise ValueError(
                        f'"{name}" names both {owner} and {service.slug}: an alias belongs to one service'
                    )
        return cls(
            services=by_slug,
            operators=known_operators,
            symptoms=known_symptoms,
            categories=dict(categories),
            areas={area.code: area for area in areas},
            networks={network.slug: network for network in networks},
            _names=names,
        )

    def find(self, text: str) -> Service | None:
        """The service that `text` names: slug, name or alias, whatever its case, accents and spaces."""
        if (named := self.services.get(text)) is not None:
            return named
        slug = self._names.get(plain(text))
        return self.services[slug] if slug is not None else None

    def named(self, slug: str) -> Service:
        """The service, or one of that name alone where the catalog has it no more: what happened to it stays."""
        return self.services.get(slug) or Service(slug, slug, operator="", category="", symptoms=())

    def search(self, text: str, limit: int = 20) -> list[Service]:
        """Services that somebody who typed `text` may mean, best first: exact, then prefix, then part of a name."""
        wanted = plain(text)
        if not wanted:
            return []
        ranks: dict[str, tuple[int, int]] = {}
        for name, slug in self._names.items():
            if wanted not in name:
                continue
            rank = (0 if name == wanted else 1 if name.startswith(wanted) else 2, len(name))
            ranks[slug] = min(rank, ranks.get(slug, (3, 0)))
        return [self.services[slug] for slug in sorted(ranks, key=lambda slug: (ranks[slug], slug))[:limit]]

    def near(self, text: str, limit: int = 5) -> list[Service]:
        """Services whose names look like what was typed, best first: for who cannot be found by `search`."""
        wanted = plain(text[:_TYPED_LETTERS_MAX])
        if not wanted:
            return []
        # Hundreds of names are compared for whoever types nonsense: only those that begin or end alike.
        alike = [name for name in self._names if name[:1] == wanted[0] or name[-1:] == wanted[-1]]
        close = like(wanted, alike, limit)
        return [self.services[slug] for slug in dict.fromkeys(self._names[name] for name in close)]

    def siblings(self, slug: str) -> list[Service]:
        """Other services of the same operator."""
        operator = self.services[slug].operator
        return [
            other for other in self.services.values() if other.operator == operator and other.slug != slug
        ]

    def area_name(self, code: str) -> str:
        """The area's name, or the code itself where the catalog has none."""
        area = self.areas.get(code)
        return area.name if area else code

    def symptom_name(self, slug: str) -> str:
        """The symptom's name, or the slug itself where the catalog has none."""
        symptom = self.symptoms.get(slug)
        return symptom.name if symptom else slug


def _check(
    service: Service,
    services: Mapping[str, Service],
    operators: Mapping[str, Operator],
    symptoms: Mapping[str, Symptom],
    categories: Mapping[str, str],
) -> None:
    if service.operator not in operators:
        raise ValueError(f'service {service.slug}: no operator "{service.operator}" in the catalog')
    if service.category not in categories:
        raise ValueError(f'service {service.slug}: no category "{service.category}" in the catalog')
    for slug in service.symptoms:
        if slug not in symptoms:
            raise ValueError(f'service {service.slug}: no symptom "{slug}" in the catalog')
    for slug in service.depends_on:
        if slug not in services:
            raise ValueError(f'service {service.slug}: depends on "{slug}", which is not in the catalog')
