"""What the settings say of channels, as the leg `announce` needs it: channels by name, and the targets that they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.catalog import Catalog, like
from groundswell.core.notice import Sender
from groundswell.errors import ConfigError
from groundswell.ports import Clock
from groundswell.ports.notices import CHANNEL, Channel, Http, Surroundings, Target
from groundswell.runtime.channel_settings import SECTION, Way
from groundswell.runtime.config import Settings
from groundswell.runtime.plugins import plugin


def way_out(settings: Settings) -> OutgoingHttp:
    """The one way out of an instance. Raises ConfigError."""
    told = settings.channels
    return OutgoingHttp(told.allow_private, told.allow_private_subscribers)


def channels_of(settings: Settings, http: Http, clock: Clock) -> Mapping[str, Channel]:
    """Every channel that the settings name. Raises ConfigError."""
    around = Surroundings(http, Path(settings.data_dir), clock)
    return {way.name: channel_of(way, around) for way in settings.ways}


def channel_of(way: Way, around: Surroundings) -> Channel:
    """One of them. Raises ConfigError."""
    try:
        made: Channel = plugin("channel", way.common.kind)(way.own, around)
    except ConfigError as fault:
        raise ConfigError(f"[{SECTION}.{way.name}]: {fault}") from fault
    return made


def placeless(way: Way) -> str:
    """The setting without which this one has no place of its own and carries to the addresses of others alone; "" where it has one."""
    place: str = getattr(plugin("channel", way.common.kind), "place", "")
    return place if place and not getattr(way.own, place) else ""


def targets_of(settings: Settings, catalog: Catalog) -> list[Target]:
    """The targets that the channels of the settings are. Raises ConfigError where one names a service that is not there."""
    for way in settings.ways:
        for what, slugs, known in (
            ("services", way.common.services, catalog.services),
            ("categories", way.common.categories, catalog.categories),
        ):
            for slug in slugs:
                if slug not in known:
                    near = like(slug, list(known), limit=1)
                    hint = f'; did you mean "{near[0]}"?' if near else ""
                    raise ConfigError(f'[{SECTION}.{way.name}]: {what}: the catalog has no "{slug}"{hint}')
    return [target_of(way) for way in settings.ways]


def target_of(way: Way) -> Target:
    """The target that a channel is itself."""
    return Target(
        id=f"{CHANNEL}{way.name}",
        channel=way.name,
        kind=way.common.kind,
        language=way.common.language,
        owner=f"{CHANNEL}{way.common.owner}" if way.common.owner else "",
        route=way.route,
        digest=way.digest,
    )


def sender_of(settings: Settings, *, exercise: bool = False) -> Sender:
    """Who says so."""
    return Sender(settings.instance_name, settings.web.url, exercise)
