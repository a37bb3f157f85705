"""Which projects must name their people, and why: at the bounds of each criterion (PRJ-84)."""

from datetime import date

import pytest

from contracts.projects.real_names import CRITERIA, Criteria, Criterion, Finding, Subject, explain, find_criteria

RULES = find_criteria(date(2018, 8, 1))


def met(subject: Subject) -> set[Criterion]:
    return {each.criterion for each in explain(subject, RULES) if each.is_met}


def test_the_brand_contract_qualifies_and_the_rule_says_why() -> None:
    """PRJ-84, A98: 224,250천원 are at least 5천만원, and less than 10억원."""
    findings = {each.criterion: each for each in explain(Subject(224_250_000, 224_250_000), RULES)}
    assert {key for key, each in findings.items() if each.is_met} == {Criterion.RESEARCH_CONTRACT}
    assert findings[Criterion.RESEARCH_CONTRACT].explain() == "연구용역비: 224,250,000원, 기준 50,000,000원 이상"
    assert findings[Criterion.TOTAL_COST].explain() == "총사업비: 224,250,000원, 기준 1,000,000,000원 미만"
    assert findings[Criterion.PLEDGE].explain() == "공약사업: 해당 없음"


@pytest.mark.parametrize(
    ("subject", "criteria"),
    [
        (Subject(total_won=1_000_000_000), {Criterion.TOTAL_COST}),
        (Subject(total_won=999_999_999), set()),
        (Subject(contract_won=50_000_000), {Criterion.RESEARCH_CONTRACT}),
        (Subject(contract_won=49_999_999), set()),
        (Subject(ordinance="명명 조례"), {Criterion.ORDINANCE}),
        (Subject(pledge="공약 12"), {Criterion.PLEDGE}),
        (Subject(is_requested=True), {Criterion.CITIZEN_REQUEST}),
        (Subject(), set()),
        (Subject(10**10, 10**9, "명명 조례", "공약 12", is_requested=True), set(Criterion)),
    ],
)
def test_each_criterion_holds_from_its_bound_on(subject: Subject, criteria: set[Criterion]) -> None:
    """PRJ-84: 10억, 5천만, 조례, 공약, 국민신청."""
    assert met(subject) == criteria


def test_what_no_number_tells_is_stated_and_told_again() -> None:
    """PRJ-84: an ordinance or a pledge is a stated fact, and the explanation names it."""
    findings = {each.criterion: each for each in explain(Subject(ordinance="브랜드 조례"), RULES)}
    assert findings[Criterion.ORDINANCE].explain() == "조례 제정·개정: 해당(브랜드 조례)"
    assert findings[Criterion.PLEDGE].explain() == "공약사업: 해당 없음"


def test_an_amount_that_is_not_known_meets_nothing() -> None:
    """PRJ-84."""
    unknown = next(each for each in explain(Subject(), RULES) if each.criterion is Criterion.TOTAL_COST)
    assert unknown == Finding(criterion=Criterion.TOTAL_COST, is_met=False, won=None, least_won=1_000_000_000)
    assert unknown.explain() == "총사업비: 금액 없음, 기준 1,000,000,000원 미만"


def test_the_amounts_are_a_policy_with_versions() -> None:
    """PRJ-84: another city's 50억 and 2억 from 2020 on."""
    later = Criteria(date(2020, 1, 1), total_won=5_000_000_000, contract_won=200_000_000)
    versions = (later, *CRITERIA)
    assert find_criteria(date(2019, 12, 31), versions) == CRITERIA[0]
    assert find_criteria(date(2020, 1, 1), versions) == later
    assert find_criteria(date(2001, 1, 1), versions) == CRITERIA[0]
