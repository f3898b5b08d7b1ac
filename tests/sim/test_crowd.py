"""Drawing who reports what, where and when."""

from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.batch import TEXT_COLUMNS, Batch, Column
from groundswell.core.cube import claims
from groundswell.core.model import SourceKind
from groundswell.sim import Scenario
from groundswell.sim.crowd import joined, uneven


@pytest.fixture(scope="module")
def town() -> Batch:
    """The small town's day."""
    return joined([batch for _, batch in Scenario.load("small-town").minutes()])


def the_bytes(batch: Batch) -> list[object]:
    texts = [(getattr(batch, name).values, getattr(batch, name).codes.tobytes()) for name in TEXT_COLUMNS]
    numbers = (batch.works, batch.observed_at, batch.reporter, batch.count)
    return [*texts, *(column.tobytes() for column in numbers)]


def rows(
    batch: Batch, service: str, kind: SourceKind = SourceKind.PERSON
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    def of(name: str, value: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        column = getattr(batch, name)
        return np.array(column.codes == column.values.index(value))

    return of("service", service) & of("source_kind", kind)


def test_the_same_seed_gives_the_same_bytes(town: Batch) -> None:
    again = joined([batch for _, batch in Scenario.load("small-town").minutes()])
    assert the_bytes(again) == the_bytes(town)


def test_chunks_do_not_change_what_is_reported(town: Batch) -> None:
    chunks = list(Scenario.load("small-town").batches(37))
    assert the_bytes(joined([batch for _, batch in chunks])) == the_bytes(town)
    assert [first for first, _ in chunks[:3]] == [chunks[0][0] + 37 * step for step in range(3)]


def test_another_seed_gives_another_day(town: Batch) -> None:
    other = joined([batch for _, batch in Scenario.load("small-town", seed=2).minutes()])
    assert the_bytes(other) != the_bytes(town)


def test_minutes_come_in_order_and_hold_only_their_own_reports() -> None:
    scenario = Scenario.load("small-town")
    minutes = list(scenario.minutes())
    assert [minute for minute, _ in minutes] == list(range(scenario.first_minute, scenario.last_minute + 1))
    for minute, batch in minutes:
        assert (batch.observed_at // 60_000 == minute).all()
        assert (np.diff(batch.observed_at) >= 0).all()


def test_nobody_is_in_two_countries_or_on_two_networks(town: Batch) -> None:
    people = town.take(np.flatnonzero(town.reporter != 0))
    whereabouts = np.stack(
        [getattr(people, name).codes for name in ("country", "region", "network", "platform")]
    ).astype(np.uint64)
    persons = np.unique(people.reporter)
    assert len(np.unique(np.vstack([people.reporter, whereabouts]), axis=1).T) == len(persons)


def test_people_report_with_what_their_platform_has_a_script_with_its_own_and_nothing_else_changes(
    town: Batch, tmp_path: Path
) -> None:
    text = (files("groundswell.sim") / "scenarios" / "small-town.toml").read_text()
    shares = '[people.software]\nios = { "safari 18 / ios" = 1.0 }\nother = { "chrome 142" = 0.7, "firefox 140" = 0.3 }\n'
    text = text.replace("[people.regions]", shares + "[people.regions]").replace(
        "reporters = 12", 'software = "curl"\nreporters = 12'
    )
    path = tmp_path / "told.toml"
    path.write_text(text)
    told = joined([batch for _, batch in Scenario.load(path).minutes()])
    silent = replace(told, software=Column.constant("", len(told)))
    assert the_bytes(silent) == the_bytes(town)
    pairs = Counter(zip(told.platform.texts(), told.software.texts(), strict=True))
    assert {software for platform, software in pairs if platform == "ios"} == {"safari 18 / ios", "curl"}
    two = pairs["android", "firefox 140"], pairs["android", "chrome 142"]
    assert two[0] / sum(two) == pytest.approx(0.3, abs=0.04)
    whose = {person: set[str]() for person in set(told.reporter.tolist()) - {0}}
    for person, software in zip(told.reporter.tolist(), told.software.texts(), strict=True):
        whose.get(person, set()).add(software)
    assert max(map(len, whose.values())) == 1


def test_a_region_lies_in_its_country(town: Batch) -> None:
    pairs = set(zip(town.country.texts(), town.region.texts(), strict=True))
    assert pairs == {("ES", "ES-MD"), ("ES", ""), ("PT", "PT-11"), ("PT", "")}


def test_a_few_people_report_again_within_the_half_hour(town: Batch) -> None:
    honest = town.take(np.flatnonzero((town.reporter != 0) & ~rows(town, "films")))
    said = claims(honest)
    heard = {*zip(said.key.tolist(), said.half_hour.tolist(), strict=True)}
    assert 0.02 < 1 - len(heard) / len(honest) < 0.06


def test_totals_match_the_script_within_the_error_of_chance(town: Batch) -> None:
    scenario = Scenario.load("small-town")
    minutes = np.arange(scenario.first_minute, scenario.last_minute + 1)
    rhythm = scenario.population.rhythm(minutes)
    expected: dict[tuple[str, SourceKind], float] = {}
    for strand in scenario.strands():
        total = float((rhythm @ strand.everyday).sum() + strand.slice(int(minutes[0]), len(minutes)).sum())
        key = (strand.service, strand.kind)
        expected[key] = expected.get(key, 0.0) + total
    assert len(expected) == 12
    for (service, kind), mean in expected.items():
        counted = int(town.count[rows(town, service, kind)].sum())
        assert abs(counted - mean) < 5 * mean**0.5, (service, kind)


def test_a_machine_has_few_pseudonyms_and_one_network(town: Batch) -> None:
    network = town.network
    burst = np.flatnonzero(network.codes == network.values.index("as16509"))
    assert 700 < len(burst) < 900
    assert len(np.unique(town.reporter[burst])) <= 12
    assert set(town.take(burst).symptom.texts()) == {"app"}
    assert set(town.take(burst).country.texts()) == {"ES"}


def test_the_carriers_outage_shows_on_its_network_and_region(town: Batch) -> None:
    at = town.observed_at // 60_000
    begins = Scenario.load("small-town").outages[0].begins_at.timestamp() // 60
    during = town.take(
        np.flatnonzero(rows(town, "ringring") & ~town.works & (at >= begins) & (at < begins + 90))
    )
    texts = list(zip(during.region.texts(), during.network.texts(), strict=True))
    assert len(texts) > 200
    assert texts.count(("ES-MD", "as12430")) > 0.8 * len(texts)


def test_visits_are_counts_of_nobody(town: Batch) -> None:
    visits = town.take(np.flatnonzero(town.reporter == 0))
    assert set(visits.source_kind.texts()) == {"visit"}
    assert (visits.count > 0).all()
    assert (town.count[town.reporter != 0] == 1).all()
    trouble = int((town.reporter != 0).sum()) - int(
        (town.network.codes == town.network.values.index("as16509")).sum()
    )
    assert 10 < visits.count.sum() / trouble < 30


def test_unevenness_is_of_mean_one_and_the_stated_variation() -> None:
    factors = uneven(np.random.default_rng(1), np.array([0.0, 0.3]), 20_000)
    assert (factors[0] == 1.0).all()
    assert factors[1].mean() == pytest.approx(1.0, abs=0.02)
    assert factors[1].std() == pytest.approx(0.3, abs=0.02)
