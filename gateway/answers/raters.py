"""What is told of who judges a scorecard: of nobody to an external evaluator, of raters to who oversees (EVL-16)."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from contracts.evaluations.plans import PlanAdopted
from contracts.evaluations.scorecards import AreaRated, EvaluatorAssigned, EvaluatorReleased
from contracts.values import Role
from gateway.secrecy import WITHHELD
from gateway.views import evaluation_plan
from gateway.views.history import Row
from gateway.views.scorecard import CONTEXT, PREFIX

ASSIGNMENTS: Final = frozenset({EvaluatorAssigned.wire(), EvaluatorReleased.wire()})
RATED: Final = AreaRated.wire()
NAMED: Final = ("rater", "recorder")
"""Fields that are accounts."""
UNCHAINED: Final = "0" * 64
"""In place of a hash: whoever guesses accounts would find in it which one is right."""


def tell_evaluator(context: str, row: Row, assigned: Collection[str]) -> Row | None:
    """Return an event as an external evaluator is told it; None where it is of nothing that he has.

    He is told of his scorecards, and of the plans that they are scored by; who acted is told of none.
    """
    if context != CONTEXT or row.type in ASSIGNMENTS:
        return None
    is_own = row.stream.startswith(PREFIX) and row.stream.removeprefix(PREFIX) in assigned
    is_plan = row.type == PlanAdopted.wire() and row.stream.removeprefix(evaluation_plan.PREFIX) in {
        each[:4] for each in assigned
    }
    return _veil(row) if is_own or is_plan else None


def veil_rater(row: Row) -> Row | None:
    """Return an event as who is rated is told it: no rater, and nothing of who has what to rate."""
    if row.type in ASSIGNMENTS:
        return None
    return _veil(row) if row.type == RATED else row


def _veil(row: Row) -> Row:
    """Return an event without who acted, or stood in for another, without a rater's own words, and without its hash."""
    told = {**json.loads(row.data)}
    told.pop("entry", None)
    told |= {name: WITHHELD for name in NAMED if name in told}
    if row.type == RATED:
        told["note"] = None
    data = json.dumps(told, ensure_ascii=False)
    return replace(row, actor=WITHHELD, role=Role.SYSTEM, department=None, chain=UNCHAINED, data=data)
