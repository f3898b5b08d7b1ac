"""Scripts of what goes wrong, as expected reports."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import SourceKind
from groundswell.errors import ConfigError
from groundswell.sim.clientele import Clientele
from groundswell.sim.outage import Affected, BotBurst, Curve, NewsBump, Outage, Strike, delayed, per_minute
from groundswell.sim.population import Population
from groundswell.sim.scenario import Scenario

TEN = datetime(2024, 3, 13, 10, 0, tzinfo=UTC)
PEOPLE = Population.load(["ES", "PT"], {"ES": {"ES-MD": 0.6}}, {"ES": {"as3352": 0.6, "as12430": 0.4}})
SERVICES = {
    slug: Clientele(
        slug=slug,
        name=slug,
        operator="grand",
        category="social",
        symptoms={"app": 0.7, "log-in": 0.3},
        background=3,
    )
    for slug in ("pictures", "letters")
}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.sampled_from([5, 15, 30]))
def test_minutes_add_up_to_the_buckets(reports: list[float], bucket_minutes: int) -> None:
    minutes = per_minute(tuple(reports), bucket_minutes)
    assert (minutes >= 0).all()
    assert np.allclose(minutes.reshape(-1, bucket_minutes).sum(axis=1), reports)


def test_a_steep_rise_comes_late_in_its_bucket() -> None:
    minutes = per_minute((200.0, 6100.0, 62000.0), 15)
    assert minutes[15:24].sum() < 0.35 * 6100
    assert (np.diff(minutes[15:30])[8:] > 0).all()


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30))
def test_delay_loses_nobody_and_hastens_nobody(rates: list[float]) -> None:
    kernel = np.array([0.5, 0.3, 0.2])
    told = np.concatenate([rates, np.zeros(3)])[:, None]
    late = delayed(told, kernel)
    assert late.sum() == pytest.approx(told.sum())
    assert (np.cumsum(late) <= np.cumsum(told) + 1e-6).all()


def outage(**told: object) -> Outage:
    values: dict[str, object] = {
        "service": "pictures",
        "begins_at": TEN,
        "restored_at": TEN + timedelta(hours=1),
        "strike": Strike(propensity=0.02),
    }
    return Outage(**{**values, **told})  # type: ignore[arg-type]


def test_no_more_people_report_than_are_struck_and_willing() -> None:
    trouble = outage().strands(PEOPLE, SERVICES)[0]
    willing = SERVICES["pictures"].people(PEOPLE) * PEOPLE.voice * 0.02
    reports = trouble.surge.sum(axis=0)
    assert (reports > 0.5 * willing).all()
    assert (reports <= willing).all()


@pytest.mark.parametrize("propensity", [0.0, 0.002, 0.031, 1.0])
def test_a_crowd_readier_to_report_than_is_known_of_any_is_refused(propensity: float) -> None:
    with pytest.raises(ValueError, match=r"between 0[.]3 and 3 %"):
        Strike(propensity=propensity)


def test_a_scenario_that_asks_for_such_a_crowd_is_refused_with_its_place(tmp_path: Path) -> None:
    text = (files("groundswell.sim") / "scenarios" / "small-town.toml").read_text()
    (tmp_path / "eager.toml").write_text(text.replace("propensity = 0.03", "propensity = 0.3"))
    with pytest.raises(ConfigError, match=r"propensity 0[.]3: between 0[.]3 and 3 %"):
        Scenario.load(tmp_path / "eager.toml")


def test_nobody_reports_before_it_begins_and_nearly_nobody_after_it_has_faded() -> None:
    trouble = outage().strands(PEOPLE, SERVICES)[0]
    assert trouble.first_minute * 60 == TEN.timestamp()
    faded = 60 + 20 + 30
    assert trouble.surge[faded:].sum() < 0.001 * trouble.surge.sum()


def test_an_outage_of_one_region_and_network_stays_there() -> None:
    affected = Affected(country={"ES": 1.0}, region={"ES-MD": 1.0}, network={"as12430": 1.0})
    trouble = outage(affected=affected).strands(PEOPLE, SERVICES)[0]
    spain, portugal = trouble.surge.sum(axis=0)
    everywhere = outage().strands(PEOPLE, SERVICES)[0].surge.sum(axis=0)[0]
    assert spain == pytest.approx(everywhere * 0.6 * 0.4)
    assert portugal == 0.0
    assert trouble.networks is not None
    assert trouble.networks.shares[0].tolist() == [0.0, 0.0, 1.0]


def test_most_say_it_works_only_once_it_is_back() -> None:
    works = next(strand for strand in outage().strands(PEOPLE, SERVICES) if strand.works)
    assert works.symptoms == {}
    assert works.surge[60:].sum() > 3 * works.surge[:60].sum() > 0


def test_spillover_is_the_stated_share_and_at_most_ninety_minutes_late() -> None:
    curve = Curve(reports=(1000.0,), share={"ES": 1.0})
    strands = outage(strike=None, curve=curve, spillover={"letters": 0.05}).strands(PEOPLE, SERVICES)
    blamed = next(strand for strand in strands if strand.service == "letters")
    assert blamed.surge.sum() == pytest.approx(50.0)
    assert blamed.surge[15 + 90 :].sum() == 0.0
    assert blamed.surge[15:].sum() > 0.3 * blamed.surge.sum()
    assert blamed.symptoms == SERVICES["letters"].symptoms


@pytest.mark.parametrize("share", [-0.01, 0.081])
def test_more_blame_than_is_known_of_any_outage_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match=r"spillover letters = .*: at most 8 %"):
        outage(spillover={"letters": share})


@pytest.mark.parametrize("both", [True, False])
def test_an_outage_needs_a_curve_or_a_strike_and_not_both(both: bool) -> None:
    curve = Curve(reports=(1.0,), share={"ES": 1.0}) if both else None
    strike = Strike() if both else None
    with pytest.raises(ConfigError, match="either a curve or a strike"):
        outage(curve=curve, strike=strike).strands(PEOPLE, SERVICES)


def test_a_headline_brings_visits_and_hardly_any_reports_spread_evenly() -> None:
    visits, reports = NewsBump(service="pictures", begins_at=TEN, visits_per_minute=100).strands(
        PEOPLE, SERVICES
    )
    assert visits.kind is SourceKind.VISIT
    assert 60 < visits.surge.sum(axis=1).max() <= 100
    assert reports.surge.sum() < 0.01 * visits.surge.sum()
    assert reports.symptoms == {"app": 0.5, "log-in": 0.5}


def test_a_net_of_machines_speaks_as_everybody_does_and_with_one_client() -> None:
    (net,) = BotBurst(
        service="pictures", begins_at=TEN, minutes=5, reports_per_minute=10, software="curl"
    ).strands(PEOPLE, SERVICES)
    assert net.surge.sum() == pytest.approx(50)
    assert (net.surge > 0).all()
    assert (net.reporters, net.networks, net.software) == (0, None, "curl")
    assert net.symptoms == SERVICES["pictures"].symptoms


def test_a_machine_needs_a_symptom_that_the_service_has() -> None:
    burst = BotBurst(
        service="pictures",
        begins_at=TEN,
        minutes=5,
        reports_per_minute=10,
        reporters=3,
        country="ES",
        networks=("as16509",),
        symptom="smell",
    )
    with pytest.raises(ConfigError, match="smell"):
        burst.strands(PEOPLE, SERVICES)
