"""찾기: what some words are found in, each register asked by its own columns; spaces do not count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, Text, cast, func, or_, select

from gateway.gate import Snapshot
from gateway.queries import department, meeting, team
from gateway.queries.rows import is_valid_on
from gateway.views.department import Row as Department
from gateway.views.meeting import Row as Meeting
from gateway.views.team import Row as Team

MOST: Final = 20
"""Rows of one kind that are shown; the others are counted."""
FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class Found(Generic[FoundT]):
    """What was found of one kind, and how many there are."""

    rows: list[FoundT]
    total: int


async def find_departments(snapshot: Snapshot, words: str, day: date) -> Found[Department]:
    """Return the departments by name or code: those of today before those that are no more."""
    columns = department.TABLE.c
    chosen = [or_(*(has(column, words) for column in (columns.name, columns.code)))]
    order = [columns.valid_until.is_not(None) & (columns.valid_until < day), columns.name, columns.code]
    rows, total = await _find(snapshot, department.TABLE, chosen, order)
    return Found([Department(**row) for row in rows], total)


async def find_teams(snapshot: Snapshot, words: str, day: date) -> Found[Team]:
    """Return the teams of a day by name."""
    columns = team.TABLE.c
    chosen = [has(columns.name, words), *is_valid_on(team.VIEW, day)]
    rows, total = await _find(snapshot, team.TABLE, chosen, [columns.name, columns.code])
    return Found([Team(**row) for row in rows], total)


async def find_meetings(snapshot: Snapshot, words: str) -> Found[Meeting]:
    """Return the meetings by title and by what was decided, the latest first."""
    columns = meeting.TABLE.c
    chosen = [or_(has(columns.title, words), has(cast(columns.decisions, Text), words))]
    rows, total = await _find(snapshot, meeting.TABLE, chosen, [columns.first_day.desc(), columns.meeting])
    return Found([Meeting(**row) for row in rows], total)


def has(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Return the condition that a text has some words, whatever spaces either has."""
    return func.replace(column, " ", "").icontains("".join(words.split()), autoescape=True)


async def _find(
    snapshot: Snapshot, table: Table, chosen: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]]
) -> tuple[Sequence[Any], int]:
    matching = select(table).where(*chosen)
    found = (await snapshot.execute(matching.order_by(*order).limit(MOST))).mappings().all()
    total = await snapshot.scalar(select(func.count()).select_from(matching.subquery()))
    return found, int(total or 0)
