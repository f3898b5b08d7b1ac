"""The OpenAPI document against a real server: no server error, and no answer that it does not announce."""

import asyncio
import itertools
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
import uvloop
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from groundswell.core.access import Role
from groundswell.core.accounts import Grant
from groundswell.core.model import Comment, Event, EventKind
from groundswell.flow.handles import ID_LETTERS
from groundswell.ports import Revision
from groundswell.runtime.build import open_instance, open_stores
from groundswell.runtime.config import load_settings
from groundswell.runtime.listener import bound
from groundswell.runtime.roles import listening
from groundswell.web.api import HANDLERS
from groundswell.web.api.bulk import NDJSON
from groundswell.web.api.shift_calendars import CALENDAR
from groundswell.web.live import STREAM_PATH
from tests.system.process import TOKEN
from tests.town import NOON, incident

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 8

pytestmark = pytest.mark.system


ONE = incident(id="instagram-2026-03-02", service="instagram")
SAID = Comment(1, "instagram", NOON, "ES", "No photo loads")
"""Something to ask for."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server as it is shipped, the lane included, on a port of its own, with an incident in it."""
    up, done = threading.Event(), threading.Event()
    found: list[str] = []

    async def serve(folder: Path) -> None:
        folder.mkdir()
        (folder / "here.toml").write_text(HOOKS)
        settings = load_settings(folder / "here.toml", {}, {"data_dir": str(folder), "web.port": "0"})
        async with open_stores(settings) as stores:
            await stores.comments.put([SAID], SAID.id)
            await stores.people.add("Bob", [Grant(Role.ADMINISTRATOR)], NOON)
        async with open_instance(settings, env={"GROUNDSWELL_TOKEN": TOKEN}) as instance:
            event = Event(ONE.id, EventKind.OPENED, NOON - timedelta(minutes=25), "Many say so.")
            await instance.incidents.save([Revision(ONE, (event,))])
            with bound("127.0.0.1", 0) as listener:
                async with listening(instance, listener) as address:
                    found.append(address)
                    up.set()
                    while not done.is_set():
                        await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: uvloop.run(serve(tmp_path_factory.mktemp("served") / "data")))
    thread.start()
    assert up.wait(30)
    yield found[0]
    done.set()
    thread.join(30)


