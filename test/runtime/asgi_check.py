from __future__ import annotations

import contextlib
import json
import pathlib
import socket
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


def memory(service: Service) -> int:
    """Resident memory in KiB."""
    status = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


class Routes(unittest.TestCase):
    def test_adds_what_is_missing_and_leaves_the_rest(self) -> None:
        with Service("asgi_apps:app") as s:
            self.assertEqual(s.get("/")[:2], (200, '{"seen":["up"]}'))
            self.assertEqual(s.get("/health/live")[0], 200)
            self.assertEqual(json.loads(s.get("/health/ready")[1]), {"status": "ready"})
            self.assertEqual(s.request("POST", "/health/live")[0], 404)
            self.assertEqual(s.get("/nothing")[0], 404)
            s.get("/items/7")
            s.get("/sub/things/9")
            _, text, headers = s.get("/metrics")
            self.assertIn("text/plain", headers["content-type"])
            self.assertIn('method="GET",route="/items/{item}",status="2xx"', text)
            self.assertIn('route="unmatched",status="4xx"', text)
            self.assertNotIn("/items/7", text)
            self.assertNotIn("server", headers)

    def test_own_routes_are_kept(self) -> None:
        with Service("asgi_apps:with_own", live=None) as s:
            self.assertEqual(s.get("/health/live")[1], '"my live"')
            self.assertEqual(s.get("/health/ready")[0], 200)

    def test_factory_nested_attribute_and_no_lifespan(self) -> None:
        for app in ("asgi_apps:create_app()", "asgi_apps:Holder.app", "asgi_apps:bare"):
            with self.subTest(app), Service(app) as s:
                self.assertEqual(s.get("/")[0], 200)
                self.assertEqual(s.get("/health/ready")[0], 200)
                self.assertEqual(s.stop(), 0)

    def test_ten_thousand_paths_make_few_series(self) -> None:
        import http.client

        with Service("asgi_apps:app", env={"LOG_LEVEL": "WARNING"}) as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            for number in range(10_000):
                # What the first requests load is loaded once.
                before = memory(s) if number == 1000 else before if number else 0
                connection.request(
                    "GET" if number % 3 else f"M{number}", f"/p{number}" if number % 2 else f"/items/{number}"
                )
                connection.getresponse().read()
            self.assertLess(memory(s) - before, 10_000, "KiB more after 9,000 other paths")
            text = s.get("/metrics")[1]
            self.assertLess(len(samples(text, "http_server_request_duration_seconds_count")), 12)

    def test_a_request_that_is_over_is_not_kept(self) -> None:
        import http.client

        with Service("asgi_apps:app", env={"LOG_LEVEL": "WARNING"}) as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            for path in ["/items/1"] * 300 + ["/kept"]:
                connection.request("GET", path)
                answer = connection.getresponse().read()
            # The server's timers keep the context of each request for as long as a connection may stay open.
            self.assertLess(int(answer), 10)

    def test_requests_in_flight_are_counted(self) -> None:
        with Service("asgi_apps:app") as s:
            slow = threading.Thread(target=s.get, args=("/slow?seconds=1",))
            slow.start()
            time.sleep(0.5)
            self.assertIn("\nhttp_server_active_requests 1.0\n", s.get("/metrics")[1])
            slow.join()
            self.assertIn("\nhttp_server_active_requests 0.0\n", s.get("/metrics")[1])

    def test_ipv6(self) -> None:
        if not socket.has_ipv6:
            self.skipTest("no IPv6")
        with Service("asgi_apps:app") as s:
            try:
                socket.create_connection(("::1", s.port), 2).close()
            except OSError as error:
                if error.errno == 99:
                    self.skipTest("no IPv6 address")
                raise


