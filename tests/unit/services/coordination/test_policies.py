"""Who is told of what, by the directives' events."""

from datetime import date
from typing import Final
from uuid import UUID

import pytest

from contracts.calendar.deadlines import Stage
from contracts.coordination import (
    DropDeputy,
    DropPerson,
    EndPost,
    FollowClock,
    MailOwed,
    NoticeKind,
    NoticeRaised,
    RaiseNotice,
    Recipient,
    RecordDeputy,
    RecordPerson,
    RecordPost,
)
from contracts.directives import (
    AddresseeReplied,
    Clock,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    EscalationRaised,
    Level,
    NumberTaken,
    OutcomeReturned,
    ReminderSent,
    Sealed,
    StagePassed,
)
from contracts.messages import Command
from contracts.registry import (
    AssignmentEnded,
    ClockSet,
    Delegated,
    DelegationRevoked,
    PersonAssigned,
    PersonErased,
    PersonRegistered,
    Post,
    PostHandedOver,
    RegistryEvent,
)
from services.coordination.notice import UNRAISED, decide, evolve
from services.coordination.policies import copy_fact, tell
from tests.making import NOON, record_all

KEY: Final = UUID(int=1)
DUE: Final = date(2024, 2, 8)
REASON: Final = "사진을 붙일 것"


def tell_of(event: DirectivesEvent, stream: str = f"directive-{KEY}") -> tuple[Command, ...]:
    (recorded,) = record_all([(stream, event)])
    return tell(recorded)


def notice(
    kind: NoticeKind,
    department: str | None,
    recipient: Recipient = Recipient.OFFICER,
    clock: Clock | None = None,
    stage: Stage | None = None,
    due: date | None = None,
) -> RaiseNotice:
    return RaiseNotice(
        directive=KEY, kind=kind, recipient=recipient, department=department, clock=clock, stage=stage, due=due
    )


def make_shared(due: date | None) -> DirectiveShared:
    return DirectiveShared(
        lead="roads", supporting=("welfare",), addressees=("roads", "town-yeonmu"), shared_on=date(2024, 2, 5),
        share_late_days=0, report_due=due, report_policy="DIR_REPORT_3@1",
    )  # fmt: skip


def test_each_department_of_a_share_is_told_once() -> None:
    """The lead reports, the other addressee replies, who supports has no deadline."""
    told = {each.department: each for each in tell_of(make_shared(DUE)) if isinstance(each, RaiseNotice)}
    assert told == {
        "roads": notice(NoticeKind.SHARED, "roads", clock=Clock.REPORT, due=DUE),
        "town-yeonmu": notice(NoticeKind.SHARED, "town-yeonmu", clock=Clock.REPLY, due=DUE),
        "welfare": notice(NoticeKind.SHARED, "welfare"),
    }
    assert len(tell_of(make_shared(DUE))) == 3


def test_an_exhortation_has_no_deadline_to_tell_of() -> None:
    """DIR-02."""
    assert {(each.clock, each.due) for each in tell_of(make_shared(None)) if isinstance(each, RaiseNotice)} == {
        (None, None)
    }


@pytest.mark.parametrize(
    ("clock", "department"), [(Clock.REPORT, "roads"), (Clock.REPLY, "roads"), (Clock.SHARE, None)]
)
def test_a_reminder_is_for_whose_turn_it_is(clock: Clock, department: str | None) -> None:
    """CAL-13: the share's is the coordinating office's."""
    event = ReminderSent(clock=clock, department=department, stage=Stage.DUE, due=DUE)
    assert tell_of(event) == (notice(NoticeKind.REMINDER, department, clock=clock, stage=Stage.DUE, due=DUE),)


@pytest.mark.parametrize(
    ("stage", "level", "recipient"),
    [
        (Stage.LATE_1, Level.TEAM_HEAD, Recipient.TEAM_HEAD),
        (Stage.LATE_3, Level.BUREAU_HEAD, Recipient.BUREAU_HEAD),
        (Stage.LATE_5, Level.MAYOR, Recipient.MAYOR),
    ],
)
def test_a_lateness_is_told_further_up(stage: Stage, level: Level, recipient: Recipient) -> None:
    """DIR-20."""
    event = EscalationRaised(clock=Clock.REPORT, department="roads", stage=stage, level=level, due=DUE)
    assert tell_of(event) == (
        notice(NoticeKind.ESCALATION, "roads", recipient, clock=Clock.REPORT, stage=stage, due=DUE),
    )


def test_a_moved_deadline_is_told_to_whose_it_is() -> None:
    """CAL-11."""
    event = DeadlineRecalculated(
        clock=Clock.REPORT, department="roads", before=DUE, due=date(2024, 2, 13), holiday=DUE,
        recalculated_on=date(2024, 2, 6),
    )  # fmt: skip
    assert tell_of(event) == (notice(NoticeKind.RESCHEDULED, "roads", clock=Clock.REPORT, due=date(2024, 2, 13)),)


