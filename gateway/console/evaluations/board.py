"""순위표 laid out: per group one table whose rows are a dot plot, beside the official one (EVL-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gateway.answers.scorecards import BoardGroup, BoardPlace, Scoreboard
from gateway.console.evaluations.telling import CARDS, round_score
from gateway.console.projects.drawing import Tick, place
from gateway.console.words import _

STEP: Final = 5
"""Points between two marks of the scale."""
FINE: Final = 1_000
"""Parts of a point on the scale."""


@dataclass(frozen=True, slots=True)
class Line:
    """One department: its place, and its place by the official version where that is another."""

    name: str
    link: str
    rank: int
    total: str
    grade: str
    is_barred: bool
    is_own: bool
    x: str
    """Where its dot is."""
    now: str
    """What it would come to now, where that is something else than was told."""
    official_rank: int | None = None
    official_total: str = ""
    official_x: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One group, with the scale that its dots lie on."""

    code: str
    name: str
    answer: str
    """What the table says, in a sentence."""
    lines: Sequence[Line]
    ticks: Sequence[Tick]


@dataclass(frozen=True, slots=True)
class Scale:
    """From which to which total dots lie."""

    first: int
    last: int

    def find(self, total: str) -> str:
        """Return where a total is."""
        return place(int((Decimal(total) - self.first) * FINE), (self.last - self.first) * FINE)

    @property
    def ticks(self) -> list[Tick]:
        """The marks of the scale, at most eight."""
        step = STEP * max(1, -(-(self.last - self.first) // (STEP * 8)))
        return [Tick(str(each), self.find(str(each))) for each in range(self.first, self.last + 1, step)]


def lay_out(board: Scoreboard, official: Scoreboard, names: Mapping[str, str], own: str | None) -> list[Table]:
    """Return a table for each group; `own` is the asker's department."""
    before = {group.code: group for group in official.groups}
    is_other = board != official
    return [_lay_out_group(group, before.get(group.code) if is_other else None, board.year, names, own)
            for group in board.groups if group.places]  # fmt: skip


def _lay_out_group(
    group: BoardGroup, official: BoardGroup | None, year: int, names: Mapping[str, str], own: str | None
) -> Table:
    known = {each.department: each for each in official.places} if official else {}
    scale = find_scale([each.total for each in (*group.places, *known.values())])
    lines = [_lay_out_line(each, known.get(each.department), scale, year, names, own) for each in group.places]
    return Table(group.code, group.name, tell_answer(lines), lines, scale.ticks)


def _lay_out_line(
    each: BoardPlace, official: BoardPlace | None, scale: Scale, year: int, names: Mapping[str, str], own: str | None
) -> Line:
    beside = (official.rank, round_score(official.total), scale.find(official.total)) if official else (None, "", "")
    return Line(
        names.get(each.department, each.department),
        f"{CARDS}/{year}-{each.department}",
        each.rank,
        round_score(each.total),
        each.grade,
        each.is_barred,
        each.department == own,
        scale.find(each.total),
        round_score(each.now) if each.now else "",
        *beside,
    )


def find_scale(totals: Sequence[str]) -> Scale:
    """Return the scale of whole fives that holds some totals, with room at its ends."""
    low = int(min(map(Decimal, totals)) // STEP) * STEP
    high = (int(max(map(Decimal, totals)) // STEP) + 1) * STEP
    return Scale(low, high)


def tell_answer(lines: Sequence[Line]) -> str:
    """Return what a table says: who leads, by how much the group differs; of one department only its own place."""
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return _("%(name)s %(rank)s위 %(total)s점", name=first.name, rank=first.rank, total=first.total)
    gap = Decimal(first.total) - Decimal(last.total)
    leaders = [each for each in lines if each.rank == first.rank]
    others = _(" 등 %(n)s개 부서", n=len(leaders)) if len(leaders) > 1 else ""
    return _(
        "1위 %(name)s%(others)s %(total)s점, %(n)s개 부서의 차이 %(gap)s점",
        name=first.name,
        others=others,
        total=first.total,
        n=len(lines),
        gap=gap,
    )
