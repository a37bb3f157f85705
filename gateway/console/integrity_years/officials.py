"""Who is new, by the posts that began in a year; names only for those who read them (EVL-84, ORG-06)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement

from contracts.values import Code
from gateway.answers.people import NAME, READERS
from gateway.console.integrity_years.laying import make_given_chip
from gateway.console.present import format_day
from gateway.console.registers.declaring import Cell, Ground, Part
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels import POST_LABELS
from gateway.queries import assignment, person, rows, team
from gateway.routers.integrity_years import NewOfficial
from gateway.views.assignment import Row as Held
from gateway.views.team import Row as Team

CANDIDATES: Final = 50
"""Posts to choose from at once."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post that somebody has: where, as what, since when, and who, where the asker may know."""

    person: str
    department: Code
    since: date
    words: str

    @property
    def key(self) -> str:
        """What the form sends."""
        return f"{self.person}|{self.department}|{self.since}"


async def list_posts(visit: Visit, year: int, ground: Ground, words: str = "") -> list[Post]:
    """Return the posts that began in a year, the newest first, those alone whose words hold some."""
    since = assignment.TABLE.c.valid_from
    held, teams = await _list_held(visit, [since >= date(year, 1, 1), since <= date(year, 12, 31)])
    names = await _open_names(visit, {row.person for row in held})
    placed = [(row, _find_department(row, teams)) for row in reversed(held)]
    found = [_tell(row, where, teams, names, ground) for row, where in placed if where]
    return [each for each in found if words in each.words][:CANDIDATES]


async def _list_held(visit: Visit, chosen: Sequence[ColumnElement[bool]]) -> tuple[list[Held], dict[str, Team]]:
    """Return some posts by when they began, and all teams by code."""
    order = [assignment.TABLE.c.valid_from, assignment.TABLE.c.assignment]
    async with visit.gate.reading() as snapshot:
        held = await rows.list_all(snapshot, assignment.VIEW, chosen, order)
        teams = await rows.list_all(snapshot, team.VIEW, [], [team.TABLE.c.code])
    return held, {each.code: each for each in teams}


def _find_department(row: Held, teams: Mapping[str, Team]) -> str | None:
    of_team = teams.get(row.team or "")
    return row.department or (of_team.department if of_team else None)


def _tell(row: Held, where: str, teams: Mapping[str, Team], names: Mapping[str, str], ground: Ground) -> Post:
    told = (ground.name(where), _name_post(row, teams), names.get(row.person, ""), format_day(row.valid_from))
    return Post(row.person, where, row.valid_from, " ".join(each for each in told if each))


def _name_post(row: Held, teams: Mapping[str, Team]) -> str:
    of_team = teams.get(row.team or "")
    return " ".join(each for each in (of_team.name if of_team else "", _(POST_LABELS[row.post])) if each)


async def name_officials(visit: Visit, people: Collection[str]) -> dict[str, str]:
    """Return what some people are called: by name for who may read names, by post for anybody else (ORG-06)."""
    if visit.session.principal.role in READERS or not people:
        return await _open_names(visit, people)
    held, teams = await _list_held(visit, [assignment.TABLE.c.person.in_(people)])
    return {row.person: _name_post(row, teams) for row in held}


async def _open_names(visit: Visit, people: Collection[str]) -> dict[str, str]:
    """Return the names of some people, for who may read them; nobody's for anybody else."""
    if visit.session.principal.role not in READERS:
        return {}
    async with visit.gate.reading() as snapshot:
        found = await person.find_people(snapshot, people)
    sealed = {row.person: row.name for row in found.values() if row.name is not None}
    opened = await visit.gate.vault.open_many([(name, NAME) for name in sealed.values()])
    return {who: str(name) for who, name in zip(sealed, opened, strict=True)}


def name_official(each: NewOfficial, names: Mapping[str, str], ground: Ground) -> str:
    """Return what somebody new is called: department and name or post; the day, where the registry has neither."""
    day = format_day(each.appointed_on)
    who = names.get(each.person) or _("%(day)s 임용", day=day)
    return f"{ground.name(each.department)} {who}"


def lay_out(officials: Sequence[NewOfficial], names: Mapping[str, str], ground: Ground) -> Part:
    """Return who is new, those without the handbook first."""
    ordered = sorted(officials, key=lambda each: (each.given_on is not None, each.appointed_on, each.person))
    return Part(
        "신규 직원",
        heads=(("신규 직원", "main"), ("임용한 날", ""), ("핸드북", ""), ("받은 날", "")),
        rows=tuple(
            (
                Cell(name_official(each, names, ground)),
                Cell(format_day(each.appointed_on)),
                Cell(chip=make_given_chip(each.given_on)),
                Cell(format_day(each.given_on) if each.given_on else ""),
            )
            for each in ordered
        ),
        none="그해에 적은 신규 직원이 없습니다.",
        acts=("new-official", "handbook"),
    )
