"""What there are many kinds of, by name: a literal table of ours, then the entry points of other packages.

A kind is imported only when the settings name it. Two that share a name are a ConfigError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from groundswell.errors import ConfigError
from groundswell.runtime.setting import did_you_mean

TABLE: Final[Mapping[str, Mapping[str, str]]] = {
    "channel": {
        "alertmanager": "groundswell.channels.alertmanager:Alertmanager",
        "apprise": "groundswell.channels.apprise:Apprise",
        "bluesky": "groundswell.channels.bluesky:Bluesky",
        "chat": "groundswell.channels.chat:Chat",
        "discord": "groundswell.channels.discord:Discord",
        "email": "groundswell.channels.email:Email",
        "mastodon": "groundswell.channels.mastodon:Mastodon",
        "opsgenie": "groundswell.channels.opsgenie:Opsgenie",
        "pagerduty": "groundswell.channels.pagerduty:PagerDuty",
        "push": "groundswell.channels.push:Push",
        "slack": "groundswell.channels.slack:Slack",
        "telegram": "groundswell.channels.telegram:Telegram",
        "webhook": "groundswell.channels.webhook:Webhook",
    },
}


@cache
def plugin(
    what: str, kind: str
) -> Any:  # a class of whatever package: its form is checked, its type is not known
    """The class of `kind` ("mastodon") of `what` ("channel"). Raises ConfigError."""
    place, others = TABLE[what].get(kind), _of_others(what)
    offered = [point for point in others if point.name == kind]
    if (place and offered) or len(offered) > 1:
        givers = ", ".join(point.value for point in offered)
        raise ConfigError(f'two packages offer the {what} "{kind}" ({place or "ours"}, {givers}): remove one')
    if not place and not offered:
        known = ", ".join(f'"{name}"' for name in kinds(what))
        near = did_you_mean(kind, kinds(what)) or f"; there are {known}"
        raise ConfigError(f'there is no {what} of the kind "{kind}"{near}')
    try:
        if place:
            module, _, name = place.partition(":")
            found = getattr(import_module(module), name)
        else:
            found = offered[0].load()
    except (ImportError, AttributeError) as fault:
        raise ConfigError(f'the {what} "{kind}" cannot be loaded: {fault}') from fault
    if not is_dataclass(getattr(found, "Config", None)):
        raise ConfigError(f'the {what} "{kind}" has no `Config`, a frozen dataclass of its settings')
    return found


def kinds(what: str) -> list[str]:
    """The names of all kinds that there are."""
    return sorted({*TABLE[what], *(point.name for point in _of_others(what))})


def _of_others(what: str) -> list[EntryPoint]:
    return list(entry_points(group=f"groundswell.{what}"))
