"""Routes of 성과표 하나: its page by any version of the plan, and the forms of what may be done (EVL-06 to 18)."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.plans import AreaKind
from contracts.evaluations.scorecards import ScorecardKey
from contracts.values import Role
from gateway.answers.evaluated import OfYear, read_year
from gateway.answers.registers import One
from gateway.answers.scorecards import CardAdjustment, ScoreDetail
from gateway.console.evaluations.board_pages import Asked, Choice
from gateway.console.evaluations.card import (
    OF_CARD,
    Way,
    compare,
    lay_out_indicators,
    lay_out_objections,
    lay_out_tree,
    list_ways,
    name_event,
)
from gateway.console.evaluations.forms import (
    ACTS,
    OF_ACTUAL,
    OF_INDICATOR,
    OF_NUMBER,
    name_link,
    put_options,
    put_place,
)
from gateway.console.evaluations.telling import BOARDS, CARDS, find_cut, round_score, trim
from gateway.console.meetings.forms import Filled, Value
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.registers.pages import NOT_THERE, read_ground
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.labels.evaluations import LINK_LABELS
from gateway.queries import evaluation_plan
from gateway.queries import scorecard as scorecards
from gateway.queries.rows import find_row
from gateway.routers.scorecards import ScoredBy, read_scorecard
from infra.clock import make_id

SEE_OTHER: Final = 303

router = APIRouter(prefix=CARDS, route_class=ConsoleRoute, include_in_schema=False)
Key = Annotated[ScorecardKey, Path()]


@router.get("/{scorecard}")
async def show_card(request: Request, visit: SignedIn, scorecard: Key, asked: Annotated[Asked, Query()]) -> Response:
    """Show one scorecard, from its total down to the events (EVL-17)."""
    year, _sign, department = scorecard.partition("-")
    official = await read_card(visit, scorecard, asked, None)
    ruling, policy = official.data.plan_version, asked.read_policy()
    answer = official if policy in {None, ruling} else await read_card(visit, scorecard, asked, policy)
    of_year = await _read_year(visit, int(year), answer.data.plan_version)
    detail = answer.data
    group = of_year.require_group(department)
    ground, _departments = await read_ground(visit)
    rules = {each.code: each.name for each in of_year.scheme.adjustments}
    path, adjusted = f"{CARDS}/{scorecard}", detail.adjustments
    return await show(
        request,
        "scorecard.html",
        detail=detail,
        name=ground.name(department),
        group=group.name,
        tree=lay_out_tree(detail.total),
        choices=await _list_choices(visit, detail, path, ruling) if not asked.is_past else [],
        ruling=ruling,
        differences=list(compare(official.data.total, detail.total)) if answer is not official else [],
        expected=round_score(detail.expected),
        fixed=round_score(detail.fixed) if detail.fixed else "",
        indicators=list(lay_out_indicators(detail, {area.code: area.name for area in group.areas})),
        adjustments=[(each, rules.get(each.rule, each.rule), _list_revoking(detail, each)) for each in adjusted],
        objections=list(lay_out_objections(detail)),
        evaluators=await _list_evaluators(visit, detail),
        is_outside=visit.session.principal.role is Role.EVALUATOR,
        name_event=name_event,
        offers=list_ways(detail, OF_CARD),
        board=f"{BOARDS}/{year}",
        files=f"{path}/card",
        kept=urlencode({name: value for name, value in asked.model_dump().items() if value}),
        position=answer.meta.position[scorecards.VIEW.context],
        cut=find_cut(asked),
        past=asked,
        past_path=path,
        past_kept={},
        past_link=path,
    )  # fmt: skip


async def read_card(visit: Visit, scorecard: str, asked: Asked, policy: int | None) -> One[ScoreDetail]:
    """Return the scorecard that the API tells to the same person. Raises: Rejected with NOT_FOUND, NOT_YET."""
    told = asked.ask()
    wanted = ScoredBy.model_construct(as_of=told.as_of, known_at=told.known_at, policy=policy)
    return await read_scorecard(visit.gate, visit.session.principal, scorecard, wanted)


@router.get("/{scorecard}/{act}")
async def open_act(request: Request, visit: SignedIn, scorecard: Key, act: str) -> Response:
    """Show the form of an act."""
    return await show_form(request, visit, await _make_act(request, visit, scorecard, act, Filled(key=str(make_id()))))


@router.post("/{scorecard}/{act}")
async def do_act(request: Request, visit: SignedIn, scorecard: Key, act: str) -> Response:
    """Do an act, and go back to the scorecard."""
    shown = await _make_act(request, visit, scorecard, act, Filled(key=""))
    answer = await send_form(request, visit, shown, CARDS, scorecards.VIEW.name)
    return go(shown.back) if answer.status_code == SEE_OTHER else answer


async def _list_choices(visit: Visit, detail: ScoreDetail, path: str, ruling: int) -> list[Choice]:
    """Return the versions of the plan that the scorecard can be scored by, the one that rules first."""
    async with visit.gate.reading() as snapshot:
        plan = await find_row(snapshot, evaluation_plan.VIEW, detail.year)
    told, chosen = reversed(plan.versions) if plan else (), detail.plan_version
    others = [int(each["version"]) for each in told if _evaluates(each["scheme"], detail.department)]
    first = Choice(_("시행하는 %(n)s판", n=ruling), path, chosen == ruling)
    return [
        first,
        *(Choice(_("%(n)s판으로", n=n), f"{path}?policy={n}", chosen == n) for n in others if n != ruling),
    ]


def _evaluates(scheme: Mapping[str, Any], department: str) -> bool:
    return any(department in group["departments"] for group in scheme["groups"])


def _list_revoking(detail: ScoreDetail, adjustment: CardAdjustment) -> list[Way]:
    acts = () if adjustment.revoked_for is not None else ("revoke-adjustment",)
    return list_ways(detail, acts, number=adjustment.number)


async def _list_evaluators(visit: Visit, detail: ScoreDetail) -> list[tuple[str, list[Way]]]:
    """Return who has the scorecard to rate, each with the end of it; told to the office alone (EVL-16)."""
    labels = {each.user: each.label for each in await visit.gate.accounts.list_all()} if detail.evaluators else {}
    return [
        (labels.get(each, each), list_ways(detail, ("release-evaluator",), evaluator=each))
        for each in detail.evaluators
    ]


async def _read_year(visit: Visit, year: int, version: int | None) -> OfYear:
    async with visit.gate.reading() as snapshot:
        return await read_year(snapshot, year, version)


async def _make_act(request: Request, visit: Visit, scorecard: str, act: str, filled: Filled) -> Shown:
    """Return the form of an act on a scorecard that its reader may see. Raises: Rejected with NOT_FOUND."""
    if act not in ACTS or not visit.may_send(ACTS[act].command):
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    principal = visit.session.principal
    answer: One[ScoreDetail] = await read_scorecard(visit.gate, principal, scorecard, ScoredBy())
    of_year = await _read_year(visit, answer.data.year, None)
    ground, _departments = await read_ground(visit)
    told = _read_place(request, act)
    options = _list_options(answer.data, of_year, act)
    if act == "assign-evaluator":
        accounts = await visit.gate.accounts.list_all()
        options["evaluator"] = [(each.user, each.label) for each in accounts if each.role is Role.EVALUATOR]
    if act == "unlink-indicator":
        links = of_year.cards[answer.data.department].links.get(str(told["indicator"]), ())
        options["link"] = [(name_link(kind, to), f"{_(LINK_LABELS[kind])} {to}") for kind, to in links]
    spec = put_options(put_place(ACTS[act], scorecard, told), options)
    values = filled.values or _prefill(answer.data, act, told)
    heading = _("%(name)s %(year)s년 성과표", name=ground.name(answer.data.department), year=answer.data.year)
    return Shown(
        spec,
        Filled(filled.key, filled.errors, values=values),
        f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
        f"{CARDS}/{scorecard}",
        heading,
    )


def _read_place(request: Request, act: str) -> dict[str, object]:
    """Return what an act is about, as its address says. Raises: Rejected with NOT_FOUND."""
    asked, told = request.query_params, dict[str, object]()
    if act == "release-evaluator":
        told["evaluator"] = asked.get("evaluator", "")
    if act in OF_INDICATOR | OF_ACTUAL:
        told["indicator"] = asked.get("indicator", "")
    for name in (*(("quarter",) if act in OF_ACTUAL else ()), *(("number",) if act in OF_NUMBER else ())):
        value = asked.get(name, "")
        if not value.isdecimal() or len(value) > len("999"):
            raise Rejected("NOT_FOUND", _(NOT_THERE))
        told[name] = int(value)
    return told


def _list_options(detail: ScoreDetail, of_year: OfYear, act: str) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen on a scorecard, by field."""
    group = of_year.require_group(detail.department)
    is_rating = act == "rate"
    areas = [each for each in group.areas if (each.kind is AreaKind.RATED) is is_rating]
    return {
        "rule": [(each.code, each.name) for each in of_year.scheme.adjustments],
        "indicator": [(each.id, each.name) for each in detail.indicators if each.state.code == "CONFIRMED"],
        "adjustment": [(str(each.number), each.rule) for each in detail.adjustments if each.revoked_for is None],
        "area": [(each.code, each.name) for each in areas],
    }


def _prefill(detail: ScoreDetail, act: str, told: dict[str, object]) -> dict[str, Value]:
    """Return what a form begins with: an indicator as it was written, the last value that was told."""
    found = next((each for each in detail.indicators if each.id == told.get("indicator")), None)
    if found is None:
        return {}
    if act == "revise-indicator":
        texts: dict[str, Value] = {name: getattr(found, name) or "" for name in ("area", "name", "definition", "unit")}
        return {**texts, "polarity": found.polarity.code, "weight": trim(found.weight), "target": trim(found.target)}
    if act == "record-actual" and found.actuals:
        return {"value": trim(found.actuals[-1].value)}
    return {}
