"""Adds to a WSGI app what it lacks: liveness, readiness, metrics, JSON for unhandled errors. Everything else passes untouched."""

from __future__ import annotations

import json
import mmap
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from deploy_runtime import logs, settings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]


class Draining:
    """One byte that the master writes and every worker sees; made before the workers are forked."""

    def __init__(self) -> None:
        self.byte = mmap.mmap(-1, 1)

    def __bool__(self) -> bool:
        return self.byte[0] == 1

    def begin(self) -> None:
        self.byte[0] = 1


class Wrapper:
    def __init__(self, app: App, draining: Draining) -> None:
        self.app = app
        self.draining = draining
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

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answers.get(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
        if answer and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return respond(start_response, *answer(environ))
        return self.watched(environ, start_response)

    def live(self, environ: Environ) -> tuple[str, bytes, str]:
        return "200 OK", b'{"status":"live"}', "application/json"

    def ready(self, environ: Environ) -> tuple[str, bytes, str]:
        if self.draining:
            return "503 Service Unavailable", b'{"status":"draining"}', "application/json"
        if not self.checks:
            return "200 OK", b'{"status":"ready"}', "application/json"
        results = self.checks.run_in_thread()
        is_up = not self.draining and all(result == "ok" for result in results.values())
        body = json.dumps({"status": "ready" if is_up else "not ready", "checks": results}).encode()
        return "200 OK" if is_up else "503 Service Unavailable", body, "application/json"

    def scrape(self, environ: Environ) -> tuple[str, bytes, str]:
        from deploy_runtime import metrics

        return "200 OK", *metrics.render(environ.get("HTTP_ACCEPT", ""))

    def watched(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        logs.request.set(environ)
        request_id = logs.request_id(environ)
        began = time.perf_counter()
        status = 0
        route = "unmatched"

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status, route
            status = int(line[:3])
            # Here, because Flask forgets the request before the body is over.
            route = route_of(environ) if self.metrics else route
            if request_id:
                headers = [*(h for h in headers if h[0].lower() != "x-request-id"), ("X-Request-Id", request_id)]
            if self.draining:
                headers = [*headers, ("Connection", "close")]
            return start_response(line, headers, exc_info) if exc_info else start_response(line, headers)

        def finish(failed: bool = False) -> None:
            if self.metrics:
                self.metrics.active.dec()
                code = 500 if failed else status or 500
                self.metrics.observe(environ["REQUEST_METHOD"], route, code, time.perf_counter() - began)

        if self.metrics:
            self.metrics.active.inc()
        try:
            body = self.app(environ, start)
        except Exception:
            finish(failed=True)
            logs.log.exception("Exception in WSGI application")
            return internal_error(environ, start_response)
        if isinstance(body, environ.get("wsgi.file_wrapper", ())):
            # The server sends files by itself when it still knows them as such.
            finish()
            return body
        return Body(body, finish)


class Body:
    """The response as the app gives it, telling when it is over."""

    def __init__(self, inner: Iterable[bytes], finish: Callable[[bool], None]) -> None:
        self.inner = inner
        self.finish: Callable[[bool], None] | None = finish

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.inner
        except Exception:
            self.end(failed=True)
            raise

    def end(self, failed: bool = False) -> None:
        finish, self.finish = self.finish, None
        if finish:
            finish(failed)

    def close(self) -> None:
        try:
            close = getattr(self.inner, "close", None)
            if close:
                close()
        finally:
            self.end()


def route_of(environ: Environ) -> str:
    """The rule that matched in Flask or Django; `unmatched` where none did."""
    if (request := environ.get("werkzeug.request")) is not None:
        return getattr(getattr(request, "url_rule", None), "rule", None) or "unmatched"
    from deploy_runtime import metrics

    return metrics.django_route(environ.get("PATH_INFO", "/"))


def respond(start_response: StartResponse, status: str, body: bytes, content_type: str) -> list[bytes]:
    length = str(len(body))
    start_response(status, [("Content-Type", content_type), ("Content-Length", length), ("Cache-Control", "no-store")])
    return [body]


def internal_error(environ: Environ, start_response: StartResponse) -> list[bytes]:
    """The same shape as under ASGI; the traceback goes to the log, where the request id leads to it."""
    request_id = environ["HTTP_X_REQUEST_ID"] = logs.request_id(environ) or uuid.uuid4().hex
    body = json.dumps({"detail": "Internal Server Error", "request_id": request_id}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("X-Request-Id", request_id)]
    start_response("500 Internal Server Error", headers, sys.exc_info())
    return [body]
