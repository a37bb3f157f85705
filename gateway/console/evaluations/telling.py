"""How the evaluation's numbers and states read: rounded for display only, states as shape and word."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from gateway.answers.past import PastParameters
from gateway.console.past import Past
from gateway.console.present import Chip, ChipKind
from gateway.console.words import _
from gateway.queries.history import Cut

BOARDS: Final = "/scoreboards"
CARDS: Final = "/scorecards"
PLANS: Final = "/evaluation-plans"
LINKS: Final = "/evaluation-links"
QUARTERS: Final = "/evaluation-quarters"
WAYS: Final = (
    (BOARDS, "순위표"),
    (CARDS, "실적"),
    (QUARTERS, "분기 점검"),
    (LINKS, "지표 연결"),
    (PLANS, "평가계획"),
)
"""What stands beside one another: address and word."""
BOARD_STATES: Final[Mapping[str, tuple[ChipKind, str]]] = {
    "OPEN": (ChipKind.MOVING, "평가 중"),
    "FIXED": (ChipKind.SOON, "이의신청 중"),
    "FINAL": (ChipKind.DONE, "최종 확정"),
}
_STATES: Final[Mapping[str, ChipKind]] = {
    "PROPOSED": ChipKind.WAITING,
    "RETURNED": ChipKind.RETURNED,
    "CONFIRMED": ChipKind.DONE,
    "RECORDED": ChipKind.WAITING,
    "VERIFIED": ChipKind.DONE,
}
_HUNDREDTH: Final = Decimal("0.01")


def round_score(exact: str) -> str:
    """Return an exact score with two decimals, a half rounded up; ranks never rest on it."""
    return str(Decimal(exact).quantize(_HUNDREDTH, ROUND_HALF_UP))


def trim(number: Decimal | str) -> str:
    """Return a number without the zeros that say nothing: `50.000` is `50`."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def board_chip(state: str) -> Chip:
    """Return how far a year's evaluation is."""
    kind, word = BOARD_STATES[state]
    return Chip(kind, _(word), "")


def state_chip(code: str, word: str) -> Chip:
    """Return the state of an indicator or of a value."""
    return Chip(_STATES[code], _(word), "")


def find_cut(past: Past) -> Cut:
    """Return the moments that a page is asked for."""
    asked: PastParameters = past.ask()
    return Cut(asked.as_of, asked.known_at)
