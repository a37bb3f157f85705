"""What is told of who judges a scorecard (EVL-16)."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from gateway.answers.raters import tell_evaluator, veil_rater
from gateway.views.history import Row

ID, THEN = UUID(int=1), datetime(2024, 1, 2, tzinfo=UTC)
RATED = {"type": "evaluations.area_rated.v1", "area": "nature", "points": "90", "note": "의견", "rater": "executive"}
ROW = Row(
    position=7,
    source="/city/evaluations",
    stream="scorecard-2024-roads",
    version=3,
    type=RATED["type"],
    actor="executive",
    role="EXECUTIVE",
    department="planning-audit",
    command_id=ID,
    correlation_id=ID,
    causation_id=None,
    effective_at=THEN,
    recorded_at=THEN,
    chain="ab" * 32,
    data=json.dumps({**RATED, "entry": {"acting_for": "mayor"}}),
)
ASSIGNED = replace(ROW, type="evaluations.evaluator_assigned.v1", data="{}")


def test_who_is_rated_learns_no_rater() -> None:
    """EVL-16: nor for whom one stood in, nor who has what to rate, nor a hash in which one could look who it was."""
    veiled = veil_rater(ROW)
    assert veiled is not None
    assert json.loads(veiled.data) == {**RATED, "note": None, "rater": "비공개"}
    assert (veiled.actor, veiled.role, veiled.department, veiled.chain) == ("비공개", "SYSTEM", None, "0" * 64)
    assert veil_rater(ASSIGNED) is None


def test_an_evaluator_is_told_of_his_scorecards_and_their_plan() -> None:
    """EVL-16: no hash either, in which one could look who it was."""
    told = tell_evaluator("evaluations", ROW, {"2024-roads"})
    assert told is not None
    assert (told.actor, told.chain) == ("비공개", "0" * 64)
    plan = replace(ROW, stream="plan-2024", type="evaluations.plan_adopted.v1")
    assert tell_evaluator("evaluations", plan, {"2024-roads"}) is not None
    for row, assigned in ((ROW, {"2023-roads"}), (plan, {"2023-roads"}), (ASSIGNED, {"2024-roads"}), (ROW, ())):
        assert tell_evaluator("evaluations", row, assigned) is None
    assert tell_evaluator("projects", ROW, {"2024-roads"}) is None
