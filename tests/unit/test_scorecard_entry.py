"""What is entered of a quarter: what was seen is changed and verified, and nothing that somebody else told since."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from starlette.datastructures import FormData

from contracts.evaluations.scorecards import EventRef, RecordActual, VerifyActual
from gateway.answers.opening import Source
from gateway.answers.scorecards import CardIndicator, QuarterActual
from gateway.console.evaluations.entry import Grid, lay_out_row, read_entries, read_verified
from gateway.labels import Labelled

CONFIRMED, PROOF, OTHER = Labelled(code="CONFIRMED", label="확정"), "ab" * 32, "cd" * 32


def make_actual(value: str, state: str = "RECORDED", quarter: int = 2) -> QuarterActual:
    return QuarterActual(
        quarter=quarter,
        number=1,
        value=Decimal(value),
        measured_on=date(2024, 6, 30),
        state=Labelled(code=state, label="확인 대기"),
        note=None,
        returned_for=None,
        files=[PROOF, OTHER],
        evidence=[Source(context="projects", position=7)],
        source=Source(context="evaluations", position=9),
    )


def enter(typed: str, shown: str, *actuals: QuarterActual) -> list[RecordActual] | dict[str, str]:
    """Return what a line of the second quarter leads to: what was typed over what was shown, and what stands now."""
    indicator = CardIndicator(
        id="roads",
        is_common=False,
        name="도로 정비",
        area="tasks",
        definition=None,
        polarity=CONFIRMED,
        unit="%",
        weight=Decimal(10),
        target=Decimal(100),
        state=CONFIRMED,
        returned_for=None,
        links=[],
        actuals=[*actuals],
        missing=[],
    )
    form = FormData({"value-roads": typed, "shown-roads": shown})
    return read_entries(Grid("2024-roads", [lay_out_row(indicator, 2, form)], "2024. 6. 30.(일)"), 2)


@pytest.mark.parametrize(
    ("typed", "shown", "actuals"),
    [
        ("40", "40", [make_actual("60")]),
        ("60", "40", [make_actual("60")]),
        ("40", "40", [make_actual("40", "RETURNED")]),
        ("", "40", [make_actual("60")]),
        ("30", "30", [make_actual("30", quarter=1), make_actual("60")]),
    ],
)
def test_what_was_left_alone_overwrites_nothing(typed: str, shown: str, actuals: Sequence[QuarterActual]) -> None:
    """EVL-12: 40 was shown, somebody has told 60 since."""
    assert enter(typed, shown, *actuals) == []


def test_a_value_that_somebody_else_has_told_meanwhile_is_asked_for_again() -> None:
    """EVL-12: who saw 40 and types 45 learns of the 60."""
    told = enter("45", "40", make_actual("60"))
    assert isinstance(told, dict)
    assert "60" in told["value-roads"]


def test_a_corrected_value_keeps_its_files_and_evidence() -> None:
    """EVL-12."""
    told = enter("45", "40", make_actual("40"))
    assert isinstance(told, list)
    (entry,) = told
    assert (entry.value, entry.files) == (Decimal(45), (PROOF, OTHER))
    assert entry.evidence == (EventRef(context="projects", position=7),)


def test_a_value_of_the_quarter_before_is_taken_over() -> None:
    """EVL-12: as the page says; its files are of that quarter."""
    told = enter("30", "30", make_actual("30", "VERIFIED", quarter=1))
    assert isinstance(told, list)
    assert [(entry.quarter, entry.value, entry.files) for entry in told] == [(2, Decimal(30), ())]


def test_a_tick_says_which_value_was_seen() -> None:
    """EVL-12."""
    seen = VerifyActual(scorecard="2024-roads", indicator="a", quarter=4, number=2)
    assert read_verified(FormData([("entry", "2024-roads|a|4|2")])) == [seen]
    for other in ("2024-roads|a|4", "2024-roads|a|4|", "2024-roads|a|x|1"):
        assert read_verified(FormData([("entry", other)])) is None
