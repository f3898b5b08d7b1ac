"""A form of the desk that is not taken comes back filled in, and says what is wrong by the label that a person reads."""

from __future__ import annotations

import asyncio
import html
import re
from pathlib import Path

from groundswell.core.access import Role
from groundswell.web.desk.refill import refilled
from tests.town import incident
from tests.web.people.desk import PASSWORD
from tests.web.test_oncall import ME, night

PAGE = """<p>é</p><form action="/other"><input name="title" value="x"></form>
<details class="an open part"><summary>More</summary><form action="/to"><input type="hidden" name="act" value="a">
<input id="t" name="t"></form>
<form method="post" action="/to"><input type="hidden" name="csrf" value="c"><input type="hidden" name="act" value="b">
<fieldset><legend>Step 2</legend><label for="whom">Calls (one a line)</label><textarea id="whom" name="whom">
old</textarea></fieldset><label><input type="checkbox" name="on" value="1" checked> It is on</label>
<label class="tick">Off <input type="checkbox" name="off" title="not checked yet" value="1"></label>
<input type="checkbox" name="services" value="x,z"><input type="hidden" name="language" value="en"><input type="hidden" name="language" value="es"><input type="password" name="p" value="">
<select name="one"><option>a b</option><option value="c" selected>d</option></select>
<select name="services" multiple><option value="x">X<option value="y" selected>Y<option value="z">Z</select></form></details>"""


def test_a_page_is_filled_in_as_it_was_sent_and_nothing_else_of_it_changes() -> None:
    sent = {
        "act": "b",
        "language": "en,es",
        "whom": "<b>\nAda",
        "off": "1",
        "one": "a b",
        "services": "x,z",
        "p": "secret",
    }
    made = refilled(PAGE, "/to", sent, "whom", 'there is no "<b>"')
    assert made is not None
    told = re.search('<p [^>]*id="fault"[^>]*>([^<]*)</p>', made)
    assert told is not None
    assert html.unescape(told[1]) == 'Step 2, calls: there is no "<b>"'
    back = made.replace(told[0], "")
    for now, before in (
        ('<details class="an open part" open>', '<details class="an open part">'),
        (' aria-invalid="true" aria-describedby="fault">\n&lt;b&gt;\nAda</textarea>', ">\nold</textarea>"),
        ('name="on" value="1"', 'name="on" value="1" checked'),
        ('title="not checked yet" value="1" checked', 'title="not checked yet" value="1"'),
        ('value="x,z" checked', 'value="x,z"'),
        ("<option selected>a b", "<option>a b"),
        ('<option value="c">', '<option value="c" selected>'),
        ('<option value="x" selected>', '<option value="x">'),
        ('<option value="y">', '<option value="y" selected>'),
        ('<option value="z" selected>', '<option value="z">'),
    ):
        assert back.count(now) == 1, now
        back = back.replace(now, before)
    assert back == PAGE
    unread = refilled(PAGE, "/to", sent | {"act": "a"}, "starts_on", "is no day")
    assert unread is not None
    assert ">Starts on: is no day</p>" in unread, "what is no field of it is told in words"
    stage = (
        '<form action="/to"><input type="hidden" name="act" value="b"><input name="stage"></form><form method'
    )
    two = refilled(PAGE.replace("<form method", stage), "/to", sent, "whom", 'there is no "<b>"')
    assert two == made.replace("<form method", stage), "of two, the one that has the most of what was sent"
    assert refilled(PAGE, "/gone", sent, "whom", "x") is None
    assert refilled(PAGE, "/to", sent | {"act": "c"}, "whom", "x") is None


_LAYER = {"members_0": "Ada", "starts_0": "2026-03-02"}
_STEP = {"id": "x", "title": "Mine", "whom_0": "account Ada"}


_WRONG: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("policies/new", "", {**_STEP, "whom_1": "Ada"}, 'Step 2, calls: "Ada" is nobody'),
    ("policies/new", "", {**_STEP, "whom_1": "schedule no"}, 'Step 2, calls: there is no schedule "no"'),
    ("policies/new", "", {**_STEP, "wait_0": "0"}, "Step 1, minutes until the next: is a whole number"),
    ("policies/new", "", {"id": "x", "title": "Mine"}, "Step 1, calls: has to be filled in"),
    ("schedules/new", "", {"id": "x", "title": "Mine"}, "Layer 1, who takes turns: has to be"),
    ("schedules/new", "", {"id": "x", "title": "", **_LAYER}, "Title: has to be filled in"),
    ("schedules/new", "", {"id": "x", "title": "Mine", **_LAYER, "hours_0": "36"}, "Layer 1, hours of a"),
    ("schedules/new", "", {"id": "x", "title": "M", **_LAYER, "starts_0": ""}, "Layer 1, first handover"),
    ("schedules/ops?done=Kept.", "overrides", {"from_at": ""}, "From: has to be filled in"),
    ("me", "me/away", {"from_at": "2026-03-02T10:00", "until_at": "2026-03-02T09:00"}, "Until: comes"),
    ("me", "me/reach", {"channel": "mail", "address": "nobody"}, "Address: "),
)
"""page, what its form leads to ("": the page), what is sent, what is said"""


