"""What the API tells of directives: one, a page of them, their history."""

import json
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, JsonValue

from contracts.messages import ExternalRef
from gateway.access import Links, Meta
from gateway.answers.lists import allow, split
from gateway.auth import Principal
from gateway.labels import KIND_LABELS, ROLE_LABELS, STATE_LABELS, Labelled, label
from gateway.queries.directive_board import Item
from gateway.rights import list_allowed
from gateway.views.history import Row
from infra.clock import SEOUL

ACTS: Final[dict[str, tuple[str, ...]]] = {
    "ISSUED": ("share",),
    "SHARED": ("report",),
    "REPORTED": ("progress",),
    "IN_PROGRESS": ("progress",),
}
"""By state: the acts that it allows (decided.md, Directive states)."""
PATH: Final = "/v1/directives/{directive}"

_SAME: Final = (
    "number",
    "text",
    "meeting",
    "issued_on",
    "share_due",
    "share_policy",
    "shared_on",
    "share_late_days",
    "report_due",
    "report_policy",
    "reported_on",
    "report_late_days",
    "percent",
    "due",
    "version",
)
"""Fields that the API shows as the view has them."""


class Department(BaseModel):
    """A department's code and name."""

    code: str
    name: str


class Directive(BaseModel):
    """One directive and what the asker may do with it now; days are Seoul days."""

    id: str
    number: str
    text: str
    kind: Labelled
    meeting: str | None
    state: Labelled
    issued_on: date
    share_due: date
    share_policy: str
    shared_on: date | None
    share_late_days: int | None
    """Business days; the coordinating office's lateness."""
    lead: Department | None
    supporting: list[Department]
    report_due: date | None
    report_policy: str | None
    reported_on: date | None
    report_late_days: int | None
    """Business days; the lead department's lateness."""
    percent: int | None
    """How far the lead department has come, in whole percent."""
    due: date | None
    """The deadline that runs now: the share's, then the report's."""
    external_ref: ExternalRef | None
    """The key of the sender's own system; shown to the sender alone."""
    version: int
    allowed: list[str]


class Entry(BaseModel):
    """One event of a directive; times in Seoul."""

    position: int
    version: int
    type: str
    actor: str
    role: Labelled
    department: str | None
    effective_at: datetime
    recorded_at: datetime
    data: dict[str, object]


class Board(BaseModel):
    """One page of directives."""

    data: list[Directive]
    links: Links
    total: int | None
    """How many directives match; null unless `total=true`."""
    counts: dict[str, int] | None
    """How many there are by state and lateness, whatever the filters; null unless `total=true`."""
    meta: Meta


class PickedBoard(BaseModel):
    """One page of directives with only the fields that were asked for."""

    data: list[dict[str, JsonValue]]
    links: Links
    total: int | None
    counts: dict[str, int] | None
    meta: Meta


class OneDirective(BaseModel):
    """One directive with its history."""

    data: Directive
    history: list[Entry]
    meta: Meta


Fields = Annotated[
    str,
    AfterValidator(allow(Directive.model_fields)),
    Field(description="쉼표로 이은 항목 이름; 적으면 id와 이 항목만 답한다"),
]


def pick(board: Board, fields: str) -> PickedBoard:
    """Return a page with only some fields of each directive, and its id."""
    picked = [pick_one(one, fields) for one in board.data]
    return PickedBoard(data=picked, links=board.links, total=board.total, counts=board.counts, meta=board.meta)


def pick_one(directive: Directive, fields: str) -> dict[str, JsonValue]:
    """Return a directive as JSON, with only some fields and its id where any are named."""
    return directive.model_dump(mode="json", include={"id", *split(fields)} if fields else None)


def show(item: Item, principal: Principal, *, past: bool = False) -> Directive:
    """Return a directive as the asker sees it; what is past allows nothing."""
    return Directive(
        id=item.directive,
        kind=label(item.kind, KIND_LABELS),
        state=label(item.state, STATE_LABELS),
        lead=Department(code=item.lead, name=item.lead_name or item.lead) if item.lead else None,
        supporting=[
            Department(code=code, name=name) for code, name in zip(item.supporting, item.supporting_names, strict=True)
        ],
        external_ref=_show_reference(item) if item.issued_by == principal.user else None,
        allowed=[] if past else _list_allowed(item, principal),
        **{name: getattr(item, name) for name in _SAME},
    )


def list_changes(seen: Item, now: Item, principal: Principal) -> dict[str, JsonValue]:
    """Return the fields of a directive that the asker no longer sees as they were, as they are now."""
    before, after = (
        show(each, principal, past=True).model_dump(mode="json", exclude={"version"}) for each in (seen, now)
    )
    return {name: value for name, value in after.items() if before[name] != value}


def _show_reference(item: Item) -> ExternalRef | None:
    if item.external_system is None or item.external_id is None:
        return None
    return ExternalRef(system=item.external_system, id=item.external_id)


def _list_allowed(item: Item, principal: Principal) -> list[str]:
    is_lead = item.lead is not None and principal.department == item.lead
    return list_allowed(PATH, ACTS[item.state], principal.role, is_own=is_lead)


def show_entry(row: Row) -> Entry:
    """Return one event of a timeline."""
    return Entry(
        position=row.position,
        version=row.version,
        type=row.type,
        actor=row.actor,
        role=label(row.role, ROLE_LABELS),
        department=row.department,
        effective_at=row.effective_at.astimezone(SEOUL),
        recorded_at=row.recorded_at.astimezone(SEOUL),
        data=json.loads(row.data),
    )
