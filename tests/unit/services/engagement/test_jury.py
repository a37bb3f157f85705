"""Juries as given / when / then: frozen, drawn, appointed, replaced, met three times, voted with a quorum."""

from datetime import date
from functools import reduce
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.engagement import EngagementEvent
from contracts.engagement.juries import (
    AppointJurors,
    ConcludeJury,
    DrawJury,
    FallOut,
    FreezeJuryFrame,
    HoldJurySession,
    JurorReplaced,
    JuryCommand,
    JuryDrawn,
    JuryFrameFrozen,
    JuryGroup,
    JuryItemVoted,
    JuryMet,
    JuryQuestion,
    JurySubject,
    ReplaceJuror,
    Sex,
    VoteJuryItem,
)
from contracts.errors import Rejected
from contracts.registry.known import Department
from services.engagement import jury
from services.engagement.jury import Facts, Frozen, NotFrozen, State
from tests.unit.services.projects.acting import refused

FACTS = Facts(date(2023, 12, 20), {"roads": Department(date(2018, 1, 1))})
FRAME = tuple(
    JurySubject(id=f"s{number:02}", sex=Sex.F if number % 2 else Sex.M, age_band="20-39", region="chwiam")
    for number in range(20)
)
FREEZE = FreezeJuryFrame(name="배심원단", topic="공약의 변경", seats=5, seed_source="다음 주의 복권", frame=FRAME)
DAYS = (date(2023, 11, 15), date(2023, 11, 29), date(2023, 12, 13))
"""The three sessions of the source."""


def act(state: State, *commands: JuryCommand) -> State:
    """Return the jury after commands."""
    return reduce(lambda now, command: reduce(jury.evolve, jury.decide(command, now, FACTS), now), commands, state)


def drawn() -> Frozen:
    state = act(NotFrozen(), FREEZE, DrawJury(seed="1102"))
    assert isinstance(state, Frozen)
    return state


def appointed() -> Frozen:
    waiting = drawn()
    state = act(waiting, AppointJurors(subjects=tuple(waiting.jurors)))
    assert isinstance(state, Frozen)
    return state


def meet(number: int, *attended: str, on: date | None = None) -> HoldJurySession:
    return HoldJurySession(number=number, held_on=on or DAYS[number - 1], attended=attended)


def decide_one(command: JuryCommand, state: State) -> EngagementEvent:
    (event,) = jury.decide(command, state, FACTS)
    return event


def test_the_frame_is_frozen_sorted_with_its_hash() -> None:
    """ENG-60: whatever order it came in."""
    one = decide_one(FREEZE, NotFrozen())
    other = decide_one(FREEZE.model_copy(update={"frame": FRAME[::-1]}), NotFrozen())
    assert isinstance(one, JuryFrameFrozen)
    assert (one.frame, len(one.frame_sha256)) == (FRAME, 64)
    assert one == other


def test_a_frame_needs_as_many_people_as_seats_and_each_once() -> None:
    """ENG-60."""
    small = FREEZE.model_copy(update={"frame": FRAME[:4]})
    refusal = refused(lambda: jury.decide(small, NotFrozen(), FACTS))
    assert (refusal.code, refusal.details) == ("FRAME_TOO_SMALL", {"people": "4", "seats": "5"})
    twice = FREEZE.model_copy(update={"frame": (*FRAME, FRAME[0])})
    assert refused(lambda: jury.decide(twice, NotFrozen(), FACTS)).code == "BAD_SHAPE"


def test_the_draw_tells_seed_quotas_and_list() -> None:
    """ENG-60: 5 seats over 10 women and 10 men are 2.5 each; the tie goes to F, which is sorted first."""
    event = decide_one(DrawJury(seed="1102"), act(NotFrozen(), FREEZE))
    assert isinstance(event, JuryDrawn)
    assert [(each.sex, each.people, each.seats) for each in event.quotas] == [("F", 10, 3), ("M", 10, 2)]
    assert (event.seed, len(set(event.drawn))) == ("1102", 5)
    assert refused(lambda: jury.decide(DrawJury(seed="other"), drawn(), FACTS)).code == "WRONG_STATE"


def test_who_falls_out_is_replaced_from_the_same_cell_until_it_is_empty() -> None:
    """ENG-60: ten women, three seats: seven replacements, then the seat stays empty."""
    state: State = drawn()
    assert isinstance(state, Frozen)
    sex = {subject.id: subject.sex for subject in FRAME}
    out = next(subject for subject in state.jurors if sex[subject] is Sex.F)
    for _ in range(7):
        event = decide_one(ReplaceJuror(subject=out, reason=FallOut.DECLINED), state)
        assert isinstance(event, JurorReplaced)
        assert event.replacement is not None
        assert sex[event.replacement] is Sex.F
        state, out = jury.evolve(state, event), event.replacement
    last = decide_one(ReplaceJuror(subject=out, reason=FallOut.ABSENT), state)
    assert isinstance(last, JurorReplaced)
    assert last.replacement is None
    state = jury.evolve(state, last)
    assert isinstance(state, Frozen)
    assert len(state.jurors) == 4
    assert refused(lambda: jury.decide(ReplaceJuror(subject=out, reason=FallOut.ABSENT), state, FACTS)).code == (
        "NOT_A_JUROR"
    )


