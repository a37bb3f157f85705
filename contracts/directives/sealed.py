"""What of the directives only the audit may know (AUDIT_ONLY, DIR-22): sealed whole (ADR 0010)."""

from typing import Literal

from contracts import sealed


class SealedCommand(sealed.SealedCommand):
    """A command that only holders of the class key can read."""

    type: Literal["directives.sealed_command.v1"] = "directives.sealed_command.v1"


class Sealed(sealed.SealedEvent):
    """An event that only holders of the class key can read."""

    type: Literal["directives.sealed.v1"] = "directives.sealed.v1"
