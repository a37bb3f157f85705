"""A quarter's checks of many pledges in one grid: what its fields show, and what was typed into them (EVL-64, 65)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.evaluations.pledges import RUNNING, CheckPledge, PledgeStanding
from gateway.answers.pledge_checks import NumberedCheck
from gateway.console.forms import read_count, read_field
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
    seen: int
    """Version of the pledge that the page shows."""
    shown: str
    """What its fields hold as it stands, in short: tells later whether anybody typed into them."""
    evidence: tuple[Mapping[str, Any], ...] = ()
    """All that the quarter's check has; a field shows the first."""
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
    is_running, check = row.state in RUNNING, row.checks.get(quarter)
    values = _show(row, check) | ({} if is_running else {"standing": ""})
    return Line(
        pledge=row.pledge,
        number=row.number,
        name=row.name,
        state=make_chip(row.state),
        lead=lead,
        is_running=is_running,
        may_check=may_check,
        is_checked=quarter in row.checks,
        values=values,
        seen=row.version,
        shown=_shorten(values),
        evidence=tuple(check["evidence"]) if check else (),
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
    """Return a line with what was typed into it; as it stands now where its fields are as they were shown."""
    typed = {name: read_field(form, f"{name}-{line.number}") for name in NAMES}
    is_as_shown = _shorten(typed) in {line.shown, read_field(form, f"shown-{line.number}")}
    return line if is_as_shown else replace(line, values=typed)


def _shorten(values: Mapping[str, str]) -> str:
    """Return what says whether two lines hold the same words."""
    told = [" ".join(values[name].split()) for name in NAMES]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


def read_lines(lines: Iterable[Line], form: FormData, quarter: str) -> tuple[list[NumberedCheck], list[Line]]:
    """Return the checks of the lines that were changed, and all lines with what was typed and what is wrong.

    A line that the page did not show stays as it is; one that has changed since is shown with how it stands now.
    """
    checks: list[NumberedCheck] = []
    told: list[Line] = []
    for line in lines:
        is_there = line.may_check and f"shown-{line.number}" in form
        typed = fill(line, form) if is_there else line
        if typed is not line and read_count(form, f"seen-{line.number}") != line.seen:
            typed = replace(typed, error=_tell_change(line))
        elif typed is not line:
            try:
                checks.append(NumberedCheck(number=line.number, check=_read(typed, line, quarter)))
            except Misread as no:
                typed = replace(typed, error=no.message)
            except ValidationError:
                typed = replace(typed, error=_("진행률은 0에서 100까지, 글은 500자까지 적으세요."))
        told.append(typed)
    return checks, told


def _tell_change(line: Line) -> str:
    """Return that somebody else has changed a line, and how it stands now."""
    now = " · ".join(value for value in (f"{line.values['progress']}%", line.values["note"]) if value)
    return _("그사이 다른 사람이 고쳤습니다. 지금은 “%(now)s”입니다. 그래도 바꾸려면 다시 저장하세요.", now=now)


def _read(line: Line, before: Line, quarter: str) -> CheckPledge:
    """Return the check that was typed over the one before. Raises: Misread, ValidationError."""
    said = line.values
    if not said["note"]:
        raise Misread("note", _("추진 내용을 적으세요."))
    if line.is_running and said["standing"] not in set(PledgeStanding):
        raise Misread("standing", _("추진상태를 고르세요."))
    progress = said["progress"].removesuffix("%")
    if not progress.isdecimal():
        raise Misread("progress", _("진행률을 0에서 100 사이의 숫자로 적으세요."))
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
            "evidence": _read_evidence(said["evidence"], before),
        }
    )


def _read_evidence(said: str, before: Line) -> Sequence[Mapping[str, Any]]:
    """Return the evidence: the first as it was typed where that is new, and whatever else there was."""
    if said == before.values["evidence"].strip():
        return before.evidence
    address = said if said.startswith(("http://", "https://")) else None
    return [*([{"name": said[:200], "link": address}] if said else []), *before.evidence[1:]]
