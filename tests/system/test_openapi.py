"""The OpenAPI document against a real server: no server error, and no answer that it does not announce."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from groundswell.core.model import Event, EventKind
from groundswell.ports import Change
from groundswell.web.api.bulk import NDJSON
from tests.town import NOON, incident
from tests.web.house import TOKEN, house

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 25

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a port of its own, with an incident in it."""
    up, done = threading.Event(), threading.Event()
    found: list[str] = []

    async def serve(folder: Path) -> None:
        async with house(folder) as opened:
            event = Event(incident().id, EventKind.OPENED, NOON - timedelta(minutes=25), "Many say so.")
            await opened.parts.incidents.save([Change(incident(), (event,))])
            config = uvicorn.Config(opened.app, port=0, lifespan="off", log_config=None, access_log=False)
            server = uvicorn.Server(config)
            task = asyncio.create_task(server._serve())
            while not server.started:
                await asyncio.sleep(0.01)
            found.append(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
            up.set()
            while not done.is_set():
                while await opened.count.step():
                    pass
                await asyncio.sleep(0.05)
            opened.parts.live.close()
            server.should_exit = True
            await task

    thread = threading.Thread(target=lambda: asyncio.run(serve(tmp_path_factory.mktemp("served"))))
    thread.start()
    assert up.wait(30)
    yield found[0]
    done.set()
    thread.join(30)


OPERATIONS = (
    "/api/v1/reports",
    "/api/v1/reports/bulk",
    "/api/v1/counts/bulk",
    "/api/v1/desk/rulings",
    "/api/v1/desk/held",
    "/api/v1/receipts/{receipt}",
    "/api/v1/services",
    "/api/v1/services/{slug}",
    "/api/v1/services/{slug}/series",
    "/api/v1/services/{slug}/incidents",
    "/api/v1/incidents",
    "/api/v1/incidents/{id}",
    "/api/v1/incidents/{id}/events",
)
"""All but the stream, which has no end."""


CASES = [
    (path, mode)
    for path in OPERATIONS
    for mode in GenerationMode
    # A path without query and body takes any text: there is nothing to get wrong.
    if mode is GenerationMode.POSITIVE or not path.endswith(("}", "/events"))
]


@schemathesis.serializer(*NDJSON)
def lines(_context: object, value: object) -> bytes:
    """NDJSON is text to schemathesis: sent as it is."""
    return str(value).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(("path", "mode"), CASES)
def test_every_answer_is_one_that_the_document_announces(
    address: str, path: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    (method,) = schema[path]
    reached: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = case.call(base_url=address, headers={"authorization": f"Bearer {TOKEN}"})
        case.validate_response(answer, checks=CHECKS)
        reached.add(answer.status_code)

    ask()
    assert reached
