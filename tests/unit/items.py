"""Rows of the board for tests that care about a few of their fields."""

from dataclasses import fields
from datetime import date
from typing import Any, Final

from gateway.queries.directive_board import Item

FIRST_DAY: Final = date(2024, 12, 2)
_PLAIN: Final[dict[str, Any]] = {"str": "", "int": 0, "date": FIRST_DAY, "bool": False}


def make_item(**more: object) -> Item:
    """Return an issued directive with the given fields; the others are empty."""
    values: dict[str, Any] = {}
    for each in fields(Item):
        kind = each.type.__name__ if isinstance(each.type, type) else str(each.type)
        values[each.name] = [] if kind.startswith("list") else {} if kind.startswith("dict") else _PLAIN.get(kind)
    told = {"directive": "id-1", "number": "2024-0001", "ordinal": 2024_000001, "state": "ISSUED", "kind": "SIMPLE"}
    return Item(**{**values, **told, "visibility": "OPEN", **more})
