"""분기 점검과 분기 총괄보고: who is live, who must be checked, what a report says (DIR-09, DIR-10, DIR-15)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.directives import (
    AcceptOutcome,
    Assessment,
    CancelDirective,
    PublishQuarterlyReport,
    QuarterEntryPublished,
    QuarterlyReportPublished,
    RecordQuarterlyCheck,
    ShareDirective,
    TransferDirective,
    UpdateProgress,
    Visibility,
)
from contracts.errors import Rejected
from services.directives import quarter
from services.directives.directive.quarters import find_quarter, is_live, needs_check
from services.directives.directive.state import NotIssued, State
from services.directives.quarter import Quarter
from tests.unit.services.directives.story import LEAD, MAYOR, OFFICER, ROADS, Story, issued, reported, shared, submitted

Q1_LAST, Q2_FIRST, APRIL = date(2024, 3, 31), date(2024, 4, 1), date(2024, 4, 15)
PUBLISH = PublishQuarterlyReport(quarter="2024-Q1")


def check(assessment: Assessment = Assessment.ON_TRACK, **more: str) -> RecordQuarterlyCheck:
    return RecordQuarterlyCheck.model_validate({"quarter": "2024-Q1", "assessment": assessment, **more}, strict=False)


def closed(day: date) -> Story:
    story = submitted(date(2024, 1, 3))
    story.act(AcceptOutcome(), day)
    return story


@pytest.mark.parametrize(
    ("day", "name"), [(date(2024, 3, 31), "2024-Q1"), (date(2024, 4, 1), "2024-Q2"), (date(2024, 12, 31), "2024-Q4")]
)
def test_a_day_lies_in_its_quarter(day: date, name: str) -> None:
    assert find_quarter(day) == name


@pytest.mark.parametrize(
    ("story", "quarter_name", "live"),
    [
        (issued(Q1_LAST), "2024-Q1", True),
        (issued(Q2_FIRST), "2024-Q1", False),
        (issued(date(2023, 11, 1)), "2024-Q1", True),
        (closed(Q1_LAST), "2024-Q1", True),
        (closed(Q1_LAST), "2024-Q2", False),
        (closed(Q2_FIRST), "2024-Q2", True),
        (Story(), "2024-Q1", False),
        (issued(by=MAYOR, visibility=Visibility.AUDIT_ONLY), "2024-Q1", False),
        (issued(visibility=Visibility.TEXT_HIDDEN), "2024-Q1", True),
    ],
)
def test_live_is_what_was_issued_by_the_end_and_had_not_ended_before_the_start(
    story: Story, quarter_name: str, live: bool
) -> None:
    """DIR-09, DIR-22."""
    assert is_live(story.state, quarter_name) is live


def test_what_was_shared_by_the_end_must_be_checked_and_nothing_else() -> None:
    """DIR-09: unshared ones need none, nor one that was shared on the first day of the next quarter."""
    late = issued(Q1_LAST)
    late.act(ShareDirective(lead=LEAD), Q2_FIRST)
    assert [needs_check(story.state, "2024-Q1") for story in (shared(Q1_LAST), issued(Q1_LAST), late)] == [
        True, False, False
    ]  # fmt: skip
    story = closed(Q2_FIRST)
    assert needs_check(story.state, "2024-Q1")
    story.act(check(Assessment.DONE), APRIL)
    assert not needs_check(story.state, "2024-Q1")


@pytest.mark.parametrize("more", [{}, {"cause": "예산 부족"}, {"remedy": "추경 반영"}])
def test_lagging_needs_cause_and_remedy(more: dict[str, str]) -> None:
    """DIR-15."""
    with pytest.raises(Rejected, match="CAUSE_AND_REMEDY_REQUIRED"):
        shared().act(check(Assessment.LAGGING, **more), APRIL)
    assert shared().act(check(Assessment.LAGGING, cause="예산 부족", remedy="추경 반영"), APRIL) != ()


@pytest.mark.parametrize(
    ("story", "day", "code"),
    [
        (shared(Q2_FIRST), APRIL, "NOT_IN_QUARTER"),  # shared after the quarter
        (closed(date(2024, 1, 3)), APRIL, None),
        (shared(date(2023, 11, 1)), date(2023, 12, 31), "NOT_IN_QUARTER"),  # it has not begun
        (issued(), APRIL, "WRONG_STATE"),  # not shared
    ],
)
def test_a_check_is_of_what_was_live_and_shared(story: Story, day: date, code: str | None) -> None:
    """DIR-09, decided.md: the check once shared."""
    if code is None:
        assert len(story.act(check(), day)) == 1
    else:
        with pytest.raises(Rejected, match=code):
            story.act(check(), day)


def test_what_ended_before_the_quarter_is_not_checked_in_it() -> None:
    """DIR-09."""
    story = closed(Q1_LAST)
    with pytest.raises(Rejected, match="NOT_IN_QUARTER"):
        story.act(check().model_copy(update={"quarter": "2024-Q2"}), date(2024, 7, 5))


def publish(
    stories: Sequence[Story], day: date = APRIL, command: PublishQuarterlyReport = PUBLISH, editions: int = 0
) -> tuple[list[QuarterEntryPublished], QuarterlyReportPublished]:
    states = [(UUID(int=n), _number(story.state, n)) for n, story in enumerate(stories, 1)]
    *entries, head = quarter.decide(command, Quarter(editions), states[::-1], today=day, cut={"directives": 77})
    assert isinstance(head, QuarterlyReportPublished)
    return [entry for entry in entries if isinstance(entry, QuarterEntryPublished)], head


def _number(state: State, number: int) -> State:
    if isinstance(state, NotIssued):
        return state
    return replace(state, order=replace(state.order, number=f"2024-{number:04d}"))


def test_a_report_lists_every_live_directive_in_the_order_of_numbers() -> None:
    """DIR-09, DIR-10: two are the office's own delay: one still unshared, one shared after the quarter's end."""
    done, open_, late, gone = reported(), shared(Q1_LAST), issued(Q1_LAST), issued(Q1_LAST)
    done.act(UpdateProgress(percent=60, note="공사 중"), Q1_LAST, OFFICER)
    done.act(check(Assessment.LAGGING, cause="예산 부족", remedy="추경 반영"), APRIL)
    open_.act(check(), APRIL)
    late.act(ShareDirective(lead=LEAD), Q2_FIRST)
    gone.act(CancelDirective(reason="중복"), Q2_FIRST)
    entries, head = publish([done, open_, late, gone, issued(Q2_FIRST), closed(date(2023, 12, 29))])
    assert [(entry.number, entry.state) for entry in entries] == [
        ("2024-0001", "IN_PROGRESS"), ("2024-0002", "SHARED"), ("2024-0003", "SHARED"), ("2024-0004", "CANCELLED")
    ]  # fmt: skip
    assert (head.edition, head.entries, head.unshared, head.cut) == (1, 4, 2, {"directives": 77})
    first = entries[0]
    assert (first.percent, first.latest, first.assessment, first.cause) == (60, "공사 중", "LAGGING", "예산 부족")
    assert (first.share_late_days, first.report_late_days, first.lead) == (0, 0, LEAD)
    assert (entries[3].lead, entries[3].closed_on) == (None, Q2_FIRST)


def test_a_report_says_who_led_and_whose_clock_it_was_at_the_quarters_end() -> None:
    """DIR-13, DIR-16, ADR 0025: due on 14 March; missed, or moved in time, or passed on only in April.

    Who leads it today is said beside it; what was not shared by then has nobody.
    """
    march, day = date(2024, 3, 11), date(2024, 3, 14)
    missed, in_time, kept, late = shared(march), shared(march), shared(march), issued(Q1_LAST)
    anew = TransferDirective(lead=ROADS, reason="소관", report_due=date(2024, 4, 22))
    keep = TransferDirective(lead=ROADS, reason="소관")
    missed.act(keep, date(2024, 3, 15))
    in_time.act(keep, date(2024, 3, 12))
    kept.act(anew, APRIL)
    late.act(ShareDirective(lead=LEAD), Q2_FIRST)
    for story in (missed, in_time, kept):
        story.act(check(), APRIL)
    entries, _ = publish([missed, in_time, kept, late])
    told = [(each.lead, each.tenure and (each.tenure.lead, each.tenure.clock, each.tenure.due)) for each in entries]
    assert told == [
        (ROADS, (ROADS, LEAD, day)),
        (ROADS, (ROADS, ROADS, day)),
        (ROADS, (LEAD, LEAD, day)),
        (LEAD, None),
    ]


def test_a_report_says_nothing_that_only_the_parties_may_read() -> None:
    """DIR-12: TEXT_HIDDEN keeps the counts and hides the words."""
    story = issued(visibility=Visibility.TEXT_HIDDEN)
    story.act(ShareDirective(lead=LEAD), date(2024, 2, 5))
    story.act(check(Assessment.LAGGING, cause="비밀", remedy="비밀"), APRIL)
    (entry,), head = publish([story])
    assert (entry.text, entry.latest, entry.cause, entry.remedy) == (None, None, None, None)
    assert (entry.number, entry.assessment, head.entries) == ("2024-0001", "LAGGING", 1)


def test_a_report_waits_for_the_quarters_end_and_for_every_check() -> None:
    """DIR-09, DIR-10: the refusal counts what is missing and names the first twenty."""
    with pytest.raises(Rejected, match="QUARTER_INCOMPLETE") as early:
        publish([], Q1_LAST)
    assert early.value.details == {"until": "2024-03-31"}
    with pytest.raises(Rejected, match="QUARTER_INCOMPLETE") as missing:
        publish([shared() for _ in range(25)])
    assert missing.value.details["missing"] == "25"
    assert missing.value.details["numbers"].split(",") == [f"2024-{n:04d}" for n in range(1, 21)]


def test_a_quarter_without_directives_has_no_report() -> None:
    """DIR-09: what is published stands for ever, and a mistyped year would."""
    for stories in ([], [issued(Q2_FIRST), closed(date(2023, 12, 29))]):
        with pytest.raises(Rejected, match="NOT_IN_QUARTER"):
            publish(stories)


def test_a_published_report_is_corrected_by_a_next_version_with_its_reason() -> None:
    """DIR-10."""
    with pytest.raises(Rejected, match="REASON_REQUIRED"):
        publish([], editions=1)
    _, head = publish([], command=PUBLISH.model_copy(update={"reason": "누락"}), editions=1)
    assert (head.edition, head.reason) == (2, "누락")
    assert quarter.evolve(Quarter(1), head) == Quarter(2)
