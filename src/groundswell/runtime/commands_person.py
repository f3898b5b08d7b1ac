"""The command that answers people who ask what is kept of them, in all of it."""

from __future__ import annotations

import asyncio
from typing import Literal

from groundswell.flow.admit import Admit
from groundswell.flow.person import Person
from groundswell.flow.relieve import Relieve
from groundswell.runtime import advising, subscribing, terminal, wishing
from groundswell.runtime.asking import asking_of
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.config import Settings
from groundswell.runtime.noting import note
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, settings_of_instance
from groundswell.runtime.secrets import load_secrets
from groundswell.runtime.terminal import Exit, UsageFault


def person(
    action: Literal["export", "delete"],
    /,
    *whose: str,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Write out (`export WHOSE...`) or forget (`delete WHOSE...`) everything that is kept of one person: reports, questions,
    letters, proposals of what helps, wishes, subscriptions, and how somebody is called at night.

    Under `unproved` stand letters that bore an address of which your mail server did not find that they came from there: anybody may have
    written them. Give them to nobody who does not know them; they are deleted with the rest.

    Who is called at night loses their ways, devices, absences, overrides and calls, and leaves schedules and policies: `groundswell oncall now`
    names the steps that then call nobody. Their account stays until it is shut out (`groundswell user disable`).

    The server may run meanwhile. What was counted, votes on workarounds and what channels have posted lead to nobody and stay;
    backups stay until you delete them. Exits with 1 when nothing is kept.

    Parameters
    ----------
    action
        What to do.
    whose
        Addresses, receipts, or links of pages and messages: all that the person can name. Of who is on call the name of their account, too.
    """
    if not whose:
        raise UsageFault(f"{action}: of whom? `groundswell person {action} ADDRESS-OR-LINK...`")
    return asyncio.run(_run(settings_of_instance(config, data_dir), action, whose, json=json))


async def _run(settings: Settings, action: str, whose: tuple[str, ...], *, json: bool) -> int:
    async with open_stores(settings, looking=True) as stores:
        leg = _person(settings, stores)
        kept = await leg.find(whose, addresses=True)
        if action == "export":
            terminal.say_json(await leg.export(kept))
            return Exit.FINE if kept.count else Exit.TROUBLE
        await leg.delete(kept)
        gone = {
            "reports": len(kept.reports),
            "questions": len(kept.questions) + len(kept.unproved),
            "proposals": len(kept.proposals),
            "wishes": len(kept.wishes),
            "subscriptions": len(kept.subscriptions),
            "responders": len(kept.responders),
        }
        if kept.count:
            await note(
                stores, "person delete", ", ".join(f"{number} {what}" for what, number in gone.items())
            )
        if json:
            terminal.say_json({"deleted": gone, "unknown": kept.unknown})
        else:
            terminal.say("deleted: " + ", ".join(f"{number} {what}" for what, number in gone.items()))
            for each in kept.unknown:
                terminal.say(f"nothing is kept of {each}")
    return Exit.FINE if kept.count else Exit.TROUBLE


def _person(settings: Settings, stores: Stores) -> Person:
    key = load_secrets(settings.data_dir).key
    undertake = wishing.undertaker(settings, key, stores.wishes, stores.catalog, stores.clock)
    withdraw = wishing.withdrawer(stores, undertake)
    return Person(
        subscribing.taker(settings, key, stores.subscriptions, stores.notices, stores.catalog, stores.clock),
        asking_of(settings, stores, key, withdraw.forget_about).asker,
        undertake,
        withdraw,
        advising.built(settings, key, stores.workarounds, stores.incidents, stores.catalog, stores.clock),
        Admit(stores.catalog, stores.journal, stores.clock, settings.intake, key).sequence_of,
        Relieve(stores.people, stores.oncall, stores.clock),
    )
