"""The command that answers people who ask what is kept of what they asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from groundswell.core.notice import QUESTION_PREFIX
from groundswell.ports.questions import Question, QuestionState
from groundswell.runtime import terminal, wishing
from groundswell.runtime.asking import asking_of
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.config import Settings
from groundswell.runtime.noting import note
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, looked_in, settings_of_instance
from groundswell.runtime.secrets import load_secrets
from groundswell.runtime.terminal import Exit, UsageFault


def question(
    action: Literal["list", "export", "delete"],
    whose: str = "",
    /,
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """List the questions that wait (`list`), write out all that is kept of one, or of all that an address has asked by mail
    or channel (`export WHOSE`), or forget it (`delete WHOSE`), for good: with the wishes that hang on it, and what was answered. Letters that bear an address which nobody has proved are
    deleted with the others, and written out by `person export` alone.

    The server may run meanwhile. Exits with 1 when nothing is kept of it.

    Parameters
    ----------
    action
        What to do.
    whose
        The handle of a question (the end of its page's address), or an address that asked.
    """
    if action != "list" and not whose:
        raise UsageFault(f"{action}: of which? `groundswell question {action} HANDLE`, or an address")
    if action == "list" and whose:
        raise UsageFault("list: takes nothing; `export HANDLE` tells what is kept of one")
    return asyncio.run(_run(settings_of_instance(config, data_dir), action, whose, json=json))


async def _run(settings: Settings, action: str, whose: str, *, json: bool) -> int:
    async with open_stores(settings, looking=True) as stores:
        if action == "list":
            return await _list(stores, looked_in(settings), json=json)
        key = load_secrets(settings.data_dir).key
        undertake = wishing.undertaker(settings, key, stores.wishes, stores.catalog, stores.clock)
        withdraw = wishing.withdrawer(stores, undertake)
        asker = asking_of(settings, stores, key, withdraw.forget_about).asker
        by_handle = await asker.find(whose.strip().rstrip("/").rsplit("/", 1)[-1])
        found: Sequence[Question] = [by_handle] if by_handle else await asker.of_address(whose)
        if action == "delete" and not by_handle:
            found = [*found, *await asker.of_address(whose, is_proved=False)]
        if action == "export":
            terminal.say_json(
                [
                    await asker.export(each) | await withdraw.export_about(QUESTION_PREFIX + each.id)
                    for each in found
                ]
            )
        else:
            gone = await asker.delete_all(found)
            if gone:
                await note(stores, "question delete", terminal.counted(gone, "question"))
            if json:
                terminal.say_json({"deleted": gone})
            else:
                terminal.say(f"{terminal.counted(gone, 'question')} deleted")
        return Exit.FINE if found else Exit.TROUBLE


async def _list(stores: Stores, where: str, *, json: bool) -> int:
    found = await stores.questions.list([QuestionState.WAITING])
    rows = [
        {
            "id": each.id,
            "at": each.at,
            "source": each.source.value,
            "service": each.service,
            "language": each.language,
            "words": each.words,
        }
        for each in found
    ]
    if json:
        terminal.say_json(rows)
    else:
        for row in rows:
            terminal.say(
                f"{row['at']:%Y-%m-%d %H:%M}  {row['service'] or '-'}  {' '.join(str(row['words']).split())}"
            )
        terminal.say(f"{terminal.counted(len(rows), 'question')} waiting in {where}")
    return Exit.FINE
