"""The tools that an assistant has of a running instance, by the Model Context Protocol: what anybody may read, nothing else.

They ask the instance's public interface and hand on what it says; only this file knows the SDK (extra `mcp`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct

from groundswell import __version__
from groundswell.core.model import ONGOING, State
from groundswell.errors import ConfigError, GroundswellError
from groundswell.flow.plain import converted, fault_of, there_are
from groundswell.runtime.client import Query, Server

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS: Final = (
    "Outages of services as people report them. Begin with `search` for the slug of a service; `status` says in one "
    "sentence what is wrong with it and how sure that is. Counts are of reports, not of people affected; null means that "
    "nobody knows. Times are UTC."
)
_INCIDENTS_MAX: Final = 20
_HOURS_MAX: Final = 2160
"""as the interface has it, from whose file it would take seconds to import"""
_ServiceName = Annotated[str, Meta(min_length=1, description="the slug of a service, or a name of it")]
_ServiceOrNone = Annotated[
    str, Meta(description="the slug of a service, or a name of it; left out: all of them")
]


class _Search(Struct, frozen=True, forbid_unknown_fields=True):
    query: Annotated[str, Meta(min_length=1, description="a name, an alias or part of one")]


class _Status(Struct, frozen=True, forbid_unknown_fields=True):
    service: _ServiceOrNone = ""


class _Series(Struct, frozen=True, forbid_unknown_fields=True):
    service: _ServiceName
    hours: Annotated[
        int, Meta(ge=1, le=_HOURS_MAX, description=f"how far back, 1 to {_HOURS_MAX}; left out: 24")
    ] = 24
    bin: Annotated[
        Literal["1m", "15m", "1h", "1d"],
        Meta(description="how wide a bin is: 1m, 15m, 1h or 1d; left out: 1h"),
    ] = "1h"


class _Incidents(Struct, frozen=True, forbid_unknown_fields=True):
    service: _ServiceOrNone = ""
    limit: Annotated[
        int, Meta(ge=1, le=500, description=f"at most so many, 1 to 500; left out: {_INCIDENTS_MAX}")
    ] = _INCIDENTS_MAX


_TAKES: Final[Mapping[str, type[Struct]]] = {
    "search": _Search,
    "status": _Status,
    "series": _Series,
    "incidents": _Incidents,
}
"""What each tool takes."""


def checked(tool: str, told: Mapping[str, object]) -> dict[str, Any]:
    """The arguments that `tool` is called with. Raises ConfigError: what is wrong, in which of them, and what would be right."""
    kind = _TAKES.get(tool)
    if kind is None:
        raise ConfigError(f'there is no tool "{tool[:80]}"; {there_are(tool, list(_TAKES))}')
    try:
        return msgspec.structs.asdict(converted(told, kind, strict=False))
    except msgspec.ValidationError as fault:
        field, words = fault_of(fault)
        takes = "; ".join(
            f"{name}: {each.get('description', '')}" for name, each in _schema(kind)["properties"].items()
        )
        raise ConfigError(f"{tool} cannot be called so: {field} {words}. It takes {takes}") from None


def _schema(kind: type[Struct]) -> dict[str, Any]:
    """What a tool takes, as JSON Schema."""
    _, components = msgspec.json.schema_components([kind])
    found: dict[str, Any] = components[kind.__name__]
    return found


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
        from mcp.types import Tool
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

    class Strict(MCPServer):
        """Tells who calls a tool wrongly what it takes; the SDK passes over what it does not know."""

        async def list_tools(self) -> list[Tool]:
            tools = await super().list_tools()
            return [tool.model_copy(update={"input_schema": _schema(_TAKES[tool.name])}) for tool in tools]

        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
            try:
                told = checked(name, arguments)
            except ConfigError as fault:
                raise ToolError(str(fault)) from None
            return await super().call_tool(name, told, context)

    assistant = Assistant(server)
    made = Strict("groundswell", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    for tool in (assistant.search, assistant.status, assistant.series, assistant.incidents):
        made.add_tool(telling(tool), structured_output=True)
    return made
