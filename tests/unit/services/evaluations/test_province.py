"""A year of the province's evaluation as given / when / then: sets, briefings, results, the joint panel."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import pytest

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import (
    ConfirmIndicatorSet,
    CycleCommand,
    DraftIndicatorSet,
    HoldLaggingBriefing,
    IndicatorKind,
    IndicatorSetConfirmed,
    LaggingBriefingHeld,
    MoveSubmissionDeadline,
    ReceiveExternalResult,
    ReviseIndicatorSet,
)
from contracts.evaluations.results import (
    AnswerPanel,
    NominateBestPractice,
    PanelFeedbackReceived,
    ReceivePanelFeedback,
    RecordIndicatorRank,
    RecordSelection,
    ResultCommand,
    SubmitResult,
)
from contracts.messages import Actor
from contracts.registry.known import Department
from contracts.values import Role
from services.evaluations import province_cycle, province_indicator
from services.evaluations.handlers.province import tell_each
from services.evaluations.province_cycle import Year
from services.evaluations.province_indicator import Indicator
from tests.indicator_sets import LEAD, make_cycle, make_quality, make_quantity, make_set
from tests.unit.services.projects.acting import refused

MAY = date(2024, 5, 27)
DEPARTMENTS = {LEAD: Department(date(2018, 1, 1)), "gone": Department(date(2018, 1, 1), date(2023, 12, 31))}
OFFICER = Actor(user="officer", role=Role.OFFICER, department=LEAD)
STRANGER = Actor(user="inspector", role=Role.OFFICER, department="planning-audit")
OPERATOR = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
DUES = {IndicatorKind.QUALITATIVE: date(2024, 5, 1), IndicatorKind.QUANTITATIVE: date(2024, 12, 31)}
QUANTITY, QUALITY = make_quantity(2024, 1, "700"), make_quality(2024, 1, "300")


class Province:
    """A year and its indicators, as its commands have left them."""

    def __init__(self, year: int = 2024, known: dict[str, Indicator] | None = None) -> None:
        self.year = year
        self.state = Year()
        self.known = known if known is not None else {}

    def act(self, command: CycleCommand, today: date = MAY) -> Sequence[EvaluationsEvent]:
        known = {key: self.known.get(key, Indicator()) for key in province_cycle.list_keys(self.state, command)}
        events = province_cycle.decide(command, self.state, province_cycle.Facts(today, DEPARTMENTS, known))
        self.state = reduce(province_cycle.evolve, events, self.state)
        for event in events:
            for stream, told in tell_each(event, known) if isinstance(event, IndicatorSetConfirmed) else ():
                key = stream.removeprefix("province_indicator-")
                self.known[key] = province_indicator.evolve(self.known.get(key, Indicator()), told)
        return events

    def draft(self, *indicators: dict[str, Any]) -> Sequence[EvaluationsEvent]:
        told = {"year": self.year, "cycle": make_cycle(self.year), "indicator_set": make_set(*indicators)}
        return self.act(DraftIndicatorSet.model_validate(told))

    def confirm(self, *indicators: dict[str, Any]) -> "Province":
        self.draft(*indicators)
        self.act(ConfirmIndicatorSet(year=self.year))
        return self

    def revise(self, *indicators: dict[str, Any]) -> Sequence[EvaluationsEvent]:
        told = {"year": self.year, "indicator_set": make_set(*indicators), "reason": "도가 바꿈"}
        return self.act(ReviseIndicatorSet.model_validate(told))


def test_a_set_is_refused_with_what_is_wrong_in_it() -> None:
    """EVL-31, EVL-33, EVL-44: what is counted, weighed, led, measured, carried on."""
    for change, code in (
        ({"weight": "699.999"}, "WEIGHT_SUM_MISMATCH"),
        ({"leads": [LEAD, "gone"]}, "LEAD_NOT_UNIQUE"),
        ({"supporting": [LEAD]}, "LEAD_NOT_UNIQUE"),
        ({"leads": ["gone"]}, "DEPARTMENT_NOT_VALID"),
        ({"target": "0"}, "TARGET_INVALID"),
        ({"target": None}, "BAD_SHAPE"),
        ({"plan": ["1"]}, "BAD_SHAPE"),
        ({"goal": "goal-6"}, "BAD_SHAPE"),
        ({"code": "2023-q001"}, "BAD_SHAPE"),
        ({"predecessor": "2018-q001"}, "UNKNOWN_PREDECESSOR"),
    ):
        assert refused(lambda change=change: Province().draft({**QUANTITY, **change}, QUALITY)).code == code  # type: ignore[misc]  # bound now
    assert refused(lambda: Province().draft(QUANTITY, {**QUALITY, "shares": [100, 90]})).code == "BAD_SHAPE"


def test_a_draft_may_be_written_anew_until_it_is_confirmed() -> None:
    """EVL-32."""
    province = Province()
    province.draft(QUANTITY, QUALITY)
    assert province.draft(QUANTITY, QUALITY) == ()
    province.confirm({**QUANTITY, "target": "80"}, QUALITY)
    assert refused(lambda: province.draft(QUANTITY, QUALITY)).code == "SET_CONFIRMED"
    assert refused(lambda: province.act(ConfirmIndicatorSet(year=2024))).code == "SET_CONFIRMED"


def test_a_change_after_the_confirmation_keeps_lineage_and_results() -> None:
    """EVL-32, EVL-33: one changed, one dropped, one new, one as it was."""
    earlier = Province(2018).confirm(make_quantity(2018, 1, "1000"))
    other = {**make_quality(2024, 2, "100"), "predecessor": None}
    carried = {**QUANTITY, "predecessor": "2018-q001"}
    province = Province(known=earlier.known).confirm({**carried, "weight": "600"}, QUALITY, other)
    province.known["2024-q001"] = replace(province.known["2024-q001"], results=3)
    province.revise(carried, QUALITY)
    changed = province.known["2024-q001"]
    assert (changed.lineage, changed.results, str(changed.definition.weight)) == ("2018-q001", 3, "700")  # type: ignore[union-attr]  # it is there
    assert [key for key, each in province.known.items() if each.is_dropped] == ["2024-s002"]
    assert refused(lambda: province.revise(QUANTITY, QUALITY)).code == "LINEAGE_FIXED"
    assert province.state.version == 2


def test_moving_one_deadline_leaves_the_other() -> None:
    """EVL-38."""
    province = Province().confirm(QUANTITY, QUALITY)
    moved = MoveSubmissionDeadline(
        year=2024, kind=IndicatorKind.QUANTITATIVE, due_on=date(2025, 1, 10), reason="도가 미룸"
    )
    province.act(moved)
    assert province.state.dues == {
        IndicatorKind.QUALITATIVE: date(2024, 10, 31),
        IndicatorKind.QUANTITATIVE: date(2025, 1, 10),
    }


def test_a_briefing_shows_what_is_below_the_plan_of_its_month_once() -> None:
    """EVL-39: 41 against 50 in May, nothing reported of the second; no briefing in April, none twice."""
    plan = [str(10 * month) for month in range(1, 13)]
    first = {**QUANTITY, "weight": "400", "plan": plan}
    province = Province().confirm(first, make_quantity(2024, 2, "300"), QUALITY)
    done = submit(measured_on="2024-05-27")
    province.known["2024-q001"] = act(province.known["2024-q001"], done)
    (held,) = province.act(HoldLaggingBriefing(year=2024, month=5))
    assert isinstance(held, LaggingBriefingHeld)
    assert [(each.code, str(each.value), str(each.plan)) for each in held.shown] == [
        ("2024-q001", "41", "50"),
        ("2024-q002", "None", "90"),
    ]
    assert refused(lambda: province.act(HoldLaggingBriefing(year=2024, month=5))).code == "ALREADY_REGISTERED"
    assert refused(lambda: province.act(HoldLaggingBriefing(year=2024, month=4))).code == "MONTH_NOT_IN_CYCLE"


def test_a_briefing_is_held_in_a_month_that_has_begun() -> None:
    """EVL-39: on 31 May June's is refused, on 1 June it is not."""
    province, june = Province().confirm(QUANTITY, QUALITY), HoldLaggingBriefing(year=2024, month=6)
    assert refused(lambda: province.act(june, date(2024, 5, 31))).code == "DAY_IN_FUTURE"
    assert len(province.act(june, date(2024, 6, 1))) == 1


