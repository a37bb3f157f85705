"""What a code is: its HTTP status and what it means, for people."""

from dataclasses import dataclass
from enum import IntEnum


class Status(IntEnum):
    """HTTP status of a code (api.md, Problems)."""

    PENDING = 202
    SHAPE = 400
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    UNKNOWN = 404
    METHOD = 405
    SLOW = 408
    STATE = 409
    GONE = 410
    VERSION = 412
    LARGE = 413
    MEDIA = 415
    RULE = 422
    MANY = 429
    BUG = 500
    UNAVAILABLE = 503
    EXPIRED = 504


@dataclass(frozen=True, slots=True)
class Explained:
    """What a code means, for the people who read its page; Korean."""

    status: Status
    title: str
    cause: str
    remedy: str
