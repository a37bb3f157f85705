"""공모 일정 laid out: calls by date with their bids and stages, and the win rate by year (PRJ-50, PRJ-51, PRJ-54)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.calendar.periods import Period
from contracts.projects import Unit
from contracts.projects.bids import WinRate
from gateway.console.present import Chip, ChipKind
from gateway.console.projects.amounts import show_full, show_share, show_told
from gateway.console.quarters.drawing import Column, Drawing, draw_columns
from gateway.console.words import _
from gateway.labels.projects import BID_STATE_LABELS, SUPPORT_LABELS
from gateway.views import bid, call

PATH: Final = "/calls"
BID_KINDS: Final[Mapping[str, ChipKind]] = {
    "FOUND": ChipKind.AHEAD,
    "SUBMITTED": ChipKind.MOVING,
    "SELECTED": ChipKind.DONE,
    "REJECTED": ChipKind.ENDED,
}
SOON_DAYS: Final = 14
"""From this many days on what closes is amber."""


@dataclass(frozen=True, slots=True)
class Item:
    """One project that a bid asks for."""

    name: str
    amount: str
    period: str


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid as it is shown."""

    key: str
    name: str
    state: Chip
    department: str
    amount: str
    items: tuple[Item, ...]
    steps: tuple[tuple[str, str], ...]
    """What happened, by word: 제출 2018. 6월."""
    reason: str
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One call with its bids."""

    key: str
    name: str
    issuer: str
    opens: str
    closes: str
    about: str
    due: Chip
    bids: tuple[Bid, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many bids of a year were won."""

    year: int
    won: int
    decided: int
    share: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The page."""

    upcoming: list[Call]
    past: list[Call]
    others: list[Bid]
    """Bids for no call."""
    rates: list[Rate]
    drawing: Drawing
    position: int


def lay_out_calls(
    rows: Iterable[call.Row],
    bids: Mapping[str | None, Sequence[bid.Row]],
    names: Mapping[str, str],
    today: date,
) -> list[Call]:
    """Return calls with their bids; `names` are those of partners and departments by code."""
    return [
        Call(
            key=row.call,
            name=row.name,
            issuer=names.get(row.issuer or "", row.issuer or ""),
            opens=show_period(row.opens),
            closes=show_period(row.closes),
            about=row.about or "",
            due=call_chip(row, today),
            bids=tuple(lay_out_bid(each, names) for each in bids.get(row.call, ())),
        )
        for row in rows
    ]


def call_chip(row: call.Row, today: date) -> Chip:
    """Return how near a call is: what can still open or close, counted in calendar days."""
    if row.last_day is not None and row.last_day < today:
        return Chip(ChipKind.ENDED, _("마감"), "")
    if today < row.first_day:
        days = (row.first_day - today).days
        return Chip(ChipKind.AHEAD, _("%(n)s일 뒤 시작", n=f"{days:,}"), "")
    if row.last_day is None:
        return Chip(ChipKind.MOVING, _("접수 중"), _("마감일이 정해지지 않음"))
    days = (row.last_day - today).days
    return Chip(ChipKind.SOON if days <= SOON_DAYS else ChipKind.AHEAD, f"D-{days}" if days else "D-DAY", "")


def lay_out_bid(row: bid.Row, names: Mapping[str, str]) -> Bid:
    """Return one bid with its stages so far."""
    word = _(BID_STATE_LABELS[row.state])
    via = " → ".join(names.get(code, code) for code in row.via)
    told = (
        (_("제출"), " ".join(part for part in (show_period(row.submitted_on), f"({via})" if via else "") if part)),
        (word if row.decided_on else _("결과"), show_period(row.decided_on)),
    )
    unit = Unit.HUNDRED_MILLION
    has_amount = any(each["amount"] for each in row.items)
    return Bid(
        key=row.bid,
        name=row.name,
        state=Chip(BID_KINDS[row.state], word, ""),
        department=names.get(row.department or "", row.department or ""),
        amount=show_full(row.items_won, unit, is_approximate=row.is_approximate) if has_amount else "",
        items=tuple(_lay_out_item(each) for each in row.items),
        steps=tuple((name, said) for name, said in told if said),
        reason=row.reason or "",
        supports=tuple(_tell_support(each) for each in row.supports),
    )


def _lay_out_item(told: Mapping[str, Any]) -> Item:
    amount = show_told(told["amount"], Unit.HUNDRED_MILLION) if told["amount"] else ""
    return Item(told["name"], amount, show_period(told["period"]))


def _tell_support(told: Mapping[str, Any]) -> str:
    cost = show_told(told["cost"], Unit.MILLION)
    return f"{_(SUPPORT_LABELS[told['kind']])} {cost}"


def lay_out_rates(rates: Mapping[int, WinRate]) -> tuple[list[Rate], Drawing]:
    """Return the win rate of each year, the newest first, and its columns, the oldest first (PRJ-50)."""
    told = [Rate(year, each.won, each.decided, show_share(each.won, each.decided)) for year, each in rates.items()]
    columns = [Column(str(each.year), each.won, each.decided) for each in sorted(told, key=lambda each: each.year)]
    won, decided = sum(each.won for each in told), sum(each.decided for each in told)
    title = (
        _("결과가 나온 %(n)s건 가운데 %(won)s건 선정(%(share)s)", n=decided, won=won, share=show_share(won, decided))
        if decided
        else _("아직 결과가 나온 공모가 없습니다")
    )
    return sorted(told, key=lambda each: -each.year), draw_columns(columns, title)


def show_period(told: Mapping[str, Any] | None) -> str:
    """Return a period of a row as its source writes it."""
    return Period.model_validate(told).show() if told else ""