HOOKS = """
[channels.hooks]
kind = "webhook"
tells = false
[channels.browsers]
kind = "push"
contact = "mailto:keeper@town.example"
tells = false
[subscriptions]
webhook = "hooks"
push = "browsers"
origin_hour_max = 1000
[questions]
person_hour_max = 1000
origin_hour_max = 1000
[wishes]
person_hour_max = 1000
origin_hour_max = 1000
[workarounds]
origin_hour_max = 1000
votes_hour_max = 1000
waiting_max = 100000
"""
OPERATIONS = (
    "/api/v1/reports",
    "/api/v1/reports/bulk",
    "/api/v1/counts/bulk",
    "/api/v1/desk/rulings",
    "/api/v1/desk/held",
    "/api/v1/desk/ties",
    "/api/v1/desk/changes",
    "/api/v1/desk/comments",
    "/api/v1/desk/comments/{id}",
    "/api/v1/desk/incidents/{id}/draft",
    "/api/v1/desk/incidents/{id}/evidence",
    "/api/v1/desk/runbooks",  # before one is begun
    "/api/v1/desk/incidents/{id}/duties",
    "/api/v1/desk/incidents/{id}/links",
    "/api/v1/desk/incidents/{id}/notes",
    "/api/v1/desk/incidents/{id}/papers",
    "/api/v1/desk/incidents/{id}/runbooks",
    "/api/v1/desk/incidents/{id}/tasks",
    "/api/v1/desk/maintenances",
    "/api/v1/desk/oncall/calls",
    "/api/v1/desk/oncall/now",
    "/api/v1/desk/oncall/overrides",
    "/api/v1/desk/oncall/overrides/{number}",
    "/api/v1/desk/oncall/people/{name}/calendar",
    "/api/v1/desk/oncall/policies",
    "/api/v1/desk/oncall/policies/{id}",
    "/api/v1/desk/oncall/schedules",
    "/api/v1/desk/oncall/schedules/{id}",
    "/api/v1/desk/oncall/schedules/{id}/calendar",
    "/api/v1/desk/oncall/schedules/{id}/calendar/move",
    "/api/v1/desk/oncall/schedules/{id}/shifts",
    "/api/v1/desk/questions",
    "/api/v1/desk/questions/aside",
    "/api/v1/desk/questions/measures",
    "/api/v1/desk/questions/move",
    "/api/v1/desk/replies",
    "/api/v1/desk/replies/{id}",
    "/api/v1/desk/replies/{id}/for-like",
    "/api/v1/desk/statements",
    "/api/v1/desk/statements/{id}",
    "/api/v1/desk/statements/{id}/languages",
    "/api/v1/desk/statements/{id}/publish",
    "/api/v1/desk/templates",
    "/api/v1/desk/templates/{id}",
    "/api/v1/desk/workarounds",
    "/api/v1/desk/workarounds/{id}",
    "/api/v1/desk/workarounds/{id}/texts",
    "/api/v1/drops",
    "/api/v1/questions",
    "/api/v1/questions/{handle}",
    "/api/v1/questions/{handle}/again",
    "/api/v1/questions/{handle}/helped",
    "/api/v1/questions/{handle}/kept",
    "/api/v1/questions/{handle}/wish",
    "/api/v1/wishes/{wish}",  # before the receipt, whose end takes it along
    "/api/v1/receipts/{receipt}",
    "/api/v1/receipts/{receipt}/again",
    "/api/v1/receipts/{receipt}/kept",
    "/api/v1/receipts/{receipt}/wish",
    "/api/v1/services",
    "/api/v1/services/{slug}",
    "/api/v1/services/{slug}/series",
    "/api/v1/services/{slug}/incidents",
    "/api/v1/services/{slug}/footprint",
    "/api/v1/services/{slug}/workarounds",
    "/api/v1/workarounds/{id}/vote",
    "/api/v1/workarounds/{id}",
    "/api/v1/incidents",
    "/api/v1/incidents/{id}",
    "/api/v1/incidents/{id}/events",
    "/api/v1/maintenances",
    "/api/v1/push-key",
    "/api/v1/subscriptions",
    "/api/v1/subscriptions/{handle}",
)
"""All but the stream, which has no end."""


