"""Who there is, and when they are awake."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from groundswell.core.timegrid import MINUTES_PER_WEEK, minute_of
from groundswell.errors import ConfigError
from groundswell.sim.population import Mix, Population


def busiest_hour(code: str, day: datetime) -> datetime:
    population = Population.load([code])
    minutes = np.arange(minute_of(day), minute_of(day + timedelta(days=1)))
    busiest = int(minutes[population.rhythm(minutes)[:, 0].argmax()])
    return datetime.fromtimestamp(busiest * 60, tz=UTC)


@pytest.mark.parametrize(
    ("code", "hour_utc"), [("US", 0), ("JP", 11), ("IN", 15), ("GB", 19), ("DE", 18), ("BR", 23)]
)
def test_people_are_busiest_in_their_own_evening(code: str, hour_utc: int) -> None:
    """20:30 by their own clocks, in May."""
    assert busiest_hour(code, datetime(2023, 5, 16, 8, 0, tzinfo=UTC)).hour == hour_utc


def test_the_evening_moves_with_summer_time() -> None:
    """New York's evening comes an hour later by UTC in winter."""
    winter = busiest_hour("US", datetime(2023, 1, 17, 8, 0, tzinfo=UTC))
    summer = busiest_hour("US", datetime(2023, 7, 18, 8, 0, tzinfo=UTC))
    assert winter.hour - summer.hour == 1


def test_the_clocks_change_within_the_night() -> None:
    """On 26 March 2023 the Germans lose an hour: their night's low lasts as long as usual less that hour."""
    population = Population.load(["DE"])
    minutes = np.arange(
        minute_of(datetime(2023, 3, 26, tzinfo=UTC)), minute_of(datetime(2023, 3, 26, 3, tzinfo=UTC))
    )
    rhythm = population.rhythm(minutes)[:, 0]
    assert abs(rhythm[60] - rhythm[59]) > 0.01  # at 01:00 UTC the clock leaps from 02:00 to 03:00
    assert abs(rhythm[59] - rhythm[58]) < 0.01


def test_a_week_has_the_mean_of_one() -> None:
    population = Population.load()
    first = minute_of(datetime(2023, 5, 15, tzinfo=UTC))
    mean = population.rhythm(np.arange(first, first + MINUTES_PER_WEEK)).mean(axis=0)
    assert np.allclose(mean, 1.0)


def test_the_packaged_world_holds_most_people_online() -> None:
    population = Population.load()
    assert len(population.countries) >= 60
    assert 4.5e9 < population.online.sum() < 6.5e9
    assert np.allclose(population.platforms.shares.sum(axis=1), 1.0)
    assert np.allclose(population.networks.shares.sum(axis=1), 1.0)


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(ConfigError, match="no country XX"):
        Population.load(["ES", "XX"])


def test_shares_beyond_everybody_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"sum to 1\.2"):
        Mix.of([{"ios": 0.7, "android": 0.5}])


def test_an_outage_of_one_network_strikes_its_part_and_nobody_else() -> None:
    mix = Mix.of([{"as1": 0.2, "as2": 0.5}, {"as2": 0.4}])
    struck, part = mix.struck({"as1": 1.0, "as2": 0.1})
    assert part.tolist() == pytest.approx([0.25, 0.04])
    assert dict(zip(struck.values, struck.shares[0], strict=True)) == pytest.approx(
        {"": 0.0, "as1": 0.8, "as2": 0.2}
    )


def test_an_outage_cannot_strike_what_nobody_has() -> None:
    with pytest.raises(ConfigError, match="as9"):
        Mix.of([{"as1": 0.2}]).struck({"as9": 1.0})
