"""A person with a browser: reports in one tap, sees the count rise, needs no script, mouse or good eyes for it."""

import json
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import (
    AGENT,
    BROKEN,
    COLOURS,
    DESK,
    OUTAGE,
    PHONE,
    RULES,
    Heard,
    faults,
    in_the_other_colours,
)

JUDGED_MS_MAX = 240_000
"""A minute is judged when it is over, and a crowd is believed after two or three."""

DEAF_ONCE = """
const whole = window.fetch;
window.fetch = async (...asked) => {
  const answer = await whole(...asked);
  if (asked[1]?.method !== "POST" || window.wasDeaf) return answer;
  window.wasDeaf = true;
  throw new TypeError("the line went dead");
};
"""
"""The first report gets through, and nobody hears the answer."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor's phone."""
    context = browser.new_context(user_agent=AGENT, viewport=PHONE)
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def report_from_elsewhere(address: str, service: str, caller: str, **told: str) -> None:
    """Somebody else reports trouble, through a proxy on this machine."""
    request = urllib.request.Request(
        f"{address}/api/v1/reports",
        data=json.dumps({"service": service, **told}).encode(),
        headers={"Content-Type": "application/json", "X-Forwarded-For": caller},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 202


def test_a_person_reports_in_one_tap_and_sees_the_count_rise_without_a_reload(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/s/instagram")
    page.evaluate("window.notReloaded = true")
    page.get_by_role("button", name="I have trouble with Instagram").click()
    expect(page.locator("[data-thanks]")).to_contain_text("Thank you. Your report is in.")
    expect(page.locator("[data-count]")).to_have_text("1")
    report_from_elsewhere(address, "instagram", "198.51.100.7")
    expect(page.locator("[data-count]")).to_have_text("2")
    expect(page.locator("[data-live=table] tr").first).to_contain_text("2")
    expect(page.locator("[data-live=split]")).to_contain_text("Shares of all 2 reports")
    assert page.evaluate("window.notReloaded") is True
    page.get_by_role("link", name="What becomes of it").click()
    expect(page.locator("main")).to_contain_text("has been counted")


def test_an_outage_that_begins_while_the_page_is_open_is_told_and_drawn_without_a_reload(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/s/dropbox")
    headline, chart = page.locator("[data-live=headline]"), page.locator("[data-live=chart]")
    expect(headline).not_to_contain_text("people report trouble")
    expect(chart.locator("svg").first).to_be_visible()
    quiet, drawn = headline.inner_text(), chart.inner_html()
    went: list[str] = []
    page.on("framenavigated", lambda frame: went.append(frame.url))
    for number in range(60):
        report_from_elsewhere(address, "dropbox", f"20.{number}.7.9")
    page.wait_for_function(
        "was => document.querySelector('[data-live=chart]').innerHTML !== was", arg=drawn, timeout=60_000
    )
    counted = chart.inner_html()
    assert "<svg" in counted
    expect(headline).to_contain_text("people report trouble with Dropbox", timeout=JUDGED_MS_MAX)
    expect(page.locator("[data-count]")).to_have_text("60")
    assert headline.inner_text() != quiet
    assert went == []


def test_a_second_tap_is_taken_kindly_and_not_shown_as_counted(address: str, page: Page) -> None:
    page.goto(f"{address}/s/spotify")
    button = page.get_by_role("button", name="I have trouble with Spotify")
    thanks = page.locator("[data-thanks]")
    button.click()
    expect(page.locator("[data-count]")).to_have_text("1")
    page.reload()
    button.click()
    expect(thanks).to_contain_text("this report does not count again")
    expect(page.locator("[data-live=counts]")).to_contain_text("1 report of trouble")
    thanks.locator("a").click()
    expect(page.locator("main")).to_contain_text("does not count again")
    page.goto(f"{address}/s/spotify")
    expect(page.locator("[data-count]")).to_have_text("1")


def test_after_the_one_tap_it_can_still_be_said_what_fails_and_where_and_the_person_counts_once(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/s/tiktok")
    thanks, how = page.locator("[data-thanks]"), page.locator("[data-how]")
    symptom = page.locator(".chips button").first
    name = symptom.inner_text()
    page.get_by_role("button", name="I have trouble with TikTok").press("Enter")
    expect(thanks).to_be_focused()
    expect(page.get_by_text("What exactly? (optional)")).to_be_visible()
    symptom.press("Enter")
    expect(thanks).to_contain_text("What you added now counts with your report")
    expect(thanks).to_be_focused()
    expect(symptom).to_be_hidden()
    page.get_by_label("Version of the app").fill("39.1")
    how.get_by_role("button", name="Send with these details").click()
    expect(how).to_be_hidden()
    expect(thanks).to_contain_text("What you added now counts with your report")
    expect(page.locator("[data-live=split]")).to_contain_text(name)
    expect(page.locator("[data-count]")).to_have_text("1")
    expect(page.get_by_role("button", name="It works for me")).to_be_visible()


def test_an_outages_page_takes_a_report_as_the_services_does_and_both_it_and_the_front_page_stay_true(
    address: str, page: Page
) -> None:
    def changed(route: Route) -> None:
        if route.request.resource_type != "fetch":
            return route.continue_()
        answer = route.fetch()
        return route.fulfill(
            response=answer, body=re.sub('(class="headline"[^>]*>)', r"\1News. ", answer.text())
        )

    page.goto(f"{address}/incidents/{OUTAGE}")
    page.route(f"{address}/incidents/{OUTAGE}", changed)
    with page.expect_request("**/api/v1/reports") as sent:
        page.get_by_role("button", name="I have this trouble too").click()
    assert sent.value.headers["x-time-zone"]
    expect(page.locator("[data-thanks]")).to_contain_text("Thank you. Your report is in.")
    expect(page.locator(".headline")).to_contain_text("News.")
    expect(page.locator("[data-thanks]")).to_contain_text("Thank you. Your report is in.")
    page.route(
        f"{address}/incidents/{OUTAGE}",
        lambda route: (
            route.fulfill(
                response=(said := route.fetch()), body=said.text().replace(" data-report=", " data-over=")
            )
            if route.request.resource_type == "fetch"
            else route.continue_()
        ),
    )
    page.reload()
    expect(page.locator("form[data-report]")).to_be_hidden()
    page.clock.install()
    page.route(f"{address}/", changed)
    page.goto(address)
    expect(page.locator(".headline")).not_to_contain_text("News.")
    page.clock.fast_forward(80_000)
    expect(page.locator(".headline")).to_contain_text("News.")


def test_without_a_script_the_form_leads_to_the_receipt(address: str, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/s/whatsapp")
    page.get_by_role("button", name="I have trouble with WhatsApp").click()
    page.wait_for_url("**/r/*")
    expect(page.locator("main")).to_contain_text("Thank you.")
    page.get_by_role("button", name="Receiving messages", exact=True).click()
    expect(page.locator("main")).to_contain_text("What you added now counts with your report.")
    expect(page.locator("main")).to_contain_text("Trouble with WhatsApp: Receiving messages")
    page.get_by_role("link", name="Back to WhatsApp").click()
    expect(page.locator("h1")).to_have_text("WhatsApp")
    context.close()


def test_on_a_dead_line_the_page_stays_with_what_was_typed_and_the_next_try_is_the_same_report(
    address: str, page: Page
) -> None:
    page.add_init_script(DEAF_ONCE)
    page.goto(f"{address}/s/telegram")
    page.get_by_text("Add where and how").click()
    page.get_by_label("In your own words").fill("nothing arrives")
    page.get_by_role("button", name="Send with these details").click()
    expect(page.locator("[data-thanks]")).to_contain_text("Not sent")
    expect(page.get_by_label("In your own words")).to_have_value("nothing arrives")
    page.get_by_role("button", name="Send with these details").click()
    expect(page.locator("[data-thanks]")).to_contain_text("Your report is in")
    page.get_by_role("link", name="What becomes of it").click()
    expect(page.locator("main")).to_contain_text("has been counted")


def test_the_whole_way_can_be_gone_by_keyboard_and_focus_goes_to_what_stands_where_it_was(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/s/netflix")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    button = page.get_by_role("button", name="I have trouble with Netflix")
    for _ in range(8):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-thanks]")).to_contain_text("Thank you")
    report_from_elsewhere(address, "netflix", "198.51.100.8")
    expect(page.locator("[data-count]")).to_have_text("2")
    expect(button).to_be_hidden()
    expect(page.locator("[data-thanks]")).to_be_focused()


def test_details_go_along_with_the_tap(address: str, page: Page) -> None:
    page.goto(f"{address}/s/youtube")
    page.get_by_text("Add where and how").click()
    page.get_by_label("Country").select_option("PT")
    page.get_by_label("Device").select_option("tv")
    page.get_by_role("button", name="Send with these details").click()
    page.get_by_role("link", name="What becomes of it").click()
    expect(page.locator("main")).to_contain_text("Portugal")
    expect(page.locator("main")).to_contain_text("Television")


def test_a_mistyped_version_is_explained_and_not_lost(address: str, page: Page) -> None:
    page.goto(f"{address}/s/youtube")
    page.get_by_text("Add where and how").click()
    page.get_by_label("Version of the app").fill("the newest one!")
    page.get_by_role("button", name="Send with these details").click()
    expect(page.locator("[data-thanks]")).to_contain_text("This was not counted:")
    expect(page.get_by_label("Version of the app")).to_have_value("the newest one!")


def test_a_misspelt_service_is_found(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("whatsap")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="WhatsApp", exact=True).click()
    expect(page.locator("h1")).to_have_text("WhatsApp")


def test_an_outage_stands_on_the_front_page_and_leads_to_what_happened(address: str, page: Page) -> None:
    page.goto(address)
    page.locator(".cards li", has_text="Discord").get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text("Discord")
    page.locator(f'a[href="/incidents/{OUTAGE}"]').first.click()
    expect(page.locator("main")).to_contain_text("Somebody said so at minute 3.")


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/ar/",
        f"/ar/s/{BROKEN}",
        f"/ar/incidents/{OUTAGE}",
        f"/de/s/{BROKEN}",
        "/hi/about",
        f"/ja/s/{BROKEN}",
    ],
)
def test_pages_in_other_languages_are_accessible_and_fit(address: str, browser: Browser, path: str) -> None:
    context = browser.new_context(user_agent=AGENT, viewport=PHONE)
    page = context.new_page()
    heard = Heard(page)
    page.goto(address + path)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    if page.locator("[data-where]:not([hidden]) [data-map]").count():
        page.locator("[data-map]").scroll_into_view_if_needed()
        expect(page.locator("[data-map] [role=option]").first).to_be_visible()
    for size, dark in ((PHONE, False), (PHONE, True), (DESK, True)):
        page.set_viewport_size(size)
        in_the_other_colours(page, dark)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "something sticks out"
        assert faults(page, COLOURS if size is PHONE and dark else RULES) == [], (size, dark)
    assert heard.complaints(address) == []
    context.close()


def test_a_reader_is_met_in_the_own_language_and_can_choose_another_without_a_script(
    address: str, browser: Browser
) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False, locale="es-ES", viewport=PHONE)
    page = context.new_page()
    page.goto(address)
    expect(page).to_have_url(f"{address}/es/")
    page.get_by_role("link", name="Discord", exact=True).first.click()
    page.get_by_role("button", name="A mí también me pasa").click()
    page.wait_for_url("**/es/r/*")
    expect(page.locator("main")).to_contain_text("Gracias.")
    page.get_by_role("link", name="Volver a Discord").click()
    page.get_by_role("link", name="العربية").click()
    expect(page).to_have_url(f"{address}/ar/s/{BROKEN}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("link", name="English").click()
    page.locator("header a").first.click()
    expect(page).to_have_url(f"{address}/")
    expect(page.locator("h1")).to_have_text("Is it down, or is it just you?")
    context.close()


def test_who_follows_a_link_is_offered_the_page_in_the_own_language_until_that_is_put_away(
    address: str, browser: Browser
) -> None:
    context = browser.new_context(user_agent=AGENT, locale="es-MX", viewport=PHONE)
    page = context.new_page()
    offer = page.locator(".offer")
    page.goto(f"{address}/s/{BROKEN}")
    expect(offer).to_have_attribute("lang", "es")
    assert faults(page) == []
    offer.get_by_role("link", name="Esta página también está en español.").click()
    expect(page).to_have_url(f"{address}/es/s/{BROKEN}")
    expect(offer).to_be_hidden()
    page.get_by_role("link", name="العربية").click()
    expect(page).to_have_url(f"{address}/ar/s/{BROKEN}")
    expect(offer).to_be_hidden()  # chosen
    page.goto(f"{address}/ar/about")
    expect(offer).to_have_attribute("dir", "ltr")
    offer.get_by_role("button", name="Cerrar").click()
    expect(offer).to_be_hidden()
    page.goto(f"{address}/about")
    expect(offer).to_be_hidden()
    assert context.cookies() == []
    context.close()


def test_the_script_speaks_the_page_s_language_and_tells_the_reader_s_own_time(
    address: str, browser: Browser
) -> None:
    context = browser.new_context(user_agent=AGENT, locale="es-ES", timezone_id="Asia/Tokyo", viewport=PHONE)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/es/s/telegram")
    page.get_by_role("button", name="Tengo problemas con Telegram").click()
    expect(page.locator("[data-thanks]")).to_contain_text("Gracias. Tu informe ha llegado.")
    expect(page.locator("[data-live=counts]")).to_contain_text("informe de problemas")
    page.get_by_role("link", name="Qué pasa con él").click()
    page.wait_for_url("**/es/r/*")
    page.goto(f"{address}/es/incidents/{OUTAGE}")
    expect(page.locator(".headline time").first).to_contain_text("en tu zona")
    context.close()
