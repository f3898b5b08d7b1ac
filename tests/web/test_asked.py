"""What programs ask of a service: bytes like its page's, never older, and read once for all who ask alike."""

from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import msgspec

from groundswell.core.model import Incident
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Revision
from groundswell.web.shape import Shape
from tests.town import incident, report
from tests.web.house import House, at_home, problem

ONE = "/api/v1/services/pictures"


async def _report(house: House, country: str) -> None:
    await house.parts.journal.append([report(country=country, network="as1")])
    await house.count.drain()


def test_the_json_of_a_service_says_what_its_page_says_and_asks_no_store(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await _report(house, "ES")
        await house.parts.publish.run()
        async with house.client() as client:
            view = await house.parts.gather.service("pictures")
            assert view is not None
            with patch.object(house.parts.cube, "breakdown", side_effect=AssertionError("it was read again")):
                first = await client.get(ONE)
            assert first.content == msgspec.json.encode(Shape(house.parts.catalog).service(view))
            assert (first.json()["reports"], first.headers["access-control-allow-origin"]) == (1, "*")
            assert first.headers["cache-control"].startswith("public, max-age=10")
            known = {"if-none-match": first.headers["etag"]}
            assert (await client.get(ONE, headers=known)).status_code == 304
            assert problem(await client.get(f"{ONE}?x=1"))["status"] == 400
            assert (await client.get("/api/v1/services/Pictures")).json()["slug"] == "pictures"

            read_before = await client.get("/s/pictures", headers={"accept-encoding": "br"})
            await _report(house, "PT")
            await house.parts.publish.run({"pictures"})
            assert (await client.get(ONE, headers=known)).json()["reports"] == 2
            with patch("groundswell.flow.pack.brotli.compress", side_effect=AssertionError("on a request")):
                page = await client.get("/s/pictures", headers={"accept-encoding": "br"})
            assert page.text != read_before.text
            assert page.headers["content-encoding"] == "br"
            await _report(house, "FR")
            await house.parts.publish.run()
            assert (await client.get(ONE)).json()["reports"] == 3

    at_home(tmp_path, visit)


def test_faults_of_the_api_are_problems_that_every_site_may_read(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.publish.run()
        await house.parts.publish.run()  # says nothing new, so what is asked for is made whole when asked for
        browser = {"accept": "text/html,*/*;q=0.8"}
        async with house.client() as client:
            away = StoreUnavailableError("away")
            with (
                patch.object(house.parts.cube, "cells", side_effect=away),
                patch.object(house.parts.incidents, "list", side_effect=away),
            ):
                for path in (ONE, f"{ONE}/series"):
                    answer = await client.get(path, headers=browser)
                    assert problem(answer)["status"] == 503, path
                    assert answer.headers["access-control-allow-origin"] == "*"
            assert (await client.get(ONE)).status_code == 200
            refused = await client.get(ONE, headers={"accept-encoding": "identity;q=0"})
            assert (problem(refused)["status"], refused.headers["access-control-allow-origin"]) == (406, "*")
            assert problem(await client.post(ONE, headers=browser))["status"] == 405

    at_home(tmp_path, visit)


def test_answers_with_parameters_are_read_once_until_a_page_says_something_new(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        asked = [f"{ONE}/series?hours=2", f"{ONE}/series?hours=3", "/api/v1/incidents?limit=5"]
        readings: list[str] = []
        cells, listed = house.parts.cube.cells, house.parts.incidents.list

        async def read_cells(*args: object, **kwargs: object) -> object:
            readings.append("cells")
            return await cells(*args, **kwargs)  # type: ignore[arg-type]

        async def read_list(**kwargs: object) -> Sequence[Incident]:
            readings.append("list")
            return await listed(**kwargs)  # type: ignore[arg-type]

        await house.parts.publish.run()
        async with house.client() as client:
            with (
                patch.object(house.parts.cube, "cells", read_cells),
                patch.object(house.parts.incidents, "list", read_list),
            ):
                answers = [(await client.get(path)) for path in asked * 3]
            assert sorted(readings) == ["cells", "cells", "list"]
            assert {answer.status_code for answer in answers} == {200}
            tag = {"if-none-match": answers[0].headers["etag"]}
            assert (await client.get(asked[0], headers=tag)).status_code == 304
            assert (await client.head(asked[0])).headers["etag"] == answers[0].headers["etag"]
            assert problem(await client.get(f"{ONE}/series?hours=0"))["status"] == 400
            assert problem(await client.get("/api/v1/incidents/none"))["status"] == 404
            assert (await client.get("/api/v1/incidents/none")).headers["cache-control"] == "no-store"

            await house.parts.incidents.save([Revision(incident(), ())])
            assert (await client.get(asked[2])).json()["incidents"] == []
            by_alias = "/api/v1/services/pics/incidents"
            await client.get(by_alias)
            await house.parts.incidents.save([Revision(incident(id="pictures-2"), ())])
            assert len((await client.get(by_alias)).json()["incidents"]) == 1
            await house.parts.publish.run({"pictures"})
            assert len((await client.get(by_alias)).json()["incidents"]) == 2, "its page is that of the slug"
            assert len((await client.get(asked[2])).json()["incidents"]) == 2

    at_home(tmp_path, visit)
