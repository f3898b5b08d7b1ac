"""Which incident an excess belongs to, and how bad it is."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.incident import Match, match, severity
from groundswell.core.model import State
from tests.town import NOON, incident


def test_a_live_incident_takes_the_measures() -> None:
    live = incident()
    assert match([incident(State.RESOLVED, resolved_at=NOON), live], NOON, NOON) == (live, Match.ONGOING)


def test_what_comes_within_an_hour_of_the_end_belongs_to_the_old_one() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON)
    soon, later = NOON + timedelta(minutes=50), NOON + timedelta(minutes=70)
    assert match([over], soon, soon) == (over, Match.TAIL)
    assert match([over], later, later) == (None, Match.NONE)
    assert match([over], later, NOON - timedelta(minutes=5)) == (over, Match.TAIL)


def test_a_merged_or_dismissed_incident_holds_what_began_before_the_ruling() -> None:
    later = NOON + timedelta(hours=3)
    for ruled in (incident(State.MERGED), incident(State.DISMISSED, reason="a drill")):
        assert match([ruled], NOON, NOON) == (ruled, Match.TAIL)
        assert match([ruled], NOON, None) == (ruled, Match.TAIL)
        assert match([ruled], later, later) == (None, Match.NONE)
        assert match([ruled], later, None) == (None, Match.NONE)


def test_what_ended_in_a_time_that_is_not_yet_takes_nothing() -> None:
    wrong = incident(State.RESOLVED, resolved_at=NOON + timedelta(days=300))
    assert match([wrong], NOON, NOON) == (None, Match.NONE)


def test_the_published_formula_gives_the_published_grades() -> None:
    assert severity(excess=8, ratio=5, breadth=1, hours=0) == 1
    assert severity(excess=60, ratio=20, breadth=1, hours=0.5) == 2
    assert severity(excess=5_000, ratio=100, breadth=3, hours=0.5) == 4
    assert severity(excess=180_000, ratio=4_000, breadth=4, hours=1.5) == 5


def test_the_grades_of_the_page_are_those_of_the_formula() -> None:
    page = (Path(__file__).parents[3] / "docs" / "flows" / "incident.md").read_text()
    rows = [
        line.split("|")[2:7] for line in page.split("| severity |\n")[1].split("\n\n")[0].splitlines()[1:]
    ]
    assert len(rows) == 6
    for excess, ratio, breadth, hours, grade in rows:
        assert severity(float(excess), float(ratio), int(breadth), float(hours)) == int(grade)


numbers = st.floats(0, 1e6)


@given(numbers, numbers, st.integers(0, 10), st.floats(0, 100), st.integers(0, 3), st.floats(0, 1e4))
def test_severity_never_falls_when_something_gets_worse(
    excess: float, ratio: float, breadth: int, hours: float, which: int, more: float
) -> None:
    worse = [excess, ratio, float(breadth), hours]
    worse[which] += more
    before, after = (
        severity(excess, ratio, breadth, hours),
        severity(worse[0], worse[1], int(worse[2]), worse[3]),
    )
    assert 1 <= before <= after <= 5