class Errors(unittest.TestCase):
    def test_unhandled_error_is_json_with_request_id(self) -> None:
        for app in ("asgi_apps:app", "asgi_apps:bare"):
            with self.subTest(app), Service(app) as s:
                status, text, headers = s.get("/boom", x_request_id="abc-1")
                self.assertEqual(status, 500)
                self.assertEqual(json.loads(text), {"detail": "Internal Server Error", "request_id": "abc-1"})
                self.assertEqual(headers["x-request-id"], "abc-1")
                time.sleep(0.2)
                entries = [json.loads(line) for line in s.output().splitlines()]
                failed = [e for e in entries if "RuntimeError" in e["message"]]
                self.assertEqual(len(failed), 1, s.output())
                self.assertEqual((failed[0]["severity"], failed[0]["request_id"]), ("ERROR", "abc-1"))
                self.assertIn("Traceback", failed[0]["message"])

    def test_own_error_answer_is_kept(self) -> None:
        with Service("asgi_apps:app") as s:
            self.assertEqual(s.get("/own-500")[:2], (500, "mine"))

    def test_garbage_does_not_end_it(self) -> None:
        with Service("asgi_apps:app") as s:
            for sent in (
                b"\x00\xff\r\n\r\n",
                b"GET / HTTP/1.1\r\nX: " + b"a" * 500_000 + b"\r\n\r\n",
                b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1",
            ):
                with socket.create_connection(("127.0.0.1", s.port)) as client:
                    with contextlib.suppress(OSError):
                        client.sendall(sent)
            self.assertEqual(s.get("/")[0], 200)

    def test_slow_bodies_hold_nobody_up(self) -> None:
        head = b"POST /items/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
        with Service("asgi_apps:app") as s, contextlib.ExitStack() as clients:
            for _ in range(200):
                client = clients.enter_context(socket.create_connection(("127.0.0.1", s.port)))
                client.sendall(head + b"x")
            began = time.monotonic()
            self.assertEqual({s.get("/items/1")[0] for _ in range(20)}, {200})
            self.assertEqual(s.get("/health/ready")[0], 200)
            self.assertLess(time.monotonic() - began, 5)
            self.assertEqual(s.stop(), 0, s.output())


class Passing(unittest.TestCase):
    def test_websocket(self) -> None:
        from websockets.sync.client import connect

        with Service("asgi_apps:app") as s, connect(f"ws://127.0.0.1:{s.port}/ws") as client:
            client.send("hello")
            self.assertEqual(client.recv(), "echo hello")

    def test_stream_is_not_held_back(self) -> None:
        import http.client

        with Service("asgi_apps:app") as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            began = time.monotonic()
            connection.request("GET", "/stream?count=5&pause=0.5")
            self.assertEqual(connection.getresponse().read(2), b"0\n")
            self.assertLess(time.monotonic() - began, 0.5)


class Logs(unittest.TestCase):
    TRACE = "0af7651916cd43dd8448eb211c80319c"

    def test_json_lines_with_trace_and_no_health(self) -> None:
        with Service("asgi_apps:app", env={"GOOGLE_CLOUD_PROJECT": "shop"}) as s:
            s.get("/items/7?q=1", traceparent=f"00-{self.TRACE}-b7ad6b7169203331-01")
            s.get("/items/8", X_Cloud_Trace_Context=f"{self.TRACE}/123;o=1")
            s.get("/health/ready")
            time.sleep(0.1)
            entries = [json.loads(line) for line in s.output().splitlines()]
        access = [e for e in entries if "httpRequest" in e]
        self.assertEqual([e["httpRequest"]["requestUrl"] for e in access], ["/items/7?q=1", "/items/8"])
        own = [e for e in entries if e["logger"] == "shop"]
        self.assertEqual((own[0]["message"], own[0]["item"], own[0]["severity"]), ("item 7", "7", "INFO"))
        for entry in access + own:
            self.assertEqual(entry["logging.googleapis.com/trace"], f"projects/shop/traces/{self.TRACE}")
            self.assertTrue(entry["logging.googleapis.com/trace_sampled"])

    def test_text_logs(self) -> None:
        with Service("asgi_apps:app", env={"LOG_FORMAT": "text"}) as s:
            s.get("/items/7")
            s.get("/health/ready")
            time.sleep(0.1)
            self.assertIn('"GET /items/7 HTTP/1.1" 200', s.output())
            self.assertNotIn("/health", s.output())


class Files(unittest.TestCase):
    def test_each_stays_small(self) -> None:
        folder = pathlib.Path(__file__).parents[2] / "templates" / "runtime"
        long = [p.name for p in folder.glob("*.py") if len(p.read_text().splitlines()) >= 200]
        self.assertEqual(long, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
