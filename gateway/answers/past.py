"""Reads of the past: `as_of` is what had happened by then, `known_at` what was stored by then.

One entity is folded from its stream (gateway/queries/history.py); a list, a sum or a page of many is read with the
queries of today from a replay workspace (ADR 0028): `async with looking(gate, asked, project.VIEW) as look`.
"""

import re
from asyncio import get_running_loop
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema

from contracts.errors import Rejected
from contracts.values import Instant, refuse_far_away
from gateway.access import Meta, Parameters, restore_plus
from gateway.gate import READ_WAIT_S, Gate, Reflecting, Snapshot
from gateway.gate import Moment as BusinessMoment
from gateway.queries import directive_sealed, history, kept
from gateway.queries.history import Cut
from gateway.queries.metadata import find_position
from gateway.queries.replayed import find_standing, hold
from gateway.workspaces import name_workspace
from infra.clock import SEOUL, read_now
from infra.projections import SCHEMA

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
NOT_THEN: Final = "그 시점에는 없었습니다. 더 늦은 시점으로 다시 요청하세요."


def read_moment(value: object) -> object:
    """Return a moment's text; a day means its end in Seoul. Raises: ValueError."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _end(refuse_far_away(datetime.fromisoformat(value)))
    return restore_plus(value)


_ADDRESS: Final = WithJsonSchema({"type": "string", "examples": ["2024-01-25", "2024-01-25T18:00:00+09:00"]})
Moment = Annotated[Instant, BeforeValidator(read_moment), _ADDRESS]


class KnownParameters(Parameters):
    """Query parameters of a read of what is dated by days of its own: it may look back at what was stored by then."""

    known_at: Annotated[Moment | None, Field(description="그때까지 저장된 것만; 날짜는 서울의 그날 끝")] = None


class PastParameters(KnownParameters):
    """Query parameters of a read that may look back."""

    as_of: Annotated[Moment | None, Field(description="그때까지 일어난 일만; 날짜는 서울의 그날 끝")] = None


@dataclass(frozen=True, slots=True)
class Look:
    """One consistent read of views, as they are or as they were."""

    snapshot: Snapshot
    cut: Cut
    today: date
    """By the business clock, or the day of `as_of`: what is late is late against it."""
    views: tuple[Reflecting, ...]

    @property
    def is_past(self) -> bool:
        """Whether nothing can be done with what is shown."""
        return bool(self.cut)

    def offer(self, *acts: str) -> Sequence[str]:
        """Return acts as they may be offered: none with what is past."""
        return () if self.cut else acts

    async def tell(self) -> Meta:
        """Return what the answer reflects."""
        found = {each.context: await find_position(self.snapshot, each.name, each.context) for each in self.views}
        return tell_cut(self.cut, found)


@asynccontextmanager
async def looking(
    gate: Gate, asked: KnownParameters, *views: Reflecting, beside: Sequence[Reflecting] = ()
) -> AsyncIterator[Look]:
    """Give a read of views as `asked` has them: as they are, or from the workspace of its moments.

    Name every view that is read, the one whose position a bare `after` counts first; `beside` stand those of the
    registry that show what stands now: names, days off. Nothing of what only the audit may know of is in the past.
    Raises: Rejected with NOT_YET while the workspace is being made, BUSY where too many are; BAD_SHAPE (`read_cut`).
    """
    cut, now = await read_cut(gate, asked), await gate.now()
    reach = asked.reach(views[0].context)
    if not cut:
        await gate.require(reach, *views, *beside)
        async with gate.reading() as snapshot:
            yield Look(snapshot, cut, now.day, views)
        return
    await gate.require(reach, *(history.VIEWS[context] for context in dict.fromkeys(each.context for each in views)))
    async with AsyncExitStack() as held:
        yield Look(await _enter(gate, held, cut, views), cut, find_today(cut, now), views)


def find_today(cut: Cut, now: BusinessMoment) -> date:
    """Return the day that a read is about: that of `as_of`, else what the business clock shows."""
    return now.day if cut.as_of is None else cut.as_of.astimezone(SEOUL).date()


async def _enter(gate: Gate, held: AsyncExitStack, cut: Cut, views: tuple[Reflecting, ...]) -> Snapshot:
    """Return a snapshot of the workspace once it holds all of the cut. Raises: Rejected with NOT_YET, BUSY."""
    names, contexts = {each.name for each in views}, {each.context for each in views}
    workspace, workspaces = name_workspace(names, cut.as_of, cut.known_at), gate.workspaces
    options = {"schema_translate_map": {SCHEMA: workspace}, directive_sealed.OPTION: None, kept.OPTION: None}
    clock, told = get_running_loop().time, workspaces.mark(workspace)
    deadline = clock() + READ_WAIT_S
    while True:
        state = await workspaces.find(workspace)
        if state is not None and state.why is not None:
            raise RuntimeError(f"{workspace} cannot be made: {state.why}")
        if state is not None and state.is_built:
            snapshot = await held.enter_async_context(gate.reading(**options))
            stands = (
                await find_standing(snapshot, workspace, contexts, cut) if await hold(snapshot, workspace) else None
            )
            if stands is not None and stands.is_whole:
                if stands.is_far:
                    await workspaces.ask(workspace, names, cut.as_of, cut.known_at)
                return snapshot
            await held.aclose()
        if not await workspaces.ask(workspace, names, cut.as_of, cut.known_at):
            raise Rejected("BUSY", "지난 시점의 목록을 만드는 일이 밀려 있습니다. 잠시 뒤 다시 요청하세요.")
        if clock() >= deadline:
            raise Rejected("NOT_YET", "그 시점의 목록을 만들고 있습니다. 잠시 뒤 같은 주소로 다시 읽으세요.")
        await workspaces.wait(workspace, told, deadline - clock())
        told = workspaces.mark(workspace)


async def read_cut(gate: Gate, asked: KnownParameters) -> Cut:
    """Return the moments of a read. Raises: Rejected with BAD_SHAPE for one beyond today, whose answer may change."""
    as_of = asked.as_of if isinstance(asked, PastParameters) else None
    today = ((await gate.now()).at, read_now())
    for moment, now in zip((as_of, asked.known_at), today, strict=True):
        if moment is not None and moment > _end(now.astimezone(SEOUL)):
            raise Rejected("BAD_SHAPE", "아직 오지 않은 시점입니다. 오늘까지의 시점으로 다시 요청하세요.")
    return Cut(as_of, asked.known_at)


def tell_cut(cut: Cut, position: dict[str, int]) -> Meta:
    """Return what an answer about the past reflects."""
    as_of, known_at = (moment and moment.astimezone(SEOUL) for moment in (cut.as_of, cut.known_at))
    return Meta(position=position, as_of=as_of, known_at=known_at)


def _end(moment: datetime) -> datetime:
    day = datetime.combine(moment.date(), time(), SEOUL)
    return day + timedelta(days=1) - timedelta(microseconds=1)
