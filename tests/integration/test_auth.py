"""Who asks: locked after five wrong passwords however they come, idle sessions end, forged tokens are refused."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import pytest_asyncio

from contracts.values import Role
from gateway.auth import FAILURES, LOCK, SESSION_LIFE, Accounts, Passwords, Principal, Sessions, SignInRefused
from tests.integration.databases import Database

OPERATOR = Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자")
PASSWORD = "바른 비밀번호"
KEY = "k" * 32


@pytest_asyncio.fixture
async def pool(gateway_database: Database) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(gateway_database.as_role("hwanryu_gateway"), min_size=1, max_size=5) as made:
        yield made


@pytest_asyncio.fixture
async def accounts(pool: asyncpg.Pool) -> Accounts:
    made = Accounts(pool, Passwords(), KEY)
    await made.put(OPERATOR, PASSWORD)
    return made


async def sign_in(accounts: Accounts, password: str, user: str = "operator") -> Principal | SignInRefused:
    try:
        return await accounts.sign_in(user, password)
    except SignInRefused as refusal:
        return refusal


async def let_pass(pool: asyncpg.Pool, time: timedelta) -> None:
    """Make what was written older, as if time had passed."""
    await pool.execute("UPDATE accounts SET locked_until = locked_until - $1::interval", time)
    await pool.execute("UPDATE sessions SET expires_at = expires_at - $1::interval", time)


async def test_the_right_password_tells_who_signs_in(accounts: Accounts) -> None:
    assert await sign_in(accounts, PASSWORD) == OPERATOR


@pytest.mark.usefixtures("accounts")
async def test_the_password_is_not_stored(pool: asyncpg.Pool) -> None:
    stored = await pool.fetchval("SELECT password_hash FROM accounts")
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


@pytest.mark.parametrize("user", ["nobody", "", "a\x00b", "\ud800", "x" * 10_000])
async def test_an_unknown_login_is_refused_like_a_wrong_password(accounts: Accounts, user: str) -> None:
    refusal = await sign_in(accounts, PASSWORD, user)
    assert isinstance(refusal, SignInRefused)
    assert refusal.locked_until is None


async def fail(accounts: Accounts, times: int) -> list[Principal | SignInRefused]:
    return [await sign_in(accounts, f"wrong {n}") for n in range(times)]


async def test_five_failures_lock_for_a_quarter_of_an_hour(accounts: Accounts, pool: asyncpg.Pool) -> None:
    """Then not even the right password opens; after it, it does (decided.md, Accounts)."""
    refusals = await fail(accounts, FAILURES)
    assert [isinstance(each, SignInRefused) and each.locked_until is not None for each in refusals] == [False] * 4 + [
        True
    ]
    refusal = await sign_in(accounts, PASSWORD)
    assert isinstance(refusal, SignInRefused)
    assert refusal.locked_until is not None
    assert timedelta(minutes=14) < refusal.locked_until - datetime.now(UTC) <= LOCK == timedelta(minutes=15)
    await let_pass(pool, LOCK)
    assert await sign_in(accounts, PASSWORD) == OPERATOR


async def test_failures_count_in_a_row(accounts: Accounts) -> None:
    await fail(accounts, FAILURES - 1)
    assert await sign_in(accounts, PASSWORD) == OPERATOR
    await fail(accounts, FAILURES - 1)
    assert await sign_in(accounts, PASSWORD) == OPERATOR


async def test_wrong_passwords_while_locked_neither_open_nor_lock_longer(
    accounts: Accounts, pool: asyncpg.Pool
) -> None:
    await fail(accounts, FAILURES)
    before = await pool.fetchval("SELECT locked_until FROM accounts")
    await fail(accounts, 2)
    assert await pool.fetchval("SELECT locked_until FROM accounts") == before


class SlowPasswords(Passwords):
    """Compute as always, but tell of one password only when a test lets them: its account was read long before."""

    def __init__(self, slow: str) -> None:
        super().__init__()
        self._slow = slow
        self.computed = asyncio.Event()
        self.may_tell = asyncio.Event()

    async def check(self, password: str, password_hash: str | None) -> bool:
        right = await super().check(password, password_hash)
        if password == self._slow:
            self.computed.set()
            await self.may_tell.wait()
        return right


@pytest.mark.parametrize("guess", [PASSWORD, "wrong"])
async def test_guesses_at_once_lock_as_well(accounts: Accounts, pool: asyncpg.Pool, guess: str) -> None:
    """One has read the open account before the fifth failure locks it: it neither passes nor unlocks it again."""
    slow = SlowPasswords(guess)
    guessing = asyncio.create_task(sign_in(Accounts(pool, slow, KEY), guess))
    await slow.computed.wait()
    await fail(accounts, FAILURES)
    slow.may_tell.set()
    assert isinstance(await guessing, SignInRefused)
    assert isinstance(await sign_in(accounts, PASSWORD), SignInRefused)


async def test_a_new_password_replaces_the_old_and_unlocks(accounts: Accounts) -> None:
    await fail(accounts, FAILURES)
    await accounts.put(OPERATOR, "another")
    assert await sign_in(accounts, "another") == OPERATOR
    assert isinstance(await sign_in(accounts, PASSWORD), SignInRefused)


async def test_a_session_is_found_by_its_token_only(accounts: Accounts, pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool)
    session = await sessions.open(await accounts.sign_in("operator", PASSWORD))
    assert await sessions.find(session.token) == session
    assert await sessions.find(session.token[:-1]) is None
    assert await sessions.find("\ud800") is None


async def test_a_stolen_table_opens_no_session(accounts: Accounts, pool: asyncpg.Pool) -> None:
    session = await Sessions(pool).open(await accounts.sign_in("operator", PASSWORD))
    stored = await pool.fetchval("SELECT token_hash FROM sessions")
    assert session.token.encode() not in stored
    assert await Sessions(pool).find(stored.hex()) is None


async def test_a_session_ends_after_half_an_hour_of_nothing(accounts: Accounts, pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool)
    session = await sessions.open(await accounts.sign_in("operator", PASSWORD))
    await let_pass(pool, SESSION_LIFE)
    assert await sessions.find(session.token) is None


async def test_each_use_keeps_a_session_alive(accounts: Accounts, pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool)
    session = await sessions.open(await accounts.sign_in("operator", PASSWORD))
    for _ in range(3):
        await let_pass(pool, SESSION_LIFE - timedelta(minutes=1))
        assert await sessions.find(session.token) == session


async def test_a_session_that_acts_for_another_has_new_forms(accounts: Accounts, pool: asyncpg.Pool) -> None:
    """ORG-12: what was rendered for one is not sent by the other; ending it twice changes nothing more."""
    sessions = Sessions(pool)
    own = await sessions.open(await accounts.sign_in("operator", PASSWORD))
    acting = await sessions.act_for(own, "mayor")
    assert (await sessions.find(own.token), acting.acting_for) == (acting, "mayor")
    ended = await sessions.act_for(acting, None)
    assert len({own.csrf, acting.csrf, ended.csrf}) == 3
    assert await sessions.act_for(acting, None) == ended
    assert await sessions.find(own.token) == ended


@pytest.mark.usefixtures("accounts")
async def test_a_closed_session_is_gone_and_old_ones_are_swept(pool: asyncpg.Pool) -> None:
    sessions = Sessions(pool)
    closed, idle = [await sessions.open(OPERATOR) for _ in range(2)]
    await sessions.close(closed.token)
    assert await sessions.find(closed.token) is None
    await let_pass(pool, SESSION_LIFE)
    await sessions.open(OPERATOR)
    assert await sessions.find(idle.token) is None
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 1
