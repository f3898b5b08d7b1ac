"""`groundswell channel`: what is set up, a test that arrives, and what became of what was told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from groundswell.cli import main
from groundswell.core.notice import TargetState
from groundswell.ports.notices import Draft, Target
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import Settings, load_settings
from groundswell.runtime.telling import target_of
from tests.channels.far import Answer, FarHook, listening
from tests.runtime.conftest import noted
from tests.town import NOON


@contextmanager
def far_hook() -> Iterator[tuple[FarHook, str]]:
    """A receiver in a thread of its own: commands have their own loop."""
    far, ready, urls = FarHook(), threading.Event(), list[str]()
    loop, end = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with listening(far) as url:
            urls.append(url)
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield far, urls[0]
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def set_up(folder: Path, url: str) -> Settings:
    text = f'[channels]\nallow_private = ["127.0.0.1"]\n[channels.hook]\nkind = "webhook"\nurl = "{url}"\nsecret = "s3cret"\n'
    (folder / "groundswell.toml").write_text(text)
    return load_settings(None, {})


def called(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(words)
    return int(end.value.code or 0)


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_test_arrives_marked_as_one_and_puts_a_disabled_channel_on_again(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def disabled(settings: Settings) -> None:
        async with open_stores(settings) as stores:
            await stores.notices.put_targets([target_of(settings.ways[0])])
            await stores.notices.set_target("channel:hook", TargetState.DISABLED, "404")

    with far_hook() as (far, url):
        settings = set_up(here, url)
        asyncio.run(disabled(settings))
        assert called("channel", "list", "--json") == 1
        (row,) = said(capsys)
        assert (row["name"], row["state"], row["error"]) == ("hook", "disabled", "404")
        assert "s3cret" not in json.dumps(row)
        assert called("channel", "test", "hook", "--json") == 0
        assert said(capsys)["sent"] is True
        assert called("channel", "list", "--json") == 0
        assert noted(settings.data_dir) == [("channel on again", "hook")]
    (call,) = far.calls
    assert call.document["type"] == "org.groundswell.test.v1"


def test_a_test_that_is_not_taken_says_why(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with far_hook() as (far, url):
        set_up(here, url)
        far.answers = [Answer(401, {"error": "who are you"})]
        assert called("channel", "test", "hook") == 1
    assert "the webhook answered 401" in capsys.readouterr().out


def test_what_has_no_place_of_its_own_is_tried_by_an_address(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with far_hook() as (far, url):
        set_up(here, "")
        with (here / "groundswell.toml").open("a") as file:
            file.write(
                'tells = false\n[channels.page]\nkind = "push"\ncontact = "mailto:a@b.example"\ntells = false\n'
            )
        assert called("channel", "test", "hook") == 2
        assert "groundswell channel test hook --to ADDRESS" in capsys.readouterr().err
        assert called("channel", "test", "hook", "--to", "nowhere") == 2
        assert "must be an address such as" in capsys.readouterr().err
        assert called("channel", "test", "page") == 2
        assert "/subscribe" in capsys.readouterr().err
        text = (here / "groundswell.toml").read_text()
        (here / "groundswell.toml").write_text(text.replace("allow_private", "allow_private_subscribers"))
        assert called("channel", "test", "hook", "--to", url) == 0
    assert len(far.calls) == 1


def test_the_log_says_what_was_told_and_what_became_of_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = set_up(here, "https://hooks.example")

    async def told() -> None:
        async with open_stores(settings) as stores:
            await stores.notices.put_targets([Target("channel:hook", "hook", "webhook")])
            await stores.notices.take([Draft("channel:hook", "k", None, "", NOON, NOON, ("A word", "Said"))])

    asyncio.run(told())
    assert called("channel", "log", "hook", "--json") == 0
    (notice,) = said(capsys)
    assert (notice["target"], notice["state"], notice["said"]) == (
        "channel:hook",
        "waiting",
        ["A word", "Said"],
    )
    assert called("channel", "log") == 0
    assert "channel:hook  waiting  A word  0 attempts" in capsys.readouterr().out


def test_a_channel_that_is_not_set_up_is_wrong_use(here: Path) -> None:
    assert called("channel", "test", "nobody") == 2
    assert called("channel", "test") == 2
    assert called("channel", "list") == 0
