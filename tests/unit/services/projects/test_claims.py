"""Breaches: refused with both numbers, or claimed by the office and recorded (PRJ-10, domain.md 1.10)."""

from uuid import UUID

import pytest

from contracts.errors import Rejected
from contracts.projects import AboutKind, Claim
from services.projects.claims import Breach, Subject, name_discrepancy, settle
from tests.unit.services.projects.acting import CULTURE, OFFICE

FIRST = Breach("FUNDING_SUM_MISMATCH", "재원의 합이 다릅니다.", "10원", "9원", "sources")
SECOND = Breach("FUNDING_SUM_MISMATCH", "재원의 합이 다릅니다.", "20원", "19원", "years")
SOFT = Breach("RATE_DEVIATION", "보조율과 다릅니다.", "1,809백만원", "1,806백만원", "NATIONAL", refuses=False)
SUBJECT = Subject(AboutKind.PROJECT, "7", UUID(int=1))


def claim(code: str = "FUNDING_SUM_MISMATCH", source: str = "A207") -> Claim:
    """Return a claim."""
    return Claim(code=code, stated="10", source=source, note="원문 그대로")


def test_an_unclaimed_breach_refuses_with_both_numbers() -> None:
    """PRJ-10."""
    with pytest.raises(Rejected, match="재원의 합") as refusal:
        settle([FIRST], (), OFFICE, SUBJECT)
    assert refusal.value.details == {"stated": "10원", "computed": "9원"}


def test_a_claimed_breach_keeps_the_sources_own_words() -> None:
    """PRJ-10."""
    (event,) = settle([FIRST], (claim(),), OFFICE, SUBJECT)
    assert (event.code, event.stated, event.computed) == ("FUNDING_SUM_MISMATCH", "10", "9원")
    assert (event.source, event.note, event.about.field) == ("A207", "원문 그대로", "sources")


def test_each_breach_has_its_own_claim_in_their_order() -> None:
    """PRJ-10: two of one code are two."""
    with pytest.raises(Rejected, match="FUNDING_SUM_MISMATCH") as refusal:
        settle([FIRST, SECOND], (claim(),), OFFICE, SUBJECT)
    assert refusal.value.details["stated"] == "20원"
    events = settle([FIRST, SECOND], (claim(source="A1"), claim(source="A2")), OFFICE, SUBJECT)
    assert [(each.source, each.computed) for each in events] == [("A1", "9원"), ("A2", "19원")]
    assert len({name_discrepancy(each) for each in events}) == 2


def test_a_deviation_is_recorded_by_anybody_and_with_a_source_by_the_office() -> None:
    """RATE_DEVIATION never refuses (domain.md 4.3, 3)."""
    (event,) = settle([SOFT], (), CULTURE, SUBJECT)
    assert (event.stated, event.source) == ("1,809백만원", None)
    (event,) = settle([SOFT], (claim("RATE_DEVIATION", "A346"),), OFFICE, SUBJECT)
    assert event.source == "A346"


def test_only_the_office_claims_and_only_what_is_broken() -> None:
    """PRJ-10."""
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        settle([FIRST], (claim(),), CULTURE, SUBJECT)
    with pytest.raises(Rejected, match="CLAIM_NOT_NEEDED"):
        settle([], (claim(),), OFFICE, SUBJECT)
    with pytest.raises(Rejected, match="CLAIM_NOT_NEEDED"):
        settle([SOFT], (claim(),), OFFICE, SUBJECT)


def test_the_same_command_names_the_same_discrepancy() -> None:
    """An append that is tried again writes to the same streams."""
    once, again = (settle([FIRST], (claim(),), OFFICE, SUBJECT)[0] for _ in range(2))
    assert once == again
    other = settle([FIRST], (claim(),), OFFICE, Subject(AboutKind.PROJECT, "7", UUID(int=2)))[0]
    assert other.discrepancy != once.discrepancy
