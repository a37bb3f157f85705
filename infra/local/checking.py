"""The command check: every gate in turn, each with its time; it edits nothing."""

from __future__ import annotations

import asyncio
import sys

from infra.clock import read_monotonic_s
from infra.local.places import CHECKOUT
from infra.local.report import say, say_problem, say_stage

BIN = CHECKOUT / ".venv" / "bin"
PACKAGES = ("contracts", "services", "gateway", "infra", "tests")
CHECKS: dict[str, tuple[str, ...]] = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy", "--strict", *PACKAGES),
    "imports": ("lint-imports",),
    "architecture": ("python", "-m", "pytest", "tests/architecture", "-q", "--numprocesses=2", "--dist=loadgroup"),
    "schemas": ("python", "-m", "contracts.schemas", "--check"),
    "released": ("python", "-m", "infra.local.released"),
    "documents": ("python", "-m", "gateway.documents", "--check"),
    "migrations": ("python", "-m", "infra.local.migrations"),
    "compose": ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
    "dockerfile": ("hadolint", "infra/deploy/docker/Dockerfile"),
    "dependencies": ("deptry", "."),
}


async def run_checks() -> int:
    """Run every check, also after one has failed, and return 0 when all passed."""
    failed = []
    for name, words in CHECKS.items():
        started = read_monotonic_s()
        code = await _run_tool(words)
        say_stage(name, read_monotonic_s() - started, "ok" if code == 0 else "FAILED")
        if code != 0:
            failed.append(name)
    if failed:
        say_problem(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")
        return 1
    say(f"All {len(CHECKS)} checks passed.")
    return 0


async def _run_tool(words: tuple[str, ...]) -> int:
    program = sys.executable if words[0] == "python" else str(BIN / words[0])
    process = await asyncio.create_subprocess_exec(program, *words[1:], cwd=CHECKOUT)
    return await process.wait()
