"""The tools that an assistant has of a running instance, by the Model Context Protocol: what anybody may read, nothing else.

They ask the instance's public interface and hand on what it says; only this file knows the SDK (extra `mcp`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from groundswell import __version__
from groundswell.core.model import ONGOING, State
from groundswell.errors import ConfigError, GroundswellError
from groundswell.runtime.client import Query, Server

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS: Final = (
    "Outages of services as people report them. Begin with `search` for the slug of a service; `status` says in one "
    "sentence what is wrong with it and how sure that is. Counts are of reports, not of people affected; null means that "
    "nobody knows. Times are UTC."
)
_INCIDENTS_MAX: Final = 20


class Assistant:
    """The tools, over `server`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def search(self, query: str) -> dict[str, Any]:
        """Find services by name, alias or part of one (misspelt, what looks like it): slug, name, and what is wrong now."""
        return self._asked("/api/v1/services", {"q": query[:80]})

    def status(self, service: str = "") -> dict[str, Any]:
        """What is known of a service (its slug, or a name of it): `headline` in one sentence, reports of the last
        fifteen minutes beside the usual, symptoms, countries, its outage and those before. Without a service: every
        outage that is on."""
        if not service:
            return self._asked(
                "/api/v1/incidents", {"state": [state for state in ONGOING if state is not State.SUSPECTED]}
            )
        return self._asked(f"/api/v1/services/{self._slug(service)}")

    def series(self, service: str, hours: int = 24, bin: str = "1h") -> dict[str, Any]:  # noqa: A002  the API's word
        """Reports per bin (1m, 15m, 1h or 1d) of the last hours of a service, with what is usual; null where nobody counted."""
        query = {"hours": str(hours), "bin": bin}
        return self._asked(f"/api/v1/services/{self._slug(service)}/series", query)

    def incidents(self, service: str = "", limit: int = _INCIDENTS_MAX) -> dict[str, Any]:
        """The latest outages and suspicions, of all services or of one: state, severity 1 to 5, certainty, times, where."""
        of = f"/services/{self._slug(service)}" if service else ""
        return self._asked(f"/api/v1{of}/incidents", {"limit": str(limit)})

    def _asked(self, path: str, query: Query | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self._server.get(path, dict[str, Any], query)
        return found

    def _slug(self, service: str) -> str:
        """The slug of what may be a name; what is no name here goes on as it is, and the instance says so."""
        plain = service.strip()
        found = self._asked("/api/v1/services", {"q": plain[:80]})["services"]
        exact = [each["slug"] for each in found if plain in (each["slug"], each["name"])]
        known = exact or [each["slug"] for each in found[:1]]
        return quote(known[0] if known else plain, safe="")


def tools_of(server: Server) -> MCPServer:
    """The MCP server, which asks `server`. Raises ConfigError where the SDK is not installed."""
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as missing:
        raise ConfigError(
            "groundswell mcp needs the Model Context Protocol's SDK: in the clone, .venv/bin/python -m pip install --no-build-isolation -e '.[mcp]'"
        ) from missing

    def telling(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        """`tool`, whose faults are words for the assistant."""

        @wraps(tool)
        def call(*args: Any, **told: Any) -> dict[str, Any]:
            try:
                return tool(*args, **told)
            except GroundswellError as fault:
                raise ToolError(str(fault)) from fault

        return call

    assistant = Assistant(server)
    made = MCPServer("groundswell", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    for tool in (assistant.search, assistant.status, assistant.series, assistant.incidents):
        made.add_tool(telling(tool), structured_output=True)
    return made
