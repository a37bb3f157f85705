"""Who is told an event (gateway/answers/events.py)."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.evaluations.integrity import HandbookGiven, NewOfficialNoted
from contracts.values import Role
from gateway.answers.events import Told, show_event
from gateway.auth import Principal
from gateway.views.history import Row

ID, THEN = UUID(int=1), datetime(2024, 1, 2, tzinfo=UTC)


def make_told(type_: str) -> Told:
    row = Row(
        position=7,
        source="/city/evaluations",
        stream="integrity-2024",
        version=3,
        type=type_,
        actor="auditor",
        role="AUDITOR",
        department="audit",
        command_id=ID,
        correlation_id=ID,
        causation_id=None,
        effective_at=THEN,
        recorded_at=THEN,
        chain="ab" * 32,
        data="{}",
    )
    return Told("evaluations", row, "evaluations:7")


@pytest.mark.parametrize("event", [NewOfficialNoted, HandbookGiven])
def test_who_is_new_is_told_to_the_office_and_the_audit(event: type[NewOfficialNoted] | type[HandbookGiven]) -> None:
    """EVL-84: as the list of them is."""
    told = make_told(event.wire())
    knowing = {role for role in Role if show_event(told, Principal("somebody", role, "audit", "담당"), ())}
    assert knowing == {Role.OPERATOR, Role.AUDITOR}
