"""What may be said of a service that no incident is open for."""

from datetime import timedelta

from groundswell.core.model import State
from groundswell.core.status import ServiceView
from groundswell.flow.say import too_early
from tests.town import NOON, incident
from tests.web.views import service_view


def test_what_an_operator_has_just_called_no_outage_is_not_too_early_to_say_until_twice_as_many_report() -> (
    None
):
    def view(reports: int, minutes: int = 5, state: State = State.DISMISSED) -> ServiceView:
        ruled = incident(state, reports=200, peak_reports=240, updated_at=NOON - timedelta(minutes=minutes))
        return service_view(reports=reports, usual=4.0, past=(ruled,))

    assert not too_early(view(300))
    assert too_early(view(480))
    assert too_early(view(300, minutes=181))
    assert too_early(view(300, state=State.MERGED))
