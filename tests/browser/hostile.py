"""Plants markup in every field that there is: forms as pages have them, bodies as the OpenAPI document has them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

from playwright.sync_api import APIResponse, BrowserContext, Page

from tests.browser.full_desk import ADA

PROBE: Final = "xss-probe"
FORMS = """() => [...document.forms].filter(form => form.getAttribute('method') === 'post').map(form => ({
  action: new URL(form.getAttribute('action'), location).pathname,  // a button may be called action
  fields: [...form.elements].filter(each => each.name).map(each => ({
    name: each.name, tag: each.tagName, type: each.type, value: each.value, required: each.required,
    most: each.maxLength, checked: !!each.checked, options: each.options ? [...each.options].map(one => one.value) : []
  }))
}))"""
TYPED: Final = frozenset({"text", "textarea", "search", "url", "email", "tel"})
GIVEN: Final[Mapping[str, str]] = {
    "name": "Hostile",
    "address": "https://hooks.town.example/hostile",
    "service": "instagram",
    "services": "instagram",
    "category": "social",
    "country": "ES",
    "incident": "instagram-of-today",
    "id": "hostile",
    "language": "en",
    "role": "viewer",
    "rights": "look",
    "version": "",
    "days": "",
    "operators": "",
    "website": "",
}
"""What a field is filled with where something else is tried."""
ALWAYS: Final = frozenset(
    {
        "services",
        "from_at",
        "until_at",
        "texts",
        "title",
        "language",
        "incident",
        "summary",
        "at",
        "service",
        "words",
    }
)
"""What a body says in any case, where it can."""
ENDING: Final = frozenset({"dismiss", "merge", "split", "resolve"})
"""Acts after which an incident is spoken of no more."""
_HOURS: Final = {"from_at": 30, "until_at": 31, "since": -1, "at": -1, "observed_at": 0}
_FORM: Final = {"content-type": "application/x-www-form-urlencoded"}
_numbers = itertools.count(1)


@dataclass
class Planted:
    """What was tried: which field each number stands for, how it was answered."""

    fields: dict[str, str] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def payload(self, where: str, most: int = -1) -> str:
        """Markup that would make an element, an attribute and a script of itself."""
        number = f"n{next(_numbers):04}n"
        self.fields[number] = where
        short = f"{number}<{PROBE}>"
        if 0 < most < 200:
            return short[:most]
        return f"{short}\"'><img src=x data-xss=1 onerror=pwned=1><script>pwned=1</script><a href=javascript:pwned=1>"

    def note(self, where: str, answer: APIResponse) -> bool:
        """Look at an answer; whether it was taken."""
        self.answers[where] = answer.status
        if answer.status >= 500:
            self.wrong.append(f"{where}: {answer.status}")
        if "html" in answer.headers.get("content-type", ""):
            self.wrong += [f"{where}, the answer: {made}" for made in elements_in(answer.text())]
        return answer.status < 400


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        goal = (told.get("href") or told.get("src") or "").strip().lower()
        if tag == PROBE or "data-xss" in told or "onerror" in told or goal.startswith("javascript:"):
            self.found.append(f"<{tag} {told}>")


def elements_in(html: str) -> list[str]:
    """Elements that what was planted would have made in this HTML."""
    parser = _Elements()
    parser.feed(html)
    return parser.found


def shape_of(path: str) -> str:
    """A path without what names one thing: its digits, handles and ids."""
    return re.sub(r"/(?=[^/]*(?:\d|of-today))[^/]+", "/*", path)


def plant_forms(
    page: Page,
    context: BrowserContext,
    address: str,
    paths: tuple[str, ...],
    planted: Planted,
    *,
    ending: bool = False,
) -> None:
    """Fill in every form of these pages: all fields that are typed into at once, and each alone where that is not taken.

    The acts of ENDING are done where `ending`, and nothing else then.
    """
    done: set[str] = set()
    for path in paths:
        page.goto(address + path)
        for form in page.evaluate(FORMS):
            action, fields = form["action"], form["fields"]
            typed = [each for each in fields if each["type"] in TYPED]
            act = "".join(each["value"] for each in fields if each["name"] == "act")
            shape = f"{shape_of(action)} {act} {sorted({each['name'] for each in typed})}"
            if not typed or shape in done or (act in ENDING) is not ending:
                continue
            done.add(shape)
            for chosen in (typed, *([each] for each in typed)):
                names = [each["name"] for each in chosen]
                where = f"POST {shape_of(action)} {act} {','.join(names)}"
                told = urlencode(_filled(fields, names, action, planted))
                answer = context.request.post(address + action, data=told, headers=_FORM, max_redirects=0)
                if planted.note(where, answer) and chosen is typed:
                    break


UPLOADS: Final = ("/desk/oncall/schedules/ops", "/desk/oncall/me")
"""Pages with a form that takes a calendar file."""


def plant_files(page: Page, context: BrowserContext, address: str, planted: Planted) -> None:
    """Send calendar files whose every line is markup: one that is taken, one that names nobody, and none at all; so is their name."""
    for path in UPLOADS:
        page.goto(address + path)
        form = page.locator("form[enctype='multipart/form-data']")
        action, word = form.get_attribute("action"), form.locator("[name=csrf]").input_value()
        for who in (ADA, planted.payload(f"{action} SUMMARY"), ""):
            mark = planted.payload(f"{action} a line of a file")
            begin = f"{datetime.now(UTC) + timedelta(hours=1):%Y%m%dT%H%M%SZ}"
            event = (f"UID:{mark}", f"DTSTART:{begin}", "DURATION:PT4H", f"SUMMARY:{who}", f"DESCRIPTION:{mark}", f"LOCATION:{mark}")  # fmt: skip
            lines = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{mark}", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR")  # fmt: skip
            text = "\r\n".join((*lines, "")) if who else mark
            file = {"name": f"{mark[:40]}.ics", "mimeType": "text/calendar", "buffer": text.encode()}
            told: dict[str, Any] = {"csrf": word, "act": "read", "calendar": file}
            answer = context.request.post(f"{address}{action}", multipart=told, max_redirects=0)
            planted.note(
                f"FILE {action} {'of ' + who if who == ADA else 'of nobody' if who else 'none'}", answer
            )


def _filled(
    fields: list[dict[str, Any]], names: list[str], action: str, planted: Planted
) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for each in fields:
        is_there = any(each["name"] == other for other, _ in pairs)
        if is_there and each["type"] in ("checkbox", "radio", "submit"):
            continue
        pairs.append((each["name"], _value(each, names, action, planted)))
    return pairs


def _value(each: dict[str, Any], names: list[str], action: str, planted: Planted) -> str:
    """What one field is filled with."""
    name, kind, value = each["name"], each["type"], str(each["value"])
    if name in names and kind in TYPED:
        return planted.payload(f"{shape_of(action)} {name}", 40 if name == "app_version" else each["most"])
    if kind == "datetime-local":
        return f"{datetime.now(UTC) + timedelta(hours=_HOURS.get(name, 1)):%Y-%m-%dT%H:%M}"
    if kind.startswith("select"):
        several = [one for one in each["options"] if one]
        return GIVEN[name] if GIVEN.get(name) in several else (value or (several or [""])[0])
    if kind in ("hidden", "submit") and value:
        return value
    return value or GIVEN.get(name, "Words" if each["required"] else "")


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and the schema of the body of every operation that takes JSON."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            content = told.get("requestBody", {}).get("content", {}) if isinstance(told, dict) else {}
            if "application/json" in content:
                yield method.upper(), path, content["application/json"]["schema"]


def plant_api(context: BrowserContext, address: str, token: str, planted: Planted) -> None:
    """Every string of every body: one at a time, all others as they should be."""
    document = context.request.get(f"{address}/api/openapi.json").json()
    known = document["components"]["schemas"]
    headers = {"authorization": f"Bearer {token}", "cookie": ""}
    for method, path, schema in operations(document):
        url = address + path.replace("{id}", "instagram-of-today").replace("{slug}", "instagram")
        for name in _strings(schema, known):
            where = f"{method} {path} {name}"
            told = _sample(schema, known, name, planted, where)
            answer = context.request.fetch(url, method=method, data=told, headers=headers, max_redirects=0)
            planted.note(where, answer)


def _resolved(schema: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _resolved(next(each for each in schema[several] if each.get("type") != "null"), known)
    return schema


def _strings(schema: dict[str, Any], known: Mapping[str, Any], at: str = "") -> list[str]:
    """The paths of all free strings in it."""
    schema = _resolved(schema, known)
    if schema.get("type") == "object" or "properties" in schema:
        return [
            path
            for name, each in schema.get("properties", {}).items()
            for path in _strings(each, known, f"{at}.{name}")
        ]
    if schema.get("type") == "array":
        return _strings(schema["items"], known, f"{at}[]")
    return [at] if schema.get("type") == "string" and "enum" not in schema else []


def _sample(
    schema: dict[str, Any], known: Mapping[str, Any], hostile: str, planted: Planted, where: str, at: str = ""
) -> Any:
    """A body with markup at `hostile` and plain values where something is required, or stands on the way there."""
    schema = _resolved(schema, known)
    kind, name = schema.get("type"), re.split(r"[.\[]", at.rstrip("[]"))[-1]
    if at == hostile and at:
        return planted.payload(where)
    if kind == "object" or "properties" in schema:
        wanted = {
            each
            for each in schema.get("properties", {})
            if each in schema.get("required", ())
            or each in ALWAYS
            or f"{hostile}.".replace("[", ".").startswith(f"{at}.{each}.")
        }
        return {
            each: _sample(schema["properties"][each], known, hostile, planted, where, f"{at}.{each}")
            for each in sorted(wanted)
        }
    if kind == "array":
        return [_sample(schema["items"], known, hostile, planted, where, f"{at}[]")]
    if "enum" in schema:
        return schema["enum"][0]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    if name.endswith("_at") or name in _HOURS:
        return f"{datetime.now(UTC) + timedelta(hours=_HOURS.get(name, 1)):%Y-%m-%dT%H:%M:%SZ}"
    return GIVEN.get(name) or "Words"
