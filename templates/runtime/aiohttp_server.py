"""Runs an aiohttp app by aiohttp's own runner, in one process: SIGTERM first turns readiness off, then ends what is in flight."""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

from aiohttp import web

from deploy_runtime import aiohttp_app, logs, settings

# What requests in flight have once connections are refused.
FINISH_SECONDS = max(1.0, settings.GRACE_SECONDS - settings.DRAIN_LEAD_SECONDS)


def run(load: Callable[[], Any], port: int, reason_of: Callable[[BaseException], str]) -> int:
    """Serves until SIGTERM; the exit code. `load` gives the app, or a coroutine that makes it."""
    if settings.TEXT_LOGS and not logging.getLogger().handlers:
        logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s: %(message)s")
    logs.quiet_health()
    # Before there is a loop, as `web.run_app(make_app())` has it: a factory may run one of its own.
    return asyncio.run(serve(load(), port, reason_of))


async def serve(made: Any, port: int, reason_of: Callable[[BaseException], str]) -> int:
    stop = Stop()
    try:
        app = await made if inspect.isawaitable(made) else made
        if not isinstance(app, web.Application):
            raise TypeError(f"{settings.APP} is of type {type(app).__name__}, not an aiohttp.web.Application")
        stop.wrapper = aiohttp_app.Wrapper(app)
        runner = web.AppRunner(
            app,
            keepalive_timeout=settings.KEEP_ALIVE_SECONDS,
            access_log=aiohttp_app.ACCESS,
            access_log_class=aiohttp_app.access_log(stop.wrapper),
            **timeout_of(web.BaseRunner),
        )
        await runner.setup()
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        print(f"serve: startup failed: {reason_of(error)}", file=sys.stderr, flush=True)
        return 1
    listens = await listen(runner, port)
    if listens:
        stop.wrapper.started = True
        await stop.asked.wait()
        stop.wrapper.draining = True
        await asyncio.sleep(settings.DRAIN_LEAD_SECONDS)
    ending = asyncio.get_running_loop().call_later(FINISH_SECONDS, stop.wrapper.end)
    try:
        await runner.cleanup()
    except Exception:
        logs.log.exception("Exception while the app was closed")
    ending.cancel()
    return 0 if listens else 1


async def listen(runner: web.AppRunner, port: int) -> bool:
    """IPv4, and IPv6 where the machine has it."""
    for host in ("0.0.0.0", "::"):
        try:
            await web.TCPSite(runner, host, port, backlog=settings.BACKLOG, **timeout_of(web.TCPSite)).start()
        except OSError as error:
            if host == "0.0.0.0":
                reason = os.strerror(error.errno) if error.errno else error
                print(f"serve: cannot listen on port {port}: {reason}", file=sys.stderr, flush=True)
                return False
    return True


def timeout_of(kind: type) -> dict[str, Any]:
    """An option of the runner's since aiohttp 3.9, of the site's before it."""
    takes = web.BaseRunner if "shutdown_timeout" in inspect.signature(web.BaseRunner).parameters else web.TCPSite
    return {"shutdown_timeout": FINISH_SECONDS} if kind is takes else {}


class Stop:
    """The first signal asks for the end and sets its time limit; a second one is the end."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.wrapper: aiohttp_app.Wrapper | None = None
        for sig in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sig, self.ask, sig)

    def ask(self, sig: int) -> None:
        if self.asked.is_set():
            os._exit(128 + sig)
        self.asked.set()
        # A handler that blocks a thread would keep the process alive past every limit.
        last = threading.Timer(settings.GRACE_SECONDS + 1, os._exit, (1,))
        last.daemon = True
        last.start()
