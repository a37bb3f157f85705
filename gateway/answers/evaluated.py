"""A year of the evaluation as a reader may see it, scored by any version of its plan (EVL-01, EVL-17)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, or_, select

from contracts.errors import Rejected
from contracts.evaluations.cards import Card, Objection, grant_claim
from contracts.evaluations.plans import EvaluationGroup, Scheme
from contracts.evaluations.rankings import GroupRanking, GroupStanding
from contracts.evaluations.scoring import Place, Score, rank_group, score_card
from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Gate, Snapshot
from gateway.queries import evaluation_plan, ranking, rows, scorecard
from gateway.secrecy import OVERSEERS
from gateway.views.ranking import Row as Ranked
from gateway.views.scorecard import Row, read_card

VIEWS = (scorecard.VIEW, evaluation_plan.VIEW, ranking.VIEW)
"""What a year is read from."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Places as a year's ranking told them: they stay until it is fixed anew (EVL-13, EVL-15)."""

    plan_version: int
    on: date
    groups: Mapping[str, Sequence[GroupStanding]]
    """By code, the best first."""

    def list_beside(self, department: str) -> Sequence[GroupStanding]:
        """Return the places of a department's group; none where that was in none."""
        told = (each for each in self.groups.values() if any(one.department == department for one in each))
        return next(told, ())


@dataclass(frozen=True)
class OfYear:
    """All that a year's scores rest on."""

    year: int
    version: int
    """Of the plan that it is scored by."""
    plan_source: int
    """Position of the event that adopted it."""
    scheme: Scheme
    rows: Mapping[str, Row]
    """By department."""
    ranked: Ranked | None
    is_chosen: bool = False
    """Whether somebody asked for this version, to see what it would come to."""

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Scorecards by department."""
        return {department: read_card(row) for department, row in self.rows.items()}

    @property
    def is_final(self) -> bool:
        """Tell whether the year is over."""
        return self.ranked is not None and self.ranked.state == "FINAL"

    @property
    def objections_until(self) -> date | None:
        """Return the last day on which a department may object; None before there are places."""
        return date.fromisoformat(self.ranked.rounds[-1]["objections_until"]) if self.ranked is not None else None

    @property
    def announced(self) -> Announced | None:
        """Return the places that were told last; None before there are any, and where a version was asked for."""
        if self.ranked is None or self.is_chosen:
            return None
        last = self.ranked.rounds[-1]
        groups = {each["group"]: GroupRanking.model_validate(each).standings for each in last["groups"]}
        return Announced(last["plan_version"], date.fromisoformat(last["fixed_on"]), groups)

    def find_group(self, department: str) -> Sequence[str]:
        """Return who is compared with a department; nobody where this version does not evaluate it."""
        groups = (group.departments for group in self.scheme.groups)
        return next((each for each in groups if department in each), ())

    def score(self, department: str, *, expected: bool = False) -> Score:
        """Return what a department comes to."""
        return score_card(self.scheme, self.place(self.cards[department], department), expected=expected)

    def rank(self, department: str, *, expected: bool = False, instead: Card | None = None) -> list[Place]:
        """Return the places of a department's group, as if its scorecard were another one where one is given."""
        cards = {each: self.cards[each] for each in self.find_group(department) if each in self.cards}
        if instead is not None:
            cards[department] = instead
        scores = {
            each: score_card(self.scheme, self.place(card, each), expected=expected) for each, card in cards.items()
        }
        return rank_group(scores, self.scheme.quota)

    def place(self, card: Card, department: str) -> Card:
        """Return a scorecard in the group that this version puts its department in. Raises: as `require_group`."""
        return replace(card, group=self.require_group(department).code)

    def require_group(self, department: str) -> EvaluationGroup:
        """Return the group that this version puts a department in. Raises: Rejected with NOT_FOUND."""
        for group in self.scheme.groups:
            if department in group.departments:
                return group
        raise Rejected("NOT_FOUND", "그 평가계획의 대상이 아닌 부서입니다. 판과 부서를 확인하세요.")

    def simulate(self, department: str, objection: Objection, day: date) -> Place:
        """Return the place that a department would have if an objection were upheld (EVL-14)."""
        claimed = grant_claim(self.cards[department], objection.claim, day)
        return next(each for each in self.rank(department, instead=claimed) if each.department == department)


async def find_assigned(gate: Gate, principal: Principal) -> Collection[str]:
    """Return which scorecards an external evaluator has now, whatever day he asks about; none of anybody else."""
    if principal.role is not Role.EVALUATOR:
        return ()
    async with gate.reading() as snapshot:
        return await scorecard.list_assigned(snapshot, principal)


def choose_seen(principal: Principal, assigned: Collection[str]) -> list[ColumnElement[bool]]:
    """Return the condition that a scorecard is one that somebody sees."""
    if principal.role is Role.EVALUATOR:
        return [scorecard.TABLE.c.scorecard.in_(assigned)]
    if principal.role in OVERSEERS:
        return []
    over = select(ranking.TABLE.c.year).where(ranking.TABLE.c.state == "FINAL")
    table = scorecard.TABLE
    return [or_(table.c.department == (principal.department or ""), table.c.year.in_(over))]


async def read_year(snapshot: Snapshot, year: int, version: int | None) -> OfYear:
    """Return a year by a version of its plan, else by the last. Raises: Rejected with NOT_FOUND."""
    plan = await rows.find_row(snapshot, evaluation_plan.VIEW, year)
    versions = plan.versions if plan else []
    chosen = version or len(versions)
    if not 1 <= chosen <= len(versions):
        raise Rejected("NOT_FOUND", "그런 평가계획이 없습니다. 연도와 판을 확인하세요.")
    told = versions[chosen - 1]
    found = await scorecard.list_year(snapshot, year)
    ranked = await rows.find_row(snapshot, ranking.VIEW, year)
    return OfYear(
        year=year,
        version=chosen,
        plan_source=told["source"],
        scheme=Scheme.model_validate(told["scheme"]),
        rows={row.department: row for row in found},
        ranked=ranked,
        is_chosen=version is not None,
    )
