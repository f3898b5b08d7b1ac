"""A field that nobody reads is refused, wherever a body is taken: its sender would take the answer for another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import groundswell.web
from groundswell.flow.read import Line
from groundswell.web.describe import openapi_document
from groundswell.web.wire import ReportIn
from tests.web.house import BEARER, Shared, problem

FORM = {"content-type": "application/x-www-form-urlencoded"}
FIELDS = ", ".join(name for name in ReportIn.__struct_fields__ if name != "website")
OPEN = {
    "PagerDutyChangeIn": "PagerDuty's own shape, of which we read what we need",
    "PagerDutyPayload": "the same",
    "Link": "of those changes",
    "PushIn": "what a browser's toJSON() gives, which grows",
    "PushKeysIn": "the same",
}
"""Bodies that may hold more than is read."""


@pytest.mark.parametrize(
    ("path", "said", "field", "fault"),
    [
        (
            "/api/v1/reports",
            {"service": "pictures", "symtom": "feed"},
            "symtom",
            "did you mean symptom? There",
        ),
        ("/api/v1/reports", {"service": "pictures", "zebra": 1}, "zebra", f"; there are {FIELDS}"),
        (
            "/api/v1/subscriptions",
            {"way": "email", "adress": "a@b.example"},
            "adress",
            "did you mean address?",
        ),
        (
            "/api/v1/questions",
            {"words": "is it down?", "servise": "pictures"},
            "servise",
            "did you mean service?",
        ),
        (
            "/api/v1/desk/oncall/policies",
            {
                "id": "all",
                "title": "All",
                "steps": [{"whom": [{"kind": "account", "name": "Ada"}], "wait_minuts": 7}],
            },
            "steps[0].wait_minuts",
            "did you mean wait_minutes? There are whom",
        ),
    ],
)
def test_a_field_that_nobody_reads_is_refused_with_those_that_there_are(
    shared: Shared, path: str, said: dict[str, Any], field: str, fault: str
) -> None:
    told = problem(shared.send("POST", path, json=said, headers=BEARER))
    (wrong,) = told["errors"]
    assert (told["status"], wrong["field"]) == (422, field)
    assert fault in wrong["fault"]
    assert wrong["fault"] in told["detail"]


def test_a_form_of_a_program_is_read_as_strictly(shared: Shared) -> None:
    told = problem(
        shared.send("POST", "/api/v1/reports", content=b"service=pictures&symtom=feed", headers=FORM)
    )
    assert told["errors"][0]["field"] == "symtom"
    assert "did you mean symptom?" in told["detail"]


def test_a_line_of_many_says_which_fields_there_are_and_the_others_are_taken(shared: Shared) -> None:
    lines = b'{"service":"pictures","countr":"ES"}\n'
    headers = {**BEARER, "content-type": "application/x-ndjson"}
    (fault,) = shared.send("POST", "/api/v1/reports/bulk", content=lines, headers=headers).json()["faults"]
    assert (fault["line"], fault["field"]) == (1, "countr")
    assert "did you mean country? There are " + ", ".join(Line.__struct_fields__) in fault["fault"]


def test_every_body_that_the_document_describes_takes_no_other_fields() -> None:
    document = openapi_document()
    found: set[str] = set()

    def look(node: Any) -> None:
        for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            look(each)
        name = node.get("$ref", "").rpartition("/")[2] if isinstance(node, dict) else ""
        if name and name not in found:
            found.add(name)
            look(document["components"]["schemas"][name])

    for methods in document["paths"].values():
        for operation in methods.values():
            look(operation.get("requestBody", {}))
    schemas = document["components"]["schemas"]
    bodies = {name for name in found if schemas[name].get("type") == "object"}
    assert {"ReportIn", "SubscriptionIn", "WishIn", "LayerWire"} <= bodies
    assert {name for name in bodies if schemas[name].get("additionalProperties") is not False} == set(OPEN)


def test_every_body_is_read_by_the_one_reader() -> None:
    folder = Path(groundswell.web.__file__).parent
    sources = [*(folder / "api").glob("*.py"), folder / "submit.py"]
    own = {
        name
        for source in sources
        for name in re.findall(r"json\.(?:Decoder|decode)\(([^)]*)\)", source.read_text())
    }
    assert own == {"dict[str, msgspec.Raw]", "PagerDutyChangeIn"}
