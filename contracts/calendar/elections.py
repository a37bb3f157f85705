"""Election blackout: 60 days and the day itself without events that the mayor hosts (공직선거법 86조, CAL-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from contracts.errors import Rejected

BLACKOUT: Final = timedelta(days=60)
"""공직선거법 86조 2항."""


class LegalGround(StrEnum):
    """Why the law lets an event be held all the same (공직선거법 86조 2항 4호)."""

    STATUTORY = "STATUTORY"
    """법령에 따라 개최하도록 정해진 행사."""
    TIME_BOUND = "TIME_BOUND"
    """특정일·특정시기가 아니면 목적을 달성할 수 없는 행사."""
    DISASTER = "DISASTER"
    """재해의 구호·복구."""
    PAID_LECTURE = "PAID_LECTURE"
    """직업지원교육, 유상 교양강좌."""
    URGENT_PETITION = "URGENT_PETITION"
    """집단민원·긴급한 민원의 해결."""
    NATIONAL_CEREMONY = "NATIONAL_CEREMONY"
    """국경일·기념일 행사, 위령제."""
    CONSENT_REQUIRED_PROJECT = "CONSENT_REQUIRED_PROJECT"
    """주민의 동의가 필요한 사업의 설명회."""
    TRADITIONAL_FESTIVAL = "TRADITIONAL_FESTIVAL"
    """정기 주민체육대회, 전래 고유축제."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """The ground on which an event is held inside the window, and who answers for it."""

    ground: LegalGround
    approver: str
    """Account id."""


@dataclass(frozen=True, slots=True)
class Election:
    """A public election; its day is a holiday of its own accord (CAL-02)."""

    day: date
    confirmed_on: date | None = None
    """For a by-election that became certain inside the 60 days: the law counts from then."""

    @property
    def blackout_from(self) -> date:
        """The first day of the window."""
        start = self.day - BLACKOUT
        return start if self.confirmed_on is None else max(start, self.confirmed_on)


def find_blackout(elections: Iterable[Election], first: date, last: date) -> Election | None:
    """Return the earliest election whose window, both ends in it, touches the days of an event; None without one."""
    touched = [each for each in elections if first <= each.day and each.blackout_from <= last]
    return min(touched, key=lambda each: each.day, default=None)


def check_blackout(elections: Iterable[Election], first: date, last: date, exemption: Exemption | None = None) -> None:
    """Let an event that the mayor hosts pass outside every window, or with an exemption (CAL-10).

    Of an event that is not fixed yet each candidate is checked by itself. Raises: Rejected with ELECTION_BLACKOUT.
    """
    election = find_blackout(elections, first, last)
    if election is None or exemption is not None:
        return
    raise Rejected(
        "ELECTION_BLACKOUT",
        f"{election.blackout_from}부터 선거일인 {election.day}까지는 시장이 여는 설명회·공청회 등을 열 수 없습니다. "
        "선거일 뒤로 미루거나, 법이 허용하는 사유와 승인한 사람을 적으세요.",
        {"from": election.blackout_from.isoformat(), "until": election.day.isoformat()},
    )
