"""What the API tells of the projects' registers: one entry or a page of them, as they stand or stood at a cut (PLT-02).

An entry is a view's row. What a reader may do with it now is told beside it, never with what it was.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any, Final, Generic
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, BeforeValidator, Field, JsonValue, StringConstraints
from sqlalchemy import Column, ColumnElement

from contracts.errors import Rejected
from contracts.projects import Amount
from contracts.values import Role, Storable
from gateway.access import Links, Meta
from gateway.answers.past import NOT_THEN, PastParameters, looking, read_cut, tell_cut
from gateway.answers.registers import Listing, One, PageWanted, Shown, ShownT, When, labelled, show_period
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.labels import Labelled, label
from gateway.labels.projects import SOURCE_LABELS
from gateway.queries import history, rows
from gateway.queries.history import Cut
from gateway.queries.metadata import find_position
from gateway.queries.rows import RowT
from gateway.rights import list_allowed
from infra.clock import SEOUL
from infra.projections import View

CONTEXT: Final = "projects"
NOT_THERE: Final = "그런 것이 없습니다. 주소를 확인하세요."
Key = str | int
Choose = Callable[..., list[ColumnElement[bool]]]
"""Returns the conditions of a list from its own parameters, by name."""
Words = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=100), Storable] | None,
    Field(description="든 말; 띄어쓰기는 따지지 않는다"),
]


def _show(stored: object) -> object:
    return show_period(stored) if isinstance(stored, Mapping) and "precision" in stored else stored


def labelled_each(labels: Mapping[str, str]) -> BeforeValidator:
    """Return what reads codes as the codes with their Korean words."""
    return BeforeValidator(
        lambda codes: (
            [label(each, labels) if isinstance(each, str) else each for each in codes]
            if isinstance(codes, Sequence)
            else codes
        )
    )


Told = Annotated[When, BeforeValidator(_show)]
"""A stored period as the API tells it (CAL-06)."""


class EntriesWanted(PageWanted):
    """Which page of a register, and as of when."""


class SourceAmount(BaseModel):
    """What one source gives."""

    source: Annotated[Labelled, labelled(SOURCE_LABELS)]
    amount: Amount


class Change(BaseModel):
    """A field that said something else before."""

    field: str
    before: JsonValue
    after: JsonValue


class Correction(BaseModel):
    """One correction of an entry, with all that it changed (PLT-02)."""

    changes: list[Change]
    reason: str
    by: str
    at: datetime


class Entry(Shown):
    """An entry as its view's row has it, and what the asker may do with it now."""

    allowed: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Register(Generic[RowT, ShownT]):
    """A register: its view, the streams that its entries are, the order of its list, and how an entry is told."""

    view: View[RowT, Any]
    prefix: str
    """Of the streams; the entry's key follows."""
    order: Sequence[Column[Any]]
    model: type[ShownT]
    show: Callable[[RowT, Principal, bool], ShownT]
    """Tells a row to an asker; True: as it was, when nothing can be done with it."""
    is_falling: bool = False

    def name_stream(self, key: Key) -> str:
        """Return the stream whose events made an entry."""
        return f"{self.prefix}{key}"


async def list_entries(
    gate: Gate,
    register: Register[RowT, ShownT],
    principal: Principal,
    wanted: EntriesWanted,
    conditions: Sequence[ColumnElement[bool]],
) -> Listing[ShownT]:
    """Return a page of entries that meet conditions, as they are or were. Raises: Rejected (BAD_SHAPE, NOT_YET)."""
    async with looking(gate, wanted, register.view) as look:
        place = wanted.place(is_falling=register.is_falling)
        page = await rows.list_page(look.snapshot, register.view, conditions, register.order, place, total=wanted.total)
        meta = await look.tell()
    return Listing[register.model](  # type: ignore[name-defined]  # each register has its own
        data=[register.show(row, principal, look.is_past) for row in page.rows],
        links=Links(next=page.next_cursor),
        total=page.total,
        meta=meta,
    )


async def find_entry(
    gate: Gate, view: View[RowT, Any], stream: str, key: Key, asked: PastParameters
) -> tuple[RowT, Cut, Meta]:
    """Return one entry as it is, or was by its stream's events up to a cut. Raises: Rejected (NOT_FOUND, NOT_YET)."""
    await gate.require(asked.reach(view.context), view, history.VIEWS[view.context])
    cut = await read_cut(gate, asked)
    async with gate.reading() as snapshot:
        row = now = await rows.find_row(snapshot, view, key)
        position = await find_position(snapshot, view.name, view.context)
        if cut and now is not None:
            row = await history.find_as_of(snapshot, view, stream, key, cut)
            position = await history.find_reflected(snapshot, view.context)
    if row is None:
        raise Rejected("NOT_FOUND", NOT_THERE if now is None else NOT_THEN)
    return row, cut, tell_cut(cut, {view.context: position})


async def tell_entry(
    gate: Gate, register: Register[RowT, ShownT], principal: Principal, key: Key, asked: PastParameters
) -> One[ShownT]:
    """Return one entry as the API tells it. Raises: as `find_entry`."""
    row, cut, meta = await find_entry(gate, register.view, register.name_stream(key), key, asked)
    kind = One[register.model]  # type: ignore[name-defined]  # each register has its own
    return kind(data=register.show(row, principal, bool(cut)), meta=meta)


def choose_by(wanted: EntriesWanted, choose: Choose, *others: str) -> list[ColumnElement[bool]]:
    """Return the conditions of what a list's own parameters ask for; all but some `others` are those of its query."""
    own = type(wanted).model_fields.keys() - EntriesWanted.model_fields.keys() - set(others)
    told = {name: getattr(wanted, name) for name in own}
    return choose(**{name: str(value) if isinstance(value, UUID) else value for name, value in told.items()})


def tell_version(response: Response, entry: One[ShownT]) -> None:
    """Put the version of what stands now into the answer's ETag; what was cannot be changed."""
    version = getattr(entry.data, "version", None)
    if version is not None and entry.meta.as_of is None and entry.meta.known_at is None:
        response.headers["ETag"] = f'"{version}"'


async def find_day(gate: Gate, cut: Cut) -> date:
    """Return the day that a read is about: that of `as_of`, else today by the business clock."""
    return cut.as_of.astimezone(SEOUL).date() if cut.as_of is not None else (await gate.now()).day


def tell_row(kind: type[ShownT], row: object, **beside: object) -> ShownT:
    """Return an entry as its row has it, and what else is told of it."""
    own = {each.name: getattr(row, each.name) for each in fields(row)}  # type: ignore[arg-type]  # rows are dataclasses
    return kind.model_validate(own | beside)


def may_edit(principal: Principal, department: str | None) -> bool:
    """Tell whether somebody may change what a department has entered: that department and the coordinating office."""
    return principal.role is Role.OPERATOR or (department is not None and department == principal.department)


def offer(prefix: str, acts: Iterable[str], principal: Principal, *, is_own: bool, is_past: bool = False) -> list[str]:
    """Return which acts, POST to `prefix/<act>`, are the asker's now; none with what is past or another's."""
    return list_allowed(prefix, acts if is_own and not is_past else (), principal.role, is_own=is_own)
