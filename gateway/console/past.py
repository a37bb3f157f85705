"""What an address asks for of the past: lists that show another day than today."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from gateway.answers.past import Moment, PastParameters

_MOMENT: Final[TypeAdapter[datetime]] = TypeAdapter(Moment)


class Past(BaseModel):
    """Until which day things had happened, and until which they were recorded; what is no day counts as none."""

    as_of: str = Field(default="", max_length=40)
    known_at: str = Field(default="", max_length=40)

    @property
    def is_past(self) -> bool:
        """Tell whether another day than today is asked for."""
        return bool(self.as_of or self.known_at)

    @property
    def kept(self) -> dict[str, str]:
        """What stays in the links of such a page."""
        told = {"as_of": self.as_of, "known_at": self.known_at}
        return {name: value for name, value in told.items() if value}

    def ask(self) -> PastParameters:
        """Return the moments asked for."""
        return ask_past(self.as_of, self.known_at)


def ask_past(as_of: str, known_at: str) -> PastParameters:
    """Return the moments of an address; what is no moment counts as none."""
    return PastParameters.model_construct(as_of=_read_moment(as_of), known_at=_read_moment(known_at))


def _read_moment(text: str) -> datetime | None:
    try:
        return _MOMENT.validate_python(text) if text else None
    except ValidationError:
        return None
