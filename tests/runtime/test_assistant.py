"""The tools of an assistant, called by the client of the official SDK; the process itself is in tests/readers."""

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from groundswell.errors import ConfigError
from groundswell.runtime.assistant import tools_of
from groundswell.runtime.client import Server
from groundswell.web.api.series import HOURS_MAX

if TYPE_CHECKING:
    from mcp import Client

SERVICES = [{"slug": "instagram-lite", "name": "Instagram Lite"}, {"slug": "instagram", "name": "Instagram"}]


class Instance:
    """Answers as an instance does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url.copy_with(scheme="http", host="x")).removeprefix("http://x"))
        if request.url.path == "/api/v1/services":
            return httpx.Response(
                200, json={"services": SERVICES if "insta" in str(request.url).lower() else []}
            )
        if "nobody" in request.url.path:
            fault = {
                "type": "/problems/not-found",
                "title": "Not found",
                "status": 404,
                "detail": "no nobody",
            }
            return httpx.Response(404, json=fault)
        return httpx.Response(200, json={"headline": "All is well."})


def spoken_to(server: Server) -> "Client":
    """The SDK's client of the tools. Its library is large: only who runs these tests imports it."""
    from mcp import Client

    return Client(tools_of(server))


def called(tool: str, **told: Any) -> tuple[dict[str, Any], list[str], bool]:
    """What the tool answers, what it asked for, and whether it failed."""
    instance = Instance()

    async def run() -> tuple[dict[str, Any], bool]:
        with Server("http://there", transport=httpx.MockTransport(instance), pause=lambda _: None) as server:
            async with spoken_to(server) as client:
                answer = await client.call_tool(tool, told)
                text = getattr(answer.content[0], "text", "")
                return (json.loads(text) if not answer.is_error else {"fault": text}), bool(answer.is_error)

    said, failed = asyncio.run(run())
    return said, instance.asked, failed


def test_the_tools_are_four_and_each_says_what_it_does() -> None:
    async def run() -> dict[str, str | None]:
        with Server("http://there") as server:
            async with spoken_to(server) as client:
                return {tool.name: tool.description for tool in (await client.list_tools()).tools}

    found = asyncio.run(run())
    assert list(found) == ["search", "status", "series", "incidents"]
    assert all(found.values())


def test_a_search_hands_on_what_the_instance_found() -> None:
    said, asked, _ = called("search", query="insta")
    assert said == {"services": SERVICES}
    assert asked == ["/api/v1/services?q=insta"]


@pytest.mark.parametrize("name", ["instagram", "Instagram"])
def test_a_service_may_be_called_by_its_name(name: str) -> None:
    said, asked, _ = called("status", service=name)
    assert said == {"headline": "All is well."}
    assert asked[-1] == "/api/v1/services/instagram"


def test_without_a_service_the_outages_that_are_on_are_told() -> None:
    assert called("status")[1] == ["/api/v1/incidents?state=open&state=easing"]


def test_series_and_incidents_are_asked_for_as_they_were_wanted() -> None:
    asked = called("series", service="instagram", hours=6, bin="15m")[1]
    assert asked[-1] == "/api/v1/services/instagram/series?hours=6&bin=15m"
    assert called("incidents", limit=3)[1] == ["/api/v1/incidents?limit=3"]
    assert called("incidents", service="instagram")[1][-1] == "/api/v1/services/instagram/incidents?limit=20"


SERIES = (
    f"It takes service: the slug of a service, or a name of it; hours: how far back, 1 to {HOURS_MAX}; left out: 24; "
    "bin: how wide a bin is: 1m, 15m, 1h or 1d; left out: 1h"
)


@pytest.mark.parametrize(
    ("tool", "told", "fault"),
    [
        ("search", {}, "query is missing. It takes query: a name, an alias or part of one"),
        (
            "search",
            {"qurey": "x"},
            "qurey is not a field of this request; did you mean query? There are query.",
        ),
        ("search", {"query": ""}, "query must not be empty."),
        ("status", {"service": None}, "service must be text, not null."),
        ("series", {"hours": 3}, f"service is missing. {SERIES}"),
        (
            "series",
            {"service": "instagram", "hours": "many"},
            f"hours must be a whole number, not text. {SERIES}",
        ),
        ("series", {"service": "instagram", "hours": 0}, "hours must be at least 1."),
        (
            "series",
            {"service": "instagram", "hours": 1.5},
            "hours must be a whole number, not one with a fraction.",
        ),
        ("series", {"service": "instagram", "bin": "2h"}, '"2h" is none of 15m, 1d, 1h, 1m.'),
        ("series", {"service": "instagram", "bni": "1h"}, "did you mean bin? There are service, hours, bin."),
        ("incidents", {"limit": 501}, "limit must be at most 500."),
        (
            "stauts",
            {},
            'there is no tool "stauts"; did you mean status? There are search, status, series, incidents',
        ),
    ],
)
def test_who_calls_a_tool_wrongly_is_told_what_is_wrong_where_and_what_would_be_right(
    tool: str, told: dict[str, Any], fault: str
) -> None:
    said, asked, failed = called(tool, **told)
    assert failed
    assert fault in said["fault"]
    assert "pydantic" not in said["fault"]
    assert asked == []


def test_a_number_may_come_as_a_text_as_some_assistants_send_it() -> None:
    assert called("incidents", limit="3")[1] == ["/api/v1/incidents?limit=3"]


def test_what_a_tool_takes_is_told_with_its_bounds_before_it_is_called() -> None:
    async def run() -> dict[str, Any]:
        with Server("http://there") as server:
            async with spoken_to(server) as client:
                return {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}

    found = asyncio.run(run())
    assert found["series"]["properties"]["bin"]["enum"] == ["15m", "1d", "1h", "1m"]
    assert found["series"]["properties"]["hours"]["maximum"] == HOURS_MAX
    assert found["series"]["required"] == ["service"]
    assert all(each["additionalProperties"] is False for each in found.values())


def test_what_the_instance_refuses_is_told_to_the_assistant() -> None:
    said, _, failed = called("status", service="nobody/../x")
    assert failed
    assert "no nobody" in said["fault"]


def test_a_name_cannot_lead_elsewhere_on_the_instance() -> None:
    assert called("status", service="nobody/../../desk")[1][-1] == "/api/v1/services/nobody%2F..%2F..%2Fdesk"


def test_without_the_sdk_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with Server("http://there") as server, pytest.raises(ConfigError, match=r"pip install .*\[mcp\]"):
        tools_of(server)
