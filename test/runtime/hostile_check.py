"""Clients that mean harm or are broken, against gunicorn; asgi_check has the same for uvicorn."""

from __future__ import annotations

import contextlib
import http.client
import os
import pathlib
import signal
import socket
import time
import unittest

from service import Service

QUIET = {"LOG_LEVEL": "WARNING"}


def workers(s: Service) -> list[int]:
    return [int(pid) for pid in pathlib.Path(f"/proc/{s.process.pid}/task/{s.process.pid}/children").read_text().split()]


def memory(pid: int) -> int:
    """Resident memory in KiB."""
    return int(pathlib.Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])


class Hostile(unittest.TestCase):
    def test_garbage_and_an_enormous_header_are_refused(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env=QUIET) as s:
            before = workers(s)
            for sent in (
                b"\x00\xff\r\n\r\n",
                b"GET / HTTP/1.1\r\nX: " + b"a" * 500_000 + b"\r\n\r\n",
                b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\n\r\n",
                b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1",
            ):
                with socket.create_connection(("127.0.0.1", s.port)) as client, contextlib.suppress(OSError):
                    client.sendall(sent)
                    client.settimeout(1)
                    self.assertNotIn(b" 200 ", client.recv(200)[:20])
            self.assertEqual(s.get("/")[0], 200)
            self.assertEqual(workers(s), before)

    def test_ten_thousand_paths_make_few_series(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env=QUIET) as s:
            (worker,), before = workers(s), 0
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            for number in range(10_000):
                if number == 1000:
                    before = memory(worker)
                path = f"/p{number}" if number % 2 else f"/items/{number}"
                connection.request("GET" if number % 3 else f"M{number}", path)
                connection.getresponse().read()
            self.assertLess(memory(worker) - before, 10_000, "KiB more after 9,000 other paths")
            time.sleep(0.5)
            text = s.get("/metrics")[1]
            counts = [line for line in text.splitlines() if line.startswith("http_server_request_duration_seconds_count")]
            self.assertLess(len(counts), 12)

    def test_clients_that_never_send_their_head_hold_nobody_up(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env=QUIET) as s, contextlib.ExitStack() as clients:
            for _ in range(200):
                # More than there are threads.
                clients.enter_context(socket.create_connection(("127.0.0.1", s.port)))
            began = time.monotonic()
            self.assertEqual({s.get("/items/1")[0] for _ in range(20)}, {200})
            self.assertEqual(s.get("/health/ready")[0], 200)
            self.assertLess(time.monotonic() - began, 5)

    def test_bodies_that_do_not_come_are_given_up(self) -> None:
        head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
        for path in (b"/items/1", b"/echo"):
            with (
                self.subTest(path),
                Service("wsgi_apps:app", "wsgi", env=QUIET) as s,
                contextlib.ExitStack() as clients,
            ):
                for _ in range(24):
                    client = clients.enter_context(socket.create_connection(("127.0.0.1", s.port)))
                    client.sendall(head % path + b"x")
                # Three rounds of eight threads, each as long as a silence may be.
                began = time.monotonic()
                self.assertEqual(s.request("GET", "/items/1", timeout=60)[0], 200)
                self.assertLess(time.monotonic() - began, 45)
                self.assertEqual(s.get("/health/ready")[0], 200)

    def test_heads_that_do_not_end_are_given_up(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env=QUIET) as s, contextlib.ExitStack() as clients:
            for _ in range(16):
                clients.enter_context(socket.create_connection(("127.0.0.1", s.port))).sendall(b"GET / HT")
            self.assertEqual(s.request("GET", "/items/1", timeout=60)[0], 200)

    def test_a_body_that_comes_slowly_is_taken(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env=QUIET) as s:
            with socket.create_connection(("127.0.0.1", s.port)) as client:
                client.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\n")
                for _ in range(6):
                    time.sleep(2)
                    client.sendall(b"a")
                client.settimeout(10)
                answer = b"".join(iter(lambda: client.recv(4096), b""))
            self.assertIn(b" 200 ", answer[:20])
            self.assertTrue(answer.endswith(b"aaaaaa"), answer)

    def test_one_worker_of_four_is_killed(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env={**QUIET, "WEB_CONCURRENCY": "4"}) as s:
            time.sleep(2)
            for _ in range(40):
                s.get("/items/1")
            time.sleep(0.5)
            before = workers(s)
            self.assertEqual(len(before), 4)
            os.kill(before[0], signal.SIGKILL)
            time.sleep(0.2)
            self.assertEqual({s.get("/items/1")[0] for _ in range(20)}, {200})
            time.sleep(0.5)
            text = s.get("/metrics")[1]
            self.assertIn('route="/items/<item>",status="2xx"} 60.0', text)
            self.assertIn("http_server_active_requests 0.0", text)
            for _ in range(50):
                if len(workers(s)) == 4:
                    break
                time.sleep(0.2)
            self.assertEqual(len(workers(s)), 4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
