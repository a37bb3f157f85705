"""Rows of the board as HTML: made once, for what they show and in the language they are asked in."""

from dataclasses import replace
from datetime import date

from contracts.calendar import Calendar
from gateway.console.directives.board import Query, lay_out_board
from gateway.console.directives.board_rows import list_rows, render
from gateway.console.words import choose_language
from gateway.queries.directive_board import Item, Page
from gateway.queries.directive_counts import Totals
from tests.unit.test_console_board import ISSUED, TODAY

COUNTS = dict.fromkeys(("all", "to_share", "share_overdue", "shared", "report_overdue", "reply_overdue"), 0)


def draw(item: Item, query: Query | None = None, *, has_ticks: bool = False, today: date = TODAY) -> str:
    asked = query or Query()
    laid_out = lay_out_board(Page([item], None, 1), Totals(1, COUNTS), asked, today, Calendar(frozenset()))
    (row,) = list_rows(laid_out.lines, asked, has_ticks=has_ticks)
    return str(row)


def test_a_row_is_drawn_once_for_what_it_shows() -> None:
    render.cache_clear()
    assert draw(ISSUED) == draw(replace(ISSUED, version=9, latest="보이지 않는 말"))
    assert render.cache_info().misses == 1


def test_whatever_a_row_shows_draws_another_one() -> None:
    """DIR-12: what is withheld from one reader is no row of another; a day changes a deadline's chip."""
    rows = [
        draw(ISSUED),
        draw(replace(ISSUED, text="비공개", visibility="TEXT_HIDDEN", is_withheld=True)),
        draw(replace(ISSUED, is_backdated=True)),
        draw(replace(ISSUED, lead="roads", lead_name="도로과")),
        draw(replace(ISSUED, lead="roads", lead_name="도로교통과")),
        draw(ISSUED, has_ticks=True),
        draw(ISSUED, Query(as_of="2024-12-01")),
        draw(ISSUED, today=date(2024, 12, 3)),
    ]
    assert len(set(rows)) == len(rows)
    assert 'href="/directives/6b0e4f7e-0000-4000-8000-000000000001?as_of=2024-12-01&amp;known_at="' in rows[6]


def test_a_row_is_drawn_in_each_language() -> None:
    """Also for who asks in English after somebody who asked in Korean."""
    korean = draw(ISSUED)
    choose_language("en")
    english = draw(ISSUED)
    choose_language(None)
    assert "미지정" in korean
    assert "미지정" not in english
    assert draw(ISSUED) == korean


def test_words_of_people_are_escaped_in_a_row() -> None:
    row = draw(replace(ISSUED, text='<script>alert("1")</script>'))
    assert "<script>" not in row
    assert "&lt;script&gt;" in row
