"""The console as a whole: signing in, acting for another, the style guide, static files, missing pages."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from contracts.errors import Rejected
from gateway.auth import Principal, Session, SignInRefused
from gateway.console import evaluation, live, notices, participation, present, reads_pages
from gateway.console.approvals import pages as approval_pages
from gateway.console.assets import STATIC
from gateway.console.calendar import pages as calendar_pages
from gateway.console.calls import pages as call_pages
from gateway.console.directives import act_pages as directive_act_pages
from gateway.console.directives import board_pages as directive_board_pages
from gateway.console.directives import pages as directive_pages
from gateway.console.directives.board import PATH as BOARD
from gateway.console.discrepancies import pages as discrepancy_pages
from gateway.console.events import pages as event_pages
from gateway.console.exports import pages as exports_pages
from gateway.console.forms import read_field, read_issue
from gateway.console.home import pages as home_pages
from gateway.console.imports import pages as import_pages
from gateway.console.meetings import briefing_pages
from gateway.console.meetings import pages as meetings_pages
from gateway.console.meetings import papers_pages as meetings_papers_pages
from gateway.console.meetings.sending import show_form
from gateway.console.memo import laying as memo
from gateway.console.memo import pages as memo_pages
from gateway.console.open import pages as open_pages
from gateway.console.operations import pages as operations
from gateway.console.org import change as org_change
from gateway.console.org import pages as org_pages
from gateway.console.org.acts import CALENDAR, ORG
from gateway.console.projects import act_pages as project_act_pages
from gateway.console.projects import cost_pages as project_cost_pages
from gateway.console.projects import list_pages as project_list_pages
from gateway.console.projects import new_pages as project_new_pages
from gateway.console.projects import one_pages as project_pages
from gateway.console.quarters import pages as quarters_pages
from gateway.console.rendering import ConsoleRoute, go, show, show_error
from gateway.console.reviews import flagship_pages
from gateway.console.reviews import pages as review_pages
from gateway.console.samples import CHIPS, MOMENTS, STEPS
from gateway.console.search import pages as search_pages
from gateway.console.visits import (
    COOKIE,
    HOME,
    Visit,
    choose_return,
    find_session,
    keep_session,
    require_own_page,
    require_session,
    require_token,
    stay_here,
)
from gateway.console.welcome import pages as welcome_pages
from gateway.console.words import COOKIE as LANGUAGE
from gateway.console.words import _, choose_language
from gateway.guard import get_gate
from gateway.rights import OPERATOR, RIGHTS

KEPT: Final = "kept-"
"""Prefix of the fields that carry a draft through the sign-in page."""

HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
"""In what people write; ids, days and choices have none."""

YEAR: Final = 365 * 24 * 3600
"""Seconds for which a browser keeps its language."""

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)


def attach(app: FastAPI) -> None:
    """Give the application its console; after the API's error handlers, which keep the addresses below /v1."""
    app.mount("/static", GZipMiddleware(_StaticFiles(directory=STATIC)), name="static")
    of_registry = (org_change.router, org_pages.router, calendar_pages.router, search_pages.router)
    of_directives = (directive_board_pages.router, directive_act_pages.router, directive_pages.router)
    for part in (
        welcome_pages.router,
        home_pages.router,
        notices.router,
        import_pages.router,
        exports_pages.router,
        *of_directives,
        live.router,
        operations.router,
        quarters_pages.router,
        memo_pages.router,
        meetings_pages.router,
        meetings_papers_pages.router,
        reads_pages.router,
        briefing_pages.router,
        *of_registry,
        project_list_pages.router,
        project_cost_pages.router,
        project_new_pages.router,
        project_pages.router,
        project_act_pages.router,
        open_pages.router,
        approval_pages.router,
        call_pages.router,
        discrepancy_pages.router,
        flagship_pages.router,
        review_pages.router,
        *participation.ROUTERS,
        *evaluation.ROUTERS,
        event_pages.router,
        router,
    ):
        app.include_router(part)
    app.add_exception_handler(404, _explain_missing)


async def _explain_missing(request: Request, error: Exception) -> Response:
    """Explain to a person that there is no such page; addresses of the API answer for themselves."""
    assert isinstance(error, HTTPException)
    if not request.url.path.startswith("/v1/"):
        choose_language(request.cookies.get(LANGUAGE))
        return await show_error(request, 404, "NOT_FOUND")
    answer: Callable[[Request, Exception], Awaitable[Response]] = request.app.exception_handlers[HTTPException]
    return await answer(request, error)


