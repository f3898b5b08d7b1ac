"""The wire of subscriptions: what programs and browsers send to be told, and what they are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Slugs = Annotated[list[Annotated[str, Meta(max_length=80)]], Meta(max_length=50)]


class PreferencesIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody wants to hear, and when. Lists left empty mean all."""

    services: Annotated[Slugs, Meta(description="slugs of services, or names by which they are known")] = (
        field(default_factory=list)
    )
    categories: Annotated[Slugs, Meta(description="slugs of categories")] = field(default_factory=list)
    countries: Annotated[
        Slugs, Meta(description="codes of countries; only what is clearly reported from there")
    ] = field(default_factory=list)
    severity_min: Annotated[int, Meta(ge=1, le=5, description="the least severity")] = 1
    language: Annotated[str, Meta(max_length=8, description="the language of the messages")] = "en"
    digest: Annotated[str, Meta(max_length=8, description="none, hourly or daily")] = "none"
    quiet_from: Annotated[str, Meta(max_length=8, description="HH:MM; from then on nothing is told")] = ""
    quiet_to: Annotated[str, Meta(max_length=8, description="HH:MM; until then")] = ""
    time_zone: Annotated[
        str, Meta(max_length=64, description="of these times", examples=["Europe/Madrid"])
    ] = "UTC"
    urgent: Annotated[bool, Meta(description="severity 5 may break quiet hours and goes before a digest")] = (
        False
    )


class PushKeysIn(Struct):
    """The keys of a browser's subscription."""

    p256dh: Annotated[str, Meta(max_length=100)]
    auth: Annotated[str, Meta(max_length=40)]


class PushIn(Struct):
    """What PushSubscription.toJSON() gives; whatever else a browser puts there is passed over."""

    endpoint: Annotated[str, Meta(max_length=1000)]
    keys: PushKeysIn


class SubscriptionIn(PreferencesIn, kw_only=True):
    """A sign-up. Nothing is told before the address itself has said yes."""

    way: Literal["email", "webhook", "push", "chat", "telegram"]
    address: Annotated[
        str,
        Meta(
            max_length=1000,
            description="an e-mail address, the https address of a webhook, or that of a room's incoming webhook; "
            "empty for a browser and for Telegram",
        ),
    ] = ""
    push: PushIn | None = None
    website: Annotated[str, Meta(max_length=200, description="leave it empty")] = ""


class SignedUpOut(Struct, omit_defaults=True):
    """What becomes of a sign-up. Of e-mail nothing else is said: whether the address is known, its mailbox alone learns."""

    state: Literal["pending"] = "pending"
    detail: str = ""
    handle: Annotated[
        str, Meta(description="opens the subscription at /api/v1/subscriptions/{handle}; not of e-mail")
    ] = ""
    secret: Annotated[str, Meta(description="signs every call to the webhook; told this once")] = ""
    link: Annotated[
        str,
        Meta(description="leads to the bot on Telegram, where the yes is said; good for one chat, two days"),
    ] = ""


class PushKeyOut(Struct):
    """What a browser subscribes with."""

    key: Annotated[str, Meta(description="the application server's public key (RFC 8292), in base64url")]


class SubscriptionOut(Struct):
    """Everything that is kept of a subscription: what it wants, its address, and what it was told."""

    id: str
    way: str
    address: str
    language: str
    state: str
    made_at: datetime
    route: dict[str, Any]
    secret: str = ""
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    ending: str | None = None
    asked: int = 0
    ask_at: datetime | None = None
    target: dict[str, Any] | None = None
    notices: list[dict[str, Any]] = field(default_factory=list)
