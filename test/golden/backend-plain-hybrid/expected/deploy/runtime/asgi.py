"""Adds to an ASGI app what it lacks: liveness, readiness, metrics, JSON for unhandled errors. Everything else passes untouched."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from deploy_runtime import logs, settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# What Starlette sends before it raises again; an answer that the service wrote itself reads differently and is left alone.
PLAIN_ERROR = b"Internal Server Error"


class Wrapper:
    def __init__(self, app: App) -> None:
        self.app = app
        self.started = False
        self.draining = False
        self.in_flight = 0
        self.failure: str | None = None
        self.metrics = None
        self.checks = None
        answers = {settings.LIVE: self.live, settings.READY: self.ready, settings.METRICS: self.scrape}
        self.answers = {path: answer for path, answer in answers.items() if path}
        if settings.READY and settings.CHECKS:
            from deploy_runtime import checks

            self.checks = checks.Checks()
        if settings.METRICS:
            from deploy_runtime import metrics

            self.metrics = metrics.Metrics()
            self.route_of = metrics.route_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
            return
        logs.request.set(scope["headers"])
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self.answers.get(scope["path"])
        if answer and scope["method"] in ("GET", "HEAD"):
            await respond(send, *await answer(scope))
            return
        extra = self.extra_headers(scope)
        status = 0
        held: Held | None = None

        def watch(message: Message) -> Awaitable[None]:
            # Every request comes by here: the server's own awaitable is handed on, for one around it would cost.
            nonlocal status, held
            if message["type"] == "http.response.start":
                status = message["status"]
                if extra:
                    message = with_headers(message, extra)
                if status == 500:
                    held = Held(send)
            return held.send(message) if held else send(message)

        began = time.perf_counter()
        self.in_flight += 1
        try:
            await self.app(scope, receive, watch)
            if held:
                await held.release()
        except Exception:
            if not status or (held and held.messages):
                status = 500
                await self.internal_error(scope, send)
            raise
        finally:
            self.in_flight -= 1
            if self.metrics:
                # No status: the client went away before there was an answer.
                seconds = time.perf_counter() - began
                self.metrics.observe(scope["method"], self.route_of(scope), status or 499, seconds)

    async def live(self, scope: Scope) -> tuple[int, bytes, str]:
        return 200, b'{"status":"live"}', "application/json"

    async def ready(self, scope: Scope) -> tuple[int, bytes, str]:
        if self.draining:
            return 503, b'{"status":"draining"}', "application/json"
        if not self.started:
            return 503, b'{"status":"starting"}', "application/json"
        if not self.checks:
            return 200, b'{"status":"ready"}', "application/json"
        results = await self.checks.run()
        # SIGTERM may have come meanwhile.
        is_up = not self.draining and all(result == "ok" for result in results.values())
        body = json.dumps({"status": "ready" if is_up else "not ready", "checks": results})
        return 200 if is_up else 503, body.encode(), "application/json"

    async def scrape(self, scope: Scope) -> tuple[int, bytes, str]:
        from deploy_runtime import metrics

        self.tick()
        return 200, *metrics.render(logs.header(scope["headers"], "accept") or "")

    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self.started = True
            elif message["type"] == "lifespan.startup.failed":
                lines = str(message.get("message", "")).strip().splitlines()
                self.failure = lines[-1] if lines else "lifespan startup failed"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            # An app that does not know lifespan raises or returns at once, and serves all the same.
            self.started = self.started or self.failure is None

    def tick(self) -> None:
        """Publishes the requests in flight. Ten times a second, which costs less than twice for each request."""
        if self.metrics:
            self.metrics.active.set(self.in_flight)

    def extra_headers(self, scope: Scope) -> tuple[tuple[bytes, bytes], ...]:
        extra: tuple[tuple[bytes, bytes], ...] = ()
        for key, value in scope["headers"]:
            if key == b"x-request-id":
                extra = ((key, value),) if logs.request_id([(key, value)]) else ()
                break
        if self.draining and scope.get("http_version", "1.1") < "2":
            # Ask clients that keep connections open to come back on another instance.
            extra = (*extra, (b"connection", b"close"))
        return extra

    async def internal_error(self, scope: Scope, send: Send) -> None:
        """The shape of FastAPI's HTTPException; the traceback goes to the log, where the request id leads to it."""
        request_id = logs.request_id(scope["headers"]) or uuid.uuid4().hex
        logs.request.set([(b"x-request-id", request_id.encode()), *scope["headers"]])
        body = json.dumps({"detail": "Internal Server Error", "request_id": request_id}).encode()
        await respond(send, 500, body, "application/json", [(b"x-request-id", request_id.encode())])


class Held:
    """An answer of status 500: Starlette's bare one is kept back until it is known whether it raises."""

    def __init__(self, client: Send) -> None:
        self.client = client
        self.messages: list[Message] = []

    async def send(self, message: Message) -> None:
        is_bare = message.get("body") == PLAIN_ERROR and not message.get("more_body")
        if message["type"] == "http.response.start" or (is_bare and len(self.messages) == 1):
            self.messages.append(message)
        else:
            await self.release()
            await self.client(message)

    async def release(self) -> None:
        messages, self.messages = self.messages, []
        for message in messages:
            await self.client(message)


def with_headers(message: Message, extra: tuple[tuple[bytes, bytes], ...]) -> Message:
    names = {key for key, _ in extra}
    kept = [(key, value) for key, value in message.get("headers", ()) if key.lower() not in names]
    return {**message, "headers": [*kept, *extra]}


async def respond(
    send: Send, status: int, body: bytes, content_type: str, extra: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *(extra or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
