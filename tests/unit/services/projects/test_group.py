"""Inter-local groups as given / when / then: effective-dated members, the city always among them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.groups import FormGroup, GroupFormed, GroupKind, GroupMember, JoinGroup, LeaveGroup
from services.projects import group
from services.projects.group import Formed, NotFormed, State, count_members, list_partners
from tests.unit.services.projects.acting import fold, refused

PARTNERS = frozenset({"gongju", "buyeo", "seocheon", "cheongyang", "daejeon", "gyeryong", "geumsan", "okcheon"})
START = date(2018, 1, 1)


def form(code: str, *members: str) -> FormGroup:
    return FormGroup(
        code=code,
        name=code,
        kind=GroupKind.LIVING_ZONE,
        members=tuple(GroupMember(partner=each, is_outside_province=each == "okcheon") for each in members),
        valid_from=START,
    )


def formed(*members: str) -> State:
    start: State = NotFormed()
    return fold(group.evolve, start, *group.decide(form("zone", *members), NotFormed(), PARTNERS))


def join(partner: str, day: date) -> JoinGroup:
    return JoinGroup(code="zone", member=GroupMember(partner=partner), valid_from=day)


def leave(partner: str, day: date) -> LeaveGroup:
    return LeaveGroup(code="zone", partner=partner, last_day=day, reason="협약 종료")


def test_the_three_groups_have_five_five_and_three_members() -> None:
    """PRJ-52, AR-16: 금강권역 5, 대전중심 5, 충남동남부 3, 논산 in each of them."""
    geumgang = formed("gongju", "buyeo", "seocheon", "cheongyang")
    daejeon = formed("daejeon", "gyeryong", "geumsan", "okcheon")
    southeast = formed("gyeryong", "geumsan")
    assert [count_members(each, START) for each in (geumgang, daejeon, southeast)] == [5, 5, 3]


def test_okcheon_lies_outside_the_province() -> None:
    """PRJ-52, INC-38."""
    (event,) = group.decide(form("zone", "daejeon", "okcheon"), NotFormed(), PARTNERS)
    assert isinstance(event, GroupFormed)
    assert [each.partner for each in event.members if each.is_outside_province] == ["okcheon"]


def test_membership_is_told_for_a_day() -> None:
    """PRJ-52: 금산 leaves at the end of 2019 and comes back in 2021."""
    state = formed("gyeryong", "geumsan")
    for command in (leave("geumsan", date(2019, 12, 31)), join("geumsan", date(2021, 1, 1))):
        state = fold(group.evolve, state, *group.decide(command, state, PARTNERS))
    days = [date(2017, 12, 31), START, date(2019, 12, 31), date(2020, 6, 1), date(2021, 1, 1)]
    assert [count_members(state, day) for day in days] == [0, 3, 3, 2, 3]
    assert list_partners(state, date(2020, 6, 1)) == ("gyeryong",)


def test_nobody_is_in_a_group_twice() -> None:
    assert refused(lambda: formed("gyeryong", "gyeryong")).code == "GROUP_MEMBER_TWICE"
    state = formed("gyeryong")
    assert refused(lambda: group.decide(join("gyeryong", START), state, PARTNERS)).code == "GROUP_MEMBER_TWICE"
    state = fold(group.evolve, state, *group.decide(leave("gyeryong", date(2019, 12, 31)), state, PARTNERS))
    again = join("gyeryong", date(2019, 12, 31))
    assert refused(lambda: group.decide(again, state, PARTNERS)).code == "GROUP_MEMBER_TWICE"


def test_only_who_is_in_leaves_and_not_before_it_came() -> None:
    state = formed("gyeryong")
    assert refused(lambda: group.decide(leave("geumsan", START), state, PARTNERS)).code == "NOT_FOUND"
    early = leave("gyeryong", date(2017, 12, 31))
    assert refused(lambda: group.decide(early, state, PARTNERS)).code == "DATES_REVERSED"
    assert refused(lambda: group.decide(join("geumsan", date(2017, 1, 1)), state, PARTNERS)).code == "DATES_REVERSED"
    gone = fold(group.evolve, state, *group.decide(leave("gyeryong", START), state, PARTNERS))
    assert group.decide(leave("gyeryong", START), gone, PARTNERS) == ()
    later = leave("gyeryong", date(2019, 1, 1))
    assert refused(lambda: group.decide(later, gone, PARTNERS)).code == "WRONG_STATE"


def test_a_group_is_formed_once_of_partners_that_are_known() -> None:
    assert refused(lambda: formed("nowhere")).code == "UNKNOWN_PARTNER"
    state = formed("gyeryong")
    assert refused(lambda: group.decide(form("zone", "geumsan"), state, PARTNERS)).code == "ALREADY_REGISTERED"
    assert refused(lambda: group.decide(join("nowhere", START), state, PARTNERS)).code == "UNKNOWN_PARTNER"
    assert refused(lambda: group.decide(join("gyeryong", START), NotFormed(), PARTNERS)).code == "NOT_FOUND"


days = st.integers(0, 20).map(lambda n: START + timedelta(days=n))
changes = st.builds(join, st.sampled_from(["gongju", "buyeo"]), days) | st.builds(
    leave, st.sampled_from(["gongju", "buyeo"]), days
)


@given(st.lists(changes, max_size=20))
def test_on_no_day_is_a_partner_counted_twice(commands: list[JoinGroup | LeaveGroup]) -> None:
    """PRJ-52: whatever is tried, memberships of one partner never overlap."""
    state = formed("gongju", "okcheon")
    for command in commands:
        made: tuple[ProjectsEvent, ...] = ()
        try:
            made = group.decide(command, state, PARTNERS)
        except Rejected:
            continue
        state = fold(group.evolve, state, *made)
    assert isinstance(state, Formed)
    for day in (START + timedelta(days=n) for n in range(25)):
        for times in state.members.values():
            assert sum(each.has(day) for each in times) <= 1
        assert count_members(state, day) == 1 + len(list_partners(state, day))
