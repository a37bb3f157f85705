"""What the API tells of service contracts: consortium, briefings, changes, acceptance (PRJ-31 to PRJ-33)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel

from contracts.projects import Unit
from contracts.projects.rates import WHOLE, find_percent
from gateway.access import Meta
from gateway.answers.entries import offer
from gateway.answers.projects import find_when
from gateway.answers.projects_money import Money, show_money
from gateway.answers.registers import When, show_period
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels.projects import BRIEFING_LABELS, CONTRACT_STATE_LABELS
from gateway.views.contract import Row

PATH: Final = "/v1/contracts/{subject}"
ACTS: Final = ("brief", "accept", "amend")


class Partner(BaseModel):
    """A member of the consortium."""

    partner: str
    percent: Decimal
    """Two decimals: 70.00."""


class Briefing(BaseModel):
    """A briefing that was held."""

    kind: Labelled
    number: int
    on: When
    note: str | None


class Amendment(BaseModel):
    """What was agreed anew, and what stood before."""

    amount: Money | None
    period: When | None
    days: int | None
    amount_before: Money | None
    period_before: When
    reason: str


class Contract(BaseModel):
    """A service contract, as last amended."""

    id: str
    project: str
    name: str
    aliases: list[str]
    state: Labelled
    amount: Money | None
    period: When
    days: int | None
    """Both ends counted; null where the period is not known to the day."""
    consortium: list[Partner]
    follow_up_of: str | None
    """The contract from whose plan it comes; the amounts are never added (PRJ-33)."""
    briefings: list[Briefing]
    amendments: list[Amendment]
    accepted_on: When | None
    waiver_reason: str | None
    """Why it was accepted without a final briefing."""
    version: int
    allowed: list[str]


class OneContract(BaseModel):
    """One contract."""

    data: Contract
    meta: Meta


def show_contract(row: Row, principal: Principal, unit: Unit | None, *, is_own: bool, past: bool = False) -> Contract:
    """Return a contract as the asker sees it; `is_own`: the asker's department leads the project."""
    acts = ACTS if row.state == "SIGNED" else ()
    return Contract(
        id=row.contract,
        **{name: getattr(row, name) for name in ("project", "name", "aliases", "days", "follow_up_of", "version")},
        state=label(row.state, CONTRACT_STATE_LABELS),
        amount=show_money(row.amount, unit) if row.amount else None,
        period=show_period(row.period),
        consortium=[
            Partner(partner=each["partner"], percent=find_percent(each["share"], WHOLE) or Decimal(0))
            for each in row.consortium
        ],
        briefings=[_show_briefing(each) for each in row.briefings],
        amendments=[_show_amendment(each, unit) for each in row.amendments],
        accepted_on=find_when(row.accepted_on),
        waiver_reason=row.waiver_reason,
        allowed=offer(PATH, acts, principal, is_own=is_own, is_past=past),
    )


def _show_briefing(told: Mapping[str, Any]) -> Briefing:
    return Briefing(
        kind=label(told["kind"], BRIEFING_LABELS),
        number=told["number"],
        on=show_period(told["on"]),
        note=told["note"],
    )


def _show_amendment(told: Mapping[str, Any], unit: Unit | None) -> Amendment:
    before = told["before"]
    return Amendment(
        amount=show_money(told["amount"], unit) if told["amount"] else None,
        period=find_when(told["period"]),
        days=told["days"],
        amount_before=show_money(before["amount"], unit) if before["amount"] else None,
        period_before=show_period(before["period"]),
        reason=told["reason"],
    )
