"""The weights of a year's integrity as they are typed (EVL-80)."""

import pytest

from gateway.console.integrity_years.forms import shape_method
from gateway.console.meetings.forms import Misread

TYPED = {"perceived": "0.6", "effort": "0.4", "external": "0.763", "internal": "0.237"}


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "1E+9999999", "-0.1", "1.1"])
def test_a_weight_is_a_number_from_0_to_1(text: str) -> None:
    """EVL-80."""
    with pytest.raises(Misread) as refused:
        shape_method({**TYPED, "external": text})
    assert refused.value.name == "external"
    assert shape_method({**TYPED})["method"] == TYPED
