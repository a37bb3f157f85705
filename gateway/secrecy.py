"""Whose words a directive's are (decided.md, Rights; DIR-12, DIR-22): every row is counted, not every word is told.

What only the parties may read (TEXT_HIDDEN) keeps its days, departments and states for all staff. Whatever people wrote
on it is withheld from everyone else. What only the audit may know of (AUDIT_ONLY) is sealed, and no part of any answer.
"""

import json
from typing import Any, Final, TypeGuard

from contracts.directives import Sealed, Visibility
from contracts.directives.sealed import AUDIT_TEAM
from contracts.engagement.ballots import (
    BallotCast,
    BallotChanged,
    ChannelTallyDiffered,
    ChannelTallyEntered,
    ChannelTallyImported,
)
from contracts.engagement.responses import (
    DrawEntered,
    InterviewEnded,
    InvitationIssued,
    InvitationReissued,
    OptedOut,
    ResponseSubmitted,
    ResponseWithdrawn,
)
from contracts.engagement.sealed import SealedReport
from contracts.values import Role
from gateway.auth import Principal
from gateway.views.directive_board import Row

WITHHELD: Final = "비공개"
"""Stands for a text that the asker may not read, so that what holds it keeps its shape."""
READERS: Final = frozenset({Role.MAYOR, Role.OPERATOR, Role.AUDITOR})
"""Who reads every word that is not the audit's alone."""
OVERSEERS: Final = frozenset({Role.MAYOR, Role.EXECUTIVE, Role.OPERATOR, Role.AUDITOR})
"""Who sees every department's scorecard before a year's evaluation is over."""
SEALED: Final = Sealed.wire()
BALLOTS: Final = (BallotCast, BallotChanged, ChannelTallyEntered, ChannelTallyDiffered, ChannelTallyImported)
"""What would tell a result before its time, and when somebody voted what."""
RESPONSES: Final = (
    ResponseSubmitted,
    ResponseWithdrawn,
    InterviewEnded,
    DrawEntered,
    InvitationIssued,
    InvitationReissued,
    OptedOut,
)
"""What would tell when somebody was asked, answered or did not want to be (ADR 0035)."""
SECRET: Final = frozenset({SEALED, SealedReport.wire(), *(event.wire() for event in (*BALLOTS, *RESPONSES))})
"""Events that are told to nobody as they are."""
ALONE: Final = frozenset({Role.MAYOR, Role.AUDITOR})
"""Who may know of what only the audit may, whatever the department."""
NOTE: Final = "note-"
"""Begins the streams of memos: their words are for who wrote them and for `READERS`."""
TOLD: Final = frozenset(
    {
        "type", "number", "kind", "visibility", "issuer", "issued_on",
        "share_due", "share_policy", "share_stages", "shared_on", "share_late_days",
        "lead", "supporting", "addressees", "department", "team", "before",
        "report_due", "report_policy", "report_days", "report_stages", "reported_on", "report_late_days",
        "replied_on", "reply_late_days", "percent", "submitted_on", "submitted_by", "confirmed_by", "times",
        "closed_on", "days", "cancelled_on", "transferred_on", "merged_on", "into", "duplicate", "directives",
        "quarter", "assessment", "checked_on",
        "clock", "due", "stages", "stage", "level", "holiday", "recalculated_on",
        "acting_for", "entered_at",
    }
)  # fmt: skip
"""Fields of events on directives and notes that everybody may see; every other one is somebody's words."""


def may_read(principal: Principal | None, row: Row) -> bool:
    """Tell whether somebody may read the words of a directive: those of an open one everybody."""
    if row.visibility == Visibility.OPEN:
        return True
    if row.visibility == Visibility.AUDIT_ONLY:
        return may_know(principal)
    if principal is None:
        return False
    is_issuer = principal.user in {row.issued_by, row.issued_for}
    return principal.role in READERS or is_issuer or is_party(principal, row)


def may_know(principal: Principal | None) -> TypeGuard[Principal]:
    """Tell whether somebody may know that it exists, what only the audit may know of: M, A, D of the audit team.

    In person only: the coordinating office delegates, and the administrator makes systems, and neither may know. That
    the registry has the team, and in that department, is asked by gateway/confidential.py.
    """
    if principal is None or principal.acting_for is not None or principal.secret is not None:
        return False
    is_on_team = principal.role is Role.OFFICER and principal.department is not None and principal.team == AUDIT_TEAM
    return is_on_team or principal.role in ALONE


def is_party(principal: Principal, row: Row) -> bool:
    """Tell whether somebody is of a department that has the directive."""
    return principal.role is Role.OFFICER and principal.department in {row.lead, *row.supporting, *row.replies}


def may_read_note(principal: Principal, writer: str) -> bool:
    """Tell whether somebody may read the memo that an account has taken."""
    return principal.role in READERS or principal.user == writer


def withhold(data: str) -> str:
    """Return an event's JSON without its words: still an event of its type."""
    kept = _withhold(json.loads(data))
    if entry := kept.get("entry"):
        kept["entry"] = _withhold(entry)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _withhold(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name in TOLD or name == "entry" else _blank(value) for name, value in told.items()}


def _blank(value: object) -> object:
    match value:
        case str():
            return WITHHELD
        case list():
            return []
        case _:
            return None


def may_see_scorecard(reader: Principal, department: str, *, is_final: bool, is_assigned: bool = False) -> bool:
    """Tell whether somebody sees a department's scorecard: its own officers; all staff once the year is over.

    An external evaluator sees what is assigned to him, before and after that (EVL-16).
    """
    if reader.role is Role.EVALUATOR:
        return is_assigned
    return is_final or reader.role in OVERSEERS or reader.department == department
