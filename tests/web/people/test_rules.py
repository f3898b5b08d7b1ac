"""Who may call what: every route that there is, asked by everybody that there is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from groundswell.core.access import RIGHTS, Right, Role
from groundswell.core.accounts import ApiToken, Grant, Scope
from groundswell.core.model import CommentState
from groundswell.ports import Revision
from groundswell.web.api import HANDLERS
from groundswell.web.api.rules import PUBLIC, check_rules, need_of, routes_of, without_rule
from groundswell.web.desk import PAGES
from tests.contract.test_comments import said
from tests.town import NOON, incident
from tests.web.house import BEARER, House, house
from tests.web.people.desk import PASSWORD, account, browser

NOBODY, OUTSIDE, KEEPER = "nobody", "responder of another service", "the instance's token"
MIXED = "speaks for another service, looks at this one"
WHO = (
    NOBODY,
    *Role,
    OUTSIDE,
    MIXED,
    KEEPER,
    *(f"token: {right}" for right in Right if right is not Right.KEEP),
)
OF_PICTURES = {
    "POST /api/v1/desk/rulings": {"json": {"act": "acknowledge", "incident": incident().id}},
    "POST /api/v1/desk/changes": {
        "json": {"summary": "A deploy", "at": "2026-03-02T11:00:00Z", "service": "pictures"}
    },
    "GET /api/v1/desk/incidents/{id:str}/evidence": {},
    "GET /api/v1/desk/incidents/{id:str}/draft": {},
    "GET /api/v1/desk/incidents/{id:str}/papers": {},
    "POST /api/v1/desk/incidents/{id:str}/notes": {"json": {"words": "seen"}},
    "POST /api/v1/desk/incidents/{id:str}/tasks": {"json": {"words": "look"}},
    "GET /desk/incidents/{id:str}": {},
    "POST /desk/incidents/{id:str}/act": {},
    "POST /desk/incidents/{id:str}/{paper:str}": {},
    "GET /desk/incidents/{id:str}/speak": {},
    "POST /desk/incidents/{id:str}/speak": {},
}
"""Routes that are about one service, and what makes them be about Pictures."""


def test_every_route_has_a_rule() -> None:
    assert without_rule([*HANDLERS, *PAGES]) == []
    assert {route for handler in [*HANDLERS, *PAGES] for route in routes_of(handler)} >= PUBLIC, (
        "and no rule is of a route that is gone"
    )


@get("/api/v1/desk/planted", sync_to_thread=False)
def planted() -> str:
    return "everybody's"


def test_a_new_route_without_a_rule_stops_every_start() -> None:
    with pytest.raises(AssertionError, match="GET /api/v1/desk/planted"):
        check_rules([*HANDLERS, planted])


def test_everything_under_the_desk_but_the_way_in_names_a_right() -> None:
    open_ = {route for route in PUBLIC if "desk" in route}
    assert all(re.match(r"\w+ /desk/(sign-in|join|call)\b", route) for route in open_)


@dataclass
class Asked:
    runner: asyncio.Runner
    house: House
    headers: dict[str, dict[str, str]]

    def status(self, who: str, handler: HTTPRouteHandler, route: str) -> int:
        """How `route` answers to `who`, whose form (if it is one) is in order."""
        method, path = self._at(route)
        told = {**OF_PICTURES.get(route, {})}
        headers = {**self.headers[who]}
        need = need_of(handler)
        if method == "POST" and need is not None and need.page:
            told["data"] = {"csrf": headers.get("x-csrf-token", "")}

        async def run() -> int:
            async with self.house.client() as client:
                return (await client.request(method, path, headers=headers, **told)).status_code  # type: ignore[arg-type]

        return self.runner.run(run())

    async def sent(self, who: str, route: str, told: dict[str, object], *, is_form: bool) -> int:
        """How "METHOD /path" answers to what `who` sends."""
        method, _, path = route.partition(" ")
        headers = self.headers[who]
        form = {**told, "csrf": headers.get("x-csrf-token", "")}
        async with self.house.client() as client:
            if method != "POST":
                return (await client.request(method, path, headers=headers)).status_code
            sent = client.post(
                path, headers=headers, data=form if is_form else None, json=None if is_form else told
            )
            return (await sent).status_code

    def forged(self, route: str, headers: dict[str, str], form: dict[str, str] | None) -> tuple[int, str]:
        """How `route` answers to these headers and this form (None: JSON); the status and the kind of problem."""
        method, path = self._at(route)
        told: dict[str, object] = {"json": {}} if form is None else {"data": form}

        async def run() -> tuple[int, str]:
            async with self.house.client() as client:
                answer = await client.request(method, path, headers={**headers, "accept": "*/*"}, **told)  # type: ignore[arg-type]
                problem = answer.json() if answer.status_code >= 400 else {"type": ""}
                return answer.status_code, problem["type"].rpartition("/")[2]

        return self.runner.run(run())

    def led(self, route: str, query: dict[str, str]) -> list[str]:
        """Where the administrator, and a stranger, are sent by `route` with this query."""
        method, path = self._at(route)

        async def run() -> list[str]:
            async with self.house.client(accept="text/html") as client:
                both: tuple[dict[str, str], ...] = (self.headers[Role.ADMINISTRATOR.value], {})
                answers = [await client.request(method, path, headers=each, params=query) for each in both]
                return [answer.headers.get("location", "") for answer in answers]

        return self.runner.run(run())

    def _at(self, route: str) -> tuple[str, str]:
        method, _, path = route.partition(" ")
        path = path.replace("/incidents/{id:str}", f"/incidents/{incident().id}")
        return method, re.sub(r"\{\w+:str\}", "999", path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with asyncio.Runner() as runner:
        opened = house(tmp_path_factory.mktemp("rules"))
        home = runner.run(opened.__aenter__())
        yield Asked(runner, home, runner.run(everybody(home)))
        runner.run(opened.__aexit__(None, None, None))


async def everybody(home: House) -> dict[str, dict[str, str]]:
    """What everybody shows."""
    await home.parts.incidents.save([Revision(incident(), ())])
    found: dict[str, dict[str, str]] = {NOBODY: {}, KEEPER: BEARER}
    others = Scope(("bank",), ("ring",))
    here = Grant(Role.VIEWER, Scope(("pictures",)))
    for who, role, scope, further in (
        *((role.value, role, Scope(), ()) for role in Role),
        (OUTSIDE, Role.RESPONDER, others, ()),
        (MIXED, Role.COMMUNICATOR, others, (here,)),
    ):
        await account(home, who, role, scope, further)
        async with browser(home) as one:
            await one.sign_in(who, PASSWORD)
            seat = await home.parts.people.seat(one.session)
            assert seat is not None
            found[who] = {"cookie": f"desk={one.session}", "x-csrf-token": seat.csrf}
    for right in set(Right) - {Right.KEEP}:
        ask = ApiToken(0, right.value, "", frozenset({right}), Scope(), "Ada", NOON)
        made = await home.parts.people.give_token(ask)
        assert made is not None
        found[f"token: {right}"] = {"authorization": f"Bearer {made[1]}"}
    return found


ROUTES = sorted(
    (route, handler)
    for handler in [*HANDLERS, *PAGES]
    for route in routes_of(handler)
    if not route.endswith(("/sign-out", "/sessions/end"))
)


def may(who: str, handler: HTTPRouteHandler, route: str) -> bool:
    need = need_of(handler)
    if need is None:
        return True
    is_person = who in (*Role, OUTSIDE, MIXED)
    if need.person and not is_person:
        return False
    if who == OUTSIDE:
        return need.right in RIGHTS[Role.RESPONDER] and route not in OF_PICTURES
    if who == MIXED:
        is_here = route in OF_PICTURES
        return need.right in RIGHTS[Role.VIEWER if is_here else Role.COMMUNICATOR]
    if who == KEEPER:
        return True
    if who.startswith("token: "):
        return need.right == who.removeprefix("token: ")
    return who != NOBODY and need.right in RIGHTS[Role(who)]


@pytest.mark.parametrize("who", WHO)
def test_each_route_lets_in_exactly_who_may(asked: Asked, who: str) -> None:
    wrong = []
    for route, handler in ROUTES:
        need = need_of(handler)
        status = asked.status(who, handler, route)
        refused = status in (401, 403) if need is not None else False
        if refused == may(who, handler, route):
            wrong.append((route, status))
        if need is not None and who == NOBODY and status != 401:
            wrong.append((route, status))
    assert wrong == []


FORGED = (
    {"x-csrf-token": "", "csrf": ""},
    {"x-csrf-token": "of another session", "csrf": "of another session"},
    {"origin": "https://evil.example"},
    {"sec-fetch-site": "cross-site"},
)


@pytest.mark.parametrize("forgery", FORGED)
def test_no_route_is_changed_by_what_another_site_sends_with_the_cookie(
    asked: Asked, forgery: dict[str, str]
) -> None:
    who = Role.ADMINISTRATOR.value
    wrong = []
    for route, handler in ROUTES:
        if route.startswith("GET ") or (need := need_of(handler)) is None:
            continue
        told = {**asked.headers[who], **{name: text for name, text in forgery.items() if name != "csrf"}}
        word = forgery.get("csrf", told["x-csrf-token"])
        status, kind = asked.forged(route, told, {"csrf": word} if need.page else None)
        if (status, kind) != (403, "cross-site"):
            wrong.append((route, status, kind))
    assert wrong == []


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%2F/evil.example"]
)
def test_no_parameter_of_an_address_leads_elsewhere(asked: Asked, goal: str) -> None:
    led = []
    for route, handler in ROUTES:
        fields = handler.parsed_fn_signature.parameters.values()
        names = {getattr(field.kwarg_definition, "name", None) or field.name for field in fields}
        names -= {"request", "parts", "shape", *re.findall(r"\{(\w+):str\}", route)}
        if route.startswith("GET ") and names:
            led += [(route, at) for at in asked.led(route, dict.fromkeys(sorted(names), goal)) if at]
    assert [(route, at) for route, at in led if not re.match(r"/(?![/\\])", at)] == []


def test_a_scope_bounds_what_is_listed(asked: Asked) -> None:
    async def run(who: str, path: str) -> str:
        async with asked.house.client() as client:
            return (await client.get(path, headers=asked.headers[who])).text

    assert incident().id in asked.runner.run(run("viewer", "/desk"))
    assert incident().id not in asked.runner.run(run(OUTSIDE, "/desk"))


def test_a_right_on_one_service_opens_nothing_of_another(asked: Asked) -> None:
    async def run(method: str, path: str, **told: object) -> int:
        async with asked.house.client() as client:
            return (await client.request(method, path, headers=asked.headers[MIXED], **told)).status_code  # type: ignore[arg-type]

    ruling = {"json": {"act": "dismiss", "incident": incident().id, "reason": "none"}}
    assert asked.runner.run(run("GET", f"/api/v1/desk/incidents/{incident().id}/evidence")) == 200
    assert asked.runner.run(run("POST", "/api/v1/desk/rulings", **ruling)) == 403
    assert asked.runner.run(run("GET", f"/desk/incidents/{incident().id}/speak")) == 403
    listed = [
        asked.runner.run(run("GET", f"/api/v1/desk/comments?service={slug}")) for slug in ("bank", "pictures")
    ]
    assert listed == [200, 403]


TOLD: dict[str, dict[str, object]] = {
    "POST /api/v1/desk/comments/{id:str}": {"state": "refused"},
    "POST /api/v1/desk/incidents/{id:str}/runbooks": {"runbook": "none"},
    "POST /api/v1/desk/incidents/{id:str}/duties": {"duty": "lead"},
    "POST /api/v1/desk/incidents/{id:str}/links": {"address": "https://town.example/"},
    "POST /api/v1/desk/incidents/{id:str}/notes": {"words": "seen"},
    "POST /api/v1/desk/incidents/{id:str}/tasks": {"words": "look"},
    "POST /api/v1/desk/replies/{id:str}/for-like": {"is_for_like": False},
    "POST /api/v1/desk/statements/{id:str}/publish": {"revision": 1},
    "POST /api/v1/desk/statements/{id:str}/languages": {"language": "en"},
    "POST /api/v1/desk/workarounds/{id:str}": {"state": "shown"},
    "POST /api/v1/desk/workarounds/{id:str}/texts": {"language": "de", "words": "Warten"},
    "POST /desk/comments/{id:str}": {"state": "refused"},
    "POST /desk/maintenance/{id:str}": {"stage": "in_progress"},
    "POST /desk/questions/answered/{id:str}/told-on": {"on": "0"},
    "POST /desk/statements/{id:str}": {"language": "en"},
    "POST /desk/workarounds/{id:str}": {"state": "shown"},
    "POST /desk/workarounds/{id:str}/texts": {"language": "de", "words": "Warten"},
}
"""What is sent where something has to be said at all."""
OF_NO_SERVICE = {"people", "claims", "tokens", "me", "overrides", "policies", "schedules"}
"""What routes with an id in them are about, where that belongs to no service: people, and when they are on call."""
READ_BY_WHO_LOOKS = {"GET /desk/templates/{id:str}"}
GONE = (
    "/told-on",
    "/for-like",
    "DELETE /api/v1/desk/replies/{id:str}",
    "DELETE /api/v1/desk/templates/{id:str}",
    "/runbooks",
)
"""What another route has removed before, or was never there: for who may, that is 404 as well."""


async def things_of_pictures(home: House) -> dict[str, str]:
    """What is about Pictures, as ids by the word that stands before them in a path."""
    async with home.client(**BEARER) as client:

        async def made(path: str, **told: object) -> Any:
            answer = await client.post(path, json=told)
            assert answer.status_code < 300, (path, answer.text)
            return answer.json()

        text = [{"language": "en", "title": "Disks", "body": "Disks."}]
        said_ = await made(
            "/api/v1/desk/statements", incident=incident().id, phase="investigating", texts=text
        )
        until = {"from_at": "2026-03-02T13:00:00Z", "until_at": "2026-03-02T14:00:00Z"}
        work = await made("/api/v1/desk/maintenances", services=["pictures"], texts=text, **until)
        words = {"id": "disks", "name": "Disks", "occasion": "investigating", "texts": text}
        await made("/api/v1/desk/templates", services=["pictures"], **words)
        way = await made("/api/v1/desk/workarounds", service="pictures", words="Wait")
        await made("/api/v1/questions", service="pictures", words="May I share this?")
        (pile,) = (await client.get("/api/v1/desk/questions")).json()["piles"]
        reply = await made("/api/v1/desk/replies", questions=[pile["id"]], service="pictures", texts=text)
        await home.parts.comments.put([said(1, "pictures")], 1)
    replied = reply["reply"]["id"]
    return {
        "incidents": incident().id,
        "statements": said_["id"],
        "maintenance": work["id"],
        "templates": "disks",
        "workarounds": way["id"],
        "replies": replied,
        "answered": replied,
        "comments": "1",
    }


def test_a_right_on_another_service_does_nothing_to_what_is_there(asked: Asked) -> None:
    ids = asked.runner.run(things_of_pictures(asked.house))
    named = {route: found[1] for route, _ in ROUTES if (found := re.search(r"/(\w+)/\{\w+:str\}", route))}
    about = [(route, handler, named[route]) for route, handler in ROUTES if route in named]
    about = [row for row in about if need_of(row[1]) is not None]
    assert {word for *_, word in about} == {*ids, *OF_NO_SERVICE}, "a new one is of a service, or of none"
    wrong = []
    for who in (MIXED, Role.ADMINISTRATOR.value):
        for route, handler, word in sorted(about, key=lambda row: (row[0].startswith("DELETE"), row[0])):
            need = need_of(handler)
            assert need is not None
            if word in OF_NO_SERVICE or need.right is Right.LOOK:
                continue
            path = re.sub(r"\{\w+:str\}", ids[word], route.replace("{paper:str}", "notes"), count=1)
            status = asked.runner.run(asked.sent(who, path, TOLD.get(route, {}), is_form=need.page))
            is_refused = status in (403, 404) or route in READ_BY_WHO_LOOKS
            if who == MIXED and not is_refused:
                wrong.append((who, route, status))
            if who != MIXED and (status in (401, 403) or (status == 404 and not route.endswith(GONE))):
                wrong.append((who, route, status))
    assert wrong == []


SHARED = incident(id="films-shared", service="films", members=("films", "bank"))


def test_an_outage_of_several_services_is_open_to_who_has_the_right_on_one_of_them(asked: Asked) -> None:
    page, api = f"/desk/incidents/{SHARED.id}", f"/api/v1/desk/incidents/{SHARED.id}"

    async def run(who: str, method: str, path: str, told: dict[str, object] | None = None) -> int:
        headers = {**asked.headers[who], "accept": "*/*"}
        async with asked.house.client() as client:
            answer = await client.request(method, path, headers=headers, json=told)
            if path == page:
                assert ">Acknowledge<" in answer.text
                assert "It is over<" not in answer.text, "what becomes of the whole is not offered either"
            return answer.status_code

    asked.runner.run(asked.house.parts.incidents.save([Revision(SHARED, ())]))
    acts: list[tuple[str, int, dict[str, object]]] = [
        ("acknowledge", 202, {}),
        ("confirm", 403, {}),
        ("resolve", 403, {}),
        ("cause", 403, {"kind": "fault", "reason": "a disk"}),
        ("dismiss", 403, {"reason": "none"}),
        ("split", 403, {"services": ["bank"]}),
        ("merge", 403, {"into": incident().id}),
    ]
    rows: list[tuple[str, int, str, str, dict[str, object] | None]] = [
        (OUTSIDE, 200, "GET", page, None),
        (OUTSIDE, 200, "GET", f"{api}/evidence", None),
        (OUTSIDE, 200, "GET", f"{api}/papers", None),
        (OUTSIDE, 201, "POST", f"{api}/notes", {"words": "seen"}),
        (OUTSIDE, 200, "POST", f"{api}/tasks", {"words": "look"}),
        (OUTSIDE, 403, "GET", f"{page}/speak", None),
        (MIXED, 200, "GET", f"{page}/speak", None),
        *(
            (OUTSIDE, status, "POST", "/api/v1/desk/rulings", {"act": act, "incident": SHARED.id, **told})
            for act, status, told in acts
        ),
    ]
    found = [asked.runner.run(run(who, method, path, told)) for who, _, method, path, told in rows]
    assert found == [status for _, status, *_ in rows]


def test_an_operator_stands_for_all_its_services(asked: Asked) -> None:
    async def run(service: str) -> int:
        said = {"summary": "A deploy", "at": "2026-03-02T11:00:00Z", "service": service}
        ask = ApiToken(
            0, f"of grand for {service}", "", frozenset({Right.FEED}), Scope((), ("grand",)), "Ada", NOON
        )
        made = await asked.house.parts.people.give_token(ask)
        assert made is not None
        headers = {"authorization": f"Bearer {made[1]}"}
        async with asked.house.client() as client:
            return (await client.post("/api/v1/desk/changes", json=said, headers=headers)).status_code

    assert [asked.runner.run(run(service)) for service in ("pictures", "letters", "bank")] == [202, 202, 403]


def test_a_comment_of_another_service_is_as_if_it_were_not_there(asked: Asked) -> None:
    async def run() -> list[int]:
        comments = asked.house.parts.comments
        await comments.put([said(2, "pictures"), said(3, "bank")], 3)
        told = {"state": CommentState.REFUSED.value}
        async with asked.house.client() as client:
            headers = asked.headers[OUTSIDE]
            statuses = [
                (await client.post(f"/api/v1/desk/comments/{number}", json=told, headers=headers)).status_code
                for number in (2, 3)
            ]
            listed = (await client.get("/api/v1/desk/comments?state=refused", headers=headers)).json()[
                "comments"
            ]
        assert [one["by"] for one in listed] == [OUTSIDE], "by their name, not by one that was sent"
        return statuses

    assert asked.runner.run(run()) == [404, 200]
