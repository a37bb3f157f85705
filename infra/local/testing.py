"""The command test: finds services once, then runs pytest phase by phase within a bound."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from infra.clock import read_monotonic_s
from infra.local.chromium import find_chromium
from infra.local.january import frozen_january
from infra.local.places import CHECKOUT, current_identity, local_folder, make_folder
from infra.local.processes import privilege_words
from infra.local.report import say, say_problem, say_stage
from infra.local.roles import make_base_environment
from infra.local.run import list_variables
from infra.local.services import Options, found_services, make_instance_marker
from infra.local.system import name_throwaway, remove_stale

TOTAL_S = 1_080.0
"""`make test` fails above 18 minutes. It takes 14 on two quiet cores; on a shared machine a third more was measured."""
CHAOS_S = 3_600.0
"""`make chaos` fails above an hour; it is to take about 25 minutes on two cores."""
PHASES = ("contract", "unit", "integration", "e2e", "chaos", "browser")
"""Folders of tests, in their order: the first of a fresh installation also pays for compiling every library.

Those of the architecture are a gate of `make check`, which is run before.
"""
STOPPING = "tests/chaos/test_stopping.py::test_a_stop_while_postgresql_is_silent_takes_less_than_10_s"
MEANWHILE = "integration"
"""The phase while whose workers wait for servers the sample's January is played."""
LIKE_JANUARY = ("e2e", "browser")
"""Phases whose systems begin with it."""
SHORT_FORMS = {"chaos": ("tests/chaos/test_short.py", STOPPING)}
"""What `make test` runs of a folder, where that is not all."""
IN_PARALLEL = {
    "contract": ("--numprocesses=2", "--dist=loadfile"),
    "integration": ("--numprocesses=3", "--dist=loadfile"),
    "e2e": ("--numprocesses=3", "--dist=loadfile", "--no-loadscope-reorder"),
    "browser": ("--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"),
}
"""Folders whose tests share nothing, or have databases, queues and systems of their own: workers share two cores, and
a third one of the integration and end-to-end tests works while the others wait for a server to start or a view."""
SHARES = {
    "unit": (
        ("tests/unit/services", "tests/unit/contracts"),
        ("tests/unit", "--ignore=tests/unit/services", "--ignore=tests/unit/contracts"),
    )
}
"""Folders that several processes share, each with tests of its own: none collects, and compiles, what another runs."""
BOUNDS_S = {"unit": 20.0, "chaos": 180.0}
"""Seconds that a phase may take, where that is less than the rest of the total."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one phase ended."""

    passed: int
    failed: int
    seconds: float
    ok: bool


async def run_tests(arguments: Sequence[str]) -> int:
    """Run all phases, or one pytest with `arguments`, on throw-away services; return 0 when everything passed."""
    await remove_stale()
    started = read_monotonic_s()
    name = name_throwaway("test")
    async with found_services(Options(name, in_memory=True, progress=say_stage)) as services:
        environment = make_base_environment(make_instance_marker(name)) | list_variables(services)
        environment |= await _find_browser()
        results = await _run_phases(arguments, environment, started)
    seconds = read_monotonic_s() - started
    say(f"{sum(r.passed for r in results)} passed, {sum(r.failed for r in results)} failed in {seconds:.1f} s")
    return 0 if all(result.ok for result in results) else 1


async def run_chaos(arguments: Sequence[str]) -> int:
    """Run every fault, or those that `arguments` name; its systems bring servers of their own."""
    await remove_stale()
    environment = make_base_environment(make_instance_marker(name_throwaway("test")))
    result = await _run_pytest("chaos", ["tests/chaos", "--capture=no", *arguments], CHAOS_S, environment)
    return 0 if result.ok else 1


async def _find_browser() -> dict[str, str]:
    started = read_monotonic_s()
    chromium = await find_chromium()
    say_stage("Chromium", read_monotonic_s() - started, chromium.reason)
    return chromium.list_variables()


async def _run_phases(arguments: Sequence[str], environment: Mapping[str, str], started: float) -> list[Result]:
    if arguments:
        return [await _run_pytest("chosen", arguments, TOTAL_S, environment)]
    async with AsyncExitStack() as stack:
        january = None
        try:
            results = []
            for phase in PHASES:
                if phase == MEANWHILE:
                    january = asyncio.create_task(stack.enter_async_context(frozen_january()))
                if january is not None and phase in LIKE_JANUARY:
                    environment = {**environment, **await january}
                results.append(await _run_phase(phase, environment, started))
        finally:
            if january is not None:
                await asyncio.wait([january])
    return results


async def _run_phase(phase: str, environment: Mapping[str, str], started: float) -> Result:
    left_s = TOTAL_S - (read_monotonic_s() - started)
    bound_s = min(BOUNDS_S.get(phase, TOTAL_S), left_s)
    chosen = (*SHORT_FORMS.get(phase, (f"tests/{phase}",)), *IN_PARALLEL.get(phase, ()))
    return await _run_shares(phase, SHARES.get(phase, (chosen,)), bound_s, environment)


async def _run_shares(
    phase: str, shares: Sequence[Sequence[str]], bound_s: float, environment: Mapping[str, str]
) -> Result:
    """Run one pytest for each share at the same time; together they end as the worst of them."""
    names = [phase] if len(shares) == 1 else [f"{phase}-{number}" for number, _ in enumerate(shares, 1)]
    runs = (_run_pytest(name, share, bound_s, environment) for name, share in zip(names, shares, strict=True))
    ended = await asyncio.gather(*runs)
    return Result(
        passed=sum(each.passed for each in ended),
        failed=sum(each.failed for each in ended),
        seconds=max(each.seconds for each in ended),
        ok=all(each.ok for each in ended),
    )


async def _run_pytest(phase: str, arguments: Sequence[str], bound_s: float, environment: Mapping[str, str]) -> Result:
    """Run one pytest; beyond `bound_s` seconds it is ended and has failed."""
    say(f"--- {phase}")
    report = make_folder(local_folder() / "reports", current_identity()) / f"{phase}.xml"
    report.unlink(missing_ok=True)
    started = read_monotonic_s()
    command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={report}"]
    prefix = privilege_words(current_identity(), signal.SIGKILL)
    process = await asyncio.create_subprocess_exec(*prefix, *command, env=dict(environment), cwd=CHECKOUT)
    code = await wait_within(process, bound_s)
    seconds = read_monotonic_s() - started
    if code is None:
        say_problem(f"{phase}: not done within its bound of {bound_s:.0f} s.")
    passed, failed = read_counts(report)
    say_stage(phase, seconds, f"{passed} passed, {failed} failed")
    return Result(passed, failed, seconds, ok=code == 0)


async def wait_within(process: asyncio.subprocess.Process, bound_s: float) -> int | None:
    """Return the exit code, or None when the bound passed; the process is gone in every case."""
    try:
        async with asyncio.timeout(max(bound_s, 0)):
            return await process.wait()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(20):
                    await process.wait()
        if process.returncode is None:
            process.kill()


def read_counts(report: Path) -> tuple[int, int]:
    """Return how many tests passed and failed by pytest's JUnit file; zeros when there is none."""
    if not report.is_file():
        return 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest has just written it
    counts = [{key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    failed = sum(count["failures"] + count["errors"] for count in counts)
    return sum(count["tests"] - count["skipped"] for count in counts) - failed, failed
