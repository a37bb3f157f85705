"""The system of these tests: every role with two replicas, requests taking turns between the gateways."""

from collections.abc import Iterator

import pytest

from tests.running import Running, run_in_thread


@pytest.fixture(scope="session")
def system() -> Iterator[Running]:
    """A whole system of its own with the sample loaded, two processes of every role."""
    with run_in_thread("whole", replicas=2) as running:
        yield running
