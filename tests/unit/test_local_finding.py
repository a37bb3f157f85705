"""The order of the rungs, and the sentences when none can be taken."""

from contextlib import AsyncExitStack

import pytest

from infra.local import services
from infra.local.errors import SetupError, Unavailable
from infra.local.services import Options, found_services


async def refuse(search: services._Search) -> services._Found:
    raise Unavailable("it is a test")


async def accept(search: services._Search) -> services._Found:
    return "url", None, "what was found", None


async def climb(monkeypatch: pytest.MonkeyPatch, forced: str | None = None) -> services._Found:
    if forced is None:
        monkeypatch.delenv("HWANRYU_FIND", raising=False)
    else:
        monkeypatch.setenv("HWANRYU_FIND", forced)
    rungs = {"env": refuse, "docker": refuse, "local": accept, "embedded": accept}
    search = services._begin_search(Options("unit", keep=True), AsyncExitStack())
    return await services._climb("PostgreSQL", rungs, search)


async def test_the_first_rung_that_can_be_taken_is_taken_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await climb(monkeypatch))[2] == "PostgreSQL: what was found (because it is a test, it is a test)"


async def test_a_forced_rung_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await climb(monkeypatch, "embedded"))[2] == "PostgreSQL: what was found (because HWANRYU_FIND is embedded)"
    with pytest.raises(SetupError, match="cannot be had with HWANRYU_FIND=docker: it is a test"):
        await climb(monkeypatch, "docker")


async def test_an_unknown_rung_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match="it may be env, docker, local, embedded"):
        await climb(monkeypatch, "podman")


async def test_without_any_rung_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HWANRYU_FIND", "POSTGRES_URL", "RABBITMQ_URL"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SetupError, match="install the package postgresql, start Docker, or set POSTGRES_URL"):
        async with found_services(Options("unit", keep=True, rungs=("env",))):
            pass
