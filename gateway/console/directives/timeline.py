"""What each event of a directive says on its timeline, in a sentence that a person reads (DIR-14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from contracts.directives import (
    AddresseeReplied,
    Attachment,
    Clock,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    DuplicateMerged,
    EscalationRaised,
    Level,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterlyCheckRecorded,
    ReminderSent,
    StagePassed,
    TeamAssigned,
)
from gateway.console.present import format_day, format_late
from gateway.console.words import _
from gateway.labels import ASSESSMENT_LABELS, CLOCK_LABELS, KIND_LABELS

OFFICE: Final = "기획감사실"
"""Whose a deadline without a department is: the coordinating office's."""
LEVELS: Final[Mapping[str, str]] = {
    Level.TEAM_HEAD: "팀장",
    Level.BUREAU_HEAD: "국장·부시장",
    Level.MAYOR: "시장",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """Another directive that an event names."""

    directive: str
    number: str


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words: a headline, what stands under it, files, and another directive that it names."""

    word: str
    notes: list[str] = field(default_factory=list)
    files: tuple[Attachment, ...] = ()
    linked: Linked | None = None
    is_minor: bool = False
    """True of what the calendar or the clock did: it stands smaller beside people's deeds."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the day by code; a code without one is its own name."""

    departments: Mapping[str, str]
    teams: Mapping[str, str]
    accounts: Mapping[str, str] = field(default_factory=dict)
    """What the offices call the posts of accounts, by login."""

    def of(self, department: str | None) -> str:
        """Return a department's name; none is the coordinating office."""
        return _(OFFICE) if department is None else self.departments.get(department, department)


def tell(event: DirectivesEvent, names: Names) -> Told:
    """Return an event's words; what people wrote is told as they wrote it."""
    for say in (_tell_office, _tell_department, _tell_end, _tell_clock):
        told = say(event, names)
        if told is not None:
            return told
    return Told(event.type, is_minor=True)


def _tell_office(event: DirectivesEvent, names: Names) -> Told | None:  # noqa: PLR0911 - one case an event
    match event:
        case DirectiveIssued():
            kind = _(KIND_LABELS[event.kind])
            return Told(_("지시 등록"), [f"{kind} · {event.meeting}" if event.meeting else kind])
        case DirectiveShared():
            notes = [_("주관 %(name)s", name=names.of(event.lead))]
            for label, codes in (("협조", event.supporting), ("각각 회신", event.addressees)):
                if codes:
                    notes.append(f"{_(label)} {', '.join(names.of(code) for code in codes)}")
            due = _("보고 기한 %(day)s", day=format_day(event.report_due)) if event.report_due else _("보고 기한 없음")
            return Told(_("부서 공유"), [*notes, f"{format_late(event.share_late_days)} · {due}"])
        case OutcomeReturned():
            word = _("보완 요청 (%(n)s번째)", n=event.times)
            return Told(word, [event.reason])
        case DirectiveTransferred():
            way = _("%(before)s에서 %(after)s(으)로", before=names.of(event.before), after=names.of(event.lead))
            kept = [_("보고 기한 %(day)s", day=format_day(event.report_due))] if event.report_due else []
            return Told(_("소관 이관"), [way, *kept, event.reason])
        case QuarterlyCheckRecorded():
            return _tell_check(event)
        case DuplicateMerged():
            linked = Linked(str(event.duplicate), event.number)
            return Told(_("겹치는 지시 %(number)s을(를) 여기로 병합", number=event.number), linked=linked)
        case _other:
            return None


def _tell_check(event: QuarterlyCheckRecorded) -> Told:
    year, quarter = event.quarter.split("-Q")
    notes = [_(ASSESSMENT_LABELS[event.assessment])]
    if event.cause:
        notes.append(_("부진 사유: %(text)s", text=event.cause))
    if event.remedy:
        notes.append(_("대안: %(text)s", text=event.remedy))
    return Told(_("%(year)s년 %(quarter)s분기 점검", year=year, quarter=quarter), notes)


def _tell_department(event: DirectivesEvent, names: Names) -> Told | None:  # noqa: PLR0911 - one case an event
    match event:
        case DirectiveAcknowledged():
            return Told(_("%(name)s 확인", name=names.of(event.department)), is_minor=True)
        case TeamAssigned():
            team = names.teams.get(event.team, event.team)
            return Told(_("담당 팀 %(team)s 지정", team=team), is_minor=True)
        case PriorityReportSubmitted():
            notes = [*_tell_report(event, names), format_late(event.report_late_days)]
            return Told(_("우선보고"), notes, event.attachments)
        case AddresseeReplied():
            notes = [event.text, format_late(event.reply_late_days)]
            return Told(_("%(name)s 회신", name=names.of(event.department)), notes, event.attachments)
        case ProgressUpdated():
            lowered = [_("낮춘 사유: %(text)s", text=event.reason)] if event.reason else []
            return Told(_("진행 상황 %(n)s%%", n=event.percent), [event.note, *lowered], event.attachments)
        case OutcomeSubmitted():
            return Told(_("처리결과 제출"), _tell_report(event, names), event.attachments)
        case _other:
            return None


def _tell_report(event: PriorityReportSubmitted | OutcomeSubmitted, names: Names) -> list[str]:
    notes = [event.text]
    if event.problem:
        notes.append(_("문제점: %(text)s", text=event.problem))
    if event.plan:
        notes.append(_("향후계획: %(text)s", text=event.plan))
    if event.confirmed_by:
        people = ", ".join(names.accounts.get(account, account) for account in event.confirmed_by)
        notes.append(_("확인 %(accounts)s", accounts=people))
    return notes


def _tell_end(event: DirectivesEvent, _names: Names) -> Told | None:
    match event:
        case DirectiveClosed():
            days = [] if event.days is None else [_("공유부터 %(n)s근무일", n=event.days)]
            return Told(_("완료 처리"), [*([event.note] if event.note else []), *days])
        case DirectiveClosedAsContinuing():
            days = [_("공유부터 %(n)s근무일", n=event.days)]
            return Told(_("계속관리 종결"), [_("시장 보고: %(title)s", title=event.mayor_report), *days])
        case DirectiveCancelled():
            return Told(_("지시 취소"), [event.reason])
        case DirectiveMerged():
            linked = Linked(str(event.into), event.number)
            return Told(_("%(number)s에 병합되어 끝남", number=event.number), linked=linked)
        case _other:
            return None


def _tell_clock(event: DirectivesEvent, names: Names) -> Told | None:
    match event:
        case DeadlineRecalculated():
            moved = _("%(before)s에서 %(due)s로", before=format_day(event.before), due=format_day(event.due))
            reason = _("%(day)s의 휴일이 바뀌어 다시 계산", day=format_day(event.holiday))
            return Told(_("%(clock)s 기한 변경", clock=_clock(event.clock)), [moved, reason], is_minor=True)
        case ReminderSent():
            return _minor(_("%(clock)s 기한 알림 %(stage)s"), event, names)
        case DeadlineMissed():
            word = _("%(clock)s 기한 넘김", clock=_clock(event.clock))
            return Told(word, [_whose(event.department, event.due, names)], is_minor=True)
        case EscalationRaised():
            told = _minor(_("%(clock)s 지연 알림 %(stage)s"), event, names)
            return Told(told.word, [_("%(who)s에게 알림", who=_(LEVELS[event.level])), *told.notes], is_minor=True)
        case StagePassed():
            told = _minor(_("%(clock)s 알림 %(stage)s 건너뜀"), event, names)
            return Told(told.word, [_("기록할 때 이미 지난 단계라 보내지 않음")], is_minor=True)
        case _other:
            return None


def _minor(word: str, event: ReminderSent | EscalationRaised | StagePassed, names: Names) -> Told:
    said = word % {"clock": _clock(event.clock), "stage": event.stage}
    return Told(said, [_whose(event.department, event.due, names)], is_minor=True)


def _whose(department: str | None, due: date, names: Names) -> str:
    return _("%(who)s, 기한 %(day)s", who=names.of(department), day=format_day(due))


def _clock(clock: Clock) -> str:
    return _(CLOCK_LABELS[clock])
