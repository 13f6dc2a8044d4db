from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import threading
import time
import unittest

from service import Service


def aiohttp_service(app: str, **options: object) -> Service:
    return Service(app, "aiohttp", **options)  # type: ignore[arg-type]


class Routes(unittest.TestCase):
    def test_adds_what_is_missing_and_leaves_the_rest(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            status, text, headers = s.get("/")
            self.assertEqual((status, json.loads(text), headers["x-mark"]), (200, {"seen": ["up"]}, "own"))
            self.assertNotIn("server", headers)
            self.assertEqual(s.get("/health/live")[0], 200)
            # The app's own guard is not asked, nor is its own answer to another method lost.
            self.assertEqual(s.get("/health/ready", Authorization="no")[:2], (200, '{"status":"ready"}'))
            self.assertEqual(s.get("/items/7", Authorization="no")[0], 401)
            self.assertEqual(s.request("POST", "/health/live")[:2], (500, "mine"))
            self.assertEqual(s.get("/gone")[:2], (410, "gone"))
            self.assertEqual(s.get("/nothing")[0], 404)
            s.get("/items/7")
            self.assertEqual(s.get("/sub/things/9")[1], "9")
            _, text, headers = s.get("/metrics")
            self.assertIn("text/plain", headers["content-type"])
            self.assertIn('method="GET",route="/items/{item}",status="2xx"} 1.0', text)
            self.assertIn('method="GET",route="/sub/things/{thing}",status="2xx"', text)
            self.assertIn('route="/gone",status="4xx"', text)
            self.assertIn('route="unmatched",status="4xx"', text)
            self.assertNotIn("/items/7", text)
            self.assertNotIn("/health", text.replace('route="/health/live",status="5xx"', ""))

    def test_own_routes_are_kept_and_a_pattern_for_every_path_is_none(self) -> None:
        with aiohttp_service("aiohttp_apps:with_own()") as s:
            self.assertEqual(s.get("/health/ready")[1], "my ready")
            self.assertEqual(s.get("/health/live")[1], '{"status":"live"}')
            self.assertEqual(s.get("/page")[1], "page")

    def test_factories(self) -> None:
        for app in ("aiohttp_apps:make()", "aiohttp_apps:make_later()"):
            with self.subTest(app), aiohttp_service(app) as s:
                self.assertEqual(s.get("/")[0], 200)
                self.assertEqual(s.stop(), 0)

    def test_ten_thousand_paths_make_few_series(self) -> None:
        with aiohttp_service("aiohttp_apps:app", env={"LOG_LEVEL": "WARNING"}) as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            for number in range(10_000):
                method = "GET" if number % 3 else f"M{chr(65 + number % 26)}"
                connection.request(method, f"/p{number}" if number % 2 else f"/items/{number}")
                connection.getresponse().read()
            counts = [
                line
                for line in s.get("/metrics")[1].splitlines()
                if line.startswith("http_server_request_duration_seconds_count")
            ]
            self.assertLess(len(counts), 12)

    def test_requests_in_flight_are_counted(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            slow = threading.Thread(target=s.get, args=("/slow?seconds=1",))
            slow.start()
            time.sleep(0.5)
            self.assertIn("\nhttp_server_active_requests 1.0\n", s.get("/metrics")[1])
            slow.join()
            self.assertIn("\nhttp_server_active_requests 0.0\n", s.get("/metrics")[1])


class Errors(unittest.TestCase):
    def test_unhandled_error_is_json_with_request_id(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            status, text, headers = s.get("/boom", x_request_id="abc-1")
            self.assertEqual(status, 500)
            self.assertEqual(json.loads(text), {"detail": "Internal Server Error", "request_id": "abc-1"})
            self.assertEqual(headers["x-request-id"], "abc-1")
            self.assertEqual(s.get("/own-500")[:2], (500, "mine"))
            time.sleep(0.2)
            entries = [json.loads(line) for line in s.output().splitlines()]
            failed = [e for e in entries if "RuntimeError" in e["message"]]
            self.assertEqual(len(failed), 1, s.output())
            self.assertEqual((failed[0]["severity"], failed[0]["request_id"]), ("ERROR", "abc-1"))
            self.assertIn("Traceback", failed[0]["message"])

    def test_an_answer_that_has_begun_is_cut_off(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            with self.assertRaises(http.client.IncompleteRead):
                s.get("/boom-later")
            self.assertEqual(s.get("/")[0], 200)

    def test_slow_and_broken_clients_hold_nobody_up(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s, contextlib.ExitStack() as clients:
            for sent in (b"\x00\xff\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"a" * 500_000 + b"\r\n\r\n"):
                with socket.create_connection(("127.0.0.1", s.port)) as client, contextlib.suppress(OSError):
                    client.sendall(sent)
            for _ in range(200):
                client = clients.enter_context(socket.create_connection(("127.0.0.1", s.port)))
                client.sendall(b"POST /items/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx")
            self.assertEqual({s.get("/items/1")[0] for _ in range(20)}, {200})
            self.assertEqual(s.stop(), 0, s.output())


class Passing(unittest.TestCase):
    def test_websocket(self) -> None:
        from websockets.sync.client import connect

        with aiohttp_service("aiohttp_apps:app") as s:
            with connect(f"ws://127.0.0.1:{s.port}/ws") as client:
                client.send("hello")
                self.assertEqual(client.recv(), "echo hello")
            self.assertNotIn('route="/ws"', s.get("/metrics")[1])

    def test_stream_is_not_held_back(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            began = time.monotonic()
            connection.request("GET", "/stream?count=5&pause=0.5")
            self.assertEqual(connection.getresponse().read(2), b"0\n")
            self.assertLess(time.monotonic() - began, 0.5)


class Logs(unittest.TestCase):
    def test_json_lines_with_trace_and_no_health(self) -> None:
        trace = "0af7651916cd43dd8448eb211c80319c"
        with aiohttp_service("aiohttp_apps:app", env={"GOOGLE_CLOUD_PROJECT": "shop"}) as s:
            s.get("/items/7?q=1", traceparent=f"00-{trace}-b7ad6b7169203331-01")
            s.get("/health/ready")
            time.sleep(0.1)
            entries = [json.loads(line) for line in s.output().splitlines()]
        access = [e for e in entries if "httpRequest" in e]
        self.assertEqual([e["httpRequest"]["requestUrl"] for e in access], ["/items/7?q=1"])
        self.assertEqual((access[0]["httpRequest"]["protocol"], access[0]["httpRequest"]["status"]), ("HTTP/1.1", 200))
        own = [e for e in entries if e["logger"] == "shop"]
        self.assertEqual((own[0]["message"], own[0]["item"]), ("item 7", "7"))
        for entry in access + own:
            self.assertEqual(entry["logging.googleapis.com/trace"], f"projects/shop/traces/{trace}")

    def test_text_logs(self) -> None:
        with aiohttp_service("aiohttp_apps:app", env={"LOG_FORMAT": "text"}) as s:
            s.get("/items/7")
            s.get("/health/ready")
            time.sleep(0.1)
            self.assertIn('"GET /items/7 HTTP/1.1" 200', s.output())
            self.assertNotIn("/health", s.output())


class Start(unittest.TestCase):
    def test_what_fails_says_so_in_one_line(self) -> None:
        for app, reason in (
            ("aiohttp_apps:fails()", "startup failed: KeyError: 'DATABASE_URL' (aiohttp_apps.py:"),
            ("aiohttp_apps:nothing", "startup failed: TypeError: aiohttp_apps:nothing is of type object"),
            ("aiohttp_apps:nope", "cannot load aiohttp_apps:nope: AttributeError"),
        ):
            with self.subTest(app), aiohttp_service(app, wait=False) as s:
                self.assertEqual(s.end(), 1)
                self.assertIn(f"serve: {reason}", s.output())

    def test_a_port_that_is_taken(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            other = aiohttp_service("aiohttp_apps:app", wait=False, env={"PORT": str(s.port)})
            with other:
                self.assertEqual(other.end(), 1)
                self.assertIn(f"serve: cannot listen on port {s.port}: ", other.output())


class Drain(unittest.TestCase):
    def test_request_in_flight_is_answered_while_readiness_is_off(self) -> None:
        answers: list[tuple[int, str]] = []
        with aiohttp_service("aiohttp_apps:app") as s:
            client = threading.Thread(target=lambda: answers.append(s.get("/slow?seconds=3")[:2]))
            client.start()
            time.sleep(0.5)
            s.process.send_signal(signal.SIGTERM)
            time.sleep(0.4)
            self.assertEqual(s.get("/health/ready")[:2], (503, '{"status":"draining"}'))
            self.assertEqual(s.get("/items/1")[2]["connection"], "close")
            self.assertEqual(s.end(), 0, s.output())
            client.join()
            self.assertEqual(answers, [(200, "done")])
            self.assertIn("closed by its own signal", s.output())

    def test_what_takes_too_long_is_ended_within_the_grace(self) -> None:
        from websockets.sync.client import connect

        with aiohttp_service("aiohttp_apps:app", grace=3) as s:
            idle = http.client.HTTPConnection("127.0.0.1", s.port)
            idle.request("GET", "/")
            idle.getresponse().read()
            late = threading.Thread(target=quietly, args=(s,))
            late.start()
            with connect(f"ws://127.0.0.1:{s.port}/ws"):
                time.sleep(0.5)
                # Not 1, the code of the timer that ends a process a second after its grace.
                self.assertEqual(s.stop(), 0, s.output())
                self.assertIn("closed by its own signal", s.output())
            late.join()

    def test_second_signal_ends_it_at_once(self) -> None:
        with aiohttp_service("aiohttp_apps:app") as s:
            late = threading.Thread(target=quietly, args=(s,))
            late.start()
            time.sleep(0.5)
            s.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            self.assertEqual(s.stop(), 143)
            late.join()


def quietly(s: Service) -> None:
    with contextlib.suppress(Exception):
        s.get("/slow?seconds=30")


if __name__ == "__main__":
    unittest.main(verbosity=2)
