"""What the API tells of directives: one, a page of them, their history."""

import json
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, JsonValue

from contracts.directives import DirectiveKind, Visibility
from contracts.messages import ExternalRef
from contracts.values import Role
from gateway.access import Links, Meta
from gateway.answers.lists import allow, split
from gateway.auth import Principal
from gateway.labels import (
    ASSESSMENT_LABELS,
    KIND_LABELS,
    ORIGIN_LABELS,
    ROLE_LABELS,
    STATE_LABELS,
    VISIBILITY_LABELS,
    Labelled,
    label,
)
from gateway.queries.directive_board import Item
from gateway.rights import OFFICE, list_allowed
from gateway.secrecy import is_party, withhold
from gateway.views import directive_reply
from gateway.views.history import Row
from infra.clock import SEOUL

WORKED_ON: Final = ("progress", "outcome", "continue")
SHARED: Final = ("acknowledge", "team", "reply", "transfer", "cancel", "merge", "check")
"""What may be done from the share to the end."""
ENDED: Final = ("check",)
ACTS: Final[dict[str, tuple[str, ...]]] = {
    "ISSUED": ("share", "cancel", "merge"),
    "SHARED": ("report", "accept", *SHARED),
    "REPORTED": (*WORKED_ON, *SHARED),
    "IN_PROGRESS": (*WORKED_ON, *SHARED),
    "RETURNED": (*WORKED_ON, *SHARED),
    "OUTCOME_SUBMITTED": ("accept", "return", "continue", *SHARED),
    "CLOSED": ENDED,
    "CLOSED_AS_CONTINUING": ENDED,
    "CANCELLED": ENDED,
    "MERGED": ENDED,
}
"""By state: the acts that it allows (decided.md, Directive states)."""
PATH: Final = "/v1/directives/{directive}"

_SAME: Final = (
    "number",
    "meeting",
    "issued_on",
    "share_due",
    "share_policy",
    "shared_on",
    "share_late_days",
    "team",
    "seen_by",
    "report_due",
    "report_policy",
    "report_days",
    "reported_on",
    "report_late_days",
    "percent",
    "latest",
    "outcome_on",
    "returns",
    "ended_on",
    "days",
    "ending",
    "merged_into",
    "duplicates",
    "due",
    "is_backdated",
    "version",
)
"""Fields that the API shows as the view has them."""


class Department(BaseModel):
    """A department's code and name."""

    code: str
    name: str


class Addressee(Department):
    """A department that must reply for itself, and its own clock."""

    due: date | None
    replied_on: date | None
    late_days: int | None
    """Business days; that department's lateness."""


class OriginChip(BaseModel):
    """What a directive came from (DIR-19)."""

    kind: Labelled
    id: str
    item: int | None


class Checked(BaseModel):
    """How a directive stood in a quarter, by its last check; the words are in its history and in the check list."""

    quarter: str
    assessment: Labelled
    checked_on: date


class Directive(BaseModel):
    """One directive and what the asker may do with it now; days are Seoul days."""

    id: str
    number: str
    text: str | None
    """Null where only the parties may read it (TEXT_HIDDEN), as all words of it then: `is_withheld` says so."""
    is_withheld: bool
    visibility: Labelled
    origin: OriginChip | None
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
    team: str | None
    supporting: list[Department]
    addressees: list[Addressee]
    seen_by: list[str]
    """Codes of the departments that have seen it."""
    report_due: date | None
    report_policy: str | None
    report_days: int | None
    """Business days that were given instead of the policy's own."""
    reported_on: date | None
    report_late_days: int | None
    """Business days; the lead department's lateness."""
    percent: int | None
    """How far the lead department has come, in whole percent."""
    latest: str | None
    """The lead's last words on it: outcome, progress note or report."""
    outcome_on: date | None
    returns: int
    """How often its outcome was returned."""
    ended_on: date | None
    days: int | None
    """Business days from the share to the close."""
    ending: str | None
    """The words that ended it: a note, the report to the mayor, why it was withdrawn."""
    merged_into: str | None
    duplicates: list[str]
    """Ids of the directives that ended as duplicates of this one."""
    checks: list[Checked]
    due: date | None
    """The deadline that runs now: the share's, then the report's."""
    external_ref: ExternalRef | None
    """The key of the sender's own system; shown to the sender alone."""
    is_backdated: bool
    """소급: something of it was entered later than it happened; its history says what, when and why (CAL-14)."""
    version: int
    allowed: list[str]


