"""Routes of 평가계획: the years, one by any of its versions, and beginning by a draft (EVL-01 to EVL-05)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.plans import AdoptPlan, DraftPlan, RevisePlan, Scheme
from gateway.answers.entries import NOT_THERE
from gateway.answers.past import NOT_THEN, looking
from gateway.commands import Year
from gateway.console.evaluations.plan import VersionLine, compare, lay_out, list_terms
from gateway.console.evaluations.plan_forms import find_plan, find_scheme, make_draft, make_revision
from gateway.console.evaluations.telling import PLANS, WAYS, find_cut
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Filled, Spec
from gateway.console.meetings.sending import Shown, fill, send_form, show_form, try_form
from gateway.console.past import Past
from gateway.console.present import Chip, ChipKind
from gateway.console.registers.declaring import Fact
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit, require_token
from gateway.console.words import _
from gateway.labels.evaluations import PLAN_STATE_LABELS
from gateway.queries import evaluation_plan
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_page
from infra.clock import make_id

SHOWN: Final = 200
"""Years on the page."""
ADOPT: Final = Spec(
    "시행",
    "시행",
    AdoptPlan,
    warning="시행하면 계획이 굳어지고 모든 대상 부서의 성과표가 열립니다. 그 뒤로는 사유를 적어 새 판으로만 바꿉니다.",
)
router = APIRouter(prefix=PLANS, route_class=ConsoleRoute, include_in_schema=False)
OfYear = Annotated[Year, Path()]


class Asked(Past):
    """Which version."""

    version: str = ""


@router.get("")
async def list_plans(request: Request, visit: SignedIn, past: Annotated[Past, Query()]) -> Response:
    """Show the years that have a plan, the newest first, as they are or were."""
    place = Place(SHOWN, is_falling=True)
    async with looking(visit.gate, past.ask(), evaluation_plan.VIEW) as look:
        page = await list_page(look.snapshot, evaluation_plan.VIEW, [], evaluation_plan.ORDER, place)
    lines = [(row.year, make_chip(row.state), len(row.versions)) for row in page.rows]
    return await show(
        request,
        "evaluation_plans.html",
        lines=lines,
        year=page.rows[0].year + 1 if page.rows else visit.today.year,
        may_draft=visit.may_send(DraftPlan) and not past.is_past,
        ways_beside=WAYS,
        position=page.position,
        cut=find_cut(past),
        past=past,
        past_path=PLANS,
        past_kept={},
        past_link=PLANS,
    )


@router.get("/new")
async def choose_year(visit: SignedIn, year: Annotated[Year, Query()]) -> Response:
    """Go to the form of a year's plan: that of what is drafted, or of another version where it has begun."""
    row = await find_plan(visit, year)
    return go(f"{PLANS}/{year}/{'revise' if row is not None and row.versions else 'draft'}")


@router.get("/{year}/draft")
async def open_draft(request: Request, visit: SignedIn, year: OfYear) -> Response:
    """Show the form of a plan that has not begun (EVL-01)."""
    return await show_form(request, visit, await make_draft(visit, year, Filled(key=str(make_id()))))


@router.post("/{year}/draft")
async def draft(request: Request, visit: SignedIn, year: OfYear) -> Response:
    """Write a plan, or write it anew."""
    areas = read_field(await request.form(), "areas")

    async def reread() -> Shown:
        return await make_draft(visit, year, Filled(key=""), areas)

    return await send_form(request, visit, await reread(), PLANS, evaluation_plan.VIEW.name, reread=reread)


@router.get("/{year}/revise")
async def open_revision(request: Request, visit: SignedIn, year: OfYear) -> Response:
    """Show the form of another version of a plan that has begun."""
    return await show_form(request, visit, await make_revision(visit, year, Filled(key=str(make_id()))))


@router.post("/{year}/revise")
async def revise(request: Request, visit: SignedIn, year: OfYear) -> Response:
    """Show what another version changes, and make it once that was confirmed."""
    form = await request.form()

    async def reread() -> Shown:
        return await make_revision(visit, year, Filled(key=""), read_field(form, "areas"))

    shown, step = await reread(), read_field(form, "step")
    if step == "confirm":
        return await send_form(request, visit, shown, PLANS, evaluation_plan.VIEW.name, reread=reread)
    if step == "edit":
        require_token(request, visit.session, form)
        return await show_form(request, visit, fill(shown, form))
    tried = await try_form(request, visit, shown)
    if isinstance(tried, Response):
        return tried
    shown, command = tried
    assert isinstance(command, RevisePlan)
    ground, _departments = await read_ground(visit)
    row = await find_plan(visit, year)
    assert row is not None, "its form was made of it"
    changes = list(compare(find_scheme(row), command.scheme, ground.names))
    return await show(
        request, "evaluation_plan_confirm.html", shown=shown, changes=changes, edition=len(row.versions) + 1
    )


