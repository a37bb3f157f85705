"""What the left side of the console offers, by role (screens.md, Navigation)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contracts.values import Role
from gateway.rights import AUDITOR, EVALUATOR, ISSUERS, OFFICE, OVERSEERS, STAFF


@dataclass(frozen=True, slots=True)
class Way:
    """One entry: where it leads, and who finds it there. `group` is the heading above it."""

    label: str
    path: str
    group: str
    roles: frozenset[Role] = STAFF
    beside: tuple[str, ...] = ()
    """Pages that are reached from its page."""

    def is_current(self, path: str) -> bool:
        """Tell whether a page lies under this entry, or beside it."""
        return any(path == own or (own != "/" and path.startswith(f"{own}/")) for own in (self.path, *self.beside))


WORK: Final = "업무"
MERIT: Final = "성과"
TOGETHER: Final = "시민참여"
AUDIT: Final = "감사"
OPEN: Final = "공개"
CARE: Final = "관리"
WAYS: Final = (
    Way("내 할 일", "/", WORK),
    Way("지시사항", "/directives", WORK),
    Way("사업", "/projects", WORK),
    Way("심사분석", "/reviews", WORK),
    Way("받아적기", "/memo", WORK, ISSUERS - {Role.MAYOR}),
    Way("회의", "/meetings", WORK),
    Way("보고서", "/reports", WORK),
    Way("달력", "/calendar", WORK),
    Way(
        "부서평가",
        "/scoreboards",
        MERIT,
        beside=("/scorecards", "/evaluation-plans", "/evaluation-links", "/evaluation-quarters"),
    ),
    Way("맡은 성과표", "/scorecards", MERIT, EVALUATOR),
    Way("시군평가", "/province-cycles", MERIT, STAFF - {Role.ADMINISTRATOR}, beside=("/province-indicators",)),
    Way("공약", "/pledges/board", MERIT, beside=("/pledges", "/pledge-changes", "/pledge-sets", "/pledge-grades")),
    Way("청렴", "/integrity-years", MERIT, beside=("/violations",)),
    Way("타운홀", "/town-halls", TOGETHER, beside=("/feedback", "/briefings", "/relays", "/participants")),
    Way("설문", "/surveys", TOGETHER),
    Way("배심원", "/juries", TOGETHER, beside=("/auditor-bodies", "/audit-proposals")),
    Way("제안", "/suggestions", TOGETHER),
    Way("불일치", "/discrepancies", AUDIT),
    Way("청렴톡 담당", "/integrity-readers", AUDIT, AUDITOR | {Role.MAYOR}),
    Way("열람기록", "/reads", AUDIT, AUDITOR),
    Way("가져오기", "/imports", CARE, OFFICE),
    Way("공개 화면", "/open", OPEN),
    Way("조직", "/org", CARE),
    Way("운영", "/operations", CARE, OVERSEERS),
)
"""A way appears when its page is there."""


REPORTS: Final = Way("청렴톡", "/integrity-reports", AUDIT)
"""Only for the two who read anonymous reports, of whatever role (ENG-63)."""


def list_ways(role: Role, pages: Iterable[str], *own: Way) -> list[tuple[str, list[Way]]]:
    """Return the groups of ways that a role has, and an account's `own`; `pages` are those that this build answers."""
    there = set(pages)
    mine = [way for way in (*WAYS, *own) if (role in way.roles or way in own) and way.path in there]
    groups = dict.fromkeys(way.group for way in mine)
    return [(group, [way for way in mine if way.group == group]) for group in groups]
