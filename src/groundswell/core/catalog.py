"""What can break: services, operators, symptoms, aliases, dependencies, areas and networks, looked up by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from groundswell.core.complaint import AROUND, words_of
from groundswell.core.model import Area, Network, Operator, Part, PartKind, Service, Symptom
from groundswell.core.named import PHASES

DEPENDS_STRENGTH = 0.6
"""Chance that a service fails when what it depends on does, where the catalog does not say."""
OPERATED = "operator:"
"""What stands before an operator's slug where parts of all kinds share their names."""
_LIKE_MIN = 0.7
_SAME_MIN = 0.85
"""So alike are a name and a slip of it: likelier meant than a name that is a word of what was typed."""
_PIECE_LETTERS_MIN = 4
"""Fewer begin too many names to say which was meant."""
_EXACT, _BEGINNING, _WORD, _PIECE = range(4)
"""How what was typed fits a service: as a name of it, as the beginning of one or of a word of its own, somewhere in one."""
_TYPED_LETTERS_MAX = 80
_WORDS_MAX = 16


def plain(text: str) -> str:
    """`text` as names are compared: lower case, without accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


_AROUND = frozenset(map(plain, AROUND.split()))


def named_in(text: str) -> str:
    """What of `text` may name a service, as names are compared: without the words that people put around one when it fails."""
    words = map(plain, words_of(text[:_TYPED_LETTERS_MAX]))
    return "".join(word for word in words if word not in _AROUND)


def like(text: str, names: Sequence[str], limit: int = 3, cutoff: float = _LIKE_MIN) -> list[str]:
    """Those of `names` that look like `text`, best first: by `cutoff` of their letters, of 1.0."""
    return get_close_matches(text[:_TYPED_LETTERS_MAX], names, n=limit, cutoff=cutoff)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that has a name here. Build it with `Catalog.of`, which checks that the names agree."""

    services: Mapping[str, Service]
    operators: Mapping[str, Operator]
    symptoms: Mapping[str, Symptom]
    categories: Mapping[str, str]
    areas: Mapping[str, Area]
    networks: Mapping[str, Network]
    parts: Mapping[str, Part] = field(default_factory=dict)
    propensity: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """between which parts of those hit are assumed to report here, by country ("": the others); a service may say otherwise"""
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
        parts: Sequence[Part] = (),
        propensity: Mapping[str, tuple[float, float]] = {},
    ) -> Catalog:
        """A catalog in which every name that is used is also there.

        Raises ValueError naming the service and what it refers to in vain, or the alias two services claim.
        """
        by_slug = {service.slug: service for service in services}
        known_operators = {operator.slug: operator for operator in operators}
        known_symptoms = {symptom.slug: symptom for symptom in symptoms}
        known_parts = {part.slug: part for part in parts}
        _check_parts(known_parts, by_slug)
        for service in services:
            _check(service, {*by_slug, *known_parts}, known_operators, known_symptoms, categories)
        for _, words in clashes(services, parts):
            raise ValueError(words)
        names = {
            plain(name): service.slug
            for service in services
            for name in (service.slug, service.name, *service.aliases)
        }
        return cls(
            services=by_slug,
            operators=known_operators,
            symptoms=known_symptoms,
            categories=dict(categories),
            areas={area.code: area for area in areas},
            networks={network.slug: network for network in networks},
            parts=known_parts,
            propensity=dict(propensity),
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

    def operator_name(self, slug: str) -> str:
        """Who runs the service; where nobody knows, its own name."""
        service = self.named(slug)
        operator = self.operators.get(service.operator)
        return operator.name if operator is not None else service.name

    def declarer(self, voice: str) -> str:
        """Whose word an outage is that was declared by who speaks for the service `voice`; "" where nobody does: the site's own."""
        return self.operator_name(voice) if voice else ""

    def search(self, text: str, limit: int = 20) -> list[Service]:
        """Services that somebody who typed `text` may mean, best first: exact, then prefix, then a word of its own name,
        then part of any name. Where nothing fits, the names in it, "is the app store down?", where no word but those that
        people put around one is left over; then beginnings of names with what is left; then some names. None where a slip
        of another name is likelier: `near` tells it."""
        wanted, rest = plain(text), named_in(text)
        found = self._found(wanted, limit)
        if found or self._near(wanted[:_TYPED_LETTERS_MAX] if rest else "", 1, _SAME_MIN):
            return found
        named, is_all = self._mentioned(text)
        if is_all:
            return named[:limit]
        begun = self._found(rest, limit, _WORD) if len(rest) >= _PIECE_LETTERS_MIN else []
        return begun or ([] if self._near(rest, 1, _SAME_MIN) else named[:limit])

    def _mentioned(self, text: str) -> tuple[list[Service], bool]:
        """Those that neighbouring words of `text` name, by the longest such names, and whether no other word may name any.
        A name that is also said around one, "now", is meant where nothing else may be, and not last: "is it down now?"."""
        words = [plain(word) for word in words_of(text[:_TYPED_LETTERS_MAX])][:_WORDS_MAX]
        for length in range(len(words), 0, -1):
            runs = {at: "".join(words[at : at + length]) for at in range(len(words) - length + 1)}
            names = {at: run for at, run in runs.items() if run in self._names and run not in _AROUND}
            if names:
                within = {at + more for at in names for more in range(length)}
                others = (word for at, word in enumerate(words) if at not in within)
                return self._called(names.values()), _AROUND.issuperset(others)
        if not _AROUND.issuperset(words):
            return [], False
        return self._called(word for word in words[:-1] if word in self._names), True

    def _called(self, names: Iterable[str]) -> list[Service]:
        return [self.services[slug] for slug in dict.fromkeys(self._names[name] for name in names)]

    def _found(self, wanted: str, limit: int, worst: int = _PIECE) -> list[Service]:
        if not wanted:
            return []
        ranks: dict[str, tuple[int, int]] = {}
        for name, slug in self._names.items():
            if wanted not in name:
                continue
            if name == wanted or name.startswith(wanted):
                rank = _EXACT if name == wanted else _BEGINNING
            else:
                words = map(plain, self.services[slug].name.split())
                rank = _WORD if any(word.startswith(wanted) for word in words) else _PIECE
            if rank <= worst:
                ranks[slug] = min((rank, len(name)), ranks.get(slug, (rank, len(name))))
        return [self.services[slug] for slug in sorted(ranks, key=lambda slug: (ranks[slug], slug))[:limit]]

    def near(self, text: str, limit: int = 5) -> list[Service]:
        """Services whose names look like what was typed, best first: for who cannot be found by `search`."""
        rest = named_in(text)
        wanted = plain(text[:_TYPED_LETTERS_MAX]) if rest else ""
        return (
            self._near(wanted, limit, _SAME_MIN)
            or self._near(rest, limit, _SAME_MIN)
            or self._near(rest, limit)
            or self._near(wanted, limit)
        )

    def _near(self, wanted: str, limit: int, cutoff: float = _LIKE_MIN) -> list[Service]:
        if not wanted:
            return []
        # Hundreds of names are compared for whoever types nonsense: only those that begin or end alike.
        alike = [name for name in self._names if name[:1] == wanted[0] or name[-1:] == wanted[-1]]
        return self._called(like(wanted, alike, limit, cutoff))

    def siblings(self, slug: str) -> list[Service]:
        """Other services of the same operator."""
        operator = self.services[slug].operator
        return [
            other for other in self.services.values() if other.operator == operator and other.slug != slug
        ]

    def part(self, name: str) -> Part:
        """What stands behind services under this name: a part, a service, or "operator:" and an operator's slug; a
        bare one of that name where the catalog has it no more."""
        if (part := self.parts.get(name)) is not None:
            return part
        if name.startswith(OPERATED):
            operator = self.operators.get(slug := name.removeprefix(OPERATED))
            return Part(name, operator.name if operator else slug, PartKind.OPERATOR)
        service = self.named(name)
        return Part(name, service.name, service.shared_as)

    def below(self, slug: str) -> Mapping[str, float]:
        """What the service stands on, directly and through others, with the chance that it fails when that does; its
        operator is not among it. Where a piece may fail alone or with the whole, it fails with the whole."""
        chances: dict[str, float] = {}
        queue = [(slug, 1.0)]
        while queue:
            name, chance = queue.pop()
            for on, strength in self._edges(name):
                if (reached := chance * strength) > chances.get(on, 0.0):
                    chances[on] = reached
                    queue.append((on, reached))
        return chances

    def _edges(self, name: str) -> Iterable[tuple[str, float]]:
        if (part := self.parts.get(name)) is not None:
            return ((part.of, 1.0),) if part.of else ()
        service = self.services.get(name)
        if service is None:
            return ()
        strengths = service.strengths or (DEPENDS_STRENGTH,) * len(service.depends_on)
        return zip(service.depends_on, strengths, strict=True)

    def buttons(self, service: Service) -> list[Symptom]:
        """The symptoms of `service` that people are offered: not what only probes name."""
        return [Symptom(slug, self.symptom_name(slug)) for slug in service.symptoms if slug not in PHASES]

    def propensity_of(self, service: Service, country: str) -> tuple[float, float] | None:
        """What is assumed of the people of `country` where `service` fails; None where nothing is."""
        for known in (dict(service.propensity), self.propensity):
            for name in (country, ""):
                if name in known:
                    return known[name]
        return None

    def area_name(self, code: str) -> str:
        """The area's name, or the code itself where the catalog has none."""
        area = self.areas.get(code)
        return area.name if area else code

    def symptom_name(self, slug: str) -> str:
        """The symptom's name, or the slug itself where the catalog has none."""
        symptom = self.symptoms.get(slug)
        return symptom.name if symptom else slug


def clashes(services: Sequence[Service], parts: Sequence[Part]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What cannot stand beside one another: whose slugs, and in words why."""
    taken = {service.slug for service in services}
    above = {part.slug: part.of for part in parts}
    for part in parts:
        if part.slug in taken:
            yield (part.slug,), f'"{part.slug}" is both a part and a service'
        seen, name = {part.slug}, part.of
        while name in above and name not in seen:
            seen.add(name)
            name = above[name]
        if name == part.slug:
            yield (part.slug,), f"part {part.slug}: is a piece of itself"
    names: dict[str, str] = {}
    for service in services:
        for name in dict.fromkeys((service.slug, service.name, *service.aliases)):
            owner = names.setdefault(plain(name), service.slug)
            if owner != service.slug:
                words = f'"{name}" names both {owner} and {service.slug}: an alias belongs to one service'
                yield (service.slug, owner), words


def _check(
    service: Service,
    known: Collection[str],
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
        if slug not in known:
            raise ValueError(f'service {service.slug}: depends on "{slug}", which is not in the catalog')
    if service.strengths and len(service.strengths) != len(service.depends_on):
        raise ValueError(f"service {service.slug}: not as many strengths as it depends on")


def _check_parts(parts: Mapping[str, Part], services: Mapping[str, Service]) -> None:
    for part in parts.values():
        if part.of and part.of not in parts and part.of not in services:
            raise ValueError(f'part {part.slug}: is of "{part.of}", which is not in the catalog')
