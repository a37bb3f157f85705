"""`python -m tests.browser.shots`: writes each screen of the sample, at both widths, into shots/."""

import asyncio
import json
from pathlib import Path

from playwright.sync_api import Browser, Page

from infra.local.system import System, make_throwaway, running_system
from tests.browser.walking import WIDTHS, find_first, open_context, sign_in, start_browser

FOLDER = Path("shots")


def shoot_all(browser: Browser, base_url: str, user: str, password: str, folder: Path) -> None:
    """Write the pictures of one person's screens."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        with open_context(browser, width, base_url) as context:
            page = context.new_page()
            for name, path in _list_public():
                _shoot(page, path, folder / f"{name}-{width}.png")
            sign_in(page, user, password)
            for name, path in _list_private(page):
                _shoot(page, path, folder / f"{name}-{width}.png", full=name not in {"directives"})
            _shoot_steps(page, folder, width)


def _list_public() -> list[tuple[str, str]]:
    return [
        ("welcome", "/welcome"),
        ("login", "/login"),
        ("login-return", "/login?next=/directives/new"),
        ("styleguide", "/styleguide"),
        ("open", "/open"),
        ("open-projects", "/open/projects"),
        ("open-real-names", "/open/real-names"),
    ]


def _list_private(page: Page) -> list[tuple[str, str]]:
    shared, issued = find_first(page, "SHARED"), find_first(page, "ISSUED")
    return [
        ("home", "/"),
        ("notices", "/notices"),
        ("directives", "/directives"),
        ("directives-empty", "/directives?q=없는낱말"),
        ("new", "/directives/new"),
        ("directive-shared", shared),
        ("directive-issued", issued),
        ("directives-past", "/directives?as_of=2024-08-01"),
        ("directive-past", f"{shared}?as_of=2024-12-01"),
        ("directive-merge", f"{issued}/merge"),
        ("directive-transfer", f"{shared}/transfer"),
        ("reports", "/reports"),
        ("quarter-check", "/reports/2024-Q4/check"),
        ("quarter-publish", "/reports/2024-Q4/publish"),
        ("report", "/reports/2024-Q3/1"),
        ("report-verify", "/verify/2024-Q3/1"),
        ("import", "/directives/import"),
        ("org", "/org"),
        ("org-empty", "/org?as_of=1999-01-01"),
        ("org-department", "/org/planning-audit"),
        ("org-changes", "/org/change/list"),
        ("org-change", "/org/change/department"),
        ("org-posts", "/org/list/posts"),
        ("calendar", "/calendar"),
        ("calendar-year", "/calendar/year"),
        ("calendar-count", "/calendar/count?policy=DIR_REPORT_3&start=2024-09-30"),
        ("calendar-policies", "/calendar/policies"),
        ("search", "/search?q=기획"),
        ("search-empty", "/search?q=없는낱말"),
        ("memo", "/memo"),
        ("meetings", "/meetings"),
        ("meetings-new", "/meetings/new"),
        ("resolutions", "/resolutions"),
        ("concurrences", "/concurrences"),
        ("briefing", "/briefing"),
        ("projects", "/projects"),
        ("projects-money", "/projects?show=money"),
        ("projects-timeline", "/projects?show=timeline"),
        ("project", _follow(page, "/projects?q=탐정호", ".p-name a")),
        ("project-new", "/projects/new"),
        ("project-sheet", "/projects/sheet"),
        ("operations", "/operations"),
        ("operations-dead", "/operations/dead/directives"),
        ("reviews", "/reviews"),
        ("review-new", "/reviews/new"),
        ("flagships", "/reviews/flagships/2024"),
        ("discrepancies", "/discrepancies"),
        ("discrepancy", _follow(page, "/discrepancies", ".d-about a")),
        ("calls", "/calls"),
        ("approvals", "/approvals"),
        ("approval", _follow(page, "/approvals", ".app-list a")),
        ("imports", "/imports"),
        ("missing", "/directives/00000000-0000-4000-8000-000000000000"),
    ]


def _follow(page: Page, path: str, link: str) -> str:
    """Return where the first such link of a page leads."""
    page.goto(path)
    return str(page.locator(link).first.get_attribute("href"))


def _shoot_steps(page: Page, folder: Path, width: str) -> None:
    """Picture what only a form reaches: errors, and the question before a share."""
    page.goto("/directives/new")
    page.click("main button[type=submit]")
    page.wait_for_selector("#form-errors")
    page.screenshot(path=folder / f"new-errors-{width}.png", full_page=True)
    page.goto(find_first(page, "ISSUED"))
    page.locator("#lead-list .pick label").first.click()
    page.click("#next-act button[type=submit]")
    page.wait_for_selector("form[method=post][action$='/share']")
    page.screenshot(path=folder / f"share-confirm-{width}.png", full_page=True)


def _shoot(page: Page, path: str, file: Path, *, full: bool = True) -> None:
    page.goto(path)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file, full_page=full)


def shoot_system(system: System) -> None:
    """Write the pictures that the coordinating office sees, and say how many."""
    logins = json.loads(system.logins_file.read_text(encoding="utf-8"))
    with start_browser() as browser:
        shoot_all(browser, system.base_url, "operator", logins["operator"]["password"], FOLDER)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}/")


async def main() -> None:
    """Run a system of its own with the sample and picture it."""
    async with running_system(make_throwaway("shots", sample=True, documents=True)) as system:
        await asyncio.to_thread(shoot_system, system)


if __name__ == "__main__":
    asyncio.run(main())
