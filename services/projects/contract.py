"""Service contract (용역): signed, amended, briefed in order, accepted after the final briefing (PRJ-31 to PRJ-33)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from contracts.calendar import count_span_days
from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import AboutKind, Amount, Claim, ProjectsEvent
from contracts.projects.rates import WHOLE
from contracts.projects.service_contracts import (
    AcceptContract,
    AmendContract,
    BriefingHeld,
    BriefingKind,
    Consortium,
    ContractAccepted,
    ContractAmended,
    ContractCommand,
    ContractSigned,
    HoldBriefing,
    SignContract,
)
from services.projects.checks import (
    check_after,
    check_editor,
    check_partners,
    read_past,
    read_plan,
    refuse_registered,
    refuse_state,
    refuse_unknown,
)
from services.projects.claims import Breach, Subject, settle


@dataclass(frozen=True, slots=True)
class NotSigned:
    """There is no such contract."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Being worked on."""

    project: UUID
    amount: Amount | None = None
    """As last amended."""
    interims: int = 0
    """Interim briefings that were held."""
    last: BriefingHeld | None = None

    @property
    def has_final(self) -> bool:
        """Whether the final briefing was held."""
        return self.last is not None and self.last.kind is BriefingKind.FINAL


@dataclass(frozen=True, slots=True)
class Accepted:
    """Delivered."""

    project: UUID
    amount: Amount | None = None


State = NotSigned | Signed | Accepted
NOT_SIGNED: Final = NotSigned()
ALLOWED: Final = ("amend", "brief", "accept")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision on a contract rests on beside it."""

    today: date
    actor: Actor
    contract: UUID
    command: UUID
    """The command's id."""
    lead: str | None
    """Of the project; None where there is no such project."""
    partners: Collection[str] = frozenset()
    """Codes that are registered, of those that the command names."""
    is_former_known: bool = True
    """Whether the contract that it follows stands."""


