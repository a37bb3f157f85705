"""From when until when something of the registry is valid, both days included; and refusals that several share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.errors import Rejected


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which something is valid; without a last one for as long as nothing else is said."""

    first: date
    last: date | None = None

    def has(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)

    def find_common(self, other: "Validity") -> "Validity | None":
        """Return the days of both; None where there are none."""
        first, ends = max(self.first, other.first), [each.last for each in (self, other) if each.last is not None]
        last = min(ends, default=None)
        return None if last is not None and last < first else Validity(first, last)

    def overlaps(self, other: "Validity") -> bool:
        """Tell whether there is a day of both."""
        return self.find_common(other) is not None


def read_validity(first: date, last: date | None) -> Validity:
    """Return the days from the first to the last. Raises: Rejected with DATES_REVERSED."""
    if last is not None and last < first:
        raise Rejected(
            "DATES_REVERSED",
            "마지막 날이 첫날보다 빠릅니다. 두 날짜를 확인하세요.",
            {"first": first.isoformat(), "last": last.isoformat()},
        )
    return Validity(first, last)


def check_not_past(day: date, today: date) -> None:
    """Let nothing that rules over later acts begin before today. Raises: Rejected with DAY_IN_PAST."""
    if day < today:
        raise Rejected(
            "DAY_IN_PAST", "지난 날짜부터는 정할 수 없습니다. 오늘이나 그 뒤의 날짜를 적으세요.", _tell(today)
        )


def check_not_future(day: date, today: date) -> None:
    """Let nothing be recorded as done before it is. Raises: Rejected with DAY_IN_FUTURE."""
    if day > today:
        raise Rejected("DAY_IN_FUTURE", "아직 오지 않은 날짜입니다. 한 날을 확인하세요.", _tell(today))


def refuse_overlap(validity: Validity, what: str) -> Rejected:
    """Return the refusal of what would be valid on days that something else has; `what`, Korean, names that."""
    until = validity.last.isoformat() if validity.last else ""
    return Rejected(
        "PERIOD_OVERLAPS",
        f"기간이 겹칩니다: {what}, {validity.first} ~ {until}. 날짜를 고치거나 먼저 그것을 끝내세요.",
        {"first": validity.first.isoformat(), "last": until},
    )


def refuse_state(state: str, allowed: Sequence[str], message: str) -> Rejected:
    """Return the refusal of what a state does not allow, with what it does."""
    return Rejected("WRONG_STATE", message, {"state": state, "allowed": ",".join(allowed)})


def _tell(today: date) -> dict[str, str]:
    return {"today": today.isoformat()}
