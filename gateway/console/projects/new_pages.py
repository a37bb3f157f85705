"""Routes of 사업 등록: the form, and its sending."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from contracts.errors import STATUS_OF_CODE, Rejected
from contracts.projects.projects import RegisterProject
from contracts.values import Role
from gateway.console.org.fields import Field, Kind, Source, check, explain, make_payload, read_links
from gateway.console.org.options import load_options
from gateway.console.projects.act_forms import Filled, place_refusal, read_form
from gateway.console.projects.act_pages import open_done
from gateway.console.projects.acts import line, pick, pick_row, text, tick, whole
from gateway.console.projects.query import PATH
from gateway.console.rendering import ConsoleRoute, Trouble, show
from gateway.console.rendering import explain as explain_refusal
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.labels.projects import CATEGORY_LABELS, PROJECT_KIND_LABELS
from infra.clock import make_id

FIELDS: Final[tuple[Field, ...]] = (
    line("name", "사업명"),
    Field("aliases", "다른 이름", Kind.NAMES, "문서마다 다르게 부르는 이름. 한 줄에 하나씩", optional=True),
    pick("kind", "종류", PROJECT_KIND_LABELS),
    pick_row("lead", "주관부서", Source.DEPARTMENTS),
    pick_row("team", "담당팀", Source.TEAMS, "주관부서의 팀만 고릅니다.", optional=True),
    line("period", "사업기간", "2018 ~ 2024, 2017. 10. ~ 2018. 5., 2018. 9월 ~ 처럼 적습니다."),
    text("summary", "사업개요", optional=True),
    Field("effects", "기대효과", Kind.NAMES, "한 줄에 하나씩", optional=True),
    line("location.address", "위치", optional=True),
    whole("location.area_m2", "면적(㎡)", "쉼표 없이 적습니다.", optional=True),
    whole("term", "민선 기수", "민선7기면 7", optional=True),
    whole("task.year", "업무계획 연도", "업무계획의 과제이면 연도와 번호를 함께 적습니다.", optional=True),
    whole("task.number", "과제 번호", optional=True),
    pick("review_category", "투자심사 구분", CATEGORY_LABELS, "정하지 않으면 일반으로 봅니다.", optional=True),
    tick("is_international_event", "국제행사(국비는 총사업비의 30%까지)"),
    text("note", "비고", optional=True),
)

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("/new")
async def open_new(request: Request, visit: SignedIn) -> Response:
    """Show the form of a new project; an officer's own department leads it."""
    values = read_links(FIELDS, request.query_params)
    principal = visit.session.principal
    if principal.role is Role.OFFICER and principal.department:
        values["lead"] = values["lead"] or principal.department
    return await _show(request, visit, Filled(str(make_id()), 0, values))


@router.post("")
async def register(request: Request, visit: SignedIn) -> Response:
    """Register a project and open it."""
    form = await request.form()
    require_token(request, visit.session, form)
    filled = read_form(FIELDS, form)
    filled = replace(filled, key=filled.key or str(make_id()))
    wrong = check(FIELDS, filled.values, await load_options(visit, FIELDS))
    if not wrong:
        try:
            command = RegisterProject.model_validate(make_payload(FIELDS, filled.values))
        except ValidationError as error:
            wrong = explain(FIELDS, error)
    if wrong:
        return await _show(request, visit, replace(filled, errors=wrong), status=422)
    try:
        done = await visit.gate.send(visit.session.principal, command, key=filled.key)
    except Rejected as rejected:
        return await _refuse(request, visit, filled, rejected)
    return await open_done(visit, "project", f"{PATH}/{done.result.id}", done)


async def _refuse(request: Request, visit: Visit, filled: Filled, rejected: Rejected) -> Response:
    status = STATUS_OF_CODE[rejected.code]
    placed = place_refusal(FIELDS, rejected)
    if placed:
        return await _show(request, visit, replace(filled, errors=placed), status=status)
    failure = explain_refusal(rejected, _("등록하지 못했습니다"))
    return await _show(request, visit, filled, status=status, failure=failure)


async def _show(
    request: Request, visit: Visit, filled: Filled, *, status: int = 200, failure: Trouble | None = None
) -> Response:
    return await show(
        request,
        "project_new.html",
        status=status,
        fields=FIELDS,
        ids={each.name: each.id for each in FIELDS},
        filled=filled,
        options=await load_options(visit, FIELDS),
        failure=failure,
    )
