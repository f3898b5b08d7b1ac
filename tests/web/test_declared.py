"""An outage that an operator has declared: pages say so, in the operator's words, and claim no report that nobody has made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from groundswell.core.incident import declared
from groundswell.core.model import Act, Ruling, State
from groundswell.core.status import IncidentView
from groundswell.ports import Revision
from groundswell.web.clocks import clock_rows
from groundswell.web.render import Render
from groundswell.web.shape import Shape
from tests.town import NOON, incident
from tests.web.house import House, at_home
from tests.web.reading import Reader, html
from tests.web.views import HOUR, SERVICE, TOWN, series

WORDS = "Uploading fails for everybody; <b>we</b> replace a disk."
RULING = Ruling(Act.DECLARE, "", "Ada", NOON, reason=WORDS, services=("pictures",), since=NOON - HOUR)
INCIDENT, (EVENT,) = declared(RULING, "pictures-1")


def test_every_page_says_it_by_the_word_of_who_declared_it_and_quotes_that(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(INCIDENT, (EVENT,))])
        await house.parts.publish.run()
        async with house.client() as client:
            for path in ("/s/pictures", "/incidents/pictures-1"):
                page = (await client.get(path)).text
                assert "there is trouble with Pictures" in page
                assert (
                    '<blockquote class="declared" dir="auto"><p>Uploading fails for everybody; &lt;b&gt;'
                    in page
                )
            for path in ("/", "/in/ES", "/on/as3352", "/compare/pictures,letters", f"/c/{SERVICE.category}"):
                page = (await client.get(path)).text
                assert "there is trouble with Pictures" in page.replace("There", "there"), path
                assert "people report trouble" not in page.lower(), path

    at_home(tmp_path, visit)


def test_nothing_is_known_of_a_crowd_that_never_spoke() -> None:
    over = replace(INCIDENT, state=State.RESOLVED, resolved_at=NOON + HOUR, updated_at=NOON + HOUR)
    page = Reader(Render(TOWN).incident(IncidentView(over, SERVICE, NOON + HOUR, (EVENT,), series()))).text
    assert "From 11:00 UTC to 13:00 UTC there was trouble with Pictures, says whoever runs this site" in page
    assert "2 March 2026, 11:00 UTC (as declared)" in page
    assert "few people notice" not in page
    marks = [row["words"] for row in clock_rows(IncidentView(over, SERVICE, NOON, (EVENT,), series()))]
    assert marks[:2] == ["Began, as declared", "Outage declared"]
    assert "Confirmed by users" not in marks


def test_of_several_services_that_were_declared_no_report_is_claimed_either() -> None:
    several = replace(RULING, services=("letters", "pictures"), kind="cloud")
    shared, (event,) = declared(several, "letters-1")
    page = Reader(Render(TOWN).incident(IncidentView(shared, SERVICE, NOON, (event,), series()))).text
    assert "there is trouble with Letters and Pictures, says whoever runs this site" in page
    assert "people report trouble" not in page.lower()


def test_what_was_declared_and_ruled_to_be_none_is_not_quoted_as_if_it_held(tmp_path: Path) -> None:
    none = replace(INCIDENT, state=State.DISMISSED)
    assert "<blockquote" not in html(
        Render(TOWN).incident(IncidentView(none, SERVICE, NOON, (EVENT,), series()))
    )

    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(INCIDENT, (EVENT,))])
        assert await house.parts.gather.tell.declared([INCIDENT, none]) == {"pictures-1": WORDS}
        assert await house.parts.gather.tell.declared([none]) == {}

    at_home(tmp_path, visit)


def test_an_operator_that_says_no_more_than_that_there_is_an_outage_is_not_called_the_site() -> None:
    ruling = replace(RULING, reason="", voice="letters")
    theirs, (event,) = declared(ruling, "pictures-1")
    page = Reader(Render(TOWN).incident(IncidentView(theirs, SERVICE, NOON, (event,), series()))).text
    assert "Outage declared (Grand)" in page
    assert event.note == "", "so that no message says it either"
    assert "Whoever runs this site" not in page


@pytest.mark.parametrize("exercise", [True, False])
def test_documents_for_programs_say_of_an_exercise_that_it_is_one(exercise: bool) -> None:
    told = Shape(TOWN, exercise=exercise).incident(incident(), NOON)
    assert (told.exercise, told.summary.startswith("This is an exercise")) == (exercise, exercise)


def test_an_answer_about_what_nobody_reports_is_from_who_declared_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(INCIDENT, (EVENT,))])
        async with house.client(accept="text/html") as client:
            sent = await client.post(
                "/ask", data={"words": "Is Pictures down?", "service": "pictures", "website": ""}
            )
            page = (await client.get(sent.headers["location"])).text
            assert ">What Groundswell says</a>" in page
            assert "What people report here" not in page

    at_home(tmp_path, visit)
