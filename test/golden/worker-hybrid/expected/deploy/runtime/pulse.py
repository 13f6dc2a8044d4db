"""Signs of life of a program that takes work: when it last came round for some, and whether it rests now."""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger("deploy_runtime")

# Longest time between two signs of life, in seconds: a piece of work that blocks the program may take so long. An idle
# rq worker shows life every 405 s. 0 switches it off, for a program that may wait longer for work.
STALL_SECONDS = float(os.environ.get("WORK_STALL_SECONDS") or 600) or float("inf")


class Pulse:
    """When the next sign of life is due. A program that never gave one is taken for alive: nothing is known of it."""

    def __init__(self) -> None:
        self.due = float("inf")
        # Its first sign of life says that it has started.
        self.awaited = False
        self.draining = False
        self.rests = False
        self.asleep: set[asyncio.Task[Any]] = set()

    def beat(self, rest: float = 0) -> None:
        self.due = time.monotonic() + rest + STALL_SECONDS
        self.awaited = False

    @property
    def alive(self) -> bool:
        return time.monotonic() < self.due

    @property
    def idle(self) -> bool:
        """Nothing is under way that an end would cut off."""
        awake = [task for task in asyncio.all_tasks(self.loop) if task not in self.asleep] if self.asleep else []
        return self.rests or (bool(self.asleep) and not awake)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return next(iter(self.asleep)).get_loop()


pulse = Pulse()


def beats_when(owner: Any, name: str) -> None:
    """Each call of a method that a library's own loop makes is a sign of life."""
    method = getattr(owner, name, None)
    if method is None:
        log.warning("no %s in this version of the library: liveness shows only that the process runs", name)
        return
    pulse.awaited = True

    @functools.wraps(method)
    def beating(*args: Any, **options: Any) -> Any:
        pulse.beat()
        return method(*args, **options)

    setattr(owner, name, beating)


def watch_rests() -> None:
    """A loop of the service's own shows life when it rests, and can be ended there without work being cut off."""

    def around(rest: Callable[..., Any]) -> Callable[..., Any]:
        def resting(seconds: float, *args: Any) -> Any:
            # A helper's thread that sleeps says nothing of the loop.
            if threading.current_thread() is not threading.main_thread():
                return rest(seconds, *args)
            pulse.beat(seconds)
            if pulse.draining:
                raise SystemExit(0)
            pulse.rests = True
            try:
                return rest(seconds, *args)
            finally:
                pulse.rests = False
                pulse.beat()

        return resting

    time.sleep = around(time.sleep)
    wait = threading.Event.wait

    def waiting(event: threading.Event, timeout: float | None = None) -> bool:
        # Only the main thread's waits are the loop's own; a library's helpers wait in threads of theirs.
        if threading.current_thread() is not threading.main_thread():
            return wait(event, timeout)
        return bool(around(lambda seconds: wait(event, timeout))(timeout or 0))

    threading.Event.wait = waiting  # type: ignore[method-assign]
    sleep = asyncio.sleep

    async def sleeping(delay: float, *args: Any) -> Any:
        task = asyncio.current_task()
        if task is None or threading.current_thread() is not threading.main_thread():
            return await sleep(delay, *args)
        pulse.beat(delay)
        pulse.asleep.add(task)
        try:
            if pulse.draining and pulse.idle:
                raise SystemExit(0)
            return await sleep(delay, *args)
        finally:
            pulse.asleep.discard(task)

    asyncio.sleep = sleeping  # type: ignore[assignment]
