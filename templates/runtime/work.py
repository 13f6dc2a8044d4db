"""Runs a program that takes work from a queue or a clock. On PORT it says whether the program still comes round for work."""

from __future__ import annotations

import http.server
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from deploy_runtime import program, settings
from deploy_runtime.pulse import pulse, watch_rests
from deploy_runtime.queues import WATCHES


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
