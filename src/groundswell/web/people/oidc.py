"""Sign-in by somebody else's word (OpenID Connect): authorization code with PKCE, state and nonce; who it is comes from the
ID token alone, its signature, issuer, audience, time and nonce checked.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from groundswell.errors import ConfigError, GroundswellError, RecoverableError
from groundswell.web.people.config import DeskConfig
from groundswell.web.people.seal import Seal, Spent, fresh

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

BACK_PATH: Final = "/desk/sign-in/oidc/back"
ASKED_FOR: Final = timedelta(minutes=10)
"""So long somebody may take at the provider."""
_KEPT: Final = timedelta(hours=1)
_KEYS_AGAIN: Final = timedelta(minutes=1)
_LEEWAY_SECONDS: Final = 60
_TIMEOUT_SECONDS: Final = 10.0
_ANSWER_BYTES_MAX: Final = 256 * 1024
_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""by public keys only: a shared secret, or none, would let others sign"""
_KIND: Final = "oidc"
_GROUPS_MAX: Final = 1000
T = TypeVar("T")


class NotVouchedError(GroundswellError):
    """What came back does not say who it is, or not to us; its text is for the log, and for the person."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for: `subject` is unique to it, `name` how it calls them, `groups` what they are in there."""

    subject: str
    name: str
    next: str
    account: int
    """who asked for their own account to be known so; 0: who signs in"""
    groups: tuple[str, ...] = ()


class _Discovered(msgspec.Struct):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct):
    id_token: str = ""


