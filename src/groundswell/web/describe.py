"""The OpenAPI document: Litestar's, with the routes of the front and the bodies that are read by hand added.

Shapes come from the same msgspec structs that read and write the wire, so the document cannot drift from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig

from groundswell import __version__
from groundswell.core.model import Drop
from groundswell.flow.challenge import PROOF_LETTERS_MAX
from groundswell.flow.guard import PROOF_PATH
from groundswell.flow.publish import pack
from groundswell.ports import Page
from groundswell.web import (
    wire,
    wire_desk,
    wire_oncall,
    wire_papers,
    wire_questions,
    wire_rulings,
    wire_subscriptions,
    wire_templates,
    wire_wishes,
    wire_workarounds,
)
from groundswell.web.api import HANDLERS
from groundswell.web.api.bulk import CSV, NDJSON
from groundswell.web.api.shift_calendars import CALENDAR
from groundswell.web.asked import KEPT
from groundswell.web.live import STREAM_PATH
from groundswell.web.problems import KINDS, PROBLEM_TYPE
from groundswell.web.submit import FORM, JSON

Document = dict[str, Any]  # JSON whose keys OpenAPI names

OPENAPI_PATH: Final = "/api/openapi.json"
TITLE: Final = "groundswell"
_ABOUT = """Hear an outage from the people who have it.

