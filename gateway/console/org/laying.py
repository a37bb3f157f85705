"""조직·사람: the organisation of a day and one department, worked out from rows (ORG-01 to ORG-06)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from contracts.registry import DepartmentKind, Post
from gateway.labels import DEPARTMENT_KIND_LABELS
from gateway.views.assignment import Row as Assignment
from gateway.views.department import Row as Department
from gateway.views.team import Row as Team

PATH: Final = "/org"
_RANK: Final = {
    post: n
    for n, post in enumerate(
        (Post.MAYOR, Post.VICE_MAYOR, Post.BUREAU_HEAD, Post.DEPARTMENT_HEAD, Post.TEAM_HEAD, Post.OFFICER)
    )
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A department in the list of a day, with what belongs to it."""

    row: Department
    link: str
    teams: int
    children: tuple["Unit", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The departments of one kind that stand at the top."""

    kind: str
    label: str
    count: int
    """Departments of the kind, those below others too."""
    units: tuple[Unit, ...]


def link_department(code: str, day: date, today: date) -> str:
    """Return the address of a department as of a day."""
    return f"{PATH}/{code}" + ("" if day == today else f"?{urlencode({'as_of': day.isoformat()})}")


def lay_out_groups(
    found: Sequence[Department], teams: Iterable[Team], words: str, day: date, today: date
) -> list[Group]:
    """Return the tree of a day by kind; with words, only what has them in its name, in a flat list.

    Spaces do not count: Korean writes the same words with and without them.
    """
    numbers: dict[str, int] = {}
    for team in teams:
        numbers[team.department] = numbers.get(team.department, 0) + 1
    bare = "".join(words.split()).lower()
    shown = [row for row in found if bare in "".join(row.name.split()).lower() or bare == row.code]
    codes = set() if bare else {row.code for row in shown}
    tops = [row for row in shown if row.parent not in codes or row.parent == row.code]

    def make(row: Department, above: frozenset[str]) -> Unit:
        below = [each for each in shown if each.parent == row.code and each.code not in above] if codes else []
        children = tuple(make(each, above | {each.code}) for each in below)
        return Unit(row, link_department(row.code, day, today), numbers.get(row.code, 0), children)

    kinds = (DepartmentKind.BUREAU, *(kind for kind in DepartmentKind if kind is not DepartmentKind.BUREAU))
    groups = []
    for kind in kinds:
        units = tuple(make(row, frozenset({row.code})) for row in tops if row.kind == kind)
        count = sum(row.kind == kind for row in shown)
        if count and units:
            groups.append(Group(kind, DEPARTMENT_KIND_LABELS[kind], count, units))
    return groups


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with who holds it; `name` only for who may read it."""

    row: Assignment
    name: str
    team: str


def lay_out_seats(posts: Iterable[Assignment], names: Mapping[str, str], teams: Mapping[str, str]) -> list[Seat]:
    """Return the posts of a department, who leads first, then by team."""
    seats = [Seat(row, names.get(row.person, ""), teams.get(row.team or "", row.team or "")) for row in posts]
    return sorted(seats, key=lambda seat: (_RANK.get(Post(seat.row.post), len(_RANK)), seat.team, seat.row.valid_from))
