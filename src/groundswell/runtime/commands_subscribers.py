"""The command that answers people who ask what is kept of them."""

from __future__ import annotations

import asyncio
from typing import Literal

from groundswell.runtime import subscribing, terminal
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import Settings
from groundswell.runtime.noting import note
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, looked_in, settings_of_instance
from groundswell.runtime.secrets import load_secrets
from groundswell.runtime.terminal import Exit, UsageFault


def subscriber(
    action: Literal["list", "export", "delete"],
    address: str = "",
    /,
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """List subscriptions without their addresses (`list`), write out all that is kept of an address (`export ADDRESS`), or
    forget it (`delete ADDRESS`), at once and altogether.

    The server may run meanwhile. Exits with 1 when nothing is kept of the address.

    Parameters
    ----------
    action
        What to do.
    address
        An e-mail address, or the address of a webhook.
    """
    if action != "list" and not address:
        raise UsageFault(f"{action}: of whom? `groundswell subscriber {action} ADDRESS`")
    if action == "list" and address:
        raise UsageFault("list: takes no address; `export ADDRESS` tells what is kept of one")
    return asyncio.run(_run(settings_of_instance(config, data_dir), action, address, json=json))


async def _run(settings: Settings, action: str, address: str, *, json: bool) -> int:
    async with open_stores(settings, looking=True) as stores:
        key = load_secrets(settings.data_dir).key
        taker = subscribing.taker(
            settings, key, stores.subscriptions, stores.notices, stores.catalog, stores.clock
        )
        if action == "list":
            found = await stores.subscriptions.list()
            rows = [
                {
                    "id": each.id,
                    "way": each.way,
                    "state": each.state,
                    "made_at": each.made_at,
                    "language": each.language,
                    "ending": each.ending,
                }
                for each in found
            ]
            if json:
                terminal.say_json(rows)
            else:
                for row in rows:
                    terminal.say(f"{row['id']}  {row['way']}  {row['state']}  {row['made_at']:%Y-%m-%d}")
                terminal.say(f"{terminal.counted(len(rows), 'subscription')} in {looked_in(settings)}")
            return Exit.FINE
        known = await taker.of_address(address)
        if action == "export":
            terminal.say_json([await taker.export(each) for each in known])
            return Exit.FINE if known else Exit.TROUBLE
        for each in known:
            await taker.delete_of(each.id)
        if known:
            await note(stores, "subscriber delete", terminal.counted(len(known), "subscription"))
        if json:
            terminal.say_json({"deleted": len(known)})
        else:
            terminal.say(f"{terminal.counted(len(known), 'subscription')} deleted")
        return Exit.FINE if known else Exit.TROUBLE
