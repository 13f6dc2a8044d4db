"""What readiness wants to know of PostgreSQL: that it answers, and that it holds what this release of the code counts on."""

from __future__ import annotations

import asyncio
import functools
import importlib
import importlib.util
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from deploy_runtime import neighbours, settings

# What libpq and asyncpg know; SQLAlchemy's own options in the same place would be refused by the server.
OPTIONS = frozenset({"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey"})
# A schema of its own, or one for each tenant: wherever the table lies.
VERSIONS = (
    "SELECT quote_ident(nspname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
    "WHERE relname = 'alembic_version' AND relkind = 'r'"
)
VECTOR = "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"

Rows = Sequence[Sequence[Any]]
Result = TypeVar("Result")


class MigrationsPending(Exception):
    """The database is older than the code."""


class ExtensionMissing(Exception):
    """The server has no pgvector."""


async def postgres(url: str) -> None:
    """SELECT 1 through the service's own driver; without one, whether a PostgreSQL server answers at all."""
    if driver_of(url) is None:
        parts = urlsplit(plain_url(url))
        await neighbours.touch(parts.hostname or "localhost", parts.port or 5432, "postgres")
    else:
        await rows(url, "SELECT 1")


async def pgvector(url: str) -> None:
    """Made or to be made: code that creates the extension on its first request must get one."""
    if await rows(url, VECTOR) == []:
        raise ExtensionMissing


async def alembic(url: str) -> None:
    known, heads = await in_thread(revisions)
    schemas = await rows(url, VERSIONS)
    if schemas is None:
        return
    tables = [f"SELECT version_num FROM {row[0]}.alembic_version" for row in schemas]
    at = {row[0] for row in (tables and await rows(url, " UNION ".join(tables))) or ()}
    # A revision that this code does not know is of a newer release, and has this code's behind it: an older release
    # must stay ready beside it, or a roll-out would end in an outage.
    if (at & known) - heads or (at <= known and heads - at):
        raise MigrationsPending


@functools.cache
def revisions() -> tuple[frozenset[str], frozenset[str]]:
    """Every revision of the code, and its heads. Alembic loads each file: once."""
    file, folder = settings.MIGRATIONS
    config = importlib.import_module("alembic.config").Config(file)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    script = importlib.import_module("alembic.script").ScriptDirectory.from_config(config)
    return frozenset(one.revision for one in script.walk_revisions()), frozenset(script.get_heads())


async def django() -> None:
    await in_thread(django_plan)


def django_plan() -> None:
    connection = importlib.import_module("django.db").connection
    try:
        executor = importlib.import_module("django.db.migrations.executor").MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise MigrationsPending
    finally:
        # Of this thread alone: the service's own connections are others.
        connection.close()


async def rows(url: str, sql: str) -> Rows | None:
    """What the service's own driver finds; None where it has none, or its password comes from elsewhere."""
    name = driver_of(url)
    if name is None:
        return None
    plain = plain_url(url)
    driver = importlib.import_module(name)
    try:
        # The asynchronous half of psycopg wants an event loop of its own kind on some platforms; a thread serves everywhere.
        return await (fetch(driver, plain, sql) if name == "asyncpg" else in_thread(lambda: select(driver, plain, sql)))
    except Exception as error:
        # The server that asks for a password is up.
        if urlsplit(plain).password or "password" not in str(error):
            raise
        return None


def driver_of(url: str) -> str | None:
    """The driver that the URL names, or the first that the service has installed."""
    named = url.partition("://")[0].partition("+")[2]
    known = ("asyncpg", "psycopg", "psycopg2")
    names = (named,) if named in known else () if named else known
    return next((name for name in names if importlib.util.find_spec(name)), None)


def plain_url(url: str) -> str:
    base, _, query = url.partition("://")[2].partition("?")
    given = [("sslmode" if key == "ssl" else key, value) for key, value in parse_qsl(query)]
    kept = urlencode([(key, value) for key, value in given if key in OPTIONS])
    return f"postgresql://{base}?{kept}" if kept else f"postgresql://{base}"


async def fetch(driver: Any, url: str, sql: str) -> Rows:
    connection = await driver.connect(url, timeout=settings.CHECK_SECONDS)
    try:
        found: Rows = await connection.fetch(sql)
        await connection.close()
        return found
    finally:
        connection.terminate()


def select(driver: Any, url: str, sql: str) -> Rows:
    # libpq takes 2 s as its least; the limit of the check itself is shorter.
    connection = driver.connect(url, connect_timeout=2, tcp_user_timeout=2000, client_encoding="utf8")
    try:
        cursor = connection.cursor()
        cursor.execute(sql)
        found: Rows = cursor.fetchall()
        return found
    finally:
        connection.close()


async def in_thread(call: Callable[[], Result]) -> Result:
    """A thread of its own for each call: the pool's threads belong to the service."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if not done.done():
            done.set_result(result) if error is None else done.set_exception(error)  # type: ignore[arg-type]

    def work() -> None:
        result: Result | None = None
        error: BaseException | None = None
        try:
            result = call()
        except Exception as raised:
            error = raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            return

    threading.Thread(target=work, daemon=True).start()
    return await done
