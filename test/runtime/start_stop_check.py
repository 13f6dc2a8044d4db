from __future__ import annotations

import contextlib
import http.client
import os
import pathlib
import signal
import threading
import time
import unittest
from collections.abc import Callable

from service import Service


def samples(text: str, name: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(name)]


def quietly(call: Callable[..., object], *given: object) -> None:
    with contextlib.suppress(Exception):
        call(*given)


class Start(unittest.TestCase):
    def failed(self, app: str, **env: str) -> str:
        with Service(app, wait=False, env=env) as s:
            self.assertEqual(s.end(), 1, s.output())
            return s.output()

    def test_port_must_be_a_number(self) -> None:
        for port in ("abc", "80 80", "0", "70000", "-1"):
            output = self.failed("asgi_apps:app", PORT=port)
            self.assertEqual(output.strip().splitlines(), [f"serve: PORT is {port!r}, not a number from 1 to 65535"])

    def test_import_that_fails(self) -> None:
        output = self.failed("broken_import:app").strip().splitlines()
        self.assertIn("Traceback", output[0])
        self.assertEqual(
            output[-1],
            "serve: cannot load broken_import:app: KeyError: 'DATABASE_URL_THAT_IS_NOT_SET' (broken_import.py:3)",
        )
        self.assertIn("serve: cannot load asgi_apps:nope: AttributeError", self.failed("asgi_apps:nope"))

    def test_lifespan_that_fails(self) -> None:
        for workers in ("1", "2"):
            output = self.failed("asgi_apps:failing", WEB_CONCURRENCY=workers).strip().splitlines()
            self.assertIn("serve: startup failed: ValueError: no database here", output)


class Drain(unittest.TestCase):
    def drained(self, path: str, wanted: str, **options: object) -> Service:
        answers: list[tuple[int, str]] = []
        with Service(options.pop("app", "asgi_apps:app"), **options) as s:
            client = threading.Thread(target=lambda: answers.append(s.get(path)[:2]))
            client.start()
            time.sleep(0.6)
            s.process.send_signal(signal.SIGTERM)
            time.sleep(0.4)
            self.assertEqual(s.get("/health/ready")[0], 503)
            self.assertEqual(s.get("/health/live")[0], 200)
            self.assertEqual(s.end(), 0, s.output())
            client.join()
            self.assertEqual(answers, [(200, wanted)], s.output())
            return s

    def test_request_in_flight_is_answered(self) -> None:
        self.drained("/slow?seconds=3", '"slow"')

    def test_stream_in_flight_ends_whole(self) -> None:
        self.drained("/stream?count=15", "".join(f"{n}\n" for n in range(15)))

    def test_several_workers(self) -> None:
        with Service("asgi_apps:app", env={"WEB_CONCURRENCY": "3"}) as s:
            time.sleep(1)
            for _ in range(30):
                s.get("/items/1")
            before = samples(
                s.get("/metrics")[1], 'http_server_request_duration_seconds_count{method="GET",route="/items/{item}"'
            )
            self.assertEqual([line.split()[-1] for line in before], ["30.0"])
            self.assertEqual(s.stop(), 0, s.output())

    def test_grace_ends_what_does_not(self) -> None:
        began = time.monotonic()
        with Service("asgi_apps:app", grace=2) as s:
            threading.Thread(target=lambda: quietly(s.get, "/slow?seconds=60"), daemon=True).start()
            time.sleep(0.5)
            s.stop()
            self.assertLess(time.monotonic() - began, 8)

    def test_second_signal_ends_at_once(self) -> None:
        for workers in ("1", "2"):
            with self.subTest(workers), Service("asgi_apps:app", grace=30, env={"WEB_CONCURRENCY": workers}) as s:
                time.sleep(0.5)
                threading.Thread(target=lambda: quietly(s.get, "/slow?seconds=60"), daemon=True).start()
                time.sleep(0.5)
                s.process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                began = time.monotonic()
                self.assertEqual(s.stop(), 143)
                self.assertLess(time.monotonic() - began, 1)

    def test_lifespan_shutdown_runs(self) -> None:
        with Service("asgi_apps:app") as s:
            self.assertEqual(s.stop(), 0)
            self.assertIn("lifespan shut down", s.output())


class Workers(unittest.TestCase):
    def test_killed_worker_is_replaced_and_numbers_stay(self) -> None:
        with Service("asgi_apps:app", env={"WEB_CONCURRENCY": "4"}) as s:
            time.sleep(1.5)
            for _ in range(40):
                s.get("/items/1")
            # A request is counted once its answer is out.
            time.sleep(0.5)
            children = pathlib.Path(f"/proc/{s.process.pid}/task/{s.process.pid}/children")
            workers = children.read_text().split()
            self.assertEqual(len(workers), 4)
            os.kill(int(workers[0]), signal.SIGKILL)
            time.sleep(0.2)
            self.assertEqual({s.get("/items/1")[0] for _ in range(20)}, {200})
            time.sleep(0.5)
            text = s.get("/metrics")[1]
            self.assertIn('route="/items/{item}",status="2xx"} 60.0', text)
            self.assertIn("http_server_active_requests 0.0", text)
            time.sleep(2)
            self.assertEqual(len(children.read_text().split()), 4)
            self.assertEqual(s.stop(), 0, s.output())


class Following(unittest.TestCase):
    """A balancer that asks for readiness ten times a second and sends nothing more once it is false."""

    def test_no_request_fails(self) -> None:
        for app, protocol, workers in (
            ("asgi_apps:app", "asgi", "1"),
            ("asgi_apps:app", "asgi", "2"),
            ("wsgi_apps:app", "wsgi", "1"),
        ):
            with self.subTest(f"{protocol} {workers}"), Service(app, protocol, env={"WEB_CONCURRENCY": workers}) as s:
                time.sleep(1)
                turned, failures, answered = threading.Event(), [], []
                clients = [threading.Thread(target=self.send, args=(s, turned, failures, answered)) for _ in range(6)]
                for client in clients:
                    client.start()
                time.sleep(0.5)
                s.process.send_signal(signal.SIGTERM)
                for _ in range(30):
                    if s.get("/health/ready")[0] == 503:
                        break
                    time.sleep(0.1)
                turned.set()
                for client in clients:
                    client.join()
                self.assertEqual(s.end(), 0)
                self.assertEqual(failures, [])
                self.assertGreater(len(answered), 50)

    def send(self, s: Service, turned: threading.Event, failures: list[str], answered: list[int]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", s.port, timeout=10)
        while not turned.is_set():
            try:
                connection.request("GET", "/items/1")
                response = connection.getresponse()
                response.read()
                answered.append(response.status)
            except (OSError, http.client.HTTPException) as error:
                failures.append(repr(error))
                return
        connection.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
