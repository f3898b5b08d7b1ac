"""A host of plain files, which knows nothing of us."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def plain_host(folder: Path, port: int) -> Iterator[str]:
    """`folder` at the address that it yields."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


FEW_SERVICES = """
only = true
categories = { social = "Social", music = "Music" }
symptoms = { app = "App", feed = "Feed" }
operators = { meta = { name = "Meta" }, discord = { name = "Discord" }, spotify = { name = "Spotify" } }

[services]
instagram = { name = "Instagram", operator = "meta", category = "social", symptoms = ["app", "feed"] }
discord = { name = "Discord", operator = "discord", category = "social", symptoms = ["app"] }
spotify = { name = "Spotify", operator = "spotify", category = "music", symptoms = ["app"] }
"""
"""A catalog of which a copy is quickly made and quickly renewed."""


def taking_reports_from(host_port: int, folder: Path) -> dict[str, str]:
    """Settings of an instance with few services that takes reports from its copy; its catalog is put into `folder`."""
    catalog = folder / "few.toml"
    catalog.write_text(FEW_SERVICES, "utf-8")
    return {
        "GROUNDSWELL_WEB_REPORT_ORIGINS": f"http://127.0.0.1:{host_port}",
        "GROUNDSWELL_CATALOG": str(catalog),
    }
