"""Histories that the projects' own deciders can produce, of every kind of stream, for property tests of folds."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st

from contracts.messages import Command
from contracts.projects import DecideDiscrepancy, Decision, ProjectsEvent, RecordDiscrepancy
from contracts.projects.budget import FixBudgetRound, Round, RoundKind
from contracts.projects.flagships import ApproveFlagships, ListFlagships
from contracts.projects.reviews import AgreeRemedy, CloseReview, CorrectReview, OpenReview, RecordReview
from contracts.projects.service_contracts import AmendContract
from services.projects import budget_rounds, contract, discrepancy, flagships, programme, review
from services.projects.project.decide import ProjectCommand, name_stream
from services.projects.project.parts import divide
from tests.drawing import Written
from tests.making import IDS
from tests.unit.services.projects import test_contract, test_discrepancy, test_other_histories, test_review
from tests.unit.services.projects.project import test_histories, test_parts
from tests.unit.services.projects.project.story import BALANCED, FACTS, KEY
from tests.unit.services.projects.test_other_histories import Story, with_facts

REVIEW: Final = UUID(int=8)
FLAGSHIPS: Final = (UUID(int=1), UUID(int=2))
CONTRADICTION: Final = test_discrepancy.CITIZENS
LAGGING: Final = RecordReview(
    project=test_review.PROJECT,
    planned=5_000,
    actual=4_000,
    cause="보상 지연",
    remedy="재결",
    recovery_date="2024. 12월",
)


def _decide_discrepancy(command: Any, state: discrepancy.State) -> tuple[ProjectsEvent, ...]:
    if isinstance(command, RecordDiscrepancy):
        return discrepancy.record(command, state, UUID(int=9))
    return discrepancy.decide(command, state)


STORIES: Final = {
    **test_other_histories.STORIES,
    "programme": Story(
        programme.Programme(),
        programme.decide,
        programme.evolve,
        None,
        [BALANCED, BALANCED.model_copy(update={"valid_from": date(2019, 1, 1), "note": "개정"})],
    ),
    "rounds": Story(
        budget_rounds.Rounds(),
        with_facts(budget_rounds.decide, date(2018, 10, 1)),
        budget_rounds.evolve,
        None,
        [
            FixBudgetRound(round=Round(year=2018, kind=RoundKind.ORIGINAL), fixed_on="2017. 12월"),
            FixBudgetRound(round=Round(year=2018, kind=RoundKind.SUPPLEMENTARY, number=2), fixed_on="2018. 9월"),
        ],
    ),
    "contract": Story(
        contract.NOT_SIGNED,
        with_facts(contract.decide, test_contract.FACTS),
        contract.evolve,
        contract.name_state,
        [
            test_contract.SIGN,
            test_contract.KICKOFF,
            AmendContract(period="2018. 1. 22. ~ 2018. 12. 31.", reason="과업 추가"),
            *test_contract.INTERIMS,
            test_contract.FINAL,
            test_contract.ACCEPT,
        ],
    ),
    "flagships": Story(
        flagships.Flagships(),
        with_facts(flagships.decide, frozenset(FLAGSHIPS)),
        flagships.evolve,
        None,
        [ListFlagships(year=2024, projects=FLAGSHIPS), ApproveFlagships(year=2024)],
    ),
    "review": Story(
        review.NOT_OPENED,
        with_facts(review.decide, test_review.FACTS),
        review.evolve,
        review.name_state,
        [
            OpenReview(project=test_review.PROJECT, reason="민원"),
            LAGGING,
            AgreeRemedy(remedy="재결", answers_for_it="culture"),
            CloseReview(note="-"),
            CorrectReview(planned=5_000, actual=4_800, reason="-"),
        ],
    ),
    "discrepancy": Story(
        discrepancy.NotRecorded(),
        _decide_discrepancy,
        discrepancy.evolve,
        discrepancy.name_state,
        [CONTRADICTION, DecideDiscrepancy(decision=Decision.NOTED, reason="원문 확인")],
    ),
}
STREAMS: Final = {
    "plan": "plan-2024",
    "group": "group-zone",
    "programme": f"programme-{BALANCED.code}",
    "rounds": "rounds-2018",
    "flagships": "flagships-2024",
    "attraction_count": "attraction_count",
    "disclosure": f"real_name_request-{uuid5(IDS, 'disclosure')}",
}
"""Streams that are not named `<kind>-<id>`."""
tellings = st.sampled_from(sorted(STORIES)).flatmap(
    lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(STORIES[name].commands), max_size=20))
)
whole_tellings = st.sampled_from(sorted(STORIES)).map(lambda name: (name, STORIES[name].commands))


def place(name: str, events: Sequence[ProjectsEvent]) -> Written[ProjectsEvent]:
    """Return what a stream's commands led to, the discrepancies and reviews among it on streams of their own."""
    own = STREAMS.get(name, f"{name}-{uuid5(IDS, name)}")
    if name in {"discrepancy", "review"}:
        return [(own, event) for event in events]
    return [(name_stream(event, own), event) for event in events]


def tell(telling: tuple[str, Sequence[Command]]) -> Written[ProjectsEvent]:
    """Return what is written of one kind."""
    name, commands = telling
    return place(name, STORIES[name].tell(commands))


def tell_project(acts: list[ProjectCommand], *, is_flagship: bool = False) -> Written[ProjectsEvent]:
    """Return what is written of a project."""
    return place("project", test_histories.carry_out(acts, is_flagship=is_flagship).events)


def tell_division() -> Written[ProjectsEvent]:
    """Return the third round of balanced development, divided into its seven parts (A216-222)."""
    whole = test_parts.whole()
    parts = divide(test_parts.DIVIDE, whole.state, {}, FACTS)
    told = [(KEY, tuple(whole.events)), *parts]
    return [(name_stream(event, f"project-{key}"), event) for key, events in told for event in events]


def interleave(histories: Sequence[Written[ProjectsEvent]]) -> Written[ProjectsEvent]:
    """Return several histories as one log: one event of each in turn."""
    return [each for turn in zip_longest(*histories) for each in turn if each is not None]


projects = st.builds(tell_project, test_histories.commands, is_flagship=st.booleans())
projects_histories = st.lists(
    st.one_of(projects, tellings.map(tell), whole_tellings.map(tell), st.builds(tell_division)), max_size=4
).map(interleave)
