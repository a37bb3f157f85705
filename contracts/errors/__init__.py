"""Codes of everything that is refused or fails: status, cause and remedy in one table; and refusals of rules.

Exception
└── Rejected        a rule said no: code, Korean message, details; never retried
"""

from collections.abc import Mapping
from typing import Final

from contracts.errors.calendar import CALENDAR
from contracts.errors.directives import DIRECTIVES
from contracts.errors.engagement import ENGAGEMENT
from contracts.errors.evaluations import EVALUATIONS
from contracts.errors.explained import Explained, Status
from contracts.errors.projects import PROJECTS
from contracts.errors.registry import REGISTRY
from contracts.errors.requests import REQUESTS

__all__ = ["CODES", "STATUS_OF_CODE", "Explained", "Rejected", "Status"]

CODES: Final[Mapping[str, Explained]] = {
    **REQUESTS,
    **DIRECTIVES,
    **REGISTRY,
    **CALENDAR,
    **PROJECTS,
    **ENGAGEMENT,
    **EVALUATIONS,
}
"""Every code that this build can answer; domain.md 4.6 and decided.md name them."""

STATUS_OF_CODE: Final[Mapping[str, Status]] = {code: explained.status for code, explained in CODES.items()}


class Rejected(Exception):
    """A rule said no. `message` is Korean and says what to do; nothing is stored."""

    def __init__(self, code: str, message: str, details: Mapping[str, str] | None = None) -> None:
        if code not in CODES:
            raise KeyError(f"{code} is not in CODES")
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = dict(details or {})
