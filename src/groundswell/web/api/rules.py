"""Who may call which route: what is open to everybody is named here, everything else names a right by its guard.

A route without a rule is a mistake of ours, and no instance starts with one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from litestar.handlers import HTTPRouteHandler

from groundswell.web.api.context import Needs

PUBLIC: Final = frozenset(
    {
        "GET /api/v1/drops",
        "GET /api/v1/incidents",
        "GET /api/v1/maintenances",
        "GET /api/v1/incidents/{id:str}",
        "GET /api/v1/incidents/{id:str}/events",
        "GET /api/v1/receipts/{receipt:str}",
        "GET /api/v1/services",
        "GET /api/v1/services/{slug:str}",
        "GET /api/v1/services/{slug:str}/footprint",
        "GET /api/v1/services/{slug:str}/incidents",
        "GET /api/v1/services/{slug:str}/series",
        "GET /calendars/{word:str}",
        "GET /api/v1/services/{slug:str}/workarounds",
        "POST /api/v1/services/{slug:str}/workarounds",
        "POST /api/v1/workarounds/{id:str}/vote",
        "GET /api/v1/workarounds/{id:str}",
        "DELETE /api/v1/workarounds/{id:str}",
        "GET /workarounds",
        "POST /workarounds",
        "GET /workarounds/{id:str}",
        "POST /workarounds/{id:str}",
        "GET /compare",
        "GET /healthz",
        "GET /here",
        "GET /metrics",
        "GET /oembed",
        "GET /outages",
        "GET /problems/{kind:str}",
        "GET /r/{receipt:str}",
        "GET /r/{handle:str}/wish",
        "POST /r/{receipt:str}/wish",
        "GET /r/{handle:str}/again",
        "POST /r/{receipt:str}/again",
        "GET /r/{handle:str}/delete",
        "POST /r/{receipt:str}/delete",
        "GET /wish/yes/{handle:str}",
        "POST /wish/yes/{handle:str}",
        "GET /wish/{handle:str}",
        "GET /wish/{handle:str}/again",
        "POST /wish/{handle:str}/again",
        "GET /wish/{handle:str}/end",
        "POST /wish/{handle:str}/end",
        "POST /api/v1/receipts/{receipt:str}/wish",
        "POST /api/v1/receipts/{receipt:str}/again",
        "GET /api/v1/receipts/{receipt:str}/kept",
        "DELETE /api/v1/receipts/{receipt:str}",
        "DELETE /api/v1/wishes/{wish:str}",
        "GET /readyz",
        "GET /search",
        "GET /subscribe",
        "POST /subscribe",
        "GET /confirm/{handle:str}",
        "POST /confirm/{handle:str}",
        "GET /subscription/{handle:str}",
        "POST /subscription/{handle:str}",
        "GET /subscription/{handle:str}/end",
        "POST /subscription/{handle:str}/end",
        "GET /subscription/{handle:str}/delete",
        "POST /subscription/{handle:str}/delete",
        "GET /api/v1/push-key",
        "POST /api/v1/subscriptions",
        "GET /api/v1/subscriptions/{handle:str}",
        "DELETE /api/v1/subscriptions/{handle:str}",
        "GET /desk/call/{word:str}",
        "POST /desk/call/{word:str}",
        "GET /yours",
        "POST /yours",
        "GET /ask",
        "POST /ask",
        "GET /q/{handle:str}",
        "GET /q/{handle:str}/helped",
        "POST /q/{handle:str}/helped",
        "GET /q/{handle:str}/queue",
        "POST /q/{handle:str}/queue",
        "GET /q/{handle:str}/wish",
        "POST /q/{handle:str}/wish",
        "GET /q/{handle:str}/again",
        "POST /q/{handle:str}/again",
        "GET /q/{handle:str}/delete",
        "POST /q/{handle:str}/delete",
        "POST /api/v1/questions",
        "GET /api/v1/questions/{handle:str}",
        "GET /api/v1/questions/{handle:str}/kept",
        "POST /api/v1/questions/{handle:str}/helped",
        "POST /api/v1/questions/{handle:str}/wish",
        "POST /api/v1/questions/{handle:str}/again",
        "DELETE /api/v1/questions/{handle:str}",
        "GET /desk/join/{told:str}",
        "POST /desk/join/{told:str}",
        "GET /desk/sign-in",
        "POST /desk/sign-in",
        "GET /desk/sign-in/second",
        "POST /desk/sign-in/second",
        "POST /desk/sign-in/passkey",
        "GET /desk/sign-in/oidc",
        "GET /desk/sign-in/oidc/back",
    }
)
"""Method and path of the routes that need no right: reading what the page says, and the way in to the desk."""


def routes_of(handler: HTTPRouteHandler) -> list[str]:
    """The handler's routes, as "METHOD /path"."""
    return [
        f"{method} {path}"
        for path in sorted(handler.paths)
        for method in sorted(map(str, handler.http_methods))
    ]


def need_of(handler: HTTPRouteHandler) -> Needs | None:
    """The guard that names the right; None where there is none."""
    return next((guard for guard in handler.guards or () if isinstance(guard, Needs)), None)


def without_rule(handlers: Iterable[HTTPRouteHandler]) -> list[str]:
    """Routes that neither are open to everybody by the table nor name a right; and such that do both."""
    return [
        route
        for handler in handlers
        for route in routes_of(handler)
        if (route in PUBLIC) == (need_of(handler) is not None)
    ]


def check_rules(handlers: Iterable[HTTPRouteHandler]) -> None:
    """An AssertionError where a route has no rule."""
    assert not (found := without_rule(handlers)), f"who may call these? {', '.join(found)}"
