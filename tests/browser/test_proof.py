"""A person's browser works for its report while the person reads, and nobody is asked anything."""

import base64
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import AGENT
from tests.system.process import server


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An instance that always asks for a proof, and takes nothing without one."""
    settings = {"GROUNDSWELL_GUARD_PROOF": "always", "GROUNDSWELL_GUARD_ORIGIN_UNPROVEN_MAX": "0"}
    with server(tmp_path_factory.mktemp("guarded") / "data", settings=settings) as made:
        made.start()
        yield made.url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor's phone."""
    context = browser.new_context(user_agent=AGENT, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def test_a_report_in_one_tap_comes_with_a_proof_that_was_worked_for_meanwhile(
    guarded: str, page: Page
) -> None:
    assert httpx.post(f"{guarded}/api/v1/reports", json={"service": "instagram"}).status_code == 429
    proofs: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            proofs.append(request.headers.get("proof-of-work", ""))

    page.on("request", note)
    with page.expect_response("**/proof.json") as told, page.expect_response("**/static/solve.*"):
        page.goto(f"{guarded}/s/instagram")
    page.wait_for_timeout(1_500)  # the person reads
    page.get_by_role("button", name="I have trouble with Instagram").click()
    expect(page.locator("[data-thanks]")).to_contain_text("Thank you. Your report is in.")
    assert len(proofs) == 1
    shown = msgspec.json.decode(base64.b64decode(proofs[-1]))
    assert shown["challenge"] == told.value.json()["challenge"]
    assert shown["solution"]["derivedKey"].startswith("000")
