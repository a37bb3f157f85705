"""A role of a few lines, for a nursery: it tells what it was given, then ends as it is told to or waits."""

import os
import signal


def main() -> None:
    """Print the environment's names; exit with CODE, or wait for a signal without one."""
    print(sorted(os.environ), os.getsid(0) == os.getpid(), flush=True)
    if "CODE" in os.environ:
        raise SystemExit(int(os.environ["CODE"]))
    signal.pause()
