"""Makes the agent as the service's code says, and keeps open what it stands on until the process ends."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

from deploy_runtime import adapters, runnables

# Between two tries to make a saver's tables: processes that start at once get into each other's way.
PAUSES = (0.5, 1.0, 2.0)
NOBODY = {"configurable": {"thread_id": "", "checkpoint_ns": ""}}


@contextlib.asynccontextmanager
async def opened(target: Any, library: str, is_factory: bool) -> AsyncIterator[adapters.Adapter]:
    """`target` is the agent, or the class or function that makes it: in the loop that will run it, where its pool belongs."""
    kind = adapters.KINDS.get(library, adapters.Call)
    async with contextlib.AsyncExitStack() as stack:
        if is_factory or isinstance(target, type) or (kind is not adapters.Call and inspect.isfunction(target)):
            target = await made(target, stack)
        if kind is adapters.Crew and hasattr(target, "crew"):
            target = target.crew()
        run = kind(target)
        for name in ("checkpointer", "store"):
            if (saver := getattr(getattr(run, "target", None), name, None)) is not None:
                await prepare(saver, stack)
        yield run


async def made(factory: Callable[..., Any], stack: contextlib.AsyncExitStack) -> Any:
    """What a factory gives: the agent, a promise of it, or a context that lasts as long as it is used."""
    # LangGraph's own convention: a factory may take the configuration.
    takes = not isinstance(factory, type) and inspect.signature(factory).parameters
    found = factory({}) if takes else factory()
    if inspect.isawaitable(found):
        found = await found
    if isinstance(found, contextlib.AsyncContextDecorator):
        return await stack.enter_async_context(found)  # type: ignore[arg-type]
    if isinstance(found, contextlib.ContextDecorator):
        return stack.enter_context(found)  # type: ignore[arg-type]
    return found


async def prepare(saver: Any, stack: contextlib.AsyncExitStack) -> None:
    """Opens the saver's pool where the code left that to its host, and makes its tables."""
    pool = getattr(saver, "conn", None)
    if hasattr(pool, "open") and getattr(pool, "closed", False):
        await call(pool.open)
        stack.push_async_callback(call, pool.close)
    if not hasattr(saver, "setup"):
        return
    for pause in (*PAUSES, None):
        try:
            await call(saver.setup)
            return
        except Exception:
            if await has_tables(saver):
                return
            if pause is None:
                raise
            await asyncio.sleep(pause)


async def has_tables(saver: Any) -> bool:
    """A role that may use the tables need not be one that may make them."""
    ask = saver.get_tuple if runnables.is_synchronous(saver) else getattr(saver, "aget_tuple", None)
    if ask is None:
        return False
    try:
        await call(ask, NOBODY)
    except Exception:
        return False
    return True


async def call(function: Callable[..., Any], *given: Any) -> Any:
    """In the loop where it is asynchronous, else in a thread."""
    if inspect.iscoroutinefunction(function):
        return await function(*given)
    return await asyncio.to_thread(function, *given)
