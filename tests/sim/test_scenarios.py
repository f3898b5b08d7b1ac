"""The scenarios that come with groundswell, and one's own."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.batch import Batch
from groundswell.core.cube import claims
from groundswell.core.timegrid import minute_of
from groundswell.errors import ConfigError
from groundswell.sim import Scenario
from groundswell.sim.crowd import joined
from groundswell.stores.catalog_toml import load_catalog
from tests.town import town

EVENING = "instagram-2023-05-21"
Counted = dict[tuple[str, bool], NDArray[np.int64]]


@pytest.fixture(scope="module")
def evening() -> Batch:
    """Everything of the Instagram evening that people said."""
    batch = joined([batch for _, batch in Scenario.load(EVENING).minutes()])
    return batch.take(np.flatnonzero(batch.reporter != 0))


@pytest.fixture(scope="module")
def counted(evening: Batch) -> Counted:
    """The evening as the cube counts it, by service and whether it works."""
    return count(evening)


def count(batch: Batch) -> Counted:
    """Reports per quarter hour from 20:00 on, once per person, service and half hour."""
    said = claims(batch)
    pair = said.key ^ (said.half_hour.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    heard = np.sort(np.unique(pair, return_index=True)[1])
    quarter = (batch.observed_at[heard] // 60_000 - Scenario.load(EVENING).first_minute) // 15
    service, works = batch.service.codes[heard], batch.works[heard]
    return {
        (slug, answer): np.bincount(quarter[(service == code) & (works == answer)], minlength=24)
        for code, slug in enumerate(batch.service.values)
        for answer in (False, True)
    }


def clock(hour: int, minute: int) -> int:
    """The quarter hour of the evening that begins then; hours after midnight go on from 24."""
    return (hour - 20) * 4 + minute // 15


def test_the_peak_is_the_published_one(counted: Counted) -> None:
    """175,000 to 188,000 were printed for all country sites together."""
    per_quarter = counted["instagram", False]
    assert 180_000 <= per_quarter.max() <= 190_000
    assert per_quarter.argmax() == clock(22, 45)


def test_no_fifteen_minutes_are_busier_than_was_published(evening: Batch) -> None:
    instagram = evening.take(
        np.flatnonzero((evening.service.codes == evening.service.values.index("instagram")) & ~evening.works)
    )
    presses = np.bincount(instagram.observed_at // 60_000 - Scenario.load(EVENING).first_minute)
    busiest = np.convolve(presses, np.ones(15)).max() * (1 - Scenario.load(EVENING).people.repeat_share)
    assert busiest < 195_000


def test_before_the_outage_it_is_an_evening_like_others(counted: Counted) -> None:
    before = counted["instagram", False][: clock(21, 45)]
    assert (before >= 20).all()
    assert (before <= 80).all()


def test_the_surge_is_small_until_nine_past_ten_and_steep_from_there(
    evening: Batch, counted: Counted
) -> None:
    per_quarter = counted["instagram", False]
    assert per_quarter[clock(21, 45)] < 0.01 * per_quarter.max()
    assert 0.02 < per_quarter[clock(22, 0)] / per_quarter.max() < 0.10
    minute = evening.observed_at // 60_000
    surge = minute_of(datetime(2023, 5, 21, 22, 9, tzinfo=UTC))
    before, after = ((minute >= first) & (minute < first + 9) for first in (surge - 9, surge))
    assert after.sum() > 5 * before.sum()


def test_it_is_background_again_half_past_one(counted: Counted) -> None:
    assert counted["instagram", False][clock(25, 30) :].max() < 120


@pytest.mark.parametrize("sister", ["facebook", "whatsapp"])
def test_two_to_eight_in_a_hundred_blame_a_sister(counted: Counted, sister: str) -> None:
    culprit, blamed = counted["instagram", False].sum(), counted[sister, False].sum()
    assert 0.02 <= blamed / culprit <= 0.08
    assert counted[sister, False].argmax() > counted["instagram", False].argmax()


def test_a_service_of_somebody_else_stays_calm(counted: Counted) -> None:
    assert counted["youtube", False].max() < 100


def test_people_say_it_works_once_it_does(counted: Counted) -> None:
    works, trouble = counted["instagram", True], counted["instagram", False]
    restored = clock(23, 30)
    assert works[:restored].sum() < 0.02 * trouble[:restored].sum()
    assert works[restored : restored + 4].sum() > 5 * works[restored - 4 : restored].sum()
    assert works[clock(24, 15)] > 0.4 * trouble[clock(24, 15)]


def test_symptoms_and_countries_are_as_scripted(evening: Batch) -> None:
    trouble = evening.take(
        np.flatnonzero((evening.service.codes == evening.service.values.index("instagram")) & ~evening.works)
    )
    symptom = np.bincount(trouble.symptom.codes) / len(trouble)
    country = np.bincount(trouble.country.codes) / len(trouble)
    script = Scenario.load(EVENING).outages[0]
    assert script.curve is not None
    for slug, share in script.symptoms.items():
        assert symptom[trouble.symptom.values.index(slug)] == pytest.approx(share, abs=0.005)
    for code, share in script.curve.share.items():
        assert country[trouble.country.values.index(code)] == pytest.approx(share / 1.954, abs=0.005)


def test_a_reconstruction_says_that_it_is_one() -> None:
    for name in Scenario.names():
        scenario = Scenario.load(name)
        assert scenario.label
        assert scenario.reconstructed == bool(scenario.facts)
        assert scenario.label.startswith("Reconstructed" if scenario.reconstructed else "Simulated")


def test_whatsapp_stays_calm_while_its_sisters_are_out() -> None:
    scenario = Scenario.load("meta-2024-03-05", scale=0.01)
    batch = joined([batch for _, batch in scenario.minutes()])
    people = batch.take(np.flatnonzero((batch.reporter != 0) & ~batch.works))
    texts = people.service.texts()
    assert texts.count("facebook") > 50_000
    assert texts.count("instagram") > 10_000
    assert texts.count("messenger") > 2_000
    assert texts.count("whatsapp") < 50


def test_the_reports_of_20_october_ebb_as_was_published_until_all_was_normal() -> None:
    """6.5, 11 and 17 million after two, five and fifteen hours, of a thousand services; ours are 34 of them."""
    scenario = Scenario.load("aws-2025-10-20")
    facts = scenario.facts
    assert all(outage.restored_at == facts["all_normal_at"] for outage in scenario.outages)
    assert scenario.ends_at > scenario.outages[0].restored_at
    curves = [outage.curve.reports for outage in scenario.outages if outage.curve is not None]
    two, five, all_day = (sum(sum(curve[:bins]) for curve in curves) for bins in (8, 20, 61))
    published = [facts[f"{name}_reports"] for name in ("first_two_hours", "first_five_hours", "total")]
    assert [five / two, all_day / two] == pytest.approx(
        [float(str(total)) / float(str(published[0])) for total in published[1:]], rel=0.02
    )


@pytest.mark.parametrize(
    "name", [EVENING, "quiet-day", "meta-2024-03-05", "aws-2025-10-20", "att-2024-02-22"]
)
def test_the_real_services_are_those_of_the_catalog(name: str) -> None:
    catalog = load_catalog()
    for service in Scenario.load(name).services.values():
        entry = catalog.services[service.slug]
        assert (entry.name, entry.operator, entry.category) == (
            service.name,
            service.operator,
            service.category,
        )
        assert set(service.symptoms) <= set(entry.symptoms)
    for outage in Scenario.load(name).outages:
        assert set(outage.symptoms) <= set(catalog.services[outage.service].symptoms)


def test_the_small_town_is_the_town_of_the_tests() -> None:
    made, known = Scenario.load("small-town").catalog(), town()
    assert set(made.services) == set(known.services)
    for slug, service in made.services.items():
        assert service.operator == known.services[slug].operator
        assert service.symptoms == known.services[slug].symptoms
    assert set(made.areas) == set(known.areas)
    assert set(made.networks) == set(known.networks)


def test_nothing_happens_on_the_quiet_day() -> None:
    scenario = Scenario.load("quiet-day")
    assert len(scenario.services) == 6
    assert all(len(strand.surge) == 0 for strand in scenario.strands())


def test_history_ends_where_the_scenario_begins_and_has_its_level() -> None:
    scenario = Scenario.load("quiet-day")
    history = scenario.history(28)
    minute = history.observed_at // 60_000
    assert minute.min() >= scenario.first_minute - 28 * 1440
    assert minute.max() < scenario.first_minute
    assert (np.diff(minute) >= 0).all()
    assert (history.reporter == 0).all()
    assert (history.count > 0).all()
    assert set(history.source_kind.texts()) == {"person"}
    for slug, service in scenario.services.items():
        rows = (history.service.codes == history.service.values.index(slug)) & ~history.works
        expected = service.background * 28 * 96 * (1 - scenario.people.repeat_share)
        assert history.count[rows].sum() == pytest.approx(
            expected, rel=0.12 if service.background < 1 else 0.03
        )


def test_history_in_wider_bins_by_country_and_with_visits_tells_the_same() -> None:
    scenario = Scenario.load("quiet-day")
    narrow = scenario.history(7)
    wide = scenario.history(7, bin_minutes=15, by_country=True, visits=True)
    assert (wide.observed_at % 900_000 == 0).all()
    people = wide.take(np.flatnonzero(np.array(wide.source_kind.texts()) == "person"))
    assert people.count.sum() == pytest.approx(narrow.count.sum(), rel=0.03)
    assert "US" in people.country.values
    visits = wide.count.sum() - people.count.sum()
    assert visits / people.count.sum() == pytest.approx(18 / 0.97, rel=0.05)


def test_a_scale_thins_everything_alike() -> None:
    thin = Scenario.load(EVENING, scale=0.01)
    batch = joined([batch for _, batch in thin.minutes()])
    trouble = count(batch.take(np.flatnonzero(batch.reporter != 0)))["instagram", False]
    assert 1750 < trouble.max() < 1950


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("seed = 1\nwind = 3", "wind"),
        ("seed = 'one'", "seed"),
        ("", "seed"),
        (
            "seed = 1\n[[news_bump]]\nservice = 'x'\nbegins_at = 2024-01-01T00:00:00Z\nvisits_per_minute = 1",
            "x",
        ),
        ("seed = ", "Invalid value"),
    ],
)
def test_a_script_that_is_wrong_says_where(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        f"""
title = "Own"
label = "Simulated"
begins_at = 2024-01-01T00:00:00Z
ends_at = 2024-01-01T01:00:00Z
service = []
{line}
"""
    )
    with pytest.raises(ConfigError, match=f"scenario own: .*{fault}"):
        Scenario.load(path)


def test_an_unknown_scenario_names_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match="small-town"):
        Scenario.load("big-city")


def test_the_script_in_the_explanation_runs(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "simulation.md").read_text()
    path = tmp_path / "bank.toml"
    path.write_text(page.split("```toml\n")[1].split("```")[0])
    batch = joined([batch for _, batch in Scenario.load(path).minutes()])
    people = batch.take(np.flatnonzero((batch.reporter != 0) & ~batch.works))
    assert len(people) > 500
    assert people.platform.texts().count("ios") > 0.8 * len(people)


def test_every_packaged_scenario_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "simulation.md").read_text()
    assert [name for name in Scenario.names() if f"`{name}`" not in page] == []
