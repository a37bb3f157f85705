"""Money as documents write it and as it is kept: whole won, 약 and the written words beside it (PRJ-10 to PRJ-12)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from contracts.errors import Rejected
from contracts.messages import Message
from contracts.values import Name

MOST_WON: Final = 2**53
"""What every JSON reader can hold: 9,007조."""
LONGEST: Final = 200
"""Characters, as of every name."""

Won = Annotated[int, Field(ge=0, le=MOST_WON)]
"""Whole won."""


class Unit(StrEnum):
    """What an amount is written in: 원, 천원, 백만원, 억원 (PRJ-11)."""

    WON = "WON"
    THOUSAND = "THOUSAND"
    MILLION = "MILLION"
    HUNDRED_MILLION = "HUNDRED_MILLION"


WON_OF_UNIT: Final[Mapping[Unit, int]] = {
    Unit.WON: 1,
    Unit.THOUSAND: 1_000,
    Unit.MILLION: 1_000_000,
    Unit.HUNDRED_MILLION: 100_000_000,
}
LABEL_OF_UNIT: Final[Mapping[Unit, str]] = {
    Unit.WON: "원",
    Unit.THOUSAND: "천원",
    Unit.MILLION: "백만원",
    Unit.HUNDRED_MILLION: "억원",
}
_WON_OF_WORD: Final[Mapping[str, int]] = {
    "": 1,
    "천": 1_000,
    "만": 10_000,
    "십만": 100_000,
    "백만": 1_000_000,
    "천만": 10_000_000,
    "억": 100_000_000,
    "십억": 1_000_000_000,
    "백억": 10_000_000_000,
    "조": 1_000_000_000_000,
}
_AMOUNT: Final = re.compile(
    r"(?P<about>약\s*)?"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,20})(?:\.(?P<part>[0-9]{1,20}))?"
    r"\s*(?:(?P<word>천만|십만|백만|십억|백억|천|만|억|조)?\s*(?P<won>원)?)"
)


class Amount(Message):
    """An amount of money, as exactly as the source gives it (PRJ-12)."""

    won: Won
    is_approximate: bool = False
    """약: sums with it are 약, too."""
    written: Name | None = None
    """The source's own words: `약 670억원`."""


class Source(StrEnum):
    """Where the money comes from: 국비, 도비, 시비, 지방비 (undivided), 수익사업, 기타 (PRJ-10, 17)."""

    NATIONAL = "NATIONAL"
    PROVINCIAL = "PROVINCIAL"
    CITY = "CITY"
    LOCAL = "LOCAL"
    REVENUE = "REVENUE"
    OTHER = "OTHER"


class FundingLine(Message):
    """What one source gives."""

    source: Source = Field(strict=False)
    amount: Amount


FundingLines = Annotated[tuple[FundingLine, ...], Field(max_length=20, strict=False)]
"""What each source gives, each once."""


def read_amount(text: str, unit: Unit | None = None) -> Amount:
    """Return the amount that a text gives; `unit` is that of the sheet, for a number that names none.

    Raises: Rejected with BAD_AMOUNT for what is no amount, is negative, or is no whole number of won up to 2**53.
    """
    if len(text) > LONGEST:
        raise _refuse(text)
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise _refuse(text)
    won = _count_won(text, found, _find_size(text, found, unit))
    return Amount(won=won, is_approximate=found["about"] is not None, written=text.strip())


def show_amount(amount: Amount, unit: Unit) -> str:
    """Return the amount in a unit without loss: `약 670억원`, `224,250천원`, `0.5백만원`."""
    size = WON_OF_UNIT[unit]
    whole, rest = divmod(amount.won, size)
    decimals = str(rest).zfill(len(str(size)) - 1).rstrip("0") if rest else ""
    about = "약 " if amount.is_approximate else ""
    return f"{about}{whole:,}{'.' + decimals if decimals else ''}{LABEL_OF_UNIT[unit]}"


def show_won(won: int) -> str:
    """Return whole won as refusals tell them: `26,976,000,000원`."""
    return f"{won:,}원"


def add(amounts: Iterable[Amount]) -> Amount:
    """Return the sum, 약 where one of them is (PRJ-12). Raises: Rejected with BAD_AMOUNT past 2**53 won."""
    known = tuple(amounts)
    total = sum(amount.won for amount in known)
    if total > MOST_WON:
        raise Rejected("BAD_AMOUNT", "더한 금액이 너무 큽니다. 금액과 단위를 확인하세요.", {"won": str(total)})
    return Amount(won=total, is_approximate=any(amount.is_approximate for amount in known))


def add_lines(lines: Iterable[FundingLine]) -> Amount:
    """Return the sum of what the sources give. Raises: Rejected as `add`."""
    return add(line.amount for line in lines)


def _find_size(text: str, found: re.Match[str], unit: Unit | None) -> int:
    """Return the won of one of what the number counts."""
    if found["word"] is not None or found["won"] is not None:
        return _WON_OF_WORD[found["word"] or ""]
    if unit is None:
        raise _refuse(text, "단위까지 적으세요.")
    return WON_OF_UNIT[unit]


def _count_won(text: str, found: re.Match[str], size: int) -> int:
    part = found["part"] or ""
    digits = found["whole"].replace(",", "") + part
    won, rest = divmod(int(digits) * size, int("1" + "0" * len(part)))
    if rest:
        raise _refuse(text, "원보다 작은 금액은 적을 수 없습니다.")
    if won > MOST_WON:
        raise _refuse(text, "금액이 너무 큽니다. 단위를 확인하세요.")
    return won


def _refuse(text: str, remedy: str = "224,250천원, 20백만원, 약 670억원처럼 적으세요.") -> Rejected:
    return Rejected("BAD_AMOUNT", f"금액을 읽을 수 없습니다: {text[:60]}. {remedy}")
