"""Many rows at once, as columns: each distinct text is judged once, each row only by number.

The same rules as `parse`, for senders who hold a token: partners, imports, replays. A bad line is a fault
with its number, and the rest is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.catalog import Catalog
from groundswell.core.intake import clean
from groundswell.core.model import Drop, SourceKind
from groundswell.errors import InputError

FAULTS_MAX = 20
MISSING = np.iinfo(np.int64).min
"""An `observed_at` that the sender left out: the time of receipt stands in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One line that could not be taken, and why."""

    line: int
    field: str
    fault: str


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """N rows as their sender wrote them, untrusted. Texts are "" where nothing was said.

    `observed_at` is int64 milliseconds (MISSING where left out), `count` int64, `reporter` uint64 (0 = nobody),
    `line` the 1-based line of each row; `comments` by row; `bin_minutes` how wide the counted bins are. `faults` are lines that could not even be read.
    """

    texts: Mapping[str, Sequence[str] | Column]
    works: NDArray[np.bool_]
    observed_at: NDArray[np.int64]
    reporter: NDArray[np.uint64]
    count: NDArray[np.int64]
    line: NDArray[np.int64]
    comments: Mapping[int, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    bin_minutes: int = 1

    def __len__(self) -> int:
        return len(self.line)


@dataclass(frozen=True, slots=True, eq=False)
class Tidied:
    """What `tidy` made: the rows that can be counted, how many were dropped and why, the first faults."""

    batch: Batch
    dropped: Mapping[Drop, int]
    faults: tuple[Fault, ...]


class _Sieve:
    """Which rows are still in, and why the others are not."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.keep = np.ones(len(rows), dtype=np.bool_)
        self.dropped: Counter[Drop] = Counter({Drop.MALFORMED: len(rows.faults)} if rows.faults else {})
        self.faults = list(rows.faults)

    def out(self, bad: NDArray[np.bool_], reason: Drop, name: str, words: Callable[[int], str]) -> None:
        """Take out the rows of `bad`; the first few are named by line."""
        bad = bad & self.keep
        rows = np.flatnonzero(bad)
        if len(rows) == 0:
            return
        self.keep &= ~bad
        self.dropped[reason] += len(rows)
        for row in rows[:FAULTS_MAX].tolist():
            self.faults.append(Fault(int(self.rows.line[row]), name, words(row)))

    def cleaned(self, column: Column, name: str, rule: Callable[[str], str]) -> Column:
        """`column` with each distinct value through `rule`; rows of a value that it refuses go out."""
        values, refused = [], {}
        for code, text in enumerate(column.values):
            try:
                values.append(rule(text))
            except InputError as error:
                values.append("")
                refused[code] = error.fault
        if refused:
            bad = np.isin(column.codes, np.array(list(refused), dtype=np.uint32))
            self.out(bad, Drop.MALFORMED, name, lambda row: refused[int(column.codes[row])])
        return column.mapped(values)


def tidy(rows: Rows, catalog: Catalog, received_at: datetime, skew_minutes: float) -> Tidied:
    """The countable part of `rows`. Complexity: a few passes over N integers, Python only per distinct text."""
    sieve = _Sieve(rows)
    columns = {
        name: texts if isinstance(texts, Column) else Column.of(texts) for name, texts in rows.texts.items()
    }
    service = _service(sieve, columns["service"], catalog)
    symptom, works = _symptom(sieve, service, columns["symptom"], rows.works, catalog)
    region = sieve.cleaned(columns["region"], "region", lambda text: clean.region(text, catalog))
    country = sieve.cleaned(columns["country"], "country", lambda text: clean.country(text, catalog))
    country = _country_of_region(sieve, country, region, catalog)
    received = int(received_at.timestamp() * 1000)
    observed_at = np.where(rows.observed_at == MISSING, received, rows.observed_at)
    late = observed_at > received + int(skew_minutes * 60_000)
    sieve.out(late, Drop.IN_FUTURE, "observed_at", lambda _: "lies in the future: check the clock")
    sieve.out(observed_at < 0, Drop.TOO_OLD, "observed_at", lambda _: "lies before 1970")
    sieve.out(rows.count < 0, Drop.MALFORMED, "reports", lambda _: "a count is 0 or more")
    kinds = sieve.cleaned(columns["source_kind"], "source_kind", _source_kind)
    batch = Batch(
        service=service,
        symptom=symptom,
        country=country,
        region=region,
        network=sieve.cleaned(columns["network"], "network", lambda text: clean.network(text, catalog)),
        platform=sieve.cleaned(columns["platform"], "platform", clean.platform),
        app_version=sieve.cleaned(columns["app_version"], "app_version", clean.app_version),
        source_kind=kinds,
        software=Column.constant("", len(rows)),  # who holds a token answers for what it sends
        works=works,
        observed_at=observed_at,
        reporter=rows.reporter,
        count=rows.count,
        comments=_comments(sieve, rows.comments),
    )
    if not sieve.keep.all():
        batch = batch.take(np.flatnonzero(sieve.keep))
    first = sorted(sieve.faults, key=lambda fault: fault.line)[:FAULTS_MAX]
    return Tidied(batch, dict(sieve.dropped), tuple(first))


