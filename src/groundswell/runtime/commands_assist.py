"""The command that assistants start: mcp."""

from __future__ import annotations

from groundswell.runtime.assistant import tools_of
from groundswell.runtime.client import Server
from groundswell.runtime.options import ConfigFile, Url, url_from
from groundswell.runtime.terminal import Exit


def mcp(*, url: Url = None, config: ConfigFile = None) -> int:
    """Serve an assistant by the Model Context Protocol, on standard input and output, until it hangs up.

    Its tools (search, status, series, incidents) read the public interface of a running server. Needs the extra `mcp`.
    """
    with Server(url_from(url, config)) as server:
        tools_of(server).run("stdio")
    return Exit.FINE
