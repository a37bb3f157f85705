"""Routes of 청렴도: the dashboard of a year, who is new, and the forms of what may be recorded (EVL-80 to EVL-86)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from contracts.evaluations.integrity import KEEPERS, SetIntegrityMethod
from gateway.access import Meta
from gateway.answers.entries import NOT_THERE as NO_YEAR
from gateway.answers.events import KNOW_VIOLATIONS
from gateway.answers.past import NOT_THEN, looking
from gateway.commands import Year
from gateway.console.evaluations.card import lay_out_tree
from gateway.console.evaluations.telling import trim
from gateway.console.integrity_years import laying, officials
from gateway.console.integrity_years.cases import list_latest
from gateway.console.integrity_years.forms import ACTS, BEGUN_WITH, NEW, WEIGHTS, put_choices
from gateway.console.integrity_years.laying import PATH, WAYS
from gateway.console.meetings.forms import Filled, Value
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.past import Past
from gateway.console.registers.asking import LONGEST
from gateway.console.registers.declaring import Part
from gateway.console.registers.pages import NOT_THERE, read_ground
from gateway.console.rendering import ConsoleRoute, go, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import integrity_year, rows
from gateway.queries.history import Cut
from gateway.rights import RIGHTS
from gateway.routers.integrity_years import (
    IntegrityOfYear,
    read_map,
    show_year,
    tell_officials,
    tell_weeks,
)
from gateway.views.integrity_year import Row
from infra.clock import make_id

SEE_OTHER: Final = 303
MAP: Final = "GET /v1/vulnerability-map"

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)
OfYear = Annotated[Year, Path(alias="entry")]
Asked = Annotated[Past, Query()]
Words = Annotated[str, Query(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Found:
    """All years, the newest first, as they are or were."""

    rows: Sequence[Row]
    meta: Meta
    today: date
    cut: Cut


@router.get("")
async def show_newest(request: Request, visit: SignedIn, past: Asked) -> Response:
    """Show the newest year; before there is one, what to begin with."""
    found = await _read(visit, past)
    if found.rows:
        return await _show(request, visit, found, found.rows[0], past)
    may_begin = visit.may_send(SetIntegrityMethod) and not past.is_past
    return await show(request, "integrity_year.html", told=None, may_begin=may_begin, beside=_list_ways(visit))


@router.get("/new")
async def open_new(request: Request, visit: SignedIn) -> Response:
    """Show the form with which a year begins."""
    return await show_form(request, visit, _make_new(Filled(key=str(make_id()), values=dict(BEGUN_WITH))))


@router.post("")
async def send_new(request: Request, visit: SignedIn) -> Response:
    """Begin a year."""
    return await send_form(request, visit, _make_new(Filled(key="")), PATH, integrity_year.VIEW.name)


@router.get("/{entry}")
async def show_one(request: Request, visit: SignedIn, entry: OfYear, past: Asked, after: int = 0) -> Response:
    """Show one year."""
    found = await _read(visit, past)
    row = next((each for each in found.rows if each.year == entry), None)
    if row is None and after:
        return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THEN if past.is_past else NO_YEAR)
    return await _show(request, visit, found, row, past)


@router.get("/{entry}/officials")
async def list_officials(request: Request, visit: SignedIn, entry: OfYear) -> Response:
    """Show who is new in a year, and who of them has the handbook (EVL-84)."""
    row = await _find(visit, entry)
    ground, _departments = await read_ground(visit)
    told = tell_officials(row)
    named = await officials.name_officials(visit, {each.person for each in told})
    part = officials.lay_out(told, named, ground)
    return await show(
        request,
        "integrity_officials.html",
        year=entry,
        part=part,
        acts=_list_acts(show_year(row, visit.session.principal, past=False), [part]),
        here=f"{PATH}/{entry}",
        position=row.position,
    )


@router.get("/{entry}/{act}")
async def open_act(request: Request, visit: SignedIn, entry: OfYear, act: str, q: Words = "") -> Response:
    """Show the form of an act."""
    return await show_form(request, visit, await _make_act(visit, entry, act, Filled(key=str(make_id())), q))


@router.post("/{entry}/{act}")
async def do_act(request: Request, visit: SignedIn, entry: OfYear, act: str) -> Response:
    """Do an act, and go back to the year."""

    async def reread() -> Shown:
        return await _make_act(visit, entry, act, Filled(key=""))

    shown = await reread()
    answer = await send_form(request, visit, shown, PATH, integrity_year.VIEW.name, reread=reread)
    return go(shown.back) if answer.status_code == SEE_OTHER else answer


async def _read(visit: Visit, past: Past) -> Found:
    async with looking(visit.gate, past.ask(), integrity_year.VIEW) as look:
        found = await rows.list_all(look.snapshot, integrity_year.VIEW, [], integrity_year.ORDER)
        return Found(list(reversed(found)), await look.tell(), look.today, look.cut)


async def _find(visit: Visit, year: int) -> Row:
    """Return a year as it is. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await rows.find_row(snapshot, integrity_year.VIEW, year)
    if row is None:
        raise Rejected("NOT_FOUND", NO_YEAR)
    return row


