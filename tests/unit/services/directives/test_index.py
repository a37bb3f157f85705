"""The directives' agenda: which directives there are, and which stages are still to come, folded from events."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from hypothesis import given

from contracts.calendar.deadlines import Stage
from contracts.directives import (
    AcceptOutcome,
    Clock,
    DirectivesEvent,
    HolidayDropped,
    HolidayRecorded,
    ReachStage,
    RecalculateDeadlines,
    ReplyAsAddressee,
    TransferDirective,
)
from infra.agenda import Drop, Put
from services.directives.directive.state import Active, Ended, Issued, NotIssued, State
from services.directives.index import (
    AGENDA,
    CONFIDENTIAL,
    DIRECTIVES,
    LIVE,
    STAGES,
    find_changed_day,
    keep,
    reach_stage,
    recalculate,
)
from tests.histories import Act, acts, run_acts
from tests.making import record_all
from tests.unit.services.directives.story import (
    KEY,
    LEAD,
    MONDAY,
    OFFICER,
    OUTCOME,
    REPORT,
    ROADS,
    TOWN,
    issued,
    officer_of,
    shared,
)

NINE = datetime(2024, 2, 7, 0, 0, tzinfo=UTC)
"""09:00 in Seoul."""
Held = dict[tuple[str, str], Put]


def fold(written: Sequence[tuple[str, DirectivesEvent]]) -> Held:
    held: Held = {}
    for event in record_all(written):
        for change in keep(event):
            match change:
                case Put():
                    held[change.lookup, change.key] = change
                case Drop():
                    held.pop((change.lookup, change.key), None)
    return held


def keep_story(events: Iterable[DirectivesEvent]) -> Held:
    return fold([(f"directive-{KEY}", event) for event in events])


def list_timers(held: Held) -> list[str]:
    return sorted(key.removeprefix(f"{KEY}|") for lookup, key in held if lookup == STAGES)


def test_a_stage_comes_at_nine_of_its_day() -> None:
    """CAL-13: the key tells the directive, the clock, whose and which; the command says so again."""
    timer = keep_story(shared().told)[STAGES, f"{KEY}|REPORT|-|D-1"]
    assert timer.due_at == NINE
    assert reach_stage(timer.key, NINE) == ReachStage(
        directive=KEY, clock=Clock.REPORT, department=None, stage=Stage.DUE_IN_1, day=date(2024, 2, 7)
    )
    command = reach_stage(f"{KEY}|REPLY|{ROADS}|D+1", NINE)
    assert isinstance(command, ReachStage)
    assert (command.department, command.stage) == (ROADS, Stage.LATE_1)


def test_the_office_is_told_in_the_afternoon_what_it_must_still_share() -> None:
    """CAL-13: due on Monday 2024-02-05, told at 16:00 in Seoul; that it is late, at nine of the next day."""
    timers = keep_story(issued(MONDAY).told)
    due_at = {stage: timers[STAGES, f"{KEY}|SHARE|-|{stage}"].due_at for stage in ("D", "D+1")}
    assert due_at == {"D": datetime(2024, 2, 5, 7, 0, tzinfo=UTC), "D+1": datetime(2024, 2, 6, 0, 0, tzinfo=UTC)}


def test_a_share_ends_its_own_timers_and_starts_those_of_the_departments() -> None:
    """CAL-13."""
    assert list_timers(keep_story(issued().told)) == ["SHARE|-|D", "SHARE|-|D+1", "SHARE|-|D+3", "SHARE|-|D+5"]
    stages = ["D", "D+1", "D+3", "D+5", "D-1"]
    assert list_timers(keep_story(shared(addressees=(ROADS,)).told)) == [
        *(f"REPLY|{ROADS}|{stage}" for stage in stages),
        *(f"REPORT|-|{stage}" for stage in stages),
    ]


def test_who_takes_over_owes_no_reply() -> None:
    """DIR-16: the timers of its reply are dropped with the clock."""
    story = shared(addressees=(ROADS, TOWN))
    story.act(TransferDirective(lead=ROADS, reason="이관"), MONDAY)
    stages = ["D", "D+1", "D+3", "D+5", "D-1"]
    left = [f"{clock}|{stage}" for clock in (f"REPLY|{TOWN}", "REPORT|-") for stage in stages]
    assert list_timers(keep_story(story.told)) == left


def test_what_is_met_told_or_handed_over_is_dropped() -> None:
    """CAL-13, DIR-16."""
    story = shared(addressees=(ROADS,))
    story.act(ReplyAsAddressee(text="회신"), MONDAY, officer_of(ROADS))
    story.reach(Clock.REPORT, Stage.DUE_IN_1, date(2024, 2, 7))
    left = ["REPORT|-|D", "REPORT|-|D+1", "REPORT|-|D+3", "REPORT|-|D+5"]
    assert list_timers(keep_story(story.told)) == left
    story.act(TransferDirective(lead=TOWN, reason="이관"), date(2024, 2, 7))
    assert list_timers(keep_story(story.told)) == left  # what was told to the one lead is not told to the other
    story.act(TransferDirective(lead=LEAD, reason="이관", report_due=date(2024, 2, 16)), date(2024, 2, 7))
    handed = keep_story(story.told)
    assert handed[STAGES, f"{KEY}|REPORT|-|D"].due_at == datetime(2024, 2, 16, tzinfo=UTC)
    story.act(REPORT, date(2024, 2, 8), OFFICER)
    assert list_timers(keep_story(story.told)) == []


def test_the_lookup_holds_the_live_and_files_the_ended_by_quarter() -> None:
    """DIR-09: ended on Tuesday 2024-07-02, the third quarter; every quarter sorts before the live."""
    story = shared(supporting=(TOWN,))
    assert keep_story(story.told)[DIRECTIVES, str(KEY)].bucket == LIVE
    story.act(REPORT, MONDAY, OFFICER)
    story.act(OUTCOME, MONDAY, OFFICER)
    story.act(AcceptOutcome(), date(2024, 7, 2))
    assert keep_story(story.told)[DIRECTIVES, str(KEY)].bucket == "2024-Q3"
    assert LIVE > "2199-Q4"


def test_the_calendar_sweeps_over_all_that_are_live() -> None:
    """CAL-11."""
    day = date(2024, 10, 1)
    facts: list[DirectivesEvent] = [HolidayRecorded(day=day), HolidayDropped(day=day)]
    for fact in facts:
        (event,) = record_all([("calendar-2024", fact)])
        assert find_changed_day(event) == LIVE
        assert recalculate(event, str(KEY)) == RecalculateDeadlines(directive=KEY, day=day)
        assert keep(event) == ()
    (other,) = record_all([(f"directive-{KEY}", issued().told[0])])
    assert find_changed_day(other) is None
    assert [sweep.lookup for sweep in AGENDA.sweeps] == [DIRECTIVES, CONFIDENTIAL]


def test_what_only_the_audit_may_know_has_the_same_timers_and_a_lookup_of_its_own() -> None:
    """DIR-22: else the quarter's report would come upon it, and the office upon its count."""
    written = [(f"directive-{KEY}", event) for event in shared().told]
    sealed = record_all(written)
    for event in sealed:
        event.keep_class("audit")
    kept = [change for event in sealed for change in keep(event)]
    assert [change for change in kept if change.lookup == DIRECTIVES] == []
    assert Put(CONFIDENTIAL, str(KEY), LIVE) in kept
    assert [each for each in kept if each.lookup == STAGES] == [
        each for event in record_all(written) for each in keep(event) if each.lookup == STAGES
    ]


def list_expected(directives: dict[str, State]) -> set[str]:
    """Return the timers that should run: untold stages of running deadlines."""
    return {
        f"{key}|{deadline.clock}|{deadline.key[1] or '-'}|{each.stage}"
        for key, state in directives.items()
        if isinstance(state, Issued | Active)
        for deadline in state.deadlines.values()
        for each in deadline.untold
    }


@given(acts)
def test_timers_and_lookup_are_what_the_states_say(commands: list[Act]) -> None:
    """CAL-13, DIR-09: whatever happened; but for replies to what has ended, which its end does not name."""
    service = run_acts(commands)
    held = fold(service.written)
    states = {str(key): state for key, state in service.directives.items()}
    ended = {key for key, state in states.items() if isinstance(state, Ended)}
    timers = {key for lookup, key in held if lookup == STAGES}
    left = {key for key in timers if key.split("|")[0] in ended and "|REPLY|" in key}
    assert timers - left == list_expected(states)
    live = {key for (lookup, key), put in held.items() if lookup == DIRECTIVES and put.bucket == LIVE}
    assert live == {key for key, state in states.items() if not isinstance(state, NotIssued | Ended)}
