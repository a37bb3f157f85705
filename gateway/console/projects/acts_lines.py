"""Fields of several lines, one entry each: `토지매입비 4,450백만원`; a line that cannot be read is named."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from contracts.errors import Rejected
from contracts.projects import Source
from contracts.projects.land import Owner
from contracts.projects.money import read_amount
from gateway.console.projects.acts import Misread
from gateway.console.words import _
from gateway.labels.projects import OWNER_LABELS, SOURCE_LABELS

ReadT = TypeVar("ReadT")
_MONEY: Final = re.compile(r"(?P<words>.*[^\s0-9])\s+(?P<amount>(?:\S\s*)?[0-9][0-9,.]*\s*[\uac00-\ud7a3]*)")
_HOLDING: Final = re.compile(r"(?P<owner>\S+)\s+(?P<count>[0-9,]+)[^\s0-9]*\s+(?P<area>[0-9,]+)[^\s0-9]*")
_SHARE: Final = re.compile(r"(?P<partner>.*\S)\s+(?P<whole>[0-9]{1,3})(?:\.(?P<part>[0-9]{1,2}))?\s*%")
_LINK: Final = re.compile(r"(?:(?P<name>.*\S)\s+)?(?P<link>https?://\S+)")
LATER: Final = "이후"
"""Stands for the years after those that are named."""


def read_lines(name: str, text: str, read: Callable[[str], ReadT | None]) -> list[ReadT]:
    """Return what each line says. Raises: Misread with the number of the first that says nothing."""
    found: list[ReadT] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines:
        try:
            entry = read(line)
        except (Rejected, ValueError):
            entry = None
        if entry is None:
            raise Misread(name, _("%(n)s번째 줄을 읽을 수 없습니다: %(line)s", n=number, line=line[:40]))
        found.append(entry)
    return found


def read_item(line: str) -> dict[str, Any] | None:
    """Return an item and its cost."""
    match = _MONEY.fullmatch(line)
    return {"item": match["words"], "amount": _read(match["amount"])} if match else None


def read_year(line: str) -> tuple[int | None, dict[str, Any]] | None:
    """Return a year (None: later), a source, and what it gives: `2018 국비 1,000백만원`."""
    when, source, amount = line.split(maxsplit=2)
    code = _find(SOURCE_LABELS, source)
    if code is None:
        return None
    return None if when == LATER else int(when[:4]), {"source": code, "amount": _read(amount)}


def gather_years(entries: Iterable[tuple[int | None, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the entries year by year, in the order in which the years first come."""
    years: dict[int | None, list[dict[str, Any]]] = {}
    for year, entry in entries:
        years.setdefault(year, []).append(entry)
    return [{"year": year, "amounts": amounts} for year, amounts in years.items()]


def read_holding(line: str) -> dict[str, Any] | None:
    """Return how many parcels of how much area an owner has: `사유 16필지 38,510㎡`."""
    match = _HOLDING.fullmatch(line)
    owner = _find(OWNER_LABELS, match["owner"][:2]) if match else None
    if match is None or owner is None:
        return None
    return {"owner": Owner(owner), "count": _count(match["count"]), "area_m2": _count(match["area"])}


def read_share(partners: Mapping[str, str]) -> Callable[[str], dict[str, Any] | None]:
    """Return what reads a partner and its share: `국토연구원 70%`."""

    def read(line: str) -> dict[str, Any] | None:
        match = _SHARE.fullmatch(line)
        partner = _find(partners, match["partner"]) if match else None
        if match is None or partner is None:
            return None
        return {"partner": partner, "share": int(match["whole"]) * 100 + int((match["part"] or "0").ljust(2, "0"))}

    return read


def read_part(key: str, programmes: Mapping[str, str]) -> Callable[[str], dict[str, Any] | None]:
    """Return what reads a part: name, total, and the programme that pays; its id follows from the form's key."""

    def read(line: str) -> dict[str, Any] | None:
        name, total, programme = (each.strip() for each in [*line.split(";"), "", ""][:3])
        code = _find(programmes, programme) if programme else None
        if not name or not total or (programme and code is None):
            return None
        made = uuid5(UUID(key), name)
        return {"id": str(made), "name": name, "total": _read(total), **({"programme": code} if code else {})}

    return read


def read_change(parts: Mapping[str, str]) -> Callable[[str], dict[str, Any] | None]:
    """Return what reads a part's new total; `parts` are names by id."""

    def read(line: str) -> dict[str, Any] | None:
        name, _semicolon, total = (each.strip() for each in line.rpartition(";"))
        project = _find(parts, name)
        return {"project": project, "total": _read(total)} if project else None

    return read


def read_evidence(line: str) -> dict[str, Any] | None:
    """Return a document: its name and address."""
    match = _LINK.fullmatch(line)
    return {"name": (match["name"] or match["link"])[:200], "link": match["link"]} if match else None


def list_sources(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what each source gives, of fields by source."""
    return [{"source": source, "amount": values[source]} for source in Source if source in values]


def _find(words: Mapping[str, str], wanted: str) -> str | None:
    """Return the code of a word, or of itself."""
    if wanted in words:
        return wanted
    return next((code for code, word in words.items() if word == wanted), None)


def _read(text: str) -> dict[str, Any]:
    return read_amount(text).model_dump()


def _count(text: str) -> int:
    return int(text.replace(",", ""))
