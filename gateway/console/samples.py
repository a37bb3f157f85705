"""Samples of every chip and step for the style guide."""

from datetime import date, datetime
from typing import Final

from gateway.console.present import Step, due_chip, list_steps, state_chip
from infra.clock import SEOUL

_TODAY: Final = date(2024, 12, 2)

CHIPS: Final = [
    ("기한이 지남", due_chip(date(2024, 11, 28), _TODAY, late_days=2, policy="DIR_REPORT_3@1")),
    ("기한이 지났으나 그 뒤가 휴일", due_chip(date(2024, 11, 29), date(2024, 12, 1), policy="DIR_REPORT_3@1")),
    ("오늘이 기한", due_chip(_TODAY, _TODAY, policy="DIR_SHARE@1")),
    ("사흘 안", due_chip(date(2024, 12, 5), _TODAY, policy="DIR_REPORT_3@1")),
    ("나흘 뒤부터", due_chip(date(2024, 12, 16), _TODAY, policy="DIR_PLAN_10@1")),
    ("기한 안에 마침", due_chip(_TODAY, _TODAY, done_on=_TODAY, late_days=0, policy="DIR_SHARE@1")),
    ("늦게 마침", due_chip(date(2024, 11, 28), _TODAY, done_on=_TODAY, late_days=2, policy="DIR_SHARE@1")),
    ("기한이 없음", due_chip(None, _TODAY, policy="DIR_NONE@1")),
    ("미공유", state_chip("ISSUED")),
    ("공유됨", state_chip("SHARED")),
    ("보고됨", state_chip("REPORTED")),
    ("추진 중", state_chip("IN_PROGRESS")),
]

STEPS: Final[list[list[Step]]] = [
    list_steps("SIMPLE", _TODAY, None, None),
    list_steps("SIMPLE", _TODAY, _TODAY, None),
    list_steps("SIMPLE", _TODAY, _TODAY, _TODAY),
    list_steps("EXHORTATION", _TODAY, None, None),
]

MOMENTS: Final = tuple(
    datetime(2024, month, day, hour, minute, tzinfo=SEOUL)
    for month, day, hour, minute in ((12, 2, 9, 0), (11, 28, 9, 5), (11, 28, 17, 50), (11, 29, 10, 20), (12, 4, 18, 0))
)
"""Of a timeline: now, issued, shared in fact, shared as recorded, due."""
