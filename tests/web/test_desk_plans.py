"""Planned work at the desk: planned for several services, shown to all, moved on."""

import asyncio
from pathlib import Path

import pytest

from groundswell.web.desk import service_fields
from tests.town import NOON
from tests.web.test_desk_pages import desk, public, send


def test_planned_work_is_shown_and_moved_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            monkeypatch.setattr(service_fields, "_LISTED_MAX", 0)
            monkeypatch.setattr(service_fields, "_FIELDS_MAX", 2)
            told = {
                "services": "pictures,films",
                "from_at": "2026-03-02T13:00",
                "until_at": "2026-03-02T14:00",
            }
            late = await send(
                client, "/desk/maintenance/new", {**told, "until_at": "2026-03-02T12:30", "title_en": "x"}
            )
            assert late.status_code == 422
            answer = await send(
                client,
                "/desk/maintenance/new",
                {**told, "title_en": "New disks", "title_es": "Discos nuevos", "components": "uploads, <b>"},
            )
            path = answer.headers["location"]
            page = (await client.get(path)).text
            assert 'name="service_1" value="Pictures"' in page
            assert 'name="services" value="films" checked> And 1 further: Films' in page, "none is lost"
            assert 'name="service_2" value=""' in page
            assert "New disks" in await public(home, "/s/films")
            assert "Discos nuevos" in await public(home, "/es/s/films")
            await home.parts.publish.run()
            (one,) = (await client.get("/api/v2/scheduled-maintenances/upcoming.json")).json()[
                "scheduled_maintenances"
            ]
            assert (one["name"], one["status"], one["impact"]) == (
                "New disks (uploads, <b>)",
                *("scheduled", "maintenance"),
            )
            assert "New disks (uploads\\, <b>)" in (await client.get("/feeds/films.ics")).text
            for cut, is_of in (
                ("category/streaming", True),
                ("country/es", True),
                ("category/bank", False),
                ("severity/5", False),
            ):
                assert ("New disks" in (await client.get(f"/feeds/{cut}.ics")).text) is is_of, cut
            assert "New disks" in await public(home, "/")
            await send(client, path, {"stage": "in_progress", "words": "We begin early."})
            (active,) = (await client.get("/api/v1/maintenances?service=films")).json()["maintenances"]
            assert (active["stage"], active["sequence"]) == ("in_progress", 1)
            both = dict.fromkeys(("pictures", "films"), active["id"])
            assert await home.parts.gather.tell.windows(NOON) == both
            await send(client, path, {"stage": "cancelled", "words": "Not today."})
            assert await home.parts.gather.tell.windows(NOON) == {}
            assert (await send(client, path, {"stage": "in_progress"})).status_code == 422

    asyncio.run(story())
