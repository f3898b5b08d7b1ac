"""What the front page says first, and what it does not claim."""

from datetime import timedelta

from groundswell.core.model import (
    State,
)
from groundswell.core.status import (
    HomeView,
    SparkView,
)
from groundswell.web.render import Render
from tests.town import NOON, incident
from tests.web.reading import Reader
from tests.web.views import HOUR, SERVICE, TOWN, series, service_view

RENDER = Render(TOWN)


def test_the_front_page_names_who_is_in_trouble_first_and_counts_who_is_watched() -> None:
    letters = TOWN.services["letters"]
    sparks = (
        SparkView(SERVICE, series({95: 40}), 40, 4.0, incident()),
        SparkView(letters, series(), 9, 4.0, incident(State.SUSPECTED, service="letters")),
    )
    reader = Reader(RENDER.home(HomeView(NOON, sparks, {"social": (SERVICE,), "messaging": (letters,)})))
    assert "People report trouble with Pictures right now. We are watching 1 more." in reader.text
    assert reader.all("form", action="/search")
    assert reader.all("a", href="/s/pictures")


def test_a_calm_front_page_says_so_in_its_first_sentence() -> None:
    text = Reader(RENDER.home(HomeView(NOON, (), {"social": (SERVICE,)}))).text
    assert "No outage right now: of 6 services here, none has far more reports than usual." in text


def test_a_front_page_of_which_it_is_too_early_to_say_anything_claims_no_calm() -> None:
    early = HomeView(NOON, (), {"social": (SERVICE,)}, (service_view(reports=40),))
    text = Reader(RENDER.home(early)).text
    assert "Many people report trouble with Pictures. It is too early to say whether it is an outage." in text
    assert "No outage" not in text
    young = HomeView(NOON, (), {"social": (SERVICE,)}, counting_since=NOON - timedelta(minutes=5))
    text = Reader(RENDER.home(young)).text
    assert "We have been counting reports only since 11:55 UTC: too short to say what works." in text
    assert "No outage" not in text


def test_services_with_a_history_are_said_to_be_fine_where_others_are_new() -> None:
    some = HomeView(NOON, (), {"social": (SERVICE,)}, counting_since=NOON - timedelta(minutes=5), known=2)
    text = Reader(RENDER.home(some)).text
    assert "No outage right now at the 2 services that have a history here." in text
    assert "The others are counted only since 11:55 UTC: too short to say what works." in text


def test_what_is_over_is_not_forgotten_by_the_front_page_at_once() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON, peak_reports=1_700)
    reader = Reader(RENDER.home(HomeView(NOON, (), {"social": (SERVICE,)}, over=(over,))))
    assert "11:30 UTC to 12:00 UTC: trouble with Pictures, 1,700 reports" in reader.text
    assert reader.all("a", href=f"/incidents/{over.id}")
    assert len(reader.all("a", href="/incidents")) == 2


def test_while_reports_on_an_outage_that_is_over_may_still_come_the_front_page_calls_nothing_usual() -> None:
    def text(hours: int) -> str:
        over = incident(State.RESOLVED, resolved_at=NOON - hours * HOUR)
        return Reader(RENDER.home(HomeView(NOON, (), {"social": (SERVICE,)}, over=(over,)))).text

    assert "No outage right now. The last one is over: Pictures (11:00 UTC)." in text(1)
    assert "none has far more" not in text(1)
    assert "none has far more" in text(4)


def test_while_a_rise_that_somebody_called_no_outage_goes_on_the_front_page_calls_nothing_usual() -> None:
    text = Reader(RENDER.home(HomeView(NOON, (), {"social": (SERVICE,)}, ruled_out=True))).text
    assert "No outage right now." in text
    assert "more reports than usual" not in text
