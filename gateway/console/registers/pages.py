"""The routes of a register: its list, one entry, the form of a new one, and the forms of its acts."""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.errors import Rejected
from gateway.answers.entries import find_entry
from gateway.answers.past import looking
from gateway.commands import KINDS
from gateway.console.meetings.forms import Filled, Spec
from gateway.console.meetings.sending import Shown, send_command, send_form, show_form
from gateway.console.registers.asking import PAGE_SIZE, choose, read_query
from gateway.console.registers.declaring import DEPARTMENTS, Book, Ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn, Visit
from gateway.console.words import _
from gateway.queries import department
from gateway.queries.holiday import load_calendar
from gateway.queries.rows import Place, RowT, find_row, list_all, list_page
from gateway.reading import read_key
from infra.clock import make_id

Named = UUID | str | int
"""What an address names an entry by."""
NOT_THERE: Final = "그런 화면이 없습니다. 목록을 다시 여세요."


def make_router(book: Book[RowT]) -> APIRouter:
    """Return the routes of a register."""
    router = APIRouter(prefix=book.path, route_class=ConsoleRoute, include_in_schema=False)
    place = KINDS.get(book.names, UUID)

    async def list_entries(request: Request, visit: SignedIn) -> Response:
        return await _list(request, visit, book)

    async def open_new(request: Request, visit: SignedIn) -> Response:
        shown = await _make_new(request, visit, book, Filled(key=str(make_id())))
        return await show_form(request, visit, shown)

    async def send_new(request: Request, visit: SignedIn) -> Response:
        shown = await _make_new(request, visit, book, Filled(key=""))
        return await send_form(request, visit, shown, book.path, book.register.view.name)

    async def show_entry(
        request: Request,
        visit: SignedIn,
        entry: place,  # type: ignore[valid-type]  # each register has its own
        after: int = 0,
    ) -> Response:
        return await _show(request, visit, book, entry, after)

    router.get("")(list_entries)
    if book.new:
        router.get("/new")(open_new)
        router.post("")(send_new)
    router.get("/{entry}")(show_entry)
    if book.acts:
        _add_acts(router, book)
    return router


def _add_acts(router: APIRouter, book: Book[RowT]) -> None:
    """Add the forms of what can be done with an entry."""
    place = KINDS.get(book.names, UUID)

    async def open_act(
        request: Request,
        visit: SignedIn,
        entry: place,  # type: ignore[valid-type]  # each register has its own
        act: str,
    ) -> Response:
        return await show_form(request, visit, await _make_act(visit, book, entry, act, Filled(key=str(make_id()))))

    async def do_act(
        request: Request,
        visit: SignedIn,
        entry: place,  # type: ignore[valid-type]  # each register has its own
        act: str,
    ) -> Response:
        async def reread() -> Shown:
            return await _make_act(visit, book, entry, act, Filled(key=""))

        shown, view = await reread(), book.register.view.name
        return await send_form(request, visit, shown, book.path, view, subject=_find_subject(entry), reread=reread)

    router.get("/{entry}/{act}")(open_act)
    router.post("/{entry}/{act}")(do_act)


async def read_ground(visit: Visit) -> tuple[Ground, dict[str, str]]:
    """Return what pages rest on, and the departments of the day by name."""
    async with visit.gate.reading() as snapshot:
        known = await list_all(snapshot, department.VIEW, [], [department.TABLE.c.code])
        departments = await department.list_departments(snapshot, visit.today)
        calendar = await load_calendar(snapshot, visit.today)
    ground = Ground({row.code: row.name for row in known}, visit.today, calendar)
    return ground, {row.code: row.name for row in departments}


