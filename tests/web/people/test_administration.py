"""What administrators do at the desk, what becomes of it, and what the audit log says of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.access import Right, Role
from groundswell.core.accounts import ClaimState, Grant, Scope
from groundswell.core.model import Ruling
from groundswell.ports import Revision
from groundswell.web.people.browser import device_of
from tests.town import NOON, incident
from tests.web.house import BEARER, House, at_home
from tests.web.people.desk import PASSWORD, account, browser


def link_in(text: str) -> str:
    found = re.search(r"<code>https?://[^/<]+(/desk/join/[^<]+)</code>", text)
    assert found is not None, text
    return found[1]


def test_somebody_is_invited_comes_in_by_the_link_and_may_what_was_given(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada, browser(house) as bob:
            await ada.sign_in("Ada")
            told = {"name": "Bob", "role": "responder", "services": "Bank, pics", "operators": "Ring"}
            page = await ada.send("/desk/people", "/desk/people", **told)
            link = link_in(page.text)
            assert link not in (await ada.open("/desk/people")).text, "it is shown once"
            await bob.send(link, link, password=PASSWORD, again=PASSWORD)
            own = await bob.open("/desk/account")
            assert "You are Bob, responder on Bank, Pictures, RingRing." in own.text
            assert 'href="/desk/people"' not in own.text
            assert (await bob.open("/desk/people")).status_code == 403
        bob_ = await house.parts.people.people.named("bob")
        assert bob_ is not None
        assert bob_.grants == (Grant(Role.RESPONDER, Scope(("bank", "pictures"), ("ring",))),)

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"name": "Ada", "role": "viewer"}, "already"),
        ({"name": "", "role": "viewer"}, "a name is missing"),
        ({"name": "Bob", "role": "king"}, "is one of viewer"),
        ({"name": "Bob", "role": "viewer", "services": "nothing"}, "there is no service &#34;nothing&#34;"),
        ({"name": "Bob", "role": "viewer", "operators": "nobody"}, "there is no operator &#34;nobody&#34;"),
        ({"name": "Bob", "role": "administrator", "services": "bank"}, "an administrator has no bounds"),
    ],
)
def test_who_cannot_be_invited_is_told_why_and_what_was_typed_stays(
    tmp_path: Path, told: dict[str, str], says: str
) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            page = await ada.send("/desk/people", "/desk/people", **told)
            assert (page.status_code, says in page.text) == (422, True), page.text
            assert f'value="{told["name"]}"' in page.text
        assert await house.parts.people.people.count() == 1

    at_home(tmp_path, visit)


def test_another_role_or_being_shut_out_ends_what_one_was_at(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        bob_ = await account(house, "Bob", Role.COMMUNICATOR)
        async with browser(house) as ada, browser(house) as bob:
            await ada.sign_in("Ada")
            await bob.sign_in("Bob")
            one = f"/desk/people/{bob_.id}"
            await ada.send(one, f"{one}/role", role="viewer", services="bank", operators="")
            assert (await bob.open("/desk")).status_code == 303, (
                "signed out, and in again with the other role"
            )
            await bob.sign_in("Bob")
            assert "viewer on Bank" in (await bob.open("/desk/account")).text
            await ada.send(one, f"{one}/disable")
            assert (await bob.open("/desk")).status_code == 303
            assert (await bob.sign_in("Bob")).status_code == 401
            await ada.send(one, f"{one}/disable")
            assert (await bob.sign_in("Bob")).status_code == 303
            own = await ada.send("/desk/people/1", "/desk/people/1/disable")
            assert "The last administrator has to stay" in own.text
            down = await ada.send(
                "/desk/people/1", "/desk/people/1/role", role="viewer", services="", operators=""
            )
            assert "has to stay one" in down.text

    at_home(tmp_path, visit)


def test_somebody_is_different_things_for_different_services(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        bob_ = await account(house, "Bob", Role.VIEWER)
        one = f"/desk/people/{bob_.id}"
        async with browser(house) as ada, browser(house) as bob:
            await ada.sign_in("Ada")
            told = {"role": "responder", "services": "Bank", "role-2": "communicator", "operators-2": "Ring"}
            assert (await ada.send(one, f"{one}/role", **told)).status_code == 303
            assert "responder on Bank<br>communicator on all of Ring" in (await ada.open("/desk/people")).text
            await bob.sign_in("Bob")
            assert (
                "You are Bob, responder on Bank; communicator on RingRing."
                in (await bob.open("/desk/account")).text
            )
            page = await ada.open(one)
            assert 'name="role-3"' in page.text, "and there is room for more"
            wrong = await ada.fill(
                page, f"{one}/role", **{"role": "viewer", "role-2": "", "services-2": "Bank"}
            )
            assert (wrong.status_code, "choose a role" in wrong.text) == (422, True)
            wrong = await ada.fill(page, f"{one}/role", **{"role": "viewer", "role-2": "administrator"})
            assert (wrong.status_code, "no further role is needed" in wrong.text) == (422, True)
            less = {"role": "", "services": "", "role-2": "communicator", "operators-2": "Ring"}
            assert (await ada.fill(page, f"{one}/role", **less)).status_code == 303
        kept = await house.parts.people.people.account(bob_.id)
        assert kept is not None
        assert kept.grants == (Grant(Role.COMMUNICATOR, Scope((), ("ring",))),)
        acts = [each.thing for each in await house.parts.people.people.noted(act="give role")]
        assert "Bob: responder on bank; communicator on ring (operator)" in acts

    at_home(tmp_path, visit)


def test_whoever_has_lost_the_second_factor_gets_a_link_without(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        bob_ = await account(house, "Bob", Role.VIEWER)
        await house.parts.people.people.set_codes(bob_.id, b"sealed", 0, ["r"])
        async with browser(house) as ada, browser(house) as bob:
            await ada.sign_in("Ada")
            one = f"/desk/people/{bob_.id}"
            link = link_in((await ada.send(one, f"{one}/link", without="yes")).text)
            answer = await bob.send(link, link, password="quite another one", again="quite another one")
            assert answer.headers["location"] == "/desk"
            assert (await bob.open("/desk")).status_code == 200

    at_home(tmp_path, visit)


def test_a_token_is_shown_once_opens_what_it_may_and_nothing_after_it_is_revoked(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada, house.client() as program:
            await ada.sign_in("Ada")
            told = {"name": "pipeline", "rights": "feed", "services": "bank", "days": "30"}
            page = await ada.send("/desk/tokens", "/desk/tokens", **told)
            shown = re.search(r"<code>(gsw_[\w-]+)</code>", page.text)
            assert shown is not None
            bearer = {"authorization": f"Bearer {shown[1]}"}
            row = {"service": "bank"}
            ndjson = {"content-type": "application/x-ndjson", **bearer}
            bulk = await program.post("/api/v1/reports/bulk", content=json.dumps(row), headers=ndjson)
            assert bulk.status_code == 202, bulk.text
            assert (await program.get("/api/v1/desk/held", headers=bearer)).status_code == 403
            later = (await ada.open("/desk/tokens")).text
            assert shown[1] not in later
            assert shown[1][:12] in later
            assert "never</td><td>2026-04-01" not in later, "its use is noted"
            await ada.send("/desk/tokens", "/desk/tokens/1/revoke")
            again = await program.post("/api/v1/reports/bulk", content=json.dumps(row), headers=ndjson)
            assert again.status_code == 401
        acts = [one.act for one in await house.parts.people.people.noted()]
        assert acts == ["revoke token", "make token", "sign in"], "bulk intake is in the journal, not here"
        (kept,) = await house.parts.people.people.tokens()
        assert kept.rights == {Right.FEED}
        assert kept.scope == Scope(("bank",))

    at_home(tmp_path, visit)


def test_a_token_ends_with_its_days_and_a_revocation_elsewhere_is_heard_of_soon(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada, house.client() as program:
            await ada.sign_in("Ada")
            statuses = []
            for name in ("one", "two"):
                page = await ada.send("/desk/tokens", "/desk/tokens", name=name, rights="look", days="1")
                shown = re.search(r"<code>(gsw_[\w-]+)</code>", page.text)
                assert shown is not None
                bearer = {"authorization": f"Bearer {shown[1]}"}
                statuses.append((await program.get("/api/v1/desk/held", headers=bearer)).status_code)
                if name == "one":
                    house.clock.advance(timedelta(days=1))
                else:
                    await house.parts.people.people.revoke(2, NOON)  # as another process does
                    house.clock.advance(timedelta(seconds=10))
                statuses.append((await program.get("/api/v1/desk/held", headers=bearer)).status_code)
                if name == "one":
                    await ada.sign_in("Ada")
        assert statuses == [200, 401, 200, 401]

    at_home(tmp_path, visit)


def test_a_token_needs_a_name_of_its_own_and_rights_that_tokens_have(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            for told, says in (
                ({"name": "x", "rights": "keep"}, "needs one at least of"),
                ({"name": "x"}, "needs one at least of"),
                ({"name": "x", "rights": "look", "days": "0"}, "from 1 to"),
                ({"name": "x", "rights": "look", "days": "many"}, "from 1 to"),
                ({"name": "", "rights": "look"}, "a name is missing"),
            ):
                page = await ada.send("/desk/tokens", "/desk/tokens", **told)
                assert (page.status_code, says in page.text) == (422, True)
            await ada.send("/desk/tokens", "/desk/tokens", name="x", rights="look")
            again = await ada.send("/desk/tokens", "/desk/tokens", name="x", rights="look")
            assert "already" in again.text
        assert len(await house.parts.people.people.tokens()) == 1

    at_home(tmp_path, visit)


def test_an_operator_claims_its_service_and_an_administrator_confirms(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        await account(house, "Bob", Role.COMMUNICATOR, Scope((), ("grand",)))
        people = house.parts.people
        async with browser(house) as ada, browser(house) as bob:
            await ada.sign_in("Ada")
            await bob.sign_in("Bob")
            other = await bob.send("/desk/account", "/desk/account/claims", service="Bank")
            assert "not among the services that you were given" in other.text
            await bob.send("/desk/account", "/desk/account/claims", service="Pics")
            seat = await people.seat(bob.session)
            assert seat is not None
            assert seat.actor.speaks_for == frozenset(), "not by saying so"
            await ada.send("/desk/people", "/desk/claims/1", state="confirmed")
            seat = await people.seat(bob.session)
            assert seat is not None
            assert seat.actor.speaks_for == {"pictures"}
            assert "Pictures: confirmed <small>by Ada" in (await bob.open("/desk/account")).text
            await ada.send("/desk/people", "/desk/claims/1", state="refused")
            seat = await people.seat(bob.session)
            assert seat is not None
            assert seat.actor.speaks_for == frozenset()
        (claim,) = await people.people.claims()
        assert (claim.state, claim.decided_by) == (ClaimState.REFUSED, "Ada")

    at_home(tmp_path, visit)


def test_a_ruling_is_by_who_is_signed_in_and_a_token_may_say_for_whom(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(incident(), ())])
        await account(house, "Ada", Role.RESPONDER)
        said = {"act": "acknowledge", "incident": incident().id, "by": "Somebody else"}
        async with browser(house) as ada, house.client(**BEARER) as program:
            await ada.sign_in("Ada")
            seat = await house.parts.people.seat(ada.session)
            assert seat is not None
            own = {"x-csrf-token": seat.csrf}
            assert (await ada.client.post("/api/v1/desk/rulings", json=said, headers=own)).status_code == 202
            assert (await program.post("/api/v1/desk/rulings", json=said)).status_code == 202
        by = [
            entry.content.by
            for entry in await house.parts.journal.rulings(0)
            if isinstance(entry.content, Ruling)
        ]
        assert by == ["Ada", "Somebody else"]

    at_home(tmp_path, visit)


def test_every_act_is_noted_with_what_came_of_it_and_the_log_is_filtered_and_exported(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.incidents.save([Revision(incident(), ())])
        await account(house, "Ada")
        await account(house, "Bob", Role.VIEWER)
        async with browser(house) as ada, browser(house) as bob, house.client(**BEARER) as program:
            await ada.sign_in("Ada")
            await bob.sign_in("Bob")
            said = {"act": "acknowledge", "incident": incident().id}
            await program.post("/api/v1/desk/rulings", json=said)
            seat = await house.parts.people.seat(bob.session)
            assert seat is not None
            await bob.client.post("/api/v1/desk/rulings", json=said, headers={"x-csrf-token": seat.csrf})
            await ada.send("/desk/people", "/desk/people", name="Cyd", role="viewer")
            page = f"/desk/incidents/{incident().id}"
            await ada.send(page, f"{page}/notes", words="A note.")
            lines = [json.loads(line) for line in (await ada.open("/desk/audit.jsonl")).text.splitlines()]
            told = [(line["actor"], line["act"], line["thing"], line["outcome"]) for line in lines]
            assert told == [
                ("Ada", "write note", incident().id, "done"),
                ("Ada", "invite", "Cyd", "done"),
                ("Bob", "POST /api/v1/desk/rulings", "", "refused (403)"),
                ("keeper", "rule acknowledge", incident().id, "done"),
                ("Bob", "sign in", "password", "done"),
                ("Ada", "sign in", "password", "done"),
            ]
            only = (await ada.open("/desk/audit?who=Bob&act=sign")).text
            assert only.count("<tr>") == 2
            assert "sign in" in only
            for number in range(120):
                await house.parts.people.note("Ada", 1, f"act {number}", "", "done")
            first = await ada.open("/desk/audit?act=act")
            assert (first.text.count("<tr>"), "act 119 " in first.text) == (101, True)
            older = re.search(r'href="([^"]+)">Older', first.text)
            assert older is not None
            second = await ada.open(older[1].replace("&amp;", "&"))
            assert (second.text.count("<tr>"), "act 0 " in second.text, "Older" in second.text) == (
                21,
                True,
                False,
            )
            since = await ada.open("/desk/audit.jsonl?since=2026-03-02T12:00:01Z")
            assert since.text == ""
        await house.parts.people.forget()
        house.clock.advance(days=731)
        await house.parts.people.forget()
        assert await house.parts.people.people.noted() == []

    at_home(tmp_path, visit)


def test_one_signs_out_elsewhere_one_by_one_or_all(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada, browser(house) as phone, browser(house) as laptop:
            for each in (ada, phone, laptop):
                await each.sign_in("Ada")
            page = await ada.open("/desk/account")
            assert page.text.count("Sign out there") == 2
            await ada.fill(page, "/desk/account/sessions/end")
            signed_in = [(await each.open("/desk")).status_code == 200 for each in (ada, phone, laptop)]
            assert signed_in[0]
            assert sorted(signed_in) == [False, True, True]
            await ada.fill(page, "/desk/account/sessions/end", session="")
            assert [(await each.open("/desk")).status_code for each in (ada, phone, laptop)] == [
                200,
                303,
                303,
            ]

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge on Windows",
        ),
        ("curl/8", "A program"),
    ],
)
def test_a_browser_is_told_by_kind_and_no_closer(agent: str, words: str) -> None:
    assert device_of(agent) == words
