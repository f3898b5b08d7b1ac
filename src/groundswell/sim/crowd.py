"""Draws the crowd: from expected reports per minute to who reports what, where and when, minute by minute.

All strands are drawn at once from one Generator in a fixed order, so the same seed gives the same bytes.
A person lives in one country, on one network, with one device, and now and then reports twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import TEXT_COLUMNS, Batch, Column
from groundswell.core.model import SourceKind
from groundswell.core.timegrid import CLAIM_MINUTES
from groundswell.sim.clientele import Strand
from groundswell.sim.population import OTHER, Floats, Mix, Population, Shares

_BLOCK_MINUTES = 60
_UNEVEN_MINUTES = 15
_POOL = 2048
"""persons per strand who may report again in this half hour"""
_MILLISECONDS_PER_MINUTE = 60_000

Codes = NDArray[np.uint32]
Rows = NDArray[np.intp]


class _Lottery:
    """Draws values: ticket `table * rows + row` and a uniform number give a code of `values`, by the mix's shares."""

    def __init__(self, mixes: Sequence[Mix]) -> None:
        self.values = tuple(dict.fromkeys(value for mix in mixes for value in mix.values))
        place = {value: code for code, value in enumerate(self.values)}
        tables = []
        for mix in mixes:
            table = np.zeros((len(mix.shares), len(self.values)))
            table[:, [place[value] for value in mix.values]] = mix.shares
            tables.append(table)
        upto = np.cumsum(np.concatenate(tables), axis=1)
        upto[upto > 1 - 1e-9] = 1.0
        # One rising line for all rows, so that one search draws for every row at once.
        self._upto = (upto + np.arange(len(upto))[:, None]).ravel()

    def draw(self, ticket: Rows, luck: Floats) -> Codes:
        if len(self.values) == 1:
            return np.zeros(len(ticket), dtype=np.uint32)
        place = np.searchsorted(self._upto, ticket + luck, side="right")
        return (place - ticket * len(self.values)).astype(np.uint32)


@dataclass(slots=True, eq=False)
class _People:
    """Columns of who they are, one row per person or report."""

    reporter: NDArray[np.uint64]
    country: Codes
    region: Codes
    network: Codes
    platform: Codes