def test_a_result_names_cities_of_its_own_league() -> None:
    """EVL-30: a county in the league of cities is refused."""
    province = Province().confirm(QUANTITY, QUALITY)
    result = {
        "points": [{"city": "gun-1", "points": "870"}],
        "incentive": 0,
        "announced_on": "2024-05-01",
        "source": "도",
    }
    told = {"year": 2024, "league": "si", "result": result}
    assert refused(lambda: province.act(ReceiveExternalResult.model_validate(told))).code == "UNKNOWN_LEAGUE"


def test_a_stated_rank_is_one_of_its_league() -> None:
    """EVL-30, EVL-43: of eight cities the ninth is refused, the eighth is not."""
    province = Province().confirm(QUANTITY, QUALITY)
    points = [{"city": "si-6", "points": "870"}]
    result = {"points": points, "incentive": 0, "announced_on": "2024-05-01", "source": "도"}
    last, beyond = (
        ReceiveExternalResult.model_validate({"year": 2024, "league": "si", "result": {**result, "stated_rank": rank}})
        for rank in (8, 9)
    )
    assert len(province.act(last)) == 1
    assert refused(lambda: province.act(beyond)).code == "BAD_SHAPE"


def act(state: Indicator, command: ResultCommand, actor: Actor = OFFICER, today: date = MAY) -> Indicator:
    facts = province_indicator.Facts(today, actor, date(2024, 12, 31), DUES)
    return reduce(province_indicator.evolve, province_indicator.decide(command, state, facts), state)


