"""Runs an ASGI app under uvicorn: one process, or several behind one socket when WEB_CONCURRENCY asks for them."""

from __future__ import annotations

import gc
import inspect
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from deploy_runtime import asgi, logs, settings, workers


class Server(uvicorn.Server):
    """uvicorn, but SIGTERM first turns readiness off, and a drained server ends with 0 instead of by the signal."""

    def __init__(self, config: uvicorn.Config, wrapper: asgi.Wrapper) -> None:
        super().__init__(config)
        self.wrapper = wrapper
        self.stop_at = float("inf")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.wrapper.draining:
            os._exit(128 + sig)
        self.wrapper.draining = True
        self.stop_at = time.monotonic() + settings.DRAIN_LEAD_SECONDS
        # A handler that blocks a thread would keep the process alive past every limit.
        last = threading.Timer(settings.GRACE_SECONDS + 1, os._exit, (1,))
        last.daemon = True
        last.start()

    async def on_tick(self, counter: int) -> bool:
        if time.monotonic() >= self.stop_at:
            self.should_exit = True
        self.wrapper.tick()
        return await super().on_tick(counter)


def run(load: Callable[[], Any], port: int, count: int) -> int:
    """Serves until SIGTERM; the exit code. `load` is called in each worker."""
    sockets = listen(port)
    if count == 1:
        return serve(load, sockets)
    return workers.supervise(count, lambda: serve(load, sockets))


def serve(load: Callable[[], Any], sockets: list[socket.socket]) -> int:
    wrapper = asgi.Wrapper(load())
    options: dict[str, Any] = {
        "interface": "asgi3",
        "proxy_headers": True,
        "forwarded_allow_ips": os.environ.get("FORWARDED_ALLOW_IPS", "*"),
        "server_header": False,
        "access_log": logging.getLogger("uvicorn.access").isEnabledFor(logging.INFO) or settings.TEXT_LOGS,
        "backlog": settings.BACKLOG,
        "timeout_keep_alive": settings.KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": max(1, int(settings.GRACE_SECONDS - settings.DRAIN_LEAD_SECONDS)),
    }
    if not settings.TEXT_LOGS:
        options["log_config"] = None
    # The service's own uvicorn may be older than an option.
    known = inspect.signature(uvicorn.Config).parameters
    config = uvicorn.Config(wrapper, **{name: value for name, value in options.items() if name in known})
    logs.quiet_health()
    server = Server(config, wrapper)
    # What is loaded by now stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    try:
        server.run(sockets=sockets)
    except SystemExit as ended:
        if ended.code in (0, None):
            return 0
    if server.started:
        return 0
    print(f"serve: startup failed: {wrapper.failure or 'see above'}", file=sys.stderr, flush=True)
    return 1


def listen(port: int) -> list[socket.socket]:
    """IPv4, and IPv6 where the machine has it."""
    found = []
    for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        try:
            # asyncio turns Nagle's delay off only on sockets that name their protocol.
            sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind((host, port))
        except OSError as error:
            if family == socket.AF_INET:
                print(f"serve: cannot listen on port {port}: {error.strerror}", file=sys.stderr, flush=True)
                raise SystemExit(1) from None
            continue
        sock.set_inheritable(True)
        found.append(sock)
    return found
