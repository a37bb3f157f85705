"""Starts many roles' processes on one machine: `python -m infra.nursery MODULE…` imports once and forks each role.

An import is nearly all of a start: 10 s of CPU for the seven modules one by one, 3 s for all of them in one process.
Requests come on stdin and are told on stdout, a JSON object a line (infra/local/nursery.py has the other end):

    {"module": …, "environment": {…}, "log": …}  ->  {"pid": 71}, and once it has ended {"ended": 71, "code": 0}

Nothing runs here before a fork: no thread, no event loop, no connection. It ends with its stdin, and its roles with it.
"""

import ctypes
import gc
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

CODE_OF_FAILURE: Final = 1
PR_SET_PDEATHSIG: Final = 1
PR_SET_NAME: Final = 15
"""prctl(2): what the kernel sends a process whose parent dies, and what it calls it."""
_libc: Final = ctypes.CDLL(None, use_errno=True)


def main(modules: Sequence[str]) -> None:
    """Import the modules, then fork for each request until stdin ends."""
    gc.disable()  # nothing of what is imported could be freed, and what is never looked through stays shared
    for module in modules:
        import_module(module)
    gc.freeze()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            tell_ended()
        if 0 in ready:
            read = os.read(0, 1 << 20)
            if not read:
                return
            *lines, waiting = (waiting + read).split(b"\n")
            for line in lines:
                tell(pid=fork_role(json.loads(line), (woken, wake)))


def tell_ended() -> None:
    """Tell of every role that has ended since."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        tell(ended=pid, code=os.waitstatus_to_exitcode(status))


def tell(**told: int) -> None:
    """Write one line."""
    os.write(1, json.dumps(told).encode() + b"\n")


def fork_role(asked: Mapping[str, Any], own: Sequence[int]) -> int:
    """Return the id of a new process that runs a role's `main`; `own` are this process's open files, not its."""
    nursery = os.getpid()
    if pid := os.fork():
        return pid
    code = CODE_OF_FAILURE
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        settle(asked, own, nursery)
        import_module(asked["module"]).main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else CODE_OF_FAILURE
    except BaseException:  # noqa: BLE001 - process boundary: what is not told here is told nowhere
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def settle(asked: Mapping[str, Any], own: Sequence[int], nursery: int) -> None:
    """Give a new process its session, its environment, its log, and the end that the nursery's end means to it."""
    os.setsid()
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != nursery:
        os._exit(CODE_OF_FAILURE)
    _libc.prctl(PR_SET_NAME, asked["name"].encode()[:15])
    for each in own:
        os.close(each)
    log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv[:] = [asked["module"]]


if __name__ == "__main__":
    main(sys.argv[1:])
