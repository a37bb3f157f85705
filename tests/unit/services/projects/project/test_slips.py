"""Slips that nobody forecast, as given / when / then: the timer's question and its answers (PRJ-43, XS-03)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.calendar import Calendar
from contracts.projects import ProjectsEvent
from contracts.projects.milestones import DropMilestone, PlanMilestone
from contracts.projects.projects import CancelProject
from contracts.projects.reviews import ReviewKind, ReviewOpened
from contracts.projects.slips import CheckSlip, MilestoneSlipped, SlipWatched
from services.projects.project.decide import name_stream
from services.projects.project.needs import find_review, needs_flagships
from services.projects.project.slips import check
from services.projects.project.state import NOT_REGISTERED, evolve
from tests.unit.services.projects.project.story import FACTS, KEY, Story, begin
from tests.unit.services.projects.project.test_milestones import reach

LIBERATION = Calendar(frozenset({date(2018, 8, 15)}))
ASK = CheckSlip(project=KEY, number=1, day=date(2018, 8, 17))


def planned(when: str = "2018-08-03") -> Story:
    """Return a project with one milestone, planned for a Friday."""
    return begin().act(PlanMilestone(number=1, title="준공", planned=when))


def ask(story: Story, day: date, **facts: object) -> tuple[ProjectsEvent, ...]:
    """Return what a flagship's timer leads to on a day."""
    known = replace(FACTS, today=day, is_flagship=True, calendar=LIBERATION)
    return check(ASK, story.state, replace(known, **facts))  # type: ignore[arg-type]  # names of Facts


def test_ten_business_days_after_the_planned_end_a_review_is_opened() -> None:
    """With the 15th off, Monday the 20th is the tenth after Friday the 3rd of August 2018."""
    slipped, opened = ask(planned(), date(2018, 8, 20))
    assert isinstance(slipped, MilestoneSlipped)
    assert isinstance(opened, ReviewOpened)
    assert (slipped.slip_days, slipped.slip_business_days) == (17, 10)
    assert (opened.kind, opened.project, opened.milestone) == (ReviewKind.AD_HOC, KEY, 1)
    assert name_stream(opened, "project-x") == f"review-{slipped.review}"


def test_a_timer_that_a_holiday_lies_before_looks_again() -> None:
    assert ask(planned(), date(2018, 8, 17)) == (SlipWatched(number=1, again_on=date(2018, 8, 20)),)
    assert isinstance(ask(planned(), date(2018, 8, 17), calendar=Calendar())[0], MilestoneSlipped)


def test_what_is_not_late_is_left_to_its_timer() -> None:
    """An approval of flagships looks at every milestone that waits, at those of next year too (PRJ-80)."""
    assert ask(planned(), date(2018, 8, 3)) == ()
    assert isinstance(ask(planned(), date(2018, 8, 6))[0], SlipWatched)


def test_while_its_review_is_open_there_is_no_other() -> None:
    """And the milestone knows its last review, so that a handler can tell whether it is open."""
    story = planned()
    slipped, _ = ask(story, date(2018, 8, 20))
    assert isinstance(slipped, MilestoneSlipped)
    story.state = evolve(story.state, slipped)
    assert find_review(ASK, story.state) == slipped.review
    assert ask(story, date(2018, 9, 20), open_reviews=frozenset({1})) == ()


def test_what_waits_no_more_opens_none() -> None:
    late = date(2018, 9, 20)
    assert ask(planned("2018. 7월").act(reach(1, "2018. 7월")), late) == ()
    assert ask(planned().act(DropMilestone(number=1, reason="생략")), late) == ()
    assert ask(planned().act(CancelProject(reason="취소")), late) == ()
    assert ask(planned("2018. 6월 ~"), late) == ()
    assert check(ASK, NOT_REGISTERED, FACTS) == ()
    assert check(ASK.model_copy(update={"number": 9}), planned().state, FACTS) == ()


def test_another_project_than_a_flagship_opens_none() -> None:
    assert ask(planned(), date(2018, 9, 20), is_flagship=False) == ()
    assert needs_flagships(ASK)
    assert find_review(ASK, planned().state) is None
    assert find_review(ASK, NOT_REGISTERED) is None


def test_a_question_decided_again_opens_the_same_review() -> None:
    """As after a conflict; another question opens another."""
    first = ask(planned(), date(2018, 8, 20))
    assert first == ask(planned(), date(2018, 8, 20))
    assert first != ask(planned(), date(2018, 8, 20), command=UUID(int=2))
