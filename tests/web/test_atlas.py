"""The map for who has no script: a picture that the server fills in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

from groundswell.core.status import WhereView, areas
from groundswell.core.timegrid import minute_of
from groundswell.ports import Revision
from groundswell.web.atlas import Atlas, atlas
from tests.town import NOON, incident, report
from tests.web.house import House, at_home
from tests.web.reading import Reader
from tests.web.test_render import RENDER
from tests.web.views import service_view

SVG = "{http://www.w3.org/2000/svg}"
WHERE = WhereView(
    NOON, NOON, True, True, areas({"ES": 500, "SG": 90, "FR": 12}, {"ES": 12.0, "SG": 10.0, "FR": 10.0}, {})
)


def built() -> Atlas:
    found = atlas()
    assert found is not None, "scripts/setup dev builds it"
    return found


def test_each_country_is_shaded_as_the_table_says_and_the_small_are_dots() -> None:
    root = ElementTree.fromstring(built().drawn(WHERE))
    looks = {element.get("class"): element.tag.removeprefix(SVG) for element in root if element.get("class")}
    assert looks == {"l3": "path", "l2": "circle", "l0": "path"}
    assert [element.text for element in root.iter(f"{SVG}text")] == ["36×", "6.8×"]
    assert not [element for element in root.iter() if "style" in element.attrib]


def test_without_reports_it_is_the_world_and_light_on_the_wire() -> None:
    drawn = built().drawn(None)
    assert b"class=" not in drawn
    assert len(drawn) < 40_000


def test_a_page_names_the_picture_for_who_has_no_script_where_there_is_something_to_see() -> None:
    page = RENDER.service(service_view(incident(), where=WHERE))
    (picture,) = Reader(page).all("img", **{"class": "atlas"})
    assert picture["src"] == "/s/pictures/map.svg"
    assert (int(picture["width"]), int(picture["height"])) == built().size
    assert picture["loading"] == "lazy"
    assert picture["alt"]
    text = page.bodies["identity"].decode()
    assert re.search(r"<noscript><img[^>]*></noscript>", text)
    calm = replace(WHERE, countries=())
    assert not Reader(RENDER.service(service_view(where=calm))).all("img", **{"class": "atlas"})


def test_the_picture_of_a_service_says_what_its_page_says(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(incident(), ())])
        reports = [report("pictures", NOON - timedelta(minutes=1), count=90, country="ES")]
        await house.parts.journal.append(reports)
        await house.count.drain()
        await house.parts.cube.watch(minute_of(NOON) - 60, minute_of(NOON))
        await house.parts.publish.run()
        async with house.client() as client:
            (level,) = re.findall(r'data-area="ES" data-level="(.)"', (await client.get("/s/pictures")).text)
            drawn = await client.get("/s/pictures/map.svg")
            assert f'class="l{level}"' in drawn.text
            assert drawn.headers["content-security-policy"].startswith(
                "default-src 'none'; style-src 'sha256-"
            )

    at_home(tmp_path, visit)
