"""All acts on a project, by name."""

from collections.abc import Mapping
from typing import Final

from gateway.console.projects import acts_matters, acts_money, acts_schedule
from gateway.console.projects.acts import Act

ACTS: Final[Mapping[str, Act]] = {act.slug: act for act in (*acts_schedule.ACTS, *acts_money.ACTS, *acts_matters.ACTS)}
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "BAD_AMOUNT": ("amount", "total", "paid"),
    "DAY_IN_FUTURE": ("on",),
    "WEEKDAY_MISMATCH": ("on", "planned", "forecast", "period", "value"),
    "DATES_REVERSED": ("on", "period", "target"),
    "FUNDING_SUM_MISMATCH": ("sources.NATIONAL",),
    "YEAR_SPLIT_MISMATCH": ("years",),
    "BREAKDOWN_MISMATCH": ("lines",),
    "NATIONAL_SHARE_CAP": ("sources.NATIONAL",),
    "SECURED_EXCEEDS_TOTAL": ("amount", "total"),
    "EXECUTED_EXCEEDS_SECURED": ("override_reason",),
    "TRANSFER_EXCEEDS_SECURED": ("amount",),
    "UNKNOWN_ROUND": ("round.kind",),
    "UNKNOWN_PROGRAMME": ("programme",),
    "ROLLUP_MISMATCH": ("parts",),
    "MILESTONE_ORDER": ("planned", "on", "number"),
    "EVIDENCE_MISSING": ("evidence",),
    "ALREADY_REGISTERED": ("number", "name"),
    "INVESTMENT_REVIEW_TIER": ("tier",),
    "INVESTMENT_REVIEW_MISSING": ("amount",),
    "PARCEL_SUM_MISMATCH": ("stated_count", "holdings"),
    "PYEONG_MISMATCH": ("stated_pyeong",),
    "PARCELS_EXCEEDED": ("count",),
    "CONSORTIUM_SHARES": ("consortium",),
    "PERIOD_DAYS_MISMATCH": ("stated_days", "stated_months"),
    "BRIEFING_ORDER": ("kind",),
    "FINAL_BRIEFING_MISSING": ("waiver_reason",),
    "UNKNOWN_PARTNER": ("partner", "consortium"),
    "UNKNOWN_DEPARTMENT": ("lead", "value"),
    "DEPARTMENT_NOT_VALID": ("lead", "value"),
    "UNKNOWN_TEAM": ("team", "value"),
    "REASON_REQUIRED": ("reason",),
}
"""By code: the fields that a refusal may be about; the first that a form has is where it is told."""
