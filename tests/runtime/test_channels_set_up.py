"""Channels as they are set up: sections, variables, files of secrets; and what is told of those that cannot be."""

from __future__ import annotations

import importlib.metadata
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import cast

import pytest

from groundswell.core.model import EventKind
from groundswell.core.notice import Route
from groundswell.errors import ConfigError
from groundswell.ports.notices import Http
from groundswell.runtime import plugins
from groundswell.runtime.channel_settings import listed
from groundswell.runtime.config import Settings, load_settings
from groundswell.runtime.corresponding import ear_of
from groundswell.runtime.plugins import TABLE, kinds, plugin
from groundswell.runtime.telling import targets_of
from groundswell.sources.discord import DiscordEar
from groundswell.sources.slack import SlackEar
from tests.town import town


def loaded(folder: Path, text: str, env: dict[str, str] | None = None) -> Settings:
    path = folder / "groundswell.toml"
    path.write_text(text)
    return load_settings(path, env or {})


def refused(folder: Path, text: str, env: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as fault:
        loaded(folder, text, env)
    return str(fault.value)


HOOK = '[channels.hook]\nkind = "webhook"\nurl = "https://hooks.example/1"\n'


def test_a_section_is_read_by_the_kind_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "hook.secret").write_text("a-secret\n")
    text = (
        '[channels]\nallow_private = ["10.0.0.0/8"]\n'
        + HOOK
        + 'secret_file = "hook.secret"\nservices = ["bank"]\nkinds = ["opened"]\nseverity_min = 3\n'
    )
    settings = loaded(tmp_path, text)
    assert settings.channels.allow_private == ("10.0.0.0/8",)
    (way,) = settings.ways
    assert (way.name, way.own.url, way.own.secret) == ("hook", "https://hooks.example/1", "a-secret")
    assert way.route == Route(("bank",), (), 3, (EventKind.OPENED,))
    assert "a-secret" not in repr(way)
    assert dict(listed(way))["secret"] == '"***"'


def test_variables_go_before_the_file_and_can_make_a_section(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    env = {
        "GROUNDSWELL_CHANNELS_HOOK_URL": "https://hooks.example/2",
        "GROUNDSWELL_CHANNELS_HOOK_TWO_KIND": "mastodon",
        "GROUNDSWELL_CHANNELS_HOOK_TWO_SERVER": "https://social.example",
        "GROUNDSWELL_CHANNELS_HOOK_TWO_TOKEN_FILE": str(tmp_path / "token"),
        "GROUNDSWELL_CHANNELS_SIDE_BY_SIDE": "4",
    }
    settings = loaded(tmp_path, HOOK, env)
    one, two = settings.ways
    assert one.own.url == "https://hooks.example/2"
    assert (two.name, two.own.token) == ("hook-two", "from-a-file")
    assert settings.channels.side_by_side == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[channels.x]\n", "kind is missing"),
        ('[channels.x]\nkind = "pigeon"\n', 'there is no channel of the kind "pigeon"'),
        ('[channels.X]\nkind = "webhook"\n', "small letters"),
        (HOOK + "letters = 3\n", 'has no setting "letters"'),
        (HOOK + "severity_min = 9\n", "out of bounds"),
        (HOOK + 'kinds = ["burst"]\n', 'no event "burst"'),
        (HOOK + 'language = "xx"\n', '"xx" is not spoken here'),
        (HOOK + 'owner = "nobody"\n', "there is no channel of this name"),
        (HOOK + 'secret_file = "gone"\n', "no such file"),
        (HOOK + 'secret = "a"\nsecret_file = "b"\n', "secret is given too"),
        ('[channels.x]\nkind = "mastodon"\nserver = "https://a.example"\n', "token is missing"),
        ('[channels.x]\nkind = "mastodon"\nserver = "https://a.example"\ntoken = 7\n', "it must be text"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    words = refused(tmp_path, text)
    assert told in words
    assert "channels" in words


def test_a_variable_of_no_channel_is_told_as_any_unknown_one(tmp_path: Path) -> None:
    assert "no such setting" in refused(tmp_path, "", {"GROUNDSWELL_CHANNELS_HOOK_URL": "https://a.example"})


def test_a_service_that_the_catalog_does_not_have_is_told_before_anything_starts(tmp_path: Path) -> None:
    settings = loaded(tmp_path, HOOK + 'services = ["pitcures"]\n')
    with pytest.raises(ConfigError, match='did you mean "pictures"'):
        targets_of(settings, town())
    (target,) = targets_of(loaded(tmp_path, HOOK + 'categories = ["bank"]\n'), town())
    assert (target.id, target.kind) == ("channel:hook", "webhook")


def test_a_channel_whose_settings_change_is_another_for_the_store(tmp_path: Path) -> None:
    first = loaded(tmp_path, HOOK).ways[0].digest
    assert loaded(tmp_path, HOOK).ways[0].digest == first
    assert loaded(tmp_path, HOOK + 'secret = "new"\n').ways[0].digest != first


def test_a_channel_of_another_package_is_found_by_its_entry_point_and_a_clash_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offered = [EntryPoint("pigeon", "groundswell.channels.slack:Slack", "groundswell.channel")]
    monkeypatch.setattr(plugins, "entry_points", lambda group: [p for p in offered if p.group == group])
    assert plugin("channel", "pigeon").__name__ == "Slack"
    assert set(kinds("channel")) == {*TABLE["channel"], "pigeon"}
    settings = loaded(tmp_path, '[channels.x]\nkind = "pigeon"\ntoken = "a"\nchannel = "b"\n')
    assert settings.ways[0].own.channel == "b"
    offered.append(EntryPoint("slack", "somebody.else:Slack", "groundswell.channel"))
    plugin.cache_clear()
    with pytest.raises(ConfigError, match="two packages offer"):
        plugin("channel", "slack")
    plugin.cache_clear()
    assert importlib.metadata.version("groundswell")


def test_what_is_answered_is_heard_of_a_bot_and_nothing_by_a_webhook(tmp_path: Path) -> None:
    bots = "".join(
        f'[channels.{kind}]\nkind = "{kind}"\ntoken = "t"\nchannel = "C1"\nreplies = {replies}\n'
        for kind, replies in (("slack", "true"), ("discord", "true"))
    )
    http = cast("Http", None)  # nothing is asked yet
    ears = [type(ear_of(way, http)) for way in loaded(tmp_path, bots).ways]
    assert ears == [DiscordEar, SlackEar]
    assert not any(
        ear_of(way, http) for way in loaded(tmp_path, bots.replace("replies = true", "replies = false")).ways
    )
    hook = '[channels.room]\nkind = "discord"\nurl = "https://discord.com/api/webhooks/1/x"\nreplies = true\n'
    assert "by a webhook nothing can be heard" in refused(tmp_path, hook)
