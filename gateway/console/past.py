"""What an address asks for of the past: lists that show another day than today."""

from pydantic import BaseModel, Field

from gateway.answers.past import PastParameters
from gateway.console.directives.reading import ask_past


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
