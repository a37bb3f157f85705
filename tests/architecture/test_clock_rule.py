"""Only infra/clock.py reads time or makes ids: ruff's TID251, shown each call that breaks it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from textwrap import indent

from tests.architecture.sources import ROOT

BREAKING = [
    "import datetime\nx = datetime.datetime.now(datetime.UTC)\n",
    "from datetime import UTC, datetime\nx = datetime.now(UTC)\n",
    "from datetime import UTC, datetime as d\nx = d.now(UTC)\n",
    "from datetime import datetime\nx = datetime.utcnow()\n",
    "from datetime import datetime\nx = datetime.today()\n",
    "from datetime import date\nx = date.today()\n",
    "import time\nx = time.time()\n",
    "import time\nx = time.time_ns()\n",
    "from time import monotonic\nx = monotonic()\n",
    "import time\nx = time.monotonic_ns()\n",
    "import time\nx = time.perf_counter()\n",
    "import time\nx = time.perf_counter_ns()\n",
    "import time\nx = time.localtime()\n",
    "import time\nx = time.gmtime()\n",
    "import uuid\nx = uuid.uuid4()\n",
    "from uuid import uuid1\nx = uuid1()\n",
    "import uuid_utils\nx = uuid_utils.uuid7()\n",
    "from uuid_utils.compat import uuid7\nx = uuid7()\n",
    "import random\nx = random.random()\n",
    "from random import shuffle\n",
]


def find_banned(path: str, text: str) -> list[tuple[str, int]]:
    """Return the codes with which ruff refuses the text as the file `path`, and in which lines."""
    options = ["--output-format", "json", "--select", "TID251", "--ignore-noqa", "--stdin-filename", path]
    command = [sys.executable, "-m", "ruff", "check", *options, "-"]
    run = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    return [(found["code"], found["location"]["row"]) for found in json.loads(run.stdout)]


def wrap(texts: Sequence[str]) -> str:
    """Return one file with a function of each text, from the lines 10, 20, 30 and so on."""
    functions = [f"def f():\n{indent(text, '    ')}" for text in texts]
    return "\n" * 9 + "".join(text + "\n" * (10 - text.count("\n")) for text in functions)


def test_reading_time_or_making_ids_is_refused() -> None:
    banned = find_banned("infra/new.py", wrap(BREAKING))
    assert {code for code, _ in banned} == {"TID251"}
    seen = {row // 10 for _, row in banned}
    assert [text for number, text in enumerate(BREAKING, 1) if number not in seen] == []


def test_what_reads_no_time_is_not_refused() -> None:
    """Each function is judged by itself: the rule finds what breaks it in its own lines."""
    harmless = "from datetime import UTC, datetime\nx = datetime(2024, 1, 1, tzinfo=UTC)\n"
    assert {row // 10 for _, row in find_banned("infra/new.py", wrap([harmless, BREAKING[0], harmless]))} == {2}


def test_the_clock_may_read_time_and_make_ids() -> None:
    assert find_banned("infra/clock.py", wrap(BREAKING)) == []


def test_no_file_but_the_clock_reads_time_or_makes_ids() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--ignore-noqa", "."]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
