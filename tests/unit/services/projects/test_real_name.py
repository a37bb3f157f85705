"""Policy real names as given / when / then: designated by a criterion, people added and closed, never taken out."""

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.real_names import (
    AddRealNamePerson,
    CloseRealNamePerson,
    Criterion,
    DecideDisclosure,
    DecisionPublished,
    DesignateRealName,
    DisclosureCommand,
    DisclosureDecided,
    DisclosureRequested,
    NoteRealNameStatus,
    PublishDecision,
    PublishRealName,
    RealNameCommand,
    RealNameDesignated,
    RealNamePersonAdded,
    RealNamePersonClosed,
    RealNamePublished,
    RealNameRole,
    RealNameStatusNoted,
    RequestDisclosure,
    Subject,
)
from services.projects import disclosure, real_name
from services.projects.checks import Department
from services.projects.real_name import Designated, Facts, NotDesignated, State
from tests.unit.services.projects.acting import AUGUST_2018, CULTURE, OFFICE, ROADS, fold, refused

BRAND = UUID("00000000-0000-4000-8000-00000000000a")
PERSON = UUID("00000000-0000-4000-8000-00000000000b")
OTHER = UUID("00000000-0000-4000-8000-00000000000c")
IN_2018 = Facts(
    AUGUST_2018,
    OFFICE,
    PERSON,
    {"culture": Department(date(2017, 1, 1))},
    Subject(total_won=224_250_000, contract_won=224_250_000),
)
DESIGNATE = DesignateRealName(
    project=BRAND, criterion=Criterion.RESEARCH_CONTRACT, number="2018-12", department="culture"
)


def seal(person: UUID) -> str:
    return f"sealed.1.{person}.{'A' * 40}"


ADD = AddRealNamePerson(name=seal(PERSON), position="전략기획실장", role=RealNameRole.APPROVAL, since="2017. 10월")
CLOSE = CloseRealNamePerson(number=1, until="2018. 6. 30.")


def act(state: State, *commands: RealNameCommand, facts: Facts = IN_2018) -> tuple[State, list[ProjectsEvent]]:
    events: list[ProjectsEvent] = []
    for command in commands:
        made = real_name.decide(command, state, facts)
        events += made
        state = fold(real_name.evolve, state, *made)
    return state, events


def designated(*commands: RealNameCommand) -> State:
    return act(NotDesignated(), DESIGNATE, *commands)[0]


def test_a_project_is_designated_by_a_criterion_that_it_meets() -> None:
    """PRJ-83, PRJ-84: the findings of that day are kept."""
    _, (event,) = act(NotDesignated(), DESIGNATE)
    assert isinstance(event, RealNameDesignated)
    assert (event.criterion, event.number) == (Criterion.RESEARCH_CONTRACT, "2018-12")
    assert [each.criterion for each in event.findings if each.is_met] == [Criterion.RESEARCH_CONTRACT]


def test_a_criterion_that_it_does_not_meet_is_refused_with_why() -> None:
    """PRJ-84."""
    by_cost = DESIGNATE.model_copy(update={"criterion": Criterion.TOTAL_COST})
    refusal = refused(lambda: real_name.decide(by_cost, NotDesignated(), IN_2018))
    assert (refusal.code, refusal.details) == ("CRITERION_NOT_MET", {"met": "RESEARCH_CONTRACT"})
    assert "224,250,000원, 기준 1,000,000,000원 미만" in refusal.message


def test_a_project_and_a_department_that_are_there_are_named() -> None:
    unknown = replace(IN_2018, subject=None)
    assert refused(lambda: real_name.decide(DESIGNATE, NotDesignated(), unknown)).code == "NOT_FOUND"
    nowhere = replace(IN_2018, departments={})
    assert refused(lambda: real_name.decide(DESIGNATE, NotDesignated(), nowhere)).code == "UNKNOWN_DEPARTMENT"
    assert refused(lambda: real_name.decide(ADD, NotDesignated(), IN_2018)).code == "NOT_FOUND"
    assert refused(lambda: real_name.decide(DESIGNATE, designated(), IN_2018)).code == "ALREADY_REGISTERED"


