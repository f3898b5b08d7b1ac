"""A report with a proof of work, as it comes over HTTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import altcha
import httpx

from groundswell.core.model import Drop
from groundswell.flow.guard import PROOF_PATH, Guard, GuardConfig
from tests.web.house import SECRET, House, at_home, problem

REPORTS = "/api/v1/reports"


def guarded(house: House, proof: str = "always") -> Guard:
    parts = house.parts
    config = GuardConfig(proof=proof, proof_zeros=1, proof_cost=1)  # type: ignore[arg-type]
    return Guard(config, parts.admit, parts.site, parts.clock, SECRET)


async def worked(client: httpx.AsyncClient) -> dict[str, str]:
    """The header with a new proof."""
    challenge = altcha.Challenge.from_dict((await client.get(PROOF_PATH)).json()["challenge"])
    found = altcha.solve_challenge(challenge)
    assert found is not None
    return {"proof-of-work": altcha.Payload(challenge, found).to_base64()}


def test_what_a_proof_is_about_is_the_same_for_everybody_and_may_be_cached(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        guarded(house)
        async with house.client("192.0.2.7") as one, house.client("192.0.2.8") as other:
            first, second = await one.get(PROOF_PATH), await other.get(PROOF_PATH)
        assert first.content == second.content
        assert first.json()["asked"] is True
        assert first.headers["cache-control"].startswith("public, max-age=10")

    at_home(tmp_path, visit)


def test_with_a_proof_a_second_report_from_a_connection_is_taken_and_without_one_it_is_told_how(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        guard = guarded(house)
        async with house.client() as client:
            assert (await client.post(REPORTS, json={"service": "pictures"})).status_code == 202
            refused = await client.post(REPORTS, json={"service": "pictures"})
            assert problem(refused)["type"] == "/problems/flood"
            proof = await worked(client)
            assert (
                await client.post(REPORTS, json={"service": "pictures"}, headers=proof)
            ).status_code == 202
            spent = await client.post(REPORTS, json={"service": "pictures"}, headers=proof)
            assert spent.status_code == 429
        assert house.parts.admit.drops[Drop.FLOOD] == 2
        assert (guard.proven, guard.unproven) == (1, 3)

    at_home(tmp_path, visit)


def test_a_retry_under_the_same_key_needs_no_new_proof(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        guarded(house)
        async with house.client() as client:
            await client.post(REPORTS, json={"service": "pictures"})
            headers = await worked(client) | {"idempotency-key": "one"}
            answers = [
                await client.post(REPORTS, json={"service": "pictures"}, headers=headers) for _ in range(3)
            ]
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["receipt"] for answer in answers}) == 1

    at_home(tmp_path, visit)


def test_a_person_without_a_script_still_reports_by_the_form_while_proofs_are_asked_for(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        guarded(house)
        form = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
        async with house.client() as client:
            taken = await client.post("/s/pictures/report", content="symptom=feed", headers=form)
            assert taken.status_code == 303
            second = await client.post("/s/pictures/report", content="symptom=feed", headers=form)
        assert second.status_code == 429
        assert "from this connection in half an hour" in second.text

    at_home(tmp_path, visit)


def test_a_flood_over_http_raises_the_guard_and_its_end_lowers_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        guard = guarded(house, "auto")
        async with house.client("192.0.2.66") as script:
            for _ in range(620):
                await script.post(REPORTS, json={"service": "pictures"})
            house.clock.set(house.clock.now() + timedelta(seconds=5))
            guard.look()
            assert (await script.get(PROOF_PATH)).json()["asked"] is True
            house.clock.set(house.clock.now() + timedelta(minutes=20))
            guard.look()
            assert (await script.get(PROOF_PATH)).json()["asked"] is False

    at_home(tmp_path, visit)