def decide(command: ContractCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a contract leads to, discrepancies included.

    Raises: Rejected with NOT_FOUND, ALREADY_REGISTERED, WRONG_STATE, NOT_PERMITTED, CONSORTIUM_SHARES,
    PERIOD_DAYS_MISMATCH, CLAIM_NOT_NEEDED, UNKNOWN_PARTNER, BRIEFING_ORDER, FINAL_BRIEFING_MISSING, DATES_REVERSED,
    DAY_IN_FUTURE, BAD_SHAPE, WEEKDAY_MISMATCH.
    """
    if facts.lead is None:
        raise refuse_unknown("그런 사업이")
    check_editor(facts.lead, facts.actor)
    match command, state:
        case SignContract(), NotSigned():
            return _sign(command, facts)
        case SignContract(), _:
            raise refuse_registered("용역")
        case _, NotSigned():
            raise refuse_unknown("그런 용역이")
        case _, Accepted():
            raise refuse_state("ACCEPTED", (), "준공한 용역입니다. 새 용역이면 새로 등록하세요.")
        case AmendContract(), Signed():
            return _amend(command, facts)
        case HoldBriefing(), Signed():
            return (_brief(command, state, facts),)
        case AcceptContract(), Signed():
            return (_accept(command, state, facts),)
        case _:
            raise refuse_state(name_state(state), ALLOWED, "지금 상태의 용역에는 할 수 없는 일입니다.")


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the contract after an event."""
    match event, state:
        case ContractSigned(), _:
            return Signed(event.project, event.amount)
        case ContractAmended(amount=amount), Signed() if amount is not None:
            return replace(state, amount=amount)
        case BriefingHeld(), Signed():
            return replace(state, interims=state.interims + (event.kind is BriefingKind.INTERIM), last=event)
        case ContractAccepted(), Signed():
            return Accepted(state.project, state.amount)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotSigned():
            return "NONE"
        case Signed():
            return "SIGNED"
        case Accepted():
            return "ACCEPTED"


def _sign(command: SignContract, facts: Facts) -> tuple[ProjectsEvent, ...]:
    if command.follow_up_of is not None and not facts.is_former_known:
        raise refuse_unknown("앞선 용역이")
    check_consortium(command.consortium, facts.partners)
    period = read_plan(command.period, facts.today)
    days, recorded = _count_days(period, command.stated_days, command.claims, facts)
    signed = ContractSigned(
        project=command.project,
        name=command.name,
        aliases=command.aliases,
        amount=command.amount,
        period=period,
        days=days,
        consortium=command.consortium,
        follow_up_of=command.follow_up_of,
    )
    return (signed, *recorded)


def check_consortium(consortium: Consortium, partners: Collection[str]) -> None:
    """Each partner is known and named once, and the shares are the whole (AR-12, PRJ-32).

    Raises: Rejected with UNKNOWN_PARTNER, BAD_SHAPE, CONSORTIUM_SHARES.
    """
    check_partners((each.partner for each in consortium), partners)
    whole = sum(each.share for each in consortium)
    if consortium and whole != WHOLE:
        message = "지분을 더하면 100%여야 합니다. 계약서의 지분을 확인하세요."
        raise Rejected("CONSORTIUM_SHARES", message, {"stated": str(WHOLE), "computed": str(whole)})


def _amend(command: AmendContract, facts: Facts) -> tuple[ProjectsEvent, ...]:
    if command.amount is None and command.period is None:
        raise Rejected("BAD_SHAPE", "바뀐 금액이나 기간을 적으세요.")
    period = read_plan(command.period, facts.today) if command.period else None
    days, recorded = _count_days(period, command.stated_days, command.claims, facts)
    return (ContractAmended(amount=command.amount, period=period, days=days, reason=command.reason), *recorded)


def _count_days(
    period: Period | None, stated: int | None, claims: Sequence[Claim], facts: Facts
) -> tuple[int | None, tuple[ProjectsEvent, ...]]:
    """Return the days of a period that is known to the day, both ends counted (AR-11), and what is recorded of it."""
    is_exact = period is not None and period.precision is Precision.DAY and period.last is not None
    days = count_span_days(period.first, period.last) if is_exact and period and period.last else None
    if stated is not None and days is None:
        raise Rejected("BAD_SHAPE", "날수를 적으려면 기간의 첫날과 마지막 날을 적으세요.")
    breaches = []
    if stated is not None and stated != days:
        message = f"첫날과 마지막 날을 모두 세면 {days}일입니다. 기간이나 날수를 확인하세요."
        breaches.append(Breach("PERIOD_DAYS_MISMATCH", message, f"{stated}일", f"{days}일", "period"))
    subject = Subject(AboutKind.CONTRACT, str(facts.contract), facts.command)
    return days, settle(breaches, claims, facts.actor, subject)


def _brief(command: HoldBriefing, state: Signed, facts: Facts) -> BriefingHeld:
    """Hold briefings in their order: the kick-off first, interim ones by number, nothing after the final one."""
    on = read_past(command.on, facts.today)
    is_in_order = (
        not state.has_final
        and {
            BriefingKind.KICKOFF: state.last is None and command.number == 0,
            BriefingKind.INTERIM: command.number == state.interims + 1,
            BriefingKind.FINAL: command.number == 0,
        }[command.kind]
    )
    if not is_in_order:
        following = "없음" if state.has_final else f"중간 {state.interims + 1}차 또는 최종"
        following = "착수, 중간 1차 또는 최종" if state.last is None else following
        message = f"지금 열 수 있는 보고회: {following}. 번호와 종류를 확인하세요."
        raise Rejected("BRIEFING_ORDER", message, {"next": following})
    if state.last is not None:
        check_after(on, state.last.on, "앞 보고회")
    return BriefingHeld(kind=command.kind, number=command.number, on=on, note=command.note)


def _accept(command: AcceptContract, state: Signed, facts: Facts) -> ContractAccepted:
    """Accept after the final briefing, or with a reason why there was none (PRJ-31)."""
    on = read_past(command.on, facts.today)
    if not state.has_final and command.waiver_reason is None:
        message = "최종보고회를 열지 않았습니다. 보고회를 기록하거나 열지 않은 까닭을 적으세요."
        raise Rejected("FINAL_BRIEFING_MISSING", message)
    if state.last is not None:
        check_after(on, state.last.on, "마지막 보고회")
    return ContractAccepted(on=on, waiver_reason=None if state.has_final else command.waiver_reason)
