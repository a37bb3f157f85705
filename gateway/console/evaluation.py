"""The console's pages of 성과: a page of a longer address comes before one that would take its last part."""

from typing import Final

from gateway.console.evaluations import board_pages as scoreboards
from gateway.console.evaluations import card_pages as scorecards
from gateway.console.evaluations import check_pages, entry_pages, files, plan_pages
from gateway.console.integrity_years import cases
from gateway.console.integrity_years import pages as integrity_years
from gateway.console.pledges import board_pages, grades, quarter_pages, sets
from gateway.console.pledges import book as pledges
from gateway.console.pledges import changes as pledge_changes
from gateway.console.pledges import open_pages as open_pledges
from gateway.console.province import board, cycles, pages

ROUTERS: Final = (
    files.router,
    scoreboards.router,
    entry_pages.router,
    plan_pages.router,
    check_pages.router,
    scorecards.router,
    pages.router,
    cycles.router,
    board.router,
    board_pages.router,
    quarter_pages.router,
    open_pledges.router,
    pledges.router,
    pledge_changes.router,
    sets.router,
    grades.router,
    integrity_years.router,
    cases.router,
)
