"""Rows of the board as HTML, each made once for what it shows: most of a page is the same for all who look at it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from gateway.console.directives.board import Line, Query
from gateway.console.present import Chip
from gateway.console.rendering import load_templates
from gateway.console.words import get_language

MOST: Final = 2_000
"""Rows that are remembered: 2.4 kB each."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a row shows: the same values are the same row, whoever looks at it and whenever."""

    directive: str
    number: str
    issued_on: date
    text: str
    lock: Chip | None
    is_backdated: bool
    kind: str
    lead: str | None
    lead_name: str | None
    shared_on: date | None
    share_due: date
    share: Chip
    report_due: date | None
    report: Chip | None
    state: Chip
    has_tick: bool
    then: str
    """The moments of a board of the past, as the address of a directive has them."""
    language: str


def list_rows(lines: list[Line], query: Query, *, has_ticks: bool) -> list[Markup]:
    """Return the rows of a page, in the language of the request."""
    then = urlencode({"as_of": query.as_of, "known_at": query.known_at}) if query.is_past else ""
    language = get_language()
    return [render(show_row(line, has_tick=has_ticks, then=then, language=language)) for line in lines]


def show_row(line: Line, *, has_tick: bool, then: str, language: str) -> Shown:
    """Return what a line of the board shows."""
    item = line.item
    return Shown(
        item.directive,
        item.number,
        item.issued_on,
        item.text,
        line.lock,
        item.is_backdated,
        line.kind,
        item.lead,
        item.lead_name or item.lead,
        item.shared_on,
        item.share_due,
        line.share,
        item.report_due,
        line.report,
        line.state,
        has_tick,
        then,
        language,
    )


@lru_cache(MOST)
def render(row: Shown) -> Markup:
    """Return a row as HTML; its language is that of the request, and part of what it shows."""
    return Markup(load_templates().get_template("_board_row.html").render(row=row))  # noqa: S704 - the template escapes