def test_sessions_are_held_in_order_by_who_is_appointed() -> None:
    """ENG-61."""
    waiting, state = drawn(), appointed()
    jurors = tuple(state.jurors)
    assert refused(lambda: jury.decide(meet(1, *jurors), waiting, FACTS)).code == "SEATS_NOT_FILLED"
    refusal = refused(lambda: jury.decide(meet(2, *jurors), state, FACTS))
    assert (refusal.code, refusal.details) == ("STEP_ORDER", {"next": "1"})
    assert refused(lambda: jury.decide(meet(1, "s99"), state, FACTS)).code == "NOT_A_JUROR"
    assert refused(lambda: jury.decide(meet(1, jurors[0], jurors[0]), state, FACTS)).code == "BAD_SHAPE"
    after_first = act(state, meet(1, *jurors))
    early = meet(2, *jurors, on=date(2023, 11, 14))
    assert refused(lambda: jury.decide(early, after_first, FACTS)).code == "DATES_REVERSED"
    late = meet(2, *jurors, on=date(2023, 12, 21))
    assert refused(lambda: jury.decide(late, after_first, FACTS)).code == "DAY_IN_FUTURE"
    assert refused(lambda: jury.decide(ConcludeJury(recommendation="그대로"), after_first, FACTS)).code == "STEP_ORDER"
    done = act(after_first, meet(2, *jurors), meet(3, *jurors), ConcludeJury(recommendation="그대로"))
    assert jury.name_state(done) == "CONCLUDED"
    assert refused(lambda: jury.decide(meet(3, *jurors), done, FACTS)).code == "WRONG_STATE"


def test_groups_and_questions_stand_with_the_session() -> None:
    """ENG-61: of those present, and of departments that there were."""
    state = appointed()
    one, two, three, *_ = state.jurors
    groups = (JuryGroup(name="1분임", members=(one, two)),)
    asked = (JuryQuestion(department="roads", question="왜 늘었습니까?", answer="보상비가 올랐습니다."),)
    session = meet(1, one, two, three).model_copy(update={"groups": groups, "questions": asked})
    event = decide_one(session, state)
    assert isinstance(event, JuryMet)
    assert (event.groups, event.questions, event.appointed) == (groups, asked, 5)
    absent = session.model_copy(update={"attended": (one, three)})
    assert refused(lambda: jury.decide(absent, state, FACTS)).code == "NOT_A_JUROR"
    nowhere = asked[0].model_copy(update={"department": "moon"})
    strange = session.model_copy(update={"questions": (nowhere,)})
    assert refused(lambda: jury.decide(strange, state, FACTS)).code == "UNKNOWN_DEPARTMENT"


@pytest.mark.parametrize(
    ("yes", "no", "abstained", "is_approved"), [(3, 1, 0, True), (2, 0, 2, False), (2, 2, 0, False), (3, 0, 0, True)]
)
def test_an_item_needs_more_than_half_of_those_present(yes: int, no: int, abstained: int, is_approved: bool) -> None:
    """ENG-61: of 4 present 3 must say yes; who abstains, or says nothing, is present."""
    state = appointed()
    met = act(state, meet(1, *tuple(state.jurors)[:4]))
    event = decide_one(VoteJuryItem(item="변경안", yes=yes, no=no, abstained=abstained), met)
    assert isinstance(event, JuryItemVoted)
    assert (event.present, event.is_approved) == (4, is_approved)


def test_without_a_majority_of_the_appointed_there_is_no_vote() -> None:
    """ENG-61: of 5 appointed 3 must be present; the one more vote than people is refused first."""
    state = appointed()
    two = act(state, meet(1, *tuple(state.jurors)[:2]))
    vote = VoteJuryItem(item="변경안", yes=2, no=0)
    refusal = refused(lambda: jury.decide(vote, two, FACTS))
    assert (refusal.code, refusal.details) == ("NO_QUORUM", {"present": "2", "members": "5"})
    three = act(state, meet(1, *tuple(state.jurors)[:3]))
    assert isinstance(decide_one(vote, three), JuryItemVoted)
    many = vote.model_copy(update={"no": 2})
    assert refused(lambda: jury.decide(many, three, FACTS)).code == "VOTES_DO_NOT_ADD_UP"
    assert refused(lambda: jury.decide(vote, state, FACTS)).code == "STEP_ORDER"


def test_what_is_not_there_is_not_found_and_what_is_stays() -> None:
    assert refused(lambda: jury.decide(DrawJury(seed="1102"), NotFrozen(), FACTS)).code == "NOT_FOUND"
    assert refused(lambda: jury.decide(FREEZE, drawn(), FACTS)).code == "ALREADY_REGISTERED"
    not_drawn = act(NotFrozen(), FREEZE)
    assert refused(lambda: jury.decide(meet(1, "s01"), not_drawn, FACTS)).code == "WRONG_STATE"


@given(st.lists(st.sampled_from(["appoint", "replace", "meet", "vote"]), max_size=15), st.randoms())
def test_no_history_seats_more_than_were_drawn_or_one_twice(acts: list[str], chance: Random) -> None:
    """ENG-60: whatever is tried, the seats keep their cells and nobody who fell out comes back."""
    state: State = drawn()
    out: set[str] = set()
    for each in acts:
        assert isinstance(state, Frozen)
        someone = chance.choice(sorted(state.jurors))
        commands: dict[str, JuryCommand] = {
            "appoint": AppointJurors(subjects=(someone,)),
            "replace": ReplaceJuror(subject=someone, reason=FallOut.RESIGNED),
            "meet": meet(min(state.sessions + 1, 3), someone),
            "vote": VoteJuryItem(item="변경안", yes=1, no=0),
        }
        try:
            state = act(state, commands[each])
        except Rejected:
            continue
        out |= {someone} if each == "replace" else set()
        assert isinstance(state, Frozen)
        assert not out & state.jurors.keys()
        assert len(state.jurors) <= 5
        assert sum(int(subject[1:]) % 2 for subject in state.jurors) <= 3
