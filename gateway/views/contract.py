"""용역: one row a service contract, with its consortium, briefings and changes (PRJ-31 to PRJ-33)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.calendar.periods import Period
from contracts.messages import Recorded
from contracts.projects import Amount, ProjectsEvent
from contracts.projects.service_contracts import BriefingHeld, ContractAccepted, ContractAmended, ContractSigned

CONTEXT = "projects"
PREFIX = "contract-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One contract, as last amended."""

    contract: str
    version: int
    position: int
    project: str
    name: str
    aliases: list[str]
    state: str
    """SIGNED or ACCEPTED."""
    amount_won: int | None
    amount: Json | None
    """As the source writes it."""
    period: Json
    first_day: date
    last_day: date | None
    days: int | None
    """Both ends counted; None where the period is not known to the day."""
    consortium: list[Json]
    """`partner` and `share` in basis points."""
    follow_up_of: str | None
    """The contract from whose plan it comes; the amounts are never added (PRJ-33)."""
    briefings: list[Json] = field(default_factory=list)
    amendments: list[Json] = field(default_factory=list)
    """What was agreed anew and why, in order; `before` is what stood."""
    accepted_on: Json | None = None
    waiver_reason: str | None = None


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the contract's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the contract after the event."""
    if isinstance(event.data, ContractSigned):
        return _sign(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case ContractAmended() as amended:
            return _amend(row, amended)
        case BriefingHeld() as held:
            return replace(row, briefings=[*row.briefings, held.model_dump(mode="json", exclude={"type", "entry"})])
        case ContractAccepted() as accepted:
            on = accepted.on.model_dump(mode="json")
            return replace(row, state="ACCEPTED", accepted_on=on, waiver_reason=accepted.waiver_reason)
        case _:
            return row


def _sign(signed: ContractSigned, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        contract=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        project=str(signed.project),
        name=signed.name,
        aliases=list(signed.aliases),
        state="SIGNED",
        **_tell_amount(signed.amount),
        **_tell_period(signed.period),
        days=signed.days,
        consortium=[each.model_dump(mode="json") for each in signed.consortium],
        follow_up_of=str(signed.follow_up_of) if signed.follow_up_of else None,
    )


def _amend(row: Row, amended: ContractAmended) -> Row:
    """What is absent of a change stays."""
    said = amended.model_dump(mode="json", exclude={"type", "entry"})
    before = {"amount": row.amount, "period": row.period, "days": row.days}
    changes: dict[str, Any] = {"amendments": [*row.amendments, {**said, "before": before}]}
    if amended.amount is not None:
        changes |= _tell_amount(amended.amount)
    if amended.period is not None:
        changes |= {**_tell_period(amended.period), "days": amended.days}
    return replace(row, **changes)


def _tell_amount(amount: Amount | None) -> dict[str, Any]:
    return {"amount_won": amount and amount.won, "amount": amount and amount.model_dump(mode="json")}


def _tell_period(period: Period) -> dict[str, Any]:
    return {"period": period.model_dump(mode="json"), "first_day": period.first, "last_day": period.last}
