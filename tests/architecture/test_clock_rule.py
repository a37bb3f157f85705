"""Only infra/clock.py reads time or makes ids: ruff's TID251, shown each call that breaks it."""

import json
import subprocess
import sys

import pytest

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


def find_banned(path: str, text: str) -> list[str]:
    """Return the codes with which ruff refuses the text as the file `path`."""
    options = ["--output-format", "json", "--select", "TID251", "--ignore-noqa", "--stdin-filename", path]
    command = [sys.executable, "-m", "ruff", "check", *options, "-"]
    run = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    return [found["code"] for found in json.loads(run.stdout)]


@pytest.mark.parametrize("text", BREAKING)
def test_reading_time_or_making_ids_is_refused(text: str) -> None:
    assert set(find_banned("infra/new.py", text)) == {"TID251"}


def test_the_clock_may_read_time_and_make_ids() -> None:
    assert [found for text in BREAKING for found in find_banned("infra/clock.py", text)] == []


def test_no_file_but_the_clock_reads_time_or_makes_ids() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--ignore-noqa", "."]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
