"""An HTTP interface for an agent that has none: POST /invoke answers when the agent is done, POST /stream sends its events."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from deploy_runtime import adapters, lifetime, logs, values

# Shorter than the idle limit of any proxy on the way.
HEARTBEAT_SECONDS = 15.0
# Between two looks whether the client is still there.
LOOK_SECONDS = 1.0
STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


class InvokeRequest(BaseModel):
    input: Any = Field(description="What the agent takes: a text, or the state or arguments of its graph.")
    thread_id: str | None = Field(default=None, min_length=1, max_length=256, description="Continues a conversation.")
    config: dict[str, Any] | None = Field(default=None, description="Passed on to the agent's library.")


class InvokeResponse(BaseModel):
    output: Any = Field(description="What the agent gives back, as JSON.")
    thread_id: str = Field(description="Send it again to continue the conversation.")


class ErrorResponse(BaseModel):
    detail: str
    request_id: str = Field(description="Leads to the traceback in the log.")


def create_app(target: Any, library: str, title: str, is_factory: bool) -> FastAPI:
    """A FastAPI app around `target`. `library` is the one that detection named; empty for a plain callable."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with lifetime.opened(target, library, is_factory) as app.state.run:
            yield

    app = FastAPI(title=title, lifespan=lifespan)

    @app.post("/invoke", responses={500: {"model": ErrorResponse, "description": "The agent failed."}})
    async def invoke(request: InvokeRequest, http: Request) -> InvokeResponse:
        """Runs the agent and answers with its result. Stops the agent when the client leaves."""
        thread = request.thread_id or uuid.uuid4().hex
        run: adapters.Adapter = http.app.state.run
        output = await while_connected(http, run.invoke(request.input, thread, request.config or {}))
        return InvokeResponse(output=values.plain(output), thread_id=thread)

    @app.post(
        "/stream",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def stream(request: InvokeRequest, http: Request) -> StreamingResponse:
        """Server-sent events: `start` with the thread id, then each `update`, then `end`, or `error`."""
        thread = request.thread_id or uuid.uuid4().hex
        run: adapters.Adapter = http.app.state.run
        updates = run.stream(request.input, thread, request.config or {})
        return StreamingResponse(events(updates, thread), media_type="text/event-stream", headers=STREAM_HEADERS)

    return app


async def while_connected(http: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """The result of `work`, which is cancelled when nobody waits for it any more."""
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            if await http.is_disconnected():
                raise HTTPException(499, "Client Closed Request")
        return task.result()
    finally:
        task.cancel()


def event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(values.plain(data), default=str)}\n\n"


async def events(updates: AsyncGenerator[Any, None], thread: str) -> AsyncIterator[str]:
    """The updates as events, with a comment whenever nothing came for a while. Stops the agent when the client leaves."""
    queue: asyncio.Queue[str | None] = asyncio.Queue(maxsize=64)

    async def produce() -> None:
        try:
            async with contextlib.aclosing(updates):
                async for update in updates:
                    await queue.put(event("update", update))
            await queue.put(event("end", {"thread_id": thread}))
        except Exception:
            logs.log.exception("The agent failed")
            await queue.put(event("error", {"detail": "Internal Server Error"}))
        await queue.put(None)

    producer = asyncio.create_task(produce())
    try:
        yield event("start", {"thread_id": thread})
        while True:
            try:
                item = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except asyncio.TimeoutError:
                yield ": heartbeat\n\n"
                continue
            if item is None:
                return
            yield item
    finally:
        producer.cancel()
