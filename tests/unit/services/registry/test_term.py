"""Electoral terms as given / when / then."""

from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.registry import RegisterTerm, TermRegistered
from services.registry import term
from services.registry.term import Terms
from services.registry.validity import Validity

SEVENTH = RegisterTerm(number=7, valid_from=date(2018, 7, 1), valid_until=date(2022, 6, 30))
EIGHTH = RegisterTerm(number=8, valid_from=date(2022, 7, 1), valid_until=date(2026, 6, 30))
KNOWN = Terms({7: Validity(date(2018, 7, 1), date(2022, 6, 30))})


def test_terms_follow_one_another() -> None:
    """ORG-07: 민선7기, then 민선8기 from the day after."""
    (event,) = term.decide(EIGHTH, KNOWN)
    assert event == TermRegistered(number=8, valid_from=date(2022, 7, 1), valid_until=date(2026, 6, 30))
    assert set(term.evolve(KNOWN, event).known) == {7, 8}


def test_an_earlier_term_may_be_entered_later() -> None:
    """ORG-07."""
    eighth = Terms({8: Validity(date(2022, 7, 1), date(2026, 6, 30))})
    assert len(term.decide(SEVENTH, eighth)) == 1


def test_no_two_terms_have_a_day_in_common() -> None:
    """ORG-07: the last day of the seventh."""
    with pytest.raises(Rejected, match="PERIOD_OVERLAPS"):
        term.decide(EIGHTH.model_copy(update={"valid_from": date(2022, 6, 30)}), KNOWN)


@pytest.mark.parametrize("number", [6, 8])
def test_a_term_lies_where_its_number_does(number: int) -> None:
    """ORG-07: a sixth is not after the seventh, an eighth not before it."""
    wrong = (
        RegisterTerm(number=6, valid_from=date(2022, 7, 1), valid_until=date(2026, 6, 30))
        if number == 6
        else RegisterTerm(number=8, valid_from=date(2014, 7, 1), valid_until=date(2018, 6, 30))
    )
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        term.decide(wrong, KNOWN)


def test_the_same_term_twice_changes_nothing_and_another_one_is_refused() -> None:
    assert term.decide(SEVENTH, KNOWN) == ()
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        term.decide(SEVENTH.model_copy(update={"valid_until": date(2022, 6, 29)}), KNOWN)


def test_a_term_does_not_end_before_it_begins() -> None:
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        term.decide(SEVENTH.model_copy(update={"valid_until": date(2018, 6, 30)}), Terms())
