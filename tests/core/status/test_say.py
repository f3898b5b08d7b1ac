"""What may be said of a service that no incident is open for."""

from datetime import timedelta

import pytest

from groundswell.core.model import State
from groundswell.core.status import ServiceView, service_headline, told_incident, too_early
from tests.town import NOON, incident
from tests.web.views import TOWN, service_view


def view(
    reports: int, minutes: int = 5, state: State = State.DISMISSED, reason: str = "a load test"
) -> ServiceView:
    at = NOON - timedelta(minutes=minutes)
    ruled = incident(state, reports=200, peak_reports=240, updated_at=at, resolved_at=at, reason=reason)
    return service_view(reports=reports, usual=4.0, past=(ruled,))


def test_what_an_operator_has_just_called_no_outage_is_told_so_until_twice_as_many_report() -> None:
    assert not too_early(view(300))
    assert service_headline(view(300), TOWN).startswith("No outage: the reports about Pictures")


@pytest.mark.parametrize(
    "seen", [view(480), view(300, minutes=181), view(300, state=State.MERGED), view(300, reason="")]
)
def test_a_rise_that_nobody_has_ruled_on_lately_is_too_early_to_say(seen: ServiceView) -> None:
    assert told_incident(seen) is None
    assert too_early(seen)
    assert "too early to say" in service_headline(seen, TOWN)
