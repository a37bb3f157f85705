"""Who is new, by the posts that began in a year; names only for those who read them (EVL-84, ORG-06)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

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
    chosen = [since >= date(year, 1, 1), since <= date(year, 12, 31)]
    async with visit.gate.reading() as snapshot:
        held = await rows.list_all(snapshot, assignment.VIEW, chosen, [since, assignment.TABLE.c.assignment])
        teams = await rows.list_all(snapshot, team.VIEW, [], [team.TABLE.c.code])
    of_team = {each.code: each.department for each in teams}
    names = await name_officials(visit, {row.person for row in held})
    placed = [(row, row.department or of_team.get(row.team or "")) for row in reversed(held)]
    found = [_tell(row, where, names, ground) for row, where in placed if where]
    return [each for each in found if words in each.words][:CANDIDATES]


def _tell(row: Held, where: str, names: Mapping[str, str], ground: Ground) -> Post:
    told = (ground.name(where), _(POST_LABELS[row.post]), names.get(row.person, ""), format_day(row.valid_from))
    return Post(row.person, where, row.valid_from, " ".join(each for each in told if each))


async def name_officials(visit: Visit, people: Collection[str]) -> dict[str, str]:
    """Return the names of some people, for who may read them; nobody's for anybody else."""
    if visit.session.principal.role not in READERS:
        return {}
    async with visit.gate.reading() as snapshot:
        found = await person.find_people(snapshot, people)
    sealed = [(row.name, NAME) for row in found.values() if row.name is not None]
    opened = await visit.gate.vault.open_many(sealed)
    living = [row.person for row in found.values() if row.name is not None]
    return {who: str(name) for who, name in zip(living, opened, strict=True)}


def name_official(each: NewOfficial, names: Mapping[str, str], ground: Ground) -> str:
    """Return what somebody new is called: the name for who may read it, else the department and the day."""
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
