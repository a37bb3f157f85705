"""What of the directives only the audit may know (AUDIT_ONLY, DIR-22): sealed whole (ADR 0010)."""

from typing import Final, Literal

from contracts import sealed
from contracts.values import Code

AUDIT: Final = "audit"
"""The confidential class of AUDIT_ONLY."""
AUDIT_TEAM: Final[Code] = "audit-team"
"""Under this code the registry has 감사팀 (ORG-05): its officers, of its department, belong to those who may know."""


class SealedCommand(sealed.SealedCommand):
    """A command that only holders of the class key can read."""

    type: Literal["directives.sealed_command.v1"] = "directives.sealed_command.v1"


class Sealed(sealed.SealedEvent):
    """An event that only holders of the class key can read."""

    type: Literal["directives.sealed.v1"] = "directives.sealed.v1"
