"""Adds to an ASGI app what it lacks: liveness, readiness, metrics, JSON for unhandled errors. Everything else passes untouched."""

from __future__ import annotations

import json
import re
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

REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/=+-]{1,128}")
# What Starlette sends before it raises again; an answer that the service wrote itself reads differently and is left alone.
PLAIN_ERROR = b"Internal Server Error"


class Wrapper:
    def __init__(self, app: App) -> None:
        self.app = app
        self.started = False
        self.draining = False
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
        if scope["type"] == "http":
            answer = self.answers.get(scope["path"])
            if answer and scope["method"] in ("GET", "HEAD"):
                await respond(send, *await answer(scope))
            else:
                await self.http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
        else:
            logs.request.set(scope)
            await self.app(scope, receive, send)

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

        return 200, *metrics.render(logs.header(scope, "accept") or "")

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

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        logs.request.set(scope)
        began = time.perf_counter()
        exchange = Exchange(send, self.extra_headers(scope))
        if self.metrics:
            self.metrics.active.inc()
        try:
            await self.app(scope, receive, exchange.send)
            if exchange.held:
                await exchange.release()
        except Exception:
            if exchange.held or not exchange.status:
                exchange.status = 500
                await self.internal_error(scope, send)
            raise
        finally:
            if self.metrics:
                self.metrics.active.dec()
                # No status: the client went away before there was an answer.
                status, seconds = exchange.status or 499, time.perf_counter() - began
                self.metrics.observe(scope["method"], self.route_of(scope), status, seconds)

    def extra_headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        extra = []
        for key, value in scope["headers"]:
            if key == b"x-request-id" and REQUEST_ID.fullmatch(value):
                scope[logs.REQUEST_ID] = value.decode()
                extra.append((key, value))
                break
        if self.draining and scope.get("http_version", "1.1") < "2":
            # Ask clients that keep connections open to come back on another instance.
            extra.append((b"connection", b"close"))
        return extra

    async def internal_error(self, scope: Scope, send: Send) -> None:
        """The shape of FastAPI's HTTPException; the traceback goes to the log, where the request id leads to it."""
        request_id = scope.setdefault(logs.REQUEST_ID, uuid.uuid4().hex)
        body = json.dumps({"detail": "Internal Server Error", "request_id": request_id}).encode()
        await respond(send, 500, body, "application/json", [(b"x-request-id", request_id.encode())])


class Exchange:
    """One response on its way out: keeps its status, and holds Starlette's bare 500 until it is known whether it raises."""

    __slots__ = ("client", "extra", "held", "status")

    def __init__(self, client: Send, extra: list[tuple[bytes, bytes]]) -> None:
        self.client = client
        self.extra = extra
        self.held: list[Message] = []
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.extra:
                names = {key for key, _ in self.extra}
                kept = [(key, value) for key, value in message.get("headers", ()) if key.lower() not in names]
                message = {**message, "headers": [*kept, *self.extra]}
            if self.status == 500:
                self.held.append(message)
                return
        elif self.held:
            if message.get("body") == PLAIN_ERROR and not message.get("more_body") and len(self.held) == 1:
                self.held.append(message)
                return
            await self.release()
        await self.client(message)

    async def release(self) -> None:
        held, self.held = self.held, []
        for message in held:
            await self.client(message)


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
