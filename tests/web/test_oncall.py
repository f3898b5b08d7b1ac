"""On call at the desk, and the link that answers a call: who may, once, for how long, and that looking is not answering."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from groundswell.core.access import Role
from groundswell.core.accounts import Account, Grant, Scope
from groundswell.core.model import Act, Event, EventKind, Ruling
from groundswell.core.notice import NoticeState
from groundswell.core.oncall import CallState, Layer, Override, Policy, Schedule, Step, Whom, WhomKind
from groundswell.flow.latch import Opens
from groundswell.ports import Revision
from groundswell.ports.oncall import Reach
from tests.sources.test_calendar_file import calendar
from tests.town import NOON, incident
from tests.web.house import House, broken, house
from tests.web.people.desk import PASSWORD, Browser, account, browser

ME = "/desk/oncall/me"
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}


@dataclass
class Night:
    """Pictures is out, and Ada is called, who is at her desk and at her phone, which is another browser."""

    home: House
    ada: Account
    desk: Browser
    phone: Browser

    async def rings(self) -> str:
        """The link of the message that is sent now."""
        await self.home.parts.called.leg.run()
        notices = await self.home.parts.called.notices.list()
        return f"/desk/call/{self.home.parts.called.latch.make(Opens.ANSWER, notices[0].key)}"

    async def answer(self, who: Browser, link: str) -> str:
        return (await who.client.post(link, data={}, headers=FORM)).text

    async def pair(self) -> None:
        """Ada signs in on her phone, pairs it and signs out again."""
        await self.phone.sign_in("Ada")
        paired = await self.phone.send(ME, f"{ME}/pair")
        assert paired.status_code == 303, paired.text
        await self.phone.send(ME, "/desk/sign-out")
        assert (await self.phone.open(ME)).status_code == 303, "signed out"

    async def call_state(self) -> CallState:
        (call,) = await self.home.parts.called.oncall.calls(limit=1)
        return call.state

    async def rulings(self) -> list[Ruling]:
        entries = await self.home.parts.journal.rulings(0)
        return [entry.content for entry in entries if isinstance(entry.content, Ruling)]


@asynccontextmanager
async def night(folder: Path, role: Role = Role.RESPONDER, scope: Scope = Scope()) -> AsyncIterator[Night]:  # noqa: B008
    async with house(folder) as home:
        await broken(home)
        ada = await account(home, "Ada", role, scope)
        oncall = home.parts.called.oncall
        await oncall.put_reach(Reach("mail", ada.id, "mail", "email", "My mail", NOON, "ada@x.example"))
        step = Step((Whom(WhomKind.ACCOUNT, str(ada.id)),), 5)
        await oncall.put_policy(Policy("night", "Night", (step,), "Ada", NOON))
        async with browser(home) as desk, browser(home, "192.0.2.8") as phone:
            yield Night(home, ada, desk, phone)


def test_a_link_works_once_from_a_paired_device_without_signing_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.pair()
            link = await there.rings()
            page = await there.phone.open(link)
            assert "You are Ada" in page.text
            assert "Pictures" in page.text
            assert page.text.count("<form") == 1, "one button"
            assert await there.call_state() is CallState.RINGING, "looking is not answering"
            assert "nobody else is called" in await there.answer(there.phone, link)
            assert await there.call_state() is CallState.ANSWERED
            (ruling,) = await there.rulings()
            assert (ruling.act, ruling.by, ruling.incident) == (Act.ACKNOWLEDGE, "Ada", incident().id)
            again = await there.phone.client.post(link, data={}, headers=FORM)
            assert (again.status_code, "You have it already" in again.text) == (410, True)
            assert len(await there.rulings()) == 1
            (noted,) = await there.home.parts.people.people.noted(act="answer call")
            assert (noted.actor, noted.thing, noted.outcome) == ("Ada", incident().id, "done")

    asyncio.run(story())


def test_who_is_neither_paired_nor_signed_in_learns_nothing_and_is_sent_to_sign_in(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            link = await there.rings()
            page = await there.phone.open(link)
            assert "Pictures" not in page.text
            assert f'href="/desk/sign-in?next={link}"' in page.text
            assert "I have it" not in await there.answer(there.phone, link)
            assert await there.call_state() is CallState.RINGING
            entered = await there.phone.send(
                f"/desk/sign-in?next={link}", "/desk/sign-in", name="Ada", password=PASSWORD
            )
            assert entered.headers["location"] == link
            await there.answer(there.phone, link)
            assert await there.call_state() is CallState.ANSWERED
            assert "You have it already." in (await there.phone.open(link)).text
            await there.phone.send(ME, "/desk/sign-out")
            assert "Ada" not in (await there.phone.open(link)).text, "who found the link learns no name"

    asyncio.run(story())


def test_a_link_expires_and_a_forged_one_or_one_for_something_else_opens_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.pair()
            link = await there.rings()
            latch, key = there.home.parts.called.latch, link.rpartition("/")[2].rpartition(".")[0]
            for word in (
                f"{key}.{'A' * 22}",
                latch.make(Opens.PERSON, key),
                latch.make(Opens.ANSWER, "page-none"),
                "x",
            ):
                assert (await there.phone.open(f"/desk/call/{word}")).status_code == 404
            there.home.clock.advance(timedelta(minutes=60))
            late = await there.phone.client.post(link, data={}, headers=FORM)
            assert (late.status_code, "expired" in late.text) == (410, True)
            assert await there.rulings() == []

    asyncio.run(story())


def test_a_page_of_another_site_cannot_press_the_button(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.pair()
            link = await there.rings()
            sent = await there.phone.client.post(
                link, data={}, headers={**FORM, "sec-fetch-site": "cross-site"}
            )
            assert sent.status_code == 403
            assert await there.rulings() == []

    asyncio.run(story())


def test_a_device_is_forgotten_with_its_pairing_and_with_the_account(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.pair()
            link = await there.rings()
            people = there.home.parts.people.people
            await account(there.home, "Root")
            await people.disable(there.ada.id, NOON)
            assert "Sign in" in (await there.phone.open(link)).text
            await people.disable(there.ada.id, None)
            assert "You are Ada" in (await there.phone.open(link)).text
            await there.desk.sign_in("Ada")
            (device,) = await there.home.parts.called.oncall.devices(there.ada.id)
            page = await there.desk.open(ME)
            await there.desk.fill(page, f"{ME}/unpair", digest=device.digest)
            assert "Sign in" in (await there.phone.open(link)).text

    asyncio.run(story())


def test_who_may_acknowledge_nothing_of_this_outage_is_told_so_and_who_may_a_part_has_it(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await account(there.home, "Bob", Role.RESPONDER, Scope(("bank",)))
            link = await there.rings()
            await there.phone.sign_in("Bob")
            page = await there.phone.client.post(link, data={}, headers=FORM)
            assert (page.status_code, "may not acknowledge" in page.text) == (410, True)
            assert await there.rulings() == []
            shared = incident(members=("bank", "pictures"))
            now = Event(shared.id, EventKind.JOINED, NOON, "Bank, too.")
            await there.home.parts.incidents.save([Revision(shared, (now,))])
            assert "nobody else is called" in await there.answer(there.phone, link), "one of them is enough"
            assert [each.by for each in await there.rulings()] == ["Bob"]

    asyncio.run(story())


def test_everything_of_on_call_can_be_set_up_at_the_desk_by_forms(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path, Role.ADMINISTRATOR) as there:
            await account(there.home, "Bob", Role.RESPONDER)
            desk, oncall = there.desk, there.home.parts.called.oncall
            await desk.sign_in("Ada")
            new = "/desk/oncall/schedules/new"
            told = {"id": "ops", "title": "Operations", "zone": "Europe/Madrid", "country": "es"}
            layer = {
                "members_0": "Ada\nBob",
                "starts_0": "2026-03-02",
                "handover_0": "09:00",
                "hours_0": "24",
                "restrictions_0": "mon tue wed 09:00-24:00",
            }
            made = await desk.send(new, new, **told, **layer)
            assert made.headers["location"].startswith("/desk/oncall/schedules/ops"), made.text
            (ops,) = await oncall.schedules()
            assert [
                (each.weekdays, each.from_minute, each.until_minute) for each in ops.layers[0].restrictions
            ] == [((0, 1, 2), 540, 0)]
            page = (await desk.open("/desk/oncall/schedules/ops")).text
            assert re.search(
                r"Mon 02 Mar <small>today</small></th><td>00:00–09:00 <b>nobody</b><br>09:00–24:00 Ada", page
            )
            policy = "/desk/oncall/policies/new"
            steps = {"whom_0": "schedule ops\naccount Bob", "wait_0": "7", "severity_min": "3", "is_on": "1"}
            steps |= {"services": "films", "service_1": "Pictures"}
            made = await desk.send(policy, policy, id="all", title="All", **steps)
            assert made.headers["location"].startswith("/desk/oncall/policies/all"), made.text
            kept = next(each for each in await oncall.policies() if each.id == "all")
            assert (kept.steps[0].wait_minutes, kept.severity_min, len(kept.steps[0].whom)) == (7, 3, 2)
            assert kept.services == ("films", "pictures"), "ticked or typed"
            assert (
                "schedule ops\naccount Bob</textarea>" in (await desk.open("/desk/oncall/policies/all")).text
            )
            taken = await desk.send(
                "/desk/oncall/schedules/ops",
                "/desk/oncall/overrides",
                who="Bob", from_at="2026-03-02T10:00", until_at="2026-03-02T20:00",
            )  # fmt: skip
            assert taken.status_code == 303, taken.text
            (override,) = await oncall.overrides(NOON, NOON + timedelta(hours=1))
            assert override.from_at == NOON - timedelta(hours=3), "ten o'clock in Madrid"
            board = (await desk.open("/desk/oncall")).text
            assert "Bob <small>(took it over)</small>" in board
            await account(there.home, "Cy", Role.RESPONDER, Scope(("bank",)))
            await there.phone.sign_in("Cy")
            ops_page = "/desk/oncall/schedules/ops"
            shown = (await there.phone.open(ops_page)).text
            assert "Take this shift" not in shown
            (word,) = set(re.findall(r'name="csrf" value="([^"]+)"', shown))
            theirs = {"from_at": "2026-03-02T10:00", "until_at": "2026-03-02T20:00"}
            for path in ("/desk/oncall/overrides", f"/desk/oncall/overrides/{override.id}/off"):
                told = {**theirs, "schedule": "ops", "csrf": word}
                refused = await there.phone.client.post(path, data=told)
                assert refused.status_code == 403, "no outage of the bank calls by this schedule"
            await desk.send("/desk/oncall/schedules/ops", f"/desk/oncall/overrides/{override.id}/off")
            assert "Bob <small>" not in (await desk.open("/desk/oncall")).text
            for path, what in (("/desk/oncall/policies/all", "drop"), ("/desk/oncall/schedules/ops", "drop")):
                page_ = await desk.open(path)
                assert (await desk.fill(page_, path, act=what)).headers["location"] == "/desk/oncall"
            assert list(await oncall.schedules()) == []

    asyncio.run(story())


def test_ones_own_ways_absences_and_calendars_can_be_kept_and_tried(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            desk, called = there.desk, there.home.parts.called
            await desk.sign_in("Ada")
            for told, wrong in (
                ({"channel": "mail", "address": "nobody"}, "address"),
                ({"channel": "other"}, "channel"),
            ):
                refused = await desk.send(ME, f"{ME}/reach", **told)
                assert (refused.status_code, wrong in refused.text.lower()) == (422, True)
            await desk.send(ME, f"{ME}/reach", channel="ntfy", label="Phone")
            (phone,) = [each for each in await called.oncall.reaches(there.ada.id) if each.channel == "ntfy"]
            assert (phone.channel, phone.kind, phone.address) == ("ntfy", "apprise", "")
            tried = await desk.send(ME, f"{ME}/trial")
            assert "2+times" in tried.headers["location"]
            notice = (await called.notices.list())[0]
            link = f"/desk/call/{called.latch.make(Opens.ANSWER, notice.key)}"
            assert "This is a trial" in (await desk.open(link)).text
            assert "It works" in await there.answer(desk, link)
            assert await there.rulings() == [], "of no outage"
            page = await desk.open(ME)
            await desk.fill(page, f"{ME}/reach-off", id=phone.id)
            assert len(await called.oncall.reaches(there.ada.id)) == 1
            await desk.send(ME, f"{ME}/away", from_at="2026-03-02T11:00", until_at="2026-03-03T11:00")
            (away,) = await called.oncall.away(NOON, NOON + timedelta(minutes=1))
            await desk.send(ME, f"{ME}/away-off", id=str(away.id))
            assert list(await called.oncall.away(NOON, NOON + timedelta(minutes=1))) == []
            await desk.send(
                ME, f"{ME}/calendar", country="de-by", calendar_url="https://calendar.example/ada"
            )
            (mine,) = await called.oncall.responders()
            assert (mine.country, mine.calendar_url) == ("DE-BY", "https://calendar.example/ada")
            assert (
                await desk.send(ME, f"{ME}/calendar", calendar_url="file:///etc/passwd")
            ).status_code == 422
            feed = re.search(r"/calendars/[\w.-]+", (await desk.open(ME)).text)
            await desk.send(ME, f"{ME}/feed")
            assert feed is not None
            assert feed[0] not in (await desk.open(ME)).text, "it has another address"
            await called.oncall.erase_of(there.ada.id, "Ada")
            assert (await desk.open(feed[0])).status_code == 404, "what was taken back stays so"

    asyncio.run(story())


def test_an_incident_says_who_was_called_and_who_could_not_be_and_the_board_that_nobody_answered(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            oncall = there.home.parts.called.oncall
            ann = await there.home.parts.people.people.add("Ann", [Grant(Role.RESPONDER)], NOON)
            assert ann is not None
            layer = Layer("day", (ann.id,), date(2026, 3, 2), 9 * 60, 24)
            await oncall.put_schedule(Schedule("ops", "Ops", "UTC", (layer,), "Ada", NOON))
            first = Step((Whom(WhomKind.SCHEDULE, "ops"),), 5)
            (policy,) = await oncall.policies()
            await oncall.put_policy(replace(policy, steps=(first, *policy.steps)))
            why = "Ann is on call by Ops, but has no way to be called: never signed in"
            await there.desk.sign_in("Ada")
            for path in ("/desk", "/desk/oncall", "/desk/oncall/policies/night"):
                told = f'{why}. Counted on by <a href="/desk/oncall/policies/night">Night, step 1</a>.'
                assert told in (await there.desk.open(path)).text, path
            await there.rings()
            page = (await there.desk.open(f"/desk/incidents/{incident().id}")).text
            assert "Rings: nobody has answered" in page
            assert re.search(rf"Step 1, <time[^>]*>[^<]*</time>: <b>not called</b>: {why}", page)
            assert re.search("Step 2, .*Ada, My mail [(]email[)]: waiting", page)
            for _ in range(3):
                there.home.clock.advance(timedelta(minutes=5))
                await there.home.parts.called.leg.run()
            assert "nobody has answered" in (await there.desk.open("/desk")).text
            assert "Nobody answered" in (await there.desk.open("/desk/oncall")).text
            states = {each.state for each in await there.home.parts.called.notices.list()}
            assert states == {NoticeState.WAITING}

    asyncio.run(story())


@pytest.mark.parametrize("what", ["schedules", "policies"])
def test_forms_that_cannot_be_are_told_why_and_only_keepers_edit(tmp_path: Path, what: str) -> None:
    async def story() -> None:
        async with night(tmp_path, Role.ADMINISTRATOR) as there:
            await there.desk.sign_in("Ada")
            path = f"/desk/oncall/{what}/new"
            good = {
                "id": "x",
                "title": "X",
                "members_0": "Ada",
                "starts_0": "2026-03-02",
                "whom_0": "account Ada",
            }
            wrong = [{"id": "X!"}, {"title": ""}, {"severity_min": "9"}, {"whom_0": "Ada"}, {"whom_0": "account Zoe"},
                     {"whom_0": "schedule none"}, {"services": "nobody"}] if what == "policies" else [
                {"id": "X!"}, {"zone": "Mars/Base"}, {"country": "E1"}, {"country": "DE-XX"}, {"members_0": "Zoe"}, {"members_0": ""},
                {"starts_0": "soon"}, {"hours_0": "36"}, {"handover_0": "25:00"}, {"restrictions_0": "always"},
                {"calendar_url": "ftp://x"}]  # fmt: skip
            for each in wrong:
                assert (await there.desk.send(path, path, **{**good, **each})).status_code == 422, each
            await account(there.home, "Bob", Role.RESPONDER)
            await there.phone.sign_in("Bob")
            assert "<fieldset" not in (await there.phone.open(path)).text

    asyncio.run(story())


def test_a_way_whose_channel_carries_calls_no_more_is_shown_as_such(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.desk.sign_in("Ada")
            (mine,) = await there.home.parts.called.oncall.reaches(there.ada.id)
            await there.home.parts.called.oncall.put_reach(replace(mine, channel="gone"))
            assert "its channel carries no calls" in (await there.desk.open(ME)).text
            assert "There is no way to call you" in (await there.desk.send(ME, f"{ME}/trial")).headers[
                "location"
            ].replace("+", " ")

    asyncio.run(story())


def test_a_secret_address_gives_shifts_as_a_calendar_and_another_one_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            called = there.home.parts.called
            layer = Layer("day", (there.ada.id,), date(2026, 3, 2), 9 * 60, 24)
            ops = Schedule("ops", "Ops", "Europe/Madrid", (layer,), "Ada", NOON)
            await called.oncall.put_schedule(ops)
            of_all = called.latch.make(Opens.SCHEDULE, "ops")
            of_ada = called.latch.make(Opens.PERSON, str(there.ada.id))
            async with there.home.client() as stranger:
                for word in (of_all, of_ada):
                    answer = await stranger.get(f"/calendars/{word}.ics")
                    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
                    made = Calendar.from_ical(answer.content)
                    mine = [each for each in made.walk("VEVENT") if each["SUMMARY"] == "Ops: Ada"]
                    assert mine[0].decoded("DTSTART") == datetime(2026, 3, 2, 8, tzinfo=UTC)
                again = await stranger.get(f"/calendars/{of_all}.ics")
                uids = re.findall(rb"UID:(.*)", again.content)
                assert len(set(uids)) == len(uids), "every shift is an event of its own"
                there.home.clock.advance(timedelta(hours=7))
                later = await stranger.get(f"/calendars/{of_all}.ics")
                assert re.findall(rb"(?:UID|DTSTART|DTEND).*", later.content) == re.findall(
                    rb"(?:UID|DTSTART|DTEND).*", again.content
                ), "and the same one whenever it is asked for, also where it is cut"
                await called.oncall.put_schedule(replace(ops, turn=1))
                for word in (of_all, called.latch.make(Opens.ANSWER, "ops"), "ops.x", "x"):
                    assert (await stranger.get(f"/calendars/{word}.ics")).status_code == 404

    asyncio.run(story())


def test_a_calendar_file_can_be_read_at_the_desk(tmp_path: Path) -> None:
    shift = "UID:1\nDTSTART:20260302T090000Z\nDTEND:20260303T090000Z\nSUMMARY:On call: ada"
    past = [f"UID:{n}\nDTSTART:20250302T090000Z\nDURATION:PT1H\nSUMMARY:Ada" for n in range(2, 1999)]
    later = "UID:1999\nDTSTART:20260310T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=30\nSUMMARY:Ada"
    whole = calendar(shift, later, *past)

    async def story() -> None:
        async with night(tmp_path) as there:
            oncall = there.home.parts.called.oncall
            layer = Layer("day", (there.ada.id,), date(2026, 3, 2), 9 * 60, 24)
            await oncall.put_schedule(Schedule("ops", "Ops", "UTC", (layer,), "Ada", NOON))
            await there.desk.sign_in("Ada")
            path = "/desk/oncall/schedules/ops"
            page = await there.desk.open(path)
            assert len(whole) > 100_000, "as large as they are where people live"
            assert (await there.desk.upload(page, f"{path}/calendar", whole, act="read")).status_code == 303
            assert len(await oncall.overrides(NOON, NOON + timedelta(hours=1))) == 1
            page = await there.desk.open(path)
            assert "24 more are read from a calendar" in page.text, "a year of them would bury the page"
            assert page.text.count("from a calendar</small>") == 7
            refused = await there.desk.upload(page, f"{path}/calendar", b"no calendar", act="read")
            assert (refused.status_code, "BEGIN:VCALENDAR" in refused.text) == (422, True)
            assert (await there.desk.upload(page, f"{path}/calendar", b"", act="read")).status_code == 422
            assert (
                await there.desk.upload(page, f"{path}/calendar", whole + bytes(1_100_000), act="read")
            ).status_code == 413
            page = await there.desk.open(ME)
            assert (await there.desk.upload(page, f"{ME}/read", calendar(shift))).status_code == 303
            assert len(await oncall.away(NOON, NOON + timedelta(hours=1))) == 1
            assert (await there.desk.upload(page, f"{ME}/read", b"x")).status_code == 422
            assert (await there.desk.send(ME, f"{ME}/unread")).status_code == 303
            assert list(await oncall.away(NOON, NOON + timedelta(hours=1))) == []
            assert (await there.desk.send(path, f"{path}/calendar", act="unread")).status_code == 303
            assert list(await oncall.overrides(NOON, NOON + timedelta(days=40))) == []

    asyncio.run(story())


def test_who_takes_over_by_a_calendar_that_is_read_no_more_takes_over_no_more(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path, Role.ADMINISTRATOR) as there:
            oncall = there.home.parts.called.oncall
            layer = Layer("day", (there.ada.id,), date(2026, 3, 2), 9 * 60, 24)
            ops = Schedule("ops", "Ops", "UTC", (layer,), "Ada", NOON, calendar_url="https://town.example/x")
            await oncall.put_schedule(ops)
            hour = timedelta(hours=1)
            over = Override("ops", there.ada.id, NOON, NOON + hour, "calendar", NOON, "calendar")
            await oncall.read_overrides("ops", "calendar", [over])
            await there.desk.sign_in("Ada")
            path = "/desk/oncall/schedules/ops"
            form = {"title": "Ops", "zone": "UTC", "members_0": "Ada", "starts_0": "2026-03-02", "act": ""}
            kept = await there.desk.send(path, path, calendar_url=ops.calendar_url, **form)
            assert (kept.status_code, len(await oncall.overrides(NOON, NOON + hour))) == (303, 1)
            assert (await there.desk.send(path, path, calendar_url="", **form)).status_code == 303
            assert list(await oncall.overrides(NOON, NOON + hour)) == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--b\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nno name\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="act"\r\n\r\nread\r\n',
        ),
    ],
)
def test_a_form_with_a_file_that_is_not_whole_is_refused(tmp_path: Path, kind: str, body: bytes) -> None:
    async def story() -> None:
        async with night(tmp_path, Role.ADMINISTRATOR) as there:
            await there.desk.sign_in("Ada")
            headers = {"content-type": kind, "sec-fetch-site": "same-origin"}
            for path, status in ((f"{ME}/read", 400), ("/desk/oncall/overrides", 415)):
                assert (
                    await there.desk.client.post(path, content=body, headers=headers)
                ).status_code == status

    asyncio.run(story())
