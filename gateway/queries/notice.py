"""알림: the table of the view, and what of it an account is told; which it has read is the gateway's own table."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from typing import cast as as_type

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Index,
    MetaData,
    Table,
    Text,
    and_,
    false,
    func,
    literal,
    select,
    true,
)

from contracts.coordination import Recipient
from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Snapshot
from gateway.queries import directive_sealed
from gateway.queries.department import TABLE as DEPARTMENT
from gateway.queries.directive_board import TABLE as BOARD
from gateway.queries.metadata import METADATA, find_position
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.views import notice
from gateway.views.notice import Row
from infra.projections import View

TABLE: Final = Table(
    "notice",
    METADATA,
    Column("notice", Text, primary_key=True),
    Column("directive", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("department", Text),
    Column("clock", Text),
    Column("stage", Text),
    Column("due", Date),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("notice_department", TABLE.c.department, TABLE.c.position)
Index("notice_recipient", TABLE.c.recipient, TABLE.c.position)
VIEW: Final = View("notice", notice.CONTEXT, Row, TABLE, notice.keys, notice.apply)
MARKS: Final = Table(
    "read_notices",
    MetaData(),
    Column("account", Text, primary_key=True),
    Column("notice", Text, primary_key=True),
    Column("read_at", DateTime(timezone=True), nullable=False),
)
"""infra/sql/gateway: never events, as what an account has looked at is nobody else's."""
AT_DESKS: Final = (Recipient.OFFICER, Recipient.TEAM_HEAD)
"""Posts of a department itself."""
MOST: Final = 99
"""Unread notices are counted so far, and one more: `99+` says enough."""
AT_ONCE: Final = 5_000
"""Notices marked as read in one act: a year of a busy post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Row):
    """One notice as an account sees it."""

    number: str | None
    """Of the directive; None until the board shows it."""
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    items: list[Item]
    next_cursor: str | None
    unread: int
    """How many the account has not read, whatever the page; MOST + 1 stands for more than MOST."""
    position: int


async def list_notices(
    snapshot: Snapshot, principal: Principal, *, unread: bool, limit: int, cursor: str | None
) -> Page:
    """Return a page of an account's notices, the latest first. Raises: Rejected with BAD_SHAPE for a foreign cursor."""
    bound = bind(principal.user, unread)
    conditions = [_is_for(principal), *([MARKS.c.read_at.is_(None)] if unread else [])]
    sealed = [item for item in await _list_sealed(snapshot, principal) if not (unread and item.read_at)]
    if cursor is not None:
        before = as_type("int", read_cursor(cursor, bound, read_whole)[0])
        conditions.append(TABLE.c.position < before)
        sealed = [item for item in sealed if item.position < before]
    marked = TABLE.outerjoin(MARKS, _is_mark_of(principal)).outerjoin(BOARD, BOARD.c.directive == TABLE.c.directive)
    query = select(TABLE, BOARD.c.number, MARKS.c.read_at).select_from(marked).where(*conditions)
    query = query.order_by(TABLE.c.position.desc()).limit(limit + 1)
    items = [*sealed, *(Item(**row) for row in (await snapshot.execute(query)).mappings())]
    return Page(
        items=items[:limit],
        next_cursor=make_cursor(bound, items[limit - 1].position) if len(items) > limit else None,
        unread=await count_unread(snapshot, principal),
        position=await find_position(snapshot, VIEW.name, VIEW.context),
    )


async def count_unread(snapshot: Snapshot, principal: Principal) -> int:
    """Return how many notices the account has not read, at most MOST + 1."""
    marked = TABLE.outerjoin(MARKS, _is_mark_of(principal))
    unread = select(TABLE.c.notice).select_from(marked).where(_is_for(principal), MARKS.c.read_at.is_(None))
    counted = int(await snapshot.scalar(select(func.count()).select_from(unread.limit(MOST + 1).subquery())) or 0)
    sealed = sum(item.read_at is None for item in await _list_sealed(snapshot, principal))
    return min(counted + sealed, MOST + 1)


async def list_unread(snapshot: Snapshot, principal: Principal, until: int) -> list[str]:
    """Return what the account has not read of its notices up to a position, the latest of them."""
    unread = _is_for(principal), MARKS.c.read_at.is_(None), TABLE.c.position <= until
    query = select(TABLE.c.notice).select_from(TABLE.outerjoin(MARKS, _is_mark_of(principal))).where(*unread)
    sealed = [item.notice for item in await _list_sealed(snapshot, principal) if item.read_at is None]
    return [*sealed, *(await snapshot.scalars(query.order_by(TABLE.c.position.desc()).limit(AT_ONCE))).all()]


async def find_own(snapshot: Snapshot, principal: Principal, notices: Collection[str]) -> list[str]:
    """Return which of the notices are for the account."""
    query = select(TABLE.c.notice).where(TABLE.c.notice.in_(notices), _is_for(principal)).limit(len(notices))
    sealed = {row.notice for row in await directive_sealed.list_notices(snapshot, principal)}
    return [*(await snapshot.scalars(query)).all(), *sealed.intersection(notices)]


async def _list_sealed(snapshot: Snapshot, principal: Principal) -> list[Item]:
    """Return what no table holds: of what only the audit may know of, for who may (DIR-22)."""
    rows = await directive_sealed.list_notices(snapshot, principal)
    if not rows:
        return []
    read = MARKS.c.notice.in_([row.notice for row in rows]), MARKS.c.account == principal.user
    marks: dict[str, datetime] = dict(
        (await snapshot.execute(select(MARKS.c.notice, MARKS.c.read_at).where(*read))).all()
    )
    numbers = await directive_sealed.list_numbers(snapshot, principal)
    return [Item(**asdict(row), number=numbers.get(row.directive), read_at=marks.get(row.notice)) for row in rows]


def _is_mark_of(principal: Principal) -> ColumnElement[bool]:
    return and_(MARKS.c.notice == TABLE.c.notice, MARKS.c.account == principal.user)


def _is_for(principal: Principal) -> ColumnElement[bool]:
    """Tell whom a notice is for: the post is met by the role and the department of an account (DIR-20, ORG-06)."""
    post, department = TABLE.c.recipient, TABLE.c.department
    match principal.role:
        case Role.MAYOR:
            return post == Recipient.MAYOR
        case Role.EXECUTIVE:
            is_below = _lies_in(department, principal.department) if principal.department else true()
            return and_(post == Recipient.BUREAU_HEAD, is_below)
        case Role.OPERATOR:
            return and_(post.in_(AT_DESKS), department.is_(None))
        case Role.OFFICER:
            return and_(post.in_(AT_DESKS), department == principal.department)
        case _:
            return false()


def _lies_in(department: ColumnElement[str | None], bureau: str) -> ColumnElement[bool]:
    """Tell whether a department is a bureau or belongs to it: a lateness names the department alone (DIR-20)."""
    own = select(literal(bureau).label("code")).cte("own", recursive=True)
    own = own.union(select(DEPARTMENT.c.code).join(own, DEPARTMENT.c.parent == own.c.code))
    return department.in_(select(own.c.code))
