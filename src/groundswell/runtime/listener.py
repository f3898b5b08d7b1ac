"""The socket that an instance listens on, held before anything else begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socket import AI_PASSIVE, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, getaddrinfo, socket

from groundswell.errors import ConfigError


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
        raise ConfigError(
            f"cannot listen on {host} port {port}: {fault.strerror}; set web.port (or --port) to one that is free"
        ) from fault
    with listener:
        yield listener
