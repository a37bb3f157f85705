"""Team: part of a department for some time (ORG-05)."""

from dataclasses import dataclass
from datetime import date

from contracts.errors import Rejected
from contracts.registry import EndTeam, RegisterTeam, RegistryEvent, TeamEnded, TeamRegistered
from services.registry import department
from services.registry.validity import Validity, read_validity


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The code is free."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The code is taken for good."""

    department: str
    validity: Validity


State = Unregistered | Registered
UNREGISTERED = Unregistered()


def decide(
    command: RegisterTeam | EndTeam, state: State, owner: department.State = department.UNREGISTERED
) -> tuple[RegistryEvent, ...]:
    """Return what a command on a team leads to; `owner` is the department that a registration names.

    Raises: Rejected with ALREADY_REGISTERED, DATES_REVERSED, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, NOT_FOUND.
    """
    match command, state:
        case RegisterTeam(), Registered():
            message = "이미 등록된 팀 코드입니다. 다른 코드를 쓰세요."
            raise Rejected("ALREADY_REGISTERED", message, {"code": command.code})
        case RegisterTeam(), Unregistered():
            return (_register(command, owner),)
        case EndTeam(), Registered(_, validity):
            ended = read_validity(validity.first, command.valid_until)
            return () if ended == validity else (_end(command, state),)
        case _:
            raise Rejected("NOT_FOUND", "그런 팀이 없습니다. 팀 코드를 확인하세요.")


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the state after an event."""
    if isinstance(event, TeamRegistered | TeamEnded):
        return Registered(event.department, Validity(event.valid_from, event.valid_until))
    return state


def check_team(code: str, team: State, owner: str | None, day: date) -> None:
    """Let pass what names a team that the department has on the day. Raises: Rejected with UNKNOWN_TEAM."""
    if not isinstance(team, Registered) or team.department != owner or not team.validity.has(day):
        message = f"{day}에 그 부서에 없는 팀입니다: {code}. 조직 화면에서 확인하세요."
        raise Rejected("UNKNOWN_TEAM", message, {"code": code})


def _register(command: RegisterTeam, owner: department.State) -> RegistryEvent:
    validity = read_validity(command.valid_from, command.valid_until)
    department.check_departments({command.department: owner}, validity.first)
    return TeamRegistered(
        code=command.code,
        department=command.department,
        name=command.name,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
    )


def _end(command: EndTeam, state: Registered) -> RegistryEvent:
    return TeamEnded(
        code=command.code,
        department=state.department,
        valid_from=state.validity.first,
        valid_until=command.valid_until,
        reason=command.reason,
    )
