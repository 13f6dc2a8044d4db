"""10,000 requests over 50 connections while the service is replaced 20 times behind a proxy that follows readiness."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import threading
import time
import unittest

from service import Service

REQUESTS, CONNECTIONS, RESTARTS = 10_000, 50, 20
Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:] if ": " in line)
    return head, await reader.readexactly(int(fields.get("content-length", 0)))


class Backend:
    """One instance as a balancer sees it: asked ten times a second, with idle connections that are used again."""

    def __init__(self, service: Service) -> None:
        self.service, self.is_ready = service, False
        self.idle: list[Pipe] = []
        self.probes = asyncio.create_task(self.follow())

    async def follow(self) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
                writer.write(b"GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                self.is_ready = (await answer(reader))[0].startswith(b"HTTP/1.1 200")
                writer.close()
            except (OSError, asyncio.IncompleteReadError):
                self.is_ready = False
            await asyncio.sleep(0.1)

    async def exchange(self, request: bytes) -> bytes:
        pipe = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.service.port)
        pipe[1].write(request)
        head, body = await answer(pipe[0])
        if b"connection: close" in head.lower():
            pipe[1].close()
        else:
            self.idle.append(pipe)
        return head + body


class Proxy:
    """Takes turns among the ready instances and never tries a request twice."""

    def __init__(self) -> None:
        self.backends: list[Backend] = []
        self.turns = itertools.count()
        self.failures: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                request = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            ready = [backend for backend in self.backends if backend.is_ready]
            try:
                sent = await ready[next(self.turns) % len(ready)].exchange(request)
            except Exception as error:
                self.failures.append(repr(error))
                sent = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
            writer.write(sent)
        writer.close()


async def ready(backend: Backend) -> None:
    for _ in range(300):
        if backend.is_ready:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(backend.service.output())


async def proof(app: str, protocol: str) -> tuple[int, list[int], list[str], list[int]]:
    proxy, codes, ends = Proxy(), [], []
    server = await asyncio.start_server(proxy.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    is_over = False

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        # Until the restarts are over, and at least its share of the requests.
        mine = 0
        while mine < REQUESTS // CONNECTIONS or not is_over:
            writer.write(b"GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            head, _ = await asyncio.wait_for(answer(reader), 30)
            codes.append(int(head.split(b" ", 2)[1]))
            mine += 1
            await asyncio.sleep(0.15)
        writer.close()

    async def replace() -> None:
        service = await asyncio.to_thread(Service(app, protocol, env={"LOG_LEVEL": "WARNING"}).__enter__)
        backend = Backend(service)
        await ready(backend)
        proxy.backends.append(backend)

    async def end(backend: Backend) -> None:
        backend.service.process.send_signal(signal.SIGTERM)
        ends.append(await asyncio.to_thread(backend.service.end))
        proxy.backends.remove(backend)
        backend.probes.cancel()
        backend.service.__exit__()

    await replace()
    clients = [asyncio.create_task(client()) for _ in range(CONNECTIONS)]
    for _ in range(RESTARTS):
        await replace()
        await end(proxy.backends[0])
    is_over = True
    await asyncio.gather(*clients)
    await end(proxy.backends[0])
    server.close()
    return len(codes), codes, proxy.failures, ends


class Restarts(unittest.TestCase):
    def test_no_request_fails(self) -> None:
        for app, protocol in (("asgi_apps:app", "asgi"), ("wsgi_apps:app", "wsgi")):
            with self.subTest(protocol):
                began = time.monotonic()
                count, codes, failures, ends = asyncio.run(proof(app, protocol))
                print(f"{protocol}: {count} requests, {RESTARTS} restarts, {time.monotonic() - began:.0f} s, {len(failures)} failed")
                self.assertGreaterEqual(count, REQUESTS)
                self.assertEqual((failures, set(codes), set(ends)), ([], {200}, {0}))


class LongStream(unittest.TestCase):
    def test_half_a_minute_survives_the_drain_of_a_pod(self) -> None:
        # The image knows Cloud Run's 8 s as its grace; in a pod it takes the pod's.
        with Service("asgi_apps:app", grace=8, env={"KUBERNETES_SERVICE_HOST": "10.0.0.1"}) as s:
            answers: list[tuple[int, str]] = []
            reading = threading.Thread(
                target=lambda: answers.append(s.request("GET", "/stream?count=60&pause=0.5", timeout=60)[:2])
            )
            reading.start()
            time.sleep(1)
            began = time.monotonic()
            s.process.send_signal(signal.SIGTERM)
            self.assertEqual(s.end(45), 0, s.output())
            reading.join()
            self.assertEqual(answers, [(200, "".join(f"{number}\n" for number in range(60)))])
            self.assertGreater(time.monotonic() - began, 25)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    unittest.main(verbosity=2)
