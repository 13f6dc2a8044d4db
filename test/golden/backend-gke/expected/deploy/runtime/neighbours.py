"""Whether a neighbour answers: a sign of life that needs no password, or the service's own client where there is one."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from urllib.parse import urlsplit

from deploy_runtime import settings

# An SSLRequest of PostgreSQL's protocol: every server answers it with one letter, before anybody logs in.
SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))
# What a proxy says in place of a server that it cannot reach.
GATEWAY_ERRORS = (b"502", b"503", b"504")


async def redis(url: str) -> None:
    """PING; through the service's own client where the URL holds the password."""
    parts = urlsplit(url)
    if parts.scheme == "redis" and parts.password and has_client():
        client = importlib.import_module("redis.asyncio").from_url(url, socket_timeout=settings.CHECK_SECONDS)
        try:
            await client.ping()
        finally:
            await (client.aclose if hasattr(client, "aclose") else client.close)()
    elif parts.hostname:
        # Which certificates are trusted is written in code: over TLS, that something listens must do.
        await touch(parts.hostname, parts.port or 6379, "redis" if parts.scheme == "redis" else "tcp")


def has_client() -> bool:
    # Before version 4 it had no asynchronous half.
    return bool(importlib.util.find_spec("redis") and importlib.util.find_spec("redis.asyncio"))


async def http(url: str) -> None:
    """Any answer is a sign of life, a refusal for want of a key included. Over TLS, that something listens must do."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        await touch(parts.hostname or "", parts.port or 443, "tcp")
        return
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        path = parts.path.rstrip("/") or "/"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.readexactly(12)
        if not answer.startswith(b"HTTP/1.") or answer[9:12] in GATEWAY_ERRORS:
            raise ConnectionError("no answer of a model")
    finally:
        writer.close()


async def touch(host: str, port: int, kind: str) -> None:
    """Connects; asks PostgreSQL and Redis for a sign of life that needs no password."""
    reader, writer = await (
        asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        if host.startswith("/")
        else asyncio.open_connection(host, port)
    )
    try:
        if kind != "tcp":
            writer.write(SSL_REQUEST if kind == "postgres" else b"PING\r\n")
            answer = await reader.read(7)
            # Redis with a password says so instead of PONG: it is up.
            if not answer.startswith((b"S", b"N") if kind == "postgres" else (b"+PONG", b"-NOAUTH")):
                raise ConnectionError(f"{host}:{port} is not {kind}")
    finally:
        writer.close()
