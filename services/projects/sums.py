"""Sums against what is stated of them: each difference is a breach, which an import may claim (PRJ-10, PRJ-12)."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.projects import Amount, FundingLine, FundingLines, Source, Unit
from contracts.projects.money import add, show_amount
from services.projects.claims import Breach


def compare(
    code: str, stated: Amount, computed: Amount, field: str, message: str, *, at_most: bool = False
) -> Iterator[Breach]:
    """Yield the breach of a sum that is not what is stated, or `at_most` that; one of 약 never refuses."""
    if computed.won == stated.won or (at_most and computed.won < stated.won):
        return
    said, found = (show_amount(amount, Unit.WON) for amount in (stated, computed))
    is_exact = not (stated.is_approximate or computed.is_approximate)
    whole = f"{message} 적힌 금액 {said}, 더한 금액 {found}. 금액을 확인하세요."
    yield Breach(code, whole, said, found, field, refuses=is_exact)


def add_by_source(lines: Iterable[FundingLine]) -> Mapping[Source, Amount]:
    """Return what each source gives in all of several lists. Raises: Rejected with BAD_AMOUNT past 2**53 won."""
    found: dict[Source, list[Amount]] = {}
    for line in lines:
        found.setdefault(line.source, []).append(line.amount)
    return {source: add(amounts) for source, amounts in found.items()}


def compare_sources(
    code: str, stated: FundingLines, computed: Mapping[Source, Amount], message: str
) -> Iterator[Breach]:
    """Yield a breach for each source whose sum is not what is stated of it; what is not named is nothing."""
    known, none = add_by_source(stated), Amount(won=0)
    for source in sorted({*known, *computed}):
        yield from compare(code, known.get(source, none), computed.get(source, none), source, f"{source}: {message}")
