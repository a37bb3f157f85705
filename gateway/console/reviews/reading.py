"""Reads what the pages of 심사분석 show, and stores what is recorded there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.errors import Rejected
from contracts.projects.reviews import RecordReview
from contracts.values import Role
from gateway.answers.past import looking
from gateway.console.reviews.grid import PATH, Entry, Grid, Line, Query, Reader, lay_out_grid, lay_out_line
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.queries import department, flagship_list, project, review
from gateway.queries.history import Cut
from gateway.queries.metadata import find_position
from gateway.queries.rows import Place, find_row, list_all, list_page
from gateway.views import flagship_list as listed
from gateway.views import project as projects
from gateway.views import review as reviews

CONTEXT = projects.CONTEXT
AD_HOC = 50
"""Of the reviews that were opened by slip or by hand, the last ones."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A quarter's grid, with the reviews opened beside the quarters."""

    grid: Grid
    flagships: listed.Row | None
    """The year's list; None while there is none."""
    ad_hoc: list[Line]
    position: int
    cut: Cut


def find_reader(visit: Visit) -> Reader:
    """Return who looks, as far as recording goes."""
    principal = visit.session.principal
    own = principal.department if principal.role is Role.OFFICER else None
    return Reader(visit.today, principal.role is Role.OPERATOR, own)


async def read_quarter(visit: Visit, query: Query) -> Opened:
    """Return the grid of the quarter asked for, now or as it was (PRJ-81). Raises: Rejected with NOT_YET."""
    views = review.VIEW, flagship_list.VIEW, project.VIEW
    async with looking(visit.gate, query.past.ask(), *views) as look:
        snapshot, day = look.snapshot, look.today
        quarter = query.choose(day)
        reader = Reader(day, is_office=False, department=None) if look.is_past else find_reader(visit)
        flagships = await find_row(snapshot, flagship_list.VIEW, int(quarter[:4]))
        keys = flagships.projects if flagships is not None and flagships.is_approved else []
        found = await list_quarterly(snapshot, quarter)
        chosen = review.choose(kind="AD_HOC")
        beside = await list_page(snapshot, review.VIEW, chosen, review.ORDER, Place(AD_HOC, is_falling=True))
        ones = await find_projects(snapshot, [*keys, *(each.project for each in beside.rows)])
        names = await name_leads(snapshot, ones)
        position = await find_position(snapshot, review.VIEW.name, CONTEXT)
    by_project = {each.project: each for each in found}
    lines = [
        lay_out_line(ones[key], by_project.get(key), names, reader, f"{PATH}/quarters/{quarter}/{key}")
        for key in keys
        if key in ones
    ]
    ad_hoc = [_lay_out_ad_hoc(each, ones, names, reader) for each in beside.rows if each.project in ones]
    return Opened(lay_out_grid(quarter, lines, query, day), flagships, ad_hoc, position, look.cut)


async def list_quarterly(snapshot: Snapshot, when: str) -> list[reviews.Row]:
    """Return the quarterly reviews of a year, `2024`, or of a quarter, `2024-Q4`."""
    chosen = [*review.choose(kind="QUARTERLY"), review.TABLE.c.quarter.startswith(when)]
    return await list_all(snapshot, review.VIEW, chosen, review.ORDER)


def _lay_out_ad_hoc(
    found: reviews.Row, ones: Mapping[str, projects.Row], names: Mapping[str, str], reader: Reader
) -> Line:
    return lay_out_line(ones[found.project], found, names, reader, f"{PATH}/{found.review}/record")


async def find_projects(snapshot: Snapshot, keys: Sequence[str]) -> dict[str, projects.Row]:
    """Return some projects by id."""
    if not keys:
        return {}
    chosen = project.choose(project.Filter(projects=tuple(dict.fromkeys(keys))))
    order = [project.TABLE.c.name, project.TABLE.c.project]
    return {each.project: each for each in await list_all(snapshot, project.VIEW, chosen, order)}


async def name_leads(snapshot: Snapshot, ones: Mapping[str, projects.Row]) -> dict[str, str]:
    """Return the names of the departments that lead some projects."""
    codes = {each.lead for each in ones.values()}
    return await department.find_names(snapshot, codes) if codes else {}


async def read_quarter_line(visit: Visit, quarter: str, key: UUID) -> Line:
    """Return one project's line of a quarter. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        one = await find_row(snapshot, project.VIEW, str(key))
        chosen = review.choose(quarter=quarter, project=str(key))
        found = await list_page(snapshot, review.VIEW, chosen, review.ORDER, Place(1))
        names = await name_leads(snapshot, {one.project: one}) if one is not None else {}
    if one is None:
        raise Rejected("NOT_FOUND", _("그런 사업이 없습니다. 심사분석 목록에서 고르세요."))
    row = found.rows[0] if found.rows else None
    return lay_out_line(one, row, names, find_reader(visit), f"{PATH}/quarters/{quarter}/{key}")


async def read_review(visit: Visit, key: UUID) -> tuple[Line, reviews.Row, int]:
    """Return one review with its line, and the position reflected. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, review.VIEW, str(key))
        one: projects.Row | None = await find_row(snapshot, project.VIEW, row.project if row is not None else "")
        names = await name_leads(snapshot, {one.project: one}) if one is not None else {}
        position = await find_position(snapshot, review.VIEW.name, CONTEXT)
    if row is None or one is None:
        raise Rejected("NOT_FOUND", _("그런 심사분석이 없습니다. 목록에서 고르세요."))
    action = f"{PATH}/quarters/{row.quarter}/{row.project}" if row.quarter else f"{PATH}/{row.review}/record"
    return lay_out_line(one, row, names, find_reader(visit), action), row, position


async def record(visit: Visit, command: RecordReview, entry: Entry, *, subject: UUID | None = None) -> int:
    """Store what was recorded on the version that was seen; return its position.

    Raises: Rejected, with VERSION_CONFLICT where somebody else has recorded, agreed or closed meanwhile.
    """
    place = subject or f"{command.project}/{command.quarter}"
    key = f"review/{place}/{entry.key}"
    done = await visit.gate.send(visit.session.principal, command, key=key, subject=subject, if_match=entry.seen)
    await visit.gate.wait_for(review.VIEW.name, CONTEXT, done.position)
    return done.position
