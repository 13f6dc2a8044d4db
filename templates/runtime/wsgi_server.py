"""Runs a WSGI app under gunicorn with threads, made for a read-only root file system and a platform that sends SIGTERM."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from deploy_runtime import logs, settings, wsgi


class JsonLogger(Logger):
    """gunicorn's logger without handlers of its own: lines go to the root logger and come out as JSON."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        if not settings.TEXT_LOGS:
            for logger in (self.error_log, self.access_log):
                logger.handlers.clear()
                logger.propagate = True
        logs.quiet_health()


class Service(BaseApplication):
    def __init__(self, load: Callable[[], Any], port: int, workers: int, draining: wsgi.Draining) -> None:
        self.load_app = load
        self.draining = draining
        memory = "/dev/shm"
        self.options: dict[str, Any] = {
            "bind": [f"0.0.0.0:{port}"],
            "workers": workers,
            "worker_class": "deploy_runtime.wsgi_worker.Worker",
            "threads": settings.THREADS,
            "backlog": settings.BACKLOG,
            "keepalive": settings.KEEP_ALIVE_SECONDS,
            "timeout": settings.REQUEST_SECONDS,
            "graceful_timeout": max(1, int(settings.GRACE_SECONDS - settings.DRAIN_LEAD_SECONDS)),
            # The workers' heartbeat files: never on a disk, and the root file system is read-only.
            "worker_tmp_dir": memory if os.access(memory, os.W_OK) else tempfile.gettempdir(),
            "control_socket_disable": True,
            "forwarded_allow_ips": os.environ.get("FORWARDED_ALLOW_IPS", "*"),
            "when_ready": defer_silent,
            "logger_class": JsonLogger,
            "accesslog": "-",
            "errorlog": "-",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            # The service's own gunicorn may be older than a setting.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        try:
            return wsgi.Wrapper(self.load_app(), self.draining)
        except SystemExit:
            # The code by which the master knows that another try would fail the same way.
            raise SystemExit(Arbiter.WORKER_BOOT_ERROR) from None


def defer_silent(master: Arbiter) -> None:
    """A connection is handed over once it says something: gunicorn would hold a thread for each that stays silent."""
    for listener in master.LISTENERS:
        if hasattr(socket, "TCP_DEFER_ACCEPT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, settings.REQUEST_SECONDS)


class Master(Arbiter):
    def handle_term(self) -> None:
        """Readiness first, then gunicorn's own graceful stop. A second signal ends everything at once."""
        for sig in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sig, self.end_now)
        self.app.draining.begin()
        time.sleep(settings.DRAIN_LEAD_SECONDS)
        super().handle_term()

    handle_int = handle_term

    def end_now(self, sig: int, frame: FrameType | None) -> None:
        self.kill_workers(signal.SIGKILL)
        os._exit(128 + sig)


def run(load: Callable[[], Any], port: int, workers: int) -> int:
    """Serves until SIGTERM; the exit code."""
    master = os.getpid()
    try:
        Master(Service(load, port, workers, wsgi.Draining())).run()
    except SystemExit as ended:
        if os.getpid() != master:
            raise
        # gunicorn has codes of its own for a worker that could not boot; the reason is already printed.
        return 0 if ended.code in (0, None) else 1
    finally:
        sys.stdout.flush()
    return 0
