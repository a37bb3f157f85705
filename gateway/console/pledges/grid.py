"""A quarter's checks of many pledges in one grid: what its fields show, and what was typed into them (EVL-64, 65)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.evaluations.pledges import RUNNING, CheckPledge, PledgeStanding
from gateway.answers.pledge_checks import NumberedCheck
from gateway.console.forms import read_field
from gateway.console.meetings.forms import Misread, read_day
from gateway.console.pledges.laying import make_chip
from gateway.console.present import Chip, format_day
from gateway.console.words import _
from gateway.views.pledge import Row

NAMES: Final = ("standing", "progress", "note", "lagging", "cause", "remedy", "remedy_on", "evidence")


@dataclass(frozen=True, slots=True)
class Line:
    """One pledge of the grid, what its fields hold, and what is wrong with it."""

    pledge: str
    number: int
    name: str
    state: Chip
    lead: str
    is_running: bool
    may_check: bool
    is_checked: bool
    values: Mapping[str, str]
    error: str = ""

    @property
    def is_lagging(self) -> bool:
        """Whether cause, remedy and date are open."""
        return any(self.values[name] for name in ("lagging", "cause", "remedy", "remedy_on"))


@dataclass(frozen=True, slots=True)
class Grid:
    """What a reader sees of a quarter."""

    quarter: str
    lines: tuple[Line, ...] = ()
    missing: tuple[int, ...] = ()
    edition: int = 0
    trouble: Mapping[int, str] = field(default_factory=dict)


def lay_out_line(row: Row, quarter: str, lead: str, *, may_check: bool) -> Line:
    """Return a pledge's line as it stands."""
    return Line(
        pledge=row.pledge,
        number=row.number,
        name=row.name,
        state=make_chip(row.state),
        lead=lead,
        is_running=row.state in RUNNING,
        may_check=may_check,
        is_checked=quarter in row.checks,
        values=_show(row, row.checks.get(quarter)),
    )


def _show(row: Row, check: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what the fields hold before anybody types; of what is not checked yet the progress that stands."""
    if check is None:
        return dict.fromkeys(NAMES, "") | {"progress": str(row.progress)}
    evidence = check["evidence"][0] if check["evidence"] else {}
    until = check["remedy_on"]
    return {
        "standing": check["standing"] or "",
        "progress": str(check["progress"]),
        "note": check["note"],
        "lagging": "on" if check["is_lagging"] else "",
        "cause": check["cause"] or "",
        "remedy": check["remedy"] or "",
        "remedy_on": format_day(date.fromisoformat(until)) if until else "",
        "evidence": evidence.get("link") or evidence.get("name") or "",
    }


def fill(line: Line, form: FormData) -> Line:
    """Return a line with what was typed into it."""
    typed = {name: read_field(form, f"{name}-{line.number}") for name in NAMES}
    return replace(line, values=typed)


def read_lines(lines: Iterable[Line], form: FormData, quarter: str) -> tuple[list[NumberedCheck], list[Line]]:
    """Return the checks of the lines that were changed, and all lines with what was typed and what is wrong."""
    checks: list[NumberedCheck] = []
    told: list[Line] = []
    for line in lines:
        typed = fill(line, form) if line.may_check else line
        if typed.values != line.values:
            try:
                checks.append(NumberedCheck(number=line.number, check=_read(typed, quarter)))
            except Misread as no:
                typed = replace(typed, error=no.message)
            except ValidationError:
                typed = replace(typed, error=_("진행률은 0에서 100까지, 글은 500자까지 적으세요."))
        told.append(typed)
    return checks, told


def _read(line: Line, quarter: str) -> CheckPledge:
    """Return the check that was typed. Raises: Misread, ValidationError."""
    said = line.values
    if not said["note"]:
        raise Misread("note", _("추진 내용을 적으세요."))
    if line.is_running and said["standing"] not in set(PledgeStanding):
        raise Misread("standing", _("추진상태를 고르세요."))
    progress = said["progress"].removesuffix("%")
    if not progress.isdecimal():
        raise Misread("progress", _("진행률을 0에서 100 사이의 숫자로 적으세요."))
    evidence = said["evidence"]
    address = evidence if evidence.startswith(("http://", "https://")) else None
    return CheckPledge.model_validate(
        {
            "quarter": quarter,
            "standing": said["standing"] or None,
            "progress": int(progress[:4]),
            "note": said["note"],
            "is_lagging": bool(said["lagging"]),
            "cause": said["cause"] or None,
            "remedy": said["remedy"] or None,
            "remedy_on": read_day("remedy_on", said["remedy_on"]) if said["remedy_on"] else None,
            "evidence": [{"name": evidence[:200], "link": address}] if evidence else [],
        }
    )
