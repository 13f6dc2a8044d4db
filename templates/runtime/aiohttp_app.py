"""Adds to an aiohttp app what it lacks: liveness, readiness, metrics, JSON for unhandled errors. Everything else passes untouched."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.http import SERVER_SOFTWARE

from deploy_runtime import logs, settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ACCESS = logging.getLogger("aiohttp.access")


class Answer(web.Response):
    """An answer of the wrapper's own, which no metric counts."""

    def __init__(self, status: int, body: bytes, content_type: str) -> None:
        super().__init__(
            status=status, body=body, headers={"Content-Type": content_type, "Cache-Control": "no-store"}
        )


class Wrapper:
    """One middleware outside of the app's own, and one listener after its own that sees each response before it is sent."""

    def __init__(self, app: web.Application) -> None:
        self.started = False
        self.draining = False
        self.in_flight = 0
        self.running: set[asyncio.Task[Any] | None] = set()
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
        app.middlewares.insert(0, self.around)
        app.on_response_prepare.append(self.prepare)

    @web.middleware
    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        logs.request.set(request.raw_headers)
        answer = self.answers.get(request.path)
        if answer and request.method in ("GET", "HEAD") and not is_own(request):
            return await answer(request)
        # A WebSocket is no request in flight, and its errors are not for HTTP.
        is_plain = request.headers.get("Upgrade", "").lower() != "websocket"
        task = asyncio.current_task()
        self.running.add(task)
        self.in_flight += is_plain
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception:
            transport = request.transport
            if not is_plain or transport is None or transport.is_closing() or request.writer.output_size:
                # Nobody is left to answer, or an answer has begun: aiohttp logs it and closes the connection.
                raise
            return self.internal_error(request)
        finally:
            self.in_flight -= is_plain
            self.running.discard(task)

    def end(self) -> None:
        """Cancels what still runs. aiohttp does so as well, but only when the same time has passed twice."""
        for task in self.running:
            if task:
                task.cancel()

    async def live(self, request: web.Request) -> Answer:
        return Answer(200, b'{"status":"live"}', "application/json")

    async def ready(self, request: web.Request) -> Answer:
        if self.draining:
            return Answer(503, b'{"status":"draining"}', "application/json")
        if not self.started:
            return Answer(503, b'{"status":"starting"}', "application/json")
        if not self.checks:
            return Answer(200, b'{"status":"ready"}', "application/json")
        results = await self.checks.run()
        # SIGTERM may have come meanwhile.
        is_up = not self.draining and all(result == "ok" for result in results.values())
        body = json.dumps({"status": "ready" if is_up else "not ready", "checks": results}).encode()
        return Answer(200 if is_up else 503, body, "application/json")

    async def scrape(self, request: web.Request) -> Answer:
        from deploy_runtime import metrics

        if self.metrics:
            self.metrics.active.set(self.in_flight)
        return Answer(200, *metrics.render(request.headers.get("Accept", "")))

    async def prepare(self, request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        if headers.get("Server") == SERVER_SOFTWARE:
            del headers["Server"]
        if "X-Request-Id" in request.headers and (request_id := logs.request_id(request.raw_headers)):
            headers["X-Request-Id"] = request_id
        if self.draining and not isinstance(response, web.WebSocketResponse):
            # Ask clients that keep connections open to come back on another instance.
            headers["Connection"] = "close"
            response.force_close()

    def internal_error(self, request: web.Request) -> web.Response:
        """The same shape as under ASGI; the traceback goes to the log, where the request id leads to it."""
        request_id = logs.request_id(request.raw_headers) or uuid.uuid4().hex
        logs.request.set([(b"x-request-id", request_id.encode()), *request.raw_headers])
        logs.log.exception("Exception in aiohttp application")
        body = {"detail": "Internal Server Error", "request_id": request_id}
        return web.json_response(body, status=500, headers={"X-Request-Id": request_id})


def is_own(request: web.Request) -> bool:
    """Whether the app has this very path: a pattern or folder that would take any path is no route for it."""
    return request.match_info.http_exception is None and canonical(request) == request.path


def canonical(request: web.BaseRequest) -> str | None:
    """The path of the resource that matched as it was declared, such as `/items/{item}`; None where none did."""
    match = None
    # A head that cannot be read has none, nor has a request whose router raised.
    with contextlib.suppress(AttributeError, AssertionError):
        match = request.match_info  # type: ignore[attr-defined]
    return getattr(getattr(getattr(match, "route", None), "resource", None), "canonical", None)


def access_log(wrapper: Wrapper) -> type[AbstractAccessLogger]:
    """What aiohttp tells of each response that it has sent, in a line as uvicorn writes it and in the metrics."""
    metrics = wrapper.metrics

    class Access(AbstractAccessLogger):
        def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
            is_counted = not isinstance(response, (Answer, web.WebSocketResponse))
            if metrics and is_counted:
                metrics.observe(request.method, canonical(request) or "unmatched", response.status, time)
            version = f"{request.version.major}.{request.version.minor}"
            given: tuple[Any, ...] = (request.remote, request.method, request.path_qs, version, response.status)
            self.logger.info('%s - "%s %s HTTP/%s" %d', *given)

    return Access
