"""Contracts of what goes on beside an approval: tracks of cooperation, key figures, boom-up events (PRJ-62 to 64)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event
from contracts.projects.exchanges import Headcount
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Day, Name, Role, Text

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

BoomUpNumber = Annotated[int, Field(ge=1, le=1_000_000)]
"""Of a boom-up event, in the order in which they were planned."""
Towns = Annotated[tuple[Code, ...], Field(max_length=60, strict=False)]
"""Codes of town offices."""


class Track(StrEnum):
    """도, 중앙부처, 민간기업, 행사시설, 관광, 학술 (PRJ-62)."""

    PROVINCE = "PROVINCE"
    MINISTRY = "MINISTRY"
    COMPANY = "COMPANY"
    FACILITY = "FACILITY"
    TOURISM = "TOURISM"
    ACADEMIC = "ACADEMIC"


class TrackState(StrEnum):
    """준비, 협의 중, 합의, 중단."""

    PLANNED = "PLANNED"
    IN_TALKS = "IN_TALKS"
    AGREED = "AGREED"
    STOPPED = "STOPPED"


class SetTrack(Command):
    """Say how things stand with one counterpart of a track, and what is done next (PRJ-62)."""

    type: Literal["projects.set_track.v1"] = "projects.set_track.v1"
    roles: ClassVar = EDITORS

    track: Track = Field(strict=False)
    counterpart: Name
    """With whom or about what; a track has one line for each."""
    partner: Code | None = None
    state: TrackState = Field(strict=False)
    next_action: Text | None = None
    """Needed while it is neither agreed nor stopped: NEXT_ACTION_REQUIRED tells so."""
    due: TypedDate | None = None


class TrackSet(Event):
    """How things stand with a counterpart."""

    type: Literal["projects.track_set.v1"] = "projects.track_set.v1"

    track: Track = Field(strict=False)
    counterpart: Name
    partner: Code | None
    state: TrackState = Field(strict=False)
    next_action: Text | None
    due: Period | None


class Figure(StrEnum):
    """방문객, 외국인 방문객, 참가국, 참가기업 (PRJ-63)."""

    VISITORS = "VISITORS"
    FOREIGN_VISITORS = "FOREIGN_VISITORS"
    COUNTRIES = "COUNTRIES"
    COMPANIES = "COMPANIES"


class SetTarget(Command):
    """Say what a key figure shall reach (PRJ-63)."""

    type: Literal["projects.set_target.v1"] = "projects.set_target.v1"
    roles: ClassVar = EDITORS

    figure: Figure = Field(strict=False)
    target: Headcount


class TargetSet(Event):
    """A key figure has a target."""

    type: Literal["projects.target_set.v1"] = "projects.target_set.v1"

    figure: Figure = Field(strict=False)
    target: Headcount


class RecordActual(Command):
    """Record what a key figure was found to be; the last one counts (PRJ-63)."""

    type: Literal["projects.record_actual.v1"] = "projects.record_actual.v1"
    roles: ClassVar = EDITORS

    figure: Figure = Field(strict=False)
    actual: Headcount
    on: TypedDate


class ActualRecorded(Event):
    """A key figure was counted."""

    type: Literal["projects.actual_recorded.v1"] = "projects.actual_recorded.v1"

    figure: Figure = Field(strict=False)
    actual: Headcount
    counted_on: Period


class BoomUpKind(StrEnum):
    """설명회, 퍼포먼스, 릴레이, 세미나, 홍보부스, 스포츠 마케팅, 그 밖 (PRJ-64)."""

    BRIEFING = "BRIEFING"
    PERFORMANCE = "PERFORMANCE"
    RELAY = "RELAY"
    SEMINAR = "SEMINAR"
    BOOTH = "BOOTH"
    SPORTS = "SPORTS"
    OTHER = "OTHER"


class PlanBoomUp(Command):
    """Plan an event that wins people over, on days, or on one of several (PRJ-64, CAL-09)."""

    type: Literal["projects.plan_boom_up.v1"] = "projects.plan_boom_up.v1"
    roles: ClassVar = EDITORS

    kind: BoomUpKind = Field(strict=False)
    name: Name
    towns: Towns = ()
    """The town offices in which it takes place; none for the whole city or elsewhere."""
    on: TypedDate
    place: Name | None = None


class BoomUpPlanned(Event):
    """An event is planned; where its days are candidates it waits for its date."""

    type: Literal["projects.boom_up_planned.v1"] = "projects.boom_up_planned.v1"

    number: BoomUpNumber
    kind: BoomUpKind = Field(strict=False)
    name: Name
    towns: Towns
    on: Period
    place: Name | None


class FixBoomUpDay(Command):
    """Choose one of the candidate days (CAL-09)."""

    type: Literal["projects.fix_boom_up_day.v1"] = "projects.fix_boom_up_day.v1"
    roles: ClassVar = EDITORS

    number: BoomUpNumber
    day: Day


class BoomUpDayFixed(Event):
    """The event has its day."""

    type: Literal["projects.boom_up_day_fixed.v1"] = "projects.boom_up_day_fixed.v1"

    number: BoomUpNumber
    day: Day


class RecordBoomUp(Command):
    """Record that it took place, where, and for how many people."""

    type: Literal["projects.record_boom_up.v1"] = "projects.record_boom_up.v1"
    roles: ClassVar = EDITORS

    number: BoomUpNumber
    towns: Towns = ()
    on: TypedDate
    people: Headcount | None = None


class BoomUpRecorded(Event):
    """It took place; its town offices are reached."""

    type: Literal["projects.boom_up_recorded.v1"] = "projects.boom_up_recorded.v1"

    number: BoomUpNumber
    towns: Towns
    held_on: Period
    people: Headcount | None


CooperationCommand = SetTrack | SetTarget | RecordActual | PlanBoomUp | FixBoomUpDay | RecordBoomUp
CooperationEvent = TrackSet | TargetSet | ActualRecorded | BoomUpPlanned | BoomUpDayFixed | BoomUpRecorded
