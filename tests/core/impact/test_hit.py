"""How many people an incident has hit does not hang on its last quarter of an hour, and of several services is a lower bound."""

from dataclasses import replace
from pathlib import Path

import pytest

from groundswell.core.impact import people_hit
from groundswell.core.model import Axis, Footprint, State
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
