"""The commands that look after who may enter the desk."""

from __future__ import annotations

import asyncio
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from groundswell.runtime.commands_serve import welcome
from groundswell.runtime.config import describe, load_settings
from groundswell.stores.catalog_toml import load_catalog
from tests.runtime.conftest import Run, made, noted

pytestmark = pytest.mark.usefixtures("nowhere")
LINK = re.compile(r"http://127\.0\.0\.1:8000/desk/join/[\w-]{43}\n")


class Other(BaseHTTPRequestHandler):
    """Another instance, as far as it says how it is."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "ok", "faults": []}')

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.mark.parametrize(
    "words",
    [
        ("user", "list"),
        ("user", "link"),
        ("token", "list"),
        ("token", "revoke", "ci"),
        ("oncall", "now"),
        ("status",),
        ("status", "--json"),
        ("ties",),
        ("question", "list"),
        ("question", "list", "--json"),
        ("subscriber", "export", "ada@example.org"),
        ("person", "delete", "ada@example.org"),
        ("channel", "log"),
        ("export",),
    ],
)
def test_where_no_instance_is_none_is_made_by_looking_or_by_a_link(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert (ended.code, ended.out) == (2, "")
    assert f"no instance there: {Path('groundswell-data').absolute()}; name its" in ended.err.replace(
        "\n", " "
    )
    assert not Path("groundswell-data").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("user", "list"),
        ("user", "add", "Ada", "--role", "viewer"),
        ("token", "add", "ci", "--right", "look"),
        ("status",),
    ],
)
def test_beside_a_database_server_no_directory_is_made_by_a_command_either(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GROUNDSWELL_DATABASE", "postgresql://127.0.0.1:1/nobody")
    ended = run(*words)
    assert (ended.code, "no instance there" in ended.err, ended.out) == (2, True, "")
    assert not Path("groundswell-data").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("status",), "nobody is judging: no server runs on {}"),
        (("question", "list"), "0 questions waiting in {}, on which no server runs"),
        (("subscriber", "list"), "0 subscriptions in {}, on which no server runs"),
        (("channel", "log"), "nothing was told yet in {}, on which no server runs"),
        (("token", "list"), "there are no tokens but the own one of {}, on which no server runs"),
    ],
)
def test_what_is_read_while_another_directory_is_meant_says_whose_it_is(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    asyncio.run(made())
    told = run(*words)
    assert told.code == 0
    assert says.format(Path("groundswell-data").absolute()) in told.out.splitlines()


def test_a_link_says_that_it_opens_nothing_where_another_instance_has_the_address(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as other:
        Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("GROUNDSWELL_WEB_PORT", str(other.server_port))
        told = run("user", "add", "Ada", "--role", "administrator")
        other.shutdown()
    assert (told.code, "name that instance's directory with --data-dir" in told.err.replace("\n", " ")) == (
        0,
        True,
    )
    assert run("user", "link", "Ada").err == "", "it has gone"


def test_accounts_are_made_listed_given_other_roles_and_shut_out(run: Run) -> None:
    asyncio.run(made())
    assert run("user", "list").out.startswith("nobody has an account yet in ")
    assert LINK.fullmatch(run("user", "link").out)
    assert noted() == [("new link", "the first administrator")]
    assert LINK.fullmatch(run("user", "add", "Ada", "--role", "administrator").out)
    assert LINK.fullmatch(
        run("user", "add", "Bob", "--role", "viewer", "--service", "instagram", "--operator", "meta").out
    )
    assert run("user", "list").out == (
        "Ada  administrator on everything  has not signed in yet\n"
        "Bob  viewer on instagram, meta (operator)  has not signed in yet\n"
    )
    assert (
        run("user", "role", "bob", "--role", "responder").out == "Bob: responder on everything from now on\n"
    )
    assert run("user", "disable", "Bob").out == "Bob: shut out\n"
    told = json.loads(run("user", "list", "--json").out)
    assert [(one["name"], one["grants"][0]["role"], one["disabled_at"] is None) for one in told] == [
        ("Ada", "administrator", True),
        ("Bob", "responder", False),
    ]
    assert run("user", "enable", "Bob").out == "Bob: let in again\n"
    assert LINK.fullmatch(run("user", "link", "Bob", "--without-factors").out)


def test_somebody_is_given_one_role_beside_another(run: Run) -> None:
    run("user", "add", "Bob", "--role", "responder", "--service", "instagram")
    beside = run("user", "grant", "Bob", "--role", "communicator", "--operator", "meta").out
    assert beside == "Bob: responder on instagram; communicator on meta (operator) from now on\n"
    assert run("user", "grant", "Bob", "--role", "communicator", "--operator", "meta").out == beside, "once"
    assert run("user", "grant", "Bob", "--role", "administrator").code == 2
    assert run("user", "list").out == (
        "Bob  responder on instagram; communicator on meta (operator)  has not signed in yet\n"
    )
    assert run("user", "role", "Bob", "--role", "viewer").out == "Bob: viewer on everything from now on\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("user", "add", "Eve"), 2, "--role: say which"),
        (("user", "add", "ADA", "--role", "viewer"), 2, "already"),
        (("user", "add", "Eve", "--role", "viewer", "--service", "nothing"), 2, 'no service "nothing"'),
        (("user", "add", "Eve", "--role", "administrator", "--operator", "meta"), 2, "no bounds"),
        (("user", "add", "", "--role", "viewer"), 2, "a name is missing"),
        (("user", "link"), 2, "there are accounts already"),
        (("user", "link", "Eve"), 2, 'no account "Eve"'),
        (("user", "role", "Ada"), 2, "--role: say which"),
        (("user", "disable", "Ada"), 3, "the last administrator"),
        (("user", "role", "Ada", "--role", "viewer"), 3, "the last administrator"),
        (("token", "add", "ci"), 2, "--right: give one at least"),
        (("token", "add", "ci", "--right", "keep"), 2, "--right: give one at least"),
        (("token", "add", "ci", "--right", "feed", "--days", "0"), 2, "--days"),
        (("token", "add", "", "--right", "feed"), 2, "a name is missing"),
        (("token", "revoke", "ci"), 2, 'no token "ci"'),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_done(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    run("user", "add", "Ada", "--role", "administrator")
    before = run("user", "list").out
    ended = run(*words)
    assert (ended.code, says in ended.err.replace("\n", " ")) == (code, True), ended.err
    assert run("user", "list").out == before


def test_tokens_are_made_shown_once_listed_and_revoked(run: Run) -> None:
    shown = run(
        "token", "add", "ci", "--right", "feed", "--right", "look", "--service", "instagram"
    ).out.strip()
    assert re.fullmatch(r"gsw_[\w-]{43}", shown)
    listed = run("token", "list").out
    assert listed == f"ci  {shown[:12]}...  feed, look on instagram  does not end\n"
    again = run("token", "add", "ci", "--right", "feed")
    assert (again.code, "already" in again.err) == (2, True)
    assert run("token", "revoke", "ci").out == "ci: revoked\n"
    assert run("token", "list").out.endswith("revoked\n")
    assert shown.encode() not in Path("groundswell-data/groundswell.db").read_bytes()


def test_the_first_start_says_how_the_first_administrator_comes_in() -> None:
    settings = load_settings(None, {"GROUNDSWELL_WEB_PUBLIC_URL": "https://out.example/"})
    said = "\n".join(
        welcome(settings, load_catalog(None), "http://127.0.0.1:8000", first=True, link="/desk/join/x")
    )
    assert "  desk      https://out.example/desk/join/x\n" in said
    assert "within 24 hours" in said
    later = "\n".join(welcome(settings, load_catalog(None), "http://127.0.0.1:8000", first=False))
    assert "/desk/join" not in later


def test_the_provider_s_secret_comes_from_a_file_too_and_is_not_shown(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "oidc"
    file.write_text("very secret\n")
    env = {
        "GROUNDSWELL_DESK_OIDC_ISSUER": "https://idp.example",
        "GROUNDSWELL_DESK_OIDC_CLIENT_ID": "groundswell",
        "GROUNDSWELL_DESK_OIDC_CLIENT_SECRET_FILE": str(file),
    }
    settings = load_settings(None, env)
    assert settings.desk.oidc_client_secret == "very secret"
    told = repr(describe(settings))
    assert "very secret" not in told
    assert "***" in told
    assert "very secret" not in run("config", "--json").out
