"""What readiness asks before it says yes: each within a time limit, all at once, never more often than CACHE_SECONDS."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import os
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from deploy_runtime import logs, settings

CACHE_SECONDS = 1.0
# What libpq and asyncpg know; SQLAlchemy's own options in the same place would be refused by the server.
OPTIONS = frozenset({"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey"})
# An SSLRequest of PostgreSQL's protocol: every server answers it with one letter, before anybody logs in.
SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))

Results = Mapping[str, str]


def due() -> dict[str, Callable[[], Awaitable[None]]]:
    """The checks whose address is set, by name. What the code falls back to without one is its own business."""
    found: dict[str, Callable[[], Awaitable[None]]] = {}
    for name, kind, variables in settings.CHECKS:
        values = [os.environ.get(variable, "").strip() for variable in variables]
        if not values or not values[0]:
            continue
        ask = postgres if kind == "postgres" else redis
        if "://" in values[0]:
            if values[0].startswith(("postgres", "redis")):
                found[name] = lambda ask=ask, url=values[0]: ask(url)
        else:
            port = next((value for value in values[1:] if value.isdigit()), "5432" if kind == "postgres" else "6379")
            found[name] = lambda kind=kind, host=values[0], port=port: touch(host, int(port), kind)
    return found


async def postgres(url: str) -> None:
    """SELECT 1 through the service's own driver; without one, whether a PostgreSQL server answers at all."""
    scheme, _, rest = url.partition("://")
    plain = plain_url("postgresql://" + rest)
    parts = urlsplit(plain)
    driver = driver_of(scheme.partition("+")[2])
    if driver is None:
        await touch(parts.hostname or "localhost", parts.port or 5432, "postgres")
        return
    module = importlib.import_module(driver)
    try:
        # The asynchronous half of psycopg wants an event loop of its own kind on some platforms; a thread serves everywhere.
        await (query(module, plain) if driver == "asyncpg" else in_thread(select, module, plain))
    except Exception as error:
        # A password that the code has from elsewhere: the server that asks for it is up.
        if parts.password or "password" not in str(error):
            raise


def driver_of(named: str) -> str | None:
    """The driver that the URL names, or the first that the service has installed."""
    known = ("asyncpg", "psycopg", "psycopg2")
    names = (named,) if named in known else () if named else known
    return next((name for name in names if importlib.util.find_spec(name)), None)


def plain_url(url: str) -> str:
    base, _, query = url.partition("?")
    given = [("sslmode" if key == "ssl" else key, value) for key, value in parse_qsl(query)]
    kept = urlencode([(key, value) for key, value in given if key in OPTIONS])
    return f"{base}?{kept}" if kept else base


async def query(driver: Any, url: str) -> None:
    connection = await driver.connect(url, timeout=settings.CHECK_SECONDS)
    try:
        await connection.fetchval("SELECT 1")
        await connection.close()
    finally:
        connection.terminate()


def select(driver: Any, url: str) -> None:
    # libpq takes 2 s as its least; the limit of the check itself is shorter.
    connection = driver.connect(url, connect_timeout=2, tcp_user_timeout=2000)
    try:
        connection.cursor().execute("SELECT 1")
    finally:
        connection.close()


async def redis(url: str) -> None:
    """PING; through the service's own client where the URL holds the password."""
    parts = urlsplit(url)
    if parts.scheme == "redis" and parts.password and has_client():
        client = importlib.import_module("redis.asyncio").from_url(url, socket_timeout=settings.CHECK_SECONDS)
        try:
            await client.ping()
        finally:
            await (client.aclose if hasattr(client, "aclose") else client.close)()
    elif parts.hostname:
        # Which certificates are trusted is written in code: over TLS, that something listens must do.
        await touch(parts.hostname, parts.port or 6379, "redis" if parts.scheme == "redis" else "tcp")


def has_client() -> bool:
    # Before version 4 it had no asynchronous half.
    return bool(importlib.util.find_spec("redis") and importlib.util.find_spec("redis.asyncio"))


async def touch(host: str, port: int, kind: str) -> None:
    """Connects; asks PostgreSQL and Redis for a sign of life that needs no password."""
    reader, writer = await (
        asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        if host.startswith("/")
        else asyncio.open_connection(host, port)
    )
    try:
        if kind != "tcp":
            writer.write(SSL_REQUEST if kind == "postgres" else b"PING\r\n")
            answer = await reader.read(7)
            # Redis with a password says so instead of PONG: it is up.
            if not answer.startswith((b"S", b"N") if kind == "postgres" else (b"+PONG", b"-NOAUTH")):
                raise ConnectionError(f"{host}:{port} is not {kind}")
    finally:
        writer.close()


async def in_thread(call: Callable[..., None], *given: Any) -> None:
    """A thread of its own for each call: the pool's threads belong to the service."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if not done.done():
            done.set_result(None) if error is None else done.set_exception(error)

    def work() -> None:
        try:
            call(*given)
            error = None
        except Exception as raised:
            error = raised
        try:
            loop.call_soon_threadsafe(settle, error)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            return

    threading.Thread(target=work, daemon=True).start()
    await done


class Checks:
    """Results by name, `ok` or the kind of the error. One run serves everybody who asks meanwhile."""

    def __init__(self) -> None:
        self.results: Results = {}
        self.at = float("-inf")
        self.running: asyncio.Task[Results] | None = None
        self.lock = threading.Lock()

    async def run(self) -> Results:
        if time.monotonic() - self.at < CACHE_SECONDS:
            return self.results
        if self.running is None or self.running.done():
            self.running = asyncio.create_task(self.renew())
        # A prober that hangs up must not end the run for the others.
        return await asyncio.shield(self.running)

    def run_in_thread(self) -> Results:
        """The same for a server without a loop."""
        with self.lock:
            if time.monotonic() - self.at >= CACHE_SECONDS:
                asyncio.run(self.renew())
            return self.results

    async def renew(self) -> Results:
        asked = due()
        answers = await asyncio.gather(*(self.one(name, ask) for name, ask in asked.items()))
        self.results, self.at = dict(zip(asked, answers, strict=True)), time.monotonic()
        return self.results

    async def one(self, name: str, ask: Callable[[], Awaitable[None]]) -> str:
        try:
            await asyncio.wait_for(ask(), settings.CHECK_SECONDS)
            answer = "ok"
        except Exception as error:
            # The address, and what a driver says about it, stay inside: the route may be public.
            answer = "timeout" if isinstance(error, (TimeoutError, asyncio.TimeoutError)) else type(error).__name__
        if answer != self.results.get(name, "ok"):
            logs.log.warning("readiness: %s: %s", name, answer)
        return answer
