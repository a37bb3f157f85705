"""Routes of adopting an item: the directive that it leads to is looked for by number or words, or issued (ENG-09)."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.console.feedback.book import ACTS, PATH, find_issuing, make_chip, shorten
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Field, Filled, Spec
from gateway.console.meetings.laying import show_days
from gateway.console.meetings.sending import Shown, send_form, show_form
from gateway.console.registers.asking import LONGEST
from gateway.console.registers.pages import NOT_THERE
from gateway.console.rendering import ConsoleRoute
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.labels import STATE_LABELS
from gateway.queries import feedback, resolution
from gateway.queries.directive_board import Filter, Item, list_directives
from gateway.queries.rows import Place, find_row, list_page
from gateway.views.feedback import Row
from gateway.views.resolution import Row as Resolution
from infra.clock import make_id

ADOPT: Final = "/{entry}/adopt"
DIRECTIVE: Final = "directive"
ENDED: Final = frozenset({"CANCELLED", "MERGED"})
"""States of directives to which nothing leads."""
CANDIDATES: Final = 12
RESOLUTIONS: Final = 50
"""The latest, to choose from."""
WORDS: Final = 80
"""Characters of a directive in the list."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get(ADOPT)
async def open_form(
    request: Request,
    visit: SignedIn,
    entry: UUID,
    q: Annotated[str, Query(max_length=LONGEST)] = "",
    directive: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """Show the form with the directives that have the words, else those of the session and the latest."""
    filled = Filled(key=str(make_id()), values={DIRECTIVE: directive})
    return await show_form(request, visit, await _make(visit, entry, filled, q))


@router.post(ADOPT)
async def adopt(request: Request, visit: SignedIn, entry: UUID) -> Response:
    """Adopt an item, with what it leads to (ENG-07, ENG-09)."""
    chosen = read_field(await request.form(), DIRECTIVE)

    async def reread() -> Shown:
        return await _make(visit, entry, Filled(key="", values={DIRECTIVE: chosen}))

    shown = await reread()
    return await send_form(request, visit, shown, PATH, feedback.VIEW.name, subject=entry, reread=reread)


async def _make(visit: Visit, entry: UUID, filled: Filled, words: str = "") -> Shown:
    """Return the form of an item. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, feedback.VIEW, str(entry))
    if row is None:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    own, asked = f"{PATH}/{entry}", words.replace("\x00", "").strip()
    found = await _list_candidates(visit, row, asked, str(filled.values.get(DIRECTIVE, "")))
    return Shown(
        _offer(row, found, await _list_resolutions(visit)),
        filled,
        f"{own}/adopt",
        own,
        shorten(row.text),
        version=row.version,
        now=(("상태", make_chip(row).word),),
        asked=asked,
    )


def _offer(row: Row, found: list[Item], resolved: list[Resolution]) -> Spec:
    options = {each.directive: _tell(each) for each in found}
    of_resolution = {each.resolution: _tell_resolution(each) for each in resolved}

    def fill(each: Field) -> Field:
        match each.name:
            case "directive":
                return replace(each, options=options, way=find_issuing(row))
            case "resolution":
                return replace(each, options=of_resolution, is_passing=True)
            case _other:
                return each

    return replace(ACTS["adopt"], fields=tuple(map(fill, ACTS["adopt"].fields)))


def _tell_resolution(row: Resolution) -> str:
    return f"{show_days(row.period)} {row.committee}: {row.agenda[:WORDS]}"


async def _list_resolutions(visit: Visit) -> list[Resolution]:
    """Return the latest resolutions."""
    order = (resolution.TABLE.c.first_day, resolution.TABLE.c.resolution)
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, resolution.VIEW, [], order, Place(RESOLUTIONS, is_falling=True))
    return page.rows


def _tell(item: Item) -> str:
    text = item.text if len(item.text) <= WORDS else f"{item.text[:WORDS]}…"
    return f"{item.number} {text} ({_(STATE_LABELS[item.state])})"


async def _list_candidates(visit: Visit, row: Row, words: str, chosen: str) -> list[Item]:
    """Return directives that the asker may read: the chosen one, then those with the words, of the session first."""
    wanted = Filter(today=visit.today, reader=visit.session.principal, q=words or None, limit=CANDIDATES)
    narrowed = [replace(wanted, origin=("TOWN_HALL", row.town_hall)), wanted]
    asked = [replace(wanted, q=None, directive=chosen), *narrowed] if chosen else narrowed
    async with visit.gate.reading() as snapshot:
        pages = [await list_directives(snapshot, each) for each in asked]
    found = {item.directive: item for page in pages for item in page.items if item.state not in ENDED}
    return list(found.values())[:CANDIDATES]
