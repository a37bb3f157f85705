"""Jury: a frame frozen, a lot drawn from it by a seed, three sessions, votes with a quorum (ENG-60, ENG-61)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.engagement import EngagementEvent, sortition
from contracts.engagement.juries import (
    SESSIONS,
    AppointJurors,
    CellQuota,
    ConcludeJury,
    DrawJury,
    FreezeJuryFrame,
    HoldJurySession,
    JurorAppointed,
    JurorReplaced,
    JuryCommand,
    JuryConcluded,
    JuryDrawn,
    JuryFrameFrozen,
    JuryItemVoted,
    JuryMet,
    JurySubject,
    ReplaceJuror,
    Sex,
    VoteJuryItem,
)
from contracts.engagement.sortition import Subject
from contracts.errors import Rejected
from contracts.registry.known import Departments, check_department
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown


@dataclass(frozen=True, slots=True)
class NotFrozen:
    """There is no such jury."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A jury: its frame, and what has become of it."""

    frame: tuple[JurySubject, ...]
    seats: int
    stage: str = "FROZEN"
    seed: str = ""
    """Absent until it is drawn."""
    jurors: Mapping[str, bool] = field(default_factory=dict)
    """Who holds a seat by id; True once appointed."""
    taken: frozenset[str] = frozenset()
    """Whoever was drawn, now or before: nobody is drawn twice."""
    sessions: int = 0
    last_session: JuryMet | None = None
    votes: int = 0

    def count_appointed(self) -> int:
        """Return how many jurors there are."""
        return sum(self.jurors.values())


