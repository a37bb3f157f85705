"""A Docker engine that answers, and PostgreSQL and RabbitMQ as containers of ours on loopback ports.

Detection is tested; the containers themselves need an engine, which the project's own test machine lacks.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from infra.local.errors import SetupError, Unavailable
from infra.local.management import VHOST, has_vhost, load_definitions
from infra.local.places import CHECKOUT_ID
from infra.local.ports import LOOPBACK, speaks_amqp, speaks_postgres, take_free_port
from infra.local.processes import read_output
from infra.local.waiting import wait_until

LABEL = f"hwanryu.checkout={CHECKOUT_ID}"
POSTGRES_IMAGE = "postgres:18"
RABBITMQ_IMAGE = "rabbitmq:4-management"
ANSWER_S = 5.0
"""Seconds in which an engine must tell its version."""
PULL_S = 900.0
"""Seconds for an image of 300 MB at 330 kB/s."""
WAIT_S = 120.0
"""Seconds for a container to start and answer."""


@dataclass(frozen=True, slots=True)
class Container:
    """What `docker run` is told."""

    name: str
    image: str
    ports: Mapping[int, int]
    """Port inside by loopback port outside."""
    secrets: Mapping[str, str]
    """Environment; handed over by name, so that no value stands on a command line."""
    volume: str | None
    """Folder inside that is kept in a named volume; None when its data are thrown away."""
    arguments: tuple[str, ...] = ()


async def find_engine() -> str:
    """Return the version of the Docker engine that answers.

    Raises:
        Unavailable: there is no client, or no engine answers within 5 s.
    """
    if shutil.which("docker") is None:
        raise Unavailable("there is no Docker client")
    try:
        printed = await _docker("version", "--format", "{{.Server.Version}}", wait_s=ANSWER_S)
    except Unavailable:
        raise Unavailable("no Docker engine answers") from None
    version = printed.strip()
    if not version:
        raise Unavailable("no Docker engine answers")
    return version


async def start_postgres(instance: str, password: str, stack: AsyncExitStack, *, keep: bool) -> str:
    """Start PostgreSQL as a container and return its administrator's URL once it answers.

    Raises:
        SetupError: the image cannot be had or the server does not answer within 120 s.
    """
    port = take_free_port()
    container = Container(
        name=f"{instance}-postgres",
        image=POSTGRES_IMAGE,
        ports={port: 5432},
        secrets={"POSTGRES_PASSWORD": password, "POSTGRES_INITDB_ARGS": "--encoding=UTF8 --locale=C"},
        volume="/var/lib/postgresql" if keep else None,
        arguments=("-c", "max_connections=300", "-c", "jit=off"),
    )
    await _run(container, stack, lambda: speaks_postgres(LOOPBACK, port))
    return f"postgresql://postgres:{password}@{LOOPBACK}:{port}/postgres"


async def start_broker(
    instance: str, definitions: Mapping[str, object], password: str, stack: AsyncExitStack, *, keep: bool
) -> tuple[str, str]:
    """Start RabbitMQ as a container, load `definitions`, and return its AMQP and management URLs.

    Raises:
        SetupError: the image cannot be had or the broker does not answer within 120 s.
    """
    amqp, management = take_free_port(), take_free_port()
    url = f"http://admin:{password}@{LOOPBACK}:{management}"
    container = Container(
        name=f"{instance}-rabbitmq",
        image=RABBITMQ_IMAGE,
        ports={amqp: 5672, management: 15672},
        secrets={
            "RABBITMQ_DEFAULT_USER": "admin",
            "RABBITMQ_DEFAULT_PASS": password,
            "RABBITMQ_DEFAULT_VHOST": VHOST,
            "RABBITMQ_NODENAME": "hwanryu@localhost",  # the data folder is named after the node
        },
        volume="/var/lib/rabbitmq" if keep else None,
    )

    async def answers() -> bool:
        return await speaks_amqp(LOOPBACK, amqp) and await has_vhost(url)

    await _run(container, stack, answers)
    await load_definitions(url, definitions)
    return f"amqp://admin:{password}@{LOOPBACK}:{amqp}/{VHOST}", url


async def _run(container: Container, stack: AsyncExitStack, answers: Callable[[], Awaitable[bool]]) -> None:
    await remove_container(container.name)  # one that a killed run left behind
    stack.push_async_callback(remove_container, container.name)
    try:
        await _pull(container.image)
        await _docker(*_run_words(container), secrets=container.secrets, wait_s=WAIT_S)
    except Unavailable as why:
        raise SetupError(f"{why}; HWANRYU_FIND=local or HWANRYU_FIND=embedded does without Docker.") from why
    if not await wait_until(answers, WAIT_S, every_s=0.2):
        raise SetupError(f"the container {container.name} does not answer: see `docker logs {container.name}`.")


def _run_words(container: Container) -> list[str]:
    published = [word for outside, inside in container.ports.items() for word in _publish_words(outside, inside)]
    volume = [] if container.volume is None else ["--volume", f"{container.name}:{container.volume}"]
    secrets = [word for name in container.secrets for word in ("--env", name)]
    head = ["run", "--detach", "--name", container.name, "--label", LABEL]
    return [*head, *published, *volume, *secrets, container.image, *container.arguments]


def _publish_words(outside: int, inside: int) -> list[str]:
    return ["--publish", f"{LOOPBACK}:{outside}:{inside}"]


async def _pull(image: str) -> None:
    try:
        await _docker("image", "inspect", image, wait_s=ANSWER_S)
    except Unavailable:
        await _docker("pull", "--quiet", image, wait_s=PULL_S)


async def remove_container(name: str) -> None:
    """Remove the container `name` and its nameless volumes; it may be gone already."""
    try:
        await _docker("rm", "--force", "--volumes", name, wait_s=60)
    except Unavailable:
        return


async def remove_volumes() -> None:
    """Remove the named volumes of this checkout; without an engine there is nothing to remove."""
    names = [f"hwanryu-{CHECKOUT_ID}-run-{service}" for service in ("postgres", "rabbitmq")]
    try:
        await find_engine()
        await _docker("volume", "rm", "--force", *names, wait_s=60)
    except Unavailable:
        return


async def _docker(*words: str, wait_s: float, secrets: Mapping[str, str] | None = None) -> str:
    return await read_output(["docker", *words], environment={**os.environ, **(secrets or {})}, wait_s=wait_s)
