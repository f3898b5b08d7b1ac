"""What the demo demands of its evening: each claim can fail."""

from datetime import UTC, datetime, timedelta

import pytest

from groundswell.core.incident import Accuracy
from groundswell.core.model import EventKind, Incident
from groundswell.runtime.commands_past import claims, what_next
from groundswell.runtime.demo import Evening, expected_of_evening, told_line
from tests.town import incident

EVENING = datetime(2023, 5, 21, tzinfo=UTC)


def at(hour: int, minute: int) -> datetime:
    return EVENING + timedelta(hours=hour, minutes=minute)


def outage(
    service: str = "instagram", *, opened: datetime | None = None, over: datetime | None = None
) -> Incident:
    return incident(service=service, opened_at=opened or at(22, 1), resolved_at=over or at(23, 40))


def failing(*incidents: Incident, peak: int = 185_000) -> list[str]:
    return [each.words for each in expected_of_evening(incidents, peak) if not each.holds]


def test_the_evening_as_it_was_published_meets_every_claim() -> None:
    assert failing(outage()) == []


@pytest.mark.parametrize(
    ("incidents", "words"),
    [
        ([], "Instagram opened never"),
        ([outage(opened=at(21, 44))], "Instagram opened at 21:44"),
        ([outage(opened=at(22, 20))], "Instagram opened at 22:20"),
        ([outage(over=at(23, 14))], "resolved at 23:14"),
        ([outage(over=at(25, 31))], "resolved at 01:31"),
        ([outage(), outage(opened=at(23, 50))], "one incident of Instagram's"),
        ([outage(), outage("facebook")], "no incident for Facebook or WhatsApp"),
        ([outage(), outage("whatsapp")], "no incident for Facebook or WhatsApp"),
        ([outage(), outage("threads")], "no incident for any other service"),
    ],
)
def test_an_evening_that_went_otherwise_is_told_by_the_claim_that_it_breaks(
    incidents: list[Incident], words: str
) -> None:
    assert any(told.startswith(words) for told in failing(*incidents))


@pytest.mark.parametrize("peak", [174_999, 195_001])
def test_a_peak_of_another_height_is_told(peak: int) -> None:
    (told,) = failing(outage(), peak=peak)
    assert f"{peak:,} reports" in told


def test_programs_are_told_every_claim_and_whether_all_of_them_hold() -> None:
    late = outage(opened=at(22, 20))
    evening = Evening((late,), 185_000, at(22, 0), expected_of_evening([late], 185_000))
    told = claims(evening, Accuracy((), (), 0.0))
    assert told["holds"] is False
    broken = [claim["words"] for claim in told["claims"] if not claim["holds"]]  # type: ignore[attr-defined]
    assert broken == [*failing(late), "at least 64 of 0 found, opened in time or on already"]


def test_after_it_the_desk_stands_among_what_to_look_at_as_long_as_the_page_is_up() -> None:
    told = list(what_next("http://127.0.0.1:8000", "http://127.0.0.1:8000/desk/join/x"))
    assert told.index("Look at:") < next(
        n for n, line in enumerate(told) if line.startswith("  http://127.0.0.1:8000/desk/join/x ")
    )
    assert "/desk" not in "".join(what_next("", "http://127.0.0.1:8000/desk/join/x"))


def test_a_suspicion_that_never_opened_is_no_incident() -> None:
    suspicion = incident(service="facebook", opened_at=None, resolved_at=None)
    assert failing(outage(), suspicion) == []


def test_what_happened_is_told_once_a_line() -> None:
    grown = "It has grown: 15 times more reports than usual."
    assert (
        told_line("Instagram", EventKind.GREW, grown)
        == "Instagram. Growing: 15 times more reports than usual."
    )
    common = "What the reports have in common: the app, in Spain."
    assert told_line("Instagram", EventKind.EXPLAINED, common) == f"Instagram. {common}"
    assert told_line("Instagram", EventKind.PEAKED, "Past its peak.") == "Instagram. Past its peak."
    assert told_line("Instagram", EventKind.GREW, "It has grown.") == "Instagram. It has grown."
    assert told_line("Instagram", EventKind.OPENED, "Since 21:52.") == "Instagram OPEN. Since 21:52."