def test_a_form_of_on_call_says_what_is_wrong_by_its_label_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path, Role.ADMINISTRATOR) as there:
            await there.desk.sign_in("Ada")
            root = "/desk/oncall"
            new = f"{root}/schedules/new"
            await there.desk.send(new, new, id="ops", title="Ops", **_LAYER)
            for page, action, sent, told in _WRONG:
                at = f"{root}/{page}"
                answer = await there.desk.send(at, f"{root}/{action}" if action else at, **sent)
                shown = html.unescape(answer.text)
                assert answer.status_code == 422, told
                assert re.search(f'<p [^>]*id="fault"[^>]*>{re.escape(told)}', shown), told
                assert ('aria-invalid="true"' in shown, "Kept." in shown) == (True, False), told
                for value in filter(None, sent.values()):
                    fields = (f'value="{value}"', f">\n{value}</textarea>", f'value="{value}" selected')
                    assert any(field in shown for field in fields), value
                assert answer.headers["cache-control"] == "no-store"

    asyncio.run(story())


def test_it_comes_back_from_the_page_that_it_was_sent_from_and_from_no_page_of_others(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.desk.sign_in("Ada")
            at = f"/desk/incidents/{incident().id}"
            told = {"act": "dismiss", "reason": ""}
            page = await there.desk.open(at)
            refused = await there.desk.fill(page, f"{at}/act", **told)
            assert (refused.status_code, 'id="fault"' in refused.text) == (422, True)
            assert refused.text.count("<form") == page.text.count("<form"), "all of the page"
            assert f'data-desk="{at}"' in refused.text, (
                "from there it is kept true: where it is shown, no page is"
            )
            twice = await there.desk.fill(refused, f"{at}/act", **told)
            assert 'id="fault"' in twice.text, "sent from where it was refused, which is no page"
            csrf = re.search('name="csrf" value="([^"]+)"', page.text)
            assert csrf is not None
            for referer in (
                "",
                "https://evil.example/desk/oncall/me",
                "http://town.test/",
            ):
                sent = await there.desk.client.post(
                    f"{ME}/reach",
                    data={"csrf": csrf[1], "channel": "mail", "address": "x"},
                    headers={"sec-fetch-site": "same-origin", "referer": referer},
                )
                assert (sent.status_code, "Go back in your browser" in sent.text) == (422, True), referer

    asyncio.run(story())


def test_what_was_being_written_as_somebody_was_signed_out_stands_in_its_form_once_they_are_in(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with night(tmp_path, Role.ADMINISTRATOR) as there:
            await there.desk.sign_in("Ada")
            at = f"/desk/incidents/{incident().id}/speak"
            page = await there.desk.open(at)
            there.desk.client.cookies.clear()
            words = {
                "title_en": "We <see> it",
                "body_en": "One.\n\nTwo.",
                "phase": "identified",
                "language": "en",
            }
            out = await there.desk.fill(page, at, **words, action="save")
            assert (out.status_code, "What you wrote is on this page" in out.text) == (401, True)
            wrong = await there.desk.fill(out, "/desk/sign-in", name="Ada", password="wrong horse battery")
            assert (wrong.status_code, "We &lt;see&gt; it" in wrong.text) == (401, True)
            back = await there.desk.fill(wrong, "/desk/sign-in", name="Ada", password=PASSWORD)
            assert "so nothing was done" in back.text
            assert 'value="We &lt;see&gt; it"' in back.text
            assert '<option value="identified" selected>' in back.text
            kept = await there.desk.fill(back, at, **words, action="save")
            assert kept.status_code == 303
            shown = await there.desk.open(kept.headers["location"])
            assert 'value="We &lt;see&gt; it"' in shown.text
            forged = await there.desk.client.post(
                at, data=words, headers={"sec-fetch-site": "cross-site", "cookie": ""}
            )
            assert "We &lt;see&gt; it" not in forged.text, "another site's words are carried nowhere"
            old = await there.desk.client.post(
                at,
                data={**words, "csrf": "of-before"},
                headers={"sec-fetch-site": "same-origin", "referer": str(page.url)},
            )
            assert (old.status_code, "signed in anew" in old.text) == (422, True)
            assert 'value="We &lt;see&gt; it"' in old.text, "as whoever goes back in the browser sends it"

    asyncio.run(story())