def test_a_transfer_is_told_to_both_and_a_return_to_the_lead() -> None:
    """DIR-16, DIR-08: no word of the reason."""
    moved = DirectiveTransferred(
        before="roads", lead="welfare", reason=REASON, transferred_on=DUE, report_due=DUE, report_policy="DIR_SET@1"
    )
    assert tell_of(moved) == (
        notice(NoticeKind.TRANSFERRED, "welfare", clock=Clock.REPORT, due=DUE),
        notice(NoticeKind.TRANSFERRED, "roads"),
    )
    back = tell_of(OutcomeReturned(lead="roads", reason=REASON, times=1))
    assert back == (notice(NoticeKind.RETURNED, "roads"),)
    assert REASON not in str((tell_of(moved), back))


SEALED: Final = Sealed(sealed_for="audit", key="0" * 16, box="a" * 40)


@pytest.mark.parametrize(
    "event",
    [
        SEALED,
        StagePassed(clock=Clock.REPORT, department="roads", stage=Stage.DUE, due=DUE),
        DeadlineMissed(clock=Clock.REPORT, department="roads", due=DUE),
        AddresseeReplied(department="roads", text="회신", replied_on=DUE, reply_late_days=0),
    ],
)
def test_nobody_is_told_of_anything_else(event: DirectivesEvent) -> None:
    """DIR-22: nor of what only the audit may know."""
    assert tell_of(event) == ()
    assert tell_of(NumberTaken(number=1), "numbers-2024") == ()


def test_a_notice_is_raised_once() -> None:
    command = notice(NoticeKind.RETURNED, "roads")
    (raised,) = decide(command, UNRAISED, DUE, is_mailing=False)
    assert decide(command, evolve(UNRAISED, raised), DUE, is_mailing=False) == ()


def test_a_notice_owes_its_mail_where_mail_is_on_then() -> None:
    raised, owed = decide(notice(NoticeKind.RETURNED, "roads"), UNRAISED, DUE, is_mailing=True)
    assert (raised.wire(), owed) == (NoticeRaised.wire(), MailOwed(owed_on=DUE))


def test_the_mayor_is_told_on_the_dashboard_only() -> None:
    """DIR-20."""
    command = notice(NoticeKind.ESCALATION, None, Recipient.MAYOR, Clock.REPORT, Stage.LATE_5, DUE)
    assert [each.wire() for each in decide(command, UNRAISED, DUE, is_mailing=True)] == [NoticeRaised.wire()]


PERSON: Final = UUID(int=5)
POST: Final = UUID(int=6)
SEALED_EMAIL: Final = f"sealed.1.{PERSON}.{'a' * 40}"


@pytest.mark.parametrize(
    ("stream", "fact", "copied"),
    [
        (
            f"person-{PERSON}",
            PersonRegistered(name=SEALED_EMAIL, email=SEALED_EMAIL, account="officer"),
            RecordPerson(person=PERSON, account="officer", email=SEALED_EMAIL),
        ),
        (f"person-{PERSON}", PersonErased(person=PERSON, reason="퇴직"), DropPerson(person=PERSON)),
        (
            "posts-roads",
            PersonAssigned(
                assignment=POST, person=PERSON, department="roads", team=None, post=Post.OFFICER, valid_from=DUE,
                valid_until=None,
            ),
            RecordPost(
                assignment=POST, person=PERSON, department="roads", post=Post.OFFICER, valid_from=DUE, valid_until=None
            ),
        ),
        (
            "posts-roads",
            PostHandedOver(assignment=POST, next=KEY, last_day=DUE, note="인계"),
            EndPost(assignment=POST, last_day=DUE),
        ),
        (
            "posts-roads",
            AssignmentEnded(assignment=POST, last_day=DUE, reason="-"),
            EndPost(assignment=POST, last_day=DUE),
        ),
        (
            "delegations",
            Delegated(
                delegation=KEY, delegated_on=DUE, absent="a", acting="b", valid_from=DUE, valid_until=DUE, reason="출장"
            ),
            RecordDeputy(delegation=KEY, absent="a", acting="b", valid_from=DUE, valid_until=DUE),
        ),
        ("delegations", DelegationRevoked(delegation=KEY, reason="-"), DropDeputy(delegation=KEY)),
        ("clock-business", ClockSet(now=NOON), FollowClock(now=NOON)),
    ],
)  # fmt: skip
def test_what_the_registry_tells_of_posts_is_copied_without_a_name(
    stream: str, fact: RegistryEvent, copied: Command
) -> None:
    """ORG-06, ORG-12: names stay in the registry; addresses are copied as they are sealed."""
    (recorded,) = record_all([(stream, fact)])
    assert copy_fact(recorded) == (copied,)
