"""Conditions of registers' lists: what columns shall be, and which words shall be found in them."""

from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, cast, or_
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.finding import has


def equals(table: Table, **wanted: str | int | None) -> list[ColumnElement[bool]]:
    """Return the conditions that columns have some values; of None every value will do."""
    return [table.c[name] == value for name, value in wanted.items() if value is not None]


def finds(words: str | None, *columns: Column[Any]) -> list[ColumnElement[bool]]:
    """Return the condition that one of some columns has the words, whatever spaces either has."""
    if not words or not words.strip():
        return []
    texts = (cast(each, Text) if isinstance(each.type, JSONB) else each for each in columns)
    return [or_(*(has(each, words) for each in texts))]


def overlaps(
    first_day: Column[Any], last_day: Column[Any], first: date | None = None, last: date | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions that something is on one of some days; without a last day it goes on."""
    begun = [] if last is None else [first_day <= last]
    return begun if first is None else [*begun, or_(last_day.is_(None), last_day >= first)]
