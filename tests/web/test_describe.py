"""The OpenAPI document: valid, complete, and drawn from what really reads and writes."""

import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis

from groundswell.core.model import Drop
from groundswell.flow.read import Line
from groundswell.web import wire
from groundswell.web.api import HANDLERS
from groundswell.web.describe import openapi_document
from groundswell.web.problems import KINDS
from groundswell.web.security import page_headers
from tests.web.house import BEARER, Shared, problem


def operations() -> dict[tuple[str, str], Any]:
    found = openapi_document()["paths"].items()
    return {(method, path): operation for path, methods in found for method, operation in methods.items()}


def test_the_document_is_valid_openapi() -> None:
    document = openapi_document()
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()


def test_the_document_is_served_to_everybody(shared: Shared) -> None:
    answer = shared.send("GET", "/api/openapi.json")
    assert answer.json() == openapi_document()
    assert "etag" in answer.headers


def test_every_route_of_the_api_is_in_the_document() -> None:
    documented = {path for _, path in operations()}
    served = {
        path.replace(":str", "")
        for handler in HANDLERS
        for path in handler.paths
        if path.startswith("/api/") and handler.include_in_schema is not False
    }
    assert served <= documented
    assert documented - served == {"/api/v1/reports", "/api/v1/stream"}


SAID_BY_THEIR_PATH = {"/api/v1/desk/oncall/schedules/{id}/calendar/move"}
"""POST without a body."""


def test_every_operation_has_a_name_words_and_problems_as_problem_details() -> None:
    names = set()
    for (method, path), operation in operations().items():
        assert operation["operationId"] not in names
        names.add(operation["operationId"])
        assert operation["description"]
        assert " " in operation["summary"], "words, not the name of a function"
        assert {"408", "431"} <= set(operation["responses"]), "the head may be too slow or too large"
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (method, path, status)
        if method == "post" and path not in SAID_BY_THEIR_PATH:
            assert operation["requestBody"]["content"]
            assert {"400", "413", "415", "422", "503"} <= set(operation["responses"])


def test_every_reference_leads_somewhere() -> None:
    document = openapi_document()

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [ref for value in node.values() for ref in references(value)]
        return [ref for value in node for ref in references(value)] if isinstance(node, list) else []

    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"]


def test_every_reason_to_drop_a_single_report_is_a_kind_of_problem() -> None:
    never_single = {Drop.MALFORMED, Drop.REPEAT}
    assert {reason.value.replace("_", "-") for reason in set(Drop) - never_single} <= set(KINDS)


def test_a_line_of_a_bulk_request_is_described_as_it_is_read() -> None:
    assert set(wire.BulkReport.__struct_fields__) == set(Line.__struct_fields__)
    read, told = Line("pictures"), wire.BulkReport("pictures")
    assert all(
        (getattr(read, name) or None) == (getattr(told, name) or None) for name in read.__struct_fields__
    )


def test_a_field_that_takes_certain_words_says_which() -> None:
    shapes = openapi_document()["components"]["schemas"]
    assert shapes["SeriesOut"]["properties"]["axis"] == {"$ref": "#/components/schemas/Axis"}
    assert shapes["FollowedOut"]["properties"]["status"]["enum"] == ["added", "counted", "repeat", "waiting"]
    assert shapes["ReceiptOut"]["properties"]["status"]["enum"] == ["waiting"]
    reason = shapes["Problem"]["properties"]["reason"]
    assert {"$ref": "#/components/schemas/Drop"} in reason["anyOf"]


def test_no_page_may_run_what_stands_inside_it() -> None:
    policy = dict(page_headers(()))[b"content-security-policy"].decode()
    assert "unsafe" not in policy
    assert "http" not in policy, "no third party"


def test_every_operation_has_an_example_and_every_problem_a_row_in_the_reference() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "http-api.md").read_text()
    for method, path in operations():
        section = text.partition(f"### {method.upper()} {path}\n")[2].partition("\n#")[0]
        assert "$ " in section, f"no example of {method.upper()} {path}"
    for name, kind in KINDS.items():
        assert f"| `{name}` | {kind.status} | {kind.title} | {kind.advice} |" in text


@pytest.mark.parametrize(("method", "path"), sorted(operations()))
def test_every_route_refuses_a_parameter_that_it_does_not_know(
    shared: Shared, method: str, path: str
) -> None:
    place = re.sub(r"{\w+}", "pictures", path)
    told = problem(shared.send(method, f"{place}?nobody=1", headers=BEARER))
    assert (told["status"], told["detail"].split(":")[0]) == (400, "nobody")


def test_a_parameter_that_is_nearly_right_is_told_which_was_meant(shared: Shared) -> None:
    assert "did you mean state?" in problem(shared.send("GET", "/api/v1/incidents?sate=open"))["detail"]
