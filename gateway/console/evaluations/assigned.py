"""맡은 성과표: what an external evaluator finds when he comes in (EVL-16)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from gateway.answers.evaluated import choose_seen, find_assigned
from gateway.console.evaluations.telling import CARDS
from gateway.console.present import Chip, ChipKind
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import show
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.queries import scorecard
from gateway.queries.rows import Place, list_page
from gateway.views.scorecard import Row, read_card

SHOWN: Final = 200
"""Scorecards on the page, the newest."""


@dataclass(frozen=True, slots=True)
class Line:
    """A scorecard that is assigned."""

    year: int
    name: str
    link: str
    chip: Chip
    """Whether he has rated it."""


async def show_assigned(request: Request, visit: Visit) -> Response:
    """Show an external evaluator the scorecards that he has."""
    principal = visit.session.principal
    conditions = choose_seen(principal, await find_assigned(visit.gate, principal))
    async with visit.gate.reading() as snapshot:
        place = Place(SHOWN, is_falling=True)
        page = await list_page(snapshot, scorecard.VIEW, conditions, scorecard.ORDER, place)
    ground, _departments = await read_ground(visit)
    lines = list(lay_out(page.rows, ground.names, principal.user))
    return await show(request, "scorecards_assigned.html", lines=lines, position=page.position)


def lay_out(rows: Sequence[Row], names: Mapping[str, str], account: str) -> Iterator[Line]:
    """Yield a line for each scorecard; `account` is who rates."""
    for row in rows:
        is_rated = any(account in given for given in read_card(row).ratings.values())
        chip = Chip(ChipKind.DONE, _("점수 줌"), "") if is_rated else Chip(ChipKind.WAITING, _("아직"), "")
        yield Line(row.year, names.get(row.department, row.department), f"{CARDS}/{row.scorecard}", chip)
