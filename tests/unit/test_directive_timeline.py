"""Every event of a directive in words."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter

from contracts.directives import DirectivesEvent, DirectiveTransferred, PriorityReportSubmitted, ReminderSent
from gateway.console.directives.timeline import Names, tell
from gateway.views.directive_board import PREFIX

EXAMPLES = json.loads((Path(__file__).parents[1] / "contract" / "examples" / "directives.json").read_text("utf-8"))
ELSEWHERE = {"note_taken", "note_split", "quarter_entry_published", "quarterly_report_published", "number_taken"}
"""Events of other streams than a directive's; facts are copies of the registry."""
OF_DIRECTIVES = sorted(
    message.wire()
    for message in get_args(get_args(DirectivesEvent)[0])
    if (
        message.wire().split(".")[1] not in ELSEWHERE | {"sealed"}
        and not message.wire().split(".")[1].endswith(("_recorded", "holiday_dropped"))
    )
    or message.wire() == "directives.quarterly_check_recorded.v1"
)
NAMES = Names({"road": "도로과", "welfare": "복지과"}, {"road-1": "도로1팀"})
EVENTS: TypeAdapter[DirectivesEvent] = TypeAdapter(DirectivesEvent)


def test_each_event_has_a_sentence() -> None:
    """DIR-14: nothing of a directive's stream is shown by its wire name."""
    for wire in OF_DIRECTIVES:
        word = tell(EVENTS.validate_python({"type": wire} | EXAMPLES[wire]), NAMES).word
        assert "directives." not in word, wire
        assert any("가" <= letter <= "힣" for letter in word), wire


def test_the_events_of_a_directive_are_found() -> None:
    assert {"directives.directive_issued.v1", "directives.stage_passed.v1"} <= set(OF_DIRECTIVES)
    assert PREFIX == "directive-"


def test_a_transfer_names_both_departments_and_the_new_deadline() -> None:
    """DIR-16."""
    moved = DirectiveTransferred(
        before="road",
        lead="welfare",
        reason="업무 분장",
        transferred_on=date(2024, 2, 7),
        report_due=date(2024, 2, 14),
        report_policy="DIR_SET",
    )
    assert tell(moved, NAMES).notes == ["도로과에서 복지과(으)로", "보고 기한 2024. 2. 14.(수)", "업무 분장"]


def test_who_confirmed_a_report_is_told_by_post_not_by_login() -> None:
    """ADR 0022: an account that is no more has nothing but its login."""
    report = PriorityReportSubmitted(
        text="마침",
        attachments=(),
        problem=None,
        plan=None,
        confirmed_by=("kim", "lee"),
        reported_on=date(2024, 2, 5),
        report_late_days=0,
    )
    names = replace(NAMES, accounts={"kim": "도로1팀장"})
    assert "확인 도로1팀장, lee" in tell(report, names).notes


def test_a_deadline_without_department_is_the_offices() -> None:
    due = date(2024, 2, 5)
    reminder = ReminderSent(clock="SHARE", department=None, stage="D", due=due)  # type: ignore[arg-type]  # pydantic reads the words
    told = tell(reminder, NAMES)
    assert (told.word, told.notes) == ("공유 기한 알림 D", ["기획감사실, 기한 2024. 2. 5.(월)"])
    assert told.is_minor