TAKES_ALL = re.compile(
    r"(\}|/events|/footprint|/evidence|/drops|/papers|/push-key|/kept|\}/workarounds|desk/questions)$"
)
CASES = [
    (path, mode)
    for path in OPERATIONS
    for mode in GenerationMode
    # A path without query and body takes any text: there is nothing to get wrong.
    if mode is GenerationMode.POSITIVE or not TAKES_ALL.search(path)
]
STATEMENT: dict[str, Any] = {
    "incident": ONE.id,
    "phase": "investigating",
    "texts": [
        {"language": "en", "title": "We are looking", "body": "Photos do not load. Next word by 13:00 UTC."}
    ],
}
HOOK: dict[str, Any] = {
    "way": "webhook",
    "address": "https://hooks.town.example/outages",
    "services": [ONE.service],
}
ASKED: dict[str, Any] = {"words": "How do I change my name?", "service": ONE.service}
KEYS = {"p256dh": "B" * 87, "auth": "a" * 22}
OPS: dict[str, Any] = {
    "id": "ops",
    "title": "Operations",
    "zone": "Europe/Madrid",
    "layers": [{"name": "week", "members": ["Bob"], "starts_on": "2026-03-02", "shift_hours": 24}],
}
ALL: dict[str, Any] = {
    "id": "all",
    "title": "All",
    "steps": [{"whom": [{"kind": "account", "name": "Bob"}], "wait_minutes": 7}],
    "services": [ONE.service],
}
OVER: dict[str, Any] = {
    "schedule": "ops",
    "who": "Bob",
    "from_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    "until_at": (datetime.now(UTC) + timedelta(hours=2)).isoformat(),
}
BODIES: Mapping[str, dict[str, Any]] = {
    "/for-like": {"is_for_like": False},
    "/oncall/schedules": OPS,
    "/oncall/policies": ALL,
    "/oncall/overrides": OVER,
    "/desk/runbooks": {"id": "look", "title": "Look", "markdown": "- [ ] Look"},
    "/runbooks": {"runbook": "look"},
    "/links": {"address": "https://town.example/"},
    "/duties": {"duty": "lead", "name": "Bob"},
    "/desk/templates": {
        "id": "look",
        "name": "Look",
        "occasion": "investigating",
        "texts": [{"language": "en", "body": "{service} is out."}],
    },
    "/desk/workarounds": {"service": ONE.service, "words": "Wait"},
    "/desk/workarounds/{id}": {"state": "shown"},
    "/desk/workarounds/{id}/texts": {"language": "de", "words": "Warten"},
    "/services/{slug}/workarounds": {"words": "Wait"},
    "/workarounds/{id}/vote": {"helped": True},
    "/notes": {"words": "Seen"},
    "/tasks": {"words": "Look at the log"},
    "/statements": STATEMENT,
    "/publish": {"revision": 1},
    "/languages": {"language": "en"},
    "/maintenances": {
        "services": [ONE.service],
        "from_at": "2099-03-02T12:00:00Z",
        "until_at": "2099-03-02T13:00:00Z",
        "texts": [{"language": "en", "title": "New racks", "body": ""}],
    },
    "/subscriptions": HOOK,
    "/api/v1/questions": ASKED,
    "/helped": {"helped": True},
    "/aside": {"questions": [], "state": "closed"},
    "/move": {"questions": []},
    "/wish": {"way": "push", "push": {"endpoint": "https://push.town.example/a", "keys": KEYS}},
    "/again": {"works": True},
}
"""What can be done, by how the path ends."""


@schemathesis.serializer(*NDJSON, CALENDAR)
def lines(_context: object, value: object) -> bytes:
    """NDJSON and calendars are text to schemathesis: sent as it is."""
    return str(value).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def there(address: str) -> dict[str, str]:
    """Names of what is there, by the name under which it is asked for."""
    post = partial(httpx.post, timeout=60)  # the first question waits for what is read at the start
    receipt = post(f"{address}/api/v1/reports", json={"service": ONE.service}).json()["receipt"]
    keeper = {"authorization": f"Bearer {TOKEN}"}
    filed = post(f"{address}/api/v1/desk/statements", json=STATEMENT, headers=keeper).json()
    draft = post(f"{address}/api/v1/desk/statements", json=STATEMENT, headers=keeper).json()
    out = post(f"{address}/api/v1/desk/statements", json=STATEMENT, headers=keeper).json()
    path = f"{address}/api/v1/desk/statements/{out['id']}/publish"
    post(path, json={"revision": 1}, headers=keeper).raise_for_status()
    signed = post(f"{address}/api/v1/subscriptions", json=HOOK).json()
    asked = post(f"{address}/api/v1/questions", json=ASKED | {"words": "Is it down?"}).json()
    doomed = post(f"{address}/api/v1/questions", json=ASKED).json()
    waits = post(f"{address}/api/v1/questions", json=ASKED | {"words": "May I share this?"}).json()
    other = post(f"{address}/api/v1/questions", json=ASKED | {"words": "Is it sold?"}).json()
    replied, stays = (
        post(f"{address}/api/v1/desk/replies", json=answer_to(each["handle"]), headers=keeper).json()
        for each in (asked, other)
    )
    wished = post(f"{address}/api/v1/receipts/{receipt}/wish", json=BODIES["/wish"]).json()
    way = {"service": ONE.service, "words": "Wait"}
    written = post(f"{address}/api/v1/desk/workarounds", json=way, headers=keeper).json()
    ways = f"{address}/api/v1/services/{ONE.service}/workarounds"
    said, unsaid = (post(ways, json={"words": "Wait"}).json()["handle"] for _ in range(2))
    words = BODIES["/desk/templates"] | {"id": "doomed"}
    post(f"{address}/api/v1/desk/templates", json=words, headers=keeper).raise_for_status()
    duty = f"{address}/api/v1/desk/oncall"
    for id in ("ops", "doomed"):  # noqa: A001
        post(f"{duty}/schedules", json=OPS | {"id": id}, headers=keeper).raise_for_status()
        post(f"{duty}/policies", json=ALL | {"id": id}, headers=keeper).raise_for_status()
    over = post(f"{duty}/overrides", json=OVER, headers=keeper).raise_for_status().json()
    return {
        "number": str(over["id"]),
        "name": "Bob",
        "question": asked["handle"],
        "draft": draft["id"],
        "doomed": doomed["handle"],
        "waits": waits["handle"],
        "reply": replied["reply"]["id"],
        "stays": stays["reply"]["id"],
        "wish": wished["handle"],
        "way": written["id"],
        "said": said,
        "unsaid": unsaid,
        "handle": signed["handle"],
        "statement": filed["id"],
        "out": out["id"],
        "slug": ONE.service,
        "service": ONE.service,
        "id": ONE.id,
        "incident": ONE.id,
        "receipt": receipt,
        "act": "acknowledge",
        "state": "shown",
        "summary": "A drill",
        "at": datetime.now(UTC).isoformat(),
    }


