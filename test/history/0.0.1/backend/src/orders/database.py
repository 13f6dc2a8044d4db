import asyncio

import asyncpg

from orders.settings import settings

SCHEMA = """
create table if not exists orders (
    id bigint generated always as identity primary key,
    sku text not null,
    quantity integer not null check (quantity > 0),
    cents bigint not null,
    placed_at timestamptz not null default now()
)
"""


class Database:
    """One pool, opened by the first request that needs it."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                pool = await asyncpg.create_pool(str(settings.database_url), min_size=1, max_size=5, timeout=5)
                await pool.execute(SCHEMA)
                self._pool = pool
        return self._pool

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


database = Database()
