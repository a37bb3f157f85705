"""Decimals as they travel: as text, so that no reader of JSON rounds them on the way."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema


def refuse_number(value: object) -> object:
    """Return a decimal's text: a number of JSON may have been rounded on its way. Raises: ValueError."""
    if not isinstance(value, str | Decimal):
        raise ValueError("a decimal is written as text")  # noqa: TRY004 - what pydantic tells as a wrong value
    return value


Weight = Annotated[
    Decimal,
    Field(gt=0, le=1_000, max_digits=7, decimal_places=3, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,3})?$"}),
]
"""What something counts at most: above 0, up to 1,000, with at most three decimals."""
Points = Annotated[
    Decimal,
    Field(ge=0, le=1_000, max_digits=7, decimal_places=3, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,3})?$"}),
]
"""What was scored: 0 to 1,000, with at most three decimals."""
Figure = Annotated[
    Decimal,
    Field(ge=-(10**12), le=10**12, max_digits=18, decimal_places=6, strict=False),
    BeforeValidator(refuse_number),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"}),
]
"""A target or a measured value, in its indicator's unit, with at most six decimals."""
