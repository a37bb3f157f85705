"""The pledges of a mayor's term: opened, listed, confirmed, and closed from then on (EVL-60, EVL-63)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.juries import JuryRecord
from contracts.evaluations.pledges import (
    MOST,
    ConfirmPledgeSet,
    ListedPledge,
    NewPledge,
    OpenPledgeSet,
    PledgeSetConfirmed,
    PledgeSetOpened,
    PledgesListed,
    name_pledge,
)
from services.evaluations.checks import refuse_unknown


@dataclass(frozen=True, slots=True)
class PledgeSet:
    """What is known of a term's pledges."""

    opened: PledgeSetOpened | None = None
    pledges: tuple[ListedPledge, ...] = ()
    is_confirmed: bool = False

    @property
    def fields(self) -> Mapping[str, str]:
        """Names of the fields by code, in their order."""
        return {each.code: each.name for each in self.opened.fields} if self.opened else {}


def open_set(command: OpenPledgeSet, state: PledgeSet) -> tuple[EvaluationsEvent, ...]:
    """Return the set that begins. Raises: Rejected with ALREADY_REGISTERED, DATES_REVERSED, BAD_SHAPE."""
    if state.opened is not None:
        raise Rejected("ALREADY_REGISTERED", "그 임기의 공약은 이미 등록을 시작했습니다. 등록된 것을 확인하세요.")
    if command.ends_on <= command.begins_on:
        message = "임기의 마지막 날이 첫날보다 빠릅니다. 날짜를 확인하세요."
        raise Rejected("DATES_REVERSED", message, {"first": str(command.begins_on), "last": str(command.ends_on)})
    if len({each.code for each in command.fields}) < len(command.fields):
        raise Rejected("BAD_SHAPE", "같은 분야를 두 번 적었습니다. 하나만 적으세요.")
    return (PledgeSetOpened(**command.model_dump(exclude={"type"})),)


def require_open(state: PledgeSet) -> PledgeSetOpened:
    """Return what an unconfirmed set was opened as. Raises: Rejected with NOT_FOUND, CHANGE_PROCEDURE_REQUIRED."""
    if state.is_confirmed:
        message = "확정한 공약입니다. 공약 변경을 신청해 절차를 거치세요."
        raise Rejected("CHANGE_PROCEDURE_REQUIRED", message, {"pledges": str(len(state.pledges))})
    return require_known(state)


def require_confirmed(state: PledgeSet) -> PledgeSetOpened:
    """Return what a confirmed set was opened as. Raises: Rejected with NOT_FOUND, WRONG_STATE."""
    opened = require_known(state)
    if not state.is_confirmed:
        details = {"state": name_state(state), "allowed": "CONFIRM"}
        raise Rejected("WRONG_STATE", "아직 확정하지 않은 공약입니다. 먼저 공약을 확정하세요.", details)
    return opened


def require_known(state: PledgeSet) -> PledgeSetOpened:
    """Return what a set was opened as. Raises: Rejected with NOT_FOUND."""
    if state.opened is None:
        raise refuse_unknown("그 임기의 공약이", "먼저 임기의 공약 등록을 시작하세요.")
    return state.opened


def list_new(term: int, new: Sequence[NewPledge], state: PledgeSet) -> PledgesListed:
    """Return the entries of pledges to come. Raises: Rejected with ALREADY_REGISTERED, BAD_SHAPE."""
    numbers = [*(each.number for each in state.pledges), *(each.number for each in new)]
    if len(set(numbers)) < len(numbers):
        taken = sorted(number for number, times in Counter(numbers).items() if times > 1)
        message = "같은 번호의 공약이 있습니다. 번호를 확인하세요."
        raise Rejected("ALREADY_REGISTERED", message, {"numbers": _join(taken)})
    unknown = sorted({each.field for each in new} - state.fields.keys())
    if unknown:
        message = "등록되지 않은 분야입니다. 분야의 코드를 확인하세요."
        raise Rejected("BAD_SHAPE", message, {"fields": ",".join(unknown)})
    if len(numbers) > MOST:
        raise Rejected("BAD_SHAPE", f"한 임기의 공약은 {MOST}건까지 등록할 수 있습니다.")
    listed = (ListedPledge(pledge=name_pledge(term, each.number), number=each.number, field=each.field) for each in new)
    return PledgesListed(pledges=tuple(listed))


def confirm(
    command: ConfirmPledgeSet, state: PledgeSet, unready: Sequence[int], today: date, jury: JuryRecord | None
) -> tuple[EvaluationsEvent, ...]:
    """Return the set as closed; `unready` are the numbers of pledges without lead, review or plan.

    Raises: Rejected with NOT_FOUND, CHANGE_PROCEDURE_REQUIRED, PLEDGES_INCOMPLETE.
    """
    opened = require_open(state)
    counts = Counter(each.field for each in state.pledges)
    short = [
        f"{each.code}:{counts[each.code]}/{each.pledges}" for each in opened.fields if counts[each.code] != each.pledges
    ]
    if short or unready:
        message = "분야별 건수가 다르거나 주관부서·실현가능성 검토·실천계획이 빠진 공약이 있습니다."
        raise Rejected("PLEDGES_INCOMPLETE", message, {"fields": ",".join(short), "missing": _join(unready)})
    return (PledgeSetConfirmed(term=command.term, confirmed_on=today, pledges=len(state.pledges), jury=jury),)


def evolve(state: PledgeSet, event: EvaluationsEvent) -> PledgeSet:
    """Return the set after an event."""
    match event:
        case PledgeSetOpened():
            return PledgeSet(event)
        case PledgesListed():
            return replace(state, pledges=(*state.pledges, *event.pledges))
        case PledgeSetConfirmed():
            return replace(state, is_confirmed=True)
        case _:
            return state


def name_state(state: PledgeSet) -> str:
    """Return the state's name, as results tell it."""
    if state.opened is None:
        return "NONE"
    return "CONFIRMED" if state.is_confirmed else "OPEN"


def find_listed(state: PledgeSet, pledge: UUID) -> ListedPledge | None:
    """Return the entry of a pledge in its set."""
    return next((each for each in state.pledges if each.pledge == pledge), None)


def _join(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
