"""What settings name that other settings, or this version, must have: channels of a kind, languages, hosts, a bot.

The only place where that is checked: whatever reads settings (`config`, `doctor`, `serve`) refuses the same.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from groundswell.core.notice import Way, is_host
from groundswell.core.phrases import LANGUAGES
from groundswell.runtime.setting import PREFIX

if TYPE_CHECKING:
    from groundswell.runtime.config import Settings


def dangling(settings: Settings) -> Iterator[str]:
    """Every name that leads nowhere: where it stands, what is wrong with it, and what would be right."""
    told = settings.subscriptions
    wanted = [(f"subscriptions.{way.value}", getattr(told, way.value), way.value) for way in Way]
    wanted += [
        ("mail.channel", settings.mail.channel, "email"),
        ("statements.reminds_by", settings.statements.reminds_by, ""),
        *(("oncall.channels", name, "") for name in settings.oncall.channels),
    ]
    for key, name, kind in wanted:
        if name and (fault := _channel(settings, name, kind)):
            yield f'{place(settings, key)} = "{name}": {fault}'
    if not settings.statements.languages:
        yield f"{place(settings, 'statements.languages')}: name one at least; {_those(LANGUAGES)}"
    for code in settings.statements.languages:
        if code not in LANGUAGES:
            yield (
                f'{place(settings, "statements.languages")} = "{code}": there is no such language'
                f"{_meant(code, LANGUAGES)}; {_those(LANGUAGES)}"
            )
    if told.telegram and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,63}", told.telegram_bot):
        key = place(settings, "subscriptions.telegram_bot")
        yield f"{key}: the name of the bot, without the @, is needed for the link to it"
    for host in told.chat_hosts:
        if not is_host(host):
            key = place(settings, "subscriptions.chat_hosts")
            yield f'{key}: "{host}" is no host such as "chat.example.org" or "chat.example.org:8065"'


def place(settings: Settings, key: str) -> str:
    """Where a setting was written: its variable, its option, or the file and its key."""
    origin = settings.origins.get(key, "")
    if origin.startswith((PREFIX, "--")):
        return origin
    return f"{origin}: {key}" if origin else key


def _channel(settings: Settings, name: str, kind: str) -> str:
    """What is wrong with naming this channel where one of `kind` ("": any) is wanted; "" where nothing is."""
    kinds = {way.name: way.common.kind for way in settings.ways}
    if name in kinds and kind in ("", kinds[name]):
        return ""
    fit = [each for each, its in kinds.items() if kind in ("", its)]
    wanted = f'a channel ([channels.NAME]) of the kind "{kind}"' if kind else "a channel ([channels.NAME])"
    there = (
        f'"{name}" is of the kind "{kinds[name]}"' if name in kinds else f'there is no channel "{name}"'
    ) + _meant(name, fit)
    return f"it must name {wanted}, and {there}; {_those(fit)}"


def _meant(name: str, those: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(those), n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else ""


def _those(names: Iterable[str]) -> str:
    return "there are " + (", ".join(f'"{each}"' for each in names) or "none")