class _StaticFiles(StaticFiles):
    """Files whose address carries a version: browsers keep them for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@router.get("/login")
async def open_login(request: Request, next: str = "") -> Response:  # noqa: A002 - the usual name in the address
    """Show the sign-in page; `next` is where to go afterwards."""
    if await find_session(request):
        return go(choose_return(next))
    return await show(request, "login.html", next=next, kept=[], user="", error="", expired=bool(next), draft=False)


@router.post("/login")
async def sign_in(request: Request) -> Response:
    """Open a session and go back to where the person was, with the draft that was being sent."""
    require_own_page(request)
    form = await request.form()
    user, password = read_field(form, "user"), form.get("password")
    kept = [(name.removeprefix(KEPT), str(value)) for name, value in form.multi_items() if name.startswith(KEPT)]
    next_page = read_field(form, "next")
    gate = get_gate(request)
    try:
        principal = await gate.accounts.sign_in(user, password if isinstance(password, str) else "")
    except SignInRefused as refused:
        error = _explain_refusal(refused)
        values = {"next": next_page, "kept": kept, "user": user, "error": error, "expired": False, "draft": bool(kept)}
        return await show(request, "login.html", status=401, **values)
    session = await gate.sessions.open(principal)
    response = await _continue(request, session, choose_return(next_page), kept)
    keep_session(request, response, session)
    return response


async def _continue(request: Request, session: Session, path: str, kept: list[tuple[str, str]]) -> Response:
    """Return the page to go on with; a draft is shown again in its form, a share asks again.

    What was typed never stands in an address: addresses are logged, and they end after a few thousand letters.
    """
    if not kept:
        return go(path)
    gate, address = get_gate(request), urlsplit(path).path
    visit, form = Visit(gate, session, await gate.now()), FormData(list[tuple[str, str | UploadFile]](kept))
    shown = await _show_again(request, visit, address, form) or await _show_form_of_meetings(
        request, visit, address, form
    )
    return shown or await _tell_unsent(request, session, address, kept)


async def _show_again(request: Request, visit: Visit, address: str, form: FormData) -> Response | None:
    """Return the form of an address with what was typed into it; None for the address of no form of these."""
    session = visit.session
    home, _change, slug = address.partition("/change/")
    if slug and home in {ORG, CALENDAR} and session.principal.role in OPERATOR:
        return await org_change.keep_form(request, session, slug, form)
    if address == BOARD:
        return await directive_pages.show_issue_form(request, read_issue(form), session=session)
    if address == memo.PATH:
        return await memo_pages.show_draft(request, form, session)
    return await directive_act_pages.go_on(request, visit, address, form)


async def _show_form_of_meetings(request: Request, visit: Visit, address: str, form: FormData) -> Response | None:
    parts = address.strip("/").split("/")
    shown = await meetings_pages.go_on(visit, parts, form) or await meetings_papers_pages.go_on(visit, parts, form)
    if shown is None or not visit.may_send(shown.spec.command):
        return None
    return await show_form(request, visit, shown, session=visit.session)


async def _tell_unsent(request: Request, session: Session, address: str, kept: list[tuple[str, str]]) -> Response:
    """Say that what was sent without a session was not done, with the words in it and the page to do it from."""
    words = [value for _name, value in kept if HANGUL.search(value)]
    return await show(request, "unsent.html", session=session, words=words, way=find_page(address, session.principal))


def find_page(address: str, principal: Principal) -> str:
    """Return the page that a form belongs to: of its very address, or the nearest above it that somebody may open."""
    pages = {route.removeprefix("GET "): right for route, right in RIGHTS.items() if route.startswith("GET /")}
    may_open = [page for page, right in pages.items() if principal.role in right.roles]
    if address in may_open:
        return address
    parts = address.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = parts[:length]
        if any(_is_like(page.strip("/").split("/"), above) for page in may_open):
            return "/" + "/".join(above)
    return HOME


def _is_like(page: list[str], parts: list[str]) -> bool:
    return len(page) == len(parts) and all(map(_stands_for, page, parts))


def _stands_for(known: str, part: str) -> bool:
    return known == part or known.startswith("{")


def _explain_refusal(refused: SignInRefused) -> str:
    if refused.locked_until:
        until = present.format_clock(refused.locked_until)
        return _(
            "비밀번호를 다섯 번 잘못 입력하여 %(until)s까지 로그인할 수 없습니다. 급하면 시스템 관리자에게 알리세요.",
            until=until,
        )
    return _("아이디나 비밀번호가 맞지 않습니다. 다섯 번 틀리면 15분 동안 로그인할 수 없습니다.")


@router.post("/logout")
async def sign_out(request: Request) -> Response:
    """Close the session."""
    session = await find_session(request)
    if session:
        require_token(request, session, await request.form())
        await get_gate(request).sessions.close(session.token)
        operations.get_watching(request).recent.forget(session.token)
    response = go("/login")
    response.delete_cookie(COOKIE)
    response.headers["Clear-Site-Data"] = '"storage"'  # drafts that a page keeps in the browser
    return response


@router.post("/acting")
async def act_for_another(request: Request) -> Response:
    """Act for an account that is away from now on, or for nobody any more (ORG-12)."""
    session, gate = await require_session(request), get_gate(request)
    form = await request.form()
    require_token(request, session, form)
    absent = read_field(form, "absent")
    own = replace(session.principal, acting_for=None)
    if absent and await gate.find_acting(own, absent) is None:
        raise Rejected("NOT_PERMITTED", _("오늘 그 분의 직무대리가 아닙니다. 기획감사실에 직무대리 지정을 확인하세요."))
    await gate.sessions.act_for(session, absent or None)
    return go("/")


@router.post("/language")
async def switch_language(request: Request) -> Response:
    """Speak another language from now on in this browser, and stay on the page."""
    require_own_page(request)
    form = await request.form()
    response = go(stay_here(read_field(form, "next")))
    language = choose_language(read_field(form, "language"))
    secure = request.url.scheme == "https"
    response.set_cookie(LANGUAGE, language, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
    return response


@router.get("/styleguide")
async def show_style_guide(request: Request) -> Response:
    """Show every component and state that the pages use."""
    return await show(request, "styleguide.html", chips=CHIPS, steps=STEPS, moments=MOMENTS)