Times are RFC 3339 in UTC. Numbers that are not known are null. Errors are problem details (RFC 9457); their
`type` says what kind. What was answered 202 is durable."""

_REF = "#/components/schemas/{name}"
_SHAPES = (
    wire.BulkReport,
    wire_desk.ChangeIn,
    wire_desk.ChangeList,
    wire_desk.ChangeOut,
    wire_desk.CommentList,
    wire_desk.CommentOut,
    wire_desk.DecisionIn,
    wire_desk.EvidenceOut,
    wire_desk.PagerDutyChangeIn,
    wire.EventList,
    wire.FollowedOut,
    wire.HeldRiseList,
    wire.IncidentList,
    wire.IncidentOut,
    wire.OutcomeOut,
    wire.Problem,
    wire.ReceiptOut,
    wire.ReportIn,
    wire_rulings.RulingIn,
    wire_rulings.RulingOut,
    wire_papers.BeginIn,
    wire_papers.DutyIn,
    wire_papers.LanguageIn,
    wire_papers.LinkIn,
    wire_papers.MaintenanceIn,
    wire_papers.MaintenanceList,
    wire_oncall.CalendarOut,
    wire_oncall.CalendarRead,
    wire_oncall.CallList,
    wire_oncall.OnCallList,
    wire_oncall.OverrideIn,
    wire_oncall.OverrideOut,
    wire_oncall.PolicyIn,
    wire_oncall.PolicyList,
    wire_oncall.PolicyOut,
    wire_oncall.ScheduleIn,
    wire_oncall.ScheduleList,
    wire_oncall.ScheduleOut,
    wire_oncall.ShiftList,
    wire_papers.NoteIn,
    wire_papers.PapersOut,
    wire_papers.PublishIn,
    wire_papers.RunbookIn,
    wire_papers.RunbookList,
    wire_papers.StatementIn,
    wire_papers.StatementList,
    wire_papers.TaskIn,
    wire_questions.AsideIn,
    wire_questions.HelpedIn,
    wire_questions.MeasuresOut,
    wire_questions.MoveIn,
    wire_questions.QuestionIn,
    wire_questions.QuestionOut,
    wire_questions.QueueOut,
    wire_questions.RepliedOut,
    wire_questions.ReplyIn,
    wire_questions.ForLikeIn,
    wire_questions.ReplyList,
    wire_questions.WaitingOut,
    wire.SeriesOut,
    wire.ServiceList,
    wire.ServiceOut,
    wire_templates.DraftOut,
    wire_templates.TemplateIn,
    wire_templates.TemplateList,
    wire_subscriptions.PushKeyOut,
    wire_subscriptions.SignedUpOut,
    wire_subscriptions.SubscriptionIn,
    wire_subscriptions.SubscriptionOut,
    wire_wishes.AgainIn,
    wire_wishes.WishIn,
    wire_workarounds.AdviceIn,
    wire_workarounds.DeskWayList,
    wire_workarounds.DeskWayOut,
    wire_workarounds.ProposalIn,
    wire_workarounds.ProposedOut,
    wire_workarounds.VoteIn,
    wire_workarounds.WayDecisionIn,
    wire_workarounds.WorkaroundIn,
    wire_workarounds.WorkaroundList,
    wire_workarounds.WorkaroundOut,
)
_DESK_BODIES: Final = {
    "rulings": "RulingIn",
    "incidents/{id}/notes": "NoteIn",
    "incidents/{id}/tasks": "TaskIn",
    "oncall/schedules": "ScheduleIn",
    "oncall/policies": "PolicyIn",
    "oncall/overrides": "OverrideIn",
    "incidents/{id}/links": "LinkIn",
    "incidents/{id}/duties": "DutyIn",
    "incidents/{id}/runbooks": "BeginIn",
    "runbooks": "RunbookIn",
    "templates": "TemplateIn",
    "statements": "StatementIn",
    "statements/{id}/publish": "PublishIn",
    "statements/{id}/languages": "LanguageIn",
    "maintenances": "MaintenanceIn",
    "questions/aside": "AsideIn",
    "questions/move": "MoveIn",
    "replies": "ReplyIn",
    "replies/{id}/for-like": "ForLikeIn",
    "workarounds": "WorkaroundIn",
    "workarounds/{id}": "WayDecisionIn",
    "workarounds/{id}/texts": "AdviceIn",
}
_CSV_EXAMPLE = "at,service,reports,country\n2023-05-21T22:09:00Z,instagram,512,US\n"


@cache
def openapi_page() -> Page:
    """The document as it is published, drawn once in a process: about a second of work, which nobody waits for who only starts."""
    sharing = (("access-control-allow-origin", "*"),)
    document = msgspec.json.encode(openapi_document())
    return pack("application/json", document, max_age_seconds=300, headers=sharing)


def openapi_document() -> Document:
    """The document of the API as it is in this version; what is configured does not change it."""
    drawn = Litestar(
        route_handlers=list(HANDLERS),
        dependencies={name: Provide(_nothing(), sync_to_thread=False) for name in ("parts", "shape")},
        openapi_config=OpenAPIConfig(
            title=TITLE, version=__version__, create_examples=False, operation_id_creator=_operation_id
        ),
        logging_config=None,
    )
    return _completed(drawn.openapi_schema.to_schema())


def _completed(document: Document) -> Document:
    document["info"] = {
        "title": TITLE,
        "version": __version__,
        "description": _ABOUT,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    _, shapes = msgspec.json.schema_components(_SHAPES, ref_template=_REF)
    shapes["Drop"] = {"title": "Drop", "enum": [reason.value for reason in Drop]}
    # Litestar draws the same structs, with less care for bounds and words: ours go over its own.
    drawn = document.get("components", {}).get("schemas", {})
    document["components"] = {
        "schemas": dict(sorted((drawn | shapes).items())),
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "a token of this instance"}
        },
    }
    paths = document["paths"]
    _say_in_words(paths)
    paths["/api/v1/reports"] = {"post": _report_operation()}
    paths[STREAM_PATH] = {"get": _stream_operation()}
    for path, body in _DESK_BODIES.items():
        _take_body(paths[f"/api/v1/desk/{path}"]["post"], {JSON: {"schema": _ref(body)}})
    _take_body(paths["/api/v1/desk/comments/{id}"]["post"], {JSON: {"schema": _ref("DecisionIn")}})
    _take_body(paths["/api/v1/subscriptions"]["post"], {JSON: {"schema": _ref("SubscriptionIn")}})
    asked = paths["/api/v1/questions"]["post"]
    _take_body(asked, {JSON: {"schema": _ref("QuestionIn")}})
    asked.setdefault("parameters", []).append(
        _key_parameter("the same key with the same words is one question, as long as it is kept")
    )
    _take_body(paths["/api/v1/questions/{handle}/helped"]["post"], {JSON: {"schema": _ref("HelpedIn")}})
    _take_body(paths["/api/v1/questions/{handle}/wish"]["post"], {JSON: {"schema": _ref("WishIn")}})
    _take_body(paths["/api/v1/questions/{handle}/again"]["post"], {JSON: {"schema": _ref("AgainIn")}})
    receipt = "/api/v1/receipts/{receipt}"
    _take_body(paths[f"{receipt}/wish"]["post"], {JSON: {"schema": _ref("WishIn")}})
    _take_body(paths[f"{receipt}/again"]["post"], {JSON: {"schema": _ref("AgainIn")}})
    proposed = paths["/api/v1/services/{slug}/workarounds"]["post"]
    _take_body(proposed, {JSON: {"schema": _ref("ProposalIn")}})
    _take_body(paths["/api/v1/workarounds/{id}/vote"]["post"], {JSON: {"schema": _ref("VoteIn")}})
    change: Document = {"oneOf": [_ref("ChangeIn"), _ref("PagerDutyChangeIn")]}
    _take_body(paths["/api/v1/desk/changes"]["post"], {JSON: {"schema": change}})
    paths["/api/v1/desk/changes"]["post"].setdefault("parameters", []).append(
        _key_parameter("the same key with the same change is one change, as long as changes are kept")
    )
    for path in ("/api/v1/reports/bulk", "/api/v1/counts/bulk"):
        paths[path]["post"].setdefault("parameters", []).append(
            _key_parameter("the same key with the same body is taken once, for a quarter of an hour")
        )
    ndjson: Document = {"schema": {"type": "string", "description": "one BulkReport a line"}}
    _take_body(paths["/api/v1/reports/bulk"]["post"], dict.fromkeys(NDJSON, ndjson))
    counts: Document = {
        "schema": {"type": "string", "description": "at, service, reports ... one count a line"}
    }
    table: Document = {"schema": {"type": "string"}, "example": _CSV_EXAMPLE}
    _take_body(
        paths["/api/v1/counts/bulk"]["post"], dict.fromkeys(NDJSON, counts) | dict.fromkeys(CSV, table)
    )
    calendar: Document = {"schema": {"type": "string", "description": "RFC 5545, a file (.ics)"}}
    for of in ("schedules/{id}", "people/{name}"):
        _take_body(paths[f"/api/v1/desk/oncall/{of}/calendar"]["post"], {CALENDAR: calendar})
    for kept in KEPT:
        paths[kept]["get"]["responses"] |= {
            "304": {"description": "Nothing new since the ETag that was sent as If-None-Match"}
        } | _problems(("not-acceptable",))
    for path in paths.values():
        for operation in path.values():
            _only_problems(operation)
            _bound_head(operation)
    document["paths"] = dict(sorted(paths.items()))
    return document


def _say_in_words(paths: Document) -> None:
    """Each operation's summary is the first sentence of its docstring, its description the first paragraph."""
    for handler in HANDLERS:
        said = " ".join((handler.fn.__doc__ or "").split("\n\n")[0].split())
        for path in handler.paths:
            operations = paths.get(re.sub(r":\w+}", "}", path), {})
            for method in handler.http_methods & {name.upper() for name in operations}:
                operations[method.lower()] |= {
                    "summary": said.partition(". ")[0].rstrip("."),
                    "description": said,
                }


