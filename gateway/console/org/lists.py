"""The lists behind 조직·사람: people, posts, delegations, terms, partners, declared numbers; one table of tables."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from contracts.values import Role
from gateway.console.org.acts import ACTS, Act
from gateway.console.org.options import ERASED, open_people
from gateway.console.present import format_count, format_day
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Snapshot
from gateway.labels import DEPARTMENT_KIND_LABELS, PARTNER_LABELS, POST_LABELS, TOWN_LABELS
from gateway.queries import assignment, delegation, department, department_counts, partner, person, rows, team, term
from gateway.rights import OPERATOR, STAFF

SIZE: Final = 50
"""Rows of one page (decided.md, Limits)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells, a link of the first, what may be done with it."""

    cells: tuple[str, ...]
    link: str = ""
    acts: tuple[tuple[Act, str], ...] = ()
    """Acts with the addresses of their forms."""
    is_over: bool = False
    tag: str = ""
    """One word that tells its state."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list."""

    lines: list[Line]
    next_cursor: str | None
    total: int | None
    position: int


Load = Callable[[Visit, Snapshot, rows.Place], Awaitable[Listed]]


@dataclass(frozen=True, slots=True)
class Register:
    """One list; words are Korean and said through the catalogue when shown."""

    slug: str
    title: str
    lead: str
    heads: tuple[str, ...]
    empty: str
    load: Load
    view: str
    acts: tuple[str, ...] = ()
    """Forms that stand above it."""
    roles: frozenset[Role] = STAFF

    @property
    def path(self) -> str:
        """Its address."""
        return f"/org/list/{self.slug}"


def _link(slug: str, **values: str) -> tuple[Act, str]:
    return ACTS[slug], f"{ACTS[slug].path}?{urlencode(values)}"


def _days(first: date, last: date | None) -> tuple[str, str]:
    return format_day(first), format_day(last) if last else ""


async def _load_people(visit: Visit, snapshot: Snapshot, place: rows.Place) -> Listed:
    page = await rows.list_page(snapshot, person.VIEW, [], [person.TABLE.c.person], place, total=True)
    told = await open_people(visit.gate, visit.session.principal, page.rows)
    lines = []
    for row in page.rows:
        name, email = told.get(row.person, ("", ""))
        acts = () if row.is_erased else (_link("assign", person=row.person), _link("erase", subject=row.person))
        cells = (_(ERASED) if row.is_erased else name, email, row.account or "")
        lines.append(Line(cells, acts=acts, is_over=row.is_erased))
    return Listed(lines, page.next_cursor, page.total, page.position)


async def _load_posts(visit: Visit, snapshot: Snapshot, place: rows.Place) -> Listed:
    today, columns = visit.today, assignment.TABLE.c
    valid = rows.is_valid_on(assignment.VIEW, today)
    order = [columns.valid_from, columns.assignment]
    page = await rows.list_page(snapshot, assignment.VIEW, valid, order, place, total=True)
    people = await person.find_people(snapshot, [row.person for row in page.rows])
    told = await open_people(visit.gate, visit.session.principal, list(people.values()))
    names = await department.find_names(snapshot, {row.department or "" for row in page.rows})
    teams = await _name_teams(snapshot)
    is_office = visit.session.principal.role in OPERATOR
    lines = [
        Line(
            (
                names.get(row.department or "", _("시")),
                teams.get(row.team or "", row.team or ""),
                _(POST_LABELS[row.post]),
                told.get(row.person, ("", ""))[0],
                *_days(row.valid_from, row.valid_until),
            ),
            f"/org/{row.department}" if row.department else "",
            list_post_acts(row.assignment, row.department) if is_office else (),
        )
        for row in page.rows
    ]
    return Listed(lines, page.next_cursor, page.total, page.position)


def list_post_acts(key: str, department_code: str | None) -> tuple[tuple[Act, str], ...]:
    """Return what may be done with a post."""
    values = {"subject": key, **({"department": department_code} if department_code else {})}
    return _link("hand-over", **values), _link("end-assignment", **values)


async def _name_teams(snapshot: Snapshot) -> dict[str, str]:
    page = await rows.list_page(snapshot, team.VIEW, [], [team.TABLE.c.code], rows.Place(limit=1_000))
    return {row.code: row.name for row in page.rows}


async def _load_delegations(visit: Visit, snapshot: Snapshot, place: rows.Place) -> Listed:
    today, columns = visit.today, delegation.TABLE.c
    order = [columns.valid_from, columns.delegation]
    page = await rows.list_page(snapshot, delegation.VIEW, [], order, place, total=True)
    labels = {each.user: each.label for each in await visit.gate.accounts.list_all()}
    is_office = visit.session.principal.role in OPERATOR
    lines = []
    for row in page.rows:
        may_revoke = is_office and row.revoked_for is None and today <= row.valid_until
        tag = tell_delegation(today, row.valid_from, row.valid_until, row.revoked_for)
        lines.append(
            Line(
                (
                    labels.get(row.absent, row.absent),
                    labels.get(row.acting, row.acting),
                    *_days(row.valid_from, row.valid_until),
                    row.revoked_for or row.reason,
                ),
                acts=(_link("revoke-delegation", subject=row.delegation),) if may_revoke else (),
                is_over=tag in {"해제", "끝남"},
                tag=_(tag),
            )
        )
    return Listed(lines, page.next_cursor, page.total, page.position)


