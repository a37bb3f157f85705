"""What becomes of a milestone whose planned end has passed: a flagship's opens one ad-hoc review (PRJ-43, XS-03)."""

from uuid import uuid5

from contracts.calendar import add_business_days
from contracts.projects import ProjectsEvent
from contracts.projects.reviews import ReviewKind, ReviewOpened
from contracts.projects.schedule import SLIP_OPENS_REVIEW, find_slip
from contracts.projects.slips import CheckSlip, MilestoneSlipped, SlipWatched
from services.projects.project.ground import Facts
from services.projects.project.milestones import Milestone
from services.projects.project.state import Active, State


def check(command: CheckSlip, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what looking leads to: nothing where the milestone is not late or waits no more, or is under review.

    A timer is set before holidays are known: where it comes too soon, the day on which to look again is told.
    """
    milestone = _find_waiting(command, state)
    if milestone is None or milestone.planned.last is None or not facts.is_flagship:
        return ()
    slip = find_slip(milestone.planned, facts.today, facts.calendar)
    if not slip.days:
        return ()
    if slip.business_days < SLIP_OPENS_REVIEW:
        again_on = add_business_days(facts.calendar, milestone.planned.last, SLIP_OPENS_REVIEW)
        return (SlipWatched(number=milestone.number, again_on=again_on),)
    if milestone.number in facts.open_reviews:
        return ()
    review = uuid5(facts.command, "review")
    slipped = MilestoneSlipped(
        number=milestone.number, slip_days=slip.days, slip_business_days=slip.business_days, review=review
    )
    opened = ReviewOpened(
        review=review,
        project=facts.project,
        kind=ReviewKind.AD_HOC,
        quarter=None,
        milestone=milestone.number,
        reason=f"계획한 날({milestone.planned.show()})에서 {slip.business_days:,}근무일이 지났습니다.",
    )
    return (slipped, opened)


def _find_waiting(command: CheckSlip, state: State) -> Milestone | None:
    if not isinstance(state, Active):
        return None
    milestone = state.project.schedule.milestones.get(command.number)
    if milestone is None or milestone.reached is not None or milestone.is_dropped:
        return None
    return milestone
