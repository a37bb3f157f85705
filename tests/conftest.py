"""What several kinds of tests share."""

import gc
from collections.abc import Iterator

import pytest
import structlog

from tests.running import Running, run_in_thread

gc.disable()  # until all modules are there
_plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[structlog.processors.add_log_level, _plain])  # drawn by rich, a trace takes seconds


@pytest.fixture(scope="session")
def system() -> Iterator[Running]:
    """A whole system of its own with the sample loaded."""
    with run_in_thread("whole") as running:
        yield running


def pytest_collection_finish() -> None:
    """Leave what the modules hold out of each garbage collection: a fifth of the time of the unit tests."""
    gc.freeze()
    gc.enable()
