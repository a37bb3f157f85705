"""Each page of the console, on a phone and on a desk: nothing overflows, bars, breaks or leaves the city hall."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SHARES, OpenPage
from tests.browser.looking import Sight, look_at_each_width, weigh
from tests.browser.walking import find_first, open_context, sign_in

PAGE_BYTES: Final = 150_000
"""Budget of a page, gzipped, without fonts (screens.md)."""

pytestmark = pytest.mark.timeout(400)
"""The first test pays for looking at all pages."""

Go = Callable[[Page], object]
Seen = dict[tuple[str, str], Sight]


def _goto(path: str) -> Go:
    return lambda page: page.goto(path)


def _follow(path: str, link: str, rest: str = "") -> Go:
    """Return what goes where the first such link of a page leads, or to a page under it."""

    def go(page: Page) -> object:
        page.goto(path)
        return page.goto(f"{page.locator(link).first.get_attribute('href')}{rest}")

    return go


def _open_first(state: str, rest: str = "") -> Go:
    return lambda page: page.goto(f"{find_first(page, state)}{rest}")


def _ask_for_several(page: Page) -> None:
    page.goto("/directives?state=ISSUED")
    page.locator("#board tbody .tick").first.check()
    page.click("#bulk button[value=share]")
    page.wait_for_selector(".planned")


def _send_empty_form(page: Page) -> None:
    page.goto("/directives/new")
    page.click("main button[type=submit]")
    page.wait_for_selector("#form-errors")


def _ask_to_share(page: Page) -> None:
    page.goto(find_first(page, "ISSUED"))
    page.locator("#lead-list .pick label").first.click()
    page.click("#next-act button[type=submit]")
    page.wait_for_selector("form[method=post][action$='/share']")


def _send_empty_change(page: Page) -> None:
    page.goto("/org/change/counts")
    page.click("main button[type=submit]")
    page.wait_for_selector("#form-errors")


def _send_empty_project(page: Page) -> None:
    page.goto("/projects/new")
    page.click("main form.sheet-form button[type=submit]")
    page.wait_for_selector("#form-errors")


def _ask_for_holiday(page: Page) -> None:
    page.goto("/calendar/change/holiday")
    page.fill("#day", "2024-01-30")
    page.fill("#name", "임시공휴일")
    page.click("main button[type=submit]")
    page.wait_for_selector(".effect")


def _open_from_town_hall(path: str) -> Go:
    def go(page: Page) -> object:
        page.goto("/town-halls")
        page.goto(str(page.locator(".meet-title a").first.get_attribute("href")))
        return page.goto(str(page.locator(f"main a[href^='{path}']").get_attribute("href")))

    return go


def _open_invitation(rest: str) -> Go:
    def go(page: Page) -> object:
        page.goto("/surveys?state=OPEN")
        page.goto(f"{page.locator('.reg-main a').first.get_attribute('href')}/invitations")
        return page.goto(f"{page.locator('.reg-main a').last.get_attribute('href')}{rest}")

    return go


def _ask_to_designate(page: Page) -> None:
    page.goto("/integrity-readers/designate")
    page.select_option("#reader", "inspector")
    page.select_option("#deputy", "auditor")
    page.click("main button[type=submit]")
    page.wait_for_selector("button[value=confirm]")


def _report(page: Page) -> None:
    page.goto("/integrity-talk")
    page.fill("#words", "계약을 나누어 한 업체에 맡겼습니다.")
    page.click("main button[type=submit]")
    page.wait_for_selector(".receipt")


VOTING: Final = "voting page"
WALL: Final = "projector's screen"
REPORTING: Final = "anonymous report"
ITS_CODE: Final = "code of an anonymous report"
ITS_THREAD: Final = "anonymous report to look up"
OWN_LETTERS: Final = frozenset({VOTING, WALL, REPORTING, ITS_CODE, ITS_THREAD})
"""They have the letters of the phone or the computer, so that nothing more is loaded."""
PAGES: Final[dict[str, tuple[str | None, Go]]] = {
    "first screen": (None, _goto("/welcome")),
    "sign-in": (None, _goto("/login")),
    "sign-in after expiry": (None, _goto("/directives/new")),
    "style guide": (None, _goto("/styleguide")),
    "every code": (None, _goto("/v1/problems")),
    "codes with a word": (None, _goto("/v1/problems?q=부서")),
    "one code": (None, _goto("/v1/problems/WRONG_STATE")),
    "no such code": (None, _goto("/v1/problems/NO_SUCH_CODE")),
    "board": ("operator", _goto("/directives")),
    "board of the auditor": ("auditor", _goto("/directives")),
    "board without rows": ("operator", _goto("/directives?q=없는낱말")),
    "new directive": ("mayor", _goto("/directives/new")),
    "new directive with errors": ("mayor", _send_empty_form),
    "issued directive": ("operator", _open_first("ISSUED")),
    "issued directive of the officer": ("officer", _open_first("ISSUED")),
    "shared directive": ("operator", _open_first("SHARED")),
    "question before a share": ("operator", _ask_to_share),
    "board of a past day": ("operator", _goto("/directives?as_of=2024-01-15")),
    "directive of a past day": ("operator", _open_first("REPORTED", "?as_of=2024-01-24")),
    "directive to continue": ("operator", _open_first("REPORTED", "/continue")),
    "directive to merge": ("operator", _open_first("ISSUED", "/merge")),
    "directive to transfer": ("operator", _open_first("SHARED", "/transfer")),
    "directive to check": ("operator", _open_first("REPORTED", "/check")),
    "several to share": ("operator", _ask_for_several),
    "quarters": ("mayor", _goto("/reports")),
    "check of a quarter": ("operator", _goto("/reports/2024-Q1/check")),
    "report to publish": ("operator", _goto("/reports/2024-Q1/publish")),
    "sheet to bring": ("officer", _goto("/directives/import")),
    "departments": ("officer", _goto("/org")),
    "departments before there were any": ("officer", _goto("/org?as_of=1999-01-01")),
    "departments of the office": ("operator", _goto("/org?as_of=2018-08-01")),
    "one department": ("operator", _goto("/org/planning-audit")),
    "what may be registered": ("operator", _goto("/org/change/list")),
    "small form with errors": ("operator", _send_empty_change),
    "question before a holiday": ("operator", _ask_for_holiday),
    "people": ("operator", _goto("/org/list/people")),
    "posts": ("officer", _goto("/org/list/posts")),
    "month": ("operator", _goto("/calendar?month=2024-02")),
    "holidays of a year": ("operator", _goto("/calendar/year")),
    "year without holidays": ("officer", _goto("/calendar/year?year=2150")),
    "counted deadline": ("officer", _goto("/calendar/count?policy=DIR_REPORT_3&start=2024-09-30")),
    "policies": ("operator", _goto("/calendar/policies")),
    "found words": ("operator", _goto("/search?q=기획")),
    "words not found": ("officer", _goto("/search?q=없는낱말")),
    "home of the office": ("operator", _goto("/")),
    "home of an officer": ("officer", _goto("/")),
    "home of the mayor": ("mayor", _goto("/")),
    "home of the auditor": ("auditor", _goto("/")),
    "home of the administrator": ("administrator", _goto("/")),
    "notices of the office": ("operator", _goto("/notices")),
    "no notices": ("auditor", _goto("/notices")),
    "memo": ("operator", _goto("/memo")),
    "memo of the executive": ("executive", _goto("/memo")),
    "meetings": ("operator", _goto("/meetings")),
    "new meeting": ("operator", _goto("/meetings/new")),
    "resolutions": ("auditor", _goto("/resolutions")),
    "new resolution": ("operator", _goto("/resolutions/new")),
    "concurrences": ("officer", _goto("/concurrences")),
    "new concurrence": ("officer", _goto("/concurrences/new")),
    "briefing": ("mayor", _goto("/briefing")),
    "projects": ("operator", _goto("/projects")),
    "projects in won": ("officer", _goto("/projects?unit=won&sort=-total_won")),
    "no projects": ("operator", _goto("/projects?q=없는낱말")),
    "new project with errors": ("operator", _send_empty_project),
    "one project": ("operator", _follow("/projects?q=탐정호", ".p-name a")),
    "project with parts": ("officer", _follow("/projects?q=균형발전", ".p-name a")),
    "project of a past day": ("operator", _follow("/projects?q=탐정호&as_of=2018-09-01", ".p-name a")),
    "money of a project": ("operator", _follow("/projects?q=탐정호", ".p-name a", "/fund")),
    "projects by their money": ("operator", _goto("/projects?show=money")),
    "projects on a timeline": ("operator", _goto("/projects?show=timeline")),
    "budget sheet": ("mayor", _goto("/projects/sheet")),
    "operations": ("administrator", _goto("/operations")),
    "operations of the auditor": ("auditor", _goto("/operations")),
    "dead letters": ("administrator", _goto("/operations/dead/directives")),
    "question before a release": (
        "administrator",
        _goto("/operations/release?role=projector&consumer=clock&context=registry&stream=clock-business"),
    ),
    "reviews of a quarter": ("operator", _goto("/reviews")),
    "reviews of the officer": ("officer", _goto("/reviews?quarter=2024-Q1")),
    "reviews of a past day": ("operator", _goto("/reviews?as_of=2024-01-15")),
    "one review": ("operator", _follow("/reviews?quarter=2024-Q1", ".rv-save a")),
    "review to open": ("operator", _goto("/reviews/new")),
    "flagships to choose": ("operator", _goto("/reviews/flagships/2024")),
    "discrepancies": ("operator", _goto("/discrepancies")),
    "one discrepancy": ("operator", _follow("/discrepancies", ".d-about a")),
    "no discrepancies": ("auditor", _goto("/discrepancies?q=없는낱말")),
    "calls": ("officer", _goto("/calls")),
    "approvals": ("mayor", _goto("/approvals")),
    "one approval": ("operator", _follow("/approvals", ".app-list a")),
    "files that were taken in": ("operator", _goto("/imports")),
    "one file that was taken in": ("operator", _follow("/imports", ".imp-list a")),
    "town halls": ("mayor", _goto("/town-halls")),
    "town hall to plan": ("operator", _goto("/town-halls/new")),
    "one town hall": ("operator", _follow("/town-halls", ".meet-title a")),
    "question before a registration": ("operator", _follow("/town-halls", ".meet-title a", "/open-registration")),
    "agenda of a town hall": ("operator", _follow("/town-halls", ".meet-title a", "/agenda")),
    "desk of a town hall": ("operator", _follow("/town-halls", ".meet-title a", "/desk")),
    "presenter before a round": ("operator", _follow("/town-halls", ".meet-title a", "/present")),
    "nobody who takes part": ("operator", _goto("/participants")),
    "announced town halls": (None, _goto("/open/town-halls")),
    "announced town hall": (None, _follow("/open/town-halls", ".open-name a")),
    "registration": (None, _follow("/open/town-halls", ".open-name a", "/register")),
    "ticket to look up": (None, _follow("/open/town-halls", ".open-name a", "/ticket")),
    "feedback": ("operator", _goto("/feedback")),
    "one item of feedback": ("operator", _follow("/feedback", ".reg-main a")),
    "item of feedback to adopt": ("operator", _follow("/feedback", ".reg-main a", "/adopt")),
    "province's years": ("mayor", _goto("/province-cycles")),
    "province's year": ("operator", _goto("/province-cycles/2018")),
    "province's league": ("mayor", _goto("/province-cycles/2018/league")),
    "province's forecast": ("auditor", _goto("/province-cycles/2024/forecast")),
    "province's briefing": ("operator", _goto("/province-cycles/2024/briefings/5")),
    "province's result to enter": ("operator", _goto("/province-cycles/2018/league-results")),
    "province's set to write": ("operator", _goto("/province-cycles/new")),
    "province's set to change": ("operator", _goto("/province-cycles/2024/revise")),
    "province's indicators": ("mayor", _goto("/province-indicators?year=2024&behind=1")),
    "province's indicator": ("officer", _goto("/province-indicators/2024-q003")),
    "province's indicator of the office": ("operator", _goto("/province-indicators/2024-s001")),
    "event": ("mayor", _follow("/province-indicators/2024-q003", "a[href^='/events/']")),
    "result to submit": ("officer", _goto("/province-indicators/2024-q003/results")),
    "board of pledges": ("operator", _goto("/pledges/board")),
    "pledges": ("mayor", _goto("/pledges?term=7")),
    "one pledge": ("officer", _follow("/pledges?term=7", ".reg-main a")),
    "pledge to check": ("officer", _follow("/pledges?term=7&lead=town-yeonmu", ".reg-main a", "/check")),
    "quarter of pledges": ("operator", _goto("/pledges/quarters?quarter=2022-Q2")),
    "quarter to publish": ("operator", _goto("/pledges/quarters/publish?term=7&quarter=2022-Q2")),
    "quarter of an officer": ("officer", _goto("/pledges/quarters?quarter=2023-Q4")),
    "changes of pledges": ("operator", _goto("/pledge-changes")),
    "change to ask for": (
        "operator",
        _goto("/pledge-changes/new?term=7&pledge=00000000-0000-4000-8000-000000000000"),
    ),
    "pledge to add": ("operator", _goto("/pledge-changes/new?term=7")),
    "terms of pledges": ("mayor", _goto("/pledge-sets")),
    "term of pledges": ("operator", _goto("/pledge-sets/7")),
    "term to open": ("operator", _goto("/pledge-sets/new")),
    "pledge to register": ("operator", _goto("/pledge-sets/7/register")),
    "pledges to paste": ("operator", _goto("/pledge-sets/7/register-many")),
    "question before a set is confirmed": ("operator", _goto("/pledge-sets/7/confirm")),
    "grades of pledges": ("auditor", _goto("/pledge-grades")),
    "grade to enter": ("operator", _goto("/pledge-grades/new")),
    "grade to expect": ("operator", _goto("/pledge-grades/new?kind=estimate")),
    "open pledges": (None, _goto("/open/pledges")),
    "years of scores": ("mayor", _goto("/scoreboards")),
    "places of departments": ("operator", _goto("/scoreboards/2024")),
    "expected places": ("mayor", _goto("/scoreboards/2024?expected=1")),
    "question before places are told": ("operator", _goto("/scoreboards/2024/fix")),
    "scorecard": ("operator", _goto("/scorecards/2024-planning-audit")),
    "scorecard of the officer": ("officer", _goto("/scorecards/2024-town-yeonmu")),
    "value to enter": ("officer", _goto("/scorecards/2024-town-yeonmu/record-actual?indicator=town-tasks&quarter=1")),
    "objection to file": ("officer", _goto("/scorecards/2024-town-yeonmu/object")),
    "adjustment to grant": ("executive", _goto("/scorecards/2024-town-yeonmu/adjust")),
    "external evaluator to choose": ("operator", _goto("/scorecards/2024-planning-audit/assign-evaluator")),
    "scorecards of an evaluator": ("evaluator", _goto("/")),
    "scorecard of an evaluator": ("evaluator", _goto("/scorecards/2024-planning-audit")),
    "points of an evaluator": ("evaluator", _goto("/scorecards/2024-planning-audit/rate")),
    "event of an evaluator": (
        "evaluator",
        _follow("/scorecards/2024-planning-audit", ".ev-tree a[href^='/events/evaluations']"),
    ),
    "plans of another day": ("operator", _goto("/evaluation-plans?as_of=2024-01-20")),
    "plan of another day": ("operator", _goto("/evaluation-plans/2024?as_of=2024-01-20")),
    "quarter to enter": ("officer", _goto("/scorecards")),
    "values that wait": ("operator", _goto("/scorecards")),
    "evaluation plans": ("auditor", _goto("/evaluation-plans")),
    "one evaluation plan": ("officer", _goto("/evaluation-plans/2024")),
    "evaluation plan to write": ("operator", _goto("/evaluation-plans/2025/draft")),
    "evaluation plan to change": ("operator", _goto("/evaluation-plans/2024/revise")),
    "integrity of a year": ("mayor", _goto("/integrity-years/2023")),
    "integrity of the newest year": ("officer", _goto("/integrity-years")),
    "new officials": ("operator", _goto("/integrity-years/2024/officials")),
    "method of a year": ("auditor", _goto("/integrity-years/2023/method")),
    "new official to note": ("auditor", _goto("/integrity-years/2024/new-official")),
    "breaches": ("mayor", _goto("/violations")),
    "one breach": ("auditor", _follow("/violations", ".reg-main a")),
    "breach to confirm": ("auditor", _follow("/violations", ".reg-main a", "/confirm")),
    "links of indicators": ("mayor", _goto("/evaluation-links?year=2024")),
    "indicators that nobody serves": ("operator", _goto("/evaluation-links?year=2024&only=orphans")),
    "links of a department": ("officer", _goto("/evaluation-links?year=2024&department=town-yeonmu")),
    "missing values of a quarter": ("operator", _goto("/evaluation-quarters?year=2024&quarter=1")),
    "juries": ("mayor", _goto("/juries")),
    "jury to make": ("operator", _goto("/juries/new")),
    "one jury": ("operator", _follow("/juries", ".reg-main a")),
    "open juries": (None, _goto("/open/juries")),
    "open jury": (None, _follow("/open/juries", ".open-name a")),
    "citizen auditors": ("auditor", _goto("/auditor-bodies")),
    "one body of auditors": ("auditor", _follow("/auditor-bodies", ".reg-main a")),
    "one proposal to the audit": ("auditor", _follow("/audit-proposals", ".reg-main a")),
    "briefings": ("operator", _goto("/briefings")),
    "briefings by town": ("officer", _goto("/briefings/counts?year=2024")),
    "one relay": ("officer", _follow("/relays", ".reg-main a")),
    "suggestions": ("operator", _goto("/suggestions")),
    "one suggestion": ("operator", _follow("/suggestions", ".reg-main a")),
    "suggestion to extend": ("operator", _follow("/suggestions", ".reg-main a", "/extend")),
    "no suggestion found": ("mayor", _goto("/suggestions?q=ZZZZZZ")),
    "suggestion to send": (None, _goto("/suggest")),
    "receipt code to look up": (None, _goto("/suggest/status")),
    REPORTING: (None, _goto("/integrity-talk")),
    ITS_CODE: (None, _report),
    ITS_THREAD: (None, _goto("/integrity-talk/status")),
    "anonymous reports": ("auditor", _goto("/integrity-reports")),
    "one anonymous report": ("auditor", _follow("/integrity-reports", ".reg-main a")),
    "anonymous report to decide": ("auditor", _follow("/integrity-reports", ".reg-main a", "/decide")),
    "readers of anonymous reports": ("mayor", _goto("/integrity-readers")),
    "readers to designate": ("mayor", _goto("/integrity-readers/designate")),
    "question before readers are designated": ("mayor", _ask_to_designate),
    "log of reads": ("auditor", _goto("/reads")),
    "no reads found": ("auditor", _goto("/reads?q=nobody")),
    "surveys": ("operator", _goto("/surveys")),
    "survey to design": ("operator", _goto("/surveys/new")),
    "no survey found": ("auditor", _goto("/surveys?state=DESIGNED")),
    "open surveys": (None, _goto("/open/surveys")),
    "one survey": ("operator", _follow("/surveys?state=CLOSED", ".reg-main a")),
    "invitations of a survey": ("operator", _follow("/surveys?state=OPEN", ".reg-main a", "/invitations")),
    "somebody to invite": ("operator", _follow("/surveys?state=OPEN", ".reg-main a", "/invitations/new")),
    "one invitation": ("operator", _open_invitation("")),
    "link to hand over": ("operator", _open_invitation("/link")),
    "question before it is sent again": ("operator", _open_invitation("/reissue")),
    "survey to publish": ("operator", _follow("/surveys?state=CLOSED", ".reg-main a", "/publish")),
    "result of a survey": ("operator", _follow("/surveys?state=CLOSED", ".reg-main a", "/result")),
    "open survey": (None, _follow("/open/surveys", ".open-name a")),
    VOTING: ("operator", _open_from_town_hall("/vote/")),
    WALL: ("operator", _open_from_town_hall("/screen/")),
    "public front": (None, _goto("/open")),
    "published projects": (None, _goto("/open/projects")),
    "published project": (None, _follow("/open/projects?q=탐정호", ".open-name a")),
    "no published project": (None, _goto("/open/projects?q=없는낱말")),
    "project that is not published": (None, _goto("/open/projects/00000000-0000-4000-8000-000000000000")),
    "real names": (None, _goto("/open/real-names")),
    "one real name": (None, _follow("/open/real-names", ".open-name a")),
    "no such directive": ("officer", _goto("/directives/00000000-0000-4000-8000-000000000000")),
    "no such page": ("officer", _goto("/no/such/page")),
    "not permitted": ("officer", _goto("/directives/new")),
}

_EXPECTED_ERRORS: Final = ("status of 403", "status of 404", "status of 422")
"""The browser itself reports the status of the page that explains the error."""


OFFICE: Final = ("operator",)
OTHERS: Final = tuple(dict.fromkeys(user for user, _ in PAGES.values() if user not in OFFICE))


@pytest.fixture(scope="module", params=[OFFICE, OTHERS], ids=SHARES)
def sights(browser: Browser, filled: Any, request: pytest.FixtureRequest) -> Seen:
    """Look at every page once at each width; the tests below share what was seen."""
    seen: Seen = {}
    for user in request.param:
        with open_context(browser, "phone", filled.base_url) as context:
            page = context.new_page()
            if user:
                sign_in(page, user, filled.logins[user]["password"])
            for name in (name for name, (owner, _) in PAGES.items() if owner == user):
                found = look_at_each_width(page, filled.base_url, PAGES[name][1])
                seen |= {(name, width): sight for width, sight in found.items()}
    return seen


def test_no_page_scrolls_sideways(sights: Seen) -> None:
    assert {key: sight.overflowing for key, sight in sights.items() if sight.overflowing} == {}


def test_no_page_has_a_barrier(sights: Seen) -> None:
    assert {key: sight.barriers for key, sight in sights.items() if sight.barriers} == {}


def test_no_page_logs_an_error(sights: Seen) -> None:
    found = {
        key: [error for error in sight.errors if not any(text in error for text in _EXPECTED_ERRORS)]
        for key, sight in sights.items()
    }
    assert {key: errors for key, errors in found.items() if errors} == {}


def test_no_page_asks_another_host(sights: Seen) -> None:
    assert {key: sight.foreign for key, sight in sights.items() if sight.foreign} == {}


def test_every_letter_has_a_glyph(sights: Seen) -> None:
    assert {key: sight.not_drawn for key, sight in sights.items() if sight.not_drawn} == {}


def test_every_letter_comes_from_the_fonts_that_are_sent(sights: Seen) -> None:
    lent = {
        key: sight.system_fonts for key, sight in sights.items() if sight.system_fonts and key[0] not in OWN_LETTERS
    }
    assert lent == {}


@pytest.mark.parametrize("path", ["/directives", "/directives/new", "/org", "/styleguide", "/projects"])
def test_a_page_keeps_to_its_weight(open_page: OpenPage, path: str) -> None:
    page = open_page("desk", user="operator").context.new_page()
    assert weigh(page, path) <= PAGE_BYTES


@pytest.mark.usefixtures("filled")
def test_each_page_that_everybody_reads_keeps_to_its_weight(open_page: OpenPage) -> None:
    """A citizen's first page and those it leads to, each with nothing loaded before."""
    page = open_page("phone")
    paths = ["/open", "/open/projects", "/open/real-names"]
    for each in ("/open/projects", "/open/real-names"):
        page.goto(each)
        paths += [str(page.locator(".open-name a").first.get_attribute("href"))]
    weights = {path: weigh(open_page("phone"), path) for path in paths}
    assert {path: weight for path, weight in weights.items() if weight > PAGE_BYTES} == {}