async def _list(request: Request, visit: Visit, book: Book[RowT]) -> Response:
    """Show a register's list, now or as it was."""
    query, register = read_query(request.query_params, book), book.register
    ground, departments = await read_ground(visit)
    async with looking(visit.gate, query.ask(), register.view) as look:
        place = Place(PAGE_SIZE, query.cursor or None, str(query.conditions), register.is_falling)
        chosen = book.choose(**choose(query, book))
        found = await list_page(look.snapshot, register.view, chosen, register.order, place, total=True)
        ground = replace(ground, today=look.today)
    return await show(
        request,
        "register.html",
        book=book,
        lines=[(_find_key(row), [(each, each.tell(row, ground)) for each in book.columns]) for row in found.rows],
        total=found.total or 0,
        query=query,
        filters=[replace(each, options=departments) if each.options is DEPARTMENTS else each for each in book.filters],
        next_link=query.link(cursor=found.next_cursor) if found.next_cursor else None,
        may_make=book.new is not None and not book.is_part and visit.may_send(book.new.command) and not query.is_past,
        position=found.position,
        cut=look.cut,
        past=query,
        past_path=book.path,
        past_kept=query.conditions,
        past_link=query.link(as_of="", known_at=""),
    )


async def _show(request: Request, visit: Visit, book: Book[RowT], entry: Named, after: int) -> Response:
    """Show one entry of a register, now or as it was, and what may come next."""
    register, query = book.register, read_query(request.query_params, book)
    ground, _departments = await read_ground(visit)
    try:
        key = read_key(entry)
        row, cut, meta = await find_entry(visit.gate, register.view, register.name_stream(key), key, query.ask())
    except Rejected as rejected:
        if rejected.code == "NOT_FOUND" and after:
            return await show(request, "pending.html", here=f"{request.url.path}?after={after}")
        raise
    allowed = register.show(row, visit.session.principal, bool(cut)).allowed
    here = f"{book.path}/{entry}"
    return await show(
        request,
        "register_one.html",
        book=book,
        here=here,
        head=book.head(row, ground),
        sheet=await book.lay_out(visit, row, ground),
        acts={act: book.acts[act].title for act in book.acts if act in allowed},
        position=meta.position[register.view.context],
        cut=cut,
        past=query,
        past_path=here,
        past_kept={},
        past_link=here,
    )


async def _make_new(request: Request, visit: Visit, book: Book[Any], filled: Filled) -> Shown:
    assert book.new is not None, "only such a register has this page"
    told = {name: request.query_params[name] for name in book.adds if name in request.query_params}
    action = f"{book.path}?{urlencode(told)}" if told else book.path
    spec = replace(book.new, adds=told)
    shown = Shown(spec, filled, action, book.path, _(book.title), send=book.send_new or send_command)
    return await book.prepare_new(visit, told, shown)


async def _make_act(visit: Visit, book: Book[RowT], entry: Named, act: str, filled: Filled) -> Shown:
    """Return the form of an act on an entry. Raises: Rejected with NOT_FOUND."""
    async with visit.gate.reading() as snapshot:
        row = await find_row(snapshot, book.register.view, read_key(entry))
    if row is None or act not in book.acts:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    own = f"{book.path}/{entry}"
    ground, _departments = await read_ground(visit)
    name, state = book.head(row, ground)
    spec: Spec = book.adapt(row, book.acts[act], ground)
    if book.names:
        spec = replace(spec, adds={**spec.adds, book.names: entry})
    shown = Shown(
        spec,
        filled,
        f"{own}/{act}",
        own,
        name,
        version=row.version,  # type: ignore[attr-defined]  # every register's row has one
        now=(("상태", state.word),) if state else (),
        send=book.sends.get(act, send_command),
    )
    return await book.prepare(visit, row, shown)


def _find_subject(entry: Named) -> UUID | None:
    """Return the id that a command acts on; one that names its entry itself has none."""
    return entry if isinstance(entry, UUID) else None


def _find_key(row: object) -> str:
    """Return an entry's id: the first field of its row, as of its table."""
    return str(getattr(row, next(iter(row.__dataclass_fields__))))  # type: ignore[attr-defined]  # rows are dataclasses
