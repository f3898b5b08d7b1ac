"""The doctor greets every channel: who answers, who does not, and who must act; nobody is told anything."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from groundswell.channels.push import KEY_NAME
from groundswell.core.notice import TargetState
from groundswell.ports.notices import Target
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings, load_settings
from groundswell.runtime.doctor import Check, Verdict, examine
from groundswell.runtime.greeting import Greeted, greet_all
from groundswell.testing import OPENED_AT
from tests.channels import far, far_mail
from tests.channels.test_outgoing import _certificate as certificate

Told = dict[str, Greeted]


def settings_of(folder: Path, text: str) -> Settings:
    path = folder / "groundswell.toml"
    path.write_text(f'data_dir = "{folder}/data"\n[channels]\nallow_private = ["127.0.0.1"]\n{text}')
    return load_settings(path, {})


def greeted(folder: Path, text: str, kept: tuple[Target, ...] = (), seconds_max: float = 5.0) -> Told:
    async def whole() -> Told:
        settings = settings_of(folder, text)
        found = await greet_all(settings, ManualClock(OPENED_AT), kept, seconds_max=seconds_max)
        await asyncio.sleep(0.05)  # a loop that ends at once leaves a refused handshake half closed
        return {each.name: each for each in found}

    return asyncio.run(whole())


def mail(port: int, more: str = "") -> str:
    return (
        f'[channels.mail]\nkind = "email"\nhost = "127.0.0.1"\nport = {port}\nsender = "us@town.example"\n'
        f'to = "you@town.example"\n{more}\n'
    )


@dataclass(slots=True)
class Town:
    """Far sides on loopback, by name."""

    urls: dict[str, str]


@asynccontextmanager
async def sides(**made: Any) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        yield Town(
            {name: await stack.enter_async_context(far.listening(each)) for name, each in made.items()}
        )


def asked(folder: Path, write: Callable[[Town], str], **made: Any) -> Told:
    async def whole() -> Told:
        async with sides(**made) as town:
            settings = settings_of(folder, write(town))
            found = await greet_all(settings, ManualClock(OPENED_AT), seconds_max=2.0)
            return {each.name: each for each in found}

    return asyncio.run(whole())


def test_a_mail_server_is_greeted_encrypted_and_signed_in_to_and_gets_no_letter(tmp_path: Path) -> None:
    with far_mail.mail_server() as side:
        told = greeted(tmp_path, mail(side.port, 'security = "none"'))["mail"]
    assert (told.broken, told.remedy) == (False, "")
    assert told.words == f"email: 127.0.0.1:{side.port} answers, not encrypted, without a name"
    assert not side.letters


def test_a_mail_server_is_believed_by_its_certificate_and_believes_us_by_our_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = certificate("localhost", tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*paths)
    name, password = far_mail.USER
    with far_mail.mail_server(tls, sign_in=True) as side:

        def told(shown: str) -> Greeted:
            text = mail(side.port, f'user = "{name}"\npassword = "{shown}"').replace("127.0.0.1", "localhost")
            return greeted(tmp_path, text)["mail"]

        doubted = told(password)
        monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))
        fine, wrong = told(password), told("wrong")
    assert doubted.broken
    assert "certificate" in doubted.words.lower()
    assert not fine.broken
    assert fine.words.endswith(f"answers, encrypted (STARTTLS), signed in as {name}")
    assert wrong.broken
    assert "535" in wrong.words
    assert wrong.remedy.startswith("you: ")
    assert "password" in wrong.remedy
    assert not side.letters


def test_a_mail_server_that_cannot_encrypt_is_not_spoken_to(tmp_path: Path) -> None:
    with far_mail.mail_server() as side:
        told = greeted(tmp_path, mail(side.port))["mail"]
    assert told.broken
    assert "STARTTLS" in told.words


def test_who_does_not_answer_is_told_apart_from_who_refuses(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        closed = held.getsockname()[1]

    def write(town: Town) -> str:
        wrong = f'kind = "mastodon"\nserver = "{town.urls["mastodon"]}"\ntoken = "wrong"\n'
        gone = f'kind = "mastodon"\nserver = "http://127.0.0.1:{closed}"\ntoken = "any"\n'
        return f"[channels.refuses]\n{wrong}[channels.silent]\n{gone}"

    told = asked(tmp_path, write, mastodon=far.FarMastodon())
    assert told["refuses"].broken
    assert "401" in told["refuses"].words
    assert told["refuses"].remedy.startswith("you: it refuses us")
    assert told["silent"].broken
    assert told["silent"].remedy.startswith("whoever runs it")


def test_each_interface_says_who_we_are_there(tmp_path: Path) -> None:
    def write(town: Town) -> str:
        given = {
            "mastodon": f'token = "{far.FarMastodon.token}"',
            "bluesky": 'handle = "watch.example"\npassword = "app-password"',
            "telegram": f'token = "{far.FarTelegram.token}"\nchat = "@town"',
            "discord": f'token = "{far.FarDiscord.token}"\nchannel = "77"',
            "slack": f'token = "{far.FarSlack.token}"\nchannel = "C012"',
        }
        path = {"discord": "/api"}
        return "".join(
            f'[channels.{kind}]\nkind = "{kind}"\nserver = "{town.urls[kind]}{path.get(kind, "")}"\n{more}\n'
            for kind, more in given.items()
        )

    made: dict[str, Any] = {
        "mastodon": far.FarMastodon(),
        "bluesky": far.FarBluesky(),
        "telegram": far.FarTelegram(),
        "discord": far.FarDiscord(),
        "slack": far.FarSlack(),
    }
    told = asked(tmp_path, write, **made)
    assert [each for each in told.values() if each.broken or each.remedy] == []
    assert told["mastodon"].words.endswith("as watch")
    assert told["telegram"].words == 'telegram: the bot @town_watch_bot sees the chat "The town"'
    assert told["slack"].words == "slack: signed in at Slack as watch of Town"
    assert told["discord"].words == 'discord: the bot town-watch sees the channel "outages"'
    assert "did:plc:watch" in told["bluesky"].words
    assert not any(side.texts() for side in made.values())


def test_a_token_that_may_only_write_is_well(tmp_path: Path) -> None:
    side = far.FarMastodon()
    side.may_read = False
    told = asked(
        tmp_path,
        lambda town: (
            f'[channels.m]\nkind = "mastodon"\nserver = "{town.urls["m"]}"\ntoken = "{far.FarMastodon.token}"\n'
        ),
        m=side,
    )
    assert not told["m"].broken
    assert "may not ask whose it is" in told["m"].words


def test_a_chat_that_the_bot_does_not_see_is_the_operators_to_mend(tmp_path: Path) -> None:
    told = asked(
        tmp_path,
        lambda town: (
            f'[channels.t]\nkind = "telegram"\nserver = "{town.urls["t"]}"\ntoken = "{far.FarTelegram.token}"\n'
            'chat = "@elsewhere"\n'
        ),
        t=far.FarTelegram(),
    )
    assert told["t"].broken
    assert "chat not found" in told["t"].words
    assert far.FarTelegram.token not in told["t"].words + told["t"].remedy


def test_who_hangs_costs_its_time_once_however_many_there_are(tmp_path: Path) -> None:
    async def hang(_asked: far.Asked) -> far.Answer:
        await asyncio.sleep(30)
        return far.Answer()

    async def whole() -> list[Greeted]:
        async with sides(slow=hang) as town:
            text = "".join(
                f'[channels.slow-{number}]\nkind = "slack"\nserver = "{town.urls["slow"]}"\ntoken = "t"\nchannel = "C"\n'
                for number in range(12)
            )
            return await greet_all(settings_of(tmp_path, text), ManualClock(OPENED_AT), seconds_max=0.3)

    began = perf_counter()
    told = asyncio.run(whole())
    assert perf_counter() - began < 2.0
    assert len(told) == 12
    assert {each.words for each in told} == {"slack: no answer within 0.3 seconds"}


def test_an_address_inside_is_not_asked_unless_the_settings_name_it(tmp_path: Path) -> None:
    told = greeted(tmp_path, '[channels.a]\nkind = "alertmanager"\nserver = "http://169.254.169.254"\n')["a"]
    assert told.broken
    assert "channels.allow_private" in told.remedy


def test_a_channel_that_is_to_tell_and_has_no_address_is_a_warning(tmp_path: Path) -> None:
    text = '[channels.hook]\nkind = "webhook"\n[channels.quiet]\nkind = "webhook"\ntells = false\n'
    told = greeted(tmp_path, text)
    assert not told["hook"].broken
    assert told["hook"].remedy == "you: set url in [channels.hook], or tells = false"
    assert told["quiet"] == Greeted("quiet", "webhook", asked=False, lacks="url")


def test_a_key_of_push_that_cannot_be_read_is_told_and_none_is_made(tmp_path: Path) -> None:
    text = '[channels.push]\nkind = "push"\ncontact = "mailto:us@town.example"\ntells = false\n'
    told = greeted(tmp_path, text)["push"]
    assert told.words == "push: its key is made by the first start"
    assert not (tmp_path / "data" / KEY_NAME).exists()
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / KEY_NAME).write_text("no key\n")
    told = greeted(tmp_path, text)["push"]
    assert told.broken
    assert "key of web push" in told.words


def test_a_channel_that_was_switched_off_stays_so_though_it_answers(tmp_path: Path) -> None:
    off = Target(
        "channel:mail", "mail", "email", state=TargetState.DISABLED, error="the mail server answered 550: no"
    )
    with far_mail.mail_server() as side:
        told = greeted(tmp_path, mail(side.port, 'security = "none"'), (off,))["mail"]
    assert told.broken
    assert "550" in told.words
    assert "groundswell channel test mail" in told.remedy


def test_the_doctor_tells_of_each_channel_and_counts_what_it_cannot_ask(tmp_path: Path) -> None:
    hook = '[channels.hook]\nkind = "webhook"\nurl = "https://hooks.example/1"\n'
    hook += '[channels.theirs]\nkind = "webhook"\ntells = false\n'
    with far_mail.mail_server() as side:
        settings = settings_of(tmp_path, mail(side.port, 'security = "none"') + hook)
        found = asyncio.run(examine(settings, ManualClock(OPENED_AT), " --config its.toml"))
    checks: dict[str, Check] = {each.name: each for each in found}
    assert checks["channel mail"].verdict is Verdict.OK
    hooks = [each.words.partition(": ")[2] for each in found if each.name == "channels"]
    assert hooks == [
        "hook; `groundswell channel test NAME --config its.toml` tries one",
        "theirs; `groundswell channel test NAME --to ADDRESS --config its.toml` tries one",
    ]


def test_without_channels_the_doctor_says_so(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "")
    checks = {each.name: each for each in asyncio.run(examine(settings, ManualClock(OPENED_AT)))}
    assert checks["channels"].verdict is Verdict.OK
    assert "none is set up" in checks["channels"].words
