"""What several kinds of tests share."""

from collections.abc import Iterator

import pytest

from tests.running import Running, run_in_thread


@pytest.fixture(scope="session")
def system() -> Iterator[Running]:
    """A whole system of its own with the sample loaded."""
    with run_in_thread("whole") as running:
        yield running