def _report_operation() -> Document:
    body = {"schema": _ref("ReportIn")}
    problems = (
        "malformed",
        "cross-site",
        "robot",
        "hosting",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
        "key-reused",
        "unknown-service",
        "unknown-symptom",
        "too-old",
        "in-future",
        "flood",
        "unavailable",
    )
    responses: Document = {
        "202": {
            "description": "The report is durable",
            "headers": {"location": {"schema": {"type": "string"}, "description": "the receipt"}},
            "content": {JSON: {"schema": _ref("ReceiptOut")}},
        }
    }
    return {
        "tags": ["reports"],
        "summary": "Report trouble with a service, or that it works",
        "operationId": "PostReport",
        "description": "Report trouble with a service, or that it works. Answered only when the report is durable.",
        "parameters": [
            _key_parameter(
                "the same key with the same report gets the same receipt, for a quarter of an hour"
            ),
            _proof_parameter(),
        ],
        "requestBody": {"required": True, "content": {JSON: body, FORM: body}},
        "responses": responses | _problems(problems),
    }


def _key_parameter(description: str) -> Document:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    }


def _stream_operation() -> Document:
    return {
        "tags": ["services"],
        "summary": "Services and incidents as they change",
        "operationId": "GetStream",
        "description": "Server-Sent Events: `service` {slug, version} and `incident` {id, version} as they change.",
        "parameters": [
            {
                "name": "service",
                "in": "query",
                "required": False,
                "description": "only what concerns this service: slug, name or alias",
                "schema": {"type": "string"},
            }
        ],
        "responses": {
            "200": {
                "description": "Events, until either side hangs up",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        }
        | _problems(("malformed", "unknown-service", "too-many-streams", "busy")),
    }


def _proof_parameter() -> Document:
    return {
        "name": "Proof-Of-Work",
        "in": "header",
        "required": False,
        "description": f"the payload of ALTCHA for the challenge at {PROOF_PATH}, in base 64; after a refusal as a flood it may help",
        "schema": {"type": "string", "maxLength": PROOF_LETTERS_MAX, "pattern": "^[ -~]*$"},
    }


def _problems(kinds: Sequence[str]) -> Document:
    found: Document = {}
    for kind in kinds:
        status, title = str(KINDS[kind].status), KINDS[kind].title
        words = f"{found[status]['description']}; {title}" if status in found else title
        found[status] = {"description": words, "content": {PROBLEM_TYPE: {"schema": _ref("Problem")}}}
    return found


def _nothing() -> Callable[[], None]:
    """A provider of its own for each name: nothing is called when a document is drawn."""
    return lambda: None


def _operation_id(handler: HTTPRouteHandler, _method: object, _path: object) -> str:
    return "".join(word.title() for word in handler.handler_name.split("_"))


def _only_problems(operation: Document) -> None:
    """Litestar writes its own 400 where it reads parameters; ours are problems like all others."""
    responses = operation["responses"]
    if JSON in responses.get("400", {}).get("content", {}):
        responses["400"] = _problems(("malformed",))["400"]


def _bound_head(operation: Document) -> None:
    """Whatever is asked, its head is bounded: in time and in size."""
    for status, announced in _problems(("too-slow", "head-too-large")).items():
        operation["responses"].setdefault(status, announced)
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _take_body(operation: Document, content: Document) -> None:
    operation["requestBody"] = {"required": True, "content": content}


def _ref(name: str) -> Document:
    return {"$ref": _REF.format(name=name)}
