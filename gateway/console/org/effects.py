"""What a change brings about, shown before it is made: deadlines that move, work that goes along (CAL-11, ORG-02)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import or_

from contracts.calendar.elections import Election
from contracts.registry import (
    DepartmentKind,
)
from gateway.answers.moving import Move, find_moves, list_running
from gateway.console.present import format_count, format_day
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.labels import CLOCK_LABELS, DEPARTMENT_KIND_LABELS, POST_LABELS, STATE_LABELS
from gateway.queries import (
    assignment,
    deadline_load,
    deadline_policy,
    delegation,
    department,
    directive_board,
    directive_counts,
    election,
    holiday,
    person,
    rows,
    team,
)
from gateway.queries.directive_board import Filter
from gateway.views.assignment import Row as Assignment
from gateway.views.directive_board import Row

OPEN: Final = ("SHARED", "REPORTED", "IN_PROGRESS", "OUTCOME_SUBMITTED", "RETURNED")
"""States in which a department has a directive."""
SHOWN: Final = 200
"""Rows of one table: more are counted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `link` opens what it names."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change brings about."""

    title: str
    note: str = ""
    heads: tuple[str, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()
    hidden: int = 0
    """Rows beyond those that are shown."""
    is_warning: bool = False
    is_stop: bool = False
    """There is nothing to do: the change is not offered."""


Values = Mapping[str, str]
Finding = Callable[[Visit, Snapshot, Values], Awaitable[list[Effect]]]
"""Finds what values would bring about; `subject` among them is the id that the act is on."""


async def find_effects(visit: Visit, slug: str, values: Values) -> list[Effect]:
    """Return what an act would bring about, in one consistent read."""
    if slug not in _FINDINGS:
        return []
    async with visit.gate.reading() as snapshot:
        return await _FINDINGS[slug](visit, snapshot, values)


def lay_out_moves(moves: Iterable[Move], names: Mapping[str, str]) -> Effect:
    """Return the table of the deadlines that move, with the day before and after."""
    found = list(moves)
    heads = (_("번호"), _("기한"), _("부서"), _("지금"), _("바뀐 뒤"))
    cells = tuple(
        (
            Cell(each.running.number, f"/directives/{each.running.directive}"),
            Cell(_(CLOCK_LABELS[each.running.clock])),
            Cell(names.get(each.running.department or "", each.running.department or _("기획감사실"))),
            Cell(format_day(each.running.due)),
            Cell(format_day(each.after)),
        )
        for each in found[:SHOWN]
    )
    title = _("옮겨 갈 기한 %(n)s건", n=format_count(len(found)))
    note = _("진행 중인 기한만 옮깁니다.") if found else _("옮겨 갈 기한이 없습니다.")
    return Effect(title, note, heads if found else (), cells, max(len(found) - SHOWN, 0), is_warning=bool(found))


def lay_out_stopped(moves: Iterable[Move]) -> Effect:
    """Return the deadlines that would have moved, had they not been met or ended already."""
    found = list(moves)
    heads = (_("번호"), _("기한"), _("지키는 기한"))
    cells = tuple(
        (
            Cell(each.running.number, f"/directives/{each.running.directive}"),
            Cell(_(CLOCK_LABELS[each.running.clock])),
            Cell(format_day(each.running.due)),
        )
        for each in found[:SHOWN]
    )
    title = _("옮기지 않는 기한 %(n)s건", n=format_count(len(found)))
    note = _("이미 공유·보고했거나 끝난 지시의 기한과 지연은 그대로 둡니다.")
    return Effect(title, note, heads if found else (), cells, max(len(found) - SHOWN, 0))


def reopen(row: Row) -> Iterable[Row]:
    """Yield a directive as if its ended deadlines ran: what a holiday would move then, it does not move now."""
    if row.shared_on is not None:
        yield replace(row, state="ISSUED", shared_on=None)
    if row.shared_on is not None and (row.reported_on is not None or row.ended_on is not None):
        yield replace(row, state="SHARED", reported_on=None, ended_on=None, replies={})


async def _move(visit: Visit, snapshot: Snapshot, day: date, *, is_revoked: bool) -> list[Effect]:
    calendar, policies = await holiday.load_known(snapshot), await deadline_policy.load_policies(snapshot)
    running = await directive_board.list_running(snapshot)
    stopped = [each for row in await deadline_load.list_stopped(snapshot, day) for each in reopen(row)]
    names = await department.find_names(
        snapshot, {each.department or "" for row in running for each in list_running(row)}
    )
    moves = find_moves(running, calendar, policies, day, is_revoked=is_revoked)
    kept = find_moves(stopped, calendar, policies, day, is_revoked=is_revoked)
    effects = [lay_out_moves(moves, names), lay_out_stopped(kept)]
    if not is_revoked and not calendar.is_business_day(day):
        note = _("이미 쉬는 날이라 기한이 달라지지 않습니다.")
        return [Effect(_("%(day)s은 근무일이 아닙니다.", day=format_day(day)), note), *effects]
    return effects


async def _of_holiday(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    return await _move(visit, snapshot, date.fromisoformat(values["day"]), is_revoked=False)


async def _of_revoked(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    day = date.fromisoformat(values["day"])
    if not await holiday.list_between(snapshot, day, day):
        title = _("%(day)s은 등록된 공휴일이 아닙니다.", day=format_day(day))
        return [Effect(title, _("달력에서 날짜를 확인하세요."), is_warning=True, is_stop=True)]
    return await _move(visit, snapshot, day, is_revoked=True)


async def _of_election(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    day, confirmed = date.fromisoformat(values["day"]), values.get("confirmed_on")
    planned = Election(day, date.fromisoformat(confirmed) if confirmed else None)
    effects = [lay_out_window(planned.blackout_from, day)]
    return effects + (await _move(visit, snapshot, day, is_revoked=False) if values.get("is_holiday") else [])


def lay_out_window(first: date, last: date) -> Effect:
    """Return the days on which the mayor hosts nothing (CAL-10)."""
    title = _("행사 제한 %(first)s ~ %(last)s", first=format_day(first), last=format_day(last))
    return Effect(
        title, _("시장이 여는 설명회·공청회 등은 법이 허용하는 사유가 있어야 열 수 있습니다. (공직선거법 제86조)")
    )


async def _of_cancelled(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    day = date.fromisoformat(values["day"])
    found = next((each for each in await election.list_around(snapshot, day, day) if each.day == day), None)
    if found is None:
        title = _("%(day)s에 등록된 선거가 없습니다.", day=format_day(day))
        return [Effect(title, _("달력에서 날짜를 확인하세요."), is_warning=True, is_stop=True)]
    gone = replace(lay_out_window(found.blackout_from, day), note=_("이 기간의 행사 제한이 없어집니다."))
    return [gone, *(await _move(visit, snapshot, day, is_revoked=True) if found.is_holiday else [])]


async def _of_policy(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    running = [each for row in await directive_board.list_running(snapshot) for each in list_running(row)]
    kept = sum(each.policy.partition("@")[0] == values["policy.id"] for each in running)
    title = _("이미 정해진 기한 %(n)s건은 그대로입니다.", n=format_count(kept))
    return [Effect(title, _("새 판은 시행일부터 시작하는 기한에만 씁니다."))]


async def _of_department(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    code = values.get("before") or values["code"]
    today = visit.today
    valid = [*rows.is_valid_on(team.VIEW, today), team.TABLE.c.department == code]
    teams = await rows.list_page(snapshot, team.VIEW, valid, [team.TABLE.c.code], rows.Place())
    posts = await list_posts(snapshot, code, today)
    work = await list_work(visit, snapshot, code, None)
    if work.heads:
        work = replace(work, note=_("저절로 옮기지 않습니다. 이어받는 부서로 이관하세요."), is_warning=True)
    if not teams.rows and not posts:
        return [work]
    numbers = {"teams": format_count(len(teams.rows)), "posts": format_count(len(posts))}
    note = _("팀 %(teams)s개와 보직 %(posts)s개는 저절로 끝나지 않습니다. 새 부서로 옮기거나 끝내세요.", **numbers)
    return [work, Effect(_("함께 정리할 것"), note, is_warning=True)]


async def list_posts(snapshot: Snapshot, code: str, day: date) -> list[Assignment]:
    """Return the posts of a department on a day."""
    columns = assignment.TABLE.c
    valid = [*rows.is_valid_on(assignment.VIEW, day), columns.department == code]
    page = await rows.list_page(
        snapshot, assignment.VIEW, valid, [columns.valid_from, columns.assignment], rows.Place()
    )
    return page.rows


async def list_work(visit: Visit, snapshot: Snapshot, code: str, team_code: str | None) -> Effect:
    """Return the open directives that a department, or a team of it, has: they go with the post, not with a person."""
    today = visit.today
    wanted = Filter(today, visit.session.principal, OPEN, code, team=team_code, sort="due", limit=SHOWN)
    page = await directive_board.list_directives(snapshot, wanted)
    total = (await directive_counts.count_directives(snapshot, wanted)).matching
    cells = tuple(
        (
            Cell(item.number, f"/directives/{item.directive}"),
            Cell(item.text if len(item.text) <= 80 else f"{item.text[:79]}…"),
            Cell(_(STATE_LABELS[item.state])),
            Cell(format_day(item.due) if item.due else _("없음")),
        )
        for item in page.items
    )
    heads = (_("번호"), _("지시 내용"), _("상태"), _("기한"))
    title = _("진행 중인 지시 %(n)s건", n=format_count(total))
    return Effect(
        title, "" if total else _("넘어갈 지시가 없습니다."), heads if cells else (), cells, total - len(cells)
    )


async def _of_post(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    post = await rows.find_row(snapshot, assignment.VIEW, values["subject"])
    if post is None or post.department is None:
        return []
    work = await list_work(visit, snapshot, post.department, post.team)
    moved = work.note or _("맡은 사람이 바뀌어도 지시와 기한은 부서에 그대로 있고, 후임자가 이어서 처리합니다.")
    return [replace(work, note=moved), *await _list_delegations(visit, snapshot, post.person)]


async def _list_delegations(visit: Visit, snapshot: Snapshot, who: str) -> list[Effect]:
    """Return the delegations of a person's account that have not ended: they do not end with the post."""
    found, columns = await rows.find_row(snapshot, person.VIEW, who), delegation.TABLE.c
    if found is None or found.account is None:
        return []
    mine = or_(columns.absent == found.account, columns.acting == found.account)
    page = await rows.list_page(
        snapshot, delegation.VIEW, [mine, columns.revoked_for.is_(None)], [columns.delegation], rows.Place()
    )
    today = visit.today
    left = [each for each in page.rows if today <= each.valid_until]
    labels = {each.user: each.label for each in await visit.gate.accounts.list_all()} if left else {}
    heads = (_("자리를 비운 사람"), _("대신하는 사람"), _("시작일"), _("마지막 날"))
    cells = tuple(
        (
            Cell(labels.get(each.absent, each.absent)),
            Cell(labels.get(each.acting, each.acting)),
            Cell(format_day(each.valid_from)),
            Cell(format_day(each.valid_until)),
        )
        for each in left
    )
    note = _("인계해도 끝나지 않습니다. 필요하면 직무대리 목록에서 해제하세요.")
    return [Effect(_("남는 직무대리 %(n)s건", n=len(left)), note, heads, cells, is_warning=True)] if left else []


async def _of_erasure(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    columns = assignment.TABLE.c
    of_person, order = [columns.person == values["subject"]], [columns.valid_from, columns.assignment]
    page = await rows.list_page(snapshot, assignment.VIEW, of_person, order, rows.Place())
    names = await department.find_names(snapshot, {row.department or "" for row in page.rows})
    cells = tuple(
        (
            Cell(names.get(row.department or "", _("시"))),
            Cell(_(POST_LABELS[row.post])),
            Cell(format_day(row.valid_from)),
            Cell(format_day(row.valid_until) if row.valid_until else _("재직")),
        )
        for row in page.rows
    )
    heads = (_("부서"), _("보직"), _("시작"), _("끝"))
    return [Effect(_("이름 없이 남는 보직 %(n)s개", n=len(cells)), "", heads if cells else (), cells)]


async def _of_counts(visit: Visit, snapshot: Snapshot, values: Values) -> list[Effect]:
    day = date.fromisoformat(values["valid_from"])
    found = await department.list_departments(snapshot, day)
    cells = []
    for kind in DepartmentKind:
        said, counted = values.get(f"kinds.{kind}", ""), sum(row.kind == kind for row in found)
        if kind is not DepartmentKind.BUREAU and int(said or 0) != counted:
            cells.append((Cell(_(DEPARTMENT_KIND_LABELS[kind])), Cell(said or "0"), Cell(str(counted))))
    if not cells:
        return [Effect(_("등록된 부서 수와 같습니다."))]
    heads = (_("구분"), _("공표값"), _("등록된 수"))
    note = _("등록할 수 있습니다. 다른 수는 조직 화면에 경고로 남습니다.")
    return [Effect(_("등록된 부서 수와 다릅니다."), note, heads, tuple(cells), is_warning=True)]


_FINDINGS: Final[Mapping[str, Finding]] = {
    "holiday": _of_holiday,
    "revoke-holiday": _of_revoked,
    "election": _of_election,
    "cancel-election": _of_cancelled,
    "policy": _of_policy,
    "end-department": _of_department,
    "rename": _of_department,
    "hand-over": _of_post,
    "end-assignment": _of_post,
    "erase": _of_erasure,
    "counts": _of_counts,
}
