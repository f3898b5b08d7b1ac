"""Passkeys (WebAuthn): the questions that a browser gets, and whether its answers hold. The mathematics is the library's.

The library is imported when somebody first signs in so: with what it needs to read certificates it is a twentieth of a start.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from groundswell.core.accounts import Account
from groundswell.ports import Passkey
from groundswell.web.people.seal import Seal, Spent

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

ASKED_FOR: Final = timedelta(minutes=10)
"""So long a page with a question may stand before it is answered."""
_CHALLENGE_BYTES: Final = 32
_NEW, _PROVE = "passkey new", "passkey prove"
_CREDENTIAL_LETTERS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser is asked (`options`, JSON), and `step`, which it hands back with the answer."""

    options: str
    step: str


@dataclass(frozen=True, slots=True)
class Proven:
    """A passkey that has answered rightly, and how often it says it was used."""

    id: str
    count: int


def key_id(raw: bytes) -> str:
    """An id as it is kept."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Passkeys:
    """Asks and checks."""

    def __init__(self, seal: Seal, site_name: str) -> None:
        self._seal = seal
        self._site_name = site_name
        self._spent = Spent(ASKED_FOR)
        self._is_ready = False

    async def ready(self) -> None:
        """Import the library beside all else: whoever signs in first keeps nobody waiting."""
        if not self._is_ready:
            await asyncio.to_thread(import_module, "webauthn")
            self._is_ready = True

    def ask_new(self, account: Account, known: Sequence[Passkey], origin: str, now: datetime) -> Question:
        """Make a passkey for `account` on the site at `origin`, which the device finds by itself and whose owner it checks."""
        import webauthn
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        challenge = secrets.token_bytes(_CHALLENGE_BYTES)
        options = webauthn.generate_registration_options(
            rp_id=_host(origin),
            rp_name=self._site_name,
            user_name=account.name,
            user_id=self._handle(account.id),
            challenge=challenge,
            exclude_credentials=[_described(one) for one in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return self._question(_NEW, options_json(options), challenge, account.id, now)

    def ask_proof(self, known: Sequence[Passkey], account: int, origin: str, now: datetime) -> Question:
        """Prove that they have one of `known`, or where none are named any that the device has for this site."""
        import webauthn
        from webauthn.helpers.structs import UserVerificationRequirement

        challenge = secrets.token_bytes(_CHALLENGE_BYTES)
        options = webauthn.generate_authentication_options(
            rp_id=_host(origin),
            challenge=challenge,
            allow_credentials=[_described(one) for one in known] or None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return self._question(_PROVE, options_json(options), challenge, account, now)

    def made(
        self, step: str, credential: str, account: int, label: str, origin: str, now: datetime
    ) -> Passkey | None:
        """The passkey that the device has made for `account`; None where the answer does not hold."""
        import webauthn
        from webauthn.helpers.exceptions import WebAuthnException

        challenge = self._challenge(_NEW, step, account, now)
        if challenge is None or len(credential) > _CREDENTIAL_LETTERS_MAX:
            return None
        try:
            found = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=_host(origin),
                expected_origin=origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
            return (
                None  # the library lets some of Python's own faults through on bytes that are no credential
            )
        return Passkey(
            key_id(found.credential_id), account, label, found.credential_public_key, found.sign_count, now
        )

    def proven(
        self, step: str, credential: str, key: Passkey, account: int, origin: str, now: datetime
    ) -> Proven | None:
        """Whether the device has answered the question of `account` with `key`; None where not."""
        import webauthn
        from webauthn.helpers.exceptions import WebAuthnException

        challenge = self._challenge(_PROVE, step, account, now)
        if challenge is None or len(credential) > _CREDENTIAL_LETTERS_MAX:
            return None
        try:
            found = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=_host(origin),
                expected_origin=origin,
                credential_public_key=key.public_key,
                credential_current_sign_count=key.count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
            return None
        return Proven(key.id, found.new_sign_count)

    def _handle(self, account: int) -> bytes:
        """What the device files the account under: the same each time, and no name."""
        return bytes.fromhex(self._seal.sign("passkey handle", str(account)))

    def _question(self, kind: str, options: str, challenge: bytes, account: int, now: datetime) -> Question:
        held = {"challenge": challenge.hex(), "account": str(account)}
        return Question(options, self._seal.lend(kind, held, now + ASKED_FOR))

    def _challenge(self, kind: str, step: str, account: int, now: datetime) -> bytes | None:
        held = self._seal.back(kind, step, now)
        if held is None or held["account"] != str(account) or not self._spent.first(step, now):
            return None
        return bytes.fromhex(held["challenge"])


def options_json(options: object) -> str:
    """The library's options as the browser reads them."""
    import webauthn

    return webauthn.options_to_json(options)  # type: ignore[arg-type]  # one of its two kinds


def _described(key: Passkey) -> PublicKeyCredentialDescriptor:
    import webauthn
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(key.id))


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""