class Crowd:
    """Everybody who reports in a scenario. Ask for its minutes in order, once."""

    def __init__(
        self,
        population: Population,
        strands: Sequence[Strand],
        rng: np.random.Generator,
        repeat_share: float,
        software: Mapping[str, Shares] | None = None,
    ) -> None:
        self._population = population
        self._rng = rng
        # Visits go last: they are counted, not drawn one by one.
        self._strands = sorted(strands, key=lambda strand: strand.kind is SourceKind.VISIT)
        self._speaking = sum(strand.kind is not SourceKind.VISIT for strand in strands)
        speaking = self._strands[: self._speaking]
        self._services = tuple(dict.fromkeys(strand.service for strand in self._strands))
        place = {slug: code for code, slug in enumerate(self._services)}
        self._service_of = np.array([place[strand.service] for strand in self._strands], dtype=np.uint32)
        self._works = np.array([strand.works for strand in speaking], dtype=np.bool_)
        self._machine = np.array([strand.reporters > 0 for strand in speaking], dtype=np.bool_)
        self._repeat = np.where(self._machine, 1.0, repeat_share)
        self._everyday = np.stack([strand.everyday for strand in self._strands])
        self._symptoms = _Lottery([Mix.of([strand.symptoms]) for strand in speaking])
        self._regions = _Lottery([strand.regions or population.regions for strand in speaking])
        self._networks = _Lottery([strand.networks or population.networks for strand in speaking])
        self._platforms = _Lottery([strand.platforms or population.platforms for strand in speaking])
        known = software or {}
        tables = [known.get(name, known.get(OTHER, {})) for name in self._platforms.values]
        scripts = [{strand.software: 1.0} if strand.software else {} for strand in speaking]
        self._software = _Lottery([Mix.of([*tables, *scripts])])
        self._script = np.array([bool(strand.software) for strand in speaking], dtype=np.bool_)
        self._salt = np.uint64(rng.integers(0, 2**63))
        self._people_so_far = 0
        self._known = np.zeros(self._speaking, dtype=np.int64)
        size = self._speaking * _POOL
        codes = [np.zeros(size, dtype=np.uint32) for _ in range(4)]
        self._pool = _People(np.zeros(size, dtype=np.uint64), *codes)
        self._enrol_machines(speaking)

    def minutes(self, first_minute: int, last_minute: int) -> Iterator[tuple[int, Batch]]:
        """Every minute of [first_minute, last_minute] with its reports in order of time; visits follow them as counts."""
        for block in range(first_minute, last_minute + 1, _BLOCK_MINUTES):
            expected = self._expected(block, min(_BLOCK_MINUTES, last_minute + 1 - block))
            for offset in range(expected.shape[1]):
                yield block + offset, self._minute(block + offset, expected[:, offset, :])

    def _expected(self, first_minute: int, minutes: int) -> Floats:
        """Reports to expect: (strands, minutes, countries)."""
        at = np.arange(first_minute, first_minute + minutes)
        surge = np.stack([strand.slice(first_minute, minutes) for strand in self._strands])
        unevenness = np.array([strand.unevenness for strand in self._strands])
        quarters = uneven(self._rng, unevenness, -(-minutes // _UNEVEN_MINUTES))
        swing = np.repeat(quarters, _UNEVEN_MINUTES, axis=1)[:, :minutes]
        rhythm = self._population.rhythm(at)
        everyday: Floats = self._everyday[:, None, :] * rhythm[None, :, :] * swing[:, :, None]
        return everyday + surge

    def _minute(self, minute: int, expected: Floats) -> Batch:
        if minute % CLAIM_MINUTES == 0:
            self._known[~self._machine] = 0
        counts = self._rng.poisson(expected)
        countries = expected.shape[1]
        spoken = counts[: self._speaking]
        cell = np.repeat(np.arange(spoken.size), spoken.ravel())
        luck = self._rng.random((7, len(cell)))
        millisecond = (luck[0] * _MILLISECONDS_PER_MINUTE).astype(np.int64)
        order = np.argsort(millisecond, kind="stable")
        cell, millisecond = cell[order], millisecond[order]
        strand, country = np.divmod(cell, countries)
        people = self._new_people(cell, country, luck[1:4])
        self._let_some_repeat(strand, people, luck[4:6])
        looked = counts[self._speaking :]
        looking, at = np.nonzero(looked)
        return self._batch(
            minute,
            strand,
            self._symptoms.draw(strand, luck[6]),
            millisecond,
            people,
            (looking + self._speaking, at, looked[looking, at]),
        )

    def _new_people(self, cell: Rows, country: Rows, luck: Floats) -> _People:
        """Somebody new for every row; `cell` is strand × country, which is the ticket of every lottery by country."""
        number = np.arange(self._people_so_far, self._people_so_far + len(cell), dtype=np.uint64)
        self._people_so_far += len(cell)
        return _People(
            reporter=_pseudonyms(number, self._salt),
            country=country.astype(np.uint32),
            region=self._regions.draw(cell, luck[0]),
            network=self._networks.draw(cell, luck[1]),
            platform=self._platforms.draw(cell, luck[2]),
        )

    def _let_some_repeat(self, strand: Rows, people: _People, luck: Floats) -> None:
        """Some rows are not of new people but of those heard in this half hour; `people` is changed in place."""
        again = luck[0] < self._repeat[strand]
        counts = np.bincount(strand[~again], minlength=self._speaking)
        again &= (self._known + counts > 0)[strand]
        new = np.flatnonzero(~again)
        # By strand, and in order of time within it: the last to have spoken are remembered.
        new = new[np.argsort(strand[new].astype(np.uint16), kind="stable")]
        whose = strand[new]
        counts = np.bincount(whose, minlength=self._speaking)
        rank = np.arange(len(new)) - np.repeat(np.cumsum(counts) - counts, counts)
        slot = whose * _POOL + (self._known[whose] + rank) % _POOL
        old = np.flatnonzero(again)
        self._known += counts
        size = np.minimum(self._known, _POOL)[strand[old]]
        from_slot = strand[old] * _POOL + (luck[1][old] * size).astype(np.int64)
        for name in _People.__slots__:
            pool, rows = getattr(self._pool, name), getattr(people, name)
            pool[slot] = rows[new]
            rows[old] = pool[from_slot]

    def _enrol_machines(self, speaking: Sequence[Strand]) -> None:
        """A machine's pseudonyms are made once; every report of it bears one of them."""
        countries = len(self._population.countries)
        for index, strand in enumerate(speaking):
            number = min(strand.reporters, _POOL)
            if number == 0:
                continue
            country = np.full(number, int(strand.surge.sum(axis=0).argmax()))
            people = self._new_people(index * countries + country, country, self._rng.random((3, number)))
            for name in _People.__slots__:
                getattr(self._pool, name)[index * _POOL : index * _POOL + number] = getattr(people, name)
            self._known[index] = number

    def _held(self, strand: Rows, people: _People) -> Codes:
        """What each report is sent with: a person's own program, whoever the person is by then, or the script's."""
        luck = _pseudonyms(people.reporter, self._salt).astype(np.float64) / 2.0**64
        ticket = np.where(self._script[strand], len(self._platforms.values) + strand, people.platform)
        return self._software.draw(ticket.astype(np.int64), np.minimum(luck, 1 - 1e-12))

    def _batch(
        self,
        minute: int,
        strand: Rows,
        symptom: Codes,
        millisecond: NDArray[np.int64],
        people: _People,
        visits: tuple[Rows, Rows, NDArray[np.int64]],
    ) -> Batch:
        looking, at, looked = visits
        spoken, rest = len(strand), len(looked)
        start = minute * _MILLISECONDS_PER_MINUTE
        # Visits are counted while the minute runs and told at its end.
        told = np.full(rest, _MILLISECONDS_PER_MINUTE - 1, dtype=np.int64)
        none = np.zeros(rest, dtype=np.uint32)
        kind = np.repeat(np.array([0, 1], dtype=np.uint32), [spoken, rest])
        codes = tuple(country.code for country in self._population.countries)

        def column(values: tuple[str, ...], rows: Codes, tail: Codes) -> Column:
            return Column(values, np.concatenate([rows, tail]))

        def said(lottery: _Lottery, rows: Codes) -> Column:
            return column(lottery.values, rows, none)  # code 0 is "" in every lottery

        return Batch(
            service=column(self._services, self._service_of[strand], self._service_of[looking]),
            symptom=said(self._symptoms, symptom),
            country=column(codes, people.country, at.astype(np.uint32)),
            region=said(self._regions, people.region),
            network=said(self._networks, people.network),
            platform=said(self._platforms, people.platform),
            app_version=Column.constant("", spoken + rest),
            software=said(self._software, self._held(strand, people)),
            source_kind=Column((SourceKind.PERSON.value, SourceKind.VISIT.value), kind),
            works=np.concatenate([self._works[strand], none.astype(np.bool_)]),
            observed_at=start + np.concatenate([millisecond, told]),
            reporter=np.concatenate([people.reporter, none.astype(np.uint64)]),
            count=np.concatenate([np.ones(spoken, dtype=np.int64), looked]),
        )


def uneven(rng: np.random.Generator, variation: Floats, quarters: int) -> Floats:
    """Factors of mean 1 and the given coefficient of variation: (len(variation), quarters). 0 means always 1."""
    shape = 1.0 / np.maximum(variation, 1e-3) ** 2
    factors = rng.gamma(shape[:, None], 1.0 / shape[:, None], (len(variation), quarters))
    return np.where(variation[:, None] > 0, factors, 1.0)


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches of one crowd, one after another: their columns share their values."""
    first = batches[0]
    texts = {
        name: Column(
            getattr(first, name).values, np.concatenate([getattr(batch, name).codes for batch in batches])
        )
        for name in TEXT_COLUMNS
    }
    return Batch(
        **texts,
        works=np.concatenate([batch.works for batch in batches]),
        observed_at=np.concatenate([batch.observed_at for batch in batches]),
        reporter=np.concatenate([batch.reporter for batch in batches]),
        count=np.concatenate([batch.count for batch in batches]),
        comments={},
        keys={},
    )


def _pseudonyms(number: NDArray[np.uint64], salt: np.uint64) -> NDArray[np.uint64]:
    """A different number for each, scattered: splitmix64 (Steele, Lea, Flood 2014) is a bijection."""
    with np.errstate(over="ignore"):
        x = (number + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + salt
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    somebody: NDArray[np.uint64] = np.maximum(x, np.uint64(1))  # 0 would be nobody
    return somebody