@router.get("/{year}")
async def show_plan(request: Request, visit: SignedIn, year: OfYear, asked: Annotated[Asked, Query()]) -> Response:
    """Show a year's plan as it rules, as it is drafted, as a version before was, or as all was on another day."""
    async with looking(visit.gate, asked.ask(), evaluation_plan.VIEW) as look:
        row = await find_row(look.snapshot, evaluation_plan.VIEW, year)
        position = await find_position(look.snapshot, evaluation_plan.VIEW.name, evaluation_plan.VIEW.context)
    if row is None:
        raise Rejected("NOT_FOUND", _(NOT_THEN if asked.is_past else NOT_THERE))
    chosen = choose_version(asked.version, len(row.versions))
    scheme = Scheme.model_validate(row.versions[chosen - 1]["scheme"] if row.versions else row.draft)
    ground, _departments = await read_ground(visit)
    return await show(
        request,
        "evaluation_plan.html",
        year=year,
        state=make_chip(row.state),
        chosen=chosen,
        versions=list(list_versions(row.versions, ground.names)),
        facts=[Fact(what, text) for what, text in list_terms(scheme).items()][:5],
        parts=list(lay_out(scheme, ground.names)),
        acts=_list_acts(visit, row.state) if not asked.is_past else {},
        here=f"{PLANS}/{year}",
        position=position,
        cut=find_cut(asked),
        past=asked,
        past_path=f"{PLANS}/{year}",
        past_kept={},
        past_link=f"{PLANS}/{year}",
    )


@router.get("/{year}/adopt")
async def open_adopting(request: Request, visit: SignedIn, year: OfYear) -> Response:
    """Ask before a year begins by its draft."""
    return await show_form(request, visit, _make_adopting(year, Filled(key=str(make_id()))))


@router.post("/{year}/adopt")
async def adopt(request: Request, visit: SignedIn, year: OfYear) -> Response:
    """Begin a year by its draft."""
    return await send_form(request, visit, _make_adopting(year, Filled(key="")), PLANS, evaluation_plan.VIEW.name)


def choose_version(text: str, last: int) -> int:
    """Return the version that an address asks for; the last where it asks for none that there is."""
    chosen = int(text) if text.isdecimal() and len(text) <= len("999") else last
    return chosen if 0 < chosen <= last else last


def _list_acts(visit: Visit, state: str) -> dict[str, str]:
    """Return what may be done with a plan now: address and word, the next step first."""
    if not visit.may_send(AdoptPlan):
        return {}
    return {"adopt": ADOPT.title, "draft": "고치기"} if state == "DRAFT" else {"revise": "새 판으로 변경"}


def make_chip(state: str) -> Chip:
    """Return how far a plan is."""
    return Chip(ChipKind.DONE if state == "ADOPTED" else ChipKind.WAITING, _(PLAN_STATE_LABELS[state]), "")


def list_versions(versions: Sequence[dict[str, Any]], names: Mapping[str, str]) -> Iterator[VersionLine]:
    """Yield the versions, the newest first, each with what it says otherwise than the one before."""
    schemes = [Scheme.model_validate(each["scheme"]) for each in versions]
    for at in range(len(versions) - 1, -1, -1):
        told = versions[at]
        changes = tuple(compare(schemes[at - 1], schemes[at], names)) if at else ()
        link = f"/events/evaluations/{told['source']}"
        yield VersionLine(at + 1, date.fromisoformat(told["adopted_on"]), told["reason"] or "", link, changes)


def _make_adopting(year: int, filled: Filled) -> Shown:
    own = f"{PLANS}/{year}"
    spec = Spec(ADOPT.title, ADOPT.button, AdoptPlan, warning=ADOPT.warning, shape=lambda _none: {"year": year})
    return Shown(spec, filled, f"{own}/adopt", own, _("%(year)s년 평가계획", year=year))
