"""Refusals that a rule gives, with their stable codes.

Exception
└── Rejected        a rule said no: code, Korean message, details; never retried
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """HTTP status of a code (api.md, Problems)."""

    PENDING = 202
    SHAPE = 400
    FORBIDDEN = 403
    UNKNOWN = 404
    STATE = 409
    VERSION = 412
    RULE = 422
    BUG = 500
    UNAVAILABLE = 503
    EXPIRED = 504


STATUS_OF_CODE: Final[Mapping[str, Status]] = {
    "BAD_SHAPE": Status.SHAPE,
    "IDEMPOTENCY_KEY_REQUIRED": Status.SHAPE,
    "NOT_PERMITTED": Status.FORBIDDEN,
    "NOT_FOUND": Status.UNKNOWN,
    "WRONG_STATE": Status.STATE,
    "ALREADY_REGISTERED": Status.STATE,
    "IDEMPOTENCY_CONFLICT": Status.STATE,
    "VERSION_CONFLICT": Status.VERSION,
    "ALREADY_REPORTED": Status.STATE,
    "REPORT_MISSING": Status.STATE,
    "PROGRESS_BACKWARDS": Status.RULE,
    "UNKNOWN_DEPARTMENT": Status.RULE,
    "DEPARTMENT_NOT_VALID": Status.RULE,
    "LEAD_NOT_UNIQUE": Status.RULE,
    "CLOCK_BACKWARDS": Status.RULE,
    "CLOCK_NOT_MANUAL": Status.RULE,
    "COMMAND_FAULTY": Status.BUG,
    "FACTS_NOT_READY": Status.UNAVAILABLE,
    "NOT_YET": Status.PENDING,
    "BUSY": Status.UNAVAILABLE,
    "EXPIRED": Status.EXPIRED,
    "OUTCOME_UNKNOWN": Status.EXPIRED,
}
"""Every code that this build can answer; domain.md 4.6 and decided.md name them."""


class Rejected(Exception):
    """A rule said no. `message` is Korean and says what to do; nothing is stored."""

    def __init__(self, code: str, message: str, details: Mapping[str, str] | None = None) -> None:
        if code not in STATUS_OF_CODE:
            raise KeyError(f"{code} is not in STATUS_OF_CODE")
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = dict(details or {})