def test_a_change_of_personnel_adds_and_never_overwrites() -> None:
    """PRJ-83, PLT-20, domain.md 4.3, 11: the predecessor keeps name, position, period and role."""
    successor = ADD.model_copy(update={"person": OTHER, "name": seal(OTHER), "since": "2018. 7. 2."})
    state, events = act(NotDesignated(), DESIGNATE, ADD, CLOSE, successor)
    added = [event for event in events if isinstance(event, RealNamePersonAdded)]
    assert [(each.number, each.person, each.position) for each in added] == [
        (1, PERSON, "전략기획실장"),
        (2, OTHER, "전략기획실장"),
    ]
    assert isinstance(state, Designated)
    first, second = state.people[1], state.people[2]
    assert (first.since.value, first.until and first.until.value) == ("2017-10", "2018-06-30")
    assert (second.since.value, second.until) == ("2018-07-02", None)


def test_a_name_is_sealed_under_the_persons_own_key() -> None:
    """PRJ-83, PLT-07: of the registry's person, else of the command's id."""
    of_another = ADD.model_copy(update={"name": seal(OTHER)})
    assert refused(lambda: act(designated(), of_another)).code == "BAD_SHAPE"
    in_registry = ADD.model_copy(update={"person": OTHER})
    assert refused(lambda: act(designated(), in_registry)).code == "BAD_SHAPE"


def test_a_part_ends_once_and_after_it_began() -> None:
    """PRJ-83."""
    state = designated(ADD)
    early = CLOSE.model_copy(update={"until": "2017. 9월"})
    assert refused(lambda: act(state, early)).code == "DATES_REVERSED"
    assert refused(lambda: act(state, CLOSE.model_copy(update={"until": "2018. 9월"}))).code == "DAY_IN_FUTURE"
    assert refused(lambda: act(state, CLOSE.model_copy(update={"number": 2}))).code == "NOT_FOUND"
    assert refused(lambda: act(state, CLOSE, CLOSE)).code == "WRONG_STATE"


def test_a_record_is_public_once_it_names_somebody() -> None:
    """PRJ-83, A86: 공개 및 추진상황 이력관리; every status stays."""
    assert refused(lambda: act(designated(), PublishRealName())).code == "REAL_NAME_WITHOUT_PERSON"
    notes = [NoteRealNameStatus(on=on, text=f"{on} 추진") for on in ("2018. 5월", "2018. 3월", "2018. 8. 1.")]
    state, events = act(designated(ADD), PublishRealName(), PublishRealName(), *notes)
    assert [type(event) for event in events] == [RealNamePublished, *[RealNameStatusNoted] * 3]
    assert real_name.name_state(state) == "PUBLISHED"
    late = NoteRealNameStatus(on="2018. 9월", text="-")
    assert refused(lambda: act(state, late)).code == "DAY_IN_FUTURE"


def test_the_department_of_the_project_and_the_office_keep_the_record() -> None:
    state = designated()
    assert len(act(state, ADD, facts=replace(IN_2018, actor=CULTURE))[1]) == 1
    assert refused(lambda: act(state, ADD, facts=replace(IN_2018, actor=ROADS))).code == "NOT_PERMITTED"


acts = st.one_of(
    st.sampled_from(["2017. 10월", "2018. 1월"]).map(lambda since: ADD.model_copy(update={"since": since})),
    st.builds(CloseRealNamePerson, number=st.integers(1, 4), until=st.sampled_from(["2017. 12월", "2018. 6월"])),
    st.just(PublishRealName()),
    st.just(NoteRealNameStatus(on="2018. 5월", text="추진")),
)


@given(st.lists(acts, max_size=15))
def test_no_history_loses_anybody(commands: list[RealNameCommand]) -> None:
    """PRJ-83: whatever is tried, everybody who was added is there, each closed at most once."""
    state, events = act(NotDesignated(), DESIGNATE)
    for command in commands:
        try:
            state, made = act(state, command)
        except Rejected:
            continue
        events += made
    assert isinstance(state, Designated)
    added = [event.number for event in events if isinstance(event, RealNamePersonAdded)]
    closed = [event.number for event in events if isinstance(event, RealNamePersonClosed)]
    assert list(state.people) == added == list(range(1, len(added) + 1))
    assert sorted(closed) == [number for number, person in state.people.items() if person.until is not None]