def test_all_that_the_document_announces_is_asked(document: Any) -> None:
    assert set(OPERATIONS) == set(document["paths"]) - {STREAM_PATH}
    assert {path for path in routed() if path.startswith("/api/v1")} == set(OPERATIONS) - {
        "/api/v1/reports"
    }, "that one and the stream are the front's"


def routed() -> set[str]:
    """Every path that the program answers by a route, told to the document or not."""
    shapes = (shape for route in HANDLERS for shape in getattr(route, "paths", ()))
    return {re.sub(r":\w+}", "}", path) for path in shapes}


@pytest.fixture(scope="module")
def document(address: str) -> Any:
    """As the server gives it."""
    return httpx.get(f"{address}/api/openapi.json").json()


@pytest.fixture(scope="module")
def schema(document: Any) -> Any:
    """The same, read once for all of its paths."""
    return schemathesis.openapi.from_dict(document)


@pytest.mark.parametrize(("path", "mode"), CASES)
def test_every_answer_is_one_that_the_document_announces(
    address: str, there: dict[str, str], schema: Any, path: str, mode: GenerationMode
) -> None:
    for method in schema[path]:
        ask_of(schema, path, method, mode, address, there)


@pytest.mark.parametrize("told", [{}, {"authorization": "Bearer another"}, {"authorization": "Basic Og=="}])
def test_whoever_lacks_the_token_is_refused_as_the_document_says_whatever_is_asked(
    address: str, document: Any, schema: Any, told: dict[str, str]
) -> None:
    guarded = [
        (path, method)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation.get("security")
    ]
    assert {path for path, _ in guarded} >= {"/api/v1/desk/rulings", "/api/v1/reports/bulk"}
    for path, method in guarded:

        @settings(max_examples=2, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
        @given(case=schema[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE))
        def ask(case: schemathesis.Case[Any]) -> None:
            answer = case.call(base_url=address, headers=told)
            assert answer.status_code == 401, case.formatted_path
            case.validate_response(answer, checks=CHECKS)

        ask()


def test_a_method_that_the_document_does_not_name_is_refused_with_those_that_it_does(
    address: str, document: Any, there: dict[str, str]
) -> None:
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    wrong = []
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {TOKEN}"}, timeout=20) as client:
        for path, operations in document["paths"].items():
            named = {method.upper() for method in operations} & methods
            place = path.format_map(there | {"id": "1"} if "/comments/" in path else there)
            for method in methods - named:
                answer = client.request(method, place)
                allowed = {word.strip() for word in answer.headers.get("allow", "").split(",")}
                kind = answer.headers["content-type"].partition(";")[0]
                if (answer.status_code, kind, named <= allowed) != (405, "application/problem+json", True):
                    wrong.append(f"{method} {place}: {answer.status_code} {kind} {sorted(allowed)}")
    assert wrong == []


def test_whoever_hangs_up_on_the_live_stream_leaves_the_server_well(address: str, document: Any) -> None:
    announced = document["paths"][STREAM_PATH]["get"]["responses"]["200"]
    for _ in range(20):
        with httpx.stream("GET", f"{address}{STREAM_PATH}", params={"service": ONE.service}) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].partition(";")[0] in announced["content"]
            assert next(answer.iter_raw())
    assert httpx.get(f"{address}/readyz").status_code == 200


