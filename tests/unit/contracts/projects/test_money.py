"""Amounts as documents write them: read, shown and added without loss (PRJ-11, PRJ-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.errors import Rejected
from contracts.projects.money import MOST_WON, Amount, Unit, add, read_amount, show_amount


@pytest.mark.parametrize(
    ("text", "won", "is_approximate"),
    [
        ("224,250천원", 224_250_000, False),
        ("422백만원", 422_000_000, False),
        ("20백만원", 20_000_000, False),
        ("약 670억원", 67_000_000_000, True),
        ("약 1,108억원", 110_800_000_000, True),
        ("약1,108억", 110_800_000_000, True),
        ("3억", 300_000_000, False),
        ("1.5억", 150_000_000, False),
        ("19,500 백만원", 19_500_000_000, False),
        ("5천만원", 50_000_000, False),
        ("２０백만원", 20_000_000, False),
        ("0원", 0, False),
        ("1.78조", 1_780_000_000_000, False),
        ("9,007,199,254,740,992원", MOST_WON, False),
    ],
)
def test_an_amount_is_read_as_whole_won(text: str, won: int, is_approximate: bool) -> None:
    """PRJ-11, PRJ-12; A98, A270, A292, A314, B149."""
    assert read_amount(text) == Amount(won=won, is_approximate=is_approximate, written=text)


def test_a_number_alone_has_the_unit_of_its_sheet() -> None:
    """PRJ-11: the sheet of A207 is in 백만원."""
    assert read_amount("7,400", Unit.MILLION).won == 7_400_000_000
    assert read_amount("7,400천원", Unit.MILLION).won == 7_400_000
    with pytest.raises(Rejected, match="BAD_AMOUNT"):
        read_amount("7,400")


def test_what_is_no_amount_is_refused() -> None:
    """PRJ-11: negative, misplaced thousands, parts of a won, more than a reader can hold."""
    wrong = [
        "", "원", "-5원", "△5백만원", "(5)원", "1,00원", "12,34억", ",100원", "1,0000원", "1.원", ".5억", "1e9원",
        "0.5원", "1.2345천원", "9,007,199,254,740,993원", "99999999999999999999조", "오천만원", "5달러", "5 5원",
        "약", "1.5.5억", "=1+1", "1" * 500,
    ]  # fmt: skip
    assert [text for text in wrong if find_code(text) != "BAD_AMOUNT"] == []


def find_code(text: str) -> str | None:
    """Return the code of the refusal, or None when the text is read as an amount."""
    try:
        read_amount(text)
    except Rejected as no:
        return no.code
    return None


@pytest.mark.parametrize(
    ("won", "unit", "shown"),
    [
        (224_250_000, Unit.THOUSAND, "224,250천원"),
        (224_250_000, Unit.MILLION, "224.25백만원"),
        (224_250_000, Unit.HUNDRED_MILLION, "2.2425억원"),
        (67_000_000_000, Unit.HUNDRED_MILLION, "670억원"),
        (1, Unit.HUNDRED_MILLION, "0.00000001억원"),
        (0, Unit.MILLION, "0백만원"),
        (1_234, Unit.WON, "1,234원"),
    ],
)
def test_an_amount_is_shown_in_any_unit_without_loss(won: int, unit: Unit, shown: str) -> None:
    """PRJ-11."""
    assert show_amount(Amount(won=won), unit) == shown


@given(some.integers(0, MOST_WON), some.sampled_from(Unit), some.booleans())
def test_what_is_shown_is_read_again(won: int, unit: Unit, is_approximate: bool) -> None:
    """PRJ-11, PRJ-12."""
    amount = Amount(won=won, is_approximate=is_approximate)
    again = read_amount(show_amount(amount, unit))
    assert (again.won, again.is_approximate) == (won, is_approximate)


def test_a_sum_is_about_where_one_part_is() -> None:
    """AR-15, PRJ-12, PRJ-55: 약 670억 and 약 1,108억 are 약 1,778억."""
    both = add([read_amount("약 670억원"), read_amount("약 1,108억원")])
    assert show_amount(both, Unit.HUNDRED_MILLION) == "약 1,778억원"
    assert show_amount(add([read_amount("5백만원"), read_amount("15백만원")]), Unit.MILLION) == "20백만원"


def test_a_sum_that_nobody_can_hold_is_refused() -> None:
    with pytest.raises(Rejected, match="BAD_AMOUNT"):
        add([Amount(won=MOST_WON), Amount(won=1)])
