"""Whether the process lives, whether it can work, and its figures."""

from __future__ import annotations

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from groundswell.web.api.context import PartsHere
from groundswell.web.wire import Health


@get("/healthz", include_in_schema=False)
async def healthz() -> Health:
    """Alive."""
    return Health("alive", {})


@get("/readyz", include_in_schema=False)
async def readyz(parts: PartsHere) -> Response[Health]:
    """Ready, or 503 and which part is not."""
    faults = dict(await parts.ready())
    health = Health("not ready" if faults else "ready", faults)
    return Response(health, status_code=503 if faults else 200)


@get("/metrics", include_in_schema=False, sync_to_thread=False)
def metrics(parts: PartsHere) -> Response[bytes]:
    """Every metric as text that Prometheus reads."""
    return Response(generate_latest(parts.registry), headers={"content-type": CONTENT_TYPE_LATEST})
