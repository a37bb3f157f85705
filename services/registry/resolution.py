"""Resolution of a committee: with a quorum and a majority of those present, or it is none (의결, ORG-08)."""

from dataclasses import dataclass
from datetime import date

from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from contracts.registry import RecordResolution, RegistryEvent, ResolutionRecorded, Verdict
from services.registry.validity import check_not_future


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """There is no such resolution."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """It stands."""


State = NotRecorded | Recorded


def decide(command: RecordResolution, state: State, today: date) -> tuple[RegistryEvent, ...]:
    """Return what recording leads to.

    Raises: Rejected with WRONG_STATE, WEEKDAY_MISMATCH, BAD_SHAPE, DAY_IN_FUTURE, VOTES_DO_NOT_ADD_UP, NO_QUORUM,
    VERDICT_MISMATCH.
    """
    if isinstance(state, Recorded):
        raise Rejected("WRONG_STATE", "이미 기록한 의결입니다. 새 키로 보내세요.", {"state": "RECORDED", "allowed": ""})
    resolved_on = read_period(command.resolved_on, today.year)
    if resolved_on.is_open or resolved_on.candidates:
        raise Rejected("BAD_SHAPE", "의결한 날이나 달을 하나만 적으세요.")
    check_not_future(resolved_on.first, today)
    _check_votes(command)
    return (
        ResolutionRecorded(
            committee=command.committee,
            agenda=command.agenda,
            resolved_on=resolved_on,
            members=command.members,
            present=command.present,
            in_favour=command.in_favour,
            against=command.against,
            verdict=command.verdict,
            minutes=command.minutes,
            gates=command.gates,
        ),
    )


def evolve(state: State, event: RegistryEvent) -> State:
    """Return the state after an event."""
    return Recorded() if isinstance(event, ResolutionRecorded) else state


def _check_votes(command: RecordResolution) -> None:
    """재적위원 과반수의 출석과 출석위원 과반수의 찬성 (시정조정위원회 조례): exactly half is not enough, twice."""
    counted = {"members": command.members, "present": command.present, "voted": command.in_favour + command.against}
    details = {name: str(number) for name, number in counted.items()}
    if not counted["members"] >= counted["present"] >= counted["voted"]:
        message = "출석은 재적보다, 찬반은 출석보다 많을 수 없습니다. 인원을 확인하세요."
        raise Rejected("VOTES_DO_NOT_ADD_UP", message, details)
    if command.present * 2 <= command.members:
        message = f"재적 {command.members}명의 과반수가 출석해야 합니다: 출석 {command.present}명."
        raise Rejected("NO_QUORUM", message, details)
    is_carried = command.in_favour * 2 > command.present
    if (
        is_carried != (command.verdict in {Verdict.ADOPTED, Verdict.AMENDED})
        and command.verdict is not Verdict.DEFERRED
    ):
        message = (
            f"출석 {command.present}명의 과반수가 찬성해야 가결입니다: 찬성 {command.in_favour}명. 결과를 확인하세요."
        )
        raise Rejected("VERDICT_MISMATCH", message, details)
