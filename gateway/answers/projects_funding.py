"""What the API tells of a project's money: who pays, when, for what; what is secured and spent (PRJ-10 to PRJ-23)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from contracts.calendar.periods import Period
from contracts.projects import Unit
from contracts.projects.budget import find_shortfall
from contracts.projects.rates import find_percent
from contracts.projects.schedule import list_fiscal_years
from gateway.access import Meta
from gateway.answers.projects_flags import Flag
from gateway.answers.projects_money import Money, SourceMoney, show_known, show_lines, show_money, show_won
from gateway.answers.registers import When, show_period
from gateway.labels import Labelled, label
from gateway.labels.projects import CARRY_OVER_LABELS, ROUND_LABELS, SOURCE_LABELS
from gateway.views.project import Row


class YearMoney(BaseModel):
    """What is to come in a fiscal year."""

    year: int | None
    """Null: later than those that are named (이후)."""
    total: Money
    sources: list[SourceMoney]


class Item(BaseModel):
    """An item of the breakdown, and how far it is paid for (PRJ-19, PRJ-22)."""

    item: str | None
    """Null: secured or spent for none of them."""
    cost: Money | None
    secured: Money
    executed: Money
    shortfall: Money | None


class RoundOf(BaseModel):
    """A budget of a year: 2018 제2회 추경."""

    year: int
    kind: Labelled
    number: int


class Secured(BaseModel):
    """Money that a budget gave."""

    round: RoundOf
    source: Labelled
    item: str | None
    amount: Money
    on: When


class Executed(BaseModel):
    """Money that was spent."""

    amount: Money
    on: When
    item: str | None
    override_reason: str | None
    """Why more was spent than was secured."""


class Transfer(BaseModel):
    """Secured money that went from one item to another."""

    from_item: str
    to_item: str
    amount: Money
    on: When
    reason: str


class Carried(BaseModel):
    """Money that went into a later year."""

    kind: Labelled
    from_year: int
    to_year: int
    amount: Money


class Derived(BaseModel):
    """What a programme's rates give from a source, beside what the plan states (PRJ-14, PRJ-15)."""

    source: Labelled
    derived: Money
    stated: Money | None
    """Null where the plan tells no sources."""


class Split(BaseModel):
    """A project's total by the rates of its programme."""

    programme: str
    version: int
    sources: list[Derived]


class Share(BaseModel):
    """A part of the project, the city's share in it, or the joint project whose share it is (PRJ-13, PRJ-16)."""

    project: str
    name: str
    relation: str
    """PART or CITY_SHARE of this project; WHOLE: this one is of it."""
    total: Money | None
    percent: Decimal | None
    """Of the whole's total, two decimals: 9.24."""


class Funding(BaseModel):
    """A project's money."""

    project: str
    version: int
    total: Money | None
    sources: list[SourceMoney]
    """As the plan states them."""
    split: Split | None
    years: list[YearMoney]
    items: list[Item]
    lines_are_whole: bool
    fiscal_years: list[int]
    """In which the project goes on; of one without an end those up to now (PRJ-23)."""
    secured_total: Money
    executed_total: Money
    shortfall: Money | None
    percent_executed: Decimal | None
    """Of what is secured."""
    secured: list[Secured]
    executed: list[Executed]
    transfers: list[Transfer]
    carried: list[Carried]
    shares: list[Share]
    shares_total: Money | None
    """What the parts cost together; equals the total."""
    flags: list[Flag]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a project's money is told with."""

    children: Sequence[Row]
    """Its parts and the city's share in it."""
    parent: Row | None
    """The project that it is part of, or share in."""
    flags: list[Flag]


class OneFunding(BaseModel):
    """A project's money."""

    data: Funding
    meta: Meta


def show_funding(row: Row, beside: Beside, this_year: int, unit: Unit | None) -> Funding:
    """Return a project's money."""
    children, parent = beside.children, beside.parent
    about = row.is_approximate
    return Funding(
        project=row.project,
        version=row.version,
        total=show_money(row.total, unit) if row.total else None,
        sources=show_lines(row.sources, unit),
        split=_show_split(row, unit),
        years=_show_years(row.years, unit),
        items=_show_items(row, unit),
        lines_are_whole=row.lines_are_whole,
        fiscal_years=_list_years(row, this_year),
        secured_total=show_won(row.secured_won, unit),
        executed_total=show_won(row.executed_won, unit),
        shortfall=show_known(row.shortfall_won, unit, is_approximate=about),
        percent_executed=find_percent(row.executed_won, row.secured_won),
        secured=[_show_secured(each, unit) for each in row.secured],
        executed=[
            Executed(
                amount=show_money(each["amount"], unit),
                on=show_period(each["on"]),
                item=each["item"],
                override_reason=each["override_reason"],
            )
            for each in row.executed
        ],
        transfers=[
            Transfer(
                **{name: each[name] for name in ("from_item", "to_item", "reason")},
                amount=show_money(each["amount"], unit),
                on=show_period(each["on"]),
            )
            for each in row.transfers
        ],
        carried=[
            Carried(
                kind=label(each["kind"], CARRY_OVER_LABELS),
                from_year=each["from_year"],
                to_year=each["to_year"],
                amount=show_money(each["amount"], unit),
            )
            for each in row.carried
        ],
        shares=_show_shares(row, children, parent, unit),
        shares_total=_add_parts(children, unit),
        flags=beside.flags,
    )


