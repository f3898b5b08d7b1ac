"""Sign-in by a provider: a real small one listens on loopback, keeps to the rules or breaks them one at a time."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from groundswell.core.access import Role
from groundswell.core.accounts import Grant, Scope
from groundswell.web.people.config import DeskConfig
from tests.town import NOON
from tests.web.house import House, at_home
from tests.web.people.desk import PASSWORD, Browser, account, browser

CLIENT, SECRET = "groundswell", "a secret: with signs/of + its own"
BACK = "/desk/sign-in/oidc/back"
AT = int(NOON.timestamp())


@dataclass
class Provider:
    """What it knows, and what it does wrong."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}, private=True))
    shown: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    wrong: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    algorithm: str = "RS256"
    issuer: str = ""
    endpoint: str = ""

    def authorize(self, location: str, subject: str = "s-1", name: str = "Ada") -> dict[str, str]:
        """What the browser is sent back with, after somebody has signed in there."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert location.startswith(f"{self.address}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "subject": subject, "name": name}
        return {"code": code, "state": asked["state"], "iss": self.address}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": self.endpoint or f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [(self.shown or self.key).as_dict(private=False)]}

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        plain = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        named = "groundswell:a+secret%3A+with+signs%2Fof+%2B+its+own"
        if asked is None or plain != named or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        told = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            .decode()
            .rstrip("=")
        )
        if told != asked["code_challenge"]:
            return None
        claims = {"iss": self.address, "aud": CLIENT, "sub": asked["subject"], "name": asked["name"]}
        claims |= {"nonce": asked["nonce"], "iat": AT, "exp": AT + 300}  # type: ignore[dict-item]
        claims = self.wrong(claims)
        header = {"alg": self.algorithm, "kid": "k1"}
        if self.algorithm == "none":
            parts = [
                base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
                for part in (header, claims)
            ]
            return {"id_token": ".".join([*parts, ""]), "token_type": "Bearer"}
        return {"id_token": jwt.encode(header, claims, self.key), "token_type": "Bearer"}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[Provider]]]:
    current: list[Provider] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            current[0].asked.append(self.path)
            tells = {"/.well-known/openid-configuration": current[0].discovery, "/keys": current[0].keys}
            self._say(tells[self.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(current[0].redeem(form, self.headers.get("authorization", "")))

        def _say(self, told: dict[str, Any] | None) -> None:
            body = json.dumps(told if told is not None else {"error": "invalid_grant"}).encode()
            self.send_response(200 if told is not None else 400)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_address[1]}", current
    listening.shutdown()
    thread.join(10)
    listening.server_close()


@pytest.fixture
def provider(server: tuple[str, list[Provider]]) -> Provider:
    address, current = server
    current[:] = [Provider(address)]
    return current[0]


def desk(provider: Provider, role: Any = "responder", **told: Any) -> DeskConfig:
    return DeskConfig(
        oidc_issuer=provider.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Town Login",
        oidc_role=role,
        **told,
    )


async def through(ada: Browser, provider: Provider, **told: str) -> httpx.Response:
    """From our page to the provider and back; `told` in place of what it sends back."""
    away = await ada.open("/desk/sign-in/oidc?next=/desk/account")
    assert away.status_code == 303, away.text
    return await ada.client.get(BACK, params={**provider.authorize(away.headers["location"]), **told})


def test_whom_the_provider_vouches_for_is_in_and_known_again(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as ada:
            assert "Sign in with Town Login" in (await ada.open("/desk/sign-in")).text
            answer = await through(ada, provider)
            assert (answer.status_code, answer.headers["location"]) == (303, "/desk/account")
            assert "You are Ada, responder on everything" in (await ada.open("/desk/account")).text
        async with browser(house) as again:
            await through(again, provider)
        (one,) = await house.parts.people.people.accounts()
        assert (one.name, one.grants, one.subject) == (
            "Ada",
            (Grant(Role.RESPONDER),),
            f"{provider.address} s-1",
        )
        assert provider.asked.count("/keys") == 1, "keys are kept for a while"

    at_home(tmp_path, visit, desk=desk(provider))


def test_whom_nobody_has_invited_stays_out_where_no_role_is_set(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as ada:
            answer = await through(ada, provider)
            assert (answer.status_code, "nobody has given you an account" in answer.text) == (403, True)
        assert await house.parts.people.people.accounts() == []

    at_home(tmp_path, visit, desk=desk(provider, ""))


def test_a_name_that_is_taken_is_never_taken_over(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as eve:
            await through(eve, provider)
            assert "You are Ada 2, responder" in (await eve.open("/desk/account")).text

    at_home(tmp_path, visit, desk=desk(provider))


def test_an_account_is_connected_by_its_owner_from_our_page_alone(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            lured = await ada.client.get("/desk/account/oidc", headers={"sec-fetch-site": "cross-site"})
            assert lured.status_code == 403
            away = await ada.client.get("/desk/account/oidc", headers={"sec-fetch-site": "same-origin"})
            back = provider.authorize(away.headers["location"])
            async with browser(house) as eve:
                eve.keep("desk-step", ada.client.cookies["desk-step"])
                stolen = await eve.client.get(BACK, params=back)
                assert stolen.status_code == 401, "whoever comes back has to be who went"
            away = await ada.open("/desk/account/oidc")
            done = await ada.client.get(BACK, params=provider.authorize(away.headers["location"]))
            assert done.headers["location"] == "/desk/account"
        async with browser(house) as ada:
            await through(ada, provider)
            assert "You are Ada, administrator" in (await ada.open("/desk/account")).text
            await ada.send("/desk/account", "/desk/account/oidc/off")
        async with browser(house) as ada:
            assert (await through(ada, provider)).status_code == 403

    at_home(tmp_path, visit, desk=desk(provider, ""))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"iss": "https://other.example"}, "issuer"),
        ({"aud": "another client"}, "audience"),
        ({"aud": [CLIENT, "another"]}, "for others too"),
        ({"exp": AT - 61}, "over"),
        ({"iat": AT + 3600}, "from the future"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "no nonce"),
        ({"sub": None}, "nobody"),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_a_token_that_says_the_wrong_thing_lets_nobody_in(
    tmp_path: Path, provider: Provider, wrong: dict[str, Any], why: str
) -> None:
    provider.wrong = lambda claims: {k: v for k, v in {**claims, **wrong}.items() if v is not None}

    async def visit(house: House) -> None:
        async with browser(house) as eve:
            answer = await through(eve, provider)
            assert answer.status_code == 401
            assert "does not hold" in answer.text or "meant for others" in answer.text
            assert (await eve.open("/desk")).status_code == 303
        assert await house.parts.people.people.count() == 0

    at_home(tmp_path, visit, desk=desk(provider))


@pytest.mark.parametrize("algorithm", ["none", "another key"])
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(
    tmp_path: Path, provider: Provider, algorithm: str
) -> None:
    if algorithm == "none":
        provider.algorithm = "none"
    else:
        provider.shown = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)

    async def visit(house: House) -> None:
        async with browser(house) as eve:
            assert (await through(eve, provider)).status_code == 401

    at_home(tmp_path, visit, desk=desk(provider))


def test_an_answer_to_another_question_lets_nobody_in(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as eve:
            for told in (
                {"state": "another"},
                {"iss": "https://other.example"},
                {"code": "made-up"},
                {"error": "access_denied"},
            ):
                assert (await through(eve, provider, **told)).status_code == 401
            away = await eve.open("/desk/sign-in/oidc")
            back = provider.authorize(away.headers["location"])
            async with browser(house) as victim:
                assert (await victim.client.get(BACK, params=back)).status_code == 401, (
                    "it is another browser's"
                )
            eve.keep("desk-step", "forged")
            assert (await eve.client.get(BACK, params=back)).status_code == 401
        assert await house.parts.people.people.count() == 0

    at_home(tmp_path, visit, desk=desk(provider))


def test_an_answer_is_taken_once_and_not_too_late(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as ada, browser(house) as thief:
            away = await ada.open("/desk/sign-in/oidc")
            kept = ada.client.cookies["desk-step"]
            back = provider.authorize(away.headers["location"])
            assert (await ada.client.get(BACK, params=back)).status_code == 303
            thief.keep("desk-step", kept)
            assert (await thief.client.get(BACK, params=back)).status_code == 401
            away = await ada.open("/desk/sign-in/oidc")
            house.clock.advance(minutes=11)
            late = provider.authorize(away.headers["location"])
            assert (await thief.client.get(BACK, params=late)).status_code == 401

    at_home(tmp_path, visit, desk=desk(provider))


def test_a_key_that_is_newer_than_ours_is_fetched(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as ada:
            await through(ada, provider)
            provider.key = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
            house.clock.advance(minutes=2)
            assert (await through(ada, provider)).status_code == 303

    at_home(tmp_path, visit, desk=desk(provider))


def test_a_provider_that_is_set_up_wrongly_or_away_is_told_without_its_words(
    tmp_path: Path, provider: Provider
) -> None:
    async def visit(house: House) -> None:
        provider.issuer = "https://other.example"
        async with browser(house) as ada:
            answer = await ada.open("/desk/sign-in/oidc")
            assert (answer.status_code, "the log says why" in answer.text) == (500, True)
            provider.issuer, provider.endpoint = "", "ftp://elsewhere.example/token"
            assert (await ada.open("/desk/sign-in/oidc")).status_code == 500

    at_home(tmp_path, visit, desk=desk(provider))

    async def away(house: House) -> None:
        async with browser(house) as ada:
            assert (await ada.open("/desk/sign-in/oidc")).status_code == 503

    (tmp_path / "away").mkdir()
    at_home(tmp_path / "away", away, desk=DeskConfig(oidc_issuer="http://127.0.0.1:9", oidc_client_id="x"))


@pytest.mark.parametrize(
    "issuer", ["http://idp.example", "idp.example", "https://idp.example/?a=b", "ftp://idp.example"]
)
def test_an_issuer_is_an_https_address(issuer: str) -> None:
    with pytest.raises(ValueError, match="oidc_issuer"):
        DeskConfig(oidc_issuer=issuer, oidc_client_id="x")
    with pytest.raises(ValueError, match="oidc_client_id"):
        DeskConfig(oidc_issuer="https://idp.example")


ROLES = (
    "night watch -> responder",
    "bank/press->communicator on bank, operator:ring",
    "cn=root,ou=groups -> administrator",
)


def grouped(provider: Provider, *groups: str) -> None:
    provider.wrong = lambda claims: {**claims, "realm_access": {"roles": list(groups)}}


def test_the_provider_says_at_each_sign_in_what_somebody_is(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        people = house.parts.people.people

        async def comes(*groups: str) -> tuple[int, tuple[Grant, ...]]:
            grouped(provider, *groups)
            async with browser(house) as ada:
                answer = await through(ada, provider)
                if answer.status_code == 403:
                    words = ("none of your groups there has a role here", "you are its last administrator")
                    assert any(each in answer.text for each in words), answer.text
            found = await people.accounts()
            return answer.status_code, found[0].grants if found else ()

        away = Grant(Role.COMMUNICATOR, Scope(("bank",), ("ring",)))
        async with browser(house) as ada:
            asked = (await ada.open("/desk/sign-in/oidc")).headers["location"]
            assert "scope=openid+profile+groups" in asked
        assert await comes("cooks") == (403, ())
        assert await comes("night watch", "cooks", "bank/press") == (303, (Grant(Role.RESPONDER), away))
        async with browser(house) as ada:
            grouped(provider, "bank/press")
            await through(ada, provider)
            assert "You are Ada, communicator on Bank, RingRing." in (await ada.open("/desk/account")).text
            assert await comes() == (403, ()), "the group is gone, and the role with it"
            assert (await ada.open("/desk")).status_code == 303, "also where they were still signed in"
        assert await comes("cn=root,ou=groups", "night watch") == (303, (Grant(Role.ADMINISTRATOR),))
        assert await comes() == (403, (Grant(Role.ADMINISTRATOR),)), "out, but the last of them"
        things = [each.thing for each in await people.noted(act="give role")]
        assert things == [
            "Ada: administrator on everything",
            "Ada: no role",
            "Ada: communicator on bank, ring (operator)",
        ]

    at_home(
        tmp_path,
        visit,
        desk=desk(provider, "", oidc_roles=ROLES, oidc_claim="realm_access.roles", oidc_scopes=("groups",)),
    )


def test_who_is_in_no_group_has_the_role_of_all_where_there_is_one(
    tmp_path: Path, provider: Provider
) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as ada:
            await through(ada, provider)
            assert "You are Ada, viewer on everything" in (await ada.open("/desk/account")).text

    at_home(tmp_path, visit, desk=desk(provider, "viewer", oidc_roles=ROLES))


def test_no_other_way_leads_past_what_the_provider_says(tmp_path: Path, provider: Provider) -> None:
    async def visit(house: House) -> None:
        people = house.parts.people.people
        await account(house, "Root")
        grouped(provider, "night watch")
        async with browser(house) as ada, browser(house) as root:
            await through(ada, provider)
            own = await ada.open("/desk/account")
            assert "alone lets you in" in own.text
            await ada.fill(own, "/desk/account/password", password=PASSWORD, again=PASSWORD)
            async with browser(house) as later:
                tried = await later.sign_in("Ada")
                assert (tried.status_code, "by Town Login alone" in tried.text) == (403, True)
                assert (await later.sign_in("Ada", "quite another one")).status_code == 401, (
                    "told to nobody else"
                )
            await root.sign_in("Root")
            (one,) = [each for each in await people.accounts() if each.name == "Ada"]
            page = f"/desk/people/{one.id}"
            assert "The provider alone lets them in" in (await root.send(page, f"{page}/link")).text
            await root.send(page, f"{page}/role", role="viewer", services="bank")
            grouped(provider)
            async with browser(house) as later:
                assert (await later.sign_in("Ada")).status_code == 303, "what a person has given stays"
                await through(later, provider)
                assert "You are Ada, viewer on Bank" in (await later.open("/desk/account")).text
            assert "Leave it to Town Login" in (await root.open(page)).text
            await root.send(page, f"{page}/role", by="provider")
        async with browser(house) as ada:
            assert (await through(ada, provider)).status_code == 403

    at_home(tmp_path, visit, desk=desk(provider, "", oidc_roles=ROLES, oidc_claim="realm_access.roles"))


def test_an_invited_account_that_is_connected_keeps_what_it_was_given(
    tmp_path: Path, provider: Provider
) -> None:
    async def visit(house: House) -> None:
        ada = await account(house, "Ada")
        await house.parts.people.people.set_subject(ada.id, f"{provider.address} s-1")
        async with browser(house) as one:
            await through(one, provider)
            assert "You are Ada, administrator" in (await one.open("/desk/account")).text

    at_home(tmp_path, visit, desk=desk(provider, "", oidc_roles=ROLES))
