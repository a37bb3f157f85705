"""`python -m infra.local COMMAND`: what the Makefile calls; `stop-role NAME`, `start-role NAME` beside `make run`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Sequence

from infra.local.signals import run_until_signal

Main = Callable[[Sequence[str]], Coroutine[None, None, int]]


async def _run(_words: Sequence[str]) -> int:
    from infra.local.run import run_system

    return await run_system()


async def _down(_words: Sequence[str]) -> int:
    from infra.local.run import stop_system

    return await stop_system()


async def _reset(_words: Sequence[str]) -> int:
    from infra.local.run import reset_data

    return await reset_data()


async def _services(_words: Sequence[str]) -> int:
    from infra.local.run import hold_services

    return await hold_services()


async def _test(words: Sequence[str]) -> int:
    from infra.local.testing import run_tests

    return await run_tests(words)


async def _chaos(words: Sequence[str]) -> int:
    from infra.local.testing import run_chaos

    return await run_chaos(words)


async def _stop_role(words: Sequence[str]) -> int:
    from infra.local.control import ask_running_system
    from infra.local.places import local_folder

    return await ask_running_system("stop", words, local_folder())


async def _start_role(words: Sequence[str]) -> int:
    from infra.local.control import ask_running_system
    from infra.local.places import local_folder

    return await ask_running_system("start", words, local_folder())


async def _check(_words: Sequence[str]) -> int:
    from infra.local.checking import run_checks

    return await run_checks()


async def _chromium(_words: Sequence[str]) -> int:
    from infra.local.chromium import find_chromium

    print((await find_chromium()).executable)
    return 0


COMMANDS: dict[str, Main] = {
    "run": _run,
    "down": _down,
    "reset": _reset,
    "services": _services,
    "stop-role": _stop_role,
    "start-role": _start_role,
    "test": _test,
    "chaos": _chaos,
    "check": _check,
    "chromium": _chromium,
}


def main(words: Sequence[str]) -> int:
    """Run the command that `words` name and return its exit code."""
    if not words or words[0] not in COMMANDS or words[1:] in (["-h"], ["--help"]):
        print(f"usage: python -m infra.local {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    return run_until_signal(COMMANDS[words[0]](words[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
