"""Policy real names as the API tells them: to staff, and of what was published to everybody, names opened (PRJ-83).

Names are sealed until they are answered. Of a record that is not published yet only the coordinating office reads them,
as it reads those of the registry; a published one names its people to anybody, which is what it is for.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.calendar.hours import find_seoul_day
from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from contracts.messages import Done
from contracts.projects.real_names import AddRealNamePerson, Finding, RealNamePersonAdded, RealNameRole
from contracts.registry.meetings import TypedDate
from contracts.values import Name, Uuid
from gateway.answers.entries import CONTEXT, Entry, Told, may_edit, offer
from gateway.answers.people import READERS, find_person
from gateway.answers.people import open_one as open_person
from gateway.answers.registers import Shown, labelled
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.gate import Gate, Snapshot
from gateway.labels import Labelled, label
from gateway.labels.projects import CRITERION_LABELS, REAL_NAME_ROLE_LABELS
from gateway.ordering import Late, Order
from gateway.queries import history, project
from gateway.views.real_name import Row
from infra.clock import name_command

PATH: Final = "/v1/real-names/{subject}"
NAME: Final = "projects.real_name_person.name"
"""What a name in a record is sealed as."""


class NewRealNamePerson(BaseModel):
    """Somebody who has a part in a project; the name is sealed before it is sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    person: Uuid | None = None
    """In the registry, whose name it is then where none is given; absent of somebody who is not there."""
    name: Name | None = None
    position: Name
    """직위 then: 전략기획실장."""
    role: RealNameRole = Field(strict=False)
    since: TypedDate


class Explained(BaseModel):
    """How the project stood to a criterion when it was designated (PRJ-84)."""

    criterion: Labelled
    is_met: bool
    won: int | None
    least_won: int | None
    explained: str
    """In words: `연구용역비: 224,250,000원, 기준 50,000,000원 이상`."""


class RealNamePerson(BaseModel):
    """Somebody's part in a project; nobody is ever taken out."""

    number: int
    name: str | None
    """None for who may not read it; 파기됨 once it is destroyed."""
    position: str
    role: Annotated[Labelled, labelled(REAL_NAME_ROLE_LABELS)]
    since: Told
    until: Told | None
    """None while it lasts."""


class StatusNote(BaseModel):
    """추진상황 of a day."""

    on: Told
    text: str


class PublicRealName(Shown):
    """A record of who had which part in a project, as everybody may read it."""

    id: str
    number: str
    """관리번호."""
    project: str
    project_name: str | None
    department: str
    criterion: Labelled
    """The ground on which it was designated."""
    findings: list[Explained]
    people: list[RealNamePerson]
    statuses: list[StatusNote]
    """Every one, in the order in which they were noted."""
    published_on: date | None


class RealName(Entry, PublicRealName):
    """A record as staff see it."""

    is_published: bool
    version: int


async def show_records(
    gate: Gate, snapshot: Snapshot, found: Sequence[Row], principal: Principal | None
) -> list[dict[str, Any]]:
    """Return what is told of records, names opened for whom they are; None is the public."""
    names = await _open_names(gate, [row for row in found if may_read(row, principal)])
    titles = await project.find_names(snapshot, {row.project for row in found})
    return [_tell(row, names, titles) for row in found]


def may_read(row: Row, principal: Principal | None) -> bool:
    """Tell whether somebody may read the names of a record: of a published one everybody (PRJ-83)."""
    return row.is_published or (principal is not None and principal.role in READERS)


def show_own(row: Row, told: dict[str, Any], principal: Principal, *, past: bool) -> RealName:
    """Return a record as the asker sees it: its department and the coordinating office keep it."""
    acts = ["people", "status", *(["close-person"] if any(each["until"] is None for each in row.people) else [])]
    acts += [] if row.is_published else ["publish"]
    allowed = offer(PATH, acts, principal, is_own=may_edit(principal, row.department) and not past)
    return RealName(**told, is_published=row.is_published, version=row.version, allowed=allowed)


async def add_person(
    gate: Gate,
    principal: Principal,
    record: UUID,
    new: NewRealNamePerson,
    key: str,
    *,
    if_match: int | None,
    dry_run: bool,
    late: Late | None,
) -> Done:
    """Return what adding a person to a record made, the name sealed. Raises: Rejected."""
    command = name_command(principal.user, key)
    name = new.name or await _find_name(gate, new.person)
    who = new.person or command

    async def send() -> Done:
        sealed = await seal_field(gate, who, NAME, name, dry_run=dry_run)
        body = AddRealNamePerson(person=new.person, name=sealed, position=new.position, role=new.role, since=new.since)
        order = Order(command, body, record, if_match)
        return await gate.carry_out(principal, order, dry_run=dry_run, late=late)

    return await send_once(gate, principal, command, send, partial(_is_same, gate, who, new, name))


async def _find_name(gate: Gate, person: UUID | None) -> str:
    """Return the name of a person of the registry. Raises: Rejected with BAD_SHAPE, NOT_FOUND."""
    if person is None:
        raise Rejected("BAD_SHAPE", "등록된 사람이 아니면 이름을 적으세요.")
    row, _ = await find_person(gate, person, {})
    name = None if row.is_erased else (await open_person(gate, row))[0]
    if name is None:
        raise Rejected("NOT_FOUND", "개인정보가 파기된 사람입니다. 다른 사람을 고르세요.")
    return name


async def _is_same(gate: Gate, who: UUID, new: NewRealNamePerson, name: str, stored: Done) -> bool:
    """Tell whether a person stands in a record as somebody sends it again."""
    await gate.require({CONTEXT: stored.position}, history.VIEWS[CONTEXT])
    async with gate.reading() as snapshot:
        found = await history.list_command(snapshot, CONTEXT, stored.position)
    events = ((row, history.load_event(CONTEXT, row).data) for row in found)
    added = next(((row, event) for row, event in events if isinstance(event, RealNamePersonAdded)), None)
    if added is None:
        return False
    row, event = added
    since = read_period(new.since, find_seoul_day(row.effective_at).year)
    said = (event.person, event.position, event.role, event.since.value)
    if said != (who, new.position, new.role, since.value):
        return False
    return str(await gate.vault.open(event.name, NAME)) in {name, "파기됨"}


async def _open_names(gate: Gate, found: Sequence[Row]) -> Mapping[str, str]:
    """Return the names of records' people by what they are sealed as, with one query for all."""
    sealed = [each["name"] for row in found for each in row.people]
    opened = await gate.vault.open_many([(each, NAME) for each in sealed])
    return {each: str(name) for each, name in zip(sealed, opened, strict=True)}


def _tell(row: Row, names: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.real_name,
        "number": row.number,
        "project": row.project,
        "project_name": titles.get(row.project),
        "department": row.department,
        "criterion": label(row.criterion, CRITERION_LABELS),
        "findings": [_explain(Finding.model_validate(each, strict=False)) for each in row.findings],
        "people": [{**each, "name": names.get(each["name"])} for each in row.people],
        "statuses": row.statuses,
        "published_on": row.published_on,
    }


def _explain(finding: Finding) -> Explained:
    return Explained(
        criterion=label(finding.criterion, CRITERION_LABELS),
        is_met=finding.is_met,
        won=finding.won,
        least_won=finding.least_won,
        explained=finding.explain(),
    )
