"""How many people an incident has hit does not hang on its last quarter of an hour, and of several services is a lower bound."""

from dataclasses import replace
from pathlib import Path

import pytest

from groundswell.core.impact import people_hit
from groundswell.core.model import Axis, Footprint, Share, State
from groundswell.core.timegrid import minute_of
from groundswell.flow.habits import usual_between
from groundswell.web.wording import people_definition
from tests.flow.test_explain import CATALOG, START, Story, told
from tests.town import incident


def test_what_is_usual_is_added_up_over_the_outage_quiet_quarters_too(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 20, 8)
        before = people_hit(await tale.incident(), CATALOG)
        await tale.minutes(20, 40, 0)
        found = await tale.incident()
        first, last = minute_of(found.began_at), START + 39
        counted = await tale.world.cube.totals(first, last, service="pictures", axis=Axis.ALL)
        usual = usual_between(await tale.world.cube.usual(START - 15, last), "pictures", first, last + 1)
        assert usual is not None
        assert found.footprint.beyond == pytest.approx(sum(counted.values()) - usual, abs=0.01)
        after = people_hit(found, CATALOG)
        assert before is not None
        assert after is not None
        assert after.people.reports == pytest.approx(before.people.reports, abs=10)

    told(tmp_path, story)


def test_an_interval_stays_when_the_last_quarter_of_an_hour_is_empty() -> None:
    found = incident(footprint=Footprint(reports=400, beyond=380.0), reports=40, ratio=8.0)
    quiet = replace(found, reports=0, ratio=0.0)
    assert people_hit(found, CATALOG) == people_hit(quiet, CATALOG)
    assert people_hit(replace(found, state=State.SUSPECTED, opened_at=None), CATALOG) is None


def test_of_several_services_the_people_of_the_one_with_most_are_told_as_at_least_so_many() -> None:
    one = incident(footprint=Footprint(reports=900, beyond=500.0, chief="bank"))
    shared = replace(one, members=("bank", "pictures"), cause="cloud", cause_kind="cloud")
    hit = people_hit(shared, CATALOG)
    assert hit is not None
    assert (hit.of, hit.people.reports) == ("bank", 500)
    assert (
        "those of Bank alone, the service with most: in all there are at least as many"
        in people_definition(hit, CATALOG)
    )
    assert people_hit(replace(shared, footprint=Footprint(reports=900)), CATALOG) is None


def test_the_countries_that_reports_come_from_say_how_many_people_stand_behind_them() -> None:
    """Three of four reports are Spanish, where a tenth as many of those hit report as elsewhere."""
    shares = (Share("ES", 0.75, 300), Share("PT", 0.25, 100))
    found = incident(footprint=Footprint(countries=shares, reports=400, beyond=400.0))
    blind = people_hit(found, CATALOG)
    spain = replace(CATALOG, propensity={"ES": (0.0003, 0.003)})
    told = people_hit(found, spain)
    assert blind is not None
    assert told is not None
    assert told.people.low == pytest.approx((0.75 * 10 + 0.25) * blind.people.low, rel=0.05)
    assert "if between 0.3 and 3 in a hundred of them report here" in people_definition(blind, CATALOG)
    assert "if between 0.04 and 0.39 in a hundred of them report here, as is assumed of these countries" in (
        people_definition(told, spain)
    )
    own = replace(CATALOG.services["pictures"], propensity=(("", (0.1, 0.2)),))
    service = people_hit(found, replace(spain, services={**CATALOG.services, "pictures": own}))
    assert service is not None
    assert service.people.high < 400 / 0.1 * 1.2


def test_what_an_operator_told_of_earlier_outages_and_how_many_use_it_count_on_the_page() -> None:
    found = incident(footprint=Footprint(reports=400, beyond=400.0))
    sized = replace(CATALOG.services["pictures"], users=30_000, known=((100, 5_000), (300, 14_000)))
    catalog = replace(CATALOG, services={**CATALOG.services, "pictures": sized})
    hit = people_hit(found, catalog)
    assert hit is not None
    assert hit.people.calibrated
    assert 400 / 0.03 * 0.3 < hit.people.low < 20_000 < hit.people.high <= 30_000
    assert "by what its operator told of earlier outages" in people_definition(hit, catalog)
