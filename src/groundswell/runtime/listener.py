"""The socket that an instance listens on, held before anything else begins."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from socket import AI_PASSIVE, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, getaddrinfo, socket
from typing import Final

from groundswell.errors import ConfigError

_OTHER_PORT: Final = "set web.port (or --port) to one that is free"
_REMEDIES: Final = {
    errno.EADDRNOTAVAIL: "set web.host (or --host) to an address of this machine",
    errno.EACCES: "this user may not have ports below 1024: set web.port (or --port) to a higher one, and let a proxy stand in front",
}


@contextmanager
def bound(host: str, port: int) -> Iterator[socket]:
    """A socket that holds `host` and `port`. Raises ConfigError saying what is in the way."""
    try:
        family, _, _, _, address = getaddrinfo(host, port, type=SOCK_STREAM, flags=AI_PASSIVE)[0]
    except OSError as fault:
        raise ConfigError(f'web.host "{host}": {fault.strerror or fault}') from fault
    listener = socket(family, SOCK_STREAM)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as fault:
        listener.close()
        what = f"cannot listen on {host} port {port}: {fault.strerror}"
        raise ConfigError(f"{what}; {_REMEDIES.get(fault.errno or 0, _OTHER_PORT)}") from fault
    with listener:
        yield listener