def tell_delegation(today: date, first: date, last: date, revoked_for: str | None) -> str:
    """Return how a delegation stands, in a Korean word."""
    if revoked_for is not None:
        return "해제"
    if today > last:
        return "끝남"
    return "대행 중" if today >= first else "예정"


async def _load_terms(visit: Visit, snapshot: Snapshot, place: rows.Place) -> Listed:
    page = await rows.list_page(snapshot, term.VIEW, [], [term.TABLE.c.number], place, total=True)
    today = visit.today
    lines = [
        Line(
            (_("민선%(n)s기", n=row.number), *_days(row.valid_from, row.valid_until)),
            tag=_("지금") if row.valid_from <= today <= row.valid_until else "",
        )
        for row in page.rows
    ]
    return Listed(lines, page.next_cursor, page.total, page.position)


async def _load_partners(visit: Visit, snapshot: Snapshot, place: rows.Place) -> Listed:
    columns = partner.TABLE.c
    page = await rows.list_page(snapshot, partner.VIEW, [], [columns.name, columns.code], place, total=True)
    is_office = visit.session.principal.role in OPERATOR
    lines = [
        Line(
            (row.name, _(PARTNER_LABELS[row.kind]), ", ".join(row.aliases), row.code),
            acts=(_link("alias", code=row.code),) if is_office else (),
        )
        for row in page.rows
    ]
    return Listed(lines, page.next_cursor, page.total, page.position)


async def _load_counts(visit: Visit, snapshot: Snapshot, place: rows.Place) -> Listed:
    order = [department_counts.TABLE.c.valid_from]
    page = await rows.list_page(snapshot, department_counts.VIEW, [], order, place, total=True)
    lines = [
        Line(
            (
                format_day(row.valid_from),
                format_count(row.total),
                _tell_parts(row.kinds, DEPARTMENT_KIND_LABELS),
                _tell_parts(row.towns or {}, TOWN_LABELS),
                row.source,
            ),
            f"/org?{urlencode({'as_of': row.valid_from.isoformat()})}",
        )
        for row in page.rows
    ]
    return Listed(lines, page.next_cursor, page.total, page.position)


def _tell_parts(parts: Mapping[str, int], labels: Mapping[str, str]) -> str:
    return ", ".join(f"{_(labels[part])} {parts[part]}" for part in labels if parts.get(part))


_REGISTERS: Final = (
    Register(
        "posts", "보직", "오늘의 보직입니다. 이름은 기획감사실에만 보입니다.",
        ("부서", "팀", "보직", "이름", "시작", "끝"),
        "등록된 보직이 없습니다. 기획감사실이 사람을 등록하고 보직을 주면 나타납니다.",
        _load_posts, assignment.VIEW.name, ("assign",),
    ),
    Register(
        "people", "사람", "이름과 전자우편은 암호로 보관하고 기획감사실에만 보입니다.",
        ("이름", "전자우편", "계정"),
        "등록된 사람이 없습니다. 사람을 등록한 뒤 보직을 주세요.",
        _load_people, person.VIEW.name, ("person",), OPERATOR,
    ),
    Register(
        "delegations", "직무대리", "누가 누구를 언제까지 대신하는지, 해제한 것까지 보입니다.",
        ("자리를 비운 사람", "대신하는 사람", "시작일", "마지막 날", "사유"),
        "직무대리가 없습니다. 자리를 비우기 전에 기획감사실에 지정을 요청하세요.",
        _load_delegations, delegation.VIEW.name, ("delegate",),
    ),
    Register(
        "terms", "민선 기수", "공약과 계획을 나누는 민선 기수와 임기입니다.",
        ("기수", "시작", "끝"),
        "등록된 기수가 없습니다.",
        _load_terms, term.VIEW.name, ("term",),
    ),
    Register(
        "partners", "대외기관", "시 밖의 기관과 문서에 쓰이는 다른 이름입니다.",
        ("이름", "구분", "다른 이름", "코드"),
        "등록된 기관이 없습니다.",
        _load_partners, partner.VIEW.name, ("partner",),
    ),
    Register(
        "counts", "부서 수 공표값", "문서가 밝힌 부서 수입니다. 날짜를 누르면 그날의 조직과 비교합니다.",
        ("기준일", "전체", "구분별", "읍·면·동", "출처"),
        "공표값이 없습니다. 등록하면 조직 화면이 등록된 부서 수와 비교합니다.",
        _load_counts, department_counts.VIEW.name, ("counts",),
    ),
)  # fmt: skip
REGISTERS: Final[Mapping[str, Register]] = {each.slug: each for each in _REGISTERS}


def list_registers(role: Role) -> list[Register]:
    """Return the lists that a role may open."""
    return [each for each in _REGISTERS if role in each.roles]
