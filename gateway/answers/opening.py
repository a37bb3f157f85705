"""A number that opens: its formula, the policy that it follows, and each input down to the event that it came from.

A total opens to its parts, a part to its inputs, an input to its event: at most three steps.
"""

from pydantic import BaseModel, Field


class Source(BaseModel):
    """The event that an input came from."""

    context: str
    position: int
    href: str = ""
    """Where the raw event is."""

    def model_post_init(self, _context: object) -> None:
        """Say where it is read."""
        self.href = f"/v1/events/{self.context}/{self.position}"


class Opened(BaseModel):
    """A number and what it was made of."""

    code: str
    name: str
    value: str | None = Field(description="반올림하지 않은 값; 아직 셈할 수 없으면 null")
    formula: str | None = Field(default=None, description="값을 셈한 식")
    unit: str | None = None
    inputs: list["Opened"] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list, description="값을 적은 이벤트")