def _show_split(row: Row, unit: Unit | None) -> Split | None:
    if row.programme is None:
        return None
    stated = {line["source"]: line["amount"] for line in row.sources}
    none = {"won": 0, "is_approximate": False}
    return Split(
        programme=row.programme,
        version=row.programme_version or 0,
        sources=[
            Derived(
                source=label(line["source"], SOURCE_LABELS),
                derived=show_money(line["amount"], unit),
                stated=show_money(stated.get(line["source"], none), unit) if stated else None,
            )
            for line in row.split
        ],
    )


def _show_years(told: Sequence[Mapping[str, Any]], unit: Unit | None) -> list[YearMoney]:
    years: dict[int | None, list[Mapping[str, Any]]] = {}
    for each in told:
        years.setdefault(each["year"], []).append(each)
    return [
        YearMoney(
            year=year,
            total=_add(lines, unit),
            sources=[
                SourceMoney(source=label(line["source"], SOURCE_LABELS), amount=show_money(line, unit))
                for line in lines
            ],
        )
        for year, lines in sorted(years.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    ]


def _add(amounts: Sequence[Mapping[str, Any]], unit: Unit | None) -> Money:
    is_approximate = any(each["is_approximate"] for each in amounts)
    return show_won(sum(each["won"] for each in amounts), unit, is_approximate=is_approximate)


def _show_items(row: Row, unit: Unit | None) -> list[Item]:
    """The lines of the plan, then what money came and went for beside them."""
    costs = {line["item"]: line["amount"] for line in row.lines}
    names = dict.fromkeys([*costs, *row.items])
    return [_show_item(name, costs.get(name), row.items.get(name, {}), unit) for name in names]


def _show_item(name: str, cost: Mapping[str, Any] | None, moved: Mapping[str, int], unit: Unit | None) -> Item:
    secured, executed = moved.get("secured_won", 0), moved.get("executed_won", 0)
    about = bool(cost and cost["is_approximate"])
    return Item(
        item=name or None,
        cost=show_money(cost, unit) if cost else None,
        secured=show_won(secured, unit),
        executed=show_won(executed, unit),
        shortfall=show_won(find_shortfall(cost["won"], secured), unit, is_approximate=about) if cost else None,
    )


def _list_years(row: Row, this_year: int) -> list[int]:
    period = Period.model_validate(row.period)
    if period.is_open:
        return list(range(period.first.year, max(period.first.year, this_year) + 1))
    return list(list_fiscal_years(period))


def _show_secured(told: Mapping[str, Any], unit: Unit | None) -> Secured:
    budget = told["round"]
    return Secured(
        round=RoundOf(year=budget["year"], kind=label(budget["kind"], ROUND_LABELS), number=budget["number"]),
        source=label(told["source"], SOURCE_LABELS),
        item=told["item"],
        amount=show_money(told["amount"], unit),
        on=show_period(told["on"]),
    )


def _show_shares(row: Row, children: Sequence[Row], parent: Row | None, unit: Unit | None) -> list[Share]:
    shares = [_show_share(child, child.relation or "", child.total_won, row.total_won, unit) for child in children]
    if parent is None:
        return shares
    return [_show_share(parent, "WHOLE", row.total_won, parent.total_won, unit), *shares]


def _show_share(other: Row, relation: str, part: int | None, whole: int | None, unit: Unit | None) -> Share:
    return Share(
        project=other.project,
        name=other.name,
        relation=relation,
        total=show_money(other.total, unit) if other.total else None,
        percent=find_percent(part, whole) if part is not None and whole is not None else None,
    )


def _add_parts(children: Sequence[Row], unit: Unit | None) -> Money | None:
    totals = [child.total for child in children if child.relation == "PART" and child.total is not None]
    return _add(totals, unit) if totals else None
