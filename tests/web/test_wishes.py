"""After a report: to be told when it is over, to say whether it works again, to have it deleted; without a script and by the API."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.batch import Batch
from groundswell.core.model import Axis, Report, SourceKind, State
from groundswell.core.notice import Way, Wish, WishState
from groundswell.core.timegrid import minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.flow.handles import Handles, Purpose
from groundswell.flow.person import Person
from groundswell.flow.undertake import WishesConfig
from groundswell.ports import Revision
from groundswell.ports.wishes import Answered
from groundswell.web.parts import WebConfig
from tests.town import NOON, incident
from tests.web.house import SECRET, House, at_home, problem

FORM = {"content-type": "application/x-www-form-urlencoded"}
PUSH = {"endpoint": "https://push.example/anna", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}


async def reported(house: House, address: str = "192.0.2.7", **said: object) -> str:
    async with house.client(address) as client:
        sent = await client.post("/api/v1/reports", json={"service": "pictures", "symptom": "app"} | said)
    assert sent.status_code == 202, sent.text
    await house.count.drain()
    return str(sent.json()["receipt"])


async def stands(house: House, state: State, name: str = "pictures-1", **more: object) -> None:
    await house.parts.incidents.save([Revision(incident(state, id=name, service="pictures", **more), ())])


async def wishes_of(house: House, receipt: str) -> list[Wish]:
    return list(await house.parts.undertake.of(f"report:{house.parts.admit.sequence_of(receipt)}"))


async def answers(house: House) -> dict[bool, int]:
    noon = minute_of(NOON)
    counted = await house.parts.cube.totals(noon - 60, noon + 120, service="pictures", axis=Axis.ALL)
    return {works: n for (_, kind, works), n in counted.items() if kind is SourceKind.ANSWER}


def on_disk(folder: Path, pattern: str = "*") -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob(pattern)) if path.is_file())


def yes_of(wish: Wish) -> str:
    return Handles(SECRET).make(Purpose.WISH_YES, wish.id)


def test_somebody_wishes_to_be_told_says_yes_and_takes_it_back_without_a_script(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            page = await client.get(f"/r/{receipt}")
            assert f'action="/r/{receipt}/wish"' in page.text
            assert "within 6 hours of your report" in page.text
            sent = await client.post(
                f"/r/{receipt}/wish", headers=FORM, content="address=Anna%40Example.org&asks=1"
            )
            assert "A message is on its way there" in sent.text
            assert "anna@" not in sent.text
            (wish,) = await wishes_of(house, receipt)
            assert (wish.state, wish.address) == (WishState.PENDING, "anna@example.org")
            assert (wish.asks, wish.incident, wish.url) == (True, "pictures-1", f"/r/{receipt}")
            asked = await client.get(f"/wish/yes/{yes_of(wish)}")
            assert f'action="/wish/yes/{yes_of(wish)}"' in asked.text
            (wish,) = await wishes_of(house, receipt)
            assert wish.state is WishState.PENDING  # a program that follows links says no yes
            said = await client.post(f"/wish/yes/{yes_of(wish)}")
            assert "You will be told when it is over." in said.text
            assert "You will be told when it is over." in (await client.get(f"/r/{receipt}")).text
            handle = house.parts.undertake.handle_of(wish)
            assert (await client.get(f"/wish/{handle}")).headers["x-robots-tag"] == "noindex"
            assert "wiped at once" in (await client.get(f"/wish/{handle}/end")).text
            left = await client.post(
                f"/wish/{handle}/end", headers=FORM, content="List-Unsubscribe=One-Click"
            )
            assert "You are told nothing more" in left.text
            assert await wishes_of(house, receipt) == []
            assert (await client.post(f"/wish/{handle}/end")).status_code == 404
            assert (await client.post(f"/wish/yes/{yes_of(wish)}")).status_code == 404

    at_home(tmp_path, visit)


def test_a_wrong_address_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        async with house.client(accept="text/html") as client:
            sent = await client.post(f"/r/{receipt}/wish", headers=FORM, content="address=nobody")
            assert sent.status_code == 422
            assert "Nothing can be sent to that address." in sent.text
            trapped = await client.post(
                f"/r/{receipt}/wish", headers=FORM, content="address=a%40b.example&website=x"
            )
            assert trapped.status_code == 403
        assert await wishes_of(house, receipt) == []

    at_home(tmp_path, visit)


def test_a_browser_is_told_without_a_question_and_the_answer_never_tells_who_is_known(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        async with house.client() as client:
            sent = await client.post(
                f"/api/v1/receipts/{receipt}/wish", json={"way": "push", "push": PUSH, "asks": True}
            )
            assert (sent.status_code, sent.json()["state"]) == (202, "waiting")
            (wish,) = await wishes_of(house, receipt)
            assert (wish.way, wish.state, wish.incident) == (Way.PUSH, WishState.WAITING, "")
            mail = {"way": "email", "address": "anna@example.org"}
            first = await client.post(f"/api/v1/receipts/{receipt}/wish", json=mail)
            again = await client.post(f"/api/v1/receipts/{receipt}/wish", json=mail)
            assert first.content == again.content
            assert len(await wishes_of(house, receipt)) == 2
            gone = await client.delete(f"/api/v1/wishes/{sent.json()['handle']}")
            assert gone.status_code == 204
            assert len(await wishes_of(house, receipt)) == 1
            unknown = await client.post(f"/api/v1/receipts/{'0' * 28}/wish", json=mail)
            assert problem(unknown)["status"] == 404

    at_home(tmp_path, visit)


def test_behind_a_carriers_address_one_who_wishes_too_often_keeps_nobody_else_from_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        path = f"/api/v1/receipts/{await reported(house)}/wish"
        mail = {"way": "email", "address": "anna@example.org"}
        async with house.client() as client, house.client(**{"user-agent": "Another"}) as other:
            sent = [(await client.post(path, json=mail)).status_code for _ in range(3)]
            assert sent == [202, 202, 429]
            assert (await other.post(path, json=mail)).status_code == 202
            assert (await other.post(path, json=mail)).status_code == 429, "three are the connection's most"

    at_home(tmp_path, visit, wishes=WishesConfig(person_hour_max=2, origin_hour_max=3))


def test_few_letters_to_strangers_come_of_one_connection_and_a_browser_behind_it_is_told_all_the_same(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        path = f"/api/v1/receipts/{await reported(house)}/wish"
        mail = {"way": "email", "address": "anna@example.org"}
        async with house.client() as client, house.client(**{"user-agent": "Another"}) as other:
            assert (await client.post(path, json=mail)).status_code == 202
            refused = await other.post(path, json=mail | {"address": "bea@example.org"})
            assert refused.status_code == 429
            assert "too many wishes for a letter from here" in problem(refused)["detail"]
            assert (await other.post(path, json={"way": "push", "push": PUSH})).status_code == 202

    at_home(tmp_path, visit, wishes=WishesConfig(letters_origin_hour_max=1))


def test_it_is_asked_as_the_outage_eases_and_one_answer_in_a_half_hour_counts(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            assert "Does it work again" not in (await client.get(f"/r/{receipt}")).text
            early = await client.post(f"/r/{receipt}/again", headers=FORM, content="answer=1")
            assert "Nobody is asked at the moment" in early.text
            await stands(house, State.EASING, eased_at=NOON)
            assert "Does it work again for you?" in (await client.get(f"/r/{receipt}")).text
            said = await client.post(f"/r/{receipt}/again", headers=FORM, content="answer=0")
            assert "Your answer counts" in said.text
            again = await client.post(f"/r/{receipt}/again", headers=FORM, content="answer=1")
            assert "You have answered already" in again.text
            assert "You answered that it is still broken." in again.text
            await house.count.drain()
            assert await answers(house) == {False: 1}
            house.clock.advance(timedelta(minutes=31))
            assert (
                "counts" in (await client.post(f"/r/{receipt}/again", headers=FORM, content="answer=1")).text
            )
            await house.count.drain()
            assert await answers(house) == {False: 1, True: 1}

    at_home(tmp_path, visit)


def test_an_answer_is_journaled_as_one_and_is_no_report_of_trouble(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        await stands(house, State.EASING, eased_at=NOON)
        async with house.client() as client:
            sent = await client.post(f"/api/v1/receipts/{receipt}/again", json={"works": False})
            assert sent.json() == {"state": "taken"}
            assert (await client.post(f"/api/v1/receipts/{receipt}/again", json={"works": True})).json() == {
                "state": "already"
            }
        entries = await house.parts.journal.read(0)
        rows = [row for each in entries if isinstance(each.content, Batch) for row in each.content.reports()]
        assert [(row.source_kind, row.works, row.symptom) for row in rows] == [
            (SourceKind.PERSON, False, "app"),
            (SourceKind.ANSWER, False, "app"),
        ]
        assert rows[0].reporter == rows[1].reporter != 0
        await house.count.drain()
        noon = minute_of(NOON)
        counted = await house.parts.cube.totals(noon - 5, noon + 5, service="pictures", axis=Axis.ALL)
        assert counted == {("", SourceKind.PERSON, False): 1, ("", SourceKind.ANSWER, False): 1}

    at_home(tmp_path, visit)


def test_one_connection_answers_no_more_often_than_it_may_report(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipts = [await reported(house, f"198.51.100.{n}") for n in range(5)]
        await stands(house, State.EASING, eased_at=NOON)
        async with house.client("203.0.113.9") as client:
            told = [
                (await client.post(f"/api/v1/receipts/{receipt}/again", json={"works": True})).status_code
                for receipt in receipts
            ]
        assert told == [202, 202, 202, 429, 429]
        await house.count.drain()
        assert await answers(house) == {True: 1}  # and they are one person's

    at_home(tmp_path, visit)


def test_outside_of_easing_a_program_is_told_that_nothing_is_asked(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        async with house.client() as client:
            sent = await client.post(f"/api/v1/receipts/{receipt}/again", json={"works": True})
            assert problem(sent)["status"] == 409
            cross = await client.post(
                f"/api/v1/receipts/{receipt}/again",
                json={"works": True},
                headers={"sec-fetch-site": "cross-site"},
            )
            assert problem(cross)["status"] == 403

    at_home(tmp_path, visit)


def test_the_outage_that_its_own_became_part_of_is_the_one_that_counts(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        await stands(house, State.MERGED, into="cloud-1")
        await stands(house, State.EASING, "cloud-1", eased_at=NOON)
        async with house.client() as client:
            sent = await client.post(f"/api/v1/receipts/{receipt}/again", json={"works": True})
            assert sent.json() == {"state": "taken"}

    at_home(tmp_path, visit)


def test_a_question_has_a_page_of_its_own_for_its_wish(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.EASING, eased_at=NOON)
        wish = Wish(
            "anna-------1",
            "question:q1",
            "pictures",
            NOON,
            Way.EMAIL,
            "en",
            WishState.WAITING,
            NOON,
            "anna@example.org",
            incident="pictures-1",
        )
        await house.parts.undertake._wishes.put(wish)
        handle = house.parts.undertake.handle_of(wish)
        async with house.client(accept="text/html") as client:
            assert "Does it work again for you?" in (await client.get(f"/wish/{handle}")).text
            said = await client.post(f"/wish/{handle}/again", headers=FORM, content="answer=1")
            assert "You answered that it works again." in said.text
        assert await house.parts.withdraw.forget_about("question:q1") == 2, "a wish and an answer"

    at_home(tmp_path, visit)


def test_who_takes_back_the_last_wish_of_a_question_that_is_gone_is_nobody_in_what_they_answered(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.EASING, eased_at=NOON)
        undertake, withdraw = house.parts.undertake, house.parts.withdraw
        kept = {"state": WishState.WAITING, "made_at": NOON, "confirmed_at": NOON, "incident": "pictures-1"}
        wishes = [
            Wish(f"{name}------1", "question:q1", "pictures", NOON, Way.PUSH, "en", **kept)  # type: ignore[arg-type]
            for name in ("first", "other")
        ]
        for wish in wishes:
            await undertake._wishes.put(wish)
        first, other = map(undertake.handle_of, wishes)
        async with house.client(accept="text/html") as client:
            await client.post(f"/wish/{first}/again", headers=FORM, content="answer=1")
            assert (await client.post(f"/wish/{first}/end", headers=FORM)).status_code == 200
            assert len((await withdraw.export_about("question:q1"))["answers"]) == 1, "the other opens it"
            assert (await client.delete(f"/api/v1/wishes/{other}")).status_code == 204
        assert await withdraw.export_about("question:q1") == {"wishes": [], "answers": []}
        contents = [entry.content for entry in await house.parts.journal.read(0)]
        rows = [row for each in contents if isinstance(each, Batch) for row in each.reports()]
        assert [row.reporter for row in rows] == [0]

    at_home(tmp_path, visit)


def test_a_deletion_that_is_cut_off_has_blanked_the_answers_and_is_done_again_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visit(house: House) -> None:
        sequence = house.parts.admit.sequence_of(await reported(house))
        withdraw, wishes = house.parts.withdraw, house.parts.undertake._wishes
        assert sequence is not None
        await wishes.begin_answer(Answered("question:q1", sequence, False, NOON))

        async def cut_off(_about: str) -> int:
            raise StoreUnavailableError("killed")

        with monkeypatch.context() as killed:
            killed.setattr(wishes, "erase_answers", cut_off)
            with pytest.raises(StoreUnavailableError):
                await withdraw.forget_about("question:q1")
        (answer,) = (await withdraw.export_about("question:q1"))["answers"]
        assert (answer["report"]["reporter"], answer["report"]["software"]) == ("", "")
        assert await withdraw.forget_about("question:q1") == 1
        assert await withdraw.export_about("question:q1") == {"wishes": [], "answers": []}

    at_home(tmp_path, visit)


def test_what_is_kept_is_written_out_and_a_delete_leaves_nothing_but_a_count(tmp_path: Path) -> None:
    words = "a zebra"  # so short that the journal does not pack it: what is on the disk can be read there

    async def visit(house: House) -> None:
        other = await reported(house, "198.51.100.7", comment="kept, and not mine", platform="ios")
        receipt = await reported(house, comment=words, platform="android", app_version="9.8.7-mine")
        await stands(house, State.EASING, eased_at=NOON)
        async with house.client() as client:
            await client.post(
                f"/api/v1/receipts/{receipt}/wish", json={"way": "email", "address": "anna@example.org"}
            )
            await client.post(f"/api/v1/receipts/{receipt}/again", json={"works": False})
            kept = await client.get(f"/api/v1/receipts/{receipt}/kept")
            assert kept.headers["cache-control"] == "no-store"
            told = kept.json()
            assert told["report"]["comment"] == words
            assert told["report"]["software"] == "python-httpx"
            assert told["report"]["reporter"] == "(a pseudonym of that day)"
            assert [each["state"] for each in told["wishes"]] == ["pending"]
            assert "anna@" not in kept.text
            assert [(each["works"], each["report"]["software"]) for each in told["answers"]] == [
                (False, "python-httpx")
            ]
            await house.count.drain()
            before = await answers(house)
            assert b"zebra" in on_disk(tmp_path)
            assert (await client.delete(f"/api/v1/receipts/{receipt}")).status_code == 204
            left = (await client.get(f"/api/v1/receipts/{receipt}/kept")).json()
            assert left["wishes"] == left["answers"] == []
            assert (await client.get(f"/api/v1/receipts/{receipt}")).status_code == 200
        entries = await house.parts.journal.read(0)
        rows = [row for each in entries if isinstance(each.content, Batch) for row in each.content.reports()]
        mine = [row for row in rows if not row.reporter]
        assert [(row.service, row.symptom, row.source_kind) for row in mine] == [
            ("pictures", "app", SourceKind.PERSON),
            ("pictures", "app", SourceKind.ANSWER),
        ]
        assert all(_says_nothing(row) for row in mine)
        assert [row.comment for row in rows if row.comment] == ["kept, and not mine"]
        assert house.parts.admit.sequence_of(other)
        assert await answers(house) == before  # a count stays one

    at_home(tmp_path, visit, config=WebConfig(comments=True))
    assert b"zebra" not in on_disk(tmp_path)
    assert b"anna@example.org" not in on_disk(tmp_path)
    assert b"9.8.7-mine" not in on_disk(tmp_path, "journal*")  # elsewhere it is a count, of a version


def test_an_address_that_has_not_said_yes_holds_its_own_wish_and_nothing_of_who_typed_it(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        await stands(house, State.OPEN)
        async with house.client() as client:
            for address in ("alice@example.org", "bob@example.org"):
                told = {"way": "email", "address": address}
                await client.post(f"/api/v1/receipts/{receipt}/wish", json=told)
            alice, _ = sorted(await wishes_of(house, receipt), key=lambda wish: wish.address)
            await client.post(f"/wish/yes/{yes_of(alice)}")
        parts = house.parts
        legs = (parts.subscribe, parts.asker, parts.undertake, parts.withdraw, parts.advise)
        person = Person(*legs, parts.admit.sequence_of)
        kept = await person.find(["bob@example.org"], addresses=True)
        written = await person.export(kept)
        assert [wish["service"] for wish in written["wishes"]] == ["pictures"]
        assert receipt not in str(written)
        assert "report:" not in str(written)
        await person.delete(kept)
        (left,) = await wishes_of(house, receipt)
        assert (left.id, left.state) == (alice.id, WishState.WAITING), "whose report it is is told as before"
        assert len((await person.find(["alice@example.org"], addresses=True)).reports) == 1

    at_home(tmp_path, visit)


def _says_nothing(row: Report) -> bool:
    return not any(
        (
            row.country,
            row.region,
            row.network,
            row.platform,
            row.app_version,
            row.software,
            row.comment,
            row.key,
        )
    )


def test_the_page_deletes_without_a_script_but_not_for_another_site(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house, comment="mine")
        async with house.client(accept="text/html") as client:
            assert f'action="/r/{receipt}/delete"' in (await client.get(f"/r/{receipt}")).text
            foreign = await client.post(f"/r/{receipt}/delete", headers={"sec-fetch-site": "cross-site"})
            assert foreign.status_code == 403
            gone = await client.post(f"/r/{receipt}/delete", headers=FORM)
            assert "It is deleted" in gone.text
            page = (await client.get(f"/r/{receipt}")).text
            assert re.search(r"<dt>Who you are</dt><dd>not known</dd>", page)

    at_home(tmp_path, visit)


def test_the_form_is_not_there_when_it_is_over_or_was_no_trouble(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        receipt = await reported(house)
        works = await reported(house, "198.51.100.7", symptom=None, works=True)
        async with house.client(accept="text/html") as client:
            assert "/wish" not in (await client.get(f"/r/{works}")).text
            await stands(house, State.RESOLVED, resolved_at=NOON)
            assert f"/r/{receipt}/wish" not in (await client.get(f"/r/{receipt}")).text

    at_home(tmp_path, visit)
