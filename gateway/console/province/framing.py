"""A year of the province's evaluation beside its indicators, in lines: leagues, dates, goals (EVL-30, EVL-36 to 39)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from contracts.evaluations.cycles import ProvinceCycle
from gateway.console.meetings.forms import Misread, Value, read_day
from gateway.console.pasting import find_code
from gateway.console.present import format_day
from gateway.console.words import _

GOALS: Final = 5
DATES: Final = ("record_date", "qualitative_due", "quantitative_due")


def move_cycle(cycle: ProvinceCycle) -> ProvinceCycle:
    """Return the dates of a year's evaluation a year later."""
    later = [
        each.model_copy(update={"first": _add_year(each.first), "last": _add_year(each.last)}) for each in cycle.phases
    ]
    return cycle.model_copy(update={"phases": later, **{name: _add_year(getattr(cycle, name)) for name in DATES}})


def _add_year(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def write_cycle(cycle: ProvinceCycle) -> dict[str, Value]:
    """Return what the fields of a year's dates, leagues and goals hold."""
    cities = {each.code: each.name for league in cycle.leagues for each in league.cities}
    leagues = (
        f"{each.name} | {', '.join(city.name for city in each.cities)} | {', '.join(map(str, each.bands))}"
        for each in cycle.leagues
    )
    phases = (f"{each.name} | {format_day(each.first)} | {format_day(each.last)}" for each in cycle.phases)
    return {
        "leagues": "\n".join(leagues),
        "city": cities[cycle.city],
        **{name: format_day(getattr(cycle, name)) for name in DATES},
        "phases": "\n".join(phases),
        "briefing_months": tuple(map(str, cycle.briefing_months)),
        "target": f"{cycle.target:f}",
        "goals": "\n".join(each.name for each in cycle.goals),
    }


def read_cycle(payload: Mapping[str, Any], known: ProvinceCycle | None) -> dict[str, Any]:
    """Return a year's dates, leagues and goals; what had a code before keeps it. Raises: Misread."""
    leagues = [_read_league(n, line, known) for n, line in enumerate(payload["leagues"], 1)]
    cities = {city["code"]: city["name"] for league in leagues for city in league["cities"]}
    city = find_code(cities, payload["city"])
    if city is None:
        raise Misread("city", _("평가군에 없는 시군입니다. 평가군에 적은 이름을 적으세요."))
    if len(payload["goals"]) != GOALS:
        raise Misread("goals", _("국정목표는 다섯 줄입니다. 지금 %(n)s줄입니다.", n=len(payload["goals"])))
    codes = {each.name: each.code for each in known.goals} if known else {}
    return {
        "leagues": leagues,
        "city": city,
        **{name: payload[name] for name in DATES},
        "phases": [_read_phase(line) for line in payload["phases"]],
        "briefing_months": [int(each) for each in payload["briefing_months"]],
        "target": payload["target"].replace(",", ""),
        "goals": _give_codes(payload["goals"], codes, "goal"),
    }


def _read_league(number: int, line: str, known: ProvinceCycle | None) -> dict[str, Any]:
    parts = [[one for each in part.split(",") if (one := each.strip())] for part in line.split("|")]
    if len(parts) != 3 or len(parts[0]) != 1 or not all(each.isdecimal() for each in parts[2]):
        raise Misread("leagues", _("이름, 시군, 시군 수로 나누어 적으세요: %(line)s", line=line[:60]))
    (name,), cities, bands = parts
    if sum(map(int, bands)) != len(cities):
        counts = {"name": name, "n": len(cities), "sum": sum(map(int, bands))}
        raise Misread("leagues", _("%(name)s는 시군이 %(n)s곳인데 나눈 수의 합은 %(sum)s입니다.", **counts))
    codes = {each.name: each.code for each in known.leagues} if known else {}
    of_cities = {city.name: city.code for each in known.leagues for city in each.cities} if known else {}
    code = codes.get(name, f"league-{number}")
    return {
        "code": code,
        "name": name,
        "cities": _give_codes(cities, of_cities, f"{code}-city"),
        "bands": list(map(int, bands)),
    }


def _give_codes(names: Iterable[str], known: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """Return names with their codes; a new name gets one that no known name has."""
    taken, told = set(known.values()), []
    for number, name in enumerate(names, 1):
        own = f"{prefix}-{number}"
        code = known.get(name, own if own not in taken else f"{own}-new")
        told.append({"code": code, "name": name})
    return told


def _read_phase(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 3:
        raise Misread("phases", _("이름, 첫날, 마지막 날로 나누어 적으세요: %(line)s", line=line[:60]))
    name, first, last = parts[0], read_day("phases", parts[1]), read_day("phases", parts[2])
    if last < first:
        raise Misread("phases", _("마지막 날이 첫날보다 빠릅니다: %(line)s", line=line[:60]))
    return {"name": name, "first": first, "last": last}
