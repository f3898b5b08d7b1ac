"""One-time codes of an app (TOTP, RFC 6238) and recovery codes for who has lost it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp
import segno
from markupsafe import Markup

RECOVERY_CODES: Final = 10
_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""without those that are taken for one another"""
_STEP: Final = timedelta(seconds=30)
_DIGITS: Final = 6


def fresh_key() -> str:
    """A new key, in base32 as apps want it."""
    return pyotp.random_base32(32)


def step_of(key: str, code: str, now: datetime) -> int | None:
    """Which step of half a minute `code` is of: this one, the one before or after; None where it fits none."""
    told = "".join(code.split())
    if len(told) != _DIGITS or not told.isascii() or not told.isdigit():
        return None
    totp, found = pyotp.TOTP(key), None
    for drift in (-1, 0, 1):
        at = now + drift * _STEP
        if totp.verify(told, for_time=at):
            found = totp.timecode(at)
    return found


def uri(key: str, name: str, site: str) -> str:
    """What the app is told."""
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=site)


def picture(told: str) -> Markup:
    """`told` as a QR code, dark on light whatever the page's colours, without a style of its own."""
    drawn = segno.make(told, error="m").svg_inline(
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        title="QR code",
    )
    return Markup(drawn)  # noqa: S704  drawn from a text that holds no markup


def fresh_recovery() -> list[str]:
    """Ten codes of 50 bits, in two groups of letters."""
    return [
        "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    ]


def plain_recovery(code: str) -> str:
    """A recovery code as it is compared: however it was written down."""
    return "".join(letter for letter in code.lower() if letter.isalnum())
