"""The flagship projects of a year: listed anew until approved (PRJ-80)."""

from uuid import UUID

import pytest

from contracts.errors import Rejected
from contracts.projects.flagships import ApproveFlagships, FlagshipsApproved, ListFlagships
from services.projects.flagships import Flagships, decide, evolve
from tests.unit.services.projects.acting import fold

FIRST, SECOND = UUID(int=1), UUID(int=2)
KNOWN = frozenset({FIRST, SECOND})
APPROVE = ApproveFlagships(year=2024)


def listing(*projects: UUID) -> ListFlagships:
    """Return a list of 2024."""
    return ListFlagships(year=2024, projects=projects)


def after(*commands: ListFlagships | ApproveFlagships) -> Flagships:
    """Return a year's list."""
    state = Flagships()
    for command in commands:
        state = fold(evolve, state, *decide(command, state, KNOWN))
    return state


def test_a_list_is_replaced_until_it_is_approved() -> None:
    """PRJ-80."""
    assert after(listing(FIRST), listing(SECOND)).projects == (SECOND,)
    (event,) = decide(APPROVE, after(listing(FIRST, SECOND)), KNOWN)
    assert isinstance(event, FlagshipsApproved)
    assert event.projects == (FIRST, SECOND)


def test_an_approved_list_is_frozen() -> None:
    """PRJ-80."""
    state = after(listing(FIRST), APPROVE)
    with pytest.raises(Rejected, match="FLAGSHIPS_FROZEN"):
        decide(listing(SECOND), state, KNOWN)
    assert decide(listing(FIRST), state, KNOWN) == ()
    assert decide(APPROVE, state, KNOWN) == ()


def test_a_list_names_projects_once_and_comes_before_its_approval() -> None:
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        decide(listing(FIRST, FIRST), Flagships(), KNOWN)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(listing(FIRST, UUID(int=3)), Flagships(), KNOWN)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        decide(APPROVE, Flagships(), KNOWN)