class Entry(BaseModel):
    """One event of a directive; times in Seoul."""

    position: int
    version: int
    type: str
    actor: str
    acting_for: str | None
    """직무대리: the account in whose place `actor` did it (ORG-12)."""
    role: Labelled
    department: str | None
    effective_at: datetime
    recorded_at: datetime
    entered_at: datetime | None
    """소급: when it was entered by the business clock, where that was later; the ground is in its data (CAL-14)."""
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


class Reply(BaseModel):
    """What an addressee has replied; its clock is with the addressee."""

    department: str
    text: str
    attachments: list[dict[str, JsonValue]]


class OneDirective(BaseModel):
    """One directive with its replies and its history."""

    data: Directive
    replies: list[Reply]
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
        text=None if item.is_withheld else item.text,
        is_withheld=item.is_withheld,
        visibility=label(item.visibility, VISIBILITY_LABELS),
        origin=_show_origin(item),
        supporting=[
            Department(code=code, name=name) for code, name in zip(item.supporting, item.supporting_names, strict=True)
        ],
        addressees=[
            Addressee(code=code, name=name, **clock)
            for (code, clock), name in zip(item.replies.items(), item.addressee_names, strict=True)
        ],
        checks=[_show_check(quarter, found) for quarter, found in sorted(item.checks.items())],
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


def _show_check(quarter: str, found: dict[str, str]) -> Checked:
    assessment = label(found["assessment"], ASSESSMENT_LABELS)
    return Checked(quarter=quarter, assessment=assessment, checked_on=date.fromisoformat(found["checked_on"]))


def _show_origin(item: Item) -> OriginChip | None:
    if item.origin_kind is None or item.origin_id is None:
        return None
    return OriginChip(kind=label(item.origin_kind, ORIGIN_LABELS), id=item.origin_id, item=item.origin_item)


def _list_allowed(item: Item, principal: Principal) -> list[str]:
    """By state and role, and then by who it is: the service decides, this only does not offer what it would refuse."""
    office = Role.AUDITOR if item.visibility == Visibility.AUDIT_ONLY else Role.OPERATOR
    if principal.role in OFFICE - {office}:
        return []
    is_lead = item.lead is not None and principal.department == item.lead
    acts = list_allowed(PATH, ACTS[item.state], principal.role, is_own=is_lead)
    return [act for act in acts if _is_offered(act, item, principal)]


def _is_offered(act: str, item: Item, principal: Principal) -> bool:  # noqa: PLR0911 - one case an act
    match act:
        case "acknowledge":
            return is_party(principal, item) and principal.department not in item.seen_by
        case "reply":
            clock = item.replies.get(principal.department or "")
            return clock is not None and clock["replied_on"] is None
        case "accept" if item.state == "SHARED":
            return item.kind == DirectiveKind.EXHORTATION
        case "accept" | "continue":
            return not {principal.user, principal.acting_for} & {*item.outcome_by}
        case "cancel":
            return principal.role is Role.MAYOR or principal.user in {item.issued_by, item.issued_for}
        case "check":
            return item.shared_on is not None
        case _:
            return True


def show_reply(row: directive_reply.Row) -> Reply:
    """Return an addressee's words."""
    return Reply(department=row.department, text=row.text, attachments=row.attachments)


def show_entry(row: Row, item: Item) -> Entry:
    """Return one event of a directive's timeline, as who reads that directive may see it."""
    data = json.loads(withhold(row.data) if item.is_withheld else row.data)
    entry = data.get("entry") or {}
    entered_at = entry.get("entered_at")
    return Entry(
        position=row.position,
        version=row.version,
        type=row.type,
        actor=row.actor,
        acting_for=entry.get("acting_for"),
        role=label(row.role, ROLE_LABELS),
        department=row.department,
        effective_at=row.effective_at.astimezone(SEOUL),
        recorded_at=row.recorded_at.astimezone(SEOUL),
        entered_at=datetime.fromisoformat(entered_at).astimezone(SEOUL) if entered_at else None,
        data=data,
    )
