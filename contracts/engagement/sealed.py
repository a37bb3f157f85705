"""What of the engagement only the readers of anonymous reports may know (ENG-63): sealed whole (ADR 0010)."""

from typing import Final, Literal

from contracts import sealed

INTEGRITY: Final = "integrity"
"""The confidential class of anonymous reports."""


class SealedReportCommand(sealed.SealedCommand):
    """A command that only holders of the class key can read."""

    type: Literal["engagement.sealed_report_command.v1"] = "engagement.sealed_report_command.v1"


class SealedReport(sealed.SealedEvent):
    """An event that only holders of the class key can read."""

    type: Literal["engagement.sealed_report.v1"] = "engagement.sealed_report.v1"
