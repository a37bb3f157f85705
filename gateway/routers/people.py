"""/v1/org/people, /v1/org/assignments, /v1/org/delegations: people, their posts, and who acts for whom."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from contracts.registry import (
    AssignPerson,
    Delegate,
    EndAssignment,
    ErasePerson,
    HandOver,
    RevokeDelegation,
)
from contracts.values import Code, Day, Name, Uuid
from gateway.access import (
    TRIED,
    Asking,
    Commanded,
    CommandedNow,
    Gated,
    IfMatch,
    Key,
    Meta,
    Parameters,
    Written,
    answer_written,
)
from gateway.answers.past import looking
from gateway.answers.people import READERS, NewPerson, find_person, open_one, seal_and_register
from gateway.answers.registers import CONTEXT, Listing, One, PageOfDayWanted, PageWanted, Shown, labelled, make_listing
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.labels import POST_LABELS, Labelled
from gateway.ordering import order_by_key
from gateway.queries import assignment, delegation, person, rows
from gateway.rights import list_allowed
from gateway.views.person import Row

router = APIRouter(prefix="/v1/org", route_class=GuardedRoute, tags=["조직·달력"])


class Person(BaseModel):
    """One person; name and address only for who may read them, 파기됨 once they are destroyed."""

    id: str
    name: str | None
    email: str | None
    account: str | None
    is_erased: bool
    version: int
    allowed: list[str]


class Assignment(Shown):
    """A person in a post; the name only for who may read it."""

    id: str = Field(validation_alias="assignment")
    person: str
    name: str | None = None
    department: str | None
    team: str | None
    post: Annotated[Labelled, labelled(POST_LABELS)]
    valid_from: date
    valid_until: date | None
    ended_for: str | None
    """Reason of the end, or note of the hand-over."""
    successor: str | None
    """The assignment that follows by hand-over."""
    allowed: list[str] = Field(default_factory=list)


class Delegation(Shown):
    """An account that may act for another."""

    id: str = Field(validation_alias="delegation")
    absent: str
    acting: str
    valid_from: date
    valid_until: date
    reason: str
    revoked_for: str | None
    is_valid: bool = False
    """Whether it holds today."""
    allowed: list[str] = Field(default_factory=list)


class PeopleWanted(PageWanted):
    """Which people."""

    account: Annotated[Name | None, Field(description="이 계정으로 들어오는 사람")] = None


class AssignmentsWanted(PageOfDayWanted):
    """Which assignments."""

    as_of: Annotated[Day | None, Field(description="이날의 보직; 적지 않으면 업무 시계의 오늘")] = None
    department: Annotated[Code | None, Field(description="부서 코드")] = None
    person: Annotated[Uuid | None, Field(description="이 사람의 보직을 모두; as_of는 보지 않는다")] = None


class DelegationsWanted(PageWanted):
    """Which delegations."""

    acting: Annotated[Name | None, Field(description="대리하는 계정")] = None
    absent: Annotated[Name | None, Field(description="자리를 비운 계정")] = None


@router.get("/people", summary="사람 목록")
async def list_people(gate: Gated, principal: Asking, wanted: Annotated[PeopleWanted, Query()]) -> Listing[Person]:
    """등록한 사람을 답한다; 이름과 전자우편은 총괄부서에만 보인다 (ORG-06)."""
    conditions = [] if wanted.account is None else [person.TABLE.c.account == wanted.account]
    async with looking(gate, wanted, person.VIEW) as look:
        order = [person.TABLE.c.person]
        page = await rows.list_page(look.snapshot, person.VIEW, conditions, order, wanted.place(), total=wanted.total)
        meta = await look.tell()
    found = await blank_erased(gate, page.rows) if look.is_past else page.rows
    kept = [row for row in found if wanted.account in {None, row.account}]
    return make_listing(Listing[Person], page, await show_people(gate, principal, kept, past=look.is_past), meta)


@router.get("/people/{person}", summary="사람 하나")
async def read_person(
    gate: Gated, principal: Asking, person: UUID, asked: Annotated[Parameters, Query()], response: Response
) -> One[Person]:
    """사람 하나를 답한다 (ORG-06)."""
    row, position = await find_person(gate, person, asked.reach(CONTEXT))
    (shown,) = await show_people(gate, principal, [row])
    response.headers["ETag"] = f'"{row.version}"'
    return One[Person](data=shown, meta=Meta(position={CONTEXT: position}))


@router.post("/people", status_code=201, responses=TRIED, summary="사람 등록")
async def register_person(
    gate: Gated, principal: Asking, key: Key, body: NewPerson, asked: Commanded, response: Response
) -> Written:
    """사람을 등록한다; 이름과 전자우편은 그 사람의 암호 키로 봉인해 보낸다 (ORG-06, PLT-07)."""
    done = await seal_and_register(gate, principal, body, key, dry_run=asked.dry_run, late=asked.read_late())
    location = f"/v1/org/people/{done.result.id}"
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run, location=location)


@router.post("/people/{person}/erase", summary="개인정보 파기")
async def erase_person(
    gate: Gated,
    principal: Asking,
    key: Key,
    person: UUID,
    if_match: IfMatch,
    body: ErasePerson,
    asked: CommandedNow,
    response: Response,
) -> Written:
    """개인정보를 파기한다: 파기한 사실을 기록하고 그 사람의 암호 키를 없앤다; 같은 키로 다시 보내도 된다 (PLT-07)."""
    order = order_by_key(principal, body, key, subject=person, if_match=if_match)
    done = await gate.carry_out(principal, order, dry_run=asked.dry_run)
    if not asked.dry_run:
        await gate.vault.erase(person)
    return answer_written(response, done, CONTEXT, dry_run=asked.dry_run)


async def blank_erased(gate: Gate, found: Sequence[Row]) -> list[Row]:
    """Return people of the past, those who are erased by now as they are now: what is destroyed comes back nowhere."""
    async with gate.reading() as snapshot:
        people = await person.find_people(snapshot, (row.person for row in found))
    return [now if (now := people.get(row.person, row)).is_erased else row for row in found]


async def show_people(gate: Gate, principal: Principal, found: Sequence[Row], *, past: bool = False) -> list[Person]:
    """Return people as the asker may see them."""
    shown = []
    for row in found:
        name, email = await open_one(gate, row) if principal.role in READERS and not row.is_erased else (None, None)
        acts = () if row.is_erased or past else ("erase",)
        shown.append(
            Person(
                id=row.person,
                name="파기됨" if row.is_erased else name,
                email=email,
                account=row.account,
                is_erased=row.is_erased,
                version=row.version,
                allowed=list_allowed("/v1/org/people/{person}", acts, principal.role, is_own=False),
            )
        )
    return shown


@router.get("/assignments", summary="보직 목록")
async def list_assignments(
    gate: Gated, principal: Asking, wanted: Annotated[AssignmentsWanted, Query()]
) -> Listing[Assignment]:
    """어느 날의 보직, 또는 한 사람의 모든 보직을 답한다; 이름은 총괄부서에만 보인다 (ORG-06)."""
    columns, order = assignment.TABLE.c, [assignment.TABLE.c.valid_from, assignment.TABLE.c.assignment]
    async with looking(gate, wanted, assignment.VIEW, beside=[person.VIEW]) as look:
        day = wanted.as_of or look.today
        if wanted.person is not None:
            conditions = [columns.person == str(wanted.person)]
        else:
            conditions = rows.is_valid_on(assignment.VIEW, day)
        if wanted.department is not None:
            conditions.append(columns.department == wanted.department)
        place, snapshot = wanted.place(), look.snapshot
        page = await rows.list_page(snapshot, assignment.VIEW, conditions, order, place, total=wanted.total)
        people = await person.find_people(snapshot, (row.person for row in page.rows))
        meta = await look.tell()
    names = {each.id: each.name for each in await show_people(gate, principal, list(people.values()))}
    offered = look.offer("hand-over", "end")
    acts = list_allowed("/v1/org/assignments/{subject}", offered, principal.role, is_own=False)
    shown = [
        Assignment.model_validate(row).model_copy(
            update={
                "name": names.get(row.person),
                "allowed": acts if row.valid_until is None or day <= row.valid_until else [],
            }
        )
        for row in page.rows
    ]
    return make_listing(Listing[Assignment], page, shown, meta)


add_making(
    router,
    "/assignments",
    AssignPerson,
    "assign_person",
    ("보직 부여", "사람에게 보직을 준다; 한 사람만 맡는 보직은 둘이 맡지 못한다 (ORG-06)."),
)
add_act(
    router,
    "/assignments/{subject}/hand-over",
    HandOver,
    "hand_over",
    ("인계인수", "보직을 후임자에게 넘긴다; 마지막 날의 다음 날부터 후임자의 보직이다 (ORG-06)."),
)
add_act(
    router,
    "/assignments/{subject}/end",
    EndAssignment,
    "end_assignment",
    ("보직 종료", "후임자 없이 보직의 마지막 날을 정한다 (ORG-06)."),
)


@router.get("/delegations", summary="직무대리 목록")
async def list_delegations(
    gate: Gated, principal: Asking, wanted: Annotated[DelegationsWanted, Query()]
) -> Listing[Delegation]:
    """누가 누구를 언제까지 대리하는지, 거둔 것까지 답한다 (ORG-12)."""
    columns = delegation.TABLE.c
    named = {columns.acting: wanted.acting, columns.absent: wanted.absent}
    conditions = [column == account for column, account in named.items() if account is not None]
    place = wanted.place(is_falling=True)
    async with looking(gate, wanted, delegation.VIEW) as look:
        order, today = [columns.valid_from, columns.delegation], look.today
        page = await rows.list_page(look.snapshot, delegation.VIEW, conditions, order, place, total=wanted.total)
        meta = await look.tell()
    acts = list_allowed("/v1/org/delegations/{subject}", look.offer("revoke"), principal.role, is_own=False)
    shown = [
        Delegation.model_validate(row).model_copy(
            update={
                "is_valid": row.holds_on(today),
                "allowed": acts if row.revoked_for is None and today <= row.valid_until else [],
            }
        )
        for row in page.rows
    ]
    return make_listing(Listing[Delegation], page, shown, meta)


add_making(
    router, "/delegations", Delegate, "delegate", ("직무대리 지정", "자리를 비운 계정을 대신할 계정을 정한다 (ORG-12).")
)
add_act(
    router,
    "/delegations/{subject}/revoke",
    RevokeDelegation,
    "revoke_delegation",
    ("직무대리 거두기", "직무대리를 그 자리에서 끝낸다 (ORG-12)."),
)
