"""By how much what a source states differs from what is computed, where both are numbers of one kind."""

import re
from decimal import Decimal
from typing import Final

from contracts.errors import Rejected
from contracts.projects.money import read_amount

_MEASURED: Final = re.compile(r"(?:약\s*)?([0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,15})(\.[0-9]{1,6})?\s*(\S{0,6})")


def tell_difference(stated: str | None, computed: str | None) -> str:
    """Return by how much what is stated exceeds what is computed: `+40.5평`; nothing where these are no numbers."""
    if stated is None or computed is None:
        return ""
    measured = [_MEASURED.fullmatch(text.strip()) for text in (stated, computed)]
    if (first := measured[0]) is not None and (second := measured[1]) is not None and first[3] == second[3]:
        more = _count(first) - _count(second)
        return _write(more, first[3]) if more else ""
    try:
        won = read_amount(stated).won - read_amount(computed).won
    except Rejected:
        return ""
    return _write(Decimal(won), "원") if won else ""


def _count(found: re.Match[str]) -> Decimal:
    return Decimal(found[1].replace(",", "") + (found[2] or ""))


def _write(more: Decimal, unit: str) -> str:
    return f"{'+' if more > 0 else '−'}{abs(more):,}{unit}"
