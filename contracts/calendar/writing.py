"""Reads dates as Korean documents write them: `4. 11(수)`, `2018. 9월 ~`, `1 ~ 3월` (CAL-06, CAL-08, CAL-09)."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pydantic import ValidationError

from contracts.calendar.periods import WEEKDAYS, Period, Precision
from contracts.errors import Rejected

CENTURY: Final = 2000
"""A year of two digits ('24) is one of this century: the sources begin in 2017."""
LONGEST: Final = 200
"""Characters, as of every name."""
_SIGNS: Final = str.maketrans({"‘": "'", "’": "'", "`": "'", "∼": "~", "〜": "~", "–": "~"})
"""What stands for an apostrophe or a tilde after NFKC, which knows the full-width ones."""
_STOP: Final = r"(?:\s*[.\-/]\s*|\s+|(?=\()|$)"
_UNIT: Final = re.compile(
    rf"""
    (?:(?P<year>[0-9]{{4}}|'[0-9]{{2}})(?:\s*년\s*|{_STOP}))?
    (?:
        (?P<quarter>[1-4])(?:\s*/\s*4)?\s*분기
      | (?P<half>상반기|하반기)
      | (?P<week>[0-9]{{1,2}})\s*주
      | (?P<all>연중)
      | (?P<month>[0-9]{{1,2}})(?:\s*(?P<says_month>월)\s*|{_STOP})(?:(?P<day>[0-9]{{1,2}})(?:\s*일|\s*\.)?)?
      | (?P<only_day>[0-9]{{1,2}})\s*일
    )?
    \s*(?:\(\s*(?P<weekday>[{WEEKDAYS}])(?:요일)?\s*\))?
    \s*중?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Unit:
    year: int | None
    part: str
    """What follows the year in a value: `-09`, `-09-05`, `-Q3`; nothing for the year itself."""
    precision: Precision
    lone: int | None = None
    """The number of a unit that names nothing else: a month, or a day after one that has a day."""


def read_period(text: str, year: int | None = None) -> Period:
    """Return a date, a range of dates or the candidates for one, as precise as the text is.

    What names no year lies in `year`, the document's; the end of a range and a candidate take over what they leave out.
    Raises: Rejected with WEEKDAY_MISMATCH, or BAD_SHAPE for what is no date.
    """
    plain = _simplify(text)
    is_choice = "또는" in plain
    parts = [part.strip() for part in plain.split("또는" if is_choice else "~")]
    is_open = not is_choice and len(parts) > 1 and not parts[-1]
    units = _read_units(text, parts[:-1] if is_open else parts, year)
    if len({unit.precision for unit in units}) > 1:
        raise _refuse(text, "앞뒤의 날짜를 같은 단위로 적으세요.")
    values = [f"{unit.year}{unit.part}" for unit in units]
    value = f"[{','.join(sorted(values))}]" if is_choice else "/".join([*values, ".."] if is_open else values)
    try:
        return Period(value=value, precision=units[0].precision, written=text.strip())
    except ValidationError as error:
        raise _refuse(text, "없는 날짜이거나 끝이 시작보다 이릅니다. 연도까지 적으세요.") from error


def read_day(text: str, year: int | None = None) -> date:
    """Return the day that a text gives, with or without its weekday (CAL-08). Raises: Rejected as `read_period`."""
    period = read_period(text, year)
    if period.precision is not Precision.DAY or period.last != period.first:
        raise _refuse(text, "연월일을 하나만 적으세요.")
    return period.first


def _simplify(text: str) -> str:
    """Return the text with one sign for each meaning and no runs of spaces. Raises: Rejected for a long one."""
    if len(text) > LONGEST:
        raise _refuse(text)
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())


def _read_units(text: str, parts: list[str], year: int | None) -> list[_Unit]:
    units: list[_Unit] = []
    for part in parts:
        found = _UNIT.fullmatch(part) if part else None
        if found is None or not any(found.groups()):
            raise _refuse(text)
        unit = _complete(_read_unit(found), units[-1] if units else None, year)
        if unit.year is None:
            raise _refuse(text, "연도까지 적으세요.")
        _check_weekday(text, unit, found["weekday"])
        units.append(unit)
    if all(unit.lone for unit in units):
        raise _refuse(text, "몇 월 며칠인지 알 수 있게 적으세요.")
    return units


def _read_unit(found: re.Match[str]) -> _Unit:
    year, lone = _read_year(found["year"]), None
    match found.groupdict():
        case {"quarter": str(number)}:
            part, precision = f"-Q{number}", Precision.QUARTER
        case {"half": str(half)}:
            part, precision = "-S1" if half == "상반기" else "-S2", Precision.HALF
        case {"week": str(number)}:
            part, precision = f"-W{int(number):02d}", Precision.WEEK
        case {"only_day": str(number)}:
            part, precision, lone = "", Precision.DAY, int(number)
        case {"month": str(month), "day": str(day)}:
            part, precision = f"-{int(month):02d}-{int(day):02d}", Precision.DAY
        case {"month": str(month), "says_month": says_month}:
            part, precision = f"-{int(month):02d}", Precision.MONTH
            lone = None if year or says_month else int(month)
        case _:
            part, precision = "", Precision.YEAR
    return _Unit(year, part, precision, lone)


def _read_year(text: str | None) -> int | None:
    if text is None:
        return None
    return CENTURY + int(text[1:]) if text.startswith("'") else int(text)


def _complete(unit: _Unit, before: _Unit | None, year: int | None) -> _Unit:
    """Return the unit with what it leaves out: `22. ~ 24.` is two days of a month, `11. 5. ~ 12. 3.` of a year."""
    if unit.year is None:
        unit = replace(unit, year=before.year if before else year)
    if unit.lone is None or before is None or before.precision is not Precision.DAY:
        return unit
    return replace(unit, part=f"{before.part[:3]}-{unit.lone:02d}", precision=Precision.DAY)


def _check_weekday(text: str, unit: _Unit, weekday: str | None) -> None:
    """Raises: Rejected with WEEKDAY_MISMATCH where the day is another weekday than the text says."""
    if weekday is None:
        return
    if unit.precision is not Precision.DAY:
        raise _refuse(text, "요일은 연월일 뒤에 적으세요.")
    try:
        day = date.fromisoformat(f"{unit.year}{unit.part}")
    except ValueError as error:
        raise _refuse(text, "없는 날짜입니다. 달력을 확인하세요.") from error
    right = WEEKDAYS[day.weekday()]
    if weekday != right:
        shown = f"{day.year}. {day.month}. {day.day}."
        raise Rejected(
            "WEEKDAY_MISMATCH",
            f"{shown}의 요일은 ({weekday})가 아니라 ({right})입니다. 날짜나 요일을 고치세요.",
            {"day": day.isoformat(), "weekday": right},
        )


def _refuse(text: str, remedy: str = "2024. 3. 3.(일), 2018. 9월 ~, 2018. 3분기처럼 적으세요.") -> Rejected:
    return Rejected("BAD_SHAPE", f"날짜를 읽을 수 없습니다: {text[:60]}. {remedy}")
