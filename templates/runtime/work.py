"""Runs a program that takes work from a queue or a clock. On PORT it says whether the program still comes round for work."""

from __future__ import annotations

import asyncio
import functools
import http.server
import inspect
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from deploy_runtime import program, settings

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


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.split("?", 1)[0]
        known = path in (settings.LIVE, settings.READY)
        good = pulse.alive and not (path == settings.READY and (pulse.draining or pulse.awaited))
        status = (200 if good else 503) if known else 404
        body = json.dumps({"status": "ok" if status == 200 else "not ready" if known else "not found"}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The platform asks every few seconds: not worth a line in the log."""


def answer_health(port: int) -> None:
    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("0.0.0.0", port), Health)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()


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


def watch_celery() -> None:
    from celery import signals

    if "beat" in sys.argv:
        watch_rests()
    elif "--without-heartbeat" not in sys.argv:
        # Sent every two seconds by the loop that also takes the tasks.
        signals.heartbeat_sent.connect(lambda **_: pulse.beat(), weak=False)
        pulse.awaited = True
    if not settings.TEXT_LOGS:
        # Celery would put its own format over the lines of this container, and a banner before them.
        signals.setup_logging.connect(lambda **_: None, weak=False)
        sys.argv[1:1] = ["--quiet"]


def watch_arq() -> None:
    import arq.cli
    import arq.worker

    beats_when(arq.worker.Worker, "heart_beat")
    if not settings.TEXT_LOGS:
        # Its handler would print each line a second time.
        arq.cli.default_log_config = lambda _: {"version": 1, "disable_existing_loggers": False}


def watch_rq() -> None:
    import rq.worker

    beats_when(rq.worker.Worker, "heartbeat")


def watch_huey() -> None:
    from huey.consumer import Consumer
    from huey.consumer_options import ConsumerConfig

    # Its own choice is to end at once on SIGTERM, which loses what is under way; older versions know no other.
    if "graceful_signal" in inspect.signature(Consumer.__init__).parameters:
        sys.argv[1:1] = ["--graceful-signal", "TERM"]
    if not settings.TEXT_LOGS:
        # Its handlers would print each line a second time.
        ConsumerConfig.setup_logger = lambda *_: None


WATCHES: dict[str, Callable[[], None]] = {"celery": watch_celery, "arq": watch_arq, "rq": watch_rq, "huey": watch_huey}


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


def drain(sig: int, frame: FrameType | None) -> None:
    """The first signal ends the loop at its next rest, or at the end of the grace; a second one at once."""
    if pulse.draining:
        os._exit(128 + sig)
    pulse.draining = True
    if pulse.idle:
        raise SystemExit(0)
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(0))
    signal.setitimer(signal.ITIMER_REAL, settings.GRACE_SECONDS)


def run(port: int, fail: Callable[[str], Any]) -> int:
    """Runs until the program ends; its exit code. `fail` ends the process with a reason."""
    is_script = settings.COMMAND[0] == "python"
    # The first process of a container ignores a signal that nobody handles; libraries put their own in the place of these.
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, drain if is_script else lambda *_: sys.exit(0))
    try:
        start = program.find(settings.COMMAND, fail)
        WATCHES.get(settings.WORK, lambda: None)()
        if is_script:
            watch_rests()
        answer_health(port)
        # The library's own commands drain on SIGTERM themselves.
        return code_of(start())
    except SystemExit as ended:
        return code_of(ended.code)
    finally:
        sys.stdout.flush()


def code_of(ended: Any) -> int:
    if ended is None or ended is True:
        return 0
    return ended if isinstance(ended, int) else 1
