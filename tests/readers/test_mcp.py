"""`groundswell mcp` as an assistant starts it: a process, spoken with by the client of the official SDK."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from tests.readers.conftest import OUTAGES


def test_an_assistant_hears_of_the_outages(site: str) -> None:
    from mcp import Client, StdioServerParameters  # large: not for each process that collects the tests

    words = ["-m", "groundswell.cli", "mcp", "--url", site]

    async def ask() -> dict[str, Any]:
        said: dict[str, Any] = {}
        async with Client(StdioServerParameters(command=sys.executable, args=words)) as client:
            for tool, told in (
                ("search", {"query": "insta"}),
                ("status", {"service": "instagram"}),
                ("series", {"service": "Instagram", "hours": 3}),
                ("incidents", {}),
            ):
                answer = await client.call_tool(tool, told)
                assert not answer.is_error, (tool, answer)
                said[tool] = json.loads(getattr(answer.content[0], "text", ""))
        return said

    said = asyncio.run(ask())
    assert said["search"]["services"][0]["slug"] == "instagram"
    assert "people report trouble with Instagram" in said["status"]["headline"]
    assert said["series"]["service"] == "instagram"
    assert {each["id"] for each in said["incidents"]["incidents"]} == {about.id for about in OUTAGES.values()}
