"""What may be said of a service that no incident is open for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.model import State
from groundswell.core.status import ServiceView, Spoken, is_tail, service_headline, told_incident, too_early
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


def test_of_what_is_over_while_many_still_report_both_is_said() -> None:
    over = view(180, state=State.RESOLVED)
    assert service_headline(over, TOWN).endswith("it is over.")
    ended = replace(over.past[0], peak_reports=4_000)
    tail = replace(over, past=(ended,))
    assert service_headline(tail, TOWN).endswith(
        "it is over. Some still report trouble, far fewer than at the worst: 45 times as many as usual for this hour."
    )
    assert not is_tail(replace(tail, reports=9)), "so few are no tail"
    assert not is_tail(replace(tail, at=NOON + timedelta(hours=3))), "it is told no longer"


@pytest.mark.parametrize(
    "seen", [view(480), view(300, minutes=181), view(300, state=State.MERGED), view(300, reason="")]
)
def test_a_rise_that_nobody_has_ruled_on_lately_is_too_early_to_say(seen: ServiceView) -> None:
    assert told_incident(seen) is None
    assert too_early(seen)
    assert "too early to say" in service_headline(seen, TOWN)


def test_reports_about_another_service_are_said_to_be_so_before_an_outage_that_is_over() -> None:
    over = replace(view(180, state=State.RESOLVED), blames="letters")
    assert service_headline(over, TOWN).startswith("Reports here are probably about Letters")
    assert not is_tail(over)


def test_that_the_operator_spoke_is_said_of_its_own_words_about_what_is_on() -> None:
    on = incident()
    words = Spoken(
        "1", on.id, "investigating", NOON - timedelta(minutes=10), (), voice="grand", speaker="Grand"
    )
    spoke = "Grand spoke about it at 11:50 UTC."
    assert service_headline(service_view(on, said=(words,)), TOWN).endswith(spoke)
    assert service_headline(service_view(on, said=(replace(words, voice="", speaker=""),)), TOWN).endswith(
        spoke
    )
    for said in (
        (replace(words, voice="", speaker="Town Watch"),),  # this site's desk is not the operator
        (replace(words, incident="another"),),
        (),
    ):
        assert "spoke" not in service_headline(service_view(on, said=said), TOWN)
    ended = incident(State.RESOLVED, resolved_at=NOON)
    assert "spoke" not in service_headline(service_view(past=(ended,), said=(words,)), TOWN)


def test_a_drill_is_said_to_be_one_where_something_is_told_of() -> None:
    exercise = "This is an exercise, nothing has happened."
    assert service_headline(service_view(incident()), TOWN, drill=True).startswith(exercise)
    assert "exercise" not in service_headline(service_view(), TOWN, drill=True)
