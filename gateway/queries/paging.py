"""Cursors: the place after which the next page starts, bound to the filter and the order that led there."""

import base64
import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Final

from contracts.errors import Rejected

BAD_CURSOR: Final = "cursor가 올바르지 않거나 다른 조건의 것입니다. 첫 쪽부터 다시 요청하세요."
Read = Callable[[object], object]
"""Returns a value of a cursor as its column takes it. Raises: ValueError, TypeError, OverflowError."""


def bind(*conditions: object) -> str:
    """Return what stands for filter and order in a cursor; the same in every process."""
    return sha256(repr(conditions).encode()).hexdigest()[:16]


def make_cursor(bound: str, *place: int | str) -> str:
    """Return the cursor of a place."""
    return base64.urlsafe_b64encode(json.dumps([bound, *place]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, bound: str, *reads: Read) -> list[object]:
    """Return the place of a cursor. Raises: Rejected with BAD_SHAPE for one of other conditions, or of nobody's."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        steps: tuple[Read, ...] = (partial(_read_bound, bound), *reads)
        _, *values = [read(value) for read, value in zip(steps, place, strict=True)]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise Rejected("BAD_SHAPE", BAD_CURSOR) from error
    return values


def read_whole(value: object) -> int:
    """Return a number that fits a bigint. Raises: ValueError."""
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError("a bigint")
    return value


def read_text(value: object) -> str:
    """Return a text that a store can hold. Raises: ValueError."""
    if not isinstance(value, str) or "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("a text")
    return value


def _read_bound(bound: str, value: object) -> str:
    if value != bound:
        raise ValueError("other conditions")
    return bound