def _service(sieve: _Sieve, column: Column, catalog: Catalog) -> Column:
    found = [catalog.find(text) for text in column.values]
    unknown = np.array([service is None for service in found])
    sieve.out(
        unknown[column.codes],
        Drop.UNKNOWN_SERVICE,
        "service",
        lambda row: clean.unknown_service(column.values[int(column.codes[row])], catalog),
    )
    return column.mapped([service.slug if service else "" for service in found])


def _symptom(
    sieve: _Sieve, service: Column, symptom: Column, works: NDArray[np.bool_], catalog: Catalog
) -> tuple[Column, NDArray[np.bool_]]:
    says_works = np.array([text in clean.WORKS_NAMES for text in symptom.values])
    works = works | says_works[symptom.codes]
    symptom = symptom.mapped(["" if text in clean.WORKS_NAMES else text for text in symptom.values])
    known = np.ones((len(service.values), len(symptom.values)), dtype=np.bool_)
    for i, slug in enumerate(service.values):
        entry = catalog.services.get(slug)
        if entry is not None:
            known[i] = [text == "" or text in entry.symptoms for text in symptom.values]
    sieve.out(
        ~known[service.codes, symptom.codes],
        Drop.UNKNOWN_SYMPTOM,
        "symptom",
        lambda row: clean.unknown_symptom(
            symptom.values[int(symptom.codes[row])], catalog.services[service.values[int(service.codes[row])]]
        ),
    )
    both = works & np.array([text != "" for text in symptom.values])[symptom.codes]
    sieve.out(both, Drop.MALFORMED, "works", lambda _: "either the service works or it shows a symptom")
    return symptom, works


def _country_of_region(sieve: _Sieve, country: Column, region: Column, catalog: Catalog) -> Column:
    """A row that names a region and no country lies in the region's country; one that contradicts itself goes out."""
    if region.values == ("",):
        return country
    parents = [catalog.areas[code].parent if code else "" for code in region.values]
    implied = [parents[code] for code in region.codes.tolist()]
    said = country.texts()
    wrong = [bool(a and b and a != b) for a, b in zip(said, implied, strict=True)]
    sieve.out(
        np.array(wrong),
        Drop.MALFORMED,
        "region",
        lambda row: f"lies in {implied[row]}, not in {said[row]}",
    )
    return Column.of([a or b for a, b in zip(said, implied, strict=True)])


def _comments(sieve: _Sieve, comments: Mapping[int, str]) -> dict[int, str]:
    kept: dict[int, str] = {}
    for row, text in comments.items():
        try:
            if words := clean.comment(text):
                kept[row] = words
        except InputError as error:
            only = np.zeros(len(sieve.rows), dtype=np.bool_)
            only[row] = True
            sieve.out(only, Drop.MALFORMED, "comment", _always(error.fault))
    return kept


def _always(words: str) -> Callable[[int], str]:
    return lambda _: words


def _source_kind(text: str) -> str:
    if not text:
        return SourceKind.PERSON
    try:
        return SourceKind(text)
    except ValueError:
        raise InputError("source_kind", f'"{text[:20]}" is none of {", ".join(SourceKind)}') from None
