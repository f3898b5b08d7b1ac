"""Who says what machines are told: the address in it, and whether it is an exercise."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from groundswell.core.model import Event, EventKind
from groundswell.ports import Revision
from groundswell.runtime.build import open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings
from groundswell.web.parts import WebConfig
from tests.town import NOON, incident


def read(folder: Path, path: str, web: WebConfig, notice: str = "") -> str:
    """What an instance with one outage answers."""

    async def run() -> str:
        settings = Settings(data_dir=folder, instance_name="Town watch", web=web)
        async with open_instance(settings, clock=ManualClock(NOON), env={}, notice=notice) as instance:
            about = incident(service="instagram", id="one")
            event = Event("one", EventKind.OPENED, NOON, "People report trouble.")
            await instance.incidents.save([Revision(about, (event,))])
            await instance.publish.run({"instagram"})
            transport = httpx.ASGITransport(app=instance.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://there") as client:
                return (await client.get(path)).raise_for_status().text

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("web", "address"),
    [
        (WebConfig(public_url="https://outages.example/"), "https://outages.example"),
        (WebConfig(port=8123), "http://127.0.0.1:8123"),
        (WebConfig(host="::1", port=8123), "http://[::1]:8123"),
        (WebConfig(host="0.0.0.0", port=8123), "http://127.0.0.1:8123"),
    ],
)
def test_addresses_begin_with_the_public_one_or_else_with_that_of_the_listener(
    tmp_path: Path, web: WebConfig, address: str
) -> None:
    told = json.loads(read(tmp_path, "/api/v2/summary.json", web))
    assert (told["page"]["name"], told["page"]["url"]) == ("Town watch", address)
    assert told["incidents"][0]["shortlink"] == f"{address}/incidents/one"
    page = read(tmp_path, "/s/instagram", web)
    assert f"curl {address}/api/v1/services/instagram" in page, "lines to copy work where they are pasted"
    assert f'&lt;img src="{address}/s/instagram/badge.svg' in page
    assert ('rel="canonical"' in page) == bool(web.public_url), "not for search engines"


def test_what_stands_under_a_notice_is_an_exercise(tmp_path: Path) -> None:
    assert "<status>Actual</status>" in read(tmp_path / "real", "/cap/one.xml", WebConfig())
    drill = read(tmp_path / "demo", "/cap/one.xml", WebConfig(), notice="A reconstructed evening.")
    assert "<status>Exercise</status>" in drill
