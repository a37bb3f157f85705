"""Concurrence as given / when / then: all must, one refusal returns it, and it may be asked for again."""

from datetime import date
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.registry import (
    Concur,
    Concurred,
    ConcurrenceRefused,
    ConcurrenceRequested,
    ConcurrenceResubmitted,
    RefuseConcurrence,
    RegistryEvent,
    RequestConcurrence,
    ResubmitConcurrence,
)
from services.registry import concurrence, department
from services.registry.concurrence import Facts, NotRequested, Requested, State
from services.registry.validity import Validity

TODAY = date(2024, 1, 25)
THERE = department.Registered(Validity(date(2024, 1, 1)))
PLAN = RequestConcurrence(title="열린도서관 운영", text="개관 시간을 늘림", departments=("welfare", "roads"))
REFUSE = RefuseConcurrence(reason="점용 협의가 먼저임")
AGAIN = ResubmitConcurrence(text="점용 협의를 마침")


def by(acting: str | None) -> Facts:
    return Facts(TODAY, acting)


def after(*events: RegistryEvent) -> State:
    start: State = NotRequested()
    return reduce(concurrence.evolve, events, start)


REQUESTED = ConcurrenceRequested(
    title="열린도서관 운영", text="개관 시간을 늘림", by="culture", departments=("welfare", "roads")
)
WELFARE = Concurred(department="welfare", opinion=None, round=1, is_last=False)
REFUSED = ConcurrenceRefused(department="roads", reason="점용 협의가 먼저임", round=1)


def test_a_plan_waits_for_all_departments_that_it_names() -> None:
    """ORG-09."""
    facts = Facts(TODAY, "culture", {"welfare": THERE, "roads": THERE})
    assert concurrence.decide(PLAN, NotRequested(), facts) == (REQUESTED,)
    assert concurrence.name_state(after(REQUESTED)) == "PENDING"


def test_with_the_last_one_the_plan_is_concurred() -> None:
    """ORG-09: PENDING until all have."""
    assert concurrence.decide(Concur(), after(REQUESTED), by("welfare")) == (WELFARE,)
    state = after(REQUESTED, WELFARE)
    assert concurrence.name_state(state) == "PENDING"
    (last,) = concurrence.decide(Concur(opinion="동의"), state, by("roads"))
    assert last == Concurred(department="roads", opinion="동의", round=1, is_last=True)
    assert concurrence.name_state(concurrence.evolve(state, last)) == "CONCURRED"


def test_one_refusal_returns_the_plan_with_its_reason() -> None:
    """ORG-09."""
    state = after(REQUESTED, WELFARE)
    assert concurrence.decide(REFUSE, state, by("roads")) == (REFUSED,)
    assert concurrence.name_state(concurrence.evolve(state, REFUSED)) == "RETURNED"
    with pytest.raises(Rejected, match="REASON_REQUIRED"):
        concurrence.decide(RefuseConcurrence(), state, by("roads"))


def test_a_department_may_think_again_while_others_are_asked() -> None:
    """ORG-09: joint responsibility holds only once all have concurred."""
    assert len(concurrence.decide(REFUSE, after(REQUESTED, WELFARE), by("welfare"))) == 1


def test_a_returned_plan_is_asked_for_anew_of_all() -> None:
    """ORG-09."""
    (again,) = concurrence.decide(AGAIN, after(REQUESTED, WELFARE, REFUSED), by("culture"))
    assert again == ConcurrenceResubmitted(text="점용 협의를 마침", round=2)
    state = after(REQUESTED, WELFARE, REFUSED, again)
    assert concurrence.name_state(state) == "PENDING"
    assert isinstance(state, Requested)
    assert (state.round, state.concurred) == (2, frozenset())


@pytest.mark.parametrize("acting", ["culture", "planning-audit", None])
def test_only_who_is_asked_answers(acting: str | None) -> None:
    """ORG-09."""
    for command in (Concur(), REFUSE):
        with pytest.raises(Rejected, match="NOT_PERMITTED"):
            concurrence.decide(command, after(REQUESTED), by(acting))


@pytest.mark.parametrize("acting", ["welfare", None])
def test_only_who_asked_asks_again(acting: str | None) -> None:
    """ORG-09."""
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        concurrence.decide(AGAIN, after(REQUESTED, REFUSED), by(acting))


def test_a_department_concurs_once() -> None:
    assert concurrence.decide(Concur(), after(REQUESTED, WELFARE), by("welfare")) == ()


@pytest.mark.parametrize(
    ("state", "command", "allowed"),
    [
        (after(REQUESTED), AGAIN, "concur,refuse"),
        (after(REQUESTED, REFUSED), Concur(), "resubmit"),
        (after(REQUESTED, REFUSED), REFUSE, "resubmit"),
        (after(REQUESTED, WELFARE, WELFARE.model_copy(update={"department": "roads"})), REFUSE, ""),
        (after(REQUESTED), PLAN, "concur,refuse"),
    ],
)
def test_what_a_state_does_not_allow_is_refused(
    state: State, command: concurrence.ConcurrenceCommand, allowed: str
) -> None:
    """ORG-09: what all have concurred with is not refused any more."""
    with pytest.raises(Rejected, match="WRONG_STATE") as refusal:
        concurrence.decide(command, state, by("welfare"))
    assert refusal.value.details["allowed"] == allowed


@pytest.mark.parametrize("departments", [("welfare", "welfare"), ("welfare", "culture")])
def test_others_are_asked_and_each_once(departments: tuple[str, ...]) -> None:
    facts = Facts(TODAY, "culture", dict.fromkeys(departments, THERE))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        concurrence.decide(PLAN.model_copy(update={"departments": departments}), NotRequested(), facts)


def test_who_is_asked_exists_today() -> None:
    gone = department.Registered(Validity(date(2018, 1, 1), date(2023, 12, 31)))
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        concurrence.decide(PLAN, NotRequested(), Facts(TODAY, "culture", {"welfare": THERE, "roads": gone}))


def test_nothing_is_answered_that_was_not_asked() -> None:
    for command in (Concur(), REFUSE, AGAIN):
        with pytest.raises(Rejected, match="NOT_FOUND"):
            concurrence.decide(command, NotRequested(), by("welfare"))


@given(st.permutations(["a", "b", "c", "d"]), st.integers(1, 4))
def test_the_last_of_any_order_completes_it(order: list[str], asked: int) -> None:
    """ORG-09."""
    departments = tuple(sorted(order)[:asked])
    state = after(REQUESTED.model_copy(update={"departments": departments}))
    answers = [department for department in order if department in departments]
    for number, acting in enumerate(answers, 1):
        (event,) = concurrence.decide(Concur(), state, by(acting))
        assert isinstance(event, Concurred)
        assert event.is_last == (number == asked)
        state = concurrence.evolve(state, event)
    assert concurrence.name_state(state) == "CONCURRED"
