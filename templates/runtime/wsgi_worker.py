"""gunicorn's worker with threads, which gives up clients that stop sending: each holds a thread for as long as it is awaited."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from deploy_runtime import settings

# Longest silence in the middle of a request.
SILENCE_SECONDS = 10.0
# What a client has to take its last answer before the connection is cut.
LINGER_SECONDS = 1.0


class Patient(socket.socket):
    """A connection whose client has a limited time to send its request; after it, it is as if it had hung up."""

    deadline = 0.0
    given_up = False

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.given_up:
            return b""
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        # What is there already is taken, however late it is.
        self.settimeout(max(0.001, min(SILENCE_SECONDS, self.deadline - time.monotonic())))
        try:
            return super().recv(size, flags)
        except (TimeoutError, socket.timeout):
            self.given_up = True
            return b""
        finally:
            self.settimeout(None)

    def linger(self) -> None:
        """Waits here for the client to hang up: gunicorn would in the thread that takes all new connections."""
        end = time.monotonic() + LINGER_SECONDS
        with contextlib.suppress(OSError):
            self.shutdown(socket.SHUT_WR)
            while not self.given_up and (left := end - time.monotonic()) > 0:
                self.settimeout(left)
                self.given_up = not super().recv(65536)
        self.given_up = True


class Worker(ThreadWorker):
    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, Patient):
            conn.sock = Patient(fileno=conn.sock.detach())
            # Older gunicorns have made the parser by now.
            if (parser := conn.parser) is not None:
                parser.unreader.sock = conn.sock
        conn.sock.deadline = time.monotonic() + settings.REQUEST_SECONDS
        kept = super().handle(conn)
        if not kept:
            conn.sock.linger()
        return kept
