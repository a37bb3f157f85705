"""Service contracts as given / when / then: the research of 422백만원 and of the brand (PRJ-31 to PRJ-33)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.calendar import Calendar, find_business_day_from
from contracts.errors import Rejected
from contracts.projects import DiscrepancyRecorded
from contracts.projects.money import read_amount
from contracts.projects.service_contracts import (
    AcceptContract,
    AmendContract,
    BriefingKind,
    ContractAccepted,
    ContractAmended,
    ContractSigned,
    HoldBriefing,
    Share,
    SignContract,
)
from services.projects.claims import name_discrepancy
from services.projects.contract import NOT_SIGNED, Facts, State, decide, evolve, name_state
from tests.unit.services.projects.acting import CULTURE, OFFICE, ROADS, fold
from tests.unit.services.projects.project.story import claim

PROJECT = UUID(int=5)
PARTNERS = ("krihs", "dosiyeon", "chungnam-institute")
FACTS = Facts(
    today=date(2018, 12, 1),
    actor=OFFICE,
    contract=UUID(int=6),
    command=UUID(int=6),
    lead="culture",
    partners=frozenset(PARTNERS),
)


def share(*shares: int) -> tuple[Share, ...]:
    """Return shares in percent of the three partners."""
    return tuple(Share(partner=partner, share=100 * each) for partner, each in zip(PARTNERS, shares, strict=False))


SIGN = SignContract(
    project=PROJECT,
    name="충남 연계협력형 지역계획수립 연구용역",
    amount=read_amount("422백만원"),
    period="2018. 1. 22. ~ 2018. 11. 17.",
    stated_days=300,
    consortium=share(70, 20, 10),
)


def signed(command: SignContract = SIGN) -> State:
    """Return a contract as signed."""
    start: State = NOT_SIGNED
    return fold(evolve, start, *decide(command, start, FACTS))


def brief(kind: BriefingKind, number: int = 0, on: str = "2018. 2월") -> HoldBriefing:
    """Return a briefing."""
    return HoldBriefing(kind=kind, number=number, on=on)


KICKOFF = brief(BriefingKind.KICKOFF)
FINAL = brief(BriefingKind.FINAL, on="2018. 11월")
INTERIMS = tuple(brief(BriefingKind.INTERIM, number, f"2018. {number + 2}월") for number in (1, 2, 3))
ACCEPT = AcceptContract(on="2018. 11월")


def briefed(*briefings: HoldBriefing) -> State:
    """Return a contract after briefings."""
    state = signed()
    for each in briefings:
        state = fold(evolve, state, *decide(each, state, FACTS))
    return state


def test_both_ends_of_its_period_count() -> None:
    """AR-11, PRJ-32: 2018-01-22 to 11-17 are 300 days."""
    (event,) = decide(SIGN, NOT_SIGNED, FACTS)
    assert isinstance(event, ContractSigned)
    assert event.days == 300


def test_it_ends_on_a_saturday_and_the_next_business_day_is_monday() -> None:
    """AR-11, INC-10: 11-17, then 11-19."""
    (event,) = decide(SIGN, NOT_SIGNED, FACTS)
    assert isinstance(event, ContractSigned)
    assert event.period.last == date(2018, 11, 17)
    assert find_business_day_from(Calendar(), event.period.last) == date(2018, 11, 19)


def test_days_that_are_off_are_refused_or_claimed() -> None:
    """AR-11."""
    off = SIGN.model_copy(update={"stated_days": 299})
    with pytest.raises(Rejected, match="PERIOD_DAYS_MISMATCH") as refusal:
        decide(off, NOT_SIGNED, FACTS)
    assert refusal.value.details == {"stated": "299일", "computed": "300일"}
    claimed = off.model_copy(update={"claims": (claim("PERIOD_DAYS_MISMATCH", "(299일)", "A271"),)})
    event = decide(claimed, NOT_SIGNED, FACTS)[-1]
    assert isinstance(event, DiscrepancyRecorded)
    assert name_discrepancy(event) == f"discrepancy-{event.discrepancy}"


def test_days_need_a_period_to_the_day() -> None:
    for period in ("2017. 11월 ~ 2018. 12월", "2018-01-22 ~"):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            decide(SIGN.model_copy(update={"period": period}), NOT_SIGNED, FACTS)
    (event,) = decide(SIGN.model_copy(update={"period": "2017. 11월 ~", "stated_days": None}), NOT_SIGNED, FACTS)
    assert isinstance(event, ContractSigned)
    assert event.days is None


def test_the_shares_of_a_consortium_are_the_whole() -> None:
    """AR-12, PRJ-32: 70 + 20 + 10 = 100."""
    for shares in ((70, 20, 9), (70, 20, 11), (70, 20)):
        with pytest.raises(Rejected, match="CONSORTIUM_SHARES"):
            decide(SIGN.model_copy(update={"consortium": share(*shares)}), NOT_SIGNED, FACTS)
    twice = (Share(partner="krihs", share=5_000), Share(partner="krihs", share=5_000))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        decide(SIGN.model_copy(update={"consortium": twice}), NOT_SIGNED, FACTS)
    with pytest.raises(Rejected, match="UNKNOWN_PARTNER"):
        decide(SIGN, NOT_SIGNED, replace(FACTS, partners=frozenset()))


def test_a_contract_that_follows_has_its_own_amount() -> None:
    """PRJ-33, INC-09: 3억 beside 422백만, never added."""
    follow = SIGN.model_copy(update={"amount": read_amount("3억"), "follow_up_of": UUID(int=6)})
    (event,) = decide(follow, NOT_SIGNED, FACTS)
    assert isinstance(event, ContractSigned)
    assert event.amount is not None
    assert (event.follow_up_of, event.amount.won) == (UUID(int=6), 300_000_000)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(follow, NOT_SIGNED, replace(FACTS, is_former_known=False))


def test_briefings_are_held_in_their_order() -> None:
    """PRJ-31: 착수, 중간 1..3, 최종."""
    assert name_state(briefed(KICKOFF, *INTERIMS, FINAL)) == "SIGNED"
    assert name_state(briefed(*INTERIMS[:1], FINAL)) == "SIGNED"


@pytest.mark.parametrize(
    ("held", "next_one"),
    [
        ((KICKOFF,), KICKOFF),
        ((KICKOFF,), INTERIMS[1]),
        ((KICKOFF, *INTERIMS[:1]), INTERIMS[0]),
        ((KICKOFF, *INTERIMS[:1]), KICKOFF),
        ((KICKOFF, FINAL), INTERIMS[0]),
        ((KICKOFF, FINAL), FINAL),
        ((), brief(BriefingKind.KICKOFF, 1)),
        ((), brief(BriefingKind.INTERIM, 0)),
    ],
)
def test_a_briefing_out_of_its_order_is_refused(held: tuple[HoldBriefing, ...], next_one: HoldBriefing) -> None:
    """PRJ-31."""
    with pytest.raises(Rejected, match="BRIEFING_ORDER"):
        decide(next_one, briefed(*held), FACTS)


def test_a_refusal_tells_which_briefing_comes_next() -> None:
    """PRJ-31."""
    for held, told in (((), "착수, 중간 1차 또는 최종"), ((KICKOFF,), "중간 1차 또는 최종"), ((FINAL,), "없음")):
        with pytest.raises(Rejected, match="BRIEFING_ORDER") as refusal:
            decide(INTERIMS[2], briefed(*held), FACTS)
        assert refusal.value.details == {"next": told}


def test_a_briefing_is_not_held_before_the_last_one_nor_in_the_future() -> None:
    """PRJ-31: kick-off and interim in one month is in order (A275: 2018. 02. ~ 05.)."""
    state = briefed(brief(BriefingKind.KICKOFF, on="2018-02-10"))
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        decide(brief(BriefingKind.INTERIM, 1, "2018-02-09"), state, FACTS)
    decide(brief(BriefingKind.INTERIM, 1, "2018. 2월"), state, FACTS)
    with pytest.raises(Rejected, match="DAY_IN_FUTURE"):
        decide(brief(BriefingKind.INTERIM, 1, "2019. 1월"), state, FACTS)


def test_acceptance_needs_the_final_briefing_or_a_waiver() -> None:
    """PRJ-31."""
    with pytest.raises(Rejected, match="FINAL_BRIEFING_MISSING"):
        decide(ACCEPT, briefed(KICKOFF, *INTERIMS), FACTS)
    waived = ACCEPT.model_copy(update={"waiver_reason": "서면 보고로 갈음"})
    (event,) = decide(waived, briefed(KICKOFF), FACTS)
    assert isinstance(event, ContractAccepted)
    assert event.waiver_reason == "서면 보고로 갈음"
    (event,) = decide(waived, briefed(KICKOFF, FINAL), FACTS)
    assert isinstance(event, ContractAccepted)
    assert event.waiver_reason is None
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        decide(AcceptContract(on="2018. 10월"), briefed(KICKOFF, FINAL), FACTS)


def test_what_is_accepted_is_over() -> None:
    """PRJ-31."""
    state = briefed(KICKOFF, FINAL)
    state = fold(evolve, state, *decide(ACCEPT, state, FACTS))
    assert name_state(state) == "ACCEPTED"
    for command in (ACCEPT, KICKOFF, AmendContract(amount=read_amount("1억"), reason="증액")):
        with pytest.raises(Rejected, match="WRONG_STATE"):
            decide(command, state, FACTS)


def test_amount_and_period_are_amended_with_a_reason() -> None:
    amend = AmendContract(period="2018. 1. 22. ~ 2018. 12. 17.", stated_days=330, reason="과업 추가")
    (event,) = decide(amend, signed(), FACTS)
    assert isinstance(event, ContractAmended)
    assert event.days == 330
    (event,) = decide(AmendContract(amount=read_amount("450백만원"), reason="증액"), signed(), FACTS)
    assert isinstance(event, ContractAmended)
    assert (event.period, event.days) == (None, None)
    for bad in (AmendContract(reason="없음"), AmendContract(amount=read_amount("1억"), stated_days=1, reason="증액")):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            decide(bad, signed(), FACTS)


def test_it_belongs_to_a_project_and_its_department() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(SIGN, NOT_SIGNED, replace(FACTS, lead=None))
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        decide(SIGN, NOT_SIGNED, replace(FACTS, actor=ROADS))
    decide(SIGN, NOT_SIGNED, replace(FACTS, actor=CULTURE))
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        decide(SIGN, signed(), FACTS)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(ACCEPT, NOT_SIGNED, FACTS)
