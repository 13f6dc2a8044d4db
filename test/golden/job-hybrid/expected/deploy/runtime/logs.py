"""One-line JSON logs as Cloud Logging reads them, with the trace of the request. LOG_FORMAT=text switches them off."""

from __future__ import annotations

import contextvars
import json
import logging
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from deploy_runtime import settings

Headers = Sequence[tuple[bytes, bytes]]

# The headers (ASGI, aiohttp) or WSGI environ of the request being answered, looked at only when a line is written. Not
# the ASGI scope: timers of the server outlive a request, and each would keep all that the scope holds.
request: contextvars.ContextVar[Mapping[str, Any] | Headers | None] = contextvars.ContextVar(
    "deploy_runtime_request", default=None
)

log = logging.getLogger("deploy_runtime")

REQUEST_ID = re.compile(r"[A-Za-z0-9._:/=+-]{1,128}")
PROJECT = os.environ.get("GOOGLE_CLOUD_PROJECT") or os.environ.get("GCP_PROJECT")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
CLOUD_TRACE = re.compile(r"([0-9a-fA-F]{32})(?:/([0-9]{1,20}))?(?:;o=([01]))?")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
SEVERITIES = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})


def header(about: Mapping[str, Any] | Headers, name: str) -> str | None:
    if isinstance(about, Mapping):
        return about.get("HTTP_" + name.upper().replace("-", "_"))
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in about if key.lower() == wanted), None)


def request_id(about: Mapping[str, Any] | Headers) -> str | None:
    """The client's own, where it is one that a log can bear."""
    given = header(about, "x-request-id")
    return given if given and REQUEST_ID.fullmatch(given) else None


def trace_fields(about: Mapping[str, Any] | Headers) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if match := TRACEPARENT.fullmatch(header(about, "traceparent") or ""):
        trace, span, sampled = match.group(1), match.group(2), int(match.group(3), 16) & 1 == 1
    elif match := CLOUD_TRACE.fullmatch(header(about, "x-cloud-trace-context") or ""):
        trace, span, sampled = match.group(1), match.group(2) and f"{int(match.group(2)):016x}", match.group(3) == "1"
    else:
        return found
    found["logging.googleapis.com/trace"] = f"projects/{PROJECT}/traces/{trace}" if PROJECT else trace
    if span:
        found["logging.googleapis.com/spanId"] = span
    found["logging.googleapis.com/trace_sampled"] = sampled
    return found


def access(record: logging.LogRecord) -> tuple[str, str, str, int, str] | None:
    """Method, path with query, protocol, status and client of an access line: uvicorn's, gunicorn's, ours for aiohttp."""
    args = record.args
    if record.name in ("uvicorn.access", "aiohttp.access") and isinstance(args, tuple) and len(args) == 5:
        client, method, target, version, status = args
        return str(method), str(target), f"HTTP/{version}", int(str(status)), str(client).rsplit(":", 1)[0]
    if record.name == "gunicorn.access" and isinstance(args, Mapping) and "U" in args:
        target = f"{args['U']}?{args['q']}" if args.get("q") else str(args["U"])
        return str(args["m"]), target, str(args["H"]), int(str(args["s"]).split()[0]), str(args["h"])
    return None


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "severity": record.levelname if record.levelname in SEVERITIES else "DEFAULT",
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "logger": record.name,
        }
        if line := access(record):
            method, target, protocol, status, client = line
            entry["message"] = f"{method} {target} {status}"
            entry["severity"] = "ERROR" if status >= 500 else "INFO"
            entry["httpRequest"] = {
                "requestMethod": method, "requestUrl": target, "protocol": protocol, "status": status, "remoteIp": client,
            }  # fmt: skip
        else:
            entry["message"] = self.message(record)
            entry.update(
                (key, value) for key, value in vars(record).items() if key not in STANDARD and key not in entry
            )
        if (about := request.get()) is not None:
            entry.update(trace_fields(about))
            if found := request_id(about):
                entry["request_id"] = found
        return json.dumps(entry, default=str, ensure_ascii=False)

    def message(self, record: logging.LogRecord) -> str:
        parts = [record.getMessage().rstrip("\n")]
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return "\n".join(part for part in parts if part)


def not_quiet(record: logging.LogRecord) -> bool:
    line = access(record)
    return line is None or line[1].split("?", 1)[0] not in settings.QUIET


def configure() -> None:
    """Root handler with JSON lines. What the service configures later for its own loggers stays in force."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    level = settings.LOG_LEVEL if settings.LOG_LEVEL in SEVERITIES else "INFO"
    logging.basicConfig(level=level, handlers=[handler])
    logging.captureWarnings(True)


def quiet_health() -> None:
    for name in ("uvicorn.access", "gunicorn.access", "aiohttp.access"):
        logging.getLogger(name).addFilter(not_quiet)
