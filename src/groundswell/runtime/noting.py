"""What a command changes stands in the audit log, as what the desk does: who runs the server is "command line" there.

Of a person who is forgotten nothing is named, only how much there was.
"""

from __future__ import annotations

from typing import Final

from groundswell.ports.people import Noted
from groundswell.runtime.build import Stores

BY: Final = "command line"


async def note(stores: Stores, act: str, thing: str) -> None:
    """Note that `act` was done on `thing`."""
    await stores.people.note(Noted(stores.clock.now(), BY, 0, act, thing, "done"))
