"""Each step of the screen drops what it is there for, and nothing else."""

from datetime import timedelta

from groundswell.core.intake import (
    STEPS,
    Arrivals,
    Limits,
    Memory,
    Saying,
    judge,
    parse,
    screen_said,
    screen_who,
)
from groundswell.core.model import Drop, Dropped, Report, Submission, Visitor
from tests.town import NOON, submission, town

TOWN = town()


def screened(memory: Memory | None = None, **told: object) -> Drop | None:
    sent = submission(**told)  # type: ignore[arg-type]
    dropped = screen(sent, memory or Memory())
    return dropped.reason if dropped else None


def screen(sent: Submission, memory: Memory) -> Dropped | None:
    """All steps, as they are asked of one alone."""
    report = parse(sent, TOWN)
    assert isinstance(report, Report)
    person = (sent.visitor.reporter, sent.visitor.origin, sent.visitor.prefix, 0)
    asked = [(0, person, report.service, Limits())]
    return screen_said(sent, report, TOWN, Limits()) or screen_who(asked, sent.received_at, TOWN, memory).get(
        0
    )


def test_an_ordinary_report_passes() -> None:
    assert screened() is None


def test_what_is_said_again_later_is_judged_as_before_and_observed_then() -> None:
    later = NOON + timedelta(hours=2)
    said = [
        submission(received_at=NOON),
        submission(received_at=NOON, trap="x"),
        submission(service="nothing"),
    ]
    sayings = {place: Saying(one) for place, one in enumerate(said)}
    first, again = (judge(Arrivals(at, said, sayings=sayings), TOWN, Limits()) for at in (NOON, later))
    assert [each.refused for each in again] == [each.refused for each in first]
    assert [each.report and each.report.observed_at for each in first] == [NOON, NOON, None]
    assert [each.report and each.report.observed_at for each in again] == [later, later, None]
    assert first[0].report
    assert again[0].report == first[0].report._replace(observed_at=later)


def test_a_filled_trap_is_a_robot() -> None:
    assert screened(trap="http://spam") is Drop.ROBOT


def test_a_client_that_calls_itself_a_crawler_is_a_robot() -> None:
    assert screened(visitor=Visitor(reporter=1, agent="SomeBot/1.0 (+http://bot)")) is Drop.ROBOT


def test_people_do_not_live_in_networks_of_servers() -> None:
    assert screened(visitor=Visitor(reporter=1, network="as16509")) is Drop.HOSTING
    assert screened(visitor=Visitor(reporter=1, network="as16509"), network="as3352") is Drop.HOSTING
    assert screened(visitor=Visitor(reporter=1, network="as3352")) is None


def test_reports_from_too_long_ago_or_from_tomorrow_are_dropped() -> None:
    assert screened(observed_at=NOON - timedelta(minutes=59)) is None
    assert screened(observed_at=NOON - timedelta(minutes=61)) is Drop.TOO_OLD
    assert screened(observed_at=NOON + timedelta(minutes=4)) is None
    assert screened(observed_at=NOON + timedelta(minutes=6)) is Drop.IN_FUTURE


def test_one_connection_is_never_a_crowd_by_itself() -> None:
    memory = Memory()
    words = [screened(memory, visitor=Visitor(reporter=n, origin=9)) for n in range(8)]
    assert words == [None] * 3 + [Drop.FLOOD] * 5


def test_the_flood_limit_names_the_service_as_people_do() -> None:
    memory = Memory()
    sent = submission(visitor=Visitor(reporter=1, origin=9))
    for _ in range(4):
        dropped = screen(sent, memory)
    assert dropped is not None
    name = TOWN.services[sent.service].name
    assert name != sent.service
    assert dropped.detail == f"more than 3 reports on {name} from this connection in half an hour"


def test_a_carriers_shared_address_may_send_its_part_of_a_crowd() -> None:
    memory = Memory()
    for n in range(1000):
        assert screened(memory, visitor=Visitor(reporter=n, origin=100 + n)) is None
    shared = [screened(memory, visitor=Visitor(reporter=n, origin=9)) for n in range(30)]
    assert shared.count(None) == 20  # two per cent of a thousand, not five


def test_a_flood_does_not_make_room_for_itself() -> None:
    memory = Memory()
    words = [screened(memory, visitor=Visitor(reporter=n, origin=1 + n % 40)) for n in range(4_000)]
    assert words.count(None) == 40 * 3


def test_a_site_with_very_many_connections_is_worth_four_of_them() -> None:
    memory = Memory()
    words = [screened(memory, visitor=Visitor(reporter=n, origin=100 + n, prefix=5)) for n in range(1_000)]
    assert words.count(None) == 4 * 3
    assert words[:12] == [None] * 12


def test_one_household_does_not_silence_its_neighbours_of_the_same_carrier() -> None:
    memory = Memory()
    for n in range(100):
        screened(memory, visitor=Visitor(reporter=n, origin=9, prefix=5))
    neighbours = [screened(memory, visitor=Visitor(reporter=n, origin=100 + n, prefix=5)) for n in range(9)]
    assert neighbours == [None] * 9


def test_a_carriers_site_may_send_its_part_of_a_crowd() -> None:
    memory = Memory()
    for n in range(1_000):
        assert screened(memory, visitor=Visitor(reporter=n, origin=10_000 + n)) is None
    crowd = [screened(memory, visitor=Visitor(reporter=n, origin=100 + n, prefix=5)) for n in range(200)]
    assert crowd.count(None) == 80


def test_another_service_and_another_half_hour_begin_anew() -> None:
    memory = Memory()
    for n in range(6):
        screened(memory, visitor=Visitor(reporter=n, origin=9))
    assert screened(memory, service="films", visitor=Visitor(reporter=1, origin=9)) is None
    later = NOON + timedelta(minutes=30)
    assert screened(memory, received_at=later, visitor=Visitor(reporter=1, origin=9)) is None


def test_every_step_is_named_by_the_reason_that_it_gives() -> None:
    assert list(STEPS) == [
        Drop.ROBOT,
        Drop.HOSTING,
        Drop.TOO_OLD,
        Drop.IN_FUTURE,
        Drop.FLOOD,
    ]
