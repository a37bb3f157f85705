"""Views of pledges as folds of events: they say of a pledge what its own decisions rest on (EVL-60 to EVL-70)."""

from datetime import date
from functools import reduce
from types import ModuleType
from typing import Any
from uuid import UUID

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_changes import (
    PledgeChangeDecidedByJury,
    PledgeChangeKind,
    PledgeChangeRefused,
    PledgeChangeRequested,
    PledgeChangeStep,
    PledgeWish,
)
from contracts.evaluations.pledge_grades import PledgeGradeEstimated, PledgeGradeRecorded
from contracts.evaluations.pledges import (
    ActionPlanAdopted,
    LeadAssigned,
    ListedPledge,
    PledgeContentChanged,
    PledgePlan,
    PledgeQuarterChecked,
    PledgeRegistered,
    PledgeSetConfirmed,
    PledgeSetOpened,
    PledgesListed,
    PledgeStanding,
    PledgeState,
    PledgeStatusChanged,
)
from contracts.messages import Recorded
from gateway.views import pledge, pledge_change, pledge_grade, pledge_set
from services.evaluations import pledge as decider
from tests.making import record_all

KEY, CHANGE = UUID(int=1), UUID(int=2)
REGISTERED = PledgeRegistered(term=7, number=1, field="happy", name="공원", content=None)
TARGETS = [{"year": 2022, "progress": 100, "target": "준공"}]
PLAN = PledgePlan.model_validate({"due_on": "2022-06-30", "targets": TARGETS})
OPENED = PledgeSetOpened.model_validate(
    {
        "term": 7,
        "name": "민선7기",
        "begins_on": "2018-07-01",
        "ends_on": "2022-06-30",
        "fields": [{"code": code, "name": code, "pledges": 2} for code in ("happy", "safe")],
    }
)


VOTE = {"number": 1, "session": 3, "item": "보류", "yes": 3, "no": 0, "abstained": 0, "present": 3, "is_approved": True}
JURY = {
    "jury": CHANGE,
    "name": "배심원단",
    "topic": "공약의 변경",
    "frame_sha256": "0" * 64,
    "people": 3,
    "seats": 3,
    "seed": "1092",
    "sittings": [],
    "recommendation": "권고",
}


def fold(view: ModuleType, key: object, *events: EvaluationsEvent) -> Any:
    """Return the row of one stream's events; each event is the row's, and no other stream's is."""
    stream = f"{view.PREFIX}{key}"
    told: list[Recorded[EvaluationsEvent]] = record_all([(stream, each) for each in events])
    assert {view.keys(each) for each in told} == {(key,)}
    assert view.keys(record_all([("other-1", events[0])])[0]) == ()
    return reduce(view.apply, told, None)


def check(quarter: str, standing: PledgeStanding | None, progress: int) -> PledgeQuarterChecked:
    told = {"note": "추진", "is_lagging": False, "cause": None, "remedy": None, "remedy_on": None, "evidence": []}
    whole = {"quarter": quarter, "standing": standing, "progress": progress, "reported_by": "officer", **told}
    return PledgeQuarterChecked.model_validate(whole)


def move(before: PledgeState, after: PledgeState, change: UUID | None = None) -> PledgeStatusChanged:
    return PledgeStatusChanged(before=before, after=after, note=None, change=change)


HISTORY: tuple[EvaluationsEvent, ...] = (
    REGISTERED,
    LeadAssigned(lead="roads", supporting=("culture",), reason=None),
    ActionPlanAdopted(plan=PLAN, change=None),
    check("2019-Q3", PledgeStanding.ON_TRACK, 40),
    move(PledgeState.REGISTERED, PledgeState.ON_TRACK),
    check("2019-Q4", PledgeStanding.DONE, 100),
    move(PledgeState.ON_TRACK, PledgeState.ON_HOLD, CHANGE),
    check("2019-Q2", None, 10),
    PledgeContentChanged(name="큰 공원", content="넓힘", change=CHANGE),
)


def test_a_pledges_row_says_what_its_decisions_rest_on() -> None:
    """EVL-61 to EVL-67: after each event, state, progress, claim, lead and changes are those of the decider."""
    state: decider.State = decider.NotRegistered()
    for length, event in enumerate(HISTORY, 1):
        state = decider.evolve(state, event)
        row = fold(pledge, str(KEY), *HISTORY[:length])
        assert isinstance(state, decider.Registered)
        own = (state.state, state.progress, state.claim is not None, state.lead, state.changes, state.name)
        assert (row.state, row.progress, row.is_claimed, row.lead, row.changes, row.name) == own


def test_each_number_of_a_pledge_names_the_event_it_came_from() -> None:
    """EVL-17: the plan's day from the third, progress from the sixth, though a seventh and an eighth came."""
    row = fold(pledge, str(KEY), *HISTORY)
    assert row.sources == {"state": 7, "progress": 6, "due_on": 3}
    assert [each["source"] for each in row.history] == list(range(1, 10))


def test_a_set_counts_what_is_listed_by_field() -> None:
    """EVL-60, EVL-63: two of the first field, none of the second, and the day on which it was closed."""
    listed = tuple(ListedPledge(pledge=UUID(int=n), number=n, field="happy") for n in (1, 2))
    row = fold(pledge_set, 7, OPENED, PledgesListed(pledges=listed))
    assert ([each["listed"] for each in row.fields], row.pledges, row.state) == ([2, 0], 2, "OPEN")
    confirmed = PledgeSetConfirmed(term=7, confirmed_on=date(2018, 9, 1), pledges=2, jury=None)
    row = fold(pledge_set, 7, OPENED, PledgesListed(pledges=listed), confirmed)
    assert (row.state, row.confirmed_on) == ("CONFIRMED", date(2018, 9, 1))


def test_an_estimate_never_takes_the_place_of_a_grade() -> None:
    """EVL-69: in whatever order they come."""
    whole = {"body": "본부", "threshold": "85", "points": None, "announced_on": "2020-05-01", "reason": None}
    given = PledgeGradeRecorded.model_validate({"year": 2020, "grade": "SA", **whole})
    estimate = PledgeGradeEstimated.model_validate({"year": 2020, "grade": "A", "basis": "이행률"})
    for events in ((given, estimate), (estimate, given)):
        row = fold(pledge_grade, 2020, *events)
        assert (row.given["grade"], row.given["threshold"], row.estimate["grade"]) == ("SA", "85", "A")


def test_a_change_keeps_each_step_and_the_jurys_record() -> None:
    """EVL-63, EVL-70: who took it by role, and where its event is; a refusal says at which step."""
    asked = PledgeChangeRequested(term=7, pledge=KEY, wished=PledgeWish(kind=PledgeChangeKind.HOLD), reason="여건")
    decided = PledgeChangeDecidedByJury.model_validate({"jury": {**JURY, "vote": VOTE}})
    refused = PledgeChangeRefused(at_step=PledgeChangeStep.JURY_APPROVED, reason="재정")
    row = fold(pledge_change, str(CHANGE), asked, decided, refused)
    assert (row.step, row.kind, row.jury["vote"]["yes"]) == ("REFUSED", "HOLD", 3)
    assert [(each["step"], each["source"]) for each in row.steps] == [
        ("REQUESTED", 1),
        ("JURY_APPROVED", 2),
        ("REFUSED", 3),
    ]
