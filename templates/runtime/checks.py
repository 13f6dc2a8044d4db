"""What readiness asks before it says yes: each within a time limit, all at once, never more often than CACHE_SECONDS."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Set

from deploy_runtime import databases, logs, neighbours, settings

CACHE_SECONDS = 1.0
# What was once there stays: schemas do not go back under a release that runs.
ONCE = frozenset({"alembic", "django", "pgvector"})
URLS: dict[str, tuple[str, Callable[[str], Awaitable[None]]]] = {
    "postgres": ("postgres", databases.postgres),
    "alembic": ("postgres", databases.alembic),
    "pgvector": ("postgres", databases.pgvector),
    "redis": ("redis", neighbours.redis),
    "http": ("http", neighbours.http),
}

Results = Mapping[str, str]
Ask = Callable[[], Awaitable[None]]


def due(settled: Set[str]) -> dict[str, Ask]:
    """The checks whose address is set, by name. What the code falls back to without one is its own business."""
    found: dict[str, Ask] = {}
    for name, kind, variables in settings.CHECKS:
        values = [os.environ.get(variable, "").strip() for variable in variables]
        if not values or not values[0] or values[0] == settings.FALLBACKS.get(variables[0]):
            continue
        if name in settled:
            found[name] = nothing
        elif kind == "django":
            found[name] = databases.django
        elif "://" in values[0]:
            scheme, ask = URLS[kind]
            if values[0].startswith(scheme):
                found[name] = lambda ask=ask, url=values[0]: ask(url)
        elif kind in ("postgres", "redis"):
            port = next((value for value in values[1:] if value.isdigit()), "5432" if kind == "postgres" else "6379")
            found[name] = lambda kind=kind, host=values[0], port=port: neighbours.touch(host, int(port), kind)
    return found


async def nothing() -> None:
    """Answered before."""


class Checks:
    """Results by name, `ok` or the kind of the error. One run serves everybody who asks meanwhile."""

    def __init__(self) -> None:
        self.results: Results = {}
        self.settled: set[str] = set()
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
        asked = due(self.settled)
        answers = await asyncio.gather(*(self.one(name, ask) for name, ask in asked.items()))
        results = dict(zip(asked, answers, strict=True))
        self.settled |= {name for name, kind, _ in settings.CHECKS if kind in ONCE and results.get(name) == "ok"}
        self.results, self.at = results, time.monotonic()
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