class Provider:
    """The provider of the settings."""

    def __init__(self, config: DeskConfig, seal: Seal) -> None:
        self._config = config
        self._seal = seal
        self._spent = Spent(ASKED_FOR)
        self._found: tuple[datetime, _Discovered] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    @property
    def is_on(self) -> bool:
        """Whether there is one."""
        return bool(self._config.oidc_issuer)

    async def begin(self, origin: str, next_path: str, account: int, now: datetime) -> tuple[str, str]:
        """Where the browser goes, and what it keeps meanwhile. Raises ConfigError or RecoverableError."""
        found = await self._discovered(now)
        state, nonce, verifier = fresh(), fresh(), fresh()
        asked = {
            "response_type": "code",
            "client_id": self._config.oidc_client_id,
            "redirect_uri": origin + BACK_PATH,
            "scope": " ".join(dict.fromkeys(("openid", "profile", *self._config.oidc_scopes))),
            "state": state,
            "nonce": nonce,
            "code_challenge": _base64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        held = {
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "next": next_path,
            "account": str(account),
        }
        joint = "&" if urlsplit(found.authorization_endpoint).query else "?"
        return f"{found.authorization_endpoint}{joint}{urlencode(asked)}", self._seal.lend(
            _KIND, held, now + ASKED_FOR
        )

    async def finish(self, origin: str, told: Mapping[str, str], kept: str, now: datetime) -> Vouched:
        """Who it is, from the query that came back (`told`) and what the browser has `kept`.

        Raises NotVouchedError, ConfigError or RecoverableError.
        """
        held = self._seal.back(_KIND, kept, now)
        if held is None:
            raise NotVouchedError("this browser has not asked, or too long ago")
        if told.get("state") != held["state"] or not self._spent.first(held["state"], now):
            raise NotVouchedError("the answer is to another question (state)")
        if told.get("iss", self._config.oidc_issuer) != self._config.oidc_issuer:
            raise NotVouchedError("the answer is another provider's (iss)")
        if "error" in told or not told.get("code"):
            raise NotVouchedError(f"the provider says: {told.get('error', 'nothing')[:80]}")
        found = await self._discovered(now)
        claims = await self._claims(
            await self._redeemed(found, origin, told["code"], held["verifier"]), held["nonce"], now
        )
        name = next((str(claims[each]) for each in ("name", "preferred_username") if claims.get(each)), "")
        subject = f"{self._config.oidc_issuer} {claims['sub']}"
        groups = groups_of(claims, self._config.oidc_claim)
        return Vouched(subject, name, held["next"], int(held["account"]), groups)

    async def _discovered(self, now: datetime) -> _Discovered:
        if self._found is not None and now - self._found[0] < _KEPT:
            return self._found[1]
        address = f"{self._config.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
        found = _read(await _asked("GET", address), _Discovered)
        if found.issuer != self._config.oidc_issuer:
            raise ConfigError(
                f'oidc_issuer: the provider calls itself "{found.issuer}", the setting "{self._config.oidc_issuer}"'
            )
        secure = urlsplit(self._config.oidc_issuer).scheme == "https"
        for goal in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            if urlsplit(goal).scheme != "https" and (secure or urlsplit(goal).scheme != "http"):
                raise ConfigError(f'oidc_issuer: the provider names "{goal}", which is not https')
        self._found = (now, found)
        return found

    async def _redeemed(self, found: _Discovered, origin: str, code: str, verifier: str) -> str:
        config = self._config
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": origin + BACK_PATH,
            "code_verifier": verifier,
        }
        basic = None
        if not config.oidc_client_secret:
            form["client_id"] = config.oidc_client_id
        elif "client_secret_basic" in found.token_endpoint_auth_methods_supported:
            basic = httpx.BasicAuth(_quoted(config.oidc_client_id), _quoted(config.oidc_client_secret))
        else:
            form |= {"client_id": config.oidc_client_id, "client_secret": config.oidc_client_secret}
        return _read(await _asked("POST", found.token_endpoint, form, basic), _Tokens).id_token

    async def _claims(self, token: str, nonce: str, now: datetime) -> Mapping[str, Any]:
        from joserfc import jwt  # for those alone who have a provider
        from joserfc.errors import JoseError

        config = self._config
        try:
            try:
                decoded = jwt.decode(token, await self._key_set(now), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                # Perhaps signed with a key that is newer than those that we have.
                decoded = jwt.decode(token, await self._key_set(now, anew=True), algorithms=_ALGORITHMS)
            claims = decoded.claims
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=_LEEWAY_SECONDS,
                iss={"essential": True, "value": config.oidc_issuer},
                aud={"essential": True, "value": config.oidc_client_id},
                nonce={"essential": True, "value": nonce},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, TypeError) as fault:
            raise NotVouchedError(f"the provider's token does not hold: {type(fault).__name__}") from fault
        if (
            isinstance(claims["aud"], list)
            and len(claims["aud"]) > 1
            and claims.get("azp") != config.oidc_client_id
        ):
            raise NotVouchedError("the provider's token is meant for others too (azp)")
        return claims

    async def _key_set(self, now: datetime, *, anew: bool = False) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        kept = _KEYS_AGAIN if anew else _KEPT
        if self._keys is None or now - self._keys[0] >= kept:
            found = await self._discovered(now)
            body = await _asked("GET", found.jwks_uri)
            try:
                self._keys = (now, KeySet.import_key_set(msgspec.json.decode(body)))
            except (JoseError, msgspec.DecodeError, ValueError, KeyError, TypeError) as fault:
                raise ConfigError(f"oidc_issuer: the provider's keys cannot be read: {fault}") from fault
        return self._keys[1]


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as fault:
        raise ConfigError(f"oidc_issuer: the provider's answer cannot be read: {fault}") from fault


async def _asked(
    method: str, address: str, form: Mapping[str, str] | None = None, basic: httpx.BasicAuth | None = None
) -> bytes:
    """The body of a good answer. Nothing that was sent, and no part of a bad answer, is put into the fault."""
    host = urlsplit(address).hostname
    try:
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client,
            client.stream(
                method, address, data=form, auth=basic, headers={"accept": "application/json"}
            ) as answer,
        ):
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > _ANSWER_BYTES_MAX:
                    raise ConfigError(f"oidc_issuer: {host} answers without end")
    except httpx.HTTPError as fault:
        raise RecoverableError("the provider of sign-in cannot be reached just now") from fault
    if answer.status_code >= 500:
        raise RecoverableError(f"the provider of sign-in is unwell: {answer.status_code}")
    if answer.status_code != 200:
        raise NotVouchedError(f"the provider refuses: {answer.status_code}")
    return body


def groups_of(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The values of the claim `path`: a text, or a list of texts; () for none. A claim whose name holds dots is found as it
    is, else each dot leads a level down."""
    found: Any = claims
    if path in claims:
        found = claims[path]
    else:
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    listed: Collection[Any] = found if isinstance(found, list) else [found]
    return tuple(dict.fromkeys(each for each in listed if isinstance(each, str) and each))[:_GROUPS_MAX]


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _quoted(text: str) -> str:
    """As RFC 6749, 2.3.1 has it before Basic."""
    return urlencode({"": text})[1:]
