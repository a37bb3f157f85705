"""What several aggregates check: typed dates, who may change what, whom a command names; and shared refusals."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.calendar.periods import Period, Precision
from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.values import Role


@dataclass(frozen=True, slots=True)
class Department:
    """The days on which a department exists, both included."""

    valid_from: date
    valid_until: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether it exists on the day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def read_plan(text: str, today: date) -> Period:
    """Return when something is planned: decided, though perhaps open; without a year it lies in this one.

    Raises: Rejected with BAD_SHAPE, WEEKDAY_MISMATCH.
    """
    period = read_period(text, today.year)
    if period.candidates:
        raise Rejected("BAD_SHAPE", f"날짜를 하나만 적으세요: {text}. 정해지지 않았으면 달이나 분기로 적으세요.")
    return period


def read_past(text: str, today: date) -> Period:
    """Return when something happened: not open, and not in the future.

    Raises: Rejected with BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE.
    """
    period = read_plan(text, today)
    if period.is_open:
        raise Rejected("BAD_SHAPE", f"끝난 날까지 적으세요: {text}.")
    if period.first > today:
        message = f"아직 오지 않은 날짜입니다: {text}. 한 날을 확인하세요."
        raise Rejected("DAY_IN_FUTURE", message, {"today": today.isoformat()})
    return period


def make_day(day: date) -> Period:
    """Return a day as a period of its own."""
    return Period(value=day.isoformat(), precision=Precision.DAY)


def check_after(later: Period, earlier: Period, what: str) -> None:
    """What follows may fall into the same month, not before (INC-11); `what`, Korean, names what came before.

    Raises: Rejected with DATES_REVERSED.
    """
    if later.last is not None and later.last < earlier.first:
        message = f"{what}({earlier.show()})보다 빠른 날짜입니다: {later.show()}. 날짜를 확인하세요."
        raise Rejected("DATES_REVERSED", message, {"first": earlier.value, "last": later.value})


def check_editor(owner: str | None, actor: Actor) -> None:
    """Only the department that entered something and the coordinating office change it. Raises: NOT_PERMITTED."""
    if actor.role is not Role.OPERATOR and (owner is None or actor.department != owner):
        raise Rejected("NOT_PERMITTED", "등록한 부서나 총괄부서만 바꿀 수 있습니다. 그 부서에 요청하세요.")


def check_partners(codes: Iterable[str], known: Collection[str]) -> None:
    """Each partner is registered, and named once. Raises: Rejected with UNKNOWN_PARTNER, BAD_SHAPE."""
    named = tuple(codes)
    if len(set(named)) < len(named):
        raise Rejected("BAD_SHAPE", "같은 기관을 두 번 적었습니다. 하나만 적으세요.")
    for code in named:
        if code not in known:
            message = f"등록되지 않은 기관입니다: {code}. 기관 목록에서 확인하세요."
            raise Rejected("UNKNOWN_PARTNER", message, {"code": code})


def check_departments(codes: Iterable[str], known: Mapping[str, Department], day: date) -> None:
    """Each department exists on the day. Raises: Rejected with UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID."""
    for code in codes:
        department = known.get(code)
        if department is None:
            message = f"등록되지 않은 부서입니다: {code}. 조직 화면에서 확인하세요."
            raise Rejected("UNKNOWN_DEPARTMENT", message, {"code": code})
        if not department.is_valid_on(day):
            message = f"{day}에 없는 부서입니다: {code}. 현재 부서를 고르세요."
            raise Rejected("DEPARTMENT_NOT_VALID", message, {"code": code})


def refuse_state(state: str, allowed: Sequence[str], message: str) -> Rejected:
    """Return the refusal of what a state does not allow, with what it does."""
    return Rejected("WRONG_STATE", message, {"state": state, "allowed": ",".join(allowed)})


def refuse_unknown(what: str, remedy: str = "주소를 확인하세요.") -> Rejected:
    """Return the refusal of what is not there; `what` is Korean with its particle: `그런 사업이`."""
    return Rejected("NOT_FOUND", f"{what} 없습니다. {remedy}")


def refuse_registered(what: str) -> Rejected:
    """Return the refusal of what is there already; `what` is Korean: `공모`."""
    return Rejected("ALREADY_REGISTERED", f"이미 등록된 {what}입니다. 등록된 것을 확인하거나 새 키로 보내세요.")
