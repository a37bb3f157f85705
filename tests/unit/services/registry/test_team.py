"""Teams of departments as given / when / then."""

from datetime import date

import pytest

from contracts.errors import Rejected
from contracts.registry import EndTeam, RegisterTeam, TeamEnded, TeamRegistered
from services.registry import department, team
from services.registry.team import Registered, Unregistered, check_team
from services.registry.validity import Validity

PLANNING = department.Registered(Validity(date(2024, 1, 1)))
EXPO = RegisterTeam(
    code="team-expo", department="planning-audit", name="엑스포TF팀", valid_from=date(2024, 1, 1), valid_until=None
)
STANDING = Registered("planning-audit", Validity(date(2024, 1, 1)))
END = EndTeam(code="team-expo", valid_until=date(2027, 12, 31), reason="박람회 종료")


def test_a_team_is_registered_in_its_department() -> None:
    """ORG-05."""
    (event,) = team.decide(EXPO, Unregistered(), PLANNING)
    assert isinstance(event, TeamRegistered)
    assert event.model_dump(exclude={"type", "entry"}) == EXPO.model_dump(exclude={"type"})
    assert team.evolve(Unregistered(), event) == STANDING


def test_a_team_needs_a_department_that_exists_when_it_begins() -> None:
    """ORG-05."""
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT"):
        team.decide(EXPO, Unregistered())
    with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
        team.decide(EXPO, Unregistered(), department.Registered(Validity(date(2018, 1, 1), date(2023, 12, 31))))


def test_a_code_is_taken_for_good() -> None:
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        team.decide(EXPO, STANDING, PLANNING)


def test_a_team_ends_and_tells_whose_it_was() -> None:
    """ORG-05."""
    (event,) = team.decide(END, STANDING)
    assert isinstance(event, TeamEnded)
    assert (event.department, event.valid_from) == ("planning-audit", date(2024, 1, 1))
    assert team.decide(END, team.evolve(STANDING, event)) == ()


def test_no_team_ends_that_is_not_there() -> None:
    with pytest.raises(Rejected, match="NOT_FOUND"):
        team.decide(END, Unregistered())


@pytest.mark.parametrize(
    ("owner", "day"), [("planning-audit", date(2023, 12, 31)), ("welfare", date(2024, 1, 1)), (None, date(2024, 1, 1))]
)
def test_a_team_is_its_departments_own_while_it_exists(owner: str | None, day: date) -> None:
    """ORG-05."""
    check_team("team-expo", STANDING, "planning-audit", date(2024, 1, 1))
    with pytest.raises(Rejected, match="UNKNOWN_TEAM"):
        check_team("team-expo", STANDING, owner, day)
