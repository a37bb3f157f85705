"""Reads of the past: `as_of` is what had happened by then, `known_at` what was stored by then."""

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema

from contracts.errors import Rejected
from contracts.values import Instant, refuse_far_away
from gateway.access import Meta, Parameters, restore_plus
from gateway.gate import Gate
from gateway.queries.history import Cut
from infra.clock import SEOUL, read_now

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
NOT_THEN: Final = "그 시점에는 없었습니다. 더 늦은 시점으로 다시 요청하세요."


def read_moment(value: object) -> object:
    """Return a moment's text; a day means its end in Seoul. Raises: ValueError."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _end(refuse_far_away(datetime.fromisoformat(value)))
    return restore_plus(value)


_ADDRESS: Final = WithJsonSchema({"type": "string", "examples": ["2024-01-25", "2024-01-25T18:00:00+09:00"]})
Moment = Annotated[Instant, BeforeValidator(read_moment), _ADDRESS]


class PastParameters(Parameters):
    """Query parameters of a read that may look back."""

    as_of: Annotated[Moment | None, Field(description="그때까지 일어난 일만; 날짜는 서울의 그날 끝")] = None
    known_at: Annotated[Moment | None, Field(description="그때까지 저장된 것만; 날짜는 서울의 그날 끝")] = None


async def read_cut(gate: Gate, asked: PastParameters) -> Cut:
    """Return the moments of a read. Raises: Rejected with BAD_SHAPE for one beyond today, whose answer may change."""
    today = ((await gate.now()).at, read_now())
    for moment, now in zip((asked.as_of, asked.known_at), today, strict=True):
        if moment is not None and moment > _end(now.astimezone(SEOUL)):
            raise Rejected("BAD_SHAPE", "아직 오지 않은 시점입니다. 오늘까지의 시점으로 다시 요청하세요.")
    return Cut(asked.as_of, asked.known_at)


def tell_cut(cut: Cut, position: dict[str, int]) -> Meta:
    """Return what an answer about the past reflects."""
    as_of, known_at = (moment and moment.astimezone(SEOUL) for moment in (cut.as_of, cut.known_at))
    return Meta(position=position, as_of=as_of, known_at=known_at)


def _end(moment: datetime) -> datetime:
    day = datetime.combine(moment.date(), time(), SEOUL)
    return day + timedelta(days=1) - timedelta(microseconds=1)
