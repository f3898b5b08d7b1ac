"""What a detector has learned and is doing, as arrays by name: taken out, and put back.

Rooms within rooms have names with a dot: what `scan` holds as "bins" is "scan.bins" one room up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.errors import PermanentError

State = dict[str, NDArray[np.generic]]


def check_version(state: Mapping[str, NDArray[np.generic]], version: int) -> None:
    """Raise PermanentError unless `state` is of this `version`: read as another it would give findings that nobody made."""
    found = int(state["version"]) if "version" in state else None
    if found != version:
        raise PermanentError(
            f"a detector's state of version {found} cannot be read, only {version}: whoever kept it has to drop it and "
            "let the detector learn anew from counts"
        )


def taken(room: object, names: Sequence[str]) -> State:
    """Copies of the attributes `names` of `room`."""
    return {name: np.array(getattr(room, name)) for name in names}


def put(room: object, names: Sequence[str], state: Mapping[str, NDArray[np.generic]]) -> None:
    """Set the attributes `names` of `room` to copies of what `state` has; whole numbers become int again."""
    for name in names:
        value = np.array(state[name])
        setattr(room, name, int(value) if value.ndim == 0 else value)


def under(prefix: str, state: Mapping[str, NDArray[np.generic]]) -> State:
    """`state` of a room called `prefix`, as it is one room up.

    >>> inner = {"bins": np.array(3)}
    >>> of("scan", under("scan", inner)) == inner
    True
    """
    return {f"{prefix}.{name}": value for name, value in state.items()}


def of(prefix: str, state: Mapping[str, NDArray[np.generic]]) -> State:
    """The state of the room called `prefix`."""
    start = f"{prefix}."
    return {name.removeprefix(start): value for name, value in state.items() if name.startswith(start)}
