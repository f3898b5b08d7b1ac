"""`groundswell subscriber` as whoever runs a site types it: a process of its own, beside the one that serves."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundswell.core.model import EventKind, State
from groundswell.ports.notices import Notice
from tests.system.test_subscriptions import ANNA, Story, lived

BOB = "bob@example.org"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process said, and its code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


async def typed(life: Story, *words: str) -> Ended:
    """`groundswell subscriber` with these words, on the directory of an instance that runs."""
    folder = life.folder.parent
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GROUNDSWELL_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "groundswell.cli", "subscriber", *words),
        *("--config", str(folder / "groundswell.toml"), "--data-dir", str(life.folder)),
        cwd=folder,
        env=kept | {"NO_COLOR": "1", "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    assert b"Traceback" not in out + err
    return Ended(process.returncode, out.decode(), err.decode())


async def notices_of(life: Story) -> list[Notice]:
    return list(await life.instance.announce._notices.list(limit=1000))


def test_a_person_who_asks_is_told_what_is_kept_and_forgotten_while_the_server_runs(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.confirmed(services=["pictures"])
        await life.confirmed(address=BOB)
        await life.happens(EventKind.OPENED)
        listed, exported = await typed(life, "list"), await typed(life, "export", ANNA.upper())
        assert listed.code == 0
        assert "\n2 subscriptions in " in listed.out
        assert "example.org" not in listed.out
        (kept,) = exported.document
        assert exported.code == 0
        assert kept["address"] == ANNA
        assert kept["route"]["services"] == ["pictures"]
        assert [(each["incident"], each["state"]) for each in kept["notices"]][:1] == [("pictures-1", "sent")]
        assert BOB not in exported.out
        deleted = await typed(life, "delete", ANNA)
        assert (deleted.code, deleted.out) == (0, "1 subscription deleted\n")
        assert {each.target for each in await notices_of(life)} <= {
            each.target for each in await life.instance.signed.subscribe.of_address(BOB)
        }
        before = len(life.mail.letters)
        await life.happens(EventKind.RESOLVED, State.RESOLVED, resolved_at=life.clock.now())
        assert [letter["To"] for letter in life.mail.letters[before:]] == [BOB]

    lived(tmp_path / "one", story)
