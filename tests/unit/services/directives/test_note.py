"""받아적기: a memo and the directives that it leads to (DIR-03)."""

from datetime import date
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.directives import (
    DirectiveIssued,
    DirectiveKind,
    DirectiveShared,
    Draft,
    NoteTaken,
    NumberTaken,
    Origin,
    OriginKind,
    SplitNote,
    TakeNote,
    Visibility,
)
from contracts.errors import Rejected
from services.directives import note, number_series
from services.directives.directive.ground import Facts
from tests.unit.services.directives.story import DEPARTMENTS, HOLIDAYS, LEAD, MONDAY, OPERATOR, TOWN

NOTE = UUID(int=7)
TAKEN = note.Taken("간부회의", 3)
FACTS = Facts(MONDAY, OPERATOR, calendar=Calendar(HOLIDAYS), number="2024-0007", departments=DEPARTMENTS)


def draft(line: int = 1, **more: object) -> Draft:
    return Draft.model_validate({"text": "정비할 것", "kind": "SIMPLE", "line": line, **more})


def test_a_memo_is_kept_once() -> None:
    """DIR-03: with its lines counted."""
    (event,) = note.take(TakeNote(text="하나\n둘\n셋", meeting="간부회의"), note.NotTaken())
    assert isinstance(event, NoteTaken)
    assert note.evolve(note.NotTaken(), event) == TAKEN
    with pytest.raises(Rejected, match="WRONG_STATE"):
        note.take(TakeNote(text="다시"), TAKEN)
    assert note.evolve(TAKEN, NumberTaken(number=1)) == TAKEN


def test_a_split_names_the_directives_in_the_order_of_its_drafts() -> None:
    """DIR-03."""
    children = [UUID(int=1), UUID(int=2)]
    assert note.split(SplitNote(drafts=(draft(3), draft(1))), TAKEN, children).directives == tuple(children)


@pytest.mark.parametrize(("line", "code"), [(0, "BAD_SHAPE"), (4, "BAD_SHAPE")])
def test_a_draft_begins_at_a_line_of_the_note(line: int, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        note.split(SplitNote(drafts=(draft(line),)), TAKEN, [UUID(int=1)])


def test_what_was_not_taken_cannot_be_split() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        note.split(SplitNote(drafts=(draft(),)), note.NotTaken(), [UUID(int=1)])


def test_a_draft_becomes_a_directive_linked_to_its_note() -> None:
    """DIR-03, DIR-19: origin and line, the note's meeting, hidden where the draft says so."""
    (event,) = note.make_directive(draft(2, is_text_hidden=True), NOTE, TAKEN, FACTS)
    assert isinstance(event, DirectiveIssued)
    assert event.origin == Origin(kind=OriginKind.NOTE, id=str(NOTE), item=2)
    assert (event.meeting, event.visibility, event.kind) == ("간부회의", Visibility.TEXT_HIDDEN, DirectiveKind.SIMPLE)


def test_a_draft_with_a_lead_is_shared_the_same_day() -> None:
    """DIR-04: on time; due on Thursday 8 February."""
    _, event = note.make_directive(draft(lead=LEAD, supporting=(TOWN,)), NOTE, TAKEN, FACTS)
    assert isinstance(event, DirectiveShared)
    assert (event.lead, event.supporting, event.share_late_days) == (LEAD, (TOWN,), 0)
    assert event.report_due == date(2024, 2, 8)


def test_a_draft_is_refused_as_its_share_would_be() -> None:
    """DIR-05."""
    with pytest.raises(Rejected, match="LEAD_NOT_UNIQUE"):
        note.make_directive(draft(lead=LEAD, supporting=(LEAD,)), NOTE, TAKEN, FACTS)


def test_a_draft_without_a_lead_has_no_others_beside_it() -> None:
    """DIR-05: they would be dropped in silence."""
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        note.make_directive(draft(supporting=(TOWN,)), NOTE, TAKEN, FACTS)


def test_a_number_series_stands_at_its_last_number() -> None:
    """DIR-01."""
    assert number_series.evolve(3, NumberTaken(number=4)) == 4


@pytest.mark.parametrize(
    ("number", "visibility", "text", "stream"),
    [
        (1, Visibility.OPEN, "2024-0001", "directive_number-2024"),
        (9999, Visibility.TEXT_HIDDEN, "2024-9999", "directive_number-2024"),
        (10000, Visibility.OPEN, "2024-10000", "directive_number-2024"),
        (1, Visibility.AUDIT_ONLY, "감-2024-0001", "audit_number-2024"),
    ],
)
def test_a_number_is_the_year_and_at_least_four_digits(
    number: int, visibility: Visibility, text: str, stream: str
) -> None:
    """DIR-01, DIR-22."""
    assert number_series.format_number(2024, number, visibility) == text
    assert number_series.name_series(2024, visibility) == stream
