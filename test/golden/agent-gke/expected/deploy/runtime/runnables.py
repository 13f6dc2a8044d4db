"""Runs LangGraph graphs and LangChain runnables, in a thread where their checkpointer knows no other way."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncGenerator, Mapping
from typing import Any

Config = dict[str, Any]


class Runnable:
    """LangGraph graphs, compiled or not, and LangChain runnables."""

    def __init__(self, target: Any) -> None:
        self.target = target.compile() if not hasattr(target, "ainvoke") else target
        self.in_thread = is_synchronous(getattr(self.target, "checkpointer", None))

    def settings(self, thread: str, config: Config) -> Config:
        return {**config, "configurable": {"thread_id": thread, **config.get("configurable", {})}}

    async def invoke(self, given: Any, thread: str, config: Config) -> Any:
        given, settings = messages(given, self.target), self.settings(thread, config)
        if self.in_thread:
            return await asyncio.to_thread(self.target.invoke, given, settings)
        return await self.target.ainvoke(given, settings)

    async def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]:
        given, settings = messages(given, self.target), self.settings(thread, config)
        if not self.in_thread:
            async for update in self.target.astream(given, settings):
                yield update
            return
        updates, over = iter(self.target.stream(given, settings)), object()
        while (update := await asyncio.to_thread(next, updates, over)) is not over:
            yield update


def is_synchronous(saver: Any) -> bool:
    """A saver without an asynchronous half (PostgresSaver), with which a graph cannot run in the loop."""
    if not hasattr(saver, "aget_tuple"):
        return False
    base = importlib.import_module("langgraph.checkpoint.base").BaseCheckpointSaver
    return isinstance(saver, base) and type(saver).aget_tuple is base.aget_tuple


def messages(given: Any, target: Any) -> Any:
    """A bare text becomes the first message where the graph's state has messages."""
    if isinstance(given, str):
        properties: Mapping[str, Any] = {}
        # Some graphs cannot describe themselves; then the text goes in as it is.
        with contextlib.suppress(Exception):
            properties = target.get_input_jsonschema().get("properties", {})
        if "messages" in properties:
            return {"messages": [{"role": "user", "content": given}]}
    return given
