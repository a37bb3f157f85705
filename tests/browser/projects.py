"""A project for pages that need one: registered, funded and planned through the console's own forms, once a system."""

from collections.abc import Callable

from playwright.sync_api import Page

NAME = "표본 문화원 건립"


def open_project(rest: str = "") -> Callable[[Page], object]:
    """Return what opens the project, or a page under it; made first where it is not there yet."""

    def go(page: Page) -> object:
        return page.goto(f"{_find(page) or _make(page)}{rest}")

    return go


def _find(page: Page) -> str | None:
    page.goto(f"/projects?q={NAME}")
    link = page.locator(".project-table tbody .p-name a")
    return link.first.get_attribute("href") if link.count() else None


def _make(page: Page) -> str:
    page.goto("/projects/new")
    page.fill("#name", NAME)
    page.select_option("#kind", "CONSTRUCTION")
    page.select_option("#lead", "planning-audit")
    page.fill("#period", "2018 ~ 2024")
    path = _send(page)
    page.goto(f"{path}/fund")
    page.fill("#total", "약 195억원")
    page.fill("#sources-NATIONAL", "97억원")
    page.fill("#sources-CITY", "98억원")
    page.fill("#lines", "토지매입비 4,450백만원")
    _send(page)
    for number, title, planned in (("1", "보상협의", "2024. 1. 10."), ("2", "착공", "2024. 3월")):
        page.goto(f"{path}/plan-milestone")
        page.fill("#number", number)
        page.fill("#title", title)
        page.fill("#planned", planned)
        _send(page)
    return path


def _send(page: Page) -> str:
    page.click("main form.sheet-form button[type=submit]")
    page.wait_for_selector(".project-head")
    return page.evaluate("location.pathname")  # type: ignore[no-any-return]