REQUEST = RequestDisclosure(title="탐정호 사업의 실명 공개", text=seal(PERSON), requester=seal(PERSON))
ASKED = disclosure.Facts(date(2018, 7, 2), PERSON)
NOW = disclosure.Facts(AUGUST_2018, OTHER)
ACCEPT = DecideDisclosure(
    committee="정책실명제심의위원회", on="2018. 7월", accepted=True, reason="시민의 관심이 큼", project=BRAND
)


def asked(*commands: DisclosureCommand) -> disclosure.State:
    start: disclosure.State = disclosure.NotRequested()
    state = fold(disclosure.evolve, start, *disclosure.decide(REQUEST, start, ASKED))
    for command in commands:
        state = fold(disclosure.evolve, state, *disclosure.decide(command, state, NOW))
    return state


def test_a_request_goes_to_a_committee_and_its_decision_is_published() -> None:
    """PRJ-85: request, committee, decision published."""
    (requested,) = disclosure.decide(REQUEST, disclosure.NotRequested(), ASKED)
    assert isinstance(requested, DisclosureRequested)
    (decided,) = disclosure.decide(ACCEPT, asked(), NOW)
    assert isinstance(decided, DisclosureDecided)
    assert (decided.accepted, decided.project, decided.decided_on.value) == (True, BRAND, "2018-07")
    (published,) = disclosure.decide(PublishDecision(), asked(ACCEPT), NOW)
    assert published == DecisionPublished(published_on=AUGUST_2018)
    names = [disclosure.name_state(each) for each in (asked(), asked(ACCEPT), asked(ACCEPT, PublishDecision()))]
    assert names == ["REQUESTED", "DECIDED", "PUBLISHED"]


def test_no_step_of_a_request_is_skipped_or_taken_twice() -> None:
    """PRJ-85."""
    for state, command in (
        (asked(), PublishDecision()),
        (asked(ACCEPT), ACCEPT),
        (asked(ACCEPT, PublishDecision()), PublishDecision()),
    ):
        refusal = refused(partial(disclosure.decide, command, state, NOW))
        assert refusal.code == "WRONG_STATE"
    assert refused(lambda: disclosure.decide(REQUEST, asked(), NOW)).code == "ALREADY_REGISTERED"
    assert refused(lambda: disclosure.decide(ACCEPT, disclosure.NotRequested(), NOW)).code == "NOT_FOUND"


def test_a_decision_has_a_reason_a_day_and_a_project() -> None:
    """PRJ-85: 2018-06 lies before the request of 2018-07-02."""
    for change, code in (
        ({"reason": None}, "REASON_REQUIRED"),
        ({"project": None}, "BAD_SHAPE"),
        ({"on": "2018. 6월"}, "DATES_REVERSED"),
        ({"on": "2018. 9월"}, "DAY_IN_FUTURE"),
    ):
        command = ACCEPT.model_copy(update=change)
        assert refused(partial(disclosure.decide, command, asked(), NOW)).code == code
    refuse = ACCEPT.model_copy(update={"accepted": False, "project": None})
    assert len(disclosure.decide(refuse, asked(), NOW)) == 1
    gone = replace(NOW, has_project=False)
    assert refused(lambda: disclosure.decide(ACCEPT, asked(), gone)).code == "NOT_FOUND"
    of_no_project = REQUEST.model_copy(update={"project": BRAND})
    nowhere = replace(ASKED, has_project=False)
    assert refused(lambda: disclosure.decide(of_no_project, disclosure.NotRequested(), nowhere)).code == "NOT_FOUND"


def test_who_asks_is_sealed_under_the_requests_own_key() -> None:
    """PRJ-85, PLT-07."""
    other = replace(ASKED, command=OTHER)
    assert refused(lambda: disclosure.decide(REQUEST, disclosure.NotRequested(), other)).code == "BAD_SHAPE"
    nameless = REQUEST.model_copy(update={"requester": None})
    assert refused(lambda: disclosure.decide(nameless, disclosure.NotRequested(), other)).code == "BAD_SHAPE"
    assert len(disclosure.decide(nameless, disclosure.NotRequested(), ASKED)) == 1
