"""What is entered for a quarter, and what waits for the office: laid out from a year's scorecards (EVL-06, EVL-12)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.evaluations.cards import Card
from contracts.evaluations.scorecards import RecordActual, VerifyActual, name_scorecard
from gateway.answers.evaluated import OfYear
from gateway.answers.scorecards import CardIndicator, QuarterActual, ScoreDetail
from gateway.auth import Principal
from gateway.console.evaluations.telling import CARDS, state_chip, trim
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Misread, read_day
from gateway.console.present import Chip, format_day
from gateway.console.words import _
from gateway.labels.evaluations import INDICATOR_STATE_LABELS

CLOSED: Final = frozenset({"VERIFIED"})
MOST: Final = 200
"""Lines that wait on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in the grid of a quarter; its value is what was told, else what was told last."""

    key: str
    name: str
    unit: str
    target: str
    before: str
    """What was told of the quarter before."""
    value: str
    shown: str
    """What its field begins with: what is typed over it was typed over that, and over nothing told since."""
    recorded: str
    kept: Mapping[str, object]
    """Files and evidence of the value that another takes the place of."""
    chip: Chip | None
    is_open: bool
    is_meant: bool
    """Whether it is to be recorded: it was changed, or nothing of the quarter was told yet."""
    is_overtaken: bool
    """Whether somebody else has told a value since it was shown."""


@dataclass(frozen=True, slots=True)
class Grid:
    """An officer's quarter: the rows, when they were measured, what is wrong."""

    card: str
    rows: Sequence[Row]
    measured_on: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody else has to look at."""

    department: str
    name: str
    what: str
    value: str
    link: str
    entry: str
    """`card|indicator|quarter|number` of a value that the asker may verify; nothing of what is only looked at."""


def lay_out_grid(detail: ScoreDetail, quarter: int, today: date, typed: FormData | None = None) -> Grid:
    """Return the grid of a quarter; `typed` is what was filled in."""
    rows = [lay_out_row(each, quarter, typed) for each in detail.indicators if each.state.code == "CONFIRMED"]
    measured_on = read_field(typed, "measured_on") if typed else format_day(today)
    return Grid(detail.id, rows, measured_on)


def lay_out_row(indicator: CardIndicator, quarter: int, typed: FormData | None) -> Row:
    """Return an indicator in the grid; a field that was left alone says what stands now."""
    told = {each.quarter: each for each in indicator.actuals}
    now = told.get(quarter)
    earlier = [told[each] for each in sorted(told) if each < quarter]
    before = trim(earlier[-1].value) if earlier else ""
    recorded = trim(now.value) if now and now.state.code != "RETURNED" else ""
    stands = trim(now.value) if now else before
    value, shown = (read_field(typed, f"{name}-{indicator.id}") if typed else stands for name in ("value", "shown"))
    is_changed = value != shown
    return Row(
        key=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        target=trim(indicator.target),
        before=before,
        value=value if is_changed else stands,
        shown=stands,
        recorded=recorded,
        kept=_keep(now) if now else {},
        chip=state_chip(now.state.code, now.state.label) if now else None,
        is_open=now is None or now.state.code not in CLOSED,
        is_meant=is_changed or now is None,
        is_overtaken=is_changed and shown != stands,
    )


def _keep(actual: QuarterActual) -> Mapping[str, object]:
    evidence = [{"context": each.context, "position": each.position} for each in actual.evidence]
    return {"files": actual.files, "evidence": evidence}


def read_entries(grid: Grid, quarter: int) -> list[RecordActual] | dict[str, str]:
    """Return what is to be recorded: what was typed and is not there yet; or what is wrong, by field."""
    try:
        measured_on = read_day("measured_on", grid.measured_on)
    except Misread as misread:
        return {misread.name: misread.message}
    entries, errors = list[RecordActual](), dict[str, str]()
    for row in grid.rows:
        if not (row.is_open and row.is_meant and row.value) or row.value == row.recorded:
            continue
        if row.is_overtaken:
            said = _(
                "%(name)s: 그사이 다른 값이 적혔습니다(%(value)s). 맞는 값을 확인하고 다시 저장하세요.",
                name=row.name,
                value=row.shown,
            )
            errors[f"value-{row.key}"] = said
            continue
        body: dict[str, Any] = {"scorecard": grid.card, "indicator": row.key, "quarter": quarter, "value": row.value}
        try:
            entries.append(RecordActual.model_validate({**body, **row.kept, "measured_on": measured_on}))
        except ValidationError:
            errors[f"value-{row.key}"] = _("%(name)s: 숫자로 적으세요. 예: 87.5", name=row.name)
    return errors or entries


def list_waiting(of_year: OfYear, names: Mapping[str, str], asked: str, principal: Principal) -> Iterator[Waiting]:
    """Yield values to verify and indicators to confirm, of other departments than the asker's own, as they match."""
    word = asked.replace(" ", "")
    common = {each.code: each.name for group in of_year.scheme.groups for each in group.common}
    for department, card in sorted(of_year.cards.items()):
        if department == principal.department:
            continue
        name = names.get(department, department)
        titles = common | {key: known.terms.name for key, known in card.indicators.items()}
        wanted = {key: title for key, title in titles.items() if word in f"{name}{title}".replace(" ", "")}
        key = name_scorecard(of_year.year, department)
        for indicator, title in wanted.items():
            yield from _list_of_indicator(
                card, indicator, Waiting(name, title, "", "", f"{CARDS}/{key}", key), principal
            )


def _list_of_indicator(card: Card, indicator: str, named: Waiting, principal: Principal) -> Iterator[Waiting]:
    known = card.indicators.get(indicator)
    if known is not None and known.state == "PROPOSED":
        yield replace(named, what=_(INDICATOR_STATE_LABELS["PROPOSED"]), entry="")
    for quarter, actual in sorted(card.actuals.get(indicator, {}).items()):
        if actual.state == "RECORDED":
            entry = (
                "" if actual.told.recorder == principal.user else f"{named.entry}|{indicator}|{quarter}|{actual.number}"
            )
            yield replace(named, what=_("%(n)s분기", n=quarter), value=trim(actual.told.value), entry=entry)


def read_verified(form: FormData) -> list[VerifyActual] | None:
    """Return the values that were ticked; None where that is none of the page's own."""
    verified = []
    for each in form.getlist("entry")[:MOST]:
        try:
            scorecard, indicator, quarter, number = str(each).split("|")
            told = {"scorecard": scorecard, "indicator": indicator, "quarter": int(quarter), "number": int(number)}
            verified.append(VerifyActual.model_validate(told))
        except ValueError:
            return None
    return verified
