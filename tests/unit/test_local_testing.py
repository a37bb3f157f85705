"""What the test command counts, and how it treats a phase that takes too long."""

import asyncio
import sys
from pathlib import Path

import pytest

from infra.local.processes import read_output, read_start_ticks
from infra.local.testing import read_counts, wait_within
from infra.local.waiting import wait_until

REPORT = """<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10"/></testsuites>"""


def test_errors_count_as_failed_and_skips_not_as_passed(tmp_path: Path) -> None:
    (tmp_path / "unit.xml").write_text(REPORT, encoding="utf-8")
    assert read_counts(tmp_path / "unit.xml") == (4, 3)


def test_a_run_without_report_has_passed_nothing(tmp_path: Path) -> None:
    assert read_counts(tmp_path / "none.xml") == (0, 0)


async def test_a_phase_beyond_its_bound_is_ended() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import signal; signal.pause()")
    assert await wait_within(process, 0.2) is None
    assert process.returncode is not None


async def test_a_phase_within_its_bound_gives_its_exit_code() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "raise SystemExit(5)")
    assert await wait_within(process, 20) == 5


async def test_a_program_whose_output_nobody_waits_for_any_more_is_gone(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    asking = asyncio.create_task(read_output(["/bin/sh", "-c", f"echo $$ > {told}; exec sleep 600"]))

    async def has_begun() -> bool:
        return told.exists() and told.read_text(encoding="utf-8").endswith("\n")

    assert await wait_until(has_begun, 20)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert read_start_ticks(int(told.read_text(encoding="utf-8"))) is None
