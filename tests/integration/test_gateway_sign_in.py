"""Guesses at once: five failures lock, whoever stands in the queue; a login that nobody has answers the same."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256

import asyncpg
import pytest
import pytest_asyncio

from contracts.values import Role
from gateway import auth
from gateway.auth import FAILURES, LOCK, Accounts, Passwords, Principal, SignInRefused, Strangers
from infra.clock import read_now
from tests.integration.databases import Database
from tests.integration.waiting import eventually

OPERATOR = Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자")
PASSWORD = "바른 비밀번호"
KEY = "k" * 32


class PlainPasswords(Passwords):
    """Passwords that cost nothing, so that forty guesses take a moment; every one waits until `begins`."""

    def __init__(self) -> None:
        super().__init__()
        self.begins = asyncio.Event()
        self.asked = asyncio.Event()

    async def make(self, password: str) -> str:
        return password

    async def check(self, password: str, password_hash: str | None) -> bool:
        self.asked.set()
        await self.begins.wait()
        return password == password_hash


@pytest_asyncio.fixture
async def pool(gateway_database: Database) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(gateway_database.as_role("hwanryu_gateway"), min_size=1, max_size=5) as made:
        yield made


async def sign_in(accounts: Accounts, password: str, user: str = "operator") -> Principal | SignInRefused:
    try:
        return await accounts.sign_in(user, password)
    except SignInRefused as refusal:
        return refusal


async def test_the_right_password_among_forty_guesses_at_once_does_not_pass(pool: asyncpg.Pool) -> None:
    """All forty-one have read the open account; only five failures are counted, and the lock stays."""
    passwords = PlainPasswords()
    accounts = Accounts(pool, passwords, KEY)
    await accounts.put(OPERATOR, PASSWORD)
    guesses = [asyncio.create_task(sign_in(accounts, f"wrong {n}")) for n in range(40)]
    late = asyncio.create_task(wait_and_open(accounts, passwords, pool))
    answers = await asyncio.gather(*guesses)
    assert all(isinstance(each, SignInRefused) for each in [*answers, await late])
    assert sum(isinstance(each, SignInRefused) and each.locked_until is None for each in answers) == FAILURES - 1
    assert await pool.fetchval("SELECT locked_until FROM accounts") > read_now()
    assert await pool.fetchval("SELECT failures FROM accounts") == 0
    assert isinstance(await sign_in(accounts, PASSWORD), SignInRefused)


async def wait_and_open(accounts: Accounts, passwords: PlainPasswords, pool: asyncpg.Pool) -> Principal | SignInRefused:
    """Sign in with the right password, which was checked while the account was open and is told once it is locked."""
    own = PlainPasswords()
    trying = asyncio.create_task(sign_in(Accounts(pool, own, KEY), PASSWORD))
    async with asyncio.timeout(10):
        await own.asked.wait()
    passwords.begins.set()
    await eventually(lambda: pool.fetchval("SELECT locked_until FROM accounts"))
    own.begins.set()
    return await trying


async def test_a_password_that_was_replaced_meanwhile_does_not_pass(pool: asyncpg.Pool) -> None:
    passwords = PlainPasswords()
    accounts = Accounts(pool, passwords, KEY)
    await accounts.put(OPERATOR, PASSWORD)
    trying = asyncio.create_task(sign_in(accounts, PASSWORD))
    async with asyncio.timeout(10):
        await passwords.asked.wait()
    await accounts.put(OPERATOR, "another")
    passwords.begins.set()
    assert isinstance(await trying, SignInRefused)


async def test_a_lock_does_not_tell_which_logins_exist(pool: asyncpg.Pool) -> None:
    passwords = PlainPasswords()
    passwords.begins.set()
    accounts = Accounts(pool, passwords, KEY)
    await accounts.put(OPERATOR, PASSWORD)
    locks = {}
    for user in ("operator", "nobody"):
        refusals = [await sign_in(accounts, "wrong", user) for _ in range(FAILURES + 2)]
        locks[user] = [isinstance(each, SignInRefused) and each.locked_until is not None for each in refusals]
    assert locks["nobody"] == locks["operator"] == [False] * (FAILURES - 1) + [True] * 3


async def test_a_strangers_lock_ends_like_an_accounts(pool: asyncpg.Pool) -> None:
    strangers, now = Strangers(pool, KEY), read_now()
    locked = [await strangers.count("nobody", now) for _ in range(FAILURES + 1)]
    assert locked == [None] * (FAILURES - 1) + [now + LOCK] * 2
    assert await strangers.count("nobody", now + LOCK) is None


async def test_two_gateways_count_a_stranger_together(pool: asyncpg.Pool) -> None:
    now = read_now()
    counted = [await Strangers(pool, KEY).count("nobody", now) for _ in range(FAILURES)]
    assert counted == [None] * (FAILURES - 1) + [now + LOCK]


async def test_strangers_do_not_fill_the_table(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest are kept; a login is not readable in it, nor guessable without the key."""
    monkeypatch.setattr(auth, "STRANGERS", 3)
    strangers, now = Strangers(pool, KEY), read_now()
    for n in range(10):
        await strangers.count(f"nobody {n}", now + timedelta(seconds=n))
    rows = await pool.fetch("SELECT tried_at, login_hash FROM strangers ORDER BY tried_at")
    assert [row["tried_at"] for row in rows] == [now + timedelta(seconds=n) for n in (7, 8, 9)]
    assert sha256(b"nobody 9").digest() not in {row["login_hash"] for row in rows}


async def test_forty_strangers_at_once_are_counted_one_by_one(pool: asyncpg.Pool) -> None:
    strangers, now = Strangers(pool, KEY), read_now()
    locked = await asyncio.gather(*(strangers.count("nobody", now) for _ in range(40)))
    assert locked.count(None) == FAILURES - 1