def ask_of(
    schema: Any, path: str, method: str, mode: GenerationMode, address: str, there: dict[str, str]
) -> None:
    reached: set[int] = set()
    turns = itertools.count()

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
        if mode is GenerationMode.POSITIVE and next(turns) % 2:
            ask_for_what_is_there(case, there)
        answer = case.call(base_url=address, headers={"authorization": f"Bearer {TOKEN}"})
        case.validate_response(answer, checks=CHECKS)
        reached.add(answer.status_code)

    ask()
    if mode is GenerationMode.POSITIVE and not path.endswith("/again"):  # it is asked while an outage eases
        assert any(200 <= status < 300 for status in reached), f"nothing but {sorted(reached)}"
    else:
        assert any(400 <= status < 500 for status in reached), f"junk is taken: {sorted(reached)}"


def answer_to(handle: str) -> dict[str, Any]:
    """The desk's answer to the question that `handle` opens."""
    texts = [{"language": "en", "body": "In the settings."}]
    return {"questions": [handle[:ID_LETTERS]], "texts": texts, "is_for_all": True}


def ask_for_what_is_there(case: schemathesis.Case[Any], there: dict[str, str]) -> None:
    """Schemathesis makes names up; a `case` that names what is there, and nothing more than it must."""
    case.path_parameters = {name: there.get(name, value) for name, value in case.path_parameters.items()}
    ids = {"comments": str(SAID.id), "workarounds": there["way"], "templates": "doomed"}
    ids["replies"] = there["stays" if case.path.endswith("/for-like") else "reply"]
    for part in ids.keys() & set(case.path.split("/")[:-1]):
        case.path_parameters = {"id": ids[part]}
    if "/statements/" in case.path:
        which = "out" if case.path.endswith("/languages") else "statement"
        case.path_parameters = {"id": there["draft" if case.method == "DELETE" else which]}
    if "/questions/" in case.path and "handle" in case.path_parameters:
        which = (
            "doomed" if case.method == "DELETE" else "waits" if case.path.endswith("/wish") else "question"
        )
        case.path_parameters = {"handle": there[which]}
    if case.path.startswith("/api/v1/workarounds/") and not case.path.endswith("/vote"):
        case.path_parameters = {"id": there["unsaid" if case.method == "DELETE" else "said"]}
    is_calendar = case.path.endswith("/calendar")
    if "/oncall/" in case.path and "id" in case.path_parameters:
        case.path_parameters = {"id": "ops" if is_calendar or case.method != "DELETE" else "doomed"}
    case.query = {}
    if is_calendar and case.method == "POST":
        case.body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
        return
    if case.path.endswith("/replies") and case.method != "GET":
        case.body = answer_to(there["question"]) | {"over": [there["reply"]]}
        return
    body = next((body for end, body in BODIES.items() if case.path.endswith(end)), None)
    if body is not None and case.method != "GET":
        case.body = {**body}
    elif isinstance(case.body, dict):
        case.body = {name: there[name] for name in case.body if name in there}
        if "summary" in case.body:
            case.body["service"] = there["service"]
