"""Contracts of service contracts (용역): signed with a consortium, briefed in order, accepted (PRJ-31 to PRJ-33)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.projects.claims import Claims
from contracts.projects.money import Amount
from contracts.projects.projects import EDITORS, Aliases
from contracts.projects.rates import Rate
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Name, Text, Uuid


class Share(Message):
    """What part a partner has in a contract."""

    partner: Code
    share: Rate
    """Basis points."""


Consortium = Annotated[tuple[Share, ...], Field(max_length=20, strict=False)]
"""Each partner once; add up to 100 %. None where the source names no contractor."""
Days = Annotated[int, Field(ge=1, le=36_600)]
BriefingNumber = Annotated[int, Field(ge=0, le=50)]
"""Of an interim one, from 1; 0 of the others."""


class SignContract(Command):
    """Record a service contract (용역계약, PRJ-32)."""

    type: Literal["projects.sign_contract.v1"] = "projects.sign_contract.v1"
    roles: ClassVar = EDITORS

    project: Uuid
    name: Name
    aliases: Aliases = ()
    """Other names: the contract and its chapter are called differently (INC-20)."""
    amount: Amount | None = None
    period: TypedDate
    stated_days: Days | None = None
    """`(300일)`: both ends count, or it is claimed."""
    consortium: Consortium = ()
    follow_up_of: Uuid | None = None
    """The contract from whose plan it comes; the amounts are never added (PRJ-33, INC-09)."""
    claims: Claims = ()


class ContractSigned(Event):
    """A service contract stands."""

    type: Literal["projects.contract_signed.v1"] = "projects.contract_signed.v1"

    project: Uuid
    name: Name
    aliases: Aliases
    amount: Amount | None
    period: Period
    days: Days | None
    """Both ends counted; None where the period is not known to the day."""
    consortium: Consortium
    follow_up_of: Uuid | None


class AmendContract(Command):
    """Change amount or period of a contract (변경계약)."""

    type: Literal["projects.amend_contract.v1"] = "projects.amend_contract.v1"
    roles: ClassVar = EDITORS

    amount: Amount | None = None
    period: TypedDate | None = None
    stated_days: Days | None = None
    reason: Text
    claims: Claims = ()


class ContractAmended(Event):
    """A contract has another amount or period; what is absent stays."""

    type: Literal["projects.contract_amended.v1"] = "projects.contract_amended.v1"

    amount: Amount | None
    period: Period | None
    days: Days | None
    reason: Text


class BriefingKind(StrEnum):
    """착수보고회, 중간보고회, 최종보고회."""

    KICKOFF = "KICKOFF"
    INTERIM = "INTERIM"
    FINAL = "FINAL"


class HoldBriefing(Command):
    """Record a briefing: the kick-off, interim ones in their order, the final one (PRJ-31)."""

    type: Literal["projects.hold_briefing.v1"] = "projects.hold_briefing.v1"
    roles: ClassVar = EDITORS

    kind: BriefingKind = Field(strict=False)
    number: BriefingNumber = 0
    on: TypedDate
    note: Text | None = None


class BriefingHeld(Event):
    """A briefing was held."""

    type: Literal["projects.briefing_held.v1"] = "projects.briefing_held.v1"

    kind: BriefingKind = Field(strict=False)
    number: BriefingNumber
    on: Period
    note: Text | None


class AcceptContract(Command):
    """Accept what was delivered (준공): after the final briefing, or with a waiver of it (PRJ-31)."""

    type: Literal["projects.accept_contract.v1"] = "projects.accept_contract.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    waiver_reason: Text | None = None
    """Why there was no final briefing."""


class ContractAccepted(Event):
    """What a contract asked for is delivered."""

    type: Literal["projects.contract_accepted.v1"] = "projects.contract_accepted.v1"

    on: Period
    waiver_reason: Text | None
    """Only where there was no final briefing."""


ContractCommand = SignContract | AmendContract | HoldBriefing | AcceptContract
ContractEvent = ContractSigned | ContractAmended | BriefingHeld | ContractAccepted