def opened(code: str) -> Indicator:
    return Province().confirm(QUANTITY, QUALITY).known[code]


def submit(**other: object) -> SubmitResult:
    return SubmitResult.model_validate({"code": "2024-q001", "measured_on": "2024-05-20", "value": "41", **other})


@pytest.mark.parametrize(
    ("told", "actor", "today", "code"),
    [
        ({"measured_on": "2025-01-01"}, OFFICER, date(2025, 1, 2), "RECORD_DATE_PASSED"),
        ({"measured_on": "2024-05-28"}, OFFICER, MAY, "DAY_IN_FUTURE"),
        ({}, STRANGER, MAY, "NOT_PERMITTED"),
        ({}, OFFICER, date(2025, 1, 1), "SUBMISSION_CLOSED"),
        ({"is_final": True}, OFFICER, date(2025, 1, 1), "SUBMISSION_CLOSED"),
        ({"value": None, "rank": 1}, OFFICER, MAY, "BAD_SHAPE"),
    ],
)
def test_a_result_is_refused(told: dict[str, object], actor: Actor, today: date, code: str) -> None:
    """EVL-34, EVL-36, EVL-38, EVL-44."""
    assert refused(lambda: act(opened("2024-q001"), submit(**told), actor, today)).code == code


def test_each_kind_has_its_own_last_day() -> None:
    """EVL-38: in May the quality is closed, the quantity is not."""
    act(opened("2024-q001"), submit(is_final=True))
    ranked = submit(code="2024-s001", value=None, rank=2, is_final=True)
    assert refused(lambda: act(opened("2024-s001"), ranked)).code == "SUBMISSION_CLOSED"


def test_what_the_panel_asks_for_may_be_submitted_after_the_last_day() -> None:
    """EVL-42: until it is answered, once."""
    late = date(2025, 2, 12)
    asked = {
        "code": "2024-q001",
        "verdict": "CORRECTION_REQUESTED",
        "words": "기준일이 다름",
        "received_on": "2025-02-10",
    }
    feedback = ReceivePanelFeedback.model_validate(asked)
    assert refused(lambda: act(opened("2024-q001"), feedback, OPERATOR, late)).code == "WRONG_STATE"
    state = act(act(opened("2024-q001"), submit()), feedback, OPERATOR, late)
    state = act(state, submit(is_final=True), today=late)
    answer = AnswerPanel(code="2024-q001", number=1, words="고침")
    state = act(state, answer, today=late)
    assert refused(lambda: act(state, answer, today=late)).code == "WRONG_STATE"
    for is_final in (True, False):
        assert refused(lambda told=is_final: act(state, submit(is_final=told), today=late)).code == "SUBMISSION_CLOSED"  # type: ignore[misc]  # bound now


def test_the_panel_tells_of_the_latest_result() -> None:
    """EVL-42."""
    state = act(act(opened("2024-q001"), submit()), submit(value="42"))
    asked = {"code": "2024-q001", "verdict": "VERIFIED", "words": "확인함", "received_on": "2024-05-27"}
    facts = province_indicator.Facts(MAY, OPERATOR, date(2024, 12, 31), DUES)
    (told,) = province_indicator.decide(ReceivePanelFeedback.model_validate(asked), state, facts)
    assert isinstance(told, PanelFeedbackReceived)
    assert (told.number, told.result) == (1, 2)


def test_only_a_quality_has_ranks_and_practices() -> None:
    """EVL-35: and a selection is of a practice that was put forward."""
    state, quality = opened("2024-q001"), opened("2024-s001")
    rank = {"rank": 1, "announced_on": MAY}
    assert refused(lambda: act(state, RecordIndicatorRank(code="2024-q001", **rank), OPERATOR)).code == "BAD_SHAPE"  # type: ignore[arg-type]  # told
    practice = NominateBestPractice(code="2024-s001", title="규제 개선", summary="고침")
    assert act(quality, practice).nominated == 1
    chosen = RecordSelection(code="2024-s001", number=1, is_selected=True, decided_on=MAY)
    assert refused(lambda: act(quality, chosen, OPERATOR)).code == "NOT_FOUND"
    act(act(quality, practice), chosen, OPERATOR)
