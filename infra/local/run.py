"""The commands run, services, down and reset."""

from __future__ import annotations

import asyncio
import os
import sys

from infra.clock import read_monotonic_s
from infra.local import docker
from infra.local.control import controlled
from infra.local.errors import SetupError
from infra.local.lock import held_lock, stop_holder
from infra.local.places import LOCAL, is_ours, local_folder, remove_ours, shared_root
from infra.local.ports import LOOPBACK, is_free
from infra.local.processes import end_marked
from infra.local.report import say, say_problem, say_stage
from infra.local.services import Options, Services, found_services, make_instance_marker
from infra.local.system import System, SystemOptions, name_throwaway, remove_stale, running_system

DEFAULT_PORT = 8_080
MOST_REPLICAS = 4
"""Of each role: their pools then take at most 220 of PostgreSQL's 300 connections."""
ACCOUNT = "operator"
"""The coordinating office, which sees every directive."""
WHOLE, NONE = "whole", "none"
"""What SAMPLE may be."""
RUN = "run"
"""Name of the one instance that is kept."""


async def run_system() -> int:
    """Run the system in the foreground until a signal comes or a role dies; return the exit code.

    With the sample, unless SAMPLE is `none`: then a new installation stays empty and runs on the clock of the wall.
    """
    started = read_monotonic_s()
    port, replicas, sample = _read_port(), _read_replicas(), _read_sample()
    with held_lock():
        if not is_free(port):
            raise SetupError(f"Port {port} of {LOOPBACK} is in use: set PORT to another one.")
        options = SystemOptions(
            RUN, keep=True, port=port, sample=sample, documents=sample, replicas=replicas, progress=say_stage
        )
        async with running_system(options) as system, controlled(system.roles, local_folder()):
            _announce(system, read_monotonic_s() - started, sample=sample)
            dead = await system.roles.wait_for_death()
            say_problem(system.roles.describe_death(dead))
    return 1


def _read_port() -> int:
    text = os.environ.get("PORT", "") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise SetupError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _read_replicas() -> int:
    text = os.environ.get("REPLICAS", "") or "1"
    if not text.isdigit() or not 1 <= int(text) <= MOST_REPLICAS:
        raise SetupError(f"REPLICAS is {text!r}; it must be a number from 1 to {MOST_REPLICAS}.")
    return int(text)


def _read_sample() -> bool:
    text = os.environ.get("SAMPLE", "") or WHOLE
    if text not in {WHOLE, NONE}:
        raise SetupError(f"SAMPLE is {text!r}; it may be {WHOLE} or {NONE}.")
    return text == WHOLE


def _announce(system: System, seconds: float, *, sample: bool) -> None:
    if system.plan.services.management_url is None:
        say_problem("Warning: without RABBITMQ_MANAGEMENT_URL one RabbitMQ login serves all roles.")
    logins = os.path.relpath(system.logins_file)
    say(f"\nHwanryu is ready after {seconds:.1f} s:  {'  '.join(system.base_urls)}")
    if sample:
        say("Open it and choose who you are: mayor, coordinating office, department, auditor, administrator.")
    say(f"Accounts with their passwords:  {logins}")
    say("One request as the coordinating office:")
    say(f"  {make_curl_line(system.base_url, logins)}")
    say("Ctrl-C ends everything.")


def make_curl_line(base_url: str, logins: str) -> str:
    """Return a shell line that takes a token with the operator's account of the file `logins` and lists directives."""
    read = f'json.load(open("{logins}"))["{ACCOUNT}"]["password"]'
    body = f"""import json; print(json.dumps({{"user": "{ACCOUNT}", "password": {read}}}))"""
    ask = f"curl -s {base_url}/v1/token -H 'Content-Type: application/json' -d @-"
    token = f"{os.path.relpath(sys.executable)} -c '{body}' | {ask} | cut -d'\"' -f4"
    return f'TOKEN=$({token}); curl -s {base_url}/v1/directives -H "Authorization: Bearer $TOKEN"'


async def hold_services() -> int:
    """Start both services in the foreground with throw-away data, print their URLs, and wait for a signal."""
    await remove_stale()
    async with found_services(Options(name_throwaway("services"), progress=say_stage)) as services:
        for name, value in list_variables(services).items():
            say(f"export {name}={value}")
        await asyncio.get_running_loop().create_future()
    return 0


def list_variables(services: Services) -> dict[str, str]:
    """Return the environment that hands `services` to tests."""
    urls = {"POSTGRES_URL": services.postgres_url, "RABBITMQ_URL": services.rabbitmq_url}
    return urls | ({"RABBITMQ_MANAGEMENT_URL": services.management_url} if services.management_url else {})


async def stop_system() -> int:
    """End the system that runs from this checkout."""
    say("Stopped." if await stop_holder() else "Nothing was running.")
    return 0


async def reset_data() -> int:
    """Remove all data of this checkout: only folders and volumes with our own marker."""
    if is_ours(LOCAL) or LOCAL.is_dir():
        with held_lock():
            await end_marked(make_instance_marker(RUN))
            await remove_stale()
    await docker.remove_volumes()
    for folder in (shared_root(), LOCAL):
        if remove_ours(folder):
            say(f"Removed {folder}")
    return 0