async def _show(request: Request, visit: Visit, found: Found, row: Row, past: Past) -> Response:
    """Show a year with all that its reader may see of it."""
    ground, _departments = await read_ground(visit)
    ground, principal = replace(ground, today=found.today), visit.session.principal
    years = [show_year(each, principal, past=bool(found.cut)) for each in found.rows]
    told = next(each for each in years if each.year == row.year)
    weeks = tell_weeks(row.year, row.broadcasts, found.today)
    tiles, smallest = await _read_map(visit, past)
    cases = await list_latest(visit, ground) if principal.role in KNOW_VIOLATIONS and not past.is_past else None
    parts = {
        "weights": replace(laying.lay_out_parts(row), acts=("method", "component")),
        "grades": laying.lay_out_grades(years, _("등급은 국민권익위원회가 발표하며, 셈하지 않습니다.")),
        "warnings": laying.lay_out_warnings(told.warnings),
        "speakers": laying.lay_out_speakers(weeks, ground),
        "handbook": laying.lay_out_handbook(told, may_list=principal.role in KEEPERS and not past.is_past),
    }
    here = f"{PATH}/{row.year}"
    return await show(
        request,
        "integrity_year.html",
        told=told,
        years=[each.year for each in found.rows],
        tree=lay_out_tree(told.index),
        parts=parts,
        grades=laying.draw_grades(years, row.year),
        warnings=laying.draw_warnings(told.warnings),
        weeks=list(laying.lay_out_weeks(weeks, ground)),
        weeks_told=laying.tell_weeks_held(weeks),
        has_relay=bool(row.broadcasts) or row.year >= found.today.year,
        tiles=tiles,
        map_told=laying.tell_map(tiles, smallest) if tiles else "",
        cases=cases,
        acts=_list_acts(told, parts.values()),
        may_begin=visit.may_send(SetIntegrityMethod) and not past.is_past,
        beside=_list_ways(visit),
        here=here,
        position=found.meta.position[integrity_year.VIEW.context],
        cut=found.cut,
        past=past,
        past_path=here,
        past_kept={},
        past_link=here,
    )


async def _read_map(visit: Visit, past: Past) -> tuple[list[laying.Tile], int]:
    """Return the departments of the map, and the least count that it tells; none for who may not see it."""
    principal = visit.session.principal
    if principal.role not in RIGHTS[MAP].roles:
        return [], 0
    told = await read_map(visit.gate, principal, past.ask())
    return laying.lay_out_map(told), told.smallest


def _list_ways(visit: Visit) -> Sequence[tuple[str, str]]:
    may_see = visit.session.principal.role in KNOW_VIOLATIONS
    return WAYS if may_see else ()


def _list_acts(told: IntegrityOfYear, parts: Iterable[Part]) -> dict[str, str]:
    """Return the acts that belong to some sections and are the asker's now, with their words."""
    placed = {act for part in parts for act in part.acts}
    return {act: ACTS[act].title for act in told.allowed if act in placed}


def _make_new(filled: Filled) -> Shown:
    return Shown(NEW, filled, PATH, PATH, _("청렴도"))


async def _make_act(visit: Visit, year: int, act: str, filled: Filled, words: str = "") -> Shown:
    """Return the form of an act on a year. Raises: Rejected with NOT_FOUND."""
    if act not in ACTS:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    row = await _find(visit, year)
    ground, _departments = await read_ground(visit)
    asked = words.replace("\x00", "").strip()
    posts = await officials.list_posts(visit, year, ground, asked) if act == "new-official" else []
    waiting = [each for each in tell_officials(row) if each.given_on is None] if act == "handbook" else []
    names = await officials.name_officials(visit, {each.person for each in waiting})
    options = [(each.person, officials.name_official(each, names, ground)) for each in waiting]
    spec = put_choices(ACTS[act], [(each.key, each.words) for each in posts], options)
    return Shown(
        replace(spec, adds={"year": year}),
        replace(filled, values=filled.values or _prefill(row, act)),
        f"{PATH}/{year}/{act}",
        f"{PATH}/{year}",
        _("%(year)s년 청렴도", year=year),
        version=row.version,
        asked=asked,
    )


def _prefill(row: Row, act: str) -> dict[str, Value]:
    """Return what a form begins with: the year's weights as they are."""
    if act != "method":
        return {}
    if row.method is None:
        return dict(BEGUN_WITH)
    told: dict[str, Value] = {name: trim(row.method[name]) for name in (*WEIGHTS, "most_deduction")}
    return {**told, "basis": row.method["basis"], "is_break": "1" if row.method["is_break"] else ""}
