"""What people do in the calendar and the organisation: a holiday by keyboard alone, another's work for a day."""

import re
import uuid
from typing import Any

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import tab_to

DAY = "2033-03-08"
"""A Tuesday on which nothing else is."""


def test_a_holiday_is_added_by_keyboard_only(open_page: OpenPage) -> None:
    """CAL-11: the arrow keys leave the month, the form asks before it is added, the day stands in its month."""
    page = open_page("desk", user="operator")
    page.goto(f"/calendar?month={DAY[:7]}")
    page.keyboard.press("ArrowRight")
    expect(page.locator("main h2").first).to_have_text("2033년 4월")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("main h2").first).to_have_text("2033년 3월")
    tab_to(page, "main a.act")
    page.keyboard.press("Enter")
    page.wait_for_selector("#day")
    page.fill("#day", DAY)  # the segments of a date are the browser's own, in an order of its own
    tab_to(page, "#name")
    page.keyboard.insert_text("표본 공휴일")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".effect").first).to_contain_text("옮겨 갈 기한")
    tab_to(page, "button[value=confirm]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/calendar\?done=holiday$"))
    page.goto(f"/calendar?month={DAY[:7]}")
    expect(page.locator(".month .day-name", has_text="표본 공휴일")).to_have_count(1)


def test_a_deputy_chooses_whom_to_act_for_and_ends_it(open_page: OpenPage, system: Any) -> None:
    """ORG-12: one click to begin, a strip that says so on each page, one click to end."""
    with httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False) as client:
        signed_in = {"user": "operator", "password": system.logins["operator"]["password"]}
        client.headers["Authorization"] = f"Bearer {client.post('/v1/token', json=signed_in).json()['token']}"
        today = client.get("/v1/clock").json()["now"][:10]
        days = {"valid_from": today, "valid_until": today}
        body = {"absent": "officer", "acting": "auditor", "reason": "연가", **days}
        made = client.post("/v1/org/delegations", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
        made.raise_for_status()
    page = open_page("phone", user="auditor")
    page.goto("/calendar")
    page.click(".stand-in summary")
    page.click(".stand-in-list button[value=officer]")
    expect(page.locator(".acting")).to_contain_text("연무읍 담당자 직무대리")
    page.goto("/calendar")
    expect(page.locator(".acting")).to_contain_text("두 사람이 함께 기록됩니다")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.click(".acting button")
    expect(page.locator(".acting")).to_have_count(0)
