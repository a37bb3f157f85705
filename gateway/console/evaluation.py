"""The console's pages of 성과: a page of a longer address comes before one that would take its last part."""

from typing import Final

from gateway.console.province import board, cycles, pages

ROUTERS: Final = (pages.router, cycles.router, board.router)
