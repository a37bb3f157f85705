"""Who may know of what only the audit may, how commands of theirs travel, and whom its notices are for (DIR-22)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

import pytest

from contracts.calendar.deadlines import Stage
from contracts.directives import (
    Attachment,
    Clock,
    DirectiveKind,
    DirectivesEvent,
    DirectiveShared,
    EscalationRaised,
    IssueDirective,
    Level,
    MergeDirectives,
    OutcomeReturned,
    PriorityReportSubmitted,
    ReminderSent,
    ShareDirective,
    SplitNote,
    TakeNote,
    Visibility,
)
from contracts.directives.sealed import AUDIT, AUDIT_TEAM
from contracts.errors import Rejected
from contracts.messages import Command, Recorded
from contracts.values import Role
from gateway.auth import Principal
from gateway.confidential import Seal, make_seals, refuse_secrets, seal_together
from gateway.opening import Opener
from gateway.ordering import Order
from gateway.queries.notice_sealed import is_for, tell
from gateway.secrecy import SEALED, may_know
from gateway.views import directive_file, history
from infra.appends import NewEvent
from infra.sealing import KeyRing, SealBroken, make_key, name_key
from tests.making import CONTEXT, TENANT, make_append, make_issued, record_all

MAYOR: Final = Principal("mayor", Role.MAYOR, None, "시장")
AUDITOR: Final = Principal("auditor", Role.AUDITOR, "planning-audit", "감사")
INSPECTOR: Final = Principal("inspector", Role.OFFICER, "planning-audit", "감사팀", team=AUDIT_TEAM)
OPERATOR: Final = Principal("operator", Role.OPERATOR, "planning-audit", "총괄")


@pytest.mark.parametrize(
    ("principal", "may"),
    [
        (MAYOR, True),
        (AUDITOR, True),
        (INSPECTOR, True),
        (OPERATOR, False),
        (replace(OPERATOR, team=AUDIT_TEAM), False),
        (replace(INSPECTOR, team=None), False),
        (replace(INSPECTOR, team="performance"), False),
        (replace(INSPECTOR, department=None), False),
        (OPERATOR.act_for(AUDITOR), False),
        (INSPECTOR.act_for(AUDITOR), False),
        (OPERATOR.act_for(INSPECTOR), False),
        (AUDITOR.holding(uuid4()), False),
        (None, False),
        *((Principal("x", role, "planning-audit", "x", team=AUDIT_TEAM), False) for role in
          (Role.EXECUTIVE, Role.ADMINISTRATOR, Role.CITIZEN)),
    ],
)  # fmt: skip
def test_the_mayor_the_auditor_and_the_audits_team_may_know_in_person(
    principal: Principal | None, *, may: bool
) -> None:
    """decided.md, Rights: neither who stands in for them nor a system."""
    assert may_know(principal) is may


def order(body: Command, subject: UUID | None = None, key: UUID | None = None) -> Order:
    return Order(key or uuid4(), body, subject)


def issue(visibility: Visibility = Visibility.AUDIT_ONLY) -> IssueDirective:
    return IssueDirective(text="조사할 것", kind=DirectiveKind.SIMPLE, visibility=visibility)


SHARE: Final = ShareDirective(lead="planning-audit")
SECRET, CLEAR, NEW = uuid4(), uuid4(), uuid4()
KNOWN: Final = {SECRET: True, CLEAR: False}


@pytest.mark.parametrize(
    ("orders", "seal"),
    [
        ([order(issue())], Seal.SEALED),
        ([order(issue(Visibility.TEXT_HIDDEN))], Seal.OPEN),
        ([order(SHARE, SECRET)], Seal.SEALED),
        ([order(SHARE, CLEAR)], Seal.OPEN),
        ([order(SHARE, uuid4())], Seal.UNSURE),
        ([order(MergeDirectives(into=SECRET), CLEAR)], Seal.OPEN),
        ([order(TakeNote(text="메모"))], Seal.OPEN),
        ([order(issue(), key=NEW), order(SHARE, NEW)], Seal.SEALED),
        ([order(issue(Visibility.OPEN), key=NEW), order(SHARE, NEW)], Seal.OPEN),
        ([order(SHARE, uuid4()), order(SHARE, uuid4())], Seal.UNSURE),
        ([order(SHARE, SECRET), order(SHARE, uuid4())], Seal.SEALED),
        ([order(issue()), order(SHARE, uuid4())], Seal.SEALED),
        ([order(SHARE, SECRET), order(SHARE, CLEAR)], "BAD_SHAPE"),
        ([order(issue()), order(issue(Visibility.OPEN))], "BAD_SHAPE"),
        ([order(SHARE, SECRET), order(SHARE, CLEAR), order(SHARE, uuid4())], "BAD_SHAPE"),
        ([order(SHARE, CLEAR), order(SHARE, uuid4())], "NOT_YET"),
        ([order(issue(Visibility.OPEN)), order(SHARE, uuid4())], "NOT_YET"),
    ],
)
def test_what_is_not_known_to_be_open_travels_sealed(orders: Sequence[Order], seal: Seal | str) -> None:
    """DIR-22: never in one append with what is open, and never unsure beside what is known to be confidential."""
    if isinstance(seal, Seal):
        assert seal_together(orders, KNOWN) is seal
        return
    with pytest.raises(Rejected, match=seal):
        seal_together(orders, KNOWN)


def test_nobody_else_makes_a_secret_among_others() -> None:
    refuse_secrets([order(issue(Visibility.OPEN)), order(SHARE, SECRET), order(SplitNote.model_construct(drafts=()))])
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        refuse_secrets([order(issue(Visibility.OPEN)), order(issue())])


def seal_row(issued: DirectivesEvent) -> tuple[Opener, history.Row]:
    """Return an event as the history has it, and who can open it."""
    key = make_key()
    seals = make_seals({AUDIT: KeyRing({name_key(key): key})}, TENANT)
    stream = "directive-7f9c"
    append = make_append(NewEvent(stream, issued.wire(), issued.model_dump_json().encode()), actor="auditor")
    (sealed,) = seals.seal_append(AUDIT, append).events
    (record,) = record_all([(stream, issued)])
    row = history.apply(None, record)
    assert row is not None
    hidden = replace(row, type=sealed.type, data=sealed.data.decode(), actor="sealed", role="SYSTEM")
    return Opener(seals, DirectivesEvent), hidden


def test_an_event_is_opened_as_it_was_and_nowhere_else() -> None:
    """DIR-22: who acted and what happened; what was moved to another stream or version is no event."""
    issued = make_issued()
    opener, hidden = seal_row(issued)
    assert hidden.type == SEALED
    opened = opener.open(hidden)
    assert (opened.type, opened.actor, opened.role) == (issued.wire(), "auditor", "OPERATOR")
    assert opened.data == issued.model_dump_json()
    assert opener.open(opened) is opened
    for moved in (replace(hidden, stream="directive-7f9d", chain="1"), replace(hidden, version=2, chain="2")):
        with pytest.raises(SealBroken):
            opener.open(moved)


def read(*data: DirectivesEvent) -> list[Recorded[DirectivesEvent]]:
    return record_all([("directive-7f9c", each) for each in data])


DUE: Final = date(2024, 2, 8)
TOLD: Final[list[tuple[DirectivesEvent, set[str]]]] = [
    (DirectiveShared(lead="planning-audit", supporting=(), addressees=(), shared_on=date(2024, 2, 5),
                     share_late_days=0, report_due=DUE, report_policy="DIR_REPORT_3@1"), {"inspector"}),
    (ReminderSent(clock=Clock.SHARE, department=None, stage=Stage.DUE, due=DUE), {"auditor"}),
    (ReminderSent(clock=Clock.REPORT, department="planning-audit", stage=Stage.DUE, due=DUE), {"inspector"}),
    *(
        (EscalationRaised(clock=clock, department=code, stage=stage, level=level, due=DUE), {who})
        for clock, code, first in ((Clock.SHARE, None, "auditor"), (Clock.REPORT, "planning-audit", "inspector"))
        for stage, level, who in (
            (Stage.LATE_1, Level.TEAM_HEAD, first),
            (Stage.LATE_3, Level.BUREAU_HEAD, "auditor"),
            (Stage.LATE_5, Level.MAYOR, "mayor"),
        )
    ),
    (OutcomeReturned(lead="planning-audit", reason="보완", times=1), {"inspector"}),
]  # fmt: skip


@pytest.mark.parametrize(("event", "readers"), TOLD, ids=lambda each: getattr(each, "type", None))
def test_a_notice_is_for_one_post_of_those_who_may_know(event: DirectivesEvent, readers: set[str]) -> None:
    """DIR-20, DIR-22: the auditor in the place of the coordinating office and of the executives."""
    (recorded,) = read(event)
    (row,) = tell(recorded)
    assert {each.user for each in (MAYOR, AUDITOR, INSPECTOR) if is_for(each, row)} == readers
    assert row.directive == "7f9c"
    assert [each.notice for each in tell(recorded)] == [row.notice]


def test_what_changes_nothing_for_anybody_is_told_nobody() -> None:
    (recorded,) = read(make_issued())
    assert list(tell(recorded)) == []


def test_a_files_row_names_who_attached_what() -> None:
    """DIR-12, DIR-22: one row an event that has files, none for the others."""
    file = Attachment(sha256="a" * 64, name="사진.png", media_type="image/png", size=1)
    report = PriorityReportSubmitted(
        text="확인함", attachments=(file,), reported_on=date(2024, 2, 6), report_late_days=0
    )
    bare = report.model_copy(update={"attachments": ()})
    issued, attached, without = read(make_issued(), report, bare)
    assert [directive_file.keys(each) for each in (issued, attached, without)] == [(), (2,), ()]
    row = directive_file.apply(None, attached)
    assert row == directive_file.Row(2, "7f9c", attached.actor, ["a" * 64])
    assert directive_file.apply(None, issued) is None
    assert CONTEXT == directive_file.CONTEXT