State = NotFrozen | Frozen


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the jury."""

    today: date
    departments: Departments


def decide(command: JuryCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on a jury leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, BAD_SHAPE, FRAME_TOO_SMALL, NOT_A_JUROR,
    SEATS_NOT_FILLED, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, STEP_ORDER, DATES_REVERSED, DAY_IN_FUTURE,
    VOTES_DO_NOT_ADD_UP, NO_QUORUM.
    """
    if isinstance(state, NotFrozen):
        if isinstance(command, FreezeJuryFrame):
            return (_freeze(command),)
        raise refuse_unknown("그런 배심원단이")
    if isinstance(command, FreezeJuryFrame):
        raise refuse_registered("배심원단")
    if state.stage == "CONCLUDED":
        raise refuse_state(state.stage, (), "마친 배심원단입니다. 결과를 확인하세요.")
    if isinstance(command, DrawJury):
        return (_draw(command, state),)
    if state.stage == "FROZEN":
        raise refuse_state(state.stage, ("draw",), "아직 추첨하지 않았습니다. 먼저 추첨하세요.")
    return _act(command, state, facts)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the jury after an event."""
    if isinstance(event, JuryFrameFrozen):
        return Frozen(event.frame, event.seats)
    return state if isinstance(state, NotFrozen) else _work(_fill(state, event), event)


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotFrozen) else state.stage


def read_subjects(frame: Iterable[JurySubject]) -> list[Subject]:
    """Return a frame as the sortition takes it."""
    return [Subject(each.id, (each.sex.value, each.age_band, each.region)) for each in frame]


def _fill(state: Frozen, event: EngagementEvent) -> Frozen:
    """Return the jury after what changes who holds its seats."""
    match event:
        case JuryDrawn(drawn=drawn):
            jurors = dict.fromkeys(drawn, False)
            return replace(state, stage="DRAWN", seed=event.seed, jurors=jurors, taken=frozenset(drawn))
        case JurorAppointed(subject=subject):
            return replace(state, jurors={**state.jurors, subject: True})
        case JurorReplaced():
            return _replace(state, event)
        case _:
            return state


def _work(state: Frozen, event: EngagementEvent) -> Frozen:
    """Return the jury after what it does."""
    match event:
        case JuryMet():
            return replace(state, stage="MEETING", sessions=event.number, last_session=event)
        case JuryItemVoted():
            return replace(state, votes=event.number)
        case JuryConcluded():
            return replace(state, stage="CONCLUDED")
        case _:
            return state


def _act(
    command: AppointJurors | ReplaceJuror | HoldJurySession | VoteJuryItem | ConcludeJury, state: Frozen, facts: Facts
) -> tuple[EngagementEvent, ...]:
    match command:
        case AppointJurors():
            return _appoint(command, state)
        case ReplaceJuror():
            return (_find_replacement(command, state),)
        case HoldJurySession():
            return (_meet(command, state, facts),)
        case VoteJuryItem():
            return (_vote(command, state),)
        case ConcludeJury():
            if state.sessions < SESSIONS:
                raise _refuse_order(state.sessions + 1, f"{SESSIONS}차 회의까지 연 뒤에 마칩니다.")
            return (JuryConcluded(recommendation=command.recommendation),)


def _freeze(command: FreezeJuryFrame) -> JuryFrameFrozen:
    _check_once(subject.id for subject in command.frame)
    if command.seats > len(command.frame):
        message = f"명부 {len(command.frame)}명에서 {command.seats}명을 뽑을 수 없습니다. 명부나 정원을 고치세요."
        details = {"people": str(len(command.frame)), "seats": str(command.seats)}
        raise Rejected("FRAME_TOO_SMALL", message, details)
    return JuryFrameFrozen(
        name=command.name,
        topic=command.topic,
        seats=command.seats,
        seed_source=command.seed_source,
        frame=tuple(sorted(command.frame, key=lambda subject: subject.id)),
        frame_sha256=sortition.hash_frame(read_subjects(command.frame)),
    )


def _draw(command: DrawJury, state: Frozen) -> JuryDrawn:
    if state.stage != "FROZEN":
        raise refuse_state(state.stage, (), "이미 추첨했습니다. 빠진 사람은 교체하세요.")
    frame = read_subjects(state.frame)
    people = sortition.count_cells(frame)
    seats = sortition.apportion(people, state.seats)
    quotas = [
        CellQuota(sex=Sex(sex), age_band=age_band, region=region, people=count, seats=seats[sex, age_band, region])
        for (sex, age_band, region), count in people.items()
    ]
    drawn = sortition.draw(frame, state.seats, command.seed)
    return JuryDrawn(
        algorithm=sortition.ALGORITHM,
        seed=command.seed,
        quotas=tuple(quotas),
        drawn=tuple(subject.id for subject in drawn),
    )


def _appoint(command: AppointJurors, state: Frozen) -> tuple[EngagementEvent, ...]:
    _check_once(command.subjects)
    _check_jurors(command.subjects, state.jurors, "추첨되지 않은 사람이 있습니다. 추첨 결과를 확인하세요.")
    return tuple(JurorAppointed(subject=subject) for subject in command.subjects if not state.jurors[subject])


def _find_replacement(command: ReplaceJuror, state: Frozen) -> JurorReplaced:
    _check_jurors((command.subject,), state.jurors, "자리를 가진 사람이 아닙니다. 추첨 결과를 확인하세요.")
    order = sortition.order_frame(read_subjects(state.frame), state.seed)
    cell = next(subject.cell for subject in order if subject.id == command.subject)
    found = sortition.find_replacement(order, cell, state.taken)
    return JurorReplaced(
        subject=command.subject, reason=command.reason, replacement=None if found is None else found.id
    )


def _replace(state: Frozen, event: JurorReplaced) -> Frozen:
    jurors = {subject: appointed for subject, appointed in state.jurors.items() if subject != event.subject}
    if event.replacement is None:
        return replace(state, jurors=jurors)
    return replace(state, jurors={**jurors, event.replacement: False}, taken=state.taken | {event.replacement})


def _meet(command: HoldJurySession, state: Frozen, facts: Facts) -> JuryMet:
    if command.number != state.sessions + 1:
        raise _refuse_order(state.sessions + 1, "회의는 1차부터 차례로 적습니다.")
    _check_day(command.held_on, state.last_session, facts.today)
    for question in command.questions:
        check_department(question.department, facts.departments, command.held_on)
    waiting = [subject for subject, is_appointed in state.jurors.items() if not is_appointed]
    if waiting and not state.sessions:
        message = f"추첨된 {len(waiting)}명이 아직 위촉되지 않았습니다. 위촉하거나 교체한 뒤 회의를 여세요."
        raise Rejected("SEATS_NOT_FILLED", message, {"waiting": str(len(waiting))})
    appointed = {subject: True for subject, is_appointed in state.jurors.items() if is_appointed}
    talking = [subject for group in command.groups for subject in group.members]
    _check_once(command.attended)
    _check_once(talking)
    _check_jurors(command.attended, appointed, "위촉되지 않은 사람이 참석자에 있습니다. 참석자를 확인하세요.")
    _check_jurors(talking, dict.fromkeys(command.attended, True), "분임에 참석하지 않은 사람이 있습니다.")
    return JuryMet(**command.model_dump(exclude={"type"}), appointed=len(appointed))


def _vote(command: VoteJuryItem, state: Frozen) -> JuryItemVoted:
    met = state.last_session
    if met is None:
        raise _refuse_order(1, "1차 회의를 적은 뒤에 표결합니다.")
    present = len(met.attended)
    cast = command.yes + command.no + command.abstained
    if cast > present:
        message = f"참석 {present}명보다 많은 {cast}표입니다. 표결 인원을 확인하세요."
        raise Rejected("VOTES_DO_NOT_ADD_UP", message, {"present": str(present), "votes": str(cast)})
    if present * 2 <= met.appointed:
        message = f"위촉 {met.appointed}명의 과반수가 참석해야 합니다: 참석 {present}명. 회의를 다시 여세요."
        raise Rejected("NO_QUORUM", message, {"present": str(present), "members": str(met.appointed)})
    return JuryItemVoted(
        number=state.votes + 1,
        session=met.number,
        item=command.item,
        yes=command.yes,
        no=command.no,
        abstained=command.abstained,
        present=present,
        is_approved=command.yes * 2 > present,
    )


def _check_once(subjects: Iterable[str]) -> None:
    twice = next((subject for subject, count in Counter(subjects).items() if count > 1), None)
    if twice is not None:
        raise Rejected("BAD_SHAPE", f"같은 사람을 두 번 적었습니다: {twice}. 한 번만 적으세요.")


def _check_jurors(subjects: Sequence[str], known: Mapping[str, bool], message: str) -> None:
    strange = next((subject for subject in subjects if subject not in known), None)
    if strange is not None:
        raise Rejected("NOT_A_JUROR", message, {"subject": strange})


def _check_day(day: date, before: JuryMet | None, today: date) -> None:
    if day > today:
        raise Rejected("DAY_IN_FUTURE", f"아직 오지 않은 날입니다: {day}. 연 날을 적으세요.", {"today": str(today)})
    if before is not None and day < before.held_on:
        message = f"앞 회의({before.held_on})보다 앞선 날입니다. 연 날을 확인하세요."
        raise Rejected("DATES_REVERSED", message, {"before": before.held_on.isoformat()})


def _refuse_order(following: int, message: str) -> Rejected:
    return Rejected("STEP_ORDER", f"{message} 다음은 {following}차 회의입니다.", {"next": str(following)})
