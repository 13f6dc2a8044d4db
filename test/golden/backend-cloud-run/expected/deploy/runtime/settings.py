"""What this service needs from its launcher. Rendered from the deployment model; the other files here are the same everywhere."""

from __future__ import annotations

import os

PROTOCOL = "asgi"
APP = "orders.api:app"
AGENT = ""
SERVICE = "orders"

# Answered by the wrapper, because the app has no route of its own for it. None: the app answers, or nobody does.
LIVE: str | None = None
READY: str | None = "/health/ready"
METRICS: str | None = "/metrics"

# What readiness asks: name, kind, and the variables that hold its address, a URL or host and port. Liveness asks nobody.
CHECKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("database", "postgres", ("DATABASE_URL",)),
)
# Neighbours that the code looks for where nobody names another: one of several providers, which need not be there.
FALLBACKS: dict[str, str] = {}
# Alembic's configuration, and the folder of its revisions, where readiness asks for them.
MIGRATIONS = ("", "")
# Below the time limit of the platform's probe.
CHECK_SECONDS = 1.5

# Asked every few seconds by the platform: not worth a line in the log.
QUIET = frozenset({"/internal/alive", "/health/ready", "/metrics"})

DEFAULT_PORT = 8093

# Variables of the platform that the service's own settings would take for something else, such as a database's port.
HIDDEN: tuple[str, ...] = ()

# From SIGTERM to the end, in seconds. Readiness is false during the first DRAIN_LEAD_SECONDS while connections are still
# taken, so that a load balancer can turn away before one is refused.
GRACE_SECONDS = 8
DRAIN_LEAD_SECONDS = 1.0

# Google's load balancers reuse an idle connection for 600 s; a server that closes it first answers some requests with 502.
KEEP_ALIVE_SECONDS = 620
BACKLOG = 2048
# Threads of one gunicorn worker.
THREADS = 32
# Longest request: gunicorn is never to kill a worker that is still answering.
REQUEST_SECONDS = 60

TEXT_LOGS = os.environ.get("LOG_FORMAT", "json").lower() == "text"
LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO").upper()
